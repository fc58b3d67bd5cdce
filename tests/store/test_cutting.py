"""Withdrawing one item of a file that holds several: the file goes, the others keep what was taken out of it, and everything still adds up."""

from __future__ import annotations

import base64
import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from support.documents import nexis_docx
from support.studies import fork, make_study
from testimonia.domain.evidence import Account, Capture
from testimonia.stages.collect import collect, reread
from testimonia.store.merge import merge
from testimonia.store.verify import verify
from testimonia.store.withdraw import withdraw
from testimonia.study import Study, exhibit

ARTICLES = [
    {"title": f"Story of {who}", "outlet": "The River Post", "date": "June 3, 2015", "byline": "Ada", "body": f"{who} left the group."}
    for who in ("Vexmoor", "Miller", "Baker")
]
TEXT = "--b\r\nContent-Type: text/plain\r\n\r\nThe letter is attached.\r\n"
FILE = '--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="letter.txt"\r\n\r\nVexmoor wrote this letter.\r\n'
MAIL = f"From: Ada <ada@post.example>\r\nSubject: A letter\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{TEXT}{FILE}--b--\r\n"


def accounts(study: Study) -> dict[str, Account]:
    with study.read() as view:
        return {account.origin: account for account in view.records(Account)}


def capture_of(study: Study, account: Account) -> Capture:
    with study.read() as view:
        (found,) = [capture for capture in view.records(Capture) if capture.account == account.id]
    return found


def download(folder: Path) -> Path:
    path = folder / "nexis.docx"
    path.write_bytes(nexis_docx(ARTICLES))
    return path


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_the_file_goes_and_the_other_articles_keep_their_texts(tmp_path: Path, database_url: str | None) -> None:
    """Nothing of the withdrawn article is left, in the archive or the database; the others rest on their own text, say why, and are read as before."""
    with make_study(tmp_path / "s", database_url) as study:
        file = download(tmp_path)
        collect(study, [file])
        before = accounts(study)
        doomed, other = before["nexis.docx#1"], before["nexis.docx#2"]
        given = capture_of(study, other)
        report = withdraw(study.store, doomed.id, by="owner", reason="law")
        assert (report.same_bytes, report.leaving) == ((), ())
        assert set(report.cut) == {before["nexis.docx#2"].id, before["nexis.docx#3"].id}
        assert doomed.sha256 not in study.store.archive
        assert b"Vexmoor" not in bytes_of(tmp_path / "s" / "archive")
        if database_url is None:
            assert b"Vexmoor" not in bytes_of(tmp_path / "s")
        after = accounts(study)["nexis.docx#2"]
        own = capture_of(study, after)
        with study.read() as view:
            text = view.edition(after.full or "").text
        assert study.store.archive.get(own.sha256).decode() == text
        assert "Miller left the group." in text
        assert (own.grade, own.at, own.who, own.media_type) == (given.grade, given.at, given.who, "text/plain")
        assert own.tool.startswith(f"{given.tool}; on ")
        assert f"SHA-256 {doomed.sha256}), because something else in it was withdrawn" in own.tool
        assert (after.main, after.full, after.sha256, after.read_from) == (other.main, other.full, other.sha256, own.sha256)
        found = verify(study.store)
        assert (found.problems, found.notes) == ((), ("1 account withdrawn, chain intact.",))
        assert reread(study, everything=True).changed == ()
        assert collect(study, [file]).new == ()
        last = withdraw(study.store, after.id, by="owner", reason="law")
        assert last.cut == ()
        assert b"Miller" not in bytes_of(tmp_path / "s" / "archive")
        assert verify(study.store).problems == ()


def test_an_exhibit_of_what_was_cut_out_tells_what_happened(tmp_path: Path) -> None:
    """The custody events hold the capture of the file, that it was given up, and the text in its place; the evidence is the text."""
    with make_study(tmp_path / "s") as study:
        collect(study, [download(tmp_path)])
        before = accounts(study)
        withdraw(study.store, before["nexis.docx#1"].id, by="owner", reason="law")
        report = exhibit(study, before["nexis.docx#2"].id, tmp_path / "x")
        assert (report.originals, report.withheld) == (1, ())
        events = [json.loads(line)["event"] for line in (tmp_path / "x" / "custody.jsonl").read_text(encoding="utf-8").splitlines()]
        assert sorted(events) == ["captured", "captured", "original given up", "read", "read"]
        assert "the file is deleted, because one of those was withdrawn" in (tmp_path / "x" / "README.txt").read_text(encoding="utf-8")
        (evidence,) = (tmp_path / "x" / "evidence").iterdir()
        assert "Miller left the group." in evidence.read_text(encoding="utf-8")


