"""Withdrawal beside other work: what others decided stays, what others do at the same time brings nothing back; both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from support.studies import dump, fork, make_study, mention, put_account
from testimonia.domain.decisions import Mention, Value, Withdrawal
from testimonia.domain.evidence import Account
from testimonia.domain.passage import Passage
from testimonia.errors import AccountWithdrawn, StudyBusy
from testimonia.store import merge as merging
from testimonia.store import withdraw as withdrawing
from testimonia.store.append import Decision
from testimonia.store.archive import Archive
from testimonia.store.backup import backup
from testimonia.store.merge import merge
from testimonia.store.verify import verify
from testimonia.store.withdraw import withdraw
from testimonia.study import Study, open_study

PLANTED = "Zarquonian bakers left at night."


@pytest.fixture
def study(tmp_path: Path, database_url: str | None) -> Iterator[Study]:
    with make_study(tmp_path / "s", database_url) as made:
        yield made


def two(study: Study) -> tuple[Account, Account]:
    """An account that will be withdrawn and one that stays, with somebody in it."""
    doomed, other = put_account(study, "doomed.txt", PLANTED), put_account(study, "other.txt", "A quiet text.")
    study.decide([mention(other, "m1")])
    return doomed, other


def answer(account: Account, value: str, evidence: Account | None = None) -> Value:
    """An answer about somebody in one account, perhaps with its evidence in another."""
    passages = () if evidence is None else (Passage(account=evidence.id, edition=evidence.main or "", start=0, end=10, quote=PLANTED[:10]),)
    return Value(id="v1", account=account.id, mention="m1", variable="role", value=value, coder="owner", passages=passages)


def answers(study: Study) -> list[str | None]:
    with study.read() as view:
        return [record.value for record in view.records(Value)]


def left(folder: Path) -> list[str]:
    """Files in which the planted word can still be read."""
    return [path.name for path in folder.rglob("*") if path.is_file() and b"Zarquonian" in path.read_bytes()]


def test_a_later_decision_on_other_evidence_stays(study: Study) -> None:
    """An answer that once rested on the account and was since decided anew on other grounds outlives the withdrawal."""
    doomed, other = two(study)
    study.decide([answer(other, "first", doomed)])
    study.decide([answer(other, "second")])
    withdraw(study.store, doomed.id, by="owner", reason="law")
    assert answers(study) == ["second"]
    assert verify(study.store).problems == ()


def test_of_a_conflict_the_side_that_rests_elsewhere_stays(study: Study, tmp_path: Path) -> None:
    """Where two copies disagreed and one of them rested on the account, the other's word holds, whichever way it comes about."""
    doomed, other = two(study)
    with fork(study, tmp_path / "t", "t") as theirs:
        study.decide([answer(other, "ours", doomed)])
        theirs.decide([answer(other, "theirs")])
        assert merge(study.store, theirs.store).conflicts == 1
        withdraw(study.store, doomed.id, by="owner", reason="law")
        merge(theirs.store, study.store)
        assert answers(study) == answers(theirs) == ["theirs"]
        assert dump(study) == dump(theirs)
        for copy in (study, theirs):
            assert verify(copy.store).problems == ()


def test_more_than_a_thousand_withdrawals_merge(tmp_path: Path) -> None:
    """However many accounts one copy withdrew, the other takes it in."""
    with make_study(tmp_path / "s") as study:
        accounts = [put_account(study, f"{n}.txt", f"text {n}") for n in range(1100)]
        with fork(study, tmp_path / "t", "t") as theirs:
            with study.store.write() as connection:
                for account in accounts:
                    gone = Withdrawal(account=account.id, sha256=account.sha256, reason="law", by="owner")
                    study.store.append(connection, "owner", [gone])
                withdrawing.erase(connection, [account.id for account in accounts])
                withdrawing.schedule(study.store, connection, [account.sha256 for account in accounts])
            assert merge(theirs.store, study.store).withdrawn == len(accounts)
            assert verify(theirs.store).problems == ()


