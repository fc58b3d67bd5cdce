"""CSL-JSON (the Citation Style Language's data, as Zotero and Crossref give it) and Zotero's own JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from testimonia.stages.collect.readers.bundles.languages import language_named
from testimonia.stages.collect.readers.lists import Entry, Listing
from testimonia.stages.collect.readers.printed import printed_date
from testimonia.stages.collect.readers.stated import edtf
from testimonia.text import canonical, decode, title_line


def read(data: bytes) -> Listing:
    """The entries of a CSL-JSON list (an array, or an object with ``items``)."""
    try:
        whole = json.loads(decode(data).text)
    except (ValueError, RecursionError):
        return Listing(faults=("it is no JSON that can be read",))
    items = whole.get("items") if isinstance(whole, dict) else whole
    if not isinstance(items, list):
        return Listing(faults=("it is JSON, but no list of references",))
    entries: list[Entry] = []
    faults: list[str] = []
    for number, item in enumerate(items, 1):
        if isinstance(item, dict) and (item.get("title") or item.get("URL") or item.get("url")):
            entries.append(_entry(number, item))
        else:
            faults.append(f"entry {number}: it has neither a title nor an address")
    return Listing(entries=tuple(entries), faults=tuple(faults[:50]))


def looks_like(head: str) -> bool:
    """Whether a text begins as such a list does."""
    return bool(re.match(r"\s*(?:\[|\{\s*\"items\"\s*:\s*\[)\s*\{", head)) and bool(
        re.search(r'"(?:container-title|issued|itemType|citationKey|DOI|publicationTitle)"\s*:', head)
    )


def _entry(number: int, item: dict[str, Any]) -> Entry:
    def first(*names: str) -> str:
        for name in names:
            value = item.get(name)
            value = value[0] if isinstance(value, list) and value else value
            if isinstance(value, (str, int)) and not isinstance(value, bool) and (text := title_line(str(value))):
                return text
        return ""

    people = item.get("author") or item.get("creators") or []
    language = first("language")
    doi = re.search(r"10\.\d{4,9}/\S+", first("DOI", "doi"))
    address = first("URL", "url")
    abstract = item.get("abstract") or item.get("abstractNote")
    attachments = item.get("attachments")
    return Entry(
        number=number,
        source=json.dumps(item, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        title=first("title"),
        author="; ".join(name for person in people if isinstance(person, dict) and (name := _name(person))) or None
        if isinstance(people, list)
        else None,
        outlet=first("container-title", "publicationTitle", "websiteTitle", "publisher") or None,
        published=_date(item.get("issued") or item.get("date")),
        language=language_named(language) or (language if re.fullmatch(r"[a-z]{2}(-[A-Za-z]{2,8})?", language) else None),
        address=address if "://" in address else None,
        doi=doi[0].lower() if doi else None,
        accession=first("accession", "archiveID") or None,
        abstract=canonical(abstract) if isinstance(abstract, str) and abstract.strip() else None,
        database=first("source", "libraryCatalog") or None,
        files=tuple(
            str(one.get("path") or one.get("localPath") or one.get("title"))
            for one in (attachments if isinstance(attachments, list) else [])
            if isinstance(one, dict) and (one.get("path") or one.get("localPath"))
        ),
    )


def _name(person: dict[str, Any]) -> str:
    family, given = person.get("family") or person.get("lastName"), person.get("given") or person.get("firstName")
    whole = person.get("literal") or person.get("name")
    return title_line(", ".join(str(part) for part in (family, given) if part) or str(whole or ""))


def _date(issued: Any) -> str | None:
    """``{"date-parts": [[2015, 6, 3]]}``, or a text."""
    if isinstance(issued, dict):
        parts = issued.get("date-parts")
        if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
            numbers = [str(part) for part in parts[0][:3]]
            if all(number.isdigit() for number in numbers):
                return edtf("-".join([numbers[0].zfill(4), *(number.zfill(2) for number in numbers[1:])]))
        issued = issued.get("raw") or issued.get("literal")
    return edtf(issued) or printed_date(issued) if isinstance(issued, str) else None
