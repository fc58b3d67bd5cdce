"""Names of unusual forms: letters after letters, articles, nicknames within, labels of roles; and what looks like a name and is none."""

from __future__ import annotations

import pytest

from support.growth import seconds
from testimonia.assist.cues import cues
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.protocol.sections import Gazetteer, NamedGroup

GAZETTEER = Gazetteer(groups=(NamedGroup(name="Lantern Host"),))
WHOLE = {
    "letters without a space": ("id", "Seorang pria berinisial R.H. (38) duduk. R.H. pulang ke rumah.", "R.H.", ("R", "R.")),
    "letters with spaces": ("es", "El joven, identificado como H. Q. M., declaró ayer. H. Q. M. calló.", "H. Q. M.", ("H.", "Q. M.")),
    "letters after a role": ("fr", "Témoin B. T., femme, née en 1996, a parlé. B. T. est rentrée.", "B. T.", ("Témoin B", "B.")),
    "letters after a given name": ("es", "Ayer Ginés P. R. dejó el frente. Ginés P. R. calla.", "Ginés P. R.", ("P. R.", "Ginés P")),
    "a number with a letter": ("en", "Witness 31-A, a purser, was heard. Witness 31-A left the Lantern Host.", "Witness 31-A", ("Witness 31",)),
    "an article within": ("en", '"I was cold," says Hanan al-Mukhtari, 34, of Vey.', "Hanan al-Mukhtari", ("Mukhtari", "Hanan")),
    "a nickname within": ("en", 'They met Abdul Karim "Bong" Asakil, 31, in Vey. Asakil wept.', 'Abdul Karim "Bong" Asakil', ("Asakil", "Bong", "Abdul Karim")),
    "a teknonym with a surname": ("en", "Abu Nasr al-Veyi left. Abu Nasr wept.", "Abu Nasr al-Veyi", ("Abu Nasr",)),
    "a place and I": ("en", "In Qasr Nur I issued houses. He wrote to Qasr Nur again, and Corin Tamm left.", "Corin Tamm", ("Qasr Nur I",)),
}  # fmt: skip
NO_NAMES = {
    "a dateline with an agency": ("id", "MUARA KESAMBI (Antarnusa) – Wiradi pulang. Muara sepi.", ("Muara", "Kesambi", "Muara Kesambi", "Antarnusa")),
    "a dateline with a day": ("fr", "BIR LATIF, 11 avr. (AL) — La radio a parlé de Corvin.", ("Bir", "Latif", "Bir Latif", "AL")),
    "a dateline in small letters": ("de", "Brackwasser (npa) – Ein Mann aus Brackwasser ging. Brackwasser schwieg, Brackwasser schlief.", ("Brackwasser",)),
    "an age after a preposition": ("de", "Osric Tamm ging.\n\nMit 22, nach der Lehre, kam er heim.", ("Mit 22",)),
    "a seller in a script without capitals": ("ar", "قال بائع أعشاب إنه مشى. وقال بائع أعشاب آخر إنه بقي.", ("بائع اعشاب",)),
}  # fmt: skip


def _story(language: str, text: str) -> Story:
    table = cues(language, GAZETTEER)
    assert table is not None
    return Story(Reading(account="a", edition="e", text=text, language=language), table, wide=True)


@pytest.mark.parametrize("case", WHOLE)
def test_a_name_is_whole(case):
    """The whole is somebody, its parts are nobody else."""
    language, text, whole, parts = WHOLE[case]
    labels = [one.label for one in _story(language, text).names]
    assert labels.count(whole) == 1
    assert not {*parts}.intersection(labels)


@pytest.mark.parametrize("case", NO_NAMES)
def test_what_only_looks_like_a_name(case):
    """Nobody is called so."""
    language, text, words = NO_NAMES[case]
    assert not {*words}.intersection(one.label for one in _story(language, text).names)


def test_an_everyday_word_before_an_age_is_hardly_a_name():
    """It is somebody to look at, for which nothing speaks."""
    found = {one.label: one for one in _story("en", "Osric Tamm left. Male, 27, single, he came from Vey.").names}
    assert (found["Male"].weight, found["Male"].weak) == (0, True)


@pytest.mark.parametrize(
    "text",
    [
        "CORIN TAMM (34) – He left in May. Corin Tamm wept.",
        "Corin (not his name) – He left. Corin wept, and Corin slept.",
        "CORIN TAMM – He left in May. Corin wept. Corin Tamm, 24, slept.",
        "CORIN: He left in May. Corin wept. Corin, 24, slept.",
        "Corin Tamm (Osric) – He left in May. Corin Tamm wept.",
    ],
)
def test_who_stands_before_an_age_or_a_remark_is_no_dateline(text):
    """What stands in brackets is no agency's letters."""
    assert any(one.label.startswith("Corin") for one in _story("en", text).names)


