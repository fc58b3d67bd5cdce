"""Agreement from a study: completed units only, open rounds only, and what cannot be measured says so."""

from __future__ import annotations

import pytest

from support.studies import coding, put_account
from testimonia.domain.agreement import as_finding, from_findings
from testimonia.domain.decisions import Completion, Mention, RoundOpening, Screening, Value
from testimonia.domain.vocabulary import Layer, MentionStatus, Missing, ScreeningDecision, Shelf, Stance
from testimonia.errors import StaleResults, UnknownReference, UsageError
from testimonia.stages.code import AgreementReport, Asked, measure_agreement, scales
from testimonia.stages.resolve import resolve
from testimonia.stages.trace import trace
from testimonia.study import new_study, open_study

STUDY = """
study: {{title: Those who left, question: Why did they leave?}}
coders:
  - {{id: owner, role: owner}}
  - {{id: lea, role: lead}}
{coders}
rounds:
  - {{id: blind, kind: coding}}
  - {{id: later, kind: coding}}
  - {{id: practice, kind: coding, blind: false}}
variables:
  - {{id: age, label: Age, type: integer}}
  - {{id: spoke, label: When, type: date}}
  - {{id: grade, label: How sure, type: choice, values: [low, middle, high]}}
  - {{id: how, label: How, type: choices, values: [paid, by-message, disguised]}}
  - {{id: notes, label: Notes, type: text}}
codebooks: [leaving]
"""
BOOK = """
id: leaving
version: {version}
title: Leaving
codes:
  - {{id: life, label: Life, definition: {definition}}}
  - {{id: brutality, label: Brutality, definition: Violence against others.}}
  - {{id: fear, label: Fear, definition: Fear of one's own side.}}
  - {{id: old, label: Old, definition: No longer used., retired: true}}
"""
# Invented sentences; every text differs, so that none is taken for a copy of another.
WORDS = ["orchard", "harbour", "lantern", "bridge", "kitchen", "winter", "ladder", "market", "pepper", "saddle", "thunder", "violet"]


class Team:
    """A study of twelve people in twelve accounts, and short ways to code them."""

    def __init__(self, folder, coders=("anna", "bea", "cem")):
        self.folder, self.names = folder, list(coders)
        new_study(folder, kind="blank").close()
        for old in (folder / "codebooks").glob("*.yaml"):
            old.unlink()
        self.protocol()
        self.study = open_study(folder)
        self.study.adopt()
        self.bodies = [f"{word.title()} {n}: " + " ".join(f"{word}{n}{k}" for k in range(40)) + "." for n, word in enumerate(WORDS)]
        self.accounts = [put_account(self.study, f"{word}.txt", body) for word, body in zip(WORDS, self.bodies, strict=True)]
        self.mentions = [
            Mention(id=f"m{n}", account=account.id, label=f"Person {n}", status=MentionStatus.ELIGIBLE)
            for n, account in enumerate(self.accounts)
        ]
        include = {"screener": "owner", "decision": ScreeningDecision.INCLUDE, "shelf": Shelf.TESTIMONY}
        self.study.decide([*(Screening(account=account.id, **include) for account in self.accounts), *self.mentions])

    def protocol(self, version=1, definition="Harsh life."):
        coders = "".join(f"  - {{id: {name}, role: coder}}\n" for name in self.names)
        (self.folder / "study.yaml").write_text(STUDY.format(coders=coders), encoding="utf-8")
        (self.folder / "codebooks" / "leaving.yaml").write_text(BOOK.format(version=version, definition=definition), encoding="utf-8")

    def code(self, coder, codes, units=range(12), *, round_="blind", done=True, layer=Layer.CODER, version=1):
        """``codes`` maps a code to the units in which a coder affirms it (a dict's value may be spans: unit -> (start, end))."""
        more = {"round": round_, "layer": layer, "codebook": "leaving", "codebook_version": version}
        rows = []
        for code, where in codes.items():
            for n in where:
                start, end = where[n] if isinstance(where, dict) else (10, 30)
                name = f"{coder}-{code}-{n}-{start}-{round_}-{layer}"
                rows.append(coding(self.accounts[n], start, end, self.bodies[n], id=name, coder=coder, code=code, **more))
        if done:
            rows += [
                Completion(account=self.accounts[n].id, codebook="leaving", version=version, coder=coder, round=round_, layer=layer)
                for n in units
            ]
        self.study.store.decide(coder, rows)

    def answer(self, coder, answers, units=range(12), round_="blind"):
        """``answers`` maps a variable to unit -> value, a Missing, or a list of conflicting values."""
        rows = []
        for variable, by in answers.items():
            for n, given in by.items():
                for k, value in enumerate(given if isinstance(given, list) else [given]):
                    said = {"missing": value} if isinstance(value, Missing) else {"value": value}
                    name = f"{coder}-{variable}-{n}-{k}"
                    row = Value(id=name, account=self.accounts[n].id, mention=f"m{n}", variable=variable, coder=coder, round=round_, **said)
                    rows.append(row)
        rows += [Completion(account=self.accounts[n].id, mention=f"m{n}", codebook="form", coder=coder, round=round_) for n in units]
        self.study.store.decide(coder, rows)

    def open(self, *rounds):
        self.study.decide([RoundOpening(round=name) for name in rounds])

    def measure(self, coder="owner", *, usual=False, **asked):
        """Measure as somebody; with few replicates, unless as `run` does."""
        asked = asked if usual else {"replicates": 200, **asked}
        self.study.close()
        self.study = open_study(self.folder, coder=coder)
        trace(self.study)
        resolve(self.study)
        return measure_agreement(self.study, Asked(**asked))


