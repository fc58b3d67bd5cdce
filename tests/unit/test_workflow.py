"""The order of the stages: run, status, demo."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from support.studies import make_study, mention, put_account, reopen
from testimonia.domain.decisions import Completion, Screening
from testimonia.domain.vocabulary import Layer, MentionStatus, ScreeningDecision, Shelf
from testimonia.errors import NotPermitted, ProtocolError, StaleResults, StudyBusy, StudyExists
from testimonia.stages.resolve import resolve
from testimonia.stages.trace import trace
from testimonia.study import Study, export, open_study
from testimonia.workflow import Engines, demo, run, status

TEAM = """
coders:
  - owner
  - {id: mara, role: lead}
  - {id: anna, role: coder}
  - {id: ben, role: coder}
"""
PEOPLE = 35
STORY = " ".join(f"word{n}" for n in range(80))


@pytest.fixture
def study(tmp_path) -> Study:
    """A study of the founding template with a team and three accounts, the second a copy of the first."""
    made = make_study(tmp_path / "s")
    path = tmp_path / "s" / "study.yaml"
    kept, skipping = [], False
    for line in path.read_text(encoding="utf-8").splitlines():
        skipping = line.startswith("coders:") or (skipping and (not line or line[0] in " #-"))
        kept += [] if skipping else [line]
    path.write_text("\n".join(kept) + TEAM, encoding="utf-8")
    made.adopt()
    put_account(made, "a.txt", f"He left in spring. {STORY}", published="2020-01-01")
    put_account(made, "b.txt", f"He left in spring. {STORY} More.", published="2021-01-01")
    put_account(made, "c.txt", "She left in autumn. " + " ".join(f"other{n}" for n in range(80)))
    yield made
    made.close()


def accounts(study: Study) -> dict[str, str]:
    """Ids by origin."""
    from testimonia.domain.evidence import Account

    with study.read() as view:
        return {account.origin: account.id for account in view.records(Account)}


def screened(account: str, who: str, decision: str = "include", **more) -> Screening:
    """A decision in the template's blind round."""
    values = {"account": account, "screener": who, "round": "screening-1", "shelf": Shelf.TESTIMONY, **more}
    return Screening(decision=ScreeningDecision(decision), **values)


def waiting(study: Study) -> dict[str, int]:
    """What waits for whom: count by who and what."""
    return {f"{' '.join(item.who)}: {item.what}": item.count for item in status(study).waiting}


# --- run


def test_run_does_all_that_needs_no_person_and_says_what_each_stage_said(study):
    """After a run nothing is stale, and its report holds the reports of trace, suggest, resolve, analyse and agreement in that order."""
    assert status(study).stale == ("trace", "translations", "lineage", "suggest", "learned", "resolve", "analyse", "retelling", "agreement")
    report = run(study)
    assert list(report.stages) == ["trace", "suggest", "resolve", "analyse", "agreement"]
    assert report.as_json()["trace"]["families"] == 2
    assert status(study).stale == ()


def test_run_skips_what_is_in_force(study):
    """A second run computes nothing again and keeps no new run."""
    run(study)
    before = runs(study)
    again = run(study)
    assert runs(study) == before
    assert again.as_json()["trace"]["fresh"] == []
    assert again.as_json()["analyse"]["fresh"] is False


def runs(study: Study) -> int:
    with study.store.read() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM runs").scalar()


def test_run_adopts_a_changed_protocol_first(study):
    """What the owner runs, runs under study.yaml as it lies there."""
    path = study.folder / "study.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("join_family_containment: 0.80", "join_family_containment: 0.999"), encoding="utf-8"
    )
    report = run(study)
    assert study.protocol.acceptance.join_family_containment == 0.999
    assert study.notices[-1] == "study.yaml or a codebook changed: adopted by owner."
    assert report.as_json()["trace"]["families"] == 2


def test_a_coder_runs_under_the_protocol_in_force(study):
    """Somebody who does not lead adopts nothing, is told so, and the run is done."""
    path = study.folder / "study.yaml"
    path.write_text(
        path.read_text(encoding="utf-8") + "\n# a remark\nrelease: {k: 7}\n", encoding="utf-8"
    ) if "release:" not in path.read_text(encoding="utf-8") else path.write_text(
        path.read_text(encoding="utf-8").replace("k: 5", "k: 7"), encoding="utf-8"
    )
    with open_study(study.folder, coder="anna") as anna:
        run(anna)
        assert anna.protocol.release.k == 5
        assert "has changed" in anna.notices[0]
        with pytest.raises(NotPermitted):
            anna.adopt()


