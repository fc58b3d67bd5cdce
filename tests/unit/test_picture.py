"""The study at a glance: counted in the database as the report counts it from records."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from support.screening import screening_study
from testimonia.domain.decisions import Mention, Screening
from testimonia.domain.evidence import Account, ShelfDeclaration
from testimonia.domain.outcome import Standing
from testimonia.domain.vocabulary import AccountState, MentionStatus
from testimonia.stages.publish.method import collection
from testimonia.stages.publish.method.flow import flow as counted_from_records
from testimonia.stages.publish.params import PublishParams
from testimonia.stages.publish.steps import _content
from testimonia.store.listing import Sort, Wanted, find, tally
from testimonia.study import Narrowed, chosen, holdings, open_study
from testimonia.workflow import flow, run, status, stories


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A study in which screening has come to everything it can come to, with people, a copy and a failed account."""
    folder = tmp_path_factory.mktemp("made") / "study"
    accounts = screening_study(folder)
    with open_study(folder, coder="mira") as study:
        a, c, d = (accounts[name].id for name in ("a.txt", "c.txt", "d.html"))
        study.decide([ShelfDeclaration(account=d, shelf="programme")])
        study.decide([Account(id="f" * 24, origin="broken.pdf", state=AccountState.FAILED, reason="it is broken", sha256="0" * 64)])
        study.decide([Screening(account=a, screener="mira", decision="include", shelf="testimony", criterion="own-voice")])
        study.decide([Screening(account=c, screener="mira", decision="exclude", shelf="testimony", criterion="fiction")])
        for who, decision in (("cleo", "include"), ("mira", "exclude")):
            study.acting(who).decide([Screening(account=d, screener=who, decision=decision, shelf="programme")])
        study.decide(
            [
                Mention(id="m1", account=a, label="Samir", status=MentionStatus.ELIGIBLE),
                Mention(id="m2", account=a, label="Another"),
                Mention(id="m3", account=a, label="A third", status=MentionStatus.EXCLUDED, reason="other-role"),
                Screening(account=a, mention="m2", screener="mira", decision="exclude", shelf="testimony", criterion="other-role"),
            ]
        )
        run(study)
    return folder, accounts


def test_the_flow_is_that_of_the_report(made):
    """Counted in SQL for a page, and from records for the report: every number of every stream and of the people is the same."""
    folder, _ = made
    with open_study(folder, coder="mira") as study:
        content = _content(study, study.protocol.release.profiles[1], PublishParams())
        with study.read() as view:
            mine = flow(view)
    theirs = counted_from_records(content.facts)
    assert [replace(stream, members={}) for stream in theirs.streams if stream.identified] == list(mine.streams)
    assert replace(theirs.people, members={}, finished=0) == mine.people
    assert mine.responses == theirs.responses
    assert {stream.shelf for stream in mine.streams} == {"testimony", "programme", "unshelved"}


def test_the_story_map_is_that_of_the_report(made):
    """The same stories, the same periods; a story told once is named by its account, since nobody asks for its family."""
    folder, _ = made
    with open_study(folder, coder="mira") as study:
        content = _content(study, study.protocol.release.profiles[1], PublishParams())
        with study.read() as view:
            mine = stories(view)
    theirs = collection.stories(content.facts)

    def unnamed(found):
        return replace(found, stories=tuple(replace(story, family="") for story in found.stories))

    assert unnamed(mine) == unnamed(theirs)
    assert [story.family for story in mine.repeated] == [story.family for story in theirs.repeated]


def test_an_earlier_look_is_taken_over_only_while_it_holds(made, tmp_path):
    """Families and copies of an earlier look are kept through a decision of screening, and found anew when somebody enters a person."""
    folder, accounts = made
    shutil.copytree(folder, tmp_path / "copy")
    with open_study(tmp_path / "copy", coder="mira") as study:
        with study.read() as view:
            before = holdings(view)
        study.decide([Screening(account=accounts["c.txt"].id, screener="mira", decision="include", shelf="testimony")])
        with study.read() as view:
            after = holdings(view)
        assert after.home is before.home
        assert after.standing(accounts["c.txt"].id) is Standing.INCLUDE
        assert before.copies == {accounts["b.txt"].id}
        study.decide(
            [Mention(id="m9", account=accounts["b.txt"].id, label="Only here", edition=accounts["b.txt"].main, start=600, end=605)]
        )
        with study.read() as view:
            anew = holdings(view)
        assert anew.home is before.home
        assert anew.copies is not before.copies
        with open_study(tmp_path / "copy", coder="mira") as fresh, fresh.read() as view:
            assert holdings(view) == anew
            assert status(fresh) == status(study)


def test_accounts_are_chosen_by_what_is_known_of_them(made):
    """Shelf, standing, place in a family and the family itself narrow the list; its order is that of the list."""
    folder, accounts = made
    with open_study(folder, coder="mira") as study, study.read() as view:
        held = holdings(view)

        def origins(**narrowed):
            names = chosen(view, held, Wanted(sort=Sort.ORIGIN), Narrowed(**narrowed))
            return [account.origin for account in view.accounts(names)]

        assert origins(standing="include") == ["a.txt"]
        assert origins(standing="conflict") == ["d.html"]
        assert origins(shelf="programme") == ["d.html"]
        assert origins(place="root") == ["a.txt"]
        assert origins(family=accounts["b.txt"].id) == ["a.txt", "b.txt"]
        assert origins(family=accounts["c.txt"].id) == ["c.txt"]
        assert origins(family="nobody") == []


def test_searching_takes_signs_as_they_stand(made):
    """Signs that mean something to a database mean nothing in a search for an origin."""
    folder, _ = made
    with open_study(folder, coder="mira") as study, study.read() as view:
        assert find(view.connection, Wanted(words="%")) == []
        assert find(view.connection, Wanted(words="a_txt")) == []
        assert len(find(view.connection, Wanted(words="broken.pdf"))) == 1
        assert find(view.connection, Wanted(words="'; DROP TABLE accounts; --")) == []
        assert len(find(view.connection, Wanted(state=AccountState.FAILED))) == 1
        assert tally(view.connection, "state") == {"ok": 4, "failed": 1}
