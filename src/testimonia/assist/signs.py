"""What speaks for and against a candidate's being somebody who speaks of leaving: features with names, for the learned weights.

They say where a candidate stands, what is told of them, what they say and of what the words around them speak, and what kind of account
it is; words count by what they mean (`roles.yaml`, `concepts.yaml`), so that what is learned in one language tells for another.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice

from testimonia.assist.cues import flat
from testimonia.assist.everyday import everyday_share
from testimonia.assist.evidence import Leaver
from testimonia.assist.followed import Followed
from testimonia.assist.handles import GIVEN, OWN
from testimonia.assist.layout import Turn
from testimonia.assist.named import Named
from testimonia.assist.near_misses import hits
from testimonia.assist.persons import NOT_FOLLOWED, Person
from testimonia.assist.plain import simplified
from testimonia.assist.speech import Speech
from testimonia.assist.story import OTHER, Story
from testimonia.assist.surroundings import concepts
from testimonia.text import fold

_WORD = re.compile(r"\w[\w'-]*")
_COUNT = re.compile(r"[0-9]{1,4}|[^\W\d_]\.?|[^\W\d_]?-?[0-9]{1,3}")
_PLACED = frozenset(["in", "from", "to", "town"])
_NEAR = 40  # code points around a mention whose words count
_MENTIONS = 8  # of one candidate that are looked at closely
_KINDS = ("fiction", "study", "programme", "captive", "state", "serving")
_TOLD = {
    "join": ("join",), "leave": ("leave", "ambiguous"), "bounded": ("bounded",), "serving": ("serving_patterns",),
    "indirect": ("indirect_patterns",), "unnamed": ("unnamed_patterns",),
}  # fmt: skip
_OWN = {"I join": ("first_join",), "I leave": ("first_leave",)}
_LITTLE = 0.3  # what a word's meaning counts beside the other signs
RULED, RULED_POINTS = "rules chose", "rules points"  # the signs of whom the rules take for a leaver, and of how sure they are, 0 to 1
_SURE = 8.0  # points at which the rules are as sure as they can be
_LIMIT = 3  # of a count: more says no more


def _some(count: float, limit: float = _LIMIT) -> float:
    return min(count, limit) / limit


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


class Signs:
    """The features of one account's candidates."""

    def __init__(self, story: Story, found: Sequence[Person], said: Sequence[Leaver]) -> None:
        """Look for the cues once; ``said`` are those whom the rules take for leavers."""
        self.said = said
        self.story, self.found, self.cues = story, found, story.cues
        self.told = {kind: self._told(keys) for kind, keys in _TOLD.items()}
        self.told["group"] = self._matches(re.compile(self.cues.places.group))
        self.told["former"] = self._matches(self._words("former"))
        self._title = simplified(story.reading.title)
        self._outlet = frozenset(fold(story.reading.outlet).split())
        self._names = [one for one in found if one.kind == "name"]

    # ---------------------------------------------------------------------------------------------------------- cues
    def _told(self, keys: tuple[str, ...]) -> list[tuple[int, int]]:
        """Sentences with a cue that is told as having happened, and where."""
        expression = self.cues.any_of(*keys)
        found = []
        for number, (start, end) in enumerate(self.story.plain.sentences):
            match = self.story.told(expression, start, end)
            if match is not None:
                found.append((number, match.start()))
        return found

    @cached_property
    def cued(self) -> list[tuple[str, int]]:
        """Where joining and leaving is told, also as "I"; by kind."""
        text = self.story.plain.text
        own = [
            (kind, match.start())
            for kind, keys in _OWN.items()
            for start, end in self.story.plain.sentences
            if (match := self.cues.any_of(*keys).search(text, start, end)) is not None
        ]
        return [*((kind, at) for kind in ("join", "leave") for _, at in self.told[kind]), *own]

    def _matches(self, expression: re.Pattern[str]) -> list[tuple[int, int]]:
        sentences = self.story.plain.sentences
        return [
            (number, match.start())
            for number, (start, end) in enumerate(sentences)
            if (match := expression.search(self.story.narration, start, end)) is not None
        ]

    def _words(self, key: str) -> re.Pattern[str]:
        words = "|".join(re.escape(simplified(word)) for word in flat(self.cues.listed(key))) or "(?!)"
        return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)

    def _own(self, spans: Iterable[tuple[int, int]]) -> dict[str, float]:
        """In how many stretches somebody tells of joining and leaving as "I"."""
        listed = list(spans)
        text = self.story.plain.text
        return {
            kind: _some(sum(self.cues.any_of(*keys).search(text, start, end) is not None for start, end in listed))
            for kind, keys in _OWN.items()
        }

    # ------------------------------------------------------------------------------------------------------- account
    @cached_property
    def account(self) -> dict[str, float]:
        """What kind of account it is, whoever is in it."""
        story, plain = self.story, self.story.plain
        sentences = max(1, len(plain.sentences))
        found = {f"account {kind}": _some(len(places)) for kind, places in self.told.items()}
        found |= {f"account share {kind}": len(places) / sentences for kind, places in self.told.items()}
        found |= {f"account {kind}": value for kind, value in self._own(plain.sentences).items()}
        found |= {f"account {kind}": _some(hits(story, kind), 5) for kind in _KINDS}
        roles = {turn.role for turn in story.turns}
        layout = "answers" if "answer" in roles else "names" if roles else "retold" if story.retold else "narrated"
        found[f"layout {layout}"] = 1.0
        found["account quotes"] = _some(len(plain.quotes), 8)
        found["account no quotes"] = float(not plain.quotes and not story.turns and not story.retold)
        found["account names"] = _some(len(self._names), 10)
        found["account has teller"] = float(any(one.kind == "narrator" for one in self.found))
        found["account name told"] = float(any(named.told for named in story.names))
        first = self._words("narrator")
        found["account first person"] = _share(len(self._matches(first)), sentences)
        found["byline name"] = float(bool(story.byline.name))
        found["byline words"] = float(bool(story.byline.words) and not story.byline.name)
        found["account length"] = _some(math.log10(max(10, len(plain.text))) - 2, 2)
        found["title group"] = float(re.search(self.cues.places.group, self._title) is not None)
        found["title former"] = float(self._words("former").search(self._title) is not None)
        found |= self._means("title", [self._title])
        found |= self._means("text", [story.narration], whole=True)
        return found

    def _means(self, name: str, texts: Iterable[str], *, whole: bool = False) -> dict[str, float]:
        """Of what the words of some stretches speak: a little for each meaning that they have at all."""
        counts: Counter[str] = Counter()
        words = 0
        for text in texts:
            for word in _WORD.findall(text):
                words += 1
                counts.update(concepts(word, self.cues.language, "roles"))
                counts.update(concepts(word, self.cues.language))
        if whole:
            return {f"{name} *{meaning}": _LITTLE * min(1.0, 30 * count / max(100, words)) for meaning, count in counts.items()}
        return {f"{name} *{meaning}": _LITTLE * _some(count, 2) for meaning, count in counts.items()}

    # ---------------------------------------------------------------------------------------------------- candidates
    @cached_property
    def rows(self) -> list[dict[str, float]]:
        """The features of each candidate, with those of the account."""
        return [
            self.account | self._ruled(one) | self._place(one) | self._doings(one) | self._around(one) | self._sayings(one)
            for one in self.found
        ]

    def _ruled(self, one: Person) -> dict[str, float]:
        """What the rules say of a candidate."""
        if one.kind == "name":
            mine = [said for said in self.said if said.name == one.person.name]
        elif one.kind == "entry":
            mine = [said for said in self.said if said.name is None and said.start == one.person.start]
        else:
            mine = [said for said in self.said if said.name is None and said.narrator is (one.kind == "narrator")]
        return {
            RULED: float(bool(mine)), RULED_POINTS: min(1.0, max((said.points for said in mine), default=0.0) / _SURE),
            "rules nobody": float(not self.said), "rules another": float(bool(self.said) and not mine), "rules chose how many": _some(len(self.said)),
        }  # fmt: skip

    @cached_property
    def _counts(self) -> list[int]:
        counts = Counter(reference.who for reference in self.story.references if reference.kind == "name")
        return [counts[number] for number in range(len(self.story.names))]

    def _place(self, one: Person) -> dict[str, float]:
        """Where a candidate stands, how often, and under what kind of name."""
        story, person = self.story, one.person
        found = {f"kind {one.kind}": 1.0, f"identity {person.identity}": 1.0, "sex known": float(bool(person.sex))}
        length = max(1, len(story.plain.text))
        found["where"] = person.start / length
        found["first paragraph"] = float(story.plain.paragraph_at(person.start) == 0)
        found["own name told"] = float(one.kind == "narrator" and person.identity != "anonymous")
        if person.name is None:
            return found
        named, count = story.names[person.name], self._counts[person.name]
        kinds = {kind for kind, _ in named.told}
        rank = sum(other > count or (other == count and at < person.name) for at, other in enumerate(self._counts))
        order = sum(other.start < named.start for other in story.names)
        found |= {f"rank {min(3, rank)}": 1.0, f"order {min(3, order)}": 1.0, f"attested {min(3, person.name)}": 1.0}
        found |= {"share of names": _share(count, sum(self._counts)), "mentions": _some(math.log1p(count), 2.5), "once": float(count <= 1)}
        found |= {
            "weight": _some(named.weight, 6),
            "weak": float(named.weak),
            "other": _some(named.other, 2),
            "is other": float(named.other > 0),
        }
        found |= {"own name told": float(OWN in kinds), "name given": float(GIVEN in kinds)}
        found["in title"] = float(any(alias in self._title for alias in named.aliases))
        found["words"] = float(" " in named.label)
        found |= self._counted(named) | self._somewhere(named)
        share = everyday_share(named.label, self.cues.language)
        found |= {"everyday": share, "all everyday": float(share == 1)}
        found["in byline"] = float(story.byline.names(named.label))
        found["in outlet"] = float(bool(self._outlet) and self._outlet.issuperset(fold(named.label).split()))
        places = [reference.start for reference in story.references if reference.kind == "name" and reference.who == person.name]
        found["spread"] = _share(max(places, default=0) - min(places, default=0), length)
        found["quoted only"] = float(not places)
        return found

    def _counted(self, named: Named) -> dict[str, float]:
        """Whether a name is a word with a number or a letter (Witness 4, Box A), of somebody or of something, and how many are like it."""
        words = named.label.split()
        if len(words) < 2 or not _COUNT.fullmatch(words[-1]):  # noqa: PLR2004 - a word and its number
            return {}
        lead = " ".join(words[:-1]).lower()
        like = sum(one.label.lower().startswith(f"{lead} ") for one in self.story.names)
        return {"counted": 1.0, "counted somebody": float(lead.split()[-1] in self._somebody), "counted like it": _some(like - 1)}

    @cached_property
    def _somebody(self) -> frozenset[str]:
        listed = (*flat(self.cues.listed("people")), *flat(self.cues.listed("labels").get("guest", [])), *flat(self.cues.listed("titles")))
        return frozenset(simplified(str(word)).lower() for word in listed)

    def _somewhere(self, named: Named) -> dict[str, float]:
        """How often a name stands after a word of place (in, from, the town of), and whether a page is dated from it."""
        text = self.story.plain.text
        places = [match.start() for match in islice(re.finditer(rf"(?<!\w){re.escape(named.label)}(?!\w)", text), _MENTIONS)]
        after = sum(
            any(not _PLACED.isdisjoint(concepts(word, self.cues.language)) for word in _WORD.findall(text[max(0, at - 20) : at])[-1:])
            for at in places
        )
        shouted = text[named.start : named.end].isupper() and text[named.end : named.end + 1] != ":"
        begins = any(start == named.start for start, _ in self.story.plain.paragraphs)
        return {"after a word of place": _share(after, len(places)), "dateline": float(shouted and begins and self.cues.latin)}

    def _doings(self, one: Person) -> dict[str, float]:
        """What is told of a candidate: of whom each cue speaks, in the reading of everybody and in that of the candidate alone."""
        found: dict[str, float] = {}
        if one.at == NOT_FOLLOWED:
            return found
        for reading, followed in (("", one.followed), ("alone ", one.alone or one.followed)):
            at = one.at if followed is one.followed else 0
            for kind, places in self._held(followed).items():
                mine = places[at]
                found[f"{reading}{kind}"] = _some(mine)
                found[f"{reading}any {kind}"] = float(mine > 0)
                found[f"{reading}share of {kind}"] = _share(mine, len(self.told[kind]))
            join, leave = self._held(followed)["join"][at], self._held(followed)["leave"][at]
            found[f"{reading}both"] = float(join > 0 and leave > 0)
            subjects = followed.subjects
            found[f"{reading}subject"] = _share(subjects.count(at), len(subjects))
            found[f"{reading}others"] = _share(subjects.count(OTHER), len(subjects))
            found[f"{reading}opens"] = float(at in subjects[:2])
            found[f"{reading}closes"] = float(at in subjects[-2:])
        return found

    def _held(self, followed: Followed) -> dict[str, Counter[int]]:
        """By kind of cue, how often each number is its doer."""
        key = id(followed)
        if key not in self._known:
            self._known[key] = {
                kind: Counter(followed.doer(number, start + 1) for number, start in places) for kind, places in self.told.items()
            }
        return self._known[key]

    @cached_property
    def _known(self) -> dict[int, dict[str, Counter[int]]]:
        return {}

    def _mentions(self, one: Person) -> list[tuple[int, int]]:
        if one.person.name is None:
            return [(one.person.start, one.person.end)]
        places = [(ref.start, ref.end) for ref in self.story.references if ref.kind == "name" and ref.who == one.person.name]
        return [(one.person.start, one.person.end), *(place for place in places if place[0] != one.person.start)][:_MENTIONS]

    def _around(self, one: Person) -> dict[str, float]:
        """Of what the words beside the mentions speak, in the sentence that introduces somebody, and where they are the subject."""
        story, text = self.story, self.story.narration
        mentions = self._mentions(one)
        before = [text[max(0, start - _NEAR) : start] for start, _ in mentions]
        after = [text[end : end + _NEAR] for _, end in mentions]
        first, last = story.plain.sentences[story.plain.sentence_at(mentions[0][0])] if story.plain.sentences else (0, 0)
        mine = [story.plain.sentences[number] for number, who in enumerate(one.followed.subjects) if who == one.at]
        found = self._means("before", before) | self._means("after", after) | self._means("first", [text[first:last]])
        found |= self._means("does", [text[start:end] for start, end in mine[:40]])
        for key in ("relations", "officials", "people", "narrator"):
            expression = self._words(key)
            found[f"before {key}"] = _some(sum(bool(expression.search(piece[-20:])) for piece in before), 2)
            found[f"after {key}"] = _some(sum(bool(expression.search(piece[:25])) for piece in after), 2)
        found["age after"] = float(any(re.match(r"\"?,? \(?(?:aged )?\d\d\b", piece) for piece in after))
        found["number after"] = float(bool(self.cues.compile("{n}").search(after[0][:20])))
        verb = self.cues.compile(r"(?i:{speech})")
        found["says beside"] = _some(sum(bool(verb.search(a[-16:]) or verb.search(b[:24])) for a, b in zip(before, after, strict=True)))
        group = re.compile(self.cues.places.group)
        found["group beside"] = _some(sum(bool(group.search(a) or group.search(b)) for a, b in zip(before, after, strict=True)), 2)
        found["group first"] = float(bool(group.search(text, first, last)))
        found["former first"] = float(bool(self._words("former").search(text, first, last)))
        return found

    # -------------------------------------------------------------------------------------------------------- speech
    @cached_property
    def _said(self) -> dict[int, list[tuple[int, int]]]:
        """What the candidates say, by their number: names as they are followed all together."""
        found: dict[int, list[tuple[int, int]]] = {}
        if self._names:
            for said in Speech(self.story, self._names[0].followed, [one.person for one in self._names]).said:
                found.setdefault(said.who, []).append((said.start, said.end))
        return found

    @cached_property
    def _quotes_of(self) -> dict[int, int]:
        """How many quotations stand nearest to each name in their paragraph."""
        names = [reference for reference in self.story.references if reference.kind == "name" and reference.who >= 0]
        starts = [reference.start for reference in names]
        found: Counter[int] = Counter()
        for quoted in self.story.plain.quotes:
            first, last = self.story.plain.paragraphs[self.story.plain.paragraph_at(quoted.start)]
            at = bisect_left(starts, quoted.start)
            near = [ref for ref in names[max(0, at - 1) : at + 1] if first <= ref.start < last]
            if near:
                found[min(near, key=lambda ref: min(abs(ref.start - quoted.end), abs(quoted.start - ref.end))).who] += 1
        return found

    def spoken(self, one: Person) -> list[tuple[int, int]]:
        """The stretches that a candidate says: quotations and turns of a name, answers of a teller, all quotations of somebody nameless."""
        story = self.story
        if one.person.name is not None:
            return [*self._said.get(one.at, []), *((turn.start, turn.end) for turn in self._turns(one))]
        if one.kind == "nameless":
            return [(quoted.inner, quoted.inner_end) for quoted in story.plain.quotes]
        return [(turn.start, turn.end) for turn in story.turns if turn.role == "answer"]

    def _turns(self, one: Person) -> list[Turn]:
        name = one.person.name
        named = [] if name is None else [turn for turn in self.story.turns if turn.role == "name"]
        return [turn for turn in named if self.story.speaker(turn.label) is self.story.names[name or 0]]

    def _sayings(self, one: Person) -> dict[str, float]:
        """How much a candidate says, of whom (I, he, we), and whether of joining and leaving."""
        story, text = self.story, self.story.plain.text
        if one.person.name is None:
            spans = [(quoted.inner, quoted.inner_end) for quoted in story.plain.quotes] if one.kind == "nameless" else []
            all_said = len(spans)
        else:
            spans, all_said = self._said.get(one.at, []), sum(len(listed) for listed in self._said.values())
        found = {f"says {kind}": value for kind, value in self._own(spans).items()}
        found |= {"says": _some(len(spans), 5), "says nothing": float(not spans), "share of speech": _share(len(spans), all_said)}
        if one.person.name is not None:
            near = self._quotes_of.get(one.person.name, 0)
            found |= {"quotes near": _some(near, 4), "share of quotes": _share(near, len(story.plain.quotes))}
            spoken = self._turns(one)
            if story.turns:
                found |= {"turns": _some(len(spoken), 4), "share of turns": len(spoken) / len(story.turns), "no turns": float(not spoken)}
        words = [word.lower() for start, end in spans[:30] for word in _WORD.findall(text[start:end])]
        for kind, listed in self._person_words.items():
            found[f"says {kind}"] = min(1.0, 10 * _share(sum(word in listed for word in words), len(words)))
        found |= self._means("says", [text[start:end] for start, end in spans[:30]])
        found["says group"] = float(any(re.search(self.cues.places.group, text[start:end]) for start, end in spans[:30]))
        return found

    @cached_property
    def _person_words(self) -> dict[str, frozenset[str]]:
        pronouns = self.cues.listed("pronouns")
        listed = {
            "I": flat(self.cues.listed("narrator")), "he": [word for sex in ("male", "female") for word in pronouns.get(sex, [])],
            "they": pronouns.get("plural", []), "kin": flat(self.cues.listed("relations")),
        }  # fmt: skip
        return {kind: frozenset(simplified(str(word)).lower() for word in words) for kind, words in listed.items()}
