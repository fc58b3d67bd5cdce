"""What two databases, two copies and a forger might get past the store; on both databases where it matters."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from sqlalchemy import delete, insert, select, text, update

from support.studies import coding, dump, fork, make_study, mention, put_account
from testimonia.domain.decisions import Mention, Recommendation
from testimonia.domain.evidence import Account, Capture
from testimonia.domain.results import Case
from testimonia.domain.vocabulary import CaseKind, Grade, MentionStatus
from testimonia.errors import InputError, StudyExists
from testimonia.store import releases, schema
from testimonia.store.append import Decision
from testimonia.store.backup import backup, unpacked
from testimonia.store.log import HASHED, row_id
from testimonia.store.merge import merge
from testimonia.store.runs import Work
from testimonia.store.verify import verify
from testimonia.study import STUDY_FILE, Study, open_study, snapshot
from testimonia.study.files import database_url, without_database

BODY = "They killed people I knew, and so I left at night with my brother."
PASSWORD = "s3cr3t"  # noqa: S105 - of nothing
URL = f"postgresql://u:{PASSWORD}@h/db"
STUDY = "study:\n  title: T\n  question: Q\n"


def work(study: Study, **params: int) -> Work:
    with study.read() as view:
        digest = view.input_digest("trace")
    assert digest is not None
    return Work(stage="trace", params=params, version="1", input_digest=digest)


# --- study.yaml's address


@pytest.mark.parametrize(
    "whole",
    [
        f"database: {URL}\n{STUDY}",
        f"{STUDY}database: '{URL}'  # ours\n",
        f'"database": {URL}\r\n{STUDY}',
        f"'database': {URL}\n{STUDY}",
        f"database : {URL}\n{STUDY}",
        f"database: >-\n  {URL}\n{STUDY}",
        f"database:\n\n  {URL}\n{STUDY}",
        f"? database\n: {URL}\n{STUDY}",
        f"\ufeffdatabase: {URL}\n{STUDY}",
        f"database: postgresql://h/db?user=u&password={PASSWORD}\n{STUDY}",
        f"{{database: {URL}, study: {{title: T, question: Q}}}}\n",
        f"# database: {URL}\n{STUDY}",
    ],
)
def test_no_password_leaves_with_study_yaml(whole: str, tmp_path: Path) -> None:
    """However the address is written, neither the adopted text nor a backup holds its password, and both read as before."""
    kept = without_database({STUDY_FILE: whole.removeprefix("\ufeff")})[STUDY_FILE]
    with make_study(tmp_path / "s") as study:
        (study.folder / STUDY_FILE).write_text(whole, encoding="utf-8", newline="")
        backup(study.store, tmp_path / "b.zip", by="owner")
    with zipfile.ZipFile(tmp_path / "b.zip") as bundle:
        packed = bundle.read(STUDY_FILE).decode()
    for said in (kept, packed):
        assert PASSWORD not in said
        assert {"database": None, **yaml.safe_load(said)} == {"database": None, "study": {"title": "T", "question": "Q"}}


def test_what_is_no_address_stays_as_it_is() -> None:
    """A study without an address keeps its text to the letter, the word in other places included."""
    said = f"# database: postgresql://u@h/db\n{STUDY}searches:\n  - {{database: Nexis, query: left}}\n"
    assert without_database({STUDY_FILE: said})[STUDY_FILE] == said


@pytest.mark.parametrize("line", [f"database: {URL}", f'"database" : "{URL}"  # ours'])
def test_a_slip_in_study_yaml_leads_to_no_other_database(tmp_path: Path, line: str) -> None:
    """A file that is no YAML any more still says where the rows are: never another, older study.db beside it."""
    (tmp_path / STUDY_FILE).write_text(f"{line}\nstudy: [\n", encoding="utf-8")
    assert database_url(tmp_path) == URL


# --- two databases, two copies


def test_numbers_hold_their_digest(tmp_path: Path, database_url: str | None) -> None:
    """A whole number or a negative zero in a result is what the database gives back: verify finds nothing changed."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        cases = [
            Case(id=name, kind=CaseKind.PERSON, label="L", mentions=(), accounts=(account.id,), probability=number)
            for name, number in (("one", 1), ("zero", -0.0))
        ]
        study.record_run(work(study), [(case, [account.id]) for case in cases])
        assert verify(study.store).problems == ()