@pytest.fixture
def team(tmp_path):
    made = Team(tmp_path / "s")
    yield made
    made.study.close()


def row(report, name="", *, level="case", kind="code", readers=("anna", "bea")):
    found = [item for item in report.rows if (item.level, item.kind, item.name, item.readers) == (level, kind, name, readers)]
    assert len(found) == 1, [(item.level, item.kind, item.name, item.readers) for item in report.rows]
    return found[0]


def value(report, name="", coefficient="alpha", **where):
    return row(report, name, **where).get(coefficient).value


def test_two_coders_by_case_account_and_passage(team):
    """Alpha by code is that of the table of who found the code in which unit, by case as by account; the interval holds it."""
    team.code("anna", {"life": range(6), "brutality": [0, 1]})
    team.code("bea", {"life": range(1, 7), "brutality": [0, 1]})
    team.open("blind")
    report = team.measure()
    for level in ("case", "account"):
        found = row(report, "life", level=level)
        assert (found.n, found.used, found.unit) == (12, 7, level)
        alpha = found.get("alpha")
        # 10 of 12 agree: Do = 2/12, De = 2 * 12 * 12 / (24 * 23)
        assert alpha.value == pytest.approx(1 - (2 / 12) / (2 * 12 * 12 / (24 * 23)))
        assert alpha.low <= alpha.value <= alpha.high
        assert found.get("percent").value == pytest.approx(10 / 12)
        assert {item.coefficient for item in found.estimates} == {"percent", "alpha", "cohen", "fleiss", "ac1"}
    assert value(report, "brutality", "u_alpha", level="passage") == pytest.approx(1)
    assert row(report, "life", level="passage").used == 7
    assert row(report, kind="sets").get("alpha_masi") is not None
    assert not [item for item in report.rows if item.name == "old"]
    shown = " ".join(" ".join(team.measure(level="passage").lines()).split())
    assert "u-alpha 95 % P<.667 P<.800 QualC" in shown
    assert "not Cohen's kappa" in shown


def test_units_that_one_has_not_completed_do_not_count(team):
    """What somebody marked in a unit they have not completed is no answer, and a unit that one alone completed has no pair."""
    team.code("anna", {"life": range(12)}, units=range(12))
    team.code("bea", {"life": [0, 1, 2, 3, 11]}, units=range(8))
    team.open("blind")
    report = team.measure()
    assert report.remarks["uncompleted"] == {"codings": 1}
    assert any("has not completed the unit: 1 codings" in line for line in report.lines())
    found = row(report, "life")
    assert (found.n, found.used) == (8, 8)
    assert {count.reader: (count.used, count.n) for count in found.counts} == {"anna": (12, 12), "bea": (4, 8)}


