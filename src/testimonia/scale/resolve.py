"""Resolving on Spark: pairs with something in common are found and scored in pieces, and each connected part is grouped by itself.

What is done with a piece is the ordinary engine's code (:mod:`testimonia.stages.resolve.method.scoring`) on the same scale, so the result is the
same whatever the number of workers. What mentions are compared by is small, a kilobyte each, and goes to every worker.

1. Each partition of things in common gives the pairs that share one; a pair that shares several is kept once.
2. Each partition of pairs scores them; those worth grouping come to the driver, which connects them.
3. Each partition of connected parts grows their trees.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from testimonia.errors import MissingExtra
from testimonia.scale.session import local_session, need_spark, without_pandas_warning
from testimonia.stages.resolve.method.blocking import blocks, pair_codes
from testimonia.stages.resolve.method.components import Decided, Places, beside, elsewhere, part_tree, parts
from testimonia.stages.resolve.method.grouping import LEAST, Tree
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.scoring import Scoring
from testimonia.stages.resolve.method.weighing import Scale
from testimonia.stages.resolve.priors import Priors

try:
    import pyarrow as pa
except ImportError:
    raise MissingExtra("Resolving on Spark", "spark") from None

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Batches: TypeAlias = Iterator[pa.RecordBatch]
Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SparkPeople:
    """Groups many mentions, as ``grow_many`` of :func:`testimonia.stages.resolve.resolve`; equal to the ordinary way."""

    session: SparkSession

    def __call__(
        self, told: Sequence[Profile], priors: Priors, verdicts: Decided, decided: Decided, unclear: Sequence[tuple[int, int]]
    ) -> Tree:
        """The tree of these mentions. Raises whatever Spark raises when a worker fails."""
        with without_pandas_warning():
            scoring = Scoring(told, priors)
            scale = scoring.scale(verdicts, decided)
            edges = self._scored(self._pairs(told, decided), scoring, scale)
            several = parts(len(told), edges, [pair for pair, same in decided.items() if same])
            beyond = elsewhere(len(told), edges, several, priors, decided)
            return beside(len(told), self._grown(several, scoring, scale, decided, unclear, beyond))

    def _pairs(self, told: Sequence[Profile], decided: Decided) -> DataFrame:
        """Pairs (first smaller) that have something in common, and those that people put together, each once."""
        size = len(told)
        shared = blocks(told)
        shared += [list(pair) for pair, same in decided.items() if same]
        table = self.session.createDataFrame(pa.table({"members": pa.array(shared, pa.list_(pa.int32()))})) if shared else None
        if table is None:
            return self.session.createDataFrame([], "first int, second int")

        def paired(batches: Batches) -> Batches:
            for batch in batches:
                codes = np.unique(np.concatenate([pair_codes(members, size) for members in batch.column(0).to_pylist()]))
                yield _batch(first=(codes // size).astype(np.int32), second=(codes % size).astype(np.int32))

        return table.repartition(self._pieces()).mapInArrow(paired, "first int, second int").distinct()

    def _scored(self, pairs: DataFrame, scoring: Scoring, scale: Scale) -> tuple[Places, Places, Floats]:
        def scored(batches: Batches) -> Batches:
            for batch in batches:
                first, second = (batch.column(n).to_numpy().astype(np.intp) for n in range(2))
                odds = scoring.odds(scale, first, second)
                kept = odds > LEAST
                yield _batch(first=first[kept], second=second[kept], odds=odds[kept])

        found = pairs.mapInArrow(scored, "first long, second long, odds double").toArrow()
        first, second, odds = (found.column(n).to_numpy() for n in range(3))
        order = np.lexsort((second, first))
        return first[order].astype(np.intp), second[order].astype(np.intp), odds[order]

    def _grown(
        self,
        several: Sequence[Places],
        scoring: Scoring,
        scale: Scale,
        decided: Decided,
        unclear: Sequence[tuple[int, int]],
        beyond: Floats,
    ) -> list[tuple[Places, Tree]]:
        if not several:
            return []

        def grown(batches: Batches) -> Batches:
            for batch in batches:
                trees = []
                for members in batch.column("members").to_pylist():
                    places = np.array(members, dtype=np.intp)
                    tree = part_tree(places, *scoring.among(scale, places), scoring.priors, decided, unclear, beyond)
                    trees.append(pickle.dumps(tree))
                yield pa.RecordBatch.from_arrays([batch.column("part"), pa.array(trees, pa.binary())], names=["part", "tree"])

        numbered = pa.table({"part": pa.array(range(len(several)), pa.int32()), "members": [members.tolist() for members in several]})
        rows = (
            self.session.createDataFrame(numbered).repartition(self._pieces(), "part").mapInArrow(grown, "part int, tree binary").toArrow()
        )
        trees = dict(zip(rows.column(0).to_pylist(), rows.column(1).to_pylist(), strict=True))
        return [(members, pickle.loads(trees[part])) for part, members in enumerate(several)]  # noqa: S301 - written by our own workers

    def _pieces(self) -> int:
        return int(self.session.conf.get("spark.sql.shuffle.partitions") or 1)


class LocalSparkPeople:
    """The same on a session of its own, which uses all cores of this machine, begins with the work and ends with it."""

    def __init__(self) -> None:
        """See that all is there that Spark needs.

        Raises:
            MissingExtra: PySpark is not installed.
            InputError: there is no Java runtime.
        """
        need_spark("Resolving on Spark")

    def __call__(
        self, told: Sequence[Profile], priors: Priors, verdicts: Decided, decided: Decided, unclear: Sequence[tuple[int, int]]
    ) -> Tree:
        """The tree of these mentions. Raises whatever Spark raises when a worker fails."""
        cores = os.cpu_count() or 1
        session = local_session(f"local[{cores}]", partitions=2 * cores)
        try:
            return SparkPeople(session)(told, priors, verdicts, decided, unclear)
        finally:
            session.stop()


def _batch(**columns: np.ndarray[tuple[int], np.dtype[np.generic]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(column) for column in columns.values()], names=list(columns))
