"""What a share, or a difference of shares, owes besides its interval: that many were looked at, and that those who published chose to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from testimonia.domain.results import Finding, Measure
from testimonia.stages.analyse.method.differences import risk_ratio
from testimonia.stages.analyse.method.frame import Frame
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.sensitivity import contrast_flip, e_value, e_value_of_interval, majority_flip
from testimonia.stages.analyse.method.shares import goodman, simultaneous, sison_glaz

SEVERAL = 7
"""Answers from which on Sison & Glaz's intervals are shorter than Goodman's."""


def of_shares(desk: Desk, frame: Frame, findings: Sequence[Finding]) -> list[Measure]:
    """Of the shares of a prevalence: intervals that hold all at once (``simultaneous``), and the ``flip`` that would make half of it.

    Codes exclude nothing, so each has its own share of completed cases; the answers to one question add up, of those who stated one.
    """
    exclusive = {variable.id for variable in desk.protocol.variables if variable.type not in ("choices", "text")}
    tables: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        item, _, condition = finding.group.partition(" | ")
        variable, equals, _ = item.partition("=")
        question = variable if equals and variable in exclusive else ""
        if finding.n and finding.denominator == ("stated" if question else "completed"):
            tables.setdefault((question, condition), []).append(finding)
    rows: list[Measure] = []
    for (question, _), table in tables.items():
        # Who is asked once for each engagement may give several answers; then they do not add up, and exclude nothing.
        rows += _at_once(frame, table, exclusive=bool(question) and sum(finding.k for finding in table) == table[0].n)
    return rows + [row for finding in findings if finding.denominator == "completed" for row in _flip(frame, finding)]


def _at_once(frame: Frame, table: Sequence[Finding], *, exclusive: bool) -> list[Measure]:
    if len(table) < 2:  # noqa: PLR2004 - one interval needs no correction
        return []
    counts = [finding.k for finding in table]
    if not exclusive:
        name, intervals = "Wilson at Sidak's level", simultaneous([(finding.k, finding.n) for finding in table], frame.plan.level)
    elif len(table) < SEVERAL:
        name, intervals = "Goodman", goodman(counts, frame.plan.level)
    else:
        name, intervals = "Sison-Glaz", sison_glaz(counts, frame.plan.level)
    return [
        frame.row(
            "simultaneous", item=finding.group, finding=finding.id, unit="share", estimate=finding.estimate, low=low, high=high, k=finding.k,
            n=finding.n, not_stated=finding.not_stated, unclear=finding.unclear, denominator=finding.denominator, evidence=finding.evidence,
            method=f"{name}, {frame.plan.level:.0%} for all {len(table)}",
        )
        for finding, (low, high) in zip(table, intervals, strict=True)
    ]  # fmt: skip


def _flip(frame: Frame, finding: Finding) -> list[Measure]:
    times = None if finding.estimate is None else majority_flip(finding.estimate)
    if times is None:
        return []
    without, with_ = ("without it", "with it") if times >= 1 else ("with it", "without it")
    ratio = max(times, 1 / times)
    return [
        frame.row(
            "flip", item=finding.group, finding=finding.id, unit="ratio", estimate=times, k=finding.k, n=finding.n, method="selective publication",
            denominator=finding.denominator, evidence=finding.evidence,
            note=f"Half of all would have it if those {without} were {ratio:.1f} times as likely to be published as those {with_}.",
        )
    ]  # fmt: skip


def of_differences(frame: Frame, rows: Sequence[Measure]) -> list[Measure]:
    """Of each difference the ``flip`` (how selective publication would have to be to undo it) and the confounding ``e-value``."""
    found = []
    for row in rows:
        if row.measure != "difference" or not row.n or not row.other_n or row.k is None or row.other_k is None:
            continue
        where: dict[str, Any] = {
            "item": row.item,
            "group": row.group,
            "other": row.other,
            "k": row.k,
            "n": row.n,
            "other_k": row.other_k,
            "other_n": row.other_n,
        }
        times = contrast_flip(row.k / row.n, row.other_k / row.other_n)
        if times is not None:
            note = f"The groups would have equal shares if publication favoured one side {times:.1f} times."
            found.append(frame.row("flip", unit="ratio", estimate=times, method="selective publication", note=note, **where))
        ratio = risk_ratio(int(row.k), row.n, int(row.other_k), row.other_n, frame.plan.level)
        if ratio.estimate is not None and 0 < ratio.estimate < float("inf"):
            low = e_value_of_interval(ratio.low, ratio.high)
            note = f"risk ratio {ratio.estimate:.2f}; low is that of its interval's nearer end"
            found.append(
                frame.row(
                    "e-value", unit="ratio", estimate=e_value(ratio.estimate), low=low, method="VanderWeele and Ding", note=note, **where
                )
            )
    return found
