"""A drawing that can be read from the right as well: shapes are given as from the left, and mirrored where the page runs the other way."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from testimonia.stages.publish.figures import svg
from testimonia.stages.publish.markup import Markup, element, literal
from testimonia.stages.publish.tongue import ours
from testimonia.text.graphemes import clusters

WIDE = 6.1
"""Units a letter of the figures' text takes on average at 10.5 px; an Arabic one less, one of Chinese, Japanese or Korean twice as much."""
ARABIC = 5.2
LEAD = 12.5
"""Units from one line of text to the next."""
_ENDS = {"start": "end", "end": "start", "middle": "middle"}


class Canvas:
    """Shapes on a plane ``width`` units wide; with ``rtl`` the left becomes the right."""

    def __init__(self, width: float, *, rtl: bool = False) -> None:
        """An empty plane."""
        self.width, self.rtl = width, rtl
        self.shapes: list[Markup] = []

    def x(self, x: float) -> float:
        """Where a distance from the start of the line lies."""
        return self.width - x if self.rtl else x

    def rect(self, x: float, y: float, width: float, height: float, class_: str, *, title: str = "", opacity: float | None = None) -> None:
        """A rectangle, with words that show when it is pointed at."""
        if width <= 0 or height <= 0:
            return
        left = self.width - x - width if self.rtl else x
        shape = element(
            "rect", x=svg.number(left), y=svg.number(y), width=svg.number(width), height=svg.number(height), class_=class_,
            fill_opacity=None if opacity is None else svg.number(opacity),
        )  # fmt: skip
        self.shapes.append(_titled(shape, title))

    def line(self, x1: float, y1: float, x2: float, y2: float, class_: str) -> None:
        """A straight line."""
        self.shapes.append(svg.line(self.x(x1), y1, self.x(x2), y2, class_))

    def circle(self, x: float, y: float, radius: float, class_: str, *, title: str = "") -> None:
        """A circle."""
        self.shapes.append(_titled(svg.circle(self.x(x), y, radius, class_), title))

    def dots(self, places: Sequence[tuple[float, float]], radius: float, class_: str) -> None:
        """Many circles as one shape."""
        r, across = svg.number(radius), svg.number(2 * radius)
        path = "".join(
            f"M{svg.number(self.x(x) - radius)} {svg.number(y)}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0" for x, y in places
        )
        self.shapes.append(element("path", d=path, class_=class_))

    def bars(self, places: Sequence[tuple[float, float]], y: float, height: float, class_: str) -> None:
        """Many rectangles (start, width) at one height as one shape."""
        tall, top = svg.number(height), svg.number(y)
        lefts = [(self.width - x - width if self.rtl else x, svg.number(width)) for x, width in places]
        path = "".join(f"M{svg.number(x)} {top}h{wide}v{tall}h-{wide}z" for x, wide in lefts)
        self.shapes.append(element("path", d=path, class_=class_))

    def band(self, start: tuple[float, float], end: tuple[float, float], width: float, class_: str, *, title: str = "") -> None:
        """A band of even width that bends from one place to another, each the middle of its upper and lower edge."""
        (x1, y1), (x2, y2) = start, end
        middle, half = (x1 + x2) / 2, width / 2
        a, m, b = (svg.number(self.x(x)) for x in (x1, middle, x2))
        top1, top2, low1, low2 = (svg.number(y) for y in (y1 - half, y2 - half, y1 + half, y2 + half))
        path = f"M{a} {top1}C{m} {top1} {m} {top2} {b} {top2}L{b} {low2}C{m} {low2} {m} {low1} {a} {low1}Z"
        self.shapes.append(_titled(element("path", d=path, class_=class_), title))

    def text(self, x: float, y: float, text: str, class_: str, anchor: str = "start") -> None:
        """One line of text; ``anchor`` is start, middle or end of the line in the page's own direction."""
        self.shapes.append(svg.words(self.x(x), y, text, class_, _ENDS[anchor] if self.rtl else anchor))

    def label(  # noqa: PLR0913 - a text has a place, a room and a look
        self, x: float, y: float, text: str, room: float, *, anchor: str = "start", lines: int = 2, class_: str = "label", under: str = ""
    ) -> None:
        """Somebody else's words around the height ``y``: up to some lines, the rest told when it is pointed at; ``under`` them ours."""
        text = ours(text)
        rows = [*wrapped(text, room, lines), *([under] if under else [])]
        top = y - (len(rows) - 1) * LEAD / 2 + 3.6
        cut = rows[len(rows) - 1 - bool(under)].endswith("…") and not text.endswith("…")
        shapes = [
            svg.words(self.x(x), top + n * LEAD, literal(row), class_, _ENDS[anchor] if self.rtl else anchor) for n, row in enumerate(rows)
        ]
        self.shapes.append(element("g", element("title", literal(" ".join(text.split()))) if cut else None, shapes))

    def figure(self, height: float, title: str, description: str, class_: str) -> Markup:
        """The drawing, with its name and what it shows for those who do not see it."""
        return svg.figure(self.width, height, title, description, *self.shapes, class_=class_, sized=True)


def _titled(shape: Markup, title: str) -> Markup:
    return element("g", element("title", title), shape) if title else shape


def measured(text: str) -> float:
    """About how wide a text is; generous, since fonts differ."""
    return sum(_breadth(letter) for letter in text)


def _breadth(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 2 * WIDE
    return ARABIC if unicodedata.bidirectional(letter) == "AL" else WIDE


def wrapped(text: str, room: float, lines: int) -> Sequence[str]:
    """A text in lines no wider than ``room``, broken at spaces, and inside words that are wider than a line (German ones may be).

    What is too long for all of them ends in an ellipsis.
    """
    rows: list[str] = [""]
    for word in ours(text).split():
        for n, part in enumerate(_parts(word, room)):
            joined = f"{rows[-1]} {part}".strip()
            if n == 0 and (measured(joined) <= room or not rows[-1]):
                rows[-1] = joined
            else:
                rows.append(part)
    kept = rows[:lines]
    if len(rows) > lines:
        kept[-1] = kept[-1].removesuffix("-") + "…"
    return [clipped(row, room) for row in kept]


def _parts(word: str, room: float) -> Iterator[str]:
    """A word whole, or in pieces as wide as a line, each but the last with a hyphen; words in joined letters stay whole."""
    left = [word[start:end] for start, end in clusters(word)]
    if measured(word) <= room or any(unicodedata.bidirectional(letter) == "AL" for letter in word):
        yield word
        return
    while measured("".join(left)) > room:
        fit = 1
        while fit < len(left) and measured("".join(left[: fit + 1]) + "-") <= room:
            fit += 1
        if fit >= len(left):
            break
        yield "".join(left[:fit]) + "-"
        left = left[fit:]
    yield "".join(left)


def clipped(row: str, room: float) -> str:
    """A line that fits; what does not is cut, with an ellipsis."""
    if measured(row) <= room:
        return row
    while row and measured(f"{row}…") > room:
        row = row[:-1]
    return f"{row.rstrip('… ')}…"
