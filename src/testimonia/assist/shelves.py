"""On which shelf an account stands, and whether it belongs to the study, as the criteria of study.yaml have it.

Cues tell what an account is (a novel, the write-up of a study, a programme, a paper that recommends ...); the criterion that is named
is the one of study.yaml whose words speak of the same. Nothing is proposed where the cues are few: that no leaver was found is no
reason to leave an account out, since the rules miss some.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from testimonia.assist.cues import LANGUAGES, flat, raw, word_list
from testimonia.assist.documents import of, table
from testimonia.assist.figures import figures
from testimonia.assist.plain import Plain
from testimonia.assist.suggesting import Reading, short_of, suggestion
from testimonia.domain.results import Suggestion
from testimonia.protocol import Criterion, Protocol
from testimonia.text import fold

SAYS_SO = {"fiction": 2, "programme": 3, "policy": 2, "study": 3, "serving": 1, "state": 2}
"""How many different cues of a kind an account must have; one word of a film stands in many a true story."""
OWN_FIGURES = 2  # counts of people with their whole, which a write-up of somebody else's study seldom gives
FULL = 6  # different cues at which a proposal is as sure as cues can make it


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an account is taken for: its shelf, whether it belongs there, and the finding that a criterion must speak of."""

    shelf: str
    include: bool
    about: str


VERDICTS = {
    "fiction": Verdict("testimony", False, "fiction"),
    "programme": Verdict("programme", True, "programme"),
    "policy": Verdict("policy", True, "position"),
    "serving": Verdict("testimony", False, "serving"),
    "state": Verdict("testimony", False, "state"),
}


class Shelves:
    """Proposes a shelf, and to include or exclude by one criterion of it; abstains where cues are few."""

    name = "shelves"
    version = "1"

    def reads(self, language: str) -> bool:
        """Whether there are cues for the language."""
        return short_of(language) in LANGUAGES

    def basis(self, protocol: Protocol, language: str) -> object:
        """The versions of the cues, and the criteria."""
        if not self.reads(language):
            return None
        return [table()["version"], raw(short_of(language))["version"], protocol.shelves.model_dump(mode="json")]

    def suggest(self, reading: Reading, protocol: Protocol) -> list[Suggestion]:
        """At most one shelf and one decision for an account. Linear in the text; raises nothing for any text."""
        language = short_of(reading.language)
        if language not in LANGUAGES or not reading.text.strip():
            return []
        plain = Plain(reading.text)
        person = next((item for item in reading.found if item.kind == "mention"), None)
        if person is not None and person.start is not None and person.end is not None:
            verdict, place, reason = Verdict("testimony", True, "speaks"), (person.start, person.end), "somebody in it speaks of leaving"
            score = person.score or 0.5
        else:
            judged = self._judged(plain, language)
            if judged is None:
                return []
            verdict, place, words = judged
            reason, score = "words: " + ", ".join(words), round(min(1.0, len(words) / FULL), 2)
        found = [replace(suggestion(self, reading, "shelf", verdict.shelf, place, score), reason=reason)]
        criterion = _criterion(protocol.shelf(verdict.shelf).criteria, verdict)
        if criterion is not None:
            value = "include" if verdict.include else "exclude"
            told = suggestion(self, reading, "screen", value, place, score, criterion.id)
            found.append(replace(told, reason=f"{criterion.text} ({reason})"))
        return found

    @staticmethod
    def _judged(plain: Plain, language: str) -> tuple[Verdict, tuple[int, int], list[str]] | None:
        """What the cues say, the place of the first, and their words."""
        cues = {**{kind: flat(words) for kind, words in raw(language).get("not_an_account", {}).items()}, "policy": of(language)["policy"]}
        hits = {kind: _hits(plain, cues.get(kind, []), language) for kind in SAYS_SO}
        # The kind of which most is said, in relation to what is needed.
        for kind in sorted(SAYS_SO, key=lambda kind: -len(hits[kind]) / SAYS_SO[kind]):
            if len(hits[kind]) < SAYS_SO[kind]:
                continue
            words = list(hits[kind])
            if kind == "study":
                own = len(figures(plain, language)) >= OWN_FIGURES
                verdict = Verdict("study", True, "figures") if own else Verdict("testimony", False, "study")
            else:
                verdict = VERDICTS[kind]
            span = plain.span(*hits[kind][words[0]])
            return verdict, (span.start, span.end), words
        return None


def _hits(plain: Plain, words: Iterable[str], language: str) -> dict[str, tuple[int, int]]:
    """The different cues of a list that a text has, each with its first place."""
    found: dict[str, tuple[int, int]] = {}
    for match in _either(tuple(words), language).finditer(plain.text):
        found.setdefault(match.group().casefold(), match.span())
    return found


@cache
def _either(words: tuple[str, ...], language: str) -> re.Pattern[str]:
    return re.compile(word_list(words, latin=language != "ar"), re.IGNORECASE)


def _criterion(criteria: Iterable[Criterion], verdict: Verdict) -> Criterion | None:
    """The criterion that speaks of a finding; of several including ones without a word of it, none."""
    fit = [one for one in criteria if one.excludes is not verdict.include]
    wanted = [fold(word) for word in table()["criteria"][verdict.about]]
    told = [(sum(f" {word}" in f" {fold(one.text)} {fold(one.id)}" for word in wanted), one) for one in fit]
    best = max((count for count, _ in told), default=0)
    if best:
        return next(one for count, one in told if count == best)
    return fit[0] if verdict.include and len(fit) == 1 else None
