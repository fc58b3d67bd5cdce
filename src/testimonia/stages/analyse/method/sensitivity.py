"""How far a share holds if those who published are not like those who did not, or the silent not like those who spoke."""

from __future__ import annotations

from math import inf, sqrt


def manski(affirm: int, deny: int, open_: int) -> tuple[float, float] | None:
    """The share if everybody silent or unclear had said no, and if they had all said yes; None where there is nobody.

    Source: Manski (1989), Journal of Human Resources 24:343-360.
    """
    n = affirm + deny + open_
    return (affirm / n, (affirm + open_) / n) if n else None


def population_bounds(share: float, speaking: float) -> tuple[float, float]:
    """What the share of all people can be, if ``speaking`` (0 to 1) of them have published: [s p, s p + 1 - s]. Assumes nothing else.

    Source: Manski (1989), as above.
    """
    return speaking * share, speaking * share + 1 - speaking


def tilted(share: float, times: float) -> float:
    """The share of all people, if those without the trait are ``times`` as likely to publish as those with it.

    q = p / (p + (1 - p) / L): the published share with its odds multiplied by L.
    """
    if not 0 < times < inf:
        raise ValueError(f"no likelihood ratio: {times}")
    return share / (share + (1 - share) / times)


def majority_flip(share: float, at: float = 0.5) -> float | None:
    """How many times as likely people without the trait must be to publish as those with it, for the share to be ``at``.

    Above 1 a share that is below ``at`` would reach it; below 1 (the other way round) one that is above would fall to it. None where the
    share is 0 or 1: no factor moves it.
    """
    return (1 - share) / share * at / (1 - at) if 0 < share < 1 else None


def contrast_flip(share1: float, share2: float) -> float | None:
    """How many times as likely to publish the selection must make one group's people with the trait, for two shares to be equal.

    The ratio of the two odds, at least 1; None where a share is 0 or 1. In the spirit of Rosenbaum (2002), Observational Studies, ch. 4.
    """
    if not (0 < share1 < 1 and 0 < share2 < 1):
        return None
    ratio = share1 / (1 - share1) * (1 - share2) / share2
    return max(ratio, 1 / ratio)


def e_value(ratio: float) -> float:
    """How strongly something unmeasured must go with both sides (as ratios of shares) to explain a ratio of two shares away.

    RR + sqrt(RR (RR - 1)), of 1 / RR where RR < 1; the confounding E-value, not the betting one.
    Source: VanderWeele & Ding (2017), Annals of Internal Medicine 167:268-274.
    """
    if ratio < 0:
        raise ValueError(f"no ratio: {ratio}")
    if ratio in (0, inf):
        return inf
    above = max(ratio, 1 / ratio)
    return above + sqrt(above * (above - 1))


def e_value_of_interval(low: float, high: float) -> float:
    """The E-value of the end of an interval that is nearer to 1; 1 where the interval holds 1: nothing needs explaining."""
    if low <= 1 <= high:
        return 1.0
    return e_value(low if low > 1 else high)
