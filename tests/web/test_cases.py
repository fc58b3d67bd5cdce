"""The case form's interface and pages: one answer at a time, never over what somebody else said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.coding import ARABIC, ENGLISH, Coded, coding_study
from support.workbench import ask, client
from testimonia.domain.decisions import Completion, Episode, Judgement, Value
from testimonia.domain.results import Case
from testimonia.store.log import in_order
from testimonia.study import open_study
from testimonia.web.timeline import draw, mirrored

NASTY = '<script>alert(1)</script>"><img src=x onerror=alert(1)> \u202eevil'


@pytest.fixture
def coded(tmp_path: Path) -> Coded:
    """The study of a small team."""
    return coding_study(tmp_path / "study")


def log_length(coded: Coded) -> int:
    with open_study(coded.folder) as study, study.store.read() as connection:
        return len(list(in_order(connection)))


def all_of(coded: Coded, record: type) -> list[Any]:
    with open_study(coded.folder) as study, study.store.read() as connection:
        return study.store.records(connection, record)


def said(variable: str, value: Any = None, **more: Any) -> dict[str, Any]:
    """What a page sends to answer a question."""
    return {"mention": "m-english", "variable": variable, "value": value, "round": "c1", "form_version": 1, **more}


def test_an_answer_is_given_changed_and_taken_back(coded: Coded) -> None:
    """An answer carries the words it rests on; a second window's older state is refused; taking it back opens the question."""
    ada = client(coded.folder, "ada")
    start = ARABIC.index("2015")
    passage = coded.passage("arabic", start, start + 4)
    made = ask(ada, "POST", "/api/cases/answers", said("spoke", "2015", mention="m-arabic", passages=[passage], memo="Kurz."))
    assert made.status_code == 200, made.content
    (kept,) = all_of(coded, Value)
    assert (kept.value, kept.passages[0].quote, kept.coder, kept.form_version) == ("2015", "2015", "ada", 1)
    name, row = made.json()["id"], made.json()["row"]
    change = said("spoke", "2015-06", mention="m-arabic", passages=[passage], replaces=row)
    assert ask(ada, "PUT", f"/api/cases/answers/{name}", change).json()["value"] == "2015-06"
    stale = ask(ada, "PUT", f"/api/cases/answers/{name}", {**change, "value": "2016"})
    assert (stale.status_code, stale.json()["error"]) == (409, "stale-decision")
    missing = ask(ada, "POST", "/api/cases/answers", said("sex", missing="not_stated"))
    assert (missing.status_code, missing.json()["missing"]) == (200, "not_stated")
    assert ask(ada, "DELETE", f"/api/cases/answers/{missing.json()['id']}?replaces={missing.json()['row']}").status_code == 200
    assert [value.value for value in all_of(coded, Value)] == ["2015-06"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (said("age", "old"), 422),
        (said("age", "200"), 422),
        (said("age"), 422),
        (said("age", "20", missing="unclear"), 422),
        (said("sex", missing="withheld"), 422),
        (said("origin", "Syria"), 422),
        (said("spoke", "yesterday"), 422),
        (said("nothing", "x"), 422),
        (said("how", ["paid", "flown"]), 422),
        (said("age", "20", mention="nobody"), 422),
        (said("age", "20", form_version=2), 409),
        (said("age", "20", round="c7"), 422),
        (said("task", "cook", episode="none"), 422),
        (said("age", "20", value_="x"), 200),
    ],
)
def test_what_the_form_does_not_allow_is_refused(coded: Coded, body: dict[str, Any], status: int) -> None:
    """Answers outside the question's type, versions that are not in force, unknown people and rounds: refused, nothing is written."""
    ada = client(coded.folder, "ada")
    before = log_length(coded)
    answer = ask(ada, "POST", "/api/cases/answers", body)
    assert answer.status_code == status, answer.content
    assert (log_length(coded) == before) is (status != 200)


def test_evidence_must_stand_in_the_text(coded: Coded) -> None:
    """A passage whose words are not those of the text, or of an account that is not the case's, is refused."""
    ada = client(coded.folder, "ada")
    good = coded.passage("english", 0, 8)
    for passage, status in (
        ({**good, "quote": "You were"}, 409),
        ({**good, "text_sha256": "0" * 64}, 409),
        (coded.passage("mixed", 0, 7), 422),
    ):
        answer = ask(ada, "POST", "/api/cases/answers", said("age", "20", passages=[passage]))
        assert answer.status_code == status, answer.content
    assert all_of(coded, Value) == []


