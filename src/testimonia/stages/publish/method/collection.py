"""What was collected, and how many stories stand behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from testimonia.domain.evidence import Account
from testimonia.domain.storymap import Publication, Spread, StoryMap, story_map
from testimonia.domain.vocabulary import AccountState
from testimonia.stages.publish.method.facts import Facts
from testimonia.text import known_date

Tally = tuple[tuple[str, int], ...]
_FORMATS = {
    "text/html": "HTML",
    "application/xhtml+xml": "HTML",
    "text/plain": "plain text",
    "text/markdown": "Markdown",
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word (DOCX)",
    "application/vnd.oasis.opendocument.text": "OpenDocument (ODT)",
    "application/rtf": "RTF",
    "application/epub+zip": "EPUB",
    "message/rfc822": "e-mail",
    "multipart/related": "web archive (MHTML)",
    "text/vtt": "captions (VTT)",
    "application/x-subrip": "captions (SRT)",
    "application/warc": "web archive (WARC)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Accounts by state, language and format (largest first), the span of their dates, and how many have none."""

    accounts: int
    states: Tally
    languages: Tally
    formats: Tally
    first: str | None
    last: str | None
    undated: int
    words: int
    failed: tuple[Account, ...]
    failures: Tally
    outlets: int


def collection(facts: Facts) -> Collection:
    """Count what was collected."""
    readable = [account for account in facts.accounts if account.state is not AccountState.FAILED]
    failed = tuple(account for account in facts.accounts if account.state is AccountState.FAILED)
    media = {capture.account: capture.media_type for capture in reversed(facts.captures)}
    dated = sorted(pair for account in readable if (pair := _dated(account)) is not None)
    return Collection(
        accounts=len(facts.accounts),
        states=_tally(account.state.value for account in facts.accounts),
        languages=_tally(account.language or "" for account in readable),
        formats=_tally(_format(account, media.get(account.id, "")) for account in facts.accounts),
        first=dated[0][1] if dated else None,
        last=dated[-1][1] if dated else None,
        undated=len(readable) - len(dated),
        words=sum(account.words for account in readable),
        failed=failed,
        failures=_tally(account.reason or "no reason kept" for account in failed),
        outlets=len({account.outlet for account in readable if account.outlet}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Yield:
    """What the searches found: per search the accounts that it found and those that no other found; how many were found more than once.

    ``duplicates`` is what PRISMA's flow calls "duplicate records removed": findings beyond the first of each account.
    """

    found: Mapping[str, int]
    alone: Mapping[str, int]
    accounts: int
    several: int
    duplicates: int


def searched(facts: Facts) -> Yield:
    """Count what the searches of the study found, as far as it was collected."""
    here = {account.id for account in facts.accounts}
    by_account: dict[str, set[str]] = {}
    for finding in facts.found_by:
        if finding.account in here:
            by_account.setdefault(finding.account, set()).add(finding.search)
    return Yield(
        found=Counter(search for searches in by_account.values() for search in searches),
        alone=Counter(next(iter(searches)) for searches in by_account.values() if len(searches) == 1),
        accounts=len(by_account),
        several=sum(len(searches) > 1 for searches in by_account.values()),
        duplicates=sum(len(searches) - 1 for searches in by_account.values()),
    )


def stories(facts: Facts) -> StoryMap:
    """The map of all stories told by accounts that could be read."""
    told = {}
    for account in facts.accounts:
        if account.state is not AccountState.FAILED:
            when = known_date(account.published)
            told[account.id] = Publication.of(account, when.earliest, when.latest)
    return story_map(facts.families, told)


def sizes(told: Iterable[Spread]) -> tuple[tuple[int, int], ...]:
    """How many stories were told by how many accounts: (accounts, stories), fewest accounts first."""
    return tuple(sorted(Counter(story.accounts for story in told).items()))


def _dated(account: Account) -> tuple[str, str] | None:
    """A sorting key and the date as it stands; None where the account has none that can be ordered."""
    interval = known_date(account.published)
    if interval.earliest is None:
        return None
    return interval.earliest.isoformat(), account.published or ""


def _format(account: Account, media_type: str) -> str:
    plain = media_type.partition(";")[0].strip().lower()
    if plain in _FORMATS:
        return _FORMATS[plain]
    return plain or PurePosixPath(account.origin).suffix.lstrip(".").lower() or "unknown"


def _tally(names: Iterable[str]) -> Tally:
    return tuple(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))
