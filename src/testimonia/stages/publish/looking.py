"""Findings as the team looks at them between two reports: the numbers that were computed last, and what each of them rests on.

Inside the team alone: no disclosure control is applied here, so nothing of it may leave without :func:`publish`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from testimonia.domain.decisions import Coding, Episode, Value
from testimonia.domain.results import Case, Finding, Measure, Robustness
from testimonia.errors import UnknownReference
from testimonia.protocol import Plan
from testimonia.stages.publish.method.evidence import Place, Quoted, places_of, quotations, surroundings
from testimonia.stages.publish.method.labels import parts, value_of, variable_of
from testimonia.stages.publish.method.tables import Table, tables_of
from testimonia.stages.publish.params import PublishParams
from testimonia.stages.publish.writers.files import CASES, FINDINGS
from testimonia.store import releases
from testimonia.store.tabular import write_csv
from testimonia.study import Study, View

STAGE = "analyse"
PARTS = {"evidence": "evidence", "denying": "denying", "silent": "silent", "unclear": "unresolved"}
"""What the cases of a number say, by the name in an address: that it is so, that it is not, nothing, nothing clear."""
PAGE = 20  # cases shown at once, each with its passages
_DATES = ("left", "joined")


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsLook:
    """What was computed last: when (``at``, None: never), from which state, and whether it still fits what people decided.

    ``waiting`` are the entries of the plan without a finding or measure; ``hidden`` the rows of rounds not yet open, which no number counts.
    """

    stale: bool
    at: str | None
    snapshot: str
    tables: tuple[Table, ...]
    waiting: tuple[Plan, ...]
    hidden: Mapping[str, int]
    measures: tuple[Measure, ...] = ()
    robustness: tuple[Robustness, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """One case behind a number: what was said of it that the number counts, and the accounts that tell of it.

    ``label`` is None where the case is not there any more: people have decided since, and cases are computed.
    """

    case: str
    label: str | None
    accounts: tuple[str, ...] = ()
    passages: tuple[Quoted, ...] = ()
    values: tuple[Value, ...] = ()
    episodes: tuple[Episode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLook:
    """One number with what it rests on: ``counts`` of cases by part, and one page of the cases of one ``part``.

    ``titles`` are the accounts that are quoted, by id: title, outlet, date, language.
    """

    table: Table
    finding: Finding
    stale: bool
    counts: Mapping[str, int]
    part: str
    page: int
    pages: int
    witnesses: tuple[Witness, ...]
    titles: Mapping[str, tuple[str, str, str, str]]


def look_at_findings(study: Study) -> FindingsLook:
    """Everything that the analysis computed last."""
    with study.read_as_machine() as view:
        fits = view.run(STAGE)
        run = fits or view.latest(STAGE)
        findings = view.left_by(run, Finding) if run else []
        measures = view.left_by(run, Measure) if run else []
        robustness = view.left_by(run, Robustness) if run else []
        hidden = view.hidden()
    found = tables_of(study.protocol, findings)
    answered = {table.plan.id for table in found} | {row.plan for row in measures}
    snapshots = [row.snapshot for row in findings[:1]] + [row.snapshot for row in measures[:1]]
    return FindingsLook(
        stale=fits is None,
        at=run.at if run else None,
        snapshot=snapshots[0] if snapshots else "",
        tables=found,
        waiting=tuple(plan for plan in study.protocol.analysis if plan.id not in answered),
        hidden=hidden,
        measures=tuple(measures),
        robustness=tuple(robustness),
    )


def look_at_finding(study: Study, name: str, part: str = "evidence", page: int = 1) -> FindingLook:
    """One finding (an id) with a page of the cases behind it, and the words of each that the number counts.

    Open rounds alone, whoever looks: what a number does not count is no evidence for it.

    Raises:
        UnknownReference: there is no such finding or part.
    """
    look = look_at_findings(study)
    table, finding = _find(look.tables, name)
    return _opened(study, table, finding, stale=look.stale, part=part, page=page)


def table_of(study: Study, plan: Plan, findings: Sequence[Finding]) -> Table | None:
    """The findings of an entry that no plan holds, as a table; None where there are none."""
    return next(iter(tables_of(study.protocol.model_copy(update={"analysis": (plan,)}), findings)), None)


def look_at_explored(study: Study, table: Table, name: str, part: str = "evidence", page: int = 1) -> FindingLook:
    """As :func:`look_at_finding`, of a table that was not kept (see :func:`table_of`).

    Raises:
        UnknownReference: there is no such cell or part.
    """
    _, finding = _find((table,), name)
    return _opened(study, table, finding, stale=False, part=part, page=page)


def _opened(study: Study, table: Table, finding: Finding, *, stale: bool, part: str, page: int) -> FindingLook:
    """A page of the cases behind a finding, and their words."""
    if part not in PARTS:
        raise UnknownReference("A number has no such part.", f"Ask for {', '.join(PARTS)}.")
    cases: dict[str, tuple[str, ...]] = {key: getattr(finding, field) for key, field in PARTS.items()}
    pages = max(1, -(-len(cases[part]) // PAGE))
    page = min(max(page, 1), pages)
    with study.read_as_machine() as view:
        run = view.run("resolve") or view.latest("resolve")
        known = {case.id: case for case in view.left_by(run, Case)} if run else {}
        order = sorted(cases[part], key=lambda case: (known[case].label.casefold() if case in known else "", case))
        shown = order[(page - 1) * PAGE : page * PAGE]
        witnesses = _witnesses(view, [(name, known.get(name)) for name in shown], known, _counted(finding))
        quoted = {passage.account for witness in witnesses for passage in witness.passages}
        titles = {}
        for account in quoted | {account for witness in witnesses for account in witness.accounts}:
            found = view.account(account)
            if found is not None:
                titles[account] = (found.title or found.origin, found.outlet or "", found.published or "", found.language or "")
    return FindingLook(
        table=table,
        finding=finding,
        stale=stale,
        counts={key: len(names) for key, names in cases.items()},
        part=part,
        page=page,
        pages=pages,
        witnesses=witnesses,
        titles=titles,
    )


def write_findings(study: Study, path: Path) -> int:
    """Write what was computed last as CSV, for the team alone; how many rows. What left the study is noted, as of a release.

    Raises:
        StudyReadOnly, DiskFull: as the disk is.
    """
    look = look_at_findings(study)
    found = [finding for table in look.tables for line in table.lines for finding in (line.completed, line.stated)]
    columns = [name for name in (*FINDINGS, *CASES) if name != "shown"]
    rows = write_csv(path, columns, [{name: getattr(finding, name) for name in columns} for finding in found])
    named = {case for finding in found for field in CASES for case in getattr(finding, field)}
    with study.read_as_machine() as view:
        run = view.run("resolve") or view.latest("resolve")
        held = {account for case in (view.left_by(run, Case) if run else []) if case.id in named for account in case.accounts}
    releases.note(study.store, kind="export", path=Path(path.name), by=study.coder, accounts=held)
    return rows


def _find(found: Sequence[Table], name: str) -> tuple[Table, Finding]:
    for table in found:
        for line in table.lines:
            for finding in (line.completed, line.stated):
                if finding.id == name:
                    return table, finding
    raise UnknownReference("There is no such number any more.", "Look at the findings as they are now.")


def _counted(finding: Finding) -> tuple[str, ...]:
    """The names of what a finding counts: the item, and the group that it counts it in."""
    return tuple(name for name in parts(finding.group) if name)


def _witnesses(
    view: View, shown: Sequence[tuple[str, Case | None]], known: Mapping[str, Case], counted: Sequence[str]
) -> tuple[Witness, ...]:
    alone = _alone(known.values())
    found: list[tuple[str, Case | None, list[Coding], list[Value], list[Episode]]] = []
    for name, case in shown:
        codings, values, episodes = _said(view, case, alone, counted) if case else ([], [], [])
        found.append((name, case, codings, values, episodes))
    quoted: dict[Place, tuple[str, str, str]] = {}
    wanted = places_of([one for row in found for one in row[2]], [one for row in found for one in row[3]])
    for edition, spans in wanted.items():
        text = view.edition(edition)
        if text is not None:
            quoted |= surroundings(text.text, spans, PublishParams().context)
    return tuple(
        Witness(
            case=name,
            label=case.label if case else None,
            accounts=case.accounts if case else (),
            passages=quotations(codings, values, quoted),
            values=tuple(values),
            episodes=tuple(sorted(episodes, key=lambda item: (item.order, item.coder, item.id))),
        )
        for name, case, codings, values, episodes in found
    )


def _alone(cases: Iterable[Case]) -> frozenset[str]:
    """Accounts that tell of one case only, so that what names no mention there is said of it."""
    seen: dict[str, int] = {}
    for case in cases:
        for account in case.accounts:
            seen[account] = seen.get(account, 0) + 1
    return frozenset(account for account, count in seen.items() if count == 1)


def _said(view: View, case: Case, alone: frozenset[str], counted: Sequence[str]) -> tuple[list[Coding], list[Value], list[Episode]]:
    """What was said of a case that a number counts: codings of its codes, answers to its questions, episodes for its dates."""
    mentions = set(case.mentions)
    variables = {variable_of(name) for name in counted if value_of(name)}

    def ours(record: Coding | Value | Episode) -> bool:
        return record.mention in mentions or (record.mention is None and record.account in alone)

    codings: list[Coding] = []
    values: list[Value] = []
    episodes: list[Episode] = []
    for account in case.accounts:
        codings += [one for one in view.records_at(Coding, account) if ours(one) and f"{one.codebook}:{one.code}" in counted]
        if variables:
            values += [one for one in view.records_at(Value, account) if ours(one) and one.variable in variables]
        if variables.intersection(_DATES):
            episodes += [one for one in view.records_at(Episode, account) if ours(one)]
    return codings, values, episodes
