"""The pages of agreement: rounds opened and dealt out, differences settled by the pair and by the lead, questions."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from support.pairing import TEXTS
from support.workbench import ask, client, come_in, ready, served, violations
from testimonia.domain.decisions import Adjudication, Completion, Mention, Value
from testimonia.domain.evidence import Account
from testimonia.domain.results import Finding
from testimonia.domain.vocabulary import Layer, MentionStatus
from testimonia.study import open_study

Pair = Callable[[str], Path]
EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e'


def rows(folder: Path, record: type) -> list[Any]:
    with open_study(folder) as study, study.read() as view:
        return view.records(record)


def place_of(visitor: Any, subject: str, kind: str | None = None) -> str:
    items = ask(visitor, "GET", "/api/rounds/c1/differences?settled=true").json()["items"]
    return str(next(item["place"] for item in items if subject in item["subject"] and kind in (None, item["kind"])))


# --- blind


@pytest.mark.parametrize("coder", ["ada", "mira", "owner"])
def test_a_blind_round_tells_no_more_than_who_has_finished(pair: Pair, coder: str) -> None:
    """Before a round is opened its page and interface say who has finished how much, to leads, and nothing of what was found."""
    visitor = client(pair("blind"), coder)
    page = visitor.get("/agreement/c1").content.decode()
    assert "blind" in page
    assert "CANARY" not in page.replace("ADA-CANARY", "") or coder == "ada"
    assert ("6 of 6" in page) is (coder != "ada")
    assert visitor.get("/agreement/c1/differences").status_code == 403
    for path in ("/api/rounds/c1/differences", "/api/rounds/c1/audit"):
        answer = ask(visitor, "GET", path)
        assert answer.status_code == 403
        assert "BEN-CANARY" not in answer.content.decode()


def test_only_a_lead_opens_and_deals(pair: Pair) -> None:
    """A coder is refused with a remedy and shown no button; a lead opens the round, and opening it twice changes nothing."""
    folder = pair("blind")
    coder = client(folder, "ada")
    assert "opening" not in coder.get("/agreement/c1").content.decode()
    for path in ("opening", "assignments"):
        assert ask(coder, "POST", f"/api/rounds/c1/{path}").status_code == 403
    assert ask(coder, "POST", "/api/rounds/c1/releases", {"coder": "ben"}).status_code == 403
    lead = client(folder, "mira")
    assert "cannot be closed again" in lead.get("/agreement/c1").content.decode()
    assert ask(lead, "POST", "/api/rounds/c1/opening").json()["opened"] is True
    assert ask(lead, "POST", "/api/rounds/c1/opening").json()["opened"] is False
    assert "blind:" not in lead.get("/agreement/c1").content.decode()
    assert ask(client(folder, "ada"), "GET", "/api/rounds/c1/differences").json()["open"] == 5


def test_work_is_dealt_and_taken_back(pair: Pair) -> None:
    """A lead deals the cases of a round and takes back from one who leaves; a coder reads of their own share alone."""
    folder = pair("blind")
    lead = client(folder, "mira")
    dealt = ask(lead, "POST", "/api/rounds/c2/assignments").json()
    assert (dealt["units"], dealt["dealt"], dealt["new"]) == (3, 3, 6)
    assert "3 of 3 cases are dealt" in lead.get("/agreement/c2").content.decode()
    coder = client(folder, "ada").get("/agreement/c2").content.decode()
    assert "3 cases are dealt to you" in coder
    assert "<bdi>ben</bdi>" not in coder
    assert ask(lead, "POST", "/api/rounds/c2/releases", {"coder": "ben"}).json()["released"] == 3
    assert ask(lead, "POST", "/api/rounds/c2/releases", {"coder": "nobody"}).status_code == 404


# --- opened


def test_coefficients_stand_with_their_intervals(pair: Pair) -> None:
    """The page of an open round shows what the kept run measured: a figure, a value and why one is undefined."""
    page = client(pair("opened"), "ada").get("/agreement/c1").content.decode()
    assert "<svg" in page
    assert "Quality of life" in page
    assert "0.58" in page
    assert "Measure now" not in page


def test_what_was_not_measured_is_measured_in_the_background(pair: Pair) -> None:
    """After a change the page offers to measure; the work runs beside it and is then found as the run in force."""
    folder = pair("opened")
    lead = client(folder, "mira")
    ask(lead, "POST", "/api/rounds/c1/rulings", {"place": place_of(lead, "age"), "take": "ada"})
    if "out of date" in lead.get("/agreement/c1").content.decode():
        pytest.fail("a ruling must not make the cases stale")
    assert "Measure now" in lead.get("/agreement/c1").content.decode()
    assert ask(lead, "POST", "/api/rounds/c1/measurement").json()["what"] == "agreement"
    lead.desk.works.wait(60)
    assert ask(lead, "GET", "/api/run").json()["running"] is False
    assert "Measure now" not in lead.get("/agreement/c1").content.decode()


def test_a_difference_shows_both_sides_in_their_words(pair: Pair) -> None:
    """Each coder's passage is marked in the same stretch of the account; the words of the page are the words of the text."""
    visitor = client(pair("opened"), "ada")
    page = visitor.get(f"/agreement/c1/differences/{place_of(visitor, 'leaving:quality-of-life', 'span')}").content.decode()
    marked = re.findall(r"<mark>(.*?)</mark>", page)
    assert marked == ["we slept in sheds", "promised us houses, and we slept in sheds"]
    for passage in re.findall(r"<blockquote[^>]*><p>(.*?)</p>", page, flags=re.DOTALL):
        assert re.sub(r"<[^>]+>", "", passage).strip("… ") in TEXTS["Samir"]
    assert "Harsh life and promises unkept." in page


