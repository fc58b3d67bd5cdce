"""A codebook as the team works with it: its codes in their order, how often each is used, what became of it from version to version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from testimonia.domain.teamwork import CodebookChange
from testimonia.domain.vocabulary import Layer
from testimonia.protocol import Code, Codebook
from testimonia.protocol.changes import Changed, Lineage, codebook_changes
from testimonia.store import codework, moments
from testimonia.study import Study, View
from testimonia.study.definitions import former_codebooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How often a code is used: ``by`` coder (or layer), in how many ``accounts``. Former codes count under what they are called now."""

    codings: int = 0
    accounts: int = 0
    by: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A code in its place: ``depth`` parents stand above it."""

    code: Code
    depth: int
    use: Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The codes of one group, parents before their children."""

    id: str
    label: str
    description: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookShown:
    """A codebook with its use. ``again`` are codings that mean something else now and count under no code; ``hidden`` those of blind rounds."""

    book: Codebook
    headings: tuple[Heading, ...]
    codings: int
    again: int
    hidden: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A version: what changed in it since the one before, and why, as far as the record says."""

    version: int
    changes: tuple[tuple[Changed, Code | None, Code | None], ...]
    reasons: tuple[CodebookChange, ...]
    codes: int
    at: str = ""


def look_at_codebook(study: Study, name: str) -> BookShown:
    """A codebook of the study with its codes in their places, and how often each is used, as the acting coder may see it.

    Raises:
        UnknownReference: no such codebook, or somebody who is not of the team.
    """
    study.require()
    book = study.protocol.codebook(name)
    with study.read() as view:
        uses, again = _uses(view, book)
        hidden = view.hidden().get("coding", 0)
    return BookShown(
        book=book,
        headings=tuple(_headings(book, uses)),
        codings=sum(use.codings for use in uses.values()),
        again=again,
        hidden=hidden,
    )


def _uses(view: View, book: Codebook) -> tuple[dict[str, Use], int]:
    former = (old for (name, _), old in former_codebooks(view).items() if name == book.id)
    lineage = Lineage(former, book)
    by: dict[str, Counter[str]] = {}
    accounts: dict[str, set[str]] = {}
    again = 0
    for item in codework.uses(view.connection, view.sight, book.id):
        now = lineage.now(item.version, item.code)
        if now is None:
            again += item.codings
            continue
        by.setdefault(now, Counter())[item.coder if item.layer is Layer.CODER else item.layer.value] += item.codings
        accounts.setdefault(now, set()).add(item.account)
    return {
        code: Use(codings=sum(counts.values()), accounts=len(accounts[code]), by=dict(sorted(counts.items())))
        for code, counts in by.items()
    }, again


def _headings(book: Codebook, uses: Mapping[str, Use]) -> Iterator[Heading]:
    known = {group.id: group for group in book.groups}
    order: dict[str, list[Code]] = {group.id: [] for group in book.groups}
    for code in book.codes:
        top = (book.above(code.id) or (code,))[-1]
        order.setdefault(top.group or "", []).append(code)
    for name, codes in order.items():
        if codes:
            group = known.get(name)
            yield Heading(
                id=name,
                label=(group.label or name) if group else "",
                description=group.description if group else "",
                entries=tuple(_placed(codes, uses)),
            )


def _placed(codes: list[Code], uses: Mapping[str, Use]) -> Iterator[Entry]:
    """Codes below their parents, else in the order of the file."""
    present = {code.id for code in codes}
    children: dict[str | None, list[Code]] = {}
    for code in codes:
        children.setdefault(code.parent if code.parent in present else None, []).append(code)

    def below(parent: str | None, depth: int) -> Iterator[Entry]:
        for code in children.get(parent, ()):
            yield Entry(code=code, depth=depth, use=uses.get(code.id, Use()))
            yield from below(code.id, depth + 1)

    yield from below(None, 0)


def look_at_versions(study: Study, name: str) -> tuple[Step, ...]:
    """Every version of a codebook that was ever in force, newest first, with what changed and why.

    Raises:
        UnknownReference: no such codebook, or somebody who is not of the team.
    """
    study.require()
    present = study.protocol.codebook(name)
    with study.read() as view:
        books = {version: book for (id_, version), book in former_codebooks(view).items() if id_ == name} | {present.version: present}
        records = [change for change in view.records(CodebookChange) if change.codebook == name]
        written = moments.orders(view.connection, CodebookChange, records, view.sight)
    numbers = sorted(books)
    steps = [Step(version=numbers[0], changes=(), reasons=(), codes=len(books[numbers[0]].in_use()))]
    for earlier, later in pairwise(numbers):
        reasons = tuple(record for record in records if record.version == later)
        steps.append(
            Step(
                version=later,
                changes=tuple(_changes(books[earlier], books[later])),
                reasons=reasons,
                codes=len(books[later].in_use()),
                at=moments.moment(written[reasons[0]]) if reasons else "",
            )
        )
    return tuple(reversed(steps))


def _changes(before: Codebook, after: Codebook) -> Iterator[tuple[Changed, Code | None, Code | None]]:
    """Each change with the code as it was and as it is."""
    old, new = {code.id: code for code in before.codes}, {code.id: code for code in after.codes}
    for change in codebook_changes(before, after):
        yield change, old.get(next(iter(change.codes), "")), new.get(next(iter(change.into), ""))
