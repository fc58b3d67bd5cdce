"""What rows of an imported table refer to: accounts as people name them, members of the team, and rows that stand already."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, select

from testimonia.domain.decisions import Mention
from testimonia.domain.evidence import Account
from testimonia.domain.vocabulary import Layer, Role
from testimonia.errors import AccountWithdrawn, UnknownReference
from testimonia.protocol import Protocol
from testimonia.protocol.nearest import listed, nearest
from testimonia.protocol.sections import RoundKind
from testimonia.store import schema
from testimonia.store.kinds import KIND_OF
from testimonia.store.log import chunks
from testimonia.store.rows import Cells

R = TypeVar("R")
PREFIX = 8  # characters of an id that people copy from a report; 8 hex digits are unique in far more accounts than a study has
GUESSES = 20  # mistyped names for which the nearest is looked up: comparing with every origin costs up to a second each


class AccountNames:
    """Finds an account by its id, the beginning of its id, its origin, or its file name."""

    def __init__(self, accounts: Iterable[Account], withdrawn: Iterable[str]) -> None:
        """Every account of the study, and the ids of those that were withdrawn."""
        self.withdrawn = frozenset(withdrawn)
        self.by_id: Mapping[str, Account] = {account.id: account for account in accounts if account.id not in self.withdrawn}
        self._ids = sorted({*self.by_id, *self.withdrawn})
        self._names: dict[str, list[str]] = {}
        for account in self.by_id.values():
            file = account.origin.replace("\\", "/").rstrip("/").rpartition("/")[2]
            for name in {account.origin, file} - {""}:
                self._names.setdefault(name, []).append(account.id)
        self._near = _Near(self._names, "Name it by its id, its origin or its file name.")

    def find(self, name: str) -> Account:
        """The account that a name means.

        Raises:
            UnknownReference: none, or more than one.
            AccountWithdrawn: it was erased by duty.
        """
        found = self.by_id.get(name)
        if found is not None:
            return found
        ids = self._names.get(name) or self._beginning(name)
        if len(ids) == 1 and ids[0] in self.by_id:
            return self.by_id[ids[0]]
        if len(ids) == 1:
            raise AccountWithdrawn(f"Account `{name[:80]}` was withdrawn; nothing can be said about it any more.", "Leave it out.")
        if ids:
            raise UnknownReference(f"`{name[:80]}` may be any of {len(ids)} accounts: {listed(sorted(ids))}.", "Name one of these ids.")
        raise UnknownReference(f"There is no account `{name[:80]}`.", self._near.advice(name))

    def _beginning(self, name: str) -> list[str]:
        if len(name) < PREFIX:
            return []
        start = bisect_left(self._ids, name)
        return [found for found in self._ids[start : start + 2] if found.startswith(name)]


class Fetched(Mapping[str, R], Generic[R]):
    """Records by id, each fetched when it is asked for: a page names one or two among tens of thousands."""

    def __init__(self, fetch: Callable[[str], R | None]) -> None:
        """``fetch`` finds one by its id."""
        self._fetch = fetch
        self._found: dict[str, R | None] = {}

    def __getitem__(self, name: str) -> R:
        """The record of that id; KeyError where there is none."""
        if name not in self._found:
            self._found[name] = self._fetch(name)
        found = self._found[name]
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        """The ids asked for so far."""
        return iter([name for name, found in self._found.items() if found is not None])

    def __len__(self) -> int:
        """How many were found so far."""
        return sum(found is not None for found in self._found.values())


class Nearby(Generic[R]):
    """Finds records by their whole ids, without reading all; what is not found so is looked for among all, for the sake of advice."""

    def __init__(self, fetch: Callable[[str], R | None], otherwise: Callable[[str], R]) -> None:
        """``fetch`` finds one by its id, ``otherwise`` by whatever people call it (or raises what :meth:`find` raises)."""
        self.by_id: Mapping[str, R] = Fetched(fetch)
        self._otherwise = otherwise

    def find(self, name: str) -> R:
        """The record that a name means.

        Raises:
            UnknownReference: none, or more than one.
            AccountWithdrawn: it was erased by duty.
        """
        found = self.by_id.get(name)
        return found if found is not None else self._otherwise(name)


class MentionNames:
    """Finds a mention by its id."""

    def __init__(self, mentions: Iterable[Mention], undecided: Iterable[str]) -> None:
        """Every mention of the study, and the ids of those on which two copies of the study decided differently."""
        self.by_id = {mention.id: mention for mention in mentions}
        self._undecided = frozenset(undecided)
        self._near = _Near(self.by_id, "`testimonia resolve DIR import FILE` brings mentions in.")

    def find(self, name: str) -> Mention:
        """The mention of that id.

        Raises:
            UnknownReference: there is none, or nobody can say what it is until a conflict is settled.
        """
        found = self.by_id.get(name)
        if found is None and name in self._undecided:
            raise UnknownReference(
                f"Two copies of the study decided differently about mention `{name[:40]}`.",
                "Decide about it first (`testimonia resolve DIR import FILE`).",
            )
        if found is None:
            raise UnknownReference(f"There is no mention `{name[:40]}`.", self._near.advice(name))
        return found


class _Near:
    """The names nearest to mistyped ones, looked up once for each and only so often."""

    def __init__(self, names: Collection[str], otherwise: str) -> None:
        self.names, self.otherwise = names, otherwise
        self._misses: dict[str, str] = {}

    def advice(self, name: str) -> str:
        if name not in self._misses:
            close = nearest(name, self.names) if len(self._misses) < GUESSES else ""
            self._misses[name] = f"Did you mean `{close}`?" if close else self.otherwise
        return self._misses[name]


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose row it is, in which round, on which layer."""

    coder: str
    round: str | None
    layer: Layer


