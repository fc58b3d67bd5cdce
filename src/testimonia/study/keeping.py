"""The verbs that keep a study: verify, backup, merge, withdraw, snapshot, export, as the acting member of the team may use them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from testimonia.domain.evidence import Account
from testimonia.domain.report import Progress, silent
from testimonia.errors import InputError, UnknownReference, UsageError
from testimonia.protocol.nearest import nearest
from testimonia.store import backup as backups
from testimonia.store import conflicts
from testimonia.store import export as exports
from testimonia.store import merge as merges
from testimonia.store import snapshot as snapshots
from testimonia.store import verify as checks
from testimonia.store import withdraw as withdrawals
from testimonia.store.backup import BackupReport
from testimonia.store.custody import exhibit as exhibits
from testimonia.store.custody.bagit import bag
from testimonia.store.custody.leaving import EvidenceReport
from testimonia.store.custody.wacz import wacz
from testimonia.store.export import Asking, ExportReport
from testimonia.store.store import Store
from testimonia.store.verify import VerifyReport
from testimonia.store.withdraw import WithdrawReport
from testimonia.study.files import database_url
from testimonia.study.opened import Study
from testimonia.study.report import MergeReport, SnapshotReport
from testimonia.study.withholding import LEADING

SHORTEST = 6  # hex digits of an account's id that may stand for it: below, a slip of the finger can name another
NAME_LENGTH = 80  # characters of a snapshot's name: it stands in tables and commands


def verify(study: Study, progress: Progress = silent) -> VerifyReport:
    """Recompute every digest, chain and projection of the study and say what is not as it was written; changes nothing.

    Raises:
        StudyDamaged: the database cannot even be read.
    """
    return checks.verify(study.store, progress)


def backup(study: Study, file: str | Path, progress: Progress = silent) -> BackupReport:
    """Write the whole study to one ZIP file, which unpacked is a study again.

    Raises:
        StudyExists: the file is there already.
        DiskFull, StudyReadOnly: it cannot be written.
    """
    study.require()
    return backups.backup(study.store, Path(file), by=study.coder, progress=progress)


def merge(study: Study, other: str | Path, progress: Progress = silent) -> MergeReport:
    """Take into the study everything that another copy of it (a folder, or a file made by ``backup``) holds and it does not.

    Anybody of the team may do it: a merge decides nothing. Objects decided differently on both sides are listed as far as the
    acting coder may see them.

    Raises:
        InputError, StudyNotFound: the other is no study and no backup.
        DifferentStudy, StudyDamaged: nothing was taken.
    """
    study.require()
    path = Path(other)
    if not path.exists():
        raise InputError(f"There is nothing at {path}.", "Give the folder of another copy of this study, or a file that `backup` made.")
    if path.is_dir() and path.resolve() == study.folder.resolve():
        raise UsageError("A study cannot be merged with itself.", "Give the folder of another copy of it.")
    former = study.protocol_texts
    with backups.unpacked(path) as folder:
        theirs = Store.open(folder, database_url(folder))
        try:
            taken = merges.merge(study.store, theirs, progress)
        finally:
            theirs.close()
    study.refresh()
    study.bring_files(former)
    with study.read() as view:
        seen, blind = conflicts.conflicts(view.connection, view.sight)
    return MergeReport(other=str(path), taken=taken, conflicts=tuple(seen), blind=blind)


def withdraw(study: Study, account: str, reason: str, ask: Callable[[str], None] | None = None) -> WithdrawReport:
    """Erase an account by duty (erasure, takedown). It cannot be undone.

    ``account`` is an id, the beginning of one (six characters or more) or an origin, as in :func:`find_account`. ``ask`` is
    called with the account in words once everything is checked and before anything is erased; it raises to stop.

    Raises:
        NotPermitted: the acting coder neither owns nor leads the study.
        UsageError: no reason is given; it is all that will be left to explain the loss.
        UnknownReference: there is no such account, or several.
    """
    study.require(*LEADING)
    if not reason.strip():
        raise UsageError("A withdrawal needs a reason.", 'Say why, without names: `--reason "erasure request of 3 May"`.')
    name = find_account(study, account)
    if ask is not None:
        ask(_in_words(study, name))
    return withdrawals.withdraw(study.store, name, by=study.coder, reason=reason.strip())


def find_account(study: Study, name: str) -> str:
    """The id of the one account that a person means by its id, the beginning of its id, or its exact origin.

    Raises:
        UnknownReference: there is none, or several; names them.
    """
    with study.read() as view:
        accounts = view.records(Account)
        known = {account.id for account in accounts} | view.withdrawn()
    if name in known:
        return name
    found = sorted({account.id for account in accounts if account.origin == name})
    if not found and len(name) >= SHORTEST:
        found = sorted(entry for entry in known if entry.startswith(name))
    if len(found) == 1:
        return found[0]
    if found:
        shown = ", ".join(found[:10]) + (" ..." if len(found) > 10 else "")  # noqa: PLR2004 - a line's worth
        raise UnknownReference(f"`{name}` means {len(found)} accounts of this study.", f"Give the id of one: {shown}")
    raise UnknownReference(
        f"There is no account `{name[:200]}` in this study.",
        (f"Did you mean `{close}`? " if (close := nearest(name, (account.origin for account in accounts))) else "")
        + "`testimonia export` lists ids and origins in its table `accounts`.",
    )


def _in_words(study: Study, account: str) -> str:
    with study.read() as view:
        found = view.account(account)
    return f"{found.origin} ({found.title or 'no title'}, {account})" if found else f"account {account}"


def snapshot(study: Study, name: str) -> SnapshotReport:
    """Name the present state (log, machine results up to the cases, protocol), so that findings of it can be shown again.

    Raises:
        UsageError: the name is empty, too long or holds control characters.
        InputError: another state has that name.
    """
    study.require()
    name = name.strip()
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise UsageError("That is no name for a snapshot.", f"Give one to {NAME_LENGTH} visible characters, such as `submission`.")
    with study.store.write() as connection:
        machine = study.machine_sight(connection)
        present = snapshots.state(connection, study.protocol_digest, machine)
        taken = snapshots.take(connection, name, study.coder, study.store.now(), present)
    stale = tuple(stage for stage in snapshots.UP_TO_RESOLVE if stage not in present[1])
    return SnapshotReport(id=taken, name=name, stale=stale)


def export(study: Study, out: str | Path, file_format: str = "jsonl", progress: Progress = silent) -> ExportReport | EvidenceReport:
    """Write every table to the folder ``out``, one file each (jsonl, csv or parquet), as the acting coder may see it.

    As ``bagit`` or ``wacz`` it is the archive that is written: originals, accounts and custody events, and nothing that anybody coded.

    Raises:
        UsageError: an unknown format.
        MissingExtra: Parquet without pyarrow.
        StudyExists: evidence would be written over something.
        StudyDamaged: an original is lost or changed.
    """
    study.require()
    about = study.protocol.study
    if file_format == "bagit":
        return bag(study.store, Path(out), by=study.coder, title=about.title, contact=about.contact, progress=progress)
    if file_format == "wacz":
        return wacz(study.store, Path(out), by=study.coder, title=about.title, progress=progress)
    with study.store.read() as connection:
        asking = Asking(
            by=study.coder,
            sight=study.sight(connection),
            machine=study.machine_sight(connection),
            protocol=study.protocol,
            protocol_digest=study.protocol_digest,
        )
    return exports.export(study.store, Path(out), asking, file_format, progress)


def exhibit(study: Study, account: str, out: str | Path) -> EvidenceReport:
    """Write one account's originals, custody events and hashes to a folder (or a ZIP), checkable with `sha256sum` alone.

    ``account`` is an id, the beginning of one (six characters or more) or an origin, as in :func:`find_account`.

    Raises:
        UnknownReference: there is no such account, or several.
        StudyExists: something is there already.
        StudyDamaged: an original is lost or changed.
    """
    study.require()
    return exhibits.exhibit(study.store, find_account(study, account), Path(out), by=study.coder)
