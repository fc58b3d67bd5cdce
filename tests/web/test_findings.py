"""The findings page: a number leads to its cases and their words; blind rounds never count; stale says so; what others wrote stays inert."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest

from support.studies import coding, mention, put_account, surroundings
from support.workbench import ask, client, come_in, ready, served, violations
from testimonia.domain.decisions import Coding, Completion, Mention, RoundOpening, Screening
from testimonia.domain.evidence import Account
from testimonia.domain.vocabulary import MentionStatus, ScreeningDecision, Shelf
from testimonia.stages.publish import look_at_finding, look_at_findings
from testimonia.study import Study, new_study
from testimonia.workflow import demo, run

BODY = "They killed people I knew, and so I left at night with my brother. The bread was bad."
NASTY = '<script>alert(1)</script> "><img src=x onerror=alert(1)> \u202egpj.exe'
TEAM = """study: {title: Those who left (invented), question: Why did they leave?}
coders:
  - {id: mira, role: lead}
  - {id: ada, role: coder}
  - {id: ben, role: coder}
rounds:
  - {id: c1, kind: coding}
  - {id: c2, kind: coding, blind: false}
analysis:
  - {id: leaving, kind: prevalence, title: "%s", codebook: icsr-2015}
  - {id: later, kind: prevalence, code: "icsr-2015:other"}
"""
BOOK = """id: icsr-2015
title: Reasons
version: 1
codes:
  - {id: leaving-brutality, label: "%s", definition: They left because of brutality.}
  - {id: other, label: Another reason, definition: Any other.}
