"""Tracing a study: read, work with no lock held, keep the run; again if somebody decided something meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Literal, overload

from testimonia.domain.decisions import BoilerplateReview, RelationReview
from testimonia.domain.evidence import Account
from testimonia.domain.identity import canonical_json, digest
from testimonia.domain.partition import Pair
from testimonia.domain.report import Progress, silent
from testimonia.domain.results import Anchor, Boilerplate, Family, Relation, Reuse, Variant
from testimonia.domain.vocabulary import AccountState, ProposalStatus, RelationKind
from testimonia.errors import StudyBusy
from testimonia.stages.trace.arriving import LARGE, ArrivalsReport, arrivals, item_of
from testimonia.stages.trace.method import (
    DIVIDED,
    LINEAGE_VERSION,
    REUSE_VERSION,
    WAITS,
    Found,
    Rulings,
    Source,
    find_reuse,
    trace_lineage,
    unheeded,
)
from testimonia.stages.trace.method.arrivals import Standing
from testimonia.stages.trace.params import TraceParams
from testimonia.stages.trace.report import SparedLine, Story, TraceReport
from testimonia.stages.trace.retelling import propose, proposed, retell
from testimonia.stages.trace.retelling_report import Retelling
from testimonia.stages.trace.standing import forget, keep
from testimonia.store.conflicts import parts
from testimonia.store.overview import main_editions
from testimonia.store.runs import Work
from testimonia.study import Study, View

_BATCH = 200  # texts read in one look at the study: about a megabyte
_ATTEMPTS = 5  # whoever decides faster than this works is left to finish first

Engine = Callable[[Sequence[Source], TraceParams, Rulings, Callable[[int, int], None]], Found]
"""How text reuse is found; every engine gives the same for the same texts, settings and rulings."""


@overload
def trace(
    study: Study, params: TraceParams | None = None, progress: Progress = silent, engine: Engine = find_reuse, *, full: Literal[True] = True
) -> TraceReport: ...


@overload
def trace(
    study: Study, params: TraceParams | None = None, progress: Progress = silent, engine: Engine = find_reuse, *, full: bool
) -> TraceReport | ArrivalsReport: ...


def trace(
    study: Study, params: TraceParams | None = None, progress: Progress = silent, engine: Engine = find_reuse, *, full: bool = True
) -> TraceReport | ArrivalsReport:
    """Find what accounts share, and put reprints and whole excerpts of one origin into one family.

    Four runs: ``trace`` (shared passages), ``translations`` (proposed), ``lineage`` (relations and families, with the reviewers' decisions
    and the rule of study.yaml) and ``retelling`` (how versions of a passage differ, what their relative dates mean). A run that still holds is not repeated. ``engine`` finds the shared passages.

    Unless ``full``, a few accounts that came into a large library since the last full tracing are only looked up in its index: the
    answer comes at once, is provisional and not recorded.

    Raises:
        StudyBusy: accounts or decisions kept coming in while the work was done.
    """
    params = params or TraceParams()
    if not full and (told := arrivals(study, params, _made_with(study, params), progress)) is not None:
        return told
    for _ in range(_ATTEMPTS):
        reuse = _trace(study, params, progress, engine)
        translations = propose(study, progress)
        lineage = _lineage(study, progress)
        retold = retell(study, progress)
        if reuse is not None and translations is not None and lineage is not None and retold is not None:
            done = (("trace", reuse[0]), ("translations", translations), ("lineage", lineage), ("retelling", retold))
            return _report(study, params, reuse[1], tuple(name for name, new in done if new))
    raise StudyBusy("Accounts or decisions kept coming in while tracing was under way.", "Try again when the others have finished.")


def _readable(accounts: Sequence[Account]) -> list[Account]:
    return [account for account in accounts if account.state is not AccountState.FAILED and account.main and account.words]


def _trace(study: Study, params: TraceParams, progress: Progress, engine: Engine) -> tuple[bool, int | None] | None:
    """Whether the texts were traced anew, and how many shingles were capped then; None if they changed meanwhile."""
    settings = asdict(params)
    with study.read_as_machine() as view:
        run = view.run("trace")
        if run is not None and (run.version, run.params) == (REUSE_VERSION, canonical_json(settings)):
            return False, None
        wanted = view.input_digest("trace")
        accounts = _readable(view.records(Account))
        rulings = Rulings.of(view.records(BoilerplateReview))
    sources: list[Source] = []
    for start in range(0, len(accounts), _BATCH):
        progress(start, len(accounts), "reading accounts")
        sources += _texts(study, accounts[start : start + _BATCH])
    found = engine(sources, params, rulings, _saying(progress, "comparing accounts"))
    if wanted is None:
        return None
    work = Work(stage="trace", params=settings, version=REUSE_VERSION, input_digest=wanted)
    outputs: list[tuple[Reuse | Boilerplate, Sequence[str]]] = [(pair, (pair.a, pair.b)) for pair in found.reuse]
    outputs += [(line, (line.account,)) for line in found.boilerplate]
    if study.record_run(work, outputs) is None:
        return None
    _keep_index(study, params, found.standing)
    return True, found.capped


def _keep_index(study: Study, params: TraceParams, standing: Standing | None) -> None:
    """Keep the index of a full tracing of a large library; of any other none stays, nor one that names an account no longer there."""
    cache = study.folder / "cache"
    if standing is None or len(standing.accounts) < LARGE:
        forget(cache)
        return
    keep(cache, standing, _made_with(study, params))
    # Only now: a withdrawal before this look is seen by it, and one after it deletes the cache itself.
    with study.read_as_machine() as view:
        present = main_editions(view.connection)
    if not present.keys() >= set(standing.accounts):
        forget(cache)


def _made_with(study: Study, params: TraceParams) -> str:
    """All that an index depends on beside the accounts."""
    with study.read_as_machine() as view:
        rulings = Rulings.of(view.records(BoilerplateReview))
    return digest("standing", REUSE_VERSION, asdict(params), [asdict(review) for review in rulings.reviews])


def _texts(study: Study, accounts: Sequence[Account]) -> list[Source]:
    """The main texts of some accounts; one withdrawn meanwhile has none, and the run will not be kept."""
    with study.read_as_machine() as view:
        found = [(account, view.edition(account.main or "")) for account in accounts]
    return [Source(item_of(account), edition.text) for account, edition in found if edition is not None]


def _saying(progress: Progress, what: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(done, total, what)


def _lineage(study: Study, progress: Progress) -> bool | None:
    """Whether lineage was worked out anew; None if something changed meanwhile."""
    rules = study.protocol.acceptance
    settings = {"join_families": rules.join_families, "join_family_containment": rules.join_family_containment}
    with study.read_as_machine() as view:
        run = view.run("lineage")
        if run is not None and (run.version, run.params) == (LINEAGE_VERSION, canonical_json(settings)):
            return False
        wanted = view.input_digest("lineage")
        items = [item_of(account) for account in _readable(view.records(Account))]
        reviews = view.records(RelationReview)
        reuse = [*view.outputs("trace", Reuse), *proposed(view, reviews)]
        undecided = _divided(view)
    if wanted is None:
        return None
    progress(0, 1, "working out lineage")
    lineage = trace_lineage(items, reuse, reviews, join=rules.join_families, threshold=rules.join_family_containment, undecided=undecided)
    outputs: list[tuple[Relation | Family, Sequence[str]]] = [(edge, (edge.a, edge.b)) for edge in lineage.relations]
    outputs += [(family, family.accounts) for family in lineage.families]
    work = Work(stage="lineage", params=settings, version=LINEAGE_VERSION, input_digest=wanted)
    return None if study.record_run(work, outputs) is None else True


def _report(study: Study, params: TraceParams, capped: int | None, fresh: tuple[str, ...]) -> TraceReport:
    with study.read_as_machine() as view:
        accounts = {account.id: account for account in view.records(Account)}
        relations = view.outputs("lineage", Relation)
        families = view.outputs("lineage", Family)
        lines = [line for line in view.outputs("trace", Boilerplate) if line.status is ProposalStatus.ACCEPTED]
        retold = Retelling.of(accounts, families, view.outputs("retelling", Variant), view.outputs("retelling", Anchor))
        # Also pairs that share nothing a machine found: no relation shows them.
        waiting = dict.fromkeys(_divided(view), DIVIDED)
    waiting |= {(edge.a, edge.b): why for edge in relations if (why := _why(edge))}
    readable = _readable(list(accounts.values()))
    large = sorted((family for family in families if len(family.accounts) > 1), key=lambda family: (-len(family.accounts), family.root))
    return TraceReport(
        accounts=len(accounts),
        families=len(families),
        unread=len(accounts) - len(readable),
        short=sum(account.words < params.min_words for account in readable),
        stories=tuple(_story(family, accounts, retold.days(family.id)) for family in large),
        relations=dict(Counter((edge.kind.value, edge.status.value) for edge in relations)),
        waiting=tuple((a, b, why) for (a, b), why in sorted(waiting.items())),
        contradictions=tuple((edge.a, edge.b) for edge in unheeded(relations, families)),
        capped=capped,
        fresh=fresh,
        boilerplate=tuple(
            SparedLine(outlet=line.outlet, words=line.words, accounts=line.accounts, shown_in=accounts[line.account].origin)
            for line in sorted(lines, key=lambda line: (-line.accounts * line.words, line.id))
        ),
        retelling=retold,
    )


def _divided(view: View) -> set[Pair]:
    """Pairs of accounts about which two copies of the study decided differently, a < b."""
    named = (parts(RelationReview, subject) for subject in view.undecided(RelationReview))
    return {(min(one["a"], one["b"]), max(one["a"], one["b"])) for one in named}


def _why(edge: Relation) -> str:
    """Why a relation waits for a person; empty where it does not."""
    if edge.status is not ProposalStatus.PROPOSED:
        return ""
    if edge.kind is RelationKind.TRANSLATION:
        return "perhaps a translation: whoever reads both languages says"
    return next((said.removeprefix(WAITS) for said in edge.evidence if said.startswith(WAITS)), "")


def _story(family: Family, accounts: dict[str, Account], days: int | None) -> Story:
    root = accounts[family.root]
    outlets = sorted({outlet for name in family.accounts if (outlet := accounts[name].outlet)})
    return Story(
        family=family.id, root=root.id, title=root.title, accounts=len(family.accounts), first=root.published, days=days,
        outlets=tuple(outlets),
    )  # fmt: skip
