"""DOCX (ECMA-376, Office Open XML): the paragraphs of the body, of tables and text boxes, notes, headers and remarks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers.bundles import divide
from testimonia.stages.collect.readers.paragraphs import Paragraph, joined
from testimonia.stages.collect.readers.plain import title_of
from testimonia.stages.collect.readers.reading import Reading, failed
from testimonia.stages.collect.readers.titles import stated_title
from testimonia.stages.collect.readers.zipped import Package, Unusable, parse

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The rule by which we take text out; its number is part of the ids of editions.
EXTRACTOR = "docx 1"
BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_DC = "{http://purl.org/dc/elements/1.1/}"
# What Word does not print: deleted text of tracked changes, field instructions, and the second form of what stands there already.
_UNSEEN = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011", f"{_W}softHyphen": "\u00ad"}
_PARTS = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml")
_TOP = 20  # paragraphs in which a title is looked for
_NOTES = ("footnotes", "endnotes")


def read(data: bytes, name: str) -> Reading:  # noqa: ARG001 - every reader has the same shape
    """Read a Word document: ``main`` is its body and notes; ``full`` also what stands in headers, footers and remarks."""
    try:
        with Package(data) as package:
            return _read(package)
    except Unusable as fault:
        return failed(MEDIA_TYPE, str(fault))


def _read(package: Package) -> Reading:
    body = package.get(BODY)
    if body is None:
        return failed(MEDIA_TYPE, "damaged: the part that holds its text is missing")
    links = _links(package)
    tree = parse(_transitional(body), BODY)
    paragraphs = list(_paragraphs(tree, links))
    notes: list[Paragraph] = []
    around: list[Paragraph] = []
    broken: list[str] = []
    for part in sorted(package.names):
        if found := _PARTS.fullmatch(part):
            try:
                seen = list(_paragraphs(parse(_transitional(package.get(part) or b""), part), {}))
            except Unusable:
                broken.append(part)
                continue
            (notes if found[1] in _NOTES else around).extend(paragraph for paragraph in seen if paragraph.text.strip())
    main = joined([*paragraphs, *notes])
    reading = Reading(
        media_type=MEDIA_TYPE,
        full=joined([*paragraphs, *notes, *around]),
        main=main,
        full_by=EXTRACTOR,
        main_by=EXTRACTOR,
        **_details(package, paragraphs),
    )
    if broken:
        reading = reading.worse(AccountState.PARTIAL, f"parts of it are damaged: {', '.join(broken)}")
    if _has_entities(tree):
        reading = reading.worse(AccountState.PARTIAL, "it names XML entities, which are not replaced for safety")
    if not reading.full.strip():
        return failed(MEDIA_TYPE, "it holds no text (pictures only?)")
    return divide(reading, paragraphs)


def _transitional(data: bytes) -> bytes:
    """The strict variant of the format differs in its namespaces only."""
    return data.replace(_STRICT, _W[1:-1].encode()) if _STRICT in data else data


def _has_entities(tree: Any) -> bool:
    from lxml import etree

    return next(tree.iter(etree.Entity), None) is not None


def _links(package: Package) -> dict[str, str]:
    data = package.get("word/_rels/document.xml.rels")
    if data is None:
        return {}
    try:
        return {edge.get("Id", ""): edge.get("Target", "") for edge in parse(data, "its list of links")}
    except Unusable:
        return {}


def _paragraphs(tree: Any, links: dict[str, str]) -> Iterator[Paragraph]:
    """Paragraphs in reading order, those in the cells of tables too; a text box belongs to the paragraph that it hangs on."""
    for element in tree.iter(f"{_W}p"):
        if any(above.tag in (f"{_W}p", *_UNSEEN) for above in element.iterancestors()):
            continue  # a text box stands inside a paragraph and is read with it
        pieces: list[str] = []
        targets: list[str] = []
        _collect(element, pieces, targets, links)
        style = element.find(f"{_W}pPr/{_W}pStyle")
        yield Paragraph("".join(pieces), style.get(f"{_W}val", "") if style is not None else "", tuple(targets))


def _collect(element: Any, pieces: list[str], targets: list[str], links: dict[str, str]) -> None:
    for inner in element:
        tag = inner.tag
        if tag == f"{_W}t":
            pieces.append(inner.text or "")
        elif tag in _MARKS:
            pieces.append(_MARKS[tag])
        elif tag in _UNSEEN or tag in (f"{_W}pPr", f"{_W}rPr"):
            continue
        elif tag == f"{_W}p":
            pieces.append("\n")
            _collect(inner, pieces, targets, links)
            pieces.append("\n")
        else:
            if tag == f"{_W}hyperlink" and (target := links.get(inner.get(_R, ""))):
                targets.append(target)
            _collect(inner, pieces, targets, links)


def _details(package: Package, paragraphs: list[Paragraph]) -> dict[str, Any]:
    """Title, author and language as the document's properties and styles state them; the day it was made is no day of publication."""
    stated: dict[str, str] = {}
    try:
        data = package.get("docProps/core.xml")
        for entry in parse(data, "its properties") if data else ():
            if entry.text:
                stated[str(entry.tag).replace(_DC, "").replace(_CORE, "")] = entry.text.strip()
    except Unusable:
        pass  # the text is there all the same
    titled = [paragraph.text for paragraph in paragraphs if re.fullmatch(r"(?i)title|titel|titre|heading ?1", paragraph.style)]
    return {
        "title": stated_title(stated.get("title", ""))
        or (titled[0] if titled else "")
        or title_of("\n\n".join(paragraph.text for paragraph in paragraphs[:_TOP])),
        "author": stated.get("creator") or None,
    }
