"""The story map: how many stories stand behind how many accounts, and how each spread over time and outlets.

Counted from families alone, so that it is there before anything is screened or coded. Counts of accounts are free to be published; titles
and outlets are the caller's to leave out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from testimonia.domain.evidence import Account
from testimonia.domain.results import Family

MOST_PERIODS = 60  # columns of a figure: five years by month, fifteen by quarter, else by year


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One account as the map sees it: when it was published (EDTF; first and last possible day, None: not known), where, in which language."""

    account: str
    outlet: str = ""
    language: str = ""
    published: str = ""
    earliest: date | None = None
    latest: date | None = None

    @classmethod
    def of(cls, account: Account, earliest: date | None, latest: date | None) -> Publication:
        """What the map needs of an account whose date of publication has these bounds."""
        return cls(
            account=account.id, outlet=account.outlet or "", language=account.language or "",
            published=account.published or "", earliest=earliest, latest=latest,
        )  # fmt: skip

    @property
    def dated(self) -> bool:
        """Whether it can be put on a scale of time at all: by year or better."""
        return self.earliest is not None and self.latest is not None and (self.latest - self.earliest).days < _A_YEAR

    @property
    def on(self) -> str:
        """When it was published, as exactly as it is known."""
        return self.published or (self.place.isoformat() if self.dated else "")

    @property
    def place(self) -> date:
        """Where it stands on a scale of time: the middle of the days on which it may have been published."""
        if self.earliest is None or self.latest is None:
            return date.max
        return date.fromordinal((self.earliest.toordinal() + self.latest.toordinal()) // 2)


_A_YEAR = 366  # days: a date as vague as a decade belongs in no column


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """One story: its family and root, its accounts by date, and what can be counted of them.

    ``first`` and ``last`` are the days of the earliest and the latest dated account; ``days`` from one to the other.
    """

    family: str
    root: str
    tellings: tuple[Publication, ...]
    outlets: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    undated: int

    @property
    def accounts(self) -> int:
        """How many accounts tell it."""
        return len(self.tellings)

    @property
    def dated(self) -> tuple[Publication, ...]:
        """Its dated accounts, earliest first."""
        return tuple(telling for telling in self.tellings if telling.dated)

    @property
    def days(self) -> int | None:
        """Days from its first dated account to its last; None with fewer than two."""
        dated = self.dated
        return (dated[-1].place - dated[0].place).days if len(dated) > 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMap:
    """All stories, those told most often first (then by their first publication); ``accounts`` counts the accounts in them.

    ``unit`` is that of ``periods`` (month, quarter or year): for each, how many stories were told for the first time, and how many
    accounts repeated one; ``undated`` counts the accounts without a date that could be put there.
    """

    accounts: int
    stories: tuple[Spread, ...]
    unit: str
    periods: tuple[tuple[str, int, int], ...]
    undated: int

    @property
    def repeated(self) -> tuple[Spread, ...]:
        """Stories told by more than one account."""
        return tuple(story for story in self.stories if story.accounts > 1)


def story_map(families: Iterable[Family], publications: Mapping[str, Publication]) -> StoryMap:
    """Draw the map of these families; accounts that are not among ``publications`` (not readable, withdrawn) are left out.

    Of a story, the account published first is its first telling; without dates the root is. Pure; n log n.
    """
    found = [spread for family in families if (spread := spread_of(family, publications)) is not None]
    ordered = tuple(sorted(found, key=lambda story: (-story.accounts, story.dated[0].place if story.dated else date.max, story.root)))
    unit, periods = _periods(ordered)
    return StoryMap(
        accounts=sum(story.accounts for story in ordered),
        stories=ordered,
        unit=unit,
        periods=periods,
        undated=sum(story.undated for story in ordered),
    )


def spread_of(family: Family, publications: Mapping[str, Publication]) -> Spread | None:
    """One story of the map; None where none of its accounts is among ``publications``."""
    told = [publications[name] for name in family.accounts if name in publications]
    if not told:
        return None
    # Of two accounts of one day the root comes first.
    told.sort(key=lambda telling: (not telling.dated, telling.place, telling.account != family.root, telling.account))
    return Spread(
        family=family.id,
        root=family.root,
        tellings=tuple(told),
        outlets=_tally(telling.outlet for telling in told if telling.outlet),
        languages=_tally(telling.language for telling in told if telling.language),
        undated=sum(not telling.dated for telling in told),
    )


def _tally(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    listed = list(names)
    if len(listed) <= 1:  # most stories of a large library are told once
        return ((listed[0], 1),) if listed else ()
    return tuple(sorted(Counter(listed).items(), key=lambda pair: (-pair[1], pair[0])))


def _periods(stories: Sequence[Spread]) -> tuple[str, tuple[tuple[str, int, int], ...]]:
    """First tellings and repeats by the finest unit that gives few enough columns; every period between the first and the last."""
    dated = [(telling, n == 0) for story in stories for n, telling in enumerate(story.dated)]
    if not dated:
        return "month", ()
    low, high = min(telling.place for telling, _ in dated), max(telling.place for telling, _ in dated)
    # A date known by its year alone stands in the middle of the year: in no month truly.
    coarse = any((telling.latest - telling.earliest).days > _A_QUARTER for telling, _ in dated if telling.latest and telling.earliest)
    unit = next(
        (name for name, size in _UNITS if (name == "year" or not coarse) and _number(high, size) - _number(low, size) < MOST_PERIODS),
        "year",
    )
    size = dict(_UNITS)[unit]
    first = Counter(_number(telling.place, size) for telling, begins in dated if begins)
    again = Counter(_number(telling.place, size) for telling, begins in dated if not begins)
    numbers = range(_number(low, size), _number(high, size) + 1)
    return unit, tuple((_name(number, size), first[number], again[number]) for number in numbers)


_UNITS = (("month", 1), ("quarter", 3), ("year", 12))  # months
_A_QUARTER = 92  # days


def _number(day: date, size: int) -> int:
    return (day.year * 12 + day.month - 1) // size


def _name(number: int, size: int) -> str:
    year, part = divmod(number * size, 12)
    if size == 1:
        return f"{year:04d}-{part + 1:02d}"
    return f"{year:04d}-Q{part // 3 + 1}" if size == _UNITS[1][1] else f"{year:04d}"
