"""The verb: read the open rounds, carry out the plan with no lock held, keep the findings as one run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TypeVar

from testimonia.domain.completeness import Order, since
from testimonia.domain.decisions import Adoption, Claim, Coding, Completion, Episode, Judgement, LinkReview, Mention, Value
from testimonia.domain.evidence import Account, Capture, Source
from testimonia.domain.report import Progress, silent
from testimonia.domain.results import Case, Family, Finding, Link, Measure, Partitioning, Relation, Robustness
from testimonia.domain.vocabulary import Layer
from testimonia.errors import ProtocolError, StaleResults
from testimonia.protocol import Plan, parse_protocol
from testimonia.stages.analyse.method.findings import carry_out
from testimonia.stages.analyse.method.material import FORM, Adopted, Desk, Material
from testimonia.stages.analyse.method.measures import adjusted, measures
from testimonia.stages.analyse.method.registration import registration
from testimonia.stages.analyse.method.robustness import cards
from testimonia.stages.analyse.method.subjects import codebooks_of
from testimonia.stages.analyse.params import AnalyseParams
from testimonia.stages.analyse.report import AnalyseReport
from testimonia.store.kinds import KIND_OF
from testimonia.store.runs import Work
from testimonia.study import STUDY_FILE, Study, View
from testimonia.text import last_day

STAGE = "analyse"
VERSION = "12"
"""Of the method; a change that may change a finding raises it, and the next run computes anew."""
R = TypeVar("R", Coding, Completion, Episode, LinkReview, Mention, Value)


def analyse(study: Study, params: AnalyseParams = AnalyseParams(), progress: Progress = silent) -> AnalyseReport:  # noqa: B008 - frozen
    """Carry out the analysis plan of study.yaml on what is coded in open rounds.

    Does nothing where the run in force still holds. Each finding belongs to the snapshot of the state it was computed from.

    Raises:
        StaleResults: cases are not up to date.
        InputError: the plan asks for what is not built yet.
    """
    while True:
        with study.read_as_machine() as view:
            present = view.input_digest(STAGE)
            if present is None:
                raise StaleResults(
                    "The cases are not up to date with what was collected and decided.", f"Run `testimonia run {study.folder}` first."
                )
            desk = Desk(material_of(view))
            run = view.run(STAGE)
            hidden = view.hidden()
            snapshot = view.snapshot()
            if run is not None and run.version == VERSION:
                kept, also = view.outputs(STAGE, Finding), view.outputs(STAGE, Measure)
                first = next(iter(kept), None) or next(iter(also), None)
                return _report(desk, kept, also, first.snapshot if first else snapshot, hidden, fresh=False)
        findings, found, doubted = compute(desk, snapshot, progress)
        rows: list[Finding | Measure] = [*findings, *found]
        held = {row.id: _accounts(desk, row) for row in rows}
        outputs: list[tuple[Finding | Measure | Robustness, list[str]]] = [(row, held[row.id]) for row in rows]
        outputs += [(card, held[card.subject]) for card in doubted]
        work = Work(stage=STAGE, params=asdict(params), version=VERSION, input_digest=present)
        if study.record_run(work, outputs) is not None:
            return _report(desk, findings, found, snapshot, hidden, fresh=True)


def compute(desk: Desk, snapshot: str, progress: Progress = silent) -> tuple[list[Finding], list[Measure], list[Robustness]]:
    """The plan of a material carried out: its findings, its measures, and the robustness card of each that claims something."""
    findings, found = estimate(desk, snapshot, progress)
    doubted: list[Robustness] = []
    plans = desk.protocol.analysis
    for n, plan in enumerate(plans):
        progress(n, len(plans), f"doubting {plan.id}")
        doubted += cards(desk, plan, findings, found, snapshot)
    progress(len(plans), len(plans), "computing findings")
    return findings, found, doubted


def estimate(desk: Desk, snapshot: str, progress: Progress = silent) -> tuple[list[Finding], list[Measure]]:
    """The same without the cards."""
    findings: list[Finding] = []
    found: list[Measure] = []
    plans = desk.protocol.analysis
    for n, plan in enumerate(plans):
        progress(n, len(plans), f"computing {plan.id}")
        shares = carry_out(desk, plan, snapshot)
        findings += shares
        found += measures(desk, plan, snapshot, shares)
    return findings, adjusted(found)


def _accounts(desk: Desk, row: Finding | Measure) -> list[str]:
    """The accounts of everybody a result names: it goes with any of them that is withdrawn."""
    parts = (row.evidence, row.denying, row.silent, row.unresolved) if isinstance(row, Finding) else (row.evidence, row.against)
    return sorted({account for part in parts for case in part for account in desk.case(case).accounts})


def material_of(view: View) -> Material:
    """Everything that the plan is carried out on, as far as the view may see."""
    completions, mentions = view.records(Completion), view.records(Mention)
    codings, values, episodes = view.records(Coding), view.records(Value), view.records(Episode)
    orders: dict[Coding | Completion | Episode | Value, Order] = {}
    orders.update(_orders(view, Completion, completions))
    orders.update(_orders(view, Coding, [coding for coding in codings if coding.layer is not Layer.CODER]))
    orders.update(_orders(view, Value, [value for value in values if value.layer is not Layer.CODER]))
    orders.update(_orders(view, Episode, [episode for episode in episodes if episode.layer is not Layer.CODER]))
    return Material(
        protocol=view.protocol,
        cases=view.outputs("resolve", Case),
        families=view.outputs("lineage", Family),
        mentions=mentions,
        codings=codings,
        values=values,
        episodes=episodes,
        completions=completions,
        accounts=view.records(Account),
        sources=view.records(Source),
        relations=view.outputs("lineage", Relation),
        judgements=view.records(Judgement),
        claims=view.records(Claim),
        partitions=view.outputs("resolve", Partitioning),
        adopted=_adopted(view),
        orders=orders,
        finished=dict(_orders(view, Completion, completions, last=True)),
        same=since(
            view.outputs("resolve", Link),
            dict(_orders(view, LinkReview, view.records(LinkReview))),
            dict(_orders(view, Mention, mentions)),
        ),
        until=last_day(capture.at for capture in view.records(Capture)),
    )


def _orders(view: View, kind: type[R], records: Sequence[R], *, last: bool = False) -> list[tuple[R, Order]]:
    """Where each record first (or last) stood in the log, whatever it said then."""
    if not records:
        return []
    found: dict[str, Order] = {}
    for row in view.history(kind):
        if last or row.subject not in found:
            found[row.subject] = row.order
    subject = KIND_OF[kind].subject
    return [(record, found[subject(record)]) for record in records if subject(record) in found]


def _adopted(view: View) -> list[Adopted]:
    """Every protocol that took effect; one that this version cannot read any more registers nothing."""
    found = []
    for row in view.history(Adoption):
        digest = json.loads(row.open)["digest"]
        texts = view.protocol_texts(digest)
        if STUDY_FILE not in texts:
            continue
        try:
            protocol = parse_protocol(texts[STUDY_FILE], {name: text for name, text in texts.items() if name != STUDY_FILE})
        except ProtocolError:
            continue
        found.append(Adopted(order=row.order, protocol=protocol, digest=digest, by=row.by, at=row.at))
    return found


def _report(
    desk: Desk, findings: list[Finding], others: list[Measure], snapshot: str, hidden: dict[str, int], *, fresh: bool
) -> AnalyseReport:
    rows: list[Finding | Measure] = [*findings, *others]
    found = {row.plan for row in rows}
    material = desk.material
    coded = {case for done in material.completions for case in desk.cases_of_completion(done)}
    linked = {id(coding) for by_reader in desk.codings.values() for codings in by_reader.values() for coding in codings}
    unlinked = [coding for coding in material.codings if coding.mention is None and id(coding) not in linked]
    return AnalyseReport(
        findings=len(findings),
        measures=len(others),
        registered=sum(row.registered for row in rows),
        cases=len(desk.cases),
        coded=len(coded),
        snapshot=snapshot,
        fresh=fresh,
        waiting=tuple((plan.id, _missing(desk, plan)) for plan in desk.protocol.analysis if plan.id not in found),
        unlinked=len(unlinked),
        reopened=tuple((case, codebook, reader.coder or reader.layer.value) for case, codebook, reader in desk.reopened()),
        adoptions=tuple(
            (plan.id, taken.digest, taken.by, taken.at)
            for plan in desk.protocol.analysis
            if plan.id in found and (taken := registration(desk, plan)) is not None
        ),
        hidden=hidden,
    )


def _missing(desk: Desk, plan: Plan) -> str:
    if not any(case.kind == plan.about for case in desk.cases):
        return f"no {plan.about} has been found eligible yet"
    done = {record.codebook for record in desk.material.completions}
    waiting = sorted(codebooks_of(plan) - done)
    names = " and ".join("the case form" if book == FORM else f"the codebook {book}" for book in waiting)
    return f"nobody has completed {names} on a case in an open round yet" if names else "no case has been completed for what it counts"
