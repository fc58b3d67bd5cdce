"""What two copies of a study decided differently waits at every stage, until somebody decides; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from support.stories import sentence
from support.studies import fork, make_study, put_account
from testimonia.domain.decisions import LinkReview, Mention, RelationReview, RoundOpening, Screening
from testimonia.domain.results import Case, Family, Link, Relation
from testimonia.domain.vocabulary import Layer, LinkDecision, MentionStatus, ProposalStatus, RelationKind, ScreeningDecision, Shelf
from testimonia.errors import ImportRejected
from testimonia.stages.code import import_file
from testimonia.stages.resolve import resolve
from testimonia.stages.resolve.method import Standing
from testimonia.stages.screen import screen
from testimonia.stages.trace import trace
from testimonia.store.append import Decision
from testimonia.store.merge import merge
from testimonia.study import Study

STORY = sentence("story", 120)
ACCEPTED, REJECTED = ProposalStatus.ACCEPTED, ProposalStatus.REJECTED
INCLUDE, EXCLUDE = ScreeningDecision.INCLUDE, ScreeningDecision.EXCLUDE
WAITS = "waits: two copies of the study decided differently"


class Copies:
    """Two copies of a study that holds a story, its reprint, and somebody in each."""

    def __init__(self, ours: Study, folder: Path) -> None:
        self.ours = ours
        self.names = sorted(put_account(ours, name, text).id for name, text in (("a.txt", STORY), ("b.txt", STORY)))
        self.mentions = [self.mention(name, account) for name, account in zip("mn", self.names, strict=True)]
        ours.decide([*self.mentions, *(self.screening(account) for account in self.names)])
        self.theirs = fork(ours, folder, "theirs")

    def mention(self, name: str, account: str) -> Mention:
        with self.ours.read() as view:
            found = view.account(account)
            assert found is not None
        return Mention(id=name, account=account, label="Dina", status=MentionStatus.ELIGIBLE, edition=found.main, start=0, end=8)

    def screening(self, account: str, decision: ScreeningDecision = INCLUDE, **more: object) -> Screening:
        return Screening(**{"account": account, "screener": "owner", "decision": decision, "shelf": Shelf.TESTIMONY, **more})

    def review(self, status: ProposalStatus) -> RelationReview:
        a, b = self.names
        return RelationReview(a=a, b=b, kind=RelationKind.REPRINT, status=status)

    def link(self, decision: LinkDecision) -> LinkReview:
        a, b = self.names
        return LinkReview(a="m", b="n", account_a=a, account_b=b, decision=decision, by="owner")

    def differ(self, mine: object, other: object) -> None:
        """Each copy decides in its own way, and ours takes in theirs."""
        self.ours.decide([mine])
        self.theirs.decide([other])
        merge(self.ours.store, self.theirs.store)

    def families(self) -> list[tuple[str, ...]]:
        with self.ours.read_as_machine() as view:
            return sorted(family.accounts for family in view.outputs("lineage", Family))

    def cases(self) -> list[tuple[str, ...]]:
        with self.ours.read_as_machine() as view:
            return sorted(case.mentions for case in view.outputs("resolve", Case))

    def digest(self, stage: str) -> str | None:
        with self.ours.read_as_machine() as view:
            return view.input_digest(stage)

    def undecided(self, record: type) -> frozenset[str]:
        with self.ours.read_as_machine() as view:
            return view.undecided(record)


@pytest.fixture
def copies(tmp_path: Path, database_url: str | None) -> Iterator[Copies]:
    with make_study(tmp_path / "ours", database_url) as ours:
        made = Copies(ours, tmp_path / "theirs")
        with made.theirs:
            yield made


def test_a_relation_in_conflict_waits_and_joins_no_family(copies: Copies) -> None:
    """What one copy rejected and the other accepted is not left to the rule, which alone would join the two."""
    trace(copies.ours)
    assert copies.families() == [tuple(copies.names)]
    copies.differ(copies.review(REJECTED), copies.review(ACCEPTED))
    assert copies.undecided(RelationReview) == {"|".join(copies.names)}
    report = trace(copies.ours)
    assert report.fresh == ("lineage", "retelling")
    assert copies.families() == [(name,) for name in copies.names]
    with copies.ours.read_as_machine() as view:
        (edge,) = view.outputs("lineage", Relation)
    assert (edge.status, edge.by, edge.evidence[-1]) == (ProposalStatus.PROPOSED, "machine:trace", WAITS)
    assert report.waiting == ((*copies.names, WAITS.removeprefix("waits: ")),)
    assert "two copies of the study decided differently: 1" in "\n".join(report.lines())


@pytest.mark.parametrize("settled", ["accepted", "rejected", "taken back"])
def test_settling_a_relation_renews_lineage(copies: Copies, settled: str) -> None:
    """A new word settles it; taken back by everybody, the pair is the rule's again. Lineage is stale after each step."""
    trace(copies.ours)
    before = copies.digest("lineage")
    copies.differ(copies.review(REJECTED), copies.review(ACCEPTED))
    waiting = copies.digest("lineage")
    trace(copies.ours)
    review = copies.review(REJECTED if settled == "rejected" else ACCEPTED)
    copies.ours.decide([Decision(record=review, retract=settled == "taken back")])
    assert copies.undecided(RelationReview) == frozenset()
    assert waiting not in (before, copies.digest("lineage"))
    assert trace(copies.ours).fresh == ("lineage", "retelling")
    assert copies.families() == ([(name,) for name in copies.names] if settled == "rejected" else [tuple(copies.names)])


