"""LexisNexis Academic downloads (until about 2019): every article begins with "12 of 100 DOCUMENTS".

Below it stand the publication, the date, the title, lines such as "SECTION:", "LENGTH: 523 words" and "BYLINE:", the text, and "LOAD-DATE:",
"LANGUAGE: ENGLISH", "PUBLICATION-TYPE:", then a copyright.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from testimonia.stages.collect.readers.bundles.languages import language_named
from testimonia.stages.collect.readers.bundles.member import Found, Member
from testimonia.stages.collect.readers.paragraphs import Paragraph, joined
from testimonia.stages.collect.readers.printed import printed_date
from testimonia.text import title_line

RULE = "lexis 1"
_BEGIN = re.compile(r"\s*(?:Dokument |Document )?(\d+) (?:of|von|de) (\d+) (?:DOCUMENTS?|DOKUMENTEN?)\s*", re.IGNORECASE)
_LABEL = re.compile(r"\s*([A-ZÄÖÜ][A-ZÄÖÜ -]{2,24}): *(.*)", re.DOTALL)
_HEADS = frozenset({"SECTION", "LENGTH", "BYLINE", "DATELINE", "HIGHLIGHT", "LÄNGE", "AUTOR", "RUBRIK", "LONGUEUR", "AUTEUR", "SERIES"})
_TAILS = frozenset(
    {
        "LOAD-DATE", "LANGUAGE", "PUBLICATION-TYPE", "GRAPHIC", "SUBJECT", "ORGANIZATION", "GEOGRAPHIC", "PERSON", "CORRECTION-DATE", "UPDATE",
        "SPRACHE", "NAME", "ACC-NO", "TYPE", "JOURNAL-CODE", "COUNTRY", "CITY", "STATE", "INDUSTRY", "COMPANY", "DOCUMENT-TYPE", "NOTES",
    }
)  # fmt: skip


def split(paragraphs: Sequence[Paragraph]) -> Found | None:
    """The articles of a LexisNexis download; None where the document is none."""
    begins = [(n, found) for n, paragraph in enumerate(paragraphs) if (found := _BEGIN.fullmatch(paragraph.text))]
    if not begins:
        return None
    places = [n for n, _ in begins]
    chunks = [paragraphs[start + 1 : end] for start, end in zip(places, [*places[1:], len(paragraphs)], strict=True)]
    if not any(_labels(chunk) for chunk in chunks):
        return None
    members = tuple(_member(chunk) for chunk in chunks)
    return Found(database="LexisNexis", rule=RULE, members=members, doubt=_doubt(begins, chunks, members, paragraphs[: places[0]]))


def _labels(chunk: Sequence[Paragraph]) -> dict[str, tuple[int, str]]:
    """The labelled lines of an article by name, with the place of each (the first of a name)."""
    found: dict[str, tuple[int, str]] = {}
    for number, paragraph in enumerate(chunk):
        label = _LABEL.fullmatch(paragraph.text)
        if label and label[1].strip() in _HEADS | _TAILS:
            found.setdefault(label[1].strip(), (number, title_line(label[2])))
    return found


def _doubt(
    begins: list[tuple[int, re.Match[str]]], chunks: Sequence[Sequence[Paragraph]], members: Sequence[Member], before: Sequence[Paragraph]
) -> str:
    numbers = [int(found[1]) for _, found in begins]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return "its documents are not numbered one after the other"
    if len({found[2] for _, found in begins}) > 1:
        return "its documents do not agree how many there are"
    if numbers[0] == 1 and int(begins[0][1][2]) != len(numbers):
        # A download of documents 101 to 200 of 500 begins later and may end earlier; one from the first on is whole.
        return f"it says {begins[0][1][2]} documents and {len(numbers)} were found"
    bare = [n for n, chunk in zip(numbers, chunks, strict=True) if not _labels(chunk)]
    if bare:
        return f"document {bare[0]} has none of the lines that the database gives an article"
    untitled = [n for n, member in zip(numbers, members, strict=True) if not member.title]
    if untitled:
        return f"document {untitled[0]} has no title"
    return "text stands before the first document" if sum(len(paragraph.text) for paragraph in before) > 500 else ""  # noqa: PLR2004 - a cover is short


def _member(chunk: Sequence[Paragraph]) -> Member:
    labels = _labels(chunk)
    head_end = min((place for name, (place, _) in labels.items() if name in _HEADS), default=len(chunk))
    head = [title_line(paragraph.text) for paragraph in chunk[:head_end] if paragraph.text.strip()]
    day = next((n for n, line in enumerate(head) if printed_date(line)), None)
    after = head[day + 1 :] if day is not None else head[1:]
    # Between date and title may stand the edition ("Late Edition - Final"); the title is the last line before the labelled ones.
    start = max((place + 1 for name, (place, _) in labels.items() if name in _HEADS), default=head_end)
    end = min((place for name, (place, _) in labels.items() if name in _TAILS and place >= start), default=len(chunk))
    stated = {name: value for name, (_, value) in labels.items()}
    return Member(
        full=joined(chunk),
        main=joined(chunk[start:end]),
        title=after[-1] if after else "",
        author=stated.get("BYLINE") or stated.get("AUTOR") or stated.get("AUTEUR") or None,
        outlet=head[day - 1] if day else (head[0] if head and day is None else None),
        published=printed_date(head[day]) if day is not None else None,
        language=language_named(stated.get("LANGUAGE") or stated.get("SPRACHE") or ""),
        accession=stated.get("ACC-NO") or None,
    )
