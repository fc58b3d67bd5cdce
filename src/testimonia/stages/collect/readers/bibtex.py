"""BibTeX and BibLaTeX, as reference managers export them (Zotero, Mendeley, JabRef, EndNote)."""

from __future__ import annotations

import re
import unicodedata

from testimonia.stages.collect.readers.bundles.languages import language_named
from testimonia.stages.collect.readers.lists import Entry, Listing
from testimonia.stages.collect.readers.printed import printed_date
from testimonia.stages.collect.readers.stated import edtf
from testimonia.text import canonical, decode, title_line

_BEGIN = re.compile(r"@\s*([A-Za-z]+)\s*([{(])")
_FIELD = re.compile(r"\s*([A-Za-z][\w:.+/-]*)\s*=\s*")
_KEY = re.compile(r"[^,\s{}()]*")
_ACCENT = re.compile(r"\{?\\([`'^\"~=.uvHtcdbrk])\s*\{?\\?([A-Za-z])\}?\}?")
_MARKS = {"`": "\u0300", "'": "\u0301", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307", "u": "\u0306", "v": "\u030c",
          "H": "\u030b", "c": "\u0327", "d": "\u0323", "b": "\u0331", "r": "\u030a", "k": "\u0328", "t": "\u0361"}  # fmt: skip
