"""Reading the archived bytes again: what had failed, and everything after a reader has become better.

Texts never change: a different text is a new edition, and takes the place of the old one in its account. What people said about passages of
the old one moves where the same words stand in both at a place that the difference of the two texts leaves in no doubt; what does not move stays at
the old text and is listed as an orphan, for a person to place. Nothing is re-anchored by likeness.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from testimonia.domain.decisions import Claim, Coding, Mention, Value
from testimonia.domain.evidence import Account, Capture, Edition, Revision
from testimonia.domain.identity import object_id
from testimonia.domain.report import Progress, silent
from testimonia.domain.vocabulary import AccountState, EditionKind, Role
from testimonia.stages.collect.files import LISTS, Findings
from testimonia.stages.collect.keeping import Keeper, Tally, pieces_of, record_only
from testimonia.stages.collect.lists import Joins
from testimonia.stages.collect.method import Piece, editions_of
from testimonia.stages.collect.params import CollectParams
from testimonia.stages.collect.readers.reading import Reading
from testimonia.stages.collect.report import Orphan, Problem, RereadReport
from testimonia.stages.collect.worker import Pool, Readers
from testimonia.store.cutting import is_text_of_its_own
from testimonia.store.texts import edition_id
from testimonia.text import Block, Span, moved, same_blocks

if TYPE_CHECKING:
    from testimonia.study import Study

WORK = "reading again"
NOT_FETCHED = "not fetched: "  # how the reason begins of a page that did not come
_ANCHORED = (Mention, Claim, Coding, Value)
_WORST = (AccountState.FAILED, AccountState.PARTIAL)


def reread(
    study: Study,
    params: CollectParams = CollectParams(),  # noqa: B008 - frozen, so one for all calls does no harm
    progress: Progress = silent,
    *,
    everything: bool = False,
) -> RereadReport:
    """Read archived originals again: those of accounts that failed or are partial, or of all.

    Each account is written in a transaction of its own. Reading the same with the same readers changes nothing.

    Raises:
        UnknownReference, NotPermitted: the acting coder is not of the team.
        DiskFull, StudyReadOnly, StudyBusy: the study cannot be written to.
    """
    study.follow_files()
    study.require(Role.OWNER, Role.LEAD, Role.CODER, Role.SCREENER)
    with study.store.read() as connection:
        accounts = study.store.records(connection, Account)
        cut = _cut_out(study, connection, accounts)
        kinds = {capture.sha256: capture.media_type for capture in study.store.records(connection, Capture)}
        anchored = by_edition(study, connection)
    chosen = [
        account
        for account in accounts
        if (everything or account.state in _WORST)
        and not (record_only(account) or never_came(account) or _is_table(account) or account.id in cut)
    ]
    # A bundle is read once for all its articles.
    chosen.sort(key=lambda account: (_bytes_of(account), account.origin))
    tally = _Tally(study, anchored)
    brought: list[Piece] = []
    with Readers(params.limits) as readers:
        last, reading = "", None
        for n, account in enumerate(chosen):
            progress(n, len(chosen), WORK)
            if _bytes_of(account) != last or reading is None:
                last, reading = _bytes_of(account), _read(study, readers, account, kinds.get(_bytes_of(account), ""))
            tally.take(account, reading)
            if reading is not None and reading.attached:
                brought += pieces_of(account.origin, _bytes_of(account), reading)
        progress(len(chosen), len(chosen), WORK)
    tally.brought = _keep(study, params, brought)
    return tally.report(len(chosen), study.notices)


def _keep(study: Study, params: CollectParams, brought: Sequence[Piece]) -> int:
    """Take in the attachments that an earlier version left in their mails; how many were new."""
    if not brought:
        return 0
    tally = Tally(Findings())
    with Pool(params.limits, 1) as pool:
        keeper = Keeper(study, params, pool, tally, Joins())
        for piece in brought:
            keeper.take(piece)
        keeper.settle()
    return len(tally.new)


def _read(study: Study, readers: Readers, account: Account, media_type: str) -> Reading | None:
    if _bytes_of(account) not in study.store.archive:
        return None
    name = "mail.eml" if media_type == "message/rfc822" else account.bundle if _part(account) else account.origin
    return readers.read(study.store.archive.get(_bytes_of(account)), name or account.origin)


def _bytes_of(account: Account) -> str:
    """The hash of the capture that an account's texts were taken from."""
    return account.read_from or account.sha256


