"""Paging through the log and taking back, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from support.studies import coding, make_study, put_account
from testimonia.domain.decisions import Coding
from testimonia.errors import StaleDecision, UnknownReference
from testimonia.store.history import Filter, log_choices, log_count, log_page
from testimonia.study import Study, undo

BODY = "They killed people I knew, and so I left at night with my brother."


@pytest.fixture
def study(tmp_path: Path, database_url: str | None) -> Iterator[Study]:
    """Two accounts, of which one was coded in twenty places."""
    made = make_study(tmp_path / "s", database_url)
    account, _ = put_account(made, "first.txt", BODY, title="The First"), put_account(made, "second.txt", BODY + " Again.")
    for n in range(20):
        made.decide([coding(account, n, n + 5, BODY, coder="owner", memo=f'memo number {n:02d} with a "word" and 100%')])
    yield made
    made.close()


def test_paging_goes_both_ways(study: Study) -> None:
    """Older and newer pages meet without gap or repeat, newest first."""
    with study.read() as view:
        whole = log_page(view.connection, view.sight, Filter(), size=200)
        assert (whole.newer, whole.older) == (False, False)
        ids = [deed.row.id for deed in whole.deeds]
        first = log_page(view.connection, view.sight, Filter(), size=7)
        second = log_page(view.connection, view.sight, Filter(), size=7, before=first.deeds[-1].row.id)
        back = log_page(view.connection, view.sight, Filter(), size=7, after=second.deeds[0].row.id)
    assert [deed.row.id for deed in (*first.deeds, *second.deeds)] == ids[:14]
    assert (first.older, second.newer) == (True, True)
    assert back.deeds == first.deeds
    assert not back.newer
    assert [deed.row.order for deed in whole.deeds] == sorted((deed.row.order for deed in whole.deeds), reverse=True)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Filter(kind="coding"), 20),
        (Filter(kind="account"), 2),
        (Filter(by="owner", kind="coding", words="NUMBER 07"), 1),
        (Filter(words='a "word"'), 20),
        (Filter(words="100%"), 20),
        (Filter(words="100_"), 0),
        (Filter(words="the first", kind="coding"), 20),
        (Filter(words="second.txt"), 2),
        (Filter(since=date(2026, 1, 1), until=date(2026, 1, 1), kind="coding"), 20),
        (Filter(since=date(2026, 1, 2)), 0),
        (Filter(by="nobody"), 0),
        (Filter(account="nothing"), 0),
    ],
)
def test_filters_count_what_they_show(study: Study, wanted: Filter, count: int) -> None:
    """The number beside a filter is the number of rows it shows; signs of SQL and JSON in a search stand for themselves."""
    with study.read() as view:
        assert log_count(view.connection, view.sight, wanted) == count
        assert len(log_page(view.connection, view.sight, wanted, size=200).deeds) == count


def test_choices_are_what_there_is(study: Study) -> None:
    """The filters offer those who stand in the log, and the kinds of their rows."""
    with study.read() as view:
        people, kinds = log_choices(view.connection, view.sight)
    assert people == ["owner"]
    assert {"account", "adoption", "capture", "coding"} <= set(kinds)


def test_undo_is_a_new_row_and_happens_once(study: Study) -> None:
    """Undo takes the coding away, leaves its row, and cannot be done to the same row again."""
    with study.read() as view:
        row = log_page(view.connection, view.sight, Filter(kind="coding"), size=1).deeds[0].row.id
        before = log_count(view.connection, view.sight, Filter())
    undo(study, row)
    with study.read() as view:
        assert len(view.records(Coding)) == 19
        assert log_count(view.connection, view.sight, Filter()) == before + 1
    with pytest.raises(StaleDecision):
        undo(study, row)
    with pytest.raises(UnknownReference):
        undo(study, "0" * 64)