def test_the_pair_settles_and_the_lead_rules_above(pair: Pair) -> None:
    """A coder's ruling is the pair's consensus, a lead's an adjudication; after it the pair is refused; originals stay."""
    folder = pair("opened")
    ada, lead = client(folder, "ada"), client(folder, "mira")
    place = place_of(ada, "age")
    before = {row.id for row in rows(folder, Value)}
    answer = ask(ada, "POST", "/api/rounds/c1/rulings", {"place": place, "take": "ben", "reason": EVIL})
    assert answer.status_code == 200, answer.content
    assert answer.json()["open"] == 4
    assert ask(lead, "POST", "/api/rounds/c1/rulings", {"place": place, "take": "answer", "value": "33", "reason": "The paper."}).json()[
        "rows"
    ]
    refused = ask(ada, "POST", "/api/rounds/c1/rulings", {"place": place, "take": "ada"})
    assert refused.status_code == 422
    assert "lead has ruled" in " ".join(refused.json()["problems"])
    ages = {
        (row.layer, row.value)
        for row in rows(folder, Value)
        if (row.variable, row.mention) == ("age", "m-samir") and row.layer is not Layer.CODER
    }
    assert ages == {(Layer.CONSENSUS, "42"), (Layer.ADJUDICATED, "33")}
    assert before <= {row.id for row in rows(folder, Value)}
    page = lead.get(f"/agreement/c1/differences/{place}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "U+202E" in page
    sample = ask(lead, "GET", "/api/rounds/c1/audit?share=1").json()
    assert (sample["settled"], sample["looked"], sample["changed"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"place": "nowhere", "take": "ada"}, 422),
        ({"place": "AGE", "take": "cem"}, 422),
        ({"place": "AGE", "take": "answer"}, 422),
        ({"place": "AGE", "take": "answer", "value": "900"}, 422),
        ({"place": "AGE", "take": "answer", "value": "30", "missing": "unclear"}, 422),
        ({"place": "AGE", "take": "answer", "missing": "nonsense"}, 422),
        ({"place": "AGE"}, 422),
        ({"place": "AGE", "take": "ada", "layer": "adjudicated"}, 422),
    ],
)
def test_a_ruling_that_cannot_be_is_refused(pair: Pair, said: dict[str, Any], status: int) -> None:
    """What is not offered is refused with its reason, and nothing is written."""
    folder = pair("opened")
    ada = client(folder, "ada")
    if said["place"] == "AGE":
        said = {**said, "place": place_of(ada, "age")}
    answer = ask(ada, "POST", "/api/rounds/c1/rulings", said)
    assert answer.status_code == status
    assert answer.json()["message"]
    assert rows(folder, Adjudication) == []


