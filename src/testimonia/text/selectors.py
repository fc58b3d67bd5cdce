"""Passages in the words of the W3C Web Annotation model: written so that anyone can find them again, read without guessing.

Source: https://www.w3.org/TR/annotation-model/ (4.2.4 text quote selector, 4.2.5 text position selector).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from testimonia.errors import InputError
from testimonia.text.graphemes import boundary_after, boundary_before
from testimonia.text.spans import Span, cut

Selector = Mapping[str, Any]
_POSITION = "TextPositionSelector"
_QUOTE = "TextQuoteSelector"


def describe(text: str, span: Span, context: int = 32) -> dict[str, Any]:
    """A passage as ``{"selector": [TextPositionSelector, TextQuoteSelector]}``.

    Offsets are code points, end-exclusive. ``prefix`` and ``suffix`` hold at most ``context`` code points and never
    begin or end inside a grapheme cluster that lies outside the span. Raises ``InputError`` when the span ends after
    the text or ``context`` is negative.
    """
    if context < 0:
        raise InputError(f"A context of {context} characters is not possible.", "Give 0 or more.")
    exact = cut(text, span)
    # Inward, so that context stays bounded even where one cluster is a million marks long.
    before = min(span.start, boundary_after(text, max(0, span.start - context)))
    after = max(span.end, boundary_before(text, min(len(text), span.end + context)))
    position = {"type": _POSITION, "start": span.start, "end": span.end}
    quote = {"type": _QUOTE, "exact": exact, "prefix": text[before : span.start], "suffix": text[span.end : after]}
    return {"selector": [position, quote]}


def locate(text: str, selectors: Selector | Sequence[Selector]) -> Span | None:
    """The passage that selectors name, or ``None``: an orphan is shown to a person, never re-anchored by guess.

    ``selectors`` is what ``describe`` returns, its list, or a single selector; unknown types are ignored. In this order:

    1. the stated position, if the quote and its stated context stand there;
    2. the only place where prefix, quote and suffix stand together;
    3. the only place where the quote stands;
    4. else ``None`` (also without a quote: a bare position cannot be checked).

    The text of the returned span is the quote, code point by code point. Raises ``InputError`` when a selector is
    malformed (no ``exact``, an offset that is no whole number).
    """
    found = _selectors(selectors)
    quote = found.get(_QUOTE)
    if quote is None:
        return None
    exact, prefix, suffix = (_string(quote, key) for key in ("exact", "prefix", "suffix"))
    position = found.get(_POSITION)
    if position is not None and _stands(text, _number(position, "start"), _number(position, "end"), (prefix, exact, suffix)):
        return Span(position["start"], position["end"])
    at = _only(text, prefix + exact + suffix)
    if at is not None:
        return Span(at + len(prefix), at + len(prefix) + len(exact))
    at = _only(text, exact)
    return None if at is None else Span(at, at + len(exact))


def _stands(text: str, start: int, end: int, words: tuple[str, str, str]) -> bool:
    """Whether the quote stands at the offsets with its context around it.

    Without the context a short quote ("he") that has moved would still be "found" wherever the same letters happen to
    stand at the old offsets of a changed text.
    """
    prefix, exact, suffix = words
    return (
        0 <= start <= end <= len(text)
        and text[start:end] == exact
        and text[max(0, start - len(prefix)) : start] == prefix
        and text[end : end + len(suffix)] == suffix
    )


def _only(text: str, words: str) -> int | None:
    """Where the words stand if they stand exactly once (overlapping places count as two); nothing stands nowhere."""
    if not words:
        return None
    at = text.find(words)
    return None if at < 0 or text.find(words, at + 1) >= 0 else at


def _selectors(given: Selector | Sequence[Selector]) -> dict[str, Selector]:
    """The first selector of each type."""
    if isinstance(given, Mapping):
        inner = given.get("selector", [given])
        given = [inner] if isinstance(inner, Mapping) else inner
    found: dict[str, Selector] = {}
    for selector in given:
        if not isinstance(selector, Mapping):
            raise InputError(f"{selector!r} is not a selector.", "A selector is an object with a type.")
        found.setdefault(str(selector.get("type", "")), selector)
    return found


def _string(selector: Selector, key: str) -> str:
    value = selector.get(key, None if key == "exact" else "")
    if not isinstance(value, str):
        raise InputError(f"A {_QUOTE} needs {key!r} as text.", "Export the annotation with its quoted words.")
    return value


def _number(selector: Selector, key: str) -> int:
    value = selector.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputError(f"A {_POSITION} needs {key!r} as a whole number.", "Export the annotation with code-point offsets.")
    return value
