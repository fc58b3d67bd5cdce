"""What cue tables find that an account says of its leavers: each statement with its passage, who makes it, of whom, and of when.

Of ages, origins, groups and dates they are one sign among many: learned weights decide (`claims`). Of the rest they stand as they are.

The commonest mistake is not a wrong value but a right one of the wrong person (the brother's age, the victim's country) or the wrong
time (the age at joining). So every rule names the person it speaks of: beside the name, as the subject of the sentence, in the first
person of words that are surely theirs; where somebody else stands in between, nothing is said.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from testimonia.assist.cues import Pattern
from testimonia.assist.events import Events
from testimonia.assist.evidence import Leaver
from testimonia.assist.followed import Followed
from testimonia.assist.numbers import PART_OF_DECADE
from testimonia.assist.origins import Origins
from testimonia.assist.speech import Said, Speech
from testimonia.assist.story import NOBODY, Story
from testimonia.text import Interval, at_precision, known_date

_OLDEST, _YOUNGEST = 105, 5
_OPENING = 2  # sentences in which an account may introduce somebody as "a man of 29" before it names him
_SHORTLY = 160  # code points after a guest's name in which a host's "he" is the guest
_ANSWER = 60  # code points of an answer in which the age or the place that was asked for stands
_CODE = 2  # letters of a country's code


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One claim (plain offsets): of whom (number of the leaver), which variable and value, who says it, of when (EDTF or empty)."""

    who: int
    variable: str
    value: str
    holder: str
    time: str
    start: int
    end: int
    score: float


