"""Who speaks a stretch of direct speech, judged by learned weights from what stands around it; nobody where they are not sure enough.

A stretch is a quotation, a turn of a transcript, retold speech, or what a narrator writes as "I". For each stretch and each proposed
leaver there is a handful of named features: the order of verbs of speaking and people in the tag after and before it, who was spoken of,
who spoke last, what the words themselves say, and what the rules of `speech` say. They name no word of any language, so that what was
learned on one serves all; what its words and those of its tag make of a stretch (`hearing`) is one of them. The features and weights are
linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from testimonia.assist.cues import UPPER, flat, word_list
from testimonia.assist.enough import QUOTATIONS
from testimonia.assist.evidence import Leaver
from testimonia.assist.followed import Followed
from testimonia.assist.hearing import HEARD, Hearing
from testimonia.assist.speech import Said, Speech
from testimonia.assist.story import NOBODY, OTHER, Reference, Story
from testimonia.assist.stretches import Stretch, stretches
from testimonia.assist.weighing import learned

_TAG = 110  # code points of the tag that are looked at on either side
_BESIDE = 14  # code points between a verb and who is beside it
_AT_ONCE = 14  # code points after a stretch within which a verb of speaking is its tag for sure
_TAGGED = ("quote", "retold", "dashed")  # kinds of stretches that have a tag beside them
_SORTS = {"they": "Ppm", "another leaver": "Ll", "another": "OoRFNn", "somebody": "Uu"}
_SIGNS = 3  # verbs and people of a tag that are told apart
_STEPS = (0, 2, 4, 9, 21, 61)  # words of a stretch, in steps
_NEAR = (0, 1, 2, 4, 8)  # sentences since somebody was spoken of, in steps
_PARAGRAPHS = (0, 1, 2, 4)
_SHARES = (0.0, 0.15, 0.3, 0.5, 0.7, 0.9)
_LOOK = 12  # references before a stretch among which the last ones are looked for
_HEARD = (-99.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)  # logits of what the words say, in steps
_RULES = ("rule p", "rule leaver", "rule other", "rule open")
_BY_TAG = 0.9  # score of a verdict that rests on a tag or a label
_ENDS = frozenset(".!?…؟؛;")
_END = re.compile(r"[.!?…؟](?=\s|$)")
_FULL = re.compile(rf"(?<!\w)[{UPPER}][\w'-]{{1,20}} (?:[{UPPER}]\. ?)?(?:[{UPPER}][\w'-]{{1,20}})")
_UNKNOWN = re.compile(rf"(?<=[a-zà-ÿ,] )(?:(?:Mr|Ms|Mrs|Dr)\.? )?[{UPPER}][\w'-]{{1,20}}")


class Sign(NamedTuple):
    """A verb of speaking (V) or a word for a person beside a stretch (plain offsets)."""

    start: int
    end: int
    letter: str


class Speakers:
    """The stretches of direct speech in one account, and what speaks for and against each leaver as the speaker."""

    def __init__(self, story: Story, followed: Followed, people: Sequence[Leaver], speech: Speech) -> None:
        """Cut the account into stretches; read what the rules say of each."""
        self.story, self.followed, self.people, self.plain = story, followed, people, story.plain
        self._verb = speech.verb
        self._sole = "sole" if len(people) == 1 else "several"
        self._verdicts = {**speech.verdicts, **{(said.start, said.end): (said.who, said.score) for said in speech.said}}
        cues = story.cues
        self._first = re.compile(word_list(flat(cues.listed("narrator")), latin=cues.latin), re.IGNORECASE)
        pronouns = cues.listed("pronouns")
        self._third = {
            sex: re.compile(word_list(pronouns.get(sex, []), latin=True), re.IGNORECASE) for sex in ("male", "female") if pronouns.get(sex)
        }
        either = word_list([word for sex in ("male", "female", "any") for word in pronouns.get(sex, [])], latin=True)
        self._inside = re.compile(
            rf", [^,.\n]{{0,8}}?(?:{self._verb.pattern})[^\w\n]{{1,3}}(?:t-)?{either}|, [^,.\n]{{0,6}}-t-{either}", re.IGNORECASE
        )
        self._own = cues.any_of("first_join", "first_leave")
        self._group = re.compile(cues.places.group)
        self._reads_unknown = cues.latin and cues.language != "de"

    @cached_property
    def stretches(self) -> list[Stretch]:
        """Everything that somebody may say, by where it begins."""
        return stretches(self.story, self.people)

    # ------------------------------------------------------------------------------------------------------- the verdict
    def said(self) -> list[Said]:
        """The stretches whose speaker is sure enough, as speaker and as a leaver together; that probability is the score."""
        weights, words = learned("speakers"), learned(HEARD)
        found = []
        for number, stretch in enumerate(self.stretches):
            sure = [
                (weights.probability(heard(self.features(number, who), words.score(self.words(number, who)))), -who)
                for who in range(len(self.people))
            ]
            best = max(sure, default=(0.0, 0))
            if self.people and (both := round(best[0] * self.people[-best[1]].likely, 2)) >= QUOTATIONS:
                found.append(Said(start=stretch.start, end=stretch.end, who=-best[1], direct=True, score=both))
        return found

    def words(self, number: int, who: int) -> dict[str, float]:
        """The words of a stretch and of its tag, as they are for a leaver (by number)."""
        return self._hearing.words(number, who)

    @cached_property
    def _hearing(self) -> Hearing:
        return Hearing(self.story, self.people, self.stretches)

    # ------------------------------------------------------------------------------------------------------ the features
    def features(self, number: int, who: int) -> dict[str, float]:
        """What speaks for and against a leaver as the speaker of a stretch (by number)."""
        stretch = self.stretches[number]
        kind = "quote" if stretch.kind == "quote" else "unmarked"
        names = [*self._of_person(stretch, who), *self._of_words(stretch, who), *self._of_rules(number, who)]
        names += self._around(number, who) if stretch.kind in _TAGGED else []
        found = {f"{kind} {name}": 1.0 for name in names}
        return found | dict.fromkeys(names, 1.0) | {f"kind {stretch.kind}": 1.0, f"kind {stretch.kind} {self._sole}": 1.0}

    def _of_person(self, stretch: Stretch, who: int) -> Iterator[str]:
        person = self.people[who]
        yield self._sole
        yield f"narrator {person.narrator} {stretch.kind}"
        yield f"share {_step(self._share[who], _SHARES)}"
        yield f"speaks {min(2, self._tagged[who])} others {min(2, self._tagged[OTHER])}"
        yield f"leaver speaks {self._tagged[who] > 0}"
        yield f"first {who == 0}"
        if stretch.start < person.start:
            yield "before introduced"

    def _of_words(self, stretch: Stretch, who: int) -> Iterator[str]:
        text = self.plain.text
        yield f"long {_step(len(text[stretch.start : stretch.end].split()), _STEPS)}"
        first = self._first.search(text, stretch.start, stretch.end) is not None
        yield f"I {first} {self._sole}"
        spoken_of = {sex for sex, words in self._third.items() if words.search(text, stretch.start, stretch.end)}
        sex = self.people[who].sex
        yield f"I {first} {'of their sex' if sex in spoken_of else 'of the other' if spoken_of else 'of nobody'}"
        if stretch.kind == "quote" and self._inside.search(text, stretch.start, stretch.end):
            yield "tag inside"
        if stretch.kind == "within":
            low, high = max(stretch.whole[0], stretch.outer - _TAG // 2), min(stretch.whole[1], stretch.outer_end + _TAG // 2)
            before, after = (text[low : stretch.outer], text[stretch.outer_end : high])
            yield f"within {self._speech_of(before)} {before.rstrip()[-1:] == ':'} then {self._speech_of(after)}"
            yield f"within {self._speech_of(before)}"
            yield f"within then {self._speech_of(after)}"
        if self._own.search(text, stretch.start, stretch.end):
            yield "own joining or leaving"
        if self._group.search(text, stretch.start, stretch.end):
            yield f"group I {first}"
        if text[stretch.start : stretch.end].rstrip().endswith(("?", "؟")):
            yield "asks"
        name = self.people[who].name
        if name is not None and any(alias in text[stretch.start : stretch.end] for alias in self.story.names[name].aliases):
            yield "names them"

    def _speech_of(self, said: str) -> str:
        """Within a turn: whether a verb of speaking stands beside a quotation, and an "I"."""
        return f"{self._verb.search(said) is not None:d}{self._first.search(said) is not None:d}"

    def _of_rules(self, number: int, who: int) -> Iterator[str]:
        whose, score = self._verdict(number)
        seen = self._seen(whose, who)
        yield f"rule {seen}"
        yield f"rule {seen} {score}"
        yield f"rule {seen} {score} {self._sole}"
        if self.stretches[number].label:
            speaker = self.story.speaker(self.stretches[number].label)
            theirs = speaker is not None and self.people[who].name is not None and speaker is self.story.names[self.people[who].name or 0]
            yield f"label {'p' if theirs else 'named' if speaker else 'other'} {self.stretches[number].kind}"

    def _verdict(self, number: int) -> tuple[int, float]:
        stretch = self.stretches[number]
        found = self._verdicts.get((stretch.start, stretch.end))
        return found or self._verdicts.get(stretch.whole) or (NOBODY, 0.0)

    def _around(self, number: int, who: int) -> Iterator[str]:
        stretch = self.stretches[number]
        paragraph = self.plain.paragraph_at(stretch.outer)
        line = self.plain.paragraphs[paragraph]
        (after, next_to_after), (before, next_to_before) = self._tag_after(number, line[1], who), self._tag_before(number, line[0], who)
        rule = self._seen(self._verdict(number)[0], who)
        next_to = next_to_after if next_to_after != "none" else next_to_before
        yield f"beside after {next_to_after}"
        yield f"beside before {next_to_before} {before[-1:] == ':'}"
        yield f"beside {next_to} rule {rule}"
        yield f"beside {next_to} {self._sole}"
        sort = next((sort for sort, letters in _SORTS.items() if next_to in letters), next_to)
        yield f"beside {sort} rule {rule}"
        yield f"beside {sort} subject {self._seen(self.followed.subjects[self.plain.sentence_at(stretch.outer)], who)}"
        at_once = self._verb.search(self.story.narration, stretch.outer_end, min(line[1], stretch.outer_end + _AT_ONCE)) is not None
        yield f"beside {sort} {at_once} {before[-1:] == ':'}"
        yield f"after {after}"
        yield f"before {before}"
        yield f"after {after[:3]} before {before[-3:]}"
        yield f"tags {'V' in after} {'V' in before}"
        sentence = self.plain.sentence_at(stretch.outer)
        subject = self._seen(self.followed.subjects[sentence], who)
        previous = self._seen(self.followed.subjects[sentence - 1], who) if sentence else "none"
        yield f"subject {subject}"
        yield f"subject {subject} after {after[:3]}"
        yield f"subject {subject} before {before[-1:]}"
        yield f"subjects {previous} {subject}"
        alone = stretch.outer <= line[0] + 1 and stretch.outer_end >= line[1] - 1
        yield f"alone {alone} {self._sole}"
        yield f"alone {alone} subject {previous}"
        last = self._last_spoken(number, paragraph)
        yield f"last {self._seen(last[0], who)} {last[1]} after {after[:1]}"
        yield f"last {self._seen(last[0], who)} {last[1]} before {before[-1:]}"
        yield f"last {self._seen(last[0], who)} {last[1]} alone {alone}"
        own, other = self._since(stretch.outer, sentence, who)
        yield f"own {own}"
        yield f"own {own} other {other}"
        follows = next((one for reference, one in self.followed.at(stretch.outer_end, line[1]) if reference.kind != "plural"), None)
        yield f"follows {'none' if follows is None else self._seen(follows, who)} {subject}"
        tagged = "beside" if next_to_after not in ("none", "nobody") or next_to_before not in ("none", "nobody") else "open"
        yield from self._of_neighbours(number, paragraph, who, tagged)

    def _of_neighbours(self, number: int, paragraph: int, who: int, tagged: str) -> Iterator[str]:
        """Who was spoken of and introduced before and after, of leavers and of all others; who speaks next."""
        stretch, line = self.stretches[number], self.plain.paragraphs[paragraph]
        recent, introduced = self._recent(stretch.outer)
        order = sorted(
            ((recent[who], "p"), (max((at for one, at in enumerate(recent[:-1]) if one != who), default=-1), "l"), (recent[-1], "o")),
            reverse=True,
        )
        ranked = "".join(letter for at, letter in order if at >= 0)
        here = "".join(letter for at, letter in order if at >= line[0])
        yield f"recent {ranked}"
        yield f"recent {ranked} {tagged}"
        yield f"recent here {here} {tagged}"
        yield f"recent here {here} {tagged} {self._sole}"
        first = "none" if introduced is None else self._seen(introduced, who)
        gap = "" if introduced is None else _step(paragraph - self.plain.paragraph_at(self.people[introduced].start), _PARAGRAPHS)
        yield f"introduced {first} {tagged} {self._sole}"
        yield f"introduced {first} {gap} {tagged} {self._sole}"
        yield f"introduced {first} recent {ranked[:1]} {tagged}"
        new = self._new_names(stretch, line)
        yield f"new {new} {tagged}"
        yield f"new {new} recent {ranked[:1]} {tagged}"
        after = self.stretches[number + 1] if number + 1 < len(self.stretches) else None
        if after is not None and after.kind == "quote" and after.outer < line[1]:
            whose, score = self._verdict(number + 1)
            yield f"next {self._seen(whose, who)} {score >= _BY_TAG} {tagged}"
        else:
            yield f"next none {tagged}"

    def _recent(self, at: int) -> tuple[list[int], int | None]:
        """Where each leaver was last spoken of before an offset, and last of all anybody else (-1: nowhere); and the leaver introduced last."""
        places = [starts[place - 1] if (place := bisect_left(starts, at)) else -1 for starts in self._mentions]
        place = bisect_left(self._introductions, (at, -1))
        return places, self._introductions[place - 1][1] if place else None

    @cached_property
    def _mentions(self) -> list[list[int]]:
        """Where each leaver is spoken of, and last all places where somebody else is."""
        found: list[list[int]] = [[person.start] for person in self.people] + [[]]
        for reference in self.story.references:
            who = self.followed.resolved.get(reference.start, NOBODY)
            if 0 <= who < len(self.people) and reference.kind != "plural":
                found[who].append(reference.start)
            elif who == OTHER:
                found[-1].append(reference.start)
        return [sorted(starts) for starts in found]

    @cached_property
    def _introductions(self) -> list[tuple[int, int]]:
        return sorted((person.start, who) for who, person in enumerate(self.people))

    def _new_names(self, stretch: Stretch, line: tuple[int, int]) -> str:
        """Whether somebody whom no cue introduces is named in full in the sentence before the stretch, its own, or the rest of it."""
        if not self.story.cues.latin:
            return "unread"
        number = self.plain.sentence_at(stretch.outer)
        start = self.plain.sentences[number][0]
        before = max(line[0], self.plain.sentences[number - 1][0]) if number else start
        places = self._full_names

        def any_in(first: int, last: int) -> bool:
            return bisect_left(places, first) < bisect_left(places, last)

        return f"{any_in(before, start):d}{any_in(start, stretch.outer):d}{any_in(stretch.outer_end, min(line[1], stretch.outer_end + _TAG)):d}"

    @cached_property
    def _full_names(self) -> list[int]:
        known = [(reference.start, reference.end) for reference in self.story.references if reference.kind == "name"]
        starts = [start for start, _ in known]
        found = []
        for match in _FULL.finditer(self.story.narration):
            place = bisect_left(starts, match.end())
            if not place or known[place - 1][1] <= match.start():
                found.append(match.start())
        return found

    @staticmethod
    def _seen(whose: int, who: int) -> str:
        return "p" if whose == who else "leaver" if whose >= 0 else "other" if whose == OTHER else "open"

    def _tag_after(self, number: int, line_end: int, who: int) -> tuple[str, str]:
        """The verbs of speaking and the people after a stretch, up to the next one or the end of the sentence; and who is beside the verb."""
        stretch = self.stretches[number]
        stop = min(line_end, stretch.outer_end + _TAG)
        if number + 1 < len(self.stretches) and self.stretches[number + 1].kind == "quote":
            stop = min(stop, max(stretch.outer_end, self.stretches[number + 1].outer))
        text = self.story.narration
        lead = text[stretch.outer_end : stretch.outer_end + 3].strip()[:1]
        if stop <= stretch.outer_end or lead in _ENDS:
            return lead or "-", "none"
        ends = _END.search(text, min(stretch.outer_end + 1, stop), stop)
        # A full stop within the marks, and a capital after them: a new sentence, no tag.
        closed = self.plain.text[stretch.end - 1 : stretch.end] in ".…" and not lead.islower() and self.story.cues.latin
        opens = "^" if closed else lead if lead in "–—(-" else ""
        signs = self._signs(stretch.outer_end, ends.start() if ends else stop, who)
        return opens + _letters(signs[:_SIGNS]), "none" if closed else self._beside(signs)

    def _tag_before(self, number: int, line_start: int, who: int) -> tuple[str, str]:
        """The same before it, with the mark right before."""
        stretch = self.stretches[number]
        start = max(line_start, stretch.outer - _TAG, self.plain.sentences[self.plain.sentence_at(stretch.outer)][0])
        if number and self.stretches[number - 1].kind == "quote":
            start = min(stretch.outer, max(start, self.stretches[number - 1].outer_end))
        if stretch.outer <= start:
            return "-", "none"
        lead = self.story.narration[start : stretch.outer].rstrip()[-1:]
        closes = ":" if lead == ":" else "," if lead in (",", "،") else "." if lead in (".", "!", "?") else ""
        signs = self._signs(start, stretch.outer, who)
        return _letters(signs[-_SIGNS:]) + closes, self._beside(signs[::-1])

    def _beside(self, signs: Sequence[Sign]) -> str:
        """The person nearest to the first verb of speaking, with nothing but a short word between; on a tie the one after it."""
        verb = next((sign for sign in signs if sign.letter == "V"), None)
        if verb is None:
            return "none"
        best = (_BESIDE + 1, 0, "nobody")
        for sign in signs:
            first, last = (verb.end, sign.start) if sign.start >= verb.end else (sign.end, verb.start)
            between = self.story.narration[first:last]
            if sign.letter not in "VW" and 0 <= last - first <= _BESIDE and not any(char in between for char in ".,;:\n\x00"):
                best = min(best, (last - first, int(sign.start < verb.start), sign.letter))
        return best[2]

    def _signs(self, start: int, end: int, who: int) -> list[Sign]:
        text = self.story.narration
        signs = [Sign(match.start(), match.end(), "V") for match in self._verb.finditer(text, start, end)]
        references = self.followed.at(start, end)
        signs += [Sign(reference.start, reference.end, self._sign(reference, whose, who)) for reference, whose in references]
        if self._reads_unknown:
            taken = [(reference.start, reference.end) for reference, _ in references]
            signs += [
                Sign(match.start(), match.end(), "N")
                for match in _UNKNOWN.finditer(text, start, end)
                if not any(first < match.end() and match.start() < last for first, last in taken)
            ]
        return sorted(signs)

    def _sign(self, reference: Reference, whose: int, who: int) -> str:
        """P for their name, L another leaver's, O somebody else's; a small letter for a pronoun, - where its sex is not theirs; R a relative."""
        seen = self._seen(whose, who)
        if reference.kind == "plural":
            return "W"
        if reference.kind == "name":
            return {"p": "P", "leaver": "L", "other": "O", "open": "U"}[seen]
        if reference.kind == "other":
            return "R" if self.story.is_relative(reference) else "F"
        letter = seen[0] if reference.kind == "pronoun" else "m" if seen == "p" else "n"
        sex = self.people[who].sex
        return letter + ("-" if reference.sex and sex and reference.sex != sex else "")

    def _last_spoken(self, number: int, paragraph: int) -> tuple[int, str]:
        """Who spoke the stretch before by the rules, and whether in this paragraph, the one before, or earlier."""
        for before in range(number - 1, max(-1, number - 4), -1):
            stretch = self.stretches[before]
            if stretch.kind not in _TAGGED:
                continue
            gap = paragraph - self.plain.paragraph_at(stretch.outer)
            return self._verdict(before)[0], "here" if not gap else "above" if gap == 1 else "far"
        return NOBODY, "none"

    def _since(self, at: int, sentence: int, who: int) -> tuple[str, str]:
        """How many sentences ago somebody was spoken of last: the person, and anybody else."""
        references, place = self.story.references, bisect_left(self._reference_starts, at)
        gaps = {"p": "never", "other": "never"}
        for reference in reversed(references[max(0, place - _LOOK) : place]):
            if reference.kind == "plural":
                continue
            key = "p" if self.followed.resolved.get(reference.start, NOBODY) == who else "other"
            if gaps[key] == "never":
                gaps[key] = _step(sentence - self.plain.sentence_at(reference.start), _NEAR)
        return gaps["p"], gaps["other"]

    @cached_property
    def _reference_starts(self) -> list[int]:
        return [reference.start for reference in self.story.references]

    @cached_property
    def _share(self) -> list[float]:
        """Of the sentences with a subject, the share that is about each leaver."""
        subjects = [subject for subject in self.followed.subjects if subject != NOBODY]
        return [subjects.count(who) / max(1, len(subjects)) for who in range(len(self.people))]

    @cached_property
    def _tagged(self) -> dict[int, int]:
        """How many stretches the rules give to each leaver by a tag or label, and how many tags are somebody else's."""
        counts = dict.fromkeys((OTHER, *range(len(self.people))), 0)
        for who, score in self._verdicts.values():
            if who != NOBODY and score >= _BY_TAG:
                counts[who] += 1
        return counts


def heard(features: Mapping[str, float], score: float) -> dict[str, float]:
    """The features with what the words say of the stretch, in logits: by itself, and beside what the rules say and how many leavers there are."""
    step = _step(score, _HEARD)
    beside = (*(name for name in _RULES if name in features), "sole" if "sole" in features else "several")
    return {**features, f"heard {step}": 1.0, **{f"heard {step} {name}": 1.0 for name in beside}}


def _letters(signs: Sequence[Sign]) -> str:
    return "".join(sign.letter for sign in signs)


def _step(value: float, steps: Sequence[float]) -> str:
    """The largest step that a number reaches."""
    return str(max((step for step in steps if step <= value), default=steps[0]))
