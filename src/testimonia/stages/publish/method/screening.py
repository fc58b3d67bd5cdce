"""What screening decided of an account or a mention, once all screeners are heard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from testimonia.domain.decisions import Screening
from testimonia.domain.vocabulary import Layer, ScreeningDecision
from testimonia.stages.publish.method.facts import STRENGTH


class Verdict(StrEnum):
    """The outcome of screening one thing."""

    INCLUDED = "included"
    EXCLUDED = "excluded"
    UNSURE = "unsure"
    DISAGREED = "disagreed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with the criterion that excluded (the most named one, the first by name among equals)."""

    verdict: Verdict
    criterion: str | None = None


_VERDICTS = {
    ScreeningDecision.INCLUDE: Verdict.INCLUDED,
    ScreeningDecision.EXCLUDE: Verdict.EXCLUDED,
    ScreeningDecision.UNSURE: Verdict.UNSURE,
}


def outcomes(screenings: Iterable[Screening], rounds: tuple[str, ...]) -> tuple[dict[str, Outcome], dict[str, Outcome]]:
    """Outcomes by account, and by mention. The strongest layer speaks; in it each screener's word of the latest round."""
    accounts: dict[str, list[Screening]] = defaultdict(list)
    mentions: dict[str, list[Screening]] = defaultdict(list)
    for item in screenings:
        (accounts[item.account] if item.mention is None else mentions[item.mention]).append(item)
    places = {name: n for n, name in enumerate(rounds)}
    return (
        {name: _settle(items, places) for name, items in sorted(accounts.items())},
        {name: _settle(items, places) for name, items in sorted(mentions.items())},
    )


def _settle(items: list[Screening], places: dict[str, int]) -> Outcome:
    layer = next(layer for layer in STRENGTH if any(item.layer is layer for item in items))
    latest: dict[str, Screening] = {}
    for item in sorted((item for item in items if item.layer is layer), key=lambda item: places.get(item.round or "", -1)):
        latest[item.screener if layer is Layer.CODER else ""] = item
    said = {item.decision for item in latest.values()}
    if len(said) > 1:
        return Outcome(Verdict.DISAGREED)
    named = sorted(item.criterion or "" for item in latest.values())
    criterion = max(named, key=named.count) or None
    verdict = _VERDICTS[said.pop()]
    return Outcome(verdict, criterion if verdict is Verdict.EXCLUDED else None)
