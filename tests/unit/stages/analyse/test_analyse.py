"""From codings to findings: layers, silence, denominators, periods, registration."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from support.studies import fork
from testimonia.domain.decisions import Completion, LinkReview
from testimonia.domain.evidence import Capture, Source
from testimonia.domain.results import Finding, Link
from testimonia.domain.vocabulary import Grade, Layer, LinkDecision, Missing, Stance
from testimonia.errors import StaleResults
from testimonia.protocol import Code, parse_codebook
from testimonia.protocol.editing import edited, merged
from testimonia.stages.analyse import analyse, by_layer
from testimonia.stages.publish import look_at_findings
from testimonia.store import schema
from testimonia.study import merge as take
from unit.stages.publish.example import STUDY, Example, coded, collected, start

BRUTALITY, INFIGHTING = "leaving-brutality", "leaving-infighting"


@pytest.fixture
def example(tmp_path):
    """Four people with an account each; nobody has coded."""
    made = start(tmp_path / "s")
    for n in range(4):
        made.person(f"Guard {n}", made.account(f"a{n}.txt", f"The guard {n} left. " * 5, title=f"Guard {n}"))
    made.settle()
    yield made
    made.study.close()


def findings(example: Example) -> dict[tuple[str, str, str], Finding]:
    example.settle()
    analyse(example.study)
    with example.study.read_as_machine() as view:
        return {(f.plan, f.group, f.denominator): f for f in view.outputs("analyse", Finding)}


def brutality(example: Example, denominator: str = "completed") -> Finding:
    return findings(example)["why-left", f"icsr-2015:{BRUTALITY}", denominator]


def test_without_coding_there_are_no_findings_and_the_report_says_what_is_missing(example):
    """An empty plan-carry-out is a sentence, not a table of zeros."""
    report = analyse(example.study)
    assert report.findings == 0
    assert report.lines()[0] == "No findings yet."
    assert ("why-left", "nobody has completed the codebook icsr-2015 on a case in an open round yet") in report.waiting


def test_silence_exists_only_where_somebody_finished(example):
    """Of four cases two are completed: those two are the denominator, and the one without a coding is silent."""
    first, second, third, _ = example.cases
    example.code(first, BRUTALITY, "anna")
    example.complete(first, "anna")
    example.complete(second, "anna")
    example.code(third, BRUTALITY, "anna")  # not completed
    found = brutality(example)
    assert (found.k, found.n, found.not_stated, found.unclear) == (1, 2, 1, 0)
    assert found.evidence == (first.id,)
    assert found.estimate == 0.5
    assert (found.bound_low, found.bound_high) == (0.5, 1.0)
    stated = brutality(example, "stated")
    assert (stated.k, stated.n, stated.not_stated) == (1, 1, 1)


def test_nobody_in_the_denominator_gives_no_estimate(example):
    """A share of nobody is None, never 0."""
    example.complete(example.cases[0], "anna")
    found = brutality(example, "stated")
    assert (found.n, found.estimate, found.low, found.high) == (0, None, None, None)


def test_a_denial_is_stated_and_is_not_counted_as_having_it(example):
    """Who denies is in both denominators and in no numerator."""
    example.code(example.cases[0], BRUTALITY, "anna", stance=Stance.DENIES)
    example.complete(example.cases[0], "anna")
    found = brutality(example, "stated")
    assert (found.k, found.n, found.estimate) == (0, 1, 0.0)


def test_coders_who_disagree_leave_the_case_unclear_until_somebody_rules(example):
    """Two coders who differ widen the bounds; consensus settles it, and adjudication stands above consensus."""
    case = example.cases[0]
    example.code(case, BRUTALITY, "anna")
    example.complete(case, "anna")
    example.complete(case, "ben")
    found = brutality(example)
    assert (found.k, found.n, found.unclear, found.bound_high) == (0, 1, 1, 1.0)
    example.code(case, BRUTALITY, "anna", layer=Layer.CONSENSUS)
    assert brutality(example).k == 1
    example.code(case, BRUTALITY, "owner", layer=Layer.ADJUDICATED, stance=Stance.DENIES)
    assert (brutality(example).k, brutality(example, "stated").n) == (0, 1)


def test_a_case_is_complete_when_every_account_apart_from_copies_is(tmp_path):
    """Completing the first publication completes the case; another account of its own keeps it open."""
    made = start(tmp_path / "s")
    root = made.account("root.txt", "The guard left at night. " * 9, title="Root")
    copy = made.copy(root, "copy.txt", "Copy")
    own = made.account("own.txt", "Years later the guard spoke again. " * 9, title="Own")
    case = made.person("Guard", root, copy, own)

    def done(account):
        made.study.decide([Completion(account=account, codebook="icsr-2015", coder="anna", round="coding-1")])

    done(root)
    made.cases = [case]
    assert ("why-left", f"icsr-2015:{BRUTALITY}", "completed") not in findings(made)
    done(own)
    assert findings(made)["why-left", f"icsr-2015:{BRUTALITY}", "completed"].n == 1
    made.study.close()


def test_missing_kinds_are_kept_apart(example):
    """Not stated is silence, unclear is unclear, not applicable leaves the denominator, two answers of one coder are unclear."""
    for case, (value, missing) in zip(
        example.cases, [(None, Missing.NOT_STATED), (None, Missing.UNCLEAR), (None, Missing.NOT_APPLICABLE), ("coast", None)], strict=True
    ):
        example.answer(case, "anna", "origin", value, missing)
        example.complete(case, "anna", "form")
    example.answer(example.cases[3], "anna", "origin", "hills")
    found = findings(example)["origins", "origin=coast", "completed"]
    assert (found.k, found.n, found.not_stated, found.unclear) == (0, 3, 1, 2)


def test_a_date_counts_where_it_lies_wholly_in_one_period(example):
    """A month lies in its quarter; a year, an approximate date and a date that is missing do not."""
    for case, left in zip(example.cases, ("2015-02", "2015", "2015-05~", None), strict=True):
        example.episode(case, "anna", left)
        example.complete(case, "anna", "form")
    found = {key[1]: f for key, f in findings(example).items() if key[0] == "when-left" and key[2] == "completed"}
    assert list(found) == ["left=2015-Q1"]
    quarter = found["left=2015-Q1"]
    assert (quarter.k, quarter.n, quarter.not_stated, quarter.unclear) == (1, 4, 1, 2)


def test_a_known_exit_denies_no_other_that_is_not_known(example):
    """Of people who left in the first quarter, who left again nobody knows when is unclear in the second, who left again at no stated time is silent there."""
    exits = (("2015-02", "2015-05"), ("2015-02", "2015"), ("2015-02", None), ("2015-02",))
    for case, dates in zip(example.cases, exits, strict=True):
        for order, left in enumerate(dates):
            example.episode(case, "anna", left, order=order)
        example.complete(case, "anna", "form")
    found = {key[1]: f for key, f in findings(example).items() if key[0] == "when-left" and key[2] == "completed"}
    assert (found["left=2015-Q1"].k, found["left=2015-Q1"].n) == (4, 4)
    second = found["left=2015-Q2"]
    assert (second.k, second.n, second.not_stated, second.unclear) == (1, 4, 1, 1)
    assert second.denying == (example.cases[3].id,)


def test_coders_who_know_different_parts_of_the_same_exits_agree_on_what_both_know(example):
    """Both say the first quarter, and only one that there was another exit at a time unknown: the quarter stands, the others are unclear."""
    case, other = example.cases[:2]
    example.episode(case, "anna", "2015-02", order=1)
    example.episode(case, "ben", "2015-02", order=1)
    example.episode(case, "ben", None, order=2)
    example.episode(other, "anna", "2015-05")
    for coder in ("anna", "ben"):
        example.complete(case, coder, "form")
    example.complete(other, "anna", "form")
    found = {key[1]: f for key, f in findings(example).items() if key[0] == "when-left" and key[2] == "completed"}
    assert found["left=2015-Q1"].evidence == (case.id,)
    assert found["left=2015-Q2"].unresolved == (case.id,)


def test_groups_of_a_comparison_add_up_to_everybody(tmp_path):
    """The cases of all groups, those of unknown group included, are the cases of the whole."""
    made = coded(tmp_path / "s", 14)
    found = findings(made)
    whole = found["why-left", f"icsr-2015:{BRUTALITY}", "completed"]
    groups = [
        f
        for (plan, group, kind), f in found.items()
        if plan == "left-by-origin" and kind == "completed" and group.startswith(f"icsr-2015:{BRUTALITY} |")
    ]
    assert sum(f.k for f in groups) == whole.k
    assert sum(f.n for f in groups) == whole.n
    made.study.close()


def test_every_count_has_its_cases(tmp_path):
    """k, the denials, the not stated and the unclear of a finding are as many as the cases it lists for them, none listed twice."""
    made = coded(tmp_path / "s", 14)
    kinds = set()
    for finding in findings(made).values():
        parts = {
            "k": (finding.evidence, finding.k),
            "not stated": (finding.silent, finding.not_stated),
            "unclear": (finding.unresolved, finding.unclear),
        }
        assert all(len(cases) == count for cases, count in parts.values())
        stated = (*finding.evidence, *finding.denying)
        everybody = (*stated, *finding.silent, *finding.unresolved)
        assert len(everybody if finding.denominator == "completed" else stated) == finding.n
        assert len(set(everybody)) == len(everybody)
        kinds |= {name for name, (cases, _) in parts.items() if cases} | ({"denied"} if finding.denying else set())
    assert kinds == {"k", "not stated", "unclear", "denied"}
    made.study.close()


def test_a_finding_goes_with_any_account_of_its_cases(example):
    """A finding that lists a silent person is withdrawn with that person's account."""
    said, silent, *_ = example.cases
    example.code(said, BRUTALITY, "anna")
    example.complete(said, "anna")
    example.complete(silent, "anna")
    assert brutality(example).silent == (silent.id,)
    with example.study.read() as view:
        held = {row.group: row.holds for row in view.connection.execute(select(schema.outputs["findings"]))}
    assert json.loads(held[f"icsr-2015:{BRUTALITY}"]) == sorted([said.accounts[0], silent.accounts[0]])


