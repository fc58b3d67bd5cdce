"""The robustness card: estimates again with something doubted, and a sentence on how far the claim holds."""

from __future__ import annotations

import random

import numpy as np
import pytest
import yaml
from benchmarks.analyse import material

from support.boards import leaving_out_agrees
from support.measuring import filled
from testimonia.domain.decisions import Judgement
from testimonia.domain.evidence import Source
from testimonia.domain.results import Partitioning, Robustness
from testimonia.domain.vocabulary import CaseKind, Layer
from testimonia.protocol import Plan
from testimonia.stages.analyse import analyse, gathered
from testimonia.stages.analyse.method.board import Board
from testimonia.stages.analyse.method.claims import claims_of, columns_of
from testimonia.stages.analyse.method.findings import carry_out
from testimonia.stages.analyse.method.grid import (
    AFFIRMS,
    DENIES,
    SILENT,
    UNCLEAR,
    Claim,
    Question,
    Shape,
    by_case,
    by_mention,
    reduced,
    rows_of,
)
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.measures import measures
from testimonia.stages.analyse.method.publishers import publishers
from testimonia.stages.analyse.method.robustness import cards
from testimonia.stages.analyse.method.shapes import PairShape
from testimonia.stages.analyse.steps import compute
from testimonia.store.runs import Work
from unit.stages.publish.example import STUDY, Example, coded, start

BRUTALITY = "leaving-brutality"


@pytest.fixture(scope="module")
def desk() -> Desk:
    """Sixty invented people, two coders, sixty codes."""
    return Desk(material(60))


def boards(desk: Desk) -> list[Board]:
    found = []
    for plan in desk.protocol.analysis:
        claims = claims_of(plan, carry_out(desk, plan, ""), measures(desk, plan, ""))
        if claims and plan.kind != "credibility":  # its cards have tests of their own
            found.append(Board(desk, plan, claims))
    return found


def test_the_arrays_give_what_the_findings_say(desk):
    """Before anything is doubted each estimate is that of its finding, from cases and from mentions put together again."""
    assert [board.plan.kind for board in boards(desk)] == ["prevalence", "comparison", "timeline", "cooccurrence"]
    for board in boards(desk):
        base = [claim.base for claim in board.claims]
        assert board.estimates(board.whole("auto")) == pytest.approx(base)
        assert board.estimates(reduced(board.parts("auto"), board.rows.case)) == pytest.approx(base)


@pytest.mark.parametrize("layer", ["auto", "anna", "-anna", "+coders", "+any"])
def test_mentions_put_together_are_their_cases_again(desk, layer):
    """However states are laid on mentions, the strongest of a case's mentions says what the case says."""
    plan = desk.protocol.analysis[0].model_copy(update={"layer": layer})
    cases = desk.of_kind(CaseKind.PERSON)
    rows = rows_of(desk, cases)
    items = list(columns_of(desk, plan, cases).items.values())
    whole = by_case(rows, items)
    assert (reduced(by_mention(desk, rows, items, whole), rows.case) == whole).all()


def test_leaving_out_one_key_is_counting_without_its_rows(desk):
    """The quick way of leaving out each source gives what counting all of the rest gives."""
    dice = random.Random(3)
    for board in boards(desk):
        leaving_out_agrees(board, dice)


def test_two_answers_of_one_person_to_one_question_are_unclear():
    """Where a sample takes two people together who come from two regions, the region is unclear and not both."""
    states = np.array([[AFFIRMS, 3], [3, AFFIRMS], [AFFIRMS, SILENT]], dtype=np.int8)
    found = reduced(states, np.array([0, 0, 2]), [Question(np.array([0, 1]), np.array([], dtype=int))])
    assert found.tolist() == [[UNCLEAR, UNCLEAR], [AFFIRMS, SILENT]]


def test_nobody_is_compared_with_themselves():
    """Where a sample takes one of a group together with one it is compared with, the person is in one of the two, or unclear, never in both."""
    shape = Shape.of([Claim("d", 0, 0, 1, 0.0)], 1)
    states = np.array([[AFFIRMS, AFFIRMS, 0], [DENIES, 0, AFFIRMS], [DENIES, AFFIRMS, 0], [AFFIRMS, 0, AFFIRMS]], dtype=np.int8)
    merged = np.array([0, 0, 2, 3])
    overlapping = shape.tally(reduced(states, merged), "completed")
    assert [overlapping.n.tolist(), overlapping.other_n.tolist()] == [[2.0], [1.0]]
    question = Question(np.array([1]), np.array([2]))
    single = shape.tally(reduced(states, merged, [question]), "completed")
    assert [single.n.tolist(), single.other_n.tolist()] == [[1.0], [1.0]]


