"""Estimates one below the other with their intervals, on one scale: differences, ratios, shares, and how far a finding moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, floor, log, log10
from typing import Literal

from testimonia.stages.publish.figures.canvas import Canvas, clipped
from testimonia.stages.publish.markup import Markup, literal
from testimonia.stages.publish.tongue import ours

Scale = Literal["points", "ratio", "share", "number"]
NAMES, PLOT, SAID, GAP = 210.0, 300.0, 150.0, 14.0
ROW, TOP, FOOT = 31.0, 10.0, 34.0
MOST = 60
"""Rows: a longer figure is no figure, and the table stands beside it anyhow."""
LARGEST_RATIO = 100.0
"""Ratios beyond this, and infinite ones, end at the edge with an arrow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One row: its name, the estimate and the ends of its interval in natural units (a difference of 0.12, a ratio of 1.4), and its words.

    ``strong`` fills the mark: something that was registered, or the finding itself among its alternatives.
    """

    label: str
    estimate: float | None
    low: float | None
    high: float | None
    said: str = ""
    strong: bool = True


def forest(
    rows: Sequence[Estimate],
    title: str,
    *,
    scale: Scale = "points",
    reference: float | None = None,
    ends: tuple[str, str] = ("", ""),
    rtl: bool = False,
) -> Markup:
    """The rows on one scale with a line at the ``reference`` (none: no difference); empty where nothing can be drawn.

    ``ends`` name what lies to either side of it.
    """
    drawn = [row for row in rows if row.estimate is not None and row.low is not None and row.high is not None]
    if not drawn or len(rows) > MOST:
        return Markup()
    axis = _Axis.of(drawn, scale, reference)
    canvas = Canvas(NAMES + PLOT + SAID + 2 * GAP, rtl=rtl)
    start, base = NAMES + GAP, TOP + ROW * len(rows)
    for mark, text in axis.ticks():
        x = start + axis.at(mark) * PLOT
        canvas.line(x, TOP, x, base, "gauge")
        canvas.text(x, base + 14, text, "tick", "middle")
    zero = start + axis.at(axis.reference) * PLOT
    canvas.line(zero, TOP - 4, zero, base + 4, "reference")
    for n, row in enumerate(rows):
        y = TOP + ROW * (n + 0.5)
        canvas.label(NAMES, y, row.label, NAMES - 4, anchor="end")
        if row in drawn:
            _mark(canvas, axis, start, y, row)
        canvas.text(start + PLOT + GAP, y + 3.6, row.said or "–", "count")
    for text, at, anchor, sign, inward in ((ends[0], start, "start", "←", 14), (ends[1], start + PLOT, "end", "→", -14)):
        if text:
            # The sign is a text of its own, at the edge that it points to: inside words its place would depend on their direction.
            canvas.text(at, base + 28, literal({"←": "→", "→": "←"}[sign] if rtl else sign), "tick", anchor)
            canvas.text(at + inward, base + 28, literal(clipped(ours(text), PLOT / 2 - 16)), "tick", anchor)
    said = "; ".join(f"{ours(row.label)}: {ours(row.said)}" for row in rows)
    return canvas.figure(base + FOOT, title, said, "forest")


def _mark(canvas: Canvas, axis: _Axis, start: float, y: float, row: Estimate) -> None:
    low, at, high = (start + axis.at(value) * PLOT for value in (row.low or 0.0, row.estimate or 0.0, row.high or 0.0))
    canvas.line(low, y, high, y, "whisker")
    for end, value in ((low, row.low), (high, row.high)):
        if axis.beyond(value or 0.0):
            tip = 4.0 if end == high else -4.0
            canvas.line(end - tip, y - 4, end, y, "whisker")
            canvas.line(end - tip, y + 4, end, y, "whisker")
        else:
            canvas.line(end, y - 4, end, y + 4, "whisker")
    canvas.circle(at, y, 4.4, "point" if row.strong else "hollow", title=f"{ours(row.label)}: {ours(row.said)}")


@dataclass(frozen=True, slots=True)
class _Axis:
    """From values to places between 0 and 1."""

    scale: Scale
    low: float
    high: float
    reference: float

    @staticmethod
    def of(rows: Sequence[Estimate], scale: Scale, reference: float | None) -> _Axis:
        values = [value for row in rows for value in (row.low, row.estimate, row.high) if value is not None]
        if scale == "ratio":
            widest = max(
                (max(value, 1 / value) for value in values if 0 < value <= LARGEST_RATIO and 1 / value <= LARGEST_RATIO), default=2.0
            )
            most = min(LARGEST_RATIO, next(step for step in (2.0, 5.0, 10.0, 20.0, 50.0, LARGEST_RATIO) if widest <= step))
            return _Axis(scale, log(1 / most), log(most), 1.0 if reference is None else reference)
        if scale == "number":
            most = max(*values, reference or 0.0, 1.0)
            return _Axis(scale, 0.0, _round_up(most), 0.0 if reference is None else reference)
        if scale == "share":
            middle = 0.5 if reference is None else reference
            low, high = floor(min(*values, middle) * 10), ceil(max(*values, middle) * 10)
            low, high = (low, high) if high > low else (max(0, low - 1), min(10, high + 1))  # one value alone has no width
            return _Axis(scale, max(0.0, low / 10), min(1.0, high / 10), middle)
        most = min(1.0, max(0.2, ceil(max(map(abs, values)) * 10) / 10))
        return _Axis(scale, -most, most, 0.0 if reference is None else reference)

    def at(self, value: float) -> float:
        """The place of a value; the edge for one beyond it."""
        if self.scale == "ratio":
            value = self.low if value <= exp(self.low) else self.high if value >= exp(self.high) else log(value)
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def beyond(self, value: float) -> bool:
        """Whether a value has no place of its own."""
        low, high = (exp(self.low), exp(self.high)) if self.scale == "ratio" else (self.low, self.high)
        return value < low - 1e-9 or value > high + 1e-9

    def ticks(self) -> list[tuple[float, str]]:
        """The marks along the axis."""
        if self.scale == "ratio":
            most = exp(self.high)
            steps = [step for step in (1, 2, 5, 10, 20, 50, 100) if step <= most * (1 + 1e-9)]
            steps = steps if len(steps) <= 4 else [1, *steps[-1:1:-2][::-1]]  # noqa: PLR2004 - at most four marks on either side of 1
            return [*((1 / step, f"1/{step}") for step in reversed(steps) if step > 1), *((float(step), str(step)) for step in steps)]
        if self.scale == "number":
            fifth = self.high / 5
            return [(n * fifth, f"{n * fifth:g}") for n in range(6)]
        step = 0.1 if self.high - self.low <= 0.6 else 0.2 if self.high - self.low <= 1.0 else 0.5  # noqa: PLR2004 - room for seven marks
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        sign = "+" if self.scale == "points" else ""
        unit = "" if self.scale == "points" else "%"
        return [(n * step, f"{n * step * 100:{sign if n else ''}.0f}{unit}".replace("-", "−")) for n in range(first, last + 1)]


def _round_up(value: float) -> float:
    """The next number of which a fifth is round: 5, 10, 15, 20, 25, 50 and their like."""
    size = 10.0 ** floor(log10(value))
    return next(step * size for step in (1.0, 1.5, 2.0, 2.5, 5.0, 10.0) if step * size >= value - 1e-9)
