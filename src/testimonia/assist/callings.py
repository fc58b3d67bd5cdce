"""Names in whatever way an account gives them, whoever bears them: weak signs that a name is one, for people whom no cue introduces.

What is found here is only somebody to look at: nothing is proposed for the way a name is written alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from testimonia.assist.cues import TOKEN, UPPER, Cues, flat
from testimonia.assist.everyday import everyday_share
from testimonia.assist.plain import Plain, simplified
from testimonia.assist.uncased import Uncased

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
_LETTER = re.compile(rf"(?<=[^\W\d_A-Z.,;:] )(?P<name>(?!I)[{UPPER}]\.)(?= [^\W\d_](?!\.)|[,;])")
TEKNONYMS = frozenset(["Abu", "Abou", "Umm", "Um", "Oum", "Ummu"])
"""Words that are a name only with the child's."""
_TWICE = 2


def callings(plain: Plain, cues: Cues) -> Iterator[Calling]:
    """Every name that is given by a label, in quotation marks, or beside a verb of speaking; in Latin script also by its capital."""
    uncased = None if cues.latin else Uncased(plain, cues)
    # "Mit 22" is no Witness 22.
    grammar = frozenset(simplified(str(word)).lower() for key in ("prepositions", "stop") for word in flat(cues.listed(key) or ()))
    for match in _NUMBERED.finditer(plain.text):
        if not _heading(match["name"].split()[0], cues) and match["name"].split()[0].lower() not in grammar:
            yield match["name"], match.start("name"), "conventional_pseudonym", 2
    for match in _IN_CAPITALS.finditer(plain.text):
        yield match["name"].title(), match.start("name"), "unknown", 1
    for match in _QUOTED[cues.latin].finditer(plain.text):
        if uncased is None or not any(uncased.function(word) for word in match["name"].split()):
            yield match["name"], match.start("name"), "stated_pseudonym", 1
    yield from _capital(plain, cues) if uncased is None else _speaking(plain, cues, uncased)


def _capital(plain: Plain, cues: Cues) -> Iterator[Calling]:
    """Words with a capital within a sentence, not after an article or a word of place (in German more than once), or before a comma.

    A word that begins a paragraph and is no everyday one may be a name, too: "Sukhmani is thirty-one."
    """
    letters = [match["name"] for match in _LETTER.finditer(plain.text)]
    for letter, count in Counter(letters).items():
        if count >= _TWICE:
            yield letter, plain.text.index(letter), "initial", 2
    starts, opening = (frozenset(start for start, _ in spans) for spans in (plain.sentences, plain.paragraphs))
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
        if word in TEKNONYMS or (before and before[-1] in TEKNONYMS):
            continue  # Abu Omar is one name
        if at in starts:
            sure = plain.text[match.end() : match.end() + 1] == "," or (at in opening and everyday_share(word, cues.language) == 0)
            within[word] += least if sure else cues.language != "de"
        elif not before or before[-1].lower() not in led:
            within[word] += 2
    for word, count in within.items():
        if count >= least:
            yield word, first[word], "", 0


def _speaking(plain: Plain, cues: Cues, uncased: Uncased) -> Iterator[Calling]:
    """In a script without capitals: one or two words after a verb of speaking or a noun for a person, names with an initial, given names."""
    for match in _WITH_INITIAL.finditer(plain.text):
        if not uncased.function(match["name"].split(" ", maxsplit=1)[0]):
            yield match["name"], match.start("name"), "initial", 2
    after = cues.compile(
        r"(?:{speech}|(?<!\w)[وف]?[بلك]?(?:ال|لل)(?:{nouns})|{official_noun} ال\w{2,12}) (?P<name>(?!ال)\w{3,12})(?P<more> \w{3,12})?".replace(
            "{nouns}", "|".join(sorted({simplified(word) for key in ("people", "officials") for word in flat(cues.listed(key))}))
        )
    )
    for start, end in plain.sentences:
        for match in after.finditer(plain.text, start, end):
            name, more = match["name"], (match["more"] or "").strip()
            if uncased.function(name):
                continue
            whole = bool(more) and not uncased.function(more) and (more.startswith("ال") or uncased.times[more] < _TWICE)
            if whole or uncased.times[name] >= _TWICE:
                yield f"{name} {more}" if whole else name, match.start("name"), "", 1
    for name, at in uncased.known():
        yield name, at, "", 0


def _heading(word: str, cues: Cues) -> bool:
    """Whether a word before a number makes it a heading, a day or a count (Box 4): nobody's number."""
    return word.rstrip(".").lower() in {simplified(str(one)).lower() for one in cues.listed("headings")}