def test_run_refuses_a_protocol_that_cannot_be_used(study):
    """A slip in study.yaml stops the owner's run before anything is computed."""
    path = study.folder / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("study:", "studdy:", 1), encoding="utf-8")
    with pytest.raises(ProtocolError, match="studdy"):
        run(study)
    assert runs(study) == 0


def test_engines_are_injected(study):
    """A door may put another way of doing a stage in its place."""
    asked = []

    def slow_trace(study, progress):
        asked.append("trace")
        return trace(study, progress=progress)

    run(study, engines=replace(Engines(), trace=slow_trace))
    assert asked == ["trace"]


def test_a_decision_between_two_stages_makes_run_go_round_again(study):
    """StaleResults from a later stage means that somebody decided meanwhile: run starts again, and gives up in words after five."""
    times = []

    def interrupted(study, progress):
        times.append(1)
        if len(times) < 3:
            raise StaleResults("changed", "again")
        return Engines().resolve(study, progress)

    run(study, engines=replace(Engines(), resolve=interrupted))
    assert len(times) == 3

    def never(study, progress):
        raise StaleResults("changed", "again")

    with pytest.raises(StudyBusy):
        run(study, engines=replace(Engines(), resolve=never))


# --- status


def test_an_empty_study_says_how_to_begin(tmp_path):
    """Nothing is stale and nothing waits where there is nothing; the way on is named."""
    with make_study(tmp_path / "s") as empty:
        report = status(empty)
        assert (report.stale, report.waiting) == ((), ())
        assert "testimonia collect" in "\n".join(report.lines())


def test_screening_waits_for_each_screener_of_the_round(study):
    """A copy waits for nobody; what somebody has decided waits for them no more; others do not see what, only a lead sees who."""
    run(study)
    names = accounts(study)
    assert waiting(study) == {
        "anna: {n} accounts to screen in round screening-1": 2,
        "ben: {n} accounts to screen in round screening-1": 2,
    }
    with open_study(study.folder, coder="anna") as anna:
        anna.decide([screened(names["a.txt"], "anna"), screened(names["c.txt"], "anna", "exclude")])
        assert waiting(anna) == {}
        assert status(anna).shelves == {"testimony": {"exclude": 1, "include": 1}}
    assert waiting(study) == {
        "ben: {n} accounts to screen in round screening-1": 2,
        "mara: open round screening-1 when everybody has finished; until then nothing of it counts": 1,
    }
    with open_study(study.folder, coder="ben") as ben:
        report = status(ben)
        assert report.shelves == {"testimony": {"unscreened": 2}}
        assert report.hidden == {"screening": 2}
        assert [entry.finished for entry in report.rounds if entry.id == "screening-1"] == [{}]
        assert waiting(ben) == {"ben: {n} accounts to screen in round screening-1": 2}


def test_after_the_opening_disagreement_waits_for_the_lead(study):
    """Two minds on one account are counted once, and the included one asks for its people."""
    run(study)
    names = accounts(study)
    from testimonia.domain.decisions import RoundOpening

    for who, said in (("anna", "include"), ("ben", "exclude")):
        with open_study(study.folder, coder=who) as member:
            member.decide([screened(names["a.txt"], who, said), screened(names["c.txt"], who)])
    study.decide([RoundOpening(round="screening-1")])
    assert waiting(study) == {
        "mara: {n} accounts on which screeners disagree or are unsure": 1,
        "mara: {n} included accounts whose people are to be entered": 1,
    }
    assert status(study).shelves == {"testimony": {"conflict": 1, "include": 1}}


def test_coding_waits_for_each_coder(study):
    """Every eligible person waits for each coder and each codebook of the plan, until that coder has finished it."""
    names = accounts(study)
    study.decide(
        [
            Screening(
                account=names["c.txt"], screener="owner", shelf=Shelf.TESTIMONY, decision=ScreeningDecision.INCLUDE, layer=Layer.ADJUDICATED
            ),
            replace(mention_of(study, names["c.txt"]), status=MentionStatus.ELIGIBLE),
        ]
    )
    run(study)
    assert status(study).cases == {"person": 1}
    books = {what for what in waiting(study) if what.startswith("anna: {n} cases")}
    assert "anna: {n} cases to code with icsr-2015 in round coding-1" in books
    with open_study(study.folder, coder="anna") as anna:
        anna.decide([Completion(account=names["c.txt"], codebook="icsr-2015", coder="anna", round="coding-1")])
    left = waiting(study)
    assert "anna: {n} cases to code with icsr-2015 in round coding-1" not in left
    assert left["ben: {n} cases to code with icsr-2015 in round coding-1"] == 1
    assert any("open round coding-1" in what for what in left)


def mention_of(study: Study, account: str):
    """A person of an account."""
    with study.read() as view:
        return mention(view.account(account), "m1")


