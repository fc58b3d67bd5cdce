"""Who may come into the workbench, and what every answer carries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.studies import surroundings
from support.workbench import HOST, ask, client, follow, ready, served, sign_in, violations
from testimonia.domain.evidence import Account
from testimonia.errors import StudyBusy
from testimonia.study import new_study

TEAM = """study: {title: Those who left (invented), question: Why did they leave?}
coders:
  - {id: mira, role: lead, name: Mira}
  - {id: ada, role: coder, name: Ada}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty study with a lead and a coder."""
    path = tmp_path / "study"
    new_study(path, files={"study.yaml": TEAM}, surroundings=surroundings()).close()
    return path


def test_nobody_comes_in_without_the_link(folder: Path) -> None:
    """Without a launch token every page refuses, and the interface answers 401 as JSON."""
    visitor = client(folder, None)
    assert visitor.get("/").status_code == 401
    answer = ask(visitor, "GET", "/api/openapi.json")
    assert answer.status_code == 401
    assert answer.json()["message"]


def test_a_link_works_once(folder: Path) -> None:
    """A stolen link is worth nothing after its owner used it, and another one is shown to whoever runs the server."""
    visitor = client(folder, None)
    shown: list[str] = []
    visitor.desk.invite = lambda: shown.append(visitor.desk.link())
    token = visitor.desk.link()
    assert visitor.get("/enter", {"token": token}).status_code == 302
    thief = client_like(visitor)
    assert thief.get("/enter", {"token": token}).status_code == 401
    assert thief.get("/").status_code == 401
    assert len(shown) == 1
    assert thief.get("/enter", {"token": shown[0]}).status_code == 302


def test_a_link_and_a_session_grow_old(folder: Path) -> None:
    """A link not used within a quarter of an hour, and a session of yesterday, are refused."""
    around = surroundings()
    visitor = client(folder, None, around)
    token = visitor.desk.link()
    around.clock.moment += timedelta(minutes=16)
    assert visitor.get("/enter", {"token": token}).status_code == 401
    sign_in(visitor, "ada")
    assert visitor.get("/").status_code == 200
    around.clock.moment += timedelta(hours=13)
    assert visitor.get("/").status_code == 401


def test_a_forged_session_is_refused(folder: Path) -> None:
    """A cookie that this server did not sign lets nobody in."""
    visitor = client(folder, "ada")
    (name,) = (name for name in visitor.cookies if name.startswith("testimonia"))
    cookie = visitor.cookies[name].value
    visitor.cookies[name] = cookie[:-3] + ("AAA" if not cookie.endswith("AAA") else "BBB")
    assert visitor.get("/").status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8750", "127.0.0.1:8080", "127.0.0.1.evil.example:8750", "", "[::1]"])
def test_a_foreign_host_is_refused(folder: Path, host: str) -> None:
    """A name that only resolves to this machine (DNS rebinding) is answered nothing."""
    visitor = client(folder, "ada")
    assert visitor.get("/", HTTP_HOST=host).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"https://{HOST}", "http://127.0.0.1:9999"])
def test_a_foreign_origin_changes_nothing(folder: Path, origin: str) -> None:
    """A form of another site is refused, whatever cookies the browser sends with it."""
    visitor = client(folder, "ada")
    assert visitor.post("/who", {"coder": "mira"}, HTTP_ORIGIN=origin).status_code == 403
    assert b"ada" in visitor.get("/").content


def test_a_request_without_the_pages_secret_changes_nothing(folder: Path) -> None:
    """Cookies alone do not suffice to act: the page's own token must come with it (CSRF)."""
    from django.test import Client

    visitor = client(folder, "ada")
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1", HTTP_HOST=HOST, HTTP_ORIGIN=f"http://{HOST}")
    strict.cookies = visitor.cookies
    assert strict.post("/who", {"coder": "mira"}).status_code == 403


def test_every_answer_carries_the_policy(folder: Path) -> None:
    """Pages, refusals, errors and the interface: none goes out without the strict policy, and none is kept in a cache."""
    visitor = client(folder, "ada")
    for answer in (
        visitor.get("/"),
        visitor.get("/nowhere"),
        visitor.get("/", HTTP_HOST="evil.example"),
        ask(visitor, "GET", "/api/openapi.json"),
    ):
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store"


