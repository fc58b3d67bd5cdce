"""From mentions to cases: who counts, who is the same, and what waits for whom."""

from __future__ import annotations

import pytest

from support.stories import sentence
from testimonia.domain.decisions import LinkReview, Mention, RelationReview, RoundOpening, Screening
from testimonia.domain.evidence import ShelfDeclaration
from testimonia.domain.results import Case, Link
from testimonia.domain.vocabulary import (
    CaseKind,
    Layer,
    LinkDecision,
    MentionStatus,
    ProposalStatus,
    RelationKind,
    ScreeningDecision,
    Shelf,
)
from testimonia.errors import StaleResults
from testimonia.stages.resolve import resolve
from testimonia.stages.resolve.method import Standing
from testimonia.stages.trace import trace
from testimonia.store.withdraw import withdraw

INCLUDE, EXCLUDE, UNSURE = ScreeningDecision.INCLUDE, ScreeningDecision.EXCLUDE, ScreeningDecision.UNSURE
SAME, DIFFERENT = LinkDecision.SAME, LinkDecision.DIFFERENT
RULE = "rule:link_copies_mentions"


class Desk:
    """One study, and what a test decides in it."""

    def __init__(self, shelf):
        self.shelf, self.study = shelf, shelf.study
        self.texts, self.at = {}, {}

    def account(self, name, text=None, include=True, on=Shelf.TESTIMONY, **details):
        text = sentence(name, 60) if text is None else text
        account = self.shelf.add(name, text, **details)
        self.texts[account] = text
        if include:
            self.screen(account, on=on)
        return account

    def screen(self, account, decision=INCLUDE, by="owner", on=Shelf.TESTIMONY, mention=None, layer=Layer.CODER, entered=None):
        self.study.decide(
            [Screening(account=account, mention=mention, screener=by, decision=decision, shelf=on, layer=layer, round=entered)]
        )

    def mention(self, name, account, words=None, status=MentionStatus.ELIGIBLE, kind=CaseKind.PERSON, label=None):
        edition = start = end = None
        if words is not None:
            start = self.texts[account].index(words)
            end = start + len(words)
            with self.study.read() as view:
                edition = view.account(account).main
        record = Mention(
            id=name, account=account, label=label or name, status=status, kind=kind, edition=edition, start=start, end=end, by="owner"
        )
        self.study.decide([record])
        self.at[name] = account
        return name

    def link(self, a, b, decision=SAME, by="owner", layer=Layer.CODER, entered=None):
        self.study.decide(
            [LinkReview(a=a, b=b, account_a=self.at[a], account_b=self.at[b], decision=decision, by=by, layer=layer, round=entered)]
        )

    def resolve(self):
        trace(self.study)
        return resolve(self.study)

    def outputs(self, record):
        with self.study.read_as_machine() as view:
            return view.outputs("resolve", record)

    def cases(self):
        return sorted(case.mentions for case in self.outputs(Case))

    def links(self):
        return {(link.a, link.b): (link.decision, link.by) for link in self.outputs(Link)}


@pytest.fixture
def desk(shelf):
    return Desk(shelf)


# --- who counts


def test_an_eligible_mention_on_an_included_account_is_a_case(desk):
    """Without links every eligible mention is a case of its own."""
    a = desk.account("a.html")
    desk.mention("m", a, label="the baker")
    desk.mention("n", a)
    report = desk.resolve()
    assert desk.cases() == [("m",), ("n",)]
    assert report.cases == {"person": 2}
    assert [case.label for case in desk.outputs(Case) if case.mentions == ("m",)] == ["the baker"]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([], Standing.ACCOUNT_UNSCREENED),
        ([EXCLUDE], Standing.ACCOUNT_EXCLUDED),
        ([UNSURE], Standing.ACCOUNT_DISPUTED),
        ([INCLUDE, EXCLUDE], Standing.ACCOUNT_DISPUTED),
        ([INCLUDE, INCLUDE], Standing.ELIGIBLE),
    ],
)
def test_the_account_must_be_included(desk, decisions, expected):
    """An eligible mention counts only where screening of its account came to include."""
    a = desk.account("a.html", include=False)
    for n, decision in enumerate(decisions):
        desk.screen(a, decision, by=f"s{n}")
    desk.mention("m", a)
    assert desk.resolve().mentions == {expected: ("m",)}
    assert bool(desk.cases()) is (expected is Standing.ELIGIBLE)


