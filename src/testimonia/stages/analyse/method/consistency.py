"""What is said of one person, and whether all of it can be true: what contradicts itself, and what merely changed between two accounts.

Facts stay what they are (sex, birth, origin, the dates of one engagement); an age is checked against time, as the birth that it leaves.
States may change (``changes`` in study.yaml): two accounts that speak of different times may both be right about them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from testimonia.domain.decisions import Claim, Value
from testimonia.domain.results import Case, Telling
from testimonia.protocol import Variable
from testimonia.stages.analyse.method.material import Desk, Reader
from testimonia.stages.analyse.method.states import AUTO, WITHOUT, heard
from testimonia.text import Interval, format_edtf, known_date, overlaps, surely_before

BIRTH = ("birth_year", "birth-year", "age", "age_band", "age-at-interview")
"""What an account may say of a birth, as a year or an age; also the names that the shipped form gives to these questions."""
FACTS = (*BIRTH, "sex", "origin", "nationality", "joined", "left")
"""What an account may claim of a person that is one thing for one person (of one engagement); a role or a place may change."""
DATES = ("joined", "left")
ORDER = "joined, left"
"""The name of a fault that stands in one engagement: it ends before it begins."""
LONGEST_NUMBER = 4
"""Digits of an age or a year at most: more are neither."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said of a person: claimed by an account (``reader`` is None), or answered by a reader to a question of the form.

    ``by`` is who entered it, ``family`` the story that it stands in, ``when`` the time of which it speaks (that of its first publication
    where it does not say), and ``days`` what it leaves of a date, or of a birth; None where it is no date.
    """

    name: str
    telling: Telling
    by: str
    reader: Reader | None
    family: str
    when: Interval
    days: Interval | None = None

    def heard(self, layer: str) -> bool:
        """Whether it counts on a layer. Claims are entered once for all layers, so they go only with whoever entered them."""
        if self.reader is None:
            return not layer.startswith(WITHOUT) or self.by != layer.removeprefix(WITHOUT)
        return heard(layer, self.reader, self.by)


@dataclass(frozen=True, slots=True)
class Found:
    """What of some things said cannot all be true, and what changed: the tellings by what they are about."""

    contradictions: Mapping[str, tuple[Telling, ...]]
    changed: Mapping[str, tuple[Telling, ...]]


class Ledger:
    """Everything said of a study's people, by case; and what follows from any part of it."""

    def __init__(self, desk: Desk) -> None:
        """Gather it."""
        self._desk = desk
        self._variables = {variable.id: variable for variable in desk.protocol.variables if _single(variable)}
        self._claims: dict[str, list[Claim]] = defaultdict(list)
        for claim in desk.material.claims:
            if claim.variable in FACTS or claim.variable in self._variables:
                self._claims[claim.mention].append(claim)

    def said(self, case: Case, layer: str = AUTO) -> list[Said]:
        """All that is said of a case, and counts on a layer."""
        found = [self._claimed(case, claim) for mention in case.mentions for claim in self._claims.get(mention, ())]
        found += [one for name in self._variables for one in self._answered(case, name)]
        found += self._out_of_order(case)
        return [one for one in found if one.heard(layer)]

    def engagements(self, case: Case) -> int:
        """How many times the person joined, by whoever knows of most; once where nobody recorded it."""
        return max((len({one.order for one in given}) for given in self._desk.episodes.get(case.id, {}).values()), default=1) or 1

    def weigh(self, said: Sequence[Said], engagements: int = 1) -> Found:
        """What cannot all be true of one person, and what changed."""
        contradictions: dict[str, tuple[Telling, ...]] = {}
        changed: dict[str, tuple[Telling, ...]] = {}
        for name, told in _together(said).items():
            wrong, other = self._apart(name, told, engagements)
            if wrong:
                kept = told if name != _BORN else [one for one in told if one.name in {found.name for found in wrong}]
                contradictions[", ".join(sorted({one.name for one in kept}))] = _tellings(kept)
            if other:
                changed[name] = _tellings(told, in_time=True)
        return Found(contradictions, changed)

    def contradicts(self, said: Sequence[Said], engagements: int = 1) -> bool:
        """Whether anything said cannot be true beside the rest."""
        return any(self._apart(name, told, engagements)[0] for name, told in _together(said).items())

    # --- what is said

    def _claimed(self, case: Case, claim: Claim) -> Said:
        telling = Telling(
            case=case.id, account=claim.account, value=claim.value, edition=claim.edition, start=claim.start, end=claim.end, time=claim.time
        )
        return self._line(claim.variable, telling, claim.by, None)

    def _answered(self, case: Case, name: str) -> Iterator[Said]:
        """Answers of one reader who kept two; that two readers answer differently is a disagreement, and not meant here."""
        for reader, given in self._desk.values.get((case.id, name), {}).items():
            stated = [value for value in given if value.value is not None and value.episode is None]
            for value in stated if len({value.value for value in stated}) > 1 else ():
                for telling in _places(case, value):
                    yield self._line(name, telling, value.coder, reader)

    def _out_of_order(self, case: Case) -> Iterator[Said]:
        for reader, given in self._desk.episodes.get(case.id, {}).items():
            for episode in given:
                if episode.joined and episode.left and surely_before(known_date(episode.left), known_date(episode.joined)):
                    value = f"joined {episode.joined}, left {episode.left}"
                    yield self._line(ORDER, Telling(case=case.id, account=episode.account, value=value), episode.coder, reader)

    def _line(self, name: str, telling: Telling, by: str, reader: Reader | None) -> Said:
        family = self._desk.root.get(telling.account, telling.account)
        when = known_date(telling.time) if telling.time else self._told(family, telling.account)
        days = _born(name, telling.value, when) if name in BIRTH else known_date(telling.value) if self._dated(name) else None
        dated = replace(telling, time=None if when.precision == "unknown" else format_edtf(when))
        return Said(name, dated, by, reader, family, when, days)

    def _told(self, family: str, account: str) -> Interval:
        """When a story was first published: a copy a year later keeps the old words."""
        known = [known_date(self._desk.account[name].published) for name in (family, account) if name in self._desk.account]
        return next((found for found in known if found.earliest is not None), known_date(None))

    def _dated(self, name: str) -> bool:
        return name in DATES or (name in self._variables and self._variables[name].type == "date")

    # --- what can be true

    def _apart(self, name: str, told: Sequence[Said], engagements: int) -> tuple[list[Said], bool]:
        """Those that cannot all be true, and whether others differ that can because time lies between them."""
        if name == ORDER:
            return list(told), False
        if name in DATES:
            return list(told) if _needed(told) > engagements else [], False
        variable = self._variables.get(name)
        changes = variable is not None and variable.may_change
        differ = self._differ(name, variable)
        wrong: list[Said] = []
        other = False
        for one, two in combinations(told, 2):
            if not _beside(one, two) or not differ(one, two):
                continue
            if changes and not _at_once(one, two):
                other = True
            else:
                wrong += (one, two)
        return wrong, other

    def _differ(self, name: str, variable: Variable | None) -> Callable[[Said, Said], bool]:
        if name == _BORN:
            return _born_apart
        if self._dated(name):
            return _days_apart
        if variable is not None and variable.type in ("integer", "number"):
            return lambda one, two: _number_apart(one, two) if not variable.may_change else one.telling.value != two.telling.value
        return lambda one, two: one.telling.value.casefold().strip() != two.telling.value.casefold().strip()


