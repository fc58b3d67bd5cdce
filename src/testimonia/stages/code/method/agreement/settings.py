"""Settings of measuring agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementParams:
    """How agreement is measured; none of them changes a coefficient, ``scales`` apart."""

    # Hayes & Krippendorff (2007) draw 10,000: the third decimal of an interval's ends then no longer moves.
    replicates: int = 10_000
    level: float = 0.95  # as the intervals of findings
    # Any number does; a fixed one makes a report come out the same twice.
    seed: int = 20_070_401
    # Below about five units that use a code (or do not), one unit more or less turns alpha round: at 5 % of 58 cases it says nothing.
    rare: int = 5
    # Of four units or fewer a sample shows little but the units themselves: no interval then.
    fewest: int = 5
    # Fewer units in a stretch of time, and its alpha is noise; at most four stretches, so that a study of fifty still has some.
    block: int = 10
    blocks: int = 4
    # More combinations of codes than this, and 10,000 replicates of a set-valued alpha would take minutes: it comes without interval.
    combinations: int = 600
    # Numbers drawn at a time: 4 million of 8 bytes keep the bootstrap of any study under 100 MB.
    cells: int = 4_000_000
    # Variables measured on another scale than their type's: id -> nominal, ordinal, interval, ratio.
    scales: Mapping[str, str] = field(default_factory=dict)
