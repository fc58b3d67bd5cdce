"""The cue tables: what the rules look for, a file a language, versioned, checked when they are read.

A table holds words and regular expressions with placeholders; :func:`cues` puts in the words, the study's places and groups, and
compiles each once. Expressions are applied to one sentence at a time, every repetition in them is bounded, so that time stays linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from testimonia.assist.gazetteer import Places, places
from testimonia.assist.numbers import Numbers
from testimonia.assist.plain import simplified
from testimonia.protocol.sections import Gazetteer

LANGUAGES = ("ar", "de", "en", "es", "fr", "id")
UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĪİŁŃŇŌŐŒŘŚŞŠŤŪŮŰŹŻŽ"
TOKEN = rf"[{UPPER}][\w'-]{{0,30}}"
ARTICLED = r"(?:(?:[Aa]l|[Ee]l|as|ash|ad|an|ar|at|az)-)?"  # the article that is written on to an Arabic surname (Hanan al-Mukhtari)
# A place that no list knows: up to three capitalised words with what binds them (Sankt Marrow am See, Port-de-Sel).
OPEN_PLACE = rf"{TOKEN}(?:[ -](?:(?:de|del|la|le|les|sur|upon|on|am|an der|bei|du|des|of|el|los|las)[ -])?{TOKEN}){{0,2}}"
_LATIN_NAME = rf"(?:(?:Abu|Abou|Umm|Um|Oum|Ummu) (?:[Aa]l-|[Ee]l-|as-|ash-)?{TOKEN}|(?:[{UPPER}]\. )?{TOKEN}(?: (?:(?:de|da|van|von|bin|ibn|al|el|bint|la) )?{ARTICLED}{TOKEN}){{0,2}}(?: [{UPPER}]\.)?)"
_NO_NAME = r"(?!(?:لم|لا|لن|ما|من|في|علي|عن|كل|قد|كان|كانت|التي|الذي|هو|هي|ان|او|لها|له|و\w+) )"
_ARABIC_NAME = rf"(?:(?:ابو|ابي|ابا|ام) {_NO_NAME}\w{{2,20}}|\w\. ?\w\.|\w{{3,15}}(?: \w{{3,15}})?)"
_KUNYA = {True: r"(?:Abu|Abou|Umm|Um|Oum|Ummu) (?:[Aa]l-|[Ee]l-|as-|ash-)?\w+", False: rf"(?:ابو|ابي|ابا|ام) {_NO_NAME}\w+"}
_PREFIX = r"(?:[وف]?(?:[بلك]?ال|[بلكس]|لل)?)"  # Arabic writes and, in, for, as and the article on to the word
_YEAR = r"(?:(?:19|20)[0-9]{2})"


@dataclass(frozen=True)
class Pattern:
    """One compiled expression with what its entry says of it."""

    expression: re.Pattern[str]
    says: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Cues:
    """The compiled table of one language for one study."""

    language: str
    version: int
    latin: bool
    table: Mapping[str, Any]
    numbers: Numbers
    places: Places
    words: Mapping[str, str]

    def fill(self, template: str) -> str:
        """An expression with its placeholders filled."""
        return _fill(simplified(template), self.words)

    @lru_cache(maxsize=4096)  # noqa: B019 - tables live as long as the process; all six languages share the room
    def compile(self, template: str) -> re.Pattern[str]:
        """A template as an expression; letters by case (names need it) except in Arabic, which has none."""
        return re.compile(self.fill(template))

    @lru_cache(maxsize=1024)  # noqa: B019
    def patterns(self, key: str) -> tuple[Pattern, ...]:
        """The expressions of one list of the table, in its order."""
        entries = self.table.get(key, [])
        return tuple(Pattern(self.compile(_template(entry)), entry if isinstance(entry, dict) else {}) for entry in entries)

    @lru_cache(maxsize=1024)  # noqa: B019
    def any_of(self, *keys: str) -> re.Pattern[str]:
        """One expression for every entry of some lists of expressions; groups of one name are none here."""
        listed = [_template(entry) for key in keys for entry in self.table.get(key, [])]
        either = "|".join(f"(?:{self.fill(entry)})" for entry in listed) if listed else r"(?!)"
        return re.compile(re.sub(r"\(\?P<\w+>", "(?:", either), re.IGNORECASE)

    @lru_cache(maxsize=1024)  # noqa: B019
    def each_word(self, key: str, part: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """The words of one part of a table, each with its expression, in small letters; in Arabic with what may be written on to them."""
        prefix = "" if self.latin else "(?:[وفبلك]?(?:ال)?|لل)"
        words = {simplified(str(word)).lower() for word in self.table.get(key, {}).get(part, [])}
        return tuple((word, re.compile(rf"(?<!\w){prefix}{re.escape(word)}(?!\w)")) for word in sorted(words))

    def listed(self, key: str) -> Any:
        """What the table holds under a key; an empty mapping where it holds nothing."""
        return self.table.get(key, {})

    @property
    def kunya(self) -> re.Pattern[str]:
        """A teknonym at the beginning of a label."""
        return re.compile(_KUNYA[self.latin])


def _template(entry: Any) -> str:
    return str(entry["pattern"]) if isinstance(entry, dict) else str(entry)


def _fill(template: str, words: Mapping[str, str]) -> str:
    for name, expression in words.items():
        template = template.replace("{" + name + "}", expression)
    return template


def word_list(words: Iterable[str], *, latin: bool) -> str:
    """Words as one expression without groups, longest first; in Arabic with what may be written on to them."""
    listed = sorted({simplified(word) for word in words}, key=lambda word: (-len(word), word))
    if not listed:
        return r"(?!)"
    either = "|".join(re.escape(word) for word in listed)
    return rf"(?<!\w)(?:{either})(?!\w)" if latin else rf"(?<!\w){_PREFIX}(?:{either})(?!\w)"


def flat(table: Any) -> list[str]:
    """The words of a list, or of a mapping of lists."""
    if isinstance(table, dict):
        return [word for words in table.values() for word in flat(words)]
    return [str(word) for word in table]


@cache
def raw(language: str) -> dict[str, Any]:
    """The table of a language as it stands in its file."""
    text = files("testimonia.assist").joinpath("data", f"{language}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def _handle(table: Mapping[str, Any], *, latin: bool) -> str:
    """Whatever may stand where a name is told: Mr K, F., Case 9, a name; in Arabic one word, Abu and Umm with one, or a letter."""
    if not latin:
        return rf"(?:(?:ابو|ابي|ابا|ام) {_NO_NAME}\w{{2,20}}|{_NO_NAME}(?!ال)\w{{3,12}}(?: ال\w{{2,12}})?)(?!\w)"
    titles = word_list(flat(table.get("titles", {}).get("neutral", [])), latin=True)
    initial = rf"(?<!\w)[{UPPER}]\.(?=[,;:)”\"»]| [a-zà-ÿ]|\s*$)"
    return rf"(?:{titles}\.? [{UPPER}](?![\w'])|{initial}|(?<!\w){TOKEN} [0-9]{{1,3}}(?!\w)|(?<!\w){_LATIN_NAME})"


@lru_cache(maxsize=32)
def cues(language: str, gazetteer: Gazetteer) -> Cues | None:
    """The cues of a language (its first subtag) in a study; None for a language without a table."""
    short = language.split("-", maxsplit=1)[0].lower()
    if short not in LANGUAGES:
        return None
    table, latin = raw(short), short != "ar"
    known = places(short, gazetteer)
    numbers = Numbers.of(table["numbers"])
    dates = table["dates"]

    def words(*keys: str) -> str:
        return word_list([word for key in keys for word in flat(table.get(key, []))], latin=latin)

    def dated(key: str) -> str:
        return (
            rf"(?i:{'|'.join(word for listed in dates[key].values() for word in sorted(map(simplified, listed), key=len, reverse=True))})"
        )

    near = rf"(?:(?<!\w)(?P<near>{dated('near')}) (?:{dates.get('feast_lead', '(?!)')})?)?" if "near" in dates else ""
    named = "|".join(sorted((simplified(word) for words in dates.get("feasts", {}).values() for word in words), key=len, reverse=True))
    feast = rf"{near}(?<!\w)(?:{'' if latin else _PREFIX})(?P<feast>(?-i:{named or '(?!)'}))(?!\w)"
    edge = r"(?<!\w)" if latin else rf"(?<!\w){_PREFIX}"
    lead = simplified(str(table.get("place_lead", "")))
    handle = _handle(table, latin=latin)
    either = rf"{known.place}(?!\w)|{OPEN_PLACE}" if latin else known.place
    filled = {
        "name": rf"(?P<name>(?<!\w){_LATIN_NAME if latin else _ARABIC_NAME})",
        "handle": rf"(?P<name>{handle})" if latin else rf"ب?[«\"“]?(?P<name>{handle})",
        "second": rf"(?P<second>{handle})",
        "initial": rf"(?P<name>(?<!\w)[{UPPER}]\.)",
        "quoted_handle": r"[«\"“](?P<name>[^»\"”\n]{2,24})[»\"”]",
        "code": rf"(?P<name>[{UPPER}]-?[0-9]{{1,3}}(?!\w)|[{UPPER}](?![\w.])|[0-9]{{1,3}}(?!\w))",
        "n": rf"(?P<n>{numbers.pattern})",
        "begin": r"(?:(?<=[.!?؟…,،:] )|(?<=\n)|(?<![\s\S]))",
        "head": r"(?:(?<=[.!?؟…:)\]] )|(?<=\n)|(?<![\s\S])|(?<=[\"“«»„¿¡—–])|(?<=[—–«] ))",
        "count": rf"(?P<count>{numbers.pattern})",
        "unit": rf"(?P<unit>{dated('units')})" if "units" in dates else r"(?!)",
        "other_token": TOKEN,
        "number": numbers.pattern,
        "duration": simplified(str(table.get("duration", "(?!)(?P<dcount>)(?P<dunit>)"))).replace("{number}", numbers.pattern).replace("{unit}", dated("units") if "units" in dates else "(?!)"),
        "placed": rf"{lead}{edge}(?P<place>{either})(?!\w)",
        "known": rf"{lead}{edge}(?P<place>{known.place})(?!\w)",
        "town": rf"(?<!\w)(?P<town>{OPEN_PLACE})" if latin else r"(?!)(?P<town>)",
        "place": rf"{edge}{known.place}(?!\w)",
        "people": rf"{edge}(?P<people>{known.people})(?!\w)",
        "theatre": rf"(?:the |der |die |das |la |le |el )?{known.theatre}",
        "home": known.place,
        "group": known.group,
        "person": words("people"),
        "speech": words("speech"),
        "said_that": words("said_that"),
        "relation_noun": words("relations"),
        "official_noun": words("officials"),
        "official_title": words("official_titles") if "official_titles" in table else word_list(table.get("titles", {}).get("official", []), latin=latin),
        "role": word_list(table.get("roles", []), latin=latin),
        "year": rf"(?P<year>{_YEAR})(?![\w])",
        "day": r"(?<!\d)(?P<day>[0-9]{1,2})",
        "ordinal": rf"(?<!\w)(?:the )?(?:{'|'.join(map(re.escape, table.get('ordinals', ['(?!)'])))})",
        "month": rf"(?<!\w)(?:{'' if latin else _PREFIX})(?P<month>{dated('months')})(?!\w)",
        "season": rf"(?<!\w)(?:{'' if latin else _PREFIX})(?P<season>{dated('seasons')})(?!\w)",
        "part": rf"(?<!\w)(?P<part>{dated('parts')})",
        "feast": feast,
        "weekday": rf"(?<!\w)(?:{'' if latin else _PREFIX})(?P<weekday>{dated('weekdays')})(?!\w)" if "weekdays" in dates else "(?!)",
    }  # fmt: skip
    return Cues(short, int(table["version"]), latin, table, numbers, known, filled)
