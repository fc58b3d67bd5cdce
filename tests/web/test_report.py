"""The report in a real browser: it opens without a network, unfolds down to the words, and holds together in print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from testimonia import demo

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both reports of the demo study."""
    folder = tmp_path_factory.mktemp("demo") / "study"
    demo(folder)
    return folder / "releases"


@pytest.mark.parametrize("profile", ["internal", "public"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_needs_nothing_but_itself(releases: Path, new_page: Callable[..., Any], profile: str, scheme: str) -> None:
    """The page asks for no other file, runs no script, and complains of nothing (new_page fails on any console error)."""
    page = new_page(color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = (releases / profile / "report.html").as_uri()
    page.goto(address)
    assert asked == [address]
    assert page.locator("script").count() == 0
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]


def test_a_number_leads_to_the_words(releases: Path, new_page: Callable[..., Any]) -> None:
    """From a finding one comes to its cases, from a case to a passage with its words, its account, capture and SHA-256."""
    page = new_page()
    page.goto((releases / "internal" / "report.html").as_uri())
    finding = page.locator("#findings details, section details").filter(has_text="5 of 11").first
    finding.locator("summary").first.click()
    link = finding.locator("a[href^='#']").first
    assert link.is_visible()
    case = page.locator(link.get_attribute("href") or "")
    assert case.count() == 1
    link.click()
    passage = case.locator(".passage").first
    assert passage.is_visible()
    assert passage.locator("mark").inner_text()
    source = passage.locator("details.source")
    source.locator("summary").click()
    said = source.inner_text()
    assert "SHA-256" in said
    assert "Capture" in said
    assert any(len(word) == 64 for word in said.split())


@pytest.mark.parametrize("width", [390, 1180])
def test_it_fits_the_window(releases: Path, new_page: Callable[..., Any], width: int) -> None:
    """Neither a phone nor a desk needs to scroll sideways."""
    page = new_page(viewport={"width": width, "height": 900})
    for profile in ("internal", "public"):
        page.goto((releases / profile / "report.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_public_holds_no_words_of_anybody(releases: Path) -> None:
    """The public report names no person, quotes nobody, and shows no account."""
    public = (releases / "public" / "report.html").read_text(encoding="utf-8")
    for name in ("Corin Vance", "Brannoch", "Ashby", "Umm Zayna", "Mateo", "أبو طارق", "carpenter"):
        assert name not in public
    internal = (releases / "internal" / "report.html").read_text(encoding="utf-8")
    assert "Corin Vance" in internal
    assert "do not share" in internal.lower()
