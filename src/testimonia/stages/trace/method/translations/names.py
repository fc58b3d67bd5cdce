"""Names across scripts and spellings: what is left of a word when everything is taken off that transliterations disagree on.

A name is folded to its frame of consonants, in classes coarse enough that Arabic and Latin letters meet (b and p, q and k and kh, s and
sh): أبو طارق and "Abu Tariq" give the same frames, so do Keldurien, Kelduria and كلدوريا. After the idea of the phonetic code (Russell
1918, "Soundex"; Philips 2000, "Double Metaphone"), with rules of our own for Arabic and for the spellings of five languages.
"""

from __future__ import annotations

import re
from functools import lru_cache

from testimonia.text import fold

LENGTH = 4  # consonants kept: endings differ between languages (Keldurien, Kelduria, keldurisch)
SHORTEST = 2  # consonants: one alone says nothing

# What a group of letters sounds like, longest first, by language; "" is any language in Latin letters.
_GROUPS: dict[str, tuple[tuple[str, str], ...]] = {
    "de": (("tsch", "ts"), ("dsch", "j"), ("sch", "s"), ("ch", "k"), ("ph", "f"), ("th", "t"), ("z", "s"), ("v", "f")),
    "fr": (
        ("tch", "ts"),
        ("dj", "j"),
        ("ch", "s"),
        ("kh", "k"),
        ("gh", "k"),
        ("ph", "f"),
        ("th", "t"),
        ("gu", "k"),
        ("qu", "k"),
        ("ou", "u"),
    ),
    "es": (("ch", "ts"), ("ll", "l"), ("qu", "k"), ("gu", "k"), ("j", "k")),
    "id": (("sy", "s"), ("kh", "k"), ("ny", "n"), ("ng", "nk"), ("c", "ts"), ("j", "j")),
    "en": (("tch", "ts"), ("sh", "s"), ("ch", "ts"), ("kh", "k"), ("gh", "k"), ("ph", "f"), ("dh", "d"), ("th", "t"), ("qu", "k")),
}
_GROUPS[""] = _GROUPS["en"]
_SOFT = re.compile("c(?=[eiy])")  # Cedric, but Carlos
_SINGLE = {
    **dict.fromkeys("bp", "b"), **dict.fromkeys("fv", "f"), "t": "t", "d": "d", **dict.fromkeys("kqcg", "k"), "x": "ks", "j": "j",
    **dict.fromkeys("sz", "s"), "r": "r", "l": "l", "m": "m", "n": "n",
}  # fmt: skip
_ARABIC = {
    **dict.fromkeys("بپ", "b"), **dict.fromkeys("فڤ", "f"), **dict.fromkeys("تطث", "t"), **dict.fromkeys("دضذظ", "d"),
    **dict.fromkeys("كقخغگڭ", "k"), "ج": "j", "چ": "ts", **dict.fromkeys("سصزشژ", "s"), "ر": "r", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip


class _Sounds(dict[int, str]):
    """What each letter sounds like; letters that are not listed (vowels, signs) are dropped."""

    def __missing__(self, code: int) -> str:
        return ""


_LATIN_SOUNDS = _Sounds({ord(letter): sound for letter, sound in _SINGLE.items()})
_ARABIC_SOUNDS = _Sounds({ord(letter): sound for letter, sound in _ARABIC.items()})
_DOUBLED = re.compile(r"(.)\1+")
_ENOUGH = 64  # sounds of a word that are looked at: a frame is full long before
_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف", "ك")  # and, with, then, like, for; the article
_VOWELS = frozenset("aeiou")
_ARABIC_VOWELS = frozenset("اأإآعءئؤ")


@lru_cache(maxsize=1 << 17)
def frames(word: str, language: str) -> tuple[str, ...]:
    """The consonant frames that a word may stand for, none for one without two consonants; Arabic with and without its prefixes.

    ``word`` as it stands in the text; ``language`` is the first subtag of its language. An initial vowel counts as one letter ("a"),
    initial h, w and y are kept, elsewhere they are vowels as often as consonants. Raises nothing.
    """
    folded = fold(word)
    if "\u0600" <= folded[:1] <= "\u06ff":
        found = [_arabic(folded)]
        found += [
            _arabic(folded[len(prefix) :]) for prefix in _PREFIXES if folded.startswith(prefix) and len(folded) - len(prefix) > SHORTEST
        ]
    else:
        found = [_latin(folded, language)]
    return tuple(dict.fromkeys(frame for frame in found if sum(letter not in "ahwy" for letter in frame) >= SHORTEST))


def _latin(word: str, language: str) -> str:
    first = word[:1]
    for letters, sound in _GROUPS.get(language, _GROUPS[""]):
        word = word.replace(letters, sound)
    word = _SOFT.sub("s", word)
    head = "a" if first in _VOWELS else first if first in "hw" and first else "j" if first == "y" else ""
    return _frame(head, word.translate(_LATIN_SOUNDS))


def _arabic(word: str) -> str:
    first = word[:1]
    head = "a" if first in _ARABIC_VOWELS else {"ه": "h", "ح": "h", "و": "w", "ي": "j"}.get(first, "")
    return _frame(head, word.translate(_ARABIC_SOUNDS))


def _frame(head: str, sounds: str) -> str:
    """The sounds without neighbours that are the same, cut to length; ``head`` is counted as one of them."""
    return _DOUBLED.sub(r"\1", head + sounds[:_ENOUGH])[: LENGTH + (1 if head else 0)]
