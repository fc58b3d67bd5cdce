"""Screening at the workbench: two who decide apart, people, warnings, settling, two tabs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.screening import EVIL, screening_study
from support.workbench import ask, client, sign_in
from testimonia.domain.decisions import Mention, Screening
from testimonia.domain.evidence import Account
from testimonia.stages.code import open_round
from testimonia.stages.screen import look_at, queue
from testimonia.workflow import flow
from testimonia.workflow.standing import standing

DECIDE = "/api/screening/decisions"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the study lies."""
    return tmp_path / "study"


@pytest.fixture
def accounts(folder: Path) -> dict[str, Account]:
    """The accounts of the study, by origin."""
    return screening_study(folder)


@pytest.fixture
def desk(folder: Path, accounts: dict[str, Account]) -> Any:
    """A workbench at which ada sits."""
    found = client(folder, "ada")
    yield found
    found.desk.close()


def said(desk: Any, account: Account, decision: str = "include", status: int = 200, **more: Any) -> Any:
    """Decide, and what was answered."""
    answer = ask(desk, "POST", DECIDE, {"account": account.id, "round": "s1", "decision": decision, **more})
    assert answer.status_code == status, answer.content
    return answer.json()


def kept(desk: Any) -> list[Screening]:
    """Every decision of the study."""
    study = desk.desk.study("owner")
    with study.store.read() as connection:
        return study.store.records(connection, Screening)


def test_one_after_the_other(desk, accounts):
    """Deciding keeps who, round, criterion and reason, leads on to the next account, and counts; a copy waits for nobody."""
    first = said(desk, accounts["a.txt"], criterion="own-voice", reason="He speaks.")
    assert first["next"] == accounts["c.txt"].id
    assert (first["done"], first["total"]) == (1, 3)
    assert kept(desk)[0] == Screening(
        account=accounts["a.txt"].id, screener="ada", round="s1", decision="include", shelf="testimony", criterion="own-voice", reason="He speaks."
    )  # fmt: skip
    said(desk, accounts["c.txt"], "exclude", criterion="fiction")
    last = said(desk, accounts["d.html"], "unsure")
    assert (last["next"], last["done"], last["total"]) == (None, 3, 3)
    page = desk.get("/screen").content.decode()
    assert "no account waits for you" in page


def test_what_makes_no_sense_is_refused(desk, accounts):
    """A criterion of another shelf, a reason to leave out for an include, others' round, an unknown account: told why, nothing is kept."""
    answer = said(desk, accounts["a.txt"], criterion="names-response", status=422)
    assert "no criterion" in answer["problems"][0]
    assert not answer["problems"][0].startswith("line")
    assert "a reason to leave out" in said(desk, accounts["a.txt"], criterion="fiction", status=422)["problems"][0]
    assert said(desk, accounts["a.txt"], round="s2", status=403)["error"] == "not-permitted"
    assert said(desk, accounts["a.txt"], round=None, status=403)
    assert ask(desk, "POST", DECIDE, {"account": "0" * 24, "round": "s1", "decision": "include"}).status_code == 422
    assert said(desk, accounts["a.txt"], layer="adjudicated", round=None, status=422)
    assert kept(desk) == []


def test_two_tabs_do_not_overwrite_each_other(desk, accounts):
    """A decision that names the row it saw is refused once another has taken that row's place."""
    row = said(desk, accounts["a.txt"], replaces=[])["rows"]
    assert said(desk, accounts["a.txt"], "exclude", replaces=[], status=409)["error"] == "stale-decision"
    assert said(desk, accounts["a.txt"], "exclude", status=409)["error"] == "stale-decision"  # who names nothing has seen nothing
    assert said(desk, accounts["a.txt"], replaces=[])["rows"] == [None]  # a second click
    assert said(desk, accounts["a.txt"], "exclude", replaces=row)["rows"] != row
    assert [found.decision for found in kept(desk)] == ["exclude"]


def test_two_windows_of_a_lead_do_not_overwrite_a_ruling(desk, accounts):
    """What was settled on an account, or ruled on a person, is changed by a page alone that shows it; the page names the row that it shows."""
    sign_in(desk, "mira")
    account = accounts["a.txt"]
    person = ask(desk, "POST", "/api/screening/people", {"account": account.id, "label": "Samir", "quote": "Samir"}).json()["mentions"][0]
    for about in ({}, {"mention": person}):
        ruling = {"round": None, "layer": "adjudicated", **about}
        row = said(desk, account, **ruling)["rows"][0]
        assert said(desk, account, "exclude", **ruling, status=409)["error"] == "stale-decision"
        with desk.desk.study("mira").read() as view:
            look = look_at(view, account.id, None)
        shown = look.people[0].ruling if about else look.settled["adjudicated"]
        assert shown == (row,)
        assert said(desk, account, "exclude", **ruling, replaces=[row])["rows"] != [row]


