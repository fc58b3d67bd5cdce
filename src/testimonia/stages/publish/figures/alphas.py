"""One alpha with its interval on a scale from 0 to 1, and where Krippendorff's bounds lie."""

from __future__ import annotations

from testimonia.domain.agreement import TARGETS, Estimate
from testimonia.stages.publish.figures import svg
from testimonia.stages.publish.markup import Markup

WIDTH, HEIGHT = 200, 18
LOWEST = -0.25  # alpha may be negative; what lies further left is cut off there, and the number beside it says so


def interval(estimate: Estimate, name: str) -> Markup:
    """A point with its interval; nothing where alpha is undefined."""
    if estimate.value is None:
        return Markup()
    middle = HEIGHT / 2
    ends = (estimate.low, estimate.high)
    low, high = (None if end is None else _place(end) for end in ends)
    said = f"{estimate.value:.2f}" + (
        "" if estimate.low is None or estimate.high is None else f", interval {estimate.low:.2f} to {estimate.high:.2f}"
    )
    whisker = [
        svg.line(low, middle, high, middle, "whisker"),
        svg.line(low, middle - 3, low, middle + 3, "whisker"),
        svg.line(high, middle - 3, high, middle + 3, "whisker"),
    ] if low is not None and high is not None else []  # fmt: skip
    return svg.figure(
        WIDTH,
        HEIGHT,
        name,
        said,
        svg.rect(0, 0.5, WIDTH, HEIGHT - 1, "track"),
        svg.rect(_place(TARGETS[0]), 0.5, _place(TARGETS[1]) - _place(TARGETS[0]), HEIGHT - 1, "tentative"),
        svg.rect(_place(TARGETS[1]), 0.5, WIDTH - _place(TARGETS[1]), HEIGHT - 1, "firm"),
        svg.line(_place(0), 0.5, _place(0), HEIGHT - 0.5, "grid"),
        *whisker,
        svg.rect(_place(estimate.value) - 2.5, middle - 4, 5, 8, "point"),
        class_="share",
    )


def _place(value: float) -> float:
    return (max(value, LOWEST) - LOWEST) / (1 - LOWEST) * WIDTH
