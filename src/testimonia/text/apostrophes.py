"""Which single marks are quotation marks and which are apostrophes: decided for a paragraph at a time, in linear time.

``'`` and ``’`` are far more often apostrophes than quotation marks, so a single mark counts only in a pair: an opener
that stands where a word begins, and a closer in the same paragraph where one ends.
"""

from __future__ import annotations

import re

SINGLE = "'‘’‚`"
_OPENERS = "'‘‚`"
_CLOSERS = {"'": "'’", "‘": "’'", "‚": "‘’'", "`": "'`’"}
# Words that begin with an apostrophe (English, Dutch), and years ('90s, '14): their mark opens nothing.
_ELISION = re.compile(
    r"(?:\d\d(?:s|er)?|tis|twas|twere|twill|em|cause|cos|cuz|til|till|bout|round|neath|n|nuff|s|t|k|ll|re|ve|d|m)\b(?!['’]\w)",
    re.IGNORECASE,
)
_LONGEST_ELISION = 8


def pairs(text: str, marks: list[int]) -> dict[int, int]:
    """Of the single marks of one paragraph (offsets, ascending) those that quote: opener to closer.

    A closer that may be a possessive (the brothers' house) is passed over when a better one follows before the next
    opener. Raises nothing.
    """
    found: dict[int, int] = {}
    opener: int | None = None
    rivals = _closers_ahead(text, marks)
    for at, rival in zip(marks, rivals, strict=True):
        if opener is not None and text[at] in _CLOSERS[text[opener]] and may_close(text, at):
            if not (rival and _possessive(text, at)):
                found[opener] = at
                opener = None
        elif may_open(text, at):
            opener = at  # an earlier opener without a closer was an elision or a letter (ʿayn written as a quote)
    return found


def may_open(text: str, at: int) -> bool:
    """Whether a single mark stands where a quoted word begins."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] not in _OPENERS or not after or after.isspace() or before.isalnum():
        return False
    if before == "-" and text[at - 2 : at - 1].isalnum():
        return False  # al-'Abadi
    return text[at] not in "'‘" or not _ELISION.match(text[at + 1 : at + 1 + _LONGEST_ELISION])


def may_close(text: str, at: int) -> bool:
    """Whether a single mark stands where a quoted word ends."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return bool(before) and not before.isspace() and not after.isalnum()


def _possessive(text: str, at: int) -> bool:
    after = text[at + 1 : at + 3]
    return text[at - 1] in "sS" and after[:1] == " " and after[1:].islower()


def _closers_ahead(text: str, marks: list[int]) -> list[bool]:
    """For each mark whether another that may close follows before the next that may open."""
    ahead = [False] * len(marks)
    closer = False
    for index in range(len(marks) - 1, -1, -1):
        ahead[index] = closer
        if may_open(text, marks[index]):
            closer = False
        elif may_close(text, marks[index]):
            closer = True
    return ahead
