"""How far a claim holds, in one plain sentence."""

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
}
"""Whether a claim holds at an estimate; ``first`` is asked of several estimates at once."""
_WORDS = {
    "first": "That nothing in its entry is more frequent",
    "most": "That it is more than half",
    "fewer": "That it is fewer than half",
    "half": "That it is exactly half",
    "more": "That the first group has more",
    "less": "That the first group has fewer",
    "equal": "That the groups do not differ",
}
_FAILS = {
    "layer": "on {failing} of {many} layers of coding",
    "coder": "when a coder is left out ({failing} of {many})",
    "partition": "in {failing} of {many} samples of who is one person",
    "credibility": "at {failing} of {many} thresholds of credibility",
    "duplicates": "where every account is counted",
    "silence": "under {failing} of {many} rules of silence",
    "custody": "without those in custody",
    "translated": "without translations",
    "source": "when a source is left out ({failing} of {many})",
    "family": "when a family of accounts is left out ({failing} of {many})",
    "country": "when a country of publication is left out ({failing} of {many})",
    "specification": "in {failing} of {many} specifications",
}


def sentence(kind: str, result: Finding | Measure, card: Sequence[Robustness], rival: float | None = None) -> str:
    """The sentence of a card, from its rows; ``rival`` is the highest upper end of the intervals of what it is the first among."""
    many = sum(row.alternatives for row in card)
    held = many - sum(_failures(row) for row in card)
    failing = [_FAILS[row.axis].format(failing=_failures(row), many=row.alternatives) for row in card if row.holds < 1]
    told = (
        f"{_WORDS[kind]} holds in all {many:,} alternatives"
        if not failing
        else f"{_WORDS[kind]} holds in {held:,} of {many:,} alternatives"
    )
    empty = sum(row.empty for row in card)
    nobody = f"; {empty:,} more leave nobody to count" if empty else ""
    return told + (f"; it fails {_listed(failing)}" if failing else "") + nobody + _by_chance(kind, result, rival) + "."


def _failures(row: Robustness) -> int:
    return round((1 - row.holds) * row.alternatives)


def _by_chance(kind: str, result: Finding | Measure, rival: float | None) -> str:
    """What the interval says of the same claim: an estimate may hold in every analysis and still be chance."""
    if result.low is None or result.high is None or kind in ("half", "equal"):
        return ""
    if kind == "first":
        overlap = rival is not None and result.low <= rival
        return "; chance alone could undo it, since its interval meets that of another" if overlap else ""
    line = HALF if kind in ("most", "fewer") else 0.0
    return "; chance alone could undo it, since its interval crosses the line" if result.low <= line <= result.high else ""


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