@pytest.mark.parametrize("harm", ["a\0b", "half \ud800"])
def test_a_text_that_one_database_cannot_hold_is_refused(tmp_path: Path, database_url: str | None, harm: str) -> None:
    """NUL and half characters are refused in words on both, so that a study can move from one to the other; escapes are no harm."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        with pytest.raises(InputError, match="mention"):
            study.decide([mention(account, "m1", harm)])
        with pytest.raises(InputError, match="too long"):
            study.decide([mention(account, "m" * 3000)])
        study.decide([mention(account, "m1", "a\\u0000b \\\\u0000")])
        with study.read() as view:
            assert [record.label for record in view.records(Mention)] == ["a\\u0000b \\\\u0000"]


def test_a_capture_read_twice_is_no_quarrel(tmp_path: Path, database_url: str | None) -> None:
    """Two copies that took in one saved page with two versions of the program keep its original checked and merged."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        with fork(study, tmp_path / "t", "t") as theirs:
            capture = Capture(
                id="c", account=account.id, grade=Grade.RECORDED, at="2020", tool="one", who="owner", sha256=account.sha256, size=3,
                media_type="text/html",
            )  # fmt: skip
            study.decide([capture])
            theirs.decide([replace(capture, tool="two")])
            assert merge(study.store, theirs.store).conflicts == 0
            merge(theirs.store, study.store)
            assert dump(study) == dump(theirs)
            with study.read() as view:
                assert "two" in {record.tool for record in view.records(Capture)}


def test_what_both_copies_say_is_not_said_a_third_time(tmp_path: Path, database_url: str | None) -> None:
    """After a merge of two copies with the same import, importing it once more adds nothing; undoing it still does."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        with fork(study, tmp_path / "t", "t") as theirs:
            for copy in (study, theirs):
                copy.decide([mention(account, "m1")])
            merge(study.store, theirs.store)
        assert study.decide([mention(account, "m1")]) == [None]
        assert study.decide([Decision(record=mention(account, "m1"), retract=True)]) != [None]
        with study.read() as view:
            assert view.records(Mention) == []


def test_work_done_again_is_in_force(tmp_path: Path, database_url: str | None) -> None:
    """Going back to earlier parameters puts their run in force though a snapshot keeps the later one."""
    with make_study(tmp_path / "s", database_url) as study:
        put_account(study, "a.txt", BODY)
        first = study.record_run(work(study, p=1), [])
        second = study.record_run(work(study, p=2), [])
        snapshot(study, "kept")
        assert study.record_run(work(study, p=1), []) == first != second
        with study.read() as view:
            run = view.run("trace")
        assert run is not None
        assert run.id == first
        assert verify(study.store).problems == ()


def test_writers_see_what_was_written_while_they_waited(tmp_path: Path, postgres_database: Callable[[], str]) -> None:
    """On a server whose default is to look at one moment only, two writers still follow one another in one chain."""
    with make_study(tmp_path / "s", postgres_database()) as study:
        account = put_account(study, "a.txt", BODY)
        with study.store.engines.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            name = connection.execute(text("SELECT current_database()")).scalar()
            connection.execute(text(f"ALTER DATABASE \"{name}\" SET default_transaction_isolation = 'repeatable read'"))
    faults: list[Exception] = []

    def write(study: Study, coder: str) -> None:
        try:
            for n in range(30):
                study.store.decide(coder, [coding(account, n, n + 3, BODY, coder=coder)])
        except Exception as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)

    with open_study(tmp_path / "s") as one, open_study(tmp_path / "s") as other:
        writers = [threading.Thread(target=write, args=(study, name)) for study, name in ((one, "anna"), (other, "bashir"))]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert faults == []
        assert len(dump(one, ["heads"])["heads"]) == 1
        assert verify(one.store).problems == ()


def test_a_database_that_holds_a_study_takes_no_second(tmp_path: Path, postgres_database: Callable[[], str]) -> None:
    """`new` on a used database says so, and the study in it is as it was."""
    url = postgres_database()
    with make_study(tmp_path / "s", url) as study:
        with pytest.raises(StudyExists, match="holds a study already"):
            make_study(tmp_path / "t", url)
        assert verify(study.store).problems == ()


# --- what verify must see


def unguarded(study: Study, *tables: str) -> None:
    with study.store.engines.writing.begin() as connection:
        for name in tables:
            on = "" if study.store.engines.sqlite else f" ON {name}"
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}_no_delete{on}"))


@pytest.mark.parametrize("table", ["protocol_texts", "meta", "kept_runs", "releases", "editions"])
def test_rows_that_others_rest_on_are_missed(tmp_path: Path, database_url: str | None, table: str) -> None:
    """The adopted protocol, the study's name, outputs that a snapshot keeps, a release, an edition codings point into: gone is named."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        study.decide([coding(account, 5, 11, BODY), replace(account, main=None, full=None)])
        with study.store.write() as connection:
            connection.execute(text("DELETE FROM search_pieces"))  # nothing but the title is left to index
        study.record_run(work(study), [])
        snapshot(study, "kept")
        releases.note(study.store, kind="report", path=Path("out"), by="owner", accounts=[account.id])
        unguarded(study, table)
        before = set(verify(study.store).problems)
        with study.store.engines.writing.begin() as connection:
            connection.execute(delete(schema.metadata.tables[table]))
        assert any(f"table {table}" in problem for problem in set(verify(study.store).problems) - before)