def test_a_merged_person_of_two_regions_is_in_no_region(desk):
    """A comparison by a question with one answer: whoever gives two in a sample is in none of the groups, nor among the others."""
    board = next(board for board in boards(desk) if board.plan.id == "why-by-region")
    whole = board.whole("auto")
    region = [next(g for g in range(board.shape.width, whole.shape[1]) if whole[case, g] == AFFIRMS) for case in range(len(whole))]
    other = next(case for case in range(len(whole)) if region[case] != region[0])
    draw = np.arange(len(whole))
    draw[other] = 0
    apart = board.shape.tally(whole, "completed")
    together = board.shape.tally(reduced(whole, draw, board.exclusive), "completed")
    assert set(((apart.n + apart.other_n) - (together.n + together.other_n)).tolist()) == {2.0}


@pytest.mark.parametrize(
    "plan",
    ["{kind: comparison, code: 'reasons:c01', by: {code: 'reasons:c02'}}", "{kind: flow, code: 'reasons:c02', by: {code: 'reasons:c01'}}"],
)
def test_who_is_silent_on_a_group_is_one_of_the_others(desk, plan):
    """A mention that says nothing of the code that forms a group stands among those without it; put together the case is in the group alone."""
    made = Plan.model_validate({"id": "two", **yaml.safe_load(plan)})
    board = Board(desk, made, claims_of(made, [], measures(desk, made, "")))
    assert [(len(board.claims), board.items, board.groups)] == [(1, ["reasons:c01"], ["reasons:c02", "reasons:c02!"])]
    parts, case = board.parts("auto"), board.rows.case
    silent = (parts[:, 1] == SILENT) & (board.whole("auto")[case, 1] == AFFIRMS)
    assert silent.any()
    assert (parts[silent, 2] == AFFIRMS).all()
    assert board.estimates(reduced(parts, case)) == pytest.approx([board.claims[0].base])
    without = board.shape.tally(reduced(parts[silent], case[silent]), "completed")
    assert (without.n.tolist(), without.other_n.tolist()) == ([0.0], [float(len(set(case[silent].tolist())))])


def test_the_sentence_says_no_more_than_the_numbers(tmp_path):
    """Three of eight against two of eight is first in every analysis there is, and the sentence tells of chance and of empty analyses."""
    made = start(tmp_path / "s")
    for n in range(8):
        made.person(f"Guard {n}", made.account(f"a{n}.txt", f"The guard {n} left. " * 4, title="t"))
        if n < 3:
            made.code(made.cases[n], BRUTALITY, "anna")
        elif n < 5:
            made.code(made.cases[n], "leaving-infighting", "anna")
        made.complete(made.cases[n], "anna")
    card = doubted(made)[f"icsr-2015:{BRUTALITY}", "all"]
    assert card.empty > 0
    assert card.said.startswith("That nothing in its entry is more frequent holds in ")
    assert f"; {card.empty} more leave nobody to count" in card.said
    assert card.said.endswith("; chance alone could undo it, since its interval meets that of another.")
    made.study.close()


def test_there_are_180_specifications_and_a_sentence(desk):
    """Five thresholds, custody, two ways of counting, three of resolving, three of silence; the curve is kept whole."""
    _, _, found = compute(desk, "s")
    specifications = [row for row in found if row.axis == "specification"]
    by_plan = {row.plan: row.alternatives + row.empty for row in specifications}
    # The finding is one of them, and no alternative to itself; of time and of stories there is one rule of silence.
    assert by_plan == {"why": 179, "why-by-region": 179, "in-time": 59, "pairs": 179, "borne-out": 59}
    assert all(len(row.estimates) == row.alternatives for row in specifications)
    assert all(min(row.estimates) == row.low and max(row.estimates) == row.high for row in specifications)
    for row in (row for row in found if row.axis == "all"):
        assert row.said.startswith("That ")
        assert row.said.endswith(".")
    samples = [row for row in found if row.axis == "partition"]
    assert {row.alternatives for row in samples} == {500}
    assert any(row.low < row.high for row in samples)


