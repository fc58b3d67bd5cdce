"""The colours of codes: read in both themes, and told apart without colour."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from testimonia.web import palette
from testimonia.web.palette import HUES, INK, LINES, PAPER, TINT, contrast, look, over, rgb

HOUSE = Path(palette.__file__).parent / "static/css/house.css"


@pytest.mark.parametrize("theme", [0, 1], ids=["day", "night"])
def test_text_can_be_read_on_any_two_tints(theme: int) -> None:
    """Ink keeps 4.5 to 1 on every tint, also where two of them lie over one another."""
    ink = rgb(INK[theme])
    for one, other in product(HUES, HUES):
        under = over(rgb(PAPER[theme]), one[theme], TINT[theme])
        assert contrast(ink, under) >= 4.5
        assert contrast(ink, over(under, other[theme], TINT[theme])) >= 4.5, (one, other)


@pytest.mark.parametrize("theme", [0, 1], ids=["day", "night"])
def test_lines_and_tints_stand_out_from_the_paper(theme: int) -> None:
    """Each line has 3 to 1 on the paper and on its own tint."""
    paper = rgb(PAPER[theme])
    for hue in HUES:
        assert contrast(rgb(hue[theme]), paper) >= 3
        assert contrast(rgb(hue[theme]), over(paper, hue[theme], TINT[theme])) >= 3


def test_the_first_codes_differ_without_colour() -> None:
    """Eleven codes have eleven marks, and no two of the first 88 look the same."""
    assert len({(look(n).tinted, look(n).line) for n in range(2 * len(LINES) + 1)}) == 2 * len(LINES) + 1
    assert len({look(n) for n in range(88)}) == 88


def test_the_paper_is_that_of_the_house() -> None:
    """The colours that contrast is computed against are those of house.css."""
    css = HOUSE.read_text(encoding="utf-8")
    assert f"--paper: light-dark({PAPER[0]}, {PAPER[1]})" in css
    assert f"--ink: light-dark({INK[0]}, {INK[1]})" in css


def test_the_stylesheet_has_a_rule_for_each_code() -> None:
    """As many rules as codes, and nothing of the codebook's own words in it."""
    css = palette.stylesheet(20)
    assert css.count("::highlight(c") == 20
    assert "light-dark(" in css