def test_taking_back_brings_back_what_was_before(desk, accounts):
    """Undo is a new row: the former decision holds again, and undone once more nobody has decided."""
    first = said(desk, accounts["a.txt"])["rows"][0]
    second = said(desk, accounts["a.txt"], "exclude", replaces=[first])["rows"][0]
    assert ask(desk, "POST", f"/api/log/{second}/undo").status_code == 200
    assert [found.decision for found in kept(desk)] == ["include"]
    assert ask(desk, "POST", f"/api/log/{first}/undo").status_code == 409
    assert f'data-coder="{first}"' not in desk.get(f"/screen/{accounts['a.txt'].id}?round=s1").content.decode()


def test_blind_means_blind(desk, accounts, folder):
    """Until the round is opened nothing that ada is shown or answered depends on what ben decided: not a word, not a number."""
    paths = ["/screen", "/accounts", "/", "/api/accounts", "/api/screening/people?round=s1", "/api/screening/next?round=s1"]
    paths += [f"/accounts?standing={word}" for word in ("include", "exclude", "conflict")]
    for account in accounts.values():
        paths += [f"/screen/{account.id}?round=s1", f"/accounts/{account.id}", f"/api/accounts/{account.id}"]

    def seen() -> dict[str, str]:
        return {path: without_secrets(desk.get(path).content.decode()) for path in paths}

    def numbers() -> tuple[Any, ...]:
        with desk.desk.study("ada").read() as view:
            told = standing(view)
            return told.mentions, [(item.kind, item.count) for item in told.waiting], told.shelves, flow(view).people

    before, counted = seen(), numbers()
    ben = desk.desk.study("ben")
    from testimonia.stages.resolve import enter
    from testimonia.stages.screen import decide_on

    for account in accounts.values():
        decide_on(ben, {"account": account.id, "round": "s1", "decision": "exclude", "criterion": "fiction", "reason": "BENS REASON"})
    after = seen()
    for path in paths:
        assert after[path] == before[path], path
    enter(ben, [{"account": accounts["a.txt"].id, "label": "BENS PERSON", "quote": "Samir"}])
    after = seen()
    for path in paths:  # the overview says that the results are out of date, and of whom not even how many
        assert path == "/" or after[path] == before[path], path
    assert numbers() == counted
    said(desk, accounts["a.txt"])
    page = desk.get(f"/screen/{accounts['a.txt'].id}?round=s1").content.decode()
    assert numbers() != counted
    assert "BENS PERSON" in page  # who has decided may see whom others entered, and still not what they decided
    assert "BENS REASON" not in page
    assert "To be settled" not in desk.get("/screen").content.decode()
    sign_in(desk, "mira")
    lead = desk.get("/screen").content.decode()
    assert "ben</bdi> 3" in lead  # who leads sees how far everybody is
    assert "BENS REASON" not in lead + desk.get(f"/screen/{accounts['a.txt'].id}").content.decode()


def without_secrets(page: str) -> str:
    """A page without the secret of its forms, which is another each time."""
    import re

    return re.sub(r'name="csrf(-token|middlewaretoken)" (content|value)="[^"]+"', "", page)


def test_what_two_see_differently_is_settled(desk, accounts):
    """Once the round is open the disagreement is listed with who said what, and a lead's consensus settles it; a screener may not."""
    account = accounts["c.txt"]
    said(desk, account, criterion="own-voice")
    sign_in(desk, "ben")
    said(desk, account, "exclude", criterion="fiction")
    open_round(desk.desk.study("mira"), "s1")
    page = desk.get("/screen").content.decode()
    assert "To be settled" in page
    assert "the owner or a lead puts down what you agree on" in page
    assert ask(desk, "POST", DECIDE, {"account": account.id, "decision": "include", "layer": "consensus"}).status_code == 422
    sign_in(desk, "mira")
    assert "What was said" in desk.get(f"/screen/{account.id}").content.decode()
    answer = ask(desk, "POST", DECIDE, {"account": account.id, "decision": "include", "layer": "consensus", "criterion": "own-voice"})
    assert answer.status_code == 200
    assert "To be settled" not in desk.get("/screen").content.decode()
    found = ask(desk, "GET", "/api/accounts?standing=include").json()
    assert account.id in [one["id"] for one in found["accounts"]]


def test_a_person_is_entered_by_a_passage_and_decided_on(desk, accounts):
    """The passage is kept in code points of the text, whatever stands before it; eligibility is a decision of its own."""
    account = accounts["c.txt"]
    said(desk, account)
    body = "She left in autumn 🙂."
    person = {"account": account.id, "label": "The woman", "identity": "anonymous", "start": 0, "end": len(body), "quote": body}
    answer = ask(desk, "POST", "/api/screening/people", person)
    assert answer.status_code == 200
    mention = answer.json()["mentions"][0]
    assert ask(desk, "POST", "/api/screening/people", {**person, "start": 1}).status_code == 422
    assert said(desk, account, "exclude", mention=mention, criterion="fiction", status=422)["problems"]
    said(desk, account, "include", mention=mention, criterion="left")
    study = desk.desk.study("owner")
    with study.read() as view:
        assert view.one(Mention, mention).end == len(body)
    page = desk.get(f"/screen/{account.id}?round=s1").content.decode()
    assert f'id="m-{mention}"' in page
    assert ask(desk, "GET", "/api/screening/people?round=s1").json() == []


