"""The work of ``collect``: lists first, then a file at a time, an item at a time."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from testimonia.domain.evidence import Search
from testimonia.domain.report import Progress, silent
from testimonia.domain.vocabulary import Role
from testimonia.errors import InputError, UsageError
from testimonia.stages.collect.files import LISTS, Findings, Found, find, is_address
from testimonia.stages.collect.keeping import Keeper, Tally, piece_of
from testimonia.stages.collect.lists import Joins, Listed, origin_of_entry
from testimonia.stages.collect.params import CollectParams
from testimonia.stages.collect.report import CollectReport, ListReport, Skipped
from testimonia.stages.collect.visits import Visits, listed_addresses, refuse_improper
from testimonia.stages.collect.web.wire import Network
from testimonia.stages.collect.worker import Container, Opener, Pool
from testimonia.study import Study
from testimonia.text import decode, parse_edtf

WORK = "collecting"
_BLOCK = 1 << 20
_TOP = 65_536  # bytes of a JSON file in which a reference must begin
_HEAD = 64  # bytes that tell whether a file may hold many items
_MAYBE = ".json"  # a list of references, or anything else
_REFERENCES = re.compile(rb'"(?:container-title|issued|itemType|citationKey|DOI|publicationTitle)"\s*:')
_LONGEST_LIST = 20_000_000  # bytes: 200,000 addresses


def collect(
    study: Study,
    sources: Sequence[str | Path],
    params: CollectParams = CollectParams(),  # noqa: B008 - frozen, so one for all calls does no harm
    progress: Progress = silent,
    *,
    network: Network = Network(),  # noqa: B008 - as above
) -> CollectReport:
    """Take files, folders and pages of the web into the study as accounts.

    ``sources`` are files, folders (searched to the bottom) and web addresses of pages, feeds and sitemaps; ``network`` is how names become
    addresses (tests bring their own). A file that holds many items (a WARC, a download of a news database) becomes as
    many accounts; a list (RIS) describes the files and addresses that it names, and what it lists beyond them becomes accounts
    of which only the record is there. Collecting the same again adds nothing, except that a file which
    could not be read before is tried again. Each account is kept in a transaction of its own: whatever stops the run, what was
    kept stays and the next run goes on from there.

    Raises:
        UsageError: a source is not there or must not be fetched, or ``params`` make no sense; nothing was collected.
        UnknownReference, NotPermitted: the acting coder is not of the team.
        DiskFull, StudyReadOnly, StudyBusy: the study cannot be written to.
    """
    study.follow_files()
    study.require(Role.OWNER, Role.LEAD, Role.CODER, Role.SCREENER)
    _check(study, params)
    places = [sources] if isinstance(sources, (str, Path)) else list(sources)
    addresses = [place for place in places if isinstance(place, str) and is_address(place)]
    refuse_improper(addresses)
    paths = [place for place in places if place not in addresses]
    found = find(paths, study.folder) if paths or not (addresses or params.web.lists or params.web.retry) else Findings()
    tally = Tally(found)
    addresses += [address for name in params.web.lists for address in _listed(name, tally)]
    files: list[Found] = []
    lists: list[Found] = []
    for entry in found.files:
        (lists if _is_list(entry) else files).append(entry)
    with Pool(params.limits, params.workers) as pool, Opener(params.limits) as opener:
        keeper = Keeper(study, params, pool, tally, Joins())
        run = _Run(params, opener, keeper)
        for entry in lists:
            run.list_(entry, [file.origin for file in files])
        said = _Said(progress, len(files))
        for entry in files:
            said.reach(keeper.done)
            run.file(entry)
            keeper.end_of_file()
        while keeper.waiting:
            said.reach(keeper.done)
            keeper.settle(len(keeper.waiting) - 1)
        run.alone()
        said.reach(len(files))
        visits = Visits(keeper, params.web, network, progress)
        visits.run(addresses)
        if params.web.retry and not (places or params.web.lists):
            visits.retry()
    return tally.report([*(str(place) for place in places), *params.web.lists], study.notices)


@dataclass(slots=True)
class _Said:
    """Progress, told once a file that is kept."""

    progress: Progress
    total: int
    next: int = 0

    def reach(self, done: int) -> None:
        while self.next <= done:
            self.progress(self.next, self.total, WORK)
            self.next += 1


def _is_list(entry: Found) -> bool:
    """Whether a file is a list of publications: by its name, JSON by what it names."""
    name = entry.origin.lower()
    if not name.endswith(_MAYBE):
        return name.endswith(LISTS)
    try:
        with entry.path.open("rb") as file:
            return _REFERENCES.search(file.read(_TOP)) is not None
    except OSError:
        return False


def _check(study: Study, params: CollectParams) -> None:
    """Refuse a declared time that is none, and a search that nobody entered."""
    if params.search is not None:
        with study.read() as view:
            known = sorted(search.id for search in view.records(Search))
        if params.search not in known:
            named = ", ".join(f"`{name}`" for name in known[:10]) or "none yet"
            raise UsageError(
                f"There is no search `{params.search}` in this study (known: {named}).",
                "Enter it first: `testimonia code STUDY import searches.csv`.",
            )
    if params.declared_at is None:
        return
    try:
        datetime.fromisoformat(params.declared_at)
    except ValueError:
        try:
            parse_edtf(params.declared_at)
        except InputError as fault:
            raise UsageError(f"The declared time of capture cannot be read: {fault.message}", fault.remedy) from fault


def _listed(name: str, tally: Tally) -> list[str]:
    """The addresses in a file of them (``-`` is what is piped in); lines without one are reported."""
    try:
        data = sys.stdin.buffer.read(_LONGEST_LIST + 1) if name == "-" else Path(name).read_bytes()
    except OSError:
        raise UsageError(f"There is no file {name} that can be read.", "`--urls FILE` takes a file of web addresses, one a line.") from None
    if len(data) > _LONGEST_LIST:
        raise UsageError(f"{name} is too long for a list of addresses.", f"Split it: the limit is {_LONGEST_LIST / 1e6:.0f} MB.")
    addresses, faults = listed_addresses(decode(data).text)
    tally.lists.append(ListReport(path=name, entries=len(addresses), faults=tuple(faults), of_addresses=True))
    return addresses


@dataclass(slots=True)
class _Run:
    """One run: what is done with a list, a file, a container."""

    params: CollectParams
    opener: Opener
    keeper: Keeper

    def list_(self, entry: Found, files: Sequence[str]) -> None:
        """Read a list; its entries wait for the items that they describe."""
        data = self._bytes(entry)
        if data is None:
            return
        listing = self.keeper.pool.entries(data, entry.origin, self.params.columns)
        if not listing.entries:
            # No list after all: an account that says why it cannot be read, as of any other file.
            reason = listing.faults[0] if listing.faults else "the list is empty"
            self.keeper.unreadable(piece_of(entry.origin, data), reason)
            return
        self.keeper.joins.add([Listed(entry.origin, one) for one in listing.entries], files)
        self.keeper.tally.lists.append(ListReport(path=entry.origin, entries=len(listing.entries), faults=listing.faults))

    def file(self, entry: Found) -> None:
        """Take a file in: the items that it holds, or itself."""
        container = self._container(entry)
        if container is not None:
            self._apart(entry, container)
            return
        data = self._bytes(entry)
        if data is not None:
            self.keeper.take(piece_of(entry.origin, data), self.keeper.joins.of_file(entry.origin))

    def alone(self) -> None:
        """Make accounts of what stands in lists and nowhere else."""
        joins, tally = self.keeper.joins, self.keeper.tally
        tally.lists = [replace(one, joined=sum(source == one.path for source, _ in joins.joined)) for one in tally.lists]
        for listed in joins.alone():
            if (listed.source, listed.entry.number) in joins.joined:
                continue  # with another entry of the same address, just now
            origin = origin_of_entry(listed)
            piece = piece_of(
                origin,
                listed.entry.source.encode(),
                bundle=listed.source,
                held_in=f"entry {listed.entry.number} of the list {listed.source}",
            )
            self.keeper.record(piece, listed)
        tally.lists = [
            replace(one, accounts={number: account for (source, number), account in joins.joined.items() if source == one.path})
            for one in tally.lists
        ]

    def _container(self, entry: Found) -> Container | None:
        """The container that a file is, None where it is an item itself (or cannot be opened, which its reading tells)."""
        try:
            with entry.path.open("rb") as file:
                head = file.read(_HEAD)
        except OSError:
            return None
        return self.opener.open(entry.path, entry.origin) if Opener.may_hold(head, entry.origin) else None

    def _apart(self, entry: Found, container: Container) -> None:
        """Take in the items of a container one after another."""
        tally = self.keeper.tally
        try:
            whole = _digest(entry.path)
        except OSError:
            whole = "unknown"
        count = 0
        for item in container:
            count += 1
            piece = piece_of(
                item.origin or f"{entry.origin}#{item.number}",
                item.data,
                name=item.name,
                bundle=entry.origin,
                held_in=f"item {item.number} of {entry.origin} (SHA-256 {whole})",
                media_type="application/warc" if item.data.startswith(b"WARC/") else None,
                fault=item.fault,
            )
            self.keeper.take(piece, self.keeper.joins.by_address.get(piece.origin))
        tally.bundles[entry.origin] = count
        for reason, number in container.left.items():
            tally.left[entry.origin, reason] += number
        if container.fault:
            tally.cut.append((entry.origin, container.fault))

    def _bytes(self, entry: Found) -> bytes | None:
        """The bytes of a file, None (and noted) where they cannot be had."""
        limit = self.params.max_kept
        try:
            if entry.path.stat().st_size <= limit:
                return entry.path.read_bytes()
            reason = f"it is larger than {limit / 1e6:,.0f} MB: split it, or collect the items in it one by one"
        except OSError:
            reason = "it may not be read: check its permissions"
        self.keeper.tally.found.skipped.append(Skipped(path=entry.origin, reason=reason))
        return None


def _digest(path: Path) -> str:
    hasher = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            hasher.update(block)
    return hasher.hexdigest()
