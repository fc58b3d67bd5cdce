"""Whose name a word of an account is part of: in words that are weighed a name stands as whose it is, so that it is not learned who is called what."""

from __future__ import annotations

from collections.abc import Iterable

from testimonia.assist.cues import Cues
from testimonia.assist.everyday import everyday_share
from testimonia.assist.named import PARTICLES, common_titles
from testimonia.assist.plain import simplified

OWN_NAME, OTHER_NAME = "@he", "@other"
_POSSESSIVE = "'s"
_MARKS = "\"'“”‘’«»()"
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
        self._language = cues.language

    def _bearer(self, said: str) -> int | None:
        word = said.removesuffix(_POSSESSIVE).removesuffix(".")
        found = self._bearers.get(word)
        if found is None and self._language == "ar" and word[:1] in _WRITTEN_ON and len(word) > _SHORT and everyday_share(word, "ar") == 0:
            return self._bearers.get(word[1:])
        return self._bearers.get(word.title()) if found is None and word.isupper() and len(word) > 1 else found

    def __contains__(self, said: str) -> bool:
        """Whether a word of the account is part of a name."""
        return self._bearer(said) is not None

    def name(self, said: str, number: int) -> str:
        """What a word stands as if somebody (by number) is asked about; empty for one that is no name."""
        bearer = self._bearer(said)
        return "" if bearer is None else OWN_NAME if bearer == number else OTHER_NAME
