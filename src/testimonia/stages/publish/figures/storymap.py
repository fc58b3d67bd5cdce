"""One story: a full square for its first publication, an open one for each account that repeats it."""

from __future__ import annotations

from testimonia.stages.publish.figures import svg
from testimonia.stages.publish.markup import Markup

SIDE, GAP, MOST = 10, 3, 24


def squares(accounts: int, name: str) -> Markup:
    """A row of squares; a story told more often than fits ends in a number."""
    drawn = min(accounts, MOST)
    shapes = [svg.rect(0.5, 2.5, SIDE, SIDE, "first")]
    shapes += [svg.rect(n * (SIDE + GAP) + 0.5, 2.5, SIDE, SIDE, "copy") for n in range(1, drawn)]
    width = drawn * (SIDE + GAP) + (34 if accounts > MOST else 0)
    if accounts > MOST:
        shapes.append(svg.words(drawn * (SIDE + GAP) + 2, 11.5, f"+{accounts - MOST}", "count", anchor="start"))
    repeated = "told once" if accounts == 1 else f"first publication and {accounts - 1} that repeat it"
    return svg.figure(width, SIDE + 6, name, repeated, *shapes, class_="story")
