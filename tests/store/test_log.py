"""The log and the state that follows from it, on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from support.studies import coding, make_study, mention, put_account
from testimonia.domain.decisions import Coding, Mention
from testimonia.domain.vocabulary import MentionStatus
from testimonia.errors import StaleDecision
from testimonia.store import schema
from testimonia.store.append import Decision
from testimonia.store.log import row_id
from testimonia.store.verify import verify

BODY = "They killed people I knew, and so I left at night with my brother."


def test_a_decision_is_one_row_and_its_state(tmp_path: Path, database_url: str | None) -> None:
    """A coding that is saved can be read back as it was, and the log has one row more."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        mark = coding(account, 5, 11, BODY, memo="ذاكرة 😀")
        study.decide([mark])
        with study.read() as view:
            assert view.records(Coding) == [mark]
            history = view.history(Coding)
        assert len(history) == 1
        assert history[0].id == row_id(history[0])
        assert verify(study.store).problems == ()


def test_saying_it_twice_adds_nothing(tmp_path: Path, database_url: str | None) -> None:
    """The same decision twice, in one call or in two, is one row."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        mark = coding(account, 5, 11, BODY)
        assert [bool(name) for name in study.decide([mark, mark])] == [True, False]
        assert study.decide([mark]) == [None]
        with study.read() as view:
            assert len(view.history(Coding)) == 1


def test_change_and_undo_are_rows(tmp_path: Path, database_url: str | None) -> None:
    """A change replaces, an undo takes back, a redo brings again, and the whole history stays."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        first = mention(account, "m1")
        second = replace(first, status=MentionStatus.EXCLUDED, reason="a bystander")
        study.decide([first])
        study.decide([second])
        study.decide([Decision(record=second, retract=True)])
        with study.read() as view:
            assert view.records(Mention) == []
        study.decide([first])
        with study.read() as view:
            assert [record.id for record in view.records(Mention)] == ["m1"]
            assert len(view.history(Mention)) == 4
        assert verify(study.store).problems == ()


def test_a_stale_decision_is_refused(tmp_path: Path, database_url: str | None) -> None:
    """Who means to replace a row that somebody replaced meanwhile is told so, and nothing is written."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        first = mention(account, "m1")
        (seen,) = study.decide([first])
        assert seen is not None
        study.decide([replace(first, label="Samir H.")])
        with pytest.raises(StaleDecision):
            study.decide([Decision(record=replace(first, label="S."), replaces=(seen,))])
        with study.read() as view:
            assert [record.label for record in view.records(Mention)] == ["Samir H."]


def test_a_failed_batch_writes_nothing(tmp_path: Path, database_url: str | None) -> None:
    """Either every decision of a call is kept or none is."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        with pytest.raises(StaleDecision):
            study.decide([mention(account, "m1"), Decision(record=mention(account, "m2"), replaces=("nothing",))])
        with study.read() as view:
            assert view.records(Mention) == []


@pytest.mark.parametrize("table", ["log", "runs", "protocol_texts", "snapshots", "releases", "editions", "sealed"])
def test_the_database_refuses_changes(tmp_path: Path, database_url: str | None, table: str) -> None:
    """Append-only tables refuse an update whoever asks, and the log refuses deletion too."""
    with make_study(tmp_path / "s", database_url) as study:
        put_account(study, "a.txt", BODY)
        study.store.engines  # noqa: B018 - the study is open
        target = schema.metadata.tables[table]
        column = next(iter(target.c))
        with study.store.engines.writing.begin() as connection:
            filled = connection.execute(select(target)).first() is not None
        if filled:
            with pytest.raises(DBAPIError, match="append-only"), study.store.engines.writing.begin() as connection:
                connection.execute(update(target).values({column.name: "changed"}))
        if table == "log":
            with pytest.raises(DBAPIError, match="append-only"), study.store.engines.writing.begin() as connection:
                connection.execute(delete(target))


def test_the_log_holds_no_personal_text(tmp_path: Path, database_url: str | None) -> None:
    """Quotes, labels, memos and titles stand beside the log, never in its rows."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "secret-origin.txt", BODY, title="Secret title")
        study.decide([mention(account, "m1", "Secret name"), coding(account, 5, 11, BODY, memo="Secret memo")])
        with study.store.read() as connection:
            rows = str(connection.execute(select(schema.log)).all())
        assert "ecret" not in rows
        assert "killed" not in rows


def test_time_goes_forward_whatever_the_clock_says(tmp_path: Path, database_url: str | None) -> None:
    """A clock set back does not reorder decisions."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        study.decide([mention(account, "m1", "first")])
        study.store.clock.moment = study.store.clock.moment.replace(year=2001)  # type: ignore[attr-defined]
        study.decide([mention(account, "m1", "second")])
        with study.read() as view:
            rows = view.history(Mention)
            assert [record.label for record in view.records(Mention)] == ["second"]
        assert rows[0].order < rows[1].order
        assert verify(study.store).problems == ()


def test_search_folds(tmp_path: Path, database_url: str | None) -> None:
    """Pointed Arabic, hamza and ta-marbuta variants and Latin accents are found by bare queries, phrases in quotes."""
    with make_study(tmp_path / "s", database_url) as study:
        arabic = put_account(study, "ar.txt", "قَالَ أَحْمَدُ إِنَّ المَدْرَسَةَ أُغْلِقَتْ", title="شهادة")
        latin = put_account(study, "de.txt", "Der Kämpfer verließ Café Müller nach der Enttäuschung")
        assert study.store.search("احمد") == [arabic.id]
        assert study.store.search("المدرسه") == [arabic.id]
        assert study.store.search("شهاده") == [arabic.id]
        assert study.store.search("kampfer enttauschung") == [latin.id]
        assert study.store.search('"cafe muller"') == [latin.id]
        assert study.store.search('"muller cafe"') == []
        assert study.store.search("cafe احمد") == []
        assert study.store.search('"; DROP TABLE log --') == []