def test_a_denied_code_is_not_an_absent_one(team):
    """Affirmed, denied and not found are three answers."""
    team.code("anna", {"life": range(6)})
    team.code("bea", {"life": range(3)})
    denied = [
        coding(team.accounts[n], 10, 30, team.bodies[n], id=f"d{n}", coder="bea", code="life", codebook="leaving", round="blind",
               stance=Stance.DENIES) for n in range(3, 6)
    ]  # fmt: skip
    team.study.store.decide("bea", denied)
    team.open("blind")
    found = row(team.measure(), "life")
    assert found.get("percent").value == pytest.approx(9 / 12)
    assert found.used == 6


@pytest.mark.parametrize("coder", ["anna", "lea", "owner"])
def test_blind_rounds_are_left_out_for_everybody(team, coder):
    """Before the lead opens a round nobody's rows of it are compared, for whoever asks; the report says which and how many."""
    team.code("anna", {"life": range(6)})
    team.code("bea", {"life": range(5)})
    report = team.measure(coder)
    assert report.rows == ()
    assert report.closed == ("blind", "later")
    assert report.hidden["coding"] == 11
    assert "Not open yet, so not compared: blind, later" in " ".join(report.lines())
    assert "bea" not in str(report.as_json()["rows"])
    team.open("blind")
    assert row(team.measure(coder), "life").n == 12


def test_a_closed_round_asked_for_by_name_stays_closed(team):
    """`--round` opens nothing; an unknown round is named with the nearest."""
    team.code("anna", {"life": range(6)}, round_="later")
    team.code("bea", {"life": range(6)}, round_="later")
    report = team.measure(round="later")
    assert report.rows == ()
    assert "in round later" in report.lines()[0]
    with pytest.raises(UnknownReference, match="blind"):
        team.measure(round="blnd")


def test_one_coder(team):
    """With one coder everything is undefined and says why; nothing is 1 or 0."""
    team.code("anna", {"life": range(6)})
    team.open("blind")
    report = team.measure()
    assert "Only one coder" in report.lines()[1]
    for item in report.rows:
        for estimate in item.estimates:
            assert (estimate.value, estimate.undefined) == (None, "only one coder")


def test_no_overlap(team):
    """Two coders who completed different units have nothing in common to agree on."""
    team.code("anna", {"life": range(6)}, units=range(6))
    team.code("bea", {"life": range(6, 12)}, units=range(6, 12))
    team.open("blind")
    report = team.measure()
    assert {estimate.undefined for item in report.rows for estimate in item.estimates} == {"no unit in common"}
    assert "undefined: no unit in common" in "\n".join(report.lines())


def test_no_variation(team):
    """A code that nobody (or everybody everywhere) used is undefined, at every level, never 1.0 or 0.0; percent says 100 %."""
    team.code("anna", {"fear": range(12), "brutality": [1, 2, 3]})
    team.code("bea", {"fear": range(12), "brutality": [1, 2, 4]})
    team.open("blind")
    report = team.measure()
    for name in ("life", "fear"):
        found = row(report, name)
        assert (found.main.value, found.main.undefined) == (None, "no variation")
        assert found.get("percent").value == 1
    assert row(report, "life", level="passage").main.undefined == "no variation"
    assert value(report, kind="all") == value(report, "brutality")


def test_no_disagreement_has_no_interval_but_a_bound(team):
    """Alpha 1.00 without a disagreement says how many units may differ all the same."""
    team.code("anna", {"life": range(6)})
    team.code("bea", {"life": range(6)})
    team.open("blind")
    report = team.measure()
    alpha = row(report, "life").main
    assert (alpha.value, alpha.low, alpha.below) == (1.0, None, ())
    line = next(line for line in report.lines() if line.strip().startswith("life"))
    assert "up to 22 % may differ" in line  # 1 - .05 ** (1 / 12)


def test_rare_codes_are_marked(team):
    """A code in which fewer than five units depart from the usual answer is marked as too rare to say; others are not."""
    team.code("anna", {"life": range(6), "fear": [0, 1]})
    team.code("bea", {"life": range(1, 7), "fear": [0, 2]})
    team.open("blind")
    report = team.measure()
    assert "rare" in row(report, "fear").notes
    assert "rare" not in row(report, "life").notes
    assert any(line.startswith("  fear *") for line in report.lines())