def never_came(account: Account) -> bool:
    """Whether an account is a page that could not be fetched: there is nothing to read, only something to fetch (see ``Visits.retry``)."""
    return account.state is AccountState.FAILED and (account.reason or "").startswith(NOT_FETCHED)


def _cut_out(study: Study, connection: Any, accounts: Sequence[Account]) -> set[str]:
    """Accounts of which only the text is left, because their file held something that was withdrawn: there is nothing to read."""
    moved_on = [account for account in accounts if account.read_from is not None]
    return {
        account.id
        for account in moved_on
        if is_text_of_its_own(account, [edition.sha256 for edition in study.store.editions(connection, account.id)])
    }


def _is_table(account: Account) -> bool:
    """Whether an account is a table that was no list: what it lacks is said when it is collected, with the columns that it needs."""
    return account.state is AccountState.FAILED and account.origin.lower().endswith(LISTS)


def _part(account: Account) -> int | None:
    """The number of an article in its bundle; None where the account has bytes of its own."""
    name, _, number = account.origin.rpartition("#")
    return int(number) if account.bundle and name == account.bundle and number.isdigit() else None


def by_edition(study: Study, connection: Any) -> dict[str, list[Any]]:
    """What people said about passages, by edition, whoever may see it: a row moves with its text whether or not its round is open."""
    found: dict[str, list[Any]] = {}
    for kind in _ANCHORED:
        for record in study.store.records(connection, kind):
            for edition in _editions(record):
                found.setdefault(edition, []).append(record)
    return found


def _editions(record: Any) -> set[str]:
    named = {passage.edition for passage in record.passages} if isinstance(record, Value) else {record.edition}
    return {edition for edition in named if edition}


