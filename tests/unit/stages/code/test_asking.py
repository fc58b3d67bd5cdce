"""Questions to the lead, warnings, values still missing, and what all of it leaves in somebody's queue."""

from __future__ import annotations

import pytest

from support.filling import resolve, set_line
from testimonia.domain.decisions import Claim, Mention
from testimonia.domain.teamwork import Assignment, ContentMark, Message
from testimonia.domain.vocabulary import ContentFlag, MentionStatus
from testimonia.errors import ImportRejected
from testimonia.stages.code import ask, case_form, import_file, open_round, put, reply, warn, work
from testimonia.stages.screen import import_decisions


def queue(place, coder):
    with place.open(coder) as study:
        return work(study)


@pytest.fixture
def asked(filling):
    """Anna has asked about a passage in the blind round."""
    with filling.open("anna") as study:
        ask(study, "Is a promise of houses a reason to join?", account="plain.txt", quote="Then I left.", round="blind", mention="m0")
    return filling


def test_a_question_waits_for_the_lead_and_the_answer_for_whoever_asked(asked):
    """A question is in the lead's queue until it is answered, the answer in the coder's until it is closed; nobody else sees either."""
    (thread,) = queue(asked, "lea").threads
    assert (thread.coder, thread.messages, thread.waits_for_me) == ("anna", (("anna", "Is a promise of houses a reason to join?"),), True)
    assert [item.waits_for_me for item in queue(asked, "anna").threads] == [False]
    assert queue(asked, "bea").threads == ()
    with asked.open("lea") as study:
        reply(study, thread.id, "Only if the person says so.")
    (mine,) = queue(asked, "anna").threads
    assert (mine.waits_for_me, mine.messages[-1]) == (True, ("lea", "Only if the person says so."))
    assert [item.waits_for_me for item in queue(asked, "lea").threads] == [False]
    with asked.open("anna") as study:
        reply(study, thread.id, "Thank you.", close=True)
    assert queue(asked, "anna").threads == queue(asked, "lea").threads == ()
    rows = asked.all(Message)
    assert {(row.coder, row.round, row.thread, row.quote if hasattr(row, "quote") else None) for row in rows} == {
        ("anna", "blind", thread.id, None)
    }
    assert len({row.start for row in rows}) == 1


def test_a_question_without_a_round_is_not_open_to_all(filling):
    """Who takes part in one closed blind round asks in it, answers too; with several they must say which; an open one asks nothing."""
    question = {"account": "plain.txt", "text": "Is this a reason?"}
    with filling.open("anna") as study:
        put(study, "messages", [{"id": "q1", **question}])
    assert queue(filling, "bea").threads == ()
    with filling.open("bea") as study, study.read() as view:
        assert view.records(Message) == []
    with filling.open("lea") as study:
        reply(study, "q1", "It is.")
        put(study, "messages", [{"id": "for-all", "account": "plain.txt", "text": "Read the guide again."}])
    assert {row.text: row.round for row in filling.all(Message)} == {
        "Is this a reason?": "blind", "It is.": "blind", "Read the guide again.": None,
    }  # fmt: skip
    second = "rounds:\n  - {id: second, kind: coding}\n  - {id: looked-at, kind: screening}\n  - {id: talk, kind: coding, blind: false}\n"
    set_line(filling, "rounds:\n", second)
    with filling.open("anna") as study, pytest.raises(ImportRejected) as caught:
        put(study, "messages", [question])
    assert "`round` is empty; name one of `second`, `blind`" in caught.value.problems[0]
    with filling.open("anna") as study:
        assert put(study, "messages", [{"id": "q1", **question}]).new == {}  # it stands in a round
    with filling.open("lea") as study:
        open_round(study, "blind")
    with filling.open("anna") as study:
        put(study, "messages", [{"id": "q2", **question}])
    assert {row.round for row in filling.all(Message) if row.id == "q2"} == {"second"}
    with filling.open("lea") as study:
        open_round(study, "second")
    with filling.open("anna") as study:
        put(study, "messages", [{"id": "q3", **question}])
    assert {row.round for row in filling.all(Message) if row.id == "q3"} == {None}


def test_nobody_writes_in_anothers_thread(asked):
    """A colleague can neither see nor answer a thread of a blind round, and not answer it once the round is open."""
    (thread,) = queue(asked, "lea").threads
    with asked.open("bea") as study, pytest.raises(ImportRejected) as caught:
        reply(study, thread.id, "I think so.")
    assert "no thread" in caught.value.problems[0]
    with asked.open("lea") as study:
        open_round(study, "blind")
    with asked.open("bea") as study, pytest.raises(ImportRejected) as caught:
        reply(study, thread.id, "I think so.")
    assert "is `anna`'s" in caught.value.problems[0]


def test_questions_about_nothing(filling):
    """A question needs words and a place that is there."""
    for rows, says in (
        ({"text": "", "account": "plain.txt"}, "`text` is empty"),
        ({"text": "Why?"}, "names neither an `account`"),
        ({"text": "Why?", "account": "plain.txt", "quote": "words that stand nowhere"}, "does not stand in the text"),
    ):
        with filling.open("anna") as study, pytest.raises(ImportRejected) as caught:
            put(study, "messages", [rows])
        assert says in caught.value.problems[0]


