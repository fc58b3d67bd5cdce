"""Measures in a release: shown inside the team, kept back outside it, in the page, the tables and the figures alike."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from testimonia.domain.flow import People
from testimonia.domain.results import Finding, Measure, Robustness
from testimonia.domain.vocabulary import Profile
from testimonia.protocol import parse_protocol, shipped_codebooks
from testimonia.stages.analyse import analyse
from testimonia.stages.publish import publish
from testimonia.stages.publish.figures.drawn import flow_cases
from testimonia.stages.publish.figures.svg import figure as svg_figure
from testimonia.stages.publish.method.counts import shown
from testimonia.stages.publish.method.measured import Measured, measured_of, shown_measure
from testimonia.stages.publish.method.tables import tables_of
from testimonia.stages.publish.writers.doubt import Card
from testimonia.stages.publish.writers.drawings import standalone
from testimonia.stages.publish.writers.files import _measure
from testimonia.stages.publish.writers.latex import _measures, latex
from testimonia.stages.publish.writers.measures import _change
from unit.stages.publish.example import STUDY, coded

PLAN = """\
  - {id: by-origin, title: "=Reasons & origins_1", kind: comparison, codebook: icsr-2015, phase: leaving, by: origin, replicates: 200}
  - {id: ways, title: Ways, kind: flow, codebook: icsr-2015, phase: joining, by: {codebook: icsr-2015, phase: leaving}, replicates: 200}
  - {id: pairs, title: Pairs, kind: cooccurrence, codebook: icsr-2015, phase: leaving, replicates: 200}
  - {id: times, title: Times, kind: timeline, period: year, replicates: 200}
  - {id: cred, title: Credibility, kind: credibility, codebook: icsr-2015, phase: leaving}
