"""Who is named in an account, and who of them speaks of their own leaving."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from testimonia.assist.callings import TEKNONYMS, callings
from testimonia.assist.cues import ARTICLED, TOKEN, UPPER, Cues, flat, word_list
from testimonia.assist.everyday import everyday_share
from testimonia.assist.handles import GIVEN, OWN, SECOND, WRITER, tellings
from testimonia.assist.named import PARTICLES, TELLINGS, Named, merged
from testimonia.assist.plain import Plain, simplified
from testimonia.assist.uncased import Uncased
from testimonia.text import fold

_KEPT = 12  # names weighed in full: an account that presents more people than that is a list of names
_KEPT_WIDE = 20  # the same with names that only the way they are written gives away
_INITIALLED = re.compile(rf"(?P<name>(?<!\w){TOKEN} [{UPPER}]\.)(?=[,;:)»”\"']| [^\W\d_A-Z]| [(«„“\"]|\s*(?:\n|$))")
_INITIALS = re.compile(rf"(?<![\w.])(?P<name>(?:[{UPPER}]\. ?){{2,3}})(?=[,;:)(]| [a-zà-ÿ(]|\s*$|\n)")
_NO_NAMES = frozenset(["U.S.", "U. S.", "D.C.", "D. C.", "EE.", "A.M.", "P.M.", "Z. B.", "U. A.", "N. N.", "U.N.", "U.K.", "E.U."])
_KUNYA = re.compile(rf"(?P<name>(?<!\w)(?:Abu|Abou|Umm|Um|Oum|Ummu) (?:[Aa]l-|[Ee]l-|as-|ash-)?{TOKEN})")
_CAPITAL = re.compile(rf"(?<![\w.'-])(?P<name>{TOKEN})(?![\w'-])")
_MORE = re.compile(rf"(?<!\w)(?P<name>{TOKEN}(?:(?: (?:Le|La|de|da|van|von|al|el|bin|ibn))? {ARTICLED}{TOKEN}){{1,3}})(?!\w)")
_ALONE = re.compile(rf"(?P<name>(?<![\w.] )(?<![\w.])[{UPPER}]\.)[\"”»“]? (?=[a-zà-ÿ])")
_NO_INITIALS = ("I.", "A.", "Q.")  # a pronoun, and the labels of questions and answers
_CONVENTIONAL = "conventional_pseudonym"  # Witness 2: the whole is the label
_CASES = re.compile(r"^(?:ابا|ابي) ")  # of the word for "father of"
_TOLD_AS = {OWN: "", GIVEN: "stated_pseudonym", WRITER: "stated_pseudonym", SECOND: ""}
_TOLD = 3  # what it weighs that a name is told as somebody's
_TWICE = 2
_ROMAN = re.compile(r"[IVX]+")
# What follows the letter or number that a name ends with and belongs to it: R.H., Ginés P. R., Witness 31-A.
_GOES_ON = re.compile(
    rf"(?<=[{UPPER}])\.?(?: ?[{UPPER}]\.){{1,4}}|(?<=[{UPPER}]\.)(?: ?[{UPPER}]\.){{1,4}}|(?<=[0-9])-?[{UPPER}](?![\w'-])|(?<=[0-9])-[0-9]{{1,3}}(?!\w)"
)
_LETTERED = re.compile(rf"(?:.*[ .])?[{UPPER}]\.?|.*[0-9]")
_FIRST_LINES = 3
_PLACE = rf"(?:[{UPPER}][{UPPER}'’-]{{2,20}}(?: [{UPPER}][{UPPER}'’-]{{1,20}}){{0,3}}|{TOKEN}(?: {TOKEN}){{0,2}})"
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE})(?P<day>, [^\n(—–:]{{1,20}}?)? ?(?:\((?P<agency>[^\W\d][\w./-]{{1,14}})\) ?(?:[—–:-]|\.-)|(?<=\S)(?(day)(?: ?[—–]| - )|(?!)))"
)
_REACH = 32  # code points before initials in which a given name stands
_FIRST = re.compile(rf"(?<![\w.'-])(?P<name>{TOKEN}) $")
_QUOTES = {'"': '"', "“": "”", "‘": "’", "'": "'", "«": "»"}
_NICKED = re.compile(
    rf"(?<!\w)(?P<name>{TOKEN}(?: {TOKEN})? (?=(?P<mark>[\"“‘'«]))(?:{'|'.join(f'{first}{TOKEN}(?: {TOKEN})?{last}' for first, last in _QUOTES.items())}) {TOKEN})(?!\w)"
)
_ENDINGS = ("er", "en", "em", "es", "ne", "te")  # of German adjectives: what follows is a noun
_OFTEN = 3  # times a lone initial must stand before a verb to be somebody


def named(plain: Plain, cues: Cues, labels: Iterable[tuple[str, int]], narration: str, title: str, *, wide: bool = False) -> list[Named]:
    """Everybody for whom there is evidence that the name is a person's, the best attested first, at most a dozen.

    ``labels`` are the speaker labels of a transcript with the offset of each first one; ``narration`` hides what others say, where a name
    alone is no sign of its bearer's being the subject. With ``wide`` names that no cue introduces are there too (``weak``), up to twenty.
    """
    found = _Naming(plain, cues, narration, title)
    found.labels(labels)
    if cues.latin:
        found.initials()
        found.kunyas()
        found.pairs()
        found.often()
    found.evidence()
    found.handles()
    if cues.language == "de":  # every noun has a capital: one word and one sign are not enough
        found.people = {label: person for label, person in found.people.items() if person.weight > 1 or " " in label or label in title}
    if wide:
        found.otherwise()
    kept = merged(found.people, plain, cues)[: _KEPT_WIDE if wide else _KEPT]
    for person in kept:
        person.identity = _identity(person, plain, cues)
    return kept


class _Naming:
    """The gathering of names in one account."""

    def __init__(self, plain: Plain, cues: Cues, narration: str, title: str) -> None:
        self.plain, self.cues, self.narration, self.title = plain, cues, narration, title
        self.people: dict[str, Named] = {}
        self.common = _common(plain, cues)
        self.narrator = " I" if cues.language == "en" else ""
        self.dated_from = _datelines(plain)
        self.uncased = None if cues.latin else Uncased(plain, cues)
        self.stop = frozenset(simplified(str(word)).lower() for word in cues.listed("stop"))
        self.titles = frozenset(simplified(title) for title in flat(cues.listed("titles").get("neutral", [])))
        self.ranks = frozenset(simplified(title) for title in flat(cues.listed("titles")))
        self.kin = frozenset(simplified(word).lower() for key in ("relations", "officials") for word in flat(cues.listed(key)))
        self.form = re.compile(str(cues.listed("no_name_form") or "(?!)"))
        self.counts = frozenset(word.split(" ", maxsplit=1)[0].lower() for word in cues.numbers.words)
        self.of_places = frozenset(word for name in cues.places.country for word in name.split()) | self.titles
        self.months = {simplified(word).lower() for words in cues.table["dates"]["months"].values() for word in words}
        self.weekdays = {simplified(word).lower() for words in cues.table["dates"].get("weekdays", {}).values() for word in words}
        feasts = [simplified(word) for words in cues.table["dates"].get("feasts", {}).values() for word in words]
        self.feasts = frozenset(
            word for word in feasts if cues.latin and (" " in word or cues.language != "es")
        )  # Candelaria is a name, too
        self.times = Counter(re.findall(r"\w[\w'-]*\w|\w", plain.text))
        pronouns = cues.listed("pronouns")
        self.singular = re.compile(word_list([word for sex in ("male", "female", "any") for word in pronouns.get(sex, [])], latin=True))

    def labels(self, labels: Iterable[tuple[str, int]]) -> None:
        """The speakers of a transcript."""
        guests = frozenset(simplified(word).lower() for word in flat(self.cues.listed("labels").get("guest", [])))
        for label, at in labels:
            spoken = self.cleaned(label.title() if label.isupper() and "." not in label else label, first=False)
            role, _, last = label.partition(" ")
            if role.lower() in guests and _ROMAN.fullmatch(last):
                self.add(f"{role.title()} {last}", at, _CONVENTIONAL, 2)  # NARASUMBER II
            elif spoken:
                self.add(spoken, at + max(0, label.lower().find(spoken.lower())), "", 2)

    def initials(self) -> None:
        """A name with an initial (Jonas K.), and an initial alone that often stands before a verb."""
        for match in _INITIALLED.finditer(self.plain.text):
            if not self.cues.places.code(match["name"]):
                self.add(match["name"], match.start(), "initial", 2)
        for match in _INITIALS.finditer(self.plain.text):
            if match["name"].strip() not in _NO_NAMES and not self.plain.text[max(0, match.start() - 20) : match.start()].rstrip().endswith(
                tuple("0123456789")
            ):
                first = self.first_name(match.start())
                self.add(f"{first}{match['name'].strip()}", match.start() - len(first), "initial", 2)
        alone: dict[str, list[int]] = {}
        for match in _ALONE.finditer(self.plain.text):
            if match["name"] not in _NO_INITIALS:
                alone.setdefault(match["name"], []).append(match.start("name"))
        for initial, places in alone.items():
            if len(places) >= _OFTEN:
                self.add(initial, places[0], "initial", 2)

    def first_name(self, at: int) -> str:
        """The given name before initials, with its space (Ginés P. R.); nothing where they stand alone or a word that is no name comes before."""
        before = _FIRST.search(self.plain.text, max(0, at - _REACH), at)
        if (
            before is None
            or everyday_share(before["name"], self.cues.language) > 0
            or before["name"].lower() in self.common
            or before["name"] in self.ranks
        ):
            return ""
        return f"{before['name']} "

    def kunyas(self) -> None:
        """Teknonyms: Abu and Umm with a name."""
        for match in _KUNYA.finditer(self.plain.text):
            self.add(match["name"], match.start(), "kunya", 1)

    def often(self) -> None:
        """A single word that is always written with a capital, often, not only at the beginning of sentences, and never after an article."""
        places: dict[str, list[int]] = {}
        for match in _CAPITAL.finditer(self.narration):
            places.setdefault(match["name"], []).append(match.start())
        starts = frozenset(start for start, _ in self.plain.sentences)
        articles = self.cues.listed("articles")
        before = frozenset(simplified(word).lower() for key in articles for word in articles[key]) | frozenset(
            self.cues.listed("no_name_after")
        )
        for word, where in places.items():
            if len(where) < _OFTEN or word.lower() in self.common or self.form.fullmatch(word) or not self.allowed(where[0], word):
                continue
            led = [self.plain.text[max(0, at - 14) : at].split() for at in where]
            alone = not any(
                words
                and (
                    words[-1].lower() in before or (self.cues.language == "de" and words[-1][-1:].islower() and words[-1][-2:] in _ENDINGS)
                )
                for words in led
            )
            if alone and any(at not in starts for at in where):
                self.add(word, where[0], "", 2 if self.cues.language == "de" else 1)

    def pairs(self) -> None:
        """Two to four words with capitals side by side: weak evidence, but a name to hang other evidence on."""
        for match in _MORE.finditer(self.narration):
            label = self.cleaned(match["name"], first=False)
            if " " in label and self.allowed(match.start("name"), label):
                self.add(label, match.start("name") + match["name"].find(label), "", 0)
        for match in _NICKED.finditer(self.plain.text):
            label = match["name"]  # Abdul Karim "Bong" Asakil
            if everyday_share(label.split()[0], self.cues.language) == 1 and " " in label.partition(match["mark"])[0].strip():
                label = label.split(maxsplit=1)[1]
            if everyday_share(label.split()[0], self.cues.language) < 1 and self.allowed(match.start("name"), label):
                self.add(label, match.start("name") + match["name"].find(label), "", 1)

    def evidence(self) -> None:
        """The table's expressions: an age beside it, a verb of speaking, "not his real name"."""
        for pattern in self.cues.patterns("names"):
            identity, weight = pattern.says.get("identity", ""), int(pattern.says.get("weight", 1))
            text = self.plain.text if identity or pattern.says.get("anywhere") else self.narration
            for start, end in self.plain.sentences:
                for match in pattern.expression.finditer(text, start, end):
                    if not identity and self.explained(match, start, end, weight):
                        continue
                    if identity == _CONVENTIONAL:
                        self.add(match["name"], match.start("name"), identity, weight)
                        continue
                    label, at = self.borne(match["name"], match.start("name"), first=match.start("name") == start, told=bool(identity))
                    noun = self.uncased is not None and not identity and everyday_share(label, self.cues.language) == 1
                    noun = noun and self.uncased is not None and label.split()[0] not in self.uncased.given
                    if label and not noun and self.allowed(at, label):
                        self.add(label, at, identity, weight)

    def handles(self) -> None:
        """Names that are told as somebody's, however short they are and wherever they stand; "Put Corin." is no two names."""
        pairs = {person.end: label for label, person in self.people.items() if not person.weight}
        for one in tellings(self.plain, self.cues):
            label = one.name if one.whole else self.cleaned(one.name, first=False) or self.word(one.name)
            if label and (one.whole or self.allowed(one.at, label, told=True)) and label.lower() not in self.weekdays:
                at = one.at + max(0, one.name.find(label))
                misread = pairs.pop(at + len(label), "")
                if misread.endswith(f" {label}"):
                    del self.people[misread]
                person = self.add(label, at, _CONVENTIONAL if one.whole and label[-1].isdigit() else _TOLD_AS[one.kind], _TOLD)
                if person is not None and len(person.told) < TELLINGS:
                    person.told.append((one.kind, at))

    def word(self, said: str) -> str:
        """An everyday word that somebody is called by, with a capital (Call me Sparrow.); in German every noun has one."""
        return said if self.cues.latin and self.cues.language != "de" and said.isalpha() and said not in self.titles else ""

    def otherwise(self) -> None:
        """Names that no cue introduces: labels, names in quotation marks, words with a capital, names of several words in what somebody says."""
        for said, at, identity, weight in callings(self.plain, self.cues):
            label, start = (
                (said, at)
                if identity and self.cues.latin and not self.heading(said)
                else self.borne(said, at, first=False, told=bool(identity))
            )
            if label and self.weak(label) and (identity == _CONVENTIONAL or (self.allowed(start, label) and label not in self.ranks)):
                self.add(label, start, identity, weight, weak=True)
        for label, at in self._said() if self.cues.latin else ():
            if self.weak(label) and self.allowed(at, label):
                self.add(label, at, "", 0, weak=True)

    def _said(self) -> Iterator[tuple[str, int]]:
        """Names of several words wherever they stand; not where a word stands before a name that is told as somebody's (Put Corin.)."""
        for match in _MORE.finditer(self.plain.text):
            label = self.cleaned(match["name"], first=False)
            words = label.split()
            told = any((person := self.people.get(_titled(" ".join(words[at:])))) and person.told for at in range(1, len(words)))
            if len(words) > 1 and not told and everyday_share(label, self.cues.language) < 1:
                yield label, match.start("name") + match["name"].find(label)

    def heading(self, said: str) -> bool:
        """Whether a line in capitals is a day or a title, not a label."""
        return all(word.lower() in self.stop or word in self.titles for word in said.split())

    def weak(self, label: str) -> bool:
        """Whether no cue has introduced a name so far."""
        person = self.people.get(_titled(label))
        return person is None or person.weak

    def explained(self, match: re.Match[str], start: int, end: int, weight: int) -> bool:
        """Whether only the beginning of the sentence gives a word its capital: it stands nowhere else, and no "he" follows."""
        name = match["name"]
        if (
            self.uncased is None
            and self.times[name] < _TWICE
            and match.start("name") == start
            and everyday_share(name, self.cues.language) == 1
        ):
            return True  # Male, 27, single
        if (
            self.uncased is not None
            or match.start("name") != start
            or " " in name
            or (weight > 1 and self.plain.text[match.end("name") : match.end("name") + 1] == ",")
        ):
            return False
        return self.times[name] < _TWICE and name not in self.title and self.singular.search(self.narration, match.end(), end) is None

    def add(self, label: str, at: int, identity: str, weight: int, *, weak: bool = False) -> Named | None:
        """One sign of a person's name, whole; None where it is nobody's."""
        label = _titled(self.whole(label, at))
        if not label.strip():
            return None
        person = self.people.setdefault(label, Named(label, at, at + len(label), weak=weak))
        if at < person.start:
            person.start, person.end = at, at + len(label)
        person.weight += weight
        if identity and identity != "unknown":
            person.identity = identity
        if identity == _CONVENTIONAL:
            person.label = label
        return person

    def whole(self, label: str, at: int) -> str:
        """A name that ends with a letter or a number with the letters that follow; nothing where those are somebody's without it (Témoin B. T.)."""
        if self.narrator and " " in label and self.plain.text.startswith(f"{label} ", at):  # in Qasr Nur I issued houses
            label = label.removesuffix(self.narrator)
        more = (
            _GOES_ON.match(self.plain.text, at + len(label))
            if _LETTERED.fullmatch(label) and self.plain.text.startswith(label, at)
            else None
        )
        if more is None or label[-1].isdigit():
            return label + (more.group() if more else "")
        words = label.split()
        return "" if len(words) > 1 and everyday_share(" ".join(words[:-1]), self.cues.language) == 1 else label + more.group()

    def borne(self, said: str, at: int, *, first: bool, told: bool) -> tuple[str, int]:
        """What of some words is a name, and where it stands; ``told`` where the account says that it is one."""
        label = said if self.uncased and re.search(r"[\d.]", said) else self.cleaned(said, first=first)
        start = at + max(0, said.find(label))
        if not label or self.uncased is None or re.search(r"[\d.]", label):
            return label, start
        if self.cues.kunya.match(label):
            return self.uncased.kunya(label, start), start
        return self.uncased.name(label, start, told=told)

    def led(self, word: str) -> bool:
        """Whether a word before a name is none of it: a word of grammar, a particle, in Latin script a relation or an office (Sohn Jesper)."""
        return word.lower() in self.stop or word in PARTICLES or (self.cues.latin and word.lower() in self.kin)

    def cleaned(self, said: str, *, first: bool) -> str:
        """The name without titles, and without a first word that is capital only because a sentence begins with it."""
        words = said.split()
        while len(words) > 1 and self.led(words[0]):
            words, first = words[1:], False
        while words and (
            words[0].rstrip(".") in self.titles or (words[0].lower() in self.common and first) or self.form.fullmatch(words[0])
        ):
            words, first = words[1:], False
        while len(words) > 1 and self.led(words[0]):
            words = words[1:]
        if self.cues.latin and len(words) > 1 and words[-1].lower() in self.kin:
            return ""  # Tobins Mutter
        while (
            words
            and re.fullmatch(r"\w\.", words[0])
            and (len(words) < _TWICE or words[1].lower() in self.common or words[0] in _NO_INITIALS)
        ):
            if len(words) == 1 and words[0] not in _NO_INITIALS:
                break
            words = words[1:]
        if not words or all(word.lower() in self.common or word in TEKNONYMS or word.lower() in PARTICLES - {"al"} for word in words):
            return ""
        if self.cues.latin and len(words) == 1 and len(words[0]) < _TWICE:
            return ""
        return " ".join(words).rstrip("'-").removesuffix("'s")

    def allowed(self, at: int, label: str, *, told: bool = False) -> bool:
        """Not a place, a people, a group, an office or a line in capitals; a word of a country's name is one of somebody's if it is ``told`` so."""
        known, words = self.cues.places, label.split()
        before = self.plain.text[max(0, at - 12) : at].split()
        shouted = label.isupper() and " " in label and "." not in label
        counted = words[0].lower() in self.counts or any(word.lower() in self.months for word in words)
        related = not self.cues.latin and _related(self.cues).fullmatch(label) is not None
        after_article = bool(before) and before[-1].lower() in self.cues.listed("no_name_after")
        office = words[0].lower() in self.cues.listed("no_name_after") or any(word in self.cues.listed("no_name_with") for word in words)
        place = (known.code(label) is not None and not (told and label in known.towns)) or any(
            known.code(word) for word in words if word not in known.towns
        )
        place = place or (len(words) == 1 and label in self.of_places and not told)
        group = any(label in name or name in label for name in known.groups)
        dated_from = fold(label) in self.dated_from and not told
        return not (dated_from or shouted or counted or related or after_article or office or place or group or label in self.feasts)


