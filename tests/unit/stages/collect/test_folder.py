"""Files that are brought in other files: a ZIP as a folder, a mail with its attachments."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from support.documents import docx, nexis_docx, packed, paragraph
from support.studies import surroundings
from testimonia.domain.evidence import Account, Capture
from testimonia.stages.collect import CollectParams, Limits, collect, reread
from testimonia.stages.collect.readers import folder as zips
from testimonia.store.verify import verify
from testimonia.study import new_study

ARTICLES = [
    {
        "title": f"The walk to the river {n}",
        "outlet": "The River Post",
        "date": "June 3, 2015",
        "byline": "ADA",
        "body": f"He left in year {n}.",
    }
    for n in (1, 2)
]


@pytest.fixture
def study(tmp_path):
    with new_study(tmp_path / "s", surroundings=surroundings()) as made:
        yield made


def accounts(study):
    with study.read() as view:
        return {account.origin: account for account in view.records(Account)}


def capture_of(study, account):
    with study.read() as view:
        return next(capture for capture in view.records(Capture) if capture.account == account.id)


def test_a_zip_is_the_folder_that_it_was(study, tmp_path, page, story):
    """Each file has its own bytes, its place in the origin and the ZIP's hash in its custody; what a folder leaves out is counted; twice is once."""
    members = {
        "in/saved.html": page(),
        "in/saved_files/frame.html": page(),
        "note.txt": story,
        "deep/report.docx": docx(paragraph(story)),
        "nexis.docx": nexis_docx(ARTICLES),
        "__MACOSX/._note.txt": b"x",
        "in/.hidden": b"x",
        "list.ris": b"TY  - NEWS\nER  - \n",
        "inner.zip": packed({"a.txt": story}),
        "box.mbox": b"From ada@post.example Wed Jun  3 08:00:00 2015\nSubject: x\n\nHe left.\n",
    }
    (tmp_path / "all.zip").write_bytes(packed(members))
    report = collect(study, [tmp_path / "all.zip"])
    found = accounts(study)
    wanted = {"all.zip/in/saved.html", "all.zip/note.txt", "all.zip/deep/report.docx", "all.zip/nexis.docx#1", "all.zip/nexis.docx#2"}
    assert set(found) == wanted
    assert {account.state.value for account in found.values()} == {"ok"}
    note = found["all.zip/note.txt"]
    assert (note.bundle, study.store.archive.get(note.sha256)) == ("all.zip", story.encode())
    assert "item 4 of all.zip (SHA-256 " in capture_of(study, note).tool
    assert "article 1 of all.zip/nexis.docx, which is item 3 of all.zip" in capture_of(study, found["all.zip/nexis.docx#1"]).tool
    assert {reason: number for _, reason, number in report.left} == {
        "hidden or system files": 2,
        "parts of saved pages (style sheets, pictures, frames)": 1,
        zips.LIST: 1,
        zips.NESTED: 2,
    }
    again = collect(study, [tmp_path / "all.zip"])
    assert (again.new, again.already) == ((), 5)
    assert reread(study, everything=True).changed == ()
    assert verify(study.store).problems == ()