class Told:
    """The statements of one account by its cues."""

    def __init__(self, story: Story, followed: Followed, people: Sequence[Leaver], speech: Speech, published: str | None) -> None:
        """Read the account for each variable."""
        self.story, self.followed, self.people, self.speech = story, followed, people, speech
        self.cues, self.plain, self.text = story.cues, story.plain, story.narration
        self.published: Interval = known_date(published)
        self.theatre = {code for name in re.findall(self.cues.places.theatre, story.plain.text) if (code := self.cues.places.code(name))}
        found = [*self._ages(), *self._bands(), *self._births(), *self._answers(), *self._origins(), *self._sexes(), *self._rest()]
        found += [
            Statement(
                who=event.who,
                variable=event.variable,
                value=event.value,
                holder=event.holder,
                time=event.value,
                start=event.start,
                end=event.end,
                score=event.score,
            )
            for event in Events(story, followed, people, speech, self.published).found
        ]
        self.statements = _once(found)

    # ------------------------------------------------------------------------------------------------ whom a match is of
    def holders(self, pattern: Pattern) -> Iterator[tuple[re.Match[str], int, str]]:
        """The matches of a pattern with the person each speaks of and who says it."""
        says, expression = pattern.says, pattern.expression
        told_by_self = any(person.narrator for person in self.people)
        for number, (start, end) in enumerate(self.plain.sentences):
            for match in expression.finditer(self.text, start, end):
                who = self._holder(match, says, number)
                if who >= 0 and not (told_by_self and says.get("subject")):
                    yield match, who, "reporter"
        yield from self._introduced_by_host(pattern)
        if says.get("first"):
            for said in self._own_words():
                for match in expression.finditer(self.plain.text, said.start, said.end):
                    yield match, said.who, "self"

    def _introduced_by_host(self, pattern: Pattern) -> Iterator[tuple[re.Match[str], int, str]]:
        """What a host says of the guest: in a sentence that names them, or, to the only guest, in the second person."""
        for turn in self.story.turns:
            if turn.role != "question":
                continue
            for match in pattern.expression.finditer(self.plain.text, turn.start, turn.end):
                who = self._named(match["name"]) if match.groupdict().get("name") else NOBODY
                if pattern.says.get("asked"):
                    who = self._sole()
                elif who == NOBODY and pattern.says.get("subject"):
                    who = self._just_named(turn.start, match.start())
                if who >= 0:
                    yield match, who, "other"

    def _just_named(self, start: int, at: int) -> int:
        """The person whom a host has named shortly before, if nobody else was."""
        lead = self.plain.text[max(start, at - _SHORTLY) : at + 1]
        found = {
            number
            for number, person in enumerate(self.people)
            if person.name is not None
            and any(re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", lead) for alias in self.story.names[person.name].aliases)
        }
        return found.pop() if len(found) == 1 else NOBODY

    def _own_words(self) -> list[Said]:
        narrator = next((at for at, person in enumerate(self.people) if person.narrator), None)
        if narrator is not None:
            return [Said(start=start, end=end, who=narrator, direct=True, score=0.9) for start, end in self.plain.sentences]
        return [said for said in self.speech.said if said.direct]

    def _holder(self, match: re.Match[str], says: dict[str, object] | object, number: int) -> int:
        said = says if isinstance(says, dict) else {}
        groups = match.groupdict()
        if groups.get("name"):
            return self._named(groups["name"])
        if said.get("intro"):
            return self._introduced(match, number)
        if said.get("definite"):
            subject = self.followed.subjects[number]
            return 0 if len(self.people) == 1 and subject in (0, NOBODY) else subject if subject >= 0 else self._sole()
        if said.get("subject"):
            start, _ = self.plain.sentences[number]
            before = self.followed.holder(start, match.start() + 1)
            inside = [who for reference, who in self.followed.at(match.start() + 1, match.end()) if reference.kind != "plural"]
            if before is not None:
                return before
            return inside[0] if inside else self.followed.doer(number, match.start() + 1)
        return NOBODY

    def _sole(self) -> int:
        return 0 if len(self.people) == 1 else NOBODY

    def _named(self, name: str) -> int:
        person = self.story.named_as(name)
        return next(
            (at for at, leaver in enumerate(self.people) if leaver.name is not None and self.story.names[leaver.name] is person), NOBODY
        )

    def _introduced(self, match: re.Match[str], number: int) -> int:
        """An indefinite person noun: the leaver only where the account begins with it, or where the same sentence names them."""
        start, end = self.plain.sentences[number]
        inside = {who for reference, who in self.followed.at(start, end) if reference.kind == "name" and who >= 0}
        for at, person in enumerate(self.people):
            if (
                start <= person.start < end
                and (not inside or inside == {at})
                and (person.start >= match.start() - 2 or person.name is None)
            ):
                return at
        first = min((person.start for person in self.people), default=-1)
        told = self.cues.any_of("join", "leave").search(self.text, start, end) or re.search(self.cues.places.group, self.text[start:end])
        return 0 if len(self.people) == 1 and number < _OPENING and end <= first and (told or not number) else NOBODY

    # -------------------------------------------------------------------------------------------------------- variables
    def _statement(
        self, match: re.Match[str], who: int, variable: str, value: str, holder: str, score: float = 0.85, time: str = ""
    ) -> Statement:
        return Statement(
            who=who, variable=variable, value=value, holder=holder, time=time, start=match.start(), end=match.end(), score=score
        )

    @property
    def _now(self) -> str:
        return at_precision(self.published, "month") if self.published.earliest else ""

    def _ages(self) -> Iterator[Statement]:
        for pattern in self.cues.patterns("ages"):
            variable = str(pattern.says["variable"])
            for match, who, holder in self.holders(pattern):
                age = self.cues.numbers.value(match["n"])
                if match.groupdict().get("name") and any(f"{match['name']} {match['n']}" == person.label for person in self.people):
                    continue  # Client 31
                if age is not None and _YOUNGEST <= age <= _OLDEST:
                    yield self._statement(match, who, variable, str(age), holder, time=self._now if variable == "age" else "")

    def _answers(self) -> Iterator[Statement]:
        """Ages and origins that answer a question ("How old are you?" - "Thirty-three.")."""
        who, places = self._sole(), Origins(self.plain, self.cues, self.story.names)
        number, place = self.cues.compile("{n}"), self.cues.compile("{placed}")
        for question, answer in itertools.pairwise(self.story.turns):
            if who < 0 or question.role != "question" or answer.role == "question":
                continue
            for key, variable in (("ask_then", "age_at_event"), ("ask_age", "age")):
                match = number.search(self.plain.text, answer.start, min(answer.end, answer.start + _ANSWER))
                age = self.cues.numbers.value(match["n"]) if match else None
                if self.cues.any_of(key).search(self.plain.text, question.start, question.end):
                    if match and age is not None and _YOUNGEST <= age <= _OLDEST:
                        yield self._statement(match, who, variable, str(age), "self", time=self._now if variable == "age" else "")
                    break
            if self.cues.any_of("ask_origin").search(self.plain.text, question.start, question.end):
                match = place.search(self.plain.text, answer.start, min(answer.end, answer.start + _ANSWER))
                value = places.value(match["place"], match.end("place")) if match else ""
                if match and value:
                    yield self._statement(match, who, "origin", value, "self", 0.75)

    def _bands(self) -> Iterator[Statement]:
        tens = {str(word).lower(): int(value) for word, value in self.cues.listed("band_words").items()}
        parts = {word: part for part, words in self.cues.listed("band_parts").items() for word in words}
        for pattern in self.cues.patterns("bands"):
            for match, who, holder in self.holders(pattern):
                said = match.groupdict()
                ten = tens.get(str(said.get("ten") or "").lower())
                if ten is None:
                    continue
                part = str(said.get("part") or "").strip().rstrip("-").lower()
                first, last = PART_OF_DECADE[parts.get(part, "")]
                yield self._statement(match, who, "age_band", f"{ten + first}-{ten + last}", holder, time=self._now)

    def _births(self) -> Iterator[Statement]:
        for pattern in self.cues.patterns("birth_patterns"):
            for number, (start, end) in enumerate(self.plain.sentences):
                for match in pattern.expression.finditer(self.text, start, end):
                    who = self._holder(match, {"subject": True}, number)
                    who = self._sole() if who == NOBODY else who
                    if who >= 0:
                        yield self._statement(match, who, "birth_year", match["year"], "reporter")
            for said in self._own_words():
                for match in pattern.expression.finditer(self.plain.text, said.start, said.end):
                    yield self._statement(match, said.who, "birth_year", match["year"], "self")

    def _origins(self) -> Iterator[Statement]:
        places = Origins(self.plain, self.cues, self.story.names)
        for pattern in self.cues.patterns("origin"):
            for match, who, holder in self.holders(pattern):
                said = match.groupdict()
                group = "place" if said.get("place") else "people"
                value = places.value(said.get(group) or "", match.end(group))
                if value and not (pattern.says.get("abroad") and value in self.theatre):
                    yield self._statement(match, who, "origin", value, holder, 0.85 if len(value) == _CODE and value.isupper() else 0.7)

    def _sexes(self) -> Iterator[Statement]:
        for at, person in enumerate(self.people):
            if not person.sex:
                continue
            for start, end in self.plain.sentences:
                word = next(
                    (reference for reference, who in self.followed.at(start, end) if who == at and reference.sex == person.sex), None
                )
                if word is not None:
                    yield Statement(
                        who=at, variable="sex", value=person.sex, holder="reporter", time="", start=word.start, end=word.end, score=0.9
                    )
                    break
            else:
                yield Statement(
                    who=at, variable="sex", value=person.sex, holder="self", time="", start=person.start, end=person.end, score=0.7
                )

    def _rest(self) -> Iterator[Statement]:
        """Group, role, residence, places, conditions of speaking."""
        group = re.compile(rf"(?<!\w){self.cues.places.group}(?!\w)")
        seen: set[tuple[int, str]] = set()
        member = self.cues.any_of("join", "leave")
        for number, (start, end) in enumerate(self.plain.sentences):
            who = self.followed.subjects[number]
            if who < 0:
                continue
            for match in group.finditer(self.text, start, end):
                name = self.cues.places.groups.get(match.group(), match.group())
                if (who, name) not in seen and member.search(self.text, start, end):
                    seen.add((who, name))
                    yield self._statement(match, who, "group", name, "reporter", 0.7)
        yield from self._words_of("role_patterns", "role")
        yield from self._words_of("residence_patterns", "residence")
        yield from self._words_of("place_patterns", "place")
        for pattern in self.cues.patterns("conditions"):
            for match, who, holder in self.holders(Pattern(pattern.expression, {"definite": True, "first": True})):
                yield self._statement(match, who, "condition", str(pattern.says["value"]), holder, 0.7, time=self._now)
                break

    def _words_of(self, key: str, variable: str) -> Iterator[Statement]:
        for pattern in self.cues.patterns(key):
            for match, who, holder in self.holders(Pattern(pattern.expression, {"subject": True, "first": True})):
                said = match.groupdict()
                value = said.get("role") or said.get("place") or ""
                yield self._statement(match, who, variable, value, holder, 0.65)


def _once(found: Sequence[Statement]) -> list[Statement]:
    """Each value of a person once, where it is said first and surest; of two dates for one thing the more exact."""
    kept: dict[tuple[int, str, str], Statement] = {}
    for statement in sorted(found, key=lambda statement: (-statement.score, statement.start)):
        kept.setdefault((statement.who, statement.variable, statement.value), statement)
    dated: dict[tuple[int, str], list[str]] = {}
    for who, variable, value in kept:
        if variable in ("joined", "left"):
            dated.setdefault((who, variable), []).append(value)
    for (who, variable), values in dated.items():
        for value in _vaguer(values):
            del kept[who, variable, value]
    return sorted(kept.values(), key=lambda statement: (statement.who, statement.variable, statement.start))


def _vaguer(values: Sequence[str]) -> list[str]:
    """Those of some dates within which another one lies; of two that mean the same days the first. Sorted once, however many there are."""
    meant: dict[tuple[date, date], list[str]] = {}
    for value in values:
        interval = known_date(value)
        if interval.earliest is not None and interval.latest is not None:
            meant.setdefault((interval.earliest, interval.latest), []).append(value)
    found: list[str] = []
    first: date | None = None  # the first end of those that begin no earlier
    for (_, end), same in sorted(meant.items(), key=lambda one: (-one[0][0].toordinal(), one[0][1])):
        found += same if first is not None and first <= end else same[:-1]
        first = end if first is None else min(first, end)
    return found