def ledger(desk: Desk) -> Ledger:
    """The ledger of a desk, made once."""
    return desk.remembered(("ledger",), lambda: Ledger(desk))


_BORN = "born"


def _single(variable: Variable) -> bool:
    """Whether a question has one answer a person: several choices are no contradiction, and nobody words a text like another."""
    return variable.type not in ("choices", "text") and variable.per == "case"


def _together(said: Iterable[Said]) -> dict[str, list[Said]]:
    """What is compared with one another: years of birth and ages are about one thing."""
    found: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        found[_BORN if one.name in BIRTH else one.name].append(one)
    return dict(sorted(found.items()))


def _beside(one: Said, two: Said) -> bool:
    """Whether one person says both: two accounts, or one reader who kept two answers."""
    return one.reader == two.reader


def _at_once(one: Said, two: Said) -> bool:
    """Whether both speak of one time: in one story, or of one day."""
    return one.family == two.family or (one.when == two.when and one.when.precision == "day")


def _days_apart(one: Said, two: Said) -> bool:
    """Whether no day fits both dates; one that is only about right contradicts nothing."""
    known = [span for span in (one.days, two.days) if span is not None and not (span.approximate or span.uncertain)]
    return len(known) == 2 and not overlaps(*known)  # noqa: PLR2004 - both