def test_a_chain_cut_out_whole_is_missed(tmp_path: Path, database_url: str | None) -> None:
    """Another copy's rows, removed with their head and all that followed from them, are missed by the row that replaced one."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        with fork(study, tmp_path / "t", "t") as theirs:
            theirs.decide([mention(account, "m1")])
            merge(study.store, theirs.store)
        mine = dump(study, ["heads"])["heads"]
        assert len(mine) == 1
        study.decide([mention(account, "m1", "Samir K.")])
        with study.store.read() as connection:
            rows = [dict(row) for row in connection.execute(select(schema.log).order_by(schema.log.c.seq)).mappings()]
        # A forger cuts the row out and writes the one after it anew, with a hash that fits, sealed content and all.
        cut, last = rows[-2:]
        forged = {**last, "seq": cut["seq"], "parent": cut["parent"]}
        forged["id"] = row_id({name: forged[name] for name in HASHED})
        unguarded(study, "log")
        with study.store.engines.writing.begin() as connection:
            beside = dict(connection.execute(select(schema.sealed).where(schema.sealed.c.row == last["id"])).mappings().one())
            connection.execute(delete(schema.sealed).where(schema.sealed.c.row.in_([cut["id"], last["id"]])))
            connection.execute(delete(schema.log).where(schema.log.c.id.in_([cut["id"], last["id"]])))
            connection.execute(insert(schema.log), forged)
            connection.execute(insert(schema.sealed), {**beside, "row": forged["id"]})
            for table in (schema.heads, schema.leaves, schema.projections["mention"]):
                connection.execute(update(table).where(table.c.row == last["id"]).values(row=forged["id"]))
        assert any(cut["id"] in problem for problem in verify(study.store).problems)


def test_a_row_may_replace_its_own_object_alone(tmp_path: Path, database_url: str | None) -> None:
    """A row, hash and all in order, that replaces a decision about something else is named: it would silence it."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        study.decide([mention(account, "m1"), Recommendation(id="r1", text="Listen.")])
        with study.store.read() as connection:
            rows = {row["kind"]: dict(row) for row in connection.execute(select(schema.log)).mappings()}
        last = rows["recommendation"]
        forged = {**last, "seq": last["seq"] + 1, "parent": last["id"], "tick": last["tick"] + 1, "subject": "r2"}
        forged["replaces"] = json.dumps([rows["mention"]["id"]])
        forged["id"] = row_id({name: forged[name] for name in HASHED})
        with study.store.engines.writing.begin() as connection:
            connection.execute(insert(schema.log), forged)
        assert any("which is about something else" in problem for problem in verify(study.store).problems)


# --- backups built to harm


@pytest.mark.parametrize("name", [".. /escaped.txt", "codebooks/... /x", "archive /x", "codebooks./x", "C:/x", "..\\x"])
def test_names_that_windows_reads_otherwise_are_refused(tmp_path: Path, name: str) -> None:
    """Windows drops spaces and dots at the end of a name: such a name in a backup is refused on every system."""
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr(name, b"out")
        bundle.writestr("manifest-sha256.json", json.dumps({name: "0" * 64}))
    with pytest.raises(InputError, match="outside itself"), unpacked(path):
        pass


@pytest.mark.parametrize("manifest", ["[]", "3", '{"a": 1}', "{"])
def test_a_list_of_files_that_is_none_is_refused(tmp_path: Path, manifest: str) -> None:
    """Whatever stands in place of the list of files, the answer is in words."""
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("manifest-sha256.json", manifest)
    with pytest.raises(InputError, match="cannot be read as a backup"), unpacked(path):
        pass


def test_faults_of_the_database_quote_nobody(tmp_path: Path, database_url: str | None) -> None:
    """A fault that ends up on a screen or in a report of a bug names the statement, never the words in it."""
    from sqlalchemy.exc import DBAPIError

    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        study.decide([replace(mention(account, "m1"), status=MentionStatus.PROPOSED)])
        with pytest.raises(DBAPIError) as told, study.store.write() as connection:
            connection.execute(insert(schema.projections["mention"]), {"subject": "m9", "label": "Vexmoor"})
        assert "Vexmoor" not in str(told.value).partition("DETAIL")[0]
        with study.read() as view:
            assert [found.id for found in view.records(Account)] == [account.id]
