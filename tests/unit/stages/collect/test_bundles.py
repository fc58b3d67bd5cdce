"""Downloads of news databases: split where their marks leave no doubt, else shown as one."""

from __future__ import annotations

import textwrap

import pytest

from support.documents import docx, nexis, nexis_docx, paragraph
from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers.choose import read as choose
from testimonia.stages.collect.readers.printed import printed_date

ARTICLES = [
    {
        "title": "The walk to the river",
        "outlet": "The River Post",
        "date": "June 3, 2015 Wednesday",
        "byline": "ADA EXAMPLE",
        "body": "He left the group in the spring, he told us, because nothing had been as promised.\nHe walked to the river at night.",
    },
    {
        "title": "Bakers of the front",
        "outlet": "Kelduria Daily (English)",
        "date": "November 2015",
        "byline": "By Bela Sample, in Old Town",
        "body": "Bread was short.\nBody counts were not given. She left with her sister in autumn of that year and told nobody.",
    },
    {
        "title": "A third story about nobody at all",
        "outlet": "The River Post",
        "date": "Monday, July 6, 2015 10:20 AM GMT",
        "byline": "Staff",
        "body": "The third man said little.",
    },
]


def as_text(articles, **more):
    return "\n\n".join(text for text, _ in nexis(articles, **more)).encode()


def read(data, name):
    return choose(data, name, 5_000_000)


@pytest.mark.parametrize("form", ["docx", "txt"])
@pytest.mark.parametrize("cover", [True, False])
def test_a_nexis_download_is_split_into_its_articles(form, cover):
    """Each article has its own title, outlet, date, author, number and text, with or without a cover."""
    data = nexis_docx(ARTICLES, cover=cover) if form == "docx" else as_text(ARTICLES, cover=cover)
    reading = read(data, f"download.{form}")
    assert reading.state is AccountState.OK
    assert [part.title for part in reading.parts] == [article["title"] for article in ARTICLES]
    assert [part.outlet for part in reading.parts] == [article["outlet"] for article in ARTICLES]
    assert [part.published for part in reading.parts] == ["2015-06-03", "2015-11", "2015-07-06"]
    assert {part.published_origin for part in reading.parts} == {"bundle"}
    assert [part.author for part in reading.parts] == [article["byline"] for article in ARTICLES]
    assert [part.language for part in reading.parts] == ["en"] * 3
    squeezed = [part.main.replace("\n\n", "\n") for part in reading.parts]
    assert squeezed == [article["body"] for article in ARTICLES]
    assert all("Load-Date" in part.full and "Load-Date" not in part.main for part in reading.parts)
    if form == "docx":
        assert reading.parts[1].accession == "5G3H-0001-JBXX-0002-00000-00"
        assert reading.parts[1].address.startswith("https://advance.lexis.com/api/document")


@pytest.mark.parametrize(
    ("data", "doubt"),
    [
        (nexis_docx(ARTICLES, count=4), "its cover says 4 documents and 3 ends were found"),
        (as_text(ARTICLES) + b"\n\nA last line that nobody owns.", "text follows after the last of 3 ends"),
        (as_text([*ARTICLES[:2], {**ARTICLES[2], "title": ""}], cover=False).replace(b"The River Post\n\nMonday", b"Monday"), ""),
    ],
)
def test_an_unsure_split_is_shown_and_not_guessed(data, doubt):
    """Where the marks do not add up the file stays one account, partial, with what was found."""
    reading = read(data, "download.docx" if data[:2] == b"PK" else "download.txt")
    if doubt:
        assert reading.parts == ()
        assert reading.state is AccountState.PARTIAL
        assert doubt in reading.reason
        assert "The walk to the river" in reading.reason
        assert "He walked to the river at night." in reading.main


def test_an_ordinary_text_is_no_bundle(story):
    """A text that happens to hold one of the marks is left alone."""
    for text in (f"{story}\n\nEnd of Document\n", f"Body\n\n{story}", f"{story}\n\nLength: 12 words\n"):
        reading = read(text.encode(), "note.txt")
        assert reading.parts == ()
        assert reading.state is AccountState.OK


