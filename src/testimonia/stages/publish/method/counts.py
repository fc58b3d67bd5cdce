"""The counts of people in a report outside its findings, and which of all counts may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from testimonia.domain.vocabulary import Profile
from testimonia.protocol import Protocol
from testimonia.stages.publish.method.disclosure import Partition, Row, disclose
from testimonia.stages.publish.method.flow import People
from testimonia.stages.publish.method.tables import TOTALS, Table, partitions, people_rows
from testimonia.stages.publish.method.waiting import Task


@dataclass(frozen=True, slots=True)
class Shown:
    """Which counts of people this release may show."""

    ids: frozenset[str]
    everything: bool

    def __contains__(self, name: str) -> bool:
        """Whether the row of this id may be shown."""
        return self.everything or name in self.ids


def shown(profile: Profile, protocol: Protocol, people: People, todo: Sequence[Task], found: Sequence[Table]) -> Shown:
    """What a release of this profile may show: everything inside the team, only what gives nobody away outside it."""
    if profile is Profile.INTERNAL:
        return Shown(frozenset(), everything=True)
    rows = [*flow_rows(people), *(Row(id=f"task {task.id}", counts=(task.count,), priority=1) for task in todo if task.people), *people_rows(found)]
    parts = [_assessed(people), _reasons(people), *partitions(protocol, found)]
    return Shown(disclose(rows, parts, protocol.release.k), everything=False)


def flow_rows(people: People) -> list[Row]:
    """The stream of people, a row a box: people first, then how they were found."""
    rows = [
        Row(id="people cases", counts=(people.cases,), priority=TOTALS),
        Row(id="people finished", counts=(people.finished,), priority=TOTALS),
        Row(id="people eligible", counts=(people.eligible,), priority=TOTALS),
        Row(id="people mentions", counts=(people.mentions,), priority=TOTALS),
        Row(id="people assessed", counts=(people.assessed,), priority=TOTALS),
        Row(id="people waiting", counts=(people.waiting,), priority=TOTALS),
        Row(id="people unclear", counts=(people.unclear,), priority=TOTALS),
        Row(id="people excluded", counts=(sum(count for _, count in people.excluded),), priority=TOTALS),
    ]
    return rows + [Row(id=f"people excluded {reason}", counts=(count,), priority=TOTALS) for reason, count in people.excluded]


def _assessed(people: People) -> Partition:
    excluded = sum(count for _, count in people.excluded)
    return Partition(
        (("people eligible", people.eligible), ("people excluded", excluded), ("people waiting", people.waiting), ("people unclear", people.unclear))
    )


def _reasons(people: People) -> Partition:
    return Partition(tuple((f"people excluded {reason}", count) for reason, count in people.excluded))
