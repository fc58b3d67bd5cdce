"""Word documents: what is printed, in reading order, and nothing that would do harm."""

from __future__ import annotations

import pytest

from support.documents import docx, packed, paragraph, part
from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers.choose import read as choose


def read(data, name="paper.docx"):
    return choose(data, name, 5_000_000)


def test_paragraphs_tables_and_notes_are_read_in_order(story):
    """The body, the cells of tables, text boxes and notes are the main text, a paragraph a line."""
    box = "<w:p><w:r><w:t>In a box: </w:t><w:pict><w:txbxContent><w:p><w:r><w:t>he waited.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph('Year')}</w:tc><w:tc>{paragraph('2014')}</w:tc></w:tr></w:tbl>"
    data = docx(
        paragraph("The walk to the river", "Title") + paragraph(story) + table + box,
        more={"word/footnotes.xml": part("footnotes", f"<w:footnote>{paragraph('He told this twice.')}</w:footnote>")},
    )
    reading = read(data)
    assert reading.state is AccountState.OK
    assert reading.title == "The walk to the river"
    assert reading.main.split("\n") == ["The walk to the river", story, "Year", "2014", "In a box: ", "he waited.", "He told this twice."]
    assert reading.language == "en"


def test_headers_and_remarks_are_only_in_the_full_text(story):
    """What stands around the text can be searched and is not coded."""
    data = docx(
        paragraph(story),
        more={
            "word/header1.xml": part("hdr", paragraph("Page header of the archive")),
            "word/comments.xml": part("comments", f"<w:comment>{paragraph('Check this date.')}</w:comment>"),
        },
    )
    reading = read(data)
    assert "Page header" in reading.full
    assert "Check this date." in reading.full
    assert reading.main == story


def test_deleted_text_and_field_codes_are_not_text(story):
    """Tracked deletions and the instructions of fields are not printed; insertions are; a second form of the same is read once."""
    tracked = (
        "<w:p><w:del><w:r><w:delText>He was a spy.</w:delText></w:r></w:del><w:ins><w:r><w:t>He was a baker.</w:t></w:r></w:ins>"
        '<w:r><w:instrText>HYPERLINK "https://post.example"</w:instrText></w:r></w:p>'
    )
    twice = (
        '<w:p><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:r><w:t>Once.</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>Once.</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert read(docx(paragraph(story) + tracked + twice)).main == f"{story}\nHe was a baker.\nOnce."


def test_tabs_breaks_and_hyphens_keep_their_place():
    """Marks inside a paragraph become the characters that they are."""
    body = "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>"
    assert read(docx(body)).main == "a\tb\nc\u2011d"


def test_title_and_author_from_the_properties(story):
    """Properties name title and author; the day on which the file was made is no day of publication; a file's name is no title."""
    core = "<dc:title>The walk</dc:title><dc:creator>Ada Example</dc:creator><dc:date>2016-01-01</dc:date>"
    reading = read(docx(paragraph(story), core=core))
    assert (reading.title, reading.author, reading.published) == ("The walk", "Ada Example", None)
    heading = read(docx(paragraph("A short heading of it") + paragraph(story), core="<dc:title>Microsoft Word - draft7.doc</dc:title>"))
    assert heading.title == "A short heading of it"


def test_a_bomb_costs_nothing(story):
    """A part that unpacks to hundreds of megabytes fails with its reason before it fills the memory."""
    reading = read(packed({"word/document.xml": b"<w>" + b" " * 200_000_000}))
    assert (reading.state, reading.reason) == (AccountState.FAILED, "it unpacks to far more than a document holds (a ZIP bomb?)")


def test_entities_are_neither_replaced_nor_fetched(story):
    """A laughing billion and a file of the machine stay out of the text, and the state says so."""
    laugh = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    reading = read(docx(f"<w:p><w:r><w:t>{story}</w:t></w:r></w:p><w:p><w:r><w:t>&b;</w:t><w:t>&f;</w:t></w:r></w:p>", head=laugh))
    assert reading.state is AccountState.PARTIAL
    assert "entities" in reading.reason
    assert "ha" not in reading.main.replace(story, "")
    assert "root:" not in reading.full


def test_members_that_climb_are_never_asked_for(story):
    """A member with a path out of the archive does no harm: nothing is unpacked to a disk."""
    data = docx(paragraph(story), more={"../../evil.txt": b"x", "word/../../evil2.xml": b"<x/>"})
    assert read(data).main == story


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx(paragraph("x"))[:200], "damaged: its directory cannot be read (cut off, or no ZIP archive)"),
        (packed({"word/document.xml": b"<w:document"}), "damaged: word/document.xml in it is no well-formed XML"),
        (packed({"word/document.xml": b"<w>" + b"<a>" * 100_000}), "damaged: word/document.xml in it is no well-formed XML"),
        (docx(""), "it holds no text (pictures only?)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500,
            "encrypted: it opens with a password only",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "cannot read .docx yet"),
    ],
)
def test_what_cannot_be_read_says_why(data, reason):
    """Damage, passwords and emptiness are told apart."""
    reading = read(data)
    assert (reading.state, reading.reason) == (AccountState.FAILED, reason)


def test_a_word_file_under_a_wrong_name_is_read(story):
    """The name does not decide."""
    assert read(docx(paragraph(story)), "page.html").main == story
