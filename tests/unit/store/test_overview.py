"""Counting in the database gives what counting the records one by one gives."""

from __future__ import annotations

import random

import pytest

from support.studies import make_study, put_account
from testimonia.domain.decisions import Screening
from testimonia.domain.outcome import Standing, screening_outcome
from testimonia.domain.vocabulary import Layer, ScreeningDecision, Shelf
from testimonia.store import overview
from testimonia.store.inputs import FEEDS
from testimonia.store.sight import EVERYTHING
from testimonia.workflow import run

PEOPLE = ("anna", "ben", "mara")
ROUNDS = (None, "screening-1", "second")


@pytest.fixture
def study(database_url, tmp_path):
    """A dozen accounts, with decisions thrown like dice."""
    dice = random.Random(5)
    with make_study(tmp_path / "s", database_url) as made:
        accounts = [put_account(made, f"{n}.txt", f"Account {n}. " + " ".join(f"w{n}x{k}" for k in range(30))).id for n in range(12)]
        decisions = {}
        for _ in range(60):
            row = Screening(
                account=dice.choice(accounts[:10]),
                screener=dice.choice(PEOPLE),
                round=dice.choice(ROUNDS),
                layer=dice.choice((*[Layer.CODER] * 4, Layer.CONSENSUS, Layer.ADJUDICATED)),
                decision=dice.choice(list(ScreeningDecision)),
                shelf=dice.choice((None, Shelf.TESTIMONY, Shelf.STUDY)),
            )
            decisions[row.account, row.screener, row.round, row.layer] = row
        made.decide(list(decisions.values()))
        yield made


@pytest.mark.parametrize("who", ["everybody", "machine", "owner"])
def test_standings_are_those_of_the_rule(study, who):
    """What the database works out is what the one rule of screening says of the same rows."""
    with study.read() as view:
        sight = {"everybody": EVERYTHING, "machine": study.machine_sight(view.connection), "owner": view.sight}[who]
        rows = study.store.records(view.connection, Screening, sight)
        by_account: dict[str, list[Screening]] = {}
        for row in rows:
            by_account.setdefault(row.account, []).append(row)
        wanted = {account: screening_outcome(found).standing for account, found in by_account.items()}
        found = overview.standings(view.connection, sight, mentions=False)
    assert {account: standing for account, (standing, _) in found.items()} == wanted
    assert len(set(wanted.values())) > 1
    assert Standing.UNSCREENED not in wanted.values()


def test_runs_in_force_are_those_of_each_stage(study):
    """Asked all at once, the runs in force are the same as asked one by one, before and after a decision."""
    for _ in range(2):
        with study.read() as view:
            found = overview.runs_in_force(view.connection, study.protocol_digest, study.machine_sight(view.connection))
            assert {stage: one.id for stage, one in found.items()} == {stage: one.id for stage in FEEDS if (one := view.run(stage))}
        run(study)
    assert set(found) == set(FEEDS)


def test_accounts_are_counted_by_state(study):
    """Each account is counted once, and those that can be read are all here."""
    with study.read() as view:
        assert overview.account_states(view.connection) == {"ok": 12}
        assert len(overview.readable(view.connection)) == 12
        assert overview.failures(view.connection, 5) == []


def test_who_has_decided_is_known_to_a_lead_and_what_is_not(study):
    """Of a blind round the owner learns who has decided on which account; somebody else sees their own."""
    with study.read() as view:
        assert set(overview.decided(view.connection, view.sight, "screening-1")) <= set(PEOPLE)
        assert overview.decided(view.connection, view.sight, "screening-1")
        stranger = study.machine_sight(view.connection)
        assert overview.decided(view.connection, stranger, "screening-1") == {}
