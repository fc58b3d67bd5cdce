"""From mentions and claims to what is compared of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from testimonia.domain.decisions import Claim, Mention
from testimonia.domain.evidence import Account
from testimonia.domain.partition import Pair
from testimonia.domain.results import Family, Relation, Reuse
from testimonia.domain.vocabulary import Identity, ProposalStatus, RelationKind
from testimonia.errors import InputError
from testimonia.stages.resolve.method.profiles import Profile, Span
from testimonia.text import fold, parse_edtf

# What a claim may be called: the words of the method, and the questions of the shipped form that ask the same.
SEX = frozenset({"sex"})
ORIGIN = frozenset({"origin", "origin-country"})
AGE = frozenset({"age", "age-at-interview"})
AGE_BAND = frozenset({"age_band"})
AGE_AT_EVENT = frozenset({"age_at_event", "age-at-joining"})
BIRTH_YEAR = frozenset({"birth_year", "birth-year"})
GROUP = frozenset({"group"})
ROLE = frozenset({"role"})
PLACE = frozenset({"place"})
JOINED, LEFT = frozenset({"joined"}), frozenset({"left"})

_NAMELESS = frozenset({Identity.ANONYMOUS, Identity.CONVENTIONAL_PSEUDONYM})
"""Names that an outlet invented, or descriptions: they say nothing about who is meant."""
YEAR_DIGITS = 4
"""Digits of an age or a year at most: more are no year, and Python refuses to read thousands of them."""
SHORTEST = 4
"""Letters of a word that may name a task: shorter ones are "of" and "the" in most languages."""
_NO_TASKS = frozenset({"then", "with", "from", "later", "puis", "dann", "spater", "luego", "kemudian"})
_WORD = re.compile(r"[^\W\d_]+")
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
        named=mention.identity is Identity.FULL_NAME,
        sex=_only(fold(claim.value) for claim in claims if claim.variable in SEX),
        born=_narrowest(_born(claim, account.published) for claim in claims),
        origins=frozenset(claim.value.upper() for claim in claims if claim.variable in ORIGIN),
        groups=frozenset(fold(claim.value) for claim in claims if claim.variable in GROUP),
        roles=frozenset(word for claim in claims if claim.variable in ROLE for word in _tasks(claim.value)),
        joined=_narrowest(_days(claim.value) for claim in claims if claim.variable in JOINED),
        left=_narrowest(_days(claim.value) for claim in claims if claim.variable in LEFT),
        places=frozenset(fold(claim.value) for claim in claims if claim.variable in PLACE),
    )


def _tasks(value: str) -> list[str]:
    """The words of a role that may name a task."""
    return [word for word in _WORD.findall(fold(value)) if len(word) >= SHORTEST and word not in _NO_TASKS]


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
    youngest, dash, oldest = claim.value.strip().partition("-")
    oldest = oldest if dash else youngest
    if dash and claim.variable not in AGE_BAND:
        return None
    if not all(number.isdecimal() and len(number) <= YEAR_DIGITS for number in (youngest, oldest)):
        return None
    least, most = int(youngest), int(oldest)
    if claim.variable in BIRTH_YEAR:
        return float(least), float(least)
    if claim.variable in AGE | AGE_BAND:
        when = _days(claim.time or published or "")
    elif claim.variable in AGE_AT_EVENT:
        when = _days(claim.time or "")
    else:
        return None
    if when is None or when[1] - when[0] >= LONGEST:
        return None
    return float(date.fromordinal(int(when[0])).year - most - 1), float(date.fromordinal(int(when[1])).year - least)


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


def stories_of(accounts: Iterable[str], families: Iterable[Family], relations: Iterable[Relation]) -> dict[str, frozenset[str]]:
    """What each account tells: the story of its family, and each that it shares with another account.

    What a person rejected does not count, nor a quotation that nobody has confirmed: a turn of speech is quoted from nobody.
    """
    told = {account: {account} for account in accounts}
    for family in families:
        for account in family.accounts:
            told.setdefault(account, set()).add(family.root)
    for edge in relations:
        sure = edge.status is ProposalStatus.ACCEPTED or edge.kind is not RelationKind.QUOTATION
        if sure and edge.status is not ProposalStatus.REJECTED:
            for account in (edge.a, edge.b):
                told.setdefault(account, set()).add(f"{edge.a} {edge.b}")
    return {account: frozenset(stories) for account, stories in told.items()}


def shared_between(
    mentions: Sequence[Mention], everybody: Iterable[Mention], reuse: Iterable[Reuse], doubtful: Collection[Pair]
) -> list[frozenset[str]]:
    """For each mention the shared passages that tell of it and of a mention of another account: those tell of one person.

    A passage tells of the one of ``everybody`` (who counts) in the account whom it names, else of the one named last before it. Where it
    names several, nobody knows which is which. Bystanders are left out: what is copied of an account are the words of its person. In a
    quotation that nobody has confirmed (``doubtful``), which may be a turn of speech, it must name them.
    """
    places: dict[tuple[str, str], list[Mention]] = {}
    for mention in everybody:
        if mention.start is not None and mention.edition is not None:
            places.setdefault((mention.account, mention.edition), []).append(mention)
    for named in places.values():
        named.sort(key=lambda mention: (mention.start or 0, mention.id))
    found: dict[str, set[str]] = {mention.id: set() for mention in mentions}
    for pair in reuse:
        for number, passage in enumerate(pair.passages):
            sure = (pair.a, pair.b) not in doubtful
            here = _told_of(places.get((pair.a, passage.a_edition), ()), passage.a_start, passage.a_end, before=sure)
            there = _told_of(places.get((pair.b, passage.b_edition), ()), passage.b_start, passage.b_end, before=sure)
            if here in found and there in found:
                for name in (here, there):
                    found[name].add(f"{pair.a} {pair.b} {number}")
    return [frozenset(found[mention.id]) for mention in mentions]


def _told_of(named: Sequence[Mention], start: int, end: int, *, before: bool) -> str | None:
    within = [one.id for one in named if one.start is not None and one.end is not None and start <= one.start and one.end <= end]
    if within or not before:
        return within[0] if len(within) == 1 else None
    last = [one.id for one in named if one.start is not None and one.start < start]
    return last[-1] if last else None
