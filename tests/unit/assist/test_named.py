"""Names of one person written otherwise are one name; names that only look alike stay two."""

from itertools import accumulate

import pytest

from support.growth import seconds
from testimonia.assist.cues import cues
from testimonia.assist.named import Named, merged
from testimonia.assist.plain import Plain
from testimonia.protocol.sections import Gazetteer

ONE = {
    "the dot of a letter": ("en", "He met Nadja W. and Nadja W, and W. left.", ["Nadja W.", "Nadja W"], ["Nadja W."]),
    "capitals of a label": ("en", "JEB: No.\n\nThey asked Jeb. Then Jeb left.", ["JEB", "Jeb"], ["Jeb"]),
    "a label of one name among others": ("en", "KOS: No.\n\nRadim Kos left.", ["KOS", "Radim Kos"], ["Radim Kos"]),
    "a verb before a name": ("en", "Says Thurn. Wenzel Thurn left.", ["Says Thurn", "Wenzel Thurn"], ["Wenzel Thurn"]),
    "a verb before a teknonym": ("en", "Meet Abu Nasr. Abu Nasr left.", ["Meet Abu Nasr", "Abu Nasr"], ["Abu Nasr"]),
    "an article": ("es", "El Cuco salió. Cuco volvió.", ["El Cuco", "Cuco"], ["Cuco"]),
    "the last of some initials": ("en", "D. H. left, and H. did.", ["D. H.", "H."], ["D. H."]),
    "a title and a letter": ("de", "Nadja W. ging. Frau W. blieb.", ["Nadja W.", "Frau W."], ["Nadja W."]),
    "a title and the letter of a name": ("en", "MR B.: No.\n\nMr Blagoy left.", ["Mr B.", "Blagoy"], ["Blagoy"]),
    "a title and a letter, and the letter alone": ("en", "Mr B. left. B. wept.", ["Mr B.", "B."], ["Mr B."]),
    "a teknonym with a surname": ("en", "Abu Nasr al-Veyi left. Abu Nasr wept.", ["Abu Nasr al-Veyi", "Abu Nasr"], ["Abu Nasr al-Veyi"]),
    "a letter of initials without a space": ("en", "D.H. left, and H. did.", ["D.H.", "H."], ["D.H."]),
}
TWO = {
    "two of one word": ("en", "Big Nurlan left. Little Nurlan left.", ["Big Nurlan", "Little Nurlan"]),
    "two of one teknonym": (
        "en",
        "Old Abu Nasr left. Young Abu Nasr stayed. Abu Nasr died.",
        ["Old Abu Nasr", "Young Abu Nasr", "Abu Nasr"],
    ),
    "two of one surname": ("en", "Radim Kos left. Jana Kos stayed.", ["Radim Kos", "Jana Kos"]),
    "two of one longer teknonym": ("en", "Abu Nasr al-Veyi left. Abu Nasr al-Tammi stayed.", ["Abu Nasr al-Veyi", "Abu Nasr al-Tammi"]),
    "a teknonym that two have longer": (
        "en",
        "Abu Nasr al-Veyi left. Abu Nasr al-Tammi stayed. Abu Nasr wept.",
        ["Abu Nasr al-Veyi", "Abu Nasr al-Tammi", "Abu Nasr"],
    ),
    "a surname that is a given name": ("en", "Hassan al-Amin left. Amin Said stayed.", ["Hassan al-Amin", "Amin Said"]),
    "a mother and a child": ("en", "Umm Jad left. Jad stayed.", ["Umm Jad", "Jad"]),
    "a label of two": ("en", "KOS: No.\n\nRadim Kos and Jana Kos left.", ["KOS", "Radim Kos", "Jana Kos"]),
    "letters of two": ("en", "D. H. left. T. H. left. H. left.", ["D. H.", "T. H.", "H."]),
    "a title and a letter of nobody": ("en", "Mr B. left. Corin Vance left.", ["Mr B.", "Corin Vance"]),
    "a title and a letter, and a town": ("en", "Mr B. left. They met in Brackwater.", ["Mr B.", "Brackwater"]),
    "a title and a letter, and another title's name": ("en", "Mr Bell left. Mrs B. stayed.", ["Bell", "Mrs B."]),
    "two of one letter": ("en", "Mr W. left. Mrs W. stayed.", ["Mr W.", "Mrs W."]),
    "two of one letter beside a name": ("de", "Nadja W. ging. Herr W. blieb. Frau W. weinte.", ["Nadja W.", "Herr W.", "Frau W."]),
    "a given name that is an everyday word": ("en", "Hope Kos left. Radim Kos stayed.", ["Hope Kos", "Radim Kos"]),
    "a letter of other initials": ("en", "D.H. left. D. stayed.", ["D.H.", "D."]),
    "witnesses": ("en", "Witness 2 left. Witness 3 left.", ["Witness 2", "Witness 3"]),
}


