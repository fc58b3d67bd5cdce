"""The verb: read the open rounds, measure with no lock held, keep the rows as one run.

Machine sight, whoever asks: of a round that is not open yet nobody's rows are compared, not even for the lead, and the report says how
many rows were left out. What is asked for with settings of one's own is measured on the spot and not kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TypeVar

from testimonia.domain.agreement import Agreement, as_finding, from_findings
from testimonia.domain.completeness import Order, since
from testimonia.domain.decisions import Adoption, Coding, Completion, Episode, LinkReview, Mention, Value
from testimonia.domain.report import Progress, silent
from testimonia.domain.results import Case, Family, Finding, Link, Suggestion
from testimonia.errors import ProtocolError, StaleResults, UnknownReference, UsageError
from testimonia.protocol import Codebook, parse_protocol
from testimonia.protocol.nearest import advice
from testimonia.stages.code.agreement_report import LEVELS, AgreementReport
from testimonia.stages.code.method.agreement.material import Material
from testimonia.stages.code.method.agreement.settings import AgreementParams
from testimonia.stages.code.method.agreement.tables import Measured, all_rows
from testimonia.stages.code.method.agreement.variables import ALLOWED
from testimonia.store.inputs import FEEDS
from testimonia.store.kinds import KIND_OF
from testimonia.store.log import LogRow
from testimonia.store.runs import Work
from testimonia.study import STUDY_FILE, Study, View

STAGE = "agreement"
VERSION = "1"
"""Of the method; a change that may change a number raises it, and the next run measures anew."""
R = TypeVar("R", LinkReview, Mention)
FEWEST, MOST = 100, 1_000_000  # replicates: below, the ends of an interval are chance; above, nothing is gained but heat


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to see, and how it is measured where it differs from what `run` measures.

    ``level``, ``only`` (a codebook, ``form``, a code or a variable), ``brief``, ``details`` and ``layers`` choose what the report spells out; ``round`` restricts to one round, ``scales`` puts variables
    on another scale than that of their type, ``suggestions`` measures each suggester as one more coder, in pairs with people only.
    """

    level: str = "case"
    brief: bool = False
    only: str | None = None
    details: bool = False
    layers: bool = False
    round: str | None = None
    replicates: int | None = None
    scales: Mapping[str, str] = field(default_factory=dict)
    suggestions: bool = False

    @property
    def usual(self) -> bool:
        """Whether it is measured as `run` does."""
        return self.round is None and self.replicates is None and not self.scales and not self.suggestions


def measure_agreement(study: Study, asked: Asked = Asked(), progress: Progress = silent) -> AgreementReport:
    """How far the coders agree, on completed units of open rounds, by code, variable, pair and over all.

    Does nothing where the run in force still holds. With settings of one's own nothing is kept.

    Raises:
        StaleResults: cases are not up to date.
        UnknownReference: no such round or variable in study.yaml, or nothing of the name in ``only`` was compared.
        UsageError: a level, scale or number of replicates that does not exist.
    """
    params = _params(study, asked)
    while True:
        with study.read_as_machine() as view:
            present = view.input_digest(STAGE)
            if present is None:
                raise StaleResults(
                    "The cases are not up to date with what was collected and decided.", f"Run `testimonia run {study.folder}` first."
                )
            run, hidden, snapshot = view.run(STAGE), view.hidden(), view.snapshot()
            closed = tuple(entry.id for entry in study.protocol.rounds if entry.kind == "coding" and entry.id not in view.sight.rounds)
            if asked.usual and run is not None and run.version == VERSION:
                rows = from_findings(view.outputs(STAGE, Finding))
                return _report(rows, asked, closed, hidden, params)
            material = _material(view, suggestions=asked.suggestions)
        rounds = None if asked.round is None else frozenset({asked.round})
        measured = all_rows(material, params, rounds, progress)
        rows = [*measured.rows, _remarks(measured)]
        if asked.usual:
            outputs = [(as_finding(row, snapshot), measured.accounts) for row in rows]
            work = Work(stage=STAGE, params=asdict(params), version=VERSION, input_digest=present)
            if study.record_run(work, outputs) is None:
                continue  # somebody decided meanwhile: what was measured is of yesterday
        return _report(rows, asked, closed, hidden, params)


def _params(study: Study, asked: Asked) -> AgreementParams:
    if asked.level not in LEVELS:
        raise UsageError(f"There is no level `{asked.level}`.", f"Choose one of {', '.join(LEVELS)}.")
    if asked.round is not None:
        study.protocol.round(asked.round)
    for name, scale in asked.scales.items():
        allowed = ALLOWED.get(study.protocol.variable(name).type, ())
        if scale not in allowed:
            kinds = ", ".join(allowed) or "none but its own"
            raise UsageError(f"`{name}` cannot be measured on the scale `{scale}`.", f"Possible for its type: {kinds}.")
    params = replace(AgreementParams(), scales=dict(asked.scales))
    if asked.replicates is None:
        return params
    if not FEWEST <= asked.replicates <= MOST:
        raise UsageError(f"{asked.replicates} replicates make no interval.", f"Choose between {FEWEST} and {MOST}.")
    return replace(params, replicates=asked.replicates)