@pytest.mark.parametrize(
    ("kind", "on", "expected"),
    [
        (CaseKind.PERSON, Shelf.TESTIMONY, Standing.ELIGIBLE),
        (CaseKind.PERSON, Shelf.PROGRAMME, Standing.OTHER_SHELF),
        (CaseKind.RESPONSE, Shelf.PROGRAMME, Standing.ELIGIBLE),
        (CaseKind.RESPONSE, Shelf.TESTIMONY, Standing.OTHER_SHELF),
        (CaseKind.PERSON, None, Standing.NO_SHELF),
    ],
)
def test_persons_count_on_testimony_and_responses_on_programme(desk, kind, on, expected):
    """A mention counts on the shelf of its kind alone."""
    a = desk.account("a.html", on=on)
    desk.mention("m", a, kind=kind)
    assert desk.resolve().mentions == {expected: ("m",)}


def test_a_declared_shelf_stands_in_where_screening_names_none(desk):
    """Whoever includes an account without naming a shelf includes it on the declared one."""
    a = desk.account("a.html", on=None)
    desk.study.decide([ShelfDeclaration(account=a, shelf=Shelf.TESTIMONY)])
    desk.mention("m", a)
    assert desk.resolve().mentions == {Standing.ELIGIBLE: ("m",)}


@pytest.mark.parametrize(
    ("status", "decisions", "expected"),
    [
        (MentionStatus.PROPOSED, [], Standing.UNDECIDED),
        (MentionStatus.EXCLUDED, [], Standing.EXCLUDED),
        (MentionStatus.PROPOSED, [INCLUDE], Standing.ELIGIBLE),
        (MentionStatus.ELIGIBLE, [EXCLUDE], Standing.EXCLUDED),
        (MentionStatus.ELIGIBLE, [INCLUDE, EXCLUDE], Standing.DISPUTED),
        (MentionStatus.ELIGIBLE, [UNSURE], Standing.DISPUTED),
    ],
)
def test_screening_a_mention_goes_before_its_status(desk, status, decisions, expected):
    """Screening decisions on the mention override what it was entered as, and a dispute is not yet a person counted."""
    a = desk.account("a.html")
    desk.mention("m", a, status=status)
    for n, decision in enumerate(decisions):
        desk.screen(a, decision, by=f"s{n}", mention="m")
    assert desk.resolve().mentions == {expected: ("m",)}


def test_the_lead_settles_a_dispute(desk):
    """An adjudicated row decides over screeners who disagree."""
    a = desk.account("a.html")
    desk.mention("m", a)
    desk.screen(a, INCLUDE, by="anna", mention="m")
    desk.screen(a, EXCLUDE, by="ben", mention="m")
    desk.screen(a, INCLUDE, by="owner", mention="m", layer=Layer.ADJUDICATED)
    assert desk.resolve().mentions == {Standing.ELIGIBLE: ("m",)}


def test_rounds_not_open_decide_nothing_yet(desk):
    """What is screened blind counts when the round is opened, and until then the report says that rows were left out."""
    (desk.study.folder / "study.yaml").write_text(
        "study: {title: T, question: Q}\nrounds: [{id: first, kind: screening}]\n", encoding="utf-8"
    )
    desk.study.adopt()
    a = desk.account("a.html", include=False)
    desk.screen(a, entered="first")
    desk.mention("m", a)
    report = desk.resolve()
    assert report.mentions == {Standing.ACCOUNT_UNSCREENED: ("m",)}
    assert report.hidden == {"screening": 1}
    desk.study.decide([RoundOpening(round="first")])
    assert desk.resolve().mentions == {Standing.ELIGIBLE: ("m",)}


# --- copies

STORY = "Dina said she left at night. " + sentence("story", 80) + " Her brother Omar came later. " + sentence("tail", 20)


