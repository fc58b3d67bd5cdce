"""Blind means blind: in reading, in history, in exports, before the lead opens a round and not after; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.studies import coding, dump, make_study, put_account, reopen
from testimonia.domain.decisions import Coding, Completion, RoundOpening
from testimonia.study import STUDY_FILE, Study

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
  - {id: open, kind: coding, blind: false}
"""


@pytest.fixture
def blind(tmp_path: Path, database_url: str | None) -> Iterator[Study]:
    """A study in which two coders worked in a blind round and one in an open one."""
    study = make_study(tmp_path / "s", database_url)
    line = f"database: {database_url}\n" if database_url else ""
    (study.folder / STUDY_FILE).write_text(line + TEAM, encoding="utf-8")
    for book in (study.folder / "codebooks").iterdir():
        book.unlink()
    study.adopt()
    account = put_account(study, "a.txt", BODY)
    for name in ("anna", "bashir"):
        study.store.decide(name, [coding(account, 5, 11, BODY, coder=name, round="c1")])
        study.store.decide(name, [Completion(account=account.id, codebook="icsr-2015", coder=name, round="c1")])
    study.store.decide("anna", [coding(account, 30, 36, BODY, coder="anna", round="open")])
    yield study
    study.close()


def seen_by(study: Study, coder: str) -> tuple[Study, set[tuple[str, str | None]], int]:
    again = reopen(study, coder)
    with again.read() as view:
        rows = {(record.coder, record.round) for record in view.records(Coding)}
        completions = len(view.records(Completion))
        assert {row.author for row in view.history(Coding)} == {coder for coder, _ in rows}
    return again, rows, completions


@pytest.mark.parametrize(
    ("reader", "rows", "finished"),
    [
        ("anna", {("anna", "c1"), ("anna", "open")}, 1),
        ("bashir", {("bashir", "c1"), ("anna", "open")}, 1),
        ("mara", {("anna", "open")}, 2),
        ("owner", {("anna", "open")}, 2),
    ],
)
def test_before_it_is_opened(blind: Study, reader: str, rows: set[tuple[str, str]], finished: int) -> None:
    """A coder sees their own rows, lead and owner see only who has finished, and open rounds are open to all."""
    study, found, completions = seen_by(blind, reader)
    assert found == rows
    assert completions == finished
    with study.read_as_machine() as view:
        assert {(record.coder, record.round) for record in view.records(Coding)} == {("anna", "open")}
    study.close()


def test_after_it_is_opened(blind: Study) -> None:
    """Once the lead has opened the round, everybody sees everything of it."""
    blind.store.decide("mara", [RoundOpening(round="c1")])
    study, found, completions = seen_by(blind, "bashir")
    assert found == {("anna", "c1"), ("bashir", "c1"), ("anna", "open")}
    assert completions == 2
    with study.read() as view:
        assert view.hidden() == {}
    study.close()


def test_what_is_hidden_is_counted(blind: Study) -> None:
    """Every door can say how much it leaves out."""
    study = reopen(blind, "anna")
    with study.read() as view:
        assert view.hidden() == {"coding": 1, "completion": 1}
    study.close()


def test_a_round_nobody_declared_is_blind(blind: Study) -> None:
    """A row of a round that study.yaml does not know is shown to its own coder alone."""
    with blind.read() as view:
        known = dump(blind, ["accounts"])["accounts"][0]["id"]
        account = view.account(known)
    assert account is not None
    blind.store.decide("anna", [coding(account, 12, 18, BODY, coder="anna", round="typo")])
    study, found, _ = seen_by(blind, "bashir")
    assert ("anna", "typo") not in found
    study.close()
