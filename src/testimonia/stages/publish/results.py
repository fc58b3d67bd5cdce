"""Findings as Python objects, for scripts and notebooks: inside the team alone, like everything that no release has passed.

results = testimonia.findings(study)
results["leaving"]                      # in a notebook: the figure and the table
[finding.estimate for finding in results["leaving"].findings]
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from html import unescape
from typing import Any

from testimonia.domain.results import Finding, Measure, Robustness
from testimonia.errors import UnknownReference
from testimonia.protocol import Plan, Protocol
from testimonia.stages.publish.figures.drawn import drawing, table_drawing
from testimonia.stages.publish.figures.shares import percent, span
from testimonia.stages.publish.looking import FindingsLook, look_at_findings
from testimonia.stages.publish.markup import Markup, element, foreign, join
from testimonia.stages.publish.method.labels import parts
from testimonia.stages.publish.method.measured import Measured, measured_of
from testimonia.stages.publish.method.tables import Table
from testimonia.stages.publish.method.wording import estimate_of, interval_of, number_of, p_of
from testimonia.stages.publish.spoken import came_about, label, measure_name
from testimonia.stages.publish.witnesses import stories_of
from testimonia.stages.publish.writers.doubt import ALL, AXES, COPIES, card_figures, missing_axes, reason, titled, told_in, unit_of
from testimonia.stages.publish.writers.drawings import standalone
from testimonia.study import Study


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``svg`` is a file's text that stands by itself; a notebook shows it."""

    caption: str
    svg: str
    alt: str

    def _repr_html_(self) -> str:
        return str(self.markup())

    def markup(self) -> Markup:
        """The figure as an image, so that its style touches nothing else on the page."""
        data = b64encode(self.svg.encode()).decode()
        image = element("img", src=f"data:image/svg+xml;base64,{data}", alt=self.alt, style="max-width: 100%")
        return Markup(image.removesuffix("</img>"))


