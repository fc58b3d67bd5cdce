"""Sampled ways of telling people apart: what a finding is worked out on again, once for each sample.

How many people stand behind the mentions of a study is known only between bounds. Resolving draws a few hundred partitions of the
mentions that all fit what reviewers decided: what is one case stands together in every sample, what was held to be different never
does. Whoever counts people counts them in each sample, and the spread of the counts is what not knowing who is whom adds to a finding.

How to read them in a stage that follows resolving::

    samples = samples_of(view.outputs("resolve", Partitioning))
    people = samples.of_cases(view.outputs("resolve", Case))
    groups = numpy.array(people.draws)  # samples x cases; cases of one number are one person in that sample

``groups[s, c]`` is the place among ``people.items`` of the first case of the same person, so that ``groups[s, c] == c`` marks one case a
person and ``people.items[groups[s, c]]`` names it.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

from testimonia.domain.results import Case, Partitioning


@dataclass(frozen=True, slots=True)
class Samples:
    """Samples of who is one person: a row of ``draws`` a sample, a column an item (the ids of mentions, or of cases, sorted).

    An entry is the place among ``items`` of the first item of the same person. No draws: nothing was sampled, either because there is
    nobody or because there were too many mentions to weigh; then nothing can be said about the spread.
    """

    items: tuple[str, ...]
    draws: tuple[tuple[int, ...], ...]

    def counts(self) -> list[int]:
        """The number of people in each sample."""
        return [len(set(draw)) for draw in self.draws]

    def of_cases(self, cases: Iterable[Case]) -> Samples:
        """The same of cases: which of them are one person in each sample.

        A case stands together in every sample, so its first mention speaks for it. Cases that were not sampled (responses) are left out.
        """
        place = {name: at for at, name in enumerate(self.items)}
        held = sorted((case.id, place[case.mentions[0]]) for case in cases if case.mentions[0] in place)
        columns = [at for _, at in held]
        return Samples(tuple(name for name, _ in held), tuple(_numbered([draw[at] for at in columns]) for draw in self.draws))


def samples_of(rows: Iterable[Partitioning]) -> Samples:
    """The samples that a run of resolving left. What a withdrawal took out of an old run's rows is not in them."""
    known = list(rows)
    items = sorted(name for row in known for name in row.mentions)
    place = {name: at for at, name in enumerate(items)}
    draws = [list(range(len(items))) for _ in range(known[0].samples if known else 0)]
    for row in known:
        columns = [place[name] for name in row.mentions]
        ways = [[columns[int(number)] for number in way.split()] for way in row.ways]
        chosen: Iterable[int] = map(int, row.drawn.split()) if row.drawn else repeat(0, row.samples)
        for draw, number in zip(draws, chosen, strict=True):
            for column, first in zip(columns, ways[number], strict=True):
                draw[column] = first
    return Samples(tuple(items), tuple(map(tuple, draws)))


def counts_of(rows: Iterable[Partitioning]) -> list[int]:
    """The number of people in each sample, without laying the samples out."""
    counts: list[int] = []
    for row in rows:
        counts = counts or [0] * row.samples
        people = [len(set(way.split())) for way in row.ways]
        chosen = map(int, row.drawn.split()) if row.drawn else repeat(0, row.samples)
        counts = [before + people[number] for before, number in zip(counts, chosen, strict=True)]
    return counts


def without(row: Partitioning, names: Container[str]) -> Partitioning | None:
    """The same samples of the other mentions alone; None where there are none. Ways that no longer differ are one."""
    kept = [at for at, name in enumerate(row.mentions) if name not in names]
    if not kept:
        return None
    told = [" ".join(map(str, _numbered([groups[at] for at in kept]))) for groups in (way.split() for way in row.ways)]
    ways = list(dict.fromkeys(told))
    drawn = " ".join(str(ways.index(told[int(number)])) for number in row.drawn.split()) if len(ways) > 1 else ""
    return replace(row, mentions=tuple(row.mentions[at] for at in kept), ways=tuple(ways), drawn=drawn)


def _numbered(groups: Sequence[Hashable]) -> tuple[int, ...]:
    """For each place the first place of the same group."""
    first: dict[Hashable, int] = {}
    return tuple(first.setdefault(group, at) for at, group in enumerate(groups))
