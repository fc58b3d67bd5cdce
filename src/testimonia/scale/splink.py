"""Resolving with Splink 5: it finds the pairs that have something in common and weighs them in DuckDB, here as ordinary SQL.

Splink (Linacre et al. 2022) has the same model of Fellegi and Sunter: a level of likeness for each field, log2(m / u) for each level. It is
given our levels as SQL, our m, u and prior as learned by :meth:`testimonia.stages.resolve.method.scoring.Scoring.scale`, and our blocks.
Two things of ours its model has no word for, caps on fields that repeat one another and the clipped rarity of names and countries; they
are added to its match weights. What it found is grouped as the ordinary way does. Everything stays in memory: DuckDB is told to write no
file and to fetch no extension.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from testimonia.errors import MissingExtra
from testimonia.stages.resolve.method.blocking import blocks
from testimonia.stages.resolve.method.components import Decided, Places, grown
from testimonia.stages.resolve.method.grouping import LEAST, Tree
from testimonia.stages.resolve.method.levels import CLOSE_DAYS, MONTH_KNOWN, NEAR_YEARS, levels_of, name_levels
from testimonia.stages.resolve.method.profiles import Profile, Span
from testimonia.stages.resolve.method.scoring import Scoring
from testimonia.stages.resolve.method.weighing import RARE_MOST, Scale, capped
from testimonia.stages.resolve.priors import LEVELS, RARE, Priors

try:
    import pyarrow as pa
except ImportError:
    raise MissingExtra("Resolving with Splink", "splink") from None

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NAME_LEVEL = "name_level"
_SPANS: Mapping[str, Callable[[Profile], Span | None]] = {
    "born": lambda profile: profile.born,
    "joined": lambda profile: profile.joined,
    "left": lambda profile: profile.left,
}
_SETS: Mapping[str, Callable[[Profile], frozenset[str]]] = {
    "origin": lambda profile: profile.origins,
    "sex": lambda profile: frozenset({profile.sex} if profile.sex else ()),
    "group": lambda profile: profile.groups,
    "role": lambda profile: profile.roles,
    "places": lambda profile: profile.places,
    "passages": lambda profile: profile.passages,
    "stories": lambda profile: profile.stories,
}


class SplinkPeople:
    """Groups many mentions, as ``grow_many`` of :func:`testimonia.stages.resolve.resolve`; equal to the ordinary way."""

    def __init__(self) -> None:
        """See that Splink is there, before anything is read.

        Raises:
            MissingExtra: Splink is not installed.
        """
        if find_spec("splink") is None:
            raise MissingExtra("Resolving with Splink", "splink")

    def __call__(
        self, told: Sequence[Profile], priors: Priors, verdicts: Decided, decided: Decided, unclear: Sequence[tuple[int, int]]
    ) -> Tree:
        """The tree of these mentions; ``verdicts`` are those that people gave, of what was ``decided``."""
        scoring = Scoring(told, priors)
        scale = scoring.scale(verdicts, decided)
        edges = scored(scoring, scale, [pair for pair, same in decided.items() if same])
        return grown(len(told), edges, lambda members: scoring.among(scale, members), priors, decided, unclear)


def scored(scoring: Scoring, scale: Scale, more: Sequence[tuple[int, int]] = ()) -> tuple[Places, Places, NDArray[np.float64]]:
    """Pairs (first smaller, in order) with something in common, and ``more``, with their log2 odds; without those that cannot be grouped."""
    found = _predicted(scoring.told, scale, more, LEAST - scoring.priors.best_candidate - RARE_MOST * len(RARE))
    first, second = (found.column(f"place_{side}").to_numpy().astype(np.intp) for side in "lr")
    by_field = {name: found.column(f"mw_{name}").to_numpy() for name in scale.m}
    odds = found.column("match_weight").to_numpy() + scoring.priors.best_candidate
    odds = odds + capped(by_field, scoring.priors) - np.sum(list(by_field.values()), axis=0)
    # Splink keeps the weights of fields, not the levels; rarity asks for the levels of two.
    levels = levels_of(scoring.told, first, second, tuple(RARE))
    for rarity in scoring.rarities.of_pairs(scoring.told, levels, first, second).values():
        odds = odds + rarity
    order = np.lexsort((second, first))
    return first[order], second[order], odds[order]


def settings(scale: Scale) -> dict[str, Any]:
    """The settings of Splink for a scale, as its ``Linker`` takes them: also for reading our model with Splink's own charts."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "place",
        "probability_two_random_records_match": float(1 / (1 + np.exp2(-scale.prior))),
        "blocking_rules_to_generate_predictions": [{"blocking_rule": "l.things = r.things", "arrays_to_explode": ["things"]}],
        "comparisons": [_comparison(name, scale.m[name], scale.u[name]) for name in scale.m],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,  # the weight of each field, for caps
    }


