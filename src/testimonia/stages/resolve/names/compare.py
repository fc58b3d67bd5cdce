"""How alike two labels are."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from testimonia.stages.resolve.names.label import Name, read_label
from testimonia.stages.resolve.names.skeleton import Skeleton

_LONG = 4
"""Consonants of a frame from which on one slip is still the same name: three-letter roots differ by one letter as a rule."""


class Likeness(IntEnum):
    """Levels, the most alike last."""

    DIFFERENT = 0
    SHARES_A_WORD = 1  # one of two or more words
    WITHIN = 2  # every word of the shorter label is in the longer one
    SAME = 3  # word for word


def same_word(one: Skeleton, other: Skeleton) -> bool:
    """Whether two words may be spellings of one name."""
    if one.frame == other.frame:
        return all(set(mine) & set(theirs) for mine, theirs in zip(one.vowels, other.vowels, strict=True))
    if min(len(one.frame), len(other.frame)) < _LONG or one.frame[0] != other.frame[0] or one.frame[-1] != other.frame[-1]:
        return False
    if DamerauLevenshtein.distance(one.frame, other.frame, score_cutoff=1) > 1:
        return False
    return all(set(one.vowels[at]) & set(other.vowels[at]) for at in (0, 1, -2, -1))


@lru_cache(maxsize=200_000)
def likeness(a: str, b: str) -> Likeness | None:
    """How alike two labels are; None where one of them holds no name (an initial, a description)."""
    one, other = read_label(a), read_label(b)
    if not one.words or not other.words:
        return None
    if (one.kunya is None) != (other.kunya is None):
        # A kunya and a given name say nothing about one another, unless both labels give more than that.
        return Likeness.SHARES_A_WORD if _beside(one, other) else Likeness.DIFFERENT
    if (
        one.kunya is not None
        and other.kunya is not None
        and (one.kunya[0] != other.kunya[0] or not same_word(one.kunya[1][0], other.kunya[1][0]))
    ):
        return Likeness.DIFFERENT
    short, long = sorted((one.words, other.words), key=len)
    met = sum(any(same_word(word, candidate) for candidate in long) for word in short)
    if met == len(short):
        return Likeness.SAME if len(short) == len(long) else Likeness.WITHIN
    return Likeness.SHARES_A_WORD if met else Likeness.DIFFERENT


def parts_agreed(a: str, b: str) -> int | None:
    """In how many parts two labels that :func:`likeness` finds the same, or one within the other, agree; None where an initial differs.

    "Corin V." and "Corin Vance" agree in two parts, "Corin" and "Corin Vance" in one, "Corin V." and "Corin Marr" in none after all.
    """
    one, other = read_label(a), read_label(b)
    short, long = sorted((one, other), key=lambda name: len(name.words))
    rest = [head for word, head in zip(long.words, long.heads, strict=True) if not any(same_word(word, known) for known in short.words)]
    met = set(short.initials) & {*long.initials, *rest}
    asked = bool(short.initials) and bool(long.initials or rest)
    return None if asked and not met else len(short.words) + len(met)


def _beside(one: Name, other: Name) -> bool:
    plain, named = (one, other) if one.kunya is None else (other, one)
    beside = named.words[1:]
    return any(same_word(word, candidate) for word in plain.words for candidate in beside)
