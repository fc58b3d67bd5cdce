"""Word documents, byte for byte the same each time."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as Made
from docx.oxml import OxmlElement

from workshop.files.words import of, printed_date
from workshop.part import Text

_MADE = datetime(2023, 2, 1)  # noqa: DTZ001 - the format keeps no zone


def docx(text: Text) -> bytes:
    """One account as a document: title as a heading, a line of author and date, paragraphs, the notice in the footer."""
    made = new(text.title, text.byline)
    made.add_heading(text.title, level=1)
    line = ", ".join(filter(None, (text.outlet, text.byline, printed_date(text))))
    for words in (line, *text.paragraphs):
        add(made, words, right_to_left=text.language == "ar")
    made.sections[0].footer.paragraphs[0].text = of(text).fictional
    return saved(made)


def new(title: str, author: str) -> Made:
    """An empty document with its properties."""
    made = Document()
    made.core_properties.title, made.core_properties.author = title, author
    made.core_properties.created = made.core_properties.modified = _MADE
    made.core_properties.last_modified_by, made.core_properties.comments = "", ""
    return made


def add(made: Made, words: str, *, right_to_left: bool = False, style: str | None = None) -> None:
    """A paragraph; line breaks inside it stay line breaks."""
    paragraph = made.add_paragraph(words, style=style)
    if right_to_left:
        paragraph.paragraph_format.element.get_or_add_pPr().append(OxmlElement("w:bidi"))


def saved(made: Made) -> bytes:
    """The bytes of a document, with the time stamps of its ZIP fixed."""
    loose, fixed = io.BytesIO(), io.BytesIO()
    made.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
