"""A label of a mention taken apart: kunya, given names, where it says somebody comes from; articles left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from testimonia.stages.resolve.names.skeleton import ANY, Skeleton, skeleton
from testimonia.text import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼʻ`´][^\W\d_]+)*")
_ARTICLES = frozenset(
    [
        "al",
        "el",
        "ul",
        "il",
        "as",
        "es",
        "ash",
        "esh",
        "ach",
        "ech",
        "asch",
        "ad",
        "ed",
        "ar",
        "er",
        "an",
        "en",
        "at",
        "et",
        "az",
        "ez",
        "ath",
        "adh",
        "ath-th",
        "aal",
        "ال",
    ]
)
_KUNYA = {
    **dict.fromkeys(["abu", "abou", "abo", "aboo", "abi", "aba", "abul", "aboul", "ebu", "ebou", "bu", "ابو", "ابي", "ابا"], "abu"),
    **dict.fromkeys(["umm", "um", "oum", "oumm", "om", "omm", "ummu", "oummou", "umme", "ummi", "ام"], "umm"),
}
_SON = {
    **dict.fromkeys(["ibn", "bin", "ben", "ibnu", "bn", "ibni", "bnou", "بن", "ابن"], "ibn"),
    **dict.fromkeys(["bint", "bent", "binti", "bintu", "بنت"], "bint"),
}
_SERVANT = frozenset(
    [
        "abd",
        "abdu",
        "abdul",
        "abdal",
        "abdel",
        "abdoul",
        "abdou",
        "abdoel",
        "abdur",
        "abdurr",
        "abder",
        "abdar",
        "abdus",
        "abdes",
        "abdush",
        "عبد",
    ]
)
_ARABIC_ARTICLE = re.compile("ال([\u0621-\u064a]{2,})$")
# Joined to what follows or goes before: Abdulrahman, Abdelaziz, Aboubakr, Nureddin.
_SERVANT_JOINED = re.compile(
    r"(abd)(?:(?:u|a|e|ou|oe)l|(?:u|a|e|ou|oe)?([rsnztd])h?(?=\2)|(?:u|a|e|ou|oe)?(?=[bcdfghjkmnpqrstwxyz]))([a-z]{4,}|[a-z]{3})$"
    "|(عبد)(?:ال)?([\u0621-\u064a]{3,})$"
)
_KUNYA_JOINED = re.compile("(abou|abu|aboe|oum|umm)([bcdfghjklmnpqrstvwxyz][a-z]{3,})$")
_FAITH_JOINED = re.compile("([a-z]{2,}?)(?:[aeiou]{1,2}[dtl]?)?[dt]?((?:d|t)(?:i|ee)ne?)$|([\u0621-\u064a]{2,}?)ال(دين)$")
_FAITH_ALONE = re.compile("[aeu]?d{1,2}(?:i|ee)ne?$|[eu]ttin$|tin$")
_HEADS = frozenset({"abd", "عبد", "abou", "abu", "aboe", "oum", "umm"})
LONGEST = 200
"""Characters of a label that are read: a longer one is a description, and what is made to be slow to read is cut here."""
_NOT_NAMES = frozenset(
    [
        "the",
        "a",
        "an",
        "mr",
        "mrs",
        "ms",
        "sheikh",
        "shaykh",
        "cheikh",
        "syekh",
        "haji",
        "hajj",
        "hadji",
        "der",
        "die",
        "das",
        "le",
        "la",
        "el-hajj",
    ]
)


@dataclass(frozen=True, slots=True)
class Name:
    """A label as names are compared.

    ``kunya`` is "abu" or "umm" with the skeletons of what follows; ``words`` the skeletons of everything, the kunya's included, in
    order, articles, titles and "son of" left out. Empty where the label holds no word of a name. ``heads`` are the first letters of
    the words, ``initials`` those of which the label gives no more.
    """

    kunya: tuple[str, tuple[Skeleton, ...]] | None
    words: tuple[Skeleton, ...]
    heads: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    text = files("testimonia.stages.resolve.names").joinpath("aliases.yaml").read_text(encoding="utf-8")
    groups: dict[str, list[str]] = yaml.safe_load(text)["names"]
    return {fold(spelling): head for head, spellings in groups.items() for spelling in (head, *spellings)}


@lru_cache(maxsize=50_000)
def read_label(label: str) -> Name:
    """A label taken apart. What stands in brackets or quotation marks is read like the rest."""
    found = [piece for word in _WORD.findall(fold(label[:LONGEST])) for piece in _pieces(re.sub("['’ʼʻ`´]", "", word))]
    kunya: str | None = None
    follows: list[Skeleton] = []
    words: list[Skeleton] = []
    heads: list[str] = []
    initials: list[str] = []
    servant = False
    for piece in found:
        if piece in _KUNYA and kunya is None:
            kunya = _KUNYA[piece]
            continue
        if piece in _ARTICLES or piece in _NOT_NAMES or piece in _SON:
            continue
        if piece in _SERVANT:
            servant = True
            continue
        one = skeleton(piece)
        if servant:
            one, servant = Skeleton("abd" + one.frame.lstrip("-"), ("0", ANY, ANY, ANY, *one.vowels[1:])), False
        if len(piece) < 2 or not one.frame.strip("-"):  # an initial is no name
            initials += piece if len(piece) == 1 else ""
            continue
        words.append(one)
        heads.append(piece[0])
        if kunya is not None and not follows:
            follows.append(one)
    named = (kunya, tuple(follows)) if kunya is not None and follows else None
    return Name(named, tuple(words), tuple(heads), tuple(initials))


def _pieces(word: str) -> list[str]:
    """A word, with what is written in one taken apart: Abdulrahman, Aboubakr, Nureddin, Arabic al- and abu."""
    if word in _SERVANT or word in _KUNYA:
        return [word]
    if word in _aliases():
        return _aliases()[word].split()
    if _FAITH_ALONE.match(word):
        return ["din"]
    for taken in (_ARABIC_ARTICLE.match(word), _SERVANT_JOINED.match(word), _KUNYA_JOINED.match(word), _FAITH_JOINED.match(word)):
        if taken is not None:
            return [piece for part in taken.groups() if part and len(part) > 1 for piece in ([part] if part in _HEADS else _pieces(part))]
    return [word]
