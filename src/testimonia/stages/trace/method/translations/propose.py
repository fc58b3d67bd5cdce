"""Translations proposed: pairs of accounts in two languages whose names, numbers and dates agree beyond chance, and in order."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.results import Reuse
from testimonia.domain.vocabulary import Direction, RelationKind
from testimonia.stages.trace.method.translations.candidates import candidates
from testimonia.stages.trace.method.translations.notes import Notes, names_outlet, read_notes, same_author
from testimonia.stages.trace.method.translations.order import alike_paragraphs, same_order
from testimonia.stages.trace.method.translations.params import TranslationParams
from testimonia.stages.trace.method.translations.rarity import Rarity
from testimonia.stages.trace.method.translations.signature import Marks, Signature
from testimonia.text import format_edtf, known_date, surely_before

VERSION = "1"
"""Changes when the same texts would give other proposals."""
TRANSLATION = "translation "
"""How evidence begins that speaks for the pair being a translation at all; the rest speaks for its direction, as in other relations."""

# Natural log-odds, by judgement from the open part of the teaching study.
_PARAGRAPHS = 1.5  # as many paragraphs of like lengths: two reports on one event seldom have that
_AUTHOR = 2.0  # the same byline in two languages
_SAYS_SO = 1.5  # one calls itself a translation: it is one of something, perhaps not of this
_OF_THIS_LANGUAGE = 1.0  # and of this language
_NAMES_OUTLET = 1.0  # one names the other's outlet; so do quotations
_CLOSE = 4.0  # below what would be proposed: farther off, notes cannot make up for it, and need not be read
# Direction: positive means that a is the original.
_DATE, _VAGUE_DATE = 2.0, 1.0  # as in the judging of shared passages
_NOTE = 2.5  # "translated from the Arabic"
_SHORTER = 0.5  # a translation leaves out more often than it adds
_OUTLET = 1.5
_NAMED = 5  # marks named in the evidence
_MANY_MORE = 2  # marks that one has and the other lacks, more than the other way round


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """Translations proposed, by their accounts; how many accounts were compared, by language, and how many have no known language."""

    reuse: tuple[Reuse, ...] = ()
    languages: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What speaks for a pair: the sum of its log-odds, and each with its words."""

    odds: float
    said: tuple[tuple[float, str], ...]
    lacks: tuple[int, int]  # marks that the first lacks of the second's, and the other way round


def propose_translations(marks: Marks, params: TranslationParams = TranslationParams()) -> Proposals:  # noqa: B008 - frozen
    """Every pair of accounts in different languages that is more likely than not a translation, ``a`` < ``b``, ordered.

    Naive Bayes over marks, with the log-odds of
    each mark from its rarity among the accounts of either language; the evidence names what they were. Work grows nearly with the
    number of words. Deterministic: the order of the accounts does not matter. Raises nothing of its own.
    """
    signatures = marks.signatures()
    if not signatures:
        return Proposals(languages=Counter(marks.languages), unknown=marks.unknown)
    rarity = Rarity(signatures, marks.marks, params.kept)
    judge = _Judge(marks, rarity, params)
    found = [pair for one, other in candidates(signatures, rarity, params) if (pair := judge.judge(signatures[one], signatures[other]))]
    return Proposals(reuse=_unexplained(found, params), languages=Counter(marks.languages), unknown=marks.unknown)


def _unexplained(found: Sequence[tuple[float, Reuse]], params: TranslationParams) -> tuple[Reuse, ...]:
    """The proposals without the doubtful ones of an account that has a far better partner: what is common comes from there."""
    best: dict[str, float] = {}
    for odds, pair in found:
        for name in (pair.a, pair.b):
            best[name] = max(best.get(name, odds), odds)
    return tuple(
        pair for odds, pair in found if odds >= params.sure or max(best[pair.a], best[pair.b]) - odds < params.better
    )  # fmt: skip


