"""The colours of codes in a text: a tint or a line of its own for each, so that colour is never the only sign.

One code after another takes the next of eleven marks and the next of eight hues; their least common multiple is 88, so that no two of
the first 88 codes of a codebook look the same, and the first eleven differ without any colour. Tints are so pale that black (or, by
night, white) text keeps a contrast of 4.5 to 1 where two lie over one another; lines stand out from the paper by 3 to 1
(WCAG 2.2, 1.4.3 and 1.4.11; computed in the tests).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PAPER, INK = ("#fcfbf8", "#16181b"), ("#22252a", "#e8e4db")
"""By day and by night, as house.css has them."""
HUES: tuple[tuple[str, str], ...] = (
    ("#1f6f8b", "#74c3dd"),
    ("#b3541e", "#f0a574"),
    ("#5b7d1a", "#b2d46a"),
    ("#8a3ea6", "#d79cec"),
    ("#a3234e", "#f28fb0"),
    ("#2c5fb8", "#93b6f5"),
    ("#7d6608", "#e0c557"),
    ("#1d7a5f", "#6fd3b1"),
)
"""Line colours by day and by night."""
TINT = (0.26, 0.2)
"""How much of the hue lies over the paper, by day and by night: less by night, where two tints over one another take contrast away fast."""
LINES = ("solid", "dotted", "dashed", "wavy", "double")


@dataclass(frozen=True, slots=True)
class Look:
    """How passages of a code look: its hue by day and by night, whether it is tinted, and its line if it has one."""

    hue: tuple[str, str]
    tinted: bool
    line: str | None

    @property
    def name(self) -> str:
        """The class of a sample of it."""
        return f"{'tint' if self.tinted else 'plain'}-{self.line or 'none'}"


MARKS = ((True, None), *((False, line) for line in LINES), *((True, line) for line in LINES))


def look(number: int) -> Look:
    """The look of the code that stands at a place of its codebook, from 0."""
    tinted, line = MARKS[number % len(MARKS)]
    return Look(HUES[number % len(HUES)], tinted, line)


def rgb(colour: str) -> tuple[float, ...]:
    """Red, green and blue of ``#rrggbb``, from 0 to 255."""
    return tuple(float(int(colour[at : at + 2], 16)) for at in (1, 3, 5))


def over(paper: Iterable[float], colour: str, alpha: float) -> tuple[float, ...]:
    """The colour of paper with a tint over it."""
    return tuple(below * (1 - alpha) + above * alpha for below, above in zip(paper, rgb(colour), strict=True))


def contrast(one: Iterable[float], other: Iterable[float]) -> float:
    """The contrast ratio of two colours (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Iterable[float]) -> float:
    shares = (part / 255 for part in colour)
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]  # noqa: PLR2004 - the constants of sRGB
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def stylesheet(count: int) -> str:
    """The rules for the codes of one codebook: ``::highlight(c0)`` in the text, and ``.c0`` for a sample of it."""
    return "\n".join(_rules(number) for number in range(count)) + "\n"


def _rules(number: int) -> str:
    found = look(number)
    day, night = found.hue
    rules = []
    if found.tinted:
        rules.append(f"background-color: light-dark({_clear(day, TINT[0])}, {_clear(night, TINT[1])})")
    if found.line is not None:
        rules.append(f"text-decoration: underline {found.line} .12em light-dark({day}, {night})")
    said = "; ".join(rules)
    return f"::highlight(c{number}) {{ {said}; }}\n.c{number} {{ {said}; }}"  # apart: a browser drops a rule of which it knows only half


def _clear(colour: str, alpha: float) -> str:
    red, green, blue = (round(part) for part in rgb(colour))
    return f"rgb({red} {green} {blue} / {alpha:.0%})"
