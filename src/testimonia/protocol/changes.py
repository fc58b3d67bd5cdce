"""What changed between two versions of a codebook or of the form: which definitions mean something else now, and what became of them.

Pure: two values in, a list out. The words that decide are a code's definition and when it is used and not used, and all of a question
that a coder reads or chooses from; a better example or another place in the list changes no meaning.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from testimonia.domain.vocabulary import DefinitionChange
from testimonia.protocol.codebook import Code, Codebook
from testimonia.protocol.sections import Variable

FORM = "form"
"""What stands in place of a codebook's id where the case form is meant."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One change: ``codes`` as the earlier version calls them, ``into`` as the later does (codes, or questions of the form)."""

    kind: DefinitionChange
    codes: tuple[str, ...] = ()
    into: tuple[str, ...] = ()

    @property
    def again(self) -> bool:
        """Whether what was coded or answered under the old definition has to be gone through again."""
        return self.kind in (DefinitionChange.SPLIT, DefinitionChange.REDEFINE, DefinitionChange.REMOVE)

    @property
    def fresh(self) -> bool:
        """Whether there is something new to look for in what was finished before."""
        return self.kind in (DefinitionChange.ADD, DefinitionChange.SPLIT, DefinitionChange.REDEFINE, DefinitionChange.REVIVE)

    def words(self) -> str:
        """The change in words."""
        return _WORDS[self.kind].format(codes=", ".join(self.codes), into=", ".join(self.into))


_WORDS = {
    DefinitionChange.ADD: "{into} is new",
    DefinitionChange.RENAME: "{codes} is now called {into}",
    DefinitionChange.MERGE: "{codes} became one: {into}",
    DefinitionChange.SPLIT: "{codes} was split into {into}",
    DefinitionChange.REDEFINE: "{into} is defined anew",
    DefinitionChange.RETIRE: "{codes} is no longer used",
    DefinitionChange.REVIVE: "{into} is used again",
    DefinitionChange.EXAMPLE: "{into} is worded or illustrated better and means what it meant",
    DefinitionChange.REMOVE: "{codes} is gone",
}


def meaning(code: Code) -> Hashable:
    """What decides whether two versions of a code are one."""
    return code.definition, code.use_when, code.not_when


def question_meaning(variable: Variable) -> Hashable:
    """What decides whether two versions of a question are one: what is asked, of whom, and what may be answered."""
    return (
        variable.label,
        variable.type,
        tuple((value.value, value.label) for value in variable.values),
        variable.help,
        variable.per,
        variable.about,
        variable.only_if,
    )


def codebook_changes(before: Codebook, after: Codebook) -> tuple[Changed, ...]:
    """Everything that changed from one version of a codebook to another, in the order of the later one."""
    old = {code.id: code for code in before.codes}
    found: list[Changed] = []
    accounted: set[str] = set()
    for code in after.codes:
        former = [name for name in code.was if name in old and not old[name].retired]
        if former and code.id in old and not old[code.id].retired:
            former = [code.id, *former]
        if former:
            accounted.update(former)
            kind = DefinitionChange.MERGE if len(former) > 1 else DefinitionChange.RENAME
            found.append(Changed(kind, tuple(former), (code.id,)))
            if kind is DefinitionChange.RENAME and meaning(old[former[0]]) != meaning(code):
                found.append(Changed(DefinitionChange.REDEFINE, (former[0],), (code.id,)))
        elif code.id not in old:
            if code.split_from is None or code.split_from not in old:
                found.append(Changed(DefinitionChange.ADD, (), (code.id,)))
        else:
            accounted.add(code.id)
            change = _one(old[code.id], code)
            if change is not None:
                found.append(Changed(change, (code.id,), (code.id,)))
    splits: dict[str, list[str]] = {}
    for code in after.codes:
        if code.split_from in old and code.id not in old:
            splits.setdefault(str(code.split_from), []).append(code.id)
    for name, parts in splits.items():
        accounted.add(name)
        found = [change for change in found if change.codes != (name,) or change.kind is not DefinitionChange.RETIRE]
        stays = [name] if any(code.id == name and not code.retired for code in after.codes) else []
        found.append(Changed(DefinitionChange.SPLIT, (name,), (*stays, *parts)))
    # A code that another one was, and that stays in the file as a retired one, was merged or renamed: that is said already.
    said = {name for change in found if change.kind in (DefinitionChange.MERGE, DefinitionChange.RENAME) for name in change.codes}
    found = [change for change in found if not (change.kind is DefinitionChange.RETIRE and set(change.codes) <= said)]
    gone = [name for name in old if name not in accounted and not any(code.id == name for code in after.codes)]
    return (*found, *(Changed(DefinitionChange.REMOVE, (name,)) for name in gone))