def doubted(made: Example, *more: Partitioning) -> dict[tuple[str, str], Robustness]:
    """The cards of the first entry's findings, by finding and axis."""
    made.settle()
    if more:
        with made.study.read_as_machine() as view:
            present = view.input_digest("resolve")
        outputs = [(case, case.accounts) for case in made.cases] + [(row, []) for row in more]
        assert made.study.record_run(Work(stage="resolve", params={}, version="2", input_digest=present), outputs)
    analyse(made.study)
    with made.study.read_as_machine() as view:
        from testimonia.domain.results import Finding

        named = {row.id: row.group for row in view.outputs("analyse", Finding) if row.plan == "why-left"}
        return {(named[row.subject], row.axis): row for row in view.outputs("analyse", Robustness) if row.subject in named}


def test_a_source_that_carries_a_claim_is_named(tmp_path):
    """All who say it were published by one outlet: without it nobody does, and the card names it."""
    made = start(tmp_path / "s")
    for n in range(8):
        outlet = "Post" if n < 4 else "Radio"
        made.person(f"Guard {n}", made.account(f"a{n}.txt", f"The guard {n} left. " * 4, title="t", outlet=outlet))
        if n < 4:
            made.code(made.cases[n], BRUTALITY, "anna")
        made.complete(made.cases[n], "anna")
    card = doubted(made)[f"icsr-2015:{BRUTALITY}", "source"]
    assert (card.base, card.low, card.high, card.furthest) == (0.5, 0.0, 1.0, "Post")
    assert dict(zip(card.labels, card.estimates, strict=True)) == {"Post": 0.0, "Radio": 1.0}
    made.study.close()


def _told(made, n, **published):
    """A person of an account of their own, who says it if ``n`` is even."""
    made.person(f"Guard {n}", made.account(f"a{n}.txt", f"The guard {n} left. " * 4, title="t", **published))
    if n % 2 == 0:
        made.code(made.cases[n], BRUTALITY, "anna")
    made.complete(made.cases[n], "anna")


def test_an_account_without_an_outlet_goes_by_its_host(tmp_path):
    """Accounts that state no outlet are nobody's: they stand together by host, else under a name that says so; a list of sources may name the host."""
    made = start(tmp_path / "s")
    made.study.decide([Source(id="radio.example", name="The Radio")])
    for n, published in enumerate(
        (
            {"outlet": "Post", "address": "https://www.post.example/a"},
            {"address": "https://post.example/b"},
            {"address": "https://radio.example/c"},
            {},
            {"address": "no address"},
        )
    ):
        _told(made, n, **published)
    card = doubted(made)[f"icsr-2015:{BRUTALITY}", "source"]
    assert card.base == 3 / 5
    # Of the five the first, third and fifth say it: without Post, which published one for certain, 2 of 4 do, without the other of its host 3 of 4.
    assert dict(zip(card.labels, card.estimates, strict=True)) == {
        "Post": 1 / 2, "post.example (outlet not stated)": 3 / 4, "The Radio": 1 / 2, "no outlet given": 2 / 3
    }  # fmt: skip
    made.study.close()


def test_a_written_rule_gives_a_host_to_the_outlet_that_alone_appears_there(tmp_path):
    """With `outlets_by_host` an account that states no outlet is of the one under its host; where two appear there it is nobody's all the same."""
    made = start(tmp_path / "s", STUDY + "acceptance: {outlets_by_host: true}\n")
    for n, (outlet, host) in enumerate((("Post", "post"), ("", "post"), ("Radio", "shared"), ("Mail", "shared"), ("", "shared"))):
        _told(made, n, address=f"https://{host}.example/{n}", **({"outlet": outlet} if outlet else {}))
    made.settle()
    known = publishers(gathered(made.study))
    assert [known.outlet(name) for name in made.accounts] == ["Post", "Post", "Radio", "Mail", None]
    assert known.left_out_with(made.accounts[4]) == "shared.example (outlet not stated)"
    made.study.close()


def test_an_outlet_is_one_however_its_name_is_written(tmp_path):
    """Two ways of writing, and the id that the list of sources gives it, are one outlet, under the name of the list or else of an account."""
    made = start(tmp_path / "s")
    made.study.decide([Source(id="post", name="The Post", country="XI")])
    for n, outlet in enumerate(("post", "The Post", "THE POST", "Radio", "RADIO")):
        _told(made, n, outlet=outlet, address=f"https://{'post' if n < 3 else 'radio'}.example/{n}")
    _told(made, 5, outlet="the post")
    card = doubted(made)[f"icsr-2015:{BRUTALITY}", "source"]
    assert card.base == 3 / 6
    assert len(card.labels) == 2
    found = dict(zip((label.casefold() for label in card.labels), card.estimates, strict=True))
    assert found == {"the post": 1 / 2, "radio": 2 / 4}
    assert "The Post" in card.labels
    made.study.close()


