"""The story map: stories behind accounts, by period, outlet and language."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia.domain.results import Family
from testimonia.domain.storymap import MOST_PERIODS, Publication, story_map
from testimonia.stages.publish.figures.storymap import axis, lane, overview, scale_of
from testimonia.text import known_date


def told(name, published=None, outlet="", language="en"):
    when = known_date(published)
    return Publication(account=name, outlet=outlet, language=language, earliest=when.earliest, latest=when.latest)


def drawn(*families, **dates):
    """The map of families (tuples of names, root first) with these dates."""
    publications = {name: told(name, date_, f"outlet of {name[0]}") for name, date_ in dates.items()}
    made = [Family(id=f"f{n}", accounts=tuple(sorted(names)), root=names[0]) for n, names in enumerate(families)]
    return story_map(made, publications)


def test_the_first_telling_is_the_first_published():
    """Of a story the account published first begins it, whichever the family's id order; undated ones come last."""
    found = drawn(("c", "a", "b"), a="2020-03", b=None, c="2019-11-02")
    (story,) = found.stories
    assert [telling.account for telling in story.tellings] == ["c", "a", "b"]
    assert (story.accounts, story.undated, story.days) == (3, 1, 135)


def test_counts_add_up():
    """First tellings and repeats of all periods, and accounts without a date, are all accounts."""
    found = drawn(("a", "b"), ("c",), ("d", "e"), a="2019-01-01", b="2019-03", c="2018", d=None, e="2020-02-02")
    assert found.accounts == 5
    assert sum(first + again for _, first, again in found.periods) + found.undated == 5
    assert [story.accounts for story in found.repeated] == [2, 2]


@pytest.mark.parametrize(
    ("first", "last", "unit"),
    [("2019-01-05", "2020-06-01", "month"), ("2010-01", "2020-01", "quarter"), ("1950", "2020", "year"), ("2019", "2019", "year")],
)
def test_the_unit_fits_the_span_and_the_dates(first, last, unit):
    """Months where they fit, then quarters, then years; where a date is known by its year alone, years."""
    found = drawn(("a",), ("b",), a=first, b=last)
    assert found.unit == unit
    assert unit == "year" or len(found.periods) <= MOST_PERIODS


def test_dates_too_vague_for_a_column_are_undated():
    """A decade, an open end and no date at all are in no column."""
    found = drawn(("a",), ("b",), ("c",), a="201X", b="../2019", c=None)
    assert (found.periods, found.undated) == ((), 3)
    assert overview(found, "x") == ""
    assert scale_of(found.stories) is None


def test_accounts_that_are_gone_are_not_counted():
    """An account that cannot be read is in no story, and a family of none is no story."""
    found = story_map([Family(id="f", accounts=("a", "b"), root="a"), Family(id="g", accounts=("c",), root="c")], {"b": told("b", "2019")})
    assert [[telling.account for telling in story.tellings] for story in found.stories] == [["b"]]


names = st.sampled_from("abcdefghij")
dates = st.sampled_from([None, "2015", "2015-02", "2015-02-28", "2019-12~", "201X", "2016/..", "0001", "9999-12-31", "2015-21"])


@settings(max_examples=50, deadline=None)
@given(st.lists(names, unique=True, min_size=1), st.data())
def test_every_map_can_be_drawn_and_says_what_it_shows(chosen, data):
    """Whatever the dates, the figures are drawn, have a name and a description, and show nothing beyond their frame."""
    families, left = [], list(chosen)
    while left:
        size = data.draw(st.integers(1, len(left)))
        families.append(tuple(left[:size]))
        left = left[size:]
    found = drawn(*families, **{name: data.draw(dates) for name in chosen})
    assert found.accounts == len(chosen)
    assert sum(first + again for _, first, again in found.periods) + found.undated == len(chosen)
    scale = scale_of(found.stories)
    for figure in (overview(found, "Name"), *([axis(scale), *(lane(story, scale, "Name") for story in found.stories)] if scale else [])):
        if figure:
            assert figure.startswith("<svg")
            assert 'role="img"' in figure
            assert "<title>" in figure
            assert "<desc>" in figure
            assert "nan" not in figure
            assert "inf" not in figure


def test_a_lane_marks_the_first_telling_repeats_and_other_languages():
    """A square where it began, one mark for what lies close together with its number, a diamond for another language."""
    publications = (
        {"a": told("a", "2019-01-01")}
        | {f"b{n}": told(f"b{n}", "2019-06-01") for n in range(12)}
        | {"c": told("c", "2020-01-01", language="ar")}
    )
    publications["d"] = told("d")
    found = story_map([Family(id="f", accounts=tuple(sorted(publications)), root="a")], publications)
    figure = lane(found.stories[0], scale_of(found.stories), "Story 1")
    assert figure.count('class="first"') == 1
    assert figure.count("<circle") == 1
    assert figure.count("<path") == 1
    assert ">12</text>" in figure
    assert "1 undated" in figure
    assert "in 2 languages" in figure


def test_a_scale_of_one_day_can_be_drawn():
    """Where everything was published on one day, the scale has that day."""
    found = drawn(("a", "b"), a="2019-01-01", b="2019-01-01")
    assert "2019-01-01" in axis(scale_of(found.stories))
    assert scale_of(found.stories).first == date(2019, 1, 1)