def test_only_the_root_is_screened(desk):
    """A copy's mention counts through the root's screening, unless the copy was screened itself."""
    root = desk.account("a.html", STORY, published="2015-01-01")
    copy = desk.account("b.html", STORY, include=False, published="2015-02-01")
    desk.mention("m", root)
    desk.mention("n", copy)
    assert desk.resolve().mentions == {Standing.ELIGIBLE: ("m", "n")}
    desk.screen(copy, EXCLUDE)
    assert desk.resolve().mentions == {Standing.ELIGIBLE: ("m",), Standing.ACCOUNT_EXCLUDED: ("n",)}


def test_a_copys_mention_is_the_roots_where_the_words_are_the_same(desk):
    """The rule links a copy's mention to the root's in the same place, signs for it, and leaves another person alone."""
    root = desk.account("a.html", STORY, published="2015-01-01")
    copy = desk.account("b.html", "A new headline! " + STORY, include=False, published="2015-02-01")
    desk.mention("root-dina", root, "Dina")
    desk.mention("root-omar", root, "Omar")
    desk.mention("copy-dina", copy, "Dina", status=MentionStatus.PROPOSED)
    desk.mention("copy-omar", copy, "brother Omar")
    desk.resolve()
    assert desk.cases() == [("root-dina", "copy-dina"), ("root-omar", "copy-omar")]
    assert desk.links() == {("copy-dina", "root-dina"): ("same", RULE), ("copy-omar", "root-omar"): ("same", RULE)}


def test_with_the_rule_off_nothing_is_linked(desk):
    """link_copies_mentions: false leaves every mention a case of its own."""
    (desk.study.folder / "study.yaml").write_text(
        "study: {title: T, question: Q}\nacceptance: {link_copies_mentions: no}\n", encoding="utf-8"
    )
    desk.study.adopt()
    for name in ("a.html", "b.html"):
        desk.mention(name[0], desk.account(name, STORY), "Dina")
    desk.resolve()
    assert desk.cases() == [("a",), ("b",)]


def test_mentions_of_two_copies_meet_where_the_root_has_none(desk):
    """Nobody entered the person on the root: the copies' mentions are still one case."""
    desk.account("a.html", STORY, published="2015-01-01")
    desk.mention("m", desk.account("b.html", STORY + " Late addition."), "Dina")
    desk.mention("n", desk.account("c.html", "Headline. " + STORY), "Dina")
    desk.resolve()
    assert desk.cases() == [("m", "n")]


def test_a_changed_name_is_left_to_a_person(desk):
    """Where the copy names somebody else in that place the rule stays silent, and the report asks."""
    root = desk.account("a.html", STORY, published="2015-01-01")
    copy = desk.account("b.html", STORY.replace("Dina", "Amira"), published="2015-02-01")
    desk.mention("m", root, "Dina")
    desk.mention("n", copy, "Amira")
    report = desk.resolve()
    assert desk.cases() == [("m",), ("n",)]
    assert report.alone == ("n",)
    assert "  1 mention of a copy for a reviewer: which mention of the original is it?" in report.lines()


def test_the_same_name_in_a_rewritten_sentence_is_left_to_a_person(desk):
    """Where the copy has other words around the name, it may be somebody else of that name."""
    before, after = sentence("before", 40), sentence("after", 40)
    root = desk.account("a.html", f"{before} so when the shelling began Sami ran home for his mother {after}", published="2015-01-01")
    copy = desk.account("b.html", f"{before} yet his commander, also named Sami and twice his age, stayed {after}", published="2015-02-01")
    desk.mention("m", root, "Sami")
    desk.mention("n", copy, "Sami")
    assert desk.resolve().alone == ("n",)
    assert desk.cases() == [("m",), ("n",)]