def test_a_country_that_carries_a_claim_is_named(tmp_path):
    """Outlets have the country that the study's list of sources gives them, whatever the case of their names; those it does not list go together."""
    made = start(tmp_path / "s")
    made.study.decide([Source(id="post", name="Post", country="XI"), Source(id="radio", name="Radio", country="XD")])
    for n, outlet in enumerate(("post", "Radio", "POST", "Radio", "Mail")):
        _told(made, n, outlet=outlet)
    card = doubted(made)[f"icsr-2015:{BRUTALITY}", "country"]
    assert card.base == 3 / 5
    assert dict(zip(card.labels, card.estimates, strict=True)) == {"XD": 1.0, "XI": 1 / 3, "no country given": 1 / 2}
    assert card.furthest == "XD"
    made.study.close()


def test_a_study_that_lists_no_source_has_no_card_by_country(tmp_path):
    """Where the country of no outlet is known there is nothing to leave out, and no row says otherwise."""
    made = start(tmp_path / "s")
    for n in range(4):
        _told(made, n, outlet=("Post", "Radio")[n % 2])
    assert not any(axis == "country" for _, axis in doubted(made))
    made.study.close()


def test_a_threshold_of_credibility_leaves_out_who_was_not_believed(tmp_path):
    """Of four the two who say it were graded E: from C on nobody says it."""
    made = start(tmp_path / "s")
    for n in range(4):
        made.person(f"Guard {n}", made.account(f"a{n}.txt", f"The guard {n} left. " * 4, title="t"))
        case = made.cases[n]
        if n < 2:
            made.code(case, BRUTALITY, "anna")
        made.complete(case, "anna")
        grade = "E" if n < 2 else "B"
        made.study.decide([Judgement(id=f"j{n}", account=case.accounts[0], coder="anna", source_grade=grade, information_grade="2")])
    card = doubted(made)[f"icsr-2015:{BRUTALITY}", "credibility"]
    assert dict(zip(card.labels, card.estimates, strict=True)) == {
        "without E and 5": 0.0, "judged, without E and 5": 0.0, "C3 or better": 0.0, "B2 or better": 0.0,
    }  # fmt: skip
    made.study.close()


def test_samples_of_who_is_one_person_move_the_count(tmp_path):
    """Of three people two who say it may be one: 2 of 3, or 1 of 2."""
    made = start(tmp_path / "s")
    for n in range(3):
        made.person(f"Guard {n}", made.account(f"a{n}.txt", f"The guard {n} left. " * 4, title="t"))
        if n < 2:
            made.code(made.cases[n], BRUTALITY, "anna")
        made.complete(made.cases[n], "anna")
    one, two, three = (case.mentions[0] for case in made.cases)
    pair = tuple(sorted((one, two)))
    samples = 4
    card = doubted(
        made,
        Partitioning(mentions=pair, ways=("0 1", "0 0"), drawn="0 1 0 0", samples=samples),
        Partitioning(mentions=(three,), ways=("0",), drawn="", samples=samples),
    )[f"icsr-2015:{BRUTALITY}", "partition"]
    assert (card.base, card.alternatives) == (pytest.approx(2 / 3), 4)
    assert card.low == pytest.approx(np.quantile([1 / 2, 2 / 3, 2 / 3, 2 / 3], 0.025))
    assert card.median == pytest.approx(2 / 3)
    made.study.close()


def test_layers_and_coders_are_told_apart(tmp_path):
    """One coder sees it everywhere, one nowhere: none counts as settled, and each coder's own share stands on the card."""
    made = start(tmp_path / "s")
    for n in range(5):
        made.person(f"Guard {n}", made.account(f"a{n}.txt", f"The guard {n} left. " * 4, title="t"))
        made.code(made.cases[n], BRUTALITY, "anna")
        for coder in ("anna", "ben"):
            made.complete(made.cases[n], coder)
    made.code(made.cases[0], BRUTALITY, "owner", layer=Layer.ADJUDICATED)
    found = doubted(made)
    layers = found[f"icsr-2015:{BRUTALITY}", "layer"]
    assert dict(zip(layers.labels, layers.estimates, strict=True)) == {"adjudicated": 1.0, "anna": 1.0, "ben": 0.0}
    coder = found[f"icsr-2015:{BRUTALITY}", "coder"]
    assert dict(zip(coder.labels, coder.estimates, strict=True)) == {"anna": 0.2, "ben": 1.0}
    silence = found[f"icsr-2015:{BRUTALITY}", "silence"]
    assert dict(zip(silence.labels, silence.estimates, strict=True)) == {"stated": 1.0, "worst": 1.0}
    made.study.close()


