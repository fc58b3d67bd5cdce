"""When people joined and left: a date and a verb of joining or leaving in one sentence of which a leaver is the subject.

"Fled his home in 2015 to join" is joining; "left the islands for the war" too: a direction decides, and the tables of the languages hold
both kinds of expression. A date goes to the nearest such verb, a verb to one date.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from testimonia.assist.cues import Cues, flat, word_list
from testimonia.assist.durations import shifted, stays
from testimonia.assist.evidence import Leaver
from testimonia.assist.followed import Followed
from testimonia.assist.plain import simplified
from testimonia.assist.speech import Speech
from testimonia.assist.story import OTHER, Story
from testimonia.assist.when import When, dates
from testimonia.text import Interval, parse_edtf

_NEAR = 110  # code points between a date and its verb
_FIRST = 30  # code points of an answer within which a date stands for the whole of it
_ANSWER = 2  # sentences of an answer in which that date is looked for
_BY_PARAGRAPH = ("full", "bare", "ago", "last", "last_year", "this_year", "last_month")  # the rest go on from the last date anywhere
_OF_THE_NEWS = ("weekday", "yesterday", "last_week", "this_month", "same_month")  # when something was said, as often as when it was done
_COMMA = 12  # what a comma between them counts, in code points


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A person joined or left at a date (EDTF); plain offsets from the verb to the date."""

    who: int
    variable: str
    value: str
    holder: str
    start: int
    end: int
    score: float


