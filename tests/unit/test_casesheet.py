"""A team's spreadsheet of cases: sources, people and values come in by the ordinary doors, and a ledger says what did not."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from support.studies import surroundings
from support.website import Site, network, reply
from testimonia.domain.decisions import LinkReview, Mention, Value
from testimonia.domain.evidence import Account, Capture, ShelfDeclaration, Source
from testimonia.domain.vocabulary import Grade, Shelf
from testimonia.errors import UsageError
from testimonia.stages.collect import CollectParams, WebParams, columns_of
from testimonia.stages.collect.web.limits import Pace
from testimonia.store.verify import verify
from testimonia.study import new_study
from testimonia.workflow.casesheet import OWN, collect_cases

STUDY = """
study: {title: A sheet, question: Who left?}
coders: [{id: owner, name: Owner, role: owner}]
variables:
  - {id: gender, label: Gender, type: choice, values: [male, female]}
  - {id: age, label: Age, type: integer, minimum: 10, maximum: 99}
  - {id: note, label: Note, type: text}
"""
ROWS = [
    ["Nr", "Person", "Headline", "Link", "Paper", "Gender", "AGE", "note", "Colour"],
    ["1", "Abu Test", "The walk to the river", "https://post.example/river", "The River Post", "male", "23", "n/a", "red"],
    ["2", "Umm Test", "The walk to the river", "https://post.example/river", "The River Post", "female", "unknown", "", "blue"],
    ["1", "A. T.", "He came home", "", "Kelduria Daily", "man", "7", "baker", ""],
    ["3", "", "Nobody in it", "", "", "male", "", "", ""],
    ["4", "No Source", "", "", "", "male", "", "", ""],
    ["", "", "", "", "", "", "", "", ""],
    ["1", "Abu Test", "The walk to the river", "https://post.example/river", "The River Post", "", "24", "", ""],
]


@pytest.fixture
def study(tmp_path):
    with new_study(tmp_path / "s", files={"study.yaml": STUDY}, surroundings=surroundings()) as made:
        yield made


def sheet(path, rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    path.write_bytes(target.getvalue())
    return path


def columns():
    return columns_of(["label=Person,case=Nr,title=Headline,url=Link,outlet=Paper"], OWN)


def test_a_sheet_becomes_accounts_people_values_and_sources(study, tmp_path):
    """Two people in one article share its account; rows of one case are linked; what study.yaml does not allow is dropped and told; twice is once."""
    path = sheet(tmp_path / "cases.xlsx", ROWS)
    report = collect_cases(study, path, columns())
    with study.read() as view:
        accounts = {account.id: account for account in view.records(Account)}
        mentions = {mention.label: mention for mention in view.records(Mention)}
        values = {(value.variable, value.value, value.missing and value.missing.value) for value in view.records(Value)}
        links, sources = view.records(LinkReview), view.records(Source)
    assert set(mentions) == {"Abu Test", "Umm Test", "A. T."}
    assert mentions["Abu Test"].account == mentions["Umm Test"].account
    assert accounts[mentions["Abu Test"].account].origin == "https://post.example/river"
    assert {
        ("gender", "male", None),
        ("gender", "female", None),
        ("age", "23", None),
        ("age", "24", None),
        ("age", None, "not_stated"),
        ("note", "baker", None),
    } <= values
    assert ("note", None, "not_applicable") in values
    assert len(links) == 1
    assert {source.name for source in sources} == {"The River Post", "Kelduria Daily"}
    assert (report.mentions, report.links, report.sources) == (3, 1, 2)
    dropped = {(row, name) for row, name, _ in report.dropped}
    assert {(3, "Gender"), (3, "AGE"), (4, "the whole row"), (5, "the whole row"), (7, "the person")} <= dropped
    assert report.columns["Colour"] == "of a publication, or not taken"
    again = collect_cases(study, path, columns())
    assert again.collected.new == ()
    with study.read() as view:
        assert len(view.records(Mention)) == 3
    assert verify(study.store).problems == ()


def test_a_sheet_joins_the_files_of_its_sources(
    study,
    tmp_path,
):
    """A row that names a file belongs to the account of that file."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "walk.txt").write_text("He left the group in spring, he told us, and walked to the river.", encoding="utf-8")
    path = tmp_path / "cases.csv"
    path.write_text("label,file,gender\nAbu Test,walk.txt,male\n", encoding="utf-8")
    collect_cases(study, path, (), [tmp_path / "files"])
    with study.read() as view:
        (account,) = view.records(Account)
        (mention,) = view.records(Mention)
    assert (account.origin, account.state.value, mention.account) == ("walk.txt", "ok", account.id)


def test_the_pages_of_a_sheet_are_fetched_as_those_of_collect(study, tmp_path):
    """Addresses go with a sheet, with all that may be said of fetching and of every account; the row joins the page at its address."""
    page = (
        "<html><body><article><p>"
        + "He left the group in spring, he told us, and walked to the river. " * 8
        + "</p></article></body></html>"
    )
    path = tmp_path / "cases.csv"
    path.write_text("label,url\nAbu Test,http://post.example/river\n", encoding="utf-8")
    params = CollectParams(shelf=Shelf.STUDY, web=WebParams(pace=Pace(between=0.0), reason="the sheet names it"))
    with Site({"/river": reply(page.encode())}) as site:
        collect_cases(study, path, (), ["http://post.example/river"], params=params, network=network({"post.example": site}))
    with study.read() as view:
        (account,) = view.records(Account)
        (mention,) = view.records(Mention)
        witnessed = [capture for capture in view.records(Capture) if capture.grade is Grade.WITNESSED]
        (shelf,) = view.records(ShelfDeclaration)
    assert (account.origin, account.state.value, account.reason, mention.account) == ("http://post.example/river", "ok", None, account.id)
    assert (["the sheet names it" in capture.tool for capture in witnessed], shelf.shelf) == ([True], Shelf.STUDY)


@pytest.mark.parametrize(
    ("data", "stated", "message"),
    [
        (b"a,b\n1,2\n", [], "No column says how the source names the person"),
        (b"label\nx\n", ["title=Headline"], "no column `Headline`"),
        (b"PK\x03\x04", [], "no table that can be read"),
        (b"", [], "no table that can be read"),
    ],
)
def test_a_sheet_that_is_none_is_refused(study, tmp_path, data, stated, message):
    """Nothing is collected from a sheet without people, with missing columns, or that is damaged."""
    path = tmp_path / ("cases.xlsx" if data[:2] == b"PK" else "cases.csv")
    path.write_bytes(data)
    with pytest.raises(UsageError, match=message):
        collect_cases(study, path, columns_of(stated, OWN))