def test_a_study_without_people_has_no_cards(tmp_path):
    """Nothing to doubt where nothing was found; a coded study has a card for every share of completed cases."""
    made = start(tmp_path / "s")
    assert doubted(made) == {}
    made.study.close()
    full = coded(tmp_path / "t")
    found = doubted(full)
    assert {group for group, _ in found} == {f"icsr-2015:{code}" for code in (
        "leaving-infighting", BRUTALITY, "leaving-corruption", "leaving-quality-of-life",
    )}  # fmt: skip
    assert ("icsr-2015:leaving-infighting", "all") in found
    full.study.close()


def test_cards_are_the_same_every_time(desk):
    """Two computations of one material agree to the last digit."""
    plan = desk.protocol.analysis[0]
    findings = carry_out(desk, plan, "s")
    assert cards(desk, plan, findings, [], "s") == cards(Desk(desk.material), plan, findings, [], "s")


def test_no_alternative_is_the_finding_itself(desk):
    """People and not accounts, custody in, every account, the layer of the entry: whatever the finding is made with is no alternative to it."""
    _, _, found = compute(desk, "s")
    taken = {
        "layer": "auto",
        "credibility": "every account",
        "duplicates": "people",
        "silence": "completed",
        "custody": "in",
        "translated": "in",
    }
    assert {row.axis for row in found} >= {"layer", "credibility", "duplicates", "silence"}
    assert not any(taken.get(row.axis) in row.labels for row in found)
    assert not any("every account · custody in · people · as ruled · completed" in row.labels for row in found)


def test_three_cases_of_a_sample_that_are_one_person_count_once(desk):
    """Where a sample takes three cases together they are one person: in shares, in pairs and in time."""
    draw = np.arange(len(desk.cases))
    draw[[4, 9]] = 1
    for board in boards(desk):
        if board.plan.kind == "prevalence":
            merged = board.shape.tally(reduced(board.whole("auto"), draw, board.exclusive), board.rule)
            assert set(merged[1].tolist()) == {len(desk.cases) - 2.0}
        elif board.plan.kind == "cooccurrence":
            merged = board.shape.tally(reduced(board.whole("auto"), draw, board.exclusive), board.rule)
            assert set(merged[3].tolist()) == {len(desk.cases) - 2.0}


def test_a_pair_is_doubted_by_its_lift():
    """Two of four with both, of two and three: 2 x 4 / (2 x 3); without the first person the second stands with the first by chance alone."""
    shape = PairShape(np.array([0]), np.array([1]))
    states = np.array([[AFFIRMS, AFFIRMS], [AFFIRMS, AFFIRMS], [SILENT, AFFIRMS], [SILENT, SILENT]], dtype=np.int8)
    assert shape.estimates(shape.tally(states, "completed")).tolist() == [pytest.approx(4 / 3)]
    assert np.isnan(shape.estimates(shape.tally(states[2:], "completed"))).all()
    many = np.tile(states, (100, 1))  # counted by bits
    assert [part.tolist() for part in shape.tally(many, "completed")] == [[200.0], [200.0], [300.0], [400.0]]


def test_time_is_doubted_by_people_exits_changes_and_waits(tmp_path):
    """Of two who may be one person a sample leaves one, with the dates of both; without the radio the other's date is gone."""
    made = filled(tmp_path / "s")
    desk = gathered(made.study)
    plan = next(plan for plan in desk.protocol.analysis if plan.id == "in-time")
    board = Board(desk, plan, claims_of(plan, [], measures(desk, plan, "")))
    base = board.estimates(board.whole("auto"))
    assert base == pytest.approx([claim.base for claim in board.claims])
    sorts = [claim.sort for claim in board.claims]
    assert set(sorts) == {"people", "events", "change", "lag"}
    two = [place for place, case in enumerate(board.cases) if case in made.cases[:2]]
    draw = np.arange(len(board.cases))
    draw[two[1]] = two[0]  # one left in 2015, the other in 2016: one person with both, heard for the first time in 2016
    merged = board.estimates(reduced(board.whole("auto"), draw, board.exclusive))
    counted = {sort: [merged[n] - base[n] for n, one in enumerate(sorts) if one == sort] for sort in ("people", "events")}
    assert counted["events"] == pytest.approx([0, 0])
    assert sorted(counted["people"]) == pytest.approx([-1, 0, 0, 0])
    made.study.close()