class Linked:
    """Two accounts of one guard: the second comes in after the first was completed as a whole."""

    def __init__(self, folder, *, copy: bool = False) -> None:
        self.made = made = start(folder)
        first = made.account("first.txt", "The guard left at night. " * 9, title="First")
        self.one = made.person("Guard", first)
        made.code(self.one, BRUTALITY, "anna")
        made.complete(self.one, "anna")
        assert self.found().n == 1
        self.account = made.copy(first, "copy.txt", "Copy") if copy else made.account("own.txt", "He spoke again. " * 9, title="Own")
        self.two = made.person("Guard again", self.account)
        self.pair = sorted([self.one.mentions[0], self.two.mentions[0]])

    def found(self) -> Finding | None:
        return findings(self.made).get(("why-left", f"icsr-2015:{BRUTALITY}", "completed"))

    def link(self) -> None:
        made, (a, b) = self.made, self.pair
        of = {self.one.mentions[0]: self.one.accounts[0], self.two.mentions[0]: self.account}
        made.study.decide([LinkReview(a=a, b=b, account_a=of[a], account_b=of[b], decision=LinkDecision.SAME)])
        made.links = [Link(a=a, b=b, decision="same", by="owner")]
        made.cases = [
            replace(self.one, mentions=(*self.one.mentions, *self.two.mentions), accounts=tuple(sorted([*self.one.accounts, self.account])))
        ]

    def reopened(self) -> tuple:
        self.made.settle()
        return analyse(self.made.study).reopened


