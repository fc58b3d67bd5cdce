"""The other tables of coding: answers, completions, judgements, episodes, rulings and the study's lists."""

from __future__ import annotations

import pytest

from testimonia.domain.decisions import Adjudication, Completion, Episode, Judgement, Recommendation, Value
from testimonia.domain.evidence import FoundBy, Search, ShelfDeclaration, Source
from testimonia.domain.identity import object_id
from testimonia.store.tabular import write_csv


@pytest.mark.parametrize(
    ("variable", "given", "kept"),
    [
        ("age", 24, "24"),
        ("age", "24", "24"),
        ("age", 24.0, "24"),
        ("weight", "71.50", "71.5"),
        ("weight", 71, "71"),
        ("held", True, "true"),
        ("held", "No", "false"),
        ("spoke", " 2015-03-XX ", "2015-03"),
        ("spoke", "2014/2015", "2014/2015"),
        ("sex", "female", "female"),
        ("how", ["disguised", "paid"], "paid;disguised"),
        ("how", "disguised; paid;paid", "paid;disguised"),
        ("how", '["paid"]', "paid"),
        ("origin", "sy", "SY"),
        ("trigger-kind", " قَالَ\r\n", "قَالَ"),
    ],
)
def test_an_answer_has_one_spelling(place, variable, given, kept):
    """Whatever a spreadsheet or a script writes, equal answers become equal text."""
    place.take([{"mention": "m0", "variable": variable, "value": given}], name="values.jsonl")
    assert [found.value for found in place.all(Value)] == [kept]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"variable": "aeg"}, "Did you mean `age`?"),
        ({"value": "about 24"}, "takes a number"),
        ({"value": 24.5}, "whole number"),
        ({"value": 4}, "below its minimum of 5"),
        ({"value": 111}, "above its maximum of 110"),
        ({"value": True}, "takes a number"),
        ({"value": "nan"}, "takes a number"),
        ({"value": [1]}, "single answer"),
        ({"variable": "held", "value": "maybe"}, "true or false"),
        ({"variable": "spoke", "value": "spring 2015"}, "2015-21"),
        ({"variable": "sex", "value": "femal"}, "Did you mean `female`?"),
        ({"variable": "how", "value": ["paid", "x"]}, "no answer of `how`"),
        ({"variable": "origin", "value": "UK"}, "Did you mean `GB`?"),
        ({"value": None}, "neither a `value` nor a `missing`"),
        ({"missing": "unclear"}, "both a `value` and a `missing`"),
        ({"value": None, "missing": "dunno"}, "must be one of"),
        ({"variable": "held", "value": None, "missing": "withheld"}, "study.yaml allows: not_stated"),
        ({"variable": "provider", "value": "x"}, "is asked of a response"),
        ({"mention": None}, "neither a `mention` nor a `case`"),
        ({"passages": "[{]"}, "is not JSON"),
        ({"passages": [{"start": 0, "end": 5000}]}, "ends after the text"),
        ({"passages": [{"begin": 0}]}, "`begin`"),
        ({"passages": 3}, "list of places"),
        ({"account": "emoji.md", "quote": "I left at night"}, "has nothing in account"),
        ({"coder": "bea"}, "only the owner or a lead"),
    ],
)
def test_wrong_answers_are_refused(place, change, says):
    """An answer that study.yaml does not allow, or words that do not stand there, refuse the file."""
    row = {"mention": "m0", "variable": "age", "value": 24, **change}
    (fault, *_) = place.faults([{key: value for key, value in row.items() if value is not None}], name="values.jsonl")
    assert says in fault


def test_missing_is_an_answer_of_its_own(place):
    """`not_stated` is kept as such and is neither a value nor silence."""
    place.take([{"mention": "m0", "variable": "held", "missing": "not_stated"}], name="values.jsonl")
    (found,) = place.all(Value)
    assert (found.value, found.missing) == (None, "not_stated")


def test_passages_in_a_list_and_in_the_row(place):
    """An answer may rest on several places: a list of them (in CSV as JSON text), and one in columns of its own."""
    path = place.folder.parent / "values.csv"
    places = [{"quote": "Then I left."}, {"edition": place.editions[place.plain], "start": 0, "end": 8}]
    rows = [{"mention": "m0", "variable": "age", "value": 24, "passages": places, "quote": "slept in sheds"}]
    write_csv(path, ("mention", "variable", "value", "passages", "quote"), rows)
    place.take(path)
    (found,) = place.all(Value)
    assert [passage.quote for passage in found.passages] == ["Then I left.", "I joined", "slept in sheds"]
    assert {passage.account for passage in found.passages} == {place.plain}


def test_conflicting_answers_are_both_kept(place):
    """Two places that say different things give two answers, side by side."""
    rows = [
        {"mention": "m0", "variable": "age", "value": 24, "quote": "I joined"},
        {"mention": "m0", "variable": "age", "value": 25, "quote": "Then I left."},
    ]
    assert place.take(rows, name="values.jsonl").new == {"values": 2}
    assert {found.value for found in place.all(Value)} == {"24", "25"}


def test_answers_nobody_asked_for_are_noted(place):
    """An answer whose condition is not met is taken and noted, in whatever order the file has them."""
    kind = {"mention": "m0", "variable": "trigger-kind", "value": "an order"}
    assert place.take([kind, {"mention": "m0", "variable": "trigger", "value": "event"}], name="values.jsonl").notes == ()
    report = place.take([{**kind, "mention": "m1"}, {"mention": "m1", "variable": "trigger", "value": "gradual"}], name="values.jsonl")
    assert report.notes == ("1×: `trigger-kind` is answered where `trigger` is not (or not yet) event.",)


