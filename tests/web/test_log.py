"""The log page and taking back: who did what in words, blind rounds, two tabs, what others wrote stays inert."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.studies import coding, fork, mention, put_account, reopen, surroundings
from support.workbench import ask, client, come_in, ready, served, violations
from testimonia.domain.decisions import Coding, Completion, RelationReview, RoundOpening, Screening
from testimonia.domain.vocabulary import Layer, ProposalStatus, RelationKind, ScreeningDecision
from testimonia.errors import NotPermitted, StaleDecision, TestimoniaError, UnknownReference
from testimonia.store.history import Filter, log_page
from testimonia.study import Study, merge, new_study, settle_conflict, undo

BODY = "They killed people I knew, and so I left at night with my brother."
TEAM = """study: {title: Those who left (invented), question: Why did they leave?}
coders:
  - {id: mira, role: lead}
  - {id: ada, role: coder}
  - {id: ben, role: coder}
rounds:
  - {id: c1, kind: coding}
"""
NASTY = '<script>alert(1)</script> "><img src=x onerror=alert(1)> \u202egpj.exe'


@pytest.fixture
def study(tmp_path: Path) -> Any:
    """An account with an unkind title, and two coders who coded it in a blind round."""
    made = new_study(tmp_path / "study", files={"study.yaml": TEAM}, surroundings=surroundings())
    account = put_account(made, f"{NASTY}.txt", BODY, title=NASTY)
    made.decide([mention(account, "m1", NASTY)])
    for name in ("ada", "ben"):
        made.acting(name).decide([coding(account, 5, 11, BODY, coder=name, round="c1", memo=f"{name} thinks {NASTY}")])
        made.acting(name).decide([Completion(account=account.id, codebook="icsr-2015", coder=name, round="c1")])
    yield made
    made.close()


def rows_of(study: Study, coder: str, **wanted: Any) -> list[Any]:
    with study.acting(coder).read() as view:
        return list(log_page(view.connection, view.sight, Filter(**wanted), size=200).deeds)


def newest(study: Study, coder: str, **wanted: Any) -> str:
    return str(rows_of(study, coder, **wanted)[0].row.id)


def screening(study: Study, account: str, decision: ScreeningDecision = ScreeningDecision.INCLUDE, **more: Any) -> Screening:
    return Screening(account=account, screener=study.coder, decision=decision, **more)


def only_account(study: Study) -> str:
    return str(rows_of(study, "owner", kind="account")[0].row.subject)


# --- blind


@pytest.mark.parametrize(("reader", "codings", "completions"), [("ada", {"ada"}, {"ada"}), ("mira", set(), {"ada", "ben"})])
def test_a_blind_round_shows_in_the_log_what_it_shows_elsewhere(
    study: Study, reader: str, codings: set[str], completions: set[str]
) -> None:
    """A coder finds only their own rows of a blind round, the lead only who finished what; in page, search, filters and interface."""
    assert {deed.row.author for deed in rows_of(study, reader, kind="coding")} == codings
    assert {deed.row.author for deed in rows_of(study, reader, kind="completion")} == completions
    found = {deed.row.author for deed in rows_of(study, reader, words="thinks")}
    assert found == codings
    visitor = client(study.folder, reader)
    page = visitor.get("/log?kind=coding").content.decode()
    told = str(ask(visitor, "GET", "/api/log?kind=coding").json())
    for name in ("ada", "ben"):
        assert (f"{name} thinks" in page) is (name in codings)
        assert (f"{name} thinks" in told) is (name in codings)


def test_a_row_of_a_blind_round_can_neither_be_shown_nor_taken_back_by_others(study: Study) -> None:
    """Whoever knows the id of a hidden row is told that there is none, also as the place of a page."""
    hidden = newest(study, "ben", kind="coding")
    visitor = client(study.folder, "ada")
    assert ask(visitor, "POST", f"/api/log/{hidden}/undo").status_code == 404
    assert visitor.get(f"/log?before={hidden}").status_code == 404
    with pytest.raises(UnknownReference):
        undo(study.acting("mira"), hidden)


def test_an_opened_round_is_shown_to_all(study: Study) -> None:
    """Once the lead has opened a round the log holds everybody's rows of it for everybody."""
    study.acting("mira").decide([RoundOpening(round="c1")])
    assert {deed.row.author for deed in rows_of(study, "ada", kind="coding")} == {"ada", "ben"}


# --- taking back


def test_taking_back_the_first_decision_leaves_none(study: Study) -> None:
    """Undo of a decision that replaced nothing leaves its object undecided, by a new row; the old one stays in the log."""
    ada = study.acting("ada")
    row = newest(study, "ada", kind="coding")
    again = undo(ada, row)
    assert again != row
    with ada.read() as view:
        assert [record for record in view.records(Coding) if record.coder == "ada"] == []
    assert [(deed.row.retract, deed.standing) for deed in rows_of(study, "ada", kind="coding")] == [(1, True), (0, False)]