def test_a_pair_without_shared_words_waits_too(copies: Copies) -> None:
    """A translation that one copy entered and took back while the other changed it is told, though no machine found it."""
    stranger = put_account(copies.ours, "c.txt", sentence("other", 120)).id
    merge(copies.theirs.store, copies.ours.store)
    a, b = sorted((copies.names[0], stranger))
    review = RelationReview(a=a, b=b, kind=RelationKind.TRANSLATION, status=ACCEPTED)
    copies.differ(review, replace(review, status=REJECTED))
    report = trace(copies.ours)
    assert [(one, other) for one, other, _ in report.waiting] == [(a, b)]
    assert (stranger,) in copies.families()


def test_an_account_in_conflict_is_neither_in_nor_out(copies: Copies) -> None:
    """Screened in by one copy and out by the other, its people wait for the lead, whose word settles it."""
    root = copies.names[0]
    copies.differ(copies.screening(root, EXCLUDE), copies.screening(root, INCLUDE, reason="his own voice"))
    trace(copies.ours)
    report = resolve(copies.ours)
    assert report.mentions[Standing.ACCOUNT_DISPUTED] == ("m",)
    assert report.divided == {"screening": 1}
    assert "1 screening decision for whoever leads: two copies of the study decided differently" in "\n".join(report.lines())
    seen = screen(copies.ours)
    assert seen.divided == {"screening": 1}
    assert [(item.account, item.said[0][0]) for item in seen.conflicts] == [(root, "owner")]
    assert seen.shelves["testimony"]["conflict"] == 1
    assert "1 objects wait" in "\n".join(seen.lines())
    copies.ours.decide([copies.screening(root, layer=Layer.ADJUDICATED)])
    assert resolve(copies.ours).mentions == {Standing.ELIGIBLE: ("m", "n")}
    assert screen(copies.ours).conflicts == ()


def test_a_person_in_conflict_is_disputed(copies: Copies) -> None:
    """Two copies of a screener's word on a mention leave it waiting, whatever it was entered as."""
    root = copies.names[0]
    copies.ours.decide([copies.screening(root, EXCLUDE, mention="m")])
    merge(copies.theirs.store, copies.ours.store)
    copies.differ(copies.screening(root, INCLUDE, mention="m"), copies.screening(root, ScreeningDecision.UNSURE, mention="m"))
    trace(copies.ours)
    assert resolve(copies.ours).mentions[Standing.DISPUTED] == ("m",)
    assert screen(copies.ours).mentions["conflict"] == 1


def test_a_link_in_conflict_is_unclear(copies: Copies) -> None:
    """The rule would link the reprint's mention; after two words for and against nothing is linked until one holds."""
    trace(copies.ours)
    resolve(copies.ours)
    assert copies.cases() == [("m", "n")]
    copies.differ(copies.link(LinkDecision.SAME), copies.link(LinkDecision.DIFFERENT))
    report = resolve(copies.ours)
    assert (report.fresh, report.unclear, report.divided) == (True, (("m", "n"),), {"link_reviews": 1})
    assert report.disputed == report.unclear
    assert any("1 verdict on a pair for whoever leads" in line for line in report.lines())
    assert copies.cases() == [("m",), ("n",)]
    with copies.ours.read_as_machine() as view:
        assert [(link.decision, link.by) for link in view.outputs("resolve", Link)] == [("unclear", "reviewers:owner")]
    waiting = copies.digest("resolve")
    copies.ours.decide([Decision(record=copies.link(LinkDecision.SAME), retract=True)])
    assert copies.digest("resolve") != waiting
    resolve(copies.ours)
    assert copies.cases() == [("m", "n")]


def test_a_mention_in_conflict_is_absent_and_counted(copies: Copies, tmp_path: Path) -> None:
    """It is in no case, the report counts it, and a row about it is told what to do first."""
    copies.differ(replace(copies.mentions[0], label="Dina K."), replace(copies.mentions[0], label="Dana"))
    trace(copies.ours)
    report = resolve(copies.ours)
    assert (copies.cases(), report.divided) == ([("n",)], {"mentions": 1})
    assert screen(copies.ours).divided == {"mentions": 1}
    path = tmp_path / "completions.csv"
    path.write_text("mention,codebook\nm,form\n", encoding="utf-8")
    with pytest.raises(ImportRejected, match=r"Two copies of the study decided differently about mention `m`\. Decide about it first"):
        import_file(copies.ours, path)


def test_a_blind_round_stays_blind(copies: Copies) -> None:
    """A conflict in a round not yet open is nobody's input; once the round is open it is."""
    root = copies.names[0]
    before = copies.digest("resolve")
    blind = {"round": "first", "screener": "anna"}
    copies.differ(copies.screening(root, EXCLUDE, **blind), copies.screening(root, INCLUDE, **blind))
    assert (copies.undecided(Screening), copies.digest("resolve")) == (frozenset(), before)
    trace(copies.ours)
    held = copies.digest("resolve")
    copies.ours.decide([RoundOpening(round="first")])
    assert copies.undecided(Screening) == {f"{root}||anna|first|coder"}
    assert copies.digest("resolve") != held