def test_people_wait_in_included_accounts_only(desk, accounts):
    """An included account without anybody entered waits for people, an excluded one does not."""
    said(desk, accounts["a.txt"])
    said(desk, accounts["c.txt"], "exclude", criterion="fiction")
    assert ask(desk, "GET", "/api/screening/people?round=s1").json() == [accounts["a.txt"].id]


def test_a_warning_folds_the_text(desk, accounts):
    """A text that somebody warned of lies folded until it is opened; one may take back one's own warning and nobody else's."""
    path = f"/screen/{accounts['a.txt'].id}?round=s1"
    assert "data-warned" not in desk.get(path).content.decode()
    warning = {"account": accounts["a.txt"].id, "flag": "graphic"}
    assert ask(desk, "POST", "/api/screening/warnings", warning).status_code == 200

    assert "data-warned" in desk.get(path).content.decode()
    sign_in(desk, "ben")
    assert "data-warned" in desk.get(path).content.decode()
    assert ask(desk, "POST", "/api/screening/warnings", {**warning, "on": False}).status_code == 404
    sign_in(desk, "ada")
    assert ask(desk, "POST", "/api/screening/warnings", {**warning, "on": False}).status_code == 200
    assert "data-warned" not in desk.get(path).content.decode()


def test_words_of_others_are_inert(desk, accounts):
    """Titles, bodies and labels are shown as text; what could turn the text around is shown by its code point or taken out."""
    account = accounts["d.html"]
    said(desk, account)
    ask(desk, "POST", "/api/screening/people", {"account": account.id, "label": EVIL})
    for path in ("/screen", f"/screen/{account.id}?round=s1", f"/accounts/{account.id}", "/accounts", "/"):
        page = desk.get(path).content.decode()
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "\u202e" not in page, path
    page = desk.get(f"/screen/{account.id}?round=s1").content.decode()
    assert 'class="control">U+202E' in page


def test_a_text_is_shown_whole(desk, accounts, folder):
    """Every line of the stored text stands in the page at its place, counted in code points."""
    import html
    import re

    page = desk.get(f"/screen/{accounts['c.txt'].id}?round=s1").content.decode()
    lines = re.findall(r'<p dir="auto" data-start="(\d+)" tabindex="-1">(.*?)</p>', page)
    study = desk.desk.study("ada")
    with study.read() as view:
        text = view.edition(accounts["c.txt"].main).text
    assert "\n".join(html.unescape(line) for _, line in lines) == text
    assert all(text[int(start) :].startswith(html.unescape(line)) for start, line in lines)


def test_who_takes_no_part_is_told_so(desk, accounts):
    """Somebody of another round may not look at this one as if it were theirs."""
    sign_in(desk, "cleo")
    assert desk.get(f"/screen/{accounts['a.txt'].id}?round=s1").status_code == 403
    assert desk.get(f"/screen/{accounts['a.txt'].id}").status_code == 200
    assert desk.get("/screen/" + "0" * 24).status_code == 404
    assert desk.get("/screen/next?round=s1").status_code == 403


def test_the_queue_begins_after_the_present_one(desk, accounts):
    """Skipping goes on behind the account that was skipped, and comes back to it at the end."""
    with desk.desk.study("ada").read() as view:
        waiting = queue(view, "s1")
    order = [accounts[name].id for name in ("a.txt", "c.txt", "d.html")]
    assert list(waiting.waiting) == order
    assert [waiting.after(name) for name in order] == [order[1], order[2], order[0]]
    answer = desk.get(f"/screen/next?round=s1&after={order[2]}")
    assert answer["Location"] == f"/screen/{order[0]}?round=s1"


def test_whom_a_colleague_entered_is_not_told_before_one_decides(desk, accounts):
    """Whoever enters a person has included the account: log, interface and Reader keep it back until the screener has decided too."""
    account = accounts["a.txt"]
    sign_in(desk, "ben")
    said(desk, account)
    body = {"account": account.id, "label": "CANARY of ben"}
    assert ask(desk, "POST", "/api/screening/people", body).status_code == 200
    pages = (
        "/log",
        "/log?q=CANARY",
        "/api/log?words=CANARY",
        f"/api/log?account={account.id}",
        f"/read/{account.id}",
        f"/accounts/{account.id}",
    )
    for reader, shown in (("ada", False), ("cleo", True), ("ben", True)):
        sign_in(desk, reader)
        told = {page for page in pages if "CANARY of ben" in desk.get(page).content.decode()}
        assert told == (set(pages) if shown else set()), reader
    sign_in(desk, "ada")
    said(desk, account, "exclude", criterion="fiction")
    assert "CANARY of ben" in desk.get("/log").content.decode()
    assert "CANARY of ben" in desk.get(f"/read/{account.id}").content.decode()
