"""How far the stories bear one another out, and where they contradict themselves.

Two cases that rest on accounts of one family are no two witnesses: whoever wrote the one wrote the other. A contradiction is listed with
its passages and decides nothing; mostly it is a slip in copying, and both versions are kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from testimonia.domain.decisions import Claim, Value
from testimonia.domain.partition import Partition
from testimonia.domain.results import Case, Measure, Telling
from testimonia.domain.vocabulary import Stance
from testimonia.errors import InputError
from testimonia.stages.analyse.method.frame import Frame
from testimonia.stages.analyse.method.intervals import wilson
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.subjects import Item, items_of
from testimonia.text import Interval, parse_edtf, surely_before

FACTS = ("birth_year", "sex", "origin", "nationality", "joined", "left")
"""What an account may claim of a person that is one thing for one person (of one engagement); an age changes, a role may."""
DATES = ("joined", "left")


def credibility(desk: Desk, frame: Frame) -> list[Measure]:
    """For each thing counted how many independent stories tell it; then every case whose accounts or answers contradict one another."""
    plan = frame.plan
    if plan.subject is None:
        return []
    items = [item for item in items_of(desk, plan.subject, frame.cases, plan.layer) if item.states]
    rows = [row for item in items for row in (_corroboration(desk, frame, item), _twice(desk, frame, item)) if row is not None]
    return rows + _contradictions(desk, frame) if items else []


# --- what is borne out


def _corroboration(desk: Desk, frame: Frame, item: Item) -> Measure:
    told = sorted(item.affirming())
    groups = independent(told, {name: _families(desk, desk.case(name)) for name in told})
    largest = max(groups, key=len, default=())
    note = "" if len(groups) == len(told) else f"{len(told) - len(groups)} rest on a family that another rests on"
    return frame.row(
        "corroboration", item=item.name, unit="count", estimate=float(len(groups)), k=len(groups), n=len(told), method="families of accounts",
        denominator="stated", evidence=tuple(told), against=largest if len(largest) > 1 else (), note=note,
    )  # fmt: skip


def independent(cases: Sequence[str], families: Mapping[str, Iterable[str]]) -> Sequence[tuple[str, ...]]:
    """The cases in groups of those that share families, directly or through others: each group is one witness."""
    groups = Partition(cases)
    first: dict[str, str] = {}
    for case in cases:
        for family in families[case]:
            groups.join(case, first.setdefault(family, case))
    return groups.groups()


def _families(desk: Desk, case: Case) -> frozenset[str]:
    return frozenset(desk.root.get(account, account) for account in case.accounts)


def _twice(desk: Desk, frame: Frame, item: Item) -> Measure | None:
    """Of the cases that have a code, how many tell it in accounts of two families: the same person, heard twice."""
    book, _, code = item.name.partition(":")
    told = sorted(item.affirming())
    if not code or not told:
        return None
    again = []
    for case in told:
        by_reader = desk.codings.get((case, book, code), {})
        affirming = [one.account for found in by_reader.values() for one in found if one.stance is Stance.AFFIRMS]
        if len({desk.root.get(account, account) for account in affirming}) > 1:
            again.append(case)
    low, high = wilson(len(again), len(told), frame.plan.level)
    return frame.row(
        "told-twice", item=item.name, unit="share", estimate=len(again) / len(told), low=low, high=high, k=len(again), n=len(told),
        method=f"wilson {frame.plan.level:.0%}", denominator="stated", evidence=tuple(again),
    )  # fmt: skip


# --- what contradicts itself


def _contradictions(desk: Desk, frame: Frame) -> list[Measure]:
    claims: dict[str, list[Claim]] = defaultdict(list)
    of_mention = {mention: case.id for case in frame.cases for mention in case.mentions}
    for claim in desk.material.claims:
        if claim.mention in of_mention and claim.variable in FACTS:
            claims[of_mention[claim.mention]].append(claim)
    rows = [row for case in frame.cases for row in _of_case(desk, frame, case, claims.get(case.id, []))]
    cases = tuple(sorted({case for row in rows for case in row.evidence}))
    n = len(frame.cases)
    if not n:
        return rows
    low, high = wilson(len(cases), n, frame.plan.level)
    whole = frame.row(
        "contradictions", unit="share", estimate=len(cases) / n, low=low, high=high, k=len(cases), n=n,
        method=f"wilson {frame.plan.level:.0%}", evidence=cases, note="Cases with any contradiction listed here, of all cases.",
    )  # fmt: skip
    return [whole, *rows]


def _of_case(desk: Desk, frame: Frame, case: Case, claims: Sequence[Claim]) -> list[Measure]:
    said: dict[str, list[Telling]] = defaultdict(list)
    for claim in claims:
        said[claim.variable].append(
            Telling(case=case.id, account=claim.account, value=claim.value, edition=claim.edition, start=claim.start, end=claim.end)
        )
    for variable in desk.protocol.variables:
        if variable.type not in ("choices", "text"):
            said[variable.id] += _answers(case, desk.values.get((case.id, variable.id), {}).values())
    dates = {variable.id for variable in desk.protocol.variables if variable.type == "date"}.union(DATES)
    numbers = {variable.id for variable in desk.protocol.variables if variable.type in ("integer", "number")}
    rows = []
    for name, tellings in sorted(said.items()):
        differ = _differing(desk, tellings, as_dates=name in dates, as_numbers=name in numbers)
        if differ:
            rows.append(_contradiction(desk, frame, case, name, differ))
    return rows + _order(desk, frame, case)


def _answers(case: Case, by_reader: Iterable[Sequence[Value]]) -> list[Telling]:
    """Answers of one person that contradict one another; that two people answer differently is a disagreement, and not meant here."""
    found: list[Telling] = []
    for given in by_reader:
        stated = [value for value in given if value.value is not None and value.episode is None]
        if len({value.value for value in stated}) > 1:
            found += [telling for value in stated for telling in _telling(case, value)]
    return found


def _telling(case: Case, value: Value) -> list[Telling]:
    places = [
        Telling(case=case.id, account=p.account, value=value.value or "", edition=p.edition, start=p.start, end=p.end)
        for p in value.passages
    ]
    return places or [Telling(case=case.id, account=value.account, value=value.value or "")]


def _differing(desk: Desk, tellings: Sequence[Telling], *, as_dates: bool, as_numbers: bool) -> list[Telling]:
    """All tellings, if two of them cannot both be true; dates can if some day fits both, and people grow older between two interviews."""
    distinct = sorted({telling.value for telling in tellings})
    if as_dates:
        spans = [found for value in distinct if (found := _read(value)) is not None]
        clash = any(surely_before(a, b) or surely_before(b, a) for a, b in combinations(spans, 2))
    elif as_numbers:
        clash = any(not _grown(desk, a, b) and not _grown(desk, b, a) for a, b in combinations(tellings, 2) if a.value != b.value)
    else:
        clash = len({value.casefold().strip() for value in distinct}) > 1
    return sorted(set(tellings), key=lambda one: (one.value, one.account, one.start or 0)) if clash else []


def _grown(desk: Desk, a: Telling, b: Telling) -> bool:
    """Whether b, published in a later year, gives a number that is larger by no more than the years between (and one, for birthdays)."""
    years = [desk.account[one.account].published for one in (a, b) if one.account in desk.account]
    known = [int(year[:4]) for year in years if year and year[:4].isdigit()]
    if len(known) < 2 or known[0] >= known[1]:  # noqa: PLR2004 - two accounts
        return False
    return 0 <= float(b.value) - float(a.value) <= known[1] - known[0] + 1


def _contradiction(desk: Desk, frame: Frame, case: Case, name: str, tellings: Sequence[Telling]) -> Measure:
    values = {telling.value for telling in tellings}
    families = {desk.root.get(telling.account, telling.account) for telling in tellings}
    return frame.row(
        "contradiction", item=name, group=case.id, unit="count", estimate=float(len(values)), k=len(values), n=len(tellings), method="count",
        denominator="stated", evidence=(case.id,), tellings=tuple(tellings),
        note="within one family of accounts: mostly a slip in copying" if len(families) == 1 else f"between {len(families)} families",
    )  # fmt: skip


def _order(desk: Desk, frame: Frame, case: Case) -> list[Measure]:
    """Episodes that end before they begin."""
    wrong = {
        (episode.account, episode.joined or "", episode.left or "")
        for given in desk.episodes.get(case.id, {}).values()
        for episode in given
        if (joined := _read(episode.joined)) is not None and (left := _read(episode.left)) is not None and surely_before(left, joined)
    }
    if not wrong:
        return []
    tellings = tuple(
        Telling(case=case.id, account=account, value=f"joined {joined}, left {left}") for account, joined, left in sorted(wrong)
    )
    return [
        frame.row(
            "contradiction", item="joined, left", group=case.id, unit="count", estimate=float(len(wrong)), k=len(wrong), n=len(wrong),
            method="count", denominator="stated", evidence=(case.id,), tellings=tellings, note="left before having joined",
        )
    ]  # fmt: skip


def _read(text: str | None) -> Interval | None:
    try:
        return parse_edtf(text) if text else None
    except InputError:
        return None
