"""How a text says where it has something from: names of sources, words of credit, agency slugs. The words are data (``data/cues.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

import yaml

from testimonia.text import fold

_NEAR = 60  # characters between a name and the word of credit beside it
# A dateline's or a closing line's bracket: (NAI), (AFP), (dpa), (sel/hr), (Reuters). Looked for at the beginning and the end alone.
_SLUG = re.compile(r"\(((?:[A-Z]{2,8}|[a-z]{2,5}(?:/[a-z]{2,5})?|Reuters|Xinhua|Antara|Anadolu|Interfax)(?:[/-][A-Z][\w]+)?)\)")
_DATELINE = re.compile(r"^[^\n]{0,80}?[(/—–-]\s*((?:[A-Z]{2,8}|Reuters|dpa|Xinhua|Antara))\s*[)/—–-]")
_ENDS = 400  # characters at either end of a text in which it says where it appeared first
_EDGE = 160  # characters at either end of a text in which slugs stand
_SHORTEST = 4  # letters of a name that may be looked for; shorter ones are words
_GENERIC = frozenset(
    [
        "news",
        "agency",
        "press",
        "media",
        "magazine",
        "online",
        "daily",
        "weekly",
        "times",
        "journal",
        "blog",
        "radio",
        "television",
        "channel",
        "report",
        "reports",
        "story",
        "world",
        "today",
    ]
)


class Phrases:
    """Words and phrases looked for as whole words: first as plain strings, which is a hundred times faster, then by pattern."""

    def __init__(self, phrases: Sequence[str]) -> None:
        """Keep the phrases, the longest first."""
        self._phrases = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(phrase) for phrase in self._phrases)})(?!\w)")

    def first(self, folded: str) -> str:
        """The first of them in a folded text; empty where there is none."""
        if not any(phrase in folded for phrase in self._phrases):
            return ""
        match = self._pattern.search(folded)
        return match.group() if match else ""


@dataclass(frozen=True, slots=True)
class Cues:
    """One table over all languages, ready to be looked for: a copy is often in another language than the name it credits."""

    credit: Phrases
    republished: Phrases
    wires: Phrases
    own: Phrases
    articles: str
    first: frozenset[str]
    third: frozenset[str]


@cache
def cues() -> Cues:
    """The words of ``data/cues.yaml``."""
    found = yaml.safe_load((files(__package__) / "data" / "cues.yaml").read_text(encoding="utf-8"))

    def words(key: str) -> list[str]:
        return sorted({str(word) for table in found.values() for word in table[key]}, key=lambda word: (-len(word), word))

    return Cues(
        credit=Phrases(words("credit")),
        republished=Phrases(words("republished")),
        wires=Phrases(words("wires")),
        own=Phrases(words("own")),
        articles="|".join(re.escape(word) for word in words("articles")),
        first=frozenset(words("first")),
        third=frozenset(words("third")),
    )


@dataclass(frozen=True, slots=True)
class Voice:
    """What a text says of itself: that it appeared elsewhere first, that it was put together, that it is its own reporting; agencies."""

    folded: str
    title: str
    republished: str
    wires: str
    own: str
    slugs: frozenset[str]


def voice(text: str, title: str, author: str) -> Voice:
    """What a text says of itself."""
    folded, table = fold(text), cues()
    return Voice(
        folded=folded,
        title=fold(title),
        republished=table.republished.first(folded[:_ENDS] + "\n" + folded[-_ENDS:]),
        wires=table.wires.first(fold(author)),
        own=table.own.first(folded),
        slugs=slugs(text),
    )


@dataclass(frozen=True, slots=True)
class Name:
    """How a source may be named: plainly (its name, host or author), or by a short form that may be another's."""

    needles: tuple[str, ...]
    plain: re.Pattern[str] | None
    short: re.Pattern[str] | None
    acronym: re.Pattern[str] | None


@cache
def name_of(outlet: str, origin: str) -> Name:
    """The forms of a source's name, from its outlet and the host of its address."""
    bare = re.sub(r"\([^)]*\)", " ", outlet)
    folded = " ".join(re.findall(r"\w+", fold(bare)))
    folded = folded.removeprefix("the ")
    plain = [folded] if " " in folded else []  # a name of one word may be a word ("an islander"): it needs its article
    host = _host(origin)
    if host:
        plain += [host, host.split(".")[0]] if len(host.split(".")[0]) >= 2 * _SHORTEST else [host]
    words = re.findall(r"\w+", bare)
    capitals = "".join(word[0] for word in words if word[:1].isupper())
    acronyms = {word for word in words if word.isupper() and len(word) > 1}
    if len(capitals) > 2:  # noqa: PLR2004 - two capitals are anybody's initials
        acronyms.add(capitals)
    last = [word for word in words[-1:] if len(word) >= _SHORTEST and word[0].isupper() and fold(word) not in _GENERIC]
    return Name(
        needles=(*(form.split()[0] for form in plain), *(fold(word) for word in last), *(fold(form) for form in acronyms)),
        plain=_any([r"[\W_]+".join(re.escape(part) for part in form.split()) for form in plain]),
        short=_any([rf"(?i:{cues().articles})\W{{1,2}}{re.escape(word)}" for word in last]),
        acronym=_any([re.escape(form) for form in sorted(acronyms)]),
    )


def _any(forms: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for whole words of any of the forms."""
    found = "|".join(forms)
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)") if found else None


def _host(origin: str) -> str:
    try:
        host = urlsplit(origin).hostname or "" if "://" in origin else ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a source, whether a word of credit stands by it, and in which words."""

    at: int
    credited: bool
    words: str


def mentions(name: Name, text: str, folded: str) -> list[Mention]:
    """Every place where a text names a source. ``folded`` is the folded text; places in it are near enough those of the text."""
    found: dict[int, Mention] = {}
    if not any(needle in folded for needle in name.needles):
        return []
    for pattern, where in ((name.plain, folded), (name.short, text), (name.acronym, text)):
        if pattern is None:
            continue
        for match in pattern.finditer(where):
            around = fold(where[max(0, match.start() - _NEAR) : match.end() + _NEAR])
            bracket = where[match.start() - 1 : match.start()] in {"(", "["} or (
                pattern is name.acronym and "(" in where[max(0, match.start() - 2) : match.start()]
            )
            credited = bracket or cues().credit.first(around) != ""
            found.setdefault(match.start(), Mention(match.start(), credited, match.group()))
    return [found[at] for at in sorted(found)]


def slugs(text: str) -> frozenset[str]:
    """The agencies that a text's first and last lines name in brackets, folded."""
    ends = (text[:_EDGE], text[-_EDGE:])
    found: Iterable[str] = [match for end in ends for match in _SLUG.findall(end)]
    dateline = _DATELINE.match(text)
    return frozenset(fold(slug) for slug in (*found, *([dateline.group(1)] if dateline else [])))
