"""The work of ``collect``: a file at a time, each account kept whole or not at all."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from testimonia.domain.evidence import Account, ShelfDeclaration
from testimonia.domain.report import Progress, silent
from testimonia.domain.vocabulary import AccountState, Role
from testimonia.errors import AccountWithdrawn, InputError, UsageError
from testimonia.stages.collect.files import Findings, Found, find
from testimonia.stages.collect.method import Taken, account_id, account_of, capture_of, editions_of
from testimonia.stages.collect.params import CollectParams
from testimonia.stages.collect.report import CollectReport, Problem, Skipped
from testimonia.stages.collect.worker import Readers
from testimonia.store.texts import edition_id
from testimonia.study import Study
from testimonia.text import parse_edtf

WORK = "collecting"
_DONE = (AccountState.OK, AccountState.PARTIAL)


def collect(
    study: Study,
    sources: Sequence[str | Path],
    params: CollectParams = CollectParams(),  # noqa: B008 - frozen, so one for all calls does no harm
    progress: Progress = silent,
) -> CollectReport:
    """Take files and folders into the study as accounts.

    ``sources`` are files and folders (searched to the bottom). Collecting the same again adds nothing, except that a file which
    could not be read before is tried again. Each account is kept in a transaction of its own: whatever stops the run, what was
    kept stays and the next run goes on from there.

    Raises:
        UsageError: a source is not there or is a web address, or ``params`` make no sense; nothing was collected.
        UnknownReference, NotPermitted: the acting coder is not of the team.
        DiskFull, StudyReadOnly, StudyBusy: the study cannot be written to.
    """
    study.follow_files()
    study.require(Role.OWNER, Role.LEAD, Role.CODER, Role.SCREENER)
    _check(params)
    found = find(sources, study.folder)
    tally = _Tally(found)
    total = len(found.files)
    with Readers(params.limits) as readers:
        collector = _Collector(study, params, readers, tally)
        for number, entry in enumerate(found.files):
            progress(number, total, WORK)
            collector.take(entry)
        progress(total, total, WORK)
    return tally.report([sources] if isinstance(sources, str) else [str(source) for source in sources], study.notices)


def _tool() -> str:
    """The name and version of the program that takes files in, for the custody record."""
    try:
        return f"testimonia {version('testimonia')}"
    except PackageNotFoundError:
        return "testimonia (run from its source)"


def _check(params: CollectParams) -> None:
    """Refuse a declared time that is none."""
    if params.declared_at is None:
        return
    try:
        datetime.fromisoformat(params.declared_at)
    except ValueError:
        try:
            parse_edtf(params.declared_at)
        except InputError as fault:
            raise UsageError(f"The declared time of capture cannot be read: {fault.message}", fault.remedy) from fault


@dataclass(slots=True)
class _Tally:
    """What has happened so far."""

    found: Findings
    new: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    already: int = 0
    shelved: int = 0

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
            notices=tuple(notices),
        )


@dataclass(slots=True)
class _Collector:
    """Takes one file after another; holds one at a time."""

    study: Study
    params: CollectParams
    readers: Readers
    tally: _Tally

    def take(self, entry: Found) -> None:
        """Make an account of a file, or note why not."""
        data = self._bytes(entry)
        if data is None:
            return
        sha256 = hashlib.sha256(data).hexdigest()
        name = account_id(entry.origin, sha256)
        store = self.study.store
        with store.read() as connection:
            known = store.account(connection, name)
            refused = known is None and sha256 in store.withdrawn_hashes(connection)
        if refused:
            self.tally.refused.append(entry.origin)
        elif known is not None and known.state in _DONE:
            self.tally.already += 1
            self._shelve(name)
        else:
            self._keep(entry, data, sha256, known)

    def _bytes(self, entry: Found) -> bytes | None:
        """The bytes of a file, None (and noted) where they cannot be had."""
        limit = self.params.max_kept
        try:
            if entry.path.stat().st_size <= limit:
                return entry.path.read_bytes()
            reason = f"it is larger than {limit / 1e6:,.0f} MB: split it, or collect the items in it one by one"
        except OSError:
            reason = "it may not be read: check its permissions"
        self.tally.found.skipped.append(Skipped(path=entry.origin, reason=reason))
        return None

    def _keep(self, entry: Found, data: bytes, sha256: str, known: Account | None) -> None:
        """Read a file and keep what it is: new, or failed before and tried again."""
        study, params = self.study, self.params
        reading = self.readers.read(data, entry.origin)
        name = account_id(entry.origin, sha256)
        editions = [replace(edition, id=edition_id(edition)) for edition in editions_of(name, reading)]
        account = account_of(entry.origin, sha256, data, reading, {edition.kind: edition.id for edition in editions}, params)
        records: list[object] = [account]
        if known is None:
            taken = Taken(who=study.coder, at=study.store.now(), tool=_tool())
            records.append(capture_of(account, len(data), reading, taken, params))
            if params.shelf is not None:
                records.append(ShelfDeclaration(account=name, shelf=params.shelf, by=study.coder))
        if account != known:
            there = sha256 in study.store.archive
            study.store.archive.put(data)
            try:
                study.store.keep_account(study.coder, records, editions)
            except AccountWithdrawn:
                # Somebody withdrew it while it was being read: its bytes must not come back.
                if not there:
                    study.store.archive.remove(sha256)
                self.tally.refused.append(entry.origin)
                return
        if known is None:
            self.tally.new.append(name)
            self.tally.shelved += params.shelf is not None
        else:
            self._shelve(name)
        self.tally.read(account)

    def _shelve(self, name: str) -> None:
        """Declare the shelf of an account that was there before."""
        if self.params.shelf is not None:
            declared = self.study.decide([ShelfDeclaration(account=name, shelf=self.params.shelf, by=self.study.coder)])
            self.tally.shelved += declared[0] is not None
