"""Which of the encodings from before Unicode made these bytes: by what the bytes would say in each.

Each candidate is a language in an encoding. Its score is a log-likelihood of the characters above ASCII: how common the
letter is in the language, and whether capitals stand where capitals stand. (Rules on mixed scripts, runs of accents and
signs inside words were tried and told nothing more on 1,210 fragments of two to five words.) Letter frequencies are
taken from the rank alone, p(r) = ln((n + 1) / r) / n (Gusein-Zade 1988, Problems of Information Transmission 24(4)),
so that a language costs one line: its letters, commonest first.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from math import log

from testimonia.text.han import guess_east_asian

_WESTERN = ("cp1252",)
_CENTRAL = ("cp1250", "iso8859_2")
_CYRILLIC = ("cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic")
# language: (letters above ASCII, commonest first; encodings, commonest first)
_LANGUAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "French": ("éèàêçâùîôûïëœæü", (*_WESTERN, "mac_roman")),
    "German": ("üäöß", (*_WESTERN, "mac_roman")),
    "Spanish": ("óíáéñúü", _WESTERN),
    "Portuguese": ("ãçéáóíõêúâôà", _WESTERN),
    "Italian": ("èàùòéì", _WESTERN),
    "Dutch": ("ëéïèöü", _WESTERN),
    "Swedish": ("äåöé", _WESTERN),
    "Danish": ("åøæé", _WESTERN),
    "Icelandic": ("ðáíéóþöúæý", _WESTERN),
    "Albanian": ("ëç", _WESTERN),
    "Turkish": ("ışüğçöâîû", ("cp1254",)),
    "Polish": ("łąęóżśćńź", _CENTRAL),
    "Czech": ("íáěéřčžýšůúňťďóľôŕĺ", _CENTRAL),
    "Hungarian": ("áéíöóőüúű", _CENTRAL),
    "Romanian": ("ăîşâţ", _CENTRAL),
    "Bosnian": ("čšžćđ", _CENTRAL),
    "Russian": ("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", _CYRILLIC),
    "Ukrainian": ("оаніивтертслкдмупязьбгчйхжшїцюєщфґ", ("cp1251", "koi8_u")),
    "Arabic": ("اليمونرتبةعدسفهكقأحجشطصخىذضإءثغزئظآؤ،ًَُِّْ", ("cp1256", "iso8859_6")),
    "Persian": ("اينردهموتبسشلكکزفگخقعجحپچآطصضغذثظئژءأ،", ("cp1256",)),
    "Greek": ("αοιετσνηυρπκμλςίόάγέήώδωθχύφβξζψϊϋΐΰ", ("cp1253", "iso8859_7")),
    "Hebrew": ("יוהלאתמרבשנעדכפםקחגטסצןזךףץ", ("cp1255",)),
}
_SIGNS = frozenset("“”‘’„‚«»‹›–—…•·€°§№©؛؟،\xa0\u200c\u200e\u200f")
_SIGN = log(0.03)
_RARE = log(1e-4)  # a letter the language does not have
_ODD_SIGN = log(1e-5)  # ¤, ¶, ¾: hardly in any account
_UNREAD = log(1e-7)  # the encoding has no such character
_MISPLACED = log(1e-3)  # a capital after a small letter: what every wrong reading of a script with case is full of
_CAPITAL = log(0.1)
# How rare an encoding is among undeclared files, in nats: decides only where the bytes say little, such as one closing
# quotation mark in an English text. Old Windows pages are the rule, Unix and ISO the exception, DOS and Mac curiosities.
_PRIOR = {"cp1252": 0.0, **dict.fromkeys(("mac-roman", "mac-cyrillic", "cp866"), -5.0)}
_PRIOR_WINDOWS = -0.3
_PRIOR_OTHER = -1.0
# A declared charset stands unless another reading is so many nats a letter better: about as far as Arabic misread as
# French falls behind (4 to 8), far beyond what separates two readings of one alphabet (below 1).
_OVERRULES = 2.0
# Latin-1 and ASCII are what servers and editors say when nobody said anything: believed only between near equals.
_OVERRULES_DEFAULT = 0.3
_FEW = 6  # letters above ASCII under which the declared charset is believed whatever they look like
_WINDOW = re.compile(rb"[^\s\x80-\xff]*[\x80-\xff]\S*")
_SAMPLE = 2000  # words looked at: enough for any of the differences above, and a bound on the time

# What labels mean in practice (WHATWG Encoding): pages that say Latin-1 or ASCII are windows-1252, and so on.
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "tis-620": "cp874", "iso8859-11": "cp874", "utf-16": "utf-16-le", "big5": "big5hkscs",
}  # fmt: skip
_DEFAULT = re.compile(r"(?i)8859-1\b|8859_1\b|latin-?1|ascii")
_KNOWN = re.compile(
    r"cp(125\d|866|874|932|949|85\d|437|720)|iso8859-\d+|koi8-[rut]|mac-\w+|euc_jp|iso2022_\w+|gb18030|big5hkscs|utf-(16|32)-[lb]e"
)


def trust(data: bytes, declared: str) -> str | None:
    """The codec of a declared charset if the bytes bear it out, else ``None``.

    Refused: unknown names, bytes the codec cannot read, and bytes that another candidate reads far better (a server's
    default "iso-8859-1" over Arabic).
    """
    name = _codec(declared)
    if name is None:
        return None
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, UnicodeError):
        return None
    if name not in _candidates():  # no model of it: readable is all that can be asked, but C1 controls are never meant
        return None if re.search("[\x80-\x9f]", text) else name
    words = _sample(data)
    scores = {encoding: _score(words, encoding) for encoding in _candidates()}
    letters = len(words) - len(words.translate(None, bytes(range(0x80, 0x100))))
    if letters < _FEW:
        return name
    margin = (_OVERRULES_DEFAULT if _DEFAULT.search(declared) else _OVERRULES) * letters
    return name if scores[name] >= max(scores.values()) - margin and guess_east_asian(data) is None else None


def guess(data: bytes) -> str:
    """The likeliest legacy codec of bytes that are not UTF-8; windows-1252 when nothing tells. Never raises."""
    east_asian = guess_east_asian(data)
    if east_asian:
        return east_asian
    words = _sample(data)
    return max(_candidates(), key=lambda encoding: _score(words, encoding))  # the first of equals: the commonest


@cache
def _candidates() -> tuple[str, ...]:
    return tuple(dict.fromkeys(codecs.lookup(name).name for _, names in _LANGUAGES.values() for name in names))


def _codec(declared: str) -> str | None:
    """Python's codec for a charset label; only encodings of text, never codecs such as ``zip`` or ``hex``."""
    label = declared.strip().strip("\"'").lower()
    if not re.fullmatch(r"[a-z0-9._:-]{2,40}", label):
        return None
    label = {"x-sjis": "shift_jis", "windows-31j": "cp932", "ks_c_5601-1987": "cp949", "x-mac-cyrillic": "mac-cyrillic"}.get(label, label)
    try:
        name = codecs.lookup(label.removeprefix("x-")).name
    except LookupError:
        return None
    name = _MEANT.get(name, name)
    return name if _KNOWN.fullmatch(name) else None


