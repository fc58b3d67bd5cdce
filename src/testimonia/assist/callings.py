"""Names in whatever way an account gives them, whoever bears them: weak signs that a name is one, for people whom no cue introduces.

What is found here is only somebody to look at: nothing is proposed for the way a name is written alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from testimonia.assist.cues import TOKEN, UPPER, Cues, flat
from testimonia.assist.plain import Plain, simplified
from testimonia.assist.stems import common_words

Calling = tuple[str, int, str, int]  # the name, where it stands, its identity, its weight

_NUMBERED = re.compile(
    rf"(?:(?<=\n)|^)(?:[{UPPER}]\w{{2,14}}: )?(?P<name>[^\W\d_]\w{{1,14}}\.? [0-9]{{1,3}})(?=[.:,،)]| ?[—–-])", re.MULTILINE
)
_IN_CAPITALS = re.compile(
    rf"(?:(?<=\n)|^)(?P<name>[{UPPER}]{{3,15}}|[{UPPER}]{{2,15}}(?: [{UPPER}]{{2,15}}){{1,2}})(?=[,.:]?(?:\s|$))", re.MULTILINE
)
_QUOTED = {
    True: re.compile(rf"[\"“«„‘](?P<name>(?:[^\W\d_][\w'-]{{0,12}} )?{TOKEN})[\"”»“’]"),
    False: re.compile(r"[\"“«](?P<name>(?:\w{2,12} )?(?!ال)\w{2,12})[\"”»]"),
}
_SINGLE = re.compile(rf"(?<![\w.'’-])(?P<name>{TOKEN})(?![\w'’-])")
_WITH_INITIAL = re.compile(r"(?<!\w)(?P<name>(?!ال)\w{3,12} [^\W\d_a-zA-Z]\.)")
_TWICE = 2


def callings(plain: Plain, cues: Cues) -> Iterator[Calling]:
    """Every name that is given by a label, in quotation marks, or beside a verb of speaking; in Latin script also by its capital."""
    for match in _NUMBERED.finditer(plain.text):
        yield match["name"], match.start("name"), "conventional_pseudonym", 2
    for match in _IN_CAPITALS.finditer(plain.text):
        yield match["name"].title(), match.start("name"), "unknown", 1
    for match in _QUOTED[cues.latin].finditer(plain.text):
        if cues.latin or not _function(match["name"], cues):
            yield match["name"], match.start("name"), "stated_pseudonym", 1
    yield from _capital(plain, cues) if cues.latin else _speaking(plain, cues)


def _capital(plain: Plain, cues: Cues) -> Iterator[Calling]:
    """Words with a capital within a sentence, not after an article or a word of place (in German more than once), or before a comma."""
    starts = frozenset(start for start, _ in plain.sentences)
    articles = cues.listed("articles")
    led = frozenset(simplified(word).lower() for key in articles for word in articles[key]) | frozenset(cues.listed("no_name_after"))
    led |= frozenset(simplified(word).lower() for word in cues.listed("prepositions") or ())
    least = 2 * _TWICE if cues.language == "de" else _TWICE
    within: Counter[str] = Counter()
    first: dict[str, int] = {}
    for match in _SINGLE.finditer(plain.text):
        word, at = match["name"], match.start()
        first.setdefault(word, at)
        before = plain.text[max(0, at - 14) : at].split()
        if at in starts:
            within[word] += least if plain.text[match.end() : match.end() + 1] == "," else cues.language != "de"
        elif not before or before[-1].lower() not in led:
            within[word] += 2
    for word, count in within.items():
        if count >= least:
            yield word, first[word], "", 0


def _speaking(plain: Plain, cues: Cues) -> Iterator[Calling]:
    """In a script without capitals: one or two words after a verb of speaking or a noun for a person, and names with an initial."""
    for match in _WITH_INITIAL.finditer(plain.text):
        yield match["name"], match.start("name"), "initial", 2
    after = cues.compile(r"(?:{speech}|{person}|{official_noun}) (?P<name>(?!ال)\w{3,12})(?P<more> \w{3,12})?")
    times = Counter(re.findall(r"\w+", plain.text))
    for start, end in plain.sentences:
        for match in after.finditer(plain.text, start, end):
            name, more = match["name"], match["more"]
            if _function(name, cues):
                continue
            whole = more is not None and not _function(more.strip(), cues) and (more.startswith(" ال") or times[more.strip()] < _TWICE)
            if whole or times[name] >= _TWICE:
                yield name + (more if whole and more else ""), match.start("name"), "", 1


def _function(name: str, cues: Cues) -> bool:
    """Whether a word is one of grammar, of kinship, of office or of speaking, with what Arabic writes on to it."""
    known = _known(cues)
    return any(
        re.sub(r"^[وف]", "", word) in known or word in known or re.sub(r"(?:ه|ها|هم|ي|نا)$", "", word) in known for word in name.split()
    )


@lru_cache(maxsize=32)
def _known(cues: Cues) -> frozenset[str]:
    """The words of a table that are no names, whatever stands before them."""
    keys = ("stop", "people", "relations", "officials", "pronouns", "narrator", "speech", "prepositions", "no_name_with")
    return frozenset(simplified(word) for key in keys for word in flat(cues.listed(key))) | common_words(cues.language)
