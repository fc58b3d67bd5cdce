"""PDF: the text layer, page by page."""

from __future__ import annotations

import re
from dataclasses import replace

import pypdfium2
import pypdfium2.raw

from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers.bundles import divide
from testimonia.stages.collect.readers.flowing import across, flowing
from testimonia.stages.collect.readers.plain import title_of
from testimonia.stages.collect.readers.reading import Reading, extractor, failed
from testimonia.stages.collect.readers.stated import edtf
from testimonia.stages.collect.readers.titles import stated_title
from testimonia.text import canonical

MEDIA_TYPE = "application/pdf"
# PDFium joins a word that a hyphen breaks at the end of a line and marks the place with U+0002 or U+FFFE; it cannot tell "defec-tors"
# from "well-known". A soft hyphen keeps the place, and search and tracing look through it.
_BROKEN_WORD = re.compile("[\x02\ufffe]")


def read(data: bytes, name: str) -> Reading:  # noqa: ARG001 - every reader has the same shape
    """Read the text layer: pages joined by a blank line; ``main`` has paragraphs where ``full`` has printed lines.

    Scanned pages have no text layer: the state says so.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        locked = fault.err_code in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
        return failed(MEDIA_TYPE, "encrypted: it opens with a password only" if locked else "broken PDF: it cannot be opened")
    try:
        pages, unread = _pages(document)
        details = document.get_metadata_dict()
    finally:
        document.close()
    text = "\n\n".join(page for page in pages if page)
    reading = Reading(
        media_type=MEDIA_TYPE,
        full=text,
        main=across(pages),
        full_by=extractor("pypdfium2"),
        main_by=f"{extractor('pypdfium2')} paragraphs 1",
        title=stated_title(details.get("Title") or "") or title_of(text),
        author=details.get("Author") or None,
        created=edtf(details.get("CreationDate") or ""),
    )
    reading = divide(_with_gaps(reading, pages, unread))
    parts = tuple(replace(part, main=flowing(part.main), main_by=f"{part.main_by} paragraphs 1") for part in reading.parts)
    return replace(reading, parts=parts)


def _pages(document: pypdfium2.PdfDocument) -> tuple[list[str], int]:
    """The text of every page, and how many pages could not be loaded."""
    pages: list[str] = []
    unread = 0
    for number in range(len(document)):
        try:
            page = document[number]
            layer = page.get_textpage()
            pages.append(_BROKEN_WORD.sub("\u00ad", canonical(layer.get_text_bounded())).strip())
            layer.close()
            page.close()
        except pypdfium2.PdfiumError:
            unread += 1
            pages.append("")
    return pages, unread


def _with_gaps(reading: Reading, pages: list[str], unread: int) -> Reading:
    """The reading with what is missing from it."""
    if unread == len(pages):
        return failed(MEDIA_TYPE, "broken PDF: none of its pages can be read")
    if unread:
        reading = reading.worse(AccountState.PARTIAL, f"{unread} of {len(pages)} pages are broken")
    blank = sum(not page for page in pages) - unread
    if not reading.full:
        return reading.worse(AccountState.PARTIAL, "needs OCR: no text layer")
    if blank * 2 > len(pages):  # a few pages without text are pictures; more than half is a scan with a typed cover
        return reading.worse(AccountState.PARTIAL, f"needs OCR: {blank} of {len(pages)} pages have no text layer")
    return reading
