"""The rules on invented accounts in other registers than the teaching study's, and on the mistakes that are made most."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.growth import seconds
from testimonia.assist import Reading, Rules, rules
from testimonia.assist.choosing import choose
from testimonia.protocol import Protocol
from testimonia.protocol.sections import Gazetteer, NamedGroup, Place, Study
from testimonia.text import fold, overlaps, parse_edtf

ACCOUNTS = yaml.safe_load((Path(__file__).parent / "accounts.yaml").read_text(encoding="utf-8"))
HOST = NamedGroup(
    name="Lantern Host",
    also=("the Host", "Laternenschar", "Ost de la Lanterne", "Hueste de la Linterna", "Laskar Lentera", "مضيف الفانوس"),
    at=("Kelduria", "Keldurien", "Keldurie", "كلدوريا"),
)
PLACES = (
    Place(
        name="Kelduria",
        country="XD",
        also=("Keldurien", "Keldurie", "كلدوريا", "Dunmarch", "Vey", "Sill", "Ostrel", "دنمارش"),
        people=("Keldurian",),
    ),
    Place(name="Angle Islands", country="XI", also=("Port Alder", "Lewes Harbour", "Saltgate"), people=("Islander",)),
    Place(name="Norrland", country="XN", also=("Deichholm",)),
    Place(name="Belcôte", country="XB", also=("Port-Blanc",)),
    Place(name="Ameru", country="XA", also=("أميرو", "بير سلوى")),
    Place(name="San Telmo", country="XS", also=("Puerto Ancla",)),
    Place(name="Pulau Rinjin", country="XP", also=("Pelabuhan Lontar",)),
)
PROTOCOL = Protocol(study=Study(title="Invented", question="Why?"), gazetteer=Gazetteer(places=PLACES, groups=(HOST,)))


def suggest(text: str, language: str = "en", published: str = "2020-06-15"):
    return Rules().suggest(Reading(account="a", edition="e", text=text, published=published, language=language), PROTOCOL)


def label_of(item) -> str:
    """A label without the marks that spellings differ in."""
    return fold(json.loads(item.value)["label"])


def people(found) -> list[str]:
    return [json.loads(item.value)["label"] for item in found if item.kind == "mention"]


def claims(found) -> set[tuple[str, str]]:
    return {(value["variable"], value["value"]) for item in found if item.kind == "claim" for value in [json.loads(item.value)]}


def _right(variable: str, true: str, said: str) -> bool:
    if variable in ("joined", "left"):
        return overlaps(parse_edtf(true), parse_edtf(said))
    return true == said


def test_accounts_in_other_registers():
    """Nine in ten people and no more than one in fifty too many; three in four of what is said of them, and hardly anything wrong."""
    true = found = both = said = right = wrong = 0
    for account in ACCOUNTS:
        suggestions = Rules().suggest(
            Reading(
                account=account["id"], edition="e", text=account["text"], published=str(account["published"]), language=account["language"]
            ),
            PROTOCOL,
        )
        labels = {item.id: label_of(item) for item in suggestions if item.kind == "mention"}
        wanted = {fold(person["label"]): person.get("claims", {}) for person in account["people"]}
        true, found = true + len(wanted), found + len(labels)
        both += len(wanted.keys() & set(labels.values()))
        for label, values in wanted.items():
            of = [json.loads(item.value) for item in suggestions if item.kind == "claim" and labels.get(item.target) == label]
            for variable, value in values.items():
                given_ = [one["value"] for one in of if one["variable"] == variable]
                said += 1
                right += any(_right(variable, value, one) for one in given_)
                wrong += bool(given_) and not any(_right(variable, value, one) for one in given_)
    told = f"{both} of {true} people, {found} found; {right} of {said} claims right, {wrong} wrong"
    assert both / true >= 0.85
    assert found - both <= max(1, found // 20), told
    assert right / said >= 0.75
    assert wrong <= said // 20, told


def test_speech_of_other_registers():
    """Seven in ten of the marked words are given to the person who says them, and hardly any to somebody else."""
    total = right = wrong = 0
    for account in ACCOUNTS:
        suggestions = Rules().suggest(
            Reading(
                account=account["id"], edition="e", text=account["text"], published=str(account["published"]), language=account["language"]
            ),
            PROTOCOL,
        )
        labels = {item.id: label_of(item) for item in suggestions if item.kind == "mention"}
        for person, words in account.get("speech", []):
            holders = [
                labels[item.target] for item in suggestions if item.kind == "quotation" and words in account["text"][item.start : item.end]
            ]
            total += 1
            right += fold(account["people"][person]["label"]) in holders
            wrong += any(holder != fold(account["people"][person]["label"]) for holder in holders)
    assert right / total >= 0.72
    assert wrong / total <= 0.1  # a label that lacks the first name among them


def test_words_after_a_dash_are_suggested_once():
    """What is suggested as somebody's own words is no report of them too."""
    text = (
        "Tobias Lunt, 29, from Saltgate, joined the Lantern Host in June 2017. He deserted in December 2018.\n\n"
        "– I left the Lantern Host at night, Lunt said.\n\n– Nobody spoke on the way, he said.\n\nLunt said that the ferry had gone."
    )
    spoken = [(json.loads(item.value)["speech"], item.start, item.end) for item in suggest(text) if item.kind == "quotation"]
    direct = [(start, end) for speech, start, end in spoken if speech == "direct"]
    assert direct
    assert [text[start:end] for speech, start, end in spoken if speech == "indirect"] == ["Lunt said that the ferry had gone."]


