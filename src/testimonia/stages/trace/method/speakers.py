"""Who is said to have spoken a quotation: the name beside a verb of speaking, next to it or, where a pronoun stands there, before it.

A plain grammar of tags ("…," Vance said; said Vance: "…"; "…", sagt er), in the manner of rule-based quote attribution (Pouliquen,
Steinberger and Best 2007, "Automatic Detection of Quotations in Multilingual News"). It abstains where it finds no name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from testimonia.stages.trace.method.alignment import Telling

_NEAR = 6  # words between a quotation and the name or the verb of its tag
_BACK = 60  # words before a quotation among which a pronoun's name is looked for: the paragraph, more or less
_NAME = 3  # words of a name


@dataclass(frozen=True, slots=True)
class Speaker:
    """A name as the text has it, and its last word folded, by which two are compared; the words it stands at."""

    name: str
    key: str
    first: int
    last: int


@cache
def _verbs(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    table = tomllib.loads(files("testimonia.stages.trace").joinpath("data", "speaking.toml").read_text(encoding="utf-8"))
    listed = table.get(language, {})
    return frozenset(listed.get("verbs", ())), frozenset(listed.get("pronouns", ())), frozenset(listed.get("addressed", ()))


def speaker_of(telling: Telling, first: int, last: int) -> Speaker | None:
    """The speaker of the quotation whose words are ``first`` to ``last`` (end-exclusive); None where no name is found.

    Looks right after it, right before it, then backwards for the last name with a verb of speaking. Bounded work for each quotation;
    languages without capital letters or without a table give None.
    """
    verbs = _verbs(telling.language)[0]
    if not verbs:
        return None
    after = _tag(telling, _sentence(telling, last, 1))
    before = after or _tag(telling, _sentence(telling, first - 1, -1))
    return before or _earlier(telling, first, verbs)


def _sentence(telling: Telling, start: int, step: int) -> list[int]:
    """The few words from a place on that belong to one sentence, and to the paragraph of the word they follow."""
    found: list[int] = []
    at = start
    while 0 <= at < telling.count and len(found) < _NEAR:
        low, high = (at - 1, at) if step > 0 else (at, at + 1)
        between = telling.text[telling.ends[low] if low >= 0 else 0 : telling.starts[high]] if high < telling.count else ""
        if "\n" in between or (found and any(char in ".!?…؟" for char in between)):
            break
        found.append(at)
        at += step
    return found


def _tag(telling: Telling, near: Sequence[int]) -> Speaker | None:
    """The name beside a verb of speaking among these words; where the sentence or a quotation ends, so does the tag."""
    verbs, _, addressed = _verbs(telling.language)
    for at in near:
        word = telling.word(at).folded
        if word not in verbs:
            continue
        for place, step in ((at - 1, -1), (at + 1, 1)):
            if not 0 <= place < telling.count or _parted(telling, min(at, place)) or (step > 0 and word in addressed):
                continue
            found = _name_at(telling, place, step)
            if found is not None:
                return found
    return None


def _earlier(telling: Telling, first: int, verbs: frozenset[str]) -> Speaker | None:
    for at in range(first - 1, max(0, first - _BACK), -1):
        if telling.word(at).folded in verbs:
            found = _name_at(telling, at - 1, -1) if at and not _parted(telling, at - 1) else None
            if found is not None:
                return found
    return None


def _name_at(telling: Telling, place: int, step: int) -> Speaker | None:
    """The run of capitalised words that begins at a place and goes on in a direction; in Arabic the one word after the verb."""
    if telling.language == "ar":
        return _made(telling, place, place + 1) if step > 0 else None
    ends = place
    while 0 <= ends < telling.count and abs(ends - place) < _NAME and _capital(telling, ends):
        if ends != place and _parted(telling, min(ends, ends - step)):
            break
        ends += step
    if ends == place:
        return None
    return _made(telling, place, ends) if step > 0 else _made(telling, ends + 1, place + 1)


def _made(telling: Telling, first: int, last: int) -> Speaker | None:
    key = telling.word(last - 1).folded
    verbs, pronouns, _ = _verbs(telling.language)
    if key in verbs or key in pronouns or len(key) < _NAME:
        return None
    return Speaker(telling.said(first, last), key, first, last)


def _capital(telling: Telling, at: int) -> bool:
    return telling.text[telling.starts[at]].isupper()


def _parted(telling: Telling, at: int) -> bool:
    """Whether a sentence or a quotation ends between a word and the next."""
    between = telling.text[telling.ends[at] : telling.starts[at + 1]] if at + 1 < telling.count else "."
    return any(char in '.!?…؟;:\n“”„«»"' for char in between)
