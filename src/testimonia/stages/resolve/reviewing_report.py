"""What reviewing pairs tells its reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from testimonia.domain.report import counted
from testimonia.domain.vocabulary import Layer
from testimonia.stages.resolve.progress import Progress
from testimonia.stages.resolve.progress_report import progress_json, progress_lines
from testimonia.stages.resolve.reviewing import PairLook, Side
from testimonia.stages.resolve.waterfall import Waterfall

SHOWN = 20
"""Pairs listed; whoever has judged these asks again."""
SAID = {Layer.CODER: "said", Layer.CONSENSUS: "noted as agreed", Layer.ADJUDICATED: "settled"}
AROUND = 300
"""Characters of the account on either side of where it names the person."""


@dataclass(frozen=True, slots=True)
class PairsReport:
    """Pairs that wait, each as two (id, label, origin of the account), and how far the work has come; ``labels`` of mentions by id."""

    pairs: Sequence[tuple[tuple[str, str, str], tuple[str, str, str]]]
    progress: Progress
    labels: Mapping[str, str]

    def lines(self) -> list[str]:
        """The pairs in words, the least foreseeable first; without how they were weighed."""
        if not self.pairs:
            told = progress_lines(self.progress, self.labels) if self.progress.stopping.people else []
            return ["No pair waits for you. Pairs come when mentions are eligible and `testimonia resolve DIR` has run.", *told]
        said = [
            f"{counted(len(self.pairs), 'pair')} that may be one person{', the least foreseeable first' if len(self.pairs) > 1 else ''}:"
        ]
        for (a, label_a, origin_a), (b, label_b, origin_b) in self.pairs[:SHOWN]:
            said += [f"  {a}  {label_a} ({origin_a})", f"  {b}  {label_b} ({origin_b})", ""]
        if len(self.pairs) > SHOWN:
            said.append(f"  ... and {len(self.pairs) - SHOWN:,} more.")
        return [
            *said,
            "Read a pair with `testimonia resolve DIR pair A B`, judge it with `testimonia resolve DIR judge A B same|different|unclear`.",
            *progress_lines(self.progress, self.labels),
        ]

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "pairs": [[{"id": name, "label": label, "origin": origin} for name, label, origin in sides] for sides in self.pairs],
            "progress": progress_json(self.progress),
        }


@dataclass(frozen=True, slots=True)
class PairReport:
    """One pair; how it was ``weighed`` only when the reviewer has given a verdict; ``row`` is the row of the log that was just written."""

    look: PairLook
    weighed: Waterfall | None
    row: str | None = None

    def lines(self) -> list[str]:
        """Both sides in words; after a verdict what others said and how the pair was weighed."""
        said = [*_side(self.look.one), "", *_side(self.look.other)]
        own = self.look.own
        if not self.look.revealed:
            hidden = len(self.look.others)
            return said + (
                [
                    f"{counted(hidden, 'other verdict')} on this pair: what {'it says' if hidden == 1 else 'they say'} is shown after your own."
                ]
                if hidden
                else []
            )
        said.append("")
        if own is not None:
            said.append(f"You said: {own.decision.value}" + (f" ({own.reason})" if own.reason else "."))
        said += [
            f"{review.by} {SAID[review.layer]}: {review.decision.value}" + (f" ({review.reason})" if review.reason else ".")
            for review in self.look.others
        ]
        return said + (_steps(self.weighed) if self.weighed else ["The program had nothing to weigh."])

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        own = self.look.own
        return {
            "pair": [_plain(self.look.one), _plain(self.look.other)],
            "own": None if own is None else {"decision": own.decision.value, "reason": own.reason},
            "others": []
            if not self.look.revealed
            else [{"by": one.by, "decision": one.decision.value, "reason": one.reason} for one in self.look.others],
            "weighed": waterfall_json(self.weighed),
            "row": self.row,
        }


def _steps(weighed: Waterfall) -> list[str]:
    """The sum line by line, and what it comes to."""
    said = ["How the program weighed it (log2 of the odds: each step of 1 doubles them; above 0 for one person):"]
    steps = [(weighed.start, "two mentions drawn at random"), *((one.weight, f"{one.field}: {one.level}") for one in weighed.weights)]
    if weighed.repeats:
        steps.append((weighed.repeats, "fields that repeat one another"))
    if weighed.untied:
        steps.append((weighed.untied, "nothing particular ties them"))
    said += [f"  {weight:+6.2f}  {name}" for weight, name in steps]
    said.append(f"  {weighed.end:+6.2f}  in all: {weighed.chance:.0%} for one person, of these two by themselves")
    if weighed.proposed is not None:
        said.append(f"By what others of both groups say, too, it was proposed with {weighed.proposed:.0%}.")
    return said


def waterfall_json(weighed: Waterfall | None) -> dict[str, Any] | None:
    """The same for a program."""
    if weighed is None:
        return None
    return {
        "start": weighed.start,
        "weights": [{"field": one.field, "level": one.level, "weight": one.weight} for one in weighed.weights],
        "repeats": weighed.repeats,
        "untied": weighed.untied,
        "end": weighed.end,
        "chance": round(weighed.chance, 4),
        "proposed": weighed.proposed,
    }


def _side(side: Side) -> list[str]:
    claims = ", ".join(f"{claim.variable} {claim.value}" for claim in side.claims)
    head = f"{side.mention.label}  [{side.mention.id}]  {side.account.origin}, {side.account.published or 'undated'}"
    return [head, *([f"  claims: {claims}"] if claims else []), *(f"  {line}" for line in _context(side).splitlines())]


def _context(side: Side) -> str:
    """The words around where the person is named, which stand in brackets; the beginning where no place is known."""
    text, start, end = "".join(piece for piece, _ in side.stretches), side.mention.start, side.mention.end
    if start is None or end is None or side.mention.edition != side.account.main:
        return text[: 2 * AROUND]
    return f"{text[max(0, start - AROUND) : start]}[{text[start:end]}]{text[end : end + AROUND]}"


def _plain(side: Side) -> dict[str, Any]:
    return {
        "id": side.mention.id,
        "label": side.mention.label,
        "account": side.account.id,
        "claims": [{"variable": claim.variable, "value": claim.value} for claim in side.claims],
        "context": _context(side),
    }
