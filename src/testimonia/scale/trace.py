"""Tracing on Spark: shingles are grouped by key, meetings by pair of accounts; what is done with a group is the ordinary engine's code.

1. Each partition of accounts cuts its texts into words.
2. Each partition of shingles (all places of a shingle are together) votes which accounts are versions of one text; the driver adds up.
3. The same partitions say which places are boilerplate; the driver looks at whole lines.
4. The same partitions give the meetings and what is known of each place.
5. Each bundle of pairs chains, aligns and judges, with the words of its accounts beside it.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from testimonia.errors import MissingExtra
from testimonia.scale.session import local_session, need_spark, without_pandas_warning
from testimonia.stages.trace.method import Found, Rulings, Source
from testimonia.stages.trace.method.boilerplate import Marked, lines, marked, masked, suspected
from testimonia.stages.trace.method.describe import Describer, listed
from testimonia.stages.trace.method.index import Postings, Spread, repeated, sampled_sizes, shingles, spread_over, version_votes, versions
from testimonia.stages.trace.method.meetings import Meetings, meetings
from testimonia.stages.trace.method.passages import Known
from testimonia.stages.trace.method.reuse import asked, clean, compared, identical, publishers, without
from testimonia.stages.trace.method.texts import Flags, Index, Item, Library, read_library
from testimonia.stages.trace.params import TraceParams

try:
    import pyarrow as pa
except ImportError:
    raise MissingExtra("Tracing on Spark", "spark") from None

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from testimonia.domain.results import Reuse

Batches: TypeAlias = Iterator[pa.RecordBatch]
_WORDS = "number int, numbers binary, starts binary, ends binary"
_ENTRIES = "key long, number int, place long"
_PLACES = "bundle int, number int, one long, other long, key long, families int, minima binary, kind int"
_HASHES = 32
_BUNDLE_PAIRS = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class SparkTrace:
    """An engine for :func:`testimonia.stages.trace.trace`; equal, as a set, to the ordinary one. ``bundles`` of pairs are aligned apart."""

    session: SparkSession
    bundles: int = 8

    def __call__(self, sources: Sequence[Source], params: TraceParams, rulings: Rulings, progress: Callable[[int, int], None]) -> Found:
        """Find what accounts share. Raises whatever Spark raises when a worker fails."""
        if not sources:
            return Found(reuse=(), boilerplate=(), capped=0)
        with without_pandas_warning():
            return _Job(self.session, self.bundles, sources, params, rulings).found(progress)


class LocalSpark:
    """The same engine on a session of its own, which uses all cores of this machine, begins with the work and ends with it."""

    def __init__(self) -> None:
        """See that all is there that Spark needs.

        Raises:
            MissingExtra: PySpark is not installed.
            InputError: there is no Java runtime.
        """
        need_spark("Tracing on Spark")

    def __call__(self, sources: Sequence[Source], params: TraceParams, rulings: Rulings, progress: Callable[[int, int], None]) -> Found:
        """Find what accounts share. Raises whatever Spark raises when a worker fails."""
        cores = os.cpu_count() or 1
        session = local_session(f"local[{cores}]", partitions=2 * cores)
        try:
            return SparkTrace(session)(sources, params, rulings, progress)
        finally:
            session.stop()


class _Job:
    def __init__(self, session: SparkSession, bundles: int, sources: Sequence[Source], params: TraceParams, rulings: Rulings) -> None:
        self.session, self.bundles, self.params, self.rulings = session, bundles, params, rulings
        self.sources = sorted(sources, key=lambda source: source.item.order)

    def found(self, progress: Callable[[int, int], None]) -> Found:
        words = self._words()
        progress(1, 5)
        library = _gathered(words, self.sources)
        leaders, copies = identical(library, self.params)
        entries = self._entries(words, library.bounds, leaders).persist()
        family = self._families(entries, len(library.items))
        progress(2, 5)
        names, marks = self._marks(entries, library, family)
        hidden = masked(marks, library.numbers.size, self.params.shingle)
        read = without(library, hidden) if marks.place.size else library
        progress(3, 5)
        places, cut = self._places(entries, library.bounds, family, hidden)
        progress(4, 5)
        reuse = self._judged(places, words, read, hidden)
        describer = Describer(read, self.params)
        reuse += [describer.copy(leader, copy) for leader, copy in copies]
        shown = listed(library, lines(marks, self.params), names, self.rulings)
        entries.unpersist()
        words.unpersist()
        progress(5, 5)
        return Found(reuse=tuple(sorted(reuse, key=lambda pair: (pair.a, pair.b))), boilerplate=shown, capped=cut)

    def _words(self) -> DataFrame:
        table = pa.table(
            {"number": pa.array(range(len(self.sources)), pa.int32()), "text": pa.array([s.text for s in self.sources], pa.string())}
        )
        accounts = self.session.createDataFrame(table) if len(self.sources) else self.session.createDataFrame([], "number int, text string")
        return accounts.repartition(self.bundles, "number").mapInArrow(_cut, _WORDS).persist()

    def _entries(self, words: DataFrame, bounds: Index, leaders: Flags) -> DataFrame:
        size = self.params.shingle

        def shingled(batches: Batches) -> Batches:
            for batch in batches:
                for row in batch.to_pylist():
                    number = row["number"]
                    if not leaders[number]:
                        continue
                    keys = shingles(np.frombuffer(row["numbers"], np.uint64), size)
                    place = np.arange(keys.size) + bounds[number]
                    yield _batch(key=keys.view(np.int64), number=np.full(keys.size, number, np.int32), place=place)

        return words.mapInArrow(shingled, _ENTRIES).repartition(self.bundles, "key")

    def _families(self, entries: DataFrame, count: int) -> NDArray[np.int32]:
        def voted(batches: Batches) -> Batches:
            keys, account, place = _arrays(batches)
            codes, votes = version_votes(repeated(keys, account, place), count)
            yield _batch(code=codes, votes=votes, kind=np.zeros(codes.size, np.int32))
            sizes = sampled_sizes(keys, account, count)
            some = np.flatnonzero(sizes)
            yield _batch(code=some, votes=sizes[some], kind=np.ones(some.size, np.int32))

        found = entries.mapInArrow(voted, "code long, votes long, kind int").groupBy("kind", "code").sum("votes").toArrow()
        kind, code, votes = (found.column(n).to_numpy().astype(np.int64) for n in range(3))
        order = np.argsort(code, kind="stable")
        kind, code, votes = kind[order], code[order], votes[order]
        sizes = np.zeros(count, np.int64)
        sizes[code[kind == 1]] = votes[kind == 1]
        return versions(code[kind == 0], votes[kind == 0], sizes, self.params.same_text)

    def _marks(self, entries: DataFrame, library: Library, family: NDArray[np.int32]) -> tuple[tuple[str, ...], Marked]:
        names, outlets, published = publishers(library.items)
        params = self.params
        told = self.rulings.declared(library, params.shingle), self.rulings.spared(library, params.shingle)

        def seen(batches: Batches) -> Batches:
            found = suspected(spread_over(repeated(*_arrays(batches)), family), outlets, published, params, told)
            yield _batch(
                place=found.place,
                account=found.account,
                key=found.key.view(np.int64),
                outlet=found.outlet,
                accounts=found.accounts,
                families=found.families,
                told=found.told.astype(np.int32),
            )

        schema = "place long, account int, key long, outlet long, accounts long, families long, told int"
        table = entries.mapInArrow(seen, schema).toArrow()
        column = {name: table.column(name).to_numpy() for name in table.column_names}
        suspects = Marked(
            column["place"].astype(np.int64),
            column["account"].astype(np.int32),
            column["key"].astype(np.int64).view(np.uint64),
            column["outlet"].astype(np.int64),
            column["accounts"].astype(np.int64),
            column["families"].astype(np.int64),
            column["told"].astype(np.bool_),
        )
        return names, marked(suspects, params)

    def _places(self, entries: DataFrame, bounds: Index, family: NDArray[np.int32], hidden: Flags) -> tuple[DataFrame, int]:
        """Meetings (kind 0), and what is known of each place of a repeated shingle (kind 1), for every bundle that asks for its account."""
        params, bundles = self.params, self.bundles
        touched = bool(hidden.any())

        def met(batches: Batches) -> Batches:
            spread = spread_over(repeated(*_arrays(batches)), family)
            if touched:
                spread = clean(spread, hidden, params.shingle)
            found, cut = meetings(spread, params.pairs_up_to, params.common)
            key = spread.postings.key.view(np.int64)
            one, other = (np.searchsorted(bounds, side, side="right") - 1 for side in (found.one, found.other))
            none = np.zeros(found.one.size, np.int32)
            yield _places(
                bundle=_bundle(one, other, bundles), number=one.astype(np.int32), one=found.one, other=found.other, key=_group_key(key, spread, found.group),
                families=spread.families[found.group], minima=None, kind=none,
            )  # fmt: skip
            minima = spread.minima(asked(spread, params))
            postings = spread.postings
            yield _places(
                bundle=np.full(postings.size, -1), number=postings.account, one=postings.place, other=postings.place,
                key=_group_key(key, spread, postings.group), families=spread.families[postings.group], minima=minima[postings.group],
                kind=np.ones(postings.size, np.int32),
            )  # fmt: skip
            yield _places(
                bundle=np.full(1, -1), number=np.zeros(1, np.int32), one=np.full(1, cut.size), other=np.zeros(1, np.int64),
                key=np.zeros(1, np.int64), families=np.zeros(1, np.int64), minima=None, kind=np.full(1, 2, np.int32),
            )  # fmt: skip

        places = entries.mapInArrow(met, _PLACES).persist()
        cut = places.filter("kind = 2").groupBy().sum("one").collect()[0][0]
        return places, int(cut or 0)

    def _judged(self, places: DataFrame, words: DataFrame, library: Library, hidden: Flags) -> list[Reuse]:
        params, items, bounds = self.params, library.items, library.bounds
        texts = words.sparkSession.createDataFrame(
            pa.table({"number": pa.array(range(len(items)), pa.int32()), "text": pa.array(list(library.texts), pa.string())})
        ) if items else None  # fmt: skip
        if texts is None:
            return []
        met = places.filter("kind = 0")
        asking = _asking(met, bounds, self.bundles)
        known = places.filter("kind = 1").drop("bundle").join(asking, "number")
        read = words.join(texts, "number").join(asking, "number")

        def judged(_: Any, left: pa.Table, right: pa.Table) -> pa.Table:
            found = _bundle_of(left, right, items, bounds, hidden, params)
            return pa.table({"reuse": pa.array([pickle.dumps(pair) for pair in found], pa.binary())})

        columns = ["bundle", "number", "one", "other", "key", "families", "minima", "kind"]
        gathered = met.select(*columns).union(known.select(*columns)).groupBy("bundle").cogroup(read.groupBy("bundle"))
        rows = gathered.applyInArrow(judged, "reuse binary").toArrow()
        places.unpersist()
        return [pickle.loads(row) for row in rows.column(0).to_pylist()]  # noqa: S301 - written by our own workers


def _asking(met: DataFrame, bounds: Index, bundles: int) -> DataFrame:
    """Which accounts each bundle of pairs speaks of."""

    def named(batches: Batches) -> Batches:
        for batch in batches:
            one, other = batch.column("one").to_numpy(), batch.column("other").to_numpy()
            bundle = batch.column("bundle").to_numpy()
            codes = [(np.searchsorted(bounds, side, side="right") - 1) * bundles + bundle for side in (one, other)]
            both = np.unique(np.concatenate(codes))
            yield _batch(number=(both // bundles).astype(np.int32), bundle=(both % bundles).astype(np.int32))

    return met.mapInArrow(named, "number int, bundle int").distinct()


def _bundle_of(left: pa.Table, right: pa.Table, items: Sequence[Item], bounds: Index, hidden: Flags, params: TraceParams) -> list[Reuse]:
    """The relations of one bundle of pairs: its accounts as a library of their own, in which places are counted anew."""
    rows = sorted(right.to_pylist(), key=lambda row: row["number"])
    if not rows or not left.num_rows:
        return []
    numbers = np.array([row["number"] for row in rows])
    raw = [np.frombuffer(row["numbers"], np.uint64) for row in rows]
    counts = np.array([part.size for part in raw])
    own = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    words = Library(
        items=tuple(items[number] for number in numbers.tolist()),
        texts=tuple(row["text"] for row in rows),
        numbers=_hidden_numbers(np.concatenate(raw), numbers, counts, bounds, hidden),
        starts=np.concatenate([np.frombuffer(row["starts"], np.int32) for row in rows]),
        ends=np.concatenate([np.frombuffer(row["ends"], np.int32) for row in rows]),
        bounds=own,
        owner=np.repeat(np.arange(len(rows), dtype=np.int32), counts),
    )

    def here(place: Index) -> Index:
        number = np.searchsorted(bounds, place, side="right") - 1
        at = np.searchsorted(numbers, number)
        found: Index = place - bounds[number] + own[at]
        return found

    column = {name: left.column(name).to_numpy().astype(np.int64) for name in ("one", "other", "key", "families", "kind")}
    keys, first, group = np.unique(column["key"], return_index=True, return_inverse=True)
    families = column["families"][first]
    minima = np.zeros((keys.size, _HASHES), np.uint8)
    posted = np.flatnonzero(column["kind"] == 1)
    raw_minima = left.column("minima").combine_chunks()
    for at in posted[np.unique(group[posted], return_index=True)[1]].tolist():
        value = raw_minima[at].as_py()
        if value:
            minima[group[at]] = np.frombuffer(value, np.uint8)
    placed = np.full(words.numbers.size, -1, np.int32)
    placed[here(column["one"][posted])] = group[posted]
    met = column["kind"] == 0
    found = Meetings(here(column["one"][met]), here(column["other"][met]), group[met])
    describer = Describer(words, params)
    return [describer.reuse(pair, several) for pair, several in compared(words, Known(placed, families, minima), found, params).items()]


def _hidden_numbers(raw: NDArray[np.uint64], numbers: Index, counts: Index, bounds: Index, hidden: Flags) -> NDArray[np.uint64]:
    """The words of a bundle with those of boilerplate made unlike every other, as :func:`without` does."""
    from testimonia.text.bulk import GOLDEN, mixed

    place = np.arange(raw.size) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(bounds[numbers], counts)
    at = np.flatnonzero(hidden[place])
    found = raw.copy()
    found[at] = mixed((place[at].astype(np.uint64) + np.uint64(1)) * GOLDEN)
    return found


def _gathered(words: DataFrame, sources: Sequence[Source]) -> Library:
    """The words of all accounts on the driver: eight bytes each, and where they stand."""
    from dataclasses import replace

    if not sources:
        return read_library([])
    rows = sorted(words.toArrow().to_pylist(), key=lambda row: row["number"])
    parts = [np.frombuffer(row["numbers"], np.uint64) for row in rows]
    counts = np.array([part.size for part in parts])
    return Library(
        items=tuple(replace(source.item, words=int(count)) for source, count in zip(sources, counts, strict=True)),
        texts=tuple(source.text for source in sources),
        numbers=np.concatenate(parts),
        starts=np.concatenate([np.frombuffer(row["starts"], np.int32) for row in rows]),
        ends=np.concatenate([np.frombuffer(row["ends"], np.int32) for row in rows]),
        bounds=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        owner=np.repeat(np.arange(len(rows), dtype=np.int32), counts),
    )


def _cut(batches: Batches) -> Batches:
    """Texts into words."""
    from testimonia.text.bulk import bulk_words

    for batch in batches:
        numbers, texts = batch.column("number").to_pylist(), batch.column("text").to_pylist()
        bulk = bulk_words(texts)
        rows = [
            (bulk.numbers[a:b].tobytes(), bulk.starts[a:b].tobytes(), bulk.ends[a:b].tobytes())
            for a, b in zip(bulk.bounds[:-1].tolist(), bulk.bounds[1:].tolist(), strict=True)
        ]
        yield pa.RecordBatch.from_arrays(
            [pa.array(numbers, pa.int32()), *(pa.array([row[n] for row in rows], pa.binary()) for n in range(3))],
            names=["number", "numbers", "starts", "ends"],
        )


def _arrays(batches: Batches) -> tuple[NDArray[np.uint64], NDArray[np.int32], Index]:
    """All of a partition of shingles, by account and place as the ordinary engine has them."""
    parts = [(batch.column(0).to_numpy(), batch.column(1).to_numpy(), batch.column(2).to_numpy()) for batch in batches]
    empty = (np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int64))
    keys, number, place = (np.concatenate([empty[n], *(part[n] for part in parts)]) for n in range(3))
    order = np.argsort(place, kind="stable")
    return keys[order].view(np.uint64), number[order].astype(np.int32), place[order]


def _group_key(key: Index, spread: Spread, group: Index) -> Index:
    """A key for each group on all partitions: the shingle, told apart from its further places within one account."""
    numbered = _ranks(spread.postings)
    return (key.view(np.uint64)[group] + numbered[group].astype(np.uint64) * _BUNDLE_PAIRS).view(np.int64)


def _ranks(postings: Postings) -> Index:
    """Which of the places within an account each group is made of: 0 for the first."""
    base = postings.base
    rank = np.zeros(base.size, np.int64)
    later = np.flatnonzero(base != np.arange(base.size))
    if later.size:
        fresh = np.flatnonzero(np.diff(base[later], prepend=-1))
        starts = np.repeat(fresh, np.diff(np.append(fresh, later.size)))
        rank[later] = np.arange(later.size) - starts + 1
    return rank


def _bundle(one: Index, other: Index, bundles: int) -> Index:
    """The bundle in which two accounts are compared."""
    mixed_pair = (one.astype(np.uint64) * np.uint64(1_000_003) + other.astype(np.uint64)) * _BUNDLE_PAIRS
    return ((mixed_pair >> np.uint64(33)) % np.uint64(bundles)).astype(np.int64)


def _batch(**columns: NDArray[Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(column) for column in columns.values()], names=list(columns))


def _places(*, minima: NDArray[np.uint8] | None, **columns: NDArray[Any]) -> pa.RecordBatch:
    size = columns["one"].size
    narrow = {"bundle": np.int32, "number": np.int32, "families": np.int32, "kind": np.int32}
    arrays = {name: pa.array(column.astype(narrow.get(name, np.int64))) for name, column in columns.items()}
    kind = arrays.pop("kind")
    arrays["minima"] = pa.array([None] * size if minima is None else [row.tobytes() if row.any() else None for row in minima], pa.binary())
    arrays["kind"] = kind
    return pa.RecordBatch.from_arrays(list(arrays.values()), names=list(arrays))
