"""PDF: text layer, properties, what is missing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers.choose import read as choose
from testimonia.stages.collect.readers.flowing import across, flowing
from testimonia.text import words


def read(data, name="paper.pdf"):
    return choose(data, name, 5_000_000)


def test_pages_are_joined_by_a_blank_line(pdf):
    """The text layer of every page is read, in order, with LF line ends alone."""
    reading = read(pdf(("The first page speaks.", "The second page answers.")))
    assert reading.full == "The first page speaks.\n\nThe second page answers."
    assert reading.main == reading.full
    assert reading.state is AccountState.OK
    assert reading.full_by.startswith("pypdfium2 ")


def test_printed_lines_become_paragraphs_again():
    """A sentence that the paper's edge broke can be quoted whole; headings, items, turns and short lines keep their own lines."""
    page = (
        "The long way home\n"
        "She kept the store of the company for two winters, and when the\n"
        "second one ended nobody had been paid since the harvest, so she\n"
        "left.\n"
        "The road was open.\n"
        "- one coat, which she had sewn out of three others that were torn\n"
        "- one knife\n"
        "Q: And after that? Did they ever come to the house to ask for you\n"
        "A: Twice."
    )
    assert flowing(page).split("\n") == [
        "The long way home",
        "She kept the store of the company for two winters, and when the second one ended nobody had been paid since the harvest, so she left.",
        "The road was open.",
        "- one coat, which she had sewn out of three others that were torn",
        "- one knife",
        "Q: And after that? Did they ever come to the house to ask for you",
        "A: Twice.",
    ]
    assert flowing("a\nb\nc") == "a\nb\nc"
    assert flowing("") == ""


def test_a_sentence_goes_on_over_the_page():
    """What a page's end cuts in the middle of a sentence is one paragraph; a sentence that ended, or a short line, is not drawn on."""
    full = "The winter was long and the store was cold and nobody came to"
    assert across([full, "ask."]) == full + " ask."
    assert across([full + " us.", "Then spring came."]) == full + " us.\n\nThen spring came."
    assert across([full + "\n12", "ask."]) == full + "\n12\n\nask."
    assert across(["", full, "", "Q: Why?"]) == full + "\n\nQ: Why?"
    assert across([]) == ""


@given(st.text(st.sampled_from("ab c.\n-\u00adد1:"), max_size=300))
def test_only_line_ends_change(page):
    """Paragraphs hold every character of the page, in order; a line end became a space, stayed, or went behind a soft hyphen."""
    assert "".join(flowing(page).split()) == "".join(page.split())


def test_words_broken_at_the_end_of_a_line_are_found_whole(pdf):
    """A hyphen at a line's end neither hides a word from search nor is lost: a soft hyphen keeps its place."""
    text = read(pdf(("They were called defec-\ntors by the others.",))).full
    assert "defec\u00adtors" in text
    assert "defectors" in {word.folded for word in words(text)}


def test_properties_are_no_publication_date(pdf):
    """Title and author are taken from the properties; the day the file was made is kept apart from publication."""
    reading = read(pdf(info="/Title (The walk to the river) /Author (Ada Example) /CreationDate (D:20150603101500Z)"))
    assert (reading.title, reading.author) == ("The walk to the river", "Ada Example")
    assert reading.published is None
    assert reading.created == "2015-06-03"


def test_the_name_of_a_file_is_no_title(pdf):
    """A title that a word processor filled in gives way to the first words."""
    assert read(pdf(("A short heading",), info="/Title (Microsoft Word - draft7.doc)")).title == "A short heading"


def test_a_scan_is_partial_and_names_the_remedy(pdf):
    """Pages without a text layer need OCR, and the state says so."""
    reading = read(pdf(("", "")))
    assert (reading.state, reading.reason) == (AccountState.PARTIAL, "needs OCR: no text layer")
    assert reading.full == ""
    mixed = read(pdf(("A typed cover page.", "", "")))
    assert (mixed.state, mixed.reason) == (AccountState.PARTIAL, "needs OCR: 2 of 3 pages have no text layer")


def test_locked_and_broken_files_fail_with_their_reason(pdf):
    """A password and damage are told apart."""
    locked, broken = read(pdf(locked=True)), read(b"%PDF-1.4\n nothing that follows")
    assert (locked.state, locked.reason) == (AccountState.FAILED, "encrypted: it opens with a password only")
    assert (broken.state, broken.reason) == (AccountState.FAILED, "broken PDF: it cannot be opened")


def test_a_pdf_under_a_wrong_name_is_read(pdf, story):
    """The name does not decide."""
    assert "He left the group" in read(pdf((story,)), "paper.html").full
