"""Codings in: every passage is where and what it says it is, or the file is refused with all its faults."""

from __future__ import annotations

import csv
import unicodedata

import pytest

from testimonia.domain.decisions import Coding, Episode, Withdrawal
from testimonia.domain.vocabulary import Layer, Stance
from testimonia.errors import InputError
from testimonia.stages.code import import_file
from testimonia.store.references import rows_in_force


def test_the_same_passage_in_three_ways_is_one_coding(place):
    """Offsets with quote, offsets alone and a quote that stands once all mean one coding; the quote is filled in."""
    whole = place.row(place.plain, "Then I left.", quote="Then I left.")
    offsets = place.row(place.plain, "Then I left.")
    quote = {"account": "plain.txt", "quote": "Then I left.", "codebook": "leaving", "code": "brutality"}
    report = place.take([whole, offsets, quote])
    assert (report.new, report.already) == ({"codings": 1}, {"codings": 2})
    (found,) = place.all(Coding)
    assert (found.quote, found.account, found.edition) == ("Then I left.", place.plain, place.editions[place.plain])
    assert (found.coder, found.codebook_version, found.layer, found.stance) == ("anna", 2, Layer.CODER, Stance.AFFIRMS)


def test_twice_is_once_and_a_change_is_a_change(place):
    """Importing a file again writes no row; the same passage with another stance replaces the first and is counted as changed."""
    rows = [place.row(place.plain, "Then I left."), place.row(place.plain, "slept in sheds", at="2024-05-01T10:00:00Z")]
    assert place.take(rows).new == {"codings": 2}
    length = place.log_length()
    assert place.take(rows).already == {"codings": 2}
    assert place.log_length() == length
    assert place.take([{**rows[0], "stance": "denies"}]).changed == {"codings": 1}
    assert {found.stance for found in place.all(Coding)} == {Stance.AFFIRMS, Stance.DENIES}


def test_a_given_time_is_kept_as_stated(place):
    """`at` stays beside the log's own time, as it was written."""
    place.take([place.row(place.plain, "Then I left.", at="2024-05-01T10:00:00Z")])
    with place.open("anna") as study, study.read() as view:
        (row,) = view.history(Coding)
    assert row.stated == "2024-05-01T10:00:00Z"
    assert row.at != row.stated


