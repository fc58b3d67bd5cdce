"""Assignments, messages, warnings and changes of codebooks: blind, merged, folded and withdrawn like any decision; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.studies import dump, fork, make_study, mention, put_account, reopen
from testimonia.domain.decisions import RoundOpening
from testimonia.domain.evidence import Account
from testimonia.domain.teamwork import Assignment, CodebookChange, ContentMark, Message
from testimonia.domain.vocabulary import AssignmentStatus, ContentFlag, DefinitionChange
from testimonia.errors import AccountWithdrawn
from testimonia.store.conflicts import conflicts
from testimonia.store.verify import verify
from testimonia.study import STUDY_FILE, Study, export, merge, withdraw

BODY = "They killed people I knew, and so I left at night with my brother."
TEAM = """study:
  title: A study of invented people
  question: Why do they leave?
coders:
  - {id: owner, role: owner}
  - {id: mara, role: lead}
  - {id: anna, role: coder}
  - {id: bashir, role: coder}
rounds:
  - {id: c1, kind: coding}
"""


@pytest.fixture
def working(tmp_path: Path, database_url: str | None) -> Iterator[tuple[Study, Account]]:
    """A study whose blind round is dealt to two coders; one of them has asked the lead something; an account is graphic."""
    study = make_study(tmp_path / "s", database_url)
    line = f"database: {database_url}\n" if database_url else ""
    (study.folder / STUDY_FILE).write_text(line + TEAM, encoding="utf-8")
    for book in (study.folder / "codebooks").iterdir():
        book.unlink()
    study.adopt()
    account = put_account(study, "a.txt", BODY)
    study.decide([mention(account, "m1")])
    study.store.decide("mara", [assigned(account, "anna"), assigned(account, "bashir")])
    question = Message(
        id="q1", thread="q1", account=account.id, edition=account.main, start=0, end=11, coder="anna", round="c1", text="Is it Wordworth?"
    )
    study.store.decide("anna", [question])
    study.store.decide("mara", [Message(id="q2", thread="q1", account=account.id, coder="anna", round="c1", text="It is Answerworth.")])
    study.store.decide("bashir", [ContentMark(account=account.id, flag=ContentFlag.GRAPHIC, note="Noteworth")])
    study.store.decide(
        "mara",
        [CodebookChange(id="k1", codebook="b", version=2, kind=DefinitionChange.MERGE, codes=("x", "y"), into=("z",), reason="Close.")],
    )
    yield study, account
    study.close()


def assigned(account: Account, coder: str, status: AssignmentStatus = AssignmentStatus.ASSIGNED) -> Assignment:
    return Assignment(round="c1", account=account.id, mention="m1", coder=coder, status=status, double=True)


@pytest.mark.parametrize(
    ("reader", "people", "messages"),
    [("anna", {"anna"}, {"q1", "q2"}), ("bashir", {"bashir"}, set()), ("mara", {"anna", "bashir"}, {"q1", "q2"})],
)
def test_who_sees_what_of_a_blind_round(
    working: tuple[Study, Account], reader: str, people: set[str], messages: set[str], tmp_path: Path
) -> None:
    """A coder sees their own assignments and threads, the lead all of them, a machine none; warnings are seen by everybody."""
    study = reopen(working[0], reader)
    with study.read() as view:
        assert {row.coder for row in view.records(Assignment)} == people
        assert {row.id for row in view.records(Message)} == messages
        assert {row.flag for row in view.records(ContentMark)} == {ContentFlag.GRAPHIC}
        assert {row.author for row in view.history(Message)} <= {"anna"}
        assert len(view.history(Message)) == len(messages)
    with study.read_as_machine() as view:
        assert view.records(Assignment) == view.records(Message) == []
    report = export(study, tmp_path / reader)
    assert (report.rows["assignments"], report.rows["messages"], report.rows["codebook_changes"]) == (len(people), len(messages), 1)
    study.store.decide("mara", [RoundOpening(round="c1")])
    with study.read() as view:
        assert {row.coder for row in view.records(Assignment)} == {"anna", "bashir"}
        assert {row.id for row in view.records(Message)} == {"q1", "q2"}
    study.close()


def test_two_copies_deal_and_warn(working: tuple[Study, Account], tmp_path: Path) -> None:
    """Two copies merge in either order to one state; who released and who kept an assignment is a conflict, two warnings are not."""
    study, account = working
    copies = {name: fork(study, tmp_path / name, name) for name in ("left", "rightly")}
    copies["left"].store.decide("mara", [assigned(account, "anna", AssignmentStatus.RELEASED)])
    copies["left"].store.decide("anna", [ContentMark(account=account.id, flag=ContentFlag.GRAPHIC, note="wounds")])
    copies["rightly"].store.decide("mara", [Assignment(round="c1", account=account.id, mention="m1", coder="anna", double=False)])
    copies["rightly"].store.decide("bashir", [ContentMark(account=account.id, flag=ContentFlag.CHILDREN)])
    other = fork(copies["left"], tmp_path / "third", "third")
    merge(copies["left"], tmp_path / "rightly")
    merge(copies["rightly"], tmp_path / "third")
    assert dump(copies["left"]) == dump(copies["rightly"])
    with copies["left"].read() as view:
        assert {(row.flag, row.by) for row in view.records(ContentMark)} == {
            (ContentFlag.GRAPHIC, "bashir"),
            (ContentFlag.GRAPHIC, "anna"),
            (ContentFlag.CHILDREN, "bashir"),
        }
        assert [row.coder for row in view.records(Assignment)] == ["bashir"]
        assert [item.kind for item in conflicts(view.connection, view.sight)[0]] == ["assignment"]
        assert conflicts(view.connection, copies["left"].machine_sight(view.connection))[1] == 1
    assert verify(copies["left"].store).problems == ()
    for copy in (*copies.values(), other):
        copy.close()


def test_a_withdrawn_account_takes_its_words_along(working: tuple[Study, Account]) -> None:
    """What was asked, answered and noted about a withdrawn account is erased; who was to code it stays as a reference in the log only."""
    study, account = working
    withdraw(study, account.id, reason="asked for")
    with study.read() as view:
        assert view.records(Message) == view.records(ContentMark) == view.records(Assignment) == []
        assert len(view.records(CodebookChange)) == 1
    if study.store.engines.sqlite:
        whole = b"".join(path.read_bytes() for path in sorted(study.folder.rglob("*")) if path.is_file()).decode("utf-8", "replace")
        assert [word for word in ("Wordworth", "Answerworth", "Noteworth") if word in whole] == []
    assert verify(study.store).problems == ()
    with pytest.raises(AccountWithdrawn):
        study.store.decide("mara", [assigned(account, "bashir")])
