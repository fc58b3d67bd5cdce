"""The pages of codebooks: what codes mean and how often they are used; a change says what it touches before it is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.pairing import settled
from support.workbench import ask, client, come_in, ready, served, violations

Pair = Callable[[str], Path]
EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e'
REDEFINE = {
    "kind": "redefine",
    "codes": ["brutality"],
    "definition": "Violence against others, seen or done.",
    "reason": "Seen counts too.",
}


def test_use_is_counted_as_far_as_one_may_see(pair: Pair) -> None:
    """In a blind round a coder counts their own codings, a lead none; once it is open everybody counts all."""
    blind, opened = pair("blind"), pair("opened")
    counts = {}
    for folder, coder in ((blind, "ada"), (blind, "mira"), (opened, "ada"), (opened, "mira")):
        said = ask(client(folder, coder), "GET", "/api/codebooks/leaving").json()
        counts[folder.name, coder] = (sum(code["codings"] for code in said["codes"]), said["hidden"])
    assert counts == {("blind", "ada"): (4, 4), ("blind", "mira"): (0, 8), ("opened", "ada"): (8, 0), ("opened", "mira"): (8, 0)}
    page = client(blind, "ada").get("/codebook/leaving").content.decode()
    assert "4 codings of blind rounds are not counted" in page
    assert "ben" not in page.partition("<main")[2].partition("</main>")[0]


def test_looking_changes_nothing_and_making_it_does(pair: Pair) -> None:
    """What a change touches is said for each coder; made, it is the next version, with its reason in the history and comments kept."""
    folder = pair("opened")
    lead = client(folder, "mira")
    file = folder / "codebooks" / "leaving.yaml"
    before = file.read_bytes()
    said = ask(lead, "POST", "/api/codebooks/leaving/look", REDEFINE).json()
    (effect,) = said["effects"]
    assert (effect["kind"], effect["again"], effect["codings"], effect["by"]) == ("redefine", True, 2, {"ada": 1, "ben": 1})
    assert (said["made"], said["version"], said["finished"]) == (False, 2, {"ada": 3, "ben": 3})
    assert file.read_bytes() == before
    assert ask(lead, "POST", "/api/codebooks/leaving/changes", {**REDEFINE, "version": 1}).json()["made"] is True
    assert "# A comment of the team." in file.read_text(encoding="utf-8")
    page = lead.get("/codebook/leaving/history").content.decode()
    for words in ("Violence against others, seen or done.", "Seen counts too.", "Version 2", "mira"):
        assert words in page
    assert "2 codings stand under definitions" in lead.get("/codebook/leaving").content.decode()


def test_two_tabs_do_not_overwrite_one_another(pair: Pair) -> None:
    """A change that was looked at under a version that is no longer in force is refused with 409 and a remedy; nothing is written."""
    lead = client(pair("opened"), "mira")
    assert ask(lead, "POST", "/api/codebooks/leaving/changes", {**REDEFINE, "version": 1}).status_code == 200
    late = ask(lead, "POST", "/api/codebooks/leaving/changes", {**REDEFINE, "definition": "Something else.", "version": 1})
    assert late.status_code == 409
    assert late.json()["remedy"]
    assert ask(lead, "GET", "/api/codebooks/leaving").json()["version"] == 2


def test_only_leads_change_a_codebook(pair: Pair) -> None:
    """A coder is offered no change, and refused at the page and at the interface."""
    coder = client(pair("opened"), "ada")
    assert "Change it" not in coder.get("/codebook/leaving").content.decode()
    assert coder.get("/codebook/leaving/change?kind=add").status_code == 403
    for door in ("look", "changes"):
        assert ask(coder, "POST", f"/api/codebooks/leaving/{door}", REDEFINE).status_code == 403


@pytest.mark.parametrize(
    "said",
    [
        {**REDEFINE, "definition": ""},
        {**REDEFINE, "codes": ["nothing"]},
        {**REDEFINE, "reason": "  "},
        {**REDEFINE, "kind": "destroy"},
        {"kind": "rename", "codes": ["brutality"], "into": "Family!", "reason": "x"},
        {"kind": "rename", "codes": ["brutality"], "into": "family", "reason": "x"},
        {"kind": "merge", "codes": ["brutality"], "into": "brutality", "reason": "x"},
        {"kind": "split", "codes": ["brutality"], "parts": [{"id": "a"}, {"id": "b"}], "reason": "x"},
        {"kind": "add", "codes": ["a b"], "definition": "x", "reason": "x"},
        {"kind": "retire", "codes": ["brutality", "family"], "reason": "x"},
    ],
)
def test_a_change_that_cannot_be_is_refused(pair: Pair, said: dict[str, Any]) -> None:
    """Changes that make no sense are refused in words, and the file stays as it was."""
    folder = pair("opened")
    lead = client(folder, "mira")
    file = folder / "codebooks" / "leaving.yaml"
    before = file.read_bytes()
    answer = ask(lead, "POST", "/api/codebooks/leaving/changes", said)
    assert answer.status_code in (404, 422)
    assert answer.json()["message"]
    assert file.read_bytes() == before


def test_crosswalks_are_only_those_that_come_along(pair: Pair) -> None:
    """A name that leads out of the folder of crosswalks is refused: no file of this machine is read."""
    lead = client(pair("opened"), "mira")
    for name in ("..%2F..%2Fstudy.yaml", "study.yaml", "%2Fetc%2Fpasswd"):
        assert ask(lead, "GET", f"/api/codebooks/crosswalks/{name}").status_code == 404
    assert ask(lead, "GET", "/api/codebooks/crosswalks/icsr-2015-to-push-pull").status_code in (200, 422)


@pytest.mark.browser
def test_a_lead_changes_a_codebook_and_sees_what_it_touches(pair: Pair, new_page: Callable[..., Any]) -> None:
    """Hostile words in definition and reason stay words; altering a word after looking asks to look again; a split takes its parts."""
    folder = pair("opened")
    rows = settled(folder)
    page = new_page(color_scheme="dark")
    with served(folder) as workbench:
        come_in(page, workbench, "mira")
        page.goto(f"{workbench.address}/codebook/leaving")
        ready(page)
        assert violations(page) == []
        page.locator("#code-brutality summary").click()
        page.locator("#code-brutality").get_by_role("link", name="Define anew").click()
        ready(page)
        page.locator("#definition").fill(f"Violence. {EVIL}")
        page.locator("#reason").fill(EVIL)
        page.get_by_role("button", name="See what it touches").click()
        page.get_by_role("cell", name="ada 1, ben 1").wait_for()
        assert "have to be gone through again" in page.locator("#touches").inner_text()
        assert violations(page) == []
        page.locator("#definition").press("End")
        page.keyboard.type(" More.")
        page.locator("#touches").wait_for(state="hidden")
        page.get_by_role("button", name="See what it touches").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Save as version 2").click()
        ready(page)
        assert "<script>alert(1)</script>" in page.locator("#code-brutality .definition").inner_text()
        assert violations(page) == []
        page.goto(f"{workbench.address}/codebook/leaving/history")
        ready(page)
        assert "U+202E" in page.locator(".reason").first.inner_text()
        assert violations(page) == []
        page.goto(f"{workbench.address}/codebook/leaving/change?kind=split&code=quality-of-life")
        ready(page)
        assert violations(page) == []
        for number, name in ((1, "hunger"), (2, "broken-promises")):
            page.locator(f"#part-id-{number}").fill(name)
            page.locator(f"#part-definition-{number}").fill(f"About {name}.")
        page.locator("#reason").fill("Two things.")
        page.locator("#reason").press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("cell", name="ada 2, ben 2").wait_for()
        with page.expect_navigation():
            page.get_by_role("button", name="Save as version 3").click()
        ready(page)
        assert page.locator("#code-hunger").count() == 1
        assert "retired" in (page.locator("#code-quality-of-life").get_attribute("class") or "")
    assert settled(folder) == rows