"""


def quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\u202e", "\\u202e")


@pytest.fixture
def study(tmp_path: Path) -> Any:
    """Three people: one of whom a passage was coded in an open round, one in a blind one, one finished in silence; run."""
    files = {"study.yaml": TEAM % quoted(NASTY), "codebooks/icsr-2015.yaml": BOOK % quoted(NASTY)}
    made = new_study(tmp_path / "study", files=files, surroundings=surroundings())
    accounts = [put_account(made, f"{n}.txt", f"{BODY} {n} {' '.join(f'word{n}{m}' for m in range(40))}", title=NASTY) for n in range(3)]
    people = [mention(account, f"m{n}", f"Person {n} {NASTY}") for n, account in enumerate(accounts)]
    made.decide([*people, *(included(account) for account in accounts)])
    ada, ben = made.acting("ada"), made.acting("ben")
    ada.decide([coding(accounts[0], 5, 11, BODY, coder="ada", mention="m0", round="c2", memo=NASTY)])
    ada.decide(
        [Completion(account=a.id, mention=f"m{n}", codebook="icsr-2015", coder="ada", round="c2") for n, a in enumerate(accounts) if n != 1]
    )
    ben.decide([coding(accounts[1], 30, 36, BODY, coder="ben", mention="m1", round="c1", memo="a blind thought")])
    ben.decide([Completion(account=accounts[1].id, mention="m1", codebook="icsr-2015", coder="ben", round="c1")])
    run(made)
    yield made
    made.close()


def included(account: Account) -> Screening:
    return Screening(account=account.id, screener="owner", decision=ScreeningDecision.INCLUDE, shelf=Shelf.TESTIMONY)


def number(study: Study, group: str = "icsr-2015:leaving-brutality", denominator: str = "completed") -> Any:
    look = look_at_findings(study)
    return next(
        one for t in look.tables for line in t.lines for one in (line.completed, line.stated) if (one.group, one.denominator) == (group, denominator)
    )  # fmt: skip


def test_a_number_leads_to_the_words(study: Study) -> None:
    """Each part of a number lists its own cases, and those that say so stand with their passage, coder and links to text and case."""
    finding = number(study)
    assert (finding.k, finding.n, finding.not_stated) == (1, 2, 1)
    visitor = client(study.folder, "ada")
    page = visitor.get(f"/findings/leaving/{finding.id}").content.decode()
    account = look_at_finding(study, finding.id).witnesses[0].accounts[0]
    assert f"/read/{account}#c=5-11" in page
    assert f"/cases/{finding.evidence[0]}" in page
    assert "<mark>killed</mark>" in page
    silent = visitor.get(f"/findings/leaving/{finding.id}?of=silent").content.decode()
    assert f"/cases/{finding.silent[0]}" in silent
    assert "killed" not in silent


@pytest.mark.parametrize("reader", ["ada", "ben", "mira"])
def test_a_blind_round_counts_in_no_number_and_shows_in_none(study: Study, reader: str) -> None:
    """Nobody, not even its coder, finds a row of a blind round behind a number; the page says that there are some."""
    visitor = client(study.folder, reader)
    finding = number(study)
    parts = [f"/findings/leaving/{finding.id}?of={part}" for part in ("evidence", "denying", "silent", "unclear")]
    for address in ("/findings", "/findings/leaving", *parts):
        page = visitor.get(address).content.decode()
        assert "a blind thought" not in page
        assert "<mark> so I </mark>" not in page
    told = ask(visitor, "GET", f"/api/findings/{finding.id}").json()
    assert [case["case"] for case in told["cases"]] == list(finding.evidence)
    assert (
        "counts in no number" in visitor.get("/findings").content.decode()
        or "count in no number" in visitor.get("/findings").content.decode()
    )


def test_what_is_opened_counts_after_the_next_run(study: Study) -> None:
    """Opening a round makes the numbers out of date, which every page says; after the run its rows count and are shown."""
    before = number(study)
    study.acting("mira").decide([RoundOpening(round="c1")])
    visitor = client(study.folder, "ada")
    for address in ("/findings", "/findings/leaving", f"/findings/leaving/{before.id}"):
        said = visitor.get(address).content.decode()
        assert "out of date" in said
        assert 'data-api="/api/run"' in said
    assert ask(visitor, "GET", "/api/findings").json()["stale"] is True
    run(study)
    assert number(study).k == 2
    page = visitor.get(f"/findings/leaving/{number(study).id}").content.decode()
    assert "a blind thought" in page
    assert "out of date" not in page


def test_a_case_that_is_not_there_any_more_is_said(study: Study) -> None:
    """Where people decided since about who is who, a number of before still opens and says which case is gone."""
    finding = number(study)
    first = study.store
    study.decide(
        [
            Mention(
                id="m0", account=look_at_finding(study, finding.id).witnesses[0].accounts[0], label="Nobody", status=MentionStatus.EXCLUDED
            )
        ]
    )
    from testimonia.stages.resolve import resolve

    resolve(study)
    assert first is study.store
    page = client(study.folder, "ada").get(f"/findings/leaving/{finding.id}")
    assert page.status_code == 200
    assert "not there any more" in page.content.decode()


def test_the_download_is_a_table_that_no_spreadsheet_runs(tmp_path: Path) -> None:
    """The file holds every number of both denominators, formulas escaped, asked for by POST alone, and is noted as having left."""
    files = {"study.yaml": TEAM % "=HYPERLINK(1)", "codebooks/icsr-2015.yaml": BOOK % "Brutality"}
    with new_study(tmp_path / "study", files=files, surroundings=surroundings()) as study:
        account = put_account(study, "a.txt", BODY)
        study.decide([mention(account, "m0"), included(account)])
        study.acting("ada").decide([coding(account, 5, 11, BODY, coder="ada", mention="m0", round="c2")])
        study.acting("ada").decide([Completion(account=account.id, mention="m0", codebook="icsr-2015", coder="ada", round="c2")])
        run(study)
        visitor = client(study.folder, "ada")
        assert visitor.get("/findings.csv").status_code == 405
        answer = visitor.post("/findings.csv")
        assert "attachment" in answer["Content-Disposition"]
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert {row["denominator"] for row in rows} == {"completed", "stated"}
        assert rows[0]["title"] == "'=HYPERLINK(1)"
        with study.store.read() as connection:
            from sqlalchemy import select

            from testimonia.store import schema

            assert connection.execute(select(schema.releases.c.kind)).scalars().all() == ["export"]
            assert connection.execute(select(schema.holdings.c.account)).scalars().all() == [account.id]


def test_what_others_wrote_stays_inert(study: Study) -> None:
    """Titles of the plan, labels of codes and people, memos: nothing becomes markup or turns the text around it."""
    visitor = client(study.folder, "ada")
    for address in ("/findings", "/findings/leaving", f"/findings/leaving/{number(study).id}"):
        said = visitor.get(address).content.decode()
        assert "<script>alert" not in said
        assert "<img src=x" not in said
        assert "\u202e" not in said
        assert "&lt;script&gt;" in said


def test_an_empty_study_says_what_to_do(tmp_path: Path) -> None:
    """Without findings the page is a friendly start, and an address of none is refused plainly."""
    with new_study(tmp_path / "study", surroundings=surroundings()) as study:
        visitor = client(study.folder)
        assert "No findings yet" in visitor.get("/findings").content.decode()
        assert visitor.get("/findings/nothing").status_code == 404
        assert visitor.get("/findings/nothing/abc").status_code == 404
        assert ask(visitor, "GET", "/api/findings/abc").status_code == 404
        assert ask(visitor, "GET", "/api/findings/abc?of=evil").status_code == 422


@pytest.mark.parametrize("query", ["?of=evil", "?page=-3", "?page=99999999999999999999", "?page=x", "?of=silent&page=2"])
def test_strange_addresses_are_answered(study: Study, query: str) -> None:
    """A part that is none is not found; a page that is none is the nearest that is."""
    answer = client(study.folder, "ada").get(f"/findings/leaving/{number(study).id}{query}")
    assert answer.status_code == (404 if "evil" in query else 200)


def test_an_uncoded_passage_is_no_evidence(study: Study) -> None:
    """A coding of another code of the same case is not among the words of a number."""
    with study.read() as view:
        account = view.records(Coding)[0].account
    other = study.acting("ada")
    with other.read() as view:
        source = view.account(account)
    assert source is not None
    other.decide([coding(source, 0, 4, BODY, coder="ada", code="other", mention="m0", round="c2")])
    run(study)
    passages = [p for w in look_at_finding(study, number(study).id).witnesses for p in w.passages]
    assert [(p.start, p.end) for p in passages] == [(5, 11)]


def test_each_finding_says_how_far_it_holds(study: Study) -> None:
    """A finding's page says the sentence that the analysis left, its card has both figures, and each figure its numbers as a table."""
    visitor, look = client(study.folder, "ada"), look_at_findings(study)
    said = {row.subject: row.said for row in look.robustness if row.axis == "all"}
    assert said
    for subject, sentence in said.items():
        plan = next(row.plan for row in look.robustness if row.subject == subject)
        assert escape(sentence, quote=False) in visitor.get(f"/findings/{plan}/{subject}").content.decode()
        assert escape(sentence, quote=False) in visitor.get(f"/findings/{plan}").content.decode()
        page = visitor.get(f"/findings/{plan}/card/{subject}").content.decode()
        assert escape(sentence, quote=False) in page
        rows = [row for row in look.robustness if row.subject == subject and row.axis != "all"]
        ways = next(row.alternatives for row in rows if row.axis == "specification")
        assert re.findall('<svg[^>]* class="([a-z]+)', page) == ["forest", "curve"]
        assert page.count('<th scope="row">') == len(rows) + ways
    assert visitor.get("/findings/leaving/card/nothing").status_code == 404
    assert visitor.get(f"/findings/later/card/{number(study).id}").status_code == 404


