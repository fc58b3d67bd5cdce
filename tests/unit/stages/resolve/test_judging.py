"""The verbs of reviewing pairs, from the list to a verdict."""

from __future__ import annotations

import pytest

from support.namesakes import namesakes
from testimonia import run
from testimonia.domain.decisions import LinkReview
from testimonia.domain.results import Link
from testimonia.errors import ImportRejected, InputError, NotPermitted, UsageError
from testimonia.stages.resolve import import_decisions, judge_pair, read_pair, resolve, waiting_pairs
from testimonia.study import export, open_study
from testimonia.study.undoing import undo
from testimonia.workflow import status

TEAM = "study: {title: T, question: Q?}\ncoders:\n  - {id: mira, role: lead}\n  - {id: ada, role: coder}\n"


@pytest.fixture
def folder(tmp_path):
    """Two accounts of one Abu Zubayr, perhaps."""
    return namesakes(tmp_path / "study", TEAM, ("Abu Zubayr", "Abou Zoubeir"))


def test_from_the_list_to_a_verdict(folder):
    """A pair waits, is read without weights, judged, and then shows how it was weighed; it waits no more."""
    with open_study(folder, coder="mira") as study:
        (pair,) = waiting_pairs(study).pairs
        assert {side[1] for side in pair} == {"Abu Zubayr", "Abou Zoubeir"}
        before = read_pair(study, "m0", "m1")
        assert before.weighed is None
        assert "[Abu Zubayr]" in "\n".join(before.lines())
        after = judge_pair(study, "m1", "m0", "same", "the rare name")
        assert after.row
        assert {one.field for one in after.weighed.weights} == {"names", "stories"}
        assert "You said: same (the rare name)" in after.lines()
        assert any(line.endswith("of these two by themselves") for line in after.lines())
        assert waiting_pairs(study).pairs == []
        assert judge_pair(study, "m0", "m1", "same", "the rare name").row is None
    with open_study(folder, coder="ada") as study:
        report = read_pair(study, "m0", "m1")
        assert "rare name" not in str(report.as_json())
        assert any("1 other verdict on" in line for line in report.lines())


def test_a_verdict_that_is_none_is_a_usage_error(folder):
    """The three verdicts are named."""
    with open_study(folder, coder="mira") as study, pytest.raises(UsageError, match="same, different or unclear"):
        judge_pair(study, "m0", "m1", "perhaps")


TWO = TEAM + "pairs: {double: 1}\n"


@pytest.fixture
def doubled(folder):
    """The same study; now two people judge every pair."""
    with open_study(folder) as study:
        (study.folder / "study.yaml").write_text(TWO, encoding="utf-8")
        study.adopt()
        run(study)
    return folder


def judged(folder, coder: str, verdict: str, *, settle: bool = False):
    with open_study(folder, coder=coder) as study:
        return judge_pair(study, "m0", "m1", verdict, "the canary", settle=settle)


def cases(folder) -> dict[str, int]:
    with open_study(folder) as study:
        return dict(resolve(study).cases)


def test_one_verdict_on_a_pair_of_the_sample_counts_for_nothing(doubled):
    """Of a pair that two people judge the first verdict joins nobody, and the report says whom it waits for; with the second it counts."""
    judged(doubled, "mira", "same")
    with open_study(doubled) as study:
        report = resolve(study)
    assert report.cases == {"person": 2}
    assert report.second == (("m0", "m1"),)
    assert any("second reviewer" in line for line in report.lines())
    judged(doubled, "ada", "same")
    assert cases(doubled) == {"person": 1}


def test_the_first_verdict_is_shown_at_no_door_before_the_second(doubled, tmp_path):
    """Neither pair, list, log, links nor export tell a second reviewer what the first one said; afterwards they do."""
    judged(doubled, "mira", "same")
    with open_study(doubled, coder="ada") as study:
        resolve(study)
        assert len(waiting_pairs(study).pairs) == 1
        assert "canary" not in str(read_pair(study, "m0", "m1").as_json())
        assert read_pair(study, "m0", "m1").weighed is None
        with study.read() as view:
            assert view.records(LinkReview) == []
            assert view.history(LinkReview) == []
            assert view.hidden() == {}
            assert [link.decision for link in view.outputs("resolve", Link)] == ["proposed"]
        export(study, tmp_path / "out", "jsonl")
        assert all("canary" not in file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir())
    with open_study(doubled, coder="mira") as study:
        assert waiting_pairs(study).pairs == []
        assert waiting_pairs(study).progress.stopping.second == 1
    after = judged(doubled, "ada", "unclear")
    assert any("mira said: same (the canary)" in line for line in after.lines())


