"""Words reduced to what they share with their other forms: folded, without the commonest words, endings cut off. Rough, and the same for both sides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from testimonia.assist.suggesting import short_of
from testimonia.text import folded_words

_LONGEST = 6  # letters that are kept of a word where no endings are known: Fluchthelfer and fliehen are two words all the same
_SHORTEST = 3
_ENGLISH = re.compile(r"(?:ations?|ingly|iness|ities|ments?|ings?|edly|ness|ies|ied|ers?|ely|ed|es|ly|ity|s|e|y)$")
_ARABIC = re.compile(r"^(?:[وفبكل]?ال|لل|[وفبل](?=\w{4}))")
_COMMON: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "a an and any are as at be because been before but by can could did do does every for from had has have he her hers him his how i if in "
        "into is it its me more most my no nobody not nothing of off on one only or other our out over own person said say says she should so "
        "some somebody something such than that the their them then there these they this those to too under up us was we were what when where which "
        "who whoever whom whose why will with without would you your reason named names given give gives part two after all also just like",
        "de": "aber als am an auch auf aus bei bin das dass dem den der des die du ein eine einem einen einer er es für habe haben hat hatte ich ihm ihn ihr im in "
        "ist ja kein mein mich mir mit nach nicht noch nur oder sein sich sie sind so über um und uns unter vom von vor war waren was wenn wer wie wir zu zum zur",
        "fr": "a à au aux avait avec ce ces cette dans de des du elle en est et il ils j je l la le les leur lui m ma mais me mes mon n ne nous on ont ou où par pas "
        "plus pour qu que qui s sa sans se ses son sont sur tu un une vous y était",
        "es": "a al como con cuando de del dos el ella ellos en era es esta este fue ha había la las le les lo los me mi más muy no nos o para pero por que se ser si "
        "sin sobre su sus también un una y ya yo",
        "id": "ada akan apa atau bagi bahwa bisa dalam dan dari dengan di dia hanya hari ia ini itu jika juga kami karena ke kita lagi lebih mereka oleh pada saya "
        "sebagai seorang sudah tak telah tidak untuk yang",
        "ar": "ان او الى الذي التي انا انه بعد ثم حتى على عن في قال قد كان كانت كل لا لم لن ما من منذ مع نحن هذا هذه هو هي ولا ولم وهو يا",
    }.items()
}


def common_words(language: str) -> frozenset[str]:
    """The commonest words of a language, which say nothing by themselves."""
    return _COMMON.get(short_of(language), frozenset())


def stems(text: str, language: str) -> list[str]:
    """The stems of the words of a text that say something, in its order."""
    short = short_of(language)
    return [stem for word in folded_words(text) for stem in _stem(word, short)]


@lru_cache(maxsize=20_000)
def _stem(word: str, language: str) -> tuple[str, ...]:
    return tuple(_cut(word, language))


def _cut(word: str, language: str) -> Iterator[str]:
    if word in _COMMON.get(language, ()) or word.isdigit():
        return
    if language == "ar":
        word = _ARABIC.sub("", word)
    cut = _ENGLISH.sub("", word) if language == "en" else word[:_LONGEST]
    if language == "en" and len(cut) < _SHORTEST:
        cut = word
    if len(cut) >= _SHORTEST:
        yield cut