def test_taking_back_a_change_brings_back_what_it_replaced(study: Study) -> None:
    """Undo of a changed mind restores the earlier one, and undo of the undo the later."""
    ada = study.acting("ada")
    account = only_account(study)
    ada.decide([screening(ada, account)])
    ada.decide([screening(ada, account, ScreeningDecision.EXCLUDE, criterion="not-ours")])
    undone = undo(ada, newest(study, "ada", kind="screening"))
    with ada.read() as view:
        assert [one.decision for one in view.records(Screening)] == [ScreeningDecision.INCLUDE]
    undo(ada, undone)
    with ada.read() as view:
        assert [one.decision for one in view.records(Screening)] == [ScreeningDecision.EXCLUDE]


def test_nobody_takes_back_what_was_decided_since(study: Study) -> None:
    """Two tabs: the second undo of one row, and the undo of a row that somebody replaced, are refused with 409 and change nothing."""
    account = only_account(study)
    review = RelationReview(a=account, b="zz", kind=RelationKind.REPRINT, status=ProposalStatus.ACCEPTED)
    study.acting("ada").decide([review])
    row = newest(study, "ada", kind="relation")
    visitor = client(study.folder, "ada")
    study.acting("ben").decide([RelationReview(a=account, b="zz", kind=RelationKind.REPRINT, status=ProposalStatus.REJECTED)])
    refused = ask(visitor, "POST", f"/api/log/{row}/undo")
    assert refused.status_code == 409
    assert refused.json()["remedy"]
    mine = newest(study, "ada", kind="coding")
    assert ask(visitor, "POST", f"/api/log/{mine}/undo").status_code == 200
    assert ask(visitor, "POST", f"/api/log/{mine}/undo").status_code == 409
    with pytest.raises(StaleDecision):
        undo(study.acting("ada"), mine)


@pytest.mark.parametrize("kind", ["adoption", "account", "capture"])
def test_what_was_found_or_adopted_is_not_taken_back(study: Study, kind: str) -> None:
    """Collected accounts and adopted protocols are no decisions to undo; the refusal says what to do."""
    with pytest.raises(NotPermitted) as refused:
        undo(study, newest(study, "owner", kind=kind))
    assert refused.value.remedy


def test_others_and_rulings_are_not_taken_back(study: Study) -> None:
    """Only whoever decided may undo; a person on whom others may build is excluded, not taken away; a ruling is ruled on again."""
    row = newest(study, "mira", kind="mention")
    with pytest.raises(NotPermitted):
        undo(study.acting("ada"), row)
    with pytest.raises(NotPermitted, match="Exclude"):
        undo(study, row)
    account = put_account(study, "b.txt", BODY)
    mira = study.acting("mira")
    mira.decide([coding(account, 5, 11, BODY, coder="mira", layer=Layer.ADJUDICATED)])
    with pytest.raises(NotPermitted, match="ruling"):
        undo(mira, newest(study, "mira", kind="coding", by="mira"))


# --- conflicts


def test_a_conflict_is_settled_by_choosing_a_side(tmp_path: Path, study: Study) -> None:
    """What two copies decided differently is listed in words on the log, and the side chosen there holds."""
    account = only_account(study)
    other = fork(study, tmp_path / "other", "two")
    for copy, decision in ((study, ScreeningDecision.INCLUDE), (other, ScreeningDecision.EXCLUDE)):
        ada = copy.acting("ada")
        ada.decide([screening(ada, account, decision, criterion=None if decision == "include" else "not-ours")])
    other.close()
    merge(study, tmp_path / "other")
    visitor = client(study.folder, "ada")
    page = visitor.get("/log").content.decode()
    assert "Decided differently" in page
    assert page.count("Let this hold") == 2
    kept = next(deed.row for deed in rows_of(study, "ada", kind="screening") if deed.record.decision is ScreeningDecision.EXCLUDE)
    body = {"kind": "screening", "subject": kept.subject, "keep": kept.id}
    outsider = client(study.folder, "ben")
    assert ask(outsider, "POST", "/api/log/conflicts", body).status_code == 403
    assert ask(client(study.folder, "ada"), "POST", "/api/log/conflicts", body).status_code == 200
    with study.read() as view:
        assert [one.decision for one in view.records(Screening)] == [ScreeningDecision.EXCLUDE]
        assert view.undecided(Screening) == frozenset()
    with pytest.raises(UnknownReference):
        settle_conflict(study.acting("ada"), "screening", kept.subject, kept.id)


def test_a_blind_conflict_is_counted_and_not_told(tmp_path: Path, study: Study) -> None:
    """A conflict within somebody else's blind rows is a number on the page, and cannot be settled from outside."""
    row = rows_of(study, "ada", kind="coding")[0]
    other = fork(study, tmp_path / "other", "two")
    for copy, memo in ((study, "first thought"), (other, "second thought")):
        from dataclasses import replace

        copy.acting("ada").decide([replace(row.record, memo=memo)])
    other.close()
    merge(study, tmp_path / "other")
    page = client(study.folder, "ben").get("/log").content.decode()
    assert "lies in a round that is not open" in page
    assert "first thought" not in page
    assert "second thought" not in page
    body = {"kind": "coding", "subject": row.row.subject, "keep": newest(study, "ada", kind="coding")}
    assert ask(client(study.folder, "ben"), "POST", "/api/log/conflicts", body).status_code == 404


