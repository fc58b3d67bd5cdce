"""The verb: read everything at one moment, write the release beside its place, record it, move it there."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypeVar

from testimonia.domain.agreement import from_findings
from testimonia.domain.completeness import Order, since
from testimonia.domain.decisions import (
    Coding,
    Completion,
    Episode,
    Judgement,
    LinkReview,
    Mention,
    RoundOpening,
    Screening,
    Value,
)
from testimonia.domain.evidence import Account, Capture, FoundBy, Search, ShelfDeclaration
from testimonia.domain.report import Progress, silent
from testimonia.domain.results import Anchor, Case, Family, Finding, Link, Measure, Relation, Reuse, Robustness, Variant
from testimonia.domain.vocabulary import Profile, Role
from testimonia.errors import NotPermitted, StaleResults, UsageError
from testimonia.stages.publish.method.collection import collection, stories
from testimonia.stages.publish.method.counts import shown
from testimonia.stages.publish.method.evidence import Place, dossiers, places, surroundings
from testimonia.stages.publish.method.facts import Facts, Stamp
from testimonia.stages.publish.method.flow import flow
from testimonia.stages.publish.method.measured import measured_of
from testimonia.stages.publish.method.tables import tables
from testimonia.stages.publish.method.waiting import progress as who_finished
from testimonia.stages.publish.method.waiting import tasks
from testimonia.stages.publish.params import PublishParams
from testimonia.stages.publish.report import PublishReport
from testimonia.stages.publish.writers.content import Content
from testimonia.stages.publish.writers.drawings import write_figures
from testimonia.stages.publish.writers.files import MANIFEST, REPORT, clear_former, lines_shown, write_manifest, write_tables
from testimonia.stages.publish.writers.page import page
from testimonia.store.conflicts import conflicts
from testimonia.store.engine import translated
from testimonia.store.kinds import KIND_OF
from testimonia.store.releases import Release, record_release
from testimonia.store.undecided import screening_layers
from testimonia.study import Study, View

R = TypeVar("R", Completion, LinkReview, Mention)
BESIDE = ("translations", "agreement")  # runs that the report names too where they are in force, and does without where not
STAGES = ("trace", "lineage", "retelling", "resolve", "analyse")


def publish(
    study: Study,
    out: Path,
    profile: Profile = Profile.PUBLIC,
    params: PublishParams = PublishParams(),  # noqa: B008 - frozen
    progress: Progress = silent,
) -> PublishReport:
    """Write the report, its tables (CSV, workbook, LaTeX), its figures and manifest.json to the folder ``out``, and keep that they left the study.

    Raises:
        NotPermitted: the acting coder neither owns nor leads the study, or study.yaml does not allow the profile.
        StaleResults: results no longer fit what people decided.
        UsageError: ``out`` is a file.
        StudyReadOnly, DiskFull: as the disk is.
    """
    study.require(Role.OWNER, Role.LEAD)
    if profile.value not in study.protocol.release.profiles:
        raise NotPermitted(f"study.yaml allows no release of the profile {profile}.", "The owner adds it to `release: profiles:`.")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file.", "Name a folder; it is made if it is not there.")
    progress(0, 3, "reading the study")
    content = _content(study, profile, params)
    with translated(out):
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".release-", dir=out) as folder:
            made = Path(folder)
            progress(1, 3, "writing the report")
            (made / REPORT).write_text(page(content), encoding="utf-8", newline="\n")
            write_tables(made, content)
            write_figures(made, content)
            hashes = write_manifest(made, content)
            # Recorded before it is there: a release that nobody recorded could not be named when an account is withdrawn.
            release = _record(study, content, out, hashes[REPORT])
            progress(2, 3, "putting the release in its place")
            clear_former(out, hashes)
            for name in (*hashes, MANIFEST):
                (made / name).replace(out / name)
    progress(3, 3, "published")
    visible, hidden = lines_shown(content)
    return PublishReport(
        folder=str(out),
        report=str(out / REPORT),
        profile=profile.value,
        release=release,
        snapshot=content.facts.stamp.snapshot,
        findings=len(visible),
        hidden=len(hidden),
        waiting=len(content.tasks),
        files=hashes,
    )


def _content(study: Study, profile: Profile, params: PublishParams) -> Content:
    with study.read() as mine:
        # One connection for both sights, so that they see one moment.
        view = View(study, mine.connection, study.machine_sight(mine.connection))
        facts = _facts(study, view, mine)
        quoted: dict[Place, tuple[str, str, str]] = {}
        if profile is Profile.INTERNAL:
            for name, wanted in places(facts).items():
                edition = view.edition(name)
                if edition is not None:
                    quoted |= surroundings(edition.text, wanted, params.context)
    counted, found, todo = flow(facts), tables(facts), tasks(facts)
    measured = measured_of(facts.protocol, facts.measures)
    return Content(
        facts=facts,
        profile=profile,
        params=params,
        shown=shown(profile, facts.protocol, counted.people, todo, found, measured),
        collection=collection(facts),
        map=stories(facts),
        flow=counted,
        tasks=todo,
        progress=who_finished(facts),
        tables=found,
        measured=measured,
        dossiers=dossiers(facts, quoted) if profile is Profile.INTERNAL else (),
    )


def _facts(study: Study, view: View, mine: View) -> Facts:
    runs = {stage: run.id for stage in STAGES if (run := view.run(stage)) is not None}
    stale = [stage for stage in STAGES if stage not in runs]
    if stale:
        raise StaleResults(
            f"The results do not fit what was collected and decided ({', '.join(stale)} to be done again).",
            f"Run `testimonia run {study.folder}` first.",
        )
    findings = view.outputs("analyse", Finding)
    opened = {record.round for record in view.records(RoundOpening)}
    mentions, links = view.records(Mention), view.outputs("resolve", Link)
    return Facts(
        protocol=study.protocol,
        stamp=Stamp(
            # Findings name the state they were computed from; that state, not a later one, is what the report shows.
            snapshot=findings[0].snapshot if findings else view.snapshot(),
            runs=runs | {stage: run.id for stage in BESIDE if (run := view.run(stage)) is not None},
            protocol=study.protocol_digest,
            at=study.store.now(),
            version=_version(),
            by=study.coder,
        ),
        accounts=view.records(Account),
        captures=view.records(Capture),
        declared=view.records(ShelfDeclaration),
        searches=view.records(Search),
        found_by=view.records(FoundBy),
        screenings=view.records(Screening),
        undecided=screening_layers(view.undecided(Screening)),
        mentions=mentions,
        reuse=view.outputs("trace", Reuse),
        relations=view.outputs("lineage", Relation),
        families=view.outputs("lineage", Family),
        variants=view.outputs("retelling", Variant),
        anchors=view.outputs("retelling", Anchor),
        links=links,
        cases=view.outputs("resolve", Case),
        codings=view.records(Coding),
        values=view.records(Value),
        episodes=view.records(Episode),
        completions=view.records(Completion),
        effort=mine.records(Completion),
        finished=_orders(mine, Completion, mine.records(Completion), last=True),
        same=since(links, _orders(view, LinkReview, view.records(LinkReview)), _orders(view, Mention, mentions)),
        judgements=view.records(Judgement),
        findings=findings,
        measures=view.outputs("analyse", Measure),
        robustness=view.outputs("analyse", Robustness),
        agreement=from_findings(view.outputs("agreement", Finding)),
        closed=[item.id for item in study.protocol.rounds if item.blind and item.id not in opened],
        hidden=view.hidden(),
        conflicts=_conflicts(view),
        withdrawn=len(view.withdrawn()),
    )


def _orders(view: View, kind: type[R], records: Sequence[R], *, last: bool = False) -> dict[R, Order]:
    """Where each record first (or last) stood in the log."""
    found: dict[str, Order] = {}
    for row in view.history(kind):
        if last or row.subject not in found:
            found[row.subject] = row.order
    subject = KIND_OF[kind].subject
    return {record: found[subject(record)] for record in records if subject(record) in found}


def _version() -> str:
    try:
        return version("testimonia")
    except PackageNotFoundError:
        return ""  # run from a clone that was never installed


def _conflicts(view: View) -> int:
    found, unseen = conflicts(view.connection, view.sight)
    return len(found) + unseen


def _record(study: Study, content: Content, out: Path, sha256: str) -> str:
    facts = content.facts
    release = Release(
        kind="report",
        path=str(out),
        at=facts.stamp.at,
        by=study.coder,
        profile=content.profile.value,
        sha256=sha256,
        snapshot=facts.stamp.snapshot,
    )
    with study.store.write() as connection:
        return record_release(connection, release, [account.id for account in facts.accounts])
