"""The people of the gold, followed through an account as they are once they are chosen (`testimonia.assist.choosing`).

What is learned of claims and of speech is learned of them, so that it does not depend on who was found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from testimonia.assist.cues import Cues
from testimonia.assist.evidence import Leaver, leaver, sex_of
from testimonia.assist.followed import Followed, follow
from testimonia.assist.persons import follow_known
from testimonia.assist.plain import simplified
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.assist.unnamed import narrator
from workshop.part import Text
from workshop.people_scores import same_words


def read(text: Text, table: Cues, published: str | None = None) -> Story:
    """An account read with all its names, as the suggester reads it; ``published`` is the day from which its dates are told."""
    reading = Reading(
        account=text.id, edition=text.id, text=text.body, title=text.title, author=text.byline, outlet=text.outlet, published=published,
        language=text.language,
    )  # fmt: skip
    return Story(reading, table, wide=True)


def proposed(story: Story, true: Sequence[Mapping[str, Any]]) -> tuple[Story, list[str], list[Leaver], Followed]:
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
    people = [leaver(narrow, number, sex) for number, sex in zip(numbers, sexes, strict=False)]
    for row in nameless:
        quote = simplified(row["quote"])
        at = max(0, narrow.plain.text.find(quote))
        sex = "" if numbers else sexes[0]
        unnamed = Leaver(label=row["label"], identity="anonymous", start=at, end=at + len(quote), sex=sex, points=1.0)
        people.append(teller or unnamed)
    return narrow, [row["id"] for row in (*(bearers[id(narrow.names[at])] for at in numbers), *nameless)], people, followed