def test_ids_of_answers_tell_nothing(place):
    """Without the account's secret nobody can compute the id of an answer; with the same answer twice it is the same id."""
    row = {"mention": "m0", "variable": "age", "value": 24}
    place.take([row], name="values.jsonl")
    (first,) = place.all(Value)
    assert place.take([row], name="values.jsonl").already == {"values": 1}

    assert first.id != object_id("value", "m0", None, "age", "anna", "coder", None, None)


def test_completions(place):
    """A unit is an account or a mention, told by `unit` or by columns; the version is the one in force unless it says otherwise."""
    rows = [
        {"unit": "plain.txt", "codebook": "leaving", "round": "blind"},
        {"unit": "m0", "codebook": "form"},
        {"mention": "m1", "codebook": "leaving", "version": 1},
    ]
    place.take(rows, name="completions.jsonl")
    found = {(row.account, row.mention, row.codebook, row.version) for row in place.all(Completion)}
    assert found == {(place.plain, None, "leaving", 2), (place.plain, "m0", "form", 1), (place.arabic, "m1", "leaving", 1)}
    for bad, says in (
        ({"codebook": "leaving"}, "names neither"),
        ({"unit": "plain.txt", "codebook": "leving"}, "Did you mean `leaving`?"),
        ({"unit": "plain.txt", "codebook": "leaving", "version": 3}, "no version 3"),
        ({"unit": "plain.txt", "codebook": "form", "version": 0}, "counts from 1"),
    ):
        assert says in place.faults([bad], name="completions.jsonl")[0]


def test_judgements(place):
    """Admiralty grades and conditions of speaking, of an account or of a mention in it."""
    rows = [
        {"account": "plain.txt", "source_grade": "b", "information_grade": 3, "conditions": "custody; interpreter", "note": "Hm."},
        {"mention": "m1", "conditions": ["handler present"]},
    ]
    place.take(rows, name="judgements.jsonl")
    found = {row.mention: row for row in place.all(Judgement)}
    assert (found[None].source_grade, found[None].information_grade) == ("B", "3")
    assert found[None].conditions == ("custody", "interpreter")
    assert found["m1"].account == place.arabic
    for change, says in (
        ({"source_grade": "G"}, "from A"),
        ({"information_grade": 7}, "from 1"),
        ({"conditions": [1]}, "list of words"),
        ({}, "judges nothing"),
    ):
        assert says in place.faults([{"account": "plain.txt", **change}], name="judgements.jsonl")[0]


def test_episodes(place):
    """Dates are EDTF in their one spelling; leaving surely before joining is a fault, and only persons join."""
    place.take([{"mention": "m0", "group": "Dawn Guard", "joined": "2014-21", "left": "2015?"}], name="episodes.jsonl")
    (found,) = place.all(Episode)
    assert (found.joined, found.left, found.order, found.coder) == ("2014-21", "2015?", 1, "anna")
    for change, says in (
        ({"joined": "2015", "left": "2014"}, "is before"),
        ({"joined": "last year"}, "`joined`"),
        ({"order": 0}, "counts from 1"),
        ({"mention": "r0"}, "only a person"),
        ({"mention": None, "group": "x"}, "neither a `mention`"),
    ):
        row = {"mention": "m0", **change}
        assert says in place.faults([{k: v for k, v in row.items() if v is not None}], name="episodes.jsonl")[0]


def test_adjudications_are_the_leads(place):
    """A ruling takes the owner or a lead, and an open round."""
    row = {"account": "plain.txt", "subject": "codings:x", "decision": "keep", "reason": "It says so."}
    assert "the owner or a lead adjudicates" in place.faults([row], name="adjudications.jsonl")[0]
    place.take([row], coder="lea", name="adjudications.jsonl")
    assert [(found.coder, found.decision) for found in place.all(Adjudication)] == [("lea", "keep")]


def test_lists_of_the_study(place):
    """Searches, what they found, sources, shelves and recommendations come in as files as well."""
    place.take(
        [
            {
                "table": "searches",
                "id": "s1",
                "database": "Example News",
                "query": 'left AND "Dawn Guard"',
                "date": "2015-09-01",
                "hits": 12,
            },
            {"table": "found_by", "account": "plain.txt", "search": "s1"},
            {"table": "sources", "name": "Example Daily", "country": "gb", "language": "en-GB", "grade": "c"},
            {"table": "shelves", "account": "plain.txt", "shelf": "testimony"},
            {"table": "recommendations", "text": "Listen first.", "addressee": "municipalities", "supports": "f1; f2"},
        ],
        name="lists.jsonl",
    )
    assert [(found.hits, found.by) for found in place.all(Search)] == [(12, "anna")]
    assert [found.search for found in place.all(FoundBy)] == ["s1"]
    assert [(found.country, found.grade) for found in place.all(Source)] == [("GB", "C")]
    assert [(found.account, found.by) for found in place.all(ShelfDeclaration)] == [(place.plain, "anna")]
    assert [(found.supports, found.status) for found in place.all(Recommendation)] == [(("f1", "f2"), "open")]
    for name, row, says in (
        ("sources", {"name": "X", "country": "UK"}, "Did you mean `GB`?"),
        ("sources", {"name": "X", "grade": "Z"}, "from A"),
        ("sources", {"name": "X", "language": "english language"}, "BCP 47"),
        ("searches", {"database": "X", "query": "y", "hits": "many"}, "whole number"),
        ("found_by", {"account": "plain.txt", "search": "s9"}, "import the searches first"),
        ("shelves", {"account": "plain.txt", "shelf": "fiction"}, "must be one of"),
        ("recommendations", {"addressee": "all"}, "`text` is empty"),
    ):
        assert says in place.faults([row], name=f"{name}.jsonl")[0]