def _remarks(measured: Measured) -> Agreement:
    """What must be known beside the rows, kept with them."""
    said = {
        "outside_blind": measured.outside_blind,
        "left": list(measured.left),
        "other_editions": measured.other_editions,
        "free_text": list(measured.free_text),
        "uncompleted": {name: count for name, count in measured.uncompleted.items() if count},
    }
    coders = tuple(sorted({reader for row in measured.rows for reader in row.readers}))
    return Agreement(level="study", kind="remarks", group="", readers=coders, n=0, unit="", notes=(json.dumps(said),))


def _report(
    rows: Sequence[Agreement], asked: Asked, closed: tuple[str, ...], hidden: Mapping[str, int], params: AgreementParams
) -> AgreementReport:
    known = {name for row in rows for name in (row.group, row.name, f"{row.group}:{row.name}") if name.strip(":")}
    if asked.only is not None and asked.only not in known:
        raise UnknownReference(f"Nothing called `{asked.only}` was compared.", advice(asked.only, sorted(known)))
    remarks = [json.loads(row.notes[0]) for row in rows if row.kind == "remarks"]
    return AgreementReport(
        rows=tuple(row for row in rows if row.kind != "remarks"),
        level=asked.level,
        brief=asked.brief,
        only=asked.only,
        details=asked.details,
        layers=asked.layers,
        round=asked.round,
        closed=closed,
        hidden=hidden,
        remarks=remarks[0] if remarks else {},
        rare=params.rare,
        confidence=params.level,
    )


# --- reading


def _material(view: View, *, suggestions: bool) -> Material:
    study = view.study
    completions, codings, mentions = view.records(Completion), view.records(Coding), view.records(Mention)
    cases = view.outputs("resolve", Case)
    last = _last(view, Completion)
    rows = {done: row for done in completions if (row := last.get(KIND_OF[Completion].subject(done))) is not None}
    links = view.outputs("resolve", Link)
    return Material(
        protocol=study.protocol,
        books=_books(view, {(item.codebook, item.codebook_version) for item in codings} | {(d.codebook, d.version) for d in completions}),
        cases=cases,
        families=view.outputs("lineage", Family),
        mentions=mentions,
        codings=codings,
        values=view.records(Value),
        episodes=view.records(Episode),
        completions=completions,
        finished={done: row.order for done, row in rows.items()},
        same=since(links, _first(view, LinkReview, view.records(LinkReview)), _first(view, Mention, mentions)),
        texts=_texts(view, cases, completions),
        times={done: row.stated or row.at for done, row in rows.items()},
        suggestions=[item for stage in FEEDS for item in view.outputs(stage, Suggestion)] if suggestions else [],
    )


def _last(view: View, kind: type) -> dict[str, LogRow]:
    return {row.subject: row for row in view.history(kind)}


def _first(view: View, kind: type[R], records: Sequence[R]) -> dict[R, Order]:
    """Where each record first stood in the log."""
    found: dict[str, Order] = {}
    for row in view.history(kind):
        found.setdefault(row.subject, row.order)
    subject = KIND_OF[kind].subject
    return {record: found[subject(record)] for record in records if subject(record) in found}


def _books(view: View, wanted: set[tuple[str, int]]) -> dict[tuple[str, int], Codebook]:
    """The codebooks in force, and earlier versions that rows point to; those are looked for only where there are any."""
    books = {(book.id, book.version): book for book in view.study.protocol.codebooks}
    if wanted <= books.keys():
        return books
    earlier: dict[tuple[str, int], Codebook] = {}
    for row in view.history(Adoption):
        texts = view.protocol_texts(json.loads(row.open)["digest"])
        try:
            protocol = parse_protocol(texts[STUDY_FILE], {name: text for name, text in texts.items() if name != STUDY_FILE})
        except (KeyError, ProtocolError):
            continue  # one that this version cannot read any more defines nothing
        earlier |= {(book.id, book.version): book for book in protocol.codebooks}
    return earlier | books


def _texts(view: View, cases: Sequence[Case], completions: Sequence[Completion]) -> dict[str, tuple[str, int]]:
    """Edition and length of the accounts that somebody completed."""
    of_mention = {mention: case for case in cases for mention in case.mentions}
    wanted = {done.account for done in completions}
    wanted |= {account for done in completions if (case := of_mention.get(done.mention or "")) for account in case.accounts}
    found = {}
    for name in sorted(wanted):
        account = view.account(name)
        if account is not None and account.main is not None and (edition := view.edition(account.main)) is not None:
            found[account.id] = (edition.id, len(edition.text))
    return found


def scales(words: Sequence[str]) -> dict[str, str]:
    """Scales as they are typed: ``age=ratio``.

    Raises:
        UsageError: not of this form.
    """
    found = {}
    for word in words:
        name, sign, scale = word.partition("=")
        if not (name and sign and scale):
            raise UsageError(f"`{word}` is no scale.", "Write `VARIABLE=SCALE`, such as `age=ratio`.")
        found[name] = scale
    return found