@dataclass(frozen=True, slots=True)
class Card:
    """How far one finding or measure holds: its ``rows``, one a way of doubting and the last (``all``) for all of them; a notebook shows it whole.

    ``sentence`` says how far the claim holds; ``absent`` why each other way of doubting does not apply. ``unit`` is that of the estimates.
    """

    name: str
    rows: tuple[Robustness, ...]
    sentence: str
    absent: Mapping[str, str]
    unit: str
    titles: Mapping[str, str]

    def __iter__(self) -> Iterator[Robustness]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: int) -> Robustness:
        return self.rows[place]

    def alternatives(self, axis: str) -> dict[str, float]:
        """The estimates along one way of doubting, by what was chosen or left out; stories by title. Of samples, and of very many, none is kept."""
        return {
            self.called(row, one): value
            for row in self.rows
            if row.axis == axis
            for one, value in zip(row.labels, row.estimates, strict=True)
        }

    def called(self, row: Robustness, label: str) -> str:
        """An alternative by name: a story by the title of its earliest account."""
        return self.titles.get(label, label) if row.axis == "family" else label

    def __repr__(self) -> str:
        return f"<{self.name}: {self.sentence}>"

    def _repr_html_(self) -> str:
        tell = partial(told_in, self.unit)
        head = ["what was varied", "lowest", "middle", "highest", "the claim holds", "moves it furthest"]
        body = [
            [
                AXES[row.axis], tell(row.low), tell(row.median), tell(row.high), f"{round(row.holds * row.alternatives)} of {row.alternatives}",
                foreign(self.called(row, row.furthest)) if row.furthest else "–",
            ]
            for row in self.rows
            if row.axis != ALL
        ]  # fmt: skip
        absent = [element("li", f"{AXES[axis]}: {why}") for axis, why in self.absent.items()]
        figures = [Figure("", standalone(figure), _alt(figure)).markup() for figure in card_figures(self.name, self.rows)]
        return str(
            element(
                "section", element("h4", foreign(self.name)), element("p", self.sentence), [element("div", one) for one in figures],
                _html_table(head, body), element("p", COPIES) if any(row.axis == "source" for row in self.rows) else None,
                [element("p", "Does not apply:"), element("ul", absent)] if absent else None,
            )
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What one entry of the analysis plan found: shares (``findings``), ``measures`` and the ``robustness`` of each."""

    plan: Plan
    protocol: Protocol
    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]
    robustness: tuple[Robustness, ...]
    table: Table | None
    measured: Measured | None
    titles: Mapping[str, str]
    stale: bool

    @property
    def title(self) -> str:
        """As the plan names it."""
        return self.plan.title or self.plan.id

    @property
    def registered(self) -> bool:
        """Whether it stood in the adopted plan before the first completion that it counts."""
        return self.findings[0].registered if self.findings else any(row.registered for row in self.measures)

    def figures(self) -> list[Figure]:
        """Its figures."""
        drawn: list[tuple[str, Markup]] = []
        if self.table is not None:
            drawn += table_drawing(self.protocol, self.table, lambda _: True)
        if self.measured is not None:
            drawn += drawing(self.protocol, self.measured, self.measured.rows)
        return [Figure(caption, standalone(figure), _alt(figure)) for caption, figure in drawn]

    def rows(self) -> list[dict[str, Any]]:
        """Every finding, else every measure, as a mapping: what a data frame is made of."""
        return [asdict(row) for row in self.findings or self.measures]

    def card(self, finding: Finding | Measure) -> Card:
        """The robustness card of one of its findings or measures; it has no rows where nothing is claimed."""
        order = [*AXES, ALL]
        rows = tuple(sorted((row for row in self.robustness if row.subject == finding.id), key=lambda row: order.index(row.axis)))
        name = measure_name(self.protocol, finding) if isinstance(finding, Measure) else _finding_name(self.protocol, finding.group)
        kind = finding.measure if isinstance(finding, Measure) else ""
        return Card(
            name=name,
            rows=rows,
            sentence=next((row.said for row in rows if row.axis == ALL), ""),
            absent={axis: reason(axis, kind) for axis in missing_axes(rows)} if rows else {},
            unit=unit_of(rows[0]) if rows else "share",
            titles=self.titles,
        )

    def __repr__(self) -> str:
        return f"<{self.plan.id}: {len(self.findings)} findings, {len(self.measures)} measures>"

    def _repr_html_(self) -> str:
        standing = "registered" if self.registered else "exploratory"
        figures = [element("figure", _caption(figure), figure.markup()) for figure in self.figures()]
        return str(
            element(
                "section",
                element("h4", foreign(self.title), f" ({standing})"),
                _old(self.stale),
                figures,
                self._table(),
                _how(self.findings or self.measures),
            )
        )

    def _table(self) -> Markup:
        head = ["", "share of completed", "interval", "k of n", "of those who said anything", "not stated", "unclear", "bounds"]
        rows: list[list[object]] = []
        for line in self.table.lines if self.table is not None else ():
            found = line.completed
            name = _finding_name(self.protocol, found.group)
            bounds = "–" if found.bound_low is None else span(found.bound_low, found.bound_high or 0)
            stated = f"{line.stated.k} of {line.stated.n}"
            rows.append([foreign(name), *_share(found), f"{found.k} of {found.n}", stated, found.not_stated, found.unclear, bounds])
        if not rows:
            head = ["", "measure", "estimate", "interval", "counted", "test"]
            for row in self.measures:
                name = measure_name(self.protocol, row)
                counted = f"{number_of(row.k, 'count')} of {row.n}" if row.k is not None else str(row.n)
                rows.append(
                    [foreign(name), row.measure, estimate_of(row), interval_of(row), counted, p_of(row) if row.p is not None else ""]
                )
        return _html_table(head, rows)


def _old(stale: bool) -> Markup | None:
    if not stale:
        return None
    return element("p", "Out of date: people have decided since. Run ", element("code", "testimonia.analyse(study)"), ".")


def _finding_name(protocol: Protocol, group: str) -> str:
    return " | ".join(label(protocol, name) for name in parts(group) if name)


def _html_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Markup:
    return element(
        "table",
        element("thead", element("tr", [element("th", name, scope="col") for name in head])),
        element("tbody", [element("tr", [_cell(n, cell) for n, cell in enumerate(row)]) for row in rows]),
    )


def _cell(column: int, said: object) -> Markup:
    """A cell; the first of a row is its name, set at the start of the line whatever a notebook does with numbers."""
    return (
        element("th", said, scope="row", style="text-align: start; font-weight: normal")
        if column == 0
        else element("td", said, style="white-space: nowrap")
    )


def _share(found: Finding) -> tuple[str, str]:
    """A share and its interval, or that there is none."""
    if found.estimate is None or found.low is None or found.high is None:
        return "–", "–"
    return percent(found.estimate), span(found.low, found.high)


def _caption(figure: Figure) -> Markup | None:
    """The words above a figure; those of shares have the heading alone."""
    return element("figcaption", foreign(figure.caption)) if " " in figure.caption else None


def _how(rows: Sequence[Finding | Measure]) -> Markup:
    """How the numbers came about, and from which state of the study."""
    return element("p", element("small", came_about(rows), " State: ", element("code", rows[0].snapshot), "."))


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the analysis found last; ``stale`` if people have decided since. Iterates over its entries, or gives one by id."""

    snapshot: str
    at: str | None
    stale: bool
    entries: tuple[Entry, ...]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, plan: str) -> Entry:
        for entry in self.entries:
            if entry.plan.id == plan:
                return entry
        known = ", ".join(entry.plan.id for entry in self.entries) or "none yet"
        raise UnknownReference(f"The analysis found nothing for `{plan}`.", f"It has: {known}.")

    def __repr__(self) -> str:
        return f"<{len(self.entries)} entries of snapshot {self.snapshot}{', stale' if self.stale else ''}>"

    def _repr_html_(self) -> str:
        listed = [
            element("tr", _cell(0, element("code", entry.plan.id)), _cell(0, foreign(entry.title)), element("td", entry.plan.kind))
            for entry in self.entries
        ]
        return str(
            join(element("p", "Snapshot ", element("code", self.snapshot)), _old(self.stale), element("table", element("tbody", listed)))
        )