"""


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """A study of forty people with every kind of measure, released in both profiles."""
    folder = tmp_path_factory.mktemp("measured")
    example = coded(folder / "s", people=40)
    study_yaml = folder / "s" / "study.yaml"
    study_yaml.write_text(STUDY.rstrip("\n") + "\n" + PLAN, encoding="utf-8")
    example.study.follow_files()
    example.settle()
    analyse(example.study)
    for profile in Profile:
        publish(example.study, folder / profile.value, profile)
    yield folder
    example.study.close()


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_what_was_measured_counts_as_answered(releases):
    """A comparison, a flow and their like wait for no coding once they have numbers, and the count of answered questions holds them."""
    for profile in Profile:
        page = (releases / profile.value / "report.html").read_text("utf-8")
        plan = page.split('id="plan"', 1)[1].split("</section>", 1)[0]
        states = re.findall(r"<td[^>]*>(?:<[^>]*>)*(answered|waits for coding)", plan)
        assert len(states) > len(("by-origin", "ways", "pairs", "times", "cred"))
        assert set(states) == {"answered"}
        assert f"{len(states)} can be answered now" in plan
        assert re.search(rf"<strong>(?:<a[^>]*>)?{len(states)}(?:</a>)?</strong> <span>questions of the plan answered", page)


def test_inside_the_team_every_entry_has_its_figure_and_its_table(releases):
    """All five kinds stand in the page with their numbers; all but credibility are drawn; every measure is in measures.csv."""
    page = (releases / "internal" / "report.html").read_text("utf-8")
    for plan, sign in (("by-origin", "forest"), ("ways", "sankey"), ("pairs", "heatmap"), ("times", "timeline"), ("cred", "corroboration")):
        article = page.split(f'id="plan-{plan}"', 1)[1].split("</article>", 1)[0]
        assert sign in article
        if plan != "cred":
            assert (releases / "internal" / f"figure-{plan}.svg").exists()
    found = rows(releases / "internal" / "measures.csv")
    assert {row["measure"] for row in found} >= {
        "difference",
        "test",
        "pooled",
        "flow",
        "association",
        "jaccard",
        "lift",
        "people",
        "exits",
        "lag",
        "corroboration",
    }
    assert any(row["evidence"] for row in found)


def test_outside_the_team_no_small_count_is_in_any_file(releases):
    """In measures.csv no count and no difference of two counts is between 1 and 4; panels, contradictions, notes and cases are not there."""
    found = rows(releases / "public" / "measures.csv")
    assert found, "a study of forty people has something to show"
    counts = set()
    for row in found:
        assert row["measure"] not in ("panel", "contradiction", "contradictions", "lag", "corroboration", "told-twice", "out-of-order")
        assert not row["note"]
        assert not row["not_stated"]
        assert "evidence" not in row
        k = int(float(row["k"])) if row["k"] else None
        for value in (k, row["n"] and int(row["n"]), row["other_k"] and int(float(row["other_k"])), row["other_n"] and int(row["other_n"])):
            if isinstance(value, int) and not isinstance(value, bool) and row["measure"] not in ("people", "entries", "exits"):
                counts.add(value)
    assert not [pair for pair in combinations(sorted(counts), 2) if 0 < pair[1] - pair[0] < 5]
    assert not [count for count in counts if 0 < count < 5]


def test_what_the_page_hides_is_in_no_figure_and_no_table(releases):
    """Every estimate that a public figure or LaTeX table names is one of a shown measure or finding."""
    public = releases / "public"
    allowed = {row["k"].removesuffix(".0") for row in rows(public / "measures.csv") if row["k"]}
    for path in public.glob("figure-ways*.svg"):
        for said in re.findall(r"<title>[^<]* → [^<]*: (\d+)</title>", path.read_text("utf-8")):
            assert said in allowed
    tex = (public / "tables.tex").read_text("utf-8")
    assert "contradiction" not in tex
    assert "Guard" not in tex


NEEDED = (
    "estimate",
    "low",
    "high",
    "method",
    "n",
    "not_stated",
    "seed",
    "replicates",
    "denominator",
    "threshold",
    "layer",
    "snapshot",
    "registered",
)
"""What every result carries, besides its evidence."""


def test_every_result_carries_how_it_came_about(releases):
    """In CSV and workbook each has estimate, interval, method, n, not stated, seed, draws, denominator, threshold, layer, snapshot and evidence."""
    internal = releases / "internal"
    book = load_workbook(internal / "tables.xlsx")
    for name in ("findings", "measures"):
        found = rows(internal / f"{name}.csv")
        assert {*NEEDED, "evidence"} <= {*found[0]}
        assert [cell.value for cell in book[name][1]] == [*found[0]]
        assert all(row["method"] and row["n"] != "" and row["not_stated"] != "" and row["denominator"] and row["snapshot"] for row in found)
        drawn = [row for row in found if row["method"].startswith("bootstrap")]
        assert all(row["seed"] and row["replicates"] for row in drawn)
        assert all(
            row["low"] and row["high"]
            for row in found
            if row["estimate"] and row.get("measure", "") in ("", "difference", "jaccard", "pooled")
        )
    assert any(row["measure"] == "simultaneous" for row in rows(internal / "measures.csv"))


def test_the_report_says_of_every_entry_how_it_came_about(releases):
    """Below each: methods, whose coding, denominators, threshold, and what was drawn with which seed."""
    page = (releases / "internal" / "report.html").read_text("utf-8")
    said = re.findall(r'<p class="method">(.*?)</p>', page)
    assert said
    assert all("Denominators: " in text and "Threshold of credibility: no threshold." in text for text in said)
    assert any("Drawn anew" in text and "seed" in text for text in said)


def test_cards_are_a_table_for_the_team_alone(releases):
    """A row a way of doubting, with the claim's sentence in the last of each card; nothing of it leaves the team."""
    found = rows(releases / "internal" / "robustness.csv")
    ids = {row["id"] for name in ("findings", "measures") for row in rows(releases / "internal" / f"{name}.csv")}
    assert found
    assert {row["subject"] for row in found} <= ids
    assert all(row["said"] for row in found if row["axis"] == "all")
    assert not (releases / "public" / "robustness.csv").exists()


def test_tables_for_spreadsheets_run_nothing(releases):
    """A title that begins like a formula is text in the workbook and has an apostrophe in CSV; the same release is the same bytes."""
    book = load_workbook(releases / "internal" / "tables.xlsx")
    assert book.sheetnames == ["findings", "measures", "robustness", "flow", "method"]
    titles = [cell for row in book["measures"].iter_rows() for cell in row if cell.value == "=Reasons & origins_1"]
    assert titles
    assert {cell.data_type for cell in titles} == {"s"}
    assert any(row["title"] == "'=Reasons & origins_1" for row in rows(releases / "internal" / "measures.csv"))
    with ZipFile(releases / "internal" / "tables.xlsx") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert b"2026-03-01" in archive.read("docProps/core.xml")