# --- the page


def test_pages_follow_one_another_without_gap_or_repeat(study: Study) -> None:
    """Walking to the oldest row and back shows each row once, whatever is decided meanwhile."""
    account = only_account(study)
    ada = study.acting("ada")
    for n in range(30):
        ada.decide([coding(put_account(study, f"{n}.txt", BODY + str(n)), 5, 11, BODY, coder="ada")])
    whole = [deed.row.id for deed in rows_of(study, "ada")]
    walked: list[str] = []
    before = None
    while True:
        with ada.read() as view:
            page = log_page(view.connection, view.sight, Filter(), size=7, before=before)
        walked += [deed.row.id for deed in page.deeds]
        if not page.older:
            break
        before = walked[-1]
        ada.decide([screening(ada, account, ScreeningDecision.INCLUDE if len(walked) % 2 else ScreeningDecision.EXCLUDE)])
    assert walked == whole
    with ada.read() as view:
        back = log_page(view.connection, view.sight, Filter(), size=7, after=walked[20])
    assert [deed.row.id for deed in back.deeds] == walked[13:20]


@pytest.mark.parametrize("query", ["", "?q=thinks", "?kind=coding", "?by=ada", "?since=2026-01-01&until=2026-01-02", "?account={account}"])
def test_filters_narrow_and_what_others_wrote_stays_inert(study: Study, query: str) -> None:
    """Every filter answers, none lets a title, label or memo become markup or turn the text around it."""
    page = client(study.folder, "ada").get("/log" + query.format(account=only_account(study)))
    assert page.status_code == 200
    said = page.content.decode()
    assert "<script>alert" not in said
    assert "<img src=x" not in said
    assert "\u202e" not in said
    assert "&lt;script&gt;" in said


def test_a_day_and_a_search_find_what_they_should(study: Study) -> None:
    """Days bound what is shown on both sides; a search is taken literally, signs of SQL included."""
    assert rows_of(study, "ada", since=__import__("datetime").date(2030, 1, 1)) == []
    assert rows_of(study, "ada", until=__import__("datetime").date(2020, 1, 1)) == []
    assert rows_of(study, "ada", words="%") == []
    assert len(rows_of(study, "ada", words='"><IMG')) >= 3


def test_the_words_of_a_withdrawn_account_are_gone_and_the_rows_stay(study: Study) -> None:
    """After a withdrawal the log says that something was decided, never what, and nothing of it can be taken back."""
    from testimonia.study import withdraw

    row = newest(study, "ada", kind="coding")
    withdraw(study, only_account(study), reason="asked to")
    page = client(study.folder, "ada").get("/log").content.decode()
    assert "withdrawn" in page
    assert "thinks" not in page
    assert "killed people" not in page
    with pytest.raises(TestimoniaError):
        undo(study.acting("ada"), row)


@pytest.mark.parametrize("row", ["x" * 64, "short", "0" * 64])
def test_an_id_that_is_none_is_refused(study: Study, row: str) -> None:
    """No such row: 404, or 422 where it is not even an id; never a server error."""
    assert ask(client(study.folder, "ada"), "POST", f"/api/log/{row}/undo").status_code in {404, 422}


@pytest.mark.browser
def test_taking_back_in_a_browser(study: Study, new_page: Callable[..., Any]) -> None:
    """A coder finds her latest coding in the log, takes it back after being asked, and a second tab that is too old says so."""
    folder = study.folder
    study.close()
    page = new_page()
    with served(folder) as workbench:
        come_in(page, workbench, "ada")
        page.goto(workbench.address + "/log")
        ready(page)
        assert violations(page) == []
        page.emulate_media(color_scheme="dark")
        assert violations(page) == []
        old = page.context.new_page()
        old.goto(workbench.address + "/log")
        ready(old)
        page.get_by_label("What", exact=True).select_option("coding")
        page.wait_for_url("**/log?*kind=coding*")
        ready(page)
        page.get_by_role("button", name="Take back").first.click()
        page.locator("#confirm").get_by_role("button", name="Yes").click()
        page.get_by_text("replaced since").wait_for()
        assert page.get_by_text("taken back", exact=True).count() == 1
        row = old.locator("tr", has_text="Coded a passage")
        row.get_by_role("button", name="Take back").click()
        old.locator("#confirm").get_by_role("button", name="Yes").click()
        row.locator(".fault").wait_for()
        assert "decide again" in row.locator(".fault").inner_text()
    reopen(study).close()


def test_the_last_day_there_is_may_be_asked_for(study: Study) -> None:
    """A search until the end of the calendar finds everything, on the page and at the interface."""
    visitor = client(study.folder, "mira")
    assert visitor.get("/log?until=9999-12-31").status_code == 200
    answer = ask(visitor, "GET", "/api/log?until=9999-12-31")
    assert (answer.status_code, bool(answer.json()["rows"])) == (200, True)
