"""Factiva downloads: every article ends with its number, "Document AFNWS00020150603eb63000a1".

Two forms. With indexing, each field has a code of two letters before it: HD title, BY author, WC words, PD date, SN publication, LA language, LP and
TD the text, AN the number. Without, the article begins with (section,) title and author, then "523 words", the date, perhaps a time,
the publication, its code, the language, a copyright, and the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from testimonia.stages.collect.readers.bundles.languages import language_named
from testimonia.stages.collect.readers.bundles.member import Found, Member
from testimonia.stages.collect.readers.paragraphs import Paragraph, joined
from testimonia.stages.collect.readers.printed import printed_date
from testimonia.text import title_line

RULE = "factiva 1"
_END = re.compile(r"\s*(?:AN\s+)?(?:Document|Documento|Dokument) ([A-Z0-9]{4,12}(?:19|20)\d{6}[a-z0-9]{6,12})\s*")
_WORDS = re.compile(r"\s*[\d.,\s\u00a0\u202f]+ ?(?:words|mots|Wörter|palabras|parole|woorden|palavras|слов|كلمة)\s*", re.IGNORECASE)
_CODES = ("SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "ART", "CT", "RF", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN")  # fmt: skip
_CODED = re.compile(rf"\s*({'|'.join(_CODES)})(?:(?:\t|[ \u00a0]{{2,}})\s*(.*))?\s*", re.DOTALL)
_TEXTS = ("LP", "TD")
_PAGE = re.compile(r"\s*Page \d+ of \d+.*|\s*©? ?\d{4} Factiva, Inc\..*", re.IGNORECASE)
_REST = re.compile(r"\s*(?:Search Summary|Recherche|Suchzusammenfassung)\b.*", re.IGNORECASE)
_RIGHTS = re.compile(r"\s*(?:©|\(c\)|Copyright\b).*", re.IGNORECASE)
_BY = re.compile(r"(?:By|Von|Par|Por|Di|Door)\s+(.+)", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}.*")
_HEAD = 4  # lines above the count of words: section, title, author


def split(paragraphs: Sequence[Paragraph]) -> Found | None:
    """The articles of a Factiva download; None where the document is none."""
    lines = [paragraph for paragraph in paragraphs if not _PAGE.fullmatch(paragraph.text)]
    ends = [(n, found[1]) for n, paragraph in enumerate(lines) if (found := _END.fullmatch(paragraph.text))]
    if not ends:
        return None
    starts = [0, *(place + 1 for place, _ in ends)]
    chunks = [lines[start : place + 1] for start, (place, _) in zip(starts, ends, strict=False)]
    made = [_coded(chunk, number) or _plain(chunk, number) for chunk, (_, number) in zip(chunks, ends, strict=True)]
    if not any(made):
        return None
    members = tuple(member or Member(full="", main="") for member in made)
    return Found(database="Factiva", rule=RULE, members=members, doubt=_doubt(made, lines[starts[-1] :]))


def _doubt(made: Sequence[Member | None], rest: Sequence[Paragraph]) -> str:
    broken = [n for n, member in enumerate(made, 1) if member is None]
    if broken:
        return f"document {broken[0]} of {len(made)} has no count of words and no field codes"
    untitled = [n for n, member in enumerate(made, 1) if member and not member.title]
    if untitled:
        return f"document {untitled[0]} of {len(made)} has no title"
    undated = [n for n, member in enumerate(made, 1) if member and not member.published]
    if undated:
        return f"document {undated[0]} of {len(made)} has no date where the database prints it"
    left = [paragraph for paragraph in rest if paragraph.text.strip()]
    return "text follows after the last document" if left and not _REST.fullmatch(left[0].text) else ""


def _coded(chunk: Sequence[Paragraph], number: str) -> Member | None:
    """An article with field codes; None where it has none."""
    fields: dict[str, list[Paragraph]] = {}
    code = ""
    begun = len(chunk)
    for place, paragraph in enumerate(chunk):
        found = _CODED.fullmatch(paragraph.text)
        # A code counts once and not after a later one: "IN" and "RE" also begin lines of ordinary text.
        if found and found[1] not in fields and (not code or _CODES.index(found[1]) > _CODES.index(code)):
            code = found[1]
            begun = min(begun, place)
            fields[code] = [Paragraph(found[2])] if found[2] else []
        elif code:
            fields[code].append(paragraph)
    if not {"HD", "SN"} <= fields.keys():
        return None

    def line(name: str) -> str:
        return title_line(" ".join(paragraph.text for paragraph in fields.get(name, ())))

    return Member(
        full=joined(chunk[begun:]),
        main=joined([paragraph for name in _TEXTS for paragraph in (*fields.get(name, ()), Paragraph(""))]),
        title=line("HD"),
        author=_without_by(line("BY")) or None,
        outlet=line("SN") or None,
        published=printed_date(line("PD")),
        language=language_named(line("LA")),
        accession=number,
    )


def _plain(chunk: Sequence[Paragraph], number: str) -> Member | None:
    """An article without field codes; None where it has no count of words."""
    filled = [(n, title_line(paragraph.text)) for n, paragraph in enumerate(chunk[:-1]) if paragraph.text.strip()]
    count = next((n for n, (_, line) in enumerate(filled) if _WORDS.fullmatch(line)), None)
    if count is None or count == 0:
        return None
    above = filled[max(0, count - _HEAD) : count]
    title, author = _headed([line for _, line in above])
    below = filled[count + 1 :]
    day = next((n for n, (_, line) in enumerate(below[:3]) if printed_date(line)), None)
    named = [(n, line) for n, (_, line) in enumerate(below[:10]) if day is not None and n > day and not _CLOCK.fullmatch(line)]
    rights = next((n for n, (_, line) in enumerate(below[:14]) if _RIGHTS.fullmatch(line)), None)
    language = next((found for _, line in below[: rights or 8] if (found := language_named(line))), None)
    start = below[rights][0] + 1 if rights is not None else (below[named[0][0]][0] + 1 if named else filled[count][0] + 1)
    return Member(
        full=joined(chunk[above[0][0] :]),
        main=joined(chunk[start:-1]),
        title=title,
        author=author,
        outlet=named[0][1] if named and (rights is None or named[0][0] < rights) else None,
        published=printed_date(below[day][1]) if day is not None else None,
        language=language,
        accession=number,
    )


def _headed(lines: list[str]) -> tuple[str, str | None]:
    """Title and author out of the lines above the count of words: (section,) title(, author)."""
    author = None
    if len(lines) > 1 and (found := _BY.fullmatch(lines[-1])):
        author, lines = found[1], lines[:-1]
    title = max(lines, key=len)  # a section or a bare name is shorter than a headline
    place = lines.index(title)
    if author is None and place + 1 < len(lines):
        author = lines[place + 1]
    return title, author


def _without_by(line: str) -> str:
    found = _BY.fullmatch(line)
    return found[1] if found else line