def _comparison(name: str, m: NDArray[np.float64], u: NDArray[np.float64]) -> dict[str, Any]:
    """Silence, then the levels from the least alike to the most: Splink numbers them from the last, which is 0 as with us."""
    silent, conditions = _conditions(name)
    numbers = range(len(LEVELS[name]) - 1, 0, -1)
    levels: list[dict[str, Any]] = [
        {"sql_condition": silent, "label_for_charts": "silent", "is_null_level": True},
        *({"sql_condition": conditions[at], "label_for_charts": LEVELS[name][at]} for at in numbers),
        {"sql_condition": "ELSE", "label_for_charts": LEVELS[name][0]},
    ]
    for at, level in zip([*numbers, 0], levels[1:], strict=True):
        level |= {"m_probability": float(m[at]), "u_probability": float(u[at])}
    return {"output_column_name": name, "comparison_levels": levels}


def _conditions(name: str) -> tuple[str, dict[int, str]]:
    """SQL for silence in a field, and for each level but the first where those less alike were asked for before."""
    if name == "names":
        alike = f"{_NAME_LEVEL}(names_l, names_r)"
        return f"{alike} = -1", {at: f"{alike} = {at}" for at in range(1, len(LEVELS[name]))}
    if name in _SETS:
        silent = f"{name}_l IS NULL OR {name}_r IS NULL"
        shared = f"len(list_intersect({name}_l, {name}_r))"
        return silent, {at: f"{shared} <= {len(LEVELS[name]) - 1 - at}" for at in range(1, len(LEVELS[name]))}
    silent = f"{name}_low_l IS NULL OR {name}_low_r IS NULL"
    gap = f"greatest({name}_low_l, {name}_low_r) - least({name}_high_l, {name}_high_r)"
    if name == "born":
        return silent, {2: f"{gap} > {NEAR_YEARS}", 1: f"{gap} > 0"}
    exact = " AND ".join(f"{name}_high_{side} - {name}_low_{side} <= {MONTH_KNOWN}" for side in "lr")
    middles = [f"({name}_low_{side} + {name}_high_{side}) / 2" for side in "lr"]
    close = f"({exact} AND abs({middles[0]} - {middles[1]}) <= {CLOSE_DAYS})"
    return silent, {2: f"NOT {close} AND {gap} > 0", 1: f"NOT {close}"}


def _predicted(told: Sequence[Profile], scale: Scale, more: Sequence[tuple[int, int]], least: float) -> pa.Table:
    import duckdb
    from splink import DuckDBAPI, Linker

    # No file of a study's contents beside the study, and nothing from the internet.
    with duckdb.connect(config={"temp_directory": "", "autoinstall_known_extensions": "false"}) as connection:
        kinds = list(dict.fromkeys((profile.labels, profile.named) for profile in told))
        _teach_names(connection, kinds)
        database = DuckDBAPI(connection)
        records = database.register(_records(told, kinds, more))
        linker = Linker(records, settings(scale), log_level="ERROR")
        found: pa.Table = linker.inference.predict(threshold_match_weight=least, warning_mode="never").as_pyarrow_table()
        return found


def _teach_names(connection: DuckDBPyConnection, kinds: Sequence[tuple[tuple[str, ...], bool]]) -> None:
    """Let SQL compare names, which no SQL of DuckDB's own can: each two sets of labels once, by their numbers."""
    known: dict[int, int] = {}

    def name_level(one: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.Array:
        codes = one.to_numpy().astype(np.int64) * len(kinds) + other.to_numpy()
        met, back = np.unique(codes, return_inverse=True)
        fresh = np.array([code for code in met.tolist() if code not in known], dtype=np.int64)
        if len(fresh):
            known.update(zip(fresh.tolist(), name_levels(kinds, fresh // len(kinds), fresh % len(kinds)).tolist(), strict=True))
        return pa.array(np.array([known[code] for code in met.tolist()], dtype=np.int8)[back])

    connection.create_function(_NAME_LEVEL, name_level, ["INTEGER", "INTEGER"], "TINYINT", type="arrow")


def _records(told: Sequence[Profile], kinds: Sequence[tuple[tuple[str, ...], bool]], more: Sequence[tuple[int, int]]) -> pa.Table:
    """A row a mention: what it has in common with others (``things``, numbered), and its side of each comparison."""
    things: list[list[int]] = [[] for _ in told]
    for number, members in enumerate([*blocks(told), *more]):
        for at in members:
            things[at].append(number)
    number_of = {kind: number for number, kind in enumerate(kinds)}
    columns = {
        "place": pa.array(range(len(told)), pa.int32()),
        "things": pa.array(things, pa.list_(pa.int32())),
        "names": pa.array([number_of[profile.labels, profile.named] for profile in told], pa.int32()),
    }
    for name, held in _SETS.items():
        columns[name] = pa.array([sorted(held(profile)) or None for profile in told], pa.list_(pa.string()))
    for name, span in _SPANS.items():
        for end, at in (("low", 0), ("high", 1)):
            columns[f"{name}_{end}"] = pa.array([ends[at] if (ends := span(profile)) else None for profile in told], pa.float64())
    return pa.table(columns)
