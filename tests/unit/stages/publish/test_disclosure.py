"""Disclosure control: what is shown gives nobody away."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.stages.publish.method.disclosure import Partition, Row, disclose

counts = st.integers(0, 60)
rows = st.lists(st.tuples(st.lists(counts, min_size=1, max_size=6), st.integers(0, 3)), max_size=25).map(
    lambda made: [Row(id=str(n), counts=tuple(values), priority=rank) for n, (values, rank) in enumerate(made)]
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


def test_two_rows_of_one_id_are_refused():
    """An id that stands twice could show what it hides."""
    with pytest.raises(ValueError, match="ids of their own"):
        disclose([Row(id="a", counts=(9,)), Row(id="a", counts=(4,))])
