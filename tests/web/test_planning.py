"""The page that says how many cases and hours an interval takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.workbench import client
from unit.stages.publish.example import coded


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented study of six people, coded."""
    made = tmp_path_factory.mktemp("need") / "s"
    coded(made, people=6).study.close()
    return made


def facts(page: str) -> list[str]:
    """What stands behind each name of the answer, without marks."""
    answer = re.search(r'<dl class="facts">(.*?)</dl>', page, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", "", said).split()) for said in re.findall(r"<dd>(.*?)</dd>", answer[1] if answer else "", re.DOTALL)]


def test_the_page_says_how_many_cases_and_hours(folder: Path) -> None:
    """Twenty points around one half take 93 cases, a bound of ten 35; six are there; the other 87 have two units each, which take two coders thirty minutes: 174 hours."""
    visitor = client(folder, "anna")
    assert facts(visitor.get("/need").content.decode()) == []
    found = facts(visitor.get("/need?width=20&minutes=30").content.decode())
    assert found[:3] == ["93", "6", "87"]
    assert found[4] == "35"
    assert found[5] == "174"


def test_numbers_may_be_written_as_in_arabic(folder: Path) -> None:
    """Arabic digits and the Arabic decimal sign are the same numbers."""
    visitor = client(folder, "anna")
    found, same = (facts(visitor.get(f"/need?width={width}&minutes=30").content.decode()) for width in ("12.5", "١٢٫٥"))
    assert found == same != []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("width=wide", "“wide” cannot be read as the width of the interval"), ("width=0", "cannot be 0 percentage points wide"),
        ("width=20&share=101", "No share of the cases can be 101 %"), ("width=20&coders=0", "Somebody has to code each case"),
        ("width=nan", "cannot be read"), ("width=20&minutes=-1", "cannot take -1 minutes"),
        ("width=20&coders=1.7", "whole people, not by 1.7"), ("width=20&coders=1e300", "more than any study has"),
        ("width=20&minutes=1e308", "more than any study has as the minutes for a unit"), ("width=" + "x" * 900, "xxx…” cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_said(folder: Path, query: str, said: str) -> None:
    """What is no number, or none that an interval has, is refused by the name of its field with what is allowed, and is no failure of the program."""
    answer = client(folder, "anna").get(f"/need?{query}")
    assert answer.status_code == 422
    assert said in answer.content.decode()
