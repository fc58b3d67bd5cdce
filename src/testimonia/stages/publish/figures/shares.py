"""One share: a bar, its interval, and the bounds it would have if all who are silent or unclear had said no, or yes."""

from __future__ import annotations

from testimonia.domain.results import Finding
from testimonia.stages.publish.figures import svg
from testimonia.stages.publish.markup import Markup

WIDTH, HEIGHT = 200, 18


def bar(finding: Finding, name: str, *, bounds: bool = True, said: str | None = None) -> Markup:
    """The share of one finding on a scale from 0 to 100 %; empty where nobody was asked. Without ``bounds`` nothing tells them.

    ``said`` describes the figure to those who do not see it, where another language than English is read.
    """
    if finding.estimate is None or finding.low is None or finding.high is None:
        return Markup()
    low, high = finding.low * WIDTH, finding.high * WIDTH
    bound_low, bound_high = (finding.bound_low or 0) * WIDTH, (finding.bound_high or 0) * WIDTH
    middle = HEIGHT / 2
    return svg.figure(
        WIDTH,
        HEIGHT,
        name,
        said
        or f"{percent(finding.estimate)}, interval {span(finding.low, finding.high)}"
        + (f", bounds {span(finding.bound_low or 0, finding.bound_high or 0)}" if bounds else ""),
        svg.rect(0, 0.5, WIDTH, HEIGHT - 1, "track"),
        svg.rect(bound_low, HEIGHT - 3.5, bound_high - bound_low, 3, "bound") if bounds else None,
        svg.rect(0, 3, finding.estimate * WIDTH, HEIGHT - 8, "bar"),
        *(svg.line(WIDTH * mark / 4, 0.5, WIDTH * mark / 4, HEIGHT - 0.5, "grid") for mark in (1, 2, 3)),
        svg.line(low, middle - 1, high, middle - 1, "whisker"),
        svg.line(low, middle - 4, low, middle + 2, "whisker"),
        svg.line(high, middle - 4, high, middle + 2, "whisker"),
        class_="share",
    )


def percent(share: float) -> str:
    """A share in whole per cent: with tens of cases, decimals would only pretend."""
    return f"{share * 100:.0f}%"


def span(low: float, high: float) -> str:
    """Two shares as a range."""
    return f"{low * 100:.0f}–{high * 100:.0f}%"
