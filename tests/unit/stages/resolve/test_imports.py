"""Mentions, claims and links brought in as files: all of a file or nothing of it, and twice is once."""

from __future__ import annotations

import pytest

from testimonia.domain.decisions import Claim, LinkReview, Mention
from testimonia.domain.evidence import Account
from testimonia.domain.vocabulary import Identity, Layer, LinkDecision, MentionStatus
from testimonia.errors import ImportRejected
from testimonia.stages.resolve import import_decisions
from testimonia.study import open_study

TEXT = "Dina, 24, left in spring. “I saw what they did,” she said. Her cousin Omar stayed."
PROTOCOL = """
study: {title: T, question: Q}
coders: [owner, {id: anna}, {id: ben}]
rounds: [{id: first, kind: coding}]
variables: [{id: age, label: Age, type: integer}]
"""


@pytest.fixture
def filled(shelf):
    (shelf.folder / "study.yaml").write_text(PROTOCOL, encoding="utf-8")
    shelf.study.adopt()
    shelf.account = shelf.add("harbour.html", TEXT)
    shelf.other = shelf.add("valley.html", "Nothing of this is here. " + TEXT)
    return shelf


def records(study, record):
    with study.read() as view:
        return view.records(record)


def take(shelf, *rows, name="decisions.jsonl", study=None):
    return import_decisions(study or shelf.study, shelf.write(name, rows))


def faults(shelf, *rows, **more):
    with pytest.raises(ImportRejected) as told:
        take(shelf, *rows, **more)
    return "\n".join(told.value.problems)


def test_mentions_claims_and_links_of_one_file(filled):
    """One file may hold all three, in any order: claims and links may speak of mentions that follow."""
    report = take(
        filled,
        {"a": "m2", "b": "m1", "decision": "same", "reason": "same words"},
        {"mention": "m1", "variable": "age", "value": 24, "holder": "reporter", "time": "2015-03", "start": 6, "end": 8},
        {"id": "m1", "account": "harbour.html", "label": "Dina", "identity": "initial", "status": "eligible", "start": 0, "end": 4},
        {"id": "m2", "account": filled.other, "label": "Dina"},
    )
    assert (report.new, report.already, report.left) == ({"mentions": 2, "claims": 1, "link_reviews": 1}, {}, 0)
    first = next(mention for mention in records(filled.study, Mention) if mention.id == "m1")
    assert (first.account, first.identity, first.status, first.by) == (filled.account, Identity.INITIAL, MentionStatus.ELIGIBLE, "owner")
    with filled.study.read() as view:
        assert view.edition(first.edition).text[first.start : first.end] == "Dina"
    (claim,) = records(filled.study, Claim)
    assert (claim.value, claim.account, claim.time) == ("24", filled.account, "2015-03")
    (link,) = records(filled.study, LinkReview)
    assert (link.a, link.b, link.account_a, link.account_b) == ("m1", "m2", filled.account, filled.other)


def test_the_same_file_twice_is_the_file_once(filled):
    """Nothing is added the second time, with derived ids too."""
    rows = [
        {"account": "harbour.html", "label": "Dina", "start": 0, "end": 4},
        {"account": "harbour.html", "label": "Omar", "start": 71, "end": 75},
    ]
    assert take(filled, *rows).new["mentions"] == 2
    again = take(filled, *rows)
    assert (again.new, again.already) == ({}, {"mentions": 2})
    assert len(records(filled.study, Mention)) == 2


def test_derived_ids_tell_nothing_without_the_account(filled):
    """The same label in two accounts has two ids, which nobody can compute without the account's bytes."""
    take(filled, {"account": "harbour.html", "label": "Dina"}, {"account": "valley.html", "label": "Dina"})
    one, other = records(filled.study, Mention)
    assert one.id != other.id
    assert "dina" not in one.id.lower()