@dataclass(slots=True)
class _Tally:
    """What has happened so far."""

    study: Study
    anchored: dict[str, list[Any]]
    changed: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    editions: int = 0
    moved: Counter[str] = field(default_factory=Counter)
    orphans: list[Orphan] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    many: list[tuple[str, int]] = field(default_factory=list)
    brought: int = 0

    def take(self, account: Account, whole: Reading | None) -> None:
        """Compare an account with what its bytes give now, and write what is different."""
        reading = self._of(account, whole)
        if reading is None:
            return
        with self.study.store.read() as connection:
            before = {edition.id: edition for edition in self.study.store.editions(connection, account.id)}
        fresh = [replace(edition, id=edition_id(edition)) for edition in editions_of(account.id, reading)]
        kept: dict[EditionKind, str | None] = {EditionKind.MAIN: account.main, EditionKind.FULL: account.full}
        records: list[object] = []
        texts: list[Edition] = []
        for edition in fresh:
            old = before.get(kept[edition.kind] or "")
            if old is not None and old.text == edition.text:
                continue  # the same words: a new name for them would move nothing and unsettle much
            kept[edition.kind] = edition.id
            texts.append(edition)
            if old is not None:
                records += self._revise(old, edition)
        # A text that can no longer be taken out stays: what was said about it must not lose its ground.
        state, reason = (reading.state, reading.reason) if fresh or not before else (account.state, account.reason)
        after = replace(
            account,
            main=kept[EditionKind.MAIN],
            full=kept[EditionKind.FULL],
            words=reading.words if texts else account.words,
            language=account.language or reading.language,
            title=account.title or reading.title,
            author=account.author or reading.author,
            outlet=account.outlet or reading.outlet,
            published=account.published or reading.published,
            published_origin=account.published_origin if account.published else reading.published_origin,
            accession=account.accession or reading.accession,
            state=state,
            reason=reason,
        )
        if after != account or texts:
            self.study.store.keep_account(self.study.coder, [after, *records], texts)
            self.changed.append(account.origin)
            self.editions += len(texts)
        if after.state is AccountState.OK and account.state is not AccountState.OK:
            self.mended.append(account.origin)
        elif after.state is not AccountState.OK:
            self.problems.append(Problem(account=after.id, origin=after.origin, state=after.state, reason=after.reason or ""))

    def _of(self, account: Account, whole: Reading | None) -> Reading | None:
        """The reading of this account; None (and noted) where its bytes are not there or are no single item any more."""
        number = _part(account)
        if whole is None:
            self.problems.append(
                Problem(
                    account=account.id, origin=account.origin, state=account.state, reason="its original is not in the archive: `verify`"
                )
            )
            return None
        if number is None and whole.parts:
            self.many.append((account.origin, len(whole.parts)))
            return None
        if number is None:
            return whole
        if number <= len(whole.parts):
            return whole.parts[number - 1]
        self.problems.append(
            Problem(
                account=account.id, origin=account.origin, state=account.state, reason="its bundle is no longer split into so many articles"
            )
        )
        return None

    def _revise(self, old: Edition, new: Edition) -> Iterator[object]:
        """The record of the change, and what moves with it."""
        change = revised(old, new, self.anchored.get(old.id, ()))
        yield change.revision
        yield from change.moved
        self.orphans += change.orphans
        self.moved += Counter(type(record).__name__.lower() for record in change.moved)

    def report(self, read: int, notices: Sequence[str]) -> RereadReport:
        """The report of it all."""
        return RereadReport(
            read=read,
            changed=tuple(self.changed),
            mended=tuple(self.mended),
            editions=self.editions,
            moved=dict(self.moved),
            orphans=tuple(self.orphans),
            problems=tuple(self.problems),
            many=tuple(self.many),
            brought=self.brought,
            notices=tuple(notices),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A text that takes the place of another: its record, what moved with it as it stands now, and what did not."""

    revision: Revision
    moved: tuple[Any, ...]
    orphans: tuple[Orphan, ...]


def revised(old: Edition, new: Edition, anchored: Sequence[Any]) -> Change:
    """What a new text does to the records that point into the old one (``anchored``)."""
    blocks = same_blocks(old.text, new.text)
    revision = Revision(
        id=object_id("revision", old.id, new.id),
        account=old.account,
        kind=old.kind,
        old=old.id,
        new=new.id,
        blocks=tuple(f"{block.old} {block.new} {block.length}" for block in blocks),
    )
    after = [(record, _moved(record, old.id, new, blocks)) for record in anchored]
    return Change(
        revision=revision,
        moved=tuple(record for _, record in after if record is not None),
        orphans=tuple(
            Orphan(account=old.account, kind=type(record).__name__.lower(), id=record.id, edition=old.id)
            for record, place in after
            if place is None
        ),
    )


def _moved(record: Any, old: str, new: Edition, blocks: Sequence[Block]) -> Any | None:
    """A record with its place in the new text; None where that place is not certain."""
    if isinstance(record, Value):
        passages = []
        for passage in record.passages:
            if passage.edition == old:
                span = moved(Span(passage.start, passage.end), blocks)
                if span is None:
                    return None
                passages.append(replace(passage, edition=new.id, start=span.start, end=span.end))
            else:
                passages.append(passage)
        return replace(record, passages=tuple(passages))
    if record.start is None or record.end is None:
        return replace(record, edition=new.id)
    span = moved(Span(record.start, record.end), blocks)
    return None if span is None else replace(record, edition=new.id, start=span.start, end=span.end)
