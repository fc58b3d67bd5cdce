"""What suggesters found in an account is kept once, whatever the number of runs that left it; nothing is lost by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from support.studies import fork, make_study, put_account
from testimonia.domain.decisions import Screening
from testimonia.domain.results import Suggestion
from testimonia.domain.vocabulary import ScreeningDecision, Shelf
from testimonia.stages.suggest import suggest
from testimonia.stages.trace import trace
from testimonia.store import runs, schema
from testimonia.store.merge import merge
from testimonia.store.snapshot import take
from testimonia.store.verify import verify
from testimonia.store.withdraw import withdraw
from testimonia.study import Study

TEXT = '{0} left the Northern Front in May 2015. {0}, 24, is from Raqqa. "I left because they killed {1} people," {0} told us.'
NAMES = ("Yusuf Haddad", "Omar Mansur", "Karim Qasim")
ROWS = schema.outputs["suggestions"]


@pytest.fixture
def study(tmp_path: Path, database_url: str | None) -> Iterator[Study]:
    """Three accounts with suggestions."""
    with make_study(tmp_path / "s", database_url) as made:
        for n, name in enumerate(NAMES):
            put_account(made, f"{n}.txt", TEXT.format(name, ["eleven", "twelve", "thirteen"][n]), published="2018-01")
        trace(made)
        suggest(made)
        yield made


def kept(study: Study) -> dict[str, set[str]]:
    """Under which parts the suggestions of each account stand."""
    found: dict[str, set[str]] = {}
    with study.store.read() as connection:
        for account, part in connection.execute(select(ROWS.c.account, ROWS.c.run)):
            found.setdefault(account, set()).add(part)
    return found


def change(study: Study, account: str) -> None:
    """Screening says on which shelf an account is, so that it is read anew."""
    study.decide([Screening(account=account, screener="owner", decision=ScreeningDecision.INCLUDE, shelf=Shelf.TESTIMONY)])
    trace(study)
    suggest(study)


def test_one_changed_account_is_one_part_written(study: Study) -> None:
    """The rows of the others stay where they are, and those of before that nobody holds are gone."""
    before = kept(study)
    first = min(before)
    change(study, first)
    after = kept(study)
    assert [name for name in after if after[name] != before[name]] == [first]
    assert all(len(parts) == 1 for parts in after.values())
    assert verify(study.store).problems == ()


def test_parts_that_a_snapshot_holds_stay(study: Study) -> None:
    """Both versions of an account are kept where a snapshot names the run before, and each run gives its own."""
    first = min(kept(study))
    with study.read() as view:
        old = view.run("suggest")
        assert old is not None
        listed = view.left_by(old, Suggestion)
    with study.store.write() as connection:
        take(connection, "before", "owner", "2020-01-01", ((), {"suggest": old.id}, ""))
    change(study, first)
    assert len(kept(study)[first]) == 2
    with study.read() as view:
        new = view.run("suggest")
        assert new is not None
        assert view.left_by(old, Suggestion) == listed
        assert {item.account for item in view.left_by(new, Suggestion)} == {item.account for item in listed}
        assert view.left_by(new, Suggestion) != listed


@pytest.mark.parametrize("table", [ROWS, schema.run_parts], ids=["row", "membership"])
def test_what_is_taken_out_of_a_part_is_named(study: Study, table: object) -> None:
    """A suggestion that somebody deletes or changes, and a part that a run no longer names, are found by verify."""
    with study.store.engines.writing.begin() as connection:
        connection.execute(delete(table).where(table.c.run == select(func.min(table.c.run)).scalar_subquery()))
    assert any("suggest" in problem and "changed" in problem for problem in verify(study.store).problems)


def test_a_changed_suggestion_is_named(study: Study) -> None:
    """Another value in one row is found."""
    with study.store.engines.writing.begin() as connection:
        connection.execute(update(ROWS).where(ROWS.c.run == select(func.min(ROWS.c.run)).scalar_subquery()).values(value="x"))
    assert any("suggest" in problem and "changed" in problem for problem in verify(study.store).problems)


def test_a_withdrawn_account_takes_its_part_along(study: Study) -> None:
    """Its suggestions go, those of the others stay, and the run still adds up; the next suggesting leaves it out."""
    names = sorted(kept(study))
    withdraw(study.store, names[0], by="owner", reason="asked to")
    assert sorted(kept(study)) == names[1:]
    assert verify(study.store).problems == ()
    trace(study)
    suggest(study)
    assert sorted(kept(study)) == names[1:]
    assert verify(study.store).problems == ()


def test_a_run_that_names_a_part_which_is_gone_is_not_kept(study: Study) -> None:
    """Whoever worked on a run that another has replaced begins again."""
    with study.store.write() as connection:
        work = runs.Work(stage="suggest", params={}, version="x", input_digest="y")
        assert runs.record_run(connection, work, [], at="2020", by="owner", parts=["nowhere"]) is None


def test_merging_brings_the_parts_of_the_other_copy(tmp_path: Path) -> None:
    """A copy that knows none of them has the same suggestions afterwards, and is sound."""
    with make_study(tmp_path / "s") as one:
        put_account(one, "0.txt", TEXT.format(NAMES[0], "eleven"), published="2018-01")
        trace(one)
        with fork(one, tmp_path / "t", "other") as other:
            suggest(one)
            assert kept(other) == {}
            merge(other.store, one.store)
            assert kept(other) == kept(one) != {}
            assert verify(other.store).problems == ()
