"""Everyday words of a language, and towns of the world: what looks like a name and is one of them is rarely somebody's.

Two lists together: `data/words`, written for this from knowledge of each language (without those that are usual names as well), and
`data/everyday.json`, gathered by `examples/teaching/train_people.py`: words that stand small in several parts, and in German and Arabic, where a
capital tells nothing or there is none, words of several parts that are in no name of their gold.
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
    known = _everyday(short_of(language))
    return sum(word in known for word in words) / len(words) if words else 0.0


def is_town(label: str) -> bool:
    """Whether a name is that of one of the world's towns and regions (`data/towns.txt`), in whatever language."""
    return fold(label) in _towns()


@cache
def _towns() -> frozenset[str]:
    return frozenset(files("testimonia.assist").joinpath("data", "towns.txt").read_text(encoding="utf-8").splitlines())


@cache
def _everyday(language: str) -> frozenset[str]:
    """The words of a language that come with testimonia, folded."""
    data = files("testimonia.assist").joinpath("data")
    gathered = json.loads(data.joinpath(FILE).read_text(encoding="utf-8"))["words"].get(language)
    return (
        frozenset()
        if gathered is None
        else frozenset((*gathered.split(), *data.joinpath("words", f"{language}.txt").read_text(encoding="utf-8").split()))
    )
