"""Codes for passages, by the words that a codebook gives for them: definition, when to use it, example.

Each sentence that a leaver says (or, of a response, each sentence of its document) is compared with each code by the stems that they
share, rare ones counting more (tf-idf without lengths of codes: a long definition says no more than a short one). A code is proposed
for its best sentence, where the words are enough and clearly more than those of any other code; else nothing is. Only in the language
in which the codebook is written.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from testimonia.assist.others import shelf_of
from testimonia.assist.plain import Plain
from testimonia.assist.stems import stems
from testimonia.assist.suggesting import Reading, short_of, suggestion
from testimonia.domain.results import Suggestion
from testimonia.protocol import Code, Codebook, Protocol

ENOUGH = 4.0  # weight of shared stems from which a code is proposed; tuned on the open part of the teaching study
AHEAD = 1.0  # times the weight of the next best code for the sentence
WORDS = 2  # different stems at least: one rare word in common is chance
SURE = 15.0  # weight at which a proposal is as sure as shared words can make it
_SHOWN = 4  # stems that a reason names
_PARTS = (("label", 1.5), ("definition", 1.0), ("use_when", 1.0), ("example", 1.0))


@dataclass(frozen=True, slots=True)
class Profile:
    """The stems of a code, each with its weight, and a word that stands for it."""

    name: str
    weights: dict[str, float]
    written: dict[str, str]


class Codes:
    """Proposes codes of every codebook for passages of an account, where words are enough; in the codebook's language alone."""

    name = "codebook"
    version = "1"

    def reads(self, language: str) -> bool:  # noqa: ARG002 - it depends on the codebooks
        """Any language, if a codebook is written in it."""
        return True

    def basis(self, protocol: Protocol, language: str) -> object:
        """The codebooks in this language."""
        return [book.model_dump(mode="json") for book in protocol.codebooks if short_of(book.language) == short_of(language)]

    def suggest(self, reading: Reading, protocol: Protocol) -> list[Suggestion]:
        """The suggestions for one account. Linear in the text; raises nothing for any text."""
        books = [book for book in protocol.codebooks if short_of(book.language) == short_of(reading.language)]
        if not books or not reading.text.strip():
            return []
        shelf, plain = shelf_of(reading), Plain(reading.text)
        found: list[Suggestion] = []
        for book in books:
            if book.about == "response" and shelf == "programme":
                found += self._of_book(reading, plain, book, [(start, end, "") for start, end in plain.sentences])
            elif book.about == "person" and shelf in ("", "testimony"):
                found += self._of_book(reading, plain, book, list(spoken(reading, plain)))
        return found

    def _of_book(self, reading: Reading, plain: Plain, book: Codebook, sentences: list[tuple[int, int, str]]) -> Iterator[Suggestion]:
        profiles, index = profiles_of(book)
        best: dict[int, tuple[float, int, int, str, list[str]]] = {}
        for start, end, who in sentences:
            words = sorted(set(stems(plain.text[start:end], book.language)) & index.keys())
            weights: dict[int, float] = {}
            for stem in words:
                for code, weight in index[stem]:
                    weights[code] = weights.get(code, 0.0) + weight
            if not weights:
                continue
            first = max(weights, key=lambda code: (weights[code], -code))
            score = weights.pop(first)
            told = profiles[first].weights
            shared = sorted((stem for stem in words if stem in told), key=lambda stem: (-told[stem], stem))
            if score < ENOUGH or score < AHEAD * max(weights.values(), default=0.0) or len(shared) < WORDS:
                continue
            if score > best.get(first, (0.0,))[0]:
                best[first] = score, start, end, who, [profiles[first].written[stem] for stem in shared[:_SHOWN]]
        for code, (score, start, end, who, named) in sorted(best.items()):
            span = plain.span(start, end)
            sure = round(min(1.0, score / SURE), 2)
            made = suggestion(self, reading, "code", f"{book.id}:{profiles[code].name}", (span.start, span.end), sure, who)
            yield replace(made, reason="words of the codebook: " + ", ".join(named))


def spoken(reading: Reading, plain: Plain) -> Iterator[tuple[int, int, str]]:
    """The sentences that leavers say, as the quotations found so far have it, each with the suggestion of whoever says it.

    An account with a leaver and no quotation is told by them.
    """
    said = [item for item in reading.found if item.kind == "quotation" and item.start is not None and item.end is not None]
    people = [item for item in reading.found if item.kind == "mention" and json.loads(item.value).get("kind", "person") == "person"]
    if people and not said:
        yield from ((start, end, people[0].id) for start, end in plain.sentences)
        return
    for start, end in plain.sentences:
        span = plain.span(start, end)
        who = next((item.target for item in said if (item.start or 0) < span.end and (item.end or 0) > span.start), None)
        if who is not None:
            yield start, end, who


def profiles_of(book: Codebook) -> tuple[tuple[Profile, ...], dict[str, list[tuple[int, float]]]]:
    """The profiles of the codes in use, and for each stem the codes that have it, by their place, with its weight."""
    return _profiles(book.id, book.version, book.language, tuple(book.in_use()))


@lru_cache(maxsize=64)
def _profiles(
    _book: str, _version: int, language: str, codes: tuple[Code, ...]
) -> tuple[tuple[Profile, ...], dict[str, list[tuple[int, float]]]]:
    texts = [[(part, stem) for part, _ in _PARTS for stem in stems(getattr(code, part), language)] for code in codes]
    held = Counter(stem for told in texts for stem in {stem for _, stem in told})
    weight = dict(_PARTS)
    found = []
    for code, told in zip(codes, texts, strict=True):
        weights: dict[str, float] = {}
        for part, stem in told:
            rarity = math.log((1 + len(codes)) / held[stem])
            weights[stem] = max(weights.get(stem, 0.0), weight[part] * rarity)
        found.append(Profile(code.id, weights, _written(code, language)))
    index: dict[str, list[tuple[int, float]]] = {}
    for place, profile in enumerate(found):
        for stem, weight_of in profile.weights.items():
            index.setdefault(stem, []).append((place, weight_of))
    return tuple(found), index


def _written(code: Code, language: str) -> dict[str, str]:
    """A word for each stem, as the codebook writes it."""
    return {stem: word for part, _ in _PARTS for stem, word in reversed(list(_pairs(getattr(code, part), language)))}


def _pairs(text: str, language: str) -> Iterable[tuple[str, str]]:
    for word in text.split():
        yield from ((stem, word.strip(".,;:()\"'").casefold()) for stem in stems(word, language))
