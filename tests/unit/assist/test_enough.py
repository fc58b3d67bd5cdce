"""What is enough for somebody, or what is told of them, to be proposed: where precision and recall both come nearest to what is asked."""

from dataclasses import dataclass

import choose_enough
import numpy as np
import pytest
import train_people

from support.reading import story_of
from testimonia.assist import claims, rules, speakers
from testimonia.assist.persons import persons
from testimonia.domain.results import Suggestion
from workshop.people_scores import Counts


@dataclass
class _Account:
    part: str


@pytest.mark.parametrize(
    ("reached", "enough"),
    [
        ({0.3: (80, 100, 100), 0.4: (78, 90, 100), 0.5: (60, 62, 100)}, 0.4),  # .80 / .80, .87 / .78, .97 / .60
        ({0.3: (90, 150, 100), 0.4: (50, 50, 100)}, 0.3),  # .60 / .90: .71 of what is asked; 1.00 / .50: .63
        ({0.3: (80, 94, 100), 0.4: (80, 94, 100)}, 0.4),  # level: the higher
    ],
)
def test_the_goal_that_falls_short_most_decides(monkeypatch, reached, enough):
    """As a share of what is asked, of precision .85 and recall .80; accounts on which rules were made do not count."""

    def counted(found, sure, at):
        assert [account.part for account in found] == ["en-z"]
        both, proposed, true = next((total for value, total in sorted(reached.items(), reverse=True) if at >= value), (1, 100, 100))
        return Counts(found=proposed, true=true, both=both)

    monkeypatch.setattr(train_people, "counted", counted)
    monkeypatch.setattr(train_people, "_LEAST", 30)
    monkeypatch.setattr(train_people, "_MOST", 50)
    chosen = train_people.best_of([_Account("open"), _Account("en-z")], [np.zeros(1), np.zeros(1)])
    above = [value for value in reached if value > enough]
    assert enough <= chosen < min(above, default=0.51)


def test_what_is_enough_for_claims_and_quotations_is_where_the_whole_way_comes_nearest(monkeypatch, capsys):
    """Of the thresholds that are tried the one whose measures come nearest to what is asked on the average is marked; of two that are level the higher."""
    reached = {"quotations": {20: (90, 100), 40: (97, 80), 60: (97, 80)}, "age": {20: (50, 75), 40: (95, 60), 60: (95, 50)}}

    def counted(_found, name, at):
        tried = next(value for value in sorted(reached.get(name, reached["age"]), reverse=True) if at * 100 >= value - 0.001)
        precision, recall = reached.get(name, reached["age"])[tried]
        return Counts(found=round(100 * recall / precision * 100), true=10_000, both=recall * 100)

    monkeypatch.setattr(choose_enough, "counted", counted)
    monkeypatch.setattr(choose_enough, "everything", lambda: iter(()))
    monkeypatch.setattr(choose_enough, "TRIED", (20, 40, 60))
    choose_enough.main()
    marked = [line.split(" *")[0] for line in capsys.readouterr().out.splitlines() if " *" in line]
    assert marked == ["quotations 0.60", "claims 0.40"]


def test_models_that_are_tried_take_the_place_of_those_that_come_along_and_give_it_back():
    """People by the probabilities that were held out, words by the weights that were; afterwards everything is as before."""
    text = (
        "Corin Vance, 24, joined the Lantern Host in May 2014 and left it a year later.\n\n“I walked out at night,” Vance said."
        + " It rained." * 60
    )
    story = story_of(text)
    found = persons(story)
    at = next(number for number, one in enumerate(found) if one.person.label == "Corin Vance")
    chances = np.zeros(len(found))
    chances[at] = 0.9
    models = choose_enough.Models(weights={}, trees={}, chances={"a": chances}, enough=0.5)
    before = (rules.choose, claims.learned, claims.CLAIMS, speakers.QUOTATIONS)
    with choose_enough.by_models(models):
        _, people, _ = rules.choose(story)
        assert [(one.label, one.likely) for one in people] == [("Corin Vance", 0.9)]
        with pytest.raises(KeyError):
            claims.learned("claim-age")
        assert max(claims.CLAIMS, speakers.QUOTATIONS) < min(before[2:])
    assert (rules.choose, claims.learned, claims.CLAIMS, speakers.QUOTATIONS) == before


def test_what_is_not_sure_enough_is_not_counted():
    """Claims and direct quotations by their score; people, and reported speech, which the rules find, stay."""
    made = {"account": "a", "target": "a", "edition": "a", "start": 0, "end": 1, "method": "", "version": ""}
    person = Suggestion(id="1", kind="mention", score=0.2, value="{}", **made)
    claim = Suggestion(id="2", kind="claim", score=0.3, value="{}", **made)
    quoted = Suggestion(id="3", kind="quotation", score=0.3, value='{"speech": "direct"}', **made)
    told = Suggestion(id="4", kind="quotation", score=0.3, value='{"speech": "indirect"}', **made)
    assert [one.id for one in (person, claim, quoted, told) if choose_enough.is_kept(one, 0.4)] == ["1", "4"]
    assert [one.id for one in (person, claim, quoted, told) if choose_enough.is_kept(one, 0.3)] == ["1", "2", "3", "4"]