def test_a_case_closes_and_the_list_grows_empty(pair: Pair) -> None:
    """When everything is settled both codebook and form of each case stand finished on a settled layer, and the list says so."""
    folder = pair("opened")
    lead = client(folder, "mira")
    for item in ask(lead, "GET", "/api/rounds/c1/differences").json()["items"]:
        assert ask(lead, "POST", "/api/rounds/c1/rulings", {"place": item["place"], "take": item["may_take"][0]}).status_code == 200
    assert "Everything is settled" in lead.get("/agreement/c1/differences").content.decode()
    assert len([row for row in rows(folder, Completion) if row.layer is Layer.ADJUDICATED]) >= 3


def test_a_screener_may_look_and_not_rule(pair: Pair) -> None:
    """Somebody who neither coded the case nor leads is offered no form, and refused at the interface."""
    folder = pair("opened")
    file = folder / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("rounds:", "  - {id: sam, role: screener}\nrounds:", 1), encoding="utf-8")
    with open_study(folder) as study:
        study.adopt()
    from testimonia.workflow import run

    with open_study(folder) as study:
        run(study)
    sam = client(folder, "sam")
    place = place_of(sam, "age")
    assert 'id="settle"' not in sam.get(f"/agreement/c1/differences/{place}").content.decode()
    assert ask(sam, "POST", "/api/rounds/c1/rulings", {"place": place, "take": "ada"}).status_code == 422
    assert sam.get("/agreement/c1/audit").status_code == 403


def test_stale_cases_are_told_and_mended(pair: Pair) -> None:
    """While the cases are out of date the pages that compare say so and offer to bring them up to date; they do not fail."""
    folder = pair("opened")
    with open_study(folder, coder="owner") as study:
        account = next(iter(rows(folder, Account)))
        study.decide([Mention(id="m-new", account=account.id, label="Somebody new", status=MentionStatus.ELIGIBLE)])
    lead = client(folder, "mira")
    for path in ("/agreement", "/agreement/c1", "/agreement/c1/differences", "/agreement/c1/differences/x", "/agreement/c1/audit"):
        assert lead.get(path).status_code == 200, path
    assert "The cases are out of date" in lead.get("/agreement/c1/differences").content.decode()
    assert ask(lead, "POST", "/api/run").status_code == 200
    lead.desk.works.wait(60)
    assert "5 differences, first" in lead.get("/agreement/c1/differences").content.decode()


# --- questions


def test_a_question_of_a_blind_round_is_the_askers_and_the_leads(pair: Pair) -> None:
    """Ben's question in a blind round reaches the lead and not Ada; the lead's answer reaches Ben; text of others stays text."""
    folder = pair("blind")
    ben, ada, lead = client(folder, "ben"), client(folder, "ada"), client(folder, "mira")
    account = rows(folder, Account)[0].id
    asked = {"account": account, "round": "c1", "text": f"Is this a threat? {EVIL}"}
    assert ask(ben, "POST", "/api/questions", asked).status_code == 200
    assert ask(ada, "GET", "/api/questions").json() == []
    assert "threat" not in ada.get("/agreement").content.decode()
    (thread,) = ask(lead, "GET", "/api/questions").json()
    assert thread["waits_for_me"]
    page = lead.get("/agreement").content.decode()
    assert "Is this a threat?" in page
    assert "<script>alert" not in page
    answer = {"text": "Yes, code it.", "closed": True}
    assert ask(ada, "POST", f"/api/questions/{thread['id']}/replies", answer).status_code == 422
    assert ask(lead, "POST", f"/api/questions/{thread['id']}/replies", answer).status_code == 200
    assert [said["by"] for said in ask(ben, "GET", "/api/questions").json()[0]["messages"]] == ["ben", "mira"]


