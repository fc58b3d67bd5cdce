"""From a text to a later one: where each passage of the first stands in the second, if it stands there unchanged and in its place.

Nothing is guessed: a passage moves only with the unbroken stretch of equal text that it lies in, as the longest common order of lines, then of words,
gives it. Whatever was reworded, cut in two or carried elsewhere has no place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

LONGEST_WORDS = (
    4_000  # of a changed stretch that is compared word by word: it takes a second; longer ones keep their equal beginning and end
)
_TOKEN = re.compile(r"\w+|\W")


class Block(NamedTuple):
    """A stretch that is the same in both texts: where it begins in each, and its length, in code points."""

    old: int
    new: int
    length: int


class Shift:
    """The equal stretches of two texts, in order, each as long as it goes."""

    def __init__(self, old: str, new: str) -> None:
        """Compare ``old`` with ``new``."""
        self.blocks = _merged(_by_line(old, new))
        self._starts = [block.old for block in self.blocks]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a passage (code points, end-exclusive) stands in the new text; None where it does not stand there whole."""
        place = bisect_right(self._starts, start) - 1
        if place < 0:
            return None
        block = self.blocks[place]
        if end > block.old + block.length:
            return None
        return start - block.old + block.new, end - block.old + block.new


def changed_lines(old: str, new: str) -> tuple[str, ...]:
    """The lines that differ, each with ``-`` (gone) or ``+`` (come) before it, in order."""
    before, after = old.split("\n"), new.split("\n")
    told: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            told += [f"-{line}" for line in before[a:b]] + [f"+{line}" for line in after[c:d]]
    return tuple(told)


def _merged(blocks: Iterator[Block]) -> list[Block]:
    merged: list[Block] = []
    for block in blocks:
        if not block.length:
            continue
        last = merged[-1] if merged else None
        if last and last.old + last.length == block.old and last.new + last.length == block.new:
            merged[-1] = Block(last.old, last.new, last.length + block.length)
        else:
            merged.append(block)
    return merged


def _by_line(old: str, new: str) -> Iterator[Block]:
    yield from _compared(old.splitlines(keepends=True), new.splitlines(keepends=True), 0, 0, _by_word)


def _by_word(old: str, new: str, at_old: int, at_new: int) -> Iterator[Block]:
    first, second = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(first) + len(second) <= LONGEST_WORDS:
        yield from _compared(first, second, at_old, at_new, None)
        return
    most = min(len(old), len(new))
    begin = next((n for n in range(most) if old[n] != new[n]), most)
    end = next((n for n in range(most - begin) if old[-1 - n] != new[-1 - n]), most - begin)
    yield Block(at_old, at_new, begin)
    yield Block(at_old + len(old) - end, at_new + len(new) - end, end)


def _compared(old: Sequence[str], new: Sequence[str], at_old: int, at_new: int, closer: object) -> Iterator[Block]:
    starts_old, starts_new = _starts(old, at_old), _starts(new, at_new)
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Block(starts_old[a], starts_new[c], starts_old[b] - starts_old[a])
        elif what == "replace" and closer is _by_word:
            yield from _by_word("".join(old[a:b]), "".join(new[c:d]), starts_old[a], starts_new[c])


def _starts(parts: Sequence[str], at: int) -> list[int]:
    found = [at]
    for part in parts:
        found.append(found[-1] + len(part))
    return found
