"""Pairs of mentions at the workbench: judged by the texts, blind first, one verdict a reviewer."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.studies import put_account, surroundings
from support.workbench import ask, client, come_in, ready, served, sign_in, violations
from testimonia import resolve, run
from testimonia.domain.decisions import Claim, Mention, Screening
from testimonia.domain.vocabulary import LinkDecision, MentionStatus, ScreeningDecision, Shelf
from testimonia.stages.resolve import reviewing, waterfall
from testimonia.study import Study, new_study, open_study

TEAM = """study: {title: Those who left (invented), question: Why did they leave?}
coders:
  - {id: mira, role: lead}
  - {id: ada, role: coder}
  - {id: ben, role: coder}
"""
NAMES = ("Abu Zubayr", "Abou Zoubeir", "أبو زبير", "Layla <b>al-Rim</b>")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four accounts, each with one eligible person; three of them under spellings of one rare name."""
    path = tmp_path / "study"
    with new_study(path, files={"study.yaml": TEAM}, surroundings=surroundings()) as study:
        for number, name in enumerate(NAMES):
            _told(study, number, name)
        run(study)
    return path


def _told(study: Study, number: int, name: str) -> None:
    text = f"The paper met {name} in a tea house, on the day number {number} of the fair in Sorrel. Nobody else was there."
    account = put_account(
        study, f"{number}.html", text, title=f"A talk, {number} <script>alert(1)</script>", published=f"2020-0{number + 1}-01"
    )
    start = text.index(name)
    mention = Mention(
        id=f"m{number}",
        account=account.id,
        label=name,
        status=MentionStatus.ELIGIBLE,
        edition=account.main,
        start=start,
        end=start + len(name),
    )
    sex = "female" if "Layla" in name else "male"
    study.decide(
        [
            Screening(account=account.id, screener="owner", decision=ScreeningDecision.INCLUDE, shelf=Shelf.TESTIMONY),
            mention,
            Claim(id=f"c{number}", account=account.id, mention=mention.id, variable="sex", value=sex),
        ]
    )


def test_a_pair_is_judged_before_anything_is_shown(folder: Path) -> None:
    """No page and no answer shows weights, or another's verdict, before the reviewer has given their own."""
    mira = client(folder, "mira")
    a, b = ask(mira, "GET", "/api/people/waiting").json()["pairs"][0].values()
    page = mira.get(f"/people/{a}/{b}").content.decode()
    assert "waterfall" not in page
    assert ask(mira, "GET", f"/api/people/{a}/{b}/weights").json() == {"weighed": None}
    assert (
        ask(mira, "POST", "/api/people", {"a": a, "b": b, "decision": "same", "reason": "the canary and the tea house"}).status_code == 200
    )
    sign_in(mira, "ada")
    page = mira.get(f"/people/{a}/{b}").content.decode()
    assert "canary" not in page
    assert "waterfall" not in page
    assert ask(mira, "POST", "/api/people", {"a": b, "b": a, "decision": "unclear"}).status_code == 200
    page = mira.get(f"/people/{a}/{b}").content.decode()
    assert "canary" in page
    assert "waterfall" in page
    weighed = ask(mira, "GET", f"/api/people/{a}/{b}/weights").json()["weighed"]
    assert {one["field"] for one in weighed["weights"]} >= {"names", "sex"}
    steps = sum(one["weight"] for one in weighed["weights"]) + weighed["start"] + weighed["repeats"] + weighed["untied"]
    assert steps == pytest.approx(weighed["end"])
    assert 0 < weighed["proposed"] < 1
    assert f"{100 * weighed['chance']:.0f} % for one person" in page
    assert page.count("<rect") == len(weighed["weights"]) + 2 + (weighed["repeats"] != 0) + (weighed["untied"] != 0)


def test_verdicts_make_cases_and_leave_the_queue(folder: Path) -> None:
    """A verdict of one reviewer is kept as theirs; the next resolving counts one person, and the pair waits no more."""
    mira = client(folder, "mira")
    a, b = ask(mira, "GET", "/api/people/waiting").json()["pairs"][0].values()
    ask(mira, "POST", "/api/people", {"a": a, "b": b, "decision": "same"})
    assert {"a": a, "b": b} not in ask(mira, "GET", "/api/people/waiting").json()["pairs"]
    with open_study(folder, coder="mira") as study:
        report = resolve(study)
        with study.read() as view:
            assert {(link.a, link.b) for link in reviewing.waiting(view)}.isdisjoint({(a, b)})
    assert report.cases == {"person": 3}