def test_a_name_that_occurs_twice_is_carried_to_its_own_place(desk):
    """The neighbours of the words decide which of two places is meant, also after an insertion."""
    text = f"{sentence('x', 30)} and Sami stayed behind while the guard Sami drove off to the coast {sentence('y', 40)}"
    root = desk.account("a.html", text, published="2015-01-01")
    copy = desk.account("b.html", text.replace("and Sami", "and then late that night Sami"), published="2015-02-01")
    desk.mention("root-second", root, "guard Sami")
    desk.mention("root-first", root, "Sami")
    desk.mention("copy-second", copy, "guard Sami")
    desk.mention("copy-first", copy, "Sami")
    desk.resolve()
    assert desk.cases() == [("root-first", "copy-first"), ("root-second", "copy-second")]


def test_a_reviewer_overrides_the_rule(desk):
    """Reviewed as different, a copy's mention stays apart from the root's; with its relation rejected nothing is linked at all."""
    root = desk.account("a.html", STORY, published="2015-01-01")
    copy = desk.account("b.html", STORY, published="2015-02-01")
    desk.mention("m", root, "Dina")
    desk.mention("n", copy, "Dina")
    desk.link("m", "n", DIFFERENT)
    desk.resolve()
    assert (desk.cases(), desk.links()) == ([("m",), ("n",)], {("m", "n"): ("different", "owner")})
    desk.link("m", "n", LinkDecision.UNCLEAR)
    a, b = sorted((root, copy))
    desk.study.decide([RelationReview(a=a, b=b, kind=RelationKind.REPRINT, status=ProposalStatus.REJECTED)])
    desk.resolve()
    assert desk.cases() == [("m",), ("n",)]


# --- links


@pytest.fixture
def five(desk):
    for name in "vwxyz":
        desk.mention(name, desk.account(f"{name}.html"))
    return desk


def test_what_reviewers_hold_the_same_is_one_case(five):
    """Same is transitive; the case holds all mentions and accounts, and its id follows from its mentions."""
    five.link("v", "w")
    five.link("w", "x")
    five.resolve()
    assert five.cases() == [("v", "w", "x"), ("y",), ("z",)]
    (case,) = (case for case in five.outputs(Case) if len(case.mentions) == 3)
    assert case.accounts == tuple(sorted({five.at[name] for name in "vwx"}))
    assert 0.5 < case.probability <= 1.0


def test_disagreement_merges_nothing_and_is_listed(five):
    """A pair on which reviewers disagree is unclear: two cases, and the lead is asked."""
    five.link("v", "w", SAME, by="anna")
    five.link("v", "w", DIFFERENT, by="ben")
    report = five.resolve()
    assert report.unclear == (("v", "w"),)
    assert five.links()["v", "w"] == ("unclear", "reviewers:anna+ben")
    assert len(five.cases()) == 5
    assert report.disputed == (("v", "w"),)
    assert "  1 pair for the lead: reviewers disagree" in report.lines()


def test_what_nobody_can_tell_waits_for_nobody(five):
    """A pair that every reviewer of it finds undecidable, or that was settled so, is told apart from those that wait for the lead."""
    for by in ("anna", "ben"):
        five.link("v", "w", LinkDecision.UNCLEAR, by=by)
    five.link("v", "x", SAME, by="anna")
    five.link("v", "x", LinkDecision.UNCLEAR, by="ben")
    five.link("v", "x", LinkDecision.UNCLEAR, by="owner", layer=Layer.ADJUDICATED)
    report = five.resolve()
    assert (report.unclear, report.disputed) == ((("v", "w"), ("v", "x")), ())
    assert not any("for the lead" in line for line in report.lines())
    assert "2 pairs that nobody can tell: they stay apart and widen the interval of the count." in report.lines()


def test_a_contradiction_keeps_the_pair_apart_and_is_told(five):
    """Of v = w, w = x and v ≠ x the difference holds; the join that was refused is named."""
    five.link("v", "w")
    five.link("w", "x")
    five.link("v", "x", DIFFERENT)
    report = five.resolve()
    assert five.cases() == [("v", "w"), ("x",), ("y",), ("z",)]
    assert [(found.a, found.b) for found in report.contradictions] == [("w", "x")]
    assert "contradict" in "\n".join(report.lines())
    assert "  w and x (owner: the same, but v and x are held to be different (owner), v and w the same (owner))" in report.lines()


