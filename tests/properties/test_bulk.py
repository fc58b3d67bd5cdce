"""Words in bulk are the words one by one."""

from __future__ import annotations

from itertools import pairwise
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from testimonia.text import bulk, words

SCRIPTS = "abzABZéßœøŁıſﬁ09²½١٢۳ءأإىةکقالـًِّ'’-_.,;:!?“”«»\n\t \u00ad\u200b\u200d\u0301\u0308ΑάςЖёאבּ한글ᄒ\u1161ᆫ漢字々かが\u3099カｶﾞﾟーกำเ้กខ្មမြန်हिन्दीก็😀👍🏽ŀﷺ\u0640"
texts = st.one_of(st.text(st.sampled_from(SCRIPTS), max_size=60), st.text(max_size=30))


def one_by_one(text):
    return [(word.start, word.end, bulk._number(word.folded)) for word in words(text)]


def in_bulk(several):
    found = bulk.bulk_words(several)
    bounds = found.bounds.tolist()
    return [
        list(zip(found.starts[a:b].tolist(), found.ends[a:b].tolist(), found.numbers[a:b].tolist(), strict=True))
        for a, b in pairwise(bounds)
    ]


@given(st.lists(texts, max_size=5))
def test_words_in_bulk_are_the_words(several):
    """Whatever the script, each word has the place that `words` gives, and the number of its folded spelling."""
    assert in_bulk(several) == [one_by_one(text) for text in several]


@given(st.lists(texts, max_size=4))
def test_long_texts_are_cut_within_no_word(several):
    """A text longer than a batch gives the same words, wherever it is cut."""
    with patch.object(bulk, "_BATCH", 16):
        assert in_bulk(several) == [one_by_one(text) for text in several]


def test_different_words_have_different_numbers():
    """Anagrams, prefixes and doubled letters are told apart."""
    spelled = ["ab", "ba", "a", "aa", "aaa", "abab", "baba", "b", "aba", "bab", "abba", "baab"]
    assert len({bulk._number(word) for word in spelled}) == len(spelled)
