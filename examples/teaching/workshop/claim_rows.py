"""What the weights of claims are learned from: candidates for the people of the gold, right where the gold says so.

The people are those of the gold, so that what is learned of claims does not depend on who was found. A right value far from the gold's
passage (the same year in another sentence) is left out: nobody says whether it is told there of the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from testimonia.assist.candidates import Candidate, candidates
from testimonia.assist.cues import cues
from testimonia.assist.speech import Speech
from testimonia.assist.surroundings import Surroundings
from testimonia.assist.told import Told
from testimonia.text import known_date
from workshop.fitting import families
from workshop.gold_people import proposed, read
from workshop.part import Part
from workshop.people_scores import agrees
from workshop.protocol import protocol_of

UNTOLD = {"group": ("open",)}
"""Parts whose gold gives a variable by way of example only."""
_NEAR = 40  # code points around the gold's passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A candidate with what the gold says of it.

    ``told`` is whether it stands where the gold's passage does; ``elsewhere`` whether the gold has it of the same person from another
    account alone, which is neither right nor wrong here.
    """

    part: str
    account: str
    family: str
    language: str
    person: str
    candidate: Candidate
    right: bool
    told: bool
    elsewhere: bool

    @property
    def teaches(self) -> bool:
        """Whether something is learned from it."""
        return self.told or not (self.right or self.elsewhere)


def rows(part: Part) -> Iterator[Row]:
    """Every candidate of a part for the eligible people of its gold."""
    protocol, family = protocol_of(part), families(part)
    first = {name: part.texts[row["root"]].published for row in part.gold("families") for name in row["accounts"]}
    claims: dict[str, list[dict[str, Any]]] = {}
    of_person: dict[str, list[dict[str, Any]]] = {}
    for row in part.gold("claims"):
        if not row.get("trap"):
            claims.setdefault(row["mention"], []).append(row)
            of_person.setdefault(part.persons_of.get(row["mention"], ""), []).append(row)
    for name, text in part.texts.items():
        true = [row for row in part.gold("mentions") if row["account"] == name and row["eligible"] and row["kind"] == "person"]
        published = first.get(name) or text.published or None
        table = cues(text.language, protocol.gazetteer)
        if not true or table is None:
            continue
        story, ids, people, followed = proposed(read(text, table, published), true)
        speech = Speech(story, followed, people)
        around = Surroundings(story, followed, people, speech)
        told = Told(story, followed, people, speech, published).statements
        for one in candidates(around, told, known_date(published)):
            who, said = ids[one.who], {"variable": one.variable, "value": one.value}
            right = [row for row in claims.get(who, []) if agrees(row, who, said)]
            same = of_person.get(part.persons_of[who], []) if who in part.persons_of and not right else []
            near = (bool(right) and "only cued" in one.features) or any(
                _near(text.body, row["quote"], story.plain.span(one.start, one.end).start) for row in right
            )
            yield Row(
                part=part.name,
                account=name,
                family=family[name],
                language=text.language,
                person=who,
                candidate=one,
                right=bool(right),
                told=near,
                elsewhere=any(agrees({**row, "mention": who}, who, said) for row in same),
            )


def _near(body: str, quote: str, start: int) -> bool:
    at = body.find(quote)
    return at - _NEAR <= start <= at + len(quote) + _NEAR