def test_vowel_signs_and_emoji_count_as_code_points(place):
    """Arabic with vowel signs and emoji joined by zero-width joiners are found by quote and held by code-point offsets."""
    place.take(
        [
            {"account": place.arabic, "quote": "تَرَكْتُهُم", "code": "leaving:brutality"},
            {"account": place.emoji, "quote": "Day two 😀 they", "code": "leaving:brutality"},
            place.row(place.emoji, "👨‍👩‍👧"),
        ]
    )
    for found in place.all(Coding):
        assert place.texts[found.account][found.start : found.end] == found.quote
    assert len(place.all(Coding)) == 3


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"end": 5000}, "ends after the text"),
        ({"quote": "They lied"}, "These words do not stand in this text"),
        ({"quote": "slept in sheds"}, "These words stand at 92-106"),
        ({"end": 0, "start": 0}, "holds no character"),
        ({"start": -1}, "whole number"),
        ({"start": "twelve"}, "whole number"),
        ({"start": True}, "whole number"),
        ({"start": None}, "only one of"),
        ({"start": None, "end": None}, "neither"),
        ({"start": None, "end": None, "quote": "They promised us houses"}, "stands 2 times"),
        ({"code": "leaving:brutalty"}, "Did you mean `brutality`?"),
        ({"code": "leaveing:brutality"}, "Did you mean `leaving`?"),
        ({"code": None}, "`code` is empty"),
        ({"codebook": "other"}, "but `codebook` is `other`"),
        ({"codebook_version": 7}, "has no version 7. Known: 1, 2."),
        ({"stance": "maybe"}, "must be one of `affirms`, `denies`"),
        ({"voice": ["self"]}, "must be text"),
        ({"coder": "bea"}, "only the owner or a lead may import for others"),
        ({"coder": "bee"}, "Did you mean `bea`?"),
        ({"coder": "sam"}, "act as `anna`"),
        ({"round": "blnd"}, "Did you mean `blind`?"),
        ({"round": "screening-1"}, "a round of screening"),
        ({"layer": "adjudicated"}, "the owner or a lead puts down"),
        ({"mention": "m9"}, "no mention `m9`"),
        ({"mention": "m1"}, "has nothing in account"),
        ({"case": "c1"}, "no case `c1`"),
        ({"episode": "e1", "mention": "m0"}, "no episode `e1`"),
        ({"id": "Abu Ibrahim"}, "plain letters"),
        ({"stanse": "denies"}, "Did you mean `stance`?"),
        ({"at": "yesterday"}, "`at`"),
        ({"account": "plan.txt"}, "Did you mean `plain.txt`?"),
        ({"account": None}, "names neither"),
        ({"edition": "nowhere"}, "no edition `nowhere`"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_taken(place, change, says):
    """One wrong row refuses the whole file; the fault names its line and what to do."""
    good = place.row(place.plain, "slept in sheds")
    bad = {**place.row(place.plain, "Then I left."), **change}
    (fault, *_) = place.faults([good, {key: value for key, value in bad.items() if value is not None}])
    assert fault.startswith("line 2: ")
    assert says in fault


def test_the_edition_of_another_account_is_refused(place):
    """Account and edition must belong together."""
    (fault,) = place.faults([place.row(place.plain, "Then I left.", edition=place.editions[place.emoji])])
    assert f"belongs to account {place.emoji}" in fault


def test_all_faults_of_all_rows_are_listed(place):
    """Nobody mends a file one line at a time: every fault of every row comes at once."""
    faults = place.faults(
        [place.row(place.plain, "Then I left.", voice="x", stance="y"), place.row(place.plain, "sheds", code="leaving:z")]
    )
    assert [fault.split(":")[0] for fault in faults] == ["line 1", "line 1", "line 2"]


def test_a_span_that_cuts_a_character_is_refused_with_the_whole_one(place):
    """An end inside a letter with its vowel sign, or inside a family emoji, is a fault that says which span is whole."""
    (fault,) = place.faults([{"account": place.arabic, "start": 0, "end": 1, "code": "leaving:brutality"}])
    assert "Whole would be 0-2" in fault
    start = place.texts[place.emoji].index("👨")
    (fault,) = place.faults([{"account": place.emoji, "start": start, "end": start + 2, "code": "leaving:brutality"}])
    assert f"Whole would be {start}-{start + 5}" in fault


def test_offsets_of_a_browser_are_recognised(place):
    """UTF-16 offsets after an emoji are refused with the code-point offsets they mean."""
    words = "they took our phones"
    text = place.texts[place.emoji]
    start = text.index(words)
    moved = len(text[:start].encode("utf-16-le")) // 2
    assert moved != start
    (fault,) = place.faults(
        [{"account": place.emoji, "start": moved, "end": moved + len(words), "quote": words, "code": "leaving:brutality"}]
    )
    assert f"UTF-16 units, as browsers do; in characters it is {start}-{start + len(words)}" in fault


def test_another_composition_of_the_same_words_is_told_apart(place):
    """A quote that differs only in Unicode normalisation is refused, and the fault says that this is the difference."""
    quote = unicodedata.normalize("NFD", "ثم عاد إلى بيته")
    assert quote not in place.texts[place.arabic]
    (fault,) = place.faults([{"account": place.arabic, "quote": quote, "code": "leaving:brutality"}])
    assert "Unicode normalisation" in fault


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ";"), ("utf-16", "\t"), ("utf-8", ",")])
def test_a_spreadsheet_with_arabic_quotes_is_taken(place, encoding, delimiter):
    """A CSV as a spreadsheet saves it (byte order mark, semicolons, Arabic with vowel signs) gives the same coding as JSONL."""
    path = place.folder.parent / "codings.csv"
    words = "«تَرَكْتُهُم بَعْدَ مَا رَأَيْتُ»"
    start = place.texts[place.arabic].index(words)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(["Account", "Start", "End", "Quote", "Code", "Memo"])
        writer.writerow(["ar.html", start, start + len(words), words, "leaving:brutality", "=SUM(1)"])
    place.take(path)
    (found,) = place.all(Coding)
    assert (found.quote, found.memo) == (words, "=SUM(1)")
    assert place.take([place.row(place.arabic, words, memo="=SUM(1)")]).already == {"codings": 1}


