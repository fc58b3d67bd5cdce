"""Who completed what, and what they said there: the records of a study laid out for measuring agreement.

Only completed units count. Of somebody who completed a unit in several rounds the latest round holds (in the order of study.yaml); a
case that was completed account by account over several rounds takes them together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from testimonia.domain.completeness import Completeness, Order, Since
from testimonia.domain.decisions import Coding, Completion, Episode, Mention, Value
from testimonia.domain.results import Case, Family, Suggestion
from testimonia.domain.vocabulary import Layer, Stance
from testimonia.protocol import Code, Codebook, Protocol

FORM = "form"
LAYERS = (Layer.CONSENSUS, Layer.ADJUDICATED)
ABSENT, DENIES, AFFIRMS = "absent", "denies", "affirms"
STATES = (ABSENT, DENIES, AFFIRMS)
R = TypeVar("R", Coding, Completion, Episode, Value)
Marks = list[tuple[str, int, int]]
"""Code, start and end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything agreement is measured on, as machines may see it: open rounds.

    ``books`` are codebooks by id and version, also those adopted earlier; ``texts`` the id and length of each account's main edition;
    ``times`` when each completion was entered (ISO 8601).
    """

    protocol: Protocol
    books: Mapping[tuple[str, int], Codebook] = field(default_factory=dict)
    cases: Sequence[Case] = ()
    families: Sequence[Family] = ()
    mentions: Sequence[Mention] = ()
    codings: Sequence[Coding] = ()
    values: Sequence[Value] = ()
    episodes: Sequence[Episode] = ()
    completions: Sequence[Completion] = ()
    finished: Mapping[Completion, Order] = field(default_factory=dict)
    same: Since = field(default_factory=dict)
    texts: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    times: Mapping[Completion, str] = field(default_factory=dict)
    suggestions: Sequence[Suggestion] = ()


def reader_of(record: Coding | Completion | Episode | Value) -> str:
    """Whose word a record is: a coder's id, or the name of a layer (which no coder may have)."""
    return record.coder if record.layer is Layer.CODER else record.layer.value