@pytest.fixture
def linked(tmp_path):
    """A guard completed on one account, to whom a second account is about to be linked."""
    found = Linked(tmp_path / "s")
    yield found
    found.made.study.close()


def test_a_new_account_reopens_a_case(linked):
    """A completion as a whole ends with an account linked after it, and the report says whose; completing again closes the case."""
    linked.link()
    assert linked.found() is None
    assert linked.reopened() == ((linked.one.id, "icsr-2015", "anna"),)
    assert "Open again" in "\n".join(analyse(linked.made.study).lines())
    linked.made.complete(linked.two, "anna")
    assert (linked.found().k, linked.found().n) == (1, 1)
    assert linked.reopened() == ()


def test_finishing_the_new_account_alone_closes_the_case_too(linked):
    """What was finished as a whole stays finished; only the account that came later is missing."""
    linked.link()
    linked.made.study.decide([Completion(account=linked.account, codebook="icsr-2015", coder="anna", round="coding-1")])
    assert linked.found().n == 1


def test_an_account_that_was_linked_before_reopens_nothing(linked):
    """Whoever completes a case has seen every account that it has by then."""
    linked.link()
    linked.made.complete(linked.two, "ben")
    assert linked.found().n == 1
    assert linked.reopened() == ((linked.one.id, "icsr-2015", "anna"),)


