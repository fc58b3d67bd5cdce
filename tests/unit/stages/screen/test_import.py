"""Screening decisions in: checked against protocol, team and accounts, all or nothing."""

from __future__ import annotations

import pytest

from testimonia.domain.decisions import Screening, Withdrawal
from testimonia.domain.vocabulary import Layer, ScreeningDecision, Shelf


def test_a_decision_with_its_defaults(place):
    """An empty screener is whoever acts; the shelf is the declared one, else testimony; `at` is kept as stated time."""
    report = place.take(
        [
            {"account": "one.html", "decision": "Include", "round": "first", "at": "2024-05-01"},
            {"account": place.accounts[1][:8], "decision": "exclude", "criterion": "names-response", "reason": "Only announced."},
        ]
    )
    assert (report.rows, report.new) == (2, {"screening": 2})
    found = {row.account: row for row in place.all()}
    one, two = found[place.accounts[0]], found[place.accounts[1]]
    assert (one.screener, one.round, one.layer, one.shelf, one.decision) == (
        "anna", "first", Layer.CODER, Shelf.TESTIMONY, ScreeningDecision.INCLUDE
    )  # fmt: skip
    assert (two.shelf, two.criterion, two.reason) == (Shelf.PROGRAMME, "names-response", "Only announced.")
    with place.open("anna") as study, study.read() as view:
        assert [row.stated for row in view.history(Screening)] == ["2024-05-01", None]


def test_twice_is_once_and_a_second_thought_is_a_change(place):
    """The same file adds nothing; another decision by the same screener in the same round replaces the first."""
    row = {"account": "one.html", "decision": "include"}
    place.take([row])
    assert (place.take([row]).already, place.take([row]).new) == ({"screening": 1}, {})
    assert place.take([{**row, "decision": "unsure"}]).changed == {"screening": 1}
    assert [found.decision for found in place.all()] == ["unsure"]


def test_a_mention_is_screened_for_eligibility(place):
    """A row with a mention is about that person; its criteria are those of eligibility."""
    place.take([{"mention": "m1", "decision": "include", "criterion": "left"}])
    assert [(row.account, row.mention) for row in place.all()] == [(place.accounts[0], "m1")]
    (fault,) = place.faults([{"mention": "m2", "decision": "exclude", "criterion": "fiction"}])
    assert "no criterion of eligibility" in fault


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"account": "on.html"}, "Did you mean `one.html`?"),
        ({"account": None}, "neither an `account` nor a `mention`"),
        ({"mention": "m9"}, "no mention `m9`"),
        ({"mention": "m1", "account": "two.txt"}, "belongs to account"),
        ({"decision": "yes"}, "must be one of `include`, `exclude`, `unsure`"),
        ({"decision": None}, "`decision` is empty"),
        ({"criterion": "fictoin"}, "Did you mean `fiction`?"),
        ({"criterion": "names-response"}, "no criterion of the shelf `testimony`"),
        ({"criterion": "fiction"}, "a reason to leave out"),
        ({"shelf": "novel"}, "must be one of"),
        ({"round": "frist"}, "Did you mean `first`?"),
        ({"round": "coding"}, "a round of coding"),
        ({"screener": "bea"}, "only the owner or a lead may import for others"),
        ({"screener": "zoe"}, "There is no coder `zoe`"),
        ({"layer": "consensus"}, "the owner or a lead puts down"),
        ({"at": "on Monday"}, "`at`"),
        ({"stated": "on Monday"}, "`stated`"),
        ({"desicion": "include"}, "Did you mean `decision`?"),
        ({"by": "bea"}, "a column `by` that is not known"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_taken(place, change, says):
    """One wrong row refuses the file, with its line and what to do."""
    bad = {"account": "one.html", "decision": "include", **change}
    faults = place.faults(
        [{"account": "three.txt", "decision": "include"}, {key: value for key, value in bad.items() if value is not None}]
    )
    assert faults[0].startswith("line 2: ")
    assert says in " ".join(faults)


def test_a_lead_brings_in_a_screeners_file(place):
    """On behalf of a screener the lead imports; the rows are the screener's, and blind to the lead."""
    place.take([{"account": "one.html", "decision": "include", "screener": "bea", "round": "first"}], coder="lea")
    assert [row.screener for row in place.all()] == ["bea"]
    with place.open("lea") as study, study.read() as view:
        assert view.records(Screening) == []


def test_consensus_waits_for_the_round_to_be_open(place):
    """A layer above the screeners' needs a lead and an open round."""
    row = {"account": "one.html", "decision": "include", "layer": "adjudicated"}
    assert "still blind" in place.faults([{**row, "round": "first"}], coder="lea")[0]
    assert place.take([{**row, "round": "practice"}, row], coder="lea").new == {"screening": 2}


def test_a_withdrawn_account_is_refused(place):
    """Nothing is decided about an account that was erased."""
    with place.open() as study:
        study.decide([Withdrawal(account=place.accounts[0], sha256="0" * 64)])
    assert "withdrawn" in place.faults([{"account": place.accounts[0], "decision": "include"}])[0]


def test_two_files_of_one_name_are_not_guessed_between(place):
    """A file name that two accounts share names neither."""
    with place.open() as study:
        from testimonia.domain.evidence import Account

        study.store.keep_account("owner", [Account(id="f" * 24, origin="other/one.html", state="ok", sha256="f" * 64)], [])
    assert "any of 2 accounts" in place.faults([{"account": "one.html", "decision": "include"}])[0]
    assert place.take([{"account": "other/one.html", "decision": "include"}]).new == {"screening": 1}


def test_a_spreadsheet_with_semicolons(place):
    """A European spreadsheet's CSV is taken as it is."""
    path = place.folder.parent / "s.csv"
    path.write_bytes('\ufeffAccount;Decision;Reason;Shelf\r\none.html;exclude;"قَالَ; so";\r\n;;;\r\n'.encode())
    place.take(path)
    assert [row.reason for row in place.all()] == ["قَالَ; so"]