def test_a_line_end_that_a_spreadsheet_rewrote_is_no_difference(place):
    """A quote over a line end may carry CRLF; the text has LF, and the words are the same."""
    place.take([place.row(place.plain, "sheds.\nThen", quote="sheds.\r\nThen")])
    assert place.all(Coding)[0].quote == "sheds.\nThen"


def test_a_withdrawn_account_stays_withdrawn(place):
    """Nothing can be said about an account that was erased by duty."""
    with place.open() as study:
        study.decide([Withdrawal(account=place.plain, sha256="0" * 64)])
    (fault, *_) = place.faults([{"account": place.plain, "quote": "Then I left.", "code": "leaving:brutality"}])
    assert "withdrawn" in fault


def test_an_older_version_of_a_codebook_is_known(place):
    """A coding may say that it was made under a version that was adopted before."""
    place.take([place.row(place.plain, "Then I left.", codebook_version=1)])
    assert place.all(Coding)[0].codebook_version == 1


def test_a_retired_code_is_taken_with_a_note(place):
    """A retired code keeps old codings importable, and the report says how many."""
    report = place.take([place.row(place.plain, "Then I left.", code="leaving:old"), place.row(place.plain, "sheds", code="leaving:old")])
    assert report.notes == ("2×: leaving:old is retired; it is kept for old codings.",)


def test_two_rows_that_contradict_each_other_are_refused(place):
    """Two rows of one file about one coding must say the same; given ids make them two."""
    one, other = place.row(place.plain, "Then I left."), place.row(place.plain, "Then I left.", stance="denies")
    (fault,) = place.faults([one, other])
    assert "than line 1" in fault
    assert place.take([{**one, "id": "a"}, {**other, "id": "b"}]).new == {"codings": 2}


def test_a_given_id_never_takes_over_another_row(place):
    """A second file that numbers its rows from 1 again replaces nothing: neither of the same coder nor of another."""
    place.take([place.row(place.plain, "Then I left.", id="1", round="blind")])
    (fault,) = place.faults([place.row(place.emoji, "I left", id="1", round="blind")])
    assert "stands for another row" in fault
    (fault,) = place.faults([place.row(place.plain, "Then I left.", id="1", round="blind")], coder="bea")
    assert "stands for another row" in fault
    assert [found.coder for found in place.all(Coding)] == ["anna"]


def test_the_owner_imports_for_others_and_they_own_the_rows(place):
    """A lead may bring in a coder's file; the rows are the coder's, the log says who brought them."""
    place.take([place.row(place.plain, "Then I left.", coder="bea", round="blind")], coder="lea")
    (found,) = place.all(Coding)
    assert found.coder == "bea"
    with place.open("bea") as study, study.read() as view:
        assert [row.coder for row in view.records(Coding)] == ["bea"]
        assert [(row.by, row.author) for row in view.history(Coding)] == [("lea", "bea")]
    with place.open("lea") as study, study.read() as view:
        assert view.records(Coding) == []


def test_a_screener_does_not_code(place):
    """The role screener screens."""
    (fault,) = place.faults([place.row(place.plain, "Then I left.")], coder="sam")
    assert "does not code" in fault


def test_what_a_round_names_takes_part_and_nobody_else(place):
    """A round with coders takes rows of these coders only."""
    (fault,) = place.faults([place.row(place.plain, "Then I left.", round="blind")], coder="lea")
    assert "does not take part" in fault


