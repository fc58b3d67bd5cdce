"""How much it says that two accounts have a mark in common: its rarity, learned from the study as far as the study is large."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.trace.method.translations.signature import Signature

# In how many of a hundred accounts such a mark stands, by judgement from the open part of the teaching study; it counts as much as so
# many accounts, so that it decides in a study of ten accounts and is forgotten in one of a thousand.
_WORTH = 10.0
_DENSEST = 3.0  # times as many names as in other languages: more are a list, not a language
# Accounts of a language that are reckoned with at least: in a study of six, too, most pairs are no translations.
_FEWEST = 12
_NAME = {2: 0.12, 3: 0.04}  # by consonants: two meet by chance
_LONG_NAME = 0.01
_NUMBER = ((10, 0.25), (20, 0.10), (100, 0.04))  # up to and with
_LARGE = 0.02
_DATE = {"year": 0.15, "month": 0.12, "when": 0.02}
Mark = tuple[str, object]


def background(mark: Mark) -> float:
    """The share of accounts in which a mark of this kind stands before anything is known of the study."""
    kind, value = mark
    if kind == "name":
        return _NAME.get(sum(letter not in "ahwj" for letter in str(value)), _LONG_NAME)
    if kind == "number" and isinstance(value, int):
        return next((share for most, share in _NUMBER if value <= most), _LARGE)
    return _DATE[kind]


class Rarity:
    """The share of the accounts of each language that have a mark, and what a common mark therefore says."""

    def __init__(self, signatures: Sequence[Signature], marks: Sequence[Mark], kept: float) -> None:
        self.languages = Counter(signature.language for signature in signatures)
        self._kept = kept
        self._share: dict[str, NDArray[np.float64]] = {}
        self._known: dict[str, NDArray[np.bool_]] = {}
        held: dict[str, NDArray[np.int64]] = {language: np.zeros(len(marks), np.int64) for language in self.languages}
        for signature in signatures:
            held[signature.language][np.unique(signature.keys)] += 1
        self.accounts = sum(held.values(), np.zeros(len(marks), np.int64))
        # What stands in every account of the study says nothing, in whichever language there are too few accounts to see it.
        known = np.array([background(mark) for mark in marks])
        named = np.array([mark[0] == "name" for mark in marks], np.bool_)
        usual = self.accounts[named].sum() / max(1, len(signatures))
        for language, counts in held.items():
            # German writes every noun with a capital, and in Arabic every word may be a name: more of them meet by chance.
            dense = counts[named].sum() / self.languages[language] / max(1.0, usual)
            prior = np.where(named, known * min(_DENSEST, max(1.0, dense)), known)
            pooled = (self.accounts + _WORTH * prior) / (len(signatures) + _WORTH)
            self._share[language] = (counts + _WORTH * pooled) / (self.languages[language] + _WORTH)
            self._known[language] = counts > 0

    def weights(self, one: str, other: str, keys: NDArray[np.int32]) -> NDArray[np.float64]:
        """The log-odds that each common mark of two accounts, of these languages, adds; never negative.

        The mean of both directions: log(kept / p), with p the share of accounts of the language that have the mark anyway.
        """
        both = np.sqrt(self._share[one][keys] * self._share[other][keys])
        return np.maximum(0.0, np.log(self._kept / both))

    def expected(self, keys: NDArray[np.int32], language: str) -> int:
        """How many of these marks are known in a language at all: those that a translation into it may be expected to have."""
        return int(self._known[language][keys].sum())

    def prior(self, one: str, other: str, share: float) -> float:
        """The log-odds, before anything is compared, that an account of one language is the translation of a given one of the other."""
        return math.log(share / max(self.languages[one], self.languages[other], _FEWEST))
