"""The verbs of reviewing pairs, from the list to a verdict."""

from __future__ import annotations

import pytest

from support.studies import put_account, surroundings
from testimonia import run
from testimonia.domain.decisions import Mention, Screening
from testimonia.domain.vocabulary import MentionStatus, ScreeningDecision, Shelf
from testimonia.errors import UsageError
from testimonia.stages.resolve import judge_pair, read_pair, waiting_pairs
from testimonia.study import new_study, open_study

TEAM = "study: {title: T, question: Q?}\ncoders:\n  - {id: mira, role: lead}\n  - {id: ada, role: coder}\n"


@pytest.fixture
def folder(tmp_path):
    """Two accounts of one Abu Zubayr, perhaps."""
    path = tmp_path / "study"
    with new_study(path, files={"study.yaml": TEAM}, surroundings=surroundings()) as study:
        for number, name in enumerate(("Abu Zubayr", "Abou Zoubeir")):
            text = f"We met {name} on day {number} of the fair."
            account = put_account(study, f"{number}.html", text)
            start = text.index(name)
            study.decide([
                Screening(account=account.id, screener="owner", decision=ScreeningDecision.INCLUDE, shelf=Shelf.TESTIMONY),
                Mention(id=f"m{number}", account=account.id, label=name, status=MentionStatus.ELIGIBLE, edition=account.main, start=start, end=start + len(name)),
            ])  # fmt: skip
        run(study)
    return path


def test_from_the_list_to_a_verdict(folder):
    """A pair waits, is read without weights, judged, and then shows how it was weighed; it waits no more."""
    with open_study(folder, coder="mira") as study:
        (pair,) = waiting_pairs(study).pairs
        assert {side[1] for side in pair} == {"Abu Zubayr", "Abou Zoubeir"}
        before = read_pair(study, "m0", "m1")
        assert before.weights == []
        assert "[Abu Zubayr]" in "\n".join(before.lines())
        after = judge_pair(study, "m1", "m0", "same", "the rare name")
        assert after.row
        assert {one.field for one in after.weights} == {"names"}
        assert "You said: same (the rare name)" in after.lines()
        assert waiting_pairs(study).pairs == []
        assert judge_pair(study, "m0", "m1", "same", "the rare name").row is None
    with open_study(folder, coder="ada") as study:
        report = read_pair(study, "m0", "m1")
        assert "rare name" not in str(report.as_json())
        assert any("1 other verdicts" in line for line in report.lines())


def test_a_verdict_that_is_none_is_a_usage_error(folder):
    """The three verdicts are named."""
    with open_study(folder, coder="mira") as study, pytest.raises(UsageError, match="same, different or unclear"):
        judge_pair(study, "m0", "m1", "perhaps")