def test_a_coder_who_leaves(team):
    """Rows of somebody who is not in study.yaml any more still count, under their name, and the report says so."""
    team.code("anna", {"life": range(6)})
    team.code("bea", {"life": range(6)}, units=range(7))
    team.code("cem", {"life": range(5)}, units=range(5, 12))
    team.open("blind")
    team.names = ["anna", "cem"]
    team.protocol()
    team.study.adopt()
    report = team.measure()
    assert report.coders == ("anna", "cem", "bea")
    assert report.remarks["left"] == ["bea"]
    assert row(report, "life", readers=("anna", "cem", "bea")).n == 12
    assert row(report, "life", readers=("anna", "bea")).n == 7
    assert row(report, "life", readers=("cem", "bea")).n == 2
    assert any("Not in study.yaml any more" in line for line in report.lines())


def test_three_coders_have_pairs(team):
    """Beside the row of all three stands one for each pair, with Cohen's kappa; the three have Conger's."""
    for coder, last in (("anna", 6), ("bea", 7), ("cem", 8)):
        team.code(coder, {"life": range(last)})
    team.open("blind")
    report = team.measure()
    assert {item.readers for item in report.rows if item.name == "life" and item.level == "case"} == {
        ("anna", "bea", "cem"), ("anna", "bea"), ("anna", "cem"), ("bea", "cem"),
    }  # fmt: skip
    assert row(report, "life").get("cohen") is not None
    three = row(report, "life", readers=("anna", "bea", "cem"))
    assert three.get("conger") is not None
    assert three.get("cohen") is None
    assert "anna - cem" in "\n".join(report.lines())


def test_layers_are_counted_and_compared_apart(team):
    """Consensus and adjudication are counted beside the coders and compared with each, and enter no coder's alpha."""
    team.code("anna", {"life": range(6)})
    team.code("bea", {"life": range(1, 7)})
    team.open("blind")
    before = value(team.measure(), "life")
    team.code("lea", {"life": [0]}, units=[0, 6], layer=Layer.ADJUDICATED)
    report = team.measure(layers=True)
    assert value(report, "life") == before
    counts = {count.reader: (count.used, count.n) for count in row(report, "life").counts}
    assert counts == {"anna": (6, 12), "bea": (6, 12), "adjudicated": (1, 2)}
    assert row(report, "life", readers=("anna", "adjudicated")).get("percent").value == 1
    assert row(report, "life", readers=("bea", "adjudicated")).get("percent").value == 0
    assert any("1/2" in line for line in report.lines())


def test_a_redefined_code_is_compared_in_its_present_sense_alone(team):
    """After a new definition, units completed in the old sense do not count for that code, and still do for the others."""
    for coder in ("anna", "bea"):
        team.code(coder, {"life": range(6), "fear": range(5)})
    team.open("blind")
    team.protocol(version=2, definition="Harsh life and nothing else.")
    team.study.adopt()
    report = team.measure()
    assert row(report, "life").n == 0
    assert row(report, "fear").n == 12
    for coder in ("anna", "bea"):
        team.code(coder, {"life": range(3)}, units=range(8), round_="later", version=2)
    team.open("later")
    report = team.measure()
    assert (row(report, "life").n, row(report, "life").used) == (8, 3)
    assert row(report, "fear").n == 12


def test_the_latest_round_of_a_coder_holds(team):
    """Of somebody who completed a unit twice the later round counts alone; `round` shows the earlier one."""
    team.code("anna", {"life": range(6)})
    team.code("bea", {"life": range(6, 12)})
    for coder in ("anna", "bea"):
        team.code(coder, {"life": [0, 1, 2]}, round_="later")
    team.open("blind", "later")
    assert value(team.measure(), "life") == 1
    assert value(team.measure(round="blind"), "life") < 0


def test_what_was_not_blind_is_said(team):
    """Units completed in a round that is not blind are compared, and the report says how many."""
    for coder in ("anna", "bea"):
        team.code(coder, {"life": range(3)}, units=range(8), round_="practice")
    report = team.measure()
    assert row(report, "life").n == 8
    assert report.remarks["outside_blind"] == 8
    assert any("outside a blind round" in line for line in report.lines())


