"""Where the characters of one text stand in another: only what is the same in both, nothing by likeness.

Lines are compared first and the words of lines that differ next (Myers-like matching of the standard library's difflib, Ratcliff and
Obershelp 1988), so that a changed menu in a long page does not cost the square of its length.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import NamedTuple

from testimonia.text.spans import Span

_PIECE = re.compile(r"\w+|\s+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # not str.splitlines: it knows more line ends than an edition has
MOST_PIECES = 4_000  # words compared at once: beyond, a stretch counts as changed


class Block(NamedTuple):
    """A stretch that stands in both texts: from ``old``, from ``new``, so many code points long."""

    old: int
    new: int
    length: int


def same_blocks(old: str, new: str) -> list[Block]:
    """What stands in both texts, in order, as maximal blocks that neither overlap nor cross."""
    blocks: list[Block] = []
    before, after = _LINE.findall(old), _LINE.findall(new)
    at_old, at_new = _starts(before), _starts(after)
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            _add(blocks, Block(at_old[a], at_new[c], at_old[b] - at_old[a]))
        elif kind == "replace":
            for block in _words(old[at_old[a] : at_old[b]], new[at_new[c] : at_new[d]]):
                _add(blocks, Block(at_old[a] + block.old, at_new[c] + block.new, block.length))
    return blocks


def changed_lines(old: str, new: str) -> tuple[str, ...]:
    """The lines that differ, in order, each with ``-`` (gone) or ``+`` (come) before it."""
    before, after = old.split("\n"), new.split("\n")
    told: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            told += [f"-{line}" for line in before[a:b]] + [f"+{line}" for line in after[c:d]]
    return tuple(told)


def _starts(lines: Sequence[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts


def _words(old: str, new: str) -> list[Block]:
    a, b = _PIECE.findall(old), _PIECE.findall(new)
    if len(a) + len(b) > MOST_PIECES:
        return []
    at_old, at_new = _starts(a), _starts(b)
    found = difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return [Block(at_old[m.a], at_new[m.b], at_old[m.a + m.size] - at_old[m.a]) for m in found if m.size]


def _add(blocks: list[Block], block: Block) -> None:
    """Add a block, as part of the one before where they touch in both texts."""
    if not block.length:
        return
    if blocks:
        last = blocks[-1]
        if last.old + last.length == block.old and last.new + last.length == block.new:
            blocks[-1] = Block(last.old, last.new, last.length + block.length)
            return
    blocks.append(block)


def moved(span: Span, blocks: Sequence[Block]) -> Span | None:
    """Where a span stands in the other text; None unless all of it lies in one block."""
    for block in blocks:
        if block.old <= span.start and span.end <= block.old + block.length:
            return span.shift(block.new - block.old)
    return None