def test_contradictions_are_kept(coded: Coded) -> None:
    """Two accounts that say different things give two answers, each with its words, and the page says so."""
    ada = client(coded.folder, "ada")
    first = said("age", "20", passages=[coded.passage("english", 0, 8)])
    second = said("age", "24", mention="m-arabic", passages=[coded.passage("arabic", 0, 5)])
    assert ask(ada, "POST", "/api/cases/answers", first).status_code == 200
    assert ask(ada, "POST", "/api/cases/answers", second).status_code == 200
    assert sorted(value.value for value in all_of(coded, Value)) == ["20", "24"]
    assert "contradict" in ada.get("/cases/c-one").content.decode()


def test_a_form_is_finished_when_every_question_has_an_answer(coded: Coded) -> None:
    """Finishing is refused while something is open, and told; then it stands, and the list shows it."""
    ada = client(coded.folder, "ada")
    unit = {"case": "c-one", "round": "c1", "version": 1}
    refused = ask(ada, "POST", "/api/cases/finished", unit)
    assert refused.status_code == 422
    assert "age" in " ".join(refused.json()["problems"])
    episode = {"mention": "m-english", "round": "c1", "order": 1, "group": "Dawn Guard", "joined": "2014", "left": "2015-06"}
    assert ask(ada, "POST", "/api/cases/episodes", episode).status_code == 200
    (entered,) = all_of(coded, Episode)
    for name, value in (("age", "20"), ("held", "true"), ("spoke", "2015"), ("origin", "SY"), ("trigger", "gradual"), ("how", ["paid"])):
        assert ask(ada, "POST", "/api/cases/answers", said(name, value)).status_code == 200, name
    assert ask(ada, "POST", "/api/cases/answers", said("sex", missing="not_stated")).status_code == 200
    assert ask(ada, "POST", "/api/cases/answers", said("task", "cook", episode=entered.id)).status_code == 200
    assert ask(ada, "POST", "/api/cases/finished", {**unit, "version": 3}).status_code == 409
    assert ask(ada, "POST", "/api/cases/finished", unit).status_code == 200
    (done,) = all_of(coded, Completion)
    assert (done.codebook, done.coder, done.round) == ("form", "ada", "c1")
    page = ada.get("/cases").content.decode()
    assert "finished the forms of 1 of 2 cases" in page
    assert "<svg" in ada.get("/cases/c-one").content.decode()


def test_judgements_of_a_case_and_of_its_accounts(coded: Coded) -> None:
    """A grade is given once for a unit, changed, and taken back; nonsense is refused."""
    ada = client(coded.folder, "ada")
    body = {"mention": "m-english", "round": "c1", "source_grade": "B", "information_grade": "2", "conditions": ["custody"], "note": NASTY}
    made = ask(ada, "POST", "/api/cases/judgements", body)
    assert made.status_code == 200
    (kept,) = all_of(coded, Judgement)
    change = {**body, "source_grade": "C", "replaces": made.json()["rows"][0]}
    assert ask(ada, "PUT", f"/api/cases/judgements/{kept.id}", change).status_code == 200
    assert ask(ada, "PUT", f"/api/cases/judgements/{kept.id}", change).status_code == 409
    assert ask(ada, "POST", "/api/cases/judgements", {**body, "source_grade": "Z"}).status_code == 422
    page = ada.get("/cases/c-one").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert ">C2<" in page.replace("\n", "")


def test_a_blind_form_shows_nothing_of_others(coded: Coded) -> None:
    """Answers, memos, episodes and judgements of a blind round are on no other coder's page, nor the lead's, until it is opened."""
    ada = client(coded.folder, "ada")
    ask(ada, "POST", "/api/cases/answers", said("which", "a secret event", memo="a secret memo"))
    ask(ada, "POST", "/api/cases/episodes", {"mention": "m-english", "round": "c1", "order": 1, "group": "a secret group"})
    ask(ada, "POST", "/api/cases/judgements", {"mention": "m-english", "round": "c1", "source_grade": "A", "note": "a secret note"})
    assert ada.get("/cases/c-one").content.decode().count("a secret") >= 4
    for other in ("ben", "mira", "owner", "sam"):
        assert b"a secret" not in client(coded.folder, other).get("/cases/c-one").content, other
    from testimonia.stages.code import open_round

    with open_study(coded.folder, coder="mira") as study:
        open_round(study, "c1")
    assert b"a secret event" in client(coded.folder, "ben").get("/cases/c-one?round=c1").content


def test_only_coders_fill_in_forms(coded: Coded) -> None:
    """A screener sees the form and answers nothing; nobody answers for a round they take no part in."""
    body = said("age", "20")
    assert ask(client(coded.folder, "sam"), "POST", "/api/cases/answers", {**body, "round": None}).status_code == 422
    assert ask(client(coded.folder, "mira"), "POST", "/api/cases/answers", body).status_code == 422
    assert ask(client(coded.folder, "mira"), "POST", "/api/cases/answers", {**body, "round": None}).status_code == 200