def test_only_files_may_be_large(folder: Path) -> None:
    """A request of megabytes that brings no file is refused before it is read, also one that says it brings files; a file is taken."""
    visitor = client(folder, "mira")
    body = {"account": "a" * 24, "decision": "include", "reason": "x" * (3 * 1024 * 1024)}
    answer = ask(visitor, "POST", "/api/screening/decisions", body)
    assert answer.status_code == 413
    assert "more than a page" in answer.json()["message"]
    pretending = visitor.generic("POST", "/api/screening/decisions", json.dumps(body), content_type="multipart/form-data; boundary=x")
    assert 400 <= pretending.status_code < 500
    story = SimpleUploadedFile("story.txt", ("He left in spring. " * 200_000).encode(), "text/plain")
    assert visitor.post("/api/accounts/files", {"files": story}).status_code == 200
    visitor.desk.works.wait(60)
    with visitor.desk.study("mira").read() as view:
        assert [account.origin for account in view.records(Account)] == ["story.txt"]


def test_somebody_struck_from_the_team_is_asked_again(folder: Path) -> None:
    """A coder who is no longer in study.yaml acts no more."""
    visitor = client(folder, "ada")
    file = folder / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("  - {id: ada, role: coder, name: Ada}\n", ""), encoding="utf-8")
    visitor.desk.study("owner").adopt()
    answer = visitor.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/who")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door_in_a_browser(folder: Path, new_page: Callable[..., Any], scheme: str) -> None:
    """From the link to the overview in both languages, without a complaint of the console or of axe-core."""
    page = new_page(color_scheme=scheme)
    with served(folder) as workbench:
        follow(page, workbench)
        ready(page)
        assert violations(page) == []
        page.get_by_role("button", name="العربية").click()
        ready(page)
        assert page.locator("html").get_attribute("dir") == "rtl"
        page.get_by_role("button", name="English").click()
        ready(page)
        page.get_by_role("button", name="Ada").click()
        ready(page)
        assert page.locator("h1").inner_text()
        assert violations(page) == []


def client_like(other: Any) -> Any:
    """Another browser at the same workbench."""
    from django.test import Client

    return Client(SERVER_NAME="127.0.0.1", HTTP_HOST=HOST, HTTP_ORIGIN=f"http://{HOST}")


@pytest.mark.parametrize("back", ["foo", "log", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"])
def test_after_the_choice_of_a_language_one_is_here_still(folder: Path, back: str) -> None:
    """Where to go back to is an address of this workbench or the overview, whatever was sent."""
    answer = client(folder, "ada").post("/language", {"language": "ar", "next": back})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_busy_study_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the study cannot be opened for a request, the answer says why and what to do: it is no bug."""
    visitor = client(folder, "ada")

    def busy(_coder: str) -> None:
        raise StudyBusy("Another program is writing.", "Wait a moment.")

    monkeypatch.setattr(visitor.desk, "study", busy)
    answer = visitor.get("/")
    assert answer.status_code == 503
    assert b"Wait a moment." in answer.content
    assert ask(visitor, "GET", "/api/run").status_code == 503


def test_the_terminal_hears_where_and_never_what(folder: Path) -> None:
    """Of a bug the terminal shows its kind and place; its message, which may quote an account, and what was asked for stay out."""
    program = """
import sys
from pathlib import Path
from support.workbench import client
from testimonia.study import Study
visitor = client(Path(sys.argv[1]), "ada")
def broken(self):
    raise ValueError("CANARY of an account")
Study.read = broken
print(visitor.get("/").status_code, visitor.get("/accounts/CANARY").status_code, visitor.get("/CANARY").status_code)
"""
    # A program of its own: pytest takes for itself what a server would write to the terminal.
    around = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, encoding="utf-8", env=around, check=True
    )
    assert done.stdout.split() == ["500", "500", "404"]
    assert "ValueError at" in done.stderr
    assert "CANARY" not in done.stderr


def test_only_the_way_in_is_open(folder: Path) -> None:
    """What merely begins like the way in is refused as everything else is."""
    visitor = client(folder, None)
    for path in ("/enterX", "/enter/", "/languages", "/who/", "/whoever"):
        assert visitor.get(path).status_code == 401, path