_LETTERS = {
    r"\ss": "ß",
    r"\ae": "æ",
    r"\AE": "Æ",
    r"\oe": "œ",
    r"\OE": "Œ",
    r"\o": "ø",
    r"\O": "Ø",
    r"\aa": "å",
    r"\AA": "Å",
    r"\l": "ł",
    r"\L": "Ł",
    r"\i": "ı",
}
_LETTER = re.compile(r"\{?(\\(?:ss|ae|AE|oe|OE|aa|AA|[oOlLi]))(?:\{\}|\b\s?)\}?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SKIPPED = frozenset({"comment", "preamble"})


def read(data: bytes) -> Listing:
    """The entries of a BibTeX file; one that does not close is told and kept as far as it goes."""
    text = canonical(decode(data).text)
    strings = dict(zip(_MONTHS, _MONTHS, strict=True))
    entries: list[Entry] = []
    faults: list[str] = []
    place = 0
    while found := _BEGIN.search(text, place):
        kind = found[1].lower()
        if kind in _SKIPPED:
            place = found.end()
            continue
        fields, place, whole = _fields(text, found.end(), strings)
        if not whole:
            faults.append(f"line {text.count(chr(10), 0, found.start()) + 1}: the entry does not close")
        if kind == "string":
            strings |= {name: value for name, value in fields.items() if name != ""}
            continue
        entries.append(_entry(len(entries) + 1, fields, text[found.start() : place]))
    if not entries and text.strip():
        faults.append("it holds no entry of BibTeX")
    return Listing(entries=tuple(entries), faults=tuple(faults))


def _fields(text: str, place: int, strings: dict[str, str]) -> tuple[dict[str, str], int, bool]:
    """The fields of an entry, where it ends, and whether it closes."""
    fields: dict[str, str] = {}
    if (first := _FIELD.match(text, place)) is None:
        key = _KEY.match(text, place)
        place = key.end() if key else place
        comma = re.compile(r"\s*,").match(text, place)
        place = comma.end() if comma else place
        first = _FIELD.match(text, place)
    while first:
        value, place = _value(text, first.end(), strings)
        fields.setdefault(first[1].lower(), value)
        comma = re.compile(r"\s*,?").match(text, place)
        place = comma.end() if comma else place
        first = _FIELD.match(text, place)
    end = re.compile(r"\s*[})]").match(text, place)
    return fields, end.end() if end else place, end is not None


def _value(text: str, place: int, strings: dict[str, str]) -> tuple[str, int]:
    """A value: braces, quotation marks, numbers and names of strings, joined by #."""
    parts: list[str] = []
    while True:
        mark = text[place : place + 1]
        if mark in ("{", '"'):
            end = _closing(text, place)
            parts.append(text[place + 1 : end])
            place = end + 1
        else:
            word = re.compile(r"[^\s,{}#\"]+").match(text, place)
            if word is None:
                return "".join(parts), place
            parts.append(strings.get(word[0].lower(), word[0]))
            place = word.end()
        joint = re.compile(r"\s*#\s*").match(text, place)
        if joint is None:
            return "".join(parts), place
        place = joint.end()


def _closing(text: str, place: int) -> int:
    """Where the brace or quotation mark that opens at a place closes; the end of the text where it does not."""
    quoted = text[place] == '"'
    depth = 0
    for found in re.compile(r"\\.|[{}\"]", re.DOTALL).finditer(text, place + 1):
        mark = found[0]
        if mark == "{":
            depth += 1
        elif mark == "}":
            if depth == 0 and not quoted:
                return found.start()
            depth -= 1
        elif mark == '"' and quoted and depth <= 0:
            return found.start()
    return len(text)


def plain(value: str) -> str:
    """A value without TeX: accents composed, braces dropped."""
    value = _ACCENT.sub(lambda found: unicodedata.normalize("NFC", found[2] + _MARKS[found[1]]), value)
    value = _LETTER.sub(lambda found: _LETTERS[found[1]], value)
    value = value.replace("---", "—").replace("--", "–").replace("~", "\u00a0").replace("``", "“").replace("''", "”")
    value = re.sub(r"\\(?:emph|textit|textbf|textsc|url|href)\s*", "", value)
    return re.sub(r"\\([&%$#_{}])", r"\1", value).replace("{", "").replace("}", "").replace("\u00a0", " ").strip()


def _entry(number: int, fields: dict[str, str], source: str) -> Entry:
    def first(*names: str) -> str:
        return next((text for name in names if (text := title_line(plain(fields.get(name, ""))))), "")

    address = first("url", "howpublished")
    language = first("langid", "language")
    authors = [title_line(plain(name)) for name in re.split(r"\s+and\s+", fields.get("author", "")) if name.strip()]
    return Entry(
        number=number,
        source=source.strip() + "\n",
        title=first("title"),
        author="; ".join(authors) or None,
        outlet=first("journaltitle", "journal", "booktitle", "publisher", "organization", "institution") or None,
        published=_date(first("date"), first("year"), first("month"), first("day")),
        language=language_named(language) or (language if re.fullmatch(r"[a-z]{2}(-[A-Za-z]{2,8})?", language) else None),
        address=address if "://" in address else None,
        doi=next((part.lower() for part in first("doi").replace("doi.org/", " ").split() if part.startswith("10.")), None),
        accession=first("accession", "accessionnumber", "eprint") or None,
        abstract=canonical(plain(fields.get("abstract", ""))) or None,
        database=first("database", "libcatalog", "source") or None,
        files=_files(fields.get("file", "")),
    )


def _date(stated: str, year: str, month: str, day: str) -> str | None:
    if stated:
        return stated if "/" in stated and edtf(stated.split("/", maxsplit=1)[0]) else edtf(stated) or printed_date(stated)
    if not re.fullmatch(r"\d{4}", year):
        return edtf(year)
    number = int(month) if month.isdigit() else next((n for n, name in enumerate(_MONTHS, 1) if month.lower().startswith(name)), 0)
    return edtf("-".join([year, *([f"{number:02}"] if number else []), *([day.zfill(2)] if number and day.isdigit() else [])]))


def _files(stated: str) -> tuple[str, ...]:
    r"""Attachments: ``Name:path/to.pdf:application/pdf;…`` (JabRef, Zotero, Mendeley, with ``\:`` and ``\;`` for the marks themselves), or a plain path."""
    found: list[str] = []
    for one in re.split(r"(?<!\\);", stated):
        parts = [part.replace("\\:", ":").replace("\\;", ";").replace("\\_", "_") for part in re.split(r"(?<!\\):(?!/|\\)", one.strip())]
        path = parts[1] if len(parts) >= 3 else parts[0]  # noqa: PLR2004 - name, path and kind
        if path.strip():
            found.append(path.strip())
    return tuple(found)
