"""What a place name that the study does not list says: its country where the account tells it, else its own name, or nothing.

Study.yaml cannot know every town. A capitalised word after "from" or "born in" is a place unless the account uses it as something else:
a person's name, a group, a month. "Marrow, a port in Norrland" gives the country of Marrow for the whole account.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from testimonia.assist.cues import OPEN_PLACE, Cues
from testimonia.assist.named import Named
from testimonia.assist.plain import Plain, simplified

_ABSTRACT = ("ung", "heit", "keit", "schaft", "ismus", "tum", "gier", "nis", "gründen")  # German nouns after "aus" that are no places


class Origins:
    """The places of one account: what each name stands for as somebody's origin."""

    def __init__(self, plain: Plain, cues: Cues, people: Iterable[Named]) -> None:
        """Read where the account says in which country its towns lie."""
        self.cues = cues
        self._text = plain.text
        self._people = frozenset(alias for person in people for alias in person.aliases)
        months = {simplified(word).lower() for words in cues.table["dates"]["months"].values() for word in words}
        self._no_place = months | {simplified(str(word)).lower() for key in ("no_place", "stop") for word in cues.listed(key)}
        self._small = set(re.findall(r"(?<!\w)[a-zà-öø-þœ][\w'-]{0,30}", plain.text)) if cues.latin and cues.language != "de" else set()
        self._told = dict(self._learned())

    def _learned(self) -> Iterable[tuple[str, str]]:
        """Towns beside the country they lie in ("Marrow, Norrland"; "Marrow, a port in Norrland")."""
        template = self.cues.listed("place_of")
        if not template:
            return
        for match in self.cues.compile(str(template)).finditer(self._text):
            code = self.cues.places.code(match["place"] or match["people"] or "")
            if code and not self.cues.places.code(match["town"]):
                yield match["town"], code

    def value(self, said: str, end: int) -> str:
        """The country of a place as it was said, or the name of the place, or nothing; ``end`` is where the name ends in the text."""
        known = self.cues.places.code(said)
        if self._names_a_house(end):
            return ""
        if known:
            return known
        if not self.cues.latin:
            return said if self._may_be_arabic(said) else ""
        name = said.rstrip("'-").removesuffix("'s")
        if name in self._told:
            return self._told[name]
        return name if self._may_be_place(name) else ""

    def _names_a_house(self, end: int) -> bool:
        """Whether the name goes on ("Norrland University", "the Saltgate Monitor")."""
        goes_on = (
            re.match(r" ([A-ZÀ-Þ][\w'-]{1,30})", self._text[end : end + 32]) if self.cues.latin and self.cues.language != "de" else None
        )
        return goes_on is not None and goes_on[1] in self.cues.listed("no_name_with")

    def _may_be_place(self, name: str) -> bool:
        words = name.split()
        if not re.fullmatch(OPEN_PLACE, name) or name.isupper() or name in self._people or any(word in self._people for word in words):
            return False
        if any(name in group or group in name for group in self.cues.places.groups):
            return False
        if any(word.lower() in self._no_place for word in words) or words[-1] in self.cues.listed("no_name_with"):
            return False
        if self.cues.language == "de" and (name.lower().endswith(_ABSTRACT) or self._after_article(name)):
            return False
        return not all(word.lower() in self._small for word in words)

    def _may_be_arabic(self, said: str) -> bool:
        """Whether words that no list has may name a place: none of them is a person's name or a common word of the table."""
        words = said.split()
        return not any(word in self._people or word.lower() in self._no_place for word in words) and not any(
            said in group or group in said for group in self.cues.places.groups
        )

    def _after_article(self, name: str) -> bool:
        """Whether a German noun stands after an article elsewhere: then it is no name of a town."""
        return name in self._articled

    @cached_property
    def _articled(self) -> frozenset[str]:
        found = re.findall(r"(?<!\w)(?:der|die|das|dem|den|des|ein|eine|einem|einer|einen) ([\w-]+(?: [\w-]+)?)", self._text)
        return frozenset([*found, *(two.split(" ")[0] for two in found)])
