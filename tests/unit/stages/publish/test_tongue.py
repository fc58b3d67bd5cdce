"""The report in the language of the study: Arabic where its words are known, from the right, numbers from the left."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest
import yaml

from testimonia.domain.vocabulary import Profile
from testimonia.stages.analyse import analyse
from testimonia.stages.analyse.method import said
from testimonia.stages.publish import publish
from testimonia.stages.publish.figures.forest import Estimate, forest
from testimonia.stages.publish.figures.timeline import columns
from testimonia.stages.publish.markup import element, foreign
from testimonia.stages.publish.tongue import language_of, ours, speaking
from testimonia.stages.publish.writers import doubt
from unit.stages.publish.example import coded

TABLE = yaml.safe_load(files("testimonia.stages.publish").joinpath("data", "report.ar.yaml").read_text("utf-8"))
HOLE = re.compile(r"\{\w+\}")
AS_THEY_ARE = {
    *("testimonia", "manifest", "json", "yaml", "study", "owner", "icsr", "anna", "ben", "HTML", "join_families", "link_copies_mentions"),
    *("Krippendorff", "Fleiss", "Gwet", "Cohen", "QualCoder", "Kappa", "MASI", "alpha", "PRISMA", "Manski", "Wilson", "Newcombe"),
}
"""Names of programs, files, people and coefficients."""


def test_what_stands_in_a_hole_is_said_in_both_languages():
    """No number or name of a sentence is lost or invented in its translation, and none is left without letters."""
    for english, arabic in TABLE.items():
        assert sorted(HOLE.findall(english)) == sorted(HOLE.findall(arabic)), english
        assert arabic.strip(), english


def test_only_what_is_ours_is_translated():
    """A label that reads like one of our words stays; outside of the language so does everything; a hole for numbers takes no words."""
    with speaking("ar"):
        assert ours("Findings") == "النتائج"
        assert element("p", foreign("Findings")) == "<p><bdi>Findings</bdi></p>"
        assert ours("8 of 34") == "\u20668\u2069 من \u206634\u2069"
        assert ours("Quality of life") == "Quality of life"
        assert ours("Timeline:  Findings") == "خط زمني:  النتائج"
    assert ours("Findings") == "Findings"


def test_numbers_keep_their_order_among_arabic_words():
    """A sign stays before its number and an interval runs from its lower end: what has no letter is set apart, from the left."""
    with speaking("ar"):
        assert ours(" (−53; −2) ") == "\u2066 (−53; −2) \u2069"
        assert ours("–") == "–"


def test_the_sentence_of_a_card_is_said_whole():
    """A sentence of several parts is put together from theirs; where one is unknown all of it stays English."""
    whole = (
        "That it is fewer than half holds in 700 of 773 alternatives; it fails on 1 of 4 layers of coding, under 1 of 3 rules of silence and "
        "in 66 of 180 specifications; 12 more leave nobody to count; chance alone could undo it, since its interval crosses the line."
    )
    with speaking("ar"):
        assert not re.search("[A-Za-z]", ours(whole))
        assert ours(f"{whole} Nobody knows why.") == f"{whole} Nobody knows why."


def test_everything_that_a_card_may_say_is_known():
    """Claims, where they fail, what was varied and why a way of doubting does not apply: a new one comes with its Arabic."""
    said_ = [*said._WORDS.values(), *said._FAILS.values(), *doubt.AXES.values(), *doubt.ABSENT.values()]
    assert [text for text in said_ if text not in TABLE] == []


@pytest.mark.parametrize(("study", "report"), [("ar", "ar"), ("ar-SY", "ar"), ("en", "en"), ("fa", "en"), ("de", "en")])
def test_the_language_of_a_report(study, report):
    """That of the study where there is a table for it, else English."""
    assert language_of(study) == report


class _Ours(HTMLParser):
    """The words of a page that are not somebody else's, and not a name or a command."""

    THEIRS = frozenset({"bdi", "code", "style", "blockquote", "desc", "text", "title", "q"})

    def __init__(self):
        super().__init__()
        self.inside, self.said, self.root = [], [], {}

    def handle_starttag(self, tag, attrs):
        if tag == "html":
            self.root = dict(attrs)
        if tag in self.THEIRS:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside:
            self.said.append(re.sub("\u2068[^\u2069]*\u2069", "", data))


@pytest.fixture(scope="module")
def arabic(tmp_path_factory):
    """A report of twelve people in a study that is kept in Arabic, as the public gets it."""
    folder = tmp_path_factory.mktemp("arabic")
    made = coded(folder / "s", people=12)
    path = made.study.folder / "study.yaml"
    path.write_text(path.read_text("utf-8").replace("study:\n", "study:\n  language: ar\n", 1), encoding="utf-8")
    made.study.adopt()
    made.settle()
    analyse(made.study)
    publish(made.study, folder / "out", profile=Profile.PUBLIC)
    made.study.close()
    return folder / "out"


def test_the_report_of_an_arabic_study_is_in_arabic(arabic):
    """Headings, tables, sentences and methods: no English word is left among what the report says itself."""
    page = _Ours()
    page.feed((arabic / "report.html").read_text("utf-8"))
    assert (page.root["lang"], page.root["dir"]) == ("ar", "rtl")
    left = {word for text in page.said for word in re.findall(r"[A-Za-z_]{3,}", text)} - AS_THEY_ARE
    assert not left, sorted(left)
    assert any("إلى أي مدى تصحّ كل نتيجة" in text for text in page.said)


def test_its_drawings_run_from_the_right(arabic):
    """In the files as in the page: what stands in the boxes of a flow is Arabic."""
    flow = (arabic / "prisma-testimony.svg").read_text("utf-8")
    assert "حُدِّدت" in flow
    assert not re.search(">(identified|screened|included)<", flow)


def test_time_runs_from_the_right_where_the_reader_does():
    """The first year's column stands as far from the right edge as it otherwise does from the left."""
    counts = {"2015": 2, "2016": 4, "2017": 1}
    ltr, rtl = (columns(counts, "t", {}, rtl=rtl) for rtl in (False, True))
    places = [
        [(float(x), float(w)) for x, w in re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', figure)] for figure in (ltr, rtl)
    ]
    wide = float(re.search(r'viewBox="0 0 ([\d.]+)', ltr)[1])
    assert [x for x, _ in places[1]] == pytest.approx([wide - x - w for x, w in places[0]])


def test_arrows_point_to_the_side_that_has_more():
    """Beside an axis that runs from the right, more is at the left."""
    row = Estimate(label="a", estimate=0.1, low=0.0, high=0.2)
    with speaking("ar"):
        figure = forest([row], "t", ends=("less often", "more often"), rtl=True)
    less, more = (re.search(f'<text x="([\\d.]+)"[^>]*>{sign}</text>', figure) for sign in "→←")
    assert float(less[1]) > float(more[1])
    assert "أكثر تكرارًا" in figure