def test_a_card_speaks_the_readers_language(study: Study) -> None:
    """In Arabic no word of a card's sentence, figures or tables is left in English."""
    visitor, finding = client(study.folder, "ada"), number(study)
    page = visitor.get(f"/findings/leaving/card/{finding.id}", headers={"accept-language": "ar"}).content.decode()
    card = page[page.index('<section class="robustness"') : page.index("</section>")]
    words = set(re.findall("[A-Za-z]{3,}", re.sub("<[^>]*>", " ", card)))
    assert words <= set(re.findall("[A-Za-z]{3,}", escape(NASTY))) | {"ada", "ben"}


@pytest.mark.browser
@pytest.mark.parametrize("look", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"locale": "ar"}], ids=["light", "dark", "arabic"])
def test_a_card_can_be_used_by_everybody(study: Study, new_page: Callable[..., Any], look: dict[str, Any]) -> None:
    """Axe finds nothing on a card with its tables unfolded, in both themes and from the right."""
    page, finding = new_page(**look), number(study)
    with served(study.folder) as workbench:
        come_in(page, workbench, "ada")
        page.goto(f"{workbench.address}/findings/leaving/{finding.id}")
        ready(page)
        page.locator("p.held a").click()
        ready(page)
        for part in page.locator(".robustness details").all():
            part.evaluate("one => one.open = true")
        assert page.locator("svg.curve").is_visible()
        assert violations(page) == []


@pytest.mark.browser
def test_from_a_figure_to_the_words_in_a_browser(tmp_path: Path, new_page: Callable[..., Any]) -> None:
    """In both themes axe finds nothing, a column of the timeline leads to its row, a count to cases and their marked words."""
    demo(tmp_path / "study")
    page = new_page()
    with served(tmp_path / "study") as workbench:
        come_in(page, workbench, "ada")
        for address in ("/findings", "/findings/when-they-left", "/findings/expectation-and-reality"):
            page.goto(workbench.address + address)
            ready(page)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                assert violations(page) == []
        page.goto(workbench.address + "/findings")
        ready(page)
        page.locator("svg.timeline a").first.click()
        assert page.locator("tr:target").is_visible()
        page.locator("table.findings a", has_text="10 of 34").first.click()
        ready(page)
        assert page.locator("mark").first.is_visible()
        assert violations(page) == []
        page.get_by_role("link", name="22 not stated").click()
        ready(page)
        assert page.locator("article.witness").count() == 20
        page.get_by_role("link", name="Further").click()
        ready(page)
        assert page.locator("article.witness").count() == 2
        page.goto(workbench.address + "/findings")
        ready(page)
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Download").click()
        assert waiting.value.suggested_filename == "findings-internal.csv"