def test_an_account_linked_through_another_reopens_as_well(linked):
    """A third account counts from its own link on, though its mention was never compared with the completed one."""
    linked.link()
    linked.made.complete(linked.two, "anna")
    third = linked.made.account("third.txt", "A third time he spoke. " * 9, title="Third")
    more = linked.made.person("The same guard", third)
    a, b = sorted([linked.two.mentions[0], more.mentions[0]])
    of = {linked.two.mentions[0]: linked.account, more.mentions[0]: third}
    linked.made.study.decide([LinkReview(a=a, b=b, account_a=of[a], account_b=of[b], decision=LinkDecision.SAME)])
    linked.made.links.append(Link(a=a, b=b, decision="same", by="owner"))
    (case,) = [case for case in linked.made.cases if case.id == linked.one.id]
    linked.made.cases = [replace(case, mentions=(*case.mentions, *more.mentions), accounts=tuple(sorted([*case.accounts, third])))]
    assert linked.found() is None


def test_a_copy_reopens_nothing(tmp_path):
    """A reprint that is linked later adds nothing to read."""
    linked = Linked(tmp_path / "s", copy=True)
    linked.link()
    assert linked.found().n == 1
    assert linked.reopened() == ()
    linked.made.study.close()


def test_a_crosstab_gives_row_shares(tmp_path):
    """A cell counts the cases with both codes among those with the row's code."""
    made = start(tmp_path / "s")
    for n in range(3):
        case = made.person(f"G{n}", made.account(f"{n}.txt", f"Guard {n} spoke. " * 4, title="t"))
        made.code(case, "joining-faith", "anna")
        if n:
            made.code(case, BRUTALITY, "anna")
        made.complete(case, "anna")
    cell = findings(made)["gap", f"icsr-2015:{BRUTALITY} | icsr-2015:joining-faith", "completed"]
    assert (cell.k, cell.n) == (2, 3)
    made.study.close()


def test_an_entry_adopted_after_coding_began_is_exploratory(example):
    """What stood in the plan before the first completion stays registered, also under a new title; what came later does not."""
    example.code(example.cases[0], BRUTALITY, "anna")
    example.complete(example.cases[0], "anna")
    later = STUDY.replace("title: Why they left,", "title: Reasons for leaving,") + (
        f"  - {{id: brutality, kind: prevalence, code: 'icsr-2015:{BRUTALITY}'}}\n"
    )
    (example.study.folder / "study.yaml").write_text(later, encoding="utf-8")
    example.study.adopt()
    found = findings(example)
    assert found["why-left", f"icsr-2015:{BRUTALITY}", "completed"].registered
    assert not found["brutality", f"icsr-2015:{BRUTALITY}", "completed"].registered