@pytest.mark.parametrize("towards", ["the copy that withdrew", "the other copy"])
def test_a_merge_loses_the_file_on_both_sides(tmp_path: Path, towards: str) -> None:
    """Whoever merges with whom, the file and the article are gone from both copies, and the other articles are whole."""
    with make_study(tmp_path / "s") as study:
        collect(study, [download(tmp_path)])
        doomed = accounts(study)["nexis.docx#1"]
        with fork(study, tmp_path / "t", "two") as other:
            withdraw(study.store, doomed.id, by="owner", reason="law")
            ours, theirs = (study, other) if towards == "the copy that withdrew" else (other, study)
            merge(ours.store, theirs.store)
            assert doomed.sha256 not in ours.store.archive
            assert set(accounts(ours)) == {"nexis.docx#2", "nexis.docx#3"}
            assert b"Vexmoor" not in bytes_of(ours.folder)
            found = verify(ours.store)
            assert (found.problems, found.notes) == ((), ("1 account withdrawn, chain intact.",))


def test_another_copy_of_the_file_keeps_it_until_its_article_goes_too(tmp_path: Path) -> None:
    """The same file under another name holds the same article: a person decides about that one, and only then the file goes."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.docx").write_bytes(nexis_docx(ARTICLES))
    with make_study(tmp_path / "s") as study:
        collect(study, [tmp_path / "one", tmp_path / "two"])
        before = accounts(study)
        first = withdraw(study.store, before["one.docx#1"].id, by="owner", reason="law")
        assert (first.cut, before["two.docx#1"].id in first.same_bytes) == ((), True)
        assert before["one.docx#1"].sha256 in study.store.archive
        second = withdraw(study.store, before["two.docx#1"].id, by="owner", reason="law")
        assert len(second.cut) == 4
        assert b"Vexmoor" not in bytes_of(tmp_path / "s")
        assert verify(study.store).problems == ()


def test_an_attachment_goes_from_its_mail_too(tmp_path: Path) -> None:
    """A mail whose attachment is withdrawn keeps its text, not its bytes; a mail that is withdrawn names what came with it."""
    (tmp_path / "m.eml").write_bytes(MAIL.encode())
    with make_study(tmp_path / "s") as study:
        collect(study, [tmp_path / "m.eml"])
        before = accounts(study)
        mail, letter = before["m.eml"], before["m.eml/letter.txt"]
        report = withdraw(study.store, letter.id, by="owner", reason="law")
        assert report.cut == (mail.id,)
        assert mail.sha256 not in study.store.archive
        assert b"Vexmoor" not in bytes_of(tmp_path / "s")
        assert b"The letter is attached." in study.store.archive.get(capture_of(study, mail).sha256)
        assert collect(study, [tmp_path / "m.eml"]).new == ()
        (tmp_path / "again.eml").write_bytes(MAIL.replace("A letter", "Once more").encode())
        assert collect(study, [tmp_path / "again.eml"]).refused == ("again.eml",)
        assert b"Vexmoor" not in bytes_of(tmp_path / "s")
        assert verify(study.store).problems == ()


def test_a_withdrawn_mail_names_what_came_with_it(tmp_path: Path) -> None:
    """Attachments are accounts of their own: they stay, and the report says which."""
    (tmp_path / "m.eml").write_bytes(MAIL.encode())
    with make_study(tmp_path / "s") as study:
        collect(study, [tmp_path / "m.eml"])
        before = accounts(study)
        report = withdraw(study.store, before["m.eml"].id, by="owner", reason="law")
        assert (report.brought, report.cut) == ((before["m.eml/letter.txt"].id,), ())
        assert any(before["m.eml/letter.txt"].id in line for line in report.lines())
        assert set(accounts(study)) == {"m.eml/letter.txt"}
        assert verify(study.store).problems == ()


def forwarded() -> bytes:
    """A mail that forwards one with a letter attached to it, in base64 as programs pack files."""
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"], outer["Subject"] = "A letter", "Fwd: A letter"
    inner.set_content("The letter is attached.\n")
    inner.add_attachment(b"Vexmoor wrote this letter.\n", maintype="text", subtype="plain", filename="letter.txt")
    outer.set_content("See below.\n")
    outer.add_attachment(inner)
    return outer.as_bytes()


def test_what_came_in_a_forwarded_mail_goes_from_the_mail_around_it_too(tmp_path: Path) -> None:
    """A file attached to a mail within a mail stands in the bytes of both; both go, and both mails keep their texts."""
    with make_study(tmp_path / "s") as study:
        (tmp_path / "outer.eml").write_bytes(forwarded())
        collect(study, [tmp_path / "outer.eml"])
        before = accounts(study)
        (name,) = [origin for origin in before if origin.endswith("letter.txt")]
        report = withdraw(study.store, before[name].id, by="owner", reason="law")
        packed = base64.b64encode(b"Vexmoor wrote this letter.\n")
        assert all(word not in bytes_of(tmp_path / "s") for word in (b"Vexmoor", packed))
        assert set(report.cut) == {one.id for origin, one in before.items() if origin != name}
        assert verify(study.store).problems == ()
        assert collect(study, [tmp_path / "outer.eml"]).new == ()
        assert all(word not in bytes_of(tmp_path / "s") for word in (b"Vexmoor", packed))
        (tmp_path / "again.eml").write_bytes(forwarded().replace(b"See below.", b"Once more."))
        refused = collect(study, [tmp_path / "again.eml"])
        assert (refused.new, refused.refused) == ((), ("again.eml",))
        assert all(word not in bytes_of(tmp_path / "s") for word in (b"Vexmoor", packed))
