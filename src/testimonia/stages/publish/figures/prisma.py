"""The flow of reports and people as a drawing: boxes one below the other, and beside each what left the flow there.

Source: PRISMA 2020 (Page et al. 2021, BMJ 372:n71), whose flow diagram it follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from testimonia.stages.publish.figures.canvas import LEAD, Canvas, wrapped
from testimonia.stages.publish.markup import Markup, literal
from testimonia.stages.publish.tongue import ours

BOX, BETWEEN, ASIDE, PAD, DOWN = 210.0, 34.0, 330.0, 10.0, 26.0
TIP = 4.0
LINES = 3
"""Of one reason: whole sentences of criteria stand here."""


@dataclass(frozen=True, slots=True)
class Step:
    """A number in words, what it counts, and what left the flow there (reason, number)."""

    count: str
    what: str
    left: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> str:
        """The step for those who do not see it."""
        left = "; ".join(f"{ours(why)}: {ours(count)}" for why, count in self.left)
        return f"{ours(self.what)}: {ours(self.count)}" + (f" ({left})" if left else "")


def prisma(steps: Sequence[Step], title: str, *, rtl: bool = False) -> Markup:
    """The steps in their order; empty where there is none."""
    if not steps:
        return Markup()
    canvas = Canvas(BOX + BETWEEN + ASIDE, rtl=rtl)
    y, before = 1.0, 0.0
    for n, step in enumerate(steps):
        # The number comes first: a long reason may be cut, its number never.
        reasons = [wrapped(f"n = {count} · {why}", ASIDE - 2 * PAD, LINES) for why, count in step.left]
        names = wrapped(step.what, BOX - 2 * PAD, 2)
        own = 2 * PAD + LEAD * (1 + len(names))
        beside = 2 * PAD + LEAD * sum(map(len, reasons)) if reasons else 0.0
        if n:
            _arrow(canvas, BOX / 2, before, y)
        _box(canvas, 1.0, y, BOX - 2, own, [(f"n = {step.count}", "year"), *((name, "label") for name in names)])
        if reasons:
            middle = y + own / 2
            canvas.line(BOX, middle, BOX + BETWEEN - TIP, middle, "whisker")
            for end in (-TIP, TIP):
                canvas.line(BOX + BETWEEN - TIP, middle + end, BOX + BETWEEN, middle, "whisker")
            _box(canvas, BOX + BETWEEN, y, ASIDE - 1, beside, [(row, "label") for rows in reasons for row in rows])
        before = y + own
        y += max(own, beside) + DOWN
    return canvas.figure(y - DOWN + 1, title, ". ".join(step.said for step in steps), "prisma")


def _box(canvas: Canvas, x: float, y: float, width: float, height: float, rows: Sequence[tuple[str, str]]) -> None:
    canvas.rect(x, y, width, height, "frame")
    for n, (row, class_) in enumerate(rows):
        canvas.text(x + PAD, y + PAD + LEAD * (n + 0.8), literal(row) if class_ == "label" else row, class_)


def _arrow(canvas: Canvas, x: float, start: float, end: float) -> None:
    canvas.line(x, start, x, end - 1, "whisker")
    for side in (-TIP, TIP):
        canvas.line(x + side, end - 1 - TIP, x, end - 1, "whisker")
