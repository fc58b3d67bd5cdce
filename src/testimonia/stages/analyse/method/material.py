"""What the analysis reads, gathered once: plain records, and the ways to find those of a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from testimonia.domain.completeness import Completeness, Order, Since
from testimonia.domain.decisions import Claim, Coding, Completion, Episode, Judgement, Mention, Value
from testimonia.domain.evidence import Account, Source
from testimonia.domain.results import Case, Family, Partitioning, Relation
from testimonia.domain.vocabulary import CaseKind, Layer
from testimonia.protocol import Protocol, Variable
from testimonia.protocol.changes import Lineage, question_meaning

K = TypeVar("K")
T = TypeVar("T")
R = TypeVar("R", Coding, Completion, Episode, Value)
FORM = "form"
"""What a completion names instead of a codebook when the case form was finished."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose word it is: one coder's, or that of a layer (then ``coder`` is empty)."""

    layer: Layer
    coder: str = ""


def reader_of(record: Coding | Completion | Episode | Value) -> Reader:
    """Whose word a record is."""
    return Reader(record.layer, record.coder) if record.layer is Layer.CODER else Reader(record.layer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A protocol that took effect: its place in the log, its digest, by whom and when."""

    order: Order
    protocol: Protocol
    digest: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything the plan is carried out on.

    ``adopted`` holds each protocol that took effect; ``orders`` where completions, and the records of
    consensus and adjudication, first stood in the log; ``finished`` where completions last did; ``same`` since when mentions are linked.
    ``until`` is the last day of collecting: what happened later nobody could have told.
    """

    protocol: Protocol
    cases: Sequence[Case] = ()
    families: Sequence[Family] = ()
    mentions: Sequence[Mention] = ()
    codings: Sequence[Coding] = ()
    values: Sequence[Value] = ()
    episodes: Sequence[Episode] = ()
    completions: Sequence[Completion] = ()
    accounts: Sequence[Account] = ()
    sources: Sequence[Source] = ()
    relations: Sequence[Relation] = ()
    judgements: Sequence[Judgement] = ()
    claims: Sequence[Claim] = ()
    partitions: Sequence[Partitioning] = ()
    adopted: Sequence[Adopted] = ()
    orders: Mapping[Coding | Completion | Episode | Value, Order] = field(default_factory=dict)
    finished: Mapping[Completion, Order] = field(default_factory=dict)
    same: Since = field(default_factory=dict)
    until: date | None = None


class Desk:
    """The records of a material, laid out by case and by whose word they are."""

    def __init__(self, material: Material) -> None:
        """Lay them out; cases keep their order."""
        self.material = material
        self.protocol = material.protocol
        self.cases = tuple(material.cases)
        self._of_mention = {mention: case.id for case in self.cases for mention in case.mentions}
        self._of_account: dict[str, set[str]] = defaultdict(set)
        for case in self.cases:
            for account in case.accounts:
                self._of_account[account].add(case.id)
        self._case = {case.id: case for case in self.cases}
        self._complete: dict[tuple[str, str, Reader, frozenset[int]], bool] = {}
        self._covered: dict[tuple[str, int, str], bool] = {}
        self.account = {account.id: account for account in material.accounts}
        self.root = {account: family.root for family in material.families for account in family.accounts}
        self._lineages = self._known_books()
        self._questions = self._known_questions()
        self._completeness = Completeness(material.families, material.mentions, material.same, material.finished)
        self.codings: dict[tuple[str, str, str], dict[Reader, list[Coding]]] = _nested(
            ((case, coding.codebook, self.code_now(coding)), coding) for coding in material.codings for case in self.cases_of(coding)
        )
        self.values: dict[tuple[str, str], dict[Reader, list[Value]]] = _nested(
            ((case, value.variable), value) for value in material.values for case in self.cases_of(value)
        )
        self.episodes: dict[str, dict[Reader, list[Episode]]] = _nested(
            (case, episode) for episode in material.episodes for case in self.cases_of(episode)
        )
        self.coded: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, book, code in self.codings:
            self.coded[book, code].append(name)
        self._versions = {(done.codebook, done.version) for done in material.completions}
        self._remembered: dict[Hashable, Any] = {}
        self._completions: dict[tuple[str, str], dict[Reader, list[Completion]]] = _nested(
            ((case, done.codebook), done) for done in material.completions for case in self.cases_of_completion(done)
        )

    def of_kind(self, kind: CaseKind) -> tuple[Case, ...]:
        """The cases of one kind."""
        return self.remembered(("kind", kind), lambda: tuple(case for case in self.cases if case.kind is kind))

    def tellers(self, case: Case) -> tuple[str, ...]:
        """The accounts of a case apart from copies: of each family the root, or whichever the case has if not that."""
        roots: dict[str, str] = {}
        for account in case.accounts:
            root = self.root.get(account, account)
            if root not in roots or account == root:
                roots[root] = account
        return tuple(sorted(roots.values()))

    def case(self, name: str) -> Case:
        """The case of that id."""
        return self._case[name]

    def cases_of(self, record: Coding | Value | Episode | Judgement) -> list[str]:
        """The case a record speaks of; one that names no mention speaks of its account's only case, or of none for certain."""
        if record.mention is not None:
            found = self._of_mention.get(record.mention)
            return [found] if found else []
        cases = self._of_account.get(record.account, set())
        return sorted(cases) if len(cases) == 1 else []

    def cases_of_completion(self, done: Completion) -> list[str]:
        """The cases a completion helps to complete: an account's speaks of everybody in it."""
        if done.mention is not None:
            found = self._of_mention.get(done.mention)
            return [found] if found else []
        return sorted(self._of_account.get(done.account, ()))

    def _known_books(self) -> dict[str, Lineage]:
        former = [book for taken in self.material.adopted for book in taken.protocol.codebooks]
        return {book.id: Lineage((old for old in former if old.id == book.id), book) for book in self.protocol.codebooks}

    def _known_questions(self) -> dict[int, dict[str, Variable]]:
        protocols = [*(taken.protocol for taken in self.material.adopted), self.protocol]
        return {protocol.form.version: {variable.id: variable for variable in protocol.variables} for protocol in protocols}

    def code_now(self, coding: Coding) -> str:
        """The code in force that a coding means, after mergers and renamings; its own where nothing of that name is in force."""
        lineage = self._lineages.get(coding.codebook)
        return (lineage.now(coding.codebook_version, coding.code) if lineage else None) or coding.code

    def same_code(self, coding: Coding) -> bool:
        """Whether a coding means what its code means now: a re-defined code re-opens the cases coded before."""
        lineage = self._lineages.get(coding.codebook)
        return lineage is not None and lineage.now(coding.codebook_version, coding.code) is not None

    def covers(self, codebook: str, version: int, what: str) -> bool:
        """Whether somebody who finished a version of a codebook (or the form) looked for a code, or was asked a question, as it is now."""
        if codebook != FORM:
            return codebook in self._lineages and what in self._lineages[codebook].covered(version)
        then = self._questions.get(version, {}).get(what)
        return then is not None and question_meaning(then) == question_meaning(self.protocol.variable(what))

    def stood(self, codebook: str, version: int, code: str) -> bool:
        """Whether a code in force was one code of an earlier version of its codebook, in the same meaning."""
        return codebook in self._lineages and self._lineages[codebook].stood(version, code)

    def looking(self, codebook: str, what: str) -> frozenset[int]:
        """The versions of a codebook in which somebody who finished one looked for a code as it is now."""
        return frozenset(version for book, version in self._versions if book == codebook and self._covers(book, version, what))

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made before under this key; it depends on nothing but the key and the material, which never changes."""
        if key not in self._remembered:
            self._remembered[key] = make()
        found: T = self._remembered[key]
        return found

    def readers(self, case: str, codebook: str) -> set[Reader]:
        """Everybody who completed anything of a codebook (or the form) for a case."""
        return set(self._completions.get((case, codebook), ()))

    def completed(self, case: str, codebook: str, reader: Reader, what: str | None = None) -> bool:
        """Whether a reader has finished a codebook (or the form) for a case, in the present sense of a code or question where one is named."""
        given = self._completions.get((case, codebook), {}).get(reader, ())
        versions = frozenset(item.version for item in given)
        if what is not None:
            versions = frozenset(version for version in versions if self._covers(codebook, version, what))
        key = case, codebook, reader, versions  # sixty codes of one codebook ask the same sixty times
        if key not in self._complete:
            done = [item for item in given if item.version in versions]
            self._complete[key] = self._completeness.complete(self._case[case], done)
        return self._complete[key]

    def _covers(self, codebook: str, version: int, what: str) -> bool:
        key = codebook, version, what
        if key not in self._covered:
            self._covered[key] = self.covers(*key)
        return self._covered[key]

    def reopened(self) -> list[tuple[str, str, Reader]]:
        """What was finished and is not any more, because the case gained an account: case, codebook (or the form), whose."""
        return [
            (case, codebook, reader)
            for (case, codebook), by_reader in self._completions.items()
            for reader, done in by_reader.items()
            if self._completeness.reopened(self._case[case], done)
        ]


def _nested(pairs: Iterable[tuple[K, R]]) -> dict[K, dict[Reader, list[R]]]:
    found: dict[K, dict[Reader, list[R]]] = {}
    for key, record in pairs:
        found.setdefault(key, {}).setdefault(reader_of(record), []).append(record)
    return found
