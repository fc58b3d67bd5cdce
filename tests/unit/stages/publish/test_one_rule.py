"""Screening has come to the same at every door: what screen, status and the report's flow count agrees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.stories import sentence
from support.studies import fork, make_study, mention, put_account
from testimonia.domain.decisions import Completion, LinkReview, Screening
from testimonia.domain.evidence import ShelfDeclaration
from testimonia.domain.flow import Stream
from testimonia.domain.vocabulary import Layer, LinkDecision, ScreeningDecision, Shelf
from testimonia.stages.publish.method.flow import finished_cases, flow
from testimonia.stages.publish.steps import _facts
from testimonia.stages.screen import screen
from testimonia.store.merge import merge
from testimonia.study import Study, View
from testimonia.workflow import run, status

STORY = sentence("story", 200)
TEXTS = {
    "root": STORY,
    "reprint": sentence("lead", 10) + " " + STORY,
    "longer": STORY + " " + sentence("own", 80),
    "again": sentence("again", 120),
    "disputed": sentence("disputed", 120),
    "divided": sentence("divided", 120),
    "new": sentence("new", 120),
}
ROUNDS = """
coders:
  - owner
  - {id: mara, role: lead}
  - {id: anna, role: coder}
  - {id: ben, role: coder}
rounds:
  - {id: pilot, kind: screening, blind: false}
  - {id: main, kind: screening, blind: false}
  - {id: coding-1, kind: coding, blind: false}
"""
INCLUDE, EXCLUDE = ScreeningDecision.INCLUDE, ScreeningDecision.EXCLUDE


class Screened:
    """A study in which every way to a standing is taken by one account; ``names`` are ids by origin."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.accounts = {
            name: put_account(study, name, text, published=f"2020-01-{n + 1:02d}") for n, (name, text) in enumerate(TEXTS.items())
        }

    def said(
        self, name: str, decision: ScreeningDecision, screener: str = "owner", entry: str | None = "main", **more: object
    ) -> Screening:
        account = self.accounts[name].id
        return Screening(account=account, screener=screener, round=entry, decision=decision, shelf=Shelf.TESTIMONY, **more)


@pytest.fixture
def screened(tmp_path: Path) -> Iterator[Screened]:
    with make_study(tmp_path / "s") as study:
        path = tmp_path / "s" / "study.yaml"
        kept, skipping = [], False
        for line in path.read_text(encoding="utf-8").splitlines():
            skipping = line.startswith(("coders:", "rounds:")) or (skipping and (not line or line[0] in " #-"))
            kept += [] if skipping else [line]
        path.write_text("\n".join(kept) + ROUNDS, encoding="utf-8")
        study.adopt()
        made = Screened(study)
        said = made.said
        study.decide(
            [
                *(ShelfDeclaration(account=account.id, shelf=Shelf.TESTIMONY) for account in made.accounts.values()),
                said("root", INCLUDE),
                said("reprint", EXCLUDE),
                said("longer", INCLUDE),
                said("again", EXCLUDE, entry="pilot"),
                said("again", INCLUDE),
                said("disputed", INCLUDE, "anna"),
                said("disputed", EXCLUDE, "ben"),
                said("divided", INCLUDE),
            ]
        )
        with fork(study, tmp_path / "theirs", "theirs") as theirs:
            study.decide([said("divided", INCLUDE, reason="his voice")])
            theirs.decide([said("divided", EXCLUDE, reason="a rumour")])
            merge(study.store, theirs.store)
        run(study)
        yield made


def counted(study: Study) -> Stream:
    with study.read() as mine:
        facts = _facts(study, View(study, mine.connection, study.machine_sight(mine.connection)), mine)
    (stream,) = (stream for stream in flow(facts).streams if stream.identified)
    return stream


def test_screen_status_and_the_flow_agree(screened: Screened) -> None:
    """A second look replaces the first, two copies' different words are a conflict, and only the copy that adds nothing is set aside."""
    wanted = {"include": 3, "conflict": 2, "unscreened": 1}
    report = screen(screened.study)
    assert (report.accounts, report.copies, report.adding) == (6, 1, 1)
    assert report.shelves == {"testimony": wanted}
    assert status(screened.study).shelves == {"testimony": wanted}
    stream = counted(screened.study)
    assert (stream.copies, len(stream.members["to be screened"])) == (report.copies, report.accounts)
    assert (stream.included, stream.disagreed, stream.waiting, stream.excluded) == (3, 2, 1, ())


def test_a_case_is_finished_in_status_as_in_the_report(screened: Screened) -> None:
    """A case finished as a whole is open again in both when an account of somebody held the same is linked to it later."""
    study = screened.study
    here, there = mention(screened.accounts["root"], "m"), mention(screened.accounts["again"], "n")
    study.decide([here, there])
    study.decide([Completion(account=here.account, mention="m", codebook="icsr-2015", coder="anna", round="coding-1")])
    run(study)
    assert left(study) == (2, 1)
    a, b = (screened.accounts[name].id for name in ("root", "again"))
    study.decide([LinkReview(a="m", b="n", account_a=a, account_b=b, decision=LinkDecision.SAME, by="owner", layer=Layer.CONSENSUS)])
    run(study)
    assert left(study) == (1, 1)
    study.decide([Completion(account=b, mention="n", codebook="icsr-2015", coder="anna", round="coding-1")])
    run(study)
    assert left(study) == (1, 0)


def left(study: Study) -> tuple[int, int]:
    """How many cases there are, and how many anna has still to code, on which status and the report's rule agree."""
    with study.read() as mine:
        facts = _facts(study, View(study, mine.connection, study.machine_sight(mine.connection)), mine)
    waiting = {item.what: item.count for item in status(study).waiting if item.who == ("anna",)}
    count = waiting.get("{n} cases to code with icsr-2015 in round coding-1", 0)
    assert len(facts.people) - len(finished_cases(facts)) == count
    return len(facts.people), count
