"""What stands around an expression of an account, as named features: words, people, whose words they are, where in the account.

An age, a date or a place is somebody's or nobody's; which, the words around it tell. Nothing is decided here: features go to learned
weights (`weighing`), a candidate at a time. Every look around is bounded, so that the whole stays linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

import yaml

from testimonia.assist.cues import Cues, word_list
from testimonia.assist.evidence import Leaver
from testimonia.assist.followed import Followed
from testimonia.assist.plain import simplified
from testimonia.assist.speech import Speech
from testimonia.assist.story import NOBODY, OTHER, Story
from testimonia.assist.when import When, dates
from testimonia.assist.wording import beside, unit

_TOKEN = re.compile(r"\w[\w'-]*|[^\w\s\x00]")
_END = re.compile(
    r"(?<![A-Z]\.)(?<!\bMr)(?<!\bDr)(?<!\bMs)(?<!\bMrs)(?<!\bSra)(?<!\bSr)(?<!\bMme)(?<![.!?؟…]{2})[.!?؟…]++[\"'”’»)\]*]*+(?=\s)|\n"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LETTERS = 6  # of a word that are kept: enough to tell words, few enough to forgive endings
_LONGEST = 600  # code points of one piece
_WINDOW = 4  # words before an expression that are told apart by their place; after it, one fewer
_BAG = 24  # words of a piece on either side of an expression that are looked at
_PIECES = (0, 1, 2, 3, 10)  # numbers of pieces from the beginning, in steps
_STEPS = (0, 3, 12, 30, 60, 120)  # code points between an expression and a person, in steps
_BEFORE, _AFTER, _NEXT = (
    18,
    14,
    6,
)  # words of a paragraph before and after a stretch, and of them those that are told apart by whose words they are in
_WIDE = 20.0  # how much all of them count beside the other features: found by holding parts out
_TURNED = 3  # words on either side whose concept is told apart by place
_FEW = 4  # people of interest of an account that are all weighed for every expression
WIDE = "wide "
"""What the names of the features of :meth:`Surroundings.wide` begin with."""
_KINDS = ("narrator", "relations", "officials", "people")


@dataclass(frozen=True, slots=True)
class Marker:
    """A word for a person anywhere in the account: a name, a pronoun, "my brother"."""

    start: int
    end: int
    kind: str  # name, first, pronoun, plural, relations, officials, people
    sex: str
    name: int = -1


class Surroundings:
    """One account with its people of interest, ready to be asked about any stretch."""

    def __init__(self, story: Story, followed: Followed, people: Sequence[Leaver], speech: Speech) -> None:
        """Cut the account into pieces and words."""
        self.story, self.followed, self.people = story, followed, people
        self.cues, self.plain, self.text = story.cues, story.plain, story.plain.text
        self.language = story.cues.language
        self.said = sorted((said for said in speech.said if said.direct), key=lambda said: said.start)
        self._said_starts = [said.start for said in self.said]
        self.by_name = {person.name: at for at, person in enumerate(people) if person.name is not None}
        self._cue_places: dict[tuple[str, int], list[tuple[int, int]]] = {}

    # ------------------------------------------------------------------------------------------------------ the text
    @cached_property
    def pieces(self) -> list[tuple[int, int]]:
        """Sentences, those within quotations and turns included."""
        found, at = [], 0
        for stop in [*(match.end() for match in _END.finditer(self.text)), len(self.text)]:
            while stop - at > _LONGEST:
                found.append((at, at + _LONGEST))
                at += _LONGEST
            if self.text[at:stop].strip():
                found.append((at, stop))
            at = stop
        return found

    @cached_property
    def _piece_starts(self) -> list[int]:
        return [start for start, _ in self.pieces]

    @cached_property
    def whens(self) -> list[Sequence[When]]:
        """The dates of every piece, loose ones too."""
        return [dates(self.cues, self.text, start, end, loose=True) for start, end in self.pieces]

    def piece_at(self, at: int) -> int:
        """The number of the piece that an offset lies in."""
        return max(0, bisect_right(self._piece_starts, at) - 1)

    @cached_property
    def _tokens(self) -> tuple[list[int], list[int], list[str]]:
        """Start, end and short form of every word and mark."""
        names = {word: at for at, person in enumerate(self.story.names) for alias in person.aliases for word in alias.split()}
        starts, ends, words = [], [], []
        for match in _TOKEN.finditer(self.text):
            starts.append(match.start())
            ends.append(match.end())
            said = match.group()
            words.append(f"@{names[said]}" if said in names else _short(said, self.language))
        return starts, ends, words

    def word(self, at: int, who: int) -> str:
        """A word by its number; names as whose they are."""
        word = self._tokens[2][at]
        if word[0] != "@" or len(word) == 1:
            return word
        whose = self.by_name.get(int(word[1:]), OTHER)
        return "@p" if whose == who else "@l" if whose >= 0 else "@n"

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The numbers of the first word within a stretch and the first after it."""
        starts, _, _ = self._tokens
        return bisect_left(starts, start), bisect_left(starts, end)

    # ---------------------------------------------------------------------------------------------------- the people
    @cached_property
    def markers(self) -> list[Marker]:
        """Every word for a person, in order."""
        sorts, expression = _people_words(self.cues)
        found = [Marker(match.start(), match.end(), *sorts[match["word"].lower()]) for match in expression.finditer(self.text)]
        aliases = {alias: number for number, person in enumerate(self.story.names) for alias in person.aliases}
        if aliases:
            either = "|".join(re.escape(alias) for alias in sorted(aliases, key=lambda alias: (-len(alias), alias)))
            prefix = "" if self.cues.latin else "[وفبلك]?"
            names = re.compile(rf"(?<!\w){prefix}(?P<alias>{either})(?!\w)")
            found += [Marker(match.start(), match.end(), "name", "", aliases[match["alias"]]) for match in names.finditer(self.text)]
        return sorted(found, key=lambda marker: (marker.start, marker.end))

    @cached_property
    def _marker_starts(self) -> list[int]:
        return [marker.start for marker in self.markers]

    def whose_words(self, at: int) -> int:
        """The leaver whose own words an offset lies in, or NOBODY."""
        before = bisect_right(self._said_starts, at) - 1
        for said in reversed(self.said[max(0, before - 1) : before + 1]):
            if said.start <= at < said.end:
                return said.who
        return NOBODY

    @cached_property
    def _questions(self) -> list[tuple[int, int]]:
        return [(turn.start, turn.end) for turn in self.story.turns if turn.role == "question"]

    def region(self, at: int, who: int) -> str:
        """Whose words an offset lies in, seen from one person."""
        whose = self.whose_words(at)
        if whose >= 0:
            return "own" if whose == who else "leaver's"
        place = bisect_right(self._questions, (at, len(self.text))) - 1
        if place >= 0 and self._questions[place][0] <= at < self._questions[place][1]:
            return "question"
        return "told" if at < len(self.text) and self.story.narration[at : at + 1] != "\x00" else "quoted"

    def relation(self, marker: Marker, who: int) -> str:
        """What a word for a person is to one person: theirs, another leaver's, somebody else's, or open."""
        sex = self.people[who].sex
        if marker.kind == "name":
            whose = self.by_name.get(marker.name, OTHER)
            return "p" if whose == who else "leaver" if whose >= 0 else "name"
        if marker.kind == "narrator":
            whose = self.whose_words(marker.start)
            return "I" if whose == who else "leaver I" if whose >= 0 else "other I"
        resolved = self.followed.resolved.get(marker.start)
        fits = "" if not marker.sex or not sex else "+" if marker.sex == sex else "-"
        if resolved is not None and marker.kind in ("pronoun", "people"):
            return (
                f"{marker.kind}{fits} {'p' if resolved == who else 'leaver' if resolved >= 0 else 'other' if resolved == OTHER else 'open'}"
            )
        return f"{marker.kind}{fits}"

    def concerned(self, start: int, end: int) -> list[int]:
        """Who may be meant by a stretch: everybody of a few people, of many those who are named or spoken of near it."""
        if len(self.people) <= _FEW:
            return list(range(len(self.people)))
        piece = self.pieces[self.piece_at(start)]
        low, high = bisect_left(self._marker_starts, max(0, piece[0] - _LONGEST)), bisect_left(self._marker_starts, max(piece[1], end))
        near = {self.by_name.get(marker.name, OTHER) for marker in self.markers[low:high][-_BAG:]}
        near |= {self.followed.subjects[self.plain.sentence_at(start)], self.whose_words(start)}
        place = bisect_right(self._introduced, (start, len(self.people)))
        near |= {who for _, who in self._introduced[max(0, place - 2) : place + 1]}
        return sorted(who for who in near if who >= 0)

    @cached_property
    def _introduced(self) -> list[tuple[int, int]]:
        return sorted((person.start, who) for who, person in enumerate(self.people))

    # -------------------------------------------------------------------------------------------------- the features
    def features(self, start: int, end: int, who: int) -> dict[str, float]:
        """What stands around a stretch, for one person."""
        found = dict.fromkeys(self._who(start, end, who), 1.0)
        found |= dict.fromkeys(self._words(start, end, who), 1.0)
        return found | self._closeness(start, end)

    def _who(self, start: int, end: int, who: int) -> Iterator[str]:
        piece = self.piece_at(start)
        first, last = self.pieces[piece]
        region = self.region(start, who)
        several = "sole" if len(self.people) == 1 else "several"
        yield f"in {region}"
        yield several
        yield f"{several} in {region}"
        number = self.plain.sentence_at(start)
        subject = self._seen(self.followed.subjects[number], who)
        doer = self._seen(self.followed.doer(number, start + 1), who)
        yield f"subject {subject} {region}"
        yield f"doer {doer} {region}"
        low, high = bisect_left(self._marker_starts, first), bisect_left(self._marker_starts, last)
        at, after = bisect_left(self._marker_starts, start), bisect_left(self._marker_starts, end)
        before = [marker for marker in self.markers[max(low, at - 3) : at] if marker.end <= start]
        follow = self.markers[after : min(high, after + 2)]
        nearest = self.relation(before[-1], who) if before else "none"
        yield f"before {nearest}"
        yield f"before {nearest} {region}"
        yield f"doer {doer} before {nearest}"
        if before:
            yield f"before {nearest} {_step(start - before[-1].end)}"
            gap = self.text[before[-1].end : start]
            if len(gap) <= _STEPS[2]:
                yield f"gap {nearest} {gap.lower()}"
            if len(before) > 1:
                yield f"before that {self.relation(before[-2], who)}"
        else:
            previous = self.markers[low - 1] if low else None
            yield f"earlier {self.relation(previous, who) if previous else 'none'}"
        for place, marker in enumerate(follow):
            yield f"after{place} {self.relation(marker, who)}"
            if not place:
                yield f"after {self.relation(marker, who)} {_step(marker.start - end)}"
        for marker in self.markers[low:high][:8]:
            yield f"here {self.relation(marker, who)}"
        yield f"piece {bisect_left(_PIECES, piece)}"
        person = self.people[who]
        if first <= person.start < last:
            yield f"introduced {'before' if person.start < start else 'after'}"
            if abs(person.start - start) < _STEPS[3]:
                yield "introduced near"
        elif person.start > start:
            yield "not yet introduced"
        yield f"narrator {person.narrator}"
        if len(self.people) > 1:
            yield from self._last_leaver(start, piece, who)

    def _last_leaver(self, start: int, piece: int, who: int) -> Iterator[str]:
        """Of several leavers: which of them was named or introduced last before a stretch, and how many sentences ago."""
        place = bisect_left(self._leavers_named, (start, NOBODY)) - 1
        if place < 0:
            yield "last leaver none"
            return
        at, last = self._leavers_named[place]
        seen = self._seen(last, who)
        yield f"last leaver {seen}"
        yield f"last leaver {seen} {bisect_left(_PIECES, piece - self.piece_at(at))}"
        if place + 1 < len(self._leavers_named) and self._leavers_named[place + 1][0] < self.pieces[piece][1]:
            yield f"next leaver {self._seen(self._leavers_named[place + 1][1], who)}"

    @cached_property
    def _leavers_named(self) -> list[tuple[int, int]]:
        named = [
            (marker.start, self.by_name[marker.name]) for marker in self.markers if marker.kind == "name" and marker.name in self.by_name
        ]
        return sorted({*named, *self._introduced})

    def _seen(self, found: int, who: int) -> str:
        return "p" if found == who else "leaver" if found >= 0 else "other" if found == OTHER else "open"

    def _words(self, start: int, end: int, who: int) -> Iterator[str]:
        first, last = self.pieces[self.piece_at(start)]
        low, high = self.around(start, end)
        language = self.language
        edge, stop = self.around(first, last)
        before = [self.word(at, who) for at in range(max(edge, low - _BAG), low)]
        after = [self.word(at, who) for at in range(high, min(stop, high + _BAG))]
        for place, word in enumerate(reversed(before[-_WINDOW:]), start=1):
            yield f"{language} -{place} {word}"
        for place, word in enumerate(after[: _WINDOW - 1], start=1):
            yield f"{language} +{place} {word}"
        if not before:
            yield "begins"
        yield f"{language} -1 {before[-1] if before else '^'} +1 {after[0] if after else '$'}"
        yield f"{language} -2 {' '.join(before[-2:])}"
        yield from self._concepts(max(edge, low - _BAG), low, high, min(stop, high + _BAG))
        for word in before:
            if word[0].isalpha():
                yield f"{language} < {word}"
        for word in after:
            if word[0].isalpha():
                yield f"{language} > {word}"
        for place, word in enumerate(reversed(before[-2:]), start=1):
            if not word[0].isalpha():
                yield f"-{place} {word}"
        if after and not after[0][0].isalpha():
            yield f"+1 {after[0]}"

    @cached_property
    def _meant(self) -> list[tuple[str, ...]]:
        """The concepts of every word."""
        starts, ends, _ = self._tokens
        return [concepts(self.text[start:end], self.language) for start, end in zip(starts, ends, strict=True)]

    def _concepts(self, low: int, start: int, end: int, high: int) -> Iterator[str]:
        """What the words before and after speak of, whatever the language."""
        for place, at in enumerate(range(start - 1, max(low, start - _TURNED) - 1, -1), start=1):
            for concept in self._meant[at]:
                yield f"-{place} *{concept}"
        for place, at in enumerate(range(end, min(high, end + _TURNED)), start=1):
            for concept in self._meant[at]:
                yield f"+{place} *{concept}"
        for at in range(low, start):
            for concept in self._meant[at]:
                yield f"< *{concept}"
        for at in range(end, high):
            for concept in self._meant[at]:
                yield f"> *{concept}"

    def _closeness(self, start: int, end: int) -> dict[str, float]:
        """How near the nearest word of each concept stands, before and after: 1 for the next word, 1/2 for the one after it."""
        first, last = self.pieces[self.piece_at(start)]
        low, high = self.around(start, end)
        edge, stop = self.around(first, last)
        found: dict[str, float] = {}
        for place, at in enumerate(range(low - 1, max(edge, low - _BAG) - 1, -1), start=1):
            for concept in self._meant[at]:
                found.setdefault(f"near < *{concept}", 1 / place)
        for place, at in enumerate(range(high, min(stop, high + _BAG)), start=1):
            for concept in self._meant[at]:
                found.setdefault(f"near > *{concept}", 1 / place)
        return found

    def wide(self, start: int, end: int, who: int) -> dict[str, float]:
        """The words around a stretch in its paragraph, those before and after it by their place and in pairs, and what it says itself.

        Of a place hardly anything nearer tells whose it is: "from" is said of a letter, a bus and a son. All together are of one length.
        """
        low, high = self.around(start, end)
        first, last = self.around(*self.plain.paragraphs[self.plain.paragraph_at(start)])
        before = [self.word(at, who) for at in range(low - 1, max(first, low - _BEFORE) - 1, -1)]
        after = [self.word(at, who) for at in range(high, min(last, high + _AFTER))]
        region = self.region(start, who)
        words = [f"says {_short(self.text[start:end], self.language)}", f"in {region}", *beside("b", before), *beside("a", after)]
        for side, near in (("b", before[:_NEXT]), ("a", after[:_NEXT])):
            words += [f"{region} {side} {word}" for word in near]
        return {f"{WIDE}{word}": _WIDE * value for word, value in unit(words).items()}

    def patterned(self, key: str, groups: Sequence[str]) -> dict[int, list[str]]:
        """Where the expressions of a cue table stand, whomever they speak of: the start of what they tell, and how they tell it."""
        found: dict[int, list[str]] = {}
        for pattern in self.cues.patterns(key):
            how = str(pattern.says.get("variable") or next((sign for sign in pattern.says if sign != "pattern"), "itself"))
            for start, end in self.pieces:
                for match in pattern.expression.finditer(self.text, start, end):
                    said = match.groupdict()
                    at = next((match.start(group) for group in groups if said.get(group)), NOBODY)
                    if how not in found.setdefault(at, []):
                        found[at].append(how)
        return found

    def neighbours(self, start: int, end: int) -> Iterator[str]:
        """What the sentences before and after speak of, and where cues of joining and leaving stand in the one of a stretch."""
        piece = self.piece_at(start)
        for other, name in ((piece - 1, "sentence before"), (piece + 1, "sentence after")):
            if 0 <= other < len(self.pieces):
                for concept in self._spoken_of(other):
                    yield f"{name} *{concept}"
                for kind in ("join", "leave"):
                    if self._cues_of(kind, other):
                        yield f"{name} {kind}"
        nearest = {kind: min((_gap(start, end, *cue) for cue in self._cues_of(kind, piece)), default=None) for kind in ("join", "leave")}
        for kind, gap in nearest.items():
            yield f"{kind} {'none' if gap is None else _step(gap)}"
        join, leave = nearest["join"], nearest["leave"]
        yield f"nearer {'neither' if join is leave is None else 'leave' if join is None or (leave is not None and leave < join) else 'join'}"
        if self._groups(piece):
            yield "group here"

    def _spoken_of(self, piece: int) -> frozenset[str]:
        """The concepts of a piece, few of its words looked at."""
        low, high = self.around(*self.pieces[piece])
        return frozenset(concept for at in range(low, min(high, low + 2 * _BAG)) for concept in self._meant[at])

    def _cues_of(self, kind: str, piece: int) -> list[tuple[int, int]]:
        key = (kind, piece)
        if key not in self._cue_places:
            own = f"first_{kind}"
            found = self.cues.any_of(kind, own).finditer(self.text, *self.pieces[piece])
            self._cue_places[key] = [match.span() for match in found if self.story.real(self.text, self.pieces[piece][0], match.start())]
        return self._cue_places[key]

    def _groups(self, piece: int) -> bool:
        return re.compile(self.cues.places.group).search(self.text, *self.pieces[piece]) is not None


