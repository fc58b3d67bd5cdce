r"""What is taken out of pages: floors that hold on pages we write, pinned with the digest of those pages.

F1 is over bags of words (``\w+``, folded), as the public benchmarks of extraction measure it. Measured when pinned (Trafilatura 2.3.1, Resiliparse 2.0.1):
the figures below; a floor of F1 lies one hundredth under what was measured, and no planted sentence may be lost. A change of the pages needs new floors, and says so in the history.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict

import pytest

from support.layouts import samples
from testimonia.stages.collect.readers.choose import read
from testimonia.text import words

DIGEST = "3df94e59881e758bcb222625e1652f55930f892b388b4cc43733ad4005839d6d"
# Layout: least F1 of the main text, least share of planted sentences in it.
FLOORS = {
    "news": (0.986, 1.0),  # measured 0.997
    "old tables": (0.977, 1.0),  # 0.988
    "blog": (0.99, 1.0),  # 1.000
    "forum": (0.982, 1.0),  # 0.992
    "forum table": (0.968, 1.0),  # 0.978
    "questions": (0.99, 1.0),  # 1.000
}


def bag(text):
    return Counter(word.folded for word in words(text))


def f1(found, wanted):
    common = sum((found & wanted).values())
    return 2 * common / (sum(found.values()) + sum(wanted.values())) if common else 0.0


@pytest.fixture(scope="module")
def measured():
    scores, planted, full = defaultdict(list), defaultdict(list), []
    for sample in samples():
        reading = read(sample.html.encode(), "page.html", 5_000_000)
        scores[sample.name].append(f1(bag(reading.main), bag("\n".join(sample.main))))
        planted[sample.name] += [said in " ".join(reading.main.split()) for said in sample.planted]
        full += [said in " ".join(reading.full.split()) for said in sample.planted]
    mean = {name: (sum(scores[name]) / len(scores[name]), sum(planted[name]) / len(planted[name])) for name in scores}
    return mean, sum(full) / len(full)


def test_the_pages_are_those_that_the_floors_were_measured_on():
    """Floors are pinned with what they were measured on."""
    assert hashlib.sha256("\0".join(sample.html for sample in samples()).encode()).hexdigest() == DIGEST


@pytest.mark.parametrize("layout", FLOORS)
def test_the_main_text_of_a_layout_is_as_good_as_it_was(measured, layout):
    """Main text F1 and the share of planted sentences in it (quotations, teasers, lists, comments, forum posts) do not fall."""
    score, share = measured[0][layout]
    least, planted = FLOORS[layout]
    assert (score >= least, share >= planted) == (True, True), (
        f"{layout}: F1 {score:.3f} (floor {least}), planted {share:.3f} (floor {planted})"
    )


def test_no_planted_sentence_is_lost_from_the_full_text(measured):
    """Screening sees all of a page: the full text holds every planted sentence."""
    assert measured[1] == 1.0