def test_status_sees_what_became_stale(study):
    """A decision after a run makes the stages that read it stale, and those that build on them."""
    run(study)
    study.decide([mention_of(study, accounts(study)["c.txt"])])
    report = status(study)
    assert report.stale == ("resolve", "analyse", "agreement")
    assert (report.cases, report.findings) == (None, None)
    assert report.families == 2


def test_status_changes_nothing_and_works_on_a_read_only_folder(study):
    """Looking leaves every byte of the database as it was."""
    run(study)
    study = reopen(study)
    before = runs(study)
    assert status(study).lines() == status(study).lines()
    assert runs(study) == before
    study.close()


def test_the_report_is_json(study):
    """as_json holds nothing that json cannot write."""
    run(study)
    assert json.loads(json.dumps(status(study).as_json()))["accounts"] == {"ok": 3}
    assert json.loads(json.dumps(run(study).as_json()))


# --- demo


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> tuple[Path, list[str]]:
    """The demo study, made once, and what it said."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    return folder, demo(folder).lines()


@pytest.fixture
def made(told) -> Path:
    """The folder of the demo study."""
    return told[0]


def tables(folder: Path, out: Path) -> dict[str, bytes]:
    """The exported tables of a study."""
    with open_study(folder) as study:
        export(study, out)
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def test_the_demo_tells_the_whole_story(made):
    """Eighty-four accounts become thirty-five people, findings and two releases, and nothing is out of date."""
    with open_study(made) as study:
        report = status(study)
    assert report.accounts == {"ok": 84}
    assert report.cases == {"person": 35, "response": 5}
    assert report.findings > 80
    assert report.stale == ()
    assert (made / "releases" / "internal" / "report.html").is_file()
    assert (made / "releases" / "public" / "report.html").is_file()


def test_the_demos_people_are_within_their_interval(made):
    """The thirty-five people whom the team told apart lie between the bounds that names and claims leave, and these are no wider than five."""
    with open_study(made) as study:
        report = resolve(study)
    assert report.cases["person"] == PEOPLE
    assert report.people is not None
    assert report.people[0] <= PEOPLE <= report.people[1] <= report.people[0] + 5


def test_the_demo_is_fictional_and_says_so(told):
    """Title, report and what is printed all say that nothing of it is real."""
    assert "fictional" in (told[0] / "releases" / "public" / "report.html").read_text(encoding="utf-8")
    assert any("fictional" in line for line in told[1])


def test_the_demo_says_what_the_program_found_by_itself(told):
    """Stories and relations found before any decision are told apart from what the team decided."""
    said = " ".join(told[1])
    stories, relations = map(
        int, re.search(r"By itself, the program found (\d+) stories behind the accounts, and (\d+) relations", said).groups()
    )
    assert 50 < stories < 84
    assert relations > 15


def test_the_demo_is_the_same_every_time(made, tmp_path, monkeypatch):
    """A demo made anew over a copy of an earlier one, at another time, exports the same bytes and prints the same reports."""
    shutil.copytree(made, tmp_path / "again")
    (tmp_path / "again" / "leftover").touch()
    demo(tmp_path / "again")
    assert not (tmp_path / "again" / "leftover").exists()
    one, two = tables(made, tmp_path / "one"), tables(tmp_path / "again", tmp_path / "two")
    assert {name for name in one if one[name] != two[name]} == set()
    for profile in ("internal", "public"):
        report = f"releases/{profile}/report.html"
        assert (made / report).read_bytes() == (tmp_path / "again" / report).read_bytes()


def test_the_demo_begins_when_it_is_told_to(tmp_path, monkeypatch):
    """SOURCE_DATE_EPOCH sets the day on which the story begins."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    demo(tmp_path / "later")
    first = json.loads(tables(tmp_path / "later", tmp_path / "out")["log.jsonl"].splitlines()[0])
    assert first["at"].startswith("2025-06-15T15:06")


def test_each_decision_is_by_who_took_it_and_when(made, tmp_path):
    """The replay keeps the order's people and days."""
    log = [json.loads(line) for line in tables(made, tmp_path / "out")["log.jsonl"].splitlines()]
    assert {row["by"] for row in log} == {"owner", "mira", "ada", "ben"}
    assert min(row["at"] for row in log if row["by"] == "ben") >= "2023-03-08"
    assert [row["at"] for row in log] == sorted(row["at"] for row in log)


def test_nothing_but_an_earlier_demo_is_replaced(tmp_path):
    """A folder that is no demo of ours is never removed."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "study.yaml").write_text("study: {title: t, question: q}\n", encoding="utf-8")
    with pytest.raises(StudyExists):
        demo(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["study.yaml"]
