"""What ``collect`` tells its reader."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from testimonia.domain.vocabulary import AccountState
from testimonia.text import show_controls

LINE = 160  # characters of a changed line in words
SHOWN = 20  # problems in words; all of them are in the JSON
WANTED = "pages, documents, web archives or lists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An account that could not be read, or only in part."""

    account: str
    origin: str
    state: AccountState
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file or folder that did not become an account, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReport:
    """A list of publications: its entries, how many describe an item that was collected, what could not be read, the account of each entry."""

    path: str
    entries: int
    joined: int = 0
    faults: tuple[str, ...] = ()
    accounts: dict[int, str] = field(default_factory=dict)
    # Of web addresses, which are fetched, and not of publications.
    of_addresses: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """An account captured once more because somebody asked for it: what became of its text.

    ``changes`` are the lines of the main text that differ (``-`` gone, ``+`` come), empty where it is the same; ``edition`` the new text, None
    where there is none; ``moved`` how many marks moved along, ``orphans`` (kind, id) of those whose words are no longer there as they were.
    """

    account: str
    origin: str
    note: str = ""
    edition: str | None = None
    changes: tuple[str, ...] = ()
    moved: int = 0
    orphans: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectReport:
    """The result of ``collect``.

    ``new`` are ids of accounts that the study did not hold; ``states`` counts the states of all that were read now (new ones, and
    ones that had failed before); ``already`` how many were there; ``refused`` origins whose bytes were withdrawn; ``hidden``
    what systems and editors leave behind; ``parts`` files that belong to a saved page; ``bundles`` files that
    hold many items, with their number; ``left`` what was left out of them (file, reason, number); ``cut`` those that could not be read to their
    end, and why; ``again`` origins captured once more; ``lists`` the lists of publications; ``described`` how many accounts that were
    there before a list describes anew; ``found_again`` how many the search named here found that were there before (duplicates across
    searches); ``renewed`` what was captured again on request; ``untried`` what could not be fetched at an earlier time and
    was not tried again; ``lost`` accounts whose page did not come when it was asked for again, and why; ``notices`` what else happened.
    """

    sources: tuple[str, ...]
    new: tuple[str, ...]
    states: dict[str, int]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    refused: tuple[str, ...]
    hidden: tuple[str, ...]
    parts: tuple[str, ...]
    already: int
    shelved: int
    bundles: dict[str, int]
    left: tuple[tuple[str, str, int], ...]
    cut: tuple[tuple[str, str], ...]
    again: tuple[str, ...]
    lists: tuple[ListReport, ...]
    described: int
    found_again: int
    notices: tuple[str, ...]
    renewed: tuple[Renewed, ...] = ()
    untried: tuple[str, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()

    def lines(self) -> list[str]:
        """The report in words."""
        said = list(self.notices)
        seen = (
            self.states,
            self.already,
            self.refused,
            self.skipped,
            self.bundles,
            self.lists,
            self.cut,
            self.renewed,
            self.untried,
            self.lost,
        )
        if not any(seen):
            said.append(f"There is nothing to collect in {', '.join(self.sources)}: put {WANTED} there.")
        else:
            said.append(self._first())
        said += self._inside()
        said += self._fetched()
        said += self._problems()
        if self.shelved:
            said.append(f"{_count(self.shelved, 'account')} declared for the shelf.")
        if self.refused:
            said.append(f"{_count(len(self.refused), 'file')} refused: the same bytes were withdrawn from this study by duty.")
            said += _some(self.refused)
        reasons = Counter(entry.reason for entry in self.skipped)
        for reason, number in sorted(reasons.items()):
            said.append(f"{number} not taken: {reason}")
            said += _some([entry.path for entry in self.skipped if entry.reason == reason])
        if self.parts:
            said.append(f"{_count(len(self.parts), 'file')} left out: parts of saved pages (style sheets, pictures, frames).")
        if self.hidden:
            said.append(f"{len(self.hidden)} hidden or system files and folders left out.")
        return [show_controls(line) for line in said]

    def _first(self) -> str:
        parts = [f"{_count(len(self.new), 'new account')}"]
        if self.already:
            parts.append(f"{self.already} already there")
        again = sum(self.states.values()) - len(self.new)
        if again:
            parts.append(f"{again} read again that had failed before")
        detail = ", ".join(f"{self.states[state]} {state}" for state in AccountState if self.states.get(state))
        return f"Collected: {', '.join(parts)}" + (f" ({detail})." if detail else ".")

    def _inside(self) -> list[str]:
        """What was found in bundles and lists."""
        said = [f"  {_count(number, 'item')} in {origin}" for origin, number in sorted(self.bundles.items())]
        said += [f"  left out of {origin}: {number} × {reason}" for origin, reason, number in self.left]
        said += [f"  {origin} could not be read to its end: {reason}" for origin, reason in self.cut]
        for one in self.lists:
            if one.of_addresses:
                said.append(f"  {one.path}: {_count(one.entries, 'web address', 'web addresses')}")
                said += [f"    {fault}" for fault in one.faults[:SHOWN]]
                continue
            alone = one.entries - one.joined
            said.append(
                f"  {one.path}: {_count(one.entries, 'entry', 'entries')}, {one.joined} of them joined to what was collected"
                + (f", {alone} with the record only" if alone else "")
            )
            said += [f"    {fault}" for fault in one.faults[:SHOWN]]
        if self.found_again:
            said.append(f"  {_count(self.found_again, 'account')} that this search found were there before.")
        if self.described:
            said.append(f"  {_count(self.described, 'account')} that were there are described anew by a list.")
        if self.again:
            said.append(f"  {_count(len(self.again), 'item')} captured once more (the first text that could be read stays in force).")
        return said

    def _fetched(self) -> list[str]:
        """What became of pages that the study knows."""
        said = []
        for one in self.renewed:
            if one.note:
                said.append(f"  {one.origin}: {one.note}")
            if one.edition is None:
                continue
            said += [f"    {line[:LINE]}{'…' if len(line) > LINE else ''}" for line in one.changes[:SHOWN]]
            if len(one.changes) > SHOWN:
                said.append(f"    … and {len(one.changes) - SHOWN} more lines (`--json` lists all).")
            if one.moved or one.orphans:
                said.append(f"    {_count(one.moved, 'mark')} moved to the new text with the words marked.")
            if one.orphans:
                said.append(
                    f"    {_count(len(one.orphans), 'mark')} left in the earlier text, because those words are no longer there as they were: "
                    + ", ".join(f"{kind} {name}" for kind, name in one.orphans[:SHOWN])
                )
        said += [
            f"  {origin} did not come this time; its text stays as it was collected ({reason})" for origin, reason in self.lost[:SHOWN]
        ]
        if self.untried:
            said.append(f"  {_count(len(self.untried), 'address', 'addresses')} could not be fetched before; `--retry` tries again.")
        return said

    def _problems(self) -> list[str]:
        said = [f"  {entry.state}: {entry.origin}: {entry.reason}" for entry in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            said.append(f"  … and {len(self.problems) - SHOWN} more (`--json` lists all).")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "sources": list(self.sources),
            "new": list(self.new),
            "states": {state.value: self.states.get(state, 0) for state in AccountState},
            "already": self.already,
            "shelved": self.shelved,
            "problems": [
                {"account": entry.account, "origin": entry.origin, "state": entry.state.value, "reason": entry.reason}
                for entry in self.problems
            ],
            "skipped": [{"path": entry.path, "reason": entry.reason} for entry in self.skipped],
            "refused": list(self.refused),
            "hidden": list(self.hidden),
            "parts": list(self.parts),
            "bundles": self.bundles,
            "left": [{"file": origin, "reason": reason, "number": number} for origin, reason, number in self.left],
            "cut": [{"file": origin, "reason": reason} for origin, reason in self.cut],
            "again": list(self.again),
            "lists": [{"path": one.path, "entries": one.entries, "joined": one.joined, "faults": list(one.faults)} for one in self.lists],
            "described": self.described,
            "renewed": [
                {
                    "account": one.account,
                    "origin": one.origin,
                    "note": one.note,
                    "edition": one.edition,
                    "changes": list(one.changes),
                    "moved": one.moved,
                    "orphans": [{"kind": kind, "id": name} for kind, name in one.orphans],
                }
                for one in self.renewed
            ],
            "untried": list(self.untried),
            "lost": [{"origin": origin, "reason": reason} for origin, reason in self.lost],
            "found_again": self.found_again,
            "notices": list(self.notices),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """Something said about a passage of a text that is no longer in force, and that has no certain place in the new one."""

    account: str
    kind: str
    id: str
    edition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RereadReport:
    """The result of reading archived originals again.

    ``read`` counts accounts; ``changed`` and ``mended`` are origins (of what is different, of what is now ok); ``editions`` counts new texts;
    ``moved`` what moved with them, by kind; ``many`` files that a newer reader finds to hold several items, with their number; ``brought`` counts
    attachments of mails that became accounts now.
    """

    read: int
    changed: tuple[str, ...]
    mended: tuple[str, ...]
    editions: int
    moved: dict[str, int]
    orphans: tuple[Orphan, ...]
    problems: tuple[Problem, ...]
    many: tuple[tuple[str, int], ...]
    notices: tuple[str, ...]
    brought: int = 0

    def lines(self) -> list[str]:
        """The report in words."""
        said = list(self.notices)
        said.append(
            f"Read again: {_count(self.read, 'account')}, {len(self.changed)} changed, {len(self.mended)} of them now ok, "
            f"{_count(self.editions, 'new text')}."
            if self.read
            else "No account failed or is partial: there is nothing to read again."
        )
        if self.moved:
            said.append("Moved to the new texts: " + ", ".join(_count(number, kind) for kind, number in sorted(self.moved.items())) + ".")
        if self.orphans:
            said.append(f"{_count(len(self.orphans), 'passage')} with no certain place in the new text (orphans): place them again.")
            said += _some([f"{orphan.kind} {orphan.id} in account {orphan.account}" for orphan in self.orphans])
        if self.brought:
            said.append(f"{_count(self.brought, 'attachment')} of mails taken in as new accounts.")
        said += [f"  {origin} holds {number} items: collect the file again, then exclude this account." for origin, number in self.many]
        said += [f"  {entry.state}: {entry.origin}: {entry.reason}" for entry in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            said.append(f"  … and {len(self.problems) - SHOWN} more (`--json` lists all).")
        return [show_controls(line) for line in said]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "read": self.read,
            "changed": list(self.changed),
            "mended": list(self.mended),
            "editions": self.editions,
            "moved": self.moved,
            "orphans": [{"account": one.account, "kind": one.kind, "id": one.id, "edition": one.edition} for one in self.orphans],
            "problems": [
                {"account": entry.account, "origin": entry.origin, "state": entry.state.value, "reason": entry.reason}
                for entry in self.problems
            ],
            "many": [{"origin": origin, "items": number} for origin, number in self.many],
            "brought": self.brought,
            "notices": list(self.notices),
        }


def _count(number: int, what: str, many: str = "") -> str:
    return f"{number} {what if number == 1 else many or what + 's'}"


def _some(names: list[str] | tuple[str, ...]) -> list[str]:
    said = [f"  {name}" for name in names[:SHOWN]]
    return [*said, f"  … and {len(names) - SHOWN} more (`--json` lists all)."] if len(names) > SHOWN else said
