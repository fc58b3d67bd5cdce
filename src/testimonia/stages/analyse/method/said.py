"""How far a claim holds, in one plain sentence, put together from parts that another language says in its own way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from testimonia.domain.results import Finding, Measure, Robustness
from testimonia.stages.analyse.method.grid import Numbers

HALF = 0.5
TIE = 1e-12
"""Two shares that differ by less differ by rounding."""
CLAIMS: Mapping[str, Callable[[Numbers], Any]] = {
    "most": lambda values: values > HALF + TIE,
    "fewer": lambda values: values < HALF - TIE,
    "half": lambda values: abs(values - HALF) <= TIE,
    "more": lambda values: values > TIE,
    "less": lambda values: values < -TIE,
    "equal": lambda values: abs(values) <= TIE,
    "together": lambda values: values > 1 + TIE,
    "apart": lambda values: values < 1 - TIE,
    "unrelated": lambda values: abs(values - 1) <= TIE,
    "rose": lambda values: values > 1 + TIE,
    "fell": lambda values: values < 1 - TIE,
    "steady": lambda values: abs(values - 1) <= TIE,
    "borne": lambda values: values > 1 + TIE,
    "alone": lambda values: values <= 1 + TIE,
}
"""Whether a claim holds at an estimate; ``first``, ``peak`` and ``below`` are asked of several estimates at once, ``within`` of an interval."""
RATIOS = ("together", "apart", "unrelated", "rose", "fell", "steady")
"""Claims about a ratio, which turn over at one."""
_WORDS = {
    "first": "That nothing in its entry is more frequent",
    "most": "That it is more than half",
    "fewer": "That it is fewer than half",
    "half": "That it is exactly half",
    "more": "That the first group has more",
    "less": "That the first group has fewer",
    "equal": "That the groups do not differ",
    "together": "That the two stand together more often than by chance",
    "apart": "That the two stand together less often than by chance",
    "unrelated": "That the two stand together as often as by chance",
    "rose": "That the second period had more",
    "fell": "That the second period had fewer",
    "steady": "That neither period had more",
    "peak": "That no period had more",
    "below": "That another period had more",
    "within": "That the middle lies within its interval",
    "borne": "That stories independent of one another bear it out",
    "alone": "That no two independent stories bear it out",
}
_FAILS = {
    "layer": "on {k} of {n} layers of coding",
    "coder": "when a coder is left out ({k} of {n})",
    "partition": "in {k} of {n} samples of who is one person",
    "credibility": "at {k} of {n} thresholds of credibility",
    "duplicates": "where every account is counted",
    "silence": "under {k} of {n} rules of silence",
    "custody": "without those in custody",
    "translated": "without translations",
    "source": "when a source is left out ({k} of {n})",
    "family": "when a family of accounts is left out ({k} of {n})",
    "country": "when a country of publication is left out ({k} of {n})",
    "specification": "in {k} of {n} specifications",
}


class CardWords:
    """What the sentence of a card is made of; another language says it otherwise."""

    def holds(self, kind: str, held: int, many: int) -> str:
        """What is claimed, and in how many alternatives it holds."""
        return f"{_WORDS[kind]} holds in {f'all {many:,}' if held == many else f'{held:,} of {many:,}'} alternatives"

    def fails(self, failing: Sequence[tuple[str, int, int]]) -> str:
        """Where it does not: axis, in how many of its alternatives, of how many."""
        parts = [_FAILS[axis].format(k=few, n=many) for axis, few, many in failing]
        return f"; it fails {parts[0] if len(parts) == 1 else ', '.join(parts[:-1]) + ' and ' + parts[-1]}"

    def nobody(self, empty: int) -> str:
        """How many alternatives count nobody."""
        return f"; {empty:,} more leave nobody to count"

    def by_chance(self, against: str) -> str:
        """That the interval does not bear the claim (see :func:`chance`)."""
        why = "meets that of another" if against == "another" else "crosses the line"
        return f"; chance alone could undo it, since its interval {why}"


ENGLISH = CardWords()


def sentence(
    kind: str, result: Finding | Measure, card: Sequence[Robustness], rival: float | None = None, words: CardWords = ENGLISH
) -> str:
    """The sentence of a card, from its rows; ``rival`` is the highest upper end of the intervals of what it is the first among."""
    many = sum(row.alternatives for row in card)
    held = many - sum(_failures(row) for row in card)
    failing = [(row.axis, _failures(row), row.alternatives) for row in card if row.holds < 1]
    empty, against = sum(row.empty for row in card), chance(kind, result, rival)
    told = words.holds(kind, held, many) + (words.fails(failing) if failing else "")
    return told + (words.nobody(empty) if empty else "") + (words.by_chance(against) if against else "") + "."


def _failures(row: Robustness) -> int:
    return round((1 - row.holds) * row.alternatives)


def chance(kind: str, result: Finding | Measure, rival: float | None) -> str:
    """What the interval of a claim reaches: that of ``another``, the ``line`` where the claim turns over, or neither (empty).

    An estimate may hold in every analysis and still be chance.
    """
    if result.low is None or result.high is None or kind in ("half", "equal", "unrelated", "steady"):
        return ""
    if kind in ("below", "within"):
        return ""
    if kind in ("first", "peak"):
        return "another" if rival is not None and result.low <= rival else ""
    line = HALF if kind in ("most", "fewer") else 1.0 if kind in RATIOS else 0.0
    return "line" if result.low <= line <= result.high else ""
