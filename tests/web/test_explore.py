"""The page Explore: a table beside the plan whose cells open their cases, in both themes and from right to left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.workbench import client, come_in, ready, served, violations
from testimonia.stages.analyse import analyse, explore, saved
from testimonia.study import open_study
from unit.stages.publish.example import STUDY, coded
from unit.stages.publish.test_measured import PLAN

TABLE = "/explore?rows=origin&columns=icsr-2015%2Fleaving"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented study of sixteen people, with entries of every kind in its plan."""
    made = tmp_path_factory.mktemp("explore") / "s"
    example = coded(made, people=16)
    (made / "study.yaml").write_text(STUDY.rstrip("\n") + "\n" + PLAN, encoding="utf-8")
    example.study.follow_files()
    example.settle()
    analyse(example.study)
    example.study.close()
    return made


def test_a_cell_opens_its_cases(folder: Path) -> None:
    """Each cell links to the cases behind it; its page lists them with their words, and the tabs keep the table."""
    visitor = client(folder, "anna")
    page = visitor.get(TABLE).content.decode()
    with open_study(folder) as study:
        cells = [f for f in explore(study, "origin", "icsr-2015/leaving").findings if f.denominator == "completed"]
    assert all(f"cell={cell.id}" in page for cell in cells)
    cell = max(cells, key=lambda one: one.k)
    shown = visitor.get(f"/explore/cell?rows=origin&columns=icsr-2015%2Fleaving&cell={cell.id}").content.decode()
    assert all(f"/cases/{case}" in shown for case in cell.evidence)
    assert "<mark>" in shown
    assert f"cell={cell.id}&amp;of=silent" in shown
    assert "exploratory" in shown


def test_a_table_is_kept_and_forgotten(folder: Path) -> None:
    """Keeping is a POST by the team; the table is listed with who kept it, and goes again; the plan is as it was."""
    visitor = client(folder, "anna")
    before = (folder / "study.yaml").read_bytes()
    assert visitor.get("/explore/save").status_code == 405
    assert visitor.post("/explore/save", {"rows": "origin", "columns": "icsr-2015"}).status_code == 302
    with open_study(folder) as study:
        (item,) = saved(study)
    assert (item.rows, item.columns, item.by) == ("origin", "icsr-2015", "anna")
    assert item.id in visitor.get("/explore").content.decode()
    assert visitor.post("/explore/forget", {"id": item.id}).status_code == 302
    assert item.id not in visitor.get("/explore").content.decode()
    assert (folder / "study.yaml").read_bytes() == before


@pytest.mark.parametrize(
    "address", ["/explore?rows=nothing&columns=origin", "/explore/cell?rows=origin&columns=icsr-2015&cell=none", "/explore/cell"]
)
def test_what_is_not_there_is_said(folder: Path, address: str) -> None:
    """An unknown variable or cell is answered in words, never with a traceback."""
    answer = client(folder, "anna").get(address)
    assert answer.status_code == 404
    assert "Traceback" not in answer.content.decode()


@pytest.mark.browser
@pytest.mark.parametrize("look", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"locale": "ar"}], ids=["light", "dark", "arabic"])
def test_explore_and_the_figures_of_findings_can_be_used_by_everybody(
    folder: Path, new_page: Callable[..., Any], look: dict[str, str]
) -> None:
    """axe-core finds nothing on the table, a cell and the findings with all their figures; figures are images with their numbers in words."""
    page = new_page(**look)
    wrong = {}
    with served(folder) as workbench:
        come_in(page, workbench, "anna")
        for address in ("/explore", TABLE, "/findings"):
            page.goto(workbench.address + address)
            ready(page)
            page.evaluate("document.querySelectorAll('main details').forEach((part) => { part.open = true; })")
            if found := violations(page):
                wrong[address] = found
            if address == "/findings":
                for kind in ("forest", "sankey", "heatmap", "timeline"):
                    assert page.locator(f"svg.{kind}").count() > 0, kind
                for label in page.locator("svg[role=img]").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))"):
                    assert label
        page.goto(workbench.address + TABLE)
        ready(page)
        page.locator(".crosstab td a").first.click()
        ready(page)
        if found := violations(page):
            wrong["cell"] = found
    assert wrong == {}
