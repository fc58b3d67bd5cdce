"""The suggester `rules`: mentions, claims and quotations from cue tables, with weights and trees that come along; nothing to download."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from testimonia.assist.choosing import choose
from testimonia.assist.claims import Claims
from testimonia.assist.cues import LANGUAGES, cues, raw
from testimonia.assist.evidence import Leaver
from testimonia.assist.plain import Plain
from testimonia.assist.speakers import Speakers
from testimonia.assist.speech import Said, Speech
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading, short_of, suggestion
from testimonia.assist.unnamed import by_the_page
from testimonia.domain.results import Suggestion
from testimonia.protocol import Protocol

VERSION = "12"


class Rules:
    """Mentions of people who speak of their own leaving, with claims and quotations; abstains where the text leaves it open.

    The version names the rules with their weights and trees, and the cue table of the language ("12.en5").
    """

    name = "rules"
    version = VERSION

    def reads(self, language: str) -> bool:
        """Whether there is a cue table for the language."""
        return short_of(language) in LANGUAGES

    def basis(self, protocol: Protocol, language: str) -> object:
        """The version of the cue table and the names of study.yaml; nothing for a language without a table."""
        short = short_of(language)
        return [raw(short)["version"], protocol.gazetteer.model_dump(mode="json")] if short in LANGUAGES else None

    def suggest(self, reading: Reading, protocol: Protocol) -> list[Suggestion]:
        """The suggestions for one account; none for a language without a table. Linear in the text; raises nothing for any text."""
        table = cues(reading.language, protocol.gazetteer)
        if table is None or not reading.text.strip():
            return []
        by = _Versioned(self.name, f"{self.version}.{table.language}{table.version}")
        story, people, followed = choose(Story(reading, table, wide=True))
        if not people:
            return []
        speech = Speech(story, followed, people)
        statements = Claims(story, followed, people, speech, reading.published).statements
        plain = story.plain
        mentions = [self._mention(by, reading, story, person) for person in people]
        found = list(mentions)
        for said in statements:
            value = {"variable": said.variable, "value": said.value, "holder": said.holder, "time": said.time}
            found.append(suggestion(by, reading, "claim", value, _span(plain, said.start, said.end), said.score, mentions[said.who].id))
        direct = Speakers(story, followed, people, speech).said()
        reported = [replace(one, score=round(one.score * people[one.who].likely, 2)) for one in _apart(speech.indirect(), direct)]
        for words in [*direct, *reported]:
            speaks = {"speech": "direct" if words.direct else "indirect"}
            found.append(
                suggestion(by, reading, "quotation", speaks, _span(plain, words.start, words.end), words.score, mentions[words.who].id)
            )
        return list({item.id: item for item in found}.values())

    @staticmethod
    def _mention(by: _Versioned, reading: Reading, story: Story, person: Leaver) -> Suggestion:
        plain = story.plain
        author = by_the_page(story, person)
        if author is None:
            label = plain.source[slice(*_span(plain, person.start, person.end))] if person.name is None else _as_written(plain, person)
            identity = person.identity
        else:
            label, identity = author
        value = {"label": " ".join(label.split()), "identity": identity}
        return suggestion(by, reading, "mention", value, _span(plain, person.start, person.end), person.sure)


@dataclass(frozen=True, slots=True)
class _Versioned:
    """Who suggests, with the version of the table that was used."""

    name: str
    version: str


def _apart(reported: Sequence[Said], direct: Sequence[Said]) -> list[Said]:
    """Reported speech that lies over no words which are suggested as somebody's own: what a dash begins is no report of itself."""
    spans = sorted((one.start, one.end) for one in direct)
    starts, reached = [start for start, _ in spans], list(accumulate((end for _, end in spans), max))
    return [one for one in reported if not (before := bisect_left(starts, one.end)) or reached[before - 1] <= one.start]


def _as_written(plain: Plain, person: Leaver) -> str:
    """The label as the account spells it, or as the rules made it out (a name in capitals)."""
    written = plain.source[slice(*_span(plain, person.start, person.end))]
    return written if written and len(written.split()) == len(person.label.split()) and not written.isupper() else person.label


def _span(plain: Plain, start: int, end: int) -> tuple[int, int]:
    span = plain.span(start, end)
    return span.start, span.end
