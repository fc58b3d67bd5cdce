"""Every expression of an account that may say when somebody joined or left, with each date that it may stand for.

"In the March after" is a date only from another one: so the anchor (the day of publication, a date told before) is part of the
candidate. Which candidate tells of a joining or leaving, and whose, learned weights decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from testimonia.assist.surroundings import Surroundings
from testimonia.assist.when import When
from testimonia.text import Interval, known_date

_KEPT = 2  # dates told before that a relative one may start from
_AGES = (3, 12, 36, 84, 180)  # months before publication, in steps
_ORDER = 4  # dates of an account that are told apart by their place
_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One date that an expression may stand for (plain offsets; EDTF), with what it is reckoned from and how it is written."""

    start: int
    end: int
    value: str
    features: tuple[str, ...]


def moments(around: Surroundings, published: Interval) -> list[Moment]:
    """Every possible date of an account, in order; none after its publication."""
    found = list(_anchored(around, published))
    found = [moment for moment in found if not _after(moment.value, published)]
    return _ordered(found, published)


def _anchored(around: Surroundings, published: Interval) -> Iterator[Moment]:
    told: list[When] = []
    for whens in around.whens:
        for place, when in enumerate(whens):
            values = _values(when, published, told)
            pair = _pair(around.text, whens, place)
            for value, anchor in values.items():
                features = (f"kind {when.kind}", f"anchor {anchor}", f"{when.kind} {anchor}", f"form {_form(value)}", *pair)
                yield Moment(start=when.start, end=when.end, value=value, features=features)
            if values and (context := _context(when, next(iter(values)))) is not None:
                told = [*told[-3:], context]


def _values(when: When, published: Interval, told: Sequence[When]) -> dict[str, str]:
    """What an expression may stand for, and from what that is reckoned."""
    found: dict[str, str] = {}
    before = list(reversed(told))[:_KEPT]
    if when.kind == "bare":
        when = replace(when, kind="same_year")
        for place, context in enumerate(before):
            for kind, name in (("same_year", "same"), ("next_year", "next")):
                value = replace(when, kind=kind).edtf(published, context)
                if value:
                    found.setdefault(value, f"told{place} {name}")
        value = replace(when, kind="last").edtf(published)
        if value:
            found.setdefault(value, "published")
        return found
    value = when.edtf(published)
    if value:
        found[value] = "said" if when.kind == "full" else "published"
        return found
    for place, context in enumerate(before):
        value = when.edtf(published, context)
        if value:
            found.setdefault(value, f"told{place}")
    return found


def _pair(text: str, whens: Sequence[When], place: int) -> tuple[str, ...]:
    """Whether an expression is the first or last of two that stand near one another ("from 2014 to 2016")."""
    for other, name in ((place + 1, "first"), (place - 1, "last")):
        if 0 <= other < len(whens):
            low, high = sorted((whens[place], whens[other]), key=lambda when: when.start)
            between = text[low.end : high.start]
            if len(between) <= 24:  # noqa: PLR2004 - "until the summer of"
                return (f"{name} of two", f"{name} of two {' '.join(between.split()).lower()[:12]}")
    return ()


def _context(when: When, value: str) -> When | None:
    if not value[:4].isdecimal():
        return None
    rest = value[5:7]
    month = int(rest) if rest.isdecimal() and int(rest) <= _YEAR else None
    day = when.day if when.kind == "full" and not when.feast else None
    return When(start=when.start, end=when.end, kind="full", year=int(value[:4]), month=month, day=day)


def _form(value: str) -> str:
    if "/" in value:
        return "range"
    return ("year", "month", "day")[value.count("-")] if not value[5:7].isdecimal() or int(value[5:7]) <= _YEAR else "season"


@lru_cache(maxsize=20_000)
def _known(value: str) -> Interval:
    return known_date(value)


def _after(value: str, published: Interval) -> bool:
    date = _known(value)
    return date.earliest is None or (published.latest is not None and date.earliest > published.latest)


def _ordered(found: list[Moment], published: Interval) -> list[Moment]:
    """The same with where each stands among the dates of the account, in the text and in time."""
    firm = sorted({moment.value for moment in found if "anchor said" in moment.features or "anchor published" in moment.features})
    starts = {start: place for place, start in enumerate(sorted({moment.start for moment in found}))}
    ordered = []
    for moment in found:
        date = _known(moment.value)
        inside = any(other != moment.value and _within(_known(other), date) for other in firm)
        earlier = sum(_before(_known(other), date) for other in firm)
        later = sum(_before(date, _known(other)) for other in firm)
        more = [
            f"text place {min(starts[moment.start], _ORDER)}", f"earlier {min(earlier, _ORDER)}", f"later {min(later, _ORDER)}",
            f"last {not later}", f"first {not earlier}", f"dates {min(len(firm), 8)}",
        ]  # fmt: skip
        if inside:
            more.append("told more exactly")
        if published.earliest and date.latest:
            months = (published.earliest.year - date.latest.year) * _YEAR + published.earliest.month - date.latest.month
            more.append(f"ago {sum(months > step for step in _AGES)}")
        ordered.append(replace(moment, features=(*moment.features, *more)))
    return ordered


def _within(inner: Interval, outer: Interval) -> bool:
    if inner.earliest is None or inner.latest is None or outer.earliest is None or outer.latest is None:
        return False
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest


def _before(a: Interval, b: Interval) -> bool:
    return a.latest is not None and b.earliest is not None and a.latest < b.earliest