def test_a_contradiction_names_the_fewest_verdicts_that_make_it(five):
    """Of two differences that forbid a join the one counts to which fewer verdicts lead, and every verdict is named with whose it is."""
    for a, b in ("vw", "xy", "yz"):
        five.link(a, b, by="anna")
    five.link("w", "x", by="cleo", layer=Layer.CODER)
    five.link("v", "z", DIFFERENT, by="ben")
    five.link("v", "y", DIFFERENT, by="ben")
    five.link("v", "y", DIFFERENT, by="dora")
    (found,) = five.resolve().contradictions
    assert [(said.a, said.b, said.decision.value, said.people) for said in found.verdicts] == [
        ("x", "y", "same", ("anna",)),
        ("w", "x", "same", ("cleo",)),
        ("v", "w", "same", ("anna",)),
        ("v", "y", "different", ("ben", "dora")),
    ]


def test_the_better_founded_of_two_joins_holds(five):
    """Where two joins cannot both hold, the adjudicated one goes before the single reviewer's."""
    five.link("v", "w", by="anna")
    five.link("w", "x", by="owner", layer=Layer.ADJUDICATED)
    five.link("v", "x", DIFFERENT)
    five.resolve()
    assert five.cases() == [("v",), ("w", "x"), ("y",), ("z",)]


def test_a_mention_that_does_not_count_still_ties_the_others(five):
    """v = w and w = x make v and x the same, also when w itself is excluded."""
    five.link("v", "w")
    five.link("w", "x")
    five.mention("w", five.at["w"], status=MentionStatus.EXCLUDED)
    five.resolve()
    assert five.cases() == [("v", "x"), ("y",), ("z",)]


def test_a_person_and_a_response_are_never_one_case(five):
    """A link across kinds is refused and told."""
    response = five.account("programme.html", on=Shelf.PROGRAMME)
    five.mention("r", response, kind=CaseKind.RESPONSE)
    five.link("r", "v")
    report = five.resolve()
    assert (("v",) in five.cases(), ("r",) in five.cases()) == (True, True)
    assert report.contradictions[0].why.endswith("one is a person and the other a response")


def test_a_case_is_named_after_the_earliest_mention(desk):
    """The label is that of the first published mention, undated ones after dated ones."""
    undated = desk.account("a.html")
    late, early = desk.account("b.html", published="2015-05"), desk.account("c.html", published="2015-01")
    for name, account, label in (("l", undated, "a man"), ("m", late, "Abu Said"), ("n", early, "Said")):
        desk.mention(name, account, label=label)
    desk.link("l", "m")
    desk.link("m", "n")
    desk.resolve()
    assert [(case.label, case.mentions) for case in desk.outputs(Case)] == [("Said", ("n", "m", "l"))]


# --- the verb


def test_resolving_needs_tracing_first(desk):
    """Where accounts were not traced as they are now, the verb says what to run."""
    desk.account("a.html")
    with pytest.raises(StaleResults) as told:
        resolve(desk.study)
    assert "trace" in told.value.remedy


def test_a_second_resolving_keeps_the_run(desk):
    """What still holds is not written again, and the report is complete all the same."""
    desk.mention("m", desk.account("a.html"))
    first = desk.resolve()
    with desk.study.read_as_machine() as view:
        before = view.run("resolve")
    again = desk.resolve()
    with desk.study.read_as_machine() as view:
        assert view.run("resolve") == before
    assert (first.fresh, again.fresh, again.cases) == (True, False, first.cases)


def test_a_study_without_mentions_says_what_to_do(desk):
    """No mentions: the report says how they come in."""
    assert "resolve DIR import FILE" in desk.resolve().lines()[0]


def test_a_withdrawn_account_takes_its_mentions_and_links_along(five):
    """After a withdrawal its mentions are in no case, and the others keep theirs."""
    five.link("v", "w")
    five.resolve()
    withdraw(five.study.store, five.at["v"], by="owner", reason="asked for")
    assert five.outputs(Case) == []
    five.resolve()
    assert five.cases() == [("w",), ("x",), ("y",), ("z",)]
