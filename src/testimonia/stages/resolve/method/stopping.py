"""When enough pairs have been judged: a rule that is written down before anybody knows where it will end.

Every pair that nobody decided counts as two people in the cases, and is one with the probability that the program gives it. Their sum is by
how many people the cases are expected to be too many, if reviewing ended now. It may end when that is less than a share of the people
(study.yaml, ``pairs: stop_below``), or less than half a person in a small study, while no pair waits for a second reviewer or for the lead and no verdicts contradict
one another: what contradicts itself is kept apart and was decided, so that no chance of an open pair speaks of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HALF_A_PERSON = 0.5
"""Below this the number of cases, rounded, is the one that is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping:
    """Whether reviewing may stop, and what it depends on.

    ``open`` pairs are undecided, the first of which moves the count by ``next`` people on average; all together make it ``expected``
    people less. ``limit`` is what that may be; ``second`` pairs wait for a second reviewer, ``disputed`` ones for the
    lead; ``contradicting`` is how often verdicts cannot all hold.
    """

    people: int
    open: int
    next: float
    expected: float
    limit: float
    second: int
    disputed: int
    contradicting: int

    @property
    def may(self) -> bool:
        """Whether it may stop."""
        return self.expected < self.limit and not (self.second or self.disputed or self.contradicting)


def stopping(chances: Sequence[float], people: int, share: float, *, second: int, disputed: int, contradicting: int) -> Stopping:
    """The rule. ``chances`` are those of the open pairs to be one person, in the order in which they are asked about.

    A verdict on a pair of chance p moves the count, from what is expected before, by 2p(1 - p) people on average.
    """
    return Stopping(
        people=people,
        open=len(chances),
        next=2 * chances[0] * (1 - chances[0]) if chances else 0.0,
        expected=float(sum(chances)),
        limit=max(HALF_A_PERSON, share * people),
        second=second,
        disputed=disputed,
        contradicting=contradicting,
    )
