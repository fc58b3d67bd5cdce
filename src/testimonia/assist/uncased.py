"""Names in a script without capitals: which of the words after a cue may be one, by their form and by what the account does with them.

Arabic writes conjunctions, prepositions and pronouns on to a word, and every noun may take the article: a word that does any of that in an
account is none of its names. Given names that look like verbs or begin like a preposition are listed in the table (`given`), others in `data/given-ar.txt`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib.resources import files

from testimonia.assist.cues import Cues, flat
from testimonia.assist.plain import Plain, simplified
from testimonia.assist.stems import common_words
from testimonia.text import Span

_WORD = re.compile(r"\w+")
_ARTICLE = "ال"
_ARTICLED = re.compile(r"(?<!\w)(?:[وف]?[بك]?ال|[وف]?لل)(?P<word>\w{2,14})")
_TANWIN = "\u064b\u064c\u064d"  # the ending of an indefinite noun: names in the press are written without it
_VERB = re.compile(r"[يت]\w{2,}|\w{2,}(?:وا|ته|تها|تهم|ونه|ونها|وني|هما|كم|ناه)")
_BOUND = re.compile(r"(?:بال|لل|بان|لان|كان|و)\w+")
_SUFFIX = re.compile(r"(?:ه|ها|هم|ي|نا|ك)$")
_KUNYA = re.compile(r"(?P<first>ابو|ابا|ابي|ام) (?P<second>\w{2,15})(?!\w)")
_AFTER = ("،", ":", "؛")
_MARKS = frozenset('«"“')
_AB, _ALTERNATIVE = "ابو", "ام"
_SERVANT = "عبد"  # of the names of God
_CASES = ("ابو", "ابا", "ابي")
_LEAST, _TWICE, _SHORT = 3, 2, 4  # letters of a name; times; letters of a word that a preposition begins
_MOST = 4  # given names before the words that a cue found
_BACK = 24  # code points in which the word before a name stands
_QUESTIONED = 80  # code points before "or" in which a question may begin


@lru_cache(maxsize=32)
def given_names(cues: Cues) -> frozenset[str]:
    """The given names of the table, and those of a list where there is one: names that are seldom another word."""
    listed = files("testimonia.assist").joinpath("data", f"given-{cues.language}.txt")
    more = listed.read_text(encoding="utf-8").split() if listed.is_file() else []
    return frozenset((*(simplified(str(word)) for word in cues.listed("given") or ()), *more))


class Uncased:
    """What of the words of one account may be names."""

    def __init__(self, plain: Plain, cues: Cues) -> None:
        """Read which words the account writes the article on to, and what the table says of words."""
        self.plain, self.cues = plain, cues
        self.given = given_names(cues)
        self.ambiguous = frozenset(simplified(str(word)) for word in cues.listed("given_also_words") or ())
        self.binders = frozenset(simplified(str(word)) for word in cues.listed("name_binders") or ())
        self.articled = frozenset(match["word"] for match in _ARTICLED.finditer(plain.text))
        self.times = Counter(_WORD.findall(plain.text))

    @cached_property
    def _known(self) -> frozenset[str]:
        keys = ("stop", "people", "relations", "officials", "pronouns", "narrator", "speech", "prepositions", "no_name_with")
        words = frozenset(simplified(word) for key in keys for word in flat(self.cues.listed(key)))
        return (words | common_words(self.cues.language)) - self.given

    @cached_property
    def _related(self) -> re.Pattern[str]:
        """Nouns for people, with "his" or the article written on to them; a man "who does" is none of their names."""
        nouns = "|".join(
            sorted({re.escape(simplified(word)) for key in ("people", "relations", "officials") for word in flat(self.cues.listed(key))})
        )
        return re.compile(rf"[وف]?(?:ال)?(?:{nouns})(?:ه|ها|هم|ي|نا|تي|ته|تها|ك)?")

    def function(self, word: str) -> bool:
        """Whether a word is one of grammar, of kinship, of office or of speaking, with what is written on to it."""
        if word in self.given:
            return False
        return word in self._known or re.sub(r"^[وفبلك]", "", word) in self._known or _SUFFIX.sub("", word) in self._known

    def name(self, said: str, at: int, *, told: bool = False) -> tuple[str, int]:
        """The part of some words that may be a name, and where it begins; an empty name where none may. ``told`` of what is said to be one."""
        words = [self._unbound(match.group(), at + match.start()) for match in _WORD.finditer(said)]
        while len(words) > 1 and (
            self._related.fullmatch(words[0][0]) or (words[0][0].startswith(_ARTICLE) and not self._bound(words[0][1]))
        ):
            words = words[1:]
        told = told and self.plain.text[max(0, at - 1) : at] in _MARKS
        kept: list[tuple[str, int]] = []
        for word, where in words:
            if not self._may(word, where, first=not kept, told=told):
                break
            kept.append((word, where))
        if not kept or self._led(kept[0][1]) or (not told and self._common(kept)):
            return "", at
        start, end = self._whole(kept[0][1], kept[-1][1] + len(kept[-1][0]))
        return self.plain.text[start:end], start

    def _unbound(self, word: str, at: int) -> tuple[str, int]:
        """A given name without the "and" or "so" that is written on to it."""
        bound = word not in self.given and len(word) > _LEAST and word[0] in "وف" and word[1:] in self.given
        return (word[1:], at + 1) if bound else (word, at)

    def _common(self, kept: list[tuple[str, int]]) -> bool:
        """Whether words that may be a name are likelier a noun: the surname alone, or one that another noun determines (the file of the case)."""
        first, last = kept[0][0], kept[-1][0]
        if self._bound(kept[0][1]):
            return False
        if len(kept) == 1:
            return first.startswith(_ARTICLE) or first in _CASES
        return first not in self.given and last.startswith(_ARTICLE) and not last.endswith("ي") and self.times[first] < _TWICE

    def _may(self, word: str, at: int, *, first: bool, told: bool) -> bool:
        """Whether a word may be (part of) a name."""
        if word in self.given:
            return True
        span = self.plain.span(at, at + len(word))
        grammar = self.function(word) or self._related.fullmatch(word) or len(word) < _LEAST or any(char.isdigit() for char in word)
        if grammar or any(mark in self.plain.source[span.start : span.end + 1] for mark in _TANWIN):
            return False
        if word.startswith(_ARTICLE):
            return told or not first or self._bound(at)
        if _BOUND.fullmatch(word) or (not told and (_VERB.fullmatch(word) or word in self.articled)):
            return False
        led = not told and word[0] in "بلك" and len(word) >= _SHORT
        return not (led and (self.times[word[1:]] or self.times[_ARTICLE + word[1:]] or self._suffixed(span)))

    def _suffixed(self, span: Span) -> bool:
        """Whether a pronoun is written on to the end of a word; the edition tells "his" from the ending of feminine nouns."""
        return re.search(r"(?:ها|هم|نا|ك|ه)$", self.plain.source[span.start : span.end]) is not None

    def _bound(self, at: int) -> bool:
        """Whether the word before belongs to the name: Abd al-Karim, Zayn al-Din."""
        before = self.plain.text[max(0, at - _BACK) : at].split()
        return bool(before) and self.plain.text[at - 1 : at] == " " and before[-1] in self.binders

    def _whole(self, start: int, end: int) -> tuple[int, int]:
        """A name with the given names before it, and with what Abd or Zayn binds."""
        text = self.plain.text
        for _ in range(_MOST):
            if not start or text[start - 1] != " ":
                break
            before = _WORD.findall(text[max(0, start - _BACK) : start - 1])
            if not before or not text.endswith(before[-1], 0, start - 1) or before[-1] not in (self.given - self.ambiguous) | self.binders:
                break
            start -= len(before[-1]) + 1
        words = text[start:end].split()
        after = re.compile(r" (ال\w{2,12})").match(text, end)
        if after and words[-1] in self.binders and (words[-1] == _SERVANT or len(words) > 1):
            end = after.end()
            more = re.compile(r" (ال\w{3,12}ي)(?!\w)").match(text, end)
            end = more.end() if more and len(words) == 1 else end
        return start, end

    def kunya(self, said: str, at: int) -> str:
        """A teknonym in the case it is quoted in; nothing where "am" is "or", or names a place."""
        match = _KUNYA.match(self.plain.text, at)
        if match is None:
            return said
        first, second = match["first"], match["second"]
        if first == _ALTERNATIVE and (not self._mother(second, match) or self._place(at) or self._asked(at, second)):
            return ""
        if self.function(second) and not second.startswith(_ARTICLE):
            return ""
        return f"{_AB if first in _CASES and (first != 'ابي' or self._case(second)) else first} {second}"

    @cached_property
    def _teknonyms(self) -> Counter[str]:
        return Counter(match.group() for match in _KUNYA.finditer(self.plain.text))

    def _case(self, second: str) -> bool:
        """Whether the account has the teknonym in another case, too: else "abi" may begin a surname."""
        return any(self._teknonyms[f"{case} {second}"] for case in _CASES[:2])

    def _mother(self, second: str, match: re.Match[str]) -> bool:
        """Whether a word after "am" may be a child's name: no verb, no preposition, nobody's office."""
        if second in self.given:
            return True
        if self._related.fullmatch(second) or second.removeprefix(_ARTICLE) in self._titles:
            return False
        return self._may(second, match.start("second"), first=False, told=True) and not _VERB.fullmatch(second) and second[0] not in "بلك"

    @cached_property
    def _titles(self) -> frozenset[str]:
        return frozenset(simplified(word).removeprefix(_ARTICLE) for word in flat(self.cues.listed("titles")))

    def _place(self, at: int) -> bool:
        """Whether a word for a place stands before."""
        before = self.plain.text[max(0, at - _BACK) : at].split()
        places = {simplified(str(word)) for word in self.cues.listed("place_nouns") or ()}
        return bool(before) and (before[-1] in places or re.sub(r"^(?:[وف]?[بك]?ال|[وفبلك])", "", before[-1]) in places)

    def _asked(self, at: int, second: str) -> bool:
        """Whether "am" stands once with that word, in a question or after "whether"."""
        if second in self.given or self._teknonyms[f"{_ALTERNATIVE} {second}"] >= _TWICE:
            return False
        number = self.plain.sentence_at(at)
        start, end = self.plain.sentences[number]
        lead = self.plain.text[max(start, at - _QUESTIONED) : at]
        asks = re.compile(self.question)
        return asks.search(lead) is not None or "؟" in self.plain.text[at : min(end + 1, at + _QUESTIONED)]

    @cached_property
    def question(self) -> str:
        """Words after which "am" means "or"."""
        words = "|".join(re.escape(simplified(str(word))) for word in self.cues.listed("question_words") or ["(?!)"])
        return rf"(?<!\w)[وف]?(?:{words})(?!\w)"

    def known(self) -> Iterator[tuple[str, int]]:
        """Given names with a surname; others that stand more than once, also in a teknonym, or before a comma or a colon, and never with the article."""
        if not self.given:
            return
        alone: dict[str, list[int]] = {}
        surnames: dict[str, list[tuple[int, int]]] = {}
        for match in _WORD.finditer(self.plain.text):
            word, at = self._unbound(match.group(), match.start())
            if word in self.given and not self._led(at):
                more = self._surname(word, match.end())
                if more:
                    surnames.setdefault(word, []).append((at, more.end()))
                else:
                    alone.setdefault(word, []).append(at)
        for word, places in surnames.items():
            start, end = places[0]
            yield self._spanned(start, end)
            if word == _SERVANT:
                for start, end in places[1:]:
                    yield self._spanned(start, end)
        for word, starts in alone.items():
            introduced = any(self.plain.text[start + len(word) : start + len(word) + 1] in _AFTER for start in starts)
            if (
                (introduced or max(len(starts), self.times[word]) >= _TWICE)
                and word not in self.articled
                and word not in self.ambiguous | {_SERVANT}
            ):
                yield self._spanned(starts[0], starts[0] + len(word))

    def _surname(self, word: str, end: int) -> re.Match[str] | None:
        """The surname after a given name: another given name, or a word with the article that the account does not have without it."""
        more = re.compile(r" (\w{3,12})").match(self.plain.text, end)
        if more is None or word in self.articled or self._related.fullmatch(more[1]) or self.function(more[1]):
            return None
        if word in self.ambiguous:
            return more if more[1].startswith(_ARTICLE) and more[1].endswith("ي") else None
        return more if more[1] in self.given or (more[1].startswith(_ARTICLE) and not self.times[more[1].removeprefix(_ARTICLE)]) else None

    def _led(self, at: int) -> bool:
        """Whether the word before makes it part of another name: Umm Jad is nobody's Jad."""
        before = self.plain.text[max(0, at - _BACK) : at].split()
        return (
            self.plain.text[max(0, at - 1) : at] == " " and bool(before) and re.sub(r"^[وفبلك]", "", before[-1]) in (*_CASES, _ALTERNATIVE)
        )

    def _spanned(self, start: int, end: int) -> tuple[str, int]:
        start, end = self._whole(start, end)
        return self.plain.text[start:end], start


def kunya_cases(label: str) -> set[str]:
    """A teknonym in the cases that Arabic has it in: Abu, Aba, Abi."""
    first, _, rest = label.partition(" ")
    return {f"{case} {rest}" for case in _CASES} if first == _AB else {label}
