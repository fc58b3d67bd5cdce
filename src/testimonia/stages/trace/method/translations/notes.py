"""What an account says of itself: that it is a translation, of which language, and of whose text."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from testimonia.stages.trace.method.translations.signature import Told
from testimonia.text import fold, words

_EDGE = 600  # characters at either end of a text where such notes stand
_SHORTEST_OUTLET = 6  # letters of an outlet's name; "Post" is a word
_SHORTEST_AUTHOR = 2  # words of an author's name that two bylines share; one is a first name


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What one account says: the phrase by which it calls itself a translation ("" if it does not), the language it names, its words.

    ``said`` is folded byline, title and text, for looking up names.
    """

    phrase: str = ""
    language: str = ""
    said: str = ""
    author: tuple[str, ...] = ()
    outlet: str = ""


def read_notes(told: Told, text: str) -> Notes:
    """Read an account's byline, title, beginning and end in its own language. Raises nothing; linear in the text."""
    language = (told.language or "").partition("-")[0].lower()
    listed = _tables().get(language, {})
    byline = _folded(f"{told.author} · {told.title}")
    edges = _folded(f"{text[:_EDGE]} · {text[-_EDGE:]}")
    phrase = _first(listed.get("byline", ()), byline) or _first(listed.get("sure", ()), byline) or _first(listed.get("sure", ()), edges)
    # "From the German" alone may be said of beer: of a text it is said in the byline, or beside a verb of translating.
    where = byline + edges if phrase else byline
    source = ""
    for tag, names in listed.get("of", {}).items():
        found = _first([f"{start} {name}" for start in listed.get("from", ()) for name in names], where)
        if found:
            source, phrase = tag, phrase or found
            break
    author = tuple(word.folded for word in words(told.author) if len(word.folded) > 1)
    return Notes(
        phrase=phrase, language=source, said=fold(f"{told.author} {told.title} {text}"), author=author, outlet=fold(told.outlet).strip()
    )


def same_author(one: Notes, other: Notes) -> bool:
    """Whether two bylines begin with the same name of two words or more."""
    shortest = min(len(one.author), len(other.author))
    return shortest >= _SHORTEST_AUTHOR and one.author[:_SHORTEST_AUTHOR] == other.author[:_SHORTEST_AUTHOR]


def names_outlet(one: Notes, other: Notes) -> bool:
    """Whether the first account names the outlet of the second, which is not its own."""
    return len(other.outlet) >= _SHORTEST_OUTLET and other.outlet != one.outlet and other.outlet in one.said


def _folded(text: str) -> str:
    return f" {' '.join(word.folded for word in words(text))} "


def _first(phrases: Sequence[str], text: str) -> str:
    return next((phrase for phrase in phrases if f" {phrase} " in text), "")


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("testimonia.stages.trace").joinpath("data", "translated.toml").read_text(encoding="utf-8"))
