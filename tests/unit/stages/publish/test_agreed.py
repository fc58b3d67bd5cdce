"""Agreement in the report: everything inside the team, outside it nothing from which counts of people could be worked out."""

from __future__ import annotations

import pytest

from testimonia.domain.agreement import Agreement, Estimate
from testimonia.domain.vocabulary import Profile
from testimonia.stages.analyse import analyse
from testimonia.stages.code import Asked, measure_agreement
from testimonia.stages.publish import publish
from testimonia.stages.publish.figures.alphas import interval
from testimonia.stages.publish.method.agreed import Block, band, band_public, blocks, numbers_public
from unit.stages.publish.example import coded, collected


def row(kind="code", name="c", n=20, used=10, value=0.7, **more):
    values = {"level": "case", "group": "b", "readers": ("anna", "ben"), "unit": "case"} | more
    estimate = Estimate(coefficient="alpha", value=value, low=0.5, high=0.9, below=(0.3, 0.8))
    return Agreement(kind=kind, name=name, n=n, used=used, estimates=(estimate,), **values)


def section(page):
    assert 'id="agreement"' in page
    return page.split('aria-labelledby="agreement"', 1)[1].split("</section>", 1)[0]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """Both reports of nine people."""
    folder = tmp_path_factory.mktemp("agreed")
    made = coded(folder / "s")
    made.settle()
    analyse(made.study)
    measure_agreement(made.study, Asked())
    pages = {}
    for profile in Profile:
        publish(made.study, folder / profile.value, profile)
        pages[profile] = (folder / profile.value / "report.html").read_text(encoding="utf-8")
    yield pages
    made.study.close()


def test_inside_the_team_every_coefficient_stands_with_its_unit_formula_n_and_interval(released):
    """The internal report shows alpha with interval for each code and unfolds every coefficient, each with its formula."""
    page = section(released[Profile.INTERNAL])
    assert 'class="point"' in page
    for said in ("Krippendorff&#x27;s alpha", "Cohen", "Fleiss", "AC1", "1 - Do / De", "Unit"):
        assert said in page or said.replace("&#x27;", "'") in page


def test_outside_the_team_no_number_of_a_single_code(released):
    """The public report names no coder, and of each code at most the bound that alpha reaches."""
    page = section(released[Profile.PUBLIC])
    assert "anna" not in page.lower()
    assert "AC1" not in page
    assert "Used" not in page
    assert "Every coefficient" not in page
    assert "more are" in page


def test_without_completions_there_is_no_section(tmp_path):
    """Before anybody has completed anything the report does not speak of agreement."""
    made = collected(tmp_path / "s", 2)
    made.settle()
    analyse(made.study)
    measure_agreement(made.study, Asked())
    publish(made.study, tmp_path / "out", Profile.INTERNAL)
    assert 'id="agreement"' not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    made.study.close()


@pytest.mark.parametrize(
    ("n", "used", "public"),
    [(20, 10, True), (20, 0, True), (20, 20, True), (20, 4, False), (20, 17, False), (4, 0, False), (9, 5, False)],
)
def test_a_code_that_few_people_have_or_lack_is_hidden(n, used, public):
    """A band may be shown only where those with the code and those without are 0 or at least k."""
    assert band_public(row(n=n, used=used), 5) is public


def test_numbers_need_several_codes_behind_them():
    """An alpha over one or two codes could be solved for their counts, so it stays inside."""
    whole = row(kind="all", name="", n=20)
    few, many = ([row(name=f"c{n}") for n in range(size)] for size in (2, 3))

    def block(single):
        return Block(level="case", group="b", readers=whole.readers, whole=(whole,), single=tuple(single), pairs=(), stretches=())

    assert not numbers_public(block(few), whole, 5)
    assert numbers_public(block(many), whole, 5)
    assert not numbers_public(block(many), row(kind="all", name="", n=4), 5)


@pytest.mark.parametrize(
    ("value", "said"), [(0.8, "at least 0.800"), (0.667, "0.667 to 0.800"), (0.66, "below 0.667"), (-0.2, "below 0.667")]
)
def test_bands(value, said):
    """The bounds belong to the band above them."""
    assert band(row(value=value)) == said


def test_rows_are_sorted_into_blocks():
    """Pairs and stretches of time stand apart from the rows about all coders."""
    pair = row(kind="all", name="", readers=("anna", "adjudicated"))
    rows = [
        row(kind="all", name=""),
        row(kind="sets", name=""),
        row(),
        row(kind="block", name="1"),
        pair,
        row(kind="remarks", level="study"),
    ]
    (found,) = blocks(rows)
    assert (len(found.whole), len(found.single), found.pairs, len(found.stretches)) == (2, 1, (pair,), 1)


def test_the_figure_says_what_it_shows():
    """A point without an interval draws none, an undefined alpha nothing, one far below zero stays on the scale."""
    assert interval(Estimate(coefficient="alpha", undefined="no variation"), "x") == ""
    assert "whisker" not in interval(Estimate(coefficient="alpha", value=1.0), "x")
    low = interval(Estimate(coefficient="alpha", value=-3.0, low=-5.0, high=0.5), "x")
    assert "interval -5.00 to 0.50" in low
    assert 'x1="0"' in low