class Events:
    """The dated events of one account."""

    def __init__(self, story: Story, followed: Followed, people: Sequence[Leaver], speech: Speech, published: Interval) -> None:
        """Find them in the narration and in the leavers' own words."""
        self.story, self.followed, self.people, self.speech, self.published = story, followed, people, speech, published
        self.cues, self.plain = story.cues, story.plain
        self.joins = self.cues.any_of("join")
        self.leaves = self.cues.any_of("leave")
        self.either = self.cues.any_of("ambiguous")
        self.conjunction = re.compile(word_list(self.cues.listed("conjunctions") or (), latin=True))
        self.that_was = re.compile(rf"\s*{_either(self.cues, 'that_was')}(?!\w)", re.IGNORECASE)
        self.until = re.compile(rf"(?<!\w){_either(self.cues, 'until')}(?: [\w']+){{0,3}} ?$", re.IGNORECASE)
        self.stayed = self.cues.any_of("staying")
        self.when_was = self.cues.any_of("when_was")
        self.first = _words(self.cues, "narrator")
        self.third = _words(self.cues, "pronouns", "relations", "officials")
        self.before: tuple[str, list[int]] | None = None  # the verb of the sentence before, and whom it speaks of
        self.context: When | None = None
        self.paragraph = -1
        self.year: When | None = None  # the last date that was told, in whatever paragraph
        found = _decided([*self._told(), *self._own(), *self._asked()])
        self.found = [*found, *self._computed(found)]

    def _told(self) -> Iterator[Event]:
        narrator = next((at for at, person in enumerate(self.people) if person.narrator), None)
        for number, (start, end) in enumerate(self.plain.sentences):
            subject = self.followed.subjects[number] if narrator is None else narrator
            yield from self._sentence(
                self.story.narration, start, end, subject, "reporter" if narrator is None else "self", first=narrator is not None
            )

    def _computed(self, found: Sequence[Event]) -> Iterator[Event]:
        """The other end of a stay of which one end is dated and the length is told."""
        for who in range(len(self.people)):
            known = {
                variable: {event.value for event in found if event.who == who and event.variable == variable}
                for variable in ("joined", "left")
            }
            lengths = {months: (start, end) for start, end, months in self._stays(who)}
            if len(lengths) != 1 or sum(map(len, known.values())) != 1:
                continue
            ((months, (start, end)),) = lengths.items()
            variable = "left" if known["joined"] else "joined"
            (date,) = known["joined"] or known["left"]
            value = shifted(parse_edtf(date), months if variable == "left" else -months)
            if value and not self._to_come(value):
                yield Event(who=who, variable=variable, value=value, holder="reporter", start=start, end=end, score=0.6)

    def _to_come(self, value: str) -> bool:
        """Whether a date lies after the publication."""
        date = parse_edtf(value)
        return bool(date.earliest and self.published.latest and date.earliest > self.published.latest)

    def _stays(self, who: int) -> Iterator[tuple[int, int, int]]:
        """How long somebody says they stayed, or the account says of them."""
        for number, start, end, months in self._narrated_stays:
            if self.followed.doer(number, start + 1) == who or self.people[who].narrator:
                yield start, end, months
        for said in self.speech.said:
            if said.direct and said.who == who:
                yield from stays(self.cues, self.plain.text, said.start, said.end)

    @cached_property
    def _narrated_stays(self) -> list[tuple[int, int, int, int]]:
        """Every length that the account itself tells, with the number of its sentence."""
        return [
            (number, *stay)
            for number, sentence in enumerate(self.plain.sentences)
            for stay in stays(self.cues, self.story.narration, *sentence)
        ]

    def _asked(self) -> Iterator[Event]:
        """A date that answers a question: "When did you go?" - "In May 2016."."""
        turns = self.story.turns
        sole = 0 if len(self.people) == 1 else -1
        before: list[tuple[int, int, str]] = []
        for question, answer in itertools.pairwise(turns):
            if question.role != "question" or answer.role == "question" or sole < 0:
                continue
            verbs = self._verbs(self.plain.text, question.start, question.end, first=True)
            if not verbs and self.when_was.search(self.plain.text, question.start, question.end):
                verbs = before
            before = (
                self._verbs(self.plain.text, answer.start, answer.end, first=True)
                or self._verbs(self.plain.text, question.start, question.end, first=True)
                or before
            )[-1:]
            pieces = list(_pieces(self.plain.text, answer.start, answer.end))[:_ANSWER]
            if not verbs or any(self._verbs(self.plain.text, *piece, first=True) for piece in pieces[:1]):
                continue
            when = next(
                (when for start, end in pieces for when in dates(self.cues, self.plain.text, start, end) if when.start - start < _FIRST),
                None,
            )
            value = when.edtf(self.published, self.year) if when and when.kind != "bare" else None
            if when and value and verbs[-1][2] != "either":
                yield Event(who=sole, variable=verbs[-1][2], value=value, holder="self", start=when.start, end=when.end, score=0.75)

    def _own(self) -> Iterator[Event]:
        for said in self.speech.said:
            if said.direct:
                for start, end in _pieces(self.plain.text, said.start, said.end):
                    yield from self._sentence(self.plain.text, start, end, said.who, "self", first=True)

    def _sentence(self, text: str, start: int, end: int, subject: int, holder: str, *, first: bool) -> Iterator[Event]:
        whens = [when for when in dates(self.cues, text, start, end) if when.kind not in _OF_THE_NEWS]
        if not whens:
            verbs = self._verbs(text, start, end, first=first)
            self.before = (verbs[-1][2], [subject] if first else self._of(start, verbs[-1], subject)) if verbs else None
            return
        if (paragraph := self.plain.paragraph_at(start)) != self.paragraph:
            self.paragraph, self.context = paragraph, None
        verbs = self._verbs(text, start, end, first=first)
        if not verbs and self.before and self.that_was.match(text, start, end):
            kind, people = self.before
            yield from self._that_was(whens[0], kind, people, holder)
            return
        taken: set[int] = set()
        pairs = sorted(
            ((self._gap(text, when, verb), at, place) for at, when in enumerate(whens) for place, verb in enumerate(verbs)),
            key=lambda pair: (pair[0], pair[1], pair[2]),
        )
        for at, when in enumerate(whens):
            if (
                subject >= 0
                and self.until.search(text[max(start, when.start - 24) : when.start])
                and not verbs
                and (re.search(self.cues.places.group, text[start:end]) or self.stayed.search(text, start, end))
            ):
                value = when.edtf(self.published, self.context)
                if value and when.kind != "bare":
                    taken.add(at)
                    yield Event(who=subject, variable="left", value=value, holder=holder, start=when.start, end=when.end, score=0.7)
        span = self._interval(text, start, end, whens, subject, holder)
        if span:
            yield from span
            taken.update((0, 1))
        used: set[int] = set()
        for gap, at, place in pairs:
            if gap > _NEAR or at in taken or place in used:
                continue
            taken.add(at)
            used.add(place)
            yield from self._event(whens[at], verbs[place], start, subject, holder, first=first)
        resolved = [when for when in whens if when.edtf(self.published, self.context)]
        if resolved:
            last = resolved[-1]
            value = last.edtf(self.published, self.context) or ""
            self.context = (
                When(start=last.start, end=last.end, kind="full", year=int(value[:4]), month=last.month)
                if value[:4].isdecimal()
                else self.context
            )
            self.year = self.context or self.year

    def _verbs(self, text: str, start: int, end: int, *, first: bool) -> list[tuple[int, int, str]]:
        joins = [*self.joins.finditer(text, start, end), *(self.cues.any_of("first_join").finditer(text, start, end) if first else [])]
        leaves = [*self.leaves.finditer(text, start, end), *(self.cues.any_of("first_leave").finditer(text, start, end) if first else [])]
        found = sorted(
            {(match.start(), match.end(), "joined") for match in joins}
            | {(match.start(), match.end(), "left") for match in leaves}
            | {(match.start(), match.end(), "either") for match in self.either.finditer(text, start, end)}
        )
        kept: list[tuple[int, int, str]] = []
        for verb in sorted(found, key=lambda verb: (-(verb[1] - verb[0]), verb[2] == "either", verb[0])):
            if all(verb[1] <= other[0] or verb[0] >= other[1] for other in kept):
                kept.append(verb)
        return sorted(verb for verb in kept if self.story.real(text, start, verb[0]))

    def _gap(self, text: str, when: When, verb: tuple[int, int, str]) -> int:
        low, high = (verb[1], when.start) if verb[1] <= when.start else (when.end, verb[0])
        between = text[low:high] if low < high else ""
        return (
            max(0, high - low)
            + _COMMA * sum(between.count(char) for char in ",;،؛:")
            + (_NEAR + 1) * ("\x00" in between)
            + 2 * _COMMA * bool(self.conjunction.search(between))
        )

    def _that_was(self, when: When, kind: str, people: Sequence[int], holder: str) -> Iterator[Event]:
        """Date the verb of the sentence before ("So I walked. That was in November 2019.")."""
        value = when.edtf(self.published, self.context) if when.kind != "bare" else None
        for who in people:
            if who >= 0 and value and kind != "either":
                yield Event(who=who, variable=kind, value=value, holder=holder, start=when.start, end=when.end, score=0.7)

    def _event(self, when: When, verb: tuple[int, int, str], start: int, subject: int, holder: str, *, first: bool) -> Iterator[Event]:
        people = ([subject] if self._mine(start, verb) else []) if first else self._of(start, verb, subject)
        if when.kind == "bare" and self.context is None and (first or verb[2] != "left"):
            return  # "I left in October": of which year, only the speaker knows
        value = when.edtf(self.published, self.context if when.kind in _BY_PARAGRAPH else self.year)
        if value is None or (when.kind == "bare" and self.context is None and self._elsewhere(when, value)):
            return
        for who in people:
            if who >= 0:
                yield Event(
                    who=who, variable=verb[2], value=value, holder=holder, start=min(verb[0], when.start), end=max(verb[1], when.end),
                    score=0.85 if when.kind == "full" else 0.75,
                )  # fmt: skip

    def _mine(self, start: int, verb: tuple[int, int, str]) -> bool:
        """Whether a verb in somebody's own words is theirs: no other person stands nearer before it than "I"."""
        lead = self.plain.text[start : verb[1]]
        own = [match.end() for match in self.first.finditer(lead)]
        others = [match.end() for match in self.third.finditer(lead)]
        return not others or (bool(own) and own[-1] >= others[-1])

    def _elsewhere(self, when: When, value: str) -> bool:
        """Whether a month without a year may also belong to a year that was told in another paragraph."""
        return self.year is not None and when.edtf(self.published, self.year) != value

    def _of(self, start: int, verb: tuple[int, int, str], subject: int) -> list[int]:
        before = self.followed.at(start, verb[0] + 1)
        if before and before[-1][0].kind == "plural" and len(self.people) > 1:
            return list(range(len(self.people)))
        number = self.plain.sentence_at(start)
        who = self.followed.doer(number, verb[0] + 1) if self.followed.holder(start, verb[0] + 1) is not None or subject < 0 else subject
        return [who if who >= 0 or who == OTHER or len(self.people) > 1 else 0]

    def _interval(self, text: str, start: int, end: int, whens: Sequence[When], subject: int, holder: str) -> list[Event]:
        """From the spring of 2017 until January 2020, in a sentence that names the group."""
        words = self.cues.listed("interval_words")
        if len(whens) < 2 or subject < 0 or not words:  # noqa: PLR2004
            return []
        opens = re.compile(rf"(?<!\w)(?:{'|'.join(map(_plain, words['from']))})\s[^.;\x00]{{0,24}}$", re.IGNORECASE)
        closes = re.compile(rf"(?<!\w)(?:{'|'.join(map(_plain, words['to']))})\s[^.;\x00]{{0,30}}$", re.IGNORECASE)
        first, last = whens[0], whens[1]
        belongs: object = holder == "self" and first.start - start < _FIRST
        belongs = (
            belongs
            or re.search(rf"{self.cues.places.group}", text[start:end])
            or self.stayed.search(text, start, end)
            or self.cues.any_of("interval_cues").search(text, start, end)
        )
        if not (belongs and opens.search(text[max(start, first.start - 40) : first.start]) and closes.search(text[first.end : last.start])):
            return []
        ends = (first.edtf(self.published, self.context), last.edtf(self.published, self.context))
        return [
            Event(who=subject, variable=variable, value=value, holder=holder, start=first.start, end=last.end, score=0.8)
            for variable, value in zip(("joined", "left"), ends, strict=True) if value
        ]  # fmt: skip


