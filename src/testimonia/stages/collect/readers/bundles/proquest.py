"""ProQuest downloads: articles between long rules, each with a list of fields that ends with its number ("ProQuest document ID: 1234567890").

The text stands below "Full text:" (or the heading "FULL TEXT") up to the next field; title, author, "Publication title:", "Publication date:" and
the address are fields too. A table of contents in front numbers the articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from testimonia.stages.collect.readers.bundles.languages import language_named
from testimonia.stages.collect.readers.bundles.member import Found, Member
from testimonia.stages.collect.readers.paragraphs import Paragraph, joined
from testimonia.stages.collect.readers.printed import printed_date
from testimonia.text import title_line

RULE = "proquest 1"
_RULER = re.compile(r"\s*[_=\-]{20,}\s*")
_NUMBER = re.compile(r"\s*(?:ProQuest document ID|Accession number)\s*:\s*(\d{5,15})\s*", re.IGNORECASE)
_LISTED = re.compile(r"\s*(\d+)\.\s+\S.*")
_COUNTED = re.compile(r"\s*Document (\d+) of (\d+)\s*", re.IGNORECASE)
_FIELDS = frozenset(
    {
        "abstract", "abstract (english)", "links", "full text", "subject", "location", "people", "company / organization", "company/organization", "classification", "title",
        "publication title", "pages", "first page", "publication year", "publication date", "year", "publisher", "place of publication", "country of publication",
        "publication subject", "issn", "source type", "language of publication", "language", "document type", "document feature", "proquest document id", "document url",
        "copyright", "last updated", "database", "author", "column", "section", "dateline", "volume", "issue", "details", "identifier / keyword", "identifier/keyword",
        "accession number", "credit", "publication info", "text word count", "word count", "e-issn", "proquest document link", "terms and conditions", "contact proquest",
    }
)  # fmt: skip
_FIELD = re.compile(r"\s*([A-Za-z][A-Za-z /()-]{2,30}?)\s*(?::\s*(.*))?", re.DOTALL)
_OPEN = ("abstract", "abstract (english)", "full text")  # fields whose text goes on over many lines


def split(paragraphs: Sequence[Paragraph]) -> Found | None:
    """The articles of a ProQuest download; None where the document is none."""
    numbers = [n for n, paragraph in enumerate(paragraphs) if _NUMBER.fullmatch(paragraph.text)]
    rulers = [n for n, paragraph in enumerate(paragraphs) if _RULER.fullmatch(paragraph.text)]
    if not numbers:
        return None
    edges = [-1, *rulers, len(paragraphs)]
    chunks = [paragraphs[start + 1 : end] for start, end in pairwise(edges)]
    articles = [chunk for chunk in chunks if any(_NUMBER.fullmatch(paragraph.text) for paragraph in chunk)]
    members = tuple(_member(chunk) for chunk in articles)
    return Found(database="ProQuest", rule=RULE, members=members, doubt=_doubt(chunks, articles, members, len(numbers)))


def _doubt(chunks: Sequence[Sequence[Paragraph]], articles: Sequence[Sequence[Paragraph]], members: Sequence[Member], numbers: int) -> str:
    if numbers != len(articles):
        return f"{numbers} document numbers stand in {len(articles)} parts between rules"
    counted = {int(found[2]) for chunk in articles for paragraph in chunk if (found := _COUNTED.fullmatch(paragraph.text))}
    listed = max((_contents(chunk) for chunk in chunks if chunk not in articles), default=0)
    if counted and counted != {numbers}:
        return f"it says {max(counted)} documents and {numbers} were found"
    if listed and listed != numbers:
        return f"its table of contents has {listed} entries and {numbers} documents were found"
    untitled = [n for n, member in enumerate(members, 1) if not member.title]
    return f"document {untitled[0]} of {numbers} has no title" if untitled else ""


def _contents(chunk: Sequence[Paragraph]) -> int:
    """How many entries a table of contents has; 0 where the part is none."""
    if not any(re.fullmatch(r"\s*Table of contents\s*", paragraph.text, re.IGNORECASE) for paragraph in chunk):
        return 0
    return sum(1 for paragraph in chunk if _LISTED.fullmatch(paragraph.text))


def _member(chunk: Sequence[Paragraph]) -> Member:
    start = _list_start(chunk)
    fields = _fields(chunk[start:])
    head = _fields(chunk[:start])
    first = next(
        (title_line(paragraph.text) for paragraph in chunk[:start] if paragraph.text.strip() and not _COUNTED.fullmatch(paragraph.text)), ""
    )

    def line(*names: str) -> str:
        found = (" ".join(paragraph.text for paragraph in (fields.get(one) or head.get(one) or [])) for one in names)
        return next((title_line(text) for text in found if text.strip()), "")

    outlet = line("publication title").split(";")[0].strip()
    address = line("document url")
    return Member(
        full=joined(chunk),
        main=joined(_text(chunk[:start])),
        title=title_line(" ".join(paragraph.text for paragraph in fields.get("title", ()))) or first,
        author=line("author") or None,
        outlet=outlet or None,
        published=printed_date(line("publication date")) or (line("publication year", "year") or None),
        language=language_named(line("language of publication", "language")),
        accession=line("proquest document id", "accession number") or None,
        address=address if address.startswith("http") else None,
    )


def _label(paragraph: Paragraph) -> tuple[str, str | None] | None:
    """The field that a line is, with what stands behind its colon; None where it is none. A name without a colon counts in capitals only."""
    found = _FIELD.fullmatch(paragraph.text)
    if found is None or (name := found[1].strip().lower()) not in _FIELDS:
        return None
    named = found[2] is not None or paragraph.text.strip().isupper() or name == "proquest document link"
    return (name, found[2]) if named else None


def _list_start(chunk: Sequence[Paragraph]) -> int:
    """Where the list of fields begins that ends the article: going back from the number to a line that is no field, or to a field that is there already.

    A line of the text may begin like a field ("Title: what he was called"); the list has each field once.
    """
    number = next(n for n, paragraph in enumerate(chunk) if _NUMBER.fullmatch(paragraph.text))
    seen: set[str] = set()
    start = number
    below_empty = 0  # lines that may be the value of a field whose own line is empty
    for n in range(number, -1, -1):
        if not chunk[n].text.strip():
            continue
        label = _label(chunk[n])
        if label is None:
            below_empty += 1
            if below_empty > 1:
                break
            continue
        if label[0] in seen or label[0] in _OPEN or (below_empty and label[1]):
            break
        seen.add(label[0])
        start, below_empty = n, 0
    return start


def _fields(chunk: Sequence[Paragraph]) -> dict[str, list[Paragraph]]:
    """The fields of a part: the value stands behind the colon, or in the next line."""
    fields: dict[str, list[Paragraph]] = {}
    name = ""
    for paragraph in chunk:
        if label := _label(paragraph):
            name = label[0]
            fields.setdefault(name, [Paragraph(label[1])] if label[1] else [])
        elif name and paragraph.text.strip() and not fields[name]:
            fields[name].append(paragraph)
    return fields


def _text(chunk: Sequence[Paragraph]) -> list[Paragraph]:
    """What stands below "Full text:", to the list of fields; nothing where the database delivered no text."""
    for n, paragraph in enumerate(chunk):
        label = _label(paragraph)
        if label and label[0] == "full text":
            return [*([Paragraph(label[1])] if label[1] else []), *chunk[n + 1 :]]
    return []
