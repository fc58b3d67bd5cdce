"""What the state of reviewing tells its reader: stop, or go on, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from testimonia.domain.agreement import TARGETS, Estimate
from testimonia.domain.report import counted
from testimonia.domain.vocabulary import Layer
from testimonia.stages.resolve.knowing import Contradictions
from testimonia.stages.resolve.method import Contradiction
from testimonia.stages.resolve.method.agreeing import PairAgreement
from testimonia.stages.resolve.method.stopping import Stopping
from testimonia.stages.resolve.progress import Progress
from testimonia.stages.resolve.report import contradiction_json, withheld_line


def progress_lines(found: Progress, labels: Mapping[str, str]) -> list[str]:
    """In words: the verdict of the rule with its reasons, then how far reviewers agree. ``labels`` are those of mentions, by id."""
    rule = found.stopping
    said = []
    if found.low is not None and found.high is not None:
        between = f"{found.low:,}" if found.low == found.high else f"{found.low:,} to {found.high:,}"
        said.append(f"{counted(rule.people, 'person', 'people')} as cases stand; probably {between}.")
    if rule.may and not found.stale:
        said.append(
            f"You may stop: {_expected(rule)}, under the {rule.limit:.2f} of the rule." if rule.open else "You may stop: no pair is open."
        )
    elif rule.may:
        said.append("Run `testimonia resolve DIR` before you stop: verdicts were given since, and other pairs may come.")
    else:
        said += ["Go on, because", *(f"  {reason}" for reason in _reasons(found, labels))]
    return said + _agreement(found.agreement)


def _expected(rule: Stopping) -> str:
    pairs = "the pair that nobody decided is" if rule.open == 1 else f"the {rule.open:,} pairs that nobody decided are"
    return f"{pairs} expected to make {rule.expected:.2f} people fewer"


def _reasons(found: Progress, labels: Mapping[str, str]) -> list[str]:
    rule, reasons = found.stopping, []
    if rule.expected >= rule.limit:
        reasons.append(
            f"{_expected(rule)} (the rule: under {rule.limit:.2f}); the next verdict moves the count by {rule.next:.2f} on average"
        )
    if rule.second:
        reasons.append(f"{counted(rule.second, 'pair waits', 'pairs wait')} for a second reviewer")
    if rule.disputed:
        reasons.append(
            f"{counted(rule.disputed, 'pair', 'pairs')} on which reviewers differ {'waits' if rule.disputed == 1 else 'wait'} "
            "for the owner or a lead (`testimonia resolve DIR judge A B VERDICT --settle`)" + (":" if found.disputed else "")
        )
        reasons += [f"  {_pair(a, b, labels)}" for a, b in found.disputed]
    return reasons + _contradictions(found.against, labels)


def _pair(a: str, b: str, labels: Mapping[str, str]) -> str:
    """Two mentions by id and label; one that is gone by its id."""
    return "  ".join(f"{name} ({labels[name]})" if name in labels else name for name in (a, b))


def _contradictions(against: Contradictions, labels: Mapping[str, str]) -> list[str]:
    """Which verdicts cannot all hold, whose they are, and how to settle it."""
    said = []
    for one in against.told:
        said.append("verdicts contradict one another; until that is settled the first of these pairs is kept apart:")
        for verdict in one.verdicts:
            whose = "the rule for copies" if verdict.layer is None else ", ".join(verdict.people)
            ruling = ", a ruling" if verdict.layer is Layer.ADJUDICATED else ""
            said.append(f"  {_pair(verdict.a, verdict.b, labels)}: {verdict.decision.value} ({whose}{ruling})")
        said += [f"  {line}" for line in _remedy(one)]
    if against.hidden:
        said.append(withheld_line(against.hidden, more=bool(against.told)))
    return said


def _remedy(one: Contradiction) -> list[str]:
    if one.apart is None:
        return ["One is a person, the other a response: correct what the mention is, or take the verdict back in the log."]
    said = [
        "Read them again (`testimonia resolve DIR pair A B`). Whoever erred gives another verdict. If nobody does, or two people judged the pair,",
        "the owner or a lead gives a verdict on it; where it differs from what was said, they then settle the pair (`judge A B VERDICT --settle`).",
    ]
    if any(verdict.layer is None for verdict in one.verdicts):
        said.append("A verdict on a pair goes before the rule for copies.")
    if any(verdict.layer is Layer.ADJUDICATED for verdict in one.verdicts):
        said.append("A ruling is taken back in the log by whoever gave it.")
    return said


def _agreement(found: PairAgreement) -> list[str]:
    if not found.pairs:
        return []
    said = f"Judged by two people or more: {counted(found.pairs, 'pair')}, of one mind on {found.alike:,}; "
    said += f"agreement {found.percent.value:.0%}, " if found.percent.value is not None else ""
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
        "contradictions": {"told": [contradiction_json(one) for one in found.against.told], "hidden": found.against.hidden},
        "agreement": {
            "pairs": found.agreement.pairs,
            "alike": found.agreement.alike,
            **{one.coefficient: [one.value, one.low, one.high] for one in (found.agreement.percent, found.agreement.alpha)},
        },
    }
