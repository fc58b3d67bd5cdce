"""Agreement as it is kept and shown: one row for one question, asked of certain readers, with every coefficient measured on it.

A machine result is kept as a run with findings. A row is one finding of the kind ``agreement``: its main coefficient stands in the
columns that every finding has, and the whole row, spelled as JSON, in ``threshold``, beside the probabilities of missing them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from json import loads
from typing import Any

from testimonia.domain.identity import canonical_json, object_id
from testimonia.domain.results import Finding

KIND = "agreement"
TARGETS = (0.667, 0.800)
"""Krippendorff (2019), ch. 12: below .800 conclusions are tentative, below .667 they should not be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """What a coefficient is called, how it is computed and who proposed it."""

    label: str
    formula: str
    source: str


COEFFICIENTS: Mapping[str, Coefficient] = {
    "percent": Coefficient(
        label="agree",
        formula="mean over units of agreeing pairs of coders / all pairs; not corrected for chance",
        source="no chance correction",
    ),
    "cohen": Coefficient(
        label="Cohen's kappa",
        formula="(Po - Pe) / (1 - Pe), Pe from each coder's own shares; units that both coders completed",
        source="Cohen 1960 (weighted: 1968)",
    ),
    "conger": Coefficient(
        label="Conger's kappa",
        formula="Cohen's kappa for several coders: Pe the mean over pairs of coders",
        source="Conger 1980; missing data after Gwet 2014",
    ),
    "fleiss": Coefficient(
        label="Fleiss' kappa",
        formula="(Po - Pe) / (1 - Pe), Pe = sum of squared shares of all coders together",
        source="Fleiss 1971; missing data after Gwet 2014",
    ),
    "alpha": Coefficient(
        label="Krippendorff's alpha",
        formula="1 - Do / De: disagreement observed within units / expected if values were dealt out anew",
        source="Krippendorff 2019, ch. 12; 2011",
    ),
    "alpha_masi": Coefficient(
        label="Krippendorff's alpha, MASI",
        formula="1 - Do / De with distance 1 - Jaccard * M; M = 1 equal, 2/3 one holds the other, 1/3 overlap, 0 disjoint",
        source="Passonneau 2006",
    ),
    "ac1": Coefficient(
        label="Gwet's AC1",
        formula="(Po - Pe) / (1 - Pe), Pe = sum of p(1 - p) / (q - 1) over the q categories that occur",
        source="Gwet 2008",
    ),
    "ac2": Coefficient(
        label="Gwet's AC2",
        formula="as AC1 with weighted agreement, Pe = sum of weights * sum of p(1 - p) / (q(q - 1))",
        source="Gwet 2014",
    ),
    "u_alpha": Coefficient(
        label="u-alpha",
        formula="1 - Do / De over lengths of text: passages, codes and gaps; sets of codes at Jaccard distance",
        source="Krippendorff, Mathet, Bouvry & Widlöcher 2016",
    ),
    "bar_u_alpha": Coefficient(
        label="|u-alpha",
        formula="u-alpha for passage or gap alone, whatever the code",
        source="Krippendorff et al. 2016",
    ),
    "cu_alpha": Coefficient(
        label="cu-alpha",
        formula="u-alpha where both coders marked something: the codes, given the passages",
        source="Krippendorff et al. 2016",
    ),
    "k_u_alpha": Coefficient(
        label="(k)u-alpha",
        formula="as cu-alpha, for one code against all others",
        source="Krippendorff et al. 2016",
    ),
    "alpha_u_2004": Coefficient(
        label="alpha-U (1995/2004)",
        formula="1 - Do / De from squared differences of beginnings and ends; superseded by u-alpha, no interval",
        source="Krippendorff 1995; 2004, p. 251-256",
    ),
    "qualcoder": Coefficient(
        label='QualCoder\'s "Kappa"',
        formula="(Po - Pe) / (1 - Pe) over characters that either coder marked, Pe = Pyes * Pno: not Cohen's kappa",
        source="QualCoder, coder comparison report",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One coefficient: its value, or why it has none; percentile interval and P(below target) from resampled units.

    ``low``, ``high``, ``below`` are None where nothing can be resampled. ``lost`` counts replicates in which it was undefined.
    """

    coefficient: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    below: tuple[float, ...] = ()
    error: float | None = None
    undefined: str = ""
    lost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """In how many of the units that somebody completed they used a code or gave an answer."""

    reader: str
    used: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One row: what was asked (``group`` is a codebook or ``form``), of whom, at which level, on how many units.

    ``kind``: ``code``, ``variable``, ``stated`` (whether a number or date was given at all), ``sets`` (all codes of a unit as a set),
    ``all`` (everything of the group together), ``block`` and ``change`` (over time). ``n`` counts units that at least two of the
    ``readers`` completed, ``used`` those of them in which at least one used the code or gave an answer.
    """

    level: str
    kind: str
    group: str
    name: str = ""
    readers: tuple[str, ...]
    n: int
    used: int | None = None
    unit: str
    metric: str = "nominal"
    estimates: tuple[Estimate, ...] = ()
    counts: tuple[Count, ...] = ()
    notes: tuple[str, ...] = ()
    seed: int = 0
    replicates: int = 0

    def get(self, coefficient: str) -> Estimate | None:
        """One of the coefficients, if it was measured."""
        return next((item for item in self.estimates if item.coefficient == coefficient), None)

    @property
    def main(self) -> Estimate | None:
        """The coefficient that a table shows: the first measured one that corrects for chance."""
        return next((item for item in self.estimates if item.coefficient != "percent"), None)


def as_finding(row: Agreement, snapshot: str) -> Finding:
    """A row as it is kept."""
    main = row.main
    return Finding(
        id=object_id(KIND, row.level, row.kind, row.group, row.name, list(row.readers)),
        plan=KIND,
        kind=KIND,
        title=":".join(part for part in (row.group, row.name) if part),
        group=row.level,
        registered=False,
        estimate=main.value if main else None,
        low=main.low if main else None,
        high=main.high if main else None,
        k=row.used or 0,
        n=row.n,
        not_stated=0,
        method=f"{main.coefficient if main else 'none'} ({row.metric})",
        seed=row.seed,
        replicates=row.replicates,
        denominator="completed",
        threshold=canonical_json(asdict(row)),
        layer="coder",
        snapshot=snapshot,
    )


def from_findings(findings: Iterable[Finding]) -> list[Agreement]:
    """The rows that were kept, in their order."""
    return [_row(loads(finding.threshold)) for finding in findings if finding.kind == KIND and finding.threshold]


def _row(plain: dict[str, Any]) -> Agreement:
    estimates = tuple(Estimate(**{**item, "below": tuple(item["below"])}) for item in plain["estimates"])
    counts = tuple(Count(**item) for item in plain["counts"])
    lists = {"readers": tuple(plain["readers"]), "notes": tuple(plain["notes"])}
    return Agreement(**{**plain, **lists, "estimates": estimates, "counts": counts})
