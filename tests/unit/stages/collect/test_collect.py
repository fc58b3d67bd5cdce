"""The verb: files become accounts, once."""

from __future__ import annotations

import json

import pytest

from support.studies import dump, surroundings
from testimonia.domain.evidence import Account, Capture, Edition, ShelfDeclaration
from testimonia.domain.identity import account_secret
from testimonia.domain.vocabulary import AccountState, EditionKind, Grade, Shelf
from testimonia.errors import AccountWithdrawn, NotPermitted, UnknownReference, UsageError
from testimonia.stages.collect import CollectParams, Limits, collect
from testimonia.store.texts import edition_id
from testimonia.store.withdraw import withdraw
from testimonia.study import new_study, open_study
from testimonia.text import text_digest

SAVED = "<!DOCTYPE html><!--\n Page saved with SingleFile \n url: https://post.example/river \n saved date: Wed Jun 03 2015 10:00:05 GMT+0200 (CEST)\n-->"


@pytest.fixture
def study(tmp_path):
    with new_study(tmp_path / "s", surroundings=surroundings()) as made:
        yield made


@pytest.fixture
def folder(tmp_path, page, pdf, story):
    """A folder as people have them."""
    place = tmp_path / "in"
    for name, data in {
        "river.html": page(head='<meta property="article:published_time" content="2015-06-03">'),
        "sub/paper.pdf": pdf((story,), info="/CreationDate (D:20160101)"),
        "sub/note.md": f"# The walk\n\n{story}\n".encode(),
        "copy.txt": story.encode(),
        "sub/copy.txt": story.encode(),
        "empty.txt": b"",
        "data.bin": bytes(range(256)) * 10,
        "report.docx": b"PK\x03\x04" + bytes(range(256)),
        ".DS_Store": b"x",
    }.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place


def accounts(study):
    with study.read() as view:
        return {account.origin: account for account in view.records(Account)}


def captures(study):
    with study.read() as view:
        return {capture.account: capture for capture in view.records(Capture)}


def test_every_file_becomes_an_account_with_a_state(study, folder):
    """Nothing is silent: what cannot be read is an account too, with its bytes and its reason."""
    report = collect(study, [folder])
    found = accounts(study)
    assert {origin: (account.state.value, account.reason) for origin, account in found.items()} == {
        "river.html": ("ok", None),
        "sub/paper.pdf": ("ok", None),
        "sub/note.md": ("ok", None),
        "copy.txt": ("ok", None),
        "sub/copy.txt": ("ok", None),
        "empty.txt": ("failed", "empty file"),
        "data.bin": ("failed", "not a text"),
        "report.docx": ("failed", "damaged: its directory cannot be read (cut off, or no ZIP archive)"),
    }
    for origin, account in found.items():
        data = (folder / origin).read_bytes()
        assert study.store.archive.get(account.sha256) == data
        assert account.secret == account_secret(data)
    assert report.as_json()["states"] == {"ok": 5, "partial": 0, "failed": 3}
    assert report.hidden == (".DS_Store",)
    assert "Collected: 8 new accounts (5 ok, 3 failed)." in report.lines()
    assert "  failed: report.docx: damaged: its directory cannot be read (cut off, or no ZIP archive)" in report.lines()
    json.dumps(report.as_json())


def test_editions_are_what_the_account_names(study, folder, story):
    """An account's main and full point to whole editions of those kinds; one that failed has none."""
    collect(study, [folder])
    found = accounts(study)
    with study.read() as view:
        for account in found.values():
            if account.state is AccountState.FAILED:
                assert (account.main, account.full, account.words) == (None, None, 0)
                continue
            full, main = view.edition(account.full), view.edition(account.main)
            assert (full.kind, main.kind) == (EditionKind.FULL, EditionKind.MAIN)
            for edition in (full, main):
                assert edition.sha256 == text_digest(edition.text)
                assert edition.id == edition_id(edition)
        assert view.edition(found["copy.txt"].main).text == story
    assert study.store.search("baker neighbour") == [found["river.html"].id]
    assert found["river.html"].published == "2015-06-03"
    assert found["sub/paper.pdf"].published is None


def test_identical_bytes_from_two_origins_are_two_accounts(study, folder):
    """The id is made of origin and bytes, so that a reprint in another place is seen as one."""
    collect(study, [folder])
    one, other = accounts(study)["copy.txt"], accounts(study)["sub/copy.txt"]
    assert one.sha256 == other.sha256
    assert one.id != other.id


