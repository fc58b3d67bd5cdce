"""Accounts at the workbench: bringing them in by upload, looking for them, one account's page, its original."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.documents import docx, packed, paragraph
from support.screening import EVIL, TEAM, screening_study
from support.studies import surroundings
from support.workbench import ask, client, sign_in
from testimonia.study import new_study, withdraw

STORY = "He left the group in the spring of 2014, he told us, because nothing had been as promised. " * 4
MEGABYTE = 1_000_000


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    """A workbench on an empty study, at which ada sits."""
    new_study(tmp_path / "study", files={"study.yaml": TEAM}, surroundings=surroundings()).close()
    found = client(tmp_path / "study", "ada")
    yield found
    found.desk.works.wait(60)
    found.desk.close()


@pytest.fixture
def full(tmp_path: Path) -> Any:
    """A workbench on a study with accounts: the client, and the accounts by origin."""
    accounts = screening_study(tmp_path / "full")
    found = client(tmp_path / "full", "ada")
    yield found, accounts
    found.desk.close()


def upload(desk: Any, *files: tuple[str, bytes], shelf: str = "", status: int = 200) -> Any:
    """Send files as the page does, and wait until they are in."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = [SimpleUploadedFile(name, data) for name, data in files]
    answer = desk.post("/api/accounts/files", {"files": sent, "shelf": shelf})
    assert answer.status_code == status, answer.content
    desk.desk.works.wait(90)
    return answer


def found(desk: Any, query: str = "") -> dict[str, Any]:
    """Accounts by origin."""
    answer = ask(desk, "GET", f"/api/accounts{query}")
    assert answer.status_code == 200, answer.content
    return {one["origin"]: one for one in answer.json()["accounts"]}


def test_an_empty_study_is_a_friendly_start(desk):
    """The overview and the list of accounts of an empty study offer to bring files in."""
    for path in ("/", "/accounts"):
        page = desk.get(path).content.decode()
        assert "Drop files here" in page
    assert "There is nothing to screen yet" in desk.get("/screen").content.decode()


def test_files_become_accounts_under_their_plain_names(desk, tmp_path, monkeypatch):
    """Several files at once, with a shelf; the same again adds nothing; what came of it is told, and nothing is left lying about."""
    import tempfile

    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    upload(desk, ("one.txt", STORY.encode()), ("two.docx", docx(paragraph(STORY))), shelf="programme")
    assert {name: one["state"] for name, one in found(desk).items()} == {"one.txt": "ok", "two.docx": "ok"}
    assert set(found(desk, "?shelf=programme")) == {"one.txt", "two.docx"}
    page = desk.get("/accounts").content.decode()
    assert "2 new accounts" in page
    upload(desk, ("one.txt", STORY.encode()))
    assert "1 was there already" in desk.get("/accounts").content.decode()
    assert len(found(desk)) == 2
    assert list((tmp_path / "temporary").glob("testimonia-upload-*")) == []


def test_two_files_of_one_name_are_two_accounts(desk):
    """Two different files that bear one name do not overwrite each other."""
    upload(desk, ("story.txt", STORY.encode()), ("story.txt", STORY[::-1].encode()))
    assert ask(desk, "GET", "/api/accounts").json()["total"] == 2


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\story.txt", "story.txt"),
        ("=HYPERLINK(1).txt", "=HYPERLINK(1).txt"),
        ("a\u202etxt.exe", "atxt.exe"),
        (".hidden.txt", "hidden.txt"),
        ("..", "unnamed"),
        ("قصة.txt", "قصة.txt"),
        ("x" * 400 + ".txt", "x" * 160 + ".txt"),
        ("<script>alert(1)<&script>.txt", "<script>alert(1)<&script>.txt"),
    ],
)
def test_a_name_climbs_nowhere(sent, kept):
    """A file's name as sent becomes a plain name: no folder, no control, nothing hidden, of a length that every system takes."""
    from testimonia.web.uploads import plain_name

    assert plain_name(sent) == kept


def test_hostile_uploads_fail_alone(desk):
    """A ZIP bomb in a Word file, a broken PDF and a file with nothing in it fail with a reason; the story beside them is taken."""
    bomb = packed({"word/document.xml": b" " * (160 * MEGABYTE)})
    assert len(bomb) < MEGABYTE
    upload(desk, ("bomb.docx", bomb), ("broken.pdf", b"%PDF-1.7\n1 0 obj"), ("story.txt", STORY.encode()))
    states = {name: one["state"] for name, one in found(desk).items()}
    assert states == {"bomb.docx": "failed", "broken.pdf": "failed", "story.txt": "ok"}
    assert "bomb" in found(desk)["bomb.docx"]["reason"]
    page = desk.get("/accounts?state=failed").content.decode()
    assert "bomb.docx" in page
    assert "Try again" in page
    assert "Could not be read" in desk.get("/").content.decode()


