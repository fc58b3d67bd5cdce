"""A person's times in and out as a drawing: how sure a date is can be seen from where its bar is full and where it is faint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date

from testimonia.errors import InputError
from testimonia.text import Interval, parse_edtf

WIDTH, LEFT, ROW, TOP = 540, 18, 34, 30
YEARS_MOST = 10
"""Labels of years along the axis; of more only every second, fifth or tenth is written."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One episode: where it may lie (``x`` to ``x + width``), where it surely lies (``sure``), whether its ends are open, and its words."""

    y: int
    x: float
    width: float
    sure: tuple[float, float] | None
    open_left: bool
    open_right: bool
    label: str
    begins: float
    """Where its words begin: at its earlier end."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing's size, its bars, the marks of publications, and the years along its axis."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    years: tuple[tuple[float, str], ...]
    axis: int


def draw(episodes: Iterable[tuple[str, str | None, str | None]], published: Sequence[tuple[str, str]]) -> Drawing | None:
    """Episodes (words, joined, left) over the dates of publications (date, title), dates in EDTF; None where there is no date at all."""
    rows = [(label, _parsed(joined), _parsed(left)) for label, joined, left in episodes]
    rows = [row for row in rows if _known(row[1]) or _known(row[2])]
    marks = [(found, title) for said, title in published if (found := _parsed(said)) is not None and found.earliest is not None]
    days = [day for _, joined, left in rows for found in (joined, left) if found for day in (found.earliest, found.latest) if day]
    if not rows:
        return None
    days += [day for found, _ in marks for day in (found.earliest, found.latest) if day]
    first, last = min(days).year, max(days).year + 1
    scale = _Scale(first, last)
    bars = tuple(_bar(scale, number, *row) for number, row in enumerate(rows))
    axis = TOP + ROW * len(rows) + 6
    ticks = tuple((scale.x(found.earliest), f"{title} ({found.earliest.year})") for found, title in marks if found.earliest)
    step = next(step for step in (1, 2, 5, 10, 50, 1000) if (last - first) / step <= YEARS_MOST)
    years = tuple((scale.x(date(year, 1, 1)), str(year)) for year in range(first, min(last, MAXYEAR) + 1) if year % step == 0)
    return Drawing(WIDTH, axis + 26, bars, ticks, years, axis)


def mirrored(drawing: Drawing) -> Drawing:
    """The same with time from the right, for pages that are read so; what was open to the left is open to the right."""
    width = drawing.width

    def flipped(bar: Bar) -> Bar:
        sure = None if bar.sure is None else (round(width - bar.sure[0] - bar.sure[1], 1), bar.sure[1])
        x = round(width - bar.x - bar.width, 1)
        return replace(bar, x=x, sure=sure, open_left=bar.open_right, open_right=bar.open_left, begins=round(width - bar.begins, 1))

    return replace(
        drawing,
        bars=tuple(map(flipped, drawing.bars)),
        ticks=tuple((round(width - x, 1), title) for x, title in drawing.ticks),
        years=tuple((round(width - x, 1), year) for x, year in drawing.years),
    )


def _parsed(said: str | None) -> Interval | None:
    try:
        return parse_edtf(said) if said else None
    except InputError:
        return None  # an older rule may have let it in; it stands in words beside the drawing


def _known(found: Interval | None) -> bool:
    return found is not None and (found.earliest is not None or found.latest is not None)


class _Scale:
    """Days along the axis, from the first of January of one year to that of another."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.days = date(first, 1, 1), (date(min(last, MAXYEAR), 1, 1) - date(first, 1, 1)).days or 1

    def x(self, day: date) -> float:
        return round(LEFT + (day - self.first).days / self.days * (WIDTH - 2 * LEFT), 1)


def _bar(scale: _Scale, number: int, label: str, joined: Interval | None, left: Interval | None) -> Bar:
    start = joined.earliest if joined else None
    end = left.latest if left else None
    x = scale.x(start) if start else (scale.x(left.earliest) - 40 if left and left.earliest else float(LEFT))
    to = scale.x(end) if end else (scale.x(joined.latest) + 40 if joined and joined.latest else float(WIDTH - LEFT))
    sure = None
    if joined and left and joined.latest and left.earliest and joined.latest <= left.earliest:
        sure = (scale.x(joined.latest), round(max(scale.x(left.earliest) - scale.x(joined.latest), 1), 1))
    x = max(x, 0.0)
    return Bar(TOP + ROW * number, x, round(max(to - x, 3), 1), sure, start is None, end is None, label, x)
