"""HTML out of Python values, escaped unless it was made here.

Every text of an account, a coder or a file goes through :func:`element` as a plain string and comes out inert. Only
:class:`Markup`, which nothing but this module makes of plain text, is taken as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from testimonia.stages.publish.tongue import ours
from testimonia.text import title_line

_READ = frozenset({"title", "aria-label"})  # attributes that are read out or shown
_EMPTY = frozenset({"meta", "rect", "line", "circle", "path"})  # written <x/>: SVG inside HTML would otherwise put what follows inside them
# What could reorder or hide the text around it, or is no character of HTML at all: shown by its name instead.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u206a-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")


class Markup(str):
    """HTML that is safe to write as it is, for templates too."""

    __slots__ = ()

    def __html__(self) -> str:
        """What a template puts into a page: itself."""
        return self


def element(tag: str, *children: object, **attributes: object) -> Markup:
    """An element: plain strings among the children and all attribute values are escaped, None and False left out.

    Children may be nested lists. In names of attributes a leading or trailing ``_`` is dropped (``class_``), others become ``-``.
    """
    parts = []
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        key = name.strip("_").replace("_", "-")
        if key in _READ and type(value) is str:
            value = ours(value)  # noqa: PLW2901 - said in the report's language from here on
        parts.append(f" {key}" if value is True else f' {key}="{escape(str(value), quote=True)}"')
    head = f"<{tag}{''.join(parts)}"
    return Markup(f"{head}/>") if tag in _EMPTY else Markup(f"{head}>{join(*children)}</{tag}>")


def join(*children: object) -> Markup:
    """Children one after the other."""
    return Markup("".join(_written(child) for child in children))


def _written(child: object) -> str:
    if child is None or child is False:
        return ""
    if isinstance(child, Markup):
        return child
    if isinstance(child, str):
        return escape(ours(child), quote=False)
    if isinstance(child, Iterable):
        return "".join(_written(item) for item in child)
    return escape(str(child), quote=False)


def foreign(text: str) -> Markup:
    """One line of somebody else's (a title, a label, a name): its direction is its own and ends with it."""
    return element("bdi", literal(title_line(text)))


def words(text: str) -> Markup:
    """Somebody else's words, whole: line ends kept, characters that could deceive shown by their code point."""
    parts: list[Markup | str] = []
    at = 0
    for match in _CONTROL.finditer(text):
        parts += [literal(text[at : match.start()]), element("span", f"U+{ord(match[0]):04X}", class_="control")]
        at = match.end()
    return join(parts, literal(text[at:]))


def literal(text: str) -> Markup:
    """A text as it stands, whatever language is spoken: not ours, or said already."""
    return Markup(escape(text, quote=False))