def test_reported_speech_is_no_surer_than_its_person(monkeypatch):
    """Somebody who is half as likely says it half as surely; it is suggested all the same."""
    text = "Tobias Lunt, 29, joined the Lantern Host in March 2016. He deserted in May 2018. Lunt said that the ferry had gone."

    def reported():
        return [item.score for item in suggest(text) if item.kind == "quotation" and "indirect" in item.value]

    (sure,) = reported()

    def half(story):
        narrow, people, followed = choose(story)
        return narrow, [replace(person, likely=0.5) for person in people], followed

    monkeypatch.setattr(rules, "choose", half)
    assert reported() == [pytest.approx(sure / 2, abs=0.011)]


@pytest.mark.parametrize(
    "account",
    [account for account in ACCOUNTS if account["id"].startswith("nearmiss") or account["id"] in ("programme", "study")],
    ids=lambda account: account["id"],
)
def test_near_misses_give_nobody(account):
    """A mother, a novel, a commander who stays, a scheme and a study present nobody who tells of leaving."""
    assert people(suggest(account["text"], account["language"], str(account["published"]))) == []


LUNT = "Tobias Lunt, 29, from Saltgate, joined the Lantern Host in June 2017. {} He deserted in December 2018. “I was cold,” Lunt said."


@pytest.mark.parametrize(
    "between",
    ["His brother, 19, was killed.", "His brother Callum, who was 19, was killed.", "A girl of 13 had been married to a guard.", "Two residents, aged 61 and 12, saw it."],
)  # fmt: skip
def test_ages_of_others_stay_with_others(between):
    """The age of a brother, a victim or a witness is not the leaver's."""
    ages = {value for variable, value in claims(suggest(LUNT.format(between))) if variable.startswith("age")}
    assert ages == {"29"}


def test_fleeing_home_to_join_is_joining():
    """Leaving home for the group is no leaving of the group."""
    found = claims(suggest("Tobias Lunt, 29, fled his home in 2016 to join the Lantern Host. He escaped in May 2018. “I ran,” Lunt said."))
    assert ("left", "2018-05") in found
    assert ("left", "2016") not in found


def test_relative_dates_count_from_the_publication():
    """Last April, told in June 2019, was April 2019."""
    text = "Tobias Lunt, 29, joined the Lantern Host in 2017. He walked out of its ranks last April. “I was cold,” Lunt said."
    assert ("left", "2019-04") in claims(suggest(text, published="2019-06-03"))
    assert not any(variable == "left" for variable, _ in claims(suggest(text, published="")))


def test_sex_is_not_read_off_a_name():
    """Without a word that says so, nothing is said."""
    assert not any(
        variable == "sex"
        for variable, _ in claims(suggest("Maria Lunt, 29, joined the Lantern Host in 2017 and deserted in 2018. “Cold,” said Lunt."))
    )


def test_passages_stand_in_the_edition(tmp_path):
    """Spans are code points of the text as it is, Arabic vowel signs included."""
    text = next(account["text"] for account in ACCOUNTS if account["id"] == "ar_portrait")
    found = suggest(text, "ar", "2020-06-21")
    label = next(item for item in found if item.kind == "mention")
    assert text[label.start : label.end] == "سامي"
    assert all(0 <= item.start < item.end <= len(text) for item in found)


def test_the_same_text_gives_the_same_suggestions():
    """Nothing depends on when or in what order accounts are read."""
    text = ACCOUNTS[0]["text"]
    assert suggest(text) == suggest(text)
    assert len({item.id for item in suggest(text)}) == len(suggest(text))


def test_a_language_without_a_table_gives_nothing():
    """Where there are no cues, nothing is guessed."""
    assert suggest("Tobias Lunt, 29, loikkasi.", "fi") == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(alphabet=st.sampled_from(list("abAB ،.:?!\"'«»“”„-\n0129éüأبوم ـً")), max_size=400),
    st.sampled_from(["en", "ar", "de", "es", "fr", "id"]),
)
def test_any_text_can_be_read(text, language):
    """Nothing that a text may hold makes the rules fail, and every passage stands in it."""
    for item in suggest(text, language):
        assert 0 <= item.start <= item.end <= len(text)


