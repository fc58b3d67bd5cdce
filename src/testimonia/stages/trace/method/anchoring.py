"""Relative dates anchored: "last year" in a copy counts from the account that said it first, not from the copy.

A copy repeats "last April" months later, and whoever reckons from the copy's own date is a year off. The words are followed through the
shared passages to the earliest account of the family that has them, and counted from its publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from testimonia.domain.identity import object_id
from testimonia.domain.partition import Partition
from testimonia.domain.passage import SharedPassage
from testimonia.domain.results import Anchor
from testimonia.domain.vocabulary import AnchorReason
from testimonia.stages.trace.method.alignment import Aligned, Telling, align, carried, of_edition
from testimonia.stages.trace.method.relative import Meaning, Relative, may_have_relative_dates, reckon, relative_dates
from testimonia.text import Interval, format_edtf, parse_edtf, surely_before, words

VERSION = "1"
"""Changes when the same families and texts would give other anchors."""
_YEAR = re.compile("(?:19|20)[0-9]{2}")


Said: TypeAlias = tuple[str, int]  # an edition and the number of the word at which a relative date begins


def anchors(family: Sequence[Telling], passages: Iterable[SharedPassage], root: str) -> list[Anchor]:
    """The relative dates of all accounts of a family, each counted from the first account that says so; by account and place.

    Args:
        family: the texts of its accounts, with their dates of publication.
        passages: what they share, with its edits; passages of other editions are left aside.
        root: the account that the family goes back to.

    Returns:
        An anchor for every relative date: its value (EDTF), the account and date it is counted from, and why: the words come from
        there (``copied``), an earlier account says the same elsewhere in its text (``repeated``), they are this account's own (``own``;
        marked uncertain in a copy where the first publication gives another date), stand in an account that shares no words with its family (a translation),
        and are counted from the first publication (``first_publication``), or an earlier account has a plain date in their place
        (``stated``). Without a date of publication the value is None (``undated``).

    Pure; linear in the texts, and in the passages times the relative dates that stand in them.
    """
    tellings = sorted(family, key=lambda telling: telling.account)
    found = {
        telling.edition: relative_dates(telling.text, telling.words, telling.language)
        if may_have_relative_dates(telling.text, telling.language)
        else []
        for telling in tellings
    }
    work = _Anchoring(of_edition(tellings), found, root)
    for passage in passages:
        work.follow(passage)
    return [work.anchor(telling, said) for telling in tellings for said in found[telling.edition]]


class _Anchoring:
    """Relative dates that are the same words, tied together along the shared passages."""

    def __init__(self, by_edition: Mapping[str, Telling], found: Mapping[str, Sequence[Relative]], root: str) -> None:
        self.by_edition, self.found = by_edition, found
        self.root = next((telling for telling in by_edition.values() if telling.account == root), None)
        self.known = {(edition, said.first) for edition, dates in found.items() for said in dates}
        self.same = Partition([_name(said) for said in self.known])
        self.instead: dict[Said, list[tuple[Telling, str]]] = {}
        self.linked: set[str] = set()
        self._first: dict[str, Telling] | None = None
        self._sayers: dict[tuple[Meaning, int | None, tuple[str, int] | None], Telling] | None = None
        self._stated: dict[str, list[tuple[Telling, str]]] = {}

    def follow(self, passage: SharedPassage) -> None:
        """Follow the relative dates of both sides to the other."""
        a, b = self.by_edition.get(passage.a_edition), self.by_edition.get(passage.b_edition)
        if a is None or b is None:
            return
        self.linked |= {a.edition, b.edition}
        if not self.found[a.edition] and not self.found[b.edition]:
            return
        aligned = align(passage, a, b)
        for way in (aligned, aligned.turned()):
            for said in self.found[way.a.edition]:
                self._carry(way, said)

    def _carry(self, aligned: Aligned, said: Relative) -> None:
        place = carried(aligned, said.first, said.last)
        if place is None:
            return
        first, last, same = place
        here, there = (aligned.a.edition, said.first), (aligned.b.edition, first)
        if same and there in self.known:
            self.same.join(_name(here), _name(there))
        elif not same:
            self.instead.setdefault(here, []).append((aligned.b, aligned.b.said(first, last)))

    def _earliest(self) -> dict[str, Telling]:
        """The first account of each group of the same words."""
        if self._first is None:
            self._first = {}
            for edition, first in sorted(self.known):
                group, telling = self.same.find(_name((edition, first))), self.by_edition[edition]
                if group not in self._first or _order(telling) < _order(self._first[group]):
                    self._first[group] = telling
            for said, others in self.instead.items():
                self._stated.setdefault(self.same.find(_name(said)), []).extend(others)
        return self._first

    def anchor(self, telling: Telling, said: Relative) -> Anchor:
        """Where one relative date counts from."""
        group = self.same.find(_name((telling.edition, said.first)))
        first = self._earliest()[group]
        if first is telling and (before := self._repeated(telling, said)) is not None:
            return self._made(telling, said, reckon(said, before.when), before, AnchorReason.REPEATED)
        plain = _plain_date(said, self._stated.get(group, ()), first)
        if plain is not None:
            return self._made(telling, said, plain[0], plain[1], AnchorReason.STATED)
        reason = AnchorReason.COPIED if first is not telling else AnchorReason.OWN
        if reason is AnchorReason.OWN and telling.edition not in self.linked and self.root is not None and self.root is not telling:
            first, reason = self.root, AnchorReason.FIRST_PUBLICATION
        if first.when.earliest is None or first.when.latest is None:
            reason = AnchorReason.UNDATED
        value = reckon(said, first.when)
        return self._made(telling, said, self._doubted(telling, said, value) if reason is AnchorReason.OWN else value, first, reason)

    def _repeated(self, telling: Telling, said: Relative) -> Telling | None:
        """The first account of the family that says the same somewhere else in its text, before this one; None for the first itself."""
        if self._sayers is None:
            self._sayers = {}
            for edition, dates in self.found.items():
                for date_ in dates:
                    other, key = self.by_edition[edition], _meaning(date_)
                    if other.when.latest and (key not in self._sayers or _order(other) < _order(self._sayers[key])):
                        self._sayers[key] = other
        found = self._sayers.get(_meaning(said))
        return found if found is not None and found is not telling and surely_before(found.when, telling.when) else None

    def _doubted(self, telling: Telling, said: Relative, value: Interval | None) -> Interval | None:
        """A copy's own words, marked uncertain where counting from the first publication gives something else: they may be retold."""
        if value is None or self.root is None or self.root is telling:
            return value
        other = reckon(said, self.root.when)
        same = other is None or (other.earliest, other.latest) == (value.earliest, value.latest)
        return value if same else replace(value, uncertain=True)

    @staticmethod
    def _made(telling: Telling, said: Relative, value: Interval | None, source: Telling, reason: AnchorReason) -> Anchor:
        start, end = telling.words[said.first].start, telling.words[said.last - 1].end
        return Anchor(
            id=object_id("anchor", telling.edition, start, end),
            account=telling.account,
            edition=telling.edition,
            start=start,
            end=end,
            said=telling.text[start:end],
            value=format_edtf(value) if value is not None else None,
            precision=value.precision if value is not None else "unknown",
            told_by=source.account,
            published=format_edtf(source.when) if source.when.precision != "unknown" else None,
            reason=reason,
        )


def _plain_date(said: Relative, instead: Sequence[tuple[Telling, str]], first: Telling) -> tuple[Interval, Telling] | None:
    """The year that an account before all that say "last year" has in its place, with the month that they name."""
    for other, text in sorted(instead, key=lambda pair: _order(pair[0])):
        if _order(other) >= _order(first):
            break
        years = {word.folded for word in words(text) if _YEAR.fullmatch(word.folded)}
        if len(years) == 1:
            within = f"-{said.part[1]:02d}" if said.part is not None and said.part[0] in ("month", "season") else ""
            return parse_edtf(years.pop() + within), other
    return None


def _meaning(said: Relative) -> tuple[Meaning, int | None, tuple[str, int] | None]:
    return said.meaning, said.number, said.part


def _name(said: Said) -> str:
    return f"{said[0]}:{said[1]}"


def _order(telling: Telling) -> tuple[date, date, str]:
    """By date, undated ones last, then by id."""
    when = telling.when
    return when.earliest or when.latest or date.max, when.latest or date.max, telling.account