def test_collecting_twice_adds_nothing(study, folder):
    """The second run finds everything there; what had failed is tried again and, failing again, adds no row."""
    collect(study, [folder])
    before = dump(study)
    report = collect(study, [folder])
    assert dump(study) == before
    assert report.new == ()
    assert (report.already, report.states) == (5, {"failed": 3})
    assert "3 read again that had failed before" in " ".join(report.lines())


def test_what_failed_is_read_when_it_can_be(study, folder):
    """A file that failed under one limit is read under a wider one: same account, same capture."""
    collect(study, [folder / "copy.txt"], CollectParams(limits=Limits(bytes=10)))
    before = captures(study)
    assert accounts(study)["copy.txt"].state is AccountState.FAILED
    report = collect(study, [folder / "copy.txt"])
    assert accounts(study)["copy.txt"].state is AccountState.OK
    assert captures(study) == before
    assert (report.new, report.states) == ((), {"ok": 1})


def test_two_machines_give_the_same_accounts(tmp_path, study, folder):
    """Accounts and editions carry no machine time and no path of the machine."""
    collect(study, [folder])
    moved = folder.rename(tmp_path / "elsewhere")
    with new_study(tmp_path / "t", surroundings=surroundings("two")) as other:
        collect(other, [str(moved)])
        with study.read() as here, other.read() as there:
            assert here.records(Account) == there.records(Account)
            for account in here.records(Account):
                assert study.store.editions(here.connection, account.id) == other.store.editions(there.connection, account.id)


