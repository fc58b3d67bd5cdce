"""The overview of a study at work: where each link leads, what is apart for whoever leads, what the path of stages says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.workbench import client, come_in, served
from testimonia.store import releases
from testimonia.store.releases import Release
from testimonia.study import open_study
from testimonia.web.views.overview import _task
from testimonia.workflow.standing_report import Waiting

KINDS = ("screen", "settle", "relations", "people", "mentions", "links", "contradictions", "code", "open")


@pytest.mark.parametrize("coder", ["ada", "mira"])
def test_every_link_leads_somewhere(pair: Callable[[str], Path], coder: str) -> None:
    """Whatever the overview points at answers, for a coder and for a lead."""
    desk = client(pair("opened"), coder)
    page = desk.get("/").content.decode()
    links = {link.partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', page) if not link.startswith("/static/")}
    assert "/read" in links or "/cases" in links or coder == "mira"
    assert {link: code for link in links if (code := desk.get(link.replace("&amp;", "&")).status_code) >= 400} == {}


def test_every_kind_of_task_has_a_page(pair: Callable[[str], Path]) -> None:
    """Each sort of work that status knows is done on a page that is there, with or without a round."""
    desk = client(pair("opened"), "mira")
    from django.urls import resolve

    for kind in KINDS:
        for round_id in (None, "c1"):
            task = _task(Waiting(who=("mira",), what="", one="", count=2, command="", kind=kind, round=round_id, book="form"))
            assert task.what
            assert "%" not in task.what
            resolve(task.path.partition("?")[0].partition("#")[0])
    assert desk.get("/").status_code == 200


def test_others_work_is_told_to_those_who_lead_alone(pair: Callable[[str], Path]) -> None:
    """A coder's overview names nobody else's work; a lead's has it apart."""
    folder = pair("blind")
    ada, mira = client(folder, "ada").get("/").content.decode(), client(folder, "mira").get("/").content.decode()
    assert "<bdi>ben</bdi>" not in ada
    assert 'class="others"' in mira
    assert "round to open when everybody has finished: c1" in mira
    assert "round to open" not in ada


def test_the_path_says_where_each_stage_stands(pair: Callable[[str], Path]) -> None:
    """Seven stages in their order, each with its state in a word and not by colour alone."""
    page = client(pair("opened"), "mira").get("/").content.decode()
    path = page[page.index('<ol class="path">') : page.index("</ol>", page.index('<ol class="path">'))]
    assert re.findall(r"<strong>(\w+)</strong>", path) == ["Collect", "Screen", "Trace", "Resolve", "Code", "Analyse", "Publish"]
    assert len(re.findall(r'<span class="state">', path)) == 7
    assert "3 of 3 decided" in path


@pytest.mark.browser
def test_a_date_is_one_word_in_either_direction(pair: Callable[[str], Path], new_page: Callable[..., Any]) -> None:
    """However narrow the window and whatever the language, the day of the last release stands on one line and reads year, month, day."""
    folder = pair("opened")
    released(folder)
    page = new_page(viewport={"width": 400, "height": 900}, locale="ar")
    with served(folder) as workbench:
        come_in(page, workbench, "mira")
        assert page.evaluate("() => document.documentElement.lang") == "ar"
        date = page.locator(".path .date")
        for width in range(280, 420, 20):
            page.set_viewport_size({"width": width, "height": 900})
            assert date.evaluate("element => element.getClientRects().length") == 1, width
        assert date.inner_text() == "2026-01-01"
        assert date.get_attribute("dir") == "ltr"


def released(folder: Path) -> None:
    """Let a report leave the study."""
    gone = Release(kind="report", path="out", at="2026-01-01T00:00:00.000Z", by="mira", profile="public")
    with open_study(folder, coder="mira") as study, study.store.write() as connection:
        releases.record_release(connection, gone, set())


def test_what_changes_beside_the_log_is_seen_at_once(pair: Callable[[str], Path]) -> None:
    """A report that left and an edited study.yaml write no decision, and yet the next look at the overview tells of them."""
    folder = pair("opened")
    desk = client(folder, "mira")
    assert "last release" not in desk.get("/").content.decode()
    released(folder)
    assert "last release" in desk.get("/").content.decode()
    file = folder / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("label: Age,", "label: Their age,"), encoding="utf-8")
    assert "study.yaml or a codebook has changed" in desk.get("/").content.decode()