def _either(cues: Cues, key: str) -> str:
    listed = [_plain(str(word)) for word in cues.listed(key) or ()]
    return f"(?:{'|'.join(listed)})" if listed else "(?!)"


def _plain(word: str) -> str:
    return re.escape(simplified(word))


def _words(cues: Cues, *keys: str) -> re.Pattern[str]:
    return re.compile(word_list([word for key in keys for word in flat(cues.listed(key))], latin=cues.latin), re.IGNORECASE)


def _decided(events: Sequence[Event]) -> list[Event]:
    """Events with a verb that may be either (French partir): the first of two is joining, the last leaving; one alone follows a joining or is left out."""
    found = [event for event in events if event.variable != "either"]
    for who in sorted({event.who for event in events}):
        open_ones = sorted((event for event in events if event.variable == "either" and event.who == who), key=lambda event: event.value)
        joined = min((event.value for event in found if event.who == who and event.variable == "joined"), default="")
        left = max((event.value for event in found if event.who == who and event.variable == "left"), default="")
        if len({event.value for event in open_ones}) > 1 and not (joined or left):
            found += [replace(open_ones[0], variable="joined"), replace(open_ones[-1], variable="left")]
        elif open_ones and joined and joined < open_ones[0].value:
            found.append(replace(open_ones[0], variable="left"))
        elif open_ones and not joined and left and open_ones[0].value < left:
            found.append(replace(open_ones[0], variable="joined"))
    return found


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences within somebody's own words."""
    at = start
    for match in re.finditer(r"[.!?؟…](?=\s)", text[start:end]):
        yield at, start + match.end()
        at = start + match.end()
    if at < end:
        yield at, end
