"""How well people are told apart before anybody reviews a pair: gold mentions and claims taken through the program, against the gold."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from testimonia.domain.results import Link
from testimonia.stages.collect import collect
from testimonia.stages.resolve import import_decisions, resolve
from testimonia.stages.resolve.method.proposing import SURE
from testimonia.stages.screen import import_decisions as import_screening
from testimonia.stages.trace import import_reviews, trace
from testimonia.study import Study, new_study
from testimonia.workflow.example import bundled
from workshop import files
from workshop.part import Part
from workshop.scores import Agreement, Pair, connected


@dataclass(frozen=True, slots=True)
class Told:
    """Pairs of mentions held to be one person, against the gold; and how many of those that the gold calls undecidable are among them."""

    links: Agreement
    undecidable: int
    merged: int

    def __str__(self) -> str:
        """In one line."""
        return f"{self.links}; of {self.undecidable} undecidable pairs {self.merged} merged"


def resolved(part: Part, folder: Path) -> list[Link]:
    """The links of a part when accounts are screened and lineage is confirmed as in the gold, and nobody has reviewed a pair of people."""
    origins = files.write(part, folder / "accounts")
    with new_study(
        folder / "study", files={"study.yaml": (bundled() / "study" / "study.yaml").read_text(encoding="utf-8"), **_codebooks()}
    ) as study:
        collect(study, [folder / "accounts"])
        _decide(study, part, origins, folder)
        trace(study)
        resolve(study)
        with study.read_as_machine() as view:
            return view.outputs("resolve", Link)


def _codebooks() -> dict[str, str]:
    return {f"codebooks/{item.name}": item.read_text(encoding="utf-8") for item in (bundled() / "study" / "codebooks").iterdir()}


def _decide(study: Study, part: Part, origins: Mapping[str, str], folder: Path) -> None:
    eligible = {row["id"]: row["account"] for row in part.gold("mentions") if _counts(row)}
    rows: list[dict[str, Any]] = [
        {
            "id": row["id"], "account": origins[row["account"]], "label": row["label"], "identity": row["identity"], "kind": "person",
            "status": "eligible" if _counts(row) else "excluded", "quote": row["quote"],
        }
        for row in part.gold("mentions") if row["kind"] == "person"
    ]  # fmt: skip
    import_decisions(study, _table(folder / "mentions.csv", rows))
    claims = [
        {key: row[key] for key in ("mention", "variable", "value", "holder", "time")}
        for row in part.gold("claims") if row["mention"] in eligible
    ]  # fmt: skip
    import_decisions(study, _table(folder / "claims.csv", claims))
    screened = [
        {"account": origins[name], "decision": "include", "shelf": "testimony", "screener": "owner"}
        for name in sorted(set(eligible.values()))
    ]
    import_screening(study, _table(folder / "screening.csv", screened))
    lineage = [
        {
            "a": origins[row["a"]], "b": origins[row["b"]], "direction": row["direction"], "status": "accepted",
            "kind": "quotation" if row["kind"] == "excerpt" and not row["joins_family"] else row["kind"],
        }
        for row in part.gold("relations")
    ]  # fmt: skip
    import_reviews(study, _table(folder / "relations.csv", lineage))


def _counts(row: Mapping[str, Any]) -> bool:
    return bool(row["eligible"] and row["person"] and row["kind"] == "person")


def _table(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def measure(part: Part, links: Iterable[Link]) -> Told:
    """Pairs that the program is sure of, and what follows from them, against the gold; pairs that no text decides count neither way."""
    person = {row["id"]: row["person"] for row in part.gold("mentions") if _counts(row)}
    open_ = {frozenset((row["id"], other)) for row in part.gold("mentions") for other in row["undecidable_with"]}
    said = [(link.a, link.b) for link in links if link.decision == "same" or (link.probability or 0.0) >= SURE]
    found = _pairs(connected(person, said))
    groups: dict[str, list[str]] = {}
    for name, who in person.items():
        groups.setdefault(who, []).append(name)
    true = _pairs(groups.values()) - open_
    told = Agreement(found=len(found - open_), true=len(true), both=len(found & true))
    return Told(told, len(open_), len(found & open_))


def _pairs(groups: Iterable[Sequence[str]]) -> set[Pair]:
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}