def test_a_quotation_is_a_passage(filled):
    """The words of a passage that stand in the account once say where it is, for mentions and claims alike."""
    with filled.study.read() as view:
        account = next(item for item in view.records(Account) if item.origin == "harbour.html")
        text = view.edition(account.main).text
    quote = text[6:25]
    take(
        filled,
        {"id": "m", "account": "harbour.html", "label": "Dina", "quote": quote},
        {"mention": "m", "variable": "age", "value": "24", "quote": quote},
    )
    for kind in (Mention, Claim):
        found = records(filled.study, kind)[-1]
        assert (found.edition, found.start, found.end) == (account.main, 6, 25)
    said = faults(filled, {"id": "n", "account": "harbour.html", "label": "Dina", "quote": "no such words"})
    assert "`quote` (`no such words`) does not stand in the text" in said


def test_every_fault_is_named_and_nothing_is_taken(filled):
    """All wrong rows are told at once, with line, reason and nearest name."""
    said = faults(
        filled,
        {"id": "good", "account": "harbour.html", "label": "Dina"},
        {"id": "x", "account": "harbor.html", "label": "Dina"},
        {"id": "y", "account": "harbour.html", "label": "", "identity": "alias"},
        {"id": "Dina Said", "account": "harbour.html", "label": "Dina"},
        {"id": "z", "account": "harbour.html", "label": "Dina", "start": 80, "end": 800},
        {"id": "z", "account": "harbour.html", "label": "Dina", "start": 8, "end": 8},
        {"id": "z", "account": "harbour.html", "label": "Dina", "start": "4.5", "end": 8},
        {"id": "z", "account": "harbour.html", "label": "Dina", "start": 0, "end": 4, "edition": "elsewhere"},
        {"mention": "god", "variable": "agee", "value": "24", "time": "springtime"},
        {"a": "good", "b": "good", "decision": "equal", "round": "frist"},
        {"account": "harbour.html"},
    )
    for expected in (
        "line 2: `account`: There is no account `harbor.html`. Did you mean `harbour.html`?",
        "line 3: `label` is empty",
        "line 3: `identity` is `alias`; it must be one of",
        "line 4: `id` may hold up to 64 plain letters",
        "line 5: 80-800 ends after the text",
        "line 6: 8-8 holds no character",
        "line 7: `start` must be a whole number",
        "line 8: the account has no edition `elsewhere`",
        "line 9: `mention`: There is no mention `god`. Did you mean `good`?",
        "line 9: `variable`: There is no variable `agee` in this study. Did you mean `age`?",
        "line 9: `time`",
        "line 10: `decision` is `equal`",
        "line 10: `a` and `b` are the same mention",
        "line 10: `round`: There is no round `frist`",
        "line 11: is neither a mention",
    ):
        assert expected in said, expected
    assert "line 1:" not in said
    assert records(filled.study, Mention) == []


def test_a_table_is_known_by_the_name_of_its_file(filled):
    """links.csv holds links: a row without `a` is a faulty link and not a mention."""
    assert "line 1: `a` is empty" in faults(filled, {"account": "harbour.html", "label": "Dina", "decision": "same"}, name="links.jsonl")


def test_a_csv_of_a_spreadsheet_is_taken(filled):
    """Text cells become numbers where numbers belong, and empty cells are nothing."""
    path = filled.folder.parent / "mentions.csv"
    path.write_text("id,account,label,status,start,end,reason\nm1,harbour.html,Dina,eligible,0,4,\n", encoding="utf-8")
    assert import_decisions(filled.study, path).new["mentions"] == 1
    assert records(filled.study, Mention)[0].start == 0


def test_an_id_belongs_to_one_account(filled):
    """A mention does not move to another account, nor a claim to another mention."""
    take(filled, {"id": "m", "account": "harbour.html", "label": "Dina"}, {"id": "n", "account": "harbour.html", "label": "Omar"})
    take(filled, {"id": "c", "mention": "m", "variable": "age", "value": "24"})
    assert "stands in another account" in faults(filled, {"id": "m", "account": "valley.html", "label": "Dina"})
    assert "is about another mention" in faults(filled, {"id": "c", "mention": "n", "variable": "age", "value": "24"})


def test_a_later_file_changes_a_decision(filled):
    """Another status for the same id replaces the first, as a new row."""
    take(filled, {"id": "m", "account": "harbour.html", "label": "Dina"})
    take(filled, {"id": "m", "account": "harbour.html", "label": "Dina", "status": "excluded", "reason": "a relative"})
    assert [(mention.status, mention.reason) for mention in records(filled.study, Mention)] == [(MentionStatus.EXCLUDED, "a relative")]