def test_captures_are_graded(study, tmp_path, page):
    """What the file says goes before what a person says, and that before not knowing; the time is the one that was stated."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "saved.html").write_bytes(page(top=SAVED))
    (tmp_path / "in" / "plain.html").write_bytes(page())
    collect(study, [tmp_path / "in"], CollectParams(declared_by="R. Archivist", declared_at="2015-07"))
    found, taken = accounts(study), captures(study)
    saved, plain = taken[found["saved.html"].id], taken[found["plain.html"].id]
    assert (saved.grade, saved.at, saved.who) == (Grade.RECORDED, "2015-06-03T08:00:05Z", "owner")
    assert "https://post.example/river" in saved.tool
    assert (plain.grade, plain.at, plain.who) == (Grade.DECLARED, "2015-07", "R. Archivist")
    assert plain.tool.endswith("; declared by owner: saved on 2015-07 by R. Archivist")
    (tmp_path / "later.html").write_bytes(page(title="Later"))
    collect(study, [tmp_path / "later.html"])
    later = captures(study)[accounts(study)["later.html"].id]
    assert (later.grade, later.who, later.media_type) == (Grade.UNKNOWN, "owner", "text/html")
    assert later.at.startswith("2026-01-01T")


def test_a_declared_time_must_be_one(study, folder):
    """Nonsense as the time of capture is refused before anything is collected."""
    with pytest.raises(UsageError, match="declared time"):
        collect(study, [folder], CollectParams(declared_at="last summer"))
    assert accounts(study) == {}


def test_a_shelf_is_declared_also_for_what_is_there(study, folder):
    """Collecting again with a shelf declares it for accounts that had none, once."""
    collect(study, [folder / "copy.txt"])
    first = collect(study, [folder / "copy.txt", folder / "river.html"], CollectParams(shelf=Shelf.TESTIMONY))
    again = collect(study, [folder / "copy.txt", folder / "river.html"], CollectParams(shelf=Shelf.TESTIMONY))
    with study.read() as view:
        declared = view.records(ShelfDeclaration)
    assert {entry.account for entry in declared} == {account.id for account in accounts(study).values()}
    assert {(entry.shelf, entry.by) for entry in declared} == {(Shelf.TESTIMONY, "owner")}
    assert (first.shelved, again.shelved) == (2, 0)


def test_pdf_dates_count_only_where_the_team_says_so(study, folder):
    """The day a PDF was made becomes the date of publication by choice alone, and is marked."""
    collect(study, [folder / "sub" / "paper.pdf"], CollectParams(trust_pdf_dates=True))
    account = accounts(study)["paper.pdf"]
    assert (account.published, account.published_origin) == ("2016-01-01", "pdf-created")


def test_withdrawn_bytes_are_refused(study, folder):
    """What was erased by duty does not come back, under no name, and its bytes are not archived again."""
    collect(study, [folder / "copy.txt"])
    gone = accounts(study)["copy.txt"]
    withdraw(study.store, gone.id, by="owner", reason="asked for")
    report = collect(study, [folder])
    assert report.refused == ("copy.txt", "sub/copy.txt")
    assert gone.sha256 not in study.store.archive
    assert {"copy.txt", "sub/copy.txt"}.isdisjoint(accounts(study))
    assert "2 files refused" in " ".join(report.lines())


def test_an_account_withdrawn_while_it_is_read_leaves_no_bytes(study, folder, monkeypatch):
    """Where somebody withdraws an account between reading and keeping it, its bytes do not stay in the archive."""

    def gone(*_):
        raise AccountWithdrawn("It was withdrawn.")

    monkeypatch.setattr(study.store, "keep_account", gone)
    report = collect(study, [folder / "copy.txt"])
    assert report.refused == ("copy.txt",)
    assert list(study.store.archive) == []


def test_a_bare_path_is_one_source(study, folder):
    """A path given without a list is not taken for a list of letters."""
    assert len(collect(study, str(folder)).new) == 8


def test_an_empty_folder_is_no_error_and_says_what_to_do(study, tmp_path):
    """Nothing to collect is an answer, not a failure."""
    (tmp_path / "in").mkdir()
    report = collect(study, [tmp_path / "in"])
    assert report.lines() == [f"There is nothing to collect in {tmp_path / 'in'}: put pages, documents, web archives or lists there."]


def test_large_files_are_skipped_with_their_reason(study, folder):
    """A file too large to be held is left where it is, and the report says so."""
    report = collect(study, [folder / "copy.txt"], CollectParams(max_kept=10))
    assert [entry.path for entry in report.skipped] == ["copy.txt"]
    assert "larger than" in report.skipped[0].reason
    assert any("copy.txt" in line for line in report.lines())


def test_progress_is_told(study, folder):
    """Every file counts one, and the last call says that all are done."""
    seen = []
    collect(study, [folder], progress=lambda done, total, what: seen.append((done, total, what)))
    assert [done for done, _, _ in seen] == list(range(9))
    assert {(total, what) for _, total, what in seen} == {(8, "collecting")}


def test_long_lists_of_problems_are_cut_in_words_only(study, tmp_path):
    """Twenty problems are told in words, all of them in JSON."""
    (tmp_path / "in").mkdir()
    for number in range(25):
        (tmp_path / "in" / f"{number:02}.txt").write_bytes(b"")
    report = collect(study, [tmp_path / "in"])
    assert len([line for line in report.lines() if "empty file" in line]) == 20
    assert any("5 more" in line for line in report.lines())
    assert len(report.as_json()["problems"]) == 25


def test_names_cannot_play_tricks_on_the_terminal(study, tmp_path):
    """A file name with controls is shown escaped."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a\u202e\x1b[31mb.txt").write_bytes(b"")
    report = collect(study, [tmp_path / "in"])
    assert not {"\u202e", "\x1b"} & set("".join(report.lines()))


def test_members_of_the_team_alone_may_collect(study, folder):
    """Any member may collect in their own name; nobody else may."""
    study.close()
    text = (study.folder / "study.yaml").read_text(encoding="utf-8")
    assert "coders:" in text
    with open_study(study.folder, surroundings=surroundings("b")) as mine:
        other = next((coder.id for coder in mine.protocol.coders if coder.id != "owner"), None)
    with pytest.raises((NotPermitted, UnknownReference)):
        open_study(study.folder, coder="stranger")
    if other is not None:
        with open_study(study.folder, coder=other, surroundings=surroundings("c")) as theirs:
            collect(theirs, [folder / "copy.txt"])
            assert {capture.who for capture in captures(theirs).values()} == {other}


def test_kinds_of_edition_are_both_kept(study, folder):
    """Every readable account keeps two texts, even where they are alike."""
    collect(study, [folder / "copy.txt"])
    with study.read() as view:
        account = view.records(Account)[0]
        texts: list[Edition] = study.store.editions(view.connection, account.id)
    assert sorted(edition.kind.value for edition in texts) == ["full", "main"]
    assert len({edition.id for edition in texts}) == 2
