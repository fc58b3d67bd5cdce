"""Agreement between coders as far as a release may show it.

Outside the team alpha of a single code would give counts away: from it, n and the share of agreement one can work out in how many
people somebody found the code. So a public report shows numbers only over several codes together, and of each code no more than which
of Krippendorff's bounds its alpha reaches, and that only where the people in whom somebody found it, and all others, are 0 or at least
k. Comparisons of pairs, and with what was settled later, stay inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from testimonia.domain.agreement import TARGETS, Agreement

SEVERAL = 3
"""Codes from which on one alpha over all of them no longer tells of any single one."""


@dataclass(frozen=True, slots=True)
class Block:
    """What was compared of one codebook (or the form) at one level: rows over all, rows of single codes or variables, and pairs."""

    level: str
    group: str
    readers: tuple[str, ...]
    whole: tuple[Agreement, ...]
    single: tuple[Agreement, ...]
    pairs: tuple[Agreement, ...]
    stretches: tuple[Agreement, ...]


def blocks(rows: Sequence[Agreement]) -> tuple[Block, ...]:
    """The rows by level and group, in their order; the first row of each is about all its coders."""
    found: dict[tuple[str, str], list[Agreement]] = {}
    for row in rows:
        if row.kind != "remarks":
            found.setdefault((row.level, row.group), []).append(row)
    made = []
    for (level, group), held in found.items():
        readers = held[0].readers
        mine = [row for row in held if row.readers == readers]
        made.append(
            Block(
                level=level,
                group=group,
                readers=readers,
                whole=tuple(row for row in mine if row.kind in {"all", "sets"}),
                single=tuple(row for row in mine if row.kind in {"code", "variable", "stated"}),
                pairs=tuple(row for row in held if row.kind == "all" and row.readers != readers and row.n),
                stretches=tuple(row for row in mine if row.kind in {"block", "change"}),
            )
        )
    return tuple(made)


def numbers_public(block: Block, row: Agreement, k: int) -> bool:
    """Whether the numbers of a row over all of a block may leave the team."""
    return len(block.single) >= SEVERAL and row.n >= k


def band_public(row: Agreement, k: int) -> bool:
    """Whether it may be said which bound the alpha of a single code or variable reaches."""
    used = row.used or 0
    return row.n >= k and all(count == 0 or count >= k for count in (used, row.n - used))


def band(row: Agreement) -> str:
    """Which of Krippendorff's bounds alpha reaches."""
    main = row.main
    if main is None or main.value is None:
        return main.undefined if main else "not measured"
    tentative, firm = TARGETS
    return (
        f"at least {firm:.3f}"
        if main.value >= firm
        else f"{tentative:.3f} to {firm:.3f}"
        if main.value >= tentative
        else f"below {tentative:.3f}"
    )
