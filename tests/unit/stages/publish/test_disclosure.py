"""Disclosure control: what is shown gives nobody away."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.domain.results import Finding
from testimonia.protocol import parse_protocol, shipped_codebooks
from testimonia.stages.publish.method.disclosure import Partition, Row, disclose
from testimonia.stages.publish.method.tables import DETAILS, Line, Table, partitions, people_rows
from unit.stages.publish.example import STUDY

PROTOCOL = parse_protocol(STUDY, {"icsr-2015.yaml": shipped_codebooks()["icsr-2015.yaml"]})
PLANS = {plan.id: plan for plan in PROTOCOL.analysis}
K = 5
counts = st.integers(0, 60)
rows = st.lists(st.tuples(st.lists(counts, min_size=1, max_size=6), st.integers(0, 3), st.integers(0, 2)), max_size=25).map(
    lambda made: [Row(id=str(n), counts=tuple(values), priority=rank, turn=turn) for n, (values, rank, turn) in enumerate(made)]
)


def safe(values: set[int], k: int) -> bool:
    return all(a == b or abs(a - b) >= k for a, b in combinations(sorted({0, *values}), 2))


@given(rows, st.integers(5, 9))
def test_no_two_shown_counts_differ_by_few(made, k):
    """Every shown count, and every difference of two, is 0 or at least k."""
    shown = disclose(made, k=k)
    assert safe({count for row in made if row.id in shown for count in row.counts}, k)


@given(st.lists(counts, min_size=2, max_size=8), st.data())
def test_no_sum_of_hidden_parts_is_small(parts, data):
    """Whoever knows the whole and the shown parts learns nothing small, nor anything close to another shown count."""
    made = [Row(id=str(n), counts=(part,), priority=data.draw(st.integers(0, 2))) for n, part in enumerate(parts)]
    made.append(Row(id="whole", counts=(sum(parts),)))
    shown = disclose(made, [Partition(tuple((str(n), part) for n, part in enumerate(parts)))])
    seen = {part for n, part in enumerate(parts) if str(n) in shown}
    rest = sum(part for n, part in enumerate(parts) if str(n) not in shown)
    values = seen | ({sum(parts)} if "whole" in shown else set())
    assert safe(values | ({rest} if seen else set()), 5)
    hidden = [part for n, part in enumerate(parts) if str(n) not in shown]
    assert not seen or len(hidden) != 1 or hidden == [0]


@given(rows)
def test_the_same_table_hides_the_same_rows(made):
    """Disclosure is a function of the table."""
    assert disclose(made) == disclose(made)


def test_totals_come_before_registered_before_exploratory():
    """Where only one of two close counts can be shown it is the more important, wherever it stands in the table."""
    made = [Row(id="exploratory", counts=(20,), priority=4), Row(id="registered", counts=(22,), priority=2), Row(id="total", counts=(24,))]
    assert disclose(made) == {"total"}
    assert disclose(made[:2]) == {"registered"}


def test_a_row_is_shown_whole_or_not_at_all():
    """One small count hides the counts beside it."""
    assert disclose([Row(id="a", counts=(40, 3, 43))]) == frozenset()
    assert disclose([Row(id="a", counts=(40, 5, 45))]) == {"a"}


def test_a_single_hidden_answer_takes_another_with_it():
    """3 of 33 would follow from 20 and 10; hiding the 10 leaves a rest of 13."""
    parts = Partition((("a", 20), ("b", 10), ("c", 3)))
    made = [Row(id="all", counts=(33,)), *(Row(id=name, counts=(n,), priority=1) for name, n in parts.parts)]
    assert disclose(made, [parts]) == {"all", "a"}


def test_nothing_to_subtract_from_shows_what_is_large():
    """Zero is shown: that nobody did something points at nobody."""
    assert disclose([Row(id="none", counts=(0,)), Row(id="five", counts=(5,)), Row(id="four", counts=(4,))]) == {"none", "five"}


def test_a_single_large_hidden_answer_takes_another_with_it():
    """12 of 72 is no small number, but what is hidden must not be what is left over."""
    parts = Partition((("a", 40), ("b", 20), ("c", 12)))
    made = [Row(id="all", counts=(72,)), *(Row(id=name, counts=(n,), priority=1) for name, n in parts.parts[:2])]
    made.append(Row(id="c", counts=(12, 3), priority=1))
    assert disclose(made, [parts]) == {"all", "a"}


def test_a_later_turn_costs_nothing_that_was_shown():
    """What would hide an earlier row is hidden itself, and what needs a hidden row is not shown."""
    parts = Partition((("a", 20), ("b", 10), ("", 3)))
    made = [Row(id="a", counts=(20,)), Row(id="b", counts=(10,), turn=1), Row(id="c", counts=(40,), turn=1, needs=("x",))]
    assert disclose(made, [parts]) == {"a"}


# --- whole tables, audited: whoever knows linear algebra learns nothing small


class Audit:
    """What a reader of some tables can compute: each number is a sum of groups of people that nobody is in two of."""

    def __init__(self) -> None:
        self.atoms: dict[tuple, int] = {}
        self.cells: list[tuple[str, frozenset]] = []  # cell, the groups it counts
        self.bases: dict[str, frozenset] = {}

    def finding(self, plan: str, group: str, yes: frozenset, stated: frozenset, silent: frozenset, unclear: frozenset) -> Line:
        """A row of a table that counts these groups."""
        item, _, condition = group.partition(" | ")
        asked = f"{plan} {item.partition('=')[0]} | {condition}:"
        whole = stated | silent | unclear
        common = {
            "plan": plan, "kind": "prevalence", "title": plan, "group": group, "registered": True, "k": self.size(yes), "method": "wilson 95%",
            "not_stated": self.size(silent), "unclear": self.size(unclear), "layer": "auto", "snapshot": "s",
        }  # fmt: skip
        line = Line(
            id=f"{plan} {group}", item=item, condition=condition, asked=asked,
            completed=Finding(id="c", n=self.size(whole), denominator="completed", **common),
            stated=Finding(id="s", n=self.size(stated), denominator="stated", **common),
        )  # fmt: skip
        self.cells += [(line.id, yes), (f"{line.id} n", whole)]
        self.cells += [(line.cell(name), groups) for name, groups in zip(DETAILS, (stated, silent, unclear), strict=True)]
        self.bases[line.id] = whole
        return line

    def size(self, groups: frozenset) -> int:
        return sum(self.atoms[group] for group in groups)

    def check(self, found: list[Table]) -> frozenset[str]:
        """Hide, then try to find out; in one table no hidden number may be found out, across tables no small one."""
        shown = disclose(people_rows(PROTOCOL, found), partitions(PROTOCOL, found), K)
        seen = {groups for cell, groups in self.cells if cell.removesuffix(" n") in shown}
        assert safe({self.size(groups) for groups in seen}, K)
        assert all(
            self.size(b - g) == 0 or self.size(b - g) >= K for cell, g in self.cells if cell in shown and (b := self.bases.get(cell))
        )
        names = sorted(self.atoms)
        known = np.array([[name in groups for name in names] for groups in seen] or [[0] * len(names)], dtype=float)
        rank = np.linalg.matrix_rank(known)

        def follows(groups: frozenset) -> bool:
            asked = np.array([[name in groups for name in names]], dtype=float)
            return bool(np.linalg.matrix_rank(np.vstack([known, asked])) == rank)

        for cell, groups in self.cells:
            if len(found) == 1 and cell not in shown and not cell.endswith(" n") and groups and groups not in seen:
                assert self.size(groups) == 0 or not follows(groups), f"{cell} follows from what is shown"
        for base in {frozenset(base) for base in self.bases.values()}:
            for many in range(1, len(base) + 1):
                for part in combinations(sorted(base), many):
                    size = self.size(frozenset(part))
                    assert size == 0 or size >= K or not follows(frozenset(part)), f"{part} follows and counts {size}"
        return shown


people = st.one_of(st.integers(0, 12), st.integers(0, 60))


@given(st.lists(people, min_size=5, max_size=5))
def test_nothing_hidden_follows_from_the_answers_to_a_question(sizes):
    """Region of origin, not stated and unclear add up to everybody: no hidden number, and no small sum of them, can be computed."""
    audit = Audit()
    audit.atoms = dict(zip([("coast",), ("hills",), ("abroad",), ("silent",), ("unclear",)], sizes, strict=True))
    answers = [("coast",), ("hills",), ("abroad",)]
    lines = [
        audit.finding(
            "origins", f"origin={name[0]}", frozenset({name}), frozenset(answers), frozenset({("silent",)}), frozenset({("unclear",)})
        )
        for name in answers
    ]
    audit.check([Table(plan=PLANS["origins"], title="origins", registered=True, lines=tuple(lines))])


@given(st.lists(st.tuples(people, people, people, people), min_size=1, max_size=4))
def test_nothing_hidden_follows_from_the_rows_of_codes(sizes):
    """Of each code those who say yes, no, nothing or nothing clear add up to everybody: the two steps give none of them away."""
    audit = Audit()
    states = ("yes", "no", "silent", "unclear")
    audit.atoms = {(str(n), state): count for n, row in enumerate(sizes) for state, count in zip(states, row, strict=True)}
    lines = []
    for n in range(len(sizes)):
        yes, no, silent, unclear = (frozenset({(str(n), state)}) for state in states)
        lines.append(audit.finding("why-left", f"icsr-2015:code-{n}", yes, yes | no, silent, unclear))
    audit.check([Table(plan=PLANS["why-left"], title="why", registered=True, lines=tuple(lines))])


@given(st.lists(st.tuples(people, people, people, people), min_size=2, max_size=3))
def test_nothing_hidden_follows_from_groups_that_add_up(sizes):
    """By region no hidden number can be computed; beside the numbers of all regions together no small one can."""
    audit = Audit()
    states, regions = ("yes", "no", "silent", "unclear"), ("coast", "hills", "abroad")[: len(sizes)]
    audit.atoms = {
        (region, state): count for region, row in zip(regions, sizes, strict=True) for state, count in zip(states, row, strict=True)
    }

    def line(plan: str, group: str, within: tuple[str, ...]) -> Line:
        yes, no, silent, unclear = (frozenset((region, state) for region in within) for state in states)
        return audit.finding(plan, group, yes, yes | no, silent, unclear)

    code = "icsr-2015:leaving-brutality"
    whole = Table(plan=PLANS["why-left"], title="why", registered=True, lines=(line("why-left", code, regions),))
    parts = tuple(line("left-by-origin", f"{code} | origin={region}", (region,)) for region in regions)
    groups = Table(plan=PLANS["left-by-origin"], title="by", registered=True, lines=parts)
    audit.check([whole, groups])
    audit.cells = [cell for cell in audit.cells if cell[0].startswith("left-by-origin")]
    audit.check([groups])


def test_a_count_is_shown_where_only_what_stands_beside_it_is_small():
    """5 of 11 is shown with its complement of 6, though 4 who say nothing and 2 who are unclear are hidden beside it."""
    audit = Audit()
    audit.atoms = {("yes",): 5, ("silent",): 4, ("unclear",): 2}
    yes, silent, unclear = (frozenset({name}) for name in audit.atoms)
    line = audit.finding("why-left", "icsr-2015:leaving-brutality", yes, yes, silent, unclear)
    assert audit.check([Table(plan=PLANS["why-left"], title="why", registered=True, lines=(line,))]) == {line.id, line.cell("stated")}


def test_everything_beside_a_count_is_shown_where_all_of_it_is_large():
    """20 yes, 5 no, 15 silent, 0 unclear of 40: nothing needs to be hidden."""
    audit = Audit()
    audit.atoms = {("yes",): 20, ("no",): 5, ("silent",): 15, ("unclear",): 0}
    yes, no, silent, unclear = (frozenset({name}) for name in audit.atoms)
    line = audit.finding("why-left", "icsr-2015:leaving-brutality", yes, yes | no, silent, unclear)
    shown = audit.check([Table(plan=PLANS["why-left"], title="why", registered=True, lines=(line,))])
    assert shown == {line.id, *(line.cell(name) for name in DETAILS)}


def test_two_rows_of_one_id_are_refused():
    """An id that stands twice could show what it hides."""
    with pytest.raises(ValueError, match="ids of their own"):
        disclose([Row(id="a", counts=(9,)), Row(id="a", counts=(4,))])
