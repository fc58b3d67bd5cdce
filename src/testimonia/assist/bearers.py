"""People who are met under two handles made one: a label of a role and the name told for it, a nickname and the name of who bears it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from testimonia.assist.cues import UPPER, Cues, flat
from testimonia.assist.everyday import is_town
from testimonia.assist.handles import GIVEN, OWN
from testimonia.assist.layout import Turn
from testimonia.assist.named import Named
from testimonia.assist.plain import Plain, simplified

_INITIALS = re.compile(rf"(?:[{UPPER}]\.? ?){{1,3}}")
_ROMAN = re.compile(r"[ivx]+")
_ADDRESSED = 40  # code points at the end of a turn in which whoever speaks next is called by name
_PRESENTED = 3  # words before the comma
_NO_LETTERS = frozenset("IQABR")  # of a transcript's convention: interviewer, question, answer, respondent
_LABELLED = 2  # what a speaker label counts for a name
_BEFORE = 400  # code points before "they called him" in which he is named
_ANSWER = ""  # the label under which all answers stand that have none of their own

Met = tuple[list[Turn], list[Named]]


def one_each(plain: Plain, cues: Cues, turns: Sequence[Turn], names: Sequence[Named]) -> Met:
    """Turns and names with everybody under one handle: turns bear the names of those who speak them, and no name is there twice."""
    return _speaking(plain, cues, turns, _with_nicknames(plain, cues, _without_parts(plain, cues, names)))


# --------------------------------------------------------------------------------------------------------------- two names
def _without_parts(plain: Plain, cues: Cues, names: Sequence[Named]) -> list[Named]:
    """The names without words that stand nowhere but within somebody's kunya."""
    kunyas = [one.label for one in names if cues.kunya.match(one.label)]
    within = Counter(word for label in kunyas for word in label.split() * plain.text.count(label))
    words = Counter(re.findall(r"\w[\w'-]*", plain.text)) if kunyas else Counter[str]()
    return [one for one in names if one.label not in within or within[one.label] < words[one.label]]


def _with_nicknames(plain: Plain, cues: Cues, names: list[Named]) -> list[Named]:
    """Names that the account says are one person's made one; "they called him Abu Corin" is said of whoever was named last before it."""
    for pattern in cues.patterns("same_person_patterns"):
        for start, end in plain.paragraphs:
            for match in pattern.expression.finditer(plain.text, start, end):
                names = _joined(names, _bearer(names, match["name"]), _bearer(names, match["second"]))
    for pattern in cues.patterns("called_too_patterns"):
        for start, end in plain.paragraphs:
            for match in pattern.expression.finditer(plain.text, start, end):
                second = _bearer(names, match["second"])
                names = _joined(names, _last_named(plain, names, match.start(), second), second)
    return names


def _bearer(names: Iterable[Named], said: str) -> Named | None:
    """Whose name it is: by the whole of it, or without what stands before it."""
    return next((one for one in names if said == one.label or said in one.aliases or said.endswith(f" {one.label}")), None)


def _last_named(plain: Plain, names: Sequence[Named], at: int, second: Named | None) -> Named | None:
    """Who was named last before a place, in its paragraph or the sentence before."""
    first = min(plain.paragraphs[plain.paragraph_at(at)][0], plain.sentences[max(0, plain.sentence_at(at) - 1)][0])
    first = max(first, at - _BEFORE)
    of = {alias: one for one in names if one is not second and not one.weak for alias in one.aliases}
    if not of:
        return None
    either = "|".join(re.escape(alias) for alias in sorted(of, key=lambda alias: (-len(alias), alias)))
    found = re.findall(rf"(?<!\w)(?:{either})(?!\w)", plain.text[first:at])
    return of[found[-1]] if found else None


def _joined(names: list[Named], one: Named | None, other: Named | None) -> list[Named]:
    """Two people made one, under the fuller name; relatives, officials and reporters stay who they are."""
    if one is None or other is None or one is other or one.other or other.other:
        return names
    kept, gone = (one, other) if _fuller(one) >= _fuller(other) else (other, one)
    kept.aliases |= gone.aliases
    kept.weight, kept.count, kept.weak = kept.weight + gone.weight, kept.count + gone.count, kept.weak and gone.weak
    kept.told = [*kept.told, *gone.told]
    return [person for person in names if person is not gone]


def _fuller(person: Named) -> int:
    return 2 * (person.identity == "full_name") + (person.identity != "kunya")


# --------------------------------------------------------------------------------------------------------- labels of turns
def _speaking(plain: Plain, cues: Cues, turns: Sequence[Turn], names: list[Named]) -> Met:
    """Turns under a role (GUEST, A, LINE TWO) or initials (DP) given to the name that is told for it, which takes the label's place."""
    roles = frozenset(simplified(word).lower() for word in (*flat(cues.listed("labels").get("guest", [])), *flat(cues.listed("people"))))
    spoken: dict[str, list[Turn]] = {}
    for turn in turns:
        if turn.role != "question":
            spoken.setdefault(_ANSWER if turn.role == "answer" else turn.label, []).append(turn)
    guests = [label for label in spoken if label == _ANSWER or _is_role(label, roles)]
    called = _called(plain, turns, [one for one in names if not (one.other or _is_role(one.label, roles))], _presenting(cues))
    first = min((turn.label_start for turn in turns), default=0)
    bearer: dict[str, Named] = {}
    for label, said in spoken.items():
        if label in guests:
            person = _by_self(plain, said, names) or _by_number(label, names) or (_by_host(names) if len(guests) == 1 else None)
            person = person or called.get(label)
        else:
            person = _by_initials(label, names, first)
        if person is not None:
            bearer[label] = person
    for label, person in bearer.items():
        person.weight += _LABELLED
        names = [one for one in names if one is person or label == _ANSWER or not _same(one.label, label)]
    return [_given(turn, bearer) for turn in turns], names