FACTIVA = """Page 1 of 3 © 2020 Factiva, Inc. All rights reserved.

News
The walk to the river
By Ada Example

523 words
3 June 2015
10:20
The River Post
RIVPST
English
© 2015 The River Post. All rights reserved.

He left the group in the spring.

LA was not what he meant; IN the end he walked.

Document RIVPST0020150603eb63000a1

Bakers of the front, and what they said
310 words
4 November 2015
Kelduria Daily
KELDAI
English
Copyright 2015 Kelduria Daily

Bread was short.

Document KELDAI0020151104ebb4000b2

Search Summary

Text
left the group
"""

CODED = """SE
News
HD
The walk to the river
BY
By Ada Example
WC
523 words
PD
3 June 2015
SN
The River Post
SC
RIVPST
LA
English
CY
© 2015
LP
He left the group in the spring.
TD
IN the end he walked.
RE was never mentioned.
NS
gcat : Political/General News
AN
Document RIVPST0020150603eb63000a1
HD\tBakers of the front
WC\t310 words
PD\t4 November 2015
SN\tKelduria Daily
LA\tEnglish
LP\tBread was short.
AN\tDocument KELDAI0020151104ebb4000b2
"""

PROQUEST = """____________________________________________________________

Report Information from ProQuest
03 June 2020 10:20
____________________________________________________________

Table of contents

1. The walk to the river
2. Bakers of the front
____________________________________________________________

Document 1 of 2

The walk to the river

Author: Example, Ada

ProQuest document link

Abstract: He left.

Full text: He left the group in the spring.

One night he walked to the river.
Title: what they call a title here is none: he said so.

Subject: Rivers;

Title: The walk to the river

Publication title: The River Post; Old Town

Publication date: Jun 3, 2015

Language of publication: English

ProQuest document ID: 1234567890

Document URL: https://search.proquest.com/docview/1234567890

Database: ProQuest Central
____________________________________________________________

Document 2 of 2

Bakers of the front

FULL TEXT

Bread was short.

DETAILS

Publication title: Kelduria Daily

Publication year: 2015

Language of publication: English

ProQuest document ID: 1234567891

____________________________________________________________

Contact ProQuest
"""

LEXIS = """
                               1 of 2 DOCUMENTS

                                 The River Post

                             June 3, 2015 Wednesday
                              Late Edition - Final

The walk to the river

BYLINE: By ADA EXAMPLE

SECTION: NEWS; Pg. 3

LENGTH: 523 words

He left the group in the spring.

One night he walked to the river.

LOAD-DATE: June 4, 2015

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

                        Copyright 2015 The River Post

                               2 of 2 DOCUMENTS

                                 Kelduria Daily

                             November 4, 2015

Bakers of the front

LENGTH: 310 words

Bread was short.

LOAD-DATE: November 5, 2015

LANGUAGE: ENGLISH
"""