HOSTILE = {
    "names": "Aa Bb Cc Dd ",
    "quotations": '"a said ',
    "turns": "Q. What? x\n\nA. I left. y\n\n",
    "retold": "He said: I x ",
    "commas": "a, ",
    "dates": "2017 2018 ",
    "pronouns": "he ",
    "one word": "A",
    "one sentence": "He left the Host in March 2019 ",
    "initials": "A. B. C. d ",
    "labels": "Ann: said x?\nBen: I left in March 2018.\n",
    "one speaker": "Lunt: Q.\n",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_with_the_text(piece):
    """Four times as much of a hostile text takes at most ten times as long: no rule looks back and forth without a bound."""

    def took(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        return seconds(lambda: suggest(text))

    took(1_000)  # tables are read once
    assert took(80_000) <= 10 * max(took(20_000), 0.05)


def test_a_row_of_dots_takes_no_longer_than_other_text():
    """Eight times as many dots, after which no sentence ends, take at most ten times as long: no row is gone through from each of its dots."""

    def took(length: int) -> float:
        return seconds(lambda: suggest("Tobias Lunt left the Lantern Host in the dark night. " * 13 + "." * length + "x"))

    took(100)  # tables are read once
    assert took(20_000) <= 10 * max(took(2_500), 0.05)


@pytest.mark.slow
def test_a_megabyte_can_be_read():
    """A megabyte of names takes at most sixty times as long as fifty thousand characters of them."""

    def took(length: int) -> float:
        return seconds(lambda: suggest(("Aa Bb left the Host. " * (length // 20 + 1))[:length]))

    small = took(50_000)
    assert took(1_000_000) <= 60 * max(small, 0.05)


def test_a_place_that_no_list_knows_is_given_by_its_name_or_by_the_country_beside_it():
    """A town of nobody's gazetteer is an origin too; where the account says in which country it lies, that country is."""
    text = "Tobias Lunt, 29, from Marrowby, joined the Lantern Host in 2017 and deserted in May 2018. “I was cold,” Lunt said."
    assert ("origin", "Marrowby") in claims(suggest(text))
    assert ("origin", "XN") in claims(suggest(f"{text} Marrowby, a port in Norrland, is quiet."))


def test_a_word_after_from_that_is_no_place_is_no_origin():
    """The group, a month and a person are no origins."""
    text = (
        "Tobias Lunt, 29, a fighter of the Lantern Host, joined in 2017 and deserted in May 2018. From April he was ill. “Cold,” Lunt said."
    )
    assert not any(variable == "origin" for variable, _ in claims(suggest(text)))


def test_what_did_not_happen_has_no_date():
    """Who wanted to leave in 2018 did not leave then."""
    text = "Tobias Lunt, 29, joined the Lantern Host in 2016. He wanted to leave in May 2018. He escaped in June 2019. “I was cold,” Lunt said."
    assert {value for variable, value in claims(suggest(text)) if variable == "left"} == {"2019-06"}


def test_dialogues_in_dashes_are_questions_and_answers():
    """Lines that begin with a dash belong to who asks or to who answers."""
    text = (
        "Bastien T. a quitté l'Ost de la Lanterne en mai 2018. Il est rentré à Port-Blanc.\n\n— Pourquoi être parti ?\n\n"
        "— J'ai quitté les autres parce que le pain manquait.\n\n— Et maintenant ?\n\n— Maintenant je couds des voiles."
    )
    said = [text[item.start : item.end] for item in suggest(text, "fr") if item.kind == "quotation" and "direct" in item.value]
    assert "J'ai quitté les autres parce que le pain manquait." in said
    assert "Pourquoi être parti ?" not in said


def test_the_initials_under_a_letter_are_its_writer():
    """Who writes as "I" and signs is called by the signature."""
    text = (
        "Sir, I am one of those who went. I joined the Lantern Host in May 2016 and I carried water for them.\n\nI left in June 2018. I walked home. "
        "I was not brave.\n\nP. M. (name and address supplied)"
    )
    assert people(suggest(text)) == ["P. M."]


@pytest.mark.parametrize(
    "text",
    [
        "Nils Brand, 51, was a hostage of the Lantern Host for forty weeks. His captors moved him twice. No ransom was paid. He escaped in May 2018. “I read,” Brand said.",
        "Nils Brand, 28, was a lieutenant of artillery. His regiment shelled Vey and his battery ran out of shells; a court martial sat. He deserted in May 2018. “I ran,” Brand said.",
    ],
)  # fmt: skip
def test_captives_and_soldiers_of_a_state_give_nobody(text):
    """Who got away from captors, or from an army, has not left the group."""
    assert people(suggest(text)) == []