def test_variables_by_the_scale_of_their_type(team):
    """Categories nominal, choices as sets, numbers and dates as intervals among those given, and apart from that whether they were."""
    ages = {n: str(20 + n) for n in range(10)}
    team.answer(
        "anna", {"age": ages, "grade": dict.fromkeys(range(6), "low"), "how": {0: "paid;disguised"}, "spoke": {0: "2015", 1: "2016-03"}}
    )
    team.answer("bea", {"age": {**ages, 0: "21", 9: Missing.NOT_STATED}, "grade": dict.fromkeys(range(7), "low"), "how": {0: "paid"},
                        "spoke": {0: "2015-07", 1: "2016-03"}})  # fmt: skip
    team.open("blind")
    report = team.measure()
    age = row(report, "age", kind="variable")
    assert (age.metric, age.n) == ("interval", 9)
    assert 0.9 < age.main.value < 1
    stated = row(report, "age", kind="stated")
    assert (stated.n, stated.get("percent").value) == (12, pytest.approx(11 / 12))
    assert row(report, "spoke", kind="variable").main.value == pytest.approx(0.99, abs=0.02)
    grade = row(report, "grade", kind="variable")
    assert (grade.metric, grade.get("percent").value) == ("nominal", pytest.approx(11 / 12))
    assert row(report, "how", kind="variable").metric == "jaccard"
    assert report.remarks["free_text"] == ["notes"]
    assert row(report, "person", kind="all").n == 12


def test_two_answers_of_one_coder_are_unclear(team):
    """Conflicting answers of one coder are `unclear`, not either of them."""
    team.answer("anna", {"grade": {0: ["low", "high"], **dict.fromkeys(range(1, 6), "low")}})
    team.answer("bea", {"grade": {0: "low", **dict.fromkeys(range(1, 6), "low")}})
    team.open("blind")
    assert row(team.measure(), "grade", kind="variable").get("percent").value == pytest.approx(11 / 12)


def test_other_scales_are_asked_for_by_name(team):
    """A variable can be measured on another scale of its type; what does not suit it is refused with what does."""
    team.answer("anna", {"grade": {0: "low", 1: "middle", 2: "high", 3: "low"}, "age": {0: "20", 1: "30"}})
    team.answer("bea", {"grade": {0: "low", 1: "high", 2: "high", 3: "middle"}, "age": {0: "21", 1: "30"}})
    team.open("blind")
    report = team.measure(scales=scales(["grade=ordinal", "age=ratio"]))
    found = row(report, "grade", kind="variable")
    assert (found.metric, found.n) == ("ordinal", 4)
    assert found.get("ac2") is not None
    assert row(report, "age", kind="variable").metric == "ratio"
    with pytest.raises(UsageError, match="cannot be measured"):
        team.measure(scales={"grade": "ratio"})
    with pytest.raises(UnknownReference, match="grade"):
        team.measure(scales={"grde": "ordinal"})
    with pytest.raises(UsageError, match="no scale"):
        scales(["grade"])


def test_ten_thousand_codings_on_one_passage(team):
    """One coder marks the same passage ten thousand times: it is one unit, and the report comes as fast as ever."""
    many = [
        coding(team.accounts[0], 10 + n % 3, 40, team.bodies[0], id=f"x{n}", coder="anna", code="life", codebook="leaving", round="blind")
        for n in range(10_000)
    ]
    team.study.store.decide("anna", many)
    team.code("anna", {})
    team.code("bea", {"life": {0: (10, 40), 1: (5, 9)}})
    team.open("blind")
    report = team.measure()
    found = row(report, "life", level="passage")
    # 30 of 34 characters in common, and one unit of 30 against units of 30 and 4
    assert 0.8 < found.main.value < 1
    assert {count.reader: count.used for count in row(report, "life").counts} == {"anna": 1, "bea": 2}


