"""The story map and the changes on the way in the report: whole in the team, counted outside it."""

from __future__ import annotations

import re

import pytest

from support.stories import StudyFolder
from testimonia.domain.vocabulary import Profile
from testimonia.stages.publish import publish
from testimonia.workflow import run
from unit.stages.trace.test_retelling import WIRE

HOSTILE = "</title><script>alert(1)</script>\u202e"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A story told three times, one of them with another age, and an Arabic one; a title that wants to be code."""
    folder = StudyFolder(tmp_path_factory.mktemp("stories") / "study")
    folder.add("a.html", WIRE, language="en", published="2019-06-03", outlet="Agency", title=f"Carpenter {HOSTILE}")
    folder.add("b.html", WIRE.replace("24", "34"), language="en", published="2020-08-19", outlet="Review", title="أبو طارق")
    folder.add("c.html", WIRE + " More.", language="en", outlet="Third", title="Third")
    run(folder.study)
    yield folder.study
    folder.study.close()


@pytest.fixture(scope="module")
def pages(study, tmp_path_factory):
    """The report of both profiles."""
    out = tmp_path_factory.mktemp("out")
    for profile in Profile:
        publish(study, out / profile.value, profile)
    return {profile: (out / profile.value / "report.html").read_text(encoding="utf-8") for profile in Profile}


def part(page, name):
    """One section of the page."""
    return re.search(rf'<section aria-labelledby="{name}">.*?</section>', page, re.DOTALL)[0]


def test_before_any_coding_the_map_is_there(pages):
    """Both profiles say how many stories stand behind how many accounts, and draw when they were told, with a table of the same."""
    for profile, page in pages.items():
        found = part(page, "stories")
        assert "3 accounts tell 1 story: 2 repeat another" in found
        assert found.count("<svg") == (3 if profile is Profile.INTERNAL else 1)  # by period; inside also the scale and one lane
        assert "The same as a table" in found
        assert "1 account without a date" in found


def test_the_team_sees_titles_and_the_public_sees_numbers(pages):
    """Titles, outlets and the days of a single story stay in the team: a story is mostly one person's."""
    inside, outside = part(pages[Profile.INTERNAL], "stories"), part(pages[Profile.PUBLIC], "stories")
    assert "<bdi>أبو طارق</bdi>" in pages[Profile.INTERNAL]
    assert "Agency" in inside
    assert "First told" in inside
    assert "First told" not in outside
    for word in ("Agency", "Carpenter", "طارق"):
        assert word not in pages[Profile.PUBLIC]


def test_what_changed_is_shown_to_the_team_with_its_words(pages):
    """Inside, the changed age is struck out and replaced, with both accounts; outside, it is a number of places."""
    inside, outside = part(pages[Profile.INTERNAL], "retold"), part(pages[Profile.PUBLIC], "retold")
    assert "<del>24</del> <ins>34</ins>" in inside
    assert "another number, age or date" in outside
    assert "<del>" not in outside
    assert "2019-04" in inside
    assert "last April" not in outside


def test_hostile_titles_are_inert(pages):
    """A title that wants to be code is text."""
    assert "<script>alert" not in pages[Profile.INTERNAL]
    assert "&lt;script&gt;alert(1)" in pages[Profile.INTERNAL]
