"""Everyday words, gathered from the texts of parts: what stands in several of them, small or, where that tells nothing, in no name of their gold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from testimonia.assist.plain import simplified
from testimonia.text import fold
from workshop.part import Part

_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
_WITHOUT_CAPITALS = ("ar", "de")  # languages in which a capital does not tell a name from a noun
_PARTS, _TEXTS = 2, 3  # in which a word must stand: a name of one story stands in its copies alone


def everyday_words(parts: Sequence[Part]) -> dict[str, str]:
    """The words of each language, folded, in order, with spaces between them."""
    where: dict[str, dict[str, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
    names: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        labels = defaultdict(list)
        for row in part.gold("mentions"):
            if row["identity"] not in ("anonymous", "unknown"):
                labels[row["account"]].append(row["label"])
        for text in part.texts.values():
            names[text.language] |= {word for label in labels[text.id] for word in fold(label).split()}
            for word in set(_WORD.findall(simplified(text.body))):
                if text.language in _WITHOUT_CAPITALS or word[0].islower():
                    where[text.language][fold(word)].add((part.name, text.id))
    return {
        language: " ".join(
            sorted(
                word
                for word, places in found.items()
                if len(places) >= _TEXTS
                and len({part for part, _ in places}) >= _PARTS
                and " " not in word
                and (language not in _WITHOUT_CAPITALS or word not in names[language])
            )
        )
        for language, found in sorted(where.items())
    }
