"""Everyday words of a language, as invented accounts have them: what looks like a name and is one of them is rarely somebody's.

The list (`data/everyday.json`) is gathered by `examples/teaching/train_people.py`: words that stand small in several parts, and in German and
Arabic, where a capital tells nothing or there is none, words of several parts that are in no name of their gold.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from testimonia.assist.suggesting import short_of
from testimonia.text import fold

FILE = "everyday.json"


def everyday_share(label: str, language: str) -> float:
    """Which share of the words of a name are everyday words of the language, 0 to 1."""
    words = fold(label).split()
    known = _everyday().get(short_of(language), frozenset())
    return sum(word in known for word in words) / len(words) if words else 0.0


@cache
def _everyday() -> dict[str, frozenset[str]]:
    """The words that come with testimonia, folded, by language."""
    read = json.loads(files("testimonia.assist").joinpath("data", FILE).read_text(encoding="utf-8"))
    return {language: frozenset(words.split()) for language, words in read["words"].items()}
