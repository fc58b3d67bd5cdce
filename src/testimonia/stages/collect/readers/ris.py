"""RIS (Research Information Systems): the list of references that databases and reference managers export.

Lines ``TG  - value``; an item begins with ``TY`` and ends with ``ER``. Tags are used differently by their many writers (the
publication is JO, JF, T2 or PB, the abstract AB or N2), so each field names its tags in the order in which they are believed.
"""

from __future__ import annotations

import re

from testimonia.stages.collect.readers.lists import Entry, Listing
from testimonia.stages.collect.readers.printed import printed_date
from testimonia.stages.collect.readers.stated import edtf
from testimonia.text import canonical, decode, title_line

_LINE = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*))?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LANGUAGES = {
    "english": "en", "eng": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es", "español": "es",
    "arabic": "ar", "dutch": "nl", "italian": "it", "portuguese": "pt", "russian": "ru", "turkish": "tr", "polish": "pl",
}  # fmt: skip
_TITLE = ("TI", "T1", "CT", "BT")
_OUTLET = ("JO", "JF", "T2", "JA", "J2", "BT", "PB")
_DATES = ("DA", "PY", "Y1")
_ABSTRACT = ("AB", "N2")
_ADDRESS = ("UR", "L2", "LK")
_FILES = ("L1", "L3", "L4", "LF")
_WEB = re.compile(r"https?://", re.IGNORECASE)
Fields = dict[str, list[str]]


def read(data: bytes) -> Listing:
    """The entries of a RIS file. What stands outside of any, or is not closed, is told and kept as far as it goes."""
    entries: list[Entry] = []
    faults: list[str] = []
    fields: Fields | None = None
    lines: list[str] = []
    tag = ""
    for number, line in enumerate(canonical(decode(data).text).split("\n"), 1):
        found = _LINE.fullmatch(line.rstrip())
        if found and found[1] == "TY":
            if fields is not None:
                faults.append(f"line {number}: an entry begins before the one above it ends (no ER)")
                entries.append(entry(len(entries) + 1, fields, lines))
            fields, lines = {}, []
        if fields is None:
            if line.strip():
                faults.append(f"line {number}: it stands outside of any entry")
            continue
        lines.append(line)
        if found:
            tag = found[1]
            if tag == "ER":
                entries.append(entry(len(entries) + 1, fields, lines))
                fields = None
                continue
            fields.setdefault(tag, []).append((found[2] or "").strip())
        elif line.strip() and tag in fields:
            fields[tag][-1] += "\n" + line.strip()  # databases break long abstracts
    if fields is not None:
        faults.append("the last entry is not closed (no ER): the file may be cut off")
        entries.append(entry(len(entries) + 1, fields, lines))
    return Listing(entries=tuple(entries), faults=tuple(faults))


def entry(number: int, fields: Fields, lines: list[str]) -> Entry:
    """The entry that these fields describe."""
    authors = [name for tag in ("AU", "A1") for name in fields.get(tag, ())]
    addresses = [value for tag in (*_ADDRESS, *_FILES) for value in _several(fields, tag) if _WEB.match(value)]
    files = [value for tag in (*_FILES, *_ADDRESS) for value in _several(fields, tag) if not _WEB.match(value)]
    language = (_first(fields, ("LA",)) or "").strip()
    return Entry(
        number=number,
        source="\n".join(lines).strip("\n") + "\n",
        title=title_line(_first(fields, _TITLE) or ""),
        author="; ".join(name for name in authors if name) or None,
        outlet=_first(fields, _OUTLET),
        published=next((date for tag in _DATES for value in fields.get(tag, ()) if (date := _date(value))), None),
        language=_LANGUAGES.get(language.lower(), language if _LANGUAGE.fullmatch(language) and len(language) != 3 else None),  # noqa: PLR2004 - ISO 639-2 codes of three letters are no BCP 47 where a shorter exists
        address=addresses[0] if addresses else None,
        doi=_doi(_first(fields, ("DO", "DI"))),
        accession=_first(fields, ("AN", "ID")),
        abstract=_first(fields, _ABSTRACT),
        database=_first(fields, ("DB", "DP")),
        files=tuple(files),
    )


def _first(fields: Fields, tags: tuple[str, ...]) -> str | None:
    return next((value for tag in tags for value in fields.get(tag, ()) if value), None)


def _several(fields: Fields, tag: str) -> list[str]:
    """Values of a tag; several files may stand in one line, separated by semicolons."""
    return [part.strip() for value in fields.get(tag, ()) for part in re.split(r";\s*(?=\S)|\n", value) if part.strip()]


def _date(value: str) -> str | None:
    """RIS writes YYYY/MM/DD/other with empty parts; others write what they print."""
    parts = value.split("/")
    if re.fullmatch(r"\d{4}", parts[0].strip()):
        kept = [parts[0].strip()]
        for part in parts[1:3]:
            if not re.fullmatch(r"\d{1,2}", part.strip()):
                break
            kept.append(part.strip().zfill(2))
        return edtf("-".join(kept))
    return edtf(value) or printed_date(value)


def _doi(stated: str | None) -> str | None:
    found = re.search(r"10\.\d{4,9}/\S+", stated or "")
    return found[0].lower() if found else None
