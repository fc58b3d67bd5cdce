"""Findings as Python objects, for scripts and notebooks: inside the team alone, like everything that no release has passed.

results = testimonia.findings(study)
results["leaving"]                      # in a notebook: the figure and the table
[finding.estimate for finding in results["leaving"].findings]
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import unescape
from typing import Any

from testimonia.domain.results import Finding, Measure, Robustness
from testimonia.errors import UnknownReference
from testimonia.protocol import Plan, Protocol
from testimonia.stages.publish.figures.drawn import drawing, table_drawing
from testimonia.stages.publish.figures.shares import percent, span
from testimonia.stages.publish.looking import FindingsLook, look_at_findings
from testimonia.stages.publish.markup import Markup, element, foreign, join
from testimonia.stages.publish.method.measured import Measured, measured_of
from testimonia.stages.publish.method.tables import Table
from testimonia.stages.publish.method.wording import estimate_of, interval_of, p_of
from testimonia.stages.publish.spoken import label, measure_name
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
class Entry:
    """What one entry of the analysis plan found: shares (``findings``), ``measures`` and the ``robustness`` of each."""

    plan: Plan
    protocol: Protocol
    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]
    robustness: tuple[Robustness, ...]
    table: Table | None
    measured: Measured | None

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

    def card(self, finding: Finding | Measure) -> tuple[Robustness, ...]:
        """The robustness card of one of its findings or measures."""
        return tuple(row for row in self.robustness if row.subject == finding.id)

    def __repr__(self) -> str:
        return f"<{self.plan.id}: {len(self.findings)} findings, {len(self.measures)} measures>"

    def _repr_html_(self) -> str:
        standing = "registered" if self.registered else "exploratory"
        figures = [element("div", figure.markup()) for figure in self.figures()]
        return str(element("section", element("h4", foreign(self.title), f" ({standing})"), figures, self._table()))

    def _table(self) -> Markup:
        head = ["", "share", "interval", "k of n", "not stated", "unclear"]
        rows: list[list[object]] = []
        for line in self.table.lines if self.table is not None else ():
            found = line.completed
            name = label(self.protocol, line.item) + (f" | {label(self.protocol, line.condition)}" if line.condition else "")
            known = found.estimate is not None and found.low is not None and found.high is not None
            share = percent(found.estimate or 0) if known else "–"
            interval = span(found.low or 0, found.high or 0) if known else "–"
            rows.append([foreign(name), share, interval, f"{found.k} of {found.n}", found.not_stated, found.unclear])
        if not rows:
            head = ["", "measure", "estimate", "interval", "test"]
            for row in self.measures:
                name = measure_name(self.protocol, row)
                rows.append([foreign(name), row.measure, estimate_of(row), interval_of(row), p_of(row) if row.p is not None else ""])
        return element(
            "table",
            element("thead", element("tr", [element("th", name, scope="col") for name in head])),
            element("tbody", [element("tr", [element("td", cell) for cell in row]) for row in rows]),
        )


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
        old = element("p", "People have decided since; run the analysis again.") if self.stale else None
        listed = [
            element(
                "tr", element("td", element("code", entry.plan.id)), element("td", foreign(entry.title)), element("td", entry.plan.kind)
            )
            for entry in self.entries
        ]
        return str(join(element("p", "Snapshot ", element("code", self.snapshot)), old, element("table", element("tbody", listed))))


def findings(study: Study) -> Results:
    """What the analysis plan found last, as objects that notebooks show. Looks only, and is for the team: nothing is kept back."""
    look = look_at_findings(study)
    return Results(look.snapshot, look.at, look.stale, tuple(_entries(study.protocol, look)))


def _entries(protocol: Protocol, look: FindingsLook) -> Iterator[Entry]:
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
        )


def _alt(figure: Markup) -> str:
    """What the figure says to those who do not see it, from its own description."""
    return unescape(figure.partition('aria-label="')[2].partition('"')[0])