def test_reviewers_who_differ_wait_for_the_one_who_leads(doubled):
    """Two verdicts that differ join nobody; no coder settles them, the lead does, and neither verdict can be changed any more."""
    judged(doubled, "mira", "same")
    judged(doubled, "ada", "different")
    assert cases(doubled) == {"person": 2}
    with pytest.raises(InputError, match="no longer be independent"):
        judged(doubled, "mira", "different")
    with pytest.raises(NotPermitted):
        judged(doubled, "ada", "same", settle=True)
    with open_study(doubled) as study:
        told = waiting_pairs(study)
        assert "the canary" in "\n".join(read_pair(study, "m0", "m1").lines())
    assert told.progress.disputed == (("m0", "m1"),)
    assert not told.progress.stopping.may
    assert any(line.endswith("--settle`):") for line in told.lines())
    assert any("m0" in line for line in told.lines())
    with open_study(doubled, coder="ada") as study:
        known = waiting_pairs(study)
    assert known.progress.disputed == ()
    assert any("1 pair on which reviewers differ" in line and line.endswith("--settle`)") for line in known.lines())
    assert not any("m0" in line for line in known.lines())
    judged(doubled, "owner", "same", settle=True)
    assert cases(doubled) == {"person": 1}
    with open_study(doubled) as study:
        told = waiting_pairs(study)
    assert told.progress.stopping.may
    assert told.progress.agreement.pairs == 1
    assert any(line.startswith("You may stop") for line in told.lines())
    with pytest.raises(InputError, match="Nothing is to be settled"):
        judged(doubled, "owner", "same", settle=True)


def test_a_verdict_given_blind_cannot_be_changed_by_another_door(doubled, tmp_path):
    """Once both verdicts are seen neither an imported file nor taking one back lets a reviewer decide again."""
    judged(doubled, "mira", "same")
    judged(doubled, "ada", "different")
    file = tmp_path / "links.jsonl"
    with open_study(doubled, coder="mira") as study:
        with study.read() as view:
            (row,) = [row for row in view.history(LinkReview) if row.by == "mira"]
        file.write_text('{"a": "m0", "b": "m1", "decision": "different", "by": "mira"}', encoding="utf-8")
        with pytest.raises(ImportRejected):
            import_decisions(study, file)
        with pytest.raises(NotPermitted, match="taken back"):
            undo(study, row.id)
        file.write_text('{"a": "m0", "b": "m1", "decision": "same", "by": "mira"}', encoding="utf-8")
        import_decisions(study, file)
        with study.read() as view:
            assert {(said.by, said.decision.value) for said in view.records(LinkReview)} == {("mira", "same"), ("ada", "different")}


def test_a_first_verdict_may_be_taken_back(doubled):
    """Nobody has seen it, and nobody's is seen."""
    judged(doubled, "mira", "same")
    with open_study(doubled, coder="mira") as study:
        with study.read() as view:
            (row,) = view.history(LinkReview)
        undo(study, row.id)
        with study.read() as view:
            assert view.records(LinkReview) == []


def waits_for(folder) -> dict[tuple[str, ...], int]:
    with open_study(folder) as study:
        resolve(study)
        return {item.who: item.count for item in status(study).waiting if item.kind == "links"}


def test_what_waits_is_told_to_whoever_can_do_it(doubled):
    """A new pair waits for the lead, a second verdict for the others, a difference for the lead, and what is settled for nobody."""
    assert waits_for(doubled) == {("mira",): 1}
    judged(doubled, "mira", "same")
    assert waits_for(doubled) == {("owner", "ada"): 1}
    judged(doubled, "ada", "different")
    assert waits_for(doubled) == {("mira",): 1}
    judged(doubled, "mira", "unclear", settle=True)
    assert waits_for(doubled) == {}


def test_a_pair_that_nobody_need_judge_twice_counts_at_once(folder):
    """Outside the sample one verdict is enough, and its reviewer may change it."""
    judged(folder, "mira", "same")
    assert cases(folder) == {"person": 1}
    judged(folder, "mira", "different")
    assert cases(folder) == {"person": 2}


def test_whether_to_stop_is_told_with_its_reason(folder):
    """While a likely pair is open the list says to go on and why; afterwards that one may stop, once results are up to date."""
    with open_study(folder, coder="mira") as study:
        before = waiting_pairs(study)
        assert any(line.startswith("Go on") for line in before.lines())
        assert before.progress.stopping.expected > before.progress.stopping.limit
        judge_pair(study, "m0", "m1", "same")
        assert any("before you stop" in line for line in waiting_pairs(study).lines())
        resolve(study)
        assert waiting_pairs(study).as_json()["progress"]["may_stop"]