def test_consensus_waits_for_the_round_to_be_open(place):
    """A layer above the coders' may be put down by a lead, and only when the round is no longer blind."""
    blind = place.row(place.plain, "Then I left.", layer="consensus", round="blind")
    (fault,) = place.faults([blind], coder="lea")
    assert "still blind" in fault
    assert place.take([{**blind, "round": "practice"}], coder="lea").new == {"codings": 1}


def test_an_episode_is_ones_own_or_of_an_open_round(place):
    """A coding may point at an episode of its own coder; another's in a blind round is as good as none."""
    with place.open("bea") as study:
        study.decide([Episode(id="e-bea", account=place.plain, mention="m0", coder="bea", round="blind")])
    row = place.row(place.plain, "Then I left.", mention="m0", episode="e-bea", round="blind")
    (fault,) = place.faults([row])
    assert "no episode `e-bea`" in fault
    assert place.take([row], coder="bea").new == {"codings": 1}
    (fault,) = place.faults([{**row, "account": place.plain, "mention": "r0"}], coder="bea")
    assert "belongs to mention m0" in fault


def test_a_mixed_file_names_the_table_in_every_row(place):
    """With a column `table` one file may hold episodes and the codings that point at them."""
    report = place.take(
        [
            {"table": "episodes", "id": "e1", "mention": "m0", "joined": "2014", "left": "2015-03"},
            {"table": "codings", **place.row(place.plain, "Then I left.", mention="m0", episode="e1")},
        ],
        name="all.jsonl",
    )
    assert report.new == {"episodes": 1, "codings": 1}


@pytest.mark.parametrize("name", ["codings.jsonl", "anna-codings-2.jsonl", "upload.jsonl"])
def test_the_table_is_recognised_by_name_or_by_columns(place, name):
    """A file is known by its name, or by columns that one table alone has."""
    assert place.take([place.row(place.plain, "Then I left.")], name=name).new == {"codings": 1}


@pytest.mark.parametrize(
    ("name", "row", "says"),
    [
        ("upload.jsonl", {"account": "x"}, "cannot be recognised"),
        ("screening.jsonl", {"account": "x", "decision": "include"}, "testimonia screen DIR import"),
        ("links.jsonl", {"a": "x", "b": "y"}, "testimonia resolve DIR import"),
        ("values-codings.jsonl", {"variable": "age", "value": 3}, "cannot be recognised"),
        ("upload.jsonl", {"table": "codngs", "code": "x"}, "Did you mean `codings`?"),
    ],
)
def test_what_cannot_be_recognised_says_how_to_say_it(place, name, row, says):
    """A file of no clear table is refused with the ways to name one."""
    with place.open("anna") as study, pytest.raises(InputError) as caught:
        import_file(study, place.write(name, [row]))
    assert says in str(caught.value)


def test_derived_ids_tell_coders_layers_and_rounds_apart(place):
    """The same passage and code by two coders, in two rounds, are different codings."""
    row = place.row(place.plain, "Then I left.")
    place.take([row, {**row, "round": "blind"}])
    place.take([row], coder="bea")
    assert len({found.id for found in place.all(Coding)}) == 3


def test_a_wholly_wrong_file_is_given_up_after_a_thousand_faults(place):
    """Of a file wrong in every row a hundred faults are spelled out and the reading stops."""
    faults = place.faults([place.row(place.plain, "Then I left.", code=f"leaving:x{n}") for n in range(3000)])
    assert len(faults) == 101
    assert "900 more" in faults[-1]


def test_rows_in_force_gives_references_and_no_content(place):
    """What the check of ids looks at holds no quote, code or memo of anybody."""
    place.take([place.row(place.plain, "Then I left.", id="1", memo="secret")])
    with place.open("bea") as study, study.store.read() as connection:
        found = rows_in_force(connection, Coding, ["1"])["1"]
    assert found.author == "anna"
    assert set(found.references) == {"id", "account", "edition", "coder", "layer"}