def findings(study: Study) -> Results:
    """What the analysis plan found last, as objects that notebooks show. Looks only, and is for the team: nothing is kept back."""
    look = look_at_findings(study)
    named = {name for row in look.robustness if row.axis == "family" for name in (*row.labels, row.furthest) if name}
    with study.read_as_machine() as view:
        titles = {root: titled(story) for root, story in stories_of(view, named).items()}
    return Results(look.snapshot, look.at, look.stale, tuple(_entries(study.protocol, look, titles)))


def _entries(protocol: Protocol, look: FindingsLook, titles: Mapping[str, str]) -> Iterator[Entry]:
    tables = {table.plan.id: table for table in look.tables}
    measured = {entry.plan.id: entry for entry in measured_of(protocol, look.measures)}
    for plan in protocol.analysis:
        table = tables.get(plan.id)
        mine = tuple(row for row in look.measures if row.plan == plan.id)
        if table is None and not mine:
            continue
        lines = table.lines if table is not None else ()
        yield Entry(
            plan=plan,
            protocol=protocol,
            findings=tuple(found for line in lines for found in (line.completed, line.stated)),
            measures=mine,
            robustness=tuple(row for row in look.robustness if row.plan == plan.id),
            table=table,
            measured=measured.get(plan.id),
            titles=titles,
            stale=look.stale,
        )


def _alt(figure: Markup) -> str:
    """What the figure says to those who do not see it, from its own description."""
    return unescape(figure.partition('aria-label="')[2].partition('"')[0])