def _given(turn: Turn, bearer: dict[str, Named]) -> Turn:
    """A turn under the name of whoever speaks it."""
    person = None if turn.role == "question" else bearer.get(_ANSWER if turn.role == "answer" else turn.label)
    return turn if person is None else replace(turn, label=person.label, role="name" if turn.role == "answer" else turn.role)


def _is_role(label: str, roles: frozenset[str]) -> bool:
    """Whether a label holds nothing but a role and a number."""
    words = [word for word in re.findall(r"\w[\w'-]*", label.lower()) if not (word.isdigit() or _ROMAN.fullmatch(word))]
    return bool(words) and (all(word in roles for word in words) or " ".join(words) in roles)


def _same(name: str, label: str) -> bool:
    return name.lower().replace(" ", "") == label.lower().replace(" ", "")


def _by_self(plain: Plain, said: Sequence[Turn], names: Sequence[Named]) -> Named | None:
    """Who tells their own name in these turns: of several names the one met most, then the one told first; else whose full name an answer begins with."""
    own = [
        (-one.count, at, one) for one in names for kind, at in one.told if kind == OWN and any(turn.start <= at < turn.end for turn in said)
    ]
    if own:
        return min(own, key=lambda told: told[:2])[2]
    starts = [plain.text[turn.start : turn.start + _BEFORE] for turn in said]
    begun = [one for one in names if " " in one.label and any(start.startswith((f"{one.label}.", f"{one.label},")) for start in starts)]
    return begun[0] if len(begun) == 1 else None


def _called(plain: Plain, turns: Sequence[Turn], names: Sequence[Named], presenting: frozenset[str]) -> dict[str, Named]:
    """By label, the only one whom the turn before calls by name at its end ("Which isn't why you're here, Dessie."), if nobody else is called so.

    Not whom words before the comma present ("your cousin", "the old baker, Dessie"), nor whom the speaker of the label names.
    """
    heard: dict[str, set[int]] = {}
    for before, turn in pairwise(turns):
        if (before.label == turn.label and before.role == turn.role) or turn.role == "question":
            continue
        said = plain.text[max(before.start, before.end - _ADDRESSED) : before.end].rstrip(" .?!؟")
        for number, one in enumerate(names):
            alias = next((alias for alias in one.aliases if said.endswith(f", {alias}")), "")
            before_it = said.removesuffix(f", {alias}").lower().split()[-_PRESENTED:]
            if alias and presenting.isdisjoint(before_it):
                heard.setdefault(_ANSWER if turn.role == "answer" else turn.label, set()).add(number)
    alone = Counter(number for numbers in heard.values() for number in numbers)
    only = {label: numbers.copy().pop() for label, numbers in heard.items() if len(numbers) == 1}
    return {
        label: names[number] for label, number in only.items() if alone[number] == 1 and not _named_in(plain, turns, label, names[number])
    }


def _named_in(plain: Plain, turns: Sequence[Turn], label: str, one: Named) -> bool:
    """Whether the turns of a label name somebody."""
    either = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(one.aliases)))})(?!\w)")
    own = (turn for turn in turns if (_ANSWER if turn.role == "answer" else turn.label) == label)
    return any(either.search(plain.text, turn.start, turn.end) for turn in own)


def _presenting(cues: Cues) -> frozenset[str]:
    """Words that present somebody: nouns for people, and what stands before any noun."""
    return frozenset(
        simplified(word).lower() for key in ("relations", "people", "officials", "titles", "articles") for word in flat(cues.listed(key))
    )


def _by_number(label: str, names: Iterable[Named]) -> Named | None:
    """The only one whose name is the label with a number or a letter (Witness 9)."""
    found = [one for one in names if label and one.label.lower().startswith(f"{label.lower()} ")]
    return found[0] if len(found) == 1 else None


def _by_host(names: Iterable[Named]) -> Named | None:
    """The only one to whom a name is given, in an account with one guest."""
    found = [one for one in names if not one.other and any(kind == GIVEN for kind, _ in one.told)]
    return found[0] if len(found) == 1 else None


def _by_initials(label: str, names: Iterable[Named], first: int) -> Named | None:
    """The only one whose names begin with the letters of a label; with one letter, the only one presented before the first turn whose name does."""
    if not _INITIALS.fullmatch(label):
        return None
    letters = re.sub(r"[ .]", "", label)
    others = [one for one in names if not _same(one.label, label)]
    if len(letters) == 1 and (letters in _NO_LETTERS or not label.endswith(".") or any(label in one.aliases for one in others)):
        return None  # M. is Klaus M.
    if len(letters) == 1:
        found = [one for one in others if one.start < first and one.label.startswith(letters) and not is_town(one.label)]
    else:
        found = [one for one in others if letters in _initials_of(one.label)]
    return found[0] if len(found) == 1 else None


def _initials_of(name: str) -> set[str]:
    """The letters that a name begins with, a double name as one word or as two: Winston Adeyinka-Moss is WA and WAM."""
    return {"".join(word[0] for word in words if word[:1].isupper()) for words in (name.split(), re.split(r"[ -]", name))}
