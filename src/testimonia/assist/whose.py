"""Whose name a word of an account is part of: in words that are weighed a name stands as whose it is, so that it is not learned who is called what."""

from __future__ import annotations

from collections.abc import Iterable

from testimonia.assist.cues import Cues
from testimonia.assist.named import PARTICLES, common_titles
from testimonia.assist.plain import simplified

OWN_NAME, OTHER_NAME = "@he", "@other"
_POSSESSIVE = "'s"


class Whose:
    """The words of the names of an account.

    ``labels`` are the names with the number of who is asked about, or another number; of a word that two have it is the first one's. Particles and
    ranks ("de", "Inspector") are words like others, and so is what is written small, unless a name has nothing else (Dean, kestrel_7).
    """

    def __init__(self, cues: Cues, labels: Iterable[tuple[str, int]]) -> None:
        """Take the names apart."""
        titles = common_titles(cues)
        self._bearers: dict[str, int] = {}
        for label, number in labels:
            words = simplified(label).split()
            own = [
                word
                for word in words
                if word.lower() not in PARTICLES and word.lower().removesuffix(".") not in titles and not word[:1].islower()
            ]
            for word in own or words:
                self._bearers.setdefault(word, number)

    def __contains__(self, said: str) -> bool:
        """Whether a word of the account is part of a name."""
        return said.removesuffix(_POSSESSIVE) in self._bearers

    def name(self, said: str, number: int) -> str:
        """What a word stands as if somebody (by number) is asked about; empty for one that is no name."""
        bearer = self._bearers.get(said.removesuffix(_POSSESSIVE))
        return "" if bearer is None else OWN_NAME if bearer == number else OTHER_NAME
