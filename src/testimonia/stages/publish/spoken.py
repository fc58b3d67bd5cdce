"""The names of what was counted in the language of the report: a study's own labels stand as they are, what has none is said by us."""

from __future__ import annotations

from collections.abc import Sequence

from testimonia.domain.results import Finding, Measure
from testimonia.protocol import Protocol, naming
from testimonia.stages.publish.markup import Markup, element, literal
from testimonia.stages.publish.tongue import from_right, ours, ours_of
from testimonia.text import title_line

_BETWEEN = {"flow": " → ", "association": " → ", "jaccard": " + ", "lift": " + "}

_SAID = {"corroboration": "independent stories", "told-twice": "told by two families", "contradictions": "cases with contradictions"}
"""What credibility counts of one thing, or of all, where several counts of it stand beside one another."""


def label(protocol: Protocol, name: str) -> str:
    """The label of a code (``codebook:code``) or of an answer (``variable=value``)."""
    said = naming.label(protocol, name)
    return ours(said) if naming.value_of(name) in (naming.OPEN, "true", "false") else said


def heading(protocol: Protocol, name: str) -> str:
    """The question that a thing counted is an answer to; empty for a code."""
    said = naming.heading(protocol, name)
    variable = naming.variable_of(name)
    return said if any(item.id == variable for item in protocol.variables) else ours(said)


def name_of(protocol: Protocol, name: str) -> str:
    """The label of a thing counted, of a group (one formed by a property too) or of a date."""
    variable = naming.variable_of(name)
    if name in naming.NAMED or variable in ("condition", "language") or (not variable and ":" not in name):
        listed = any(item.id in (name, variable) for item in protocol.variables)
        said = naming.name_of(protocol, name)
        return said if listed else ours(said)
    if variable in naming.PROPERTIES and not any(item.id == variable for item in protocol.variables):
        return naming.name_of(protocol, name)
    return label(protocol, name)


def measure_name(protocol: Protocol, row: Measure) -> str:
    """What a measure counts, among whom and against whom."""
    arrow = " ← " if from_right() else " → "
    if row.measure in ("lag", "out-of-order"):
        return arrow.join(apart(name_of(protocol, part)) for part in row.item.split(" to "))
    named = [apart(name_of(protocol, part)) for part in (row.item, row.group, row.other) if part]
    item, sides = (named[0], named[1:]) if named else (row.title, [])
    if row.measure in _BETWEEN:
        return f"{item}{_BETWEEN[row.measure].replace(' → ', arrow)}{sides[0]}"
    if row.measure in _SAID:
        return f"{item} ({ours(_SAID[row.measure])})"
    told = arrow.join(reversed(sides)) if row.measure == "change" else " – ".join(sides)
    if row.measure in ("people", "entries", "exits"):
        told = f"{told} ({ours(row.measure)})"
    return f"{item}: {told}" if told else item


def finding_name(protocol: Protocol, item: str, condition: str, denominator: str) -> str:
    """What a share counts, among whom, and out of whom."""
    among = f" ({apart(label(protocol, condition))})" if condition else ""
    return f"{apart(label(protocol, item))}{among}{'، ' if from_right() else ', '}{ours_of('denominator', denominator)}"


def came_about(rows: Sequence[Finding | Measure], *, interval: bool = False) -> Markup:
    """How numbers of one entry came about: methods, whose coding counts, out of whom, the threshold, what was drawn. One line.

    With ``interval`` the methods are those of intervals alone.
    """
    first = rows[0]
    layer = {"auto": "adjudicated, else consensus, else the coders where they agree"}.get(first.layer, first.layer)
    methods = [
        f"{name} interval" if interval else name for name in dict.fromkeys(row.method for row in rows) if name not in ("none", "count")
    ]
    drawn = next((row for row in rows if row.replicates is not None), None)
    denominators = [ours_of("denominator", name) for name in dict.fromkeys(row.denominator for row in rows)]
    # A threshold of credibility is a study's own word, where there is one.
    threshold = dict.fromkeys(row.threshold for row in rows if row.threshold)
    sentences = [
        ours(f"{', '.join(methods)}; {layer}." if methods else f"{layer}."),
        f"{ours('Denominators:')} {('، ' if from_right() else ', ').join(denominators)}.",
        f"{ours('Threshold of credibility:')} {', '.join(map(apart, threshold)) or ours('no threshold')}.",
        ours(f"Drawn anew {drawn.replicates:,} times, seed {drawn.seed}.") if drawn is not None else "",
    ]
    return literal(" ".join(said[:1].upper() + said[1:] for said in sentences if said))


def apart(name: str) -> str:
    """A name among others: where the page is read from the right, with a direction of its own."""
    return f"\u2068{title_line(name)}\u2069" if from_right() else name


def shown(name: str) -> Markup:
    """A name made here, as it stands: what is ours in it has been said."""
    return element("bdi", literal(name))