def test_tables_for_latex_are_escaped(releases):
    """What LaTeX would take as a command is text; Arabic runs are marked, and the file says what they need."""
    tex = (releases / "internal" / "tables.tex").read_text("utf-8")
    assert r"\caption{=Reasons \& origins\_1}" in tex
    assert "polyglossia" in tex
    assert tex.count(r"\begin{table}") == tex.count(r"\end{table}")
    assert (
        latex(r"\input{x} 5% #1 ~^|<>")
        == r"\textbackslash{}input\{x\} 5\% \#1 \textasciitilde{}\textasciicircum{}\textbar{}\textless{}\textgreater{}"
    )
    assert latex("He said هربت في الليل (2015)") == r"He said \foreignlanguage{arabic}{هربت في الليل} (2015)"
    assert latex("هربت in 2015 ثم") == r"\foreignlanguage{arabic}{هربت \foreignlanguage{english}{in 2015} ثم}"


@given(st.text())
def test_no_text_breaks_a_latex_document(text):
    """Whatever a label holds, braces stay in balance and no special character is left bare."""
    found = latex(text)
    bare = re.sub(
        r"\\(textbackslash|textasciitilde|textasciicircum|textbar|textless|textgreater|textquotedbl|ldots)\{\}|\\foreignlanguage\{(arabic|english)\}|\\[{}$&#%_]|\$-\$",
        "",
        found,
    )
    assert not re.search(r"[\\$&#%_^~<>|]", bare)
    assert bare.count("{") == bare.count("}")
    assert "\n" not in found


def test_the_methods_paragraph_says_what_was_done(releases):
    """n, layer, interval, tests, adjustment, seed and citations; in public how small counts are kept back."""
    inside, outside = ((releases / name / "methods.txt").read_text("utf-8") for name in ("internal", "public"))
    for said in ("40 eligible people", "Wilson", "Newcombe", "seed 20150921", "Benjamini and Hochberg", "snapshot", "5 of 10 entries"):
        assert said in inside
    assert "Counts of people under 5" in outside
    assert "Counts of people under" not in inside


def test_a_new_release_leaves_nothing_of_the_former(tmp_path):
    """A public release into the folder of an internal one deletes every file of it that it does not replace, and nothing else."""
    example = coded(tmp_path / "s", people=12)
    analyse(example.study)
    out = tmp_path / "out"
    publish(example.study, out, Profile.INTERNAL)
    (out / "mine.txt").write_text("mine")
    (out / "figure-why-left.svg").write_text("a figure of the former release")
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert "figure-why-left.svg" in manifest["files"]
    manifest["files"]["../s/study.yaml"] = "no name of a file"
    (out / "manifest.json").write_text(json.dumps(manifest))
    publish(example.study, out, Profile.PUBLIC)
    left = {path.name for path in out.iterdir()} - {"manifest.json"}
    assert left == set(json.loads((out / "manifest.json").read_text("utf-8"))["files"]) | {"mine.txt"}
    assert (tmp_path / "s" / "study.yaml").exists()
    example.study.close()


# --- the law, tried on any numbers

ONE = STUDY.split("analysis:")[0] + (
    "analysis:\n  - {id: all, kind: prevalence, code: 'icsr-2015:leaving-brutality'}\n"
    "  - {id: cmp, kind: comparison, code: 'icsr-2015:leaving-brutality', by: origin}\n"
)
PROTOCOL = parse_protocol(ONE, shipped_codebooks())
NOBODY = People(mentions=0, waiting=0, unclear=0, excluded=(), eligible=0, cases=0, finished=0)


def finding(denominator, k, n):
    return Finding(
        id=denominator, plan="all", kind="prevalence", title="t", group="icsr-2015:leaving-brutality", registered=True, estimate=0.5, k=k, n=n,
        not_stated=0, method="wilson 95%", denominator=denominator, layer="auto", snapshot="s",
    )  # fmt: skip


def measure(name, group, k, n, other=None):
    return Measure(
        id=f"{name}{group}", plan="cmp", kind="comparison", measure=name, title="t", item="icsr-2015:leaving-brutality", group=group, unit="share",
        registered=False, k=k, n=n, other_k=other and other[0], other_n=other and other[1], not_stated=0, method="m", denominator="completed",
        layer="auto", snapshot="s",
    )  # fmt: skip


group = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=300)
@given(group, group, group)
def test_nobody_small_can_be_worked_out_of_a_comparison(one, two, rest):
    """Of two groups and everybody, whatever is shown: each count, every difference, and what is left over is 0 or at least five."""
    (k1, n1), (k2, n2), (k3, n3) = one, two, rest
    k, n = k1 + k2 + k3, n1 + n2 + n3
    tables = tables_of(PROTOCOL, [finding("completed", k, n), finding("stated", k, n)])
    found = measured_of(
        PROTOCOL,
        [
            measure("difference", "origin=coast", k1, n1, (k2, n2)),
            measure("pooled", "origin=coast", k1, n1),
            measure("pooled", "origin=hills", k2, n2),
        ],
    )
    sight = shown(Profile.PUBLIC, PROTOCOL, NOBODY, [], tables, found)
    known = set()
    if tables[0].lines[0].id in sight:
        known |= {k, n}
    first, second = (one, two)
    for row in found[0].rows:
        if shown_measure(found[0], row, sight, everything=False):
            known |= {"difference": {*first, *second}, "pooled": set(first if row.group.endswith("coast") else second)}[row.measure]
    assert not [pair for pair in combinations(sorted(known | {0}), 2) if 0 < pair[1] - pair[0] < 5]
    pair_known = any(shown_measure(found[0], row, sight, everything=False) for row in found[0].rows if row.measure == "difference") or all(
        shown_measure(found[0], row, sight, everything=False) for row in found[0].rows if row.measure == "pooled"
    )
    if tables[0].lines[0].id in sight and pair_known:
        assert all(left == 0 or left >= 5 for left in (k3, n3, n3 - k3))


FLOW = parse_protocol(
    STUDY.split("analysis:")[0] + "analysis:\n  - {id: cmp, kind: flow, codebook: icsr-2015, phase: joining, by: {codebook: icsr-2015, phase: leaving}}\n",
    shipped_codebooks(),
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.tuples(group, group), min_size=1, max_size=4))
@example([((20, 30), (10, 20)), ((20, 30), (12, 20))])
def test_no_number_beside_a_flow_gives_away_a_few(ways):
    """What stands beside each thing of a public flow is 0 or at least five, and so is every difference between these numbers."""
    rows = []
    for place, (one, two) in enumerate(ways):
        rows += [measure("flow", f"to={place}", *one), measure("association", f"to={place}", *one, two)]
    entry = measured_of(FLOW, [replace(row, kind="flow") for row in rows])[0]
    sight = shown(Profile.PUBLIC, FLOW, NOBODY, [], [], [entry])
    first, second = flow_cases([row for row in entry.rows if shown_measure(entry, row, sight, everything=False)])
    beside = sorted({0, *first.values(), *second.values()})
    assert not [pair for pair in combinations(beside, 2) if pair[1] - pair[0] < 5]


def compared(*groups):
    """The differences and pooled shares of a comparison of groups that exclude one another, each with the others together."""
    k, n = (sum(part) for part in zip(*groups, strict=True))
    found = []
    for place, (have, size) in enumerate(groups):
        found.append(measure("difference", f"origin={place}", have, size, (k - have, n - size)))
        found.append(measure("pooled", f"origin={place}", have, size))
    return measured_of(PROTOCOL, found)[0]


@settings(max_examples=300)
@given(st.lists(group, min_size=3, max_size=6))
@example([(5, 10), (15, 20), (20, 40), (1, 3)])
@example([(10, 20), (40, 60), (100, 150), (3, 9)])
def test_the_last_group_of_a_comparison_cannot_be_worked_out(groups):
    """Whoever takes the groups that are told from all of them (which one difference gives away) is left with nobody or at least five."""
    entry = compared(*groups)
    sight = shown(Profile.PUBLIC, PROTOCOL, NOBODY, [], [], [entry])
    told = [row for row in entry.rows if shown_measure(entry, row, sight, everything=False)]
    named = {row.group for row in told}
    if any(row.measure == "difference" for row in told):
        hidden = [one for place, one in enumerate(groups) if f"origin={place}" not in named]
        k, n = (sum(part) for part in zip(*hidden, strict=True)) if hidden else (0, 0)
        assert all(left == 0 or left >= 5 for left in (k, n, n - k))


def test_a_change_that_is_not_compared_says_why():
    """In the place of a ratio stands the reason; counts that are no whole numbers are told with one place."""
    content = SimpleNamespace(internal=True, facts=SimpleNamespace(number={}, label={}))
    row = replace(measure("change", "2027", 0, 12), k=None, note="Not compared: nothing was collected after 2026-02-27.")
    assert _change(content, row) == ["–", "–", row.note, "–"]
    rough = replace(measure("change", "2016", 9.494505495, 12, (1.0, 12)), unit="ratio", estimate=9.49)
    assert [re.sub("<[^>]*>", "", str(cell)) for cell in _change(content, rough)[:2]] == ["1", "9.5"]