def test_warnings_are_set_at_screening_and_stand_beside_the_form(filling, tmp_path):
    """A screening file may warn of what an account shows; the form of its case says so to whoever opens it."""
    set_line(filling, "rounds:\n", "rounds:\n  - {id: screening-1, kind: screening}\n")
    path = tmp_path / "screening.csv"
    path.write_text(
        "account,decision,round,flags\nplain.txt,include,screening-1,graphic; children\nar.html,,,graphic\nemoji.md,include,screening-1,\n"
    )
    with filling.open("sam") as study:
        assert import_decisions(study, path).new == {"screening": 2, "content_marks": 3}
        assert import_decisions(study, path).new == {}
    with filling.open("anna") as study:
        warn(study, "plain.txt", "graphic", "A beheading is described.")
    assert {(row.flag, row.by) for row in filling.all(ContentMark) if row.account == filling.plain} == {
        (ContentFlag.GRAPHIC, "sam"), (ContentFlag.CHILDREN, "sam"), (ContentFlag.GRAPHIC, "anna"),
    }  # fmt: skip
    resolve(filling)
    with filling.open("bea") as study:
        sources = {source.origin: source.flags for source in case_form(study, "c1", "blind").form.sources}
    assert sources == {"news/plain.txt": (ContentFlag.CHILDREN, ContentFlag.GRAPHIC), "ar.html": (ContentFlag.GRAPHIC,)}
    path.write_text("account,decision,flags\nplain.txt,include,grafic\n")
    with filling.open("sam") as study, pytest.raises(ImportRejected) as caught:
        import_decisions(study, path)
    assert "must be one of" in caught.value.problems[0]


def test_assignments_come_as_a_file(filling, tmp_path):
    """The lead may deal by hand; a coder may not, and a round of coding must be named."""
    path = tmp_path / "assignments.csv"
    path.write_text("round,case,coder,double\nblind,c1,anna,yes\nblind,c2,bea,no\n")
    with filling.open("lea") as study:
        assert import_file(study, path).new == {"assignments": 2}
    assert {(row.mention, row.coder, row.double) for row in filling.all(Assignment)} == {("m0", "anna", True), ("m2", "bea", False)}
    with filling.open("anna") as study, pytest.raises(ImportRejected) as caught:
        import_file(study, path)
    assert "deals out work" in " ".join(caught.value.problems)


def test_values_of_interest_wait_and_a_new_account_raises_them(filling):
    """A value nobody stated is listed; a claim on it, or an account that joins the case, raises it; an answer ends it."""
    resolve_alone = ("m0",)
    with filling.open() as study:
        study.decide([Mention(id="m9", account=filling.emoji, label="Nobody", status=MentionStatus.EXCLUDED)])
    resolve(filling, resolve_alone)
    with filling.open("anna") as study:
        put(
            study,
            "form",
            [{"case": "c1", "variable": "legal", "missing": "not_stated"}, {"case": "c1", "variable": "age", "missing": "not_stated"}],
        )
    (item,) = queue(filling, "lea").pending
    assert (item.person, item.variable, item.missing, item.raised) == ("One man", "legal", "not_stated", False)
    with filling.open() as study:
        study.decide([Claim(id="k", account=filling.plain, mention="m0", variable="legal", value="convicted", by="owner")])
    resolve(filling, resolve_alone)  # cases rest on claims too
    (item,) = queue(filling, "lea").pending
    assert (item.raised, item.claims) == (True, ("convicted",))
    assert "since then came convicted" in " ".join(queue(filling, "lea").lines())
    with filling.open() as study:
        study.decide([Mention(id="m1", account=filling.arabic, label="Person 1 again", status=MentionStatus.ELIGIBLE)])
    resolve(filling)
    (item,) = queue(filling, "lea").pending
    assert item.accounts == ("ar.html",)
    with filling.open("anna") as study:
        put(study, "form", [{"case": "c1", "variable": "legal", "value": "convicted"}])
    assert queue(filling, "lea").pending == ()


def test_what_is_unsure_is_flagged(filling):
    """A coder may flag a coding and an answer as unsure; both keep it, and re-importing what was exported keeps it too."""
    filling.take([filling.row(filling.plain, "Then I left.", mention="m0", unsure="yes")], coder="anna")
    with filling.open("anna") as study:
        put(study, "form", [{"case": "c1", "variable": "age", "value": 24, "unsure": "x"}])
    from testimonia.domain.decisions import Coding, Value

    assert [row.unsure for record in (Coding, Value) for row in filling.all(record)] == [True, True]


def test_stale_cases_leave_the_rest_of_the_queue(asked):
    """Where cases are out of date the queue says so and shows what does not need them."""
    with asked.open() as study:
        study.decide([Mention(id="m8", account=asked.emoji, label="New", status=MentionStatus.ELIGIBLE)])
    report = queue(asked, "lea")
    assert report.stale
    assert len(report.threads) == 1
    assert "out of date" in report.lines()[-1]
