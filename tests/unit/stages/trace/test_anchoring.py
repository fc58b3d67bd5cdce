"""Relative dates of copies are counted from the account that said them first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from support.tellings import shared, telling
from testimonia.domain.vocabulary import AnchorReason
from testimonia.stages.trace.method.alignment import Telling
from testimonia.stages.trace.method.anchoring import anchors

LINE = "He walked out of its ranks last April because the movement had turned its guns on its friends"


def one(found, account):
    """The only anchor of an account."""
    (anchor,) = [anchor for anchor in found if anchor.account == account]
    return anchor


def test_a_copied_date_counts_from_the_first_publication():
    """A copy of August 2020 that repeats "last April" of June 2019 means April 2019, through the copy between them."""
    first, second, third = (
        telling("a", LINE, "2019-06-03"),
        telling("b", "New: " + LINE, "2019-06-05"),
        telling("c", LINE + " now", "2020-08-19"),
    )
    found = anchors([third, first, second], [shared(first, second), shared(second, third)], "a")
    assert [(anchor.account, anchor.value, anchor.told_by, anchor.reason) for anchor in found] == [
        ("a", "2019-04", "a", AnchorReason.OWN), ("b", "2019-04", "a", AnchorReason.COPIED), ("c", "2019-04", "a", AnchorReason.COPIED),
    ]  # fmt: skip
    copy = one(found, "c")
    assert (third.text[copy.start : copy.end], copy.said, copy.published, copy.precision) == (
        "last April",
        "last April",
        "2019-06-03",
        "month",
    )


def test_the_words_of_the_copy_itself_count_from_the_copy():
    """What a copy adds counts from the copy, marked uncertain where the first publication would give another date."""
    first, copy = (
        telling("a", LINE.replace("last April", "one day"), "2019-06-03"),
        telling("b", LINE.replace("last April", "one day") + ". He came home last year.", "2020-08-19"),
    )
    anchor = one(anchors([first, copy], [shared(first, copy)], "a"), "b")
    assert (anchor.value, anchor.told_by, anchor.reason) == ("2019?", "b", AnchorReason.OWN)
    near = replace(copy, when=first.when)
    assert one(anchors([first, near], [shared(first, near)], "a"), "b").value == "2018"


def test_a_plain_date_in_the_original_wins():
    """Where the original says "2018" and the copy "last year", the copy means what the original says."""
    first = telling("a", "Im Oktober 2018 ging sie, und die Liste, die sie geschrieben hatte, ging mit ihr fort", "2021-02-20", "de")
    copy = telling(
        "b", "Im Oktober vergangenen Jahres ging sie, und die Liste, die sie geschrieben hatte, ging mit ihr fort", "2021-02-24", "de"
    )
    anchor = one(anchors([first, copy], [shared(first, copy)], "a"), "b")
    assert (anchor.said, anchor.value, anchor.told_by, anchor.reason) == ("Oktober vergangenen Jahres", "2018-10", "a", AnchorReason.STATED)


def test_a_plain_date_in_a_later_copy_changes_nothing():
    """A copy that puts a year in place of "last April" does not tell what the earlier account meant."""
    first, copy = telling("a", LINE, "2019-06-03"), telling("b", LINE.replace("last April", "in 2017"), "2020")
    assert one(anchors([first, copy], [shared(first, copy)], "a"), "a").reason is AnchorReason.OWN


def test_a_retold_date_counts_from_who_said_the_same_before():
    """The words "last April" outside every shared passage count from the earlier account of the family that says them elsewhere."""
    first, retold = telling("a", LINE, "2019-06-05"), telling("b", "A lad we know left last April, and that is all.", "2020-08-19")
    anchor = one(anchors([first, retold], [], "a"), "b")
    assert (anchor.value, anchor.told_by, anchor.reason) == ("2019-04", "a", AnchorReason.REPEATED)


def test_a_translation_counts_from_the_first_publication():
    """An account that shares no words with its family is counted from the family's first publication."""
    first, other = (
        telling("a", "غادر أميرو ثم عاد منها", "2020-02-09", "ar"),
        telling("b", "Regresó en octubre del año pasado", "2021-03-28", "es"),
    )
    anchor = one(anchors([first, other], [], "a"), "b")
    assert (anchor.value, anchor.told_by, anchor.reason) == ("2019-10", "a", AnchorReason.FIRST_PUBLICATION)


@pytest.mark.parametrize("published", [None, "no date", "../2020"])
def test_without_a_date_nothing_is_guessed(published):
    """Where the account it counts from has no date, there is no value, and the reason says so."""
    (anchor,) = anchors([telling("a", LINE, published)], [], "a")
    assert (anchor.value, anchor.reason, anchor.precision) == (None, AnchorReason.UNDATED, "unknown")


@pytest.mark.parametrize("text", ["", "x", "last", "\u202elast year\u202c", "العام الماضي"])
def test_empty_and_one_word_accounts_break_nothing(text):
    """Texts of a word or none, and right-to-left ones, are read."""
    first = telling("a", text, "2020", "ar" if "ا" in text else "en")
    assert len(anchors([first], [shared(first, first)], "a")) == ("year" in text or "ا" in text)


def test_the_order_of_accounts_and_passages_does_not_matter():
    """The same family in another order gives the same anchors."""
    family = [telling(name, LINE, date) for name, date in (("a", "2019-06-03"), ("b", None), ("c", "2020"), ("d", "2019-06-03"))]
    passages = [shared(family[0], other) for other in family[1:]]
    assert anchors(family, passages, "a") == anchors(family[::-1], passages[::-1], "a")


def test_a_thousand_copies_are_anchored_in_linear_time():
    """A family of a thousand copies costs a look at each passage, not at each pair of copies."""
    family = [telling(f"n{n:04}", LINE, "2019-06-03" if n == 0 else "2020") for n in range(1000)]
    found = anchors(family, [shared(family[0], other) for other in family[1:]], "n0000")
    assert {anchor.told_by for anchor in found} == {"n0000"}
    assert isinstance(family[0], Telling)
