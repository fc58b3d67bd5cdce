"""Codes for passages, learned from what people decided: multinomial naive Bayes over the stems of sentences, one model a codebook and language.

Each sentence of an account that was coded is an example of the codes that overlap it, or of none. A code is proposed, once an account, for the
sentence of a leaver (or of a response's document) that speaks most for it against "none", where no other code has more. Codes with few
examples are left out. The same examples give the same model, whatever their order.

Source: McCallum and Nigam (1998), "A Comparison of Event Models for Naive Bayes Text Classification".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from testimonia.assist.codes import spoken
from testimonia.assist.others import shelf_of
from testimonia.assist.plain import Plain
from testimonia.assist.stems import stems
from testimonia.assist.suggesting import Reading, short_of, suggestion
from testimonia.domain.identity import digest
from testimonia.domain.results import Suggestion
from testimonia.protocol import Protocol

ENOUGH = 20  # coded sentences of a codebook in a language: with fewer, counts of words are chance
EXAMPLES = 3  # coded sentences of a code
SMOOTHING = 0.1  # added to each count (Lidstone); tuned on the open part of the teaching study, as are the next two
MARGIN = 0.5  # natural logarithm of the odds against "none" from which a code is proposed
WORDS = 2  # different stems of a sentence that the model knows
_NONE = ""
_SHOWN = 4  # stems that a reason names


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of an account that was coded: its language, its stems, and the codes (``codebook:code``) that overlap it, by codebook.

    Of a codebook that nobody used on the account there is no key: silence there says nothing.
    """

    language: str
    stems: tuple[str, ...]
    codes: Mapping[str, frozenset[str]]


def examples(text: str, language: str, marked: Mapping[str, Sequence[tuple[int, int, str]]]) -> list[Example]:
    """The sentences of one account; ``marked`` are start, end and code of its codings, by codebook."""
    plain, found = Plain(text), []
    for start, end in plain.sentences:
        span = plain.span(start, end)
        codes = {
            book: frozenset(code for first, last, code in rows if first < span.end and last > span.start) for book, rows in marked.items()
        }
        found.append(Example(short_of(language), tuple(sorted(set(stems(plain.text[start:end], language)))), codes))
    return found


@dataclass(frozen=True, slots=True)
class _Model:
    """Logarithms: of how common each code is, of each stem under each code, and of a stem that the code never had."""

    prior: dict[str, float]
    told: dict[str, dict[str, float]]
    unseen: dict[str, float]
    known: frozenset[str]

    def margins(self, words: Iterable[str]) -> dict[str, float]:
        """By how much each code is likelier than none."""
        listed = sorted(self.known.intersection(words))
        if len(listed) < WORDS:
            return {}
        scores = {
            code: prior + math.fsum(self.told[code].get(word, self.unseen[code]) for word in listed) for code, prior in self.prior.items()
        }
        return {code: score - scores[_NONE] for code, score in scores.items() if code != _NONE}

    def reasons(self, code: str, words: Iterable[str]) -> list[str]:
        """The stems that speak most for a code against none."""
        listed = self.known.intersection(words)
        pull = {word: self.told[code].get(word, self.unseen[code]) - self.told[_NONE].get(word, self.unseen[_NONE]) for word in listed}
        return [word for word in sorted(pull, key=lambda word: (-pull[word], word)) if pull[word] > 0][:_SHOWN]


