"""Quotation marks in the conventions of the languages accounts come in."""

from __future__ import annotations

import time

import pytest

from testimonia.text import cut, quotations


def read(text):
    return [cut(text, quotation.inside) for quotation in quotations(text)]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "no" and "yes".', ["no", "yes"]),
        ("“I left,” he said. “Then I ran.”", ["I left,", "Then I ran."]),
        ("„Ich ging“, sagte er; »auch«, «so» und ‚klein‘.", ["Ich ging", "auch", "so", "klein"]),
        ("« Je suis parti », dit-il. L’homme n’a rien dit d’autre.", ["Je suis parti"]),
        ("Han sa: ”Jag åkte”. »Nej», sa hon.", ["Jag åkte", "Nej"]),
        ("‹ oui › et ‹non›", ["oui", "non"]),
        ("``Typed'' and `single' and ''odd''.", ["Typed", "single", "odd"]),
        ("‘‘Old web’’ style", ["Old web"]),
        ('他说「走吧」。"好"他说。', ["走吧", "好"]),
        ('قال "داعش" و"النصرة" ثم " ترك "', ["داعش", "النصرة", "ترك"]),
        ('"what I had come to do in Syria.” he said', ["what I had come to do in Syria."]),
        ('“sloppy“ and „gemischt"', ["sloppy", "gemischt"]),
        ("Don't say 'I can't go,' he said.", ["I can't go,"]),
        ("‘I can’t go,’ he said of the brothers’ house.", ["I can’t go,"]),
        ("'It was the brothers' house,' he said.", ["It was the brothers' house,"]),
        ("the so-called 'terrorists' of the state", ["terrorists"]),
        ('"x"', ["x"]),
    ],
)
def test_quotations_are_found_in_many_conventions(text, quoted):
    """The inside of a quotation is what stands between its marks, without the spaces French sets there."""
    assert read(text) == quoted


@pytest.mark.parametrize(
    "text",
    [
        "don't, it's, rock 'n' roll, the '90s, 'tis, y'all",
        "L’homme d’hier n’est pas celui d’aujourd’hui",
        "the brothers’ house and the soldiers' food",
        "al-'Abadi and al-‘Abadi",
        "al-'Abadi saw the soldiers' food",
        "O'Brien saw the soldiers' food",
        'a 5"x7" frame',
        'He was 6\'2" tall with a 5" knife',
        'צה"ל ודו"ח',
        'stray" marks” and » here',
        '"" “” «»',
        "",
    ],
)
def test_apostrophes_measures_and_strays_are_no_quotations(text):
    """Marks that stand in words, after figures, without partner or around nothing quote nothing."""
    assert quotations(text) == []


def test_quotations_nest_one_level():
    """A quotation in a quotation is found, a third level is read as part of the second and disturbs nothing."""
    text = "“He told me ‘run “now” please’ and left,” she said. “Yes.”"
    assert read(text) == ["He told me ‘run “now” please’ and left,", "run “now” please", "Yes."]
    assert read("「彼は『逃げろ』と言った」") == ["彼は『逃げろ』と言った", "逃げろ"]
    assert read('"a "b" c"') == ['a "b" c', "b"]
    assert read("„Er las “Time” vor“ »Er sagte «ja» dazu«") == ["Er las “Time” vor", "Time", "Er sagte «ja» dazu", "ja"]
    assert read("She said, \"He told me 'run.'\" Then") == ["He told me 'run.'", "run."]


def test_gershayim_inside_a_quotation_do_not_end_it():
    """In Hebrew abbreviations the mark stands between letters and quotes nothing."""
    assert read('"צה"ל אמר" שלום') == ['צה"ל אמר']


def test_a_single_mark_whose_partner_lies_outside_is_none():
    """A single mark that the outer quotation cuts off from its partner quotes nothing."""
    assert read("“He said 'foo” bar' end.") == ["He said 'foo"]


def test_the_whole_runs_from_mark_to_mark():
    """The whole of a quotation includes both marks, whatever their length; the inside neither."""
    text = "x ``a b'' y"
    (found,) = quotations(text)
    assert (cut(text, found.whole), cut(text, found.inside), found.open_mark, found.closed) == ("``a b''", "a b", "``", True)


@pytest.mark.parametrize("gap", ["\n\n", "\n \n", "\n"])
@pytest.mark.parametrize("mark", ['""', "“”", "‘’", "„“", "«»", "''"])
def test_a_long_quotation_opens_every_paragraph_and_closes_the_last(mark, gap):
    """The paragraphs of a long quotation are each found; all but the last are unclosed and continued."""
    text = gap.join([f"{mark[0]}One.", f"{mark[0]}Two.", f"{mark[0]}Three,{mark[1]} he said."])
    found = quotations(text)
    assert [cut(text, quotation.inside) for quotation in found] == ["One.", "Two.", "Three,"]
    assert [(quotation.closed, quotation.continued) for quotation in found] == [(False, True), (False, True), (True, False)]


def test_a_long_french_quotation_goes_on_with_the_closing_mark():
    """In French each further paragraph may begin with the closing mark."""
    assert read("« Un.\n» Deux.\n» Trois. »\nFin.") == ["Un.", "Deux.", "Trois."]
    assert read("Un.\n» Menu") == []


def test_a_lost_mark_spoils_one_paragraph_only():
    """An unclosed quotation ends with its paragraph and says so."""
    text = "He said “this and that.\n\nThen “fine” again."
    first, second = quotations(text)
    assert (cut(text, first.inside), first.closed, first.continued) == ("this and that.", False, False)
    assert (cut(text, second.inside), second.closed) == ("fine", True)


def test_an_inner_mark_that_is_lost_ends_with_the_outer_quotation():
    """What was open within a quotation that closes is unclosed and stays within it."""
    text = "“He shouted «run and left,” she said"
    outer, inner = quotations(text)
    assert (cut(text, outer.inside), outer.closed) == ("He shouted «run and left,", True)
    assert (cut(text, inner.inside), inner.closed) == ("run and left,", False)


def test_a_wrapped_line_does_not_end_a_quotation():
    """A line that goes on with a small letter belongs to the paragraph before it; in a text with blank lines every line does."""
    assert read('He said "one\ntwo" there') == ["one\ntwo"]
    assert read('Lead.\n\nHe said "One\nTwo" there') == ["One\nTwo"]


@pytest.mark.parametrize("unit", ['"', "'", "“", "“”", "“‘", ' "a', " 'a", "``", "’’", "\n“", "\n\n'a", "«\n", "'s ", '„"“', " ‘a’"])
def test_hostile_marks_take_linear_time(unit):
    """A hundred thousand marks in any arrangement take about as long as ten times ten thousand."""
    before = time.perf_counter()
    quotations(unit * 100_000)
    assert time.perf_counter() - before < 20  # measured below 1.5 s; quadratic work would take hours
