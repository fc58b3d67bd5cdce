"""The flow of reports and people through a study, as PRISMA 2020 draws it (Page et al. 2021, BMJ 372:n71): what is counted, and how it is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from testimonia.domain.outcome import Standing

UNSHELVED = "unshelved"
"""Where an account stands that nobody has put on a shelf."""
STEP = {
    Standing.INCLUDE: "included",
    Standing.EXCLUDE: "excluded",
    Standing.UNSURE: "unsure",
    Standing.CONFLICT: "disagreed",
    Standing.UNSCREENED: "waiting",
}
"""What a stream calls each standing of screening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Accounts of one shelf, each counted in exactly one of: unreadable, copies, waiting, unsure, disagreed, excluded, included.

    What could not be read, and copies that add nothing, are set aside whatever was decided on them, as in screening.
    ``members`` holds the accounts behind each of these and behind ``identified``; those excluded by ``excluded: `` and the reason.
    """

    shelf: str
    identified: int
    unreadable: int
    copies: int
    waiting: int
    unsure: int
    disagreed: int
    excluded: tuple[tuple[str, int], ...]
    included: int
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def screened(self) -> int:
        """Accounts on which screeners said include or exclude."""
        return self.included + sum(count for _, count in self.excluded)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Mentions of persons, each in exactly one of: waiting, unclear, excluded, eligible; and the people they turned out to be.

    ``members`` holds the mentions behind each of these, behind ``mentions`` and ``assessed``, and the cases behind ``cases`` and
    ``finished``.
    """

    mentions: int
    waiting: int
    unclear: int
    excluded: tuple[tuple[str, int], ...]
    eligible: int
    cases: int
    finished: int
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def assessed(self) -> int:
        """Mentions on which somebody has decided."""
        return self.eligible + sum(count for _, count in self.excluded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Both streams, and the responses, which are no people."""

    streams: tuple[Stream, ...]
    people: People
    responses: int
