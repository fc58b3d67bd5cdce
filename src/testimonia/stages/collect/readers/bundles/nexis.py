"""Nexis Uni and Lexis Advance downloads (since about 2017): every article ends with a line "End of Document".

The shape, as in downloads of many universities and in the parsers written for them (LexisNexisTools, nexis-analysis and others):
a cover ("Job Number:", "Documents (100)", a numbered list of titles), then for each article its title, publication, date, copyright,
lines such as "Section:", "Length: 523 words", "Byline:", a line "Body", the text, "Load-Date:", perhaps "Classification", and
"End of Document". The title links to the article, whose address holds its number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from testimonia.stages.collect.readers.bundles.languages import language_named
from testimonia.stages.collect.readers.bundles.member import Found, Member
from testimonia.stages.collect.readers.paragraphs import Paragraph, joined
from testimonia.stages.collect.readers.printed import printed_date
from testimonia.text import fold, title_line

RULE = "nexis 1"
_END = re.compile(r"\s*(?:End of Document|Ende des Dokuments|Fin du document|Fin del documento|Einde van document)\s*", re.IGNORECASE)
_PAGE = re.compile(r"\s*Page \d+ of \d+\s*", re.IGNORECASE)
_BODY = re.compile(r"\s*(?:Body|Haupttext|Corps|Texte|Cuerpo|Texto|Tekst)\s*", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*(?:(?:Load-Date|Load Date|Ladedatum|Date de chargement|Fecha de carga)\s*:.*|Classification|Klassifikation|Graphic|Grafik)\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\s*([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ/ -]{1,24}):\s*(.*)", re.DOTALL)
_COUNT = re.compile(r"\s*(?:Documents?|Dokumente?|Documentos?|Documenten)\s*\((\d+)\)\s*")
_LISTED = re.compile(r"\s*(\d+)\.\s+(\S.*)", re.DOTALL)
_NUMBER = re.compile(r"urn:contentItem:([0-9A-Z]+(?:-[0-9A-Z]+)+)")
_HEADER = 12  # lines of an article in which its date is looked for
_LABELS = {
    "length": ("length", "länge", "longueur", "longitud", "extensión", "lengte"),
    "byline": ("byline", "autor", "auteur", "author", "verfasser"),
    "language": ("language", "sprache", "langue", "idioma", "taal"),
}
_LABEL_OF = {name: key for key, names in _LABELS.items() for name in names}


@dataclass(frozen=True, slots=True)
class _Cover:
    """What the cover says: how many articles, and their titles by number."""

    count: int | None
    titles: dict[int, str]


def split(paragraphs: Sequence[Paragraph]) -> Found | None:
    """The articles of a Nexis Uni download; None where the document is none."""
    kept = [paragraph for paragraph in paragraphs if not _PAGE.fullmatch(paragraph.text)]
    ends = [number for number, paragraph in enumerate(kept) if _END.fullmatch(paragraph.text)]
    if not ends or not any(_marked(paragraph) for paragraph in kept):
        return None
    chunks: list[Sequence[Paragraph]] = [kept[start:end] for start, end in zip([0, *(end + 1 for end in ends)], ends, strict=False)]
    cover, first = _cover(chunks[0])
    chunks[0] = first
    members = tuple(_member(chunk) for chunk in chunks)
    return Found(database="Nexis Uni", rule=RULE, members=members, doubt=_doubt(members, chunks, cover, kept[ends[-1] + 1 :]))


def _marked(paragraph: Paragraph) -> bool:
    """Whether a line is one that this database alone puts into an article."""
    label = _LABEL.fullmatch(paragraph.text)
    return bool(_BODY.fullmatch(paragraph.text) or (label and _LABEL_OF.get(label[1].strip().lower()) == "length"))


def _doubt(members: Sequence[Member], chunks: Sequence[Sequence[Paragraph]], cover: _Cover, rest: Sequence[Paragraph]) -> str:
    """Why the split is unsure; empty where it is sure."""
    if cover.count is not None and cover.count != len(members):
        return f"its cover says {cover.count} documents and {len(members)} ends were found"
    bare = [n for n, chunk in enumerate(chunks, 1) if not any(_marked(paragraph) for paragraph in chunk)]
    if bare:
        return f"document {bare[0]} of {len(members)} has neither a length nor a body"
    if any(paragraph.text.strip() for paragraph in rest):
        return f"text follows after the last of {len(members)} ends"
    for number, member in enumerate(members, 1):
        listed = cover.titles.get(number)
        if listed and not fold(member.title).startswith(fold(listed.rstrip(" .…"))[:40]):
            return f"document {number} has another title than the cover lists"
    untitled = [n for n, member in enumerate(members, 1) if not member.title]
    return f"document {untitled[0]} of {len(members)} has no title" if untitled else ""


def _cover(chunk: Sequence[Paragraph]) -> tuple[_Cover, Sequence[Paragraph]]:
    """The cover before the first article, and that article; a download may come without a cover."""
    counted = next((n for n, paragraph in enumerate(chunk) if _COUNT.fullmatch(paragraph.text)), None)
    if counted is None:
        return _Cover(None, {}), chunk
    found = _COUNT.fullmatch(chunk[counted].text)
    assert found is not None  # noqa: S101 - narrows the type: the line was chosen for it
    titles: dict[int, str] = {}
    last = counted
    for number, paragraph in enumerate(chunk[counted + 1 :], counted + 1):
        listed = _LISTED.fullmatch(paragraph.text)
        if listed and int(listed[1]) == len(titles) + 1:
            titles[int(listed[1])] = title_line(listed[2])
            last = number
    # After the list stand what was searched for and how it was narrowed; the article begins with its title, which the list gives.
    wanted = fold(titles.get(1, ""))[:40]
    for number in range(last + 1, len(chunk)):
        if wanted and fold(title_line(chunk[number].text)).startswith(wanted):
            return _Cover(int(found[1]), titles), chunk[number:]
    return _Cover(int(found[1]), titles), _from_date(chunk, last + 1)


def _from_date(chunk: Sequence[Paragraph], start: int) -> Sequence[Paragraph]:
    """The article without the cover where its title was not found: it begins two lines above the line that is a date."""
    filled = [n for n in range(start, len(chunk)) if chunk[n].text.strip()]
    for place, number in enumerate(filled):
        if printed_date(chunk[number].text) and place > 1:
            return chunk[filled[place - 2] :]
    return chunk[start:]


def _member(chunk: Sequence[Paragraph]) -> Member:
    """One article."""
    filled = [paragraph for paragraph in chunk if paragraph.text.strip()]
    body = next((n for n, paragraph in enumerate(filled) if _BODY.fullmatch(paragraph.text)), None)
    stated: dict[str, str] = {}
    for paragraph in filled:
        label = _LABEL.fullmatch(paragraph.text)
        if label and (key := _LABEL_OF.get(label[1].strip().lower())):
            stated.setdefault(key, title_line(label[2]))
    header = filled[: min(_HEADER, len(filled) if body is None else body)]
    day = next((n for n, paragraph in enumerate(header) if n and printed_date(paragraph.text)), None)
    outlet = title_line(header[day - 1].text) if day is not None and day > 1 else None
    links = [unquote(link) for paragraph in header for link in paragraph.links]
    number = next((found[1] for link in links if (found := _NUMBER.search(link))), None)
    return Member(
        full=joined(chunk),
        main=_text(chunk),
        title=title_line(filled[0].text) if filled else "",
        author=stated.get("byline") or None,
        outlet=outlet,
        published=printed_date(header[day].text) if day is not None else None,
        language=language_named(stated.get("language", "")),
        accession=number,
        address=next((link for link in links if _NUMBER.search(link)), None),
    )


def _text(chunk: Sequence[Paragraph]) -> str:
    """The article itself: below the line "Body" (else below the last labelled line of its head), up to what the database adds."""
    start = next((n + 1 for n, paragraph in enumerate(chunk) if _BODY.fullmatch(paragraph.text)), None)
    if start is None:
        start = max((n + 1 for n, paragraph in enumerate(chunk) if _marked(paragraph)), default=0)
    end = next((n for n in range(start, len(chunk)) if _AFTER.fullmatch(chunk[n].text)), len(chunk))
    return joined(chunk[start:end])
