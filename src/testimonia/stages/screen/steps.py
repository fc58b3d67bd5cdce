"""The verbs of screening: look at what stands, take in a file of decisions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from testimonia.domain.additions import copies_and_adding
from testimonia.domain.decisions import Mention, Screening
from testimonia.domain.evidence import Account, ShelfDeclaration
from testimonia.domain.outcome import Standing
from testimonia.domain.report import Progress, silent
from testimonia.domain.results import Family, Relation, Reuse
from testimonia.domain.vocabulary import AccountState, Layer, MentionStatus, ScreeningDecision
from testimonia.stages.screen import method
from testimonia.stages.screen.params import ScreenParams
from testimonia.stages.screen.report import ScreenReport
from testimonia.stages.screen.rows import Desk
from testimonia.store.conflicts import parts
from testimonia.store.importing import ImportReport, take
from testimonia.store.kinds import KIND_OF
from testimonia.store.sight import EVERYTHING
from testimonia.study import LEADING, Study, View


def screen(study: Study, params: ScreenParams | None = None) -> ScreenReport:
    """What has been screened, what waits for whom, and where people disagree, as the acting coder may see it.

    Rows of a round that is still blind are shown to their own screener alone; the owner and leads see how many accounts each
    screener has finished. Nothing is written.
    """
    with study.read() as view:
        rows = view.records(Screening)
        accounts = view.records(Account)
        declared = {row.account: row.shelf for row in view.records(ShelfDeclaration)}
        divided = _divided(view)
        copies, adds = _copies(view, accounts, params or ScreenParams())
        readable = [account.id for account in accounts if account.state is not AccountState.FAILED and account.id not in copies]
        rounds = study.protocol.round_order
        found = method.outcomes(rows, [(account, None) for account in readable], rounds, divided)
        leads = study.protocol.role(study.coder) in LEADING
        people = method.screeners(study.protocol)
        if not leads:
            people = {name: tuple(who for who in team if who == study.coder) for name, team in people.items()}
        settled = _settled(rows, rounds, divided)
        return ScreenReport(
            accounts=len(readable),
            copies=len(copies),
            adding=len(adds),
            failed=sum(account.state is AccountState.FAILED for account in accounts),
            shelves=method.by_shelf(found, declared),
            rounds=method.by_round(rows),
            mentions=_mentions(
                view, rows, divided, {account for (account, _), outcome in found.items() if outcome.standing is Standing.INCLUDE}
            ),
            conflicts=tuple(method.conflicts(rows, rounds, divided)),
            waiting=method.waiting(
                readable, settled, _done(view, rows, leads=leads), {name: team for name, team in people.items() if team}
            ),
            without_criterion=sum(row.decision is ScreeningDecision.EXCLUDE and row.criterion is None for row in rows),
            divided={
                KIND_OF[record].table: count for record in (Screening, Mention, ShelfDeclaration) if (count := len(view.undecided(record)))
            },
            hidden=view.hidden().get("screening", 0),
            blind=tuple(name for name in sorted(people) if name not in view.sight.rounds),
        )


def _copies(view: View, accounts: Sequence[Account], params: ScreenParams) -> tuple[frozenset[str], frozenset[str]]:
    """Accounts that a family counts under another one, and those of a family that add something to it.

    None of either while lineage is out of date.
    """
    families = [family for family in view.outputs("lineage", Family) if len(family.accounts) > 1]
    if not families:
        return frozenset(), frozenset()
    reuse, relations = view.outputs("trace", Reuse), view.outputs("lineage", Relation)
    words = {account.id: account.words for account in accounts}
    return copies_and_adding(families, reuse, relations, view.records(Mention), words, params.most_added)


def _divided(view: View) -> list[method.Divided]:
    return [
        method.Divided(
            account=row["account"],
            mention=row["mention"] or None,
            screener=row["screener"],
            round=row["round"] or None,
            layer=Layer(row["layer"]),
        )
        for subject in sorted(view.undecided(Screening))
        for row in [parts(Screening, subject)]
    ]


def _settled(rows: list[Screening], rounds: Sequence[str], divided: list[method.Divided]) -> set[str]:
    """Accounts on which a pair or the lead has spoken, or on which a decision outside any round stands undisputed."""
    final = [row for row in rows if row.mention is None and (row.layer is not Layer.CODER or row.round is None)]
    open_still = [row for row in divided if row.mention is None and (row.layer is not Layer.CODER or row.round is None)]
    found = method.outcomes(final, [method.unit_of(row) for row in final], rounds, open_still)
    return {account for (account, _), outcome in found.items() if outcome.standing in (Standing.INCLUDE, Standing.EXCLUDE)}


def _done(view: View, rows: list[Screening], *, leads: bool) -> set[method.Done]:
    """Who has finished which account. A lead may know that of a blind round too, and no more: decisions stay behind this line."""
    known = view.study.store.records(view.connection, Screening, EVERYTHING) if leads else rows
    return {(row.screener, row.round, row.account) for row in known if row.mention is None and row.layer is Layer.CODER}


def _mentions(view: View, rows: list[Screening], divided: list[method.Divided], included: set[str]) -> dict[str, int]:
    """How many mentions of included accounts have come to what; a mention entered as eligible or excluded needs no screening."""
    mentions = [mention for mention in view.records(Mention) if mention.account in included]
    found = method.outcomes(rows, [(mention.account, mention.id) for mention in mentions], view.study.protocol.round_order, divided)
    counts: dict[str, int] = {}
    words = {Standing.INCLUDE: "eligible", Standing.EXCLUDE: "excluded"}
    for mention in mentions:
        standing = found[mention.account, mention.id].standing
        entered = mention.status is not MentionStatus.PROPOSED and standing is Standing.UNSCREENED
        word = mention.status.value if entered else words.get(standing, standing.value)
        counts[word] = counts.get(word, 0) + 1
    return dict(sorted(counts.items()))


def import_decisions(study: Study, path: Path, progress: Progress = silent) -> ImportReport:
    """Take in a CSV or JSONL file of screening decisions with the keys of the exported table ``screening``.

    ``account`` may be an id, eight or more characters of its beginning, an origin or a file name; ``screener`` is the acting coder
    where it is empty, ``shelf`` the declared one, else ``testimony``. Importing a file again adds nothing; ``at`` is kept as the
    stated time.

    Raises:
        InputError: the file cannot be read as a table.
        ImportRejected: rows are wrong; every fault is named and nothing was written.
    """
    study.require()
    with study.read() as view:
        desk = Desk(view)
    return take(study.store, study.coder, path, study.read, desk, progress)
