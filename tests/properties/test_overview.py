"""The overview after a decision, which takes over what the decision did not touch, is the one that is counted from nothing."""

from __future__ import annotations

import random
import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from support.pairing import BOOK, FILES, TEAM
from support.studies import put_account
from testimonia.domain.decisions import Claim, Coding, Completion, LinkReview, Mention, RoundOpening, Screening, Value
from testimonia.domain.evidence import ShelfDeclaration
from testimonia.domain.teamwork import Assignment
from testimonia.domain.vocabulary import LinkDecision, MentionStatus, Missing, ScreeningDecision, Shelf
from testimonia.errors import TestimoniaError
from testimonia.stages.code.working import work_in
from testimonia.store import inputs
from testimonia.store.append import Decision
from testimonia.study import holdings, merge, new_study, open_study, undo, withdraw
from testimonia.workflow import flow, run
from testimonia.workflow.standing import standing

ROUNDS = "rounds:\n  - {id: s1, kind: screening, coders: [ada, ben]}\n  - {id: s2, kind: screening, blind: false}\n"
TEXTS = {
    f"{name}.txt": f"{name} left in spring. " + " ".join(f"{name.lower()}{n}" for n in range(40)) for name in ("Ana", "Bo", "Cem", "Di")
}
TEXTS["copy.txt"] = TEXTS["Ana.txt"] + " More."
PEOPLE = ("mira", "ada", "ben")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with five accounts, one a copy, three people and everything in force; copied, never changed."""
    folder = tmp_path_factory.mktemp("overview") / "study"
    files = FILES | {"study.yaml": TEAM.replace("rounds:\n", ROUNDS)}
    with new_study(folder, files=files) as study:
        lead = study.acting("mira")
        accounts = [put_account(lead, origin, text) for origin, text in TEXTS.items()]
        lead.decide([Screening(account=item.id, screener="mira", decision="include", shelf="testimony") for item in accounts[:2]])
        people = [Mention(id=f"m{n}", account=item.id, label=f"P{n}", status=MentionStatus.ELIGIBLE) for n, item in enumerate(accounts[:3])]
        lead.decide(people)
        run(lead)
    return folder


class Team:
    """People at work: each act is one that somebody may do at any moment."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice, self.folder = random.Random(seed), folder
        self.study = open_study(folder, coder="mira")
        with self.study.read() as view:
            from testimonia.domain.evidence import Account

            self.accounts = sorted(view.records(Account), key=lambda item: item.origin)
        self.count = 0

    def decide(self, who: str, *decisions: object) -> None:
        self.study.acting(who).decide(list(decisions))

    def _some(self) -> tuple[str, str, str]:
        self.count += 1
        account = self.dice.choice(self.accounts).id
        with self.study.read_as_machine() as view:
            known = [item.id for item in view.records(Mention)]
        return self.dice.choice(PEOPLE), account, self.dice.choice(known or ["m0"])

    def screen(self) -> None:
        who, account, mention = self._some()
        entry, about = self.dice.choice(["s1", "s2", None]), self.dice.choice([None, None, mention])
        decision, shelf = self.dice.choice(list(ScreeningDecision)), self.dice.choice([Shelf.TESTIMONY, Shelf.PROGRAMME])
        if about is not None:
            account = self._home(about)
        self.decide(who, Screening(account=account, mention=about, screener=who, round=entry, decision=decision, shelf=shelf))

    def _home(self, mention: str) -> str:
        with self.study.read_as_machine() as view:
            found = view.one(Mention, mention)
        return found.account if found else self.accounts[0].id

    def enter(self) -> None:
        who, account, _ = self._some()
        status = self.dice.choice(list(MentionStatus))
        self.decide(who, Mention(id=f"n{self.count}", account=account, label="Somebody", status=status))

    def declare(self) -> None:
        _, account, _ = self._some()
        self.decide("mira", ShelfDeclaration(account=account, shelf=self.dice.choice(list(Shelf))))

    def code(self) -> None:
        who, account, _ = self._some()
        with self.study.read() as view:
            found = view.account(account)
            edition = view.edition(found.main or "") if found else None
        if edition is not None:
            code = self.dice.choice(["brutality", "family", "gone"])
            self.decide(
                who,
                Coding(
                    id=f"k{self.count}", account=account, edition=edition.id, codebook="leaving", code=code,
                    codebook_version=self.dice.choice([1, 1, 7]), coder=who, round=self.dice.choice(["c1", None]), start=0, end=3,
                    quote=edition.text[:3],
                ),
            )  # fmt: skip

    def finish(self) -> None:
        who, account, mention = self._some()
        whole = self.dice.choice([None, mention])
        book = self.dice.choice(["leaving", "form"])
        about = account if whole is None else self._home(mention)
        self.decide(who, Completion(account=about, mention=whole, codebook=book, version=1, coder=who, round="c1"))

    def answer(self) -> None:
        who, _, mention = self._some()
        missing = self.dice.choice([None, Missing.NOT_STATED])
        self.decide(
            who,
            Value(
                id=f"v{self.count}", account=self._home(mention), mention=mention, variable="legal", value=None if missing else "charged",
                missing=missing, coder=who, round=self.dice.choice(["c1", None]), form_version=self.dice.choice([1, 1, 4]),
            ),
        )  # fmt: skip

    def claim(self) -> None:
        who, _, mention = self._some()
        self.decide(who, Claim(id=f"c{self.count}", account=self._home(mention), mention=mention, variable="legal", value="convicted"))

    def link(self) -> None:
        who, _, a = self._some()
        _, _, b = self._some()
        if a != b:
            a, b = sorted((a, b))
            said = self.dice.choice(list(LinkDecision))
            self.decide(who, LinkReview(a=a, b=b, account_a=self._home(a), account_b=self._home(b), decision=said))

    def deal(self) -> None:
        who, _, mention = self._some()
        self.decide("mira", Assignment(round="c1", account=self._home(mention), mention=mention, coder=who))

    def open(self) -> None:
        self.decide("mira", RoundOpening(round=self.dice.choice(["s1", "c1"])))

    def take_back(self) -> None:
        who, account, _ = self._some()
        acting = self.study.acting(who)
        with acting.read() as view:
            rows = [row.id for record in (Screening, Coding, Completion, Mention) for row in view.history(record) if row.by == who]
            mine = [item for item in view.records_at(Screening, account) if item.screener == who]
        if mine and self.dice.random() < 0.5:
            acting.decide([Decision(record=self.dice.choice(mine), retract=True)])
        elif rows:
            undo(acting, self.dice.choice(rows))

    def withdraw(self) -> None:
        _, account, _ = self._some()
        withdraw(self.study, account, "asked for")

    def run(self) -> None:
        run(self.study)

    def define(self) -> None:
        self.count += 1
        text = BOOK.replace("version: 1", f"version: {1 + self.count}").replace("Somebody at home asked", f"Somebody asked {self.count}")
        (self.folder / "codebooks" / "leaving.yaml").write_text(text, encoding="utf-8")
        self.study.adopt()

    def merge(self) -> None:
        """A colleague decides in a copy while the study goes on, and brings it back: as a chain of its own, or as one that forks."""
        with tempfile.TemporaryDirectory() as name:
            other = Path(shutil.copytree(self.folder, Path(name) / "other"))
            account = self.accounts[0].id
            said = Screening(account=account, screener="ada", round="s2", decision="include", shelf="testimony")
            with open_study(other, coder="ada") as theirs:
                theirs.decide([said])
            self.decide("ada", replace(said, decision=ScreeningDecision.EXCLUDE))
            merge(self.study, other)