def _born_apart(one: Said, two: Said) -> bool:
    """Whether no birth fits both; two ages at one time cannot be right whenever that was."""
    same = one.name == two.name and one.name not in ("birth_year", "birth-year") and _at_once(one, two) and one.when == two.when
    if same and one.telling.value.isdecimal() and two.telling.value.isdecimal():
        return one.telling.value != two.telling.value
    return _days_apart(one, two)


def _number_apart(one: Said, two: Said) -> bool:
    """A number may grow between two publications by the years that lie between them (and one, for birthdays)."""
    return one.telling.value != two.telling.value and not _grown(one, two) and not _grown(two, one)


def _grown(one: Said, two: Said) -> bool:
    first, second = one.when.earliest, two.when.earliest
    if first is None or second is None or first.year >= second.year:
        return False
    try:
        return 0 <= float(two.telling.value) - float(one.telling.value) <= second.year - first.year + 1
    except ValueError:  # a claim may say anything
        return False


def _born(name: str, value: str, when: Interval) -> Interval | None:
    """The days of birth that a year, an age or a band of ages ("20-29") leaves; None where it says neither."""
    least, dash, most = value.strip().partition("-")
    most = most if dash else least
    if (dash and name != "age_band") or not all(number.isdecimal() and len(number) <= LONGEST_NUMBER for number in (least, most)):
        return None
    if name in ("birth_year", "birth-year"):
        found = known_date(f"{int(least):04d}")
        return found if found.earliest is not None else None
    if when.earliest is None or when.latest is None:
        return None
    try:
        first, last = _years_before(when.earliest, int(most) + 1) + timedelta(days=1), _years_before(when.latest, int(least))
    except (ValueError, OverflowError):
        return None
    return Interval(first, last, "interval", when.approximate, when.uncertain)


def _years_before(day: date, years: int) -> date:
    """The same day that many years before; of a leap day the day after, which is the later birthday."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def _needed(told: Sequence[Said]) -> int:
    """How many days it takes at least so that each of some dates has its day: one engagement has one."""
    spans = [span for one in told if (span := one.days) is not None and not (span.approximate or span.uncertain)]
    known = sorted(
        ((span.earliest or date.min, span.latest or date.max) for span in spans if span.precision != "unknown"), key=lambda ends: ends[1]
    )
    many, reached = 0, date.min
    for first, last in known:
        if not many or first > reached:
            many, reached = many + 1, last
    return many


def _places(case: Case, value: Value) -> list[Telling]:
    """Where an answer stands."""
    found = [
        Telling(case=case.id, account=place.account, value=value.value or "", edition=place.edition, start=place.start, end=place.end)
        for place in value.passages
    ]
    return found or [Telling(case=case.id, account=value.account, value=value.value or "")]


def _tellings(said: Iterable[Said], *, in_time: bool = False) -> tuple[Telling, ...]:
    def place(one: Telling) -> tuple[str, str, str, int]:
        return (one.time or "~" if in_time else "", one.value, one.account, one.start or 0)

    return tuple(sorted({one.telling for one in said}, key=place))
