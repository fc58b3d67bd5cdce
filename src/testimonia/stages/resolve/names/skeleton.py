"""The skeleton of a word of a name: what its spellings in Arabic script and in the Latin letters of half a dozen languages share.

A frame of consonants, with what the transliterations of one letter have in common written the same; beside it the classes of the
first and the last vowel where the spelling shows them, and whether the word ends in -a(h), which tells Amir from Amira. e stands for a
and for i alike; Arabic script writes long vowels only, but what it does not write is surely not long (Hasan is not Husayn).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from testimonia.text import fold

_ARABIC = {
    "ا": "A", "ب": "b", "ت": "t", "ث": "t", "ج": "g", "ح": "h", "خ": "k", "د": "d", "ذ": "d", "ر": "r", "ز": "z", "س": "s", "ش": "x",
    "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "E", "غ": "g", "ف": "f", "ق": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n",
    "ه": "H", "و": "W", "ي": "Y", "پ": "b", "چ": "x", "ژ": "g", "ڤ": "f", "ء": "", "ؤ": "W", "ئ": "Y",
}  # fmt: skip
_SCRIPT = re.compile("[\u0600-\u06ff]")
# Longest first. Capital letters are signs of ours: A E vowels of Arabic script, W Y waw and ya, H a heh.
_DIGRAPHS = (
    ("dsch", "g"), ("tsch", "x"), ("sch", "x"), ("dzh", "g"), ("ssh", "x"), ("sh", "x"), ("ch", "x"), ("kh", "k"), ("gh", "g"), ("th", "t"),
    ("dh", "d"), ("dj", "g"), ("ph", "f"), ("zh", "g"), ("sy", "x"), ("ck", "k"), ("qu", "k"),
)  # fmt: skip
# j and g are one letter to Egyptians, v and w to Turks and Bosnians, p and b in Arabic.
_LETTERS = str.maketrans({"q": "k", "c": "k", "p": "b", "v": "w", "x": "k", "j": "g"})
_DOUBLE = re.compile(r"([b-df-hj-np-tv-z])\1+")
_VOWELS = "aeiou"


class Skeleton(NamedTuple):
    """``frame`` of consonants ("-" before it where the word begins with a vowel); ``vowels`` before, between and after them.

    Each entry of ``vowels`` holds all that the spelling may stand for, as letters of ANY: capitals are long, y and w diphthongs,
    0 none at all. There is one more of them than consonants.
    """

    frame: str
    vowels: tuple[str, ...]

    @property
    def ending(self) -> str:
        """The vowel after the last consonant."""
        return self.vowels[-1]


ANY = "aiuAIUyw0"
_LATIN_VOWELS = {"a": "aA0", "i": "iIy", "u": "uU", "e": "aiy0", "": "0a"}
PATTERN = 3
"""Consonants of a root."""
_SHORT = "aiu0"  # what Arabic script leaves out


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> Skeleton:
    """The skeleton of one word of a name, in any spelling; the frame of a word without letters is empty."""
    folded = fold(word.replace("ç", "s").replace("ş", "sh"))
    return _from_arabic(folded) if _SCRIPT.search(folded) else _from_latin(folded)


def _from_arabic(word: str) -> Skeleton:
    letters = "".join(_ARABIC.get(letter, "") for letter in word)
    ending = "0"
    if len(letters) > 2 and letters[-1] in "AHYW":
        # Ta marbuta folds to heh, and alef maksura to ya, which may then stand for -a as well.
        ending = {"Y": "ia", "W": "u"}.get(letters[-1], "a")
        letters = letters[:-1]
    letters = re.sub(r"([^AEWY])\1", r"\1", letters.replace("H", "h"))
    frame, gaps = "", [""]  # gaps: the long vowels before, between and after the consonants
    for at, letter in enumerate(letters):
        if letter in "AEWY" and not (at == 0 and letter in "WY"):
            gaps[-1] += letter
        else:
            frame += letter.lower()
            gaps.append("")
    inner = [_long(gap) for gap in gaps[1:-1]]
    if not gaps[0] and len(frame) == PATTERN:
        inner[-2:] = _pattern(gaps[1], gaps[2], *inner)
    return _made(frame, [ANY if gaps[0] else "0", *inner, ending])


def _pattern(one: str, two: str, first: str, last: str) -> tuple[str, str]:
    """The short vowels of the commonest patterns of three consonants: Khalid, Karim, Hasan, Badr, Umar."""
    if one == "A" and not two:
        return first, "i"
    if two == "Y" and not one:
        return "ua", last
    return (first.replace("i", ""), "a0") if not one and not two else (first, last)


def _made(frame: str, vowels: list[str]) -> Skeleton:
    frame = re.sub("(?<=..)t$", "d", frame)  # Turkish writes a final d as it is spoken: Murat, Halit
    begins = "-" if vowels[0] != "0" else ""
    return Skeleton(begins + frame, tuple(vowels))


def _long(gap: str) -> str:
    """What a gap between two consonants, in which Arabic script writes this, may be in Latin letters."""
    if "E" in gap:  # ayn, which Latin letters leave out or write as a vowel: Saad, Said, Jafar, Suad
        return {"Y": "yI", "W": "wU"}.get(gap[-1], "aA0")
    return {"A": "A", "W": "Uwu", "Y": "Iy"}.get(gap[-1:], _SHORT) if gap else _SHORT


def _from_latin(word: str) -> Skeleton:
    word = re.sub("[^a-z]", "", word)
    word = re.sub("c(?=[eiy])", "s", word)  # French Nacer, Yacine; Turkish c (j) is left to the aliases
    for many, one in _DIGRAPHS:
        word = word.replace(many, one.upper() if one == "x" else one)
    word = re.sub("^j(?=[aeiou]h?y)", "y", word)
    word = word.translate(_LETTERS).replace("X", "x")
    word = re.sub("oo|ou|oe", "u", word)
    word = re.sub("ee|ie", "i", word)
    word = word.replace("aa", "a")
    if re.match("u[aei]", word):  # French Oualid, Oussama: a w before a vowel
        word = "w" + word[1:]
    if re.match("i[aou]", word):  # Iusuf
        word = "y" + word[1:]
    word = _DOUBLE.sub(r"\1", word)
    ending = "0"
    final = re.search("([aeiouy])h?$", word)
    if final and len(word) > 2:
        # -e is the Turkish and Persian form of -a, or mute in French (Rahmane).
        ending = {"a": "a", "e": "a0", "i": "i", "y": "i"}.get(final[1], "u")
        word = word[: final.start()]
    frame, gaps = "", [""]
    for at, letter in enumerate(word):
        if letter in _VOWELS or (letter in "wy" and at > 0):
            gaps[-1] += letter
        else:
            frame += letter
            gaps.append("")
    inner = [_read(gap) for gap in gaps[1:-1]]
    if len(frame) == PATTERN and not gaps[0] and gaps[1] == "a" and gaps[2] == "e":
        inner[1] = "i"  # Khaled, Samer, Hamed: the pattern of Khalid
    return _made(frame, [_read(gaps[0]) if gaps[0] else "0", *inner, ending])


def _read(gap: str) -> str:
    """Which vowels a gap between two consonants may be."""
    if len(gap) > 1 and gap[0] in "aeo" and gap[1] in "iy":
        return "yI"
    if len(gap) > 1 and gap[0] in "ao" and gap[1] in "uw":
        return "wU"
    if len(gap) > 1 and gap not in ("aa", "ii", "uu", "ue"):
        return ANY  # two syllables: Saeed, Daoud
    return _LATIN_VOWELS.get({"o": "u", "w": "u", "y": "i"}.get(gap[:1], gap[:1]), ANY)