def test_pages_of_cases(coded: Coded) -> None:
    """Filters, searches and unknown ids answer with a page."""
    ada = client(coded.folder, "ada")
    assert "Samir of mixed" in ada.get("/cases", {"q": "MIXED"}).content.decode()
    assert "No case fits" in ada.get("/cases", {"q": "nobody"}).content.decode()
    assert "No case fits" in ada.get("/cases", {"kind": "response"}).content.decode()
    assert ada.get("/cases/nothing").status_code == 404
    assert ada.get("/cases/m-english").status_code == 200
    assert ada.get("/cases", {"state": "x", "page": "-1", "round": "y"}).status_code == 200
    text = ask(ada, "GET", f"/api/reading/texts/{coded.accounts['english'].id}").json()
    assert text["text"] == ENGLISH
    assert ask(ada, "GET", "/api/reading/texts/none").status_code == 404


def test_cases_out_of_date_are_told(tmp_path: Path) -> None:
    """While the cases do not fit what was decided, the list says what to do."""
    coded = coding_study(tmp_path / "study")
    with open_study(coded.folder) as study:
        from support.studies import mention

        study.decide([mention(coded.accounts["mixed"], "m-new")])
    ada = client(coded.folder, "ada")
    assert "out of date" in ada.get("/cases").content.decode()
    assert ada.get("/cases/c-one").status_code == 409
    assert "out of date" in ada.get("/read").content.decode()
    assert ada.get(f"/read/{coded.accounts['mixed'].id}").status_code == 200


def test_a_timeline_shows_what_is_sure() -> None:
    """A bar is full between dates that are surely inside, open where no date is known; nothing is drawn without any date."""
    assert draw([("1", None, None)], []) is None
    drawing = draw(
        [("first", "2014-03", "2015"), ("second", "2016", None), ("third", "nonsense", "../2017-05")], [("2018-01-02", "A title")]
    )
    assert drawing is not None
    first, second, third = drawing.bars
    assert first.sure is not None
    assert first.x < first.sure[0] < first.x + first.width
    assert (second.sure, second.open_right) == (None, True)
    assert third.open_left
    assert all(bar.x >= 0 and bar.x + bar.width <= drawing.width for bar in drawing.bars)
    assert [title for _, title in drawing.ticks] == ["A title (2018)"]


def test_a_timeline_runs_from_the_right_where_the_reader_does() -> None:
    """Mirrored, the first year stands at the right, a bar as far from that edge as before from the other, and its words begin at its earlier end."""
    drawing = draw([("first", "2014-03", "2015"), ("second", "2016", None)], [("2018-01-02", "A title")])
    assert drawing is not None
    turned = mirrored(drawing)
    for before, after in zip(drawing.bars, turned.bars, strict=True):
        assert after.x + after.width == pytest.approx(drawing.width - before.x)
        assert (after.open_left, after.open_right) == (before.open_right, before.open_left)
        assert after.begins == pytest.approx(after.x + after.width)
        assert before.begins == before.x
    assert [x for x, _ in turned.years] == pytest.approx([drawing.width - x for x, _ in drawing.years])
    again = mirrored(turned)
    assert [bar.x for bar in again.bars] == pytest.approx([bar.x for bar in drawing.bars])


@pytest.mark.parametrize("year", ["9999", "0001"])
def test_a_date_at_the_end_of_the_calendar_is_drawn(coded: Coded, year: str) -> None:
    """A first or last year that a date can have breaks no page."""
    ada = client(coded.folder, "ada")
    body = {"mention": "m-english", "round": "c1", "order": 1, "joined": year}
    assert ask(ada, "POST", "/api/cases/episodes", body).status_code == 200
    with open_study(coded.folder) as study, study.read() as view:
        (case,) = [case for case in view.outputs("resolve", Case) if "m-english" in case.mentions]
    assert ada.get(f"/cases/{case.id}?round=c1").status_code == 200


def test_no_text_of_a_form_is_a_book(coded: Coded) -> None:
    """Conditions and answers longer than a page are refused before anything is kept."""
    ada, long, before = client(coded.folder, "ada"), "x" * 5_001, log_length(coded)
    assert ask(ada, "POST", "/api/cases/judgements", {"mention": "m-english", "round": "c1", "conditions": [long]}).status_code == 422
    for value in (long, [long], ["paid"] * 201):
        assert ask(ada, "POST", "/api/cases/answers", said("how", value)).status_code == 422
    assert log_length(coded) == before
