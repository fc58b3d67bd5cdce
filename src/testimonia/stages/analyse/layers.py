"""The plan carried out on each layer: what every coder alone would have found, what the pair agreed, what the lead ruled, what holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from testimonia.domain.results import Finding
from testimonia.domain.vocabulary import Layer
from testimonia.errors import StaleResults
from testimonia.stages.analyse.method.findings import carry_out
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.states import AUTO
from testimonia.stages.analyse.steps import STAGE, material_of
from testimonia.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One count on every layer: the finding of each layer that counts any case."""

    plan: str
    group: str
    denominator: str
    by: Mapping[str, Finding]

    def spread(self, coders: tuple[str, ...]) -> tuple[float, float] | None:
        """The lowest and the highest share that a single coder finds; None where fewer than two find any."""
        found = [item.estimate for name, item in self.by.items() if name in coders and item.estimate is not None]
        return (min(found), max(found)) if len(found) > 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayersReport:
    """The plan's counts on every layer. ``layers`` are ``auto``, the layers that have any row, and the coders."""

    layers: tuple[str, ...]
    coders: tuple[str, ...]
    rows: tuple[Row, ...]
    hidden: Mapping[str, int] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The report in words, for the denominator of completed cases."""
        shown = [row for row in self.rows if row.denominator == "completed"]
        if not shown:
            return ["Nobody has finished anything that the plan counts."]
        said = [f"Cases that have it, of cases finished, by layer ({', '.join(self.layers)}):"]
        plan = ""
        for row in shown:
            if row.plan != plan:
                plan = row.plan
                said.append(f"{plan}:")
            cells = "  ".join(f"{name} {row.by[name].k}/{row.by[name].n}" for name in self.layers if name in row.by)
            spread = row.spread(self.coders)
            moved = f"  (coders alone: {spread[0]:.0%} to {spread[1]:.0%})" if spread and spread[0] != spread[1] else ""
            said.append(f"  {row.group}: {cells}{moved}")
        if self.hidden:
            rows = ", ".join(f"{count} {kind}" for kind, count in sorted(self.hidden.items()))
            said.append(f"Not counted, because their round is not open: {rows}.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "layers": list(self.layers),
            "coders": list(self.coders),
            "rows": [
                {
                    "plan": row.plan,
                    "group": row.group,
                    "denominator": row.denominator,
                    "by": {
                        name: {"k": item.k, "n": item.n, "estimate": item.estimate, "low": item.low, "high": item.high}
                        for name, item in row.by.items()
                    },
                }
                for row in self.rows
            ],
            "hidden": dict(self.hidden),
        }


def by_layer(study: Study) -> LayersReport:
    """Carry out the analysis plan on every layer that there is; computes anew and keeps nothing.

    Rounds that are still blind count on no layer.

    Raises:
        StaleResults: cases are not up to date.
        InputError: the plan asks for what is not built yet.
    """
    with study.read_as_machine() as view:
        if view.input_digest(STAGE) is None:
            raise StaleResults(
                "The cases are not up to date with what was collected and decided.", f"Run `testimonia run {study.folder}` first."
            )
        desk = Desk(material_of(view))
        hidden = view.hidden()
    material = desk.material
    held = {row.layer for row in material.codings} | {row.layer for row in material.values} | {row.layer for row in material.completions}
    coders = tuple(sorted({row.coder for row in material.completions if row.layer is Layer.CODER}))
    settled = tuple(layer.value for layer in (Layer.ADJUDICATED, Layer.CONSENSUS) if layer in held)
    layers = (AUTO, *settled, *coders)
    found: dict[tuple[str, str, str], dict[str, Finding]] = {}
    for plan in desk.protocol.analysis:
        for layer in layers:
            for finding in carry_out(desk, plan.model_copy(update={"layer": layer}), ""):
                found.setdefault((plan.id, finding.group, finding.denominator), {})[layer] = finding
    return LayersReport(
        layers=layers,
        coders=coders,
        rows=tuple(Row(plan=plan, group=group, denominator=denominator, by=by) for (plan, group, denominator), by in found.items()),
        hidden=hidden,
    )
