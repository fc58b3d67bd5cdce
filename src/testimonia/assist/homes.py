"""Every place and people that an account names, as what may be somebody's origin: those the study lists, and names that no list has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from testimonia.assist.cues import OPEN_PLACE, Cues
from testimonia.assist.origins import Origins
from testimonia.assist.plain import simplified
from testimonia.assist.surroundings import Surroundings

_AFTER_PREPOSITION = {
    "de": r"(?:aus|in|bei|von|nahe|um) (?:dem |der |den )?", "ar": r"(?<!\w)(?:[وف]?(?:من|في) (?:مدينه |قريه |بلده |حي |ريف )?|ب|مدينه |قريه |بلده )",
}  # fmt: skip
_ARABIC_WORD = r"\w{3,15}(?: ال\w{2,15})?"
_OFTEN = 3  # times a place is named that are told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A place or people (plain offsets) with what it says as an origin: a country, or the name of the place."""

    start: int
    end: int
    value: str
    features: tuple[str, ...]


def homes(around: Surroundings, origins: Origins) -> list[Home]:
    """Every possible origin of an account, in order."""
    found: dict[int, Home] = {}
    for sort, start, end, said in [*_listed(around), *_open(around)]:
        value = origins.value(said, end)
        if value and start not in found:
            found[start] = Home(start=start, end=end, value=value, features=(sort,))
    times: dict[str, int] = {}
    for home in found.values():
        times[home.value] = times.get(home.value, 0) + 1
    theatre, title = re.compile(around.cues.places.theatre), simplified(around.story.reading.title)
    fought = {home.value for home in found.values() if theatre.fullmatch(around.text[home.start : home.end])}
    telling = around.patterned("origin", ("place", "people"))
    counted, seen = [], set()
    for start in sorted(found):
        home = found[start]
        said = around.text[home.start : home.end]
        first = "first" if home.value not in seen else "again"
        seen.add(home.value)
        at = "theatre" if theatre.fullmatch(said) else "elsewhere"
        sort = home.features[0]
        told = f"named {min(times[home.value], _OFTEN)}"
        features = [sort, first, at, f"{sort} {at}", told, f"{sort} {first} {at}", *(f"told by {how}" for how in telling.get(start, ()))]
        features += ["in title"] * (said in title) + ["value of theatre"] * (home.value in fought)
        counted.append(Home(start=start, end=home.end, value=home.value, features=tuple(features)))
    return counted


def _listed(around: Surroundings) -> Iterator[tuple[str, int, int, str]]:
    places = around.cues.places
    for match in _known(around.cues).finditer(around.text):
        said = match["said"]
        people = match.lastgroup is not None and match["people"] is not None
        sort = "people" if people else "town" if said in places.towns else "place"
        yield sort, match.start("said"), match.end("said"), said


@lru_cache(maxsize=16)
def _known(cues: Cues) -> re.Pattern[str]:
    prefix = "" if cues.latin else r"[وف]?(?:[بلك]?ال|[بلك]|لل)?"
    return re.compile(rf"(?<!\w){prefix}(?P<said>(?P<people>{cues.places.people})|{cues.places.place})(?!\w)")


def _open(around: Surroundings) -> Iterator[tuple[str, int, int, str]]:
    """Names with a capital that may be places; in German and Arabic, which tell nothing by capitals, after a preposition."""
    lead = _AFTER_PREPOSITION.get(around.language, "")
    name = OPEN_PLACE if around.cues.latin else _ARABIC_WORD
    begins = {start for start, _ in around.pieces}
    for match in re.finditer(rf"(?<!\w){lead}(?P<said>{name})(?!\w)", around.text):
        if lead or match.start() not in begins:
            yield "open", match.start("said"), match.end("said"), match["said"]