class Learned:
    """Proposes the codes that people gave to sentences of the same words; abstains where it has seen too little."""

    name = "learned"
    method = "1"
    """The version of the method; the whole version carries the digest of what was learned from as well."""

    def __init__(self, told: Sequence[Example]) -> None:
        """Learn from these examples."""
        self._models = dict(_models(told))
        seen = sorted((one.language, one.stems, sorted((book, sorted(codes)) for book, codes in one.codes.items())) for one in told)
        self.version = f"{self.method}.{digest(seen)[:12]}"

    @property
    def knows(self) -> tuple[tuple[str, str], ...]:
        """The codebooks and languages that there are enough examples for."""
        return tuple(sorted(self._models))

    def reads(self, language: str) -> bool:
        """Whether there are enough examples in this language."""
        return any(known == short_of(language) for _, known in self._models)

    def basis(self, protocol: Protocol, language: str) -> object:
        """Which codebooks are about whom, and their codes in use."""
        return [[book.id, book.about, [code.id for code in book.in_use()]] for book in protocol.codebooks] if self.reads(language) else None

    def suggest(self, reading: Reading, protocol: Protocol) -> list[Suggestion]:
        """The suggestions for one account. Linear in the text; raises nothing for any text."""
        language = short_of(reading.language)
        if not self.reads(language) or not reading.text.strip():
            return []
        shelf, plain = shelf_of(reading), Plain(reading.text)
        found: list[Suggestion] = []
        for book in protocol.codebooks:
            model = self._models.get((book.id, language))
            if model is None:
                continue
            offered = {f"{book.id}:{code.id}" for code in book.in_use()}
            if book.about == "response" and shelf == "programme":
                found += self._of_book(reading, plain, model, offered, [(start, end, "") for start, end in plain.sentences])
            elif book.about == "person" and shelf in ("", "testimony"):
                found += self._of_book(reading, plain, model, offered, list(spoken(reading, plain)))
        return found

    def _of_book(
        self, reading: Reading, plain: Plain, model: _Model, offered: set[str], sentences: list[tuple[int, int, str]]
    ) -> Iterator[Suggestion]:
        best: dict[str, tuple[float, int, int, str, list[str]]] = {}
        for start, end, who in sentences:
            words = set(stems(plain.text[start:end], reading.language))
            margins = model.margins(words)
            if not margins:
                continue
            code = max(margins, key=lambda code: (margins[code], code))
            if code in offered and margins[code] > max(MARGIN, best.get(code, (0.0,))[0]):
                best[code] = margins[code], start, end, who, model.reasons(code, words)
        for code, (margin, start, end, who, reasons) in sorted(best.items()):
            span = plain.span(start, end)
            sure = round(1 / (1 + math.exp(-margin)), 2)
            made = suggestion(self, reading, "code", code, (span.start, span.end), sure, who)
            yield replace(made, reason="as in passages coded so: " + ", ".join(reasons))


def _models(told: Sequence[Example]) -> Iterator[tuple[tuple[str, str], _Model]]:
    books = sorted({(book, one.language) for one in told for book in one.codes})
    for book, language in books:
        mine = [(one.stems, one.codes[book]) for one in told if one.language == language and book in one.codes]
        count = Counter(code for _, codes in mine for code in codes)
        kept = {code for code, number in count.items() if number >= EXAMPLES}
        if sum(bool(codes) for _, codes in mine) < ENOUGH or not kept:
            continue
        words: dict[str, Counter[str]] = {code: Counter() for code in (*sorted(kept), _NONE)}
        classes: Counter[str] = Counter()
        for told_stems, codes in mine:
            for code in codes & kept or ([] if codes else [_NONE]):
                classes[code] += 1
                words[code].update(told_stems)
        if classes[_NONE]:
            yield (book, language), _fitted(classes, words)


def _fitted(classes: Counter[str], words: Mapping[str, Counter[str]]) -> _Model:
    known = frozenset(stem for counted in words.values() for stem in counted)
    total = {code: sum(counted.values()) + SMOOTHING * len(known) for code, counted in words.items()}
    everything = sum(classes.values())
    return _Model(
        prior={code: math.log(classes[code] / everything) for code in words},
        told={
            code: {stem: math.log((count + SMOOTHING) / total[code]) for stem, count in counted.items()} for code, counted in words.items()
        },
        unseen={code: math.log(SMOOTHING / total[code]) for code in words},
        known=known,
    )
