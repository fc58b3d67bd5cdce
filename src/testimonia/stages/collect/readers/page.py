"""What a page says about itself: title, author, outlet and, with where it stood, the date of publication."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

from htmldate import find_date

from testimonia.stages.collect.readers.stated import as_written, edtf
from testimonia.stages.collect.readers.titling import Titling, titling

# Names of the field in which publishing systems state the day of publication, the most exact first. Dates of change are left out.
_FIELDS = (
    "article:published_time", "datepublished", "og:published_time", "article:published", "dcterms.issued", "dc.date.issued",
    "citation_publication_date", "citation_date", "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "publish_date",
    "pubdate", "dcterms.date", "dc.date", "date",
)  # fmt: skip
_IN_PATH = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])(?:/(0?[1-9]|[12]\d|3[01]))?(?=[/?#]|$)")
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DEEPEST = 50  # levels of JSON-LD that are followed: real ones have five
# A fixed last day: with today's, the same page would be read differently tomorrow. Extensive search is off: it takes any date in
# the text ("the battle of 12 May 2011") and makes 2019-01-01 of "Copyright 2019".
_RULES: dict[str, Any] = {"extensive_search": False, "original_date": True, "min_date": "1990-01-01", "max_date": "2099-12-31"}


def about(tree: Any, source: str) -> dict[str, Any]:
    """The fields of a reading that describe the page. ``tree`` is an lxml document; it is left as it was."""
    published, origin = published_in(tree, source)
    details: dict[str, Any] = {"published": published, "published_origin": origin}
    author = _author(tree)
    try:
        found = titling(tree, author)
    except Exception:  # noqa: BLE001 - a strange page keeps its text even where its metadata cannot be had
        found = Titling(None, None, None)
    details["title"] = found.title or tree.findtext(".//title") or ""
    details["author"] = author or found.author or None
    details["outlet"] = found.outlet or None
    details["address"] = next((address for address in _addresses(tree) if _WEB.match(address)), None)
    return details


def language_in(tree: Any) -> str | None:
    """The language that the page claims for itself: often that of its template, so only where its text does not tell."""
    root = tree.getroottree().getroot()
    stated = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip().replace("_", "-")
    return stated if _LANGUAGE.fullmatch(stated) else None


def published_in(tree: Any, source: str) -> tuple[str | None, str | None]:
    """The day (month, year) of publication and where it stood: what machines were meant to read goes before what is guessed."""
    for origin, stated in (("meta", _meta(tree)), ("json-ld", _json_ld(tree)), ("time-element", _times(tree)), ("url", _address(tree))):
        for candidate in stated:
            if date := edtf(candidate):
                return date, origin
    rest = copy.deepcopy(tree)
    for element in list(rest.iter("time")):
        element.drop_tree()  # settled above: several that disagree may be those of comments or of other items
    try:
        found = find_date(rest, **_RULES)
    except Exception:  # noqa: BLE001 - as above
        found = None
    date = as_written(found, source) if found else None
    return (date, "text") if date else (None, None)


def _meta(tree: Any) -> Iterator[str]:
    stated: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        stated.setdefault(name.strip().lower(), element.get("content") or "")
    yield from (stated[field] for field in _FIELDS if field in stated)


def _author(tree: Any) -> str | None:
    """Who wrote it, as the page writes the name for machines (libraries turn "as told to A. Reeve" into "As Told"); None where it does not."""
    for data in _scripts(tree):
        if names := next(_authors(data, 0), []):
            return "; ".join(names)
    stated = [meta.get("content") or "" for meta in tree.iter("meta") if (meta.get("name") or "").strip().lower() == "author"]
    return "; ".join(dict.fromkeys(name.strip() for name in stated if name.strip() and "://" not in name)) or None


def _authors(node: Any, depth: int) -> Iterator[list[str]]:
    """The names under every ``author``, outermost first."""
    if depth > _DEEPEST:
        return
    if isinstance(node, dict):
        stated = node.get("author")
        people = stated if isinstance(stated, list) else [stated]
        names = [person.get("name") if isinstance(person, dict) else person for person in people]
        if kept := [name.strip() for name in names if isinstance(name, str) and name.strip() and "://" not in name]:
            yield kept
        for value in node.values():
            yield from _authors(value, depth + 1)
    elif isinstance(node, list):
        for value in node:
            yield from _authors(value, depth + 1)


def _scripts(tree: Any) -> Iterator[Any]:
    """The JSON-LD of a page."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            try:
                yield json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue


def _json_ld(tree: Any) -> Iterator[str]:
    for data in _scripts(tree):
        yield from _dates(data, 0)


def _dates(node: Any, depth: int) -> Iterator[str]:
    """Every datePublished, outermost first: the page's own stands above those of what it lists."""
    if depth > _DEEPEST:
        return
    if isinstance(node, dict):
        stated = node.get("datePublished")
        if isinstance(stated, str):
            yield stated
        for value in node.values():
            yield from _dates(value, depth + 1)
    elif isinstance(node, list):
        for value in node:
            yield from _dates(value, depth + 1)


def _times(tree: Any) -> Iterator[str]:
    """The marked time of publication; else the only day that time elements name (several may be those of comments or other items)."""
    times = [element for element in tree.iter("time") if element.get("datetime")]
    marks = ("pubdate", "itemprop", "class")
    for element in times:
        marked = " ".join(f"{mark} {element.get(mark)}" for mark in marks if element.get(mark) is not None).lower()
        if re.search(r"pubdate|datepublished|\bpublished|entry-date", marked):
            yield element.get("datetime")
    days = {edtf(element.get("datetime")) for element in times} - {None}
    if len(days) == 1:
        yield from (day for day in days if day)


def _addresses(tree: Any) -> list[str]:
    """The page's own address, as it states it."""
    addresses = [link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    addresses += [meta.get("content") or "" for meta in tree.iter("meta") if meta.get("property") == "og:url"]
    return [address.strip() for address in addresses]


def _address(tree: Any) -> Iterator[str]:
    """A date in the page's own address, as in /2015/06/03/."""
    for address in _addresses(tree):
        if found := _IN_PATH.search(address):
            yield "-".join(part.zfill(2) for part in found.groups() if part)
