"""The figures of a release as files of their own: each an SVG that brings its style, light, dark and for print."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from testimonia.stages.publish.figures.drawn import drawing, table_drawing
from testimonia.stages.publish.markup import Markup
from testimonia.stages.publish.tongue import language_of, speaking
from testimonia.stages.publish.writers.content import Content
from testimonia.stages.publish.writers.flowchart import flow_drawings

_COLOURS = {
    "light": "--paper: #fcfbf8; --ink: #22252a; --soft: #5c6068; --hair: #e9e5da; --bar: #3f7f8a; --bound: #9a7a14; --track: #efece3; --grid: #fcfbf8;",
    "dark": "--paper: #16181b; --ink: #e8e4db; --soft: #a9abae; --hair: #2a2d32; --bar: #5a9ca8; --bound: #d6b649; --track: #25292e; --grid: #16181b;",
    "print": "--paper: #fff; --ink: #111; --soft: #4a4a4a; --hair: #ddd; --bar: #3f7f8a; --bound: #9a7a14; --track: #eee; --grid: #fff;",
}
"""As report.css has them."""
_MORE = (
    "svg { background: var(--paper); --sans: system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Arabic', Arial, sans-serif; font-family: var(--sans); } "
    ".axis { stroke: var(--ink); stroke-width: 1.3; } .year, .count { font-size: 10px; fill: var(--ink); }"
)
RTL = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "sd", "ug", "yi", "dv"})
"""Languages that are written from the right."""


def write_figures(folder: Path, content: Content) -> None:
    """Write ``figure-PLAN.svg`` for every entry that can be drawn, ``prisma-SHELF.svg`` and ``prisma-people.svg``; numbers that are hidden leave no mark."""
    with speaking(language_of(content.facts.protocol.study.language)):
        for name, figure in _figures(content):
            (folder / f"{name}.svg").write_text(standalone(figure), encoding="utf-8", newline="\n")


def _figures(content: Content) -> list[tuple[str, Markup]]:
    protocol = content.facts.protocol
    rtl = protocol.study.language.partition("-")[0].lower() in RTL
    made: list[tuple[str, Markup]] = []
    for found in content.tables:
        for name, figure in table_drawing(protocol, found, lambda line: line.id in content.shown, rtl=rtl):
            made.append((f"{found.plan.id}{f'-{name}' if name else ''}", figure))
    for entry in content.measured:
        shown = [row for row in entry.rows if content.tells(entry, row)]
        figures = drawing(protocol, entry, shown, rtl=rtl)
        made += [(f"{entry.plan.id}{f'-{n}' if n > 1 else ''}", figure) for n, (_, figure) in enumerate(figures, start=1)]
    flows = [(name, figure) for name, _, figure in flow_drawings(content, rtl=rtl)]
    return [*((f"figure-{name}", figure) for name, figure in made), *flows]


def standalone(figure: Markup) -> str:
    """A figure as a file that any browser or drawing program opens by itself."""
    shapes = files("testimonia.stages.publish").joinpath("data", "figures.css").read_text(encoding="utf-8")
    style = (
        f":root {{ color-scheme: light dark; {_COLOURS['light']} }} @media (prefers-color-scheme: dark) {{ :root {{ {_COLOURS['dark']} }} }} "
        f"@media print {{ :root {{ {_COLOURS['print']} }} }} {_MORE} {shapes}"
    )
    head, _, body = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", figure).partition(">")
    sized = head if " width=" in head else f"{head}{_size(head)}"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{sized} xmlns="http://www.w3.org/2000/svg"><style>{style}</style>{body}\n'


def _size(head: str) -> str:
    """Width and height out of the view, for figures that a page scales."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head)
    return f' width="{found[1]}" height="{found[2]}"' if found else ""
