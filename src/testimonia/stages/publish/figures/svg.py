"""The few shapes our figures are made of. Numbers are rounded, so that the same figure is the same bytes everywhere."""

from __future__ import annotations

from testimonia.stages.publish.markup import Markup, element
from testimonia.stages.publish.tongue import ours


def figure(
    width: float, height: float, title: str, description: str, *shapes: object, class_: str = "", links: bool = False, sized: bool = False
) -> Markup:
    """An SVG with its name and description for those who do not see it. One with links is no image; one that is ``sized`` does not scale."""
    return element(
        "svg",
        element("title", title),
        element("desc", description),
        *shapes,
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=number(width) if sized else None,
        height=number(height) if sized else None,
        role="group" if links else "img",
        aria_label=f"{ours(title)}. {ours(description)}",
        class_=class_ or None,
    )


def rect(x: float, y: float, width: float, height: float, class_: str) -> Markup:
    """A rectangle; one without width or height is not drawn."""
    if width <= 0 or height <= 0:
        return Markup()
    return element("rect", x=number(x), y=number(y), width=number(width), height=number(height), class_=class_)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A straight line."""
    return element("line", x1=number(x1), y1=number(y1), x2=number(x2), y2=number(y2), class_=class_)


def circle(x: float, y: float, radius: float, class_: str) -> Markup:
    """A circle."""
    return element("circle", cx=number(x), cy=number(y), r=number(radius), class_=class_)


def diamond(x: float, y: float, radius: float, class_: str) -> Markup:
    """A square on its corner."""
    corners = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
    return element("path", d="M" + "L".join(f"{number(a)} {number(b)}" for a, b in corners) + "Z", class_=class_)


def link(place: str, name: str, shapes: object) -> Markup:
    """Shapes that lead to a part of the page."""
    return element("a", shapes, href=f"#{place}", aria_label=name)


def words(x: float, y: float, text: str, class_: str, anchor: str = "middle") -> Markup:
    """A short text of ours."""
    return element("text", text, x=number(x), y=number(y), class_=class_, text_anchor=anchor)


def number(value: float) -> str:
    """A coordinate, to a hundredth of a unit."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
