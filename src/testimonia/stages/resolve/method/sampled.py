"""Sampled partitions as they are kept: by the mentions that they concern, since most people are told apart alike in every sample."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.partition import Partition
from testimonia.domain.results import Partitioning

Places = NDArray[np.intp]


def partitionings(mentions: Sequence[str], groups: Places) -> Iterator[Partitioning]:
    """Samples (a row each, a column a mention; ``mentions`` are sorted) as rows, by the first mention of each."""
    first = np.stack([_first_of_group(row) for row in groups])
    for columns in _ever_together(groups):
        found, drawn = np.unique(np.searchsorted(columns, first[:, columns]), axis=0, return_inverse=True)
        yield Partitioning(
            mentions=tuple(mentions[at] for at in columns),
            ways=tuple(" ".join(map(str, way)) for way in found.tolist()),
            drawn=" ".join(map(str, drawn.reshape(-1).tolist())) if len(found) > 1 else "",
            samples=len(groups),
        )


def _first_of_group(row: Places) -> Places:
    """For each mention the first one of its group."""
    _, first, group = np.unique(row, return_index=True, return_inverse=True)
    return np.asarray(first[group], dtype=np.intp)


def _ever_together(groups: Places) -> list[Places]:
    """The mentions that some sample puts together, directly or in a chain."""
    size = groups.shape[1]
    met: set[int] = set()
    for row in groups:
        order = np.argsort(row, kind="stable")
        beside = np.flatnonzero(row[order[1:]] == row[order[:-1]])
        met.update((order[beside] * size + order[beside + 1]).tolist())
    # Padded, so that their order as words is that of their numbers.
    names = [f"{at:09}" for at in range(size)]
    chained = Partition(names)
    for code in sorted(met):
        chained.join(names[code // size], names[code % size])
    return [np.array([int(name) for name in members], dtype=np.intp) for members in chained.groups()]
