"""The figures: what they draw, what they say to those who do not see them, and that they can be read from the right."""

from __future__ import annotations

import re
from importlib.resources import files
from math import inf
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.domain.results import Measure
from testimonia.stages.publish.figures.canvas import measured, wrapped
from testimonia.stages.publish.figures.curve import Way, curve
from testimonia.stages.publish.figures.drawn import flow_cases
from testimonia.stages.publish.figures.forest import Estimate, forest
from testimonia.stages.publish.figures.heatmap import DARKEST, Cell, heatmap
from testimonia.stages.publish.figures.prisma import Step, prisma
from testimonia.stages.publish.figures.sankey import sankey
from testimonia.stages.publish.figures.timeline import columns
from testimonia.stages.publish.writers.drawings import _COLOURS, standalone

ARABIC = "العنف ضد أبناء دينهم"
ROWS = [
    Estimate(label="Brutality", estimate=0.12, low=-0.05, high=0.31, said="+12 (−5 to +31)"),
    Estimate(label=ARABIC, estimate=-0.2, low=-0.45, high=0.02, said="−20 (−45 to +2)", strong=False),
    Estimate(label="Nobody", estimate=None, low=None, high=None),
]
SIDES = [("a", "Faith"), ("b", "Needs")], [("x", "Infighting"), ("y", "<b>Brutality</b> & more")]
WAYS = [Way(n / 20, (("coder", "anna" if n % 2 else "ben"), ("silence", "is no" if n % 3 else "left out"))) for n in range(4, 12)]

STEPS = [
    Step("60", "identified", (("copies of another account", "7"), (f"excluded: {ARABIC} " * 9, "2"))),
    Step("51", "<screened>"),
    Step("hidden", ARABIC, (("unsure", "hidden"),)),
]


def figures(*, rtl=False):
    rows, columns = SIDES
    cells = {("a", "x"): Cell(0.5, "3", "3 of 6"), ("b", "y"): Cell(0.0, "0")}
    return {
        "forest": forest(ROWS, "Differences", ends=("less", "more"), rtl=rtl),
        "heatmap": heatmap(rows, columns, cells, "Table", rtl=rtl),
        "sankey": sankey(
            rows, columns, {("a", "x"): 4, ("b", "y"): 2}, "Flow", cases=({"a": 5, "b": 2}, {"x": 4}), heads=("in", "out"), rtl=rtl
        ),
        "curve": curve(WAYS, "Ways", base=0.4, claim=0.5, base_name="finding", rtl=rtl),
        "prisma": prisma(STEPS, "Flow of accounts", rtl=rtl),
    }


def tree(figure):
    return ET.fromstring(figure)  # noqa: S314 - made by us


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_an_axis_has_some_length_where_every_value_is_the_same(share):
    """None of none, or all of all, in every alternative: the figure is drawn, and nothing is divided by nothing."""
    rows = [Estimate(label=name, estimate=share, low=share, high=share, said="") for name in "ab"]
    assert "<svg" in str(forest(rows, "Shares", scale="share", reference=share))


@pytest.mark.parametrize("kind", ["forest", "heatmap", "sankey", "curve", "prisma"])
@pytest.mark.parametrize("rtl", [False, True])
def test_a_figure_says_what_it_shows(kind, rtl):
    """Each is well-formed, an image with a name and a description that holds its numbers, and nothing lies outside it."""
    root = tree(figures(rtl=rtl)[kind])
    assert root.get("role") == "img"
    assert root.get("aria-label") == f"{root.find('title').text}. {root.find('desc').text}"
    assert re.search(r"\d", root.find("desc").text)
    width, height = map(float, root.get("viewBox").split()[2:])
    for shape in root.iter():
        for name, most in (("x", width), ("cx", width), ("x1", width), ("x2", width), ("y", height), ("cy", height)):
            if shape.get(name) is not None:
                assert -0.5 <= float(shape.get(name)) <= most + 0.5, ET.tostring(shape)


@pytest.mark.parametrize("kind", ["forest", "heatmap", "sankey", "curve", "prisma"])
def test_a_figure_read_from_the_right_is_its_mirror_image(kind):
    """Every circle, rectangle and mark of a choice lies as far from the right as it lay from the left, and a text ends where it began."""
    plain, turned = (tree(figures(rtl=rtl)[kind]) for rtl in (False, True))
    width = float(plain.get("viewBox").split()[2])
    ends = {"start": "end", "end": "start", "middle": "middle"}
    for one, other in zip(plain.iter(), turned.iter(), strict=True):
        assert one.tag == other.tag
        if one.tag == "circle":
            assert float(one.get("cx")) + float(other.get("cx")) == pytest.approx(width, abs=0.05)
        elif one.tag == "rect":
            assert float(one.get("x")) + float(other.get("x")) + float(one.get("width")) == pytest.approx(width, abs=0.05)
        elif one.tag == "path" and one.get("class") == "tick-mark":
            runs = [[tuple(map(float, run)) for run in re.findall(r"M([\d.]+) [\d.]+h([\d.]+)", shape.get("d"))] for shape in (one, other)]
            for (left, wide), (right, _) in zip(*runs, strict=True):
                assert left + right + wide == pytest.approx(width, abs=0.05)
        elif one.tag == "text":
            assert ends[one.get("text-anchor")] == other.get("text-anchor")