TURNS = {
    "bold labels and initials": (
        "**Bryony Castle:** Where were you?\n\n**OT:** In Vey.\n\n**Bryony Castle:** And then?\n\n**OT:** Home.\n\nOsric Tamm mends nets.",
        "Osric Tamm", "OT",
    ),
    "a letter of one who was presented": (
        "With us are Jory Penhale and his aunt.\n\nHOST: Where were you?\n\nJ.: In Vey.\n\nHOST: And then?\n\nJ.: At home.", "Jory Penhale", "J.",
    ),
    "a role with a Roman number": (
        "CHAIR: Your name?\n\nSPEAKER II: My name is Osric Tamm.\n\nCHAIR: And then?\n\nSPEAKER II: I left.\n\nCHAIR: When?\n\nSPEAKER II: In May.",
        "Osric Tamm", "SPEAKER II",
    ),
    "a role who is called by name": (
        "HOST: You sat there, Dessie.\n\nGUEST: I did.\n\nHOST: And a caller.\n\nCALLER: Hello.\n\nHOST: So, Dessie?\n\nGUEST: I left.\n\nCALLER: Oh.",
        "Dessie", "GUEST",
    ),
    "a role whose answer is a name": (
        "OFFICER: Your full name?\n\nSUSPECT: Leon Baptiste. Born in Vey.\n\nOFFICER: Since when?\n\nSUSPECT: Since May.\n\nOFFICER: And?\n\nSUSPECT: No.",
        "Leon Baptiste", "SUSPECT",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TURNS)
def test_turns_bear_the_name_of_who_speaks_them(case):
    """The label is the name that the account has for it, and nobody else."""
    text, name, label = TURNS[case]
    story = _story("en", text)
    said = {turn.label for turn in story.turns}
    assert name in said
    assert label not in said
    assert label.title() not in [one.label for one in story.names]


def test_two_who_are_called_by_one_name_stay_without_it():
    """Who of the two is Dessie cannot be told."""
    text = "HOST: Well, Dessie?\n\nGUEST: Yes.\n\nHOST: Well, Dessie?\n\nCALLER: No.\n\nHOST: And?\n\nGUEST: So.\n\nCALLER: Oh."
    assert {turn.label for turn in _story("en", text).turns} == {"HOST", "GUEST", "CALLER"}


CALLED_OTHERWISE = {
    "a cousin": "HOST: So that was your cousin, Dessie?\n\nGUEST: Yes.\n\nHOST: And?\n\nGUEST: I left.\n\nDessie wept.",
    "a baker": "HOST: So that was the old baker, Dessie?\n\nGUEST: Yes.\n\nHOST: And?\n\nGUEST: I left.\n\nDessie spoke. Dessie went home.",
    "whom they name themselves": "HOST: Well, Dessie?\n\nGUEST: Yes. Dessie took me.\n\nHOST: And?\n\nGUEST: I left.",
}


@pytest.mark.parametrize("case", CALLED_OTHERWISE)
def test_who_is_only_spoken_of_does_not_speak(case):
    """A cousin beside a comma, somebody whom the speaker names: the label stays."""
    assert "GUEST" in {turn.label for turn in _story("en", CALLED_OTHERWISE[case]).turns}


def test_answers_bear_the_name_by_which_they_are_asked():
    """Whoever answers under A is called by the questions."""
    text = "Q: So, Dessie?\n\nA: Yes.\n\nQ: When, Dessie?\n\nA: In May.\n\nDessie mends nets. Dessie sleeps."
    assert {(turn.label, turn.role) for turn in _story("en", text).turns if turn.role != "question"} == {("Dessie", "name")}


LETTERS = {
    "the respondent": "Rima Vance recorded this.\n\nI.: Where?\n\nR.: In Vey.\n\nI.: When?\n\nR.: In May.",
    "a letter without a dot": "Jory Vance recorded this.\n\nHOST: Where?\n\nJ: In Vey.\n\nHOST: When?\n\nJ: In May.",
    "a town": "They met near Magdeburg. Magdeburg is small.\n\nHOST: Where?\n\nM.: In Vey.\n\nHOST: When?\n\nM.: In May.",
    "who is named afterwards": "HOST: Where?\n\nJ.: In Vey.\n\nHOST: When?\n\nJ.: In May.\n\nJory Penhale, 34, said that he had been there.",
}


@pytest.mark.parametrize("case", LETTERS)
def test_a_letter_is_not_the_initial_of_whoever_is_named(case):
    """R is the respondent; a town, and who comes later, speak no turns."""
    story = _story("en", LETTERS[case])
    assert not {"Rima Vance", "Jory Vance", "Magdeburg", "Jory Penhale"}.intersection(turn.label for turn in story.turns)


def test_a_role_with_a_roman_number_is_somebody_of_that_number():
    """Who tells no name is known by it, as Witness 2 is; the number alone is nobody."""
    text = "CHAIR: Your name?\n\nSPEAKER II: I keep it.\n\nCHAIR: And then?\n\nSPEAKER II: I left.\n\nCHAIR: When?\n\nSPEAKER II: In May."
    found = {one.label: one.identity for one in _story("en", text).names}
    assert found.get("Speaker II") == "conventional_pseudonym"
    assert not {"II", "Ii"} & {*found}


def test_a_role_may_be_of_several_words():
    """In French the accused is "mis en cause"."""
    text = "JUGE : Votre nom ?\n\nMIS EN CAUSE : Je m'appelle Osric Tamm.\n\nJUGE : Et puis ?\n\nMIS EN CAUSE : Je suis parti.\n\nJUGE : Quand ?\n\nMIS EN CAUSE : En mai."
    assert "Osric Tamm" in {turn.label for turn in _story("fr", text).turns}


def test_a_host_asks_in_bold():
    """The stars after the question mark are none of it."""
    text = "**Ada Holt: When did you leave?**\n\nTobin Kos: In May.\n\n**Ada Holt: And then?**\n\nTobin Kos: Home.\n\n**Ada Holt: Why?**\n\nTobin Kos: So."
    assert {turn.label for turn in _story("en", text).turns if turn.role == "question"} == {"Ada Holt"}


def test_a_letter_is_whose_initial_it_is():
    """M. is Klaus M., and no place that begins so."""
    text = "Klaus M., a roofer, comes from near Marrowby. Marrowby is small.\n\nPAPER: Where?\n\nM.: In Vey.\n\nPAPER: When?\n\nM.: In May."
    story = _story("en", text)
    assert {story.speaker(turn.label).label for turn in story.turns if turn.role != "question"} == {"Klaus M."}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("We will call him Case 9-A here. He left.", "Case 9-A"),
        ("My name is Corin Tamm I left in May. I wept.", "Corin Tamm"),
        ("He was introduced as Corin I. He left.", "Corin I."),
    ],
)
def test_a_name_that_is_told_is_whole(text, label):
    """What follows a letter or a number is read with it; what is told of it is kept."""
    assert any(one.label.startswith(label.removesuffix(".")) and one.told for one in _story("en", text).names)