TIMES = parse_protocol(
    STUDY.split("analysis:")[0] + "analysis:\n  - {id: cmp, kind: timeline, period: year, dates: [left], change: ['2010', '2011']}\n",
    shipped_codebooks(),
)


@settings(max_examples=300)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=5))
@example([12, 30, 3])
@example([20, 12, 8, 3])
def test_a_change_gives_no_hidden_period_away(counts):
    """Of the periods that neither a count nor a change tells of the people together are none or at least five; a change never tells a hidden one."""
    rows = [replace(measure("people", f"{2010 + at}", count, sum(counts)), item="left", kind="timeline") for at, count in enumerate(counts)]
    change = replace(
        measure("change", "2011", counts[1], sum(counts), (counts[0], sum(counts))), item="left", other="2010", kind="timeline"
    )
    (entry,) = measured_of(TIMES, [*rows, change])
    sight = shown(Profile.PUBLIC, TIMES, NOBODY, [], [], [entry])
    told = {row.id for row in entry.rows if shown_measure(entry, row, sight, everything=False)}
    known = {row.id for row in rows if row.id in told} | ({row.id for row in rows[:2]} if change.id in told else set())
    left = sum(count for row, count in zip(rows, counts, strict=True) if row.id not in known)
    assert not known or left == 0 or left >= 5
    assert not (known - told)


@pytest.mark.parametrize("internal", [True, False])
def test_how_many_are_dated_is_told_inside_the_team_alone(internal):
    """A period tells how many lie in it; of how many that are dated at all is in the files of an internal release only."""
    row = measure("people", "2015", 7, 38)
    content = SimpleNamespace(internal=internal, facts=SimpleNamespace(protocol=PROTOCOL), tells=lambda *_: True)
    entry = Measured(plan=PROTOCOL.analysis[1], title="t", registered=False, rows=(replace(row, estimate=7.0),))
    assert (_measure(content, row)["n"] == 38) is internal
    assert ("7/38" in _measures(content, entry)) is internal
    change = _measure(content, measure("change", "2015", 7, 38, (12, 38)))
    assert ((change["n"], change["other_n"]) == (38, 38)) is internal
    assert (change["k"], change["other_k"]) == (7, 12)
    assert _measure(content, measure("difference", "origin=coast", 10, 38))["n"] == 38


@pytest.mark.parametrize(
    ("holds", "told"),
    [(1.0, "Holds in every alternative analysis."), (0.0, "Holds in no alternative analysis."),
     (999 / 1000, "Holds in 99 % of alternative analyses."), (1 / 1000, "Holds in 1 % of alternative analyses."), (0.5, "Holds in 50 % of alternative analyses.")],
)  # fmt: skip
def test_outside_the_team_a_card_tells_a_share_and_no_counts(holds, told):
    """How far a claim holds, rounded, and never as all where it is not all: how many sources and coders there are is not told."""
    row = Robustness(
        id="r", plan="p", subject="s", axis="all", claim="most", base=0.6, low=0.4, median=0.5, high=0.7, holds=holds, alternatives=1000,
        empty=0, snapshot="s",
    )  # fmt: skip
    assert Card((row,), ()).tally == told


def test_a_figure_is_xml_whatever_its_title_holds():
    """Characters that XML cannot hold are left out of the name of a figure too, and markup in it stays text."""
    text = standalone(svg_figure(10, 10, 'a\x01\x0b\ufffe<b>&"c>', "d\x02"))
    parsed = ET.fromstring(text)  # noqa: S314 - our own
    assert parsed.get("aria-label") == 'a<b>&"c>. d'
    assert [child.text for child in parsed if child.tag.endswith("title")] == ['a<b>&"c>']


def test_joint_intervals_are_told_only_beside_all_that_they_hold_with():
    """The width of an interval that holds for five at once tells that there are five: where one of them is not shown, none is."""
    from testimonia.stages.publish.writers.doubt import _told_whole

    def joint(item: str, many: int) -> Measure:
        return Measure(
            id=item, plan="p", kind="prevalence", measure="simultaneous", title="t", item=item, unit="share", registered=False, n=9, not_stated=0,
            method=f"Goodman, 95% for all {many}", denominator="completed", layer="auto", snapshot="s",
        )  # fmt: skip

    shown = [joint("b:one", 2), joint("b:two", 2), joint("sex=female", 3), joint("sex=male", 3), joint("b:one | sex=male", 2)]
    assert _told_whole(shown) == {"b:one", "b:two"}
