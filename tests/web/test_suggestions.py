"""Suggestions in the workbench: hidden until somebody has them shown, logged when they do, and decisions only when accepted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.studies import put_account, surroundings
from support.workbench import ask, client, come_in, ready, served, violations
from testimonia.domain.decisions import Claim, Mention, SuggestionReview
from testimonia.domain.evidence import Account
from testimonia.domain.results import Suggestion
from testimonia.domain.teamwork import Aid
from testimonia.stages.suggest import suggest
from testimonia.stages.trace import trace
from testimonia.study import new_study, open_study

TEXT = (
    "Samir Haddad, 31, joined the group in March 2015 and fled in June 2017.\n\n"
    '"I could not bear what they did to the villagers," Haddad said. "So I left at night."\n\n'
    "He was born in Jordan, he said. <img src=x onerror=alert(1)>"
)
FILES = {
    "study.yaml": """study: {title: Leaving, question: Why do people leave?}
coders:
  - {id: lea, role: lead}
  - {id: ada}
  - {id: ben}
rounds:
  - {id: s1, kind: screening, coders: [ada, ben]}
  - {id: c1, kind: coding, coders: [ada, ben]}
codebooks: [leaving]
""",
    "codebooks/leaving.yaml": """id: leaving
title: Leaving
codes:
  - {id: brutality, label: Brutality, definition: Violence against others.}
""",
}


def made(folder: Path) -> Account:
    """A study with one account and what is suggested of it."""
    with new_study(folder, files=FILES, surroundings=surroundings()) as study:
        account = put_account(study, "a.txt", TEXT, published="2018")
        trace(study)
        suggest(study)
    return account


def all_of(folder: Path, record: type) -> list[Any]:
    with open_study(folder) as study, study.store.read() as connection:
        return study.store.records(connection, record)


def suggested(folder: Path, account: Account, kind: str) -> list[Suggestion]:
    with open_study(folder) as study, study.read() as view:
        return [item for item in view.suggestions(account.id) if item.kind == kind]


def test_a_screener_sees_suggestions_only_after_switching_them_on(tmp_path: Path) -> None:
    """Nothing suggested stands in the page before; the switch is a row of the log, of this coder and round alone."""
    account = made(tmp_path / "s")
    ada, ben = client(tmp_path / "s", "ada"), client(tmp_path / "s", "ben")
    (person,) = suggested(tmp_path / "s", account, "mention")
    page = f"/screen/{account.id}?round=s1"
    assert person.id not in ada.get(page).content.decode()
    assert ask(ada, "POST", "/api/reading/aids", {"page": "screen", "round": "s1", "shown": True}).status_code == 200
    assert person.id in ada.get(page).content.decode()
    assert person.id not in ben.get(page).content.decode()
    assert [(aid.page, aid.coder, aid.round, aid.shown) for aid in all_of(tmp_path / "s", Aid)] == [("screen", "ada", "s1", True)]
    assert "Had suggestions of machines shown." in ada.get("/log").content.decode()
    ask(ada, "POST", "/api/reading/aids", {"page": "screen", "round": "s1", "shown": False})
    assert person.id not in ada.get(page).content.decode()
    assert ask(ada, "POST", "/api/reading/aids", {"page": "screen", "round": "zz", "shown": True}).status_code in (400, 404)


def test_a_look_is_made_through_the_interface(tmp_path: Path) -> None:
    """An accepted person becomes a mention of whoever accepts; a claim before its person is refused with the remedy; rejecting decides nothing."""
    folder = tmp_path / "s"
    account = made(folder)
    ada = client(folder, "ada")
    (person,) = suggested(folder, account, "mention")
    claim, other = suggested(folder, account, "claim")[:2]
    body = {"account": account.id, "status": "accepted", "round": "c1"}
    refused = ask(ada, "POST", f"/api/reading/suggestions/{claim.id}", body)
    assert (refused.status_code // 100, "no mention yet" in refused.json()["message"]) == (4, True)
    answer = ask(ada, "POST", f"/api/reading/suggestions/{person.id}", body).json()
    assert answer["mention"] == all_of(folder, Mention)[0].id
    assert ask(ada, "POST", f"/api/reading/suggestions/{claim.id}", body).status_code == 200
    assert ask(ada, "POST", f"/api/reading/suggestions/{other.id}", {**body, "status": "rejected"}).status_code == 200
    assert ([item.by for item in all_of(folder, Mention)], len(all_of(folder, Claim))) == (["ada"], 1)
    reviews = all_of(folder, SuggestionReview)
    assert {(item.coder, item.round) for item in reviews} == {("ada", "c1")}
    assert "a machine suggested" in ada.get("/log").content.decode()
    lea = client(folder, "lea")
    assert "a machine suggested" not in lea.get("/log").content.decode(), "a look in a blind round is its coder's own"


@pytest.mark.browser
def test_a_reader_accepts_and_rejects_by_keys(tmp_path: Path, new_page: Callable[..., Any]) -> None:
    """Off by default; shown on demand and marked as suggestions; `+` takes one over, `-` rejects one."""
    folder = tmp_path / "s"
    account = made(folder)
    page = new_page(color_scheme="light")
    with served(folder) as workbench:
        come_in(page, workbench, "ada")
        page.goto(f"{workbench.address}/read/{account.id}?round=c1")
        ready(page)
        page.locator('#text[data-ready="true"]').wait_for(state="attached")
        assert page.locator(".spans .suggestion").count() == 0
        page.locator("#suggested").check()
        page.locator(".spans .suggestion").first.wait_for()
        assert violations(page) == []
        before = page.locator(".spans .suggestion").count()
        first = page.locator(".spans .suggestion button.span", has_text="Person: Samir Haddad")
        first.click()
        page.keyboard.press("+")
        page.locator("#mention option", has_text="Samir Haddad").wait_for(state="attached")
        assert page.locator(".spans .suggestion").count() == before - 1
        page.locator(".spans .suggestion button.span").first.click()
        page.keyboard.press("-")
        page.locator("#live", has_text="Rejected:").wait_for(state="attached")
        assert page.locator(".spans .suggestion").count() == before - 2
        assert violations(page) == []
    assert [item.label for item in all_of(folder, Mention)] == ["Samir Haddad"]
    assert sorted(item.status.value for item in all_of(folder, SuggestionReview)) == ["accepted", "rejected"]
    assert [(aid.page, aid.round, aid.shown) for aid in all_of(folder, Aid)] == [("read", "c1", True)]


@pytest.mark.browser
def test_a_screener_takes_a_person_over(tmp_path: Path, new_page: Callable[..., Any]) -> None:
    """From hidden to shown to entered, with no fault of accessibility on the way; a shelf that is wrong is rejected."""
    folder = tmp_path / "s"
    account = made(folder)
    page = new_page(color_scheme="dark")
    with served(folder) as workbench:
        come_in(page, workbench, "ada")
        page.goto(f"{workbench.address}/screen/{account.id}?round=s1")
        ready(page)
        page.get_by_role("button", name="Show suggestions").click()
        page.get_by_role("button", name="Enter this person").wait_for()
        assert violations(page) == []
        page.get_by_role("button", name="Enter this person").click()
        page.locator(".person strong", has_text="Samir Haddad").wait_for()
        page.locator(".suggested", has_text="Shelf: testimony").get_by_role("button", name="Reject").click()
        page.get_by_text("Nothing is suggested here").wait_for()
        assert violations(page) == []
    assert [(item.label, item.by) for item in all_of(folder, Mention)] == [("Samir Haddad", "ada")]
