"""Merging copies: commutative, associative, idempotent, nothing lost, conflicts listed; on both databases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.studies import coding, dump, fork, make_study, mention, put_account
from testimonia.domain.decisions import Mention, RoundOpening, Screening
from testimonia.domain.evidence import Account
from testimonia.domain.vocabulary import MentionStatus, ScreeningDecision
from testimonia.errors import DifferentStudy, StudyDamaged
from testimonia.store.append import Decision
from testimonia.store.conflicts import conflicts
from testimonia.store.merge import merge
from testimonia.store.sight import EVERYTHING
from testimonia.store.verify import verify
from testimonia.store.withdraw import withdraw
from testimonia.study import Study

BODY = "They killed people I knew, and so I left at night with my brother."


@pytest.fixture
def pair(tmp_path: Path, database_url: str | None) -> Iterator[tuple[Study, Study]]:
    """Two copies of a study with one account and one mention."""
    with make_study(tmp_path / "ours", database_url) as ours:
        account = put_account(ours, "a.txt", BODY)
        ours.decide([mention(account, "m1")])
        with fork(ours, tmp_path / "theirs", "theirs") as theirs:
            yield ours, theirs


def test_both_orders_give_the_same_state(pair: tuple[Study, Study]) -> None:
    """Whoever merges whom, both hold the same rows and the same state, and merging again changes nothing."""
    ours, theirs = pair
    account = put_account(ours, "b.txt", "Only the first copy has this text.")
    ours.decide([mention(account, "m2")])
    put_account(theirs, "c.txt", "وهذا النص عند النسخة الثانية فقط")
    with theirs.read() as view:
        theirs.decide([replace(view.records(Mention)[0], label="Samir K.")])
    first = merge(ours.store, theirs.store)
    assert (first.accounts, first.conflicts) == (1, 0)
    merge(theirs.store, ours.store)
    assert dump(ours) == dump(theirs)
    once = dump(ours)
    assert merge(ours.store, theirs.store).rows == 0
    assert dump(ours) == once
    assert ours.store.search("النسخه") == theirs.store.search("النسخه") != []
    for study in pair:
        assert verify(study.store).problems == ()


def test_two_minds_are_a_conflict_until_somebody_decides(pair: tuple[Study, Study]) -> None:
    """Both sides changed one mention: it counts as undecided and is listed; a new decision settles it for both copies."""
    ours, theirs = pair
    with ours.read() as view:
        known = view.records(Mention)[0]
    ours.decide([replace(known, status=MentionStatus.EXCLUDED)])
    theirs.decide([replace(known, label="Samir K.")])
    assert merge(ours.store, theirs.store).conflicts == 1
    with ours.read() as view:
        assert view.records(Mention) == []
        found, hidden = conflicts(view.connection, EVERYTHING)
    assert hidden == 0
    assert [item.subject for item in found] == ["m1"]
    assert len(found[0].sides) == 2
    assert verify(ours.store).problems == ()
    ours.decide([replace(known, label="Samir K.")])
    merge(theirs.store, ours.store)
    for study in pair:
        with study.read() as view:
            assert [record.label for record in view.records(Mention)] == ["Samir K."]
            assert conflicts(view.connection, EVERYTHING) == ([], 0)


def test_the_same_decision_on_both_sides_is_no_conflict(pair: tuple[Study, Study]) -> None:
    """Two people who decide the same do not disagree."""
    ours, theirs = pair
    with ours.read() as view:
        known = view.records(Mention)[0]
    ours.decide([replace(known, label="Samir K.")])
    theirs.decide([replace(known, label="Samir K.")])
    assert merge(ours.store, theirs.store).conflicts == 0
    with ours.read() as view:
        assert [record.label for record in view.records(Mention)] == ["Samir K."]


def test_undo_against_change_is_a_conflict(pair: tuple[Study, Study]) -> None:
    """One side takes an object back while the other changes it: nobody's word is silently dropped."""
    ours, theirs = pair
    with ours.read() as view:
        known = view.records(Mention)[0]
    ours.decide([Decision(record=known, retract=True)])
    theirs.decide([replace(known, label="Samir K.")])
    assert merge(ours.store, theirs.store).conflicts == 1