def _one(old: Code, new: Code) -> DefinitionChange | None:
    if new.retired and not old.retired:
        return DefinitionChange.RETIRE
    if old.retired and not new.retired:
        return DefinitionChange.REVIVE
    if meaning(old) != meaning(new):
        return DefinitionChange.REDEFINE
    said = ("label", "example", "citation")
    return DefinitionChange.EXAMPLE if any(getattr(old, name) != getattr(new, name) for name in said) else None


def form_changes(before: Mapping[str, Variable], after: Mapping[str, Variable]) -> tuple[Changed, ...]:
    """Everything that changed from one version of the form to another."""
    found = [
        Changed(DefinitionChange.ADD, (), (name,)) if name not in before else Changed(DefinitionChange.REDEFINE, (name,), (name,))
        for name, variable in after.items()
        if name not in before or question_meaning(before[name]) != question_meaning(variable)
    ]
    return (*found, *(Changed(DefinitionChange.REMOVE, (name,)) for name in before if name not in after))


class Lineage:
    """What codes of any version of a codebook are called now, whether they mean the same, and what somebody who finished one covered."""

    def __init__(self, versions: Iterable[Codebook], present: Codebook) -> None:
        """``versions`` are all that were ever adopted, ``present`` the one in force."""
        self.present = present
        self._books = {book.version: book for book in versions} | {present.version: present}
        self._covered: dict[int, frozenset[str]] = {}
        self._same: dict[int, frozenset[str]] = {}
        self._changes: dict[int, tuple[tuple[Changed, ...], ...]] = {}

    def now(self, version: int, code: str) -> str | None:
        """The code in force that a code of an earlier version is, in the same meaning; None where it has to be gone through again.

        A merged code is one of several that became this one: what carried it carries the whole.
        """
        if version not in self._books or not any(item.id == code for item in self._books[version].codes):
            return None
        if code in self._unchanged(version):
            return code  # also where it was changed in between and changed back
        name = code
        for step in self.since(version):
            mine = [change for change in step if name in change.codes]
            if any(change.again for change in mine):
                return None
            name = next((change.into[0] for change in mine if change.kind in _MOVES), name)
        return name if any(item.id == name for item in self.present.codes) else None

    def stood(self, version: int, code: str) -> bool:
        """Whether a code in force is one code of an earlier version, in the same meaning, under whatever name; a merger of several is none."""
        book = self._books.get(version)
        return book is not None and [self.now(version, item.id) for item in book.in_use()].count(code) == 1

    def covered(self, version: int) -> frozenset[str]:
        """The codes in force for which somebody who finished a version has looked: silence on them means something."""
        if version not in self._covered:
            book = self._books.get(version)
            covered = {code.id for code in book.in_use()} if book else set()
            for step in self.since(version):
                covered = _after(covered, step)
            unchanged = self._unchanged(version) & {code.id for code in book.in_use()} if book else frozenset()
            self._covered[version] = (frozenset(covered) & {code.id for code in self.present.codes}) | unchanged
        return self._covered[version]

    def _unchanged(self, version: int) -> frozenset[str]:
        """The codes in force that had the same name and meaning in a version and were not split since."""
        if version in self._same:
            return self._same[version]
        book = self._books.get(version)
        then = {code.id: meaning(code) for code in book.codes} if book else {}
        cut = {code for step in self.since(version) for change in step if change.kind is DefinitionChange.SPLIT for code in change.codes}
        merged = {
            code for step in self.since(version) for change in step if change.kind in _MOVES for code in (*change.codes, *change.into)
        }
        found = frozenset(code.id for code in self.present.codes if then.get(code.id) == meaning(code)) - cut - merged
        self._same[version] = found
        return found

    def since(self, version: int) -> tuple[tuple[Changed, ...], ...]:
        """What changed after a version, step by step."""
        if version not in self._changes:
            numbers = [number for number in sorted(self._books) if version <= number <= self.present.version]
            self._changes[version] = tuple(codebook_changes(self._books[a], self._books[b]) for a, b in pairwise(numbers))
        return self._changes[version]


_MOVES = (DefinitionChange.RENAME, DefinitionChange.MERGE)


def _after(covered: set[str], step: Sequence[Changed]) -> set[str]:
    """What is covered after a step of changes, given what was before."""
    found = set(covered)
    for change in step:
        found.difference_update(change.codes)
        found.difference_update(change.into)
    for change in step:
        if change.fresh or change.kind is DefinitionChange.REMOVE:
            found.difference_update(change.into)
        elif covered.issuperset(change.codes):
            found.update(change.into)
    # A renamed code that was defined anew as well is both: the stricter holds.
    return found - {name for change in step if change.fresh for name in change.into}