class Team:
    """Who may put down what for whom: everybody their own rows, the owner and leads those of others and what was settled together."""

    def __init__(self, protocol: Protocol, coder: str, rounds: frozenset[str]) -> None:
        """``coder`` acts; ``rounds`` are those open to everybody."""
        self.protocol, self.coder, self.open = protocol, coder, rounds
        self.leads = protocol.role(coder) in (Role.OWNER, Role.LEAD)
        self._judged: dict[tuple[str, str | None, Layer, str | None], tuple[str, ...]] = {}

    def author(self, cells: Cells) -> str:
        """Whose decision a row outside rounds is: ``by``, else the acting coder; a fault is noted."""
        by = cells.text("by") or self.coder
        for fault in self._person(by, None, "by"):
            cells.fault(fault)
        return by

    def hand(self, cells: Cells, kind: RoundKind | None, key: str = "coder") -> Hand | None:
        """The hand that a row names in ``key``, ``round`` and ``layer``; None after noting every fault.

        ``kind`` says what is done, ``screening`` or ``coding``: rounds and roles are of one of them. None is either.
        """
        coder, name = cells.text(key) or self.coder, cells.text("round")
        layer = cells.choice("layer", Layer, Layer.CODER)
        if layer is None:
            return None
        asked = (coder, name, layer, kind)
        if asked not in self._judged:
            self._judged[asked] = (*self._person(coder, kind, key), *self._round(coder, name, layer, kind))
        for fault in self._judged[asked]:
            cells.fault(fault)
        return None if self._judged[asked] else Hand(coder, name, layer)

    def _person(self, coder: str, kind: RoundKind | None, key: str) -> list[str]:
        try:
            role = self.protocol.role(coder)
        except UnknownReference as wrong:
            return [f"`{key}`: {wrong}"]
        if coder != self.coder and not self.leads:
            return [f"`{key}` is `{coder}`, but you act as `{self.coder}`; only the owner or a lead may import for others."]
        if kind == "coding" and role == "screener":
            return [f"`{key}`: `{coder}` is a screener of this study and does not code."]
        return []

    def _round(self, coder: str, name: str | None, layer: Layer, kind: RoundKind | None) -> list[str]:
        faults = []
        if layer is not Layer.CODER and not self.leads:
            faults.append(f"`layer` is `{layer}`, which the owner or a lead puts down.")
        if name is None:
            return faults
        try:
            found = self.protocol.round(name)
        except UnknownReference as wrong:
            return [*faults, f"`round`: {wrong}"]
        if kind is not None and found.kind != kind:
            return [*faults, f"`round`: `{name}` is a round of {found.kind}, not of {kind}."]
        if layer is not Layer.CODER and name not in self.open:
            faults.append(
                f"`layer` is `{layer}`, but the round `{name}` is still blind; open it first (`testimonia code DIR open {name}`)."
            )
        if layer is Layer.CODER and found.coders is not None and coder not in found.coders:
            faults.append(f"`{coder}` does not take part in the round `{name}` (study.yaml names {listed(found.coders)}).")
        return faults


@dataclass(frozen=True, slots=True)
class InForce:
    """A row in force, whoever may see it: its author and its references (account, mention, layer, round …), never its content."""

    author: str
    references: dict[str, Any]


def rows_in_force(connection: Connection, record: type, subjects: Sequence[str]) -> dict[str, InForce]:
    """What stands already for objects of one class, by subject; also what is in conflict or was taken back."""
    log, leaves = schema.log, schema.leaves
    found: dict[str, InForce] = {}
    for part in chunks(subjects):
        query = (
            select(log.c.subject, log.c.author, log.c.open)
            .join(leaves, leaves.c.row == log.c.id)
            .where(leaves.c.kind == KIND_OF[record].name, leaves.c.subject.in_(part))
        )
        for subject, author, shown in connection.execute(query):
            found[subject] = InForce(author, json.loads(shown))
    return found
