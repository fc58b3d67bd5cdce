"""The report in the language of the study: Arabic where its words are known, from the right, numbers from the left."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from importlib.resources import files
from itertools import combinations

import pytest
import yaml
from openpyxl import load_workbook

from testimonia.domain.agreement import COEFFICIENTS
from testimonia.domain.storymap import Publication, Spread
from testimonia.domain.vocabulary import Profile
from testimonia.protocol import naming, parse_protocol, shipped_codebooks
from testimonia.stages.analyse import analyse
from testimonia.stages.analyse.method import said
from testimonia.stages.publish import publish
from testimonia.stages.publish.figures.forest import Estimate, forest
from testimonia.stages.publish.figures.storymap import axis, lane, scale_of
from testimonia.stages.publish.figures.timeline import columns
from testimonia.stages.publish.markup import element, foreign
from testimonia.stages.publish.spoken import finding_name, heading, label, name_of
from testimonia.stages.publish.tongue import language_of, ours, speaking
from testimonia.stages.publish.writers import doubt
from unit.stages.publish.example import STUDY, coded


def _told(on: str) -> Publication:
    day = date.fromisoformat(on)
    return Publication(account=on, published=on, earliest=day, latest=day)


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


@pytest.mark.parametrize("axes", [list(pair) for pair in combinations(said._FAILS, 2)] + [list(said._FAILS)], ids="-".join)
def test_wherever_a_card_fails_is_said(axes):
    """A hole for figures takes in no other place where a claim fails, so any of them may stand together."""
    where = said.ENGLISH.fails([(axis, 3, 12) for axis in axes])
    with speaking("ar"):
        told = ours(f"That it is fewer than half holds in 1,700 of 1,773 alternatives{where}.")
    assert not re.search("[A-Za-z]", told)
    assert told.count("\u20663\u2069") == len([axis for axis in axes if "{k}" in said._FAILS[axis]])


def test_a_method_has_its_standard_name_once():
    """Where a report names a method for the first time the name of the field stands beside it, from the left; a new report begins anew."""
    with speaking("ar"):
        assert ours("Wilson 95% interval") == "فترة ويلسون (\u2066Wilson\u2069) \u206695%\u2069"
        assert ours("wilson 90%") == "ويلسون \u206690%\u2069"
        assert ours("Boschloo") == "بوشلو (\u2066Boschloo\u2069)"
    with speaking("ar"):
        assert ours("Boschloo") == "بوشلو (\u2066Boschloo\u2069)"
    assert ours("Boschloo") == "Boschloo"


def test_every_method_of_the_analysis_is_known():
    """Methods, corrections, coefficients with their formulas, conditions of speaking and languages: a new one comes with its Arabic."""
    methods = [
        *("wilson 95%", "jeffreys 90%", "Newcombe 95%", "Boschloo", "Fisher", "Fisher mid-P", "Fisher-Freeman-Halton", "Garwood 95%"),
        *("beta-binomial 95%", "bootstrap over cases 95%; permutation of cases", "bootstrap over cases 95%; Fisher", "exact conditional 95%"),
        *("exact conditional, by the share of days 95%", "median, order statistics 95%", "VanderWeele and Ding", "selective publication"),
        *("families of accounts", "count", "Wilson at Sidak's level, 95% for all 4", "Goodman, 95% for all 3", "Sison-Glaz, 95% for all 8"),
        *("Holm, 23 tests", "Holm, 1 test", "Benjamini-Hochberg, 6 tests", "Westfall-Young, 12 pairs, together one of 23 tests"),
        *(item.label for item in COEFFICIENTS.values()), *(item.formula for item in COEFFICIENTS.values()),
        *naming.CONDITIONS.values(), *naming.LANGUAGES.values(),
    ]  # fmt: skip
    with speaking("ar"):
        assert [text for text in methods if ours(text) == text] == []


def test_names_of_ours_are_said_and_labels_of_the_study_stay(protocol):
    """A condition of speaking, a date, yes and the missing answer are ours; what study.yaml calls something is not."""
    with speaking("ar"):
        assert name_of(protocol, "condition=custody") == "محتجزًا"
        assert name_of(protocol, "left") == "الخروج"
        assert label(protocol, "origin=?") == "غير مذكور أو غير واضح أو لم يُرمَّز بعد"
        assert label(protocol, "origin=coast") == "The coast"
        assert heading(protocol, "spoke=2015") == "When the person first spoke"
        assert finding_name(protocol, "origin=coast", "", "completed") == "\u2068The coast\u2069، من المكتملة"
    assert finding_name(protocol, "origin=coast", "origin=hills", "stated") == "The coast (The hills), stated"


def test_why_a_way_of_doubting_does_not_apply_is_said():
    """Every reason of every kind of measure, each way by itself and all of them together."""
    with speaking("ar"):
        for kind in ("", *doubt.ABSENT_FOR):
            assert not re.search("[A-Za-z]", doubt.ENGLISH.absent(list(doubt.ABSENT), kind))
    assert doubt.ENGLISH.absent(["family"]) == "Does not apply: leaving out a story (all accounts tell one story)."


def test_everything_that_a_card_may_say_is_known():
    """Claims, where they fail, what was varied and why a way of doubting does not apply: a new one comes with its Arabic."""
    said_ = [*said._WORDS.values(), *said._FAILS.values(), *doubt.AXES.values(), *doubt.ABSENT.values(), doubt.COPIES]
    said_ += [why for own in doubt.ABSENT_FOR.values() for why in own.values()]
    assert [text for text in said_ if text not in TABLE] == []


@pytest.mark.parametrize(("study", "report"), [("ar", "ar"), ("ar-SY", "ar"), ("en", "en"), ("fa", "en"), ("de", "en")])
def test_the_language_of_a_report(study, report):
    """That of the study where there is a table for it, else English."""
    assert language_of(study) == report


@pytest.fixture
def protocol():
    """That of the small study."""
    return parse_protocol(STUDY, shipped_codebooks())


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
            self.said.append(re.sub("[\u2066\u2068][^\u2069]*\u2069", "", data))


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


def test_its_methods_paragraph_is_in_arabic(arabic):
    """Sentence by sentence, with standard names and citations in their own letters."""
    told = (arabic / "methods.txt").read_text("utf-8")
    left = set(re.findall(r"[A-Za-z_]{3,}", re.sub("[\u2066\u2068][^\u2069]*\u2069|\\([^()]*\\)", "", told)))
    assert left <= {"study", "yaml"}, left
    assert "(\u2066Wilson score intervals\u2069) (Wilson, 1927; Newcombe, 1998)" in told


def test_its_workbook_runs_from_the_right_and_its_csv_stays_for_programs(arabic):
    """Sheets and columns of the workbook are in Arabic, and it says so of the CSV, whose columns keep their names."""
    book = load_workbook(arabic / "tables.xlsx")
    heads = [cell.value for sheet in book for cell in sheet[1]]
    assert not [name for name in (*book.sheetnames, *heads) if re.search("[A-Za-z]", name)]
    assert all(sheet.sheet_view.rightToLeft for sheet in book)
    assert "findings.csv" in book["المنهج"].cell(book["المنهج"].max_row, 1).value
    assert (arabic / "findings.csv").read_text("utf-8-sig").startswith("id,plan,kind,title,")


def test_its_tables_for_latex_are_marked_for_two_languages(arabic):
    """Heads and notes are Arabic runs, numbers in them English ones, braces in balance; no control character reaches TeX."""
    tex = (arabic / "tables.tex").read_text("utf-8")
    heads = re.findall(r"\\toprule\n(.*?) \\\\", tex)
    assert heads
    assert all(r"\foreignlanguage{arabic}{" in head and not re.search("Completed|Share|Unclear", head) for head in heads)
    assert re.search(r"\\foreignlanguage\{english\}\{\d+\\% \(\d+--\d+\\%\)\}", tex)
    assert tex.count("{") == tex.count("}")
    assert not re.search("[\u2066-\u2069]", tex)


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


def test_lanes_and_columns_of_stories_run_from_the_right_where_the_reader_does():
    """The first telling stands as far from the right edge as it otherwise does from the left, and so do the columns of the story map."""
    story = Spread(family="f", root="a", tellings=(_told("2017-01-01"), _told("2019-06-01")), outlets=(), languages=(), undated=1)
    scale = scale_of([story])
    ltr, rtl = (lane(story, scale, "s", rtl=rtl) for rtl in (False, True))
    wide = float(re.search(r'viewBox="0 0 ([\d.]+)', ltr)[1])
    first, mirrored = (float(re.search(r'<rect x="([\d.]+)"[^>]*class="first"', figure)[1]) for figure in (ltr, rtl))
    assert mirrored == pytest.approx(wide - first - 9)
    assert 'text-anchor="end"' in ltr
    assert 'text-anchor="start"' in rtl
    years, mirrored_years = (re.findall(r'<text x="([\d.]+)"[^>]*>(\d{4})', axis(scale, rtl=rtl)) for rtl in (False, True))
    assert [(pytest.approx(wide - float(x)), year) for x, year in years] == [(float(x), year) for x, year in mirrored_years]


def test_arrows_point_to_the_side_that_has_more():
    """Beside an axis that runs from the right, more is at the left."""
    row = Estimate(label="a", estimate=0.1, low=0.0, high=0.2)
    with speaking("ar"):
        figure = forest([row], "t", ends=("less often", "more often"), rtl=True)
    less, more = (re.search(f'<text x="([\\d.]+)"[^>]*>{sign}</text>', figure) for sign in "→←")
    assert float(less[1]) > float(more[1])
    assert "أكثر تكرارًا" in figure
