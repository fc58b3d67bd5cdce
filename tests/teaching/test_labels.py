"""When a suggested label is the gold's: titles and marks aside, and a teknonym is one word."""

import pytest

from workshop.people_scores import same_words


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Corin Vance", "Vance", True),
        ("Mr Vance", "Corin Vance", True),
        ("Corin Vance", "Corin Tamm", False),
        ("“Sparrow”", "Sparrow", True),
        ("« colonel » Zéphyrin", "Zéphyrin", True),
        ("Sebastián Q.", "Sebastián Q", True),
        ("Nahla (the writer)", "Nahla", True),
        ("Abu Nuh", "Nuh", False),
        ("Abu Nuh", "Abu Nuh al-Westi", True),
        ("Abu Nuh", "Abu Hafs", False),
        ("أم ليث", "ليث", False),
        ("أم ليث", "ام ليث", True),
        ("«الخيّاط»", "الخياط", True),
        ("", "Vance", False),
        ("“”", "Vance", False),
    ],
)
def test_labels_of_one_person(one, other, same):
    """Whichever of the two is the gold's."""
    assert same_words(one, other) is same
    assert same_words(other, one) is same