def test_codings_in_another_edition_are_left_out_by_passage_and_said(team):
    """A passage of another text than the main one has no place in it: it counts by case, not by passage, and the report says so."""
    team.code("anna", {"life": range(6)})
    team.code("bea", {"life": range(6)})
    other = coding(
        team.accounts[7], 0, 5, team.bodies[7], id="o", coder="anna", code="life", codebook="leaving", round="blind", edition="e"
    )
    team.study.store.decide("anna", [other])
    team.open("blind")
    report = team.measure()
    assert row(report, "life").used == 7
    assert row(report, "life", level="passage").used == 6
    assert any("1 codings in another edition" in line for line in report.lines())


def test_the_same_state_is_measured_once_and_comes_out_the_same(team):
    """What `run` measures is kept as a run and read again while nothing changes; own settings are measured and not kept."""
    team.code("anna", {"life": range(6)})
    team.code("bea", {"life": range(1, 7)})
    team.open("blind")
    first = team.measure(usual=True)
    with team.study.read_as_machine() as view:
        run = view.run("agreement")
    assert measure_agreement(team.study).rows == first.rows
    measure_agreement(team.study, Asked(replicates=100))
    with team.study.read_as_machine() as view:
        assert view.run("agreement").id == run.id
    team.code("bea", {"fear": [0]}, done=False)
    with team.study.read_as_machine() as view:
        assert view.run("agreement") is None
    assert measure_agreement(team.study).rows != first.rows


def test_only_one_thing_is_spelled_out_when_asked(team):
    """`only` narrows the words to a codebook, the form, a code or a variable; what was not compared is named with the nearest."""
    team.code("anna", {"life": range(6), "fear": range(4)})
    team.code("bea", {"life": range(1, 7), "fear": range(5)})
    team.open("blind")
    said = "\n".join(team.measure(only="leaving:fear").lines())
    assert "  fear" in said
    assert "  life" not in said
    assert "Over all" not in said
    assert "  life" in "\n".join(team.measure(only="leaving").lines())
    with pytest.raises(UnknownReference, match="fear"):
        team.measure(only="faer")


def test_rows_are_kept_whole(team):
    """A row read back from its finding is the row that was measured."""
    team.code("anna", {"life": range(6)})
    team.code("bea", {"life": range(1, 7)})
    team.open("blind")
    rows = team.measure(usual=True).rows
    assert from_findings([as_finding(item, "s") for item in rows]) == list(rows)


def test_stale_cases_are_refused(team):
    """Without cases in force nothing is compared by guess."""
    with pytest.raises(StaleResults, match="not up to date"):
        measure_agreement(team.study)


@pytest.mark.parametrize("asked", [{"level": "chapter"}, {"replicates": 3}, {"replicates": 10**9}])
def test_what_cannot_be_asked_for(team, asked):
    """Levels and numbers of replicates that make no sense are a usage error."""
    with pytest.raises(UsageError):
        measure_agreement(team.study, Asked(**asked))


def test_withdrawn_accounts_take_their_part_along(team):
    """After a withdrawal the kept rows are gone and the next measurement is without the account."""
    team.code("anna", {"life": range(6)})
    team.code("bea", {"life": range(1, 7)})
    team.open("blind")
    assert row(team.measure(usual=True), "life").n == 12
    from testimonia.study import withdraw

    withdraw(team.study, team.accounts[0].id, "asked by the person")
    assert row(team.measure(usual=True), "life").n == 11


@pytest.mark.parametrize("level", ["case", "account", "passage", "all"])
@pytest.mark.parametrize("details", [False, True])
def test_the_report_fits_a_terminal(team, level, details):
    """No line is wider than 80 columns at any level, and every coefficient shown is explained with formula and source."""
    for coder, last in (("anna", 6), ("bea", 7), ("cem", 8)):
        team.code(coder, {"life": range(last), "brutality": [0, 1], "fear": [last]})
        team.answer(coder, {"age": {n: str(20 + n) for n in range(last)}})
    team.open("blind")
    lines = team.measure(level=level, details=details, layers=True).lines()
    assert max(map(len, lines)) <= 80
    said = " ".join(" ".join(lines).split())
    assert "Krippendorff 2019" in said
    assert ("Gwet 2008" in said) == (level != "passage")
    assert ("Conger 1980" in said) == (details and level != "passage")