# --- in a browser


@pytest.mark.browser
def test_from_a_blind_round_to_an_adjudicated_finding(pair: Pair, new_page: Callable[..., Any]) -> None:
    """A lead opens the round, a coder settles with single keys for the pair, the lead rules above, and the finding follows."""
    folder = pair("blind")
    page = new_page(color_scheme="light")
    with served(folder) as workbench:
        come_in(page, workbench, "mira")
        page.goto(f"{workbench.address}/agreement/c1")
        ready(page)
        page.get_by_role("button", name="Open the round").click()
        page.locator("#confirm").get_by_role("button", name="Yes").click()
        page.get_by_role("link", name="Differences").wait_for()
        _become(page, workbench, "ada")
        page.goto(f"{workbench.address}/agreement/c1/differences")
        ready(page)
        assert violations(page) == []
        page.get_by_role("link", name="Idris").first.click()
        ready(page)
        assert violations(page) == []
        for number in range(1, 6):  # five differences, each settled by keys alone; the next comes at once
            page.locator(".pages").get_by_text(re.compile("of ")).wait_for()
            page.keyboard.press("1")
            page.keyboard.press("r")  # a radio button has the focus: its key still works
            page.locator("#reason").fill("As we agreed.")
            button = page.locator("#settle button")
            with page.expect_navigation():
                button.press("Enter") if number % 2 else button.click()
            ready(page)
        page.get_by_text("Everything is settled").wait_for()
        _become(page, workbench, "mira")
        page.goto(f"{workbench.address}/agreement/c1/audit?share=1")
        ready(page)
        page.locator("ol.sample li", has_text="legal").get_by_role("link").click()
        ready(page)
        assert "legal" in page.locator(".subject").inner_text()
        page.keyboard.press("2")
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile("Save")).click()
        ready(page)
        page.goto(workbench.address)
        ready(page)
        before = page.evaluate(_WORK)["number"]
        page.get_by_role("button", name="Bring it up to date").click()
        _worked(page, before)
        page.goto(f"{workbench.address}/findings/law")
        ready(page)
        assert page.get_by_role("row", name="convicted").first.inner_text().split()[0] == "convicted"
        assert violations(page) == []
    settled = [row for row in rows(folder, Value) if row.variable == "legal" and row.layer is Layer.ADJUDICATED]
    assert "convicted" in {row.value for row in settled}
    with open_study(folder) as study, study.read() as view:
        law = {finding.group: finding.k for finding in view.outputs("analyse", Finding) if finding.plan == "law"}
    assert law["legal=convicted"] == 1


_WORK = "fetch('/api/run').then((answer) => answer.json())"


def _worked(page: Any, before: int) -> None:
    """Wait until the long work that a page began after work number ``before`` has finished, and the page shows that it has."""
    from playwright.sync_api import Error

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        page.wait_for_timeout(200)
        said = {"number": before}
        with suppress(Error):  # the page is loading itself anew
            said = page.evaluate(_WORK)
        if said["number"] > before and not said["running"]:
            page.locator("[data-running]").wait_for(
                state="detached"
            )  # it loads itself anew once more, and would break off a visit elsewhere
            ready(page)
            return
    raise AssertionError("the work did not end")


def _become(page: Any, workbench: Any, coder: str) -> None:
    page.goto(f"{workbench.address}/who")
    page.locator(f'button[name=coder][value="{coder}"]').click()
    ready(page)