def test_a_withdrawal_while_originals_are_merged(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account withdrawn while a merge is already copying does not come back with the other copy's rows."""
    doomed, _ = two(study)
    study.decide([mention(doomed, "m2", "Labelworth")])
    with fork(study, tmp_path / "t", "t") as theirs:
        real = merging._copy_blobs

        def meanwhile(*given: Any) -> int:
            copied = real(*given)
            with open_study(study.folder) as again:
                withdraw(again.store, doomed.id, by="owner", reason="law")
                again.store.archive.put(theirs.store.archive.get(doomed.sha256))  # as if copied just now
            return copied

        monkeypatch.setattr(merging, "_copy_blobs", meanwhile)
        merge(study.store, theirs.store)
    assert verify(study.store).problems == ()
    assert doomed.sha256 not in study.store.archive
    with study.read() as view:
        assert [record.id for record in view.records(Mention)] == ["m1"]


def test_two_withdrawals_at_once_are_both_finished(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody withdraws while another withdrawal is rewriting the database is not taken for done."""
    doomed, other = two(study)
    name = "_compact_sqlite" if study.store.engines.sqlite else "_compact_postgres"
    real, begun = getattr(withdrawing, name), []

    def meanwhile(store: Any) -> bool:
        clean: bool = real(store)
        if not begun:
            begun.append(other)
            with store.write() as connection:
                store.append(connection, "owner", [Withdrawal(account=other.id, sha256=other.sha256, reason="law", by="owner")])
                withdrawing.erase(connection, [other.id])
                withdrawing.schedule(store, connection, [other.sha256])
        return clean

    monkeypatch.setattr(withdrawing, name, meanwhile)
    withdraw(study.store, doomed.id, by="owner", reason="law")
    assert any("wait to be erased" in problem for problem in verify(study.store).problems)
    withdrawing.purge(study.store)
    assert list(study.store.archive) == []
    assert verify(study.store).problems == ()


def test_a_reader_delays_the_erasure_and_does_not_prevent_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody still reads the old pages the report and verify say that remains wait; the next opening erases them."""
    from testimonia.store import engine

    quick = tuple("busy_timeout=300" if pragma.startswith("busy") else pragma for pragma in engine._PRAGMAS_WRITE)
    monkeypatch.setattr(engine, "_PRAGMAS_WRITE", quick)
    with make_study(tmp_path / "s") as study:
        doomed, _ = two(study)
        reader = sqlite3.connect(study.folder / "study.db")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM log").fetchone()
        report = withdraw(study.store, doomed.id, by="owner", reason="law")
        assert report.pending
        assert "Close other programs" in "\n".join(report.lines())
        assert any("wait to be erased" in problem for problem in verify(study.store).problems)
        reader.close()
    with open_study(tmp_path / "s") as again:
        assert verify(again.store).problems == ()
        assert left(again.folder) == []


def test_a_study_opens_though_the_erasure_cannot_be_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without room to rewrite the database, or another program, keeps nobody from reading the study."""
    with make_study(tmp_path / "s") as study:
        doomed, other = two(study)

        def busy(_: Any) -> bool:
            raise StudyBusy("busy", "wait")

        monkeypatch.setattr(withdrawing, "_compact_sqlite", busy)
        assert withdraw(study.store, doomed.id, by="owner", reason="law").pending
        with open_study(study.folder) as again, again.read() as view:
            assert [account.id for account in view.records(Account)] == [other.id]


def test_a_part_left_by_a_killed_collect_goes_too(tmp_path: Path) -> None:
    """What a killed collect left of the same bytes under no name is erased; a writer whose part goes writes it again."""
    with make_study(tmp_path / "s") as study:
        doomed, _ = two(study)
        (study.store.archive.folder / ".part-x").write_text(PLANTED, encoding="utf-8")
        withdraw(study.store, doomed.id, by="owner", reason="law")
        assert left(study.folder) == []
    archive = Archive(tmp_path / "archive")
    with pytest.MonkeyPatch.context() as patch:
        times = []

        def swept(handle: int) -> None:
            if not times:
                times.append(handle)
                archive.clear_parts()

        patch.setattr("testimonia.store.archive.os.fsync", swept)
        assert archive.put(b"bytes") in archive


def test_bytes_withdrawn_while_they_were_read_are_refused(study: Study) -> None:
    """An account of another origin whose bytes were withdrawn while it was being read is not kept; a known one may be read again."""
    doomed, _ = two(study)
    withdraw(study.store, doomed.id, by="owner", reason="law")
    with pytest.raises(AccountWithdrawn):
        put_account(study, "elsewhere.txt", PLANTED)
    assert any("still here" in problem for problem in verify(study.store).problems)  # the helper put the bytes there


def test_a_withdrawal_cannot_be_taken_back(study: Study) -> None:
    """Nothing is left to bring back, and the hash must go on being refused."""
    doomed, _ = two(study)
    withdraw(study.store, doomed.id, by="owner", reason="law")
    gone = Withdrawal(account=doomed.id, sha256=doomed.sha256, reason="law", by="owner")
    with pytest.raises(AccountWithdrawn, match="taken back"):
        study.decide([Decision(record=gone, retract=True)])


@pytest.mark.parametrize("alone", [True, False])
def test_postgres_statistics_forget(tmp_path: Path, postgres_database: Any, alone: bool) -> None:
    """The planner's statistics quote no word of a withdrawn account, whether or not anything else is left in the tables."""
    with make_study(tmp_path / "s", postgres_database()) as study:
        doomed = put_account(study, "doomed.txt", PLANTED, title="Zarquonian")
        study.decide([mention(doomed, "m1", "Zarquonian")])
        if not alone:
            two(study)
        with study.store.engines.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
            quoted = text("SELECT tablename FROM pg_stats WHERE schemaname = 'public' AND lower(pg_stats::text) LIKE '%zarquonian%'")
            assert connection.execute(quoted).all() != []
            withdraw(study.store, doomed.id, by="owner", reason="law")
            assert connection.execute(quoted).all() == []
        assert verify(study.store).problems == ()


def test_a_backup_names_what_it_holds(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account withdrawn while the backup is being packed is in it, and the backup is named to whoever asks again."""
    from testimonia.store import backup as backups

    doomed, _ = two(study)
    real = backups._digest

    def meanwhile(path: Path) -> str:
        withdraw(study.store, doomed.id, by="owner", reason="law")
        return real(path)

    monkeypatch.setattr(backups, "_digest", meanwhile)
    backup(study.store, tmp_path / "b.zip", by="owner")
    again = withdraw(study.store, doomed.id, by="owner", reason="law")
    assert [copy["path"] for copy in again.held_by] == [str(tmp_path / "b.zip")]


def test_erased_labels_cannot_be_guessed(tmp_path: Path, database_url: str | None) -> None:
    """What stays of a run's outputs after a withdrawal fits no guess at what they said."""
    from sqlalchemy import select

    from testimonia.domain.results import Case
    from testimonia.domain.vocabulary import CaseKind
    from testimonia.store import runs, schema
    from testimonia.store.codec import to_columns

    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", "A text about somebody called Samir.")
        with study.read() as view:
            traced = view.input_digest("trace")
        assert traced is not None
        case = Case(id="c1", kind=CaseKind.PERSON, label="Samir", mentions=("m1",), accounts=(account.id,))
        study.record_run(runs.Work(stage="trace", params={}, version="1", input_digest=traced), [(case, [account.id])])
        with study.store.read() as connection:
            held = dict(connection.execute(select(schema.outputs["cases"])).mappings().one())
        assert held["salt"]
        withdraw(study.store, account.id, by="owner", reason="law")
        with study.store.read() as connection:
            left = connection.execute(select(schema.outputs_withdrawn.c.row_digest)).scalars().all()
        assert left == [runs.output_row_digest("cases", held)]
        for salt in ("", runs.digest("output", [""]), runs.digest("output", [account.id]), runs.digest("output", [account.sha256])):
            guess = {**to_columns(case), "position": 0, "holds": held["holds"], "salt": salt}
            assert runs.output_row_digest("cases", guess) not in left
        assert verify(study.store).problems == ()
