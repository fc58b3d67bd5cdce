"""The counts of people in a report outside its findings, and which of all counts may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from testimonia.domain.flow import People
from testimonia.domain.vocabulary import Profile
from testimonia.protocol import Protocol
from testimonia.stages.publish.method.disclosure import Partition, Row, disclose
from testimonia.stages.publish.method.measured import Measured, measure_parts, measure_rows
from testimonia.stages.publish.method.tables import TOTALS, Table, free_cells, partitions, people_rows
from testimonia.stages.publish.method.waiting import Task

EXCLUDED = "people excluded for: "
"""Before a reason, the name of the box that counts it."""
MAIN = frozenset({"people cases", "people finished", "people eligible", "people assessed", "people mentions"})
DETAILS, LEFT_OVER = 6, 7
"""Priorities below those of findings: who was left out and why, and what is still to do, must not cost a reader a finding."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Which counts of people this release may show."""

    ids: frozenset[str]
    everything: bool

    def __contains__(self, name: object) -> bool:
        """Whether the cell of this name may be shown."""
        return self.everything or name in self.ids


def shown(
    profile: Profile, protocol: Protocol, people: People, todo: Sequence[Task], found: Sequence[Table], measured: Sequence[Measured] = ()
) -> Shown:
    """What a release of this profile may show: everything inside the team, only what gives nobody away outside it."""
    if profile is Profile.INTERNAL:
        return Shown(frozenset(), everything=True)
    rows = [
        *flow_rows(people),
        *(Row(id=f"task {task.id}", counts=(task.count,), priority=LEFT_OVER) for task in todo if task.people),
        *people_rows(protocol, found),
        *measure_rows(measured, protocol.release.k),
    ]
    parts = [_assessed(people), _reasons(people), *partitions(protocol, found), *measure_parts(found, measured)]
    return Shown(disclose(rows, parts, protocol.release.k) | free_cells(found), everything=False)


def totals(people: People) -> dict[str, int]:
    """The boxes of the stream of people by name, the people themselves first."""
    return {
        "people cases": people.cases,
        "people finished": people.finished,
        "people eligible": people.eligible,
        "people mentions": people.mentions,
        "people assessed": people.assessed,
        "people waiting": people.waiting,
        "people unclear": people.unclear,
        "people excluded": sum(count for _, count in people.excluded),
    }


def flow_rows(people: People) -> list[Row]:
    """The stream of people, a row a box."""
    details = {f"{EXCLUDED}{reason}": count for reason, count in people.excluded}
    boxes = [Row(id=name, counts=(count,), priority=TOTALS if name in MAIN else DETAILS) for name, count in totals(people).items()]
    return boxes + [Row(id=name, counts=(count,), priority=DETAILS) for name, count in details.items()]


def _assessed(people: People) -> Partition:
    """Every mention is in one of these."""
    named = totals(people)
    return Partition(tuple((name, named[name]) for name in ("people eligible", "people excluded", "people waiting", "people unclear")))


def _reasons(people: People) -> Partition:
    return Partition(tuple((f"{EXCLUDED}{reason}", count) for reason, count in people.excluded))
