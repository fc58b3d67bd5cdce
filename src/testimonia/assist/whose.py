"""Whose name a word of an account is part of: in words that are weighed a name stands as whose it is, so that it is not learned who is called what."""

from __future__ import annotations

from collections.abc import Iterable

from testimonia.assist.cues import Cues
from testimonia.assist.everyday import everyday_share
from testimonia.assist.named import PARTICLES, common_titles
from testimonia.assist.plain import simplified
from testimonia.assist.uncased import given_names

OWN_NAME, OTHER_NAME = "@he", "@other"
_POSSESSIVE = "'s"
_MARKS = "\"'“”‘’«»()"
_AGED = "بعمر"  # at the age of; with Umar, too
_SHORT = 3  # letters of a word that is too short for a name and what is written on to it
_WRITTEN_ON = tuple("وفبكل")  # and, so, with, like, for
_NO_NAMES = PARTICLES | {"abu", "abou", "umm", "um", "oum", "ummu", "ابو", "ابا", "ابي", "ام"}


class Whose:
    """The words of the names of an account.

    ``labels`` are the names with the number of who is asked about, or another number; of a word that two have it is the first one's. Particles,
    ranks, numbers and "Abu" ("de", "Inspector", "2") are words like others, and so is what is written small, unless a name has nothing else (Dean,
    kestrel_7). A letter is found without its dot, a name in capitals too, in Arabic one to which "and" or a preposition is written.
    """

    def __init__(self, cues: Cues, labels: Iterable[tuple[str, int]]) -> None:
        """Take the names apart."""
        titles = common_titles(cues)
        self._bearers: dict[str, int] = {}
        for label, number in labels:
            words = [word.strip(_MARKS) for word in simplified(label).split()]
            own = [
                word
                for word in words
                if not (word.lower() in _NO_NAMES or word.lower().removesuffix(".") in titles or word.islower() or word.isdecimal())
            ]
            for word in own or words:
                self._bearers.setdefault(word.removesuffix("."), number)
        self._cues = cues

    def _bearer(self, said: str) -> int | None:
        word = said.removesuffix(_POSSESSIVE).removesuffix(".")
        found = self._bearers.get(word)
        if found is None and not self._cues.latin and self._prefixed(word):
            return self._bearers.get(word[1:])
        return self._bearers.get(word.title()) if found is None and word.isupper() and len(word) > 1 else found

    def _prefixed(self, word: str) -> bool:
        """Whether a word may be a name with a preposition written on to it: no word of its own, nor another name (Karim, "at the age of")."""
        own = word in given_names(self._cues) or word == _AGED or everyday_share(word, self._cues.language) > 0
        return word[:1] in _WRITTEN_ON and len(word) > _SHORT and not own

    def __contains__(self, said: str) -> bool:
        """Whether a word of the account is part of a name."""
        return self._bearer(said) is not None

    def name(self, said: str, number: int) -> str:
        """What a word stands as if somebody (by number) is asked about; empty for one that is no name."""
        bearer = self._bearer(said)
        return "" if bearer is None else OWN_NAME if bearer == number else OTHER_NAME