def test_claims_about_pairs_and_time_say_what_they_claim(tmp_path):
    """A pair stands together or apart, a period is the fullest or not, a rate rose or fell, a wait lies within its interval."""
    made = filled(tmp_path / "s")
    _, _, found = compute(gathered(made.study), "s")
    claims = {(row.plan, row.claim) for row in found}
    assert {("pairs", "apart"), ("in-time", "peak"), ("in-time", "within")} <= claims
    assert {row.claim for row in found if row.plan == "in-time"} <= {"peak", "below", "rose", "fell", "steady", "within"}
    for row in (row for row in found if row.plan == "in-time"):
        assert row.axis != "silence", "who gives no date is in no period, whatever silence means"
    made.study.close()


@pytest.mark.parametrize("kind", ["source", "condition", "language", "movement"])
def test_groups_of_a_property_are_those_of_the_finding_when_nothing_is_doubted(tmp_path, kind):
    """Formed account by account and put together again, groups of a property give every difference as it was found."""
    made = filled(tmp_path / "s")
    desk = gathered(made.study)
    plan = Plan.model_validate({"id": "p", "kind": "comparison", "codebook": "icsr-2015", "phase": "leaving", "by": {"property": kind}})
    claims = claims_of(plan, [], measures(desk, plan, ""))
    if claims:
        board = Board(desk, plan, claims)
        assert board.of("auto", np.ones(len(board.rows.case), dtype=np.bool_))[0] == pytest.approx([claim.base for claim in board.claims])
    assert bool(claims) is (kind != "language"), "all is in one language: there is nobody to compare with"
    made.study.close()


def test_groups_are_formed_anew_where_accounts_are_left_out(tmp_path):
    """Somebody heard in two papers is in both groups; without the one paper they are in the other alone, and there is nobody to compare them with."""
    plan = '  - {id: by-source, kind: comparison, code: "icsr-2015:leaving-brutality", by: {property: source}}\n'
    made = start(tmp_path / "s", STUDY + plan)
    for n, outlets in enumerate((("Post", "Radio"), ("Post",), ("Radio",))):
        told = [
            made.account(f"a{n}{k}.txt", f"The guard {n} left, says {outlet} {k}. " * 4, title="t", outlet=outlet)
            for k, outlet in enumerate(outlets)
        ]
        made.person(f"Guard {n}", *told)
        made.complete(made.cases[n], "anna")
    made.code(made.cases[0], BRUTALITY, "anna")
    made.settle()
    desk = gathered(made.study)
    entry = next(plan for plan in desk.protocol.analysis if plan.id == "by-source")
    board = Board(desk, entry, claims_of(entry, [], measures(desk, entry, "")))
    parts, case = board.parts("auto"), board.rows.case
    column = len(board.items) + board.groups.index("source=Post")
    assert (reduced(parts, case)[:, column] == AFFIRMS).sum() == 2
    radio = np.array([desk.account[name].outlet == "Radio" for name in board.rows.account])
    assert (reduced(parts[radio], case[radio])[:, column] == AFFIRMS).sum() == 0, "whom the Post told of is not of the Post without it"
    made.study.close()


def test_whom_a_sample_takes_together_from_two_sources_is_in_neither(tmp_path):
    """Where everybody has one source, two taken together have two, and stand in none of the groups compared."""
    made = filled(tmp_path / "s")
    desk = gathered(made.study)
    entry = next(plan for plan in desk.protocol.analysis if plan.id == "by-source")
    board = Board(desk, entry, claims_of(entry, [], measures(desk, entry, "")))
    two = [place for place, case in enumerate(board.cases) if case in made.cases[:2]]  # of the Radio and of the Post
    draw = np.arange(len(board.cases))
    draw[two[1]] = two[0]
    apart, together = (
        board.shape.tally(states, "completed") for states in (board.whole("auto"), reduced(board.whole("auto"), draw, board.exclusive))
    )
    assert ((apart[1] + apart[3]) - (together[1] + together[3])).tolist() == [2.0]
    made.study.close()