def test_a_forked_chain_is_normal(pair: tuple[Study, Study]) -> None:
    """A folder copied by hand goes on under the same name: the chain becomes a tree, and both go on after the merge."""
    ours, theirs = pair
    assert ours.store.replica == theirs.store.replica
    with ours.read() as view:
        account = view.records(Account)[0]
    ours.decide([mention(account, "m5")])
    theirs.decide([mention(account, "m6")])
    merge(ours.store, theirs.store)
    ours.decide([mention(account, "m7")])
    merge(theirs.store, ours.store)
    theirs.decide([mention(account, "m8")])
    merge(ours.store, theirs.store)
    assert dump(ours) == dump(theirs)
    with ours.read() as view:
        assert {record.id for record in view.records(Mention)} == {"m1", "m5", "m6", "m7", "m8"}
    assert verify(ours.store).problems == ()


def test_withdrawal_wins_over_everything(pair: tuple[Study, Study]) -> None:
    """What one copy withdrew goes from the other, whatever the other said about it meanwhile, in either order."""
    ours, theirs = pair
    with ours.read() as view:
        account = view.records(Account)[0]
    withdraw(ours.store, account.id, by="owner", reason="asked by the person")
    theirs.decide([coding(account, 5, 11, BODY), mention(account, "m9", "Unforgettable")])
    assert merge(theirs.store, ours.store).withdrawn == 1
    merge(ours.store, theirs.store)
    assert dump(ours) == dump(theirs)
    for study in pair:
        with study.read() as view:
            assert view.records(Account) == []
            assert view.records(Mention) == []
        assert study.store.search("killed") == []
        assert account.sha256 not in study.store.archive
        report = verify(study.store)
        assert report.problems == ()
        assert "chain intact" in " ".join(report.notes)
    for path in theirs.folder.rglob("*"):
        if path.is_file():
            assert b"Unforgettable" not in path.read_bytes(), path


def test_strangers_are_refused(tmp_path: Path, database_url: str | None) -> None:
    """Two studies that never were one are not merged."""
    with make_study(tmp_path / "s", database_url) as one, make_study(tmp_path / "t", name="other") as other, pytest.raises(DifferentStudy):
        merge(one.store, other.store)


def test_a_damaged_copy_is_refused_whole(pair: tuple[Study, Study]) -> None:
    """A copy with one changed row gives nothing, and ours stays as it was."""
    ours, theirs = pair
    with theirs.read() as view:
        account = view.records(Account)[0]
    theirs.decide([mention(account, "m2"), mention(account, "m3")])
    with theirs.store.engines.writing.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER log_no_update")
        connection.exec_driver_sql("UPDATE log SET \"by\" = 'mallory' WHERE subject = 'm2'")
    before = dump(ours)
    with pytest.raises(StudyDamaged):
        merge(ours.store, theirs.store)
    assert dump(ours) == before


STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["include", "exclude", "unsure", "undo"]), st.integers(0, 2)), min_size=1, max_size=12
)


@settings(max_examples=15)
@given(STEPS)
def test_merging_is_a_union(steps: list[tuple[int, str, int]]) -> None:
    """Three copies that decide at random about three objects agree after merging, in whatever order and grouping they merge."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        first = make_study(root / "0")
        accounts = [put_account(first, f"{n}.txt", f"text number {n}") for n in range(3)]
        copies = [first, fork(first, root / "1", "b"), fork(first, root / "2", "ccc")]
        for copy, what, which in steps:
            decision = ScreeningDecision.INCLUDE if what == "undo" else ScreeningDecision(what)
            record = Screening(account=accounts[which].id, screener="owner", decision=decision)
            copies[copy].decide([Decision(record=record, retract=what == "undo")])
        # (0 + 1) + 2  against  2 + (1 + 0), each in a copy of its own
        left, right = fork(copies[0], root / "l", "l"), fork(copies[2], root / "r", "r")
        middle = fork(copies[1], root / "m", "m")
        merge(left.store, copies[1].store)
        merge(left.store, copies[2].store)
        merge(middle.store, copies[0].store)
        merge(right.store, middle.store)
        assert dump(left) == dump(right)
        assert verify(left.store).problems == ()
        for study in (*copies, left, right, middle):
            study.close()


def test_blind_conflicts_are_not_listed(pair: tuple[Study, Study]) -> None:
    """A conflict inside a round that is not open is counted and not shown."""
    ours, theirs = pair
    with ours.read() as view:
        account = view.records(Account)[0]
    record = Screening(account=account.id, screener="anna", round="r1", decision=ScreeningDecision.INCLUDE)
    ours.store.decide("anna", [record])
    theirs.store.decide("anna", [replace(record, decision=ScreeningDecision.EXCLUDE)])
    merge(ours.store, theirs.store)
    with ours.read() as view:
        assert conflicts(view.connection, view.sight) == ([], 1)
    ours.decide([RoundOpening(round="r1")])
    with ours.read() as view:
        assert len(conflicts(view.connection, view.sight)[0]) == 1
