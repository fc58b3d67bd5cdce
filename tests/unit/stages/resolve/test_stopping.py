"""While verdicts contradict one another nobody is told to stop: the list says which they are, whose, and how to settle it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.namesakes import namesakes
from testimonia.domain.decisions import Claim, Mention
from testimonia.stages.resolve import judge_pair, read_pair, resolve, waiting_pairs
from testimonia.stages.resolve.reviewing_report import PairsReport
from testimonia.study import open_study
from testimonia.workflow import status

TEAM = """study: {title: T, question: Q?}
coders:
  - {id: mira, role: lead}
  - {id: ada, role: coder}
  - {id: ben, role: coder}
"""
NAMES = ("Abu Zubayr", "Abou Zoubeir", "Abu Zubair")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three accounts of one Abu Zubayr, perhaps."""
    return namesakes(tmp_path / "study", TEAM, NAMES)


def say(folder: Path, *verdicts: tuple[str, str, str, str], settle: bool = False) -> None:
    """Give verdicts (who, a, b, what), and resolve."""
    for coder, a, b, verdict in verdicts:
        with open_study(folder, coder=coder) as study:
            judge_pair(study, a, b, verdict, settle=settle)
    with open_study(folder) as study:
        resolve(study)


def pairs(folder: Path, coder: str) -> PairsReport:
    with open_study(folder, coder=coder) as study:
        return waiting_pairs(study)


CONTRADICTING = (("ada", "m0", "m1", "same"), ("ada", "m1", "m2", "same"), ("ben", "m0", "m2", "different"))


def test_nobody_is_told_to_stop_while_verdicts_contradict_one_another(folder: Path) -> None:
    """Every pair is decided and yet three verdicts cannot all hold: the list says to go on, which they are, whose, and what to do; settled so, it says stop."""
    say(folder, *CONTRADICTING)
    told = pairs(folder, "mira")
    rule = told.progress.stopping
    assert (rule.open, rule.second, rule.disputed, rule.contradicting, rule.may) == (0, 0, 0, 1, False)
    lines = [line.strip() for line in told.lines()]
    assert not any(line.startswith("You may stop") for line in lines)
    at = next(n for n, line in enumerate(lines) if line.startswith("verdicts contradict one another"))
    assert lines[at + 1 : at + 4] == [
        "m1 (Abou Zoubeir)  m2 (Abu Zubair): same (ada)",
        "m0 (Abu Zubayr)  m1 (Abou Zoubeir): same (ada)",
        "m0 (Abu Zubayr)  m2 (Abu Zubair): different (ben)",
    ]
    assert "--settle" in " ".join(lines[at + 4 :])
    found = told.as_json()["progress"]
    assert not found["may_stop"]
    assert [(said["a"], said["b"], said["decision"]) for said in found["contradictions"]["told"][0]["verdicts"]] == [
        ("m1", "m2", "same"), ("m0", "m1", "same"), ("m0", "m2", "different"),
    ]  # fmt: skip
    say(folder, ("mira", "m1", "m2", "different"))
    say(folder, ("mira", "m1", "m2", "different"), settle=True)
    assert any(line == "You may stop: no pair is open." for line in pairs(folder, "mira").lines())


def test_whoever_has_not_judged_a_pair_learns_only_that_something_contradicts(folder: Path) -> None:
    """A coder is told to go on as well, without a verdict on a pair that they have not judged."""
    say(folder, *CONTRADICTING)
    told = pairs(folder, "ben")
    assert not told.progress.stopping.may
    text = "\n".join(told.lines())
    assert "1 contradiction holds a verdict on a pair that you have not judged" in text
    assert "(ada)" not in text
    assert told.as_json()["progress"]["contradictions"] == {"told": [], "hidden": 1}


def test_resolving_tells_no_more_than_the_list(folder: Path) -> None:
    """Whoever brings the results up to date learns of no verdict that the list of pairs keeps from them; who leads learns of all."""
    say(folder, *CONTRADICTING)
    with open_study(folder, coder="ben") as study:
        report = resolve(study)
    said = "\n".join(report.lines())
    assert "1 contradiction holds a verdict on a pair that you have not judged; the owner or a lead sees what it is." in said
    assert "ada" not in said + str(report.as_json())
    assert (report.contradictions, report.withheld) == ((), 1)
    with open_study(folder, coder="mira") as study:
        report = resolve(study)
    assert (len(report.contradictions), report.withheld) == (1, 0)
    assert "(ada: the same, but m0 and m2 are held to be different (ben), m0 and m1 the same (ada))" in "\n".join(report.lines())


def test_a_ruling_and_the_way_back_from_it_are_named(folder: Path) -> None:
    """Where one of the verdicts is a ruling, the list says that whoever gave it takes it back."""
    say(folder, ("ada", "m0", "m1", "same"), ("ben", "m0", "m1", "different"))
    say(folder, ("mira", "m0", "m1", "same"), settle=True)
    say(folder, ("ada", "m1", "m2", "same"), ("ben", "m0", "m2", "different"))
    text = "\n".join(pairs(folder, "mira").lines())
    assert "m0 (Abu Zubayr)  m1 (Abou Zoubeir): same (mira, a ruling)" in text
    assert "A ruling is taken back in the log" in text


def test_what_contradicts_waits_for_those_who_lead(folder: Path) -> None:
    """Status names it, for one in the singular; settled, it waits for nobody."""
    say(folder, *CONTRADICTING)
    with open_study(folder) as study:
        (item,) = [item for item in status(study).waiting if item.kind == "contradictions"]
    assert (item.who, item.count) == (("mira",), 1)
    assert item.line().startswith("mira: 1 verdict on a pair that contradicts others")
    say(folder, ("ada", "m1", "m2", "different"))
    with open_study(folder) as study:
        assert not [item for item in status(study).waiting if item.kind == "contradictions"]


@pytest.mark.parametrize(("variable", "one", "other"), [("sex", "male", "female"), ("origin", "XA", "XB")])
def test_a_verdict_holds_over_claims_that_speak_against_it(folder: Path, variable: str, one: str, other: str) -> None:
    """Two mentions that a reviewer holds to be one person stay one case whatever their sex or origin; the reviewer sees what spoke against it."""
    with open_study(folder) as study:
        with study.read() as view:
            mentions = {mention.id: mention for mention in view.records(Mention)}
        for name, value in (("m0", one), ("m1", other)):
            study.decide([Claim(id=f"c-{name}", account=mentions[name].account, mention=name, variable=variable, value=value)])
    say(folder, ("ada", "m0", "m1", "same"), ("ada", "m1", "m2", "different"), ("ada", "m0", "m2", "different"))
    with open_study(folder, coder="ada") as study:
        report = resolve(study)
        (against,) = [step for step in read_pair(study, "m0", "m1").weighed.weights if step.field == variable]
    assert (report.cases, report.contradictions, report.people) == ({"person": 2}, (), (2, 2))
    assert against.weight < 0


def test_one_of_a_thing_is_told_in_the_singular(folder: Path) -> None:
    """Neither the list nor the report speaks of "1 pairs"."""
    say(folder, ("ada", "m0", "m1", "same"), ("ada", "m0", "m2", "unclear"))
    told = pairs(folder, "mira")
    assert len(told.pairs) == 1
    assert told.lines()[0] == "1 pair that may be one person:"
    with open_study(folder) as study:
        text = "\n".join([*told.lines(), *resolve(study).lines()])
    assert "the pair that nobody decided is expected" in text
    for wrong in ("1 pairs", "1 mentions", "1 cases", "1 people", "1 verdicts", "1 other verdicts"):
        assert wrong not in text.replace("m1", "")
