"""Candidates for claims: what the account holds is among them, whoever's it is; and what is chosen contradicts nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from support.growth import seconds
from testimonia.assist.candidates import LEARNED, candidates
from testimonia.assist.claims import Claims
from testimonia.assist.cues import cues
from testimonia.assist.enough import CLAIMS
from testimonia.assist.evidence import Leaver
from testimonia.assist.followed import follow
from testimonia.assist.gazetteer import place_name
from testimonia.assist.leavers import leavers
from testimonia.assist.memberships import memberships
from testimonia.assist.speech import Speech
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.assist.surroundings import WIDE, Surroundings, concepts
from testimonia.assist.told import Told
from testimonia.assist.weighing import learned
from testimonia.protocol.sections import Gazetteer
from testimonia.text import known_date

PLACES = {
    "groups": [{"name": "Lantern Host", "of_interest": True}],
    "places": [
        {"name": "Saltgate", "country": "XI"},
        {"name": "Angle Islands", "country": "XI", "people": ["Islander"]},
        {"name": "Marrow", "country": "XM"},
    ],
}
GAZETTEER = Gazetteer(**PLACES)


def read(text, published="2020-06-01", language="en"):
    """The account's parts that claims are made from."""
    story = Story(Reading(account="a", edition="e", text=text, title="", published=published, language=language), cues(language, GAZETTEER))
    people, followed = leavers(story)
    return story, followed, people, Speech(story, followed, people)


def values(text, **how):
    """Every candidate as variable and value."""
    story, followed, people, speech = read(text, **how)
    told = Told(story, followed, people, speech, "2020-06-01").statements
    around = Surroundings(story, followed, people, speech)
    return {(one.variable, one.value) for one in candidates(around, told, known_date("2020-06-01"))}


STORY = "Tobias Lunt, 29, from Saltgate, joined the Lantern Host in March 2016. {} Then he deserted. “I was cold,” Lunt said."


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("He was nineteen.", ("age_at_event", "19")),
        ("His brother, 17, stayed.", ("age", "17")),
        ("He is in his late twenties.", ("age_band", "27-29")),
        ("He was born in 1991.", ("birth_year", "1991")),
        ("In the winter he fled.", ("left", "2016-24")),
        ("He left in October.", ("left", "2016-10")),
        ("He left two years later.", ("left", "2018-02/2018-04")),
        ("He left last autumn.", ("left", "2019-23")),
        ("He stayed for fourteen months.", ("left", "2017-04/2017-06")),
        ("His mother grew up in Harwick.", ("origin", "Harwick")),
        ("He will be thirty in June.", ("age", "29")),
        ("He is nearly forty.", ("age_band", "37-39")),
        ("He was born in '91.", ("birth_year", "1991")),
        ("He left at Easter the following year.", ("left", "2017-04")),
        ("At Easter, he left.", ("left", "2016-03")),
        ("He left on the thirtieth.", ("left", "2016-03")),
        ("He belonged for two years.", ("left", "2018-02/2018-04")),
    ],
)
def test_what_may_be_somebodys_is_a_candidate(said, wanted):
    """An age, a date or a place of anybody is a candidate for the person of interest; weights decide on it."""
    assert wanted in values(STORY.format(said))


@pytest.mark.parametrize(
    ("language", "said", "wanted"),
    [
        ("de", "Die Achtzehnjährige stieg ein.", ("age_at_event", "18")), ("de", "Er ist Mittfünfziger.", ("age_band", "54-56")),
        ("de", "Er wird im Juni dreißig.", ("age", "29")), ("fr", "Le sexagénaire a soigné.", ("age_band", "60-69")),
        ("fr", "Il fêtera ses trente ans mardi.", ("age", "29")), ("es", "Roza los cuarenta.", ("age_band", "37-39")),
        ("es", "Es de la clase 79.", ("birth_year", "1979")), ("id", "Bulan depan ia berulang tahun ke-45.", ("age", "44")),
        ("ar", "وهو أربعيني نحيف.", ("age_band", "40-49")), ("ar", "وقبل أن يتم الرابعة والعشرين سافر.", ("age_at_event", "23")),
        ("ar", "يوشك على الستين.", ("age_band", "57-59")),
    ],
)  # fmt: skip
def test_ages_of_other_languages_are_candidates(language, said, wanted):
    """Compounds, decades as nouns, ages not yet reached, years of birth without their century."""
    story = Story(
        Reading(account="a", edition="e", text=said, title="", published="2020-06-01", language=language), cues(language, GAZETTEER)
    )
    person = Leaver(label="x", identity="anonymous", start=0, end=1, sex="", points=1.0)
    followed = follow(story, [], [""], anonymous=True)
    around = Surroundings(story, followed, [person], Speech(story, followed, [person]))
    assert wanted in {(one.variable, one.value) for one in candidates(around, (), known_date("2020-06-01"))}


