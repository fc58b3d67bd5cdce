"""What the weights of speakers are learned from: stretches of direct speech whose speaker the gold knows, for each leaver of the gold.

The people are those of the gold, so that what is learned of speech does not depend on who was found. The measure is that of
`people_scores`: a stretch is of a quotation if it covers at least half of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from testimonia.assist.cues import cues
from testimonia.assist.speakers import Speakers
from testimonia.assist.speech import Speech
from testimonia.text import Span
from workshop.gold_people import proposed, read
from workshop.part import Part
from workshop.protocol import protocol_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A leaver for a stretch: ``quotations`` is how many of the gold's it covers, ``theirs`` how many of these the leaver says.

    ``features`` are without what the ``words`` say.
    """

    part: str
    account: str
    stretch: tuple[int, int]
    who: int
    features: Mapping[str, float]
    words: Mapping[str, float]
    quotations: int
    theirs: int

    @property
    def right(self) -> bool:
        """Whether the leaver says any of it."""
        return self.theirs > 0


def rows(part: Part) -> Iterator[Row]:
    """Every leaver for every stretch of a part whose speaker the gold knows."""
    protocol = protocol_of(part)
    for name, text in part.texts.items():
        table = cues(text.language, protocol.gazetteer)
        spoken = [row for row in part.gold("quotations") if row["account"] == name and row["direct"] and row["speaker_mention"] is not None]
        true = [row for row in part.gold("mentions") if row["account"] == name and row["eligible"] and row["kind"] == "person"]
        if table is None or not spoken or not true:
            continue
        story, ids, people, followed = proposed(read(text, table), true)
        speakers = Speakers(story, followed, people, Speech(story, followed, people))
        for one in _rows(speakers, text.body, spoken, ids):
            yield Row(part=part.name, account=name, **one)


def _rows(speakers: Speakers, body: str, spoken: list[dict[str, Any]], ids: list[str]) -> Iterator[dict[str, Any]]:
    places = [(at, at + len(row["quote"])) for row in spoken for at in [body.find(row["quote"])]]
    for number, stretch in enumerate(speakers.stretches):
        span = speakers.plain.span(stretch.start, stretch.end)
        covered = _covered(places, span)
        for who in range(len(ids)) if covered else ():
            theirs = sum(spoken[at]["speaker_mention"] == ids[who] for at in covered)
            yield {
                "stretch": (stretch.start, stretch.end), "who": who, "features": speakers.features(number, who),
                "words": speakers.words(number, who), "quotations": len(covered), "theirs": theirs,
            }  # fmt: skip


def _covered(places: Sequence[tuple[int, int]], span: Span) -> list[int]:
    """The quotations of the gold of which a stretch covers at least half."""
    return [at for at, (start, end) in enumerate(places) if min(end, span.end) - max(start, span.start) >= (end - start) / 2]


def of_leavers(part: Part) -> int:
    """How many direct quotations of a part are its leavers', whether a stretch covers them or not."""
    leavers = {row["id"] for row in part.gold("mentions") if row["eligible"] and row["kind"] == "person"}
    return sum(row["direct"] and row["speaker_mention"] in leavers for row in part.gold("quotations"))
