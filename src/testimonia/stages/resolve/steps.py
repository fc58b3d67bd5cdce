"""Resolving a study: read, work with no lock held, keep the run; again if somebody decided something meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from testimonia.domain.decisions import Claim, LinkReview, Mention, RelationReview, Screening
from testimonia.domain.evidence import Account, ShelfDeclaration
from testimonia.domain.identity import canonical_json
from testimonia.domain.report import Progress, silent
from testimonia.domain.results import Case, Family, Link, Partitioning, Relation, Reuse
from testimonia.domain.vocabulary import Layer, LinkDecision
from testimonia.errors import StaleResults, StudyBusy
from testimonia.stages.resolve.knowing import Contradictions, as_known
from testimonia.stages.resolve.method import (
    VERSION,
    Material,
    People,
    Resolved,
    Standing,
    Undecided,
    copies_to_root,
    editions_of,
    people,
    resolve_cases,
)
from testimonia.stages.resolve.method.proposing import SURE
from testimonia.stages.resolve.method.scoring import Grower, grow_large
from testimonia.stages.resolve.params import ResolveParams
from testimonia.stages.resolve.priors import shipped
from testimonia.stages.resolve.report import ResolveReport
from testimonia.store.conflicts import parts
from testimonia.store.kinds import KIND_OF
from testimonia.store.runs import Work
from testimonia.store.undecided import screening_layers
from testimonia.study import Study, View

STAGE = "resolve"
_DECIDED_ON = (Mention, Claim, LinkReview, Screening, ShelfDeclaration)  # what cases and their claims follow from
_ATTEMPTS = 5  # whoever decides faster than this works is left to finish first


def resolve(
    study: Study, params: ResolveParams | None = None, progress: Progress = silent, grow_many: Grower = grow_large
) -> ResolveReport:
    """Work out the cases from mentions, screening, links and families. The run is kept anew only if something changed.

    ``grow_many`` groups people who are too many to be weighed all against all: here, or on a cluster with the same result.

    Raises:
        StaleResults: accounts have not been traced as they are now.
        StudyBusy: decisions kept coming in while the work was done.
    """
    params = params or ResolveParams()
    settings = asdict(params)
    for _ in range(_ATTEMPTS):
        progress(0, 2, "reading mentions")
        with study.read_as_machine() as view:
            digest = view.input_digest(STAGE)
            if digest is None:
                raise StaleResults(
                    "Accounts or decisions on relations have changed since the last tracing.", "Run `testimonia trace` first."
                )
            run = view.run(STAGE)
            material = material_of(view)
            hidden = {kind: count for kind, count in view.hidden().items() if kind in ("screening", "link")}
            divided = {KIND_OF[record].table: count for record in _DECIDED_ON if (count := len(view.undecided(record)))}
        progress(1, 2, "working out cases")
        resolved = resolve_cases(material, params)
        found = people(material, resolved, shipped(), params, grow_many)
        holds = run is not None and (run.version, run.params) == (VERSION, canonical_json(settings))
        work = Work(stage=STAGE, params=settings, version=VERSION, input_digest=digest)
        if holds or study.record_run(work, _outputs(material.mentions, resolved, found)) is not None:
            progress(2, 2, "working out cases")
            against = as_known(study, resolved.contradictions, material.reviews)
            return _report(resolved, found, against, hidden, divided, fresh=not holds)
    raise StudyBusy("Decisions kept coming in while cases were worked out.", "Try again when the others have finished.")


def material_of(view: View) -> Material:
    """Everything that cases follow from, as a machine may see it."""
    mentions = view.records(Mention)
    families = view.outputs("lineage", Family)
    with_mentions = {mention.account for mention in mentions}
    apart = [(one["a"], one["b"]) for subject in view.undecided(RelationReview) for one in [parts(RelationReview, subject)]]
    reuse = view.outputs("trace", Reuse)
    relations = view.outputs("lineage", Relation)
    ways = copies_to_root(families, reuse, relations, with_mentions, apart)
    return Material(
        accounts=view.records(Account),
        mentions=mentions,
        screenings=view.records(Screening),
        shelves=view.records(ShelfDeclaration),
        reviews=view.records(LinkReview),
        families=families,
        ways=ways,
        texts=_texts(view, editions_of(ways)),
        link_copies=view.study.protocol.acceptance.link_copies_mentions,
        rounds=view.study.protocol.round_order,
        undecided=_undecided(view),
        claims=view.records(Claim),
        relations=relations,
        twice=view.study.protocol.judged_by_two,
        reuse=[pair for pair in reuse if pair.a in with_mentions and pair.b in with_mentions],
    )


def _undecided(view: View) -> Undecided:
    links: dict[tuple[str, str], list[tuple[Layer, str]]] = {}
    for subject in view.undecided(LinkReview):
        row = parts(LinkReview, subject)
        links.setdefault((min(row["a"], row["b"]), max(row["a"], row["b"])), []).append((Layer(row["layer"]), row["by"]))
    return Undecided(screening=screening_layers(view.undecided(Screening)), links=links)


def _texts(view: View, names: Iterable[str]) -> dict[str, str]:
    found = {name: view.edition(name) for name in sorted(names)}
    return {name: edition.text for name, edition in found.items() if edition is not None}


def _outputs(mentions: Sequence[Mention], resolved: Resolved, found: People) -> list[tuple[Link | Case | Partitioning, Sequence[str]]]:
    account = {mention.id: mention.account for mention in mentions}
    decided = {(link.a, link.b) for link in resolved.links}
    links = [*resolved.links, *(link for link in found.links if (link.a, link.b) not in decided)]
    outputs: list[tuple[Link | Case | Partitioning, Sequence[str]]] = [(link, (account[link.a], account[link.b])) for link in links]
    outputs += [(case, case.accounts) for case in found.cases]
    return outputs + [(sample, [account[name] for name in sample.mentions]) for sample in found.partitions]


def _report(
    resolved: Resolved, found: People, against: Contradictions, hidden: dict[str, int], divided: dict[str, int], *, fresh: bool
) -> ResolveReport:
    mentions: dict[Standing, list[str]] = {}
    for name, standing in sorted(resolved.standings.items()):
        mentions.setdefault(standing, []).append(name)
    seen = set(resolved.second)  # proposed again, since a first verdict counts for nothing yet
    first = [link for link in found.links if (link.a, link.b) not in seen]
    return ResolveReport(
        mentions={standing: tuple(names) for standing, names in mentions.items()},
        cases=dict(sorted(Counter(case.kind.value for case in resolved.cases).items())),
        links=dict(sorted(Counter(link.decision for link in (*resolved.links, *found.links)).items())),
        people=(found.low, found.high) if found.low is not None and found.high is not None else None,
        weighed=found.weighed,
        first=len(first),
        sure=sum((link.probability or 0.0) >= SURE for link in first),
        disputed=resolved.disputed,
        unclear=tuple((link.a, link.b) for link in resolved.links if link.decision == LinkDecision.UNCLEAR.value),
        second=resolved.second,
        contradictions=against.told,
        withheld=against.hidden,
        alone=resolved.alone,
        hidden=hidden,
        divided=divided,
        fresh=fresh,
    )
