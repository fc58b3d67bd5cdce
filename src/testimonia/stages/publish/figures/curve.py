"""The specification curve: one estimate for every defensible way of computing it, in order, and below each the choices that gave it.

Source: Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4:1208-1214.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from testimonia.stages.publish.figures.canvas import Canvas
from testimonia.stages.publish.markup import Markup

NAMES, PLOT, GAP, TOP, TALL, ROW, BETWEEN = 200.0, 480.0, 10.0, 12.0, 150.0, 14.0, 10.0
MOST = 600
"""Ways: beyond that a mark is thinner than a pixel."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way of computing a finding: its estimate (a share, or a difference of shares) and what was chosen for each question."""

    estimate: float
    choices: tuple[tuple[str, str], ...]


LINES = 5
"""Steps between lines, at most."""


def percent(value: float) -> str:
    """A share."""
    return f"{value:.0%}".replace("-", "−")


def told(many: int, low: str, high: str, middle: str) -> str:
    """What a curve shows, in words."""
    return f"{many} ways, from {low} to {high}, middle {middle}"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a curve is read: ``words`` say how many ways there are, the lowest, the highest and the middle; ``number`` writes an estimate.

    Lines stand at round multiples of ``step`` (None: as far apart as the range asks).
    """

    words: Callable[[int, str, str, str], str] = told
    number: Callable[[float], str] = percent
    step: float | None = 0.1


def curve(
    ways: Sequence[Way],
    title: str,
    *,
    base: float | None = None,
    claim: float | None = None,
    base_name: str = "",
    rtl: bool = False,
    reading: Reading | None = None,
) -> Markup:
    """The ways from the lowest to the highest estimate; ``base`` is the finding's own, ``claim`` where what is claimed turns over.

    Empty where there is one way or none.
    """
    if len(ways) < 2 or len(ways) > MOST:  # noqa: PLR2004 - a curve has two points
        return Markup()
    ordered = sorted(ways, key=lambda way: way.estimate)
    values = [way.estimate for way in ordered] + [value for value in (base, claim) if value is not None]
    said = reading or Reading()
    step = said.step or _step(max(values) - min(values))
    low, high = floor(min(values) / step) * step, ceil(max(values) / step) * step
    high = high if high > low else low + step
    canvas = Canvas(NAMES + GAP + PLOT + 4, rtl=rtl)
    start, base_y = NAMES + GAP, TOP + TALL

    def height(value: float) -> float:
        return base_y - (value - low) / (high - low) * TALL

    while high - low > step * (LINES + 1e-9):
        step *= 2
    for n in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1):
        y = height(n * step)
        canvas.line(start, y, start + PLOT, y, "gauge")
        canvas.text(start - 6, y + 3.6, said.number(n * step), "tick", "end")
    if claim is not None:
        canvas.line(start, height(claim), start + PLOT, height(claim), "reference")
    if base is not None:
        canvas.line(start, height(base), start + PLOT, height(base), "base-line")
        canvas.text(start + PLOT, height(base) - 4, base_name, "tick", "end")
    wide = PLOT / len(ordered)
    radius = max(1.1, min(3.2, wide * 0.42))
    # One path for all points and one for all marks of a choice: a report holds many curves of 180 ways.
    canvas.dots([(start + wide * (n + 0.5), height(way.estimate)) for n, way in enumerate(ordered)], radius, "point")
    y = base_y + 22
    for axis in dict.fromkeys(axis for way in ordered for axis, _ in way.choices):
        canvas.label(NAMES, y, axis, NAMES - 4, anchor="end", lines=1, class_="year")
        y += ROW
        for choice in dict.fromkeys(choice for way in ordered for own, choice in way.choices if own == axis):
            canvas.label(NAMES, y, choice, NAMES - 12, anchor="end", lines=1)
            chosen = [(axis, choice) in way.choices for way in ordered]
            canvas.bars([(start + wide * n, wide * many) for n, many in _runs(chosen)], y - ROW * 0.36, ROW * 0.72, "tick-mark")
            y += ROW
        y += BETWEEN
    lowest, highest, middle = (said.number(ordered[n].estimate) for n in (0, -1, len(ordered) // 2))
    return canvas.figure(y, title, said.words(len(ordered), lowest, highest, middle), "curve")


def _step(width: float) -> float:
    """A round distance between lines, of which a range has at most five."""
    size = 10.0 ** floor(log10(max(width, 1e-3) / LINES))
    return next(round_ * size for round_ in (1.0, 2.0, 5.0, 10.0) if round_ * size * LINES >= width - 1e-9)


def _runs(chosen: Sequence[bool]) -> list[tuple[int, int]]:
    """Where ways of one choice stand together: the first, and how many."""
    found: list[tuple[int, int]] = []
    for n, here in enumerate(chosen):
        if here and found and sum(found[-1]) == n:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif here:
            found.append((n, 1))
    return found
