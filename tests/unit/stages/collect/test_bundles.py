"""Downloads of news databases: split where their marks leave no doubt, else shown as one."""

from __future__ import annotations

import pytest

from support.documents import nexis, nexis_docx
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