def test_what_stands_near_a_place_is_a_sign_by_its_distance():
    """The nearest word of a concept counts by how far it is, and an expression of the tables counts whomever it speaks of."""
    story, followed, people, speech = read(
        "Tobias Lunt, 29, joined the Lantern Host in 2016. His wife grew up in Harwick. He left in 2018."
    )
    around = Surroundings(story, followed, people, speech)
    home = next(one for one in candidates(around, (), known_date("2020-06-01")) if one.value == "Harwick")
    assert (home.features["near < *grow"], home.features["near < *family"]) == (1 / 3, 1 / 4)
    assert "near > *grow" not in home.features
    age = next(one for one in candidates(around, (), known_date("2020-06-01")) if (one.variable, one.value) == ("age", "29"))
    assert "told by age" in age.features
    assert "told by age" not in home.features


def _around(text):
    story, followed, people, speech = read(text)
    return Surroundings(story, followed, people, speech)


def test_the_words_around_a_place_are_features_as_far_as_the_paragraph_goes():
    """Before and after, by their place and in pairs, names as whose they are; together of one length."""
    text = "Tobias Lunt, 29, joined the Lantern Host in March 2016. He deserted in May 2018.\n\nHis brother came home to Saltgate, said Lunt.\n\nSnow fell."
    around = _around(text)
    start = text.index("Saltgate")
    words = around.wide(start, start + len("Saltgate"), 0)
    assert {
        "wide b to",
        "wide b0 to",
        "wide bb to home",
        "wide a said",
        "wide a @p",
        "wide in told",
        "wide told b brothe",
        "wide says saltga",
    } <= set(words)
    assert not {"wide b desert", "wide a snow"} & set(words)
    assert sum(value * value for value in words.values()) == pytest.approx(400)


def test_only_places_have_the_words_of_their_paragraph():
    """What is an age or a date is told by what stands beside it."""
    story, followed, people, speech = read(STORY.format(""))
    around = Surroundings(story, followed, people, speech)
    wide = {one.variable: any(name.startswith(WIDE) for name in one.features) for one in candidates(around, [], known_date("2020-06-01"))}
    assert wide["origin"]
    assert not any(has for variable, has in wide.items() if variable != "origin")


def test_of_several_leavers_the_one_named_last_is_known():
    """A place is rather theirs who was named or introduced last before it; of one leaver alone nothing is said."""
    text = "Tobias Lunt deserted in 2016. Mara Venn fled in 2018. “I was cold,” Lunt said. “So was I,” Venn said. Then home, to Harwick."
    story = Story(Reading(account="a", edition="e", text=text, title="", published="2020-06-01", language="en"), cues("en", GAZETTEER))
    numbers = [at for at, one in enumerate(story.names) if one.label in ("Tobias Lunt", "Mara Venn")]
    assert len(numbers) == 2
    followed = follow(story, numbers, ["", ""], anonymous=False)
    both = [Leaver(label=story.names[at].label, identity="named", start=0, end=1, sex="", points=1.0, name=at) for at in numbers]
    around = Surroundings(story, followed, both, Speech(story, followed, both))
    at = text.index("Harwick")
    last = next(who for who, one in enumerate(both) if one.label == "Mara Venn")
    assert {"last leaver p", "last leaver p 1"} <= around.features(at, at + 7, last).keys()
    assert {"last leaver leaver", "last leaver leaver 1"} <= around.features(at, at + 7, 1 - last).keys()


def test_nothing_after_the_publication_is_a_candidate():
    """An account of June 2020 tells of no leaving in 2021, and of no stay that ends then."""
    said = values(STORY.format("The trial is set for May 2021. He belonged for five years."))
    assert not any(value.startswith("2021") for _, value in said)


def test_the_same_account_has_the_same_candidates_twice():
    """Features and their order are the same in every run."""
    story, followed, people, speech = read(STORY.format("He was nineteen."))
    around = [Surroundings(story, followed, people, speech) for _ in range(2)]
    one, other = (list(candidates(each, (), known_date("2020-06-01"))) for each in around)
    assert one
    assert one == other