@pytest.mark.parametrize("change", ["nothing", "add", "redefine", "merge", "example", "question"])
def test_what_was_changed_after_coding_began_is_not_registered(example, change):
    """The same entry counts other things once its codebook or question is another: then it is exploratory; a new example changes nothing."""
    for case in example.cases:
        example.complete(case, "anna")
        example.complete(case, "anna", "form")
    book = example.study.folder / "codebooks" / "icsr-2015.yaml"
    text, before = book.read_text(encoding="utf-8"), parse_codebook("icsr-2015.yaml", book.read_text(encoding="utf-8"))
    at = text.index("definition:", text.index(f"- id: {BRUTALITY}"))
    shown = text.index("example:", at)
    whole = Code(id="leaving-cruelty", label="Cruelty and quarrel", definition="Either of the two.", phase="leaving")
    new = "\n  - {id: leaving-letters, label: Letters, definition: The person left over letters., phase: leaving}\n"
    changed = {
        "add": text.replace("version: 1\n", "version: 2\n", 1).rstrip("\n") + new,
        "redefine": (text[:at] + text[at:].replace("The person", "This person", 1)).replace("version: 1\n", "version: 2\n", 1),
        "merge": edited(text, before, merged(before, [BRUTALITY, INFIGHTING], whole)).text,
        "example": (text[:shown] + text[shown:].replace("example: ", "example: Once more, ", 1)).replace("version: 1\n", "version: 2\n", 1),
    }.get(change, text)  # fmt: skip
    book.write_text(changed, encoding="utf-8")
    if change == "question":
        asked = STUDY.replace("label: Region of origin", "label: Where the person grew up").replace(
            "variables:", "form: {version: 2}\nvariables:"
        )
        (example.study.folder / "study.yaml").write_text(asked, encoding="utf-8")
    example.study.adopt()
    if change == "question":
        first = example.cases[0]
        example.study.decide(
            [Completion(account=first.accounts[0], mention=first.mentions[0], codebook="form", coder="anna", round="coding-1", version=2)]
        )
    found = {row.plan: row.registered for row in findings(example).values()}
    assert found["why-left"] is (change in ("nothing", "example", "question"))
    assert found.get("origins", False) is (change != "question")


def test_a_blind_round_counts_for_nothing(tmp_path):
    """Rows of a round that is not open are in no finding, and the report says how many were left out."""
    made = start(tmp_path / "s", STUDY.replace("blind: false", "blind: true"))
    case = made.person("G", made.account("a.txt", "A guard left. " * 4, title="t"))
    made.code(case, BRUTALITY, "anna")
    made.complete(case, "anna")
    made.settle()
    report = analyse(made.study)
    assert (report.findings, report.hidden) == (0, {"coding": 1, "completion": 1})
    made.study.close()


def test_a_redefined_code_reopens_what_was_completed_before(example):
    """A completion under another definition of the code does not count for it, but for the codes that stayed as they were."""
    example.code(example.cases[0], BRUTALITY, "anna")
    example.code(example.cases[0], INFIGHTING, "anna")
    example.complete(example.cases[0], "anna")
    book = example.study.folder / "codebooks" / "icsr-2015.yaml"
    text = book.read_text(encoding="utf-8").replace("version: 1\n", "version: 2\n", 1)
    at = text.index("definition:", text.index(f"- id: {BRUTALITY}"))
    book.write_text(text[:at] + text[at:].replace("The person", "This person", 1), encoding="utf-8")
    example.study.adopt()
    found = findings(example)
    assert found["why-left", f"icsr-2015:{INFIGHTING}", "completed"].n == 1
    assert found["why-left", f"icsr-2015:{BRUTALITY}", "completed"].n == 0


def test_the_same_state_is_not_computed_twice(tmp_path):
    """A second call keeps the run; the same study made again gives the same findings."""
    made, again = coded(tmp_path / "a"), coded(tmp_path / "b")
    one, two = findings(made), findings(again)
    assert not analyse(made.study).fresh
    assert {key: (f.id, f.k, f.low) for key, f in one.items()} == {key: (f.id, f.k, f.low) for key, f in two.items()}
    made.study.close()
    again.study.close()


def test_a_capture_makes_nothing_stale_unless_collecting_went_on_to_a_later_day(tmp_path):
    """Of captures the plan reads the last day alone: another of the same day leaves the findings in force, one a month later does not."""
    example = coded(tmp_path / "s")
    example.settle()
    analyse(example.study)
    account = example.accounts[0]

    def captured(name: str, at: str) -> bool:
        example.study.decide(
            [Capture(id=name, account=account, grade=Grade.DECLARED, at=at, tool="test", who="owner", sha256="0" * 64, size=1, media_type="text/plain")]
        )  # fmt: skip
        with example.study.read_as_machine() as view:
            return view.run("analyse") is not None

    assert captured("same-day", "2026-02-27T18:00:00.000Z")
    assert not captured("later", "2026-03-27T18:00:00.000Z")
    example.study.close()


