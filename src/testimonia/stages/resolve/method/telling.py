"""From mentions and claims to what is compared of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from testimonia.domain.decisions import Claim, Mention
from testimonia.domain.evidence import Account
from testimonia.domain.results import Reuse
from testimonia.domain.vocabulary import Identity
from testimonia.errors import InputError
from testimonia.stages.resolve.method.profiles import Profile, Span
from testimonia.text import fold, parse_edtf

# What a claim may be called: the words of the method, and the questions of the shipped form that ask the same.
SEX = frozenset({"sex"})
ORIGIN = frozenset({"origin", "origin-country"})
AGE = frozenset({"age", "age-at-interview"})
AGE_AT_EVENT = frozenset({"age_at_event", "age-at-joining"})
BIRTH_YEAR = frozenset({"birth_year", "birth-year"})
GROUP = frozenset({"group"})
PLACE = frozenset({"place"})
JOINED, LEFT = frozenset({"joined"}), frozenset({"left"})

_NAMELESS = frozenset({Identity.ANONYMOUS, Identity.CONVENTIONAL_PSEUDONYM})
"""Names that an outlet invented, or descriptions: they say nothing about who is meant."""
YEAR_DIGITS = 4
"""Digits of an age or a year at most: more are no year, and Python refuses to read thousands of them."""
LONGEST = 200 * 366
"""Days: an interval without an end is cut here, so that arithmetic stays finite."""


def profiles(mentions: Sequence[Mention], claims: Iterable[Claim], accounts: Mapping[str, Account]) -> list[Profile]:
    """What each mention is compared by, in the order of the mentions.

    Shared passages are not in it: see :func:`shared_between`. A claim that cannot be read as what it should be says nothing.
    """
    by_mention: dict[str, list[Claim]] = {}
    for claim in claims:
        by_mention.setdefault(claim.mention, []).append(claim)
    return [_profile(mention, by_mention.get(mention.id, ()), accounts[mention.account]) for mention in mentions]


def _profile(mention: Mention, claims: Sequence[Claim], account: Account) -> Profile:
    return Profile(
        mention=mention.id,
        account=mention.account,
        labels=() if mention.identity in _NAMELESS else (mention.label,),
        sex=_only(fold(claim.value) for claim in claims if claim.variable in SEX),
        born=_narrowest(_born(claim, account.published) for claim in claims),
        origins=frozenset(claim.value.upper() for claim in claims if claim.variable in ORIGIN),
        groups=frozenset(fold(claim.value) for claim in claims if claim.variable in GROUP),
        joined=_narrowest(_days(claim.value) for claim in claims if claim.variable in JOINED),
        left=_narrowest(_days(claim.value) for claim in claims if claim.variable in LEFT),
        places=frozenset(fold(claim.value) for claim in claims if claim.variable in PLACE),
    )


def _only(values: Iterable[str]) -> str | None:
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _narrowest(spans: Iterable[Span | None]) -> Span | None:
    """The span that says most; where two claims contradict one another, neither is believed."""
    told = [span for span in spans if span is not None]
    if not told or max(span[0] for span in told) > min(span[1] for span in told):
        return None
    return min(told, key=lambda span: (span[1] - span[0], span))


def _born(claim: Claim, published: str | None) -> Span | None:
    """Years of birth that a stated year, or an age at a time, leaves."""
    told = claim.value.strip()
    if not told.isdecimal() or len(told) > YEAR_DIGITS:
        return None
    number = int(told)
    if claim.variable in BIRTH_YEAR:
        return float(number), float(number)
    if claim.variable in AGE:
        when = _days(claim.time or published or "")
    elif claim.variable in AGE_AT_EVENT:
        when = _days(claim.time or "")
    else:
        return None
    if when is None or when[1] - when[0] >= LONGEST:
        return None
    return float(date.fromordinal(int(when[0])).year - number - 1), float(date.fromordinal(int(when[1])).year - number)


def _days(text: str) -> Span | None:
    try:
        when = parse_edtf(text)
    except InputError:
        return None
    if when.earliest is None and when.latest is None:
        return None
    earliest = when.earliest.toordinal() if when.earliest else max(1, when.latest.toordinal() - LONGEST) if when.latest else 1
    latest = when.latest.toordinal() if when.latest else min(date.max.toordinal(), earliest + LONGEST)
    return float(earliest), float(latest)


def shared_between(mentions: Sequence[Mention], reuse: Iterable[Reuse]) -> list[frozenset[str]]:
    """For each mention the shared passages that it and a mention of another account both stand in: those tell of one person."""
    places: dict[str, list[int]] = {}
    for number, mention in enumerate(mentions):
        if mention.start is not None:
            places.setdefault(mention.account, []).append(number)
    found: list[set[str]] = [set() for _ in mentions]
    for pair in reuse:
        if pair.a not in places or pair.b not in places:
            continue
        for number, passage in enumerate(pair.passages):
            here = [at for at in places[pair.a] if _within(mentions[at], passage.a_edition, passage.a_start, passage.a_end)]
            there = [at for at in places[pair.b] if _within(mentions[at], passage.b_edition, passage.b_start, passage.b_end)]
            if len(here) == len(there) == 1:  # a passage about several people says nothing about which is which
                for at in (*here, *there):
                    found[at].add(f"{pair.a} {pair.b} {number}")
    return [frozenset(passages) for passages in found]


def _within(mention: Mention, edition: str, start: int, end: int) -> bool:
    return (
        mention.edition == edition
        and mention.start is not None
        and mention.end is not None
        and start <= mention.start
        and mention.end <= end
    )