class Bench:
    """The records of a material by unit and reader."""

    def __init__(self, material: Material, rounds: frozenset[str | None] | None = None) -> None:
        """``rounds`` restricts to some rounds; None takes all."""
        self.material, self.protocol = material, material.protocol
        self._order = {name: n for n, name in enumerate(self.protocol.round_order)}
        self._case = {case.id: case for case in material.cases}
        self._of_mention = {mention: case.id for case in material.cases for mention in case.mentions}
        self._of_account: dict[str, list[str]] = defaultdict(list)
        for case in material.cases:
            for account in case.accounts:
                self._of_account[account].append(case.id)
        self._completeness = Completeness(material.families, material.mentions, material.same, material.finished)
        self._episode = {episode.id: episode for episode in material.episodes}
        self._versions: dict[tuple[str, str], frozenset[int]] = {}
        self._done: dict[tuple[str, str], dict[str, list[Completion]]] = _by_reader(
            ((done.codebook, unit), done) for done in _kept(material.completions, rounds) for unit in self._units_of(done)
        )
        self._kept_codings = _kept(material.codings, rounds)
        self._kept_values = _kept(material.values, rounds)
        self._codings: dict[tuple[str, str], dict[str, list[Coding]]] = _by_reader(
            ((f"{coding.codebook}:{coding.code}", unit), coding)
            for coding in self._kept_codings
            for unit in (coding.account, *self._case_of(coding))
        )
        self._values: dict[tuple[str, str], dict[str, list[Value]]] = _by_reader(
            ((value.variable, unit), value) for value in self._kept_values for unit in self._case_of(value)
        )
        self._chosen: dict[tuple[str, str, str, frozenset[int] | None], Callable[[str | None], bool] | None] = {}

    # --- who and what

    def coders(self, group: str) -> tuple[str, ...]:
        """Everybody who completed something of a codebook (or the form), in the order of study.yaml; those who left it come last."""
        seen = {
            done.coder
            for (book, _), by in self._done.items()
            if book == group
            for name, dones in by.items()
            for done in dones
            if name == done.coder
        }
        listed = [coder.id for coder in self.protocol.coders if coder.id in seen]
        return (*listed, *sorted(seen.difference(listed)))

    def layers(self, group: str) -> tuple[str, ...]:
        """The layers that hold anything of a codebook (or the form)."""
        seen = {name for (book, _), by in self._done.items() if book == group for name in by}
        seen |= {name for (code, _), by in self._codings.items() if code.startswith(f"{group}:") for name in by}
        if group == FORM:
            seen |= {name for by in self._values.values() for name in by}
        return tuple(layer.value for layer in LAYERS if layer.value in seen)

    def units(self, group: str, level: str) -> list[str]:
        """The accounts or cases of which anybody completed something of a codebook (or the form)."""
        known = set(self._case) if level == "case" else set(self.material.texts)
        return sorted(unit for book, unit in self._done if book == group and unit in known)

    def case(self, unit: str) -> Case:
        """A case by its id."""
        return self._case[unit]

    def accounts(self, units: Iterable[str]) -> set[str]:
        """The accounts that units lie in."""
        return {account for unit in units for account in (self._case[unit].accounts if unit in self._case else (unit,))}

    def when(self, group: str, unit: str) -> str:
        """When the last of the coders completed a unit."""
        dones = [done for name, dones in self._done.get((group, unit), {}).items() for done in dones if name == done.coder]
        return max((self.material.times.get(done, "") for done in dones), default="")

    def outside_blind(self, group: str, units: Iterable[str], coders: Iterable[str]) -> int:
        """How many of these units somebody completed outside a blind round, where they could have seen the others' rows."""
        names = set(coders)
        return sum(
            any(not self.protocol.is_blind(done.round) or done.round is None for name in names & by.keys() for done in by[name])
            for unit in units
            if (by := self._done.get((group, unit), {}))
        )

    # --- what somebody says

    def state(self, unit: str, book: str, code: str, reader: str) -> str | None:
        """Whether somebody found a code in a unit; None where they did not complete it in the code's present sense."""
        versions = self.versions(book, code)
        counts = self._rounds(book, unit, reader, versions)
        given = [
            coding
            for coding in self._codings.get((f"{book}:{code}", unit), {}).get(reader, ())
            if coding.codebook_version in versions and (counts is None or counts(coding.round))
        ]
        if counts is None and not (given and reader in LAYERS):
            return None
        if not given:
            return ABSENT
        return AFFIRMS if any(coding.stance is Stance.AFFIRMS for coding in given) else DENIES

    def marks(self, account: str, book: str, codes: Sequence[str], reader: str) -> Marks | None:
        """The passages that somebody marked in the main text of an account; None where they did not complete it for all these codes."""
        edition = self.material.texts[account][0]
        found: Marks = []
        for code in codes:
            versions = self.versions(book, code)
            counts = self._rounds(book, account, reader, versions)
            if counts is None:
                return None
            found += [
                (code, coding.start, coding.end)
                for coding in self._codings.get((f"{book}:{code}", account), {}).get(reader, ())
                if coding.codebook_version in versions and counts(coding.round) and coding.edition == edition
            ]
        return found

    def values(self, unit: str, variable: str, reader: str) -> list[Value] | None:
        """The answers that somebody gave for a case; None where they did not complete its form."""
        counts = self._rounds(FORM, unit, reader, None)
        given = [value for value in self._values.get((variable, unit), {}).get(reader, ()) if counts is None or counts(value.round)]
        if counts is None and not (given and reader in LAYERS):
            return None
        return given

    def episode_order(self, value: Value) -> int | None:
        """Which of the person's episodes an answer is about, as its coder counts them; None where it is about the case."""
        episode = self._episode.get(value.episode or "")
        return episode.order if episode else None

    def versions(self, book: str, code: str) -> frozenset[int]:
        """The versions of a codebook in which a code meant what it means now."""
        if (book, code) not in self._versions:
            present = _code(self.protocol.codebook(book), code)
            self._versions[book, code] = frozenset(
                version
                for (name, version), found in self.material.books.items()
                if name == book and present is not None and (then := _code(found, code)) is not None and _meaning(then) == _meaning(present)
            )
        return self._versions[book, code]

    def uncompleted(self) -> dict[str, int]:
        """How many codings and values of coders lie in no unit that their coder has completed."""
        known = {book.id for book in self.protocol.codebooks}
        codings = [item for item in self._kept_codings if item.layer is Layer.CODER and item.codebook in known]
        values = [item for item in self._kept_values if item.layer is Layer.CODER]
        return {
            "codings": sum(self._never(item.codebook, (item.account, *self._case_of(item)), item.coder) for item in codings),
            "values": sum(self._never(FORM, self._case_of(item), item.coder) for item in values),
        }

    def _never(self, book: str, units: Iterable[str], coder: str) -> bool:
        return all(self._rounds(book, unit, coder, None) is None for unit in units)

    # --- completeness

    def _rounds(self, book: str, unit: str, reader: str, versions: frozenset[int] | None) -> Callable[[str | None], bool] | None:
        """Which rounds' rows of somebody count for a unit that they completed; None where they did not."""
        key = (book, unit, reader, versions)
        if key not in self._chosen:
            dones = [done for done in self._done.get((book, unit), {}).get(reader, ()) if versions is None or done.version in versions]
            self._chosen[key] = self._choose(unit, dones)
        return self._chosen[key]

    def _choose(self, unit: str, dones: Sequence[Completion]) -> Callable[[str | None], bool] | None:
        for name in sorted({done.round for done in dones}, key=lambda name: self._order.get(name or "", -1), reverse=True):
            if self._complete(unit, [done for done in dones if done.round == name]):
                return lambda round_, latest=name: round_ == latest  # type: ignore[misc] # mypy cannot infer the default's type
        return (lambda _: True) if self._complete(unit, dones) else None

    def _complete(self, unit: str, dones: Sequence[Completion]) -> bool:
        case = self._case.get(unit)
        if case is not None:
            return self._completeness.complete(case, dones)
        if any(done.mention is None and done.account == unit for done in dones):
            return True
        # Whoever finished everybody in an account as whole cases has read the account.
        cases = [self._case[name] for name in self._of_account.get(unit, ())]
        whole = [done for done in dones if done.mention is not None]
        return bool(cases) and all(self._completeness.complete(case, whole) for case in cases)

    def _units_of(self, done: Completion) -> set[str]:
        if done.mention is None:
            return {done.account, *self._of_account.get(done.account, ())}
        case = self._of_mention.get(done.mention)
        return {case, *self._case[case].accounts} if case else set()

    def _case_of(self, record: Coding | Value) -> list[str]:
        """The case a record speaks of; one that names no mention speaks of its account's only case, or of none for certain."""
        if record.mention is not None:
            found = self._of_mention.get(record.mention)
            return [found] if found else []
        cases = self._of_account.get(record.account, [])
        return list(cases) if len(cases) == 1 else []


def _kept(records: Iterable[R], rounds: frozenset[str | None] | None) -> list[R]:
    return [record for record in records if rounds is None or record.round in rounds]


def _by_reader(pairs: Iterable[tuple[tuple[str, str], R]]) -> dict[tuple[str, str], dict[str, list[R]]]:
    found: dict[tuple[str, str], dict[str, list[R]]] = {}
    for key, record in pairs:
        found.setdefault(key, {}).setdefault(reader_of(record), []).append(record)
    return found


def _code(book: Codebook, code: str) -> Code | None:
    return next((item for item in book.codes if item.id == code), None)


def _meaning(code: Code) -> tuple[str, str, str]:
    return code.definition, code.use_when, code.not_when