def test_drift_needs_units_that_can_be_put_in_order(tmp_path):
    """Stretches of time are compared where completions came one after another, and not where all came at one moment."""
    from testimonia.stages.code.method.agreement.codes import Sheet, over_time
    from testimonia.stages.code.method.agreement.settings import AgreementParams

    anna = ["affirms", "absent"] * 10
    bea = [*anna[:10], *anna[11:], "absent"]  # apart in the second half alone
    sheet = Sheet(
        level="case", book="b", codes=("c",), units=tuple(f"u{n:02}" for n in range(20)), coders=("anna", "bea"), others=(),
        cells={"c": [list(anna), list(bea)]},
    )  # fmt: skip
    params = AgreementParams(replicates=300)
    first, last, change = over_time(sheet, lambda unit: f"2026-01-{int(unit[1:]) + 1:02}", params)
    assert (first.main.value, last.main.value < 0) == (1.0, True)
    assert first.name == "1 of 2: 2026-01-01 to 2026-01-10"
    assert change.main.value == pytest.approx(last.main.value - 1)
    assert change.main.low <= change.main.value <= change.main.high < 0
    assert over_time(sheet, lambda _: "2026-01-01", params) == []
    lines = AgreementReport(rows=(first, last, change)).lines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("  last less first") for line in lines)


def test_a_suggester_is_compared_with_each_coder_and_mixed_into_nothing():
    """Suggestions stand in pairs with people on units of blind rounds, and change no number of the coders'."""
    from testimonia.domain.results import Case, Suggestion
    from testimonia.domain.vocabulary import CaseKind
    from testimonia.protocol import parse_protocol
    from testimonia.stages.code.method.agreement.material import Material
    from testimonia.stages.code.method.agreement.settings import AgreementParams
    from testimonia.stages.code.method.agreement.tables import all_rows

    coders = "  - {id: anna, role: coder}\n  - {id: bea, role: coder}\n"
    protocol = parse_protocol(STUDY.format(coders=coders), {"leaving.yaml": BOOK.format(version=1, definition="Harsh life.")})
    names = [f"a{n}" for n in range(8)]
    rounds = {name: "blind" if n < 6 else "practice" for n, name in enumerate(names)}
    from testimonia.domain.decisions import Coding

    def mark(coder, account):
        name = f"{coder}{account}"
        return Coding(id=name, account=account, edition="e", codebook="leaving", code="life", codebook_version=1, coder=coder,
                      round=rounds[account], start=0, end=5, quote="Words")  # fmt: skip

    material = Material(
        protocol=protocol,
        books={("leaving", 1): protocol.codebook("leaving")},
        cases=[Case(id=f"c{n}", kind=CaseKind.PERSON, label="x", mentions=(), accounts=(name,)) for n, name in enumerate(names)],
        codings=[mark("anna", name) for name in names[:4]] + [mark("bea", name) for name in names[:3]],
        completions=[
            Completion(account=name, codebook="leaving", coder=who, round=rounds[name]) for name in names for who in ("anna", "bea")
        ],
        texts=dict.fromkeys(names, ("e", 100)),
    )
    params = AgreementParams(replicates=100)
    found = [
        Suggestion(id=f"s{n}", account=names[n], kind="code", target="", value="leaving:life", method="rules", version="1")
        for n in (0, 1, 7)
    ]
    without = all_rows(material, params).rows
    with_machine = all_rows(
        Material(**{name: getattr(material, name) for name in Material.__slots__} | {"suggestions": found}), params
    ).rows
    assert [
        item for item in with_machine if "machine rules" not in item.readers and not any(c.reader == "machine rules" for c in item.counts)
    ] == [item for item in without if not (item.level == "account" and item.kind == "code")]
    pair = [item for item in with_machine if item.readers == ("anna", "machine rules") and item.name == "life"]
    assert [(item.level, item.n, item.used) for item in pair] == [("account", 6, 4)]  # not the two units outside the blind round
    assert pair[0].get("percent").value == pytest.approx(4 / 6)
    people = [next(item for item in rows if item.level == "account" and item.name == "life") for rows in (without, with_machine)]
    assert people[0].estimates == people[1].estimates
