"""Intervals and bounds of a share."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


def wilson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The Wilson score interval of ``k`` out of ``n`` (shares, 0 to 1), without continuity correction.

    Keeps its coverage at small ``n`` and at 0 and ``n`` successes, where the textbook interval collapses to a point.
    Source: Wilson (1927), JASA 22:209-212; method 3 of Newcombe (1998), Statistics in Medicine 17:857-872.

    Raises:
        ValueError: unless 0 <= k <= n, n > 0 and 0 < level < 1.
    """
    if not 0 <= k <= n or n == 0 or not 0 < level < 1:
        raise ValueError(f"no share: {k} out of {n} at level {level}")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    centre = k + z * z / 2
    half = z * sqrt(k * (n - k) / n + z * z / 4)
    # At the ends the formula gives exactly 0 and 1; floating point does not, and an interval must hold its estimate.
    low = 0.0 if k == 0 else max(0.0, (centre - half) / (n + z * z))
    high = 1.0 if k == n else min(1.0, (centre + half) / (n + z * z))
    return low, high


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many cases affirm, deny, are silent, are unclear; those to whom the question does not apply are in none of them."""

    affirm: int
    deny: int
    silent: int
    unclear: int

    @property
    def completed(self) -> int:
        """Every case that was asked."""
        return self.affirm + self.deny + self.silent + self.unclear

    @property
    def stated(self) -> int:
        """The cases that say anything clear."""
        return self.affirm + self.deny

    def bounds(self) -> tuple[float, float] | None:
        """The share if everybody silent or unclear had said no, and if they had all said yes; None where nobody was asked.

        Source: Manski (1989), Journal of Human Resources 24:343-360.
        """
        if not self.completed:
            return None
        return self.affirm / self.completed, (self.affirm + self.silent + self.unclear) / self.completed