def test_fifty_megabytes_are_taken_and_more_than_the_cap_refused(desk, monkeypatch):
    """A text of 50 MB comes in (kept, even if too long to be read); what is more than one request may carry is refused with a remedy."""
    upload(desk, ("large.txt", (STORY.encode() + b"\n") * (50 * MEGABYTE // (len(STORY) + 1))))
    large = found(desk)["large.txt"]
    assert large["state"] in ("ok", "failed", "partial")
    assert large["state"] == "ok" or large["reason"]
    monkeypatch.setattr("testimonia.web.api.accounts.UPLOAD_MOST", 1000)
    answer = upload(desk, ("more.txt", b"x" * 1001), status=422).json()
    assert answer["remedy"]
    assert "more.txt" not in found(desk)


def test_markup_in_names_and_bodies_is_inert(desk):
    """What a file's name, title or body holds is shown as text on every page."""
    body = f"<html><head><title>{EVIL}</title></head><body><p>{STORY}</p><p>{EVIL}</p></body></html>"
    upload(desk, ("<img src=x onerror=alert(1)>.html", body.encode()))
    (account,) = found(desk).values()
    for path in ("/", "/accounts", f"/accounts/{account['id']}", "/accounts?q=%3Cscript%3Ealert(1)%3C/script%3E"):
        page = desk.get(path).content.decode()
        assert "<img src=x" not in page, path
        assert "<script>alert" not in page, path
        assert "\u202e" not in page, path


def test_only_web_addresses_are_fetched(desk):
    """A path of this machine is no address, nor is another scheme: nothing is begun."""
    for url in ("/etc/passwd", "file:///etc/passwd", "C:\\x.txt", "study.yaml", ""):
        answer = ask(desk, "POST", "/api/accounts/addresses", {"urls": [url]})
        assert answer.status_code == 422
    assert desk.desk.works.last is None


def test_an_address_within_the_own_network_is_refused(desk):
    """What may not be fetched is told where the work is shown."""
    assert ask(desk, "POST", "/api/accounts/addresses", {"urls": ["http://127.0.0.1:9/"]}).status_code == 200
    desk.desk.works.wait(30)
    standing = ask(desk, "GET", "/api/run").json()
    assert not standing["running"]
    page = desk.get("/accounts").content.decode()
    assert "127.0.0.1" in page


def test_one_piece_of_work_at_a_time(desk):
    """While files are being taken in nothing else is begun, and whoever asks is told to wait."""
    from threading import Event

    go_on = Event()

    def wait(progress):
        progress(1, 2, "waiting")
        go_on.wait(20)

    work = desk.desk.works.start("collect", "ada", wait)
    for _ in range(100):
        standing = ask(desk, "GET", "/api/run").json()
        if standing["total"]:
            break
    assert (standing["running"], standing["done"], standing["total"], standing["by"]) == (True, 1, 2, "ada")
    assert ask(desk, "POST", "/api/run").status_code == 409
    assert "data-running" in desk.get("/accounts").content.decode()
    go_on.set()
    desk.desk.works.wait(20)
    assert not work.running


def test_retry_reads_again_what_failed(desk):
    """What a reader could not take is read again from the archive; its account stays the same one."""
    from testimonia.domain.vocabulary import AccountState

    upload(desk, ("story.txt", STORY.encode()))
    (account,) = found(desk).values()
    study = desk.desk.study("owner")
    with study.read() as view:
        whole = view.account(account["id"])
    from dataclasses import replace

    study.decide([replace(whole, state=AccountState.FAILED, reason="the reader was killed", main=None, full=None, words=0)])
    assert found(desk, "?state=failed")
    assert ask(desk, "POST", "/api/accounts/retry").status_code == 200
    desk.desk.works.wait(60)
    assert found(desk)["story.txt"]["state"] == "ok"
    assert found(desk)["story.txt"]["id"] == account["id"]
    assert "1 account is mended" in desk.get("/accounts").content.decode()


@pytest.mark.parametrize(
    ("query", "origins"),
    [
        ("?q=samir", ["a.txt", "b.txt"]),
        ("?q=%22left+in+spring%22", ["a.txt", "b.txt"]),
        ("?q=%22spring+left%22", []),
        ("?q=الجماعه", ["d.html"]),  # folded: ta marbuta or ha
        ("?q=c.txt", ["c.txt"]),
        ("?q=way", ["a.txt", "c.txt"]),
        ("?since=2020", ["c.txt"]),
        ("?until=2019", ["a.txt", "b.txt"]),
        ("?place=copy", ["b.txt"]),
        ("?place=root", ["a.txt"]),
        ("?language=en&sort=origin&down=true", ["a.txt", "b.txt", "c.txt", "d.html"]),
        ("?standing=unscreened", ["a.txt", "b.txt", "c.txt", "d.html"]),
        ("?standing=include", []),
        ("?shelf=policy", []),
    ],
)
def test_accounts_are_found(full, query, origins):
    """By words (folded, Arabic too), phrases, names of files, years, place in their story, screening and shelf."""
    desk, _ = full
    assert sorted(found(desk, query)) == origins
    page = desk.get(f"/accounts{query}")
    assert page.status_code == 200
    assert ("No account like that" in page.content.decode()) is not bool(origins)


def test_lists_are_sorted_and_paged(full):
    """Sorting goes both ways, what has no date stands at the end, and pages do not overlap."""
    desk, _ = full

    def order(query: str) -> list[str]:
        return [one["origin"] for one in ask(desk, "GET", f"/api/accounts?{query}").json()["accounts"]]

    assert order("sort=published") == ["a.txt", "b.txt", "c.txt", "d.html"]
    assert order("sort=published&down=true") == ["c.txt", "b.txt", "a.txt", "d.html"]
    assert order("sort=origin&size=2&page=2") == ["c.txt", "d.html"]
    assert order("sort=origin&size=2&page=9") == []
    assert desk.get("/accounts?page=999999&sort=nonsense&since=x&state=evil").status_code == 200


def test_an_account_tells_its_custody(full):
    """Origin, captures with grade and hash, texts, story, who did what, and how it would be taken out."""
    desk, accounts = full
    page = desk.get(f"/accounts/{accounts['a.txt'].id}").content.decode()
    for words in ("a.txt", accounts["a.txt"].sha256, "unknown", "The first of its story", "testimonia withdraw", "Download the original"):
        assert words in page
    shown = ask(desk, "GET", f"/api/accounts/{accounts['a.txt'].id}").json()
    assert "secret" not in shown["account"]
    assert [edition["characters"] for edition in shown["editions"]]


def test_an_original_is_a_download_that_opens_nothing(full):
    """Bytes as captured, with a name, a neutral type, nosniff and a sandbox; of this account alone."""
    desk, accounts = full
    account = accounts["d.html"]
    answer = desk.get(f"/accounts/{account.id}/original/{account.sha256}")
    assert answer.content == (f"{EVIL}\nقال إنه ترك الجماعة في الخريف").encode()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert desk.get(f"/accounts/{accounts['a.txt'].id}/original/{account.sha256}").status_code == 404
    assert desk.get(f"/accounts/{account.id}/original/../../study.db").status_code == 404


def test_a_withdrawn_account_is_gone(full):
    """Its page says that it was withdrawn, and the list no longer has it."""
    desk, accounts = full
    account = accounts["c.txt"]
    withdraw(desk.desk.study("mira"), account.id, reason="asked for")
    assert desk.get(f"/accounts/{account.id}").status_code == 410
    assert desk.get(f"/screen/{account.id}?round=s1").status_code == 410
    assert "c.txt" not in found(desk)
    assert desk.get("/accounts/" + "0" * 24).status_code == 404


def test_the_overview_says_what_waits_and_for_whom(full):
    """A screener sees their own work with the way to it, whoever leads also that of others."""
    desk, _ = full
    page = desk.get("/").content.decode()
    assert "accounts to screen in round s1" in page
    assert "/screen/next?round=s1" in page
    assert "4 accounts" in page
    assert "things wait for others" not in page
    sign_in(desk, "mira")
    page = desk.get("/").content.decode()
    assert "wait for others" in page or "waits for others" in page


def test_results_are_brought_up_to_date_by_a_button(tmp_path):
    """An untraced study says that it is out of date; the button runs the automatic steps, and then the stories are there."""
    screening_study(tmp_path / "s", traced=False)
    desk = client(tmp_path / "s", "mira")
    assert "Bring it up to date" in desk.get("/").content.decode()
    assert ask(desk, "POST", "/api/run").status_code == 200
    desk.desk.works.wait(100)
    assert desk.desk.works.last.fault is None
    page = desk.get("/").content.decode()
    assert "Bring it up to date" not in page
    assert "3 stories" in page
    desk.desk.close()


def test_a_server_that_is_stopped_leaves_no_files_behind() -> None:
    """Files that were sent and not yet read, of accounts that name people, go with the program that held them."""
    program = """
import threading, time
from types import SimpleNamespace
from testimonia.web.uploads import lay_down
def hold():
    folder, paths = lay_down([SimpleNamespace(name="a.txt", chunks=lambda: [b"words"])])
    print(paths[0], flush=True)
    time.sleep(60)
threading.Thread(target=hold, daemon=True).start()
time.sleep(1)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True)
    path = Path(done.stdout.strip())
    assert path.name == "a.txt"
    assert not path.parent.parent.exists()