def test_nobody_leaves_before_they_join():
    """Of two ends that contradict each other only the surer is said."""
    story, followed, people, speech = read(STORY.format("He escaped in May 2014."))
    said = {one.variable: one.value for one in Claims(story, followed, people, speech, "2020-06-01").statements}
    assert not {"joined", "left"} <= said.keys() or said["joined"] <= said["left"]


def test_a_claim_is_no_surer_than_its_person():
    """The score is the product of both; of somebody who is hardly likely nothing weighed is said but the group, and what cue tables find, as unsure as they are."""
    story, followed, people, _speech = read(STORY.format(""))

    def said(likely):
        known = [replace(person, likely=likely) for person in people]
        found = Claims(story, followed, known, Speech(story, followed, known), "2020-06-01").statements
        return {one.variable: one.score for one in found}

    sure, unsure = said(1.0), said(0.8)
    assert {"age", "joined", "group", "sex"} <= unsure.keys() <= sure.keys()
    assert all(score == pytest.approx(0.8 * sure[variable], abs=0.011) for variable, score in unsure.items())
    assert {"group", "sex"} <= said(CLAIMS - 0.01).keys()
    assert not said(CLAIMS - 0.01).keys() & set(LEARNED) - {"group"}


@pytest.mark.parametrize(("word", "language", "meant"), [("deserted", "en", "leave"), ("geflohen", "de", "leave"), ("ولدت", "ar", "born")])
def test_words_of_different_languages_speak_of_one_thing(word, language, meant):
    """Concepts bind what six languages say."""
    assert meant in concepts(word, language)


def test_countries_have_the_names_that_the_study_gives_them():
    """The name of the place with a people, else that of CLDR, else the first place of the code, else the code."""
    assert [place_name(code, GAZETTEER) for code in ("XI", "XM", "SY", "QQ")] == ["Angle Islands", "Marrow", "Syria", "QQ"]


def test_many_numbers_take_linear_time():
    """Twice as many possible ages, dates and places take about twice as long."""

    def took(times):
        text = STORY.format("A man of 31 from Harwick came in 2015, in May, at 19. " * times)
        return seconds(lambda: values(text))

    took(20)
    assert took(400) < 8 * max(took(100), 0.02)


@pytest.mark.parametrize("variable", ["age", "age-at-event", "birth-year", "origin", "joined", "left"])
def test_weights_say_what_they_were_learned_on(variable):
    """Each file names its parts, and none that validates is among them."""
    card = learned(f"claim-{variable}").card
    assert set(card["parts"]) >= {"open", "en-d", "other-e"}
    assert not set(card["parts"]) & {"sealed", "en-c", "other-c"}
    assert 0 < card["held out"]["right"] <= card["held out"]["proposed"]


def test_a_group_is_given_to_whoever_was_in_it_alone():
    """The group whose leaver somebody is becomes theirs; one that is only named beside it, as the enemy, does not."""
    text = STORY.format("They fought the River Front for two winters.")
    both = Gazetteer(places=PLACES["places"], groups=[{"name": "Lantern Host"}, {"name": "River Front"}])
    story = Story(Reading(account="a", edition="e", text=text, title="", published="2020-06-01", language="en"), cues("en", both))
    people, followed = leavers(story)
    found = Claims(story, followed, people, Speech(story, followed, people), "2020-06-01").statements
    assert [one.value for one in found if one.variable == "group"] == ["Lantern Host"]


def test_a_group_is_a_candidate_by_every_name_that_the_study_gives_it():
    """Another name of the group stands for it; a group named a hundred times is looked at a few times."""
    gazetteer = Gazetteer(groups=[{"name": "Lantern Host", "also": ["the Host"]}])
    text = "Tobias Lunt, 29, fled the Host in 2016. He hated the Lantern Host. " + "He spoke of the Host. " * 100
    story = Story(Reading(account="a", edition="e", text=text, title="", published="2020-06-01", language="en"), cues("en", gazetteer))
    people, followed = leavers(story)
    around = Surroundings(story, followed, people, Speech(story, followed, people))
    found = memberships(around)
    assert {one.value for one in found} == {"Lantern Host"}
    assert [text[one.start : one.end] for one in found[:2]] == ["the Host", "Lantern Host"]
    assert len(found) < 10
