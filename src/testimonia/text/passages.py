"""What a passage must be: a place in a text and the words that stand there, in agreement.

Nothing is re-anchored by guess: a quotation that does not stand where the row says is a fault, and the fault says where it does stand.
Source: W3C Web Annotation Data Model, 4.2.4 (quotation) and 4.2.5 (position in code points, end-exclusive).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from testimonia.errors import InputError
from testimonia.text.spans import OffsetMap, Span, snap

SHOWN = 60  # characters of a quotation in a message


def place(text: str, start: int | None, end: int | None, quote: str | None) -> Span:
    """The span of a text that is meant by offsets (code points, end-exclusive), by a quotation, or by both.

    Offsets with a quotation must hold exactly its words; a quotation alone must stand in the text exactly once. A span that would
    cut a character (grapheme cluster) is refused, not widened.

    Raises:
        InputError: no such place; says where the words stand, how often, or which span would be whole.
    """
    said = None if quote is None else quote.replace("\r\n", "\n")  # spreadsheets write line ends of their own into cells
    if (start is None) != (end is None):
        raise InputError("has only one of `start` and `end`.", "Give both, or only the `quote`.")
    if start is None or end is None:
        return _whole(text, _only(text, said))
    if start >= end:
        raise InputError(f"{start}-{end} holds no character.", "`end` is the first character that no longer belongs to the passage.")
    if end > len(text):
        raise InputError(f"{start}-{end} ends after the text, which has {len(text)} characters.", _elsewhere(text, start, end, said))
    if said is not None and text[start:end] != said:
        raise InputError(
            f"`quote` is `{_short(said)}`, but at {start}-{end} the text has `{_short(text[start:end])}`.",
            _elsewhere(text, start, end, said),
        )
    return _whole(text, Span(start, end))


def _whole(text: str, span: Span) -> Span:
    # Between two plain letters, digits, marks or spaces lies always a boundary (UAX 29 joins only CR and LF there).
    if not (_plain(text, span.start) and _plain(text, span.end)):
        snapped = snap(text, span)
        if snapped != span:
            raise InputError(
                f"{span.start}-{span.end} cuts a character in two.",
                f"Whole would be {snapped.start}-{snapped.end}: `{_short(text[snapped.start : snapped.end])}`.",
            )
    return span


def _plain(text: str, offset: int) -> bool:
    return offset in (0, len(text)) or (text[offset - 1].isascii() and text[offset].isascii())


def _only(text: str, quote: str | None) -> Span:
    if not quote:
        raise InputError("has neither `start` and `end` nor a `quote`.", "A passage needs one of them.")
    at = text.find(quote)
    if at < 0:
        raise InputError(
            f"`quote` (`{_short(quote)}`) does not stand in the text.", _composed(text, quote) or "Copy it from the text as it is."
        )
    if text.find(quote, at + 1) >= 0:
        raise InputError(
            f"`quote` (`{_short(quote)}`) stands {_count(text, quote)} times in the text.", "Give `start` and `end`, or quote more words."
        )
    return Span(at, at + len(quote))


def _count(text: str, quote: str) -> int:
    count, at = 0, text.find(quote)
    while at >= 0:
        count, at = count + 1, text.find(quote, at + 1)
    return count


def _elsewhere(text: str, start: int, end: int, quote: str | None) -> str:
    """Where the words do stand, if that can be said."""
    if not quote:
        return "Offsets count characters (code points) of this edition from 0."
    for unit, convert in (("UTF-16 units, as browsers do", OffsetMap(text).from_utf16), ("UTF-8 bytes", OffsetMap(text).from_utf8)):
        span = _converted(convert, start, end)
        if span is not None and text[span.start : span.end] == quote:
            return f"The offsets seem to count {unit}; in characters it is {span.start}-{span.end}."
    count = _count(text, quote)
    if count == 1:
        at = text.find(quote)
        return f"These words stand at {at}-{at + len(quote)}."
    if count:
        return f"These words stand {count} times in the text, but not there."
    return _composed(text, quote) or "These words do not stand in this text; is it another edition?"


def _converted(convert: Callable[[int], int], start: int, end: int) -> Span | None:
    try:
        return Span(convert(start), convert(end))
    except InputError:
        return None


def _composed(text: str, quote: str) -> str:
    """What to say where only the way of writing accents or vowel signs differs."""
    if unicodedata.normalize("NFC", quote) in unicodedata.normalize("NFC", text):
        return "It differs from the text only in how accents or vowel signs are composed (Unicode normalisation); copy it from the text."
    return ""


def _short(words: str) -> str:
    flat = words.replace("\n", " ")
    return flat if len(flat) <= SHOWN else flat[:SHOWN] + "…"
