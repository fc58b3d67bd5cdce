"""Text as testimonia keeps, measures, compares and quotes it: pure functions on ``str`` and ``bytes``.

Why a room of its own: codings are offsets into an immutable text, and every door, table and browser must agree on what
an offset counts, what a character is, when two spellings are one word, where a quotation begins, and what "early 2015"
means. Offsets are code points, end-exclusive; dates are intervals, both ends included.
"""

from __future__ import annotations

from testimonia.text.canonical import canonical, show_controls, text_digest, title_line
from testimonia.text.dates import (
    Interval,
    Precision,
    at_precision,
    format_edtf,
    known_date,
    lag_days,
    last_day,
    overlaps,
    parse_edtf,
    possibly_before,
    share_within,
    surely_before,
)
from testimonia.text.decoding import Decoded, decode, looks_binary
from testimonia.text.folding import Word, count_words, fold, folded_words, highlights, words
from testimonia.text.mapping import Block, changed_lines, moved, same_blocks
from testimonia.text.passages import place
from testimonia.text.quotation import Quotation, quotations
from testimonia.text.selectors import describe, locate
from testimonia.text.spans import OffsetMap, Span, cut, from_utf8, from_utf16, snap, to_utf8, to_utf16

__all__ = [
    "Block",
    "Decoded",
    "Interval",
    "OffsetMap",
    "Precision",
    "Quotation",
    "Span",
    "Word",
    "at_precision",
    "canonical",
    "changed_lines",
    "count_words",
    "cut",
    "decode",
    "describe",
    "fold",
    "folded_words",
    "format_edtf",
    "from_utf8",
    "from_utf16",
    "highlights",
    "known_date",
    "lag_days",
    "last_day",
    "locate",
    "looks_binary",
    "moved",
    "overlaps",
    "parse_edtf",
    "place",
    "possibly_before",
    "quotations",
    "same_blocks",
    "share_within",
    "show_controls",
    "snap",
    "surely_before",
    "text_digest",
    "title_line",
    "to_utf8",
    "to_utf16",
    "words",
]
