"""Evidence leaves the study so that others can check it with their own tools."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import subprocess
import sys
import zipfile

import bagit
import pytest
from warcio.archiveiterator import ArchiveIterator

from support.documents import answer, record
from support.studies import make_study, put_account, surroundings
from testimonia.domain.evidence import Account
from testimonia.domain.identity import digest
from testimonia.errors import StudyDamaged, StudyExists, UnknownReference
from testimonia.stages.collect import collect
from testimonia.store.custody.wacz import split, surt
from testimonia.store.log import HASHED, row_id, seal
from testimonia.study import exhibit, export, new_study, open_study, withdraw

TEXT = "He left the group in the spring of 2014, he told us, because nothing had been as promised to him by the men who came. " * 3
RIVER = "https://www.post.example/River?b=2&a=1"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The folder of a study of a text, a page of a web archive and a file that cannot be read."""
    around = tmp_path_factory.mktemp("evidence")
    folder = around / "in"
    folder.mkdir()
    (folder / "رسالة.txt").write_text(TEXT, encoding="utf-8")
    page = f"<html><head><title>River</title></head><body><article><p>{TEXT}</p></article></body></html>".encode()
    (folder / "crawl.warc.gz").write_bytes(gzip.compress(record("response", RIVER, answer(page, kind="text/html; charset=utf-8"))))
    (folder / "data.bin").write_bytes(bytes(range(256)) * 10)
    with new_study(around / "s", surroundings=surroundings()) as made:
        collect(made, [folder])
    return around / "s"


@pytest.fixture
def study(collected, tmp_path):
    """A study of one's own."""
    shutil.copytree(collected, tmp_path / "s")
    with open_study(tmp_path / "s", surroundings=surroundings()) as opened:
        yield opened


def accounts(study):
    with study.read() as view:
        return {account.origin: account for account in view.records(Account)}


def checked(folder):
    """What sha256sum alone says of a folder."""
    if shutil.which("sha256sum") is None:
        pytest.skip("sha256sum is not here")
    return subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)


# --- an exhibit


def test_an_exhibit_is_checked_by_sha256sum_alone(study, tmp_path):
    """Every file but the list of hashes stands in it, all hashes hold, and one changed byte is found."""
    report = exhibit(study, RIVER, tmp_path / "x")
    assert report.grades == {"recorded": 1}
    folder = tmp_path / "x"
    run = checked(folder)
    assert run.returncode == 0, run.stderr
    assert run.stdout.count(": OK") == len([path for path in folder.rglob("*") if path.is_file()]) - 1
    original = next((folder / "evidence").iterdir())
    original.write_bytes(original.read_bytes().replace(b"spring", b"autumn"))
    assert checked(folder).returncode != 0


def test_an_exhibit_keeps_evidence_apart_from_the_working_text(study, tmp_path):
    """The original lies byte for byte under its hash; the texts lie elsewhere and are called derived."""
    exhibit(study, RIVER, tmp_path / "x")
    account = accounts(study)[RIVER]
    assert [path.name for path in (tmp_path / "x" / "evidence").iterdir()] == [f"{account.sha256}.warc"]
    assert (tmp_path / "x" / "evidence" / f"{account.sha256}.warc").read_bytes() == study.store.archive.get(account.sha256)
    texts = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "x" / "working").iterdir()}
    assert set(texts) == {f"main-{account.main}-in-force.txt", f"full-{account.full}-in-force.txt"}
    assert TEXT.strip() in texts[f"main-{account.main}-in-force.txt"]
    readme = (tmp_path / "x" / "README.txt").read_text(encoding="utf-8")
    assert "not evidence" in readme
    assert "recorded: the file itself, or a web archive, says" in readme
    assert RIVER in readme


