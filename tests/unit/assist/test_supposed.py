"""What an account tells of everybody who may be the one that left."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.reading import story_of
from testimonia.assist.persons import persons
from testimonia.assist.supposed import VARIABLES, Supposed, signs_of_supposed, supposed
from testimonia.assist.weighing import logistic

TEXT = (
    "Corin Vance, 24, joined the Lantern Host in May 2014 and left it in June 2015.\n\n"
    "Inspector Ostrin Falk, 51, opened an inquiry in March 2016. “We have a file,” Falk said."
)
ENTRIES = (
    "What three people told us about leaving the Host.\n\nA baker from Harwick: “I left the Host in May 2015 and walked home.”\n\n"
    "A nurse from Marrow: “I ran from the camp in June 2016.”\n\nA driver from Saltgate: “I deserted in July 2017 with my brother.”"
)


def _one(who: int, variable: str) -> Supposed:
    return Supposed(who=who, variable=variable, value="", features={})


def test_dates_and_ages_are_weighed_for_everybody_who_is_named():
    """The inspector may be 24 and may have left in June 2015, too: that he did not is for the weights to say."""
    story = story_of(TEXT)
    found = persons(story)
    told = supposed(story, found)
    labels = [one.person.label for one in found]
    for label in ("Corin Vance", "Inspector Ostrin Falk"):
        mine = {(one.variable, one.value) for one in told if one.who == labels.index(label)}
        assert {("age", "24"), ("age", "51"), ("joined", "2014-05"), ("left", "2015-06"), ("left", "2016-03")} <= mine
    assert {one.kind for one in told} <= set(VARIABLES)
    assert all(one.features for one in told)


def test_what_surrounds_a_date_is_other_for_another():
    """Beside a date stands the name of one, and for the other that is somebody else's."""
    story = story_of(TEXT)
    found = persons(story)
    left = [one for one in supposed(story, found) if (one.variable, one.value) == ("left", "2015-06")]
    assert len({one.who for one in left}) == len(left) > 1
    assert len({frozenset(one.features) for one in left}) == len(left)


def test_of_many_people_those_near_a_date_are_asked_about():
    """Six are named, each in a paragraph of their own: whoever is far from a date has no candidate of it, and so the sign that nothing is told."""
    names = ("Corin Vance", "Tobin Lunt", "Mara Venn", "Senna Ruk", "Dario Moll", "Perla Kos")
    text = "\n\n".join(
        f"{name}, {30 + at}, joined the Lantern Host in May {2010 + at}. " + "Rain fell on the yard. " * 12 for at, name in enumerate(names)
    )
    story = story_of(text)
    found = persons(story)
    assert len(found) >= len(names)
    told = supposed(story, found)
    whose = {number: {one.value for one in told if one.who == number and one.variable == "age"} for number in range(len(found))}
    own = [number for number, one in enumerate(found) if one.person.label in names]
    assert all(str(30 + names.index(found[number].person.label)) in whose[number] for number in own)
    assert any("35" not in whose[number] for number in own)
    assert all(
        len(row) == len(signs_of_supposed(told, [0.0] * len(told), len(found))[0])
        for row in signs_of_supposed(told, [0.0] * len(told), len(found))
    )


def test_a_teller_is_read_alone():
    """Who says "I" is the only one of that reading, under their own number; somebody named beside them is read with the other names."""
    story = story_of("I joined the Lantern Host in May 2014. I left it in June 2015, and Ostrin Falk drove me home. I am 24 now. " * 2)
    found = persons(story)
    teller = next(at for at, one in enumerate(found) if one.kind == "narrator")
    told = supposed(story, found)
    assert {"joined", "left", "age"} <= {one.variable for one in told if one.who == teller}
    assert all("sole" in one.features and "narrator True" in one.features for one in told if one.who == teller)
    others = [one for one in told if one.who != teller]
    assert others
    assert not any("narrator True" in one.features for one in others)


def test_an_entry_of_a_list_is_not_read():
    """Who is only quoted in a list is followed through no text."""
    story = story_of(ENTRIES)
    found = persons(story)
    entries = {at for at, one in enumerate(found) if one.kind == "entry"}
    assert entries
    assert not entries & {one.who for one in supposed(story, found)}


def test_an_account_in_arabic_tells_of_its_people_too():
    """Dates and ages in Arabic, for a name that a cue introduces."""
    story = story_of("قال سمير الكوسي (24 عاماً) إنه انضم إلى الجماعة في مايو 2014. وغادرها في يونيو 2015. وقال الكوسي إنه مشى ليلاً.", "ar")
    found = persons(story)
    assert {("left", "2015-06"), ("age", "24")} <= {(one.variable, one.value) for one in supposed(story, found)}


def test_a_list_without_end_is_weighed_as_far_as_it_says_anything():
    """Of thousands of dates the first are weighed, so that memory does not grow with the text."""
    story = story_of("Corin Vance, 24, left the camp in May 2015. " * 2500)
    found = persons(story)
    assert len(supposed(story, found)) == 4000


@pytest.mark.parametrize("text", ["", "It rained in May 2014."])
def test_where_nobody_is_nothing_is_told_of_anybody(text):
    """A text without people has no candidates, and no signs."""
    story = story_of(text)
    found = persons(story)
    assert (found, supposed(story, found), signs_of_supposed([], [], 0)) == ([], [], [])


def test_signs_are_the_surest_how_many_and_beside_the_others():
    """One has two dates of leaving, another an unlikely one, the third none."""
    told = [_one(0, "left"), _one(0, "left"), _one(1, "left"), _one(1, "age_band")]
    first, second, third = signs_of_supposed(told, [2.0, 1.0, -3.0, 0.5], 3)
    assert [row["supposed left"] for row in (first, second, third)] == [2.0, -3.0, -9.0]
    assert first["supposed left times"] == pytest.approx(logistic(2.0) + logistic(1.0))
    assert [row["supposed left above rival"] for row in (first, second, third)] == [5.0, -5.0, -11.0]
    assert {row["supposed left of anybody"] for row in (first, second, third)} == {2.0}
    assert second["supposed age"] == 0.5, "a band is judged with ages"
    assert third["supposed"] == -5.0 * len(VARIABLES)
    assert first["supposed"] == 2.0 - 5.0 * (len(VARIABLES) - 1)


@given(
    people=st.integers(1, 5),
    scores=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(VARIABLES), st.floats(-40, 40)), max_size=30),
)
def test_signs_are_finite_and_of_one_size_and_only_one_is_above_its_rival(people, scores):
    """However many things are told, everybody has the same signs, and of each variable at most one person is the surest by far."""
    told = [_one(who % people, variable) for who, variable, _ in scores]
    rows = signs_of_supposed(told, [score for _, _, score in scores], people)
    assert len(rows) == people
    assert len({frozenset(row) for row in rows}) == 1
    assert all(
        math.isfinite(value) and value >= -18 for row in rows for name, value in row.items() if name != "supposed" and "above" not in name
    )
    for variable in VARIABLES:
        assert sum(row[f"supposed {variable} above rival"] > 0 for row in rows) <= 1
        assert max(row[f"supposed {variable}"] for row in rows) == rows[0][f"supposed {variable} of anybody"]
