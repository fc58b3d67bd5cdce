"""What settling differences tells its reader."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from testimonia.domain.decisions import Adjudication
from testimonia.stages.code.method.differences import Place
from testimonia.store.codec import to_plain

SHOWN = 20  # differences spelled out; all of them stand in the JSON
_PASSAGE = 400  # characters of a passage in a table: enough to see what it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One difference as it is shown."""

    place: Place
    person: str
    origin: str
    passage: str
    effect: float
    may_take: tuple[str, ...]
    ruling: Adjudication | None = None

    def words(self) -> str:
        """The difference on one line."""
        place = self.place
        said = " / ".join(f"{side.coder}: {side.words or 'nothing'}" + (" (unsure)" if side.unsure else "") for side in place.sides)
        ruled = f" -> {self.ruling.decision}" if self.ruling else ""
        episode = f", episode {place.order}" if place.order else ""
        return f"[{place.kind}] {self.person}, {' or '.join(place.subject)}{episode}: {said}{ruled}"

    def as_row(self, round_id: str) -> dict[str, Any]:
        """The difference as a row to be filled in."""
        place = self.place
        flat = self.passage if len(self.passage) <= _PASSAGE else self.passage[:_PASSAGE] + "…"
        return {
            "round": round_id,
            "kind": place.kind.value if place.kind else None,
            "effect": round(self.effect, 4),
            "person": self.person,
            "subject": " / ".join(place.subject) + (f" (episode {place.order})" if place.order else ""),
            "said": " | ".join(f"{side.coder}: {side.words or '-'}" for side in place.sides),
            "passage": flat,
            "account": self.origin,
            "may_take": ", ".join(self.may_take),
            "place": place.id,
        }

    def as_json(self) -> dict[str, Any]:
        """The difference for scripts."""
        place = self.place
        return {
            "place": place.id,
            "kind": place.kind.value if place.kind else None,
            "case": place.case,
            "person": self.person,
            "book": place.book,
            "subject": list(place.subject),
            "episode": place.order,
            "account": place.account,
            "origin": self.origin,
            "edition": place.edition,
            "start": place.start,
            "end": place.end,
            "effect": self.effect,
            "unsure": place.unsure,
            "sides": [
                {
                    "coder": side.coder,
                    "words": side.words,
                    "codings": [to_plain(row) for row in side.codings],
                    "values": [to_plain(row) for row in side.values],
                    "episodes": [to_plain(row) for row in side.episodes],
                }
                for side in place.sides
            ],
            "may_take": list(self.may_take),
            "ruling": to_plain(self.ruling) if self.ruling else None,
        }


def _items(items: tuple[Item, ...]) -> list[str]:
    said = [f"  {item.words()}" for item in items[:SHOWN]]
    return [*said, f"  … and {len(items) - SHOWN} more (see --json)"] if len(items) > SHOWN else said


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencesReport:
    """On what the coders of a round differ. ``units`` are cases times codebooks (or the form) that several people finished."""

    round: str
    units: int
    agreed: int
    settled: int
    open: int
    items: tuple[Item, ...]
    out_of_date: int = 0
    file: str = ""

    def lines(self) -> list[str]:
        """The report in words."""
        if not self.units:
            return [f"Round {self.round}: no case was finished by two people, so nothing can be compared."]
        done = f"{self.units:,} times two or more people finished the same; they agree on {self.agreed:,} places"
        said = [f"Round {self.round}: {done}, {self.settled:,} differences are settled, {self.open:,} are open."]
        kinds = Counter(item.place.kind for item in self.items)
        if kinds:
            said.append(
                "By kind: "
                + ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items(), key=str))
                + ". First what moves findings:"
            )
        said += _items(self.items)
        if self.out_of_date:
            said.append(
                f"{self.out_of_date:,} codings were left out: their code has been defined anew, and they have to be gone through first."
            )
        if self.file:
            said.append(f"Wrote {self.file}: fill in `take` and `reason`, and import it.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "round": self.round,
            "units": self.units,
            "agreed": self.agreed,
            "settled": self.settled,
            "open": self.open,
            "out_of_date": self.out_of_date,
            "items": [item.as_json() for item in self.items],
            **({"file": self.file} if self.file else {}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleReport:
    """What a set of rulings did. ``closed`` counts cases (times codebooks) on which nothing is left to settle, closed by this call."""

    round: str
    rulings: int
    rows: int
    closed: int
    cases: int
    open: int

    def lines(self) -> list[str]:
        """The report in words."""
        done = f"{self.rulings:,} rulings taken, {self.rows:,} rows written, {self.closed:,} closed"
        return [f"Round {self.round}: {done}; {self.open:,} differences are still open."]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "round": self.round,
            "rulings": self.rulings,
            "rows": self.rows,
            "closed": self.closed,
            "cases": self.cases,
            "open": self.open,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """The lead's check of what pairs settled: of ``settled`` differences ``sampled`` were drawn, ``looked`` at, ``changed``."""

    round: str
    settled: int
    sampled: int
    looked: int
    changed: int
    seed: int
    items: tuple[Item, ...]

    def lines(self) -> list[str]:
        """The report in words."""
        drawn = f"of {self.settled:,} differences that pairs settled, {self.sampled:,} are in the sample (seed {self.seed})"
        seen = f"{self.looked:,} were looked at, {self.changed:,} decided otherwise"
        return [f"Round {self.round}: {drawn}; {seen}.", *_items(self.items)]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "round": self.round,
            "settled": self.settled,
            "sampled": self.sampled,
            "looked": self.looked,
            "changed": self.changed,
            "seed": self.seed,
            "items": [item.as_json() for item in self.items],
        }