class _Judge:
    def __init__(self, marks: Marks, rarity: Rarity, params: TranslationParams) -> None:
        self.marks, self.rarity, self.params = marks, rarity, params
        self.notes: dict[str, Notes] = {}
        self.least = math.log(params.proposed / (1 - params.proposed))

    def judge(self, one: Signature, other: Signature) -> tuple[float, Reuse] | None:
        """The proposal with its log-odds, or None; ``one`` has the smaller id."""
        weighed = self._marks(one, other)
        if weighed.odds < self.least - _CLOSE:
            return None
        notes = self._read(one), self._read(other)
        more = self._notes(one, other, *notes)
        odds = weighed.odds + sum(weight for weight, _ in more)
        if odds < self.least:
            return None
        direction, why = self._direction(one, other, notes, weighed)
        said = [f"{TRANSLATION}{weight:+.1f} {what}" for weight, what in (*weighed.said, *more)]
        return odds, Reuse(
            a=one.told.account,
            b=other.told.account,
            kind=RelationKind.TRANSLATION,
            direction=direction,
            score=1 / (1 + math.exp(-odds)),
            matched_words=0,
            containment=0.0,
            a_share=0.0,
            b_share=0.0,
            evidence=(*said, *(f"{weight:+.1f} {what}" for weight, what in why)),
        )

    def _read(self, signature: Signature) -> Notes:
        name = signature.told.account
        if name not in self.notes:
            self.notes[name] = read_notes(signature.told, self.marks.text(name))
        return self.notes[name]

    def _marks(self, one: Signature, other: Signature) -> _Weighed:
        own, others = self._rarest(one), self._rarest(other)
        common = np.intersect1d(own, others)
        each = self.rarity.weights(one.language, other.language, common)
        weights = self._independent(dict(zip(common.tolist(), each.tolist(), strict=True)))
        chain = same_order(one, other, weights)
        said: list[tuple[float, str]] = []
        for kinds, name in ((("name",), "names"), (("number",), "numbers"), (("year", "month", "when"), "dates")):
            keys = [key for key in common.tolist() if self.marks.marks[key][0] in kinds]
            total = sum(weights[key] * (1.0 if key in chain else self.params.out_of_order) for key in keys)
            if keys:
                said.append((total, f"{name} in both: {self._listed(keys, weights, one, other)}"))
        said.append((0.0, f"{len(chain)} of these {len(common)} in the same order"))
        # What a translation into the other's language may be expected to keep: marks that are known there at all.
        lacks = self.rarity.expected(others, one.language) - common.size, self.rarity.expected(own, other.language) - common.size
        if fewest := min(lacks):
            said.append((self.params.missing * fewest, f"names, numbers and dates of the poorer text that the other lacks: {fewest}"))
        said.append((self.rarity.prior(one.language, other.language, self.params.prior), "before comparing: few pairs are translations"))
        return _Weighed(sum(weight for weight, _ in said), tuple(said), lacks)

    def _independent(self, weights: dict[int, float]) -> dict[int, float]:
        """The weights, with a month of a year worth no more than it adds to the month and the year that are common as well."""
        found = dict(weights)
        for key, weight in weights.items():
            kind, value = self.marks.marks[key]
            if kind == "when":
                parts = ("month", int(str(value)) % 100), ("year", int(str(value)) // 100)
                known = sum(weights.get(self.marks.number(*part), 0.0) for part in parts)
                found[key] = max(0.0, weight - known)
        return found

    def _rarest(self, signature: Signature) -> NDArray[np.int32]:
        own = np.unique(signature.keys)
        if own.size <= self.params.compared:
            return own
        return np.sort(own[np.argsort(self.rarity.accounts[own], kind="stable")[: self.params.compared]])

    def _listed(self, keys: Sequence[int], weights: Mapping[int, float], one: Signature, other: Signature) -> str:
        ordered = sorted(keys, key=lambda key: (-weights[key], self.marks.marks[key][0], str(self.marks.marks[key][1])))
        named = [self.marks.spelling(key, one.language, other.language) for key in ordered[:_NAMED]]
        more = len(keys) - len(named)
        return ", ".join(named) + (f" and {more} more" if more > 0 else "")

    def _notes(self, one: Signature, other: Signature, a: Notes, b: Notes) -> list[tuple[float, str]]:
        found: list[tuple[float, str]] = []
        if alike_paragraphs(one.paragraphs, other.paragraphs):
            found.append((_PARAGRAPHS, f"{len(one.paragraphs)} paragraphs each, of like lengths in the same order"))
        if same_author(a, b):
            found.append((_AUTHOR, "the same name in both bylines"))
        for side, notes, source in (("a", a, other.language), ("b", b, one.language)):
            if notes.phrase and notes.language in ("", source):
                weight = _SAYS_SO + (_OF_THIS_LANGUAGE if notes.language else 0.0)
                found.append((weight, f"{side} says that it is a translation (“{notes.phrase}”)"))
        if names_outlet(a, b):
            found.append((_NAMES_OUTLET, "a names the outlet of b"))
        if names_outlet(b, a):
            found.append((_NAMES_OUTLET, "b names the outlet of a"))
        return found

    def _direction(
        self, one: Signature, other: Signature, notes: tuple[Notes, Notes], weighed: _Weighed
    ) -> tuple[Direction, list[tuple[float, str]]]:
        a, b = notes
        found = _dates(one.told.published, other.told.published)
        if a.phrase and a.language in ("", other.language):
            found.append((-_NOTE, f"a says that it is a translation (“{a.phrase}”)"))
        if b.phrase and b.language in ("", one.language):
            found.append((_NOTE, f"b says that it is a translation (“{b.phrase}”)"))
        if names_outlet(a, b):
            found.append((-_OUTLET, "a names the outlet of b"))
        if names_outlet(b, a):
            found.append((_OUTLET, "b names the outlet of a"))
        a_lacks, b_lacks = weighed.lacks
        if abs(a_lacks - b_lacks) > _MANY_MORE:
            found.append((_SHORTER if b_lacks > a_lacks else -_SHORTER, f"names and numbers missing in a: {a_lacks}, in b: {b_lacks}"))
        total = sum(weight for weight, _ in found)
        if abs(total) < self.params.decided:
            return Direction.UNDECIDED, found
        return (Direction.A_TO_B if total > 0 else Direction.B_TO_A), found


def _dates(one: str | None, other: str | None) -> list[tuple[float, str]]:
    first, second = known_date(one), known_date(other)
    vague = any(when.approximate or when.uncertain for when in (first, second))
    weight = _VAGUE_DATE if vague else _DATE
    said = f"published {format_edtf(first)} (a), {format_edtf(second)} (b)"
    if surely_before(first, second):
        return [(weight, said)]
    return [(-weight, said)] if surely_before(second, first) else []
