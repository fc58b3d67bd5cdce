"""The flow of reports and people: boxes one below the other that wrap and can be read aloud in order, beside each what left the flow there."""

from __future__ import annotations

from collections.abc import Sequence

from testimonia.stages.publish.markup import Markup, element

Box = tuple[object, str, Sequence[tuple[object, object]]]
"""A number, what it counts, and what left the flow there (reason, number)."""


def chart(boxes: Sequence[Box]) -> Markup:
    """The boxes in their order."""
    steps = []
    for count, what, left in boxes:
        aside = element("ul", [element("li", _number(number), " ", reason) for reason, number in left], class_="left") if left else None
        steps.append(element("li", element("div", _number(count), " ", element("span", what), class_="box"), aside))
    return element("ol", steps, class_="flow")


def _number(count: object) -> Markup:
    return element("div", count, class_="count")