def test_the_same_verdict_twice_is_one_row_and_strange_pairs_are_refused(folder: Path) -> None:
    """A double click adds nothing, another verdict from a window that has not seen the first is refused; a mention with itself, an unknown one and a verdict that is none change nothing."""
    mira = client(folder, "mira")
    first = ask(mira, "POST", "/api/people", {"a": "m0", "b": "m1", "decision": "same"})
    again = ask(mira, "POST", "/api/people", {"a": "m1", "b": "m0", "decision": "same"})
    assert first.json()["rows"][0]
    assert again.json()["rows"] == [None]
    other = {"a": "m0", "b": "m1", "decision": "different"}
    assert ask(mira, "POST", "/api/people", other).status_code == 409  # a page that has not seen the first verdict
    row = first.json()["rows"][0]
    assert f'name="replaces" value="{row}"' in mira.get("/people/m0/m1").content.decode()
    assert ask(mira, "POST", "/api/people", {**other, "replaces": [row]}).json()["rows"][0]
    assert ask(mira, "POST", "/api/people", {"a": "m0", "b": "m0", "decision": "same"}).status_code == 422
    assert ask(mira, "POST", "/api/people", {"a": "m0", "b": "nobody", "decision": "same"}).status_code == 404
    assert ask(mira, "POST", "/api/people", {"a": "m0", "b": "m2", "decision": "proposed"}).status_code == 422
    assert mira.get("/people/m0/nobody").status_code == 404


def test_a_look_says_which_words_name_the_person(folder: Path) -> None:
    """The text is whole, and the stretch that names the person is the label."""
    with open_study(folder, coder="mira") as study, study.read() as view:
        look = reviewing.pair(view, "m2", "m0")
        assert [piece for piece, kind in look.one.stretches if kind == "person"] == [NAMES[0]]
        assert [piece for piece, kind in look.other.stretches if kind == "person"] == [NAMES[2]]
        edition = view.edition(look.one.account.main)
        assert "".join(piece for piece, _ in look.one.stretches) == edition.text
        found = waterfall.waterfall(waterfall.scales(view), "m0", "m2")
    assert found.weights[0].weight > 0


def test_what_is_shown_of_the_weighing_has_learned_from_verdicts(folder: Path) -> None:
    """The weights on the page are those of the last resolving, which verdicts had moved."""
    with open_study(folder, coder="mira") as study:
        with study.read() as view:
            before = waterfall.scales(view)
        for a, b in (("m0", "m1"), ("m0", "m2"), ("m1", "m2")):
            reviewing.review_pair(study, a, b, LinkDecision.SAME)
        resolve(study)
        with study.read() as view:
            after = waterfall.scales(view)
    assert after.scale.m["names"][1] > before.scale.m["names"][1]
    assert after.scale.prior < before.scale.prior


def test_two_reviewers_and_the_one_who_settles(folder: Path) -> None:
    """Where two people judge each pair the second sees nothing of the first; where they differ the lead's page settles it."""
    with open_study(folder) as study:
        (study.folder / "study.yaml").write_text(TEAM + "pairs: {double: 1}\n", encoding="utf-8")
        study.adopt()
        run(study)
    ada = client(folder, "ada")
    a, b = ask(ada, "GET", "/api/people/waiting").json()["pairs"][0].values()
    ask(ada, "POST", "/api/people", {"a": a, "b": b, "decision": "same", "reason": "the canary"})
    page = ada.get("/people").content.decode()
    assert "Go on" in page
    assert "waits for a second reviewer" in page
    assert "/undo" in ada.get("/log?kind=link").content.decode()
    sign_in(ada, "ben")
    assert {"a": a, "b": b} in ask(ada, "GET", "/api/people/waiting").json()["pairs"]
    for door in (f"/people/{a}/{b}", "/people", "/log"):
        assert "canary" not in ada.get(door).content.decode()
    assert ask(ada, "POST", "/api/people", {"a": a, "b": b, "decision": "different", "settle": True}).status_code == 403
    ask(ada, "POST", "/api/people", {"a": a, "b": b, "decision": "different"})
    assert "canary" in ada.get(f"/people/{a}/{b}").content.decode()
    assert ask(ada, "POST", "/api/people", {"a": a, "b": b, "decision": "same"}).status_code == 422
    for judge in ("ada", "ben"):  # what undo refuses is not offered
        sign_in(ada, judge)
        assert "/undo" not in ada.get("/log?kind=link").content.decode()
    sign_in(ada, "mira")
    assert f'href="/people/{a}/{b}"' in ada.get("/people").content.decode()
    page = ada.get(f"/people/{a}/{b}").content.decode()
    assert "What you say now settles it" in page
    assert "canary" in page
    assert ask(ada, "POST", "/api/people", {"a": a, "b": b, "decision": "same", "settle": True}).status_code == 200
    with open_study(folder) as study:
        assert resolve(study).cases == {"person": 3}