def _labels(language: str, text: str, labels: list[str]) -> dict[str, Named]:
    table = cues(language, Gazetteer())
    assert table is not None
    found = {label: Named(label, at := text.lower().index(label.lower()), at + len(label), weight=1) for label in labels}
    return {person.label: person for person in merged(found, Plain(text), table)}


@pytest.mark.parametrize("case", ONE)
def test_one_name_however_it_is_written(case):
    """The name that stays has the weight of both, and both are what it is called by."""
    language, text, labels, kept = ONE[case]
    found = _labels(language, text, labels)
    assert list(found) == kept
    assert found[kept[0]].weight == len(labels)
    assert set(labels) <= found[kept[0]].aliases


@pytest.mark.parametrize("case", TWO)
def test_names_that_are_told_apart_stay_apart(case):
    """Who has a word, a letter or a surname in common with somebody else is still somebody else."""
    language, text, labels = TWO[case]
    assert sorted(_labels(language, text, labels)) == sorted(labels)


def test_a_name_keeps_its_place():
    """Where a word before a name is taken off, the passage begins with the name."""
    text = "Meet Abu Nasr. Abu Nasr left."
    found = _labels("en", text, ["Meet Abu Nasr", "Abu Nasr"])["Abu Nasr"]
    assert text[found.start : found.end] == "Abu Nasr"


def test_a_pseudonym_keeps_its_place():
    """What is called so by the account stays where it is called so, whatever stands earlier; another spelling of it is as good a place."""
    table = cues("en", Gazetteer())
    assert table is not None
    text = "Meet Abu Nasr. They call him Abu Nasr. JEB: No. They ask Jeb, and Jeb left."

    def named(label: str, identity: str = "", last: bool = False) -> Named:
        at = text.rindex(label) if last else text.index(label)
        return Named(label, at, at + len(label), identity=identity, weight=1)

    people = [named("Meet Abu Nasr"), named("Abu Nasr", "kunya", last=True), named("JEB"), named("Jeb", "stated_pseudonym")]
    found = {person.label: person.start for person in merged({person.label: person for person in people}, Plain(text), table)}
    assert found == {"Abu Nasr": text.rindex("Abu Nasr"), "Jeb": text.index("JEB")}


def test_a_word_that_many_names_have_says_nothing():
    """Of sixty called Kos, nobody is "Says Kos"; of two, the one who is called so alone is."""
    for count, joined in ((1, True), (60, False)):
        labels = ["Says Kos", "Kos", *(f"J{chr(97 + at // 26)}{chr(97 + at % 26)}na Kos" for at in range(count))]
        assert ("Says Kos" not in _labels("en", ". ".join(labels), labels)) is joined


def test_many_names_cost_in_proportion():
    """Four times the names take no more than eight times as long: each is looked up by its words."""

    def took(count: int) -> float:
        labels = [f"Says Ka{at:05d}" for at in range(count)] + [f"Other Light Ka{at % 40:05d} Kos" for at in range(count)]
        labels = list(dict.fromkeys([*labels, *(f"Kos Ja{at:05d}" for at in range(count)), "KOS"]))
        starts = accumulate((len(label) + 2 for label in labels), initial=0)
        found = {label: Named(label, at, at + len(label), weight=1) for label, at in zip(labels, starts, strict=False)}
        table, plain = cues("en", Gazetteer()), Plain(". ".join(labels))
        assert table is not None
        return seconds(lambda: merged(found, plain, table))

    took(100)
    assert min(took(4000) for _ in range(2)) <= 8 * min(took(1000) for _ in range(2)) + 0.05
