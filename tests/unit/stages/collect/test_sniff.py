"""The kind of a file is told by its content first and by its name second."""

from __future__ import annotations

import pytest

from testimonia.stages.collect.readers.sniff import sniff


@pytest.mark.parametrize(
    ("data", "name", "format_"),
    [
        (b"<!DOCTYPE html><p>x", "page.txt", "html"),
        (b"  \n<!-- saved by hand -->\n<HTML lang=en><p>x", "page", "html"),
        ("<!DOCTYPE html><p>x".encode("utf-16"), "page.txt", "html"),
        (b"<p>a fragment</p>", "page.htm", "html"),
        (b"He said nothing at all.", "page.html", "text"),
        (b"a < b and b > c", "note.txt", "text"),
        (b"%PDF-1.4 ...", "paper.html", "pdf"),
        (b"junk before\n%PDF-1.4 ...", "paper", "pdf"),
        (b"# A heading", "note.md", "markdown"),
        (b"<div>raw</div> words", "note.md", "markdown"),
        ("قال إنه رحل".encode("cp1256"), "note", "text"),
        ("He left.".encode("utf-16-le"), "note.txt", "text"),
    ],
)
def test_content_speaks_before_the_name(data, name, format_):
    """A file with the wrong name, or none, goes to the reader that its content needs."""
    assert sniff(data, name).format == format_


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "empty file"),
        (b"\xef\xbb\xbf \n\n", "a.txt", "empty file"),
        (bytes(range(256)) * 8, "a.txt", "not a text"),
        (bytes(range(256)) * 8, "a.html", "not a text"),
        (b"PK\x03\x04....", "a.pptx", "cannot read .pptx yet: save it as PDF"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...",
            "a.doc",
            "cannot read .doc yet: open it in a word processor, save it as .docx and collect that",
        ),
        (b"PK\x03\x04....", "a", "cannot read ZIP archives yet: unpack it and collect the files"),
        (
            b"\x89PNG\r\n\x1a\n",
            "a.html",
            "cannot read pictures yet: have its text recognised, or describe it in a text file, and collect that",
        ),
        (b"name,age\nAda,30\n", "a.csv", "cannot read .csv yet"),
        (b"<?xml version='1.0'?><feed/>", "a", "cannot read XML yet"),
    ],
)
def test_what_cannot_be_read_says_why(data, name, reason):
    """Files of other kinds are named as what they are, never read as text by accident."""
    assert sniff(data, name).reason == reason
