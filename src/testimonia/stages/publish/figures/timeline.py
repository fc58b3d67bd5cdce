"""Counts by month, quarter or year as columns, with the periods between them that have none."""

from __future__ import annotations

from collections.abc import Mapping

from testimonia.stages.publish.figures import svg
from testimonia.stages.publish.figures.canvas import Canvas, measured
from testimonia.stages.publish.markup import Markup, join

STEP, TOP, TALL, FOOT = 30, 16, 96, 34
MOST = 240  # columns: beyond that they are thinner than a line, and the table alone is shown


def columns(counts: Mapping[str, float], title: str, places: Mapping[str, str], *, rtl: bool = False) -> Markup:
    """Columns for a run of periods (``2015``, ``2015-Q1`` or ``2015-03``), in order of time; empty where there are none or too many.

    ``places`` are the parts of the page to which columns lead, by period; with ``rtl`` time runs from the right.
    """
    names = sorted(counts)
    if not names:
        return Markup()
    periods = between(names[0], names[-1])
    if len(periods) > MOST:
        return Markup()
    most = max(counts.values()) or 1
    step = max(STEP, max(measured(_count(count)) for count in counts.values()) + 5)
    width = max(len(periods) * step, 8 * STEP)
    base = TOP + TALL
    every = max(1, -(-len(periods) // 24))
    canvas = Canvas(width, rtl=rtl)
    canvas.line(0, base, len(periods) * step, base, "axis")
    for n, name in enumerate(periods):
        count = counts.get(name, 0)
        x, tall = n * step + step / 2, TALL * count / most
        column = Canvas(width, rtl=rtl)
        column.rect(x - step * 0.36, base - tall, step * 0.72, tall, "bar")
        if count:
            column.text(x, base - tall - 4, _count(count), "count", "middle")
        canvas.shapes.append(svg.link(places[name], f"{name}: {_count(count)}", column.shapes) if name in places else join(column.shapes))
        if n % every == 0:
            year, _, rest = name.partition("-")
            canvas.text(x, base + 13, rest or year, "tick", "middle")
        if name[4:] in ("", "-Q1", "-01") or n == 0:
            if name[4:]:
                canvas.text(x, base + 27, name[:4], "year", "middle")
            canvas.line(n * step, base, n * step, base + 5, "axis")
    said = ", ".join(f"{name}: {_count(counts[name])}" for name in names)
    return svg.figure(width, base + FOOT, title, said, *canvas.shapes, class_="timeline", links=bool(places))


def _count(count: float) -> str:
    """A number of people, part of one or thousands as they are."""
    return f"{count:,.1f}".removesuffix(".0").replace(",", "\u202f")


def between(first: str, last: str) -> list[str]:
    """Every period from the first to the last, both included, in the form of the first."""
    if "-Q" in first:
        start, end = (int(name[:4]) * 4 + int(name[6:]) - 1 for name in (first, last))
        return [f"{n // 4:04d}-Q{n % 4 + 1}" for n in range(start, end + 1)]
    if "-" in first:
        start, end = (int(name[:4]) * 12 + int(name[5:]) - 1 for name in (first, last))
        return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, end + 1)]
    return [f"{year:04d}" for year in range(int(first), int(last) + 1)]