def test_a_list_of_sources_makes_findings_stale(tmp_path):
    """Cards leave out countries of publication, which the list of sources gives: a new row of it is read by the next run."""
    example = coded(tmp_path / "s")
    example.settle()
    analyse(example.study)
    example.study.decide([Source(id="post", name="Post", country="GB")])
    with example.study.read_as_machine() as view:
        assert view.run("analyse") is None
    assert analyse(example.study).fresh
    example.study.close()


def test_stale_cases_are_refused(tmp_path):
    """Without resolved cases nothing can be counted, and the error says what to run."""
    made = collected(tmp_path / "s", 2)
    with pytest.raises(StaleResults, match="testimonia run"):
        analyse(made.study)
    made.study.close()


def test_the_plan_chooses_the_interval(tmp_path):
    """Who asks for Jeffreys gets it, and the method says so."""
    made = start(tmp_path / "s", STUDY.replace("phase: leaving}", "phase: leaving, interval: jeffreys}", 1))
    case = made.person("G", made.account("a.txt", "A guard left. " * 4, title="t"))
    made.code(case, BRUTALITY, "anna")
    made.complete(case, "anna")
    found = brutality(made)
    assert found.method == "jeffreys 95%"
    assert (round(found.low, 4), found.high) == (0.1467, 1.0)  # Beta(3/2, 1/2) at 2.5 %
    made.study.close()


def test_every_count_on_every_layer(example):
    """The plan is carried out for each coder alone, for the layers that have rows, and for what holds; none of it is kept."""
    for coder in ("anna", "bashir"):
        for case in example.cases[:2]:
            example.complete(case, coder)
    example.code(example.cases[0], BRUTALITY, "anna")
    example.settle()
    before = by_layer(example.study)
    row = next(row for row in before.rows if row.group == f"icsr-2015:{BRUTALITY}" and row.denominator == "completed")
    assert before.layers == ("auto", "anna", "bashir")
    assert {name: (item.k, item.n) for name, item in row.by.items()} == {"auto": (0, 2), "anna": (1, 2), "bashir": (0, 2)}
    assert row.spread(before.coders) == (0.0, 0.5)
    assert "coders alone: 0% to 50%" in " ".join(before.lines())
    assert before.as_json()["layers"] == ["auto", "anna", "bashir"]
    with example.study.read_as_machine() as view:
        assert view.run("analyse") is None


def test_codings_follow_a_renaming_and_a_merger(example):
    """What was coded and finished before a code was renamed, or merged with another, counts under the new name."""
    first, second, third, _ = example.cases
    for case, code in ((first, BRUTALITY), (second, INFIGHTING), (third, None)):
        if code:
            example.code(case, code, "anna")
        example.complete(case, "anna")
    book = example.study.folder / "codebooks" / "icsr-2015.yaml"
    text = book.read_text(encoding="utf-8")
    before = parse_codebook("icsr-2015.yaml", text)
    whole = Code(id="leaving-cruelty", label="Cruelty and quarrel", definition="Either of the two.", phase="leaving")
    book.write_text(edited(text, before, merged(before, [BRUTALITY, INFIGHTING], whole)).text, encoding="utf-8")
    example.study.adopt()
    found = findings(example)
    assert [
        (found["why-left", name, "completed"].k, found["why-left", name, "completed"].n) for name in ("icsr-2015:leaving-cruelty",)
    ] == [(2, 3)]
    assert ("why-left", f"icsr-2015:{BRUTALITY}", "completed") not in found


def test_findings_are_stale_when_a_merge_shows_that_the_plan_was_adopted_before(example, tmp_path):
    """A plan that a colleague had adopted before the first coding is registered once her copy is merged, so what was computed is out of date."""
    plan = STUDY + "  - {id: believed, kind: prevalence, variable: origin}\n"
    case = example.cases[0]
    with fork(example.study, tmp_path / "hers", "b") as hers:
        (hers.folder / "study.yaml").write_text(plan, encoding="utf-8")
        assert hers.adopt()
    example.answer(case, "anna", "origin", "coast")
    example.complete(case, "anna", "form")
    (example.study.folder / "study.yaml").write_text(plan, encoding="utf-8")
    assert example.study.adopt()

    def believed() -> bool:
        return next(found.registered for (name, *_), found in findings(example).items() if name == "believed")

    assert not believed()
    take(example.study, tmp_path / "hers")
    assert look_at_findings(example.study).stale
    assert believed()
