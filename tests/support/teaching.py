"""A part of the teaching study taken through the program, as far as no person is needed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testimonia.domain.evidence import Account
from testimonia.domain.results import Family, Relation
from testimonia.stages.collect import collect
from testimonia.stages.trace import trace
from testimonia.study import new_study
from testimonia.workflow.example import bundled
from workshop import files
from workshop.part import Part


@dataclass(frozen=True, slots=True)
class Traced:
    """Relations and families by the ids of the texts."""

    relations: list[dict[str, Any]]
    families: list[list[str]]


def traced(part: Part, folder: Path) -> Traced:
    """Write a part as files below ``folder``, collect them into a study, and let it be traced."""
    origins = files.write(part, folder / "accounts")
    study_files = {"study.yaml": (bundled() / "study" / "study.yaml").read_text(encoding="utf-8")}
    study_files |= {f"codebooks/{item.name}": item.read_text(encoding="utf-8") for item in (bundled() / "study" / "codebooks").iterdir()}
    with new_study(folder / "study", files=study_files) as study:
        collect(study, [folder / "accounts"])
        trace(study)
        with study.read_as_machine() as view:
            names = {origin: name for name, origin in origins.items()}
            text_of = {account.id: names[account.origin] for account in view.records(Account)}
            relations = [
                {"a": text_of[edge.a], "b": text_of[edge.b], "kind": edge.kind.value, "direction": edge.direction.value, "status": edge.status.value}
                for edge in view.outputs("lineage", Relation)
            ]  # fmt: skip
            families = [[text_of[name] for name in family.accounts] for family in view.outputs("lineage", Family)]
    return Traced(relations, families)