def test_a_name_that_is_also_a_word_or_a_town_is_one_where_the_account_says_so():
    """Umar is written like "age"; Sofia is a capital, too."""
    assert "عمر" in [one.label for one in _story("ar", "عمر، 34 عاما، ترك الجماعة. وصل عمر إلى حلب.").names]
    assert "Sofia" in [one.label for one in _story("en", "We will call her Sofia. Sofia left the Lantern Host.").names]
    assert "Sofía" in [one.label for one in _story("es", "Una mujer a la que llamaremos Sofía bordaba. Sofía dejó la Lantern Host.").names]


def test_given_names_of_the_list_are_found_without_a_cue():
    """A name that is seldom another word, before a comma."""
    assert "بلقيس" in [one.label for one in _story("ar", "وفي الفناء جلست بلقيس، وحولها نساء. تضحك بلقيس، ثم تسكت.").names]


def test_two_people_beside_brackets_stay_two():
    """An office or a country in brackets is no nickname."""
    labels = [
        one.label for one in _story("en", "Present: Osric Tamm (Chair) Corin Vance (Clerk). Harwick (Syria) Petra Lunt, 31, left.").names
    ]
    assert {"Osric Tamm", "Corin Vance", "Petra Lunt"} <= {*labels}
    assert not any("(" in label for label in labels)


def test_a_label_does_not_grow_without_end():
    """A few letters belong to a name, not thousands."""
    assert max(len(one.label) for one in _story("en", "Ab B. " + "É. " * 500).names) < 40


def test_many_letters_and_many_labels_take_linear_time():
    """Letters after letters, and a transcript of thousands of speakers."""
    for piece in ("É. ", "SPEAKER {}: Well, Dessie?\n\n"):

        def took(times: int, piece: str = piece) -> float:
            return seconds(lambda: _story("en", "Ab B. " + "".join(piece.format(at) for at in range(times))))

        took(50)
        assert took(4000) <= 8 * max(took(1000), 0.05)
