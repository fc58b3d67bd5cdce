"""ODT (OASIS OpenDocument 1.3): headings, paragraphs, lists, tables, notes; remarks only in the full text."""

from __future__ import annotations

from typing import Any

from testimonia.stages.collect.readers.bundles import divide
from testimonia.stages.collect.readers.paragraphs import Paragraph, joined
from testimonia.stages.collect.readers.plain import title_of
from testimonia.stages.collect.readers.reading import Reading, failed
from testimonia.stages.collect.readers.titles import stated_title
from testimonia.stages.collect.readers.zipped import Package, Unusable, parse

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
EXTRACTOR = "odt 1"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_BLOCKS = (f"{_TEXT}p", f"{_TEXT}h")
_UNSEEN = frozenset({f"{_TEXT}tracked-changes", f"{_OFFICE}forms"})
_REMARK = f"{_OFFICE}annotation"
_MOST_SPACES = 1000  # one element stands for a run of spaces and says how many


def read(data: bytes, name: str) -> Reading:  # noqa: ARG001 - every reader has the same shape
    """Read an OpenDocument text."""
    try:
        with Package(data) as package:
            manifest = package.get("META-INF/manifest.xml") or b""
            if b"encryption-data" in manifest:
                return failed(MEDIA_TYPE, "encrypted: it opens with a password only")
            content = package.get("content.xml")
            if content is None:
                return failed(MEDIA_TYPE, "damaged: the part that holds its text is missing")
            tree = parse(content, "content.xml")
            stated = _stated(package)
    except Unusable as fault:
        return failed(MEDIA_TYPE, str(fault))
    blocks = [
        element
        for element in tree.iter(*_BLOCKS)
        if not any(above.tag in (*_BLOCKS, *_UNSEEN, _REMARK) for above in element.iterancestors())
    ]
    paragraphs = [_paragraph(block) for block in blocks]
    remarks = [_paragraph(inner) for remark in tree.iter(_REMARK) for inner in remark.iter(*_BLOCKS)]
    main = joined(paragraphs)
    if not main.strip():
        return failed(MEDIA_TYPE, "it holds no text (pictures only?)")
    reading = Reading(
        media_type=MEDIA_TYPE,
        full=joined([*paragraphs, *(remark for remark in remarks if remark.text.strip())]),
        main=main,
        full_by=EXTRACTOR,
        main_by=EXTRACTOR,
        title=stated_title(stated.get("title", "")) or title_of("\n\n".join(paragraph.text for paragraph in paragraphs[:20])),
        author=stated.get("initial-creator") or stated.get("creator"),
    )
    return divide(reading, paragraphs)


def _stated(package: Package) -> dict[str, str]:
    data = package.get("meta.xml")
    try:
        tree = parse(data, "meta.xml") if data else None
    except Unusable:
        tree = None
    found: dict[str, str] = {}
    for element in tree.iter() if tree is not None else ():
        if element.text and str(element.tag).startswith((_DC, _META)):
            found.setdefault(str(element.tag).rpartition("}")[2], element.text.strip())
    return found


def _paragraph(block: Any) -> Paragraph:
    pieces: list[str] = []
    links: list[str] = []
    _collect(block, pieces, links)
    return Paragraph("".join(pieces), "heading 1" if block.tag == f"{_TEXT}h" else "", tuple(links))


def _collect(element: Any, pieces: list[str], links: list[str]) -> None:
    pieces.append(element.text or "")
    for inner in element:
        tag = inner.tag
        if tag == f"{_TEXT}s":
            stated = inner.get(f"{_TEXT}c", "1")
            pieces.append(" " * min(int(stated) if stated.isdigit() else 1, _MOST_SPACES))
        elif tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif tag == f"{_TEXT}soft-page-break" or tag in _UNSEEN or tag == _REMARK or not isinstance(tag, str):
            pass
        else:
            inside = tag in _BLOCKS
            if link := inner.get(_LINK):
                links.append(link)
            pieces.append(" " if inside else "")
            _collect(inner, pieces, links)
            pieces.append(" " if inside else "")
        pieces.append(inner.tail or "")
