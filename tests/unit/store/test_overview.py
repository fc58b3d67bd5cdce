"""Counting in the database gives what counting the records one by one gives."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from support.studies import fork, make_study, put_account
from testimonia.domain.decisions import Screening
from testimonia.domain.outcome import Standing, screening_outcomes
from testimonia.domain.vocabulary import Layer, ScreeningDecision, Shelf
from testimonia.store import inputs, overview, screened
from testimonia.store.conflicts import parts, undecided
from testimonia.store.inputs import FEEDS
from testimonia.store.listing import readable_in_order
from testimonia.store.log import ends_by_kind, subjects_since
from testimonia.store.merge import merge
from testimonia.store.sight import EVERYTHING
from testimonia.store.undecided import screening_layers
from testimonia.workflow import run

PEOPLE = ("anna", "ben", "mara")
ROUNDS = (None, "screening-1", "second", "of a merged copy")
ORDERS = [("screening-1", "second"), ("second", "screening-1")]


@pytest.fixture
def study(database_url, tmp_path):
    """Twenty accounts, with decisions thrown like dice."""
    dice = random.Random(5)
    with make_study(tmp_path / "s", database_url) as made:
        accounts = [put_account(made, f"{n}.txt", f"Account {n}. " + " ".join(f"w{n}x{k}" for k in range(30))).id for n in range(20)]
        decisions = {}
        for _ in range(90):
            account = dice.choice(accounts[:18])
            row = Screening(
                account=account,
                mention=dice.choice((None, f"m{account[:8]}")),
                screener=dice.choice(PEOPLE),
                round=dice.choice(ROUNDS),
                layer=dice.choice((*[Layer.CODER] * 12, Layer.CONSENSUS, Layer.ADJUDICATED)),
                decision=dice.choice(list(ScreeningDecision)),
                shelf=dice.choice((None, Shelf.TESTIMONY, Shelf.STUDY)),
            )
            decisions[row.account, row.mention, row.screener, row.round, row.layer] = row
        twice = Screening(account=accounts[18], screener="anna", round="screening-1", decision=ScreeningDecision.INCLUDE)
        made.decide([*decisions.values(), twice, replace(twice, round="second", decision=ScreeningDecision.EXCLUDE)])
        yield made


@pytest.fixture
def divided(study, tmp_path):
    """The same, after another copy of the study with other dice was taken in."""
    dice = random.Random(6)
    with fork(study, tmp_path / "theirs", "theirs") as theirs:
        with study.read() as view:
            rows = dice.sample(study.store.records(view.connection, Screening, EVERYTHING), 12)
        for row in rows:
            one, other = dice.sample(list(ScreeningDecision), 2)
            study.decide([replace(row, decision=one, reason="ours")])
            theirs.decide([replace(row, decision=other, reason="theirs")])
        merge(study.store, theirs.store)
    return study


@pytest.mark.parametrize("mentions", [False, True])
@pytest.mark.parametrize("rounds", ORDERS)
@pytest.mark.parametrize("who", ["everybody", "machine", "owner"])
def test_standings_are_those_of_the_rule(divided, who, rounds, mentions):
    """What the database works out is what the one rule of screening says of the same rows, rounds and conflicts, shelf included."""
    with divided.read() as view:
        sight = {"everybody": EVERYTHING, "machine": divided.machine_sight(view.connection), "owner": view.sight}[who]
        rows = divided.store.records(view.connection, Screening, sight)
        waiting = screening_layers(undecided(view.connection, Screening, sight))
        wanted = {
            (mention if mentions else account): outcome
            for (account, mention), outcome in screening_outcomes(rows, rounds, waiting).items()
            if (mention is not None) is mentions
        }
        found = screened.outcomes(view.connection, sight, rounds, mentions=mentions)
        some = random.Random(3).sample(sorted(wanted), 4)
        part = screened.outcomes(view.connection, sight, rounds, mentions=mentions, only=[*some, "unheard of"])
    assert found == wanted
    assert part == {name: wanted[name] for name in some}
    assert waiting or who != "everybody"
    standings = {outcome.standing for outcome in wanted.values()}
    assert len(standings) > 1
    assert Standing.UNSCREENED not in standings


def test_the_order_of_rounds_matters(divided):
    """Whoever looked again counts with their last word, which is another one if the rounds stand the other way round."""
    with divided.read() as view:
        one, other = (screened.outcomes(view.connection, EVERYTHING, rounds, mentions=False) for rounds in ORDERS)
    assert one.keys() == other.keys()
    changed = {(one[name].standing, other[name].standing) for name in one if one[name] != other[name]}
    assert (Standing.EXCLUDE, Standing.INCLUDE) in changed


def test_what_is_in_force_is_in_force_however_it_is_asked(study):
    """In one look, stage by stage in any order, and from nothing: the same runs, before and after everything was brought up to date."""
    for _ in range(2):
        with study.read() as view:
            found = {stage: one.id for stage in reversed(FEEDS) if (one := view.run(stage))}
            inputs._DIGESTS.clear()
            fits = [inputs.Fits(view.connection, study.protocol_digest, view.machine) for _ in FEEDS]
            anew = {stage: fit.run(stage) for stage, fit in zip(FEEDS, fits, strict=True)}
            assert found == {stage: one.id for stage, one in anew.items() if one}
        run(study)
    assert set(found) == set(FEEDS)


def test_the_subjects_decided_on_since_are_told_or_it_is_said_that_nobody_can(study, tmp_path):
    """Between two looks: the accounts decided on, also in a copy that was merged; None where a chain forks or the look is an older one."""

    def ends():
        with study.read() as view:
            return ends_by_kind(view.connection, ("screening",))["screening"]

    def since(before, now):
        with study.read() as view:
            found = subjects_since(view.connection, "screening", before, now)
        return None if found is None else {parts(Screening, subject)["account"] for subject in found}

    with study.read() as view:
        row = view.records(Screening)[0]
    begun = ends()
    assert since(begun, begun) == set()
    study.decide([replace(row, decision=ScreeningDecision.UNSURE, reason="again")])
    decided = ends()
    assert since(begun, decided) == {row.account}
    assert since(decided, begun) is None
    with fork(study, tmp_path / "theirs", "theirs") as theirs:
        theirs.decide([replace(row, decision=ScreeningDecision.INCLUDE, reason="theirs")])
        merge(study.store, theirs.store)
    assert since(decided, ends()) == {row.account}
    with fork(study, tmp_path / "twin", study.store.replica) as twin:
        twin.decide([replace(row, reason="in a copy made by hand")])
        study.decide([replace(row, reason="here")])
        merge(study.store, twin.store)
    assert since(decided, ends()) is None


def test_accounts_are_counted_by_state(study):
    """Each account is counted once, and those that can be read are all here."""
    with study.read() as view:
        assert overview.account_states(view.connection) == {"ok": 20}
        assert len(readable_in_order(view.connection)) == 20
        assert overview.failures(view.connection, 5) == []


def test_who_has_decided_is_known_to_a_lead_and_what_is_not(study):
    """Of a blind round the owner learns who has decided on which account; somebody else sees their own."""
    with study.read() as view:
        assert set(screened.decided(view.connection, view.sight, "screening-1")) <= set(PEOPLE)
        assert screened.decided(view.connection, view.sight, "screening-1")
        stranger = study.machine_sight(view.connection)
        assert screened.decided(view.connection, stranger, "screening-1") == {}
