"""Which figure shows which entry of the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from testimonia.domain.results import Measure
from testimonia.protocol import Protocol
from testimonia.stages.publish.figures.forest import Estimate, forest
from testimonia.stages.publish.figures.heatmap import Cell, heatmap
from testimonia.stages.publish.figures.sankey import sankey
from testimonia.stages.publish.figures.shares import percent, span
from testimonia.stages.publish.figures.timeline import columns
from testimonia.stages.publish.markup import Markup
from testimonia.stages.publish.method.labels import value_of
from testimonia.stages.publish.method.measured import Measured
from testimonia.stages.publish.method.tables import Line, Table
from testimonia.stages.publish.method.wording import estimate_of, interval_of
from testimonia.stages.publish.spoken import label, name_of


class DrawnWords:
    """What figures say besides labels and numbers; another language says it otherwise."""

    less_often, more_often = "less often", "more often"
    bands = "A number counts the cases that have a thing, each once; a band counts those that have both, so whoever has two reasons is in two bands."
    either = "Cases with both, of cases with either"

    def name(self, protocol: Protocol, name: str) -> str:
        """The label of a thing counted, of a group or of a date."""
        return name_of(protocol, name)

    def more(self, group: str) -> str:
        """Beside the end of the axis where a group has more."""
        return f"more: {group}"

    def difference(self, one: str, two: str) -> str:
        """Above the differences of two groups."""
        return f"{one} – {two}, difference in points"

    def without(self, first: str) -> str:
        """Above the differences from those without the first."""
        return f"{first} →, difference in points from those without it"

    def people(self, unit: str, date: str) -> str:
        """Above the columns of a date."""
        return f"People, by {unit}: {date}"


ENGLISH = DrawnWords()
Figures = Iterator[tuple[str, Markup]]
"""Each with the words that stand above it."""


def drawing(
    protocol: Protocol,
    entry: Measured,
    shown: Sequence[Measure],
    *,
    rtl: bool = False,
    words: DrawnWords = ENGLISH,
    most: int | None = None,
) -> list[tuple[str, Markup]]:
    """The figures of an entry from those of its measures that may be shown, each with its caption; empty where nothing can be drawn.

    ``most`` draws no more than so many.
    """
    drawn = ((caption, figure) for caption, figure in _KINDS[entry.plan.kind](protocol, entry, shown, rtl=rtl, words=words) if figure)
    return list(islice(drawn, most))


def _comparison(protocol: Protocol, entry: Measured, shown: Sequence[Measure], *, rtl: bool, words: DrawnWords) -> Figures:
    rows = [row for row in shown if row.measure == "difference"]
    for group, other in dict.fromkeys((row.group, row.other) for row in rows):
        one, two = words.name(protocol, group), words.name(protocol, other)
        ours = [_estimate(protocol, words, row) for row in rows if (row.group, row.other) == (group, other)]
        figure = forest(ours, f"{entry.title}: {one} – {two}", ends=(words.more(two), words.more(one)), rtl=rtl)
        yield words.difference(one, two), figure


def _estimate(protocol: Protocol, words: DrawnWords, row: Measure, name: str = "") -> Estimate:
    return Estimate(
        label=words.name(protocol, name or row.item),
        estimate=row.estimate,
        low=row.low,
        high=row.high,
        said=f"{estimate_of(row)} {interval_of(row)}".strip(),
        strong=row.registered,
    )


def _flow(protocol: Protocol, entry: Measured, shown: Sequence[Measure], *, rtl: bool, words: DrawnWords) -> Figures:
    ways = [row for row in shown if row.measure == "flow"]
    left = [(name, words.name(protocol, name)) for name in dict.fromkeys(row.item for row in ways)]
    right = [(name, words.name(protocol, name)) for name in dict.fromkeys(row.group for row in ways)]
    counts = {(row.item, row.group): round(row.k or 0) for row in ways}
    yield words.bands, sankey(left, right, counts, entry.title, cases=flow_cases(shown), rtl=rtl)
    for name, first in left:
        rows = [_estimate(protocol, words, row, row.group) for row in shown if row.measure == "association" and row.item == name]
        title = f"{entry.title}: {first}"
        yield words.without(first), forest(rows, title, ends=(words.less_often, words.more_often), rtl=rtl)


def flow_cases(shown: Sequence[Measure]) -> tuple[dict[str, int], dict[str, int]]:
    """How many cases have each thing of the first and of the second side of a flow, each case once.

    Of the first it is the number out of which its ways are told, of the second those with the first and those without it. Where a pair
    counts fewer, because more is unclear there, the pair that counts most tells it.
    """
    first: dict[str, int] = {}
    second: dict[str, int] = {}
    for row in shown:
        if row.measure == "flow":
            first[row.item] = max(first.get(row.item, 0), row.n)
        elif row.measure == "association" and row.k is not None and row.other_k is not None:
            second[row.group] = max(second.get(row.group, 0), round(row.k + row.other_k))
    return first, second


def _cooccurrence(protocol: Protocol, entry: Measured, shown: Sequence[Measure], *, rtl: bool, words: DrawnWords) -> Figures:
    rows = [row for row in shown if row.measure == "jaccard"]
    names = [(name, words.name(protocol, name)) for name in dict.fromkeys(name for row in rows for name in (row.item, row.group))]
    cells = {}
    for row in rows:
        told = f"{words.name(protocol, row.item)} + {words.name(protocol, row.group)}: {row.k:g} / {row.n}"
        cells[row.item, row.group] = cells[row.group, row.item] = Cell(row.estimate, estimate_of(row), told)
    yield words.either, heatmap(names, names, cells, entry.title, rtl=rtl)


def _timeline(protocol: Protocol, entry: Measured, shown: Sequence[Measure], *, rtl: bool, words: DrawnWords) -> Figures:
    for name in dict.fromkeys(row.item for row in shown if row.measure == "people"):
        counts = {row.group: round(row.estimate or 0.0, 1) for row in shown if row.measure == "people" and row.item == name}
        said = words.name(protocol, name)
        yield words.people(entry.plan.period, said), columns(counts, f"{entry.title}: {said}", {}, rtl=rtl)


def _none(protocol: Protocol, entry: Measured, shown: Sequence[Measure], *, rtl: bool, words: DrawnWords) -> Figures:
    del protocol, entry, shown, rtl, words
    yield "", Markup()


_KINDS = {"comparison": _comparison, "flow": _flow, "cooccurrence": _cooccurrence, "timeline": _timeline, "credibility": _none}


# --- shares


def table_drawing(protocol: Protocol, found: Table, visible: Callable[[Line], bool], *, rtl: bool = False) -> list[tuple[str, Markup]]:
    """The figures of an entry whose findings are shares, each with a name of its own; rows that are not ``visible`` leave no mark."""
    if found.plan.kind == "crosstab":
        return _named([("", crosstab_map(protocol, found, visible, rtl=rtl))])
    if found.plan.kind == "period" and found.plan.subject is None:
        counts = {value_of(line.item): line.completed.k for line in found.lines if visible(line)}
        return _named([("", columns(counts, found.title, {}, rtl=rtl))])
    made = []
    for n, condition in enumerate(found.conditions, start=1):
        lines = [line for line in found.lines if line.condition == condition and visible(line)]
        title = f"{found.title}: {label(protocol, condition)}" if condition else found.title
        rows = [_share(protocol, line) for line in lines]
        made.append((str(n) if condition else "", forest(rows, title, scale="share", reference=0.5, rtl=rtl)))
    return _named(made)


def _named(made: Sequence[tuple[str, Markup]]) -> list[tuple[str, Markup]]:
    return [(name, figure) for name, figure in made if figure]


def _share(protocol: Protocol, line: Line) -> Estimate:
    found = line.completed
    said = (
        "–"
        if found.estimate is None or found.low is None or found.high is None
        else f"{percent(found.estimate)} ({span(found.low, found.high)})"
    )
    return Estimate(
        label=label(protocol, line.item), estimate=found.estimate, low=found.low, high=found.high, said=said, strong=found.registered
    )


def crosstab_map(protocol: Protocol, found: Table, visible: Callable[[Line], bool], *, rtl: bool = False) -> Markup:
    """A crosstab as shades; a cell that is not visible stays blank, and so does a row or column that may not be named."""
    cells = {
        (line.condition, line.item): Cell(
            line.completed.estimate,
            str(line.completed.k),
            f"{line.completed.k} / {line.completed.n}",
        )
        for line in found.lines
        if visible(line)
    }
    rows = [(name, label(protocol, name)) for name in found.conditions if any((name, item) in cells for item in found.items)]
    items = [(name, label(protocol, name)) for name in found.items if any((row, name) in cells for row, _ in rows)]
    return heatmap(rows, items, cells, found.title, rtl=rtl)
