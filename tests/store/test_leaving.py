"""What leaves a study: backups that are studies again, exports with the stable keys, snapshots; on both databases."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from support.studies import coding, dump, make_study, mention, put_account
from testimonia.errors import InputError, MissingExtra, StudyExists, UsageError
from testimonia.store import snapshot
from testimonia.store.backup import backup, unpacked
from testimonia.store.export import Asking, export
from testimonia.store.merge import merge
from testimonia.store.verify import verify
from testimonia.store.withdraw import withdraw
from testimonia.study import Study, open_study

BODY = "They killed people I knew, and so I left at night with my brother."

# The contract of the study's tables: scripts rely on these keys; more may be added, none may go.
CONTRACT = {
    "accounts": "id origin bundle title published language shelf state reason capture sha256 words",
    "captures": "account grade at tool who sha256",
    "editions": "id account kind of language sha256 text",
    "searches": "id database query language limits date hits",
    "sources": "id name country language",
    "screening": "account mention screener round decision criterion reason at",
    "relations": "a b kind direction score matched_words containment passages status by",
    "families": "id accounts root",
    "mentions": "id account label identity kind status by start end edition",
    "claims": "id mention variable value holder time start end edition by",
    "links": "a b probability decision by",
    "cases": "id kind label mentions probability",
    "episodes": "id mention case coder layer round group role joined left order",
    "values": "id mention case episode variable value missing coder layer round",
    "codebooks": "id version codes",
    "codings": "id account edition mention case episode code codebook_version coder layer round stance voice modality start end quote at",
    "completions": "coder unit codebook version round at",
    "judgements": "id account case coder source_grade information_grade conditions note",
    "adjudications": "id decision",
    "suggestions": "id account kind target value start end score method version edition",
    "recommendations": "id text",
    "runs": "id stage",
    "log": "id replica seq at by kind subject",
    "findings": "id kind registered estimate low high n not_stated method seed replicates denominator threshold layer snapshot evidence",
    "snapshots": "id name",
}


def asking(study: Study) -> Asking:
    """As the study's owner."""
    with study.store.read() as connection:
        return Asking(
            by=study.coder,
            sight=study.sight(connection),
            machine=study.machine_sight(connection),
            protocol=study.protocol,
            protocol_digest=study.protocol_digest,
        )


def filled(folder: Path, url: str | None) -> Study:
    """A study with an account, a person and a coding whose words a spreadsheet would take for a formula."""
    study = make_study(folder, url)
    account = put_account(study, "a.txt", BODY, title='=HYPERLINK("http://example.org")', published="2021-05")
    study.decide([mention(account, "m1", "سمير"), coding(account, 5, 11, BODY, memo="+1 good\nline two")])
    return study


