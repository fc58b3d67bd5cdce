"""Ages and other small numbers, in digits and in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from testimonia.assist.plain import simplified

_EASTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_DIGITS = r"(?<![\w.,])[0-9٠-٩۰-۹]{1,3}(?![\w%]|[.,][0-9])"

PART_OF_DECADE = {"early": (0, 3), "mid": (4, 6), "late": (7, 9), "nearly": (-3, -1), "": (0, 9)}
"""Years from a round number that "in his early thirties" or "nearly thirty" stands for."""


@dataclass(frozen=True)
class Numbers:
    """The numbers from 1 to 99 of a language as words; built from its cue table."""

    words: Mapping[str, int]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Numbers:
        """Units, tens, and the ways they are joined; ``reach`` says how far counting goes on after a ten (French soixante-dix)."""
        units: dict[int, list[str]] = table["units"]
        tens: dict[int, list[str]] = table["tens"]
        if article := table.get("article"):  # Arabic: the twenty-ninth has it twice
            units, tens = (
                {value: [form for word in words for form in (word, article + word)] for value, words in part.items()}
                for part in (units, tens)
            )
        reach: dict[int, int] = table.get("reach", {})
        found = {simplified(word): value for value, words in (*units.items(), *tens.items()) for word in words}
        for (ten, ten_words), (unit, unit_words) in product(tens.items(), units.items()):
            if unit > reach.get(ten, 9):
                continue
            for ten_word, unit_word, join in product(ten_words, table.get("glued", {}).get(unit, unit_words), table["joins"]):
                found.setdefault(simplified(join.format(ten=ten_word, unit=unit_word)), ten + unit)
        return cls(found)

    @cached_property
    def pattern(self) -> str:
        """An expression (without groups) that matches a number, longest first."""
        return f"(?:{_DIGITS}|(?<!\\w){self.in_words}(?!\\w))"

    @cached_property
    def in_words(self) -> str:
        """An expression (without groups) that matches a number in words, longest first."""
        return f"(?i:{'|'.join(re.escape(word) for word in sorted(self.words, key=len, reverse=True))})"

    def value(self, said: str) -> int | None:
        """The number that was said; None if it is none."""
        plain = said.strip().translate(_EASTERN)
        return int(plain) if plain.isdecimal() else self.words.get(plain.lower())
