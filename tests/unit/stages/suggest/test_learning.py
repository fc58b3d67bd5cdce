"""Learning from codings: only from those that are open to all, and not anew for each."""

from __future__ import annotations

import pytest

from support.studies import put_account, surroundings
from testimonia.domain.decisions import Coding, RoundOpening
from testimonia.domain.identity import object_id
from testimonia.stages.suggest import suggest
from testimonia.stages.suggest.learning import step
from testimonia.stages.trace import trace
from testimonia.store.runs import newest
from testimonia.store.verify import verify
from testimonia.store.withdraw import withdraw
from testimonia.study import new_study, suggestions_for
from testimonia.workflow import reject

FILES = {
    "study.yaml": "study: {title: Leaving, question: Why?}\ncoders: [{id: ada}, {id: ben}]\n"
    "rounds: [{id: c1, kind: coding, coders: [ada, ben]}]\ncodebooks: [leaving]\n",
    "codebooks/leaving.yaml": "id: leaving\ntitle: Leaving\ncodes:\n"
    "  - {id: cruelty, label: Cruelty, definition: Violence.}\n  - {id: hunger, label: Hunger, definition: Want.}\n",
}
STORY = (
    "Samir Haddad, 31, joined the group in March 2015 and fled in June 2017.\n\n"
    '"They whipped the prisoners in the yard every morning," Haddad said. "So I left at night."\n'
)


@pytest.fixture
def study(tmp_path):
    with new_study(tmp_path / "s", files=FILES, surroundings=surroundings()) as made:
        yield made


def coded(study, count, round_id=None, first=0):
    """Accounts that somebody coded, and one that waits."""
    found = []
    for n in range(first, first + count):
        words, code = (f"They whipped prisoners in yard {n}.", "cruelty") if n % 2 else (f"There was no bread in barrack {n}.", "hunger")
        text = f"{words} The weather of day {n} was mild, and account {n} ends here."
        account = put_account(study, f"{n}.txt", text, published="2018")
        found.append(
            Coding(
                id=object_id("coding", n, round_id), account=account.id, edition=account.main, codebook="leaving", code=code, codebook_version=1,
                coder="ada", round=round_id, start=0, end=len(words), quote=words,
            )
        )  # fmt: skip
    study.decide(found)
    return found


def learned(study, account):
    with study.read() as view:
        return [item for item in view.suggestions(account.id) if item.method == "learned"]


def test_twenty_open_codings_teach_a_model(study):
    """An account that nobody coded gets a code as people gave it; those that were learned from get none."""
    marked = coded(study, 20)
    waiting = put_account(study, "waits.txt", STORY)
    trace(study)
    report = suggest(study)
    assert (report.lesson.codings, report.lesson.knows, report.lesson.suggestions) == (20, (("leaving", "en"),), 1)
    (found,) = learned(study, waiting)
    assert found.value == "leaving:cruelty"
    assert "whipped" in STORY[found.start : found.end]
    with study.read() as view:
        assert not any(item.method == "learned" for mark in marked for item in view.suggestions(mark.account))
    assert suggest(study).lesson == report.lesson
    assert verify(study.store).problems == ()


def test_a_blind_round_teaches_nothing_until_it_is_opened(study):
    """What colleagues coded apart reaches nobody by way of a machine."""
    coded(study, 24, "c1")
    waiting = put_account(study, "waits.txt", STORY)
    trace(study)
    assert suggest(study).lesson.codings == 0
    assert learned(study, waiting) == []
    study.decide([RoundOpening(round="c1")])
    assert suggest(study).lesson.codings == 20
    assert learned(study, waiting)


def test_one_coding_more_teaches_nothing_new(study):
    """How many are learned from grows by a quarter at a time, so that accounts are not read anew for each."""
    assert [step(count) for count in (0, 19, 20, 24, 25, 30, 31, 1000)] == [0, 0, 20, 20, 25, 25, 31, 888]
    coded(study, 20)
    put_account(study, "waits.txt", STORY)
    trace(study)
    suggest(study)
    before = version(study)
    coded(study, 2, first=20)
    trace(study)
    suggest(study)
    assert version(study) == before


def test_what_was_rejected_stays_so_when_more_is_learned(study):
    """A model that learned from more codings and says the same of a passage is not asked about it again."""
    coded(study, 20)
    waiting = put_account(study, "waits.txt", STORY)
    trace(study)
    suggest(study)
    (found,) = learned(study, waiting)
    reject(study, found.id)
    before = version(study)
    coded(study, 5, first=20)
    trace(study)
    suggest(study)
    assert version(study) != before
    assert [item.id for item in learned(study, waiting)] == [found.id]
    with study.read() as view:
        assert all(item.method != "learned" for item in suggestions_for(view, waiting.id, None))


def version(study):
    with study.store.read() as connection:
        return newest(connection, "learned", lambda _: True).version


def test_what_was_learned_from_an_account_goes_with_it(study):
    """After a withdrawal another model is learned from what is left, and the runs still add up."""
    marked = coded(study, 25)
    waiting = put_account(study, "waits.txt", STORY)
    trace(study)
    suggest(study)
    before = version(study)
    withdraw(study.store, marked[1].account, by="owner", reason="asked to")
    assert verify(study.store).problems == ()
    trace(study)
    assert suggest(study).lesson.codings == 20
    assert version(study) != before
    assert learned(study, waiting)
