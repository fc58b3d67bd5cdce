"""The case form in Chromium: answers saved as they are given, with words marked in the text beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.coding import ENGLISH, coding_study
from support.workbench import come_in, ready, served, violations
from testimonia.domain.decisions import Completion, Episode, Value
from testimonia.store.verify import verify
from testimonia.study import open_study

pytestmark = pytest.mark.browser


def opened(page: Any, address: str) -> None:
    """Open a case and wait until its first text is checked."""
    page.goto(address)
    ready(page)
    page.locator('#text[data-ready="true"]').wait_for(state="attached")


def saved(page: Any, variable: str) -> None:
    """Wait until the answer to a question is saved."""
    page.locator(f'[data-variable="{variable}"] .state', has_text="saved").first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_form_is_filled_in_beside_the_texts(tmp_path: Path, new_page: Callable[..., Any], scheme: str) -> None:  # noqa: PLR0915 - one task
    """A coder answers a whole form: choices, text, dates, why not, an episode, evidence marked by key, undo; and finishes it."""
    coded = coding_study(tmp_path / "study")
    page = new_page(viewport={"width": 1400, "height": 900}, color_scheme=scheme, tolerate="422")
    with served(coded.folder) as workbench:
        come_in(page, workbench, "ada")
        page.get_by_role("link", name="Cases", exact=True).click()
        ready(page)
        assert violations(page) == []
        page.get_by_role("link", name="Samir", exact=True).click()
        ready(page)
        page.locator('#text[data-ready="true"]').wait_for(state="attached")
        assert violations(page) == []
        # A time in and out first: a question is asked of each.
        page.get_by_text("Enter a time in and out").click()
        page.get_by_label("Joined").fill("2014")
        page.get_by_label("Left").fill("2015-06")
        page.get_by_role("button", name="Enter", exact=True).click()
        page.locator("svg.timeline").wait_for()
        page.locator('#text[data-ready="true"]').wait_for(state="attached")
        field = page.get_by_role("textbox", name="Age when the person spoke")
        field.fill("old")
        field.press("Tab")
        page.locator('[data-variable="age"] .fault').wait_for()
        field.fill("24")
        field.press("Tab")
        saved(page, "age")
        # Evidence: mark the first sentence by key and lay it beside the answer.
        page.locator("#which").select_option(coded.accounts["english"].id)
        page.locator('#text[data-ready="true"]', has_text="Dawn Guard").wait_for()
        page.locator("#text").focus()
        page.keyboard.press("j")
        page.locator("#lay").wait_for()
        page.keyboard.press("Enter")
        page.locator('[data-variable="age"] .evidence q').wait_for()
        page.locator("#lay").wait_for(state="hidden")
        page.locator('[data-variable="sex"]').get_by_text("male", exact=True).click()
        saved(page, "sex")
        page.locator('[data-variable="sex"]').get_by_text("not stated").click()
        page.wait_for_timeout(400)
        page.locator("#text").focus()
        page.keyboard.press("u")
        page.locator('[data-variable="sex"] input[value="male"]:checked').wait_for(state="attached")
        page.locator('[data-variable="held"]').get_by_text("yes", exact=True).click()
        saved(page, "held")
        for name, words in (("spoke", "2016"), ("origin", "SY")):
            line = page.locator(f'[data-variable="{name}"] input[name="value"]')
            line.fill(words)
            line.press("Tab")
            saved(page, name)
        for one in ("paid", "disguised"):
            page.locator('[data-variable="how"]').get_by_text(one, exact=True).click()
        saved(page, "how")
        task = page.locator('[data-variable="task"] textarea[name="value"]').first
        task.fill("cook")
        task.press("Tab")
        saved(page, "task")
        with page.expect_navigation():
            page.locator('[data-variable="trigger"]').get_by_text("gradual", exact=True).click()
        ready(page)
        assert violations(page) == []
        with page.expect_navigation():
            page.get_by_role("button", name="The form is finished").click()
        ready(page)
        assert page.locator("header .tag.good").is_visible()
    with open_study(coded.folder) as study:
        assert verify(study.store).sound
        with study.store.read() as connection:
            values = {item.variable: item for item in study.store.records(connection, Value)}
            (episode,) = study.store.records(connection, Episode)
            (done,) = study.store.records(connection, Completion)
    said = {name: value.value for name, value in values.items()}
    assert said == {
        "age": "24", "sex": "male", "held": "true", "spoke": "2016", "origin": "SY", "how": "paid;disguised", "trigger": "gradual", "task": "cook",
    }  # fmt: skip
    (passage,) = values["age"].passages
    assert passage.quote == ENGLISH[passage.start : passage.end] == ENGLISH.partition("\n")[0]
    assert values["task"].episode == episode.id
    assert (episode.joined, episode.left, done.codebook) == ("2014", "2015-06", "form")


def test_two_windows_at_one_form(tmp_path: Path, new_page: Callable[..., Any]) -> None:
    """What another window answered meanwhile is told, and not overwritten."""
    coded = coding_study(tmp_path / "study")
    page = new_page(viewport={"width": 1400, "height": 900}, tolerate="409")
    with served(coded.folder) as workbench:
        come_in(page, workbench, "ada")
        address = f"{workbench.address}/cases/c-one?round=c1"
        opened(page, address)
        other = page.context.new_page()
        opened(other, address)
        page.locator('[data-variable="sex"]').get_by_text("female", exact=True).click()
        saved(page, "sex")
        other.locator('[data-variable="sex"]').get_by_text("male", exact=True).click()
        other.locator('[data-variable="sex"] .fault').wait_for()
    with open_study(coded.folder) as study, study.store.read() as connection:
        assert [item.value for item in study.store.records(connection, Value)] == ["female"]
