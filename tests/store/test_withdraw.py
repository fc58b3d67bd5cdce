"""Withdrawal: gone from every place, the chain intact, finished after a kill, copies named; on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from support.studies import coding, make_study, mention, put_account, surroundings
from testimonia.domain.decisions import Claim, Mention, Value
from testimonia.domain.evidence import Account, Capture
from testimonia.domain.passage import Passage
from testimonia.domain.results import Case, Family
from testimonia.domain.vocabulary import CaseKind
from testimonia.errors import AccountWithdrawn, UnknownReference
from testimonia.store import releases, snapshot
from testimonia.store.runs import Work
from testimonia.store.verify import verify
from testimonia.store.withdraw import withdraw
from testimonia.study import Study, open_study

BODY = "Zarquonian bakers spoke of Vexmoor before the خريفيّة came."
PLANTED = (
    "Zarquonian",
    "zarquonian",
    "Vexmoor",
    "vexmoor",
    "خريفية",
    "خريفيّة",
    "Labelworth",
    "Memoworth",
    "Claimworth",
    "Valueworth",
    "Titleworth",
    "originworth",
)


def everywhere(folder: Path) -> str:
    """All bytes under a folder as text, whatever the encoding of a piece."""
    whole = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    return whole.decode("utf-8", "replace") + whole.decode("utf-16-le", "replace")


def fill(study: Study) -> tuple[Account, Account]:
    """Two accounts, one full of words that must vanish."""
    doomed = put_account(study, "originworth.txt", BODY, title="Titleworth")
    other = put_account(study, "other.txt", "A quiet text about something else.")
    study.decide(
        [
            mention(doomed, "m1", "Labelworth"),
            mention(other, "m2", "Someone"),
            coding(doomed, 0, 10, BODY, memo="Memoworth"),
            Claim(id="c1", account=doomed.id, mention="m1", variable="origin", value="Claimworth"),
            Value(
                id="v1", account=other.id, mention="m2", variable="role", value="Valueworth", coder="anna",
                passages=(Passage(account=doomed.id, edition=doomed.main or "", start=0, end=10, quote="Zarquonian"),),
            ),
        ]
    )  # fmt: skip
    with study.read() as view:
        traced = view.input_digest("trace")
    assert traced is not None
    study.record_run(Work(stage="trace", params={}, version="1", input_digest=traced), [])
    with study.read() as view:
        lineage = view.input_digest("lineage")
    assert lineage is not None
    outputs = [
        (Family(id="f1", accounts=(doomed.id,), root=doomed.id), [doomed.id]),
        (Case(id="k1", kind=CaseKind.PERSON, label="Labelworth", mentions=("m1",), accounts=(doomed.id,)), [doomed.id]),
        (Case(id="k2", kind=CaseKind.PERSON, label="Someone", mentions=("m2",), accounts=(other.id,)), [other.id]),
    ]
    study.record_run(Work(stage="lineage", params={}, version="1", input_digest=lineage), outputs)
    with study.store.write() as connection:
        present = snapshot.state(connection, study.protocol_digest, study.machine_sight(connection))
        snapshot.take(connection, "kept", "owner", study.store.now(), present)
    cache = study.folder / "cache"
    cache.mkdir()
    (cache / "extracted.txt").write_text(BODY, encoding="utf-8")
    return doomed, other


def test_nothing_is_left_of_it(tmp_path: Path, database_url: str | None) -> None:
    """After a withdrawal no planted word is found in any byte of the folder, and everything else is as it was."""
    with make_study(tmp_path / "s", database_url) as study:
        doomed, other = fill(study)
        releases.note(study.store, kind="backup", path=Path("/somewhere/backup.zip"), by="owner", accounts=[doomed.id, other.id])
        report = withdraw(study.store, doomed.id, by="owner", reason="asked for by the person")
        assert [copy["path"] for copy in report.held_by] == [str(Path("/somewhere/backup.zip"))]
        assert [word for word in PLANTED if word in everywhere(study.folder)] == []
        with study.read() as view:
            assert [account.id for account in view.records(Account)] == [other.id]
            assert [record.id for record in view.records(Mention)] == ["m2"]
            assert view.records(Value) == []
        checked = verify(study.store)
        assert checked.problems == ()
        assert any("withdrawn, chain intact" in note for note in checked.notes)
        assert study.store.search("zarquonian") == []
        assert study.store.search("quiet") == [other.id]


def test_it_stays_gone(tmp_path: Path, database_url: str | None) -> None:
    """A withdrawn account takes no more decisions, a second withdrawal changes nothing, an unknown one is an error."""
    with make_study(tmp_path / "s", database_url) as study:
        doomed, _ = fill(study)
        withdraw(study.store, doomed.id, by="owner", reason="law")
        with pytest.raises(AccountWithdrawn):
            study.decide([mention(doomed, "m3")])
        with pytest.raises(AccountWithdrawn):
            study.decide([replace(doomed, title="back again")])
        assert withdraw(study.store, doomed.id, by="owner", reason="law").already
        with pytest.raises(UnknownReference):
            withdraw(study.store, "nobody", by="owner", reason="law")


def test_same_bytes_from_elsewhere_are_named(tmp_path: Path, database_url: str | None) -> None:
    """Bytes that another account also came as are kept for it, and the report says so."""
    with make_study(tmp_path / "s", database_url) as study:
        first = put_account(study, "a.txt", BODY)
        second = put_account(study, "b.txt", BODY)
        report = withdraw(study.store, first.id, by="owner", reason="law")
        assert report.same_bytes == (second.id,)
        assert second.sha256 in study.store.archive
        assert "bytes, texts" not in report.lines()[0]
        assert any("are NOT deleted" in line and second.id in line for line in report.lines())
        assert verify(study.store).problems == ()
        last = withdraw(study.store, second.id, by="owner", reason="law")
        assert "bytes, texts" in last.lines()[0]
        assert second.sha256 not in study.store.archive


def test_shared_bytes_of_a_later_capture_are_named(tmp_path: Path) -> None:
    """The tombstone knows the first capture's bytes only: of others that stay it is said that exports still write them."""
    with make_study(tmp_path / "s") as study:
        first, second = put_account(study, "a.txt", BODY), put_account(study, "b.txt", BODY + " Printed again.")
        with study.read() as view:
            later = next(capture for capture in view.records(Capture) if capture.account == second.id)
        study.decide([replace(later, id="later", account=first.id)])
        report = withdraw(study.store, first.id, by="owner", reason="law")
        assert report.same_bytes == (second.id,)
        assert report.leaving == (second.sha256,)
        assert any("go on writing" in line and second.sha256 in line for line in report.lines())


def test_a_kill_after_the_decision_is_made_good(tmp_path: Path, database_url: str | None) -> None:
    """Killed between the transaction and the physical deletion, the next opening finishes it."""
    with make_study(tmp_path / "s", database_url) as study:
        doomed, _ = fill(study)
        with study.store.write() as connection:
            study.store.set_fact(connection, "purge", json.dumps([doomed.sha256]))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("testimonia.store.withdraw.purge", lambda _: None)
            withdraw(study.store, doomed.id, by="owner", reason="law")
        assert doomed.sha256 in study.store.archive
        folder = study.folder
    with open_study(folder, surroundings=surroundings("again")) as again:
        assert doomed.sha256 not in again.store.archive
        assert [word for word in PLANTED if word in everywhere(folder)] == []
        assert verify(again.store).problems == ()
