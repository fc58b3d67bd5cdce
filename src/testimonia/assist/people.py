"""Who is named in an account, and who of them speaks of their own leaving."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from testimonia.assist.cues import TOKEN, UPPER, Cues, flat, word_list
from testimonia.assist.plain import Plain, simplified

_KEPT = 12  # names weighed in full: an account that presents more people than that is a list of names
_INITIALLED = re.compile(rf"(?P<name>(?<!\w){TOKEN} [{UPPER}]\.)(?=,| [^\W\d_A-Z]|'s)")
_TWO = re.compile(rf"(?<!\w)(?=(?P<name>{TOKEN}(?: (?:Le|La|van|von|al|el|bin|ibn))? {TOKEN})(?!\w))")
_ALONE = re.compile(rf"(?P<name>(?<![\w.] )(?<![\w.])[{UPPER}]\.)[\"”»“]? (?=[a-zà-ÿ])")
_OFTEN = 3  # times a lone initial must stand before a verb to be somebody
_PARTICLES = frozenset("de da van von bin ibn al el bint la the".split())


@dataclass
class Named:
    """Somebody whom an account names, with the evidence about them."""

    label: str
    start: int
    end: int
    identity: str = ""
    weight: int = 0
    other: int = 0
    count: int = 0
    aliases: set[str] = field(default_factory=set)


def _parts(label: str) -> list[str]:
    return [part for part in label.split() if part.lower() not in _PARTICLES and len(part) > 1] or [label]


def named(plain: Plain, cues: Cues, labels: Iterable[tuple[str, int]], narration: str, title: str) -> list[Named]:
    """Everybody for whom there is evidence that the name is a person's, the best attested first, at most a dozen.

    ``labels`` are the speaker labels of a transcript with the offset of each first one; ``narration`` hides what others say, where a name
    alone is no sign of its bearer's being the subject.
    """
    found: dict[str, Named] = {}
    lower = _common(plain, cues)
    if cues.latin:
        for match in _INITIALLED.finditer(plain.text):
            if not cues.places.code(match["name"]):
                _add(found, match["name"], match.start(), "initial", 2)
        alone = [match for match in _ALONE.finditer(plain.text) if match["name"] not in ("I.", "A.", "Q.")]
        for initial, times in Counter(match["name"] for match in alone).items():
            if times >= _OFTEN:
                first = next(match for match in alone if match["name"] == initial)
                _add(found, initial, first.start("name"), "initial", 2)
    for label, at in labels:
        spoken = _cleaned(label.title() if label.isupper() and "." not in label else label, cues, lower, first=False)
        if spoken:
            _add(found, spoken, at + max(0, label.lower().find(spoken.lower())), "", 2)
    singular = re.compile(word_list([word for sex in ("male", "female", "any") for word in cues.listed("pronouns").get(sex, [])], latin=True))
    if cues.latin:
        for match in _TWO.finditer(narration):
            label = _cleaned(match["name"], cues, lower, first=False)
            if " " in label and _allowed(plain, cues, match.start("name"), label, {}):
                _add(found, label, match.start("name") + match["name"].find(label), "", 0)
    for pattern in cues.patterns("names"):
        text = plain.text if pattern.says.get("identity") or pattern.says.get("anywhere") else narration
        for start, end in plain.sentences:
            for match in pattern.expression.finditer(text, start, end):
                alone = match.start("name") == start and " " not in match["name"] and not pattern.says.get("identity")
                alone = alone and (pattern.says.get("weight", 1) == 1 or plain.text[match.end("name") : match.end("name") + 1] != ",")
                if alone and plain.text.count(match["name"]) == 1 and match["name"] not in title and not singular.search(narration, match.end(), end):
                    continue  # a capital that only the beginning of the sentence explains
                label = _cleaned(match["name"], cues, lower, first=match.start("name") == start)
                if label and _allowed(plain, cues, match.start("name"), label, pattern.says):
                    at = match.start("name") + match["name"].find(label)
                    _add(found, label, at, pattern.says.get("identity", ""), int(pattern.says.get("weight", 1)))
    if cues.language == "de":  # every noun has a capital: one word and one sign are not enough
        found = {label: person for label, person in found.items() if person.weight > 1 or " " in label or label in title}
    merged = _merged(found, plain, cues)
    for person in merged:
        person.identity = _identity(person, plain, cues)
    return merged[:_KEPT]


def _add(found: dict[str, Named], label: str, at: int, identity: str, weight: int) -> None:
    label = label.title() if label.isupper() and len(label) > 3 and "." not in label else label  # noqa: PLR2004
    person = found.setdefault(label, Named(label, at, at + len(label)))
    if at < person.start:
        person.start, person.end = at, at + len(label)
    person.weight += weight
    if identity and identity != "unknown":
        person.identity = identity


def _common(plain: Plain, cues: Cues) -> frozenset[str]:
    """Words that the account also writes small, and those that the table knows: a capital says nothing about them."""
    small = set(re.findall(r"(?<!\w)[a-zà-öø-þœ][\w'-]{0,30}", plain.text)) if cues.latin else set()
    known = {word.lower() for key in ("people", "relations", "officials", "pronouns", "narrator", "articles", "speech", "stop") for phrase in flat(cues.listed(key)) for word in [simplified(phrase)]}
    months = {simplified(word).lower() for words in cues.table["dates"]["months"].values() for word in words}
    return frozenset(small | known | months)


def _cleaned(said: str, cues: Cues, common: frozenset[str], *, first: bool) -> str:
    """The name without titles, and without a first word that is capital only because a sentence begins with it."""
    words = said.split()
    titles = {simplified(title) for title in flat(cues.listed("titles").get("neutral", []))}
    stop = {simplified(str(word)).lower() for word in cues.listed("stop")}
    while len(words) > 1 and words[0].lower() in stop:
        words, first = words[1:], False
    while words and (words[0] in titles or words[0].rstrip(".") in titles or (words[0].lower() in common and first)):
        words, first = words[1:], False
    while words and re.fullmatch(r"\w\.", words[0]) and (len(words) < 2 or words[1].lower() in common or words[0] in ("I.", "A.", "Q.")):  # noqa: PLR2004
        words = words[1:]
    if not words or all(word.lower() in common for word in words) or (cues.latin and len(words) == 1 and len(words[0].rstrip(".")) < 2 and not words[0].endswith(".")):  # noqa: PLR2004
        return ""
    return " ".join(words).rstrip("'-").removesuffix("'s")


def _allowed(plain: Plain, cues: Cues, at: int, label: str, says: object) -> bool:
    """Not a place, a people or a group."""
    known = cues.places
    if label.isupper() and " " in label and "." not in label:
        return False  # a line in capitals
    if not cues.latin and _related(cues).fullmatch(label):
        return False
    before = plain.text[max(0, at - 12) : at].split()
    if before and before[-1].lower() in cues.listed("no_name_after"):
        return False  # the Monitor, a Keldurian
    if label.split()[0].lower() in cues.listed("no_name_after") or any(word in cues.listed("no_name_with") for word in label.split()):
        return False  # Cable Lane
    if any(known.code(part) for part in label.split()) and len(label.split()) > 1:
        return False
    if known.code(label) or label in known.groups or any(known.code(part) for part in [label.split(" ")[-1]] if len(label.split()) == 1):
        return False
    return not any(label in name or name in label for name in known.groups)


def _merged(found: dict[str, Named], plain: Plain, cues: Cues) -> list[Named]:
    """Names of one person joined: one is part of the other. The longest is the label, the aliases are its parts."""
    by_size = sorted(found.values(), key=lambda person: (-len(_parts(person.label)), person.start))
    owner: dict[str, Named] = {}
    kept: list[Named] = []
    for person in by_size:
        parts = _parts(person.label) or [person.label]
        whole = owner.get(parts[-1]) or owner.get(parts[0])
        if whole is not None and len(_parts(whole.label)) > len(parts) and not cues.kunya.match(person.label):
            whole.weight += person.weight
            if person.start < whole.start and whole.identity in ("", "unknown"):
                whole.start, whole.end = person.start, person.end
            whole.identity = whole.identity or person.identity
            continue
        kept.append(person)
        if cues.kunya.match(person.label):
            person.aliases = {person.label}
        else:
            person.aliases = {person.label, *(part for part in parts if part.lower() not in _common_titles(cues))}
            for part in parts:
                owner.setdefault(part, person)
    _share(kept)
    counts = Counter(re.findall(r"\w[\w'.-]*\w|\w", plain.narration))
    for person in kept:
        person.count = max((counts[alias.split()[-1].rstrip(".")] for alias in person.aliases), default=0)
    return sorted(kept, key=lambda person: (-(person.weight + min(person.count, 5)), person.start))


@lru_cache(maxsize=8)
def _related(cues: Cues) -> re.Pattern[str]:
    """Arabic nouns for people, with "his" or "the" written on to them: no names."""
    nouns = "|".join(re.escape(simplified(word)) for key in ("people", "relations", "officials") for word in flat(cues.listed(key)))
    return re.compile(rf"(?:ال)?(?:{nouns})(?:ه|ها|هم|ي|نا)?")


def _share(people: list[Named]) -> None:
    """A surname that two bear stands for the one who is named by it more, by weight, or first."""
    taken: dict[str, Named] = {}
    for person in sorted(people, key=lambda person: (-person.weight, person.start)):
        person.aliases = {alias for alias in person.aliases if alias == person.label or taken.setdefault(alias, person) is person}


def _common_titles(cues: Cues) -> frozenset[str]:
    return frozenset(simplified(word).lower() for word in flat(cues.listed("titles")))


def _identity(person: Named, plain: Plain, cues: Cues) -> str:
    if person.identity in ("stated_pseudonym", "conventional_pseudonym") and not cues.kunya.match(person.label):
        return person.identity
    if cues.kunya.match(person.label):
        return "kunya"
    words = person.label.split()
    if re.fullmatch(r"(?:\w\. ?){1,3}|\w\. \w{2,}|.* \w\.", person.label):
        return "initial"
    starred = any(f"{alias}*" in plain.text for alias in person.aliases)
    if starred and cues.listed("footnote") and cues.compile(str(cues.listed("footnote"))).search(plain.text):
        return "stated_pseudonym"
    return "full_name" if len(words) > 1 else person.identity or "unknown"
