"""How the numbers of a measure are written."""

from __future__ import annotations

from testimonia.domain.results import Measure

SMALLEST_P = 0.001


def number_of(value: float | None, unit: str, *, signed: bool = False) -> str:
    """A value in its unit: shares in whole per cent (differences in points), ratios and counts with two places at most."""
    if value is None:
        return "–"
    if value == float("inf"):
        return "∞"
    if unit == "share":
        text = f"{value * 100:{'+' if signed else ''}.0f}" + ("" if signed else "%")
        text = {"+0": "0", "-0": "0"}.get(text, text)
    elif unit in ("ratio", "p"):
        text = f"{value:.2f}"
    else:
        text = f"{value:.1f}".removesuffix(".0")
    return text.replace("-", "−")


def signed(row: Measure) -> bool:
    """Whether a measure is a difference."""
    return row.measure in ("difference", "association")


def estimate_of(row: Measure) -> str:
    """The estimate."""
    return number_of(row.estimate, row.unit, signed=signed(row))


def interval_of(row: Measure) -> str:
    """Its interval in brackets; empty where there is none."""
    if row.low is None and row.high is None:
        return ""
    low = number_of(row.low, row.unit, signed=signed(row))
    high = number_of(float("inf") if row.high is None else row.high, row.unit, signed=signed(row))
    return f"({low.removesuffix('%') if high.endswith('%') else low}–{high})" if not signed(row) else f"({low}; {high})"


def p_of(row: Measure) -> str:
    """What a test says: p, and p after adjustment; or why there is none."""
    if row.p is None:
        return "not tested"
    adjusted = f"; adjusted {chance_of(row.p_adjusted)}" if row.p_adjusted is not None else ""
    return f"p {chance_of(row.p)}{adjusted}"


def chance_of(value: float) -> str:
    """A p-value with its sign."""
    return "< 0.001" if value < SMALLEST_P else f"= {value:.3f}"
