"""Whom each sentence is about: names, pronouns and "the man" resolved in order, with the people of interest in view.

No parser stands behind it: the first person named in a sentence counts as its subject, a pronoun as the last subject of that sex.
Bodies and groups of people (a court, officers) are never "he"; one bystander is "he" in the sentence after, and no longer: then the
account is about its main person again, if it has one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from testimonia.assist.cues import flat, word_list
from testimonia.assist.plain import simplified
from testimonia.assist.story import NOBODY, OTHER, Cued, Reference, Story

_HEAD = 45  # code points from the beginning of a sentence within which somebody else is taken for its subject
_HEAD_AFTER_VERB = 22  # the same where the verb comes first
_VERB_FIRST = ("ar",)
_NO_SUBJECT = ("ar", "es", "id")  # languages that leave "he" out
_AHEAD = 500  # code points before a name is given in which "she" may already be its bearer
_OWNED = 12  # code points in which "his" stands
_STAYS = 1  # sentences after the one that names a bystander in which a pronoun may still be theirs


@dataclass
class _Focus:
    """Who is spoken of at present, of which sex, since how many sentences, and the last person of interest."""

    who: int = NOBODY
    sex: str = ""
    age: int = 0
    last: int = NOBODY


def follow(story: Story, leavers: Sequence[int], sexes: Sequence[str], *, anonymous: bool) -> Followed:
    """Go through the sentences with the given names as the persons of interest."""
    return Followed(story, leavers, sexes, anonymous)


class Followed:
    """The subject of each sentence, and what each reference resolves to.

    ``leavers`` are numbers of names; with ``anonymous`` there is one person of interest without a name (number 0 of one), whom "the man"
    and pronouns stand for.
    """

    def __init__(self, story: Story, leavers: Sequence[int], sexes: Sequence[str], anonymous: bool) -> None:
        """Resolve every reference, in order."""
        self.story, self.sexes, self.anonymous = story, list(sexes), anonymous
        self.index = {name: number for number, name in enumerate(leavers)}
        self.count = max(len(leavers), 1 if anonymous else 0)
        self.resolved: dict[int, int] = {}  # by where the reference begins
        self.subjects: list[int] = []
        self.entering: list[int] = []  # whom the account spoke of when each sentence began
        cues = story.cues
        self._prepositions = frozenset(simplified(word).lower() for word in cues.listed("prepositions") or ())
        self._subordinators = frozenset(simplified(word).lower() for word in cues.listed("subordinators") or ())
        self._bodies = frozenset(simplified(word).lower() for word in cues.listed("bodies") or ())
        self._and = re.compile(rf"\s*,?\s*{word_list(cues.listed('and') or ('&',), latin=True)}?\s*")
        self._minors = frozenset(simplified(word).lower() for word in cues.listed("minors") or ())
        self._nouns = tuple(simplified(noun) for key in ("people", "relations", "officials") for noun in flat(cues.listed(key)))
        self._obliques: set[int] = set()
        self.owners: list[tuple[int, int, str]] = []  # where, who has a brother, and the sex that "his" gives them
        self._own_sex = {simplified(word).lower(): sex for sex, words in cues.listed("own_sex").items() for word in words}
        self._first = {
            number: min(
                (reference.start for reference in story.references if reference.kind == "name" and reference.who == name), default=0
            )
            for name, number in self.index.items()
        }
        self._walk()

    def _walk(self) -> None:
        story, focus = self.story, _Focus()
        introduced: set[str] = set()
        seen, paragraph = False, -1
        head = _HEAD_AFTER_VERB if story.cues.language in _VERB_FIRST else _HEAD
        for number, (start, end) in enumerate(story.plain.sentences):
            if (here := story.plain.paragraph_at(start)) != paragraph or focus.age > _STAYS:
                self._return(focus)
            paragraph = here
            self.entering.append(focus.who)
            self._note_owner(start, end, focus)
            subject = beside = NOBODY
            clause = self._clause(start, end)
            before: Reference | None = None
            for reference in story.between(start, end):
                who, sex = self._resolve(reference, focus, introduced, early=number <= 1 and not seen)
                self.resolved[reference.start] = who
                if who >= 0:
                    seen, focus.last = True, who
                oblique = self._marks_oblique(reference, before)
                before = reference
                if oblique and reference.kind == "name" and beside == NOBODY:
                    beside = who
                near = who >= 0 or clause <= reference.start <= max(start, clause) + head
                if subject == NOBODY and who != NOBODY and not oblique and near:
                    subject = who
                    self._turn_to(focus, who, sex, reference)
            if subject == NOBODY and beside >= 0:  # according to Ms Dace
                subject = beside
                focus.who, focus.sex, focus.age = beside, self._sex(beside), 0
            self.subjects.append(subject if subject != NOBODY else focus.who)
            focus.age += focus.who == OTHER

    def _note_owner(self, start: int, end: int, focus: _Focus) -> None:
        """His brother, at the beginning of a sentence: whoever is spoken of is a man (Arabic writes the word on to the noun)."""
        owner = focus.who if focus.who >= 0 else focus.last
        first = next(iter(self.story.between(start, end)), None)
        said = self.story.narration[start : start + _OWNED].lower()
        if owner < 0 or (first is not None and first.start < start + 1 and first.kind == "pronoun"):
            return
        for word, sex in self._own_sex.items():
            if (
                said.startswith(f"{word} ")
                if self.story.cues.latin
                else (first is not None and first.kind == "other" and self._ends(first, word))
            ):
                self.owners.append((start, owner, sex))
                return

    def _ends(self, reference: Reference, word: str) -> bool:
        return self.story.narration[reference.start : reference.end].endswith(word)

    def _turn_to(self, focus: _Focus, who: int, sex: str, reference: Reference) -> None:
        """Somebody is the subject: they are spoken of from here on, unless a court or officers are, whom no "he" stands for."""
        if who == OTHER and reference.noun in self._bodies and focus.last >= 0 and self.count == 1:
            return
        if who == OTHER and reference.kind == "pronoun":
            return  # the bystander of the sentence before, and still the same
        focus.who, focus.sex, focus.age = who, sex or self._sex(who), 0

    def _return(self, focus: _Focus) -> None:
        """A new paragraph, or a bystander long past: the account is about its main person again."""
        if focus.who == OTHER and focus.last >= 0 and self.count == 1:
            focus.who, focus.sex, focus.age = focus.last, self._sex(focus.last), 0

    def _clause(self, start: int, end: int) -> int:
        """Where the main clause begins: after the comma, if the sentence opens with "after" or "when"."""
        first = self.story.narration[start : start + 20].split(" ")[0].lower()
        if first not in self._subordinators:
            return start
        return next((at for at in range(start, end) if self.story.narration[at] in ",،"), start)

    def _word_before(self, at: int) -> str:
        words = self.story.narration[max(0, at - 14) : at].split()
        return words[-1].lower() if words else ""

    def _resolve(self, reference: Reference, focus: _Focus, introduced: set[str], *, early: bool) -> tuple[int, str]:
        """Whom a reference stands for, and the sex that its word gives."""
        who = OTHER
        if reference.kind == "name":
            who = self.index.get(reference.who, OTHER)
        elif reference.kind == "plural":
            who = NOBODY
        elif reference.kind == "pronoun":
            who = self._antecedent(reference.sex, focus, reference.start)
        elif reference.kind == "one" and early and self.count == 1 and self._may_be(0, reference.sex):
            who = 0
        elif reference.kind == "one":
            introduced.add(reference.noun)
        elif reference.kind == "the" and reference.noun in self._minors:
            who = OTHER
        elif reference.kind == "the" and reference.noun not in introduced:
            who = self._described(reference.sex, focus.who, reference.start)
        return who, reference.sex

    def _antecedent(self, sex: str, focus: _Focus, at: int) -> int:
        """Of a pronoun: the present subject if the sexes agree, else the last leaver of that sex, else the only one."""
        if focus.who != NOBODY and (not sex or not focus.sex or focus.sex == sex):
            return focus.who
        fits = [number for number in range(self.count) if not sex or self._sex(number) in ("", sex)]
        if focus.last in fits:
            return focus.last
        return fits[0] if len(fits) == 1 and self._first.get(fits[0], at) <= at + _AHEAD else NOBODY

    def _described(self, sex: str, current: int, at: int) -> int:
        """Of "the man": the only leaver, or the present subject."""
        if self.count == 1 and self._first.get(0, at) > at + _AHEAD:
            return NOBODY
        if self.count == 1:
            return 0 if self._may_be(0, sex) else OTHER
        return current if self.count > 1 and current >= 0 and self._may_be(current, sex) else NOBODY if self.count else OTHER

    def _may_be(self, number: int, sex: str) -> bool:
        return self._sex(number) in ("", sex or self._sex(number))

    def _sex(self, number: int) -> str:
        return self.sexes[number] if 0 <= number < len(self.sexes) else ""

    def holder(self, start: int, at: int) -> int | None:
        """Whom a verb at ``at`` speaks of, in a sentence that begins at ``start``: the last person before it, past those within commas.

        "Waël, as the agency that met him calls him, left" is of Waël. None where nobody stands before the verb.
        """
        before = [(reference, who) for reference, who in self.at(start, at) if reference.kind != "plural" and not self._oblique(reference)]
        before = before or [(reference, who) for reference, who in self.at(start, at) if reference.kind == "name"]
        if not before:
            return None
        last, who = before[-1]
        if who == OTHER:
            for reference, earlier in before[:-1]:
                text = self.story.narration
                if earlier >= 0 and text[reference.end : reference.end + 1] == "," and "," in text[last.end : at]:
                    return earlier
        return who

    def doer(self, number: int, at: int) -> int:
        """Whom a verb at ``at`` in a sentence speaks of: who stands before it, else the subject, or who was spoken of before."""
        start, _ = self.story.plain.sentences[number]
        holder = self.holder(start, at)
        if holder is not None:
            return holder
        subject = self.subjects[number]
        return self.entering[number] if subject == OTHER and self.story.cues.language in _NO_SUBJECT else subject

    @cached_property
    def doers(self) -> list[tuple[Cued, int, bool]]:
        """Of whom each cue of joining, leaving or a group speaks, and whether of both: read once, however many people are asked about."""
        sentences = self.story.plain.sentences
        return [
            (cue, self.doer(cue.sentence, cue.at), not cue.ended and self.both(sentences[cue.sentence][0], cue.at))
            for cue in self.story.cued
        ]

    def both(self, start: int, at: int) -> bool:
        """Whether the last person before a verb is "both"."""
        before = self.at(start, at)
        return bool(before) and before[-1][0].noun == "both"

    def _marks_oblique(self, reference: Reference, before: Reference | None) -> bool:
        """Whether a reference is no subject: after a preposition, or joined by "and" to one that is none."""
        joined = (
            before is not None
            and before.start in self._obliques
            and reference.kind in ("other", "one")
            and self._and.fullmatch(self.story.narration, before.end, reference.start) is not None
        )
        if joined or self._word_before(reference.start) in self._prepositions or self._prefixed(reference):
            self._obliques.add(reference.start)
        return reference.start in self._obliques

    def _prefixed(self, reference: Reference) -> bool:
        """Arabic writes "with" and "to" on to the noun."""
        if self.story.cues.latin or reference.kind not in ("other", "one"):
            return False
        said = self.story.narration[reference.start : reference.end]
        return re.match(r"و?[بلك]\w{3}", said) is not None and not said.startswith(self._nouns)

    def _oblique(self, reference: Reference) -> bool:
        return reference.start in self._obliques

    def at(self, start: int, end: int) -> list[tuple[Reference, int]]:
        """The references that begin within a stretch, each with whom it stands for."""
        return [(reference, self.resolved.get(reference.start, NOBODY)) for reference in self.story.between(start, end)]