@pytest.mark.parametrize("kind", ["forest", "heatmap", "sankey", "curve", "prisma"])
def test_words_of_others_are_inert(kind):
    """What a label holds comes out as text."""
    assert "<b>" not in figures()[kind]


def test_nothing_to_draw_is_no_figure():
    """No rows, no ways taken, a single specification: an empty text, never an empty frame."""
    assert forest([], "x") == ""
    assert forest([ROWS[2]], "x") == ""
    assert heatmap([], [("a", "A")], {}, "x") == ""
    assert heatmap([(str(n), "r") for n in range(25)], [("a", "A")], {}, "x") == ""
    assert sankey(*SIDES, {("a", "x"): 0}, "x", cases=({}, {})) == ""
    assert curve(WAYS[:1], "x") == ""


def test_a_thing_of_a_flow_counts_its_cases_once():
    """Six people of whom two have both motives are six under neither motive, but four and four; their bands count pairs."""
    ways = {("a", "x"): 3, ("a", "y"): 3, ("b", "x"): 4}
    figure = tree(sankey(*SIDES, ways, "Flow", cases=({"a": 4, "b": 4}, {"x": 5})))
    labels = ["".join(node.itertext()) for node in figure.iter("text")]
    assert labels.count("4") == 2
    assert labels.count("5") == 1
    assert "6" not in labels  # three and three bands of the first are not six people
    said = figure.find("desc").text
    assert said.startswith("Faith: 4; Needs: 4; Infighting: 5; Faith → Infighting: 3")
    assert "& more: " in said  # a band
    assert not re.search(r"(^|; )<b>Brutality</b> & more: ", said)  # nobody knows how many cases: none is told


def _way(measure, item, group, **told):
    row = {
        "id": f"{measure} {item} {group}",
        "plan": "p",
        "kind": "flow",
        "title": "",
        "registered": False,
        "snapshot": "",
        "layer": "auto",
    }
    row |= {"unit": "share", "method": "", "denominator": "completed", "not_stated": 0}
    return Measure(**row, measure=measure, item=item, group=group, **told)


def test_cases_of_a_flow_come_from_what_its_ways_are_told_of():
    """Of the first side out of how many; of the second those with the first and without it; what is not shown tells nothing."""
    rows = [
        _way("flow", "a", "x", k=3, n=4), _way("flow", "a", "y", k=3, n=3), _way("association", "a", "x", k=3, n=4, other_k=2, other_n=4),
        _way("association", "b", "x", k=4, n=4, other_k=1, other_n=4),
    ]  # fmt: skip
    assert flow_cases(rows) == ({"a": 4}, {"x": 5})
    assert flow_cases(rows[:1]) == ({"a": 4}, {})


@given(st.floats(0.001, 1000), st.floats(1, 50))
def test_a_ratio_has_its_place_whatever_it_is(estimate, factor):
    """Ratios from next to nothing to endless lie inside the plot, in the order of their size."""
    row = Estimate(label="r", estimate=estimate, low=estimate / factor, high=inf, said="")
    figure = tree(forest([row], "Odds", scale="ratio"))
    assert 224 <= float(figure.find(".//circle").get("cx")) <= 524
    ticks = [float(text.get("x")) for text in figure.iter("text") if text.get("class") == "tick"]
    assert ticks == sorted(ticks)
    assert len(ticks) >= 3


@pytest.mark.parametrize("value", [0.0, 0.4, 1.0])
def test_a_finding_that_nothing_moves_is_drawn(value):
    """Where every alternative gives the same share, whichever it is, the axis still has a width."""
    same = Estimate(label="r", estimate=value, low=value, high=value, said="")
    assert "circle" in forest([same], "x", scale="share", reference=value)
    assert "circle" in forest([same], "x", scale="points", reference=value)
    assert 'class="point"' in curve([Way(value, ()), Way(value, ())], "x", base=value, claim=0.5)


@given(st.text(max_size=80), st.floats(30, 200), st.integers(1, 3))
def test_a_label_never_takes_more_room_than_it_has(text, room, lines):
    """However long the words, lines fit and there are no more than allowed."""
    rows = wrapped(text, room, lines)
    assert 1 <= len(rows) <= lines
    assert all(measured(row) <= room for row in rows)


def test_a_label_that_is_cut_tells_the_rest():
    """A long label ends in an ellipsis and holds its whole text where it is pointed at."""
    long = "A reason that nobody could ever put into two short lines of a figure however hard they tried to do so"
    figure = tree(forest([Estimate(label=long, estimate=0.1, low=0.0, high=0.2)], "x"))
    assert any(text.text.endswith("…") for text in figure.iter("text"))
    assert long in [title.text for title in figure.iter("title")]


