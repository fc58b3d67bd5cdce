"""Who is spoken of, sentence by sentence: names, pronouns and other people followed through an account.

No parser stands behind it: the first person named in a sentence counts as its subject, a pronoun as the last subject of that sex.
Where somebody else has come in between, nobody is the subject, and the rules that lean on it say nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from testimonia.assist.bearers import one_each
from testimonia.assist.bylines import Byline, byline
from testimonia.assist.cues import Cues, flat, word_list
from testimonia.assist.handles import OWN, WRITER
from testimonia.assist.layout import retold, turns
from testimonia.assist.named import Named
from testimonia.assist.people import named
from testimonia.assist.plain import Plain, simplified
from testimonia.assist.suggesting import Reading

OTHER = -1  # somebody who is not named, or not a leaver
NOBODY = -2  # for a pronoun: whoever it stands for
_HIDDEN = "\x00"
_LEAD = 30  # code points before a verb in which "not", "refused to" or "tried to" takes it back
_OTHERS_BY_LANGUAGE = {
    "id": r"(?<!\w)(?:{one} )?(?:{nouns})(?:nya|ku)?(?!\w)",
    "ar": r"(?<!\w)[وفبلك]?(?:ال)?(?:{nouns})(?:ه|ها|هم|ي|نا|ي)?(?!\w)",
}
_OTHERS = r"(?<!\w)(?P<det>{one}|{the}|{own})(?:(?<=')|\s)(?:[\w'-]{{1,20}}[ -]){{0,2}}?(?P<noun>{nouns})(?!\w)"


@dataclass(frozen=True, slots=True)
class Reference:
    """A word for a person in the narration: ``who`` is the number of a name, OTHER, or NOBODY for a pronoun (whose ``sex`` may be known)."""

    start: int
    end: int
    who: int
    kind: str  # name, pronoun, plural, other, one (a man), the (the man)
    sex: str = ""
    noun: str = ""


class Cued(NamedTuple):
    """A cue in a sentence (by number): joining (0), leaving (1) or a group (2), where it stands, and whether it is a time that ended."""

    sentence: int
    place: int
    at: int
    ended: bool


class Story:
    """One account, read once."""

    def __init__(self, reading: Reading, cues: Cues, *, wide: bool = False) -> None:
        """Cut the text into sentences, quotations and turns, and find the names; with ``wide`` also those that no cue introduces."""
        self.reading, self.cues = reading, cues
        self.plain = Plain(reading.text)
        self.turns = turns(self.plain, cues)
        self.retold = retold(self.plain, cues) if not self.turns else []
        first: dict[str, int] = {}
        for turn in self.turns:
            if turn.role == "name":
                first.setdefault(turn.label, turn.label_start)
        self.names = named(self.plain, cues, first.items(), self.narration, simplified(reading.title), wide=wide)
        self._mark_others()
        self.turns, self.names = one_each(self.plain, cues, self.turns, self.names)

    @cached_property
    def narration(self) -> str:
        """The narration with quotations and turns hidden."""
        text = self.plain.narration
        pieces, at = [], 0
        for start, end in self._unmarked:
            if start < at:
                continue
            pieces += [text[at:start], _HIDDEN * (end - start)]
            at = end
        return "".join([*pieces, text[at:]])

    @cached_property
    def byline(self) -> Byline:
        """Who wrote the account, as its page says."""
        return byline(self.reading.author, self.cues)

    @property
    def teller(self) -> Named | None:
        """Whose name the narration tells as its teller's: "my name is", "the author of this letter, whom we call"."""
        told = [
            (at, person) for person in self.names for kind, at in person.told if kind == WRITER or (kind == OWN and self.narration[at] != _HIDDEN)
        ]  # fmt: skip
        return min(told, key=lambda one: one[0])[1] if told else None

    def _mark_others(self) -> None:
        """Count what says of a name that it is an official's, a relative's, a reporter's."""
        for pattern in self.cues.patterns("other_names"):
            for start, end in self.plain.sentences:
                for match in pattern.expression.finditer(self.plain.text, start, end):
                    person = self.named_as(match["name"])
                    if person is not None:
                        person.other += 1

    def named_as(self, said: str) -> Named | None:
        """The person whom a name stands for: by the whole of it, by its end where only a capital of the sentence comes before, by one word."""
        exact = next((person for person in self.names if said == person.label), None)
        if exact is not None:
            return exact
        words = said.split()
        while len(words) > 1 and words[0].rstrip(".").lower() in self._stop:
            words = words[1:]
        wanted = " ".join(words)
        for person in self.names:
            if (
                wanted in person.aliases
                or wanted.title() in person.aliases
                or person.label.endswith(f" {wanted}")
                or wanted.endswith(f" {person.label}")
            ):
                return person
        return None

    @cached_property
    def _stop(self) -> frozenset[str]:
        return frozenset(simplified(str(word)).lower() for word in (*flat(self.cues.listed("stop")), *flat(self.cues.listed("titles"))))

    def is_relative(self, reference: Reference) -> bool:
        """Whether a reference is to somebody's son, sister, friend: by its noun, or by what the account says beside the name."""
        if reference.kind == "name":
            return self.names[reference.who].other > 0
        return self._nouns.get(reference.noun, ("", ""))[0] == "relations"

    def told(self, expression: re.Pattern[str], start: int, end: int) -> re.Match[str] | None:
        """The first match in the narration that is told as having happened: not after "never" or "wanted to"."""
        return next(
            (match for match in expression.finditer(self.narration, start, end) if self.real(self.narration, start, match.start())), None
        )

    @cached_property
    def cued(self) -> list[Cued]:
        """Every sentence that tells of joining, leaving, a group, or a time that ended; whoever it is about."""
        cues = self.cues
        expressions = (cues.any_of("join"), cues.any_of("leave", "ambiguous"), re.compile(cues.places.group))
        bounded = cues.any_of("bounded")
        found = []
        for number, (start, end) in enumerate(self.plain.sentences):
            for place, expression in enumerate(expressions):
                match = self.told(expression, start, end)
                if match is not None:
                    found.append(Cued(number, place, match.start() + 1, ended=False))
            match = bounded.search(self.narration, start, end)
            if match is not None and expressions[-1].search(self.narration, start, end):
                found.append(Cued(number, 1, match.start() + 1, ended=True))  # for two years among them: no longer, then
        return found

    def real(self, text: str, start: int, at: int) -> bool:
        """Whether no word before a verb takes it back."""
        return self._unreal.search(text, max(start, at - _LEAD), at) is None

    @cached_property
    def _unreal(self) -> re.Pattern[str]:
        return self.cues.compile(str(self.cues.listed("unreal") or "(?!)"))

    def unmarked(self, at: int) -> bool:
        """Whether an offset lies in a turn or in retold speech, whose speaker no quotation mark tells."""
        before = bisect_left(self._unmarked, (at + 1, 0)) - 1
        return before >= 0 and at < self._unmarked[before][1]

    @cached_property
    def _unmarked(self) -> list[tuple[int, int]]:
        return sorted([(turn.label_start, turn.end) for turn in self.turns] + [(start, end) for _, start, end in self.retold])

    def speaker(self, label: str) -> Named | None:
        """The person whom a speaker label names."""
        if label not in self._speakers:
            self._speakers[label] = self.named_as(label.title() if label.isupper() and "." not in label else label)
        return self._speakers[label]

    @cached_property
    def _speakers(self) -> dict[str, Named | None]:
        """What :meth:`speaker` has answered: a transcript asks for a few labels thousands of times."""
        return {}

    def keeping(self, people: Sequence[Named]) -> Story:
        """The same account with the names that a cue introduces and with some others: what only looks like a name may be a place."""
        story = copy(self)
        story.names = [one for one in self.names if not one.weak or any(one is person for person in people)]
        for name in ("references", "_starts", "_shouted", "_speakers"):
            story.__dict__.pop(name, None)
        return story

    # ------------------------------------------------------------------------------------------------------ references
    @cached_property
    def references(self) -> list[Reference]:
        """All references of the narration, in order, without overlap."""
        found = [*self._name_references(), *self._other_references(), *self._pronouns(), *self._phrases()]
        found.sort(key=lambda reference: (reference.start, -(reference.end - reference.start)))
        kept: list[Reference] = []
        for reference in found:
            if kept and reference.kind == "name" and kept[-1].who == OTHER and kept[-1].end == reference.start - 1:
                kept.pop()  # his comrade Garrick Stell
            if not kept or reference.start >= kept[-1].end:
                kept.append(reference)
        return kept

    def _name_references(self) -> list[Reference]:
        aliases = {alias: number for number, person in enumerate(self.names) for alias in person.aliases}
        if not aliases:
            return []
        either = "|".join(re.escape(alias) for alias in sorted(aliases, key=lambda alias: (-len(alias), alias)))
        prefix = "" if self.cues.latin else "[وفبلك]?"
        expression = re.compile(
            rf"(?<!\w){prefix}(?P<alias>{either})(?!\w)", 0 if not self.cues.latin else re.IGNORECASE if self._shouted else 0
        )
        possessed = self.cues.compile(r"'s (?:[\w-]+ )?(?:{relation_noun}|{official_noun})")
        titles = word_list(flat(self.cues.listed("titles").get("neutral", [])), latin=self.cues.latin)
        sexes = (
            {simplified(word): sex for sex, words in self.cues.listed("title_sex").items() for word in words}
            if self.cues.listed("title_sex")
            else {}
        )
        titled = re.compile(rf"(?P<title>{titles})\.? $")
        found = []
        for match in expression.finditer(self.narration):
            alias = match["alias"]
            number = aliases.get(alias, aliases.get(alias.title(), -1))
            if number < 0:
                continue
            other = possessed.match(self.narration, match.end(), match.end() + 40)
            before = titled.search(self.narration, max(0, match.start() - 8), match.start())
            sex = sexes.get(before["title"].rstrip("."), "") if before else ""
            found.append(
                Reference(
                    match.start(), other.end() if other else match.end(), OTHER if other else number, "other" if other else "name", sex
                )
            )
        return found

    @cached_property
    def _shouted(self) -> bool:
        """Whether a name also stands in capitals (TOBIN is a welder)."""
        return any(person.label.isupper() or person.label.upper() in self.plain.text for person in self.names)

    @cached_property
    def _nouns(self) -> dict[str, tuple[str, str]]:
        """Nouns for people: their table and sex."""
        return {
            simplified(word).lower(): (table, "" if sex == "other" else sex)
            for table in ("relations", "officials", "people") for sex, words in self.cues.listed(table).items() for word in words
        }  # fmt: skip

    def _other_references(self) -> list[Reference]:
        articles = self.cues.listed("articles")
        listed = {
            key: "|".join(re.escape(simplified(word)) for word in sorted(articles.get(key, []), key=len, reverse=True)) or "(?!)"
            for key in ("one", "the", "own")
        }
        nouns = "|".join(re.escape(noun) for noun in sorted(self._nouns, key=len, reverse=True))
        template = _OTHERS_BY_LANGUAGE.get(self.cues.language, _OTHERS)
        expression = re.compile(template.format(nouns=nouns, **listed), re.IGNORECASE)
        any_noun = re.compile(rf"(?:{nouns})", re.IGNORECASE)
        one = re.compile(rf"(?:{listed['one']})\b", re.IGNORECASE)
        own = re.compile(rf"(?:{listed['own']})\b", re.IGNORECASE)
        groups = [match.span() for match in re.finditer(rf"(?<!\w){self.cues.places.any_group}", self.narration)]
        busy = [start for start, _ in groups]
        found = []
        for match in expression.finditer(self.narration):
            near = bisect_left(busy, match.end()) - 1
            if near >= 0 and groups[near][1] >= match.end():
                continue  # the Host
            said = match.groupdict().get("noun") or (any_noun.search(match.group()) or match).group()
            table, sex = self._nouns.get(said.lower(), ("officials", ""))
            kind = "other" if table != "people" or own.match(match.group()) else "one" if one.match(match.group()) else "the"
            found.append(Reference(match.start(), match.end(), OTHER, kind, sex, said.lower()))
        return found

    def _phrases(self) -> list[Reference]:
        """Others without a noun: the elder of the two, one of them."""
        expression = self.cues.any_of("other_phrases")
        return [Reference(match.start(), match.end(), OTHER, "other") for match in expression.finditer(self.narration)]

    def _pronouns(self) -> list[Reference]:
        found = []
        for sex, words in self.cues.listed("pronouns").items():
            expression = re.compile(word_list(words, latin=True), re.IGNORECASE)
            kind = "plural" if sex in ("plural", "both") else "pronoun"
            found += [
                Reference(match.start(), match.end(), NOBODY, kind, "" if sex in ("plural", "both", "any") else sex, sex)
                for match in expression.finditer(self.narration)
            ]
        return found

    @cached_property
    def _starts(self) -> list[int]:
        return [reference.start for reference in self.references]

    def between(self, start: int, end: int) -> Sequence[Reference]:
        """The references that begin within a stretch."""
        return self.references[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