def _datelines(plain: Plain) -> frozenset[str]:
    """The place that the first lines are dated from and the agency, folded, whole and by their words: they are no names ("MUARA KESAMBI (Antarnusa) –")."""
    found: set[str] = set()
    for start, end in plain.paragraphs[:_FIRST_LINES]:
        match = _DATELINE.match(plain.text, start, end)
        if match is not None and (match["agency"] is None or match["place"].isupper() or not match["agency"].istitle()):
            said = [fold(match["place"]), fold(match["agency"] or "")]
            found.update(*({whole, *whole.split()} for whole in said if whole))
    return frozenset(found)


def _titled(label: str) -> str:
    """A name in capitals as it is written elsewhere, without the 's of whose something is; initials stay. Of an Arabic kunya the case that names somebody."""
    label = _CASES.sub("ابو ", label).removesuffix("'s")
    return label.title() if label.isupper() and len(label) > _TWICE + 1 and "." not in label and label.isalpha() else label


def _common(plain: Plain, cues: Cues) -> frozenset[str]:
    """Words that the account also writes small, and those that the table knows: a capital says nothing about them."""
    small = set(re.findall(r"(?<!\w)[a-zà-öø-þœ][\w'-]{0,30}", plain.text)) if cues.latin else set()
    keys = ("people", "relations", "officials", "pronouns", "narrator", "articles", "speech", "stop")
    known = {simplified(word).lower() for key in keys for word in flat(cues.listed(key))}
    months = {simplified(word).lower() for words in cues.table["dates"]["months"].values() for word in words}
    return frozenset(small | known | months)


@lru_cache(maxsize=8)
def _related(cues: Cues) -> re.Pattern[str]:
    """Arabic nouns for people, with "his" or "the" written on to them: no names."""
    nouns = "|".join(re.escape(simplified(word)) for key in ("people", "relations", "officials") for word in flat(cues.listed(key)))
    return re.compile(rf"(?:ال)?(?:{nouns})(?:ه|ها|هم|ي|نا)?")


def _identity(person: Named, plain: Plain, cues: Cues) -> str:
    if person.identity in ("stated_pseudonym", "conventional_pseudonym") and not cues.kunya.match(person.label):
        return person.identity
    if cues.kunya.match(person.label):
        return "kunya"
    words = person.label.split()
    if re.fullmatch(r"(?:\w\. ?){1,3}|\w\. \w{2,}|.* \w\.?", person.label):
        return "initial"
    starred = any(f"{alias}*" in plain.text for alias in person.aliases)
    if starred and cues.listed("footnote") and cues.compile(str(cues.listed("footnote"))).search(plain.text):
        return "stated_pseudonym"
    return "full_name" if len(words) > 1 else person.identity or "unknown"
