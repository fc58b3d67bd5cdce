"""Somebody whom an account names, and the names of one person made one: parts of a name, and other ways to write it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from testimonia.assist.cues import UPPER, Cues, flat
from testimonia.assist.everyday import everyday_share
from testimonia.assist.plain import Plain, simplified
from testimonia.assist.uncased import kunya_cases

TELLINGS = 12  # of one name that are kept: who is told by more words is told no better
PARTICLES = frozenset(["de", "da", "van", "von", "bin", "ibn", "al", "el", "bint", "la", "the"])
_ARTICLES = ("el", "la", "le")  # of nicknames: El Cuco, Cuco
_LIKE = 50  # names that have a word in common: more of them, and the word says nothing
_MARKS = "\"“”‘’'«»()"  # around a nickname within a name
_ARTICLE = re.compile(r"^(?:[Aa]l|[Ee]l|as|ash|ad|an|ar|at|az)-(?=\w)")
_LETTER = re.compile(rf"[{UPPER}]\.")
_LETTERS = re.compile(rf"(?:[{UPPER}]\. ?){{2,4}}")
_WITH_LETTER = re.compile(rf"(?P<first>\w[\w'-]*)\.? (?P<letter>[{UPPER}])\.?")


@dataclass
class Named:
    """Somebody whom an account names, with the evidence about them; ``weak`` where only the way it is written says that it is a name."""

    label: str
    start: int
    end: int
    identity: str = ""
    weight: int = 0
    other: int = 0
    count: int = 0
    weak: bool = False
    aliases: set[str] = field(default_factory=set)
    told: list[tuple[str, int]] = field(default_factory=list)  # who tells the name as this person's (`handles`), and where


def merged(found: dict[str, Named], plain: Plain, cues: Cues) -> list[Named]:
    """Names of one person joined: one is part of the other, or the same written otherwise. The longest is the label, the aliases are its parts.

    A teknonym is part of the only longer one that begins with it (Abu Musab al-Penhali), and of nothing else.
    """
    written = _Written(found, plain, cues).each if cues.latin else list(found.values())
    by_size = sorted(written, key=lambda person: (-len(_parts(person.label)), person.start))
    owner: dict[str, Named] = {}
    longer: dict[str, list[Named]] = {}
    kept: list[Named] = []
    for person in by_size:
        parts = _parts(person.label) or [person.label]
        teknonym = cues.kunya.match(person.label) is not None
        whole = _only(longer.get(person.label, ())) if teknonym else owner.get(parts[-1]) or owner.get(parts[0])
        if whole is not None and len(_parts(whole.label)) > len(parts):
            whole.weight += person.weight
            whole.weak = whole.weak and person.weak
            whole.told = [*whole.told, *person.told][:TELLINGS]
            if person.start < whole.start and whole.identity in ("", "unknown"):
                whole.start, whole.end = person.start, person.end
            whole.identity = whole.identity or person.identity
            continue
        kept.append(person)
        if teknonym:
            longer.setdefault(" ".join(person.label.split()[:2]), []).append(person)  # Abu Musab of Abu Musab al-Penhali
            person.aliases |= kunya_cases(person.label)
        else:
            person.aliases |= {person.label, *(part for part in parts if part.lower() not in common_titles(cues))}
            for part in parts:
                owner.setdefault(part, person)
    _share(kept)
    _shorten(kept, longer)
    counts = Counter(re.findall(r"\w[\w'.-]*\w|\w", plain.narration))
    for person in kept:
        person.count = max((counts[alias.split()[-1].rstrip(".")] for alias in person.aliases), default=0)
    return sorted(kept, key=lambda person: (-(person.weight + min(person.count, 5)), person.start))


def _shorten(people: Sequence[Named], longer: Mapping[str, Sequence[Named]]) -> None:
    """Shorter ways to call somebody, where nobody else is called so: a surname without its article, a teknonym without the surname."""
    taken = {alias for person in people for alias in person.aliases}
    shorter: dict[str, list[Named]] = {first: list(same) for first, same in longer.items() if first not in taken}
    for person in people:
        for alias in person.aliases:
            bare = _ARTICLE.sub("", alias)
            if bare != alias and len(bare) > 1 and " " not in bare and bare not in taken:
                shorter.setdefault(bare, []).append(person)
    for alias, same in shorter.items():
        if len(same) == 1:
            same[0].aliases.add(alias)


def _parts(label: str) -> list[str]:
    if re.fullmatch(r".*[0-9](?:-?\w)?|(?:\w\. ?){2,3}|\w+\.? \w|.* [IVX]+", label):
        return [label]
    parts = [part.strip(_MARKS) for part in re.sub(rf"(?<=\w)(?: [{UPPER}]\.){{2,}}$", "", label).split()]
    return [part for part in parts if part.lower() not in PARTICLES and len(part) > 1] or [label]


def _share(people: list[Named]) -> None:
    """A surname that two bear stands for the one who is named by it more, by weight, or first."""
    taken: dict[str, Named] = {}
    for person in sorted(people, key=lambda person: (-person.weight, person.start)):
        person.aliases = {alias for alias in person.aliases if alias == person.label or taken.setdefault(alias, person) is person}


@lru_cache(maxsize=32)
def common_titles(cues: Cues) -> frozenset[str]:
    """Words that stand before names, in small letters."""
    return frozenset(simplified(word).lower() for word in flat(cues.listed("titles")))


class _Written:
    """The names of an account with each written one way; in a script with capitals. Linear in the names: each is looked up by its words."""

    def __init__(self, found: dict[str, Named], plain: Plain, cues: Cues) -> None:
        """Join what is written otherwise: capitals and dots first, then words before a name, then letters."""
        self.cues, self.text = cues, plain.text
        self._titles = common_titles(cues)
        keys = ("speech", "titles", "people", "officials", "relations", "stop")
        self._no_given = frozenset(simplified(str(word)).lower() for key in keys for word in flat(cues.listed(key)))
        self._times = Counter(re.findall(r"\w[\w'-]*\.?", plain.text))
        people = self._spelled(found.values())
        self._words = self._by(people, lambda one: set(one.label.casefold().split()))
        self._edges = self._by(people, lambda one: _edges(one.label))
        self._initials = self._by(people, lambda one: _initials(one.label))
        self._gone: set[int] = set()
        for joins in (self._shouted, self._led, self._lettered):
            for person in people:
                other = joins(person) if id(person) not in self._gone else None
                if other is not None and other is not person:
                    _add(other, person)
                    self._gone.add(id(person))
        self.each = [person for person in people if id(person) not in self._gone]

    @staticmethod
    def _by(people: Iterable[Named], keys: Callable[[Named], Iterable[str]]) -> dict[str, list[Named]]:
        found: dict[str, list[Named]] = {}
        for person in people:
            for key in keys(person):
                found.setdefault(key, []).append(person)
        return found

    def _others(self, index: dict[str, list[Named]], key: str, person: Named) -> list[Named]:
        """Everybody else under a key who is still there; nobody where the key says too little."""
        found = index.get(key, ())
        return [one for one in found if one is not person and id(one) not in self._gone] if len(found) <= _LIKE else []

    def _spelled(self, people: Iterable[Named]) -> list[Named]:
        """Those who differ by capitals or the dot of a letter alone (STE, Ste; Nadja W, Nadja W.) as they are told, or as the text has it more often."""
        alike = self._by(people, lambda one: [re.sub(r"(?<=\w)\.(?= |$)", "", one.label).casefold()])
        found = []
        for same in alike.values():
            first = max(same, key=lambda one: (bool(one.told), min(map(self._count, one.label.split())), one.label[-1] == ".", -one.start))
            found.append(first)
            for person in same:
                if person is not first:
                    _add(first, person, same=True)
        return found

    def _count(self, word: str) -> int:
        """How often a word stands in the text; one at the end of a sentence has its dot, a letter has its own."""
        return self._times[word] + (self._times[f"{word}."] if len(word) > 1 else 0)

    def _shouted(self, person: Named) -> Named | None:
        """Of a word in capitals, the only name that has it (KOS of Radim Kos)."""
        shouted = person.label.isupper() and not {" ", "."}.intersection(person.label)
        return _only(self._others(self._words, person.label.casefold(), person)) if shouted else None

    def _led(self, person: Named) -> Named | None:
        """Of everyday words before a name (Meet Abu Nasr), whoever is called by it; of a word of speaking or an office (Says Thurn), whoever has it.

        Not where several are told apart by such words, nor where the word may be a given name (Hope Kos).
        """
        words = person.label.split()
        for at in range(1, len(words)):
            lead, rest = " ".join(words[:at]), " ".join(words[at:])
            if _LETTER.fullmatch(rest):
                return None  # Frau W.: see _lettered
            article = lead.lower() in _ARTICLES
            if not article and everyday_share(lead, self.cues.language) < 1:
                return None
            ending = self._others(self._edges, rest, person)
            own = [one for one in ending if one.label == rest]
            if not (article or " " in rest):
                own = (own or ending) if lead.lower() in self._no_given else []
            apart = [one for one in ending if one.label != rest and everyday_share(one.label.removesuffix(rest), self.cues.language) == 1]
            if own and not apart:
                person.start = person.end - len(rest)
                return max(own, key=lambda one: (one.weight, -one.start))
        return None

    def _lettered(self, person: Named) -> Named | None:
        """Of a letter, the only initials that end with it; of Frau W., the only name with the letter, or else the only one with that title (Mr B., Mr Blagoy)."""
        if _LETTER.fullmatch(person.label):
            return _only(one for one in self._others(self._initials, person.label, person) if _LETTERS.fullmatch(one.label))
        match = _WITH_LETTER.fullmatch(person.label)
        if match is None or match["first"].lower() not in self._titles:
            return None
        others = self._others(self._initials, f"{match['letter']}.", person)
        if any(self._titled(one.label) for one in others):
            return None  # Mr W. and Mrs W.
        with_letter = [one for one in others if _WITH_LETTER.fullmatch(one.label)]
        return _only(with_letter or [one for one in others if self._called(match["first"], one)])

    def _titled(self, label: str) -> bool:
        """Whether a label is a title and a letter."""
        match = _WITH_LETTER.fullmatch(label)
        return match is not None and match["first"].lower() in self._titles

    def _called(self, title: str, person: Named) -> bool:
        """Whether the account has the last word of a name after a title."""
        last = person.label.split()[-1]
        return (
            len(last) > 1
            and last[-1] != "."
            and re.search(rf"(?<!\w){re.escape(title)}\.? {re.escape(last)}(?!\w)", self.text, re.IGNORECASE) is not None
        )


def _edges(label: str) -> set[str]:
    """The words that a label begins and ends with, as many as it has."""
    words = label.split()
    return {" ".join(part) for at in range(1, len(words) + 1) for part in (words[:at], words[-at:])}


def _initials(label: str) -> set[str]:
    """The last letter of initials, of other labels the one that the last word begins with; with a dot."""
    letter = re.findall(r"\w", label)[-1] if _LETTERS.fullmatch(label) else label.rsplit(maxsplit=1)[-1][0]
    return {f"{letter}."}


def _only(people: Iterable[Named]) -> Named | None:
    found = list(people)
    return found[0] if len(found) == 1 else None


def _add(kept: Named, gone: Named, *, same: bool = False) -> None:
    """What is known of a name added to another one's, which stands for both; ``same`` where only the spelling differs."""
    if gone.start < kept.start and (same or kept.identity in ("", "unknown")):
        kept.start, kept.end = gone.start, gone.end
    kept.weight, kept.weak, kept.identity = kept.weight + gone.weight, kept.weak and gone.weak, kept.identity or gone.identity
    kept.told = [*kept.told, *gone.told][:TELLINGS]
    kept.aliases |= {gone.label, *gone.aliases}