def test_a_long_word_goes_on_in_the_next_line():
    """A German compound is broken with a hyphen, nothing of it lost while there are lines; Arabic letters are joined and stay so."""
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    rows = wrapped(f"Das {word}", 200, 4)
    assert "".join(row.removesuffix("-") for row in rows).replace("Das", "") == word
    assert all(row.endswith("-") for row in rows[1:-1])
    assert wrapped(word, 200, 1)[0].endswith("…")
    arabic = "استسقيناكموهماواستخرجناكموهما" * 3
    assert wrapped(arabic, 150, 2)[0].endswith("…")


def test_an_end_of_an_axis_says_as_much_as_fits():
    """Beside the arrow stands the beginning of a long name, not only what comes before its first space."""
    figure = forest(ROWS, "t", ends=("more: Gerechtigkeitsempfindensverletzung", "b"))
    assert "more: Gerechtigkeit" in figure


def test_columns_of_thousands_do_not_touch():
    """Numbers above neighbouring columns have room, and thousands are told apart."""
    figure = tree(columns({"2015": 1234.5, "2016": 10345.2}, "t", {}))
    said = [text for text in figure.iter("text") if text.get("class") == "count"]
    assert [text.text for text in said] == ["1\u202f234.5", "10\u202f345.2"]
    half = [measured(text.text) / 2 for text in said]
    assert float(said[1].get("x")) - float(said[0].get("x")) >= sum(half)
    assert float(said[0].get("x")) >= half[0]


def _contrast(one, two):
    """WCAG 2.2's ratio of two colours given as red, green and blue."""

    def light(colour):
        parts = [value / 255 for value in colour]
        linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", ["light", "dark", "print"])
def test_colours_of_figures_can_be_told_apart(look):
    """Words have 4.5 to 1, also on the darkest shade of a heat map, and marks and lines 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11)."""
    found = dict(re.findall(r"--(\w+): (#\w+);", _COLOURS[look]))
    colour = {}
    for name, value in found.items():
        digits = value[1:] if len(value) == 7 else "".join(2 * digit for digit in value[1:])
        colour[name] = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    shade = [bar * DARKEST + track * (1 - DARKEST) for bar, track in zip(colour["bar"], colour["track"], strict=True)]
    assert (
        min(_contrast(colour["ink"], shade), _contrast(colour["ink"], colour["paper"]), _contrast(colour["soft"], colour["paper"])) >= 4.5
    )
    assert min(_contrast(colour["bar"], colour["paper"]), _contrast(colour["bound"], colour["paper"])) >= 3
    assert min(_contrast(colour["bar"], colour["track"]), _contrast(colour["bound"], colour["track"])) >= 3


def test_every_class_of_a_figure_has_its_style():
    """What the report styles the workbench styles too, and the file of a figure brings its own."""
    web = Path(str(files("testimonia.web"))) / "static" / "css"
    styles = {
        "report": "".join(
            files("testimonia.stages.publish").joinpath("data", name).read_text("utf-8") for name in ("report.css", "figures.css")
        ),
        "workbench": (web / "figures.css").read_text("utf-8") + (web / "findings.css").read_text("utf-8"),
        "file": standalone(figures()["forest"]),
    }
    used = {name for figure in figures().values() for name in re.findall(r'class="([\w-]+)"', figure)}
    for place, style in styles.items():
        assert {name for name in used if f".{name}" not in style and f"svg.{name}" not in style} == set(), place


def test_the_boxes_of_a_flow_hold_their_words():
    """Every line of a box lies inside it, boxes do not overlap, and no reason is lost to those who do not see the drawing."""
    root = tree(figures()["prisma"])
    boxes = [tuple(float(box.get(name)) for name in ("x", "y", "width", "height")) for box in root.iter("rect")]
    assert len(boxes) == 5
    for text in root.iter("text"):
        x, y = float(text.get("x")), float(text.get("y"))
        inside = [
            (left, top, wide, tall)
            for left, top, wide, tall in boxes
            if left <= x and x + measured(text.text) <= left + wide and top + 8 < y <= top + tall
        ]
        assert len(inside) == 1
    for x, y, wide, tall in boxes:
        assert not any((x, y) != (a, b) and x < a + c and a < x + wide and y < b + d and b < y + tall for a, b, c, d in boxes)
    assert all(why in root.find("desc").text and count in root.find("desc").text for step in STEPS for why, count in step.left)
    assert prisma([], "Nothing") == ""


def test_the_workbench_has_the_same_style():
    """The figures' style is written once and copied whole."""
    web = Path(str(files("testimonia.web"))) / "static" / "css" / "figures.css"
    assert web.read_text("utf-8") == files("testimonia.stages.publish").joinpath("data", "figures.css").read_text("utf-8")


def test_a_figure_as_a_file_stands_by_itself():
    """With its namespace, size and style for light, dark and print."""
    text = standalone(figures()["curve"])
    root = tree(text.split("\n", 1)[1])
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("width")
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