ACTS = [Team.screen, Team.enter, Team.declare, Team.code, Team.finish, Team.answer, Team.claim, Team.link, Team.deal, Team.open,
        Team.take_back, Team.run, Team.define, Team.merge]  # fmt: skip


def _told(folder: Path, who: str) -> tuple[object, ...]:
    """What the overview tells somebody in a study that was just opened, with nothing known from before."""
    inputs._DIGESTS.clear()
    with open_study(folder, coder=who) as fresh, fresh.read() as view:
        return standing(view), flow(view), work_in(view), holdings(view)


@given(st.integers(0, 2**32))
@settings(max_examples=3, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # a seed says nothing shorter when it is made smaller
def test_the_overview_after_a_decision_is_that_counted_from_nothing(begun, seed):
    """Whatever is decided, undone, merged, withdrawn, opened or computed: everybody is told what a newly opened study would tell them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(begun, Path(name) / "study"))
        team = Team(folder, seed)
        # Runs lie between, since what follows from cases is asked only while they are in force.
        acts = [act for _ in range(3) for act in (*team.dice.sample(ACTS, 5), Team.run)]
        for act in [*acts, Team.withdraw, *team.dice.sample(ACTS, 2)]:
            with suppress(TestimoniaError):  # not everybody may do everything, and an account may be gone
                act(team)
            for who in PEOPLE:
                acting = team.study.acting(who)
                with acting.read() as view:
                    mine = standing(view), flow(view), work_in(view), holdings(view)
                assert mine == _told(folder, who), (act.__name__, who)
        team.study.close()
