"""Items become accounts: read, then kept whole or not at all, one at a time."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from testimonia.domain.evidence import Account, Edition, FoundBy, ShelfDeclaration
from testimonia.domain.identity import account_secret
from testimonia.domain.vocabulary import AccountState
from testimonia.errors import AccountWithdrawn
from testimonia.stages.collect.files import Findings
from testimonia.stages.collect.lists import Joins, Listed, described, described_account, reading_of
from testimonia.stages.collect.method import Piece, Taken, account_of, capture_of, editions_of, part_of
from testimonia.stages.collect.params import CollectParams
from testimonia.stages.collect.readers.reading import Reading, failed
from testimonia.stages.collect.report import CollectReport, ListReport, Problem, Renewed
from testimonia.stages.collect.worker import Pool
from testimonia.store.texts import edition_id

if TYPE_CHECKING:
    from testimonia.study import Study

MOST_HELD = 64_000_000  # bytes of files that are read ahead
_DONE = (AccountState.OK, AccountState.PARTIAL)


@cache
def tool() -> str:
    """The name and version of the program that takes files in, for the custody record (asking for it takes longer than to hash a page)."""
    try:
        return f"testimonia {version('testimonia')}"
    except PackageNotFoundError:
        return "testimonia (run from its source)"


def piece_of(origin: str, data: bytes, **more: Any) -> Piece:
    """An item with its bytes, hashed; ``more`` are further fields of ``Piece``."""
    values = {"name": origin, **more}
    return Piece(origin=origin, data=data, sha256=hashlib.sha256(data).hexdigest(), secret=account_secret(data), **values)


def pieces_of(origin: str, sha256: str, reading: Reading) -> list[Piece]:
    """What is attached to a mail: each an item of its own, which cites the mail that brought it."""
    return [
        piece_of(
            f"{origin}/{file.name}",
            file.data,
            name=file.name,
            bundle=origin,
            held_in=f"attachment {number} of {origin} (SHA-256 {sha256})",
        )
        for number, file in enumerate(reading.attached, 1)
    ]


@dataclass(slots=True)
class Tally:
    """What has happened so far."""

    found: Findings
    new: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lists: list[ListReport] = field(default_factory=list)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    cut: list[tuple[str, str]] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    already: int = 0
    shelved: int = 0
    bundles: Counter[str] = field(default_factory=Counter)
    described: int = 0
    renewed: list[Renewed] = field(default_factory=list)
    untried: list[str] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    found_again: int = 0

    def read(self, account: Account) -> None:
        """Count an account that was read now."""
        self.states[account.state.value] += 1
        if account.state is not AccountState.OK:
            self.problems.append(Problem(account=account.id, origin=account.origin, state=account.state, reason=account.reason or ""))

    def report(self, sources: list[str], notices: list[str]) -> CollectReport:
        """The report of it all."""
        return CollectReport(
            sources=tuple(sources),
            new=tuple(self.new),
            states=dict(self.states),
            problems=tuple(self.problems),
            skipped=tuple(self.found.skipped),
            refused=tuple(self.refused),
            hidden=tuple(self.found.hidden),
            parts=tuple(self.found.parts),
            already=self.already,
            shelved=self.shelved,
            bundles=dict(self.bundles),
            left=tuple((origin, reason, number) for (origin, reason), number in sorted(self.left.items())),
            cut=tuple(self.cut),
            again=tuple(self.again),
            lists=tuple(self.lists),
            described=self.described,
            renewed=tuple(self.renewed),
            untried=tuple(self.untried),
            lost=tuple(self.lost),
            found_again=self.found_again,
            notices=tuple(notices),
        )


@dataclass(slots=True)
class Keeper:
    """Keeps one item after another; holds one at a time."""

    study: Study
    params: CollectParams
    pool: Pool
    tally: Tally
    joins: Joins
    done: int = 0
    waiting: deque[tuple[Piece, Listed | None, Future[Reading]] | None] = field(default_factory=deque)
    held: int = 0

    def take(self, piece: Piece, listed: Listed | None = None) -> None:
        """Make an account (of a bundle: accounts) of an item, or note why not. ``listed`` is the entry of a list that names its file.

        Items are kept in the order in which they are taken; while one is kept, others are read.
        """
        self._ask(piece, listed)
        self.settle(2 * self.pool.size)

    def _ask(self, piece: Piece, listed: Listed | None) -> None:
        known, refused = self._known(piece)
        if not refused and not self._is_there(known, piece):
            self.waiting.append((piece, listed, self.pool.read(piece.data, piece.name)))
            self.held += len(piece.data)
        elif refused:
            self.tally.refused.append(piece.origin)
        else:
            assert known is not None  # noqa: S101 - narrows the type: what is there is known
            self._there(known, listed)

    def attached(self, piece: Piece, reading: Reading) -> None:
        """Take what came with an item."""
        for one in pieces_of(piece.origin, piece.sha256, reading):
            self._ask(one, None)

    def end_of_file(self) -> None:
        """All items of a file were taken."""
        self.waiting.append(None)
        self.settle(2 * self.pool.size)

    def settle(self, most: int = 0) -> None:
        """Keep what is read until at most ``most`` items wait, and they are no more than a few large files."""
        while self.waiting and (self.waiting[0] is None or len(self.waiting) > most or self.held > MOST_HELD):
            first = self.waiting.popleft()
            if first is None:
                self.done += 1
                continue
            piece, listed, future = first
            self.held -= len(piece.data)
            self._finish(piece, future.result(), listed)

    def _finish(self, piece: Piece, reading: Reading, listed: Listed | None) -> None:
        """Keep an item that was read; an earlier one of the same run may have been the same."""
        with self.study.store.read() as connection:
            known = self._account(connection, piece)
        if known is not None and self._is_there(known, piece):
            self._there(known, listed)
        else:
            self._keep_reading(piece, reading, known, listed)  # where the bytes were withdrawn meanwhile, the store refuses them

    def _is_there(self, known: Account | None, piece: Piece) -> bool:
        return known is not None and known.state in _DONE and (known.sha256 == piece.sha256 or self._captured(known, piece))

    def _known(self, piece: Piece) -> tuple[Account | None, bool]:
        """The account that the study has of this item, and whether its bytes were withdrawn."""
        store = self.study.store
        with store.read() as connection:
            known = self._account(connection, piece)
            return known, (known is None or known.sha256 != piece.sha256) and piece.sha256 in store.withdrawn_hashes(connection)

    def _account(self, connection: Any, piece: Piece) -> Account | None:
        known = self.study.store.account(connection, piece.id)
        if known is None and piece.is_address:
            known = next(iter(self.study.store.accounts_from(connection, piece.origin)), None)
        return known

    def there(self, known: Account) -> None:
        """Note that an account is there already, and is left as it is."""
        self._there(known, None)

    def lost(self, piece: Piece, known: Account, reason: str) -> None:
        """Keep that an account's page did not come: a capture of what came instead. Its text stays in force."""
        reading = Reading(media_type=piece.media_type or "")
        if self.write(piece, [capture_of(known.id, piece, reading, self.taken(), self.params)], []):
            self.tally.lost.append((known.origin, reason))

    def _captured(self, known: Account, piece: Piece) -> bool:
        store = self.study.store
        with store.read() as connection:
            return any(capture.sha256 == piece.sha256 for capture in store.captures(connection, known.id))

    def _there(self, known: Account, listed: Listed | None) -> None:
        """Nothing to read: the account is there. What a list says of it, or the shelf, may still be new."""
        self.tally.already += 1
        listed = listed or self.joins.by_address.get(known.origin)
        if listed is not None:
            self.joins.note(listed, known.id)
            after = described_account(known, listed.entry)
            if after != known:
                self.study.decide([after])
                self.tally.described += 1
        self._shelve(known.id)

    def _keep_reading(self, piece: Piece, reading: Reading, known: Account | None, listed: Listed | None) -> None:
        if piece.fault and reading.state is not AccountState.FAILED and piece.fault not in (reading.reason or ""):
            reading = reading.worse(AccountState.PARTIAL, piece.fault)
        if self._brings_withdrawn(reading):
            self.tally.refused.append(piece.origin)
            return
        if not reading.parts:
            self.keep(piece, reading, known, listed)
            self.attached(piece, reading)
            return
        self.tally.bundles[piece.origin] = len(reading.parts)
        for number, part in enumerate(reading.parts, 1):
            member = part_of(piece, number)
            with self.study.store.read() as connection:
                there = self.study.store.account(connection, member.id)
            if there is not None and there.state in _DONE:
                self._there(there, self.joins.of_item(member.origin, part))
            else:
                self.keep(member, part, there, None)

    def _brings_withdrawn(self, reading: Reading) -> bool:
        """Whether an item's bytes hold something attached that was withdrawn: it would come back in them."""
        if not reading.attached:
            return False
        with self.study.store.read() as connection:
            refused = self.study.store.withdrawn_hashes(connection)
        brought = {*reading.within, *(hashlib.sha256(file.data).hexdigest() for file in reading.attached)}
        return not refused.isdisjoint(brought)

    def unreadable(self, piece: Piece, reason: str) -> None:
        """Keep a file of which nothing can be read, with the reason."""
        known, refused = self._known(piece)
        reading = failed("application/octet-stream", reason)
        if refused:
            self.tally.refused.append(piece.origin)
        else:
            self.keep(piece, reading, known)

    def record(self, piece: Piece, listed: Listed) -> None:
        """Make an account of an entry whose item is not there; where the study has the item from before, describe it."""
        known, refused = self._known(piece)
        if refused:
            self.tally.refused.append(piece.origin)
        elif known is not None:
            self._there(known, listed)
        else:
            self.keep(piece, reading_of(listed.entry), None, listed)

    def keep(self, piece: Piece, reading: Reading, known: Account | None = None, listed: Listed | None = None) -> None:
        """Keep what an item is: new, captured once more, or failed before and tried again."""
        listed = listed or self.joins.of_item(piece.origin, reading)
        if listed is not None:
            self.joins.note(listed, known.id if known is not None else piece.id)
            reading = described(reading, listed.entry)
        name = known.id if known is not None else piece.id
        editions = [replace(edition, id=edition_id(edition)) for edition in editions_of(name, reading)]
        fresh = account_of(piece, reading, {edition.kind: edition.id for edition in editions}, self.params)
        if known is not None and known.sha256 != piece.sha256:
            self._again(piece, reading, known, fresh, editions)
            return
        records: list[object] = [fresh]
        if known is None:
            records.append(capture_of(name, piece, reading, self.taken(), self.params))
            records += self._declared(name)
        if fresh != known and not self.write(piece, records, editions):
            return
        if known is None:
            self.tally.new.append(name)
            self.tally.shelved += self.params.shelf is not None
        else:
            self._shelve(name)
        self.tally.read(fresh)

    def _again(self, piece: Piece, reading: Reading, known: Account, fresh: Account, editions: list[Edition]) -> None:
        """Another capture of an account that is there. Its text stays the first one that could be read; the other is kept beside it."""
        records: list[object] = [capture_of(known.id, piece, reading, self.taken(), self.params)]
        if known.state is AccountState.FAILED or record_only(known):
            bundle = known.bundle or fresh.bundle
            records.append(replace(fresh, id=known.id, sha256=known.sha256, secret=known.secret, bundle=bundle, read_from=piece.sha256))
        if self.write(piece, records, editions):
            if known.state is not AccountState.FAILED or piece.witness is None:
                self.tally.again.append(piece.origin)
            if len(records) > 1:
                self.tally.read(fresh)
            self._shelve(known.id)

    def taken(self) -> Taken:
        """Who takes in what comes now, when, with which tool."""
        return Taken(who=self.study.coder, at=self.study.store.now(), tool=tool())

    def write(self, piece: Piece, records: list[object], editions: list[Edition]) -> bool:
        """Keep an item's bytes and records, or nothing; False (and noted) where its bytes were withdrawn."""
        store = self.study.store
        there = piece.sha256 in store.archive
        store.archive.put(piece.data)
        try:
            store.keep_account(self.study.coder, records, editions)
        except AccountWithdrawn:
            # Somebody withdrew it while it was being read: its bytes must not come back.
            if not there:
                store.archive.remove(piece.sha256)
            self.tally.refused.append(piece.origin)
            return False
        return True

    def _declared(self, name: str) -> list[object]:
        """What whoever collects says of every account: its shelf, and the search that found it."""
        said: list[object] = []
        if self.params.shelf is not None:
            said.append(ShelfDeclaration(account=name, shelf=self.params.shelf, by=self.study.coder))
        if self.params.search is not None:
            said.append(FoundBy(account=name, search=self.params.search))
        return said

    def _shelve(self, name: str) -> None:
        """Say the same of an account that was there before."""
        if said := self._declared(name):
            rows = self.study.decide(said)
            self.tally.shelved += self.params.shelf is not None and rows[0] is not None
            if self.params.search is not None and rows[-1] is not None:
                self.tally.found_again += 1


def record_only(account: Account) -> bool:
    """Whether all that is there of an account is its entry in a list."""
    return account.state is AccountState.PARTIAL and (account.reason or "").startswith("only its record in a list")
