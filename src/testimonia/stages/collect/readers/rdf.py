"""Zotero's RDF: the export that comes with a ``files`` folder of attachments.

Items are the elements that have a ``z:itemType`` or, in a ``bib:`` class, a title; journals, people and attachments stand beside or within them and are
pointed at. XML is read without entities, without a network, and with the parser's own limits on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from testimonia.stages.collect.readers.bundles.languages import language_named
from testimonia.stages.collect.readers.lists import Entry, Listing
from testimonia.stages.collect.readers.printed import printed_date
from testimonia.stages.collect.readers.stated import edtf
from testimonia.stages.collect.readers.zipped import Unusable, parse
from testimonia.text import canonical, title_line

_NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "z": "http://www.zotero.org/namespaces/export#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "bib": "http://purl.org/net/biblio#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "link": "http://purl.org/rss/1.0/modules/link/",
}
_ABOUT, _RESOURCE = (f"{{{_NAMES['rdf']}}}{name}" for name in ("about", "resource"))
_TYPE = f"{{{_NAMES['z']}}}itemType"
_BESIDE = frozenset({"attachment", "note", "annotation"})  # kinds of element that belong to an item
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z]{2,8})?")
MOST_FAULTS = 50
_Node = etree._Element  # noqa: SLF001 - lxml has no public name for it


def read(data: bytes) -> Listing:
    """The entries of a Zotero RDF file."""
    try:
        root = parse(data, "the RDF")
    except Unusable as fault:
        return Listing(faults=(str(fault),))
    if root.tag != f"{{{_NAMES['rdf']}}}RDF":
        return Listing(faults=("it is XML, but no RDF that Zotero writes",))
    by_name = {name: node for node in root.iter() if (name := node.get(_ABOUT))}
    entries: list[Entry] = []
    faults: list[str] = []
    for number, node in enumerate(_items(root), 1):
        entry = _entry(number, node, by_name)
        if entry.title or entry.address:
            entries.append(entry)
        else:
            faults.append(f"entry {number}: it has neither a title nor an address")
    return Listing(entries=tuple(entries), faults=tuple(faults[:MOST_FAULTS]))


def _items(root: _Node) -> Iterator[_Node]:
    for node in root:
        kind = (node.findtext(_TYPE) or "").strip()
        if kind in _BESIDE:
            continue
        if kind or (node.tag.startswith(f"{{{_NAMES['bib']}}}") and node.find("dc:title", _NAMES) is not None and not _is_outlet(node)):
            yield node


def _is_outlet(node: _Node) -> bool:
    return etree.QName(node).localname in ("Journal", "Periodical", "Newspaper", "Magazine", "Series", "Website")


def _entry(number: int, node: _Node, by_name: dict[str, _Node]) -> Entry:
    language = _text(node, "z:language") or _text(node, "dc:language")
    address = _text(node, "dc:identifier/dcterms:URI/rdf:value") or (node.get(_ABOUT) or "")
    stated = " ".join(found.text or "" for found in node.iterfind("dc:identifier", _NAMES))
    abstract = node.findtext("dcterms:abstract", namespaces=_NAMES) or ""
    date = _text(node, "dc:date")
    doi = _DOI.search(stated) or _DOI.search(address)
    return Entry(
        number=number,
        source=etree.tostring(node, encoding="unicode", with_tail=False).strip() + "\n",
        title=_text(node, "dc:title"),
        author="; ".join(_people(node)) or None,
        outlet=_outlet(node, by_name) or None,
        published=(edtf(date) or printed_date(date)) if date else None,
        language=language_named(language) or (language if _LANGUAGE.fullmatch(language) else None),
        address=address if address.startswith(("http://", "https://")) else None,
        doi=doi[0].lower() if doi else None,
        abstract=canonical(abstract) if abstract.strip() else None,
        database=_text(node, "z:libraryCatalog") or None,
        files=tuple(_files(node, by_name)),
    )


def _text(node: _Node, path: str) -> str:
    return title_line(node.findtext(path, namespaces=_NAMES) or "")


def _people(node: _Node) -> Iterator[str]:
    for person in node.iterfind("bib:authors//foaf:Person", _NAMES):
        parts = (_text(person, "foaf:surname"), _text(person, "foaf:givenName") or _text(person, "foaf:givenname"))
        if name := ", ".join(part for part in parts if part):
            yield name


def _outlet(node: _Node, by_name: dict[str, _Node]) -> str:
    """The title of what the item is part of, within it or pointed at; else its publisher."""
    for part in node.iterfind("dcterms:isPartOf", _NAMES):
        target = by_name.get(part.get(_RESOURCE) or "")
        for holder in (*part, *(() if target is None else (target,))):
            if title := _text(holder, "dc:title"):
                return title
    return _text(node, "dc:publisher//foaf:name")


def _files(node: _Node, by_name: dict[str, _Node]) -> Iterator[str]:
    """The paths of the attachments that an item points at (those without one are mere addresses)."""
    for one in node.iterfind("link:link", _NAMES):
        target = by_name.get(one.get(_RESOURCE) or "")
        place = None if target is None else target.find("rdf:resource", _NAMES)
        path = (place.get(_RESOURCE) or "") if place is not None else ""
        if path and "://" not in path:
            yield path