def jsonl(path: Path) -> list[dict[str, Any]]:
    """The rows of an exported file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_backup_is_a_study_again(tmp_path: Path, database_url: str | None) -> None:
    """Unpacked, a backup opens, verifies, holds the same rows, and names no server; merged back it adds nothing."""
    with filled(tmp_path / "s", database_url) as study:
        report = backup(study.store, tmp_path / "b.zip", by="owner")
        assert report.files >= 4
        with zipfile.ZipFile(tmp_path / "b.zip") as bundle:
            assert bundle.testzip() is None
            assert b"\ndatabase:" not in b"\n" + bundle.read("study.yaml")
        with unpacked(tmp_path / "b.zip") as folder:
            shutil.copytree(folder, tmp_path / "again")
        with open_study(tmp_path / "again") as again:
            assert dump(again) == dump(study)
            assert verify(again.store).problems == ()
            assert again.store.search("killed") == study.store.search("killed") != []
            assert merge(study.store, again.store).rows == 0
        with pytest.raises(StudyExists):
            backup(study.store, tmp_path / "b.zip", by="owner")


def test_a_withdrawal_names_the_backup(tmp_path: Path, database_url: str | None) -> None:
    """A backup and an export that held a withdrawn account are listed, those of another account are not."""
    with filled(tmp_path / "s", database_url) as study:
        backup(study.store, tmp_path / "b.zip", by="owner")
        export(study.store, tmp_path / "out", asking(study))
        later = put_account(study, "later.txt", "something else")
        first = next(record for record in dump(study, ["accounts"])["accounts"] if record["id"] != later.id)
        kinds = [copy["kind"] for copy in withdraw(study.store, first["id"], by="owner", reason="law").held_by]
        assert sorted(kinds) == ["backup", "export"]
        assert withdraw(study.store, later.id, by="owner", reason="law").held_by == ()


@pytest.mark.parametrize("harm", ["cut", "changed", "outside", "junk"])
def test_a_harmful_backup_is_refused(tmp_path: Path, harm: str) -> None:
    """A backup that is cut, changed, or names files outside itself is refused with a reason, and nothing lands outside."""
    with filled(tmp_path / "s", None) as study:
        backup(study.store, tmp_path / "b.zip", by="owner")
    path = tmp_path / "b.zip"
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:-200])
    elif harm == "junk":
        path.write_bytes(b"no zip at all")
    else:
        with zipfile.ZipFile(path) as bundle:
            files = {name: bundle.read(name) for name in bundle.namelist()}
        manifest = json.loads(files["manifest-sha256.json"])
        if harm == "changed":
            files["study.yaml"] += b"\n# changed"
        else:
            manifest["../escaped.txt"] = "0" * 64
            files["../escaped.txt"] = b"out"
        files["manifest-sha256.json"] = json.dumps(manifest).encode()
        with zipfile.ZipFile(path, "w") as bundle:
            for name, content in files.items():
                bundle.writestr(name, content)
    with pytest.raises(InputError, match="cannot be read as a backup"), unpacked(path):
        pass
    assert not (tmp_path / "escaped.txt").exists()


def test_export_keeps_the_contract(tmp_path: Path, database_url: str | None) -> None:
    """Every table of the contract is a file with at least its keys, in CSV and in Parquet; JSONL rows carry them too."""
    with filled(tmp_path / "s", database_url) as study:
        export(study.store, tmp_path / "csv", asking(study), "csv")
        export(study.store, tmp_path / "jsonl", asking(study), "jsonl")
        for name, keys in CONTRACT.items():
            with (tmp_path / "csv" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
                header = next(csv.reader(file))
            assert set(keys.split()) <= set(header), name
            for row in jsonl(tmp_path / "jsonl" / f"{name}.jsonl"):
                assert list(row) == header, name
        assert "secret" not in json.dumps(jsonl(tmp_path / "jsonl" / "accounts.jsonl"))


def test_export_says_what_is_there(tmp_path: Path, database_url: str | None) -> None:
    """Texts come out as they went in; a formula comes out harmless in CSV and untouched in JSONL; exporting twice is the same."""
    with filled(tmp_path / "s", database_url) as study:
        for name in ("one", "two"):
            export(study.store, tmp_path / name, asking(study))
        files = sorted(path.name for path in (tmp_path / "one").iterdir())
        assert [(tmp_path / "one" / name).read_bytes() for name in files] == [(tmp_path / "two" / name).read_bytes() for name in files]
        (account,) = jsonl(tmp_path / "one" / "accounts.jsonl")
        assert account["title"] == '=HYPERLINK("http://example.org")'
        (edition,) = jsonl(tmp_path / "one" / "editions.jsonl")
        (mark,) = jsonl(tmp_path / "one" / "codings.jsonl")
        assert edition["text"][mark["start"] : mark["end"]] == mark["quote"] == "killed"
        assert (mark["case"], mark["memo"]) == (None, "+1 good\nline two")
        export(study.store, tmp_path / "csv", asking(study), "csv")
        with (tmp_path / "csv" / "accounts.csv").open(encoding="utf-8-sig", newline="") as file:
            assert next(csv.DictReader(file))["title"].startswith("'=HYPERLINK")


def test_export_as_parquet(tmp_path: Path) -> None:
    """Parquet holds the same rows as JSONL."""
    parquet = pytest.importorskip("pyarrow.parquet")
    with filled(tmp_path / "s", None) as study:
        export(study.store, tmp_path / "p", asking(study), "parquet")
        assert parquet.read_table(tmp_path / "p" / "codings.parquet").to_pylist()[0]["quote"] == "killed"
        with pytest.raises(UsageError, match="jsonl"):
            export(study.store, tmp_path / "x", asking(study), "xml")


def test_a_missing_extra_names_the_line_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow, Parquet is refused with the pip line that brings it."""
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with filled(tmp_path / "s", None) as study, pytest.raises(MissingExtra, match="testimonia\\[linkage\\]"):
        export(study.store, tmp_path / "p", asking(study), "parquet")


def test_a_snapshot_names_a_state(tmp_path: Path, database_url: str | None) -> None:
    """The same state has one id, a decision changes it, a name cannot mean two states."""
    with filled(tmp_path / "s", database_url) as study:

        def take(name: str) -> str:
            with study.store.write() as connection:
                present = snapshot.state(connection, study.protocol_digest, study.machine_sight(connection))
                return snapshot.take(connection, name, "owner", study.store.now(), present)

        first = take("before")
        assert take("before") == first == take("also")
        with study.read() as view:
            assert view.snapshot() == first
        put_account(study, "b.txt", "more")
        with study.read() as view:
            assert view.snapshot() != first
        with pytest.raises(InputError, match="already"):
            take("before")
        assert verify(study.store).problems == ()
