"""From one side to the other: how many went from each thing on the left to each on the right, as bands as wide as they are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from testimonia.stages.publish.figures.canvas import Canvas
from testimonia.stages.publish.markup import Markup

NAMES, BETWEEN, NODE, GAP, TOP = 170.0, 280.0, 9.0, 12.0, 26.0
TALL, SPACE = 300.0, 26.0
"""Units of all bands together, and of the thinnest thing of a side with the gap after it: room for a label of two lines and its number."""
MOST = 20
"""Things on a side; beyond that bands cross too often to be followed, and the table alone is shown."""


def sankey(
    left: Sequence[tuple[str, str]],
    right: Sequence[tuple[str, str]],
    counts: Mapping[tuple[str, str], int],
    title: str,
    *,
    cases: tuple[Mapping[str, int], Mapping[str, int]],
    heads: tuple[str, str] = ("", ""),
    rtl: bool = False,
) -> Markup:
    """Bands for the counts by (left, right) name; ``left`` and ``right`` are names with their labels. Empty where nobody went anywhere.

    Somebody with two reasons on a side is in two bands: bands are ways taken, not people, and a side's height is no number of people. So
    the number under a label is that of its ``cases`` on either side, each counted once; none where it is not known.
    """
    starts = [(name, label, sum(counts.get((name, other), 0) for other, _ in right)) for name, label in left]
    ends = [(name, label, sum(counts.get((other, name), 0) for other, _ in left)) for name, label in right]
    starts, ends = ([node for node in side if node[2]] for side in (starts, ends))
    total = sum(many for _, _, many in starts)
    if not total or max(len(starts), len(ends)) > MOST:
        return Markup()
    unit = TALL / total
    canvas = Canvas(2 * (NAMES + GAP) + BETWEEN, rtl=rtl)
    height = max(_tall(side, unit) for side in (starts, ends))
    x1, x2 = NAMES + GAP, NAMES + GAP + BETWEEN - NODE
    tops = [_places(side, unit, height) for side in (starts, ends)]
    down = [dict(places) for places in tops]
    said = [
        f"{label}: {known[name]}" for side, known in zip((starts, ends), cases, strict=True) for name, label, _ in side if name in known
    ]
    named = {name: label for name, label, _ in (*starts, *ends)}
    for name, _, _ in starts:
        for other, _, _ in ends:
            many = counts.get((name, other), 0)
            if not many:
                continue
            wide = many * unit
            a, b = down[0][name] + wide / 2, down[1][other] + wide / 2
            down[0][name] += wide
            down[1][other] += wide
            words = f"{named[name]} → {named[other]}: {many}"
            said.append(words)
            canvas.band((x1 + NODE, a), (x2, b), max(wide - 0.6, 0.6), "ribbon", title=words)
    sides = ((starts, tops[0], x1, NAMES, "end", cases[0]), (ends, tops[1], x2, NAMES + 2 * GAP + BETWEEN, "start", cases[1]))
    for side, places, x, at, anchor, known in sides:
        for name, label, many in side:
            tall = many * unit
            canvas.rect(x, places[name], NODE, tall, "node")
            canvas.label(at, places[name] + tall / 2, label, NAMES - 4, anchor=anchor, under=str(known.get(name, "")))
    for text, at, anchor in ((heads[0], x1 + NODE, "end"), (heads[1], x2, "start")):
        if text:
            canvas.text(at, 12, text, "year", anchor)
    return canvas.figure(TOP + height + 6, title, "; ".join(said), "sankey")


def _tall(side: Sequence[tuple[str, str, int]], unit: float) -> float:
    return sum(max(many * unit, SPACE) for _, _, many in side) + GAP * (len(side) - 1)


def _places(side: Sequence[tuple[str, str, int]], unit: float, height: float) -> dict[str, float]:
    """Where each thing of a side begins, with even gaps over the whole height; a thin one gets the room of its label."""
    gap = (height - sum(max(many * unit, SPACE) for _, _, many in side)) / max(len(side) - 1, 1)
    found, y = {}, TOP if len(side) > 1 else TOP + (height - side[0][2] * unit) / 2
    for name, _, many in side:
        tall = max(many * unit, SPACE)
        found[name] = y + (tall - many * unit) / 2
        y += tall + gap
    return found