def _gap(start: int, end: int, first: int, last: int) -> int:
    """Code points between two stretches."""
    return max(0, first - end, start - last)


def _step(gap: int) -> int:
    return bisect_left(_STEPS, max(0, gap))


@lru_cache(maxsize=50_000)
def _short(word: str, language: str) -> str:
    """A word cut to its first letters; numbers as one sign, years as another."""
    if word.isdecimal():
        return "#y" if _YEAR.fullmatch(word) else "#"
    if language == "ar":
        word = re.sub(r"^[وف]?(?:[بكل]?ال|لل)?(?=\w{3})", "", word)
    return word.lower()[:_LETTERS]


@lru_cache(maxsize=16)
def _lexicon(language: str, name: str) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The concepts of whole words, and those of beginnings of words."""
    table = yaml.safe_load(files("testimonia.assist").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8"))
    whole: dict[str, tuple[str, ...]] = {}
    begun: dict[str, tuple[str, ...]] = {}
    for concept, languages in table.items():
        for word in languages.get(language, ()) if isinstance(languages, dict) else ():
            said = simplified(word).lower()
            kept, key = (begun, said[:-1]) if said.endswith("*") else (whole, said)
            kept[key] = (*kept.get(key, ()), concept)
    return whole, begun


@lru_cache(maxsize=50_000)
def concepts(word: str, language: str, table: str = "concepts") -> tuple[str, ...]:
    """What a word speaks of, by a table of concepts; nothing for most words."""
    whole, begun = _lexicon(language, table)
    forms = {word.lower(), word.lower().split("'")[-1], word.lower().split("'")[0]}
    if language == "ar":
        forms |= {re.sub(r"^[وف]?(?:[بكل]?ال|لل|[بكلس])?(?=\w{2})", "", word), re.sub(r"^[وف](?=\w{2})", "", word)}
    found = {concept for form in forms for concept in whole.get(form, ())}
    found |= {concept for form in forms for size in range(3, len(form) + 1) for concept in begun.get(form[:size], ())}
    return tuple(sorted(found))


@lru_cache(maxsize=32)
def _people_words(cues: Cues) -> tuple[dict[str, tuple[str, str]], re.Pattern[str]]:
    """Words for people with their sort and sex, and an expression for them all."""
    sorts: dict[str, tuple[str, str]] = {}
    for kind in _KINDS:
        table = cues.listed(kind)
        for sex, words in table.items() if isinstance(table, dict) else (("", table),):
            for word in words:
                sorts.setdefault(simplified(str(word)).lower(), (kind, "" if sex == "other" else sex))
    for sex, words in cues.listed("pronouns").items():
        for word in words:
            sorts[simplified(word).lower()] = ("plural", "") if sex in ("plural", "both") else ("pronoun", "" if sex == "any" else sex)
    if not cues.latin:
        either = "|".join(re.escape(word) for word in sorted(sorts, key=lambda word: (-len(word), word)))
        return sorts, re.compile(rf"(?<!\w)[وفبلك]?(?:ال)?(?P<word>{either})(?:ه|ها|هم|ي|نا)?(?!\w)")
    return sorts, re.compile(f"(?P<word>{word_list(sorts, latin=True)})", re.IGNORECASE)
