"""What the state of reviewing tells its reader: stop, or go on, and why."""

from __future__ import annotations

from typing import Any

from testimonia.domain.agreement import TARGETS, Estimate
from testimonia.stages.resolve.method.agreeing import PairAgreement
from testimonia.stages.resolve.progress import Progress


def progress_lines(found: Progress) -> list[str]:
    """In words: the verdict of the rule with its reasons, then how far reviewers agree."""
    rule = found.stopping
    said = []
    if found.low is not None and found.high is not None:
        said.append(f"{rule.people:,} people as cases stand; probably {found.low:,} to {found.high:,}.")
    limit = f"{rule.limit:.1f}"
    if rule.may and not found.stale:
        said.append(
            f"You may stop: the {rule.open:,} pairs that nobody decided are expected to make {rule.expected:.1f} people fewer, "
            f"under the {limit} of the rule."
        )
    elif rule.may:
        said.append("Run `testimonia resolve DIR` before you stop: verdicts were given since, and other pairs may come.")
    else:
        said += ["Go on, because", *(f"  {reason}" for reason in _reasons(found, limit))]
    return said + _agreement(found.agreement)


def _reasons(found: Progress, limit: str) -> list[str]:
    rule, reasons = found.stopping, []
    if rule.expected >= rule.limit:
        reasons.append(
            f"the {rule.open:,} pairs that nobody decided are expected to make {rule.expected:.1f} people fewer (the rule: under {limit}); "
            f"the next verdict moves the count by {rule.next:.1f} on average"
        )
    if rule.second:
        reasons.append(f"{rule.second:,} pairs wait for a second reviewer")
    if rule.disputed:
        reasons.append(f"{rule.disputed:,} pairs on which reviewers differ wait for the owner or a lead (`judge A B VERDICT --settle`):")
        reasons += [f"  {a}  {b}" for a, b in found.disputed]
    return reasons


def _agreement(found: PairAgreement) -> list[str]:
    if not found.pairs:
        return []
    said = f"Judged by two: {found.pairs:,} pairs, of one mind on {found.alike:,}"
    said += f" ({found.percent.value:.0%}); " if found.percent.value is not None else "; "
    if found.alpha.value is None:
        return [said + "Krippendorff's alpha has no value where verdicts never vary."]
    said += f"Krippendorff's alpha {found.alpha.value:.2f}" + _interval(found.alpha) + "."
    if found.alpha.value < TARGETS[0]:
        said += f" Below {TARGETS[0]:.3f}: talk over what makes two mentions one person before you go on."
    return [said]


def _interval(found: Estimate) -> str:
    return f" (95 %: {found.low:.2f} to {found.high:.2f})" if found.low is not None and found.high is not None else ""


def progress_json(found: Progress) -> dict[str, Any]:
    """The same for a program."""
    rule = found.stopping
    return {
        "people": rule.people,
        "interval": None if found.low is None else [found.low, found.high],
        "may_stop": rule.may and not found.stale,
        "open": rule.open,
        "next": round(rule.next, 4),
        "expected": round(rule.expected, 4),
        "limit": rule.limit,
        "second": rule.second,
        "disputed": [list(pair) for pair in found.disputed],
        "agreement": {
            "pairs": found.agreement.pairs,
            "alike": found.agreement.alike,
            **{one.coefficient: [one.value, one.low, one.high] for one in (found.agreement.percent, found.agreement.alpha)},
        },
    }
