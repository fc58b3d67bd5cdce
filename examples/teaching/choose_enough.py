"""From what sureness on claims and quotations are suggested: `python examples/teaching/choose_enough.py` (about forty minutes).

The whole way from text to suggestion, every account with people, claims and speakers learned without its part (as `train_people.py`,
`train_claims.py` and `train_speakers.py` hold out): what is left of all suggestions at each threshold of the product of the two probabilities,
of person and words. Printed is where precision and recall come nearest to what is asked; `testimonia.assist.enough` holds it.
`en-c`, `other-c` and the sealed part are never looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest.mock import patch

import train_claims
import train_people
import train_speakers

from testimonia.assist import claims, rules, speakers
from testimonia.assist.choosing import choose, chosen, is_short, picked
from testimonia.assist.claims import GROWN
from testimonia.assist.evidence import Leaver
from testimonia.assist.followed import Followed
from testimonia.assist.hearing import HEARD
from testimonia.assist.persons import persons
from testimonia.assist.story import Story
from testimonia.assist.trees import Trees
from testimonia.assist.weighing import Weights
from testimonia.domain.results import Suggestion
from workshop.fitting import Floats
from workshop.part import Part
from workshop.people_scores import Counts, measure, suggested
from workshop.protocol import protocol_of
from workshop.speaker_rows import rows

ASKED = {"quotations": (0.97, 0.80), "age": (0.95, 0.75), "origin": (0.95, 0.70), "joined and left": (0.90, 0.65)}
"""Precision and recall that are asked of suggestions, by measure."""
TOGETHER = {"quotations": ("quotations",), "claims": ("age", "origin", "joined and left")}
"""Measures that have one threshold: where they come nearest to what is asked on the average."""
TRIED = range(20, 75, 5)  # per cent
_LEAST = 0.1  # of words alone: what is less sure is not kept to be counted

Items = Mapping[str, Sequence[Suggestion]]


@dataclass(frozen=True)
class Models:
    """What was learned without one part: the weights and trees of claims and the weights of speakers by the names of their files, and the probabilities of its people by account."""

    weights: Mapping[str, Weights]
    trees: Mapping[str, Trees]
    chances: Mapping[str, Floats]
    enough: float


def main() -> None:
    """Hold out, suggest, count, print."""
    found = dict(everything())
    for name, measures in TOGETHER.items():
        near = {tried: [nearness(found, one, tried / 100) for one in measures] for tried in TRIED}
        best = max(TRIED, key=lambda tried: (sum(near[tried]), tried))
        for tried in TRIED:
            told = ", ".join(f"{one} {_told(counted(found, one, tried / 100))}" for one in measures)
            print(f"{name} {tried / 100:.2f}{' *' if tried == best else ''}: {told}")


def everything() -> Iterator[tuple[str, tuple[Part, Items]]]:
    """The suggestions of every part on which no rule was made, by models that were learned without it; a claim's or quotation's score is the product."""
    parts = [part for part in train_people.training_parts() if part.name not in train_people.MADE]
    models = learned_without(parts)
    with ProcessPoolExecutor(2) as pool:
        yield from zip((part.name for part in parts), pool.map(of_part, parts, models), strict=True)


def learned_without(parts: Sequence[Part]) -> list[Models]:
    """What was learned without each part."""
    accounts, _, chances = train_people.held_out(train_people.training_parts())
    enough = train_people.best_of(accounts, chances)
    of_account = {(account.part, account.text.id): sure for account, sure in zip(accounts, chances, strict=True)}
    del accounts
    of_claims, of_speakers = _claims(), _speakers()
    claim_fold = {name: at for at, fold in enumerate(train_claims.FOLDS) for name in fold}
    fold = train_speakers.folds_of(train_speakers.training_parts())
    return [
        Models(
            weights={**of_claims[claim_fold[part.name]][0], **of_speakers[fold[part.name]]}, trees=of_claims[claim_fold[part.name]][1],
            chances={name: of_account[part.name, name] for name in part.texts}, enough=enough,
        )
        for part in parts
    ]  # fmt: skip


def _claims() -> list[tuple[dict[str, Weights], dict[str, Trees]]]:
    """Weights and trees of claims learned without each fold."""
    names = [part for fold in train_claims.FOLDS for part in fold]
    parts = {part.name: part for part in train_people.training_parts()}
    stack = train_claims.stack_of(train_claims.read_all([parts[name] for name in names]))
    found = []
    for fold in range(len(train_claims.FOLDS)):
        asked = stack.asked(fold)
        weights = {_file(variable): stack.weights(variable, (fold,)) for variable in stack.of}
        found.append((weights, {_file(variable): stack.trees(variable, asked, fold) for variable in GROWN}))
    return found


def _speakers() -> list[dict[str, Weights]]:
    """Weights of speakers and of what they say learned without each fold."""
    parts = train_speakers.training_parts()
    given = [row for part in parts for row in rows(part)]
    words = train_speakers.words_of(given, parts)
    return [{"speakers": train_speakers.without(fold, given, words), HEARD: words.learned((fold,))} for fold in range(train_speakers.FOLDS)]


def _file(variable: str) -> str:
    return "claim-" + variable.replace("_", "-")


def of_part(part: Part, models: Models) -> tuple[Part, Items]:
    """What is suggested of a part by models, down to what hardly anything speaks for."""
    with by_models(models):
        return part, suggested(part, protocol_of(part))


@contextmanager
def by_models(models: Models) -> Iterator[None]:
    """Suggest with these models instead of those that come with testimonia."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(rules, "choose", partial(_choose, models)))
        stack.enter_context(patch.object(claims, "learned", models.weights.__getitem__))
        stack.enter_context(patch.object(claims, "grown", models.trees.__getitem__))
        stack.enter_context(patch.object(claims, "CLAIMS", _LEAST))
        stack.enter_context(patch.object(speakers, "learned", models.weights.__getitem__))
        stack.enter_context(patch.object(speakers, "QUOTATIONS", _LEAST))
        yield


def _choose(models: Models, story: Story) -> tuple[Story, list[Leaver], Followed]:
    if is_short(story):
        return choose(story)
    found, chances = persons(story), models.chances[story.reading.account]
    kept = {at: float(chances[at]) for at in chosen([one.kind for one in found], chances.tolist(), models.enough)}
    return picked(story, found, kept)


def counted(found: Mapping[str, tuple[Part, Items]], name: str, enough: float) -> Counts:
    """One measure over all parts, of what is as sure as this."""
    total = Counts()
    for part, items in found.values():
        kept = {account: [one for one in of_account if is_kept(one, enough)] for account, of_account in items.items()}
        count = measure(part, kept)[name]
        total.found, total.true, total.both = total.found + count.found, total.true + count.true, total.both + count.both
    return total


def is_kept(one: Suggestion, enough: float) -> bool:
    """Whether a suggestion is as sure as this; people stay, and what has no threshold."""
    if one.kind == "quotation" and json.loads(one.value)["speech"] != "direct":
        return True
    return one.kind == "mention" or one.score is None or one.score >= enough


def nearness(found: Mapping[str, tuple[Part, Items]], name: str, enough: float) -> float:
    """How near precision and recall come to what is asked, by the one that falls short more."""
    agreement = counted(found, name, enough).agreement()
    precision, recall = ASKED[name]
    return min(agreement.precision / precision, agreement.recall / recall)


def _told(count: Counts) -> str:
    agreement: Any = count.agreement()
    return f"{agreement.precision:.3f} / {agreement.recall:.3f} ({count.both} right, {count.found - count.both} wrong, of {count.true})"


if __name__ == "__main__":
    main()