def _sample(data: bytes) -> bytes:
    """The words that hold bytes above ASCII: all that tells one candidate from another."""
    found = (match.group()[:200] for match, _ in zip(_WINDOW.finditer(data), range(_SAMPLE), strict=False))
    return b" ".join(found)


def _score(words: bytes, encoding: str) -> float:
    """The best log-likelihood of the words over the languages written in an encoding."""
    text = f" {words.decode(encoding, 'replace')}"
    seen = [(pair, count) for pair, count in Counter(pairwise(text)).items() if pair[1] > "\x7f"]
    prior = _PRIOR.get(encoding, _PRIOR_WINDOWS if encoding.startswith("cp125") else _PRIOR_OTHER)
    return prior + max(
        sum(count * _of_one(pair, letters) for pair, count in seen)
        for letters, encodings in _LANGUAGES.values()
        if encoding in (codecs.lookup(name).name for name in encodings)
    )


@cache
def _ranks(letters: str) -> dict[str, float]:
    """Log-probability of each letter from its rank (Gusein-Zade)."""
    size = len(letters)
    return {letter: log(log((size + 1) / rank) / size) for rank, letter in enumerate(dict.fromkeys(letters), 1)}


def _of_one(pair: tuple[str, str], letters: str) -> float:
    """Log-likelihood of the second of two characters, in a language given by its letters."""
    before, char = pair
    if char == "\ufffd":
        return _UNREAD
    ranks = _ranks(letters)
    lower = char.lower()
    if lower not in ranks and not char.isalpha():
        return _SIGN if char in _SIGNS else _ODD_SIGN
    score = ranks.get(lower, _RARE)
    if char != lower:
        score += _CAPITAL + (_MISPLACED if before.islower() else 0.0)
    return score