@pytest.mark.parametrize(
    ("text", "numbers", "authors"),
    [
        (FACTIVA, ["RIVPST0020150603eb63000a1", "KELDAI0020151104ebb4000b2"], ["Ada Example", None]),
        (CODED, ["RIVPST0020150603eb63000a1", "KELDAI0020151104ebb4000b2"], ["Ada Example", None]),
        (PROQUEST, ["1234567890", "1234567891"], ["Example, Ada", None]),
        (LEXIS, [None, None], ["By ADA EXAMPLE", None]),
    ],
)
@pytest.mark.parametrize("form", ["txt", "docx", "rtf", "html"])
def test_downloads_of_the_other_databases_are_split(text, numbers, authors, form):
    """Factiva with and without indexing, ProQuest and LexisNexis give their articles with outlet, date, author, number and text."""
    lines = text.split("\n")
    data = {
        "txt": text.encode(),
        "docx": docx("".join(paragraph(line) for line in lines)),
        "rtf": ("{\\rtf1\\ansi " + "\\par\n".join(line.replace("©", "\\'a9") for line in lines) + "\\par}").encode(),
        "html": (
            "<html><head><meta charset='utf-8'></head><body>"
            + "".join(f"<p>{line.replace(chr(9), '</p><p>')}</p>" for line in lines if line.strip())
            + "</body></html>"
        ).encode(),
    }[form]
    reading = read(data, f"download.{form}")
    assert [part.accession for part in reading.parts] == numbers, reading.reason
    assert [part.title.split(",")[0] for part in reading.parts] == ["The walk to the river", "Bakers of the front"]
    assert [part.outlet for part in reading.parts] == ["The River Post", "Kelduria Daily"]
    assert [part.published for part in reading.parts] == ["2015-06-03", "2015" if text == PROQUEST else "2015-11-04"]
    assert [part.author for part in reading.parts] == authors
    assert [part.language for part in reading.parts] == ["en", "en"]
    first, second = (part.main for part in reading.parts)
    assert first.startswith("He left the group in the spring.")
    assert "walked" in first
    assert second == "Bread was short."
    assert "523 words" not in first


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (PROQUEST.replace("2. Bakers of the front\n", "2. Bakers of the front\n3. A third\n"), "its table of contents has 3 entries"),
        (PROQUEST.replace("of 2", "of 5"), "it says 5 documents and 2 were found"),
        (LEXIS.replace("of 2 DOC", "of 3 DOC"), "it says 3 documents and 2 were found"),
        (LEXIS.replace("2 of 2 DOC", "7 of 2 DOC"), "not numbered one after the other"),
        (FACTIVA.replace("310 words\n", ""), "document 2 of 2 has no count of words"),
        (FACTIVA.replace("4 November 2015", "some day"), "document 2 of 2 has no date"),
        (FACTIVA.replace("Search Summary", "More text"), "text follows after the last document"),
    ],
)
def test_what_does_not_add_up_is_not_split(text, doubt):
    """A download whose marks contradict each other stays one account, with what contradicts."""
    reading = read(text.encode(), "download.txt")
    assert reading.parts == ()
    assert reading.state is AccountState.PARTIAL
    assert doubt in reading.reason


def test_a_download_as_pdf_is_split_by_its_printed_lines(pdf):
    """The lines of a PDF, page heads aside, hold the same marks; the text flows again."""
    lines = [text for text, _ in nexis(ARTICLES, cover=False)]
    printed = "\n".join(piece for line in lines for piece in (textwrap.wrap(line, 70) or [""]))
    rows = printed.split("\n")
    pages = ["Page 1 of 1\n" + "\n".join(rows[start : start + 40]) for start in range(0, len(rows), 40)]
    reading = read(pdf(pages), "download.pdf")
    assert [part.title for part in reading.parts] == [article["title"] for article in ARTICLES]
    assert ARTICLES[0]["body"].split("\n")[0] in reading.parts[0].main


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("June 3, 2015 Wednesday", "2015-06-03"),
        ("Wednesday, June 3, 2015 10:20 AM EST", "2015-06-03"),
        ("3 juin 2015", "2015-06-03"),
        ("Mittwoch 3. Juni 2015", "2015-06-03"),
        ("3 de junio de 2015 miércoles", "2015-06-03"),
        ("الأربعاء 3 يونيو 2015", "2015-06-03"),
        ("3 июня 2015 г.", "2015-06-03"),
        ("June 2015", "2015-06"),
        ("03.06.2015", "2015-06-03"),
        ("25/12/2015", "2015-12-25"),
        ("03/06/2015", "2015"),
        ("2015-06-03", "2015-06-03"),
        ("June 31, 2015", None),
        ("2015", None),
        ("In June 2015 he left the group, and in July 2015 he came back to it with two others.", None),
        ("The River Post", None),
        ("", None),
    ],
)
def test_printed_dates_are_read_at_their_precision(line, date):
    """A line that is a date and little else gives what it says and no more."""
    assert printed_date(line) == date