def test_rows_that_contradict_one_another_are_refused(filled):
    """One file cannot say two things about one mention."""
    rows = [{"id": "m", "account": "harbour.html", "label": label} for label in ("Dina", "Dana")]
    assert "line 2: says something else than line 1 about the same mention" in faults(filled, *rows)


def test_proposals_and_results_of_rules_are_left_alone(filled):
    """An exported file of links can be brought back: only what a person decided is taken."""
    take(filled, {"id": "m", "account": "harbour.html", "label": "Dina"}, {"id": "n", "account": "valley.html", "label": "Dina"})
    link = {"a": "m", "b": "n", "probability": None}
    report = take(
        filled,
        {**link, "decision": "proposed", "by": "owner"},
        {**link, "decision": "same", "by": "rule:link_copies_mentions"},
        {**link, "decision": "unclear", "by": "reviewers:anna+ben"},
        {**link, "decision": "same", "by": "owner"},
        name="links.jsonl",
    )
    assert (report.rows, report.new["link_reviews"], report.left) == (4, 1, 3)


def test_coders_speak_for_themselves(filled):
    """A coder imports own rows alone and adjudicates nothing; the owner may import for a coder, whose name is kept."""
    take(filled, {"id": "m", "account": "harbour.html", "label": "Dina"}, {"id": "n", "account": "valley.html", "label": "Dina"})
    row = {"a": "m", "b": "n", "decision": "same"}
    with open_study(filled.folder, coder="anna") as anna:
        assert "only the owner or a lead may import" in faults(filled, {**row, "by": "ben"}, study=anna)
        assert "adjudicated" in faults(filled, {**row, "layer": "adjudicated"}, study=anna)
        take(filled, {**row, "round": "first"}, study=anna)
        assert [(link.by, link.round) for link in records(anna, LinkReview)] == [("anna", "first")]
    assert records(filled.study, LinkReview) == []
    take(filled, {**row, "by": "ben"}, {**row, "layer": "adjudicated"})
    assert {(link.by, link.layer, link.decision) for link in records(filled.study, LinkReview)} == {
        ("ben", Layer.CODER, LinkDecision.SAME),
        ("owner", Layer.ADJUDICATED, LinkDecision.SAME),
    }


def test_a_stated_time_is_kept_beside_the_logs_own(filled):
    """A given `at` is what the file states, never the time of the log."""
    take(filled, {"id": "m", "account": "harbour.html", "label": "Dina", "at": "2019-05-01T10:00:00Z"})
    with filled.study.read() as view:
        row = view.history(Mention)[-1]
    assert row.stated == "2019-05-01T10:00:00Z"
    assert not row.at.startswith("2019")


def test_an_account_without_text_has_no_passages(filled):
    """A mention on an account whose text could not be read may be entered, a span of it not."""
    filled.add("scan.pdf", "", main=None, full=None)
    take(filled, {"account": "scan.pdf", "label": "Dina"})
    assert "no readable text" in faults(filled, {"account": "scan.pdf", "label": "Omar", "start": 0, "end": 4})


def test_an_exported_result_takes_nothing_from_what_stands(filled):
    """Exported links have neither reason nor layer: brought back unchanged they change nothing, and another decision is a new one."""
    take(filled, {"id": "m", "account": "harbour.html", "label": "Dina"}, {"id": "n", "account": "valley.html", "label": "Dina"})
    link = {"a": "m", "b": "n", "decision": "same", "by": "owner"}
    take(filled, {**link, "layer": "adjudicated", "reason": "the same scar"})
    exported = {**link, "probability": None}
    assert take(filled, exported, name="links.jsonl").already == {"link_reviews": 1}
    assert [(row.layer, row.reason) for row in records(filled.study, LinkReview)] == [(Layer.ADJUDICATED, "the same scar")]
    take(filled, {**exported, "reason": None}, name="links.jsonl")
    assert {(row.layer, row.reason) for row in records(filled.study, LinkReview)} == {
        (Layer.ADJUDICATED, "the same scar"),
        (Layer.CODER, None),
    }