def _contradict(folder: Path) -> None:
    """Ada holds m0 and m1, m1 and m2 to be one person; Ben holds m0 and m2 to be two."""
    for coder, a, b, decision in (("ada", "m0", "m1", "same"), ("ada", "m1", "m2", "same"), ("ben", "m0", "m2", "different")):
        with open_study(folder, coder=coder) as study:
            reviewing.review_pair(study, a, b, LinkDecision(decision))


def _explained(page: str) -> list[tuple[str, ...]]:
    """The rows of the contradictions on the page: the pair that each leads to, and its words."""
    _, _, rest = page.partition('<section class="card contradicting"')
    rows = re.findall(r"<tr>\s*<td>.*?</tr>", rest.partition("</section>")[0], re.DOTALL)
    return [(*re.findall(r'href="/people/(\w+)/(\w+)"', row)[0], re.sub(r"<[^>]+>", " ", row)) for row in rows]


def test_verdicts_that_contradict_one_another_are_explained_and_settled(folder: Path) -> None:
    """The lead's page names the verdicts that cannot all hold and whose they are, a reviewer's no verdict on a pair they have not judged; settled as the page says, nothing contradicts."""
    mira = client(folder, "mira")
    assert "contradict" not in mira.get("/people").content.decode()
    _contradict(folder)
    page = mira.get("/people").content.decode()
    rows = _explained(page)
    assert [row[:2] for row in rows] == [("m1", "m2"), ("m0", "m1"), ("m0", "m2")]
    assert ["kept apart" in row[2] for row in rows] == [True, False, False]
    assert ["two people" in row[2] for row in rows] == [False, False, True]
    assert [("ada" in row[2], "ben" in row[2]) for row in rows] == [(True, False), (True, False), (False, True)]
    assert "the owner or a lead gives a verdict" in page
    assert "Verdicts contradict one another in 1 place" in page
    sign_in(mira, "ben")
    page = mira.get("/people").content.decode()
    assert _explained(page) == []
    assert "1 contradiction holds a verdict on a pair that you have not judged" in page
    assert "You may stop</h2>" not in page
    sign_in(mira, "mira")
    body = {"a": "m1", "b": "m2", "decision": "different"}
    assert ask(mira, "POST", "/api/people", body).status_code == 200
    assert ask(mira, "POST", "/api/people", {**body, "settle": True}).status_code == 200
    assert "contradict" not in mira.get("/people").content.decode()


def test_what_contradicts_is_explained_as_resolving_does_it_in_arabic_too(folder: Path) -> None:
    """Page and verb speak of the same pair; in Arabic every sentence of the explanation is translated."""
    _contradict(folder)
    mira = client(folder, "mira")
    with open_study(folder, coder="mira") as study:
        (found,) = resolve(study).contradictions
    assert [row[:2] for row in _explained(mira.get("/people").content.decode())] == [(said.a, said.b) for said in found.verdicts]
    assert mira.post("/language", {"language": "ar"}).status_code == 302
    page = mira.get("/people").content.decode()
    assert "أحكام يناقض بعضها بعضًا" in page
    assert "Read these pairs again" not in page


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reviewer_works_with_the_keys(folder: Path, new_page: Callable[..., Any], scheme: str) -> None:
    """From the list through a verdict by key to what the program thought and the next pair; labels of others stay inert."""
    page = new_page(color_scheme=scheme)
    with served(folder) as workbench:
        come_in(page, workbench, "mira")
        page.goto(workbench.address + "/people")
        ready(page)
        assert violations(page) == []
        page.get_by_role("link", name="Take the first pair").click()
        ready(page)
        assert page.locator("mark.person").count() == 2
        page.keyboard.press("s")
        page.locator(".waterfall").wait_for()
        ready(page)
        assert violations(page) == []
        page.goto(workbench.address + "/people/m0/m3")
        ready(page)
        assert page.locator("h2 b").count() == 0
        page.keyboard.press("d")
        page.locator(".weighed").wait_for()
        page.wait_for_load_state("networkidle")
