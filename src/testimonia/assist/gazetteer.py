"""Places and groups as a study knows them: ISO 3166 countries by name and people, and what study.yaml adds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError
from babel.core import get_global

from testimonia.assist.plain import simplified
from testimonia.protocol.sections import Gazetteer

_COUNTRY = re.compile(r"[A-Z]{2}")
PLACED = ("origin", "nationality")
"""The variables of claims whose values are countries."""
_NOTHING = r"(?!)"  # an expression that never matches


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What names mean, folded by :func:`simplified`: ``country`` of a place or people; the rest are expressions without groups.

    ``place`` matches names of places, ``people`` names of peoples, ``theatre`` where the groups are, ``group`` the groups of interest,
    ``any_group`` all.
    """

    country: Mapping[str, str]
    place: str
    people: str
    theatre: str
    group: str
    any_group: str
    groups: Mapping[str, str]
    towns: frozenset[str]  # of CLDR: cities whose names may also be people's

    def code(self, said: str) -> str | None:
        """The country (ISO 3166 alpha-2, or the study's own code) of a name as it was said."""
        return self.country.get(said) or self.country.get(said.lower())


def places(language: str, gazetteer: Gazetteer) -> Places:
    """The names of a language's countries and peoples, with those of the study."""
    iso = _countries(language)
    demonyms = _demonyms(language)
    own = {simplified(name): place.country for place in gazetteer.places for name in (place.name, *place.also)}
    own_people = {simplified(name): place.country for place in gazetteer.places for name in place.people}
    theatre = [simplified(name) for group in gazetteer.groups for name in group.at]
    groups = {simplified(name): group.name for group in gazetteer.groups for name in (group.name, *group.also)}
    return Places(
        country={**iso, **demonyms, **own, **own_people},
        place=_either([*iso, *own]),
        people=_either([*demonyms, *own_people]),
        theatre=_either(theatre) if theatre else _either([*iso, *own]),
        group=_either(simplified(name) for group in gazetteer.groups if group.of_interest for name in (group.name, *group.also)),
        any_group=_either(groups),
        groups=groups,
        towns=frozenset(_cities(language)) - own.keys(),
    )


def place_name(code: str, gazetteer: Gazetteer, language: str = "en") -> str:
    """What to call a country where people read of it: as the study does, else in CLDR's words, else by its code.

    The study's name for a country is that of the place whose people it lists; of several towns of one code, the first.
    """
    own = [place for place in gazetteer.places if place.country == code]
    country = next((place.name for place in own if place.people), None)
    return country or _territories(language).get(code) or (own[0].name if own else code)


def _either(names: Iterable[str]) -> str:
    listed = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    return f"(?:{'|'.join(map(re.escape, listed))})" if listed else _NOTHING


@cache
def _territories(language: str) -> dict[str, str]:
    """The countries of CLDR by their codes, in a language."""
    try:
        territories = dict(Locale.parse(language, sep="-").territories)
    except (UnknownLocaleError, ValueError):
        return {}
    return {
        code: name
        for code, name in territories.items()
        if _COUNTRY.fullmatch(code) and code not in ("EU", "EZ", "UN", "ZZ", "QO", "XA", "XB")
    }


@cache
def _countries(language: str) -> dict[str, str]:
    territories = _territories(language)
    return {**_cities(language), **{simplified(name): code for code, name in territories.items()}} if territories else {}


@cache
def _cities(language: str) -> dict[str, str]:
    """The cities after which CLDR calls the time zones, in the language, with their countries."""
    territory = get_global("zone_territories")
    found = {}
    for zone, names in Locale.parse(language, sep="-").time_zones.items():
        city = names.get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
        code = territory.get(zone, "")
        if _COUNTRY.fullmatch(code) and not zone.startswith(("Etc/", "Antarctica/")):
            found[simplified(city)] = code
    return found


@cache
def _demonyms(language: str) -> dict[str, str]:
    table: dict[str, dict[str, list[str]]] = _table("demonyms")
    return {simplified(name): code for code, names in table.get(language, {}).items() for name in names}


@cache
def _table(name: str) -> Any:
    return yaml.safe_load(files("testimonia.assist").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8"))