def test_a_hostile_zip_is_taken_as_far_as_it_is_harmless(study, tmp_path, story, monkeypatch):
    """Names that lead out, links, locked and oversized members are counted and left; damaged ones are accounts that say so; bombs end at their cap."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in ("../out.txt", "/abs.txt", "C:\\win.txt", "good.txt"):
            made.writestr(name, story)
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("big.txt", b"a" * 3_000_000)
        made.writestr("cut.txt", story * 20)
    data = bytearray(buffer.getvalue())
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        start = made.getinfo("cut.txt").header_offset
    data[start + 60 : start + 70] = b"\xff" * 10
    (tmp_path / "bad.zip").write_bytes(data)
    report = collect(study, [tmp_path / "bad.zip"], CollectParams(limits=Limits(bytes=2_000_000)))
    found = accounts(study)
    assert found["bad.zip/good.txt"].state.value == "ok"
    assert found["bad.zip/cut.txt"].state.value in ("partial", "failed")
    assert set(found) == {"bad.zip/good.txt", "bad.zip/cut.txt"}
    left = {reason: number for _, reason, number in report.left}
    assert left == {zips.OUT: 3, "links to other files": 1, "larger than one item may be (2 MB)": 1}


def test_a_bomb_ends_at_what_a_folder_holds(monkeypatch):
    """What comes out is counted whatever the directory says, and the rest is told."""
    monkeypatch.setattr(zips, "MOST_UNPACKED", 2_500_000)
    with zips.Package(packed({f"{n}.txt": b"a" * 1_000_000 for n in range(9)})) as package:
        taken = zips.members(package, "z.zip", 1_000_000, lambda _: None, lambda *_: False)
        with pytest.raises(zips.Unusable, match="unpacks to more than"):
            list(taken)


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04" + bytes(50), packed({"word/document.xml": "<x/>", "[Content_Types].xml": "<x/>"})[:90]],
    ids=["nothing after the sign", "cut off"],  # a ZIP holds the time at which it was made, and two workers must name the same tests
)
def test_a_zip_that_cannot_be_opened_is_an_account_that_says_what_to_do(study, tmp_path, data):
    """A damaged archive fails with its remedy."""
    (tmp_path / "a.zip").write_bytes(data)
    collect(study, [tmp_path / "a.zip"])
    (account,) = accounts(study).values()
    assert account.state.value == "failed"
    assert account.reason


HEAD = "From: Ada Example <ada@post.example>\r\nSubject: Two texts\r\nMIME-Version: 1.0\r\nDate: Wed, 3 Jun 2015 08:00:00 +0000\r\n"


def mail(story, files):
    parts = "".join(
        f'--b\r\nContent-Type: text/plain; charset=utf-8; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n{text}\r\n'
        for name, text in files.items()
    )
    head = f"{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{story}\r\n"
    return f"{head}{parts}--b--\r\n".encode()


def test_attachments_are_accounts_that_cite_their_mail(study, tmp_path, story):
    """A mail is ok, its attachments have bytes of their own and name it with its hash, also out of a mailbox; collecting again adds nothing."""
    (tmp_path / "in").mkdir()
    data = mail("See below, she wrote.", {"one.txt": story, "two.txt": story.replace("He", "She")})
    (tmp_path / "in" / "m.eml").write_bytes(data)
    (tmp_path / "in" / "box.mbox").write_bytes(b"From ada@post.example Wed Jun  3 08:00:00 2015\n" + data.replace(b"\r\n", b"\n"))
    collect(study, [tmp_path / "in"])
    found = accounts(study)
    assert set(found) == {"m.eml", "m.eml/one.txt", "m.eml/two.txt", "box.mbox#1", "box.mbox#1/one.txt", "box.mbox#1/two.txt"}
    assert {account.state.value for account in found.values()} == {"ok"}
    one = found["m.eml/one.txt"]
    assert (one.bundle, study.store.archive.get(one.sha256)) == ("m.eml", story.encode())
    assert f"attachment 1 of m.eml (SHA-256 {found['m.eml'].sha256})" in capture_of(study, one).tool
    again = collect(study, [tmp_path / "in"])
    assert again.new == ()
    assert (reread(study, everything=True).brought, verify(study.store).problems) == (0, ())


def test_attachments_that_an_earlier_version_left_come_with_reading_again(study, tmp_path, story, monkeypatch):
    """`--reread` takes in what is attached to mails that are there, once."""
    (tmp_path / "m.eml").write_bytes(mail("See below.", {"one.txt": story}))
    with monkeypatch.context() as earlier:
        earlier.setattr("testimonia.stages.collect.keeping.Keeper.attached", lambda *_: None)
        collect(study, [tmp_path / "m.eml"])
    assert set(accounts(study)) == {"m.eml"}
    report = reread(study, everything=True)
    assert (report.brought, set(accounts(study))) == (1, {"m.eml", "m.eml/one.txt"})
    assert "1 attachment of mails taken in as new accounts." in report.lines()
    assert reread(study, everything=True).brought == 0