def test_the_custody_events_of_an_exhibit_can_be_recomputed(study, tmp_path):
    """Each row's id is the hash of the row and its parent, and a capture's seal that of salt and content: nothing of ours is needed to check."""
    exhibit(study, RIVER, tmp_path / "x")
    rows = [json.loads(line) for line in (tmp_path / "x" / "custody.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["kind"] for row in rows} == {"account", "capture"}
    for row in rows:
        assert row["id"] == row_id(row) == digest(*(row[name] for name in HASHED))
        assert row["kind"] == "account" or row["sealed"] == seal(row["salt"], row["content"])
    with (tmp_path / "x" / "custody.csv").open(encoding="utf-8-sig", newline="") as file:
        shown = list(csv.DictReader(file))
    assert [row["row"] for row in shown] == [row["id"] for row in rows]
    assert {row["grade"] for row in shown if row["event"] == "captured"} == {"recorded"}


def test_an_exhibit_may_be_one_file(study, tmp_path):
    """A ZIP unpacks to one folder with everything; the same exhibit is the same bytes apart from who made it when."""
    exhibit(study, "رسالة.txt", tmp_path / "letter.zip")
    with zipfile.ZipFile(tmp_path / "letter.zip") as bundle:
        bundle.extractall(tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["letter"]
    assert checked(tmp_path / "out" / "letter").returncode == 0


def test_evidence_is_never_written_over(study, tmp_path):
    """A folder with something in it, and a file, stay as they are."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file.zip").write_bytes(b"mine")
    for act in (
        lambda place: exhibit(study, RIVER, place),
        lambda place: export(study, place, "bagit"),
        lambda place: export(study, place, "wacz"),
    ):
        for name in ("full", "file.zip"):
            with pytest.raises(StudyExists):
                act(tmp_path / name)
    assert (tmp_path / "full" / "mine.txt").read_text() == "mine"
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]
    assert not list(tmp_path.glob(".evidence-*"))


@pytest.mark.parametrize("form", ["exhibit", "bagit", "wacz"])
def test_a_changed_or_lost_original_stops_the_export(study, tmp_path, form):
    """Nothing leaves as evidence that is not what was captured; nothing half-done stays."""
    account = accounts(study)[RIVER]
    path = study.store.archive.path(account.sha256)
    kept = path.read_bytes()

    def leave():
        return exhibit(study, RIVER, tmp_path / "x") if form == "exhibit" else export(study, tmp_path / "x", form)

    path.write_bytes(kept + b" ")
    with pytest.raises(StudyDamaged):
        leave()
    path.unlink()
    with pytest.raises(StudyDamaged):
        leave()
    assert not (tmp_path / "x").exists()
    assert not list(tmp_path.glob(".evidence-*"))


def test_an_account_that_is_not_there_has_no_exhibit(study, tmp_path):
    """A mistyped name is told."""
    with pytest.raises(UnknownReference):
        exhibit(study, "nobody.html", tmp_path / "x")


def test_a_withdrawal_names_the_evidence_that_left(study, tmp_path):
    """Exhibits, bags and archives that held an account are listed when it is withdrawn, and later ones hold nothing of it."""
    exhibit(study, RIVER, tmp_path / "x.zip")
    export(study, tmp_path / "bag", "bagit")
    export(study, tmp_path / "all.wacz", "wacz")
    account = accounts(study)[RIVER]
    report = withdraw(study, account.id, "erasure request")
    assert [copy["path"] for copy in report.held_by] == [str(tmp_path / name) for name in ("x.zip", "bag", "all.wacz")]
    export(study, tmp_path / "later", "bagit")
    text = "".join(path.read_text(encoding="utf-8", errors="replace") for path in (tmp_path / "later").rglob("*") if path.is_file())
    assert account.id not in text
    assert "River" not in text


# --- originals of several accounts, and what must not leave

DOOMED = "The woman from Vexmoor told us"


@pytest.fixture
def several(tmp_path):
    """A study with two accounts of one file, and one of another."""
    with make_study(tmp_path / "s") as opened:
        body = f"{DOOMED} one thing. The miller told us another."
        first, second = put_account(opened, "wires.docx#1", body), put_account(opened, "wires.docx#2", body)
        yield opened, first, second, put_account(opened, "alone.txt", TEXT)


def leave(study, account, target, form):
    """Evidence in one of its forms, unpacked: the report, and every file by its path."""
    report = exhibit(study, account.id, target / "x.zip") if form == "exhibit" else export(study, target / "x.zip", form)
    with zipfile.ZipFile(target / "x.zip") as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    return report, {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in files.items()}


@pytest.mark.parametrize("form", ["exhibit", "bagit", "wacz"])
def test_an_original_that_holds_a_withdrawn_account_does_not_leave(several, tmp_path, form):
    """Shared bytes stay behind and are named with the reason, in the report and in the README; the other accounts' rows, and other bytes, leave."""
    study, first, second, alone = several
    _, before = leave(study, second, tmp_path / "before", form)
    original = study.store.archive.get(second.sha256)
    assert any(original in data for data in before.values())
    withdraw(study, first.id, "erasure request")
    report, files = leave(study, second, tmp_path, form)
    assert {name.split("/")[1] for name, data in files.items() if original in data} == ({"working"} if form == "exhibit" else set())
    assert not any(first.id.encode() in data for data in files.values())
    assert [(one.sha256, one.accounts) for one in report.withheld] == [(second.sha256, (second.id,))]
    assert report.originals == (0 if form == "exhibit" else 1)
    assert report.as_json()["withheld"][0]["accounts"] == [second.id]
    readme = next(data for name, data in files.items() if name.endswith("README.txt")).decode()
    for told in ("\n".join(report.lines()), readme):
        assert second.sha256 in told
        assert "was withdrawn" in told
    rows = next(data for name, data in files.items() if name.endswith(("custody.jsonl", "events.jsonl"))).decode()
    assert {json.loads(row)["account"] for row in rows.splitlines()} == ({second.id} if form == "exhibit" else {second.id, alone.id})
    if form != "exhibit":
        assert any(TEXT.encode() in data for data in files.values())


def test_a_bag_without_a_shared_original_is_valid(several, tmp_path):
    """What stays behind leaves no gap that another program would report, and the README is under the bag's hashes."""
    study, first, *_ = several
    withdraw(study, first.id, "erasure request")
    export(study, tmp_path / "bag", "bagit")
    assert bagit.Bag(str(tmp_path / "bag")).validate()
    assert "README.txt" in (tmp_path / "bag" / "tagmanifest-sha256.txt").read_text(encoding="utf-8")


def test_an_exhibit_is_a_copy_of_every_account_in_its_bytes(several, tmp_path):
    """Withdrawing one account of a file names the exhibit that was made of another one, and none that holds other bytes."""
    study, first, second, alone = several
    exhibit(study, second.id, tmp_path / "second.zip")
    exhibit(study, alone.id, tmp_path / "alone.zip")
    report = withdraw(study, first.id, "erasure request")
    assert [copy["path"] for copy in report.held_by] == [str(tmp_path / "second.zip")]


@pytest.mark.parametrize("form", ["exhibit", "bagit", "wacz"])
def test_secrets_of_accounts_stay_in_the_study(several, tmp_path, form):
    """No form of evidence holds an account's secret or its row's salt; the row's id can still be recomputed, and the README says what is left out."""
    study, _, second, _ = several
    assert second.secret
    _, files = leave(study, second, tmp_path, form)
    assert not any(second.secret.encode() in data for data in files.values())
    rows = next(data for name, data in files.items() if name.endswith(("custody.jsonl", "events.jsonl"))).decode()
    read = [row for row in map(json.loads, rows.splitlines()) if row["kind"] == "account"]
    assert read
    for row in read:
        assert row["id"] == digest(*(row[name] for name in HASHED))
        assert row["sealed"]
        assert row["salt"] is None
        assert "secret" not in json.loads(row["content"])
    assert "secret" in next(data for name, data in files.items() if name.endswith("README.txt")).decode()


# --- a bag


@pytest.mark.parametrize("name", ["bag", "bag.zip"])
def test_a_bag_is_valid_to_another_program(study, tmp_path, name):
    """The Library of Congress's bagit finds it complete and every hash right, and notices a changed original."""
    report = export(study, tmp_path / name, "bagit")
    folder = tmp_path / "bag"
    if name.endswith(".zip"):
        with zipfile.ZipFile(tmp_path / name) as bundle:
            bundle.extractall(tmp_path)
    bag = bagit.Bag(str(folder))
    assert bag.validate()
    assert bag.info["Payload-Oxum"].endswith(f".{len(list((folder / 'data').rglob('*.*')))}")
    assert report.originals == len(list((folder / "data" / "originals").iterdir())) == 3
    assert report.accounts == 3
    grades = [json.loads(line)["grade"] for line in (folder / "data" / "captures.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(grades) == ["recorded", "unknown", "unknown"]
    assert "secret" not in (folder / "data" / "accounts.jsonl").read_text(encoding="utf-8")
    original = next((folder / "data" / "originals").iterdir())
    original.write_bytes(original.read_bytes() + b" ")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(folder)).validate()


# --- a WACZ


def test_a_wacz_is_valid_to_another_program(study, tmp_path):
    """`wacz validate` takes it: contents, description, paths and hashes; a changed byte is noticed by it."""
    export(study, tmp_path / "all.wacz", "wacz")
    program = [sys.executable, "-c", "import sys; from wacz.main import main; sys.exit(main())", "validate", "-f"]
    run = subprocess.run([*program, str(tmp_path / "all.wacz")], capture_output=True, text=True, check=False, timeout=100)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "the passed WACZ is valid" in run.stdout
    with zipfile.ZipFile(tmp_path / "all.wacz") as bundle, zipfile.ZipFile(tmp_path / "bad.wacz", "w") as bad:
        for name in bundle.namelist():
            data = bundle.read(name)
            bad.writestr(name, data + b" " if name.startswith("pages/") else data)
    run = subprocess.run([*program, str(tmp_path / "bad.wacz")], capture_output=True, text=True, check=False, timeout=100)
    assert run.returncode != 0


def test_the_index_of_a_wacz_leads_to_its_records(study, tmp_path):
    """At each offset lies the record of that address, stored without a second compression; records of the study are there byte for byte."""
    export(study, tmp_path / "all.wacz", "wacz")
    with zipfile.ZipFile(tmp_path / "all.wacz") as bundle:
        assert bundle.getinfo("archive/data.warc.gz").compress_type == zipfile.ZIP_STORED
        data = bundle.read("archive/data.warc.gz")
        index = bundle.read("indexes/index.cdx").decode().splitlines()
        pages = [json.loads(line) for line in bundle.read("pages/pages.jsonl").decode().splitlines()]
    assert index == sorted(index)
    assert len(index) == 3
    for line in index:
        told = json.loads(line.split(" ", 2)[2])
        member = data[int(told["offset"]) : int(told["offset"]) + int(told["length"])]
        assert told["url"].encode() in gzip.decompress(member)
    assert study.store.archive.get(accounts(study)[RIVER].sha256) in gzip.decompress(data)
    assert {page["url"] for page in pages[1:]} == {RIVER, "file:///%D8%B1%D8%B3%D8%A7%D9%84%D8%A9.txt"}
    (tmp_path / "x.warc.gz").write_bytes(data)
    with (tmp_path / "x.warc.gz").open("rb") as file:
        kinds = [record.rec_type for record in ArchiveIterator(file)]
    assert sorted(kinds) == ["resource", "resource", "response"]


def test_the_index_sorts_as_other_programs_sort(study, tmp_path):
    """cdxj-indexer, the reference for these files, finds the same records at the same places under the same keys."""
    export(study, tmp_path / "all.wacz", "wacz")
    with zipfile.ZipFile(tmp_path / "all.wacz") as bundle:
        (tmp_path / "data.warc.gz").write_bytes(bundle.read("archive/data.warc.gz"))
        ours = bundle.read("indexes/index.cdx").decode().splitlines()
    program = [sys.executable, "-c", "import sys; from cdxj_indexer.main import main; sys.exit(main(sys.argv[1:]))", "-s"]
    run = subprocess.run([*program, str(tmp_path / "data.warc.gz")], capture_output=True, text=True, check=False, timeout=100)
    assert run.returncode == 0, run.stderr

    def parts(line):
        key, stamp, told = line.split(" ", 2)
        return key, stamp, {name: json.loads(told)[name] for name in ("url", "offset", "length")}

    theirs = [parts(line) for line in run.stdout.splitlines() if "post.example" in line]
    assert theirs == [parts(line) for line in ours if "post.example" in line]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://www.post.example/", "example,post)/"),
        ("http://post.example:8080/A/?Z=1&a=2", "example,post:8080)/a?a=2&z=1"),
        ("file:///x.txt", "file:///x.txt"),
    ],
)
def test_sort_keys_of_addresses(address, key):
    """Hosts from the back, lower case, queries in order (the rule of pywb's SURT)."""
    assert surt(address) == key


@pytest.mark.parametrize("data", [b"", b"no warc", b"WARC/1.0\r\nContent-Length: 99\r\n\r\nshort\r\n\r\n", b"WARC/1.0\r\n\r\n\r\n\r\n"])
def test_a_broken_record_is_not_cut_up(data):
    """What is not sound from end to end goes out whole, as a file."""
    assert list(split(data)) == []
