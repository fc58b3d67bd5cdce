"""What the weights of speakers are learned from: stretches of direct speech whose speaker the gold knows, for each leaver of the gold.

The people are those of the gold, so that what is learned of speech does not depend on who was found. The measure is that of
`people_scores`: a stretch is of a quotation if it covers at least half of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from testimonia.assist.cues import cues
from testimonia.assist.evidence import Leaver, leaver, sex_of
from testimonia.assist.followed import Followed, follow
from testimonia.assist.persons import follow_known
from testimonia.assist.speakers import Speakers
from testimonia.assist.speech import Speech
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.assist.unnamed import narrator
from testimonia.text import Span
from workshop.fitting import families
from workshop.part import Part
from workshop.people_scores import same_words
from workshop.protocol import protocol_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A leaver for a stretch: ``quotations`` is how many of the gold's it covers, ``theirs`` how many of these the leaver says."""

    part: str
    family: str
    language: str
    account: str
    stretch: tuple[int, int]
    who: int
    features: Mapping[str, float]
    quotations: int
    theirs: int

    @property
    def right(self) -> bool:
        """Whether the leaver says any of it."""
        return self.theirs > 0


def rows(part: Part) -> Iterator[Row]:
    """Every leaver for every stretch of a part whose speaker the gold knows."""
    protocol, family = protocol_of(part), families(part)
    for name, text in part.texts.items():
        table = cues(text.language, protocol.gazetteer)
        spoken = [row for row in part.gold("quotations") if row["account"] == name and row["direct"] and row["speaker_mention"] is not None]
        true = [row for row in part.gold("mentions") if row["account"] == name and row["eligible"] and row["kind"] == "person"]
        if table is None or not spoken or not true:
            continue
        story = Story(Reading(account=name, edition=name, text=text.body, title=text.title, language=text.language), table, wide=True)
        story, ids, people, followed = proposed(story, text.body, true)
        speakers = Speakers(story, followed, people, Speech(story, followed, people))
        for one in _rows(speakers, text.body, spoken, ids):
            yield Row(part=part.name, family=family[name], language=text.language, account=name, **one)


def proposed(story: Story, body: str, true: Sequence[Mapping[str, Any]]) -> tuple[Story, list[str], list[Leaver], Followed]:
    """The people of the gold as they are when they are chosen (`choosing`): their names known though no cue introduces them."""
    named: dict[int, Mapping[str, Any]] = {}
    for row in true:
        number = next((at for at, one in enumerate(story.names) if at not in named and same_words(one.label, row["label"])), None)
        if number is not None:
            named[number] = row
    bearers = {id(story.names[at]): row for at, row in named.items()}
    narrow = story.keeping([story.names[at] for at in named])
    numbers = [at for at, one in enumerate(narrow.names) if id(one) in bearers]
    nameless = [row for row in true if not any(row is one for one in named.values())]
    teller = narrator(narrow, surely=False) if len(true) == 1 else None
    if numbers:
        followed, sexes = follow_known(narrow, numbers)
    else:
        first = follow(narrow, [], [""], anonymous=True)
        sexes = [sex_of(narrow, first, 0, alone=len(true) == 1)]
        followed = follow(narrow, [], sexes, anonymous=True)
    people = [leaver(narrow, number, sex, 1.0) for number, sex in zip(numbers, sexes, strict=False)]
    for row in nameless:
        at = max(0, body.find(row["quote"]))
        unnamed = Leaver(
            label=row["label"], identity="anonymous", start=at, end=at + len(row["quote"]), sex="" if numbers else sexes[0], points=1.0
        )
        people.append(teller or unnamed)
    return narrow, [row["id"] for row in (*(bearers[id(narrow.names[at])] for at in numbers), *nameless)], people, followed


def _rows(speakers: Speakers, body: str, spoken: list[dict[str, Any]], ids: list[str]) -> Iterator[dict[str, Any]]:
    places = [(at, at + len(row["quote"])) for row in spoken for at in [body.find(row["quote"])]]
    for number, stretch in enumerate(speakers.stretches):
        span = speakers.plain.span(stretch.start, stretch.end)
        covered = _covered(places, span)
        for who in range(len(ids)) if covered else ():
            theirs = sum(spoken[at]["speaker_mention"] == ids[who] for at in covered)
            yield {
                "stretch": (stretch.start, stretch.end), "who": who, "features": speakers.features(number, who),
                "quotations": len(covered), "theirs": theirs,
            }  # fmt: skip


def _covered(places: Sequence[tuple[int, int]], span: Span) -> list[int]:
    """The quotations of the gold of which a stretch covers at least half."""
    return [at for at, (start, end) in enumerate(places) if min(end, span.end) - max(start, span.start) >= (end - start) / 2]


def of_leavers(part: Part) -> int:
    """How many direct quotations of a part are its leavers', whether a stretch covers them or not."""
    leavers = {row["id"] for row in part.gold("mentions") if row["eligible"] and row["kind"] == "person"}
    return sum(row["direct"] and row["speaker_mention"] in leavers for row in part.gold("quotations"))
