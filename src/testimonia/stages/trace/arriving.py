"""A few accounts came in since the last full tracing of a large library: what they share with it is told at once, provisionally."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from testimonia.domain.evidence import Account
from testimonia.domain.report import Progress
from testimonia.domain.results import Reuse
from testimonia.domain.vocabulary import Direction, RelationKind
from testimonia.stages.trace.method.arrivals import neighbours
from testimonia.stages.trace.method.provisional import provisional_reuse
from testimonia.stages.trace.method.texts import Item, Source
from testimonia.stages.trace.params import TraceParams
from testimonia.stages.trace.standing import kept
from testimonia.store.overview import last_family, main_editions
from testimonia.study import Study, View

LARGE = 2_000  # accounts from which a full tracing takes seconds; below, it is done at once
FEW = 20  # accounts that are looked at one by one; more are worth a full tracing


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One account that came in, and the relation that says most about it (None: it shares nothing); ``family`` is how large the other's family is."""

    account: str
    title: str
    kind: str | None = None
    direction: str | None = None
    other: str | None = None
    other_title: str = ""
    containment: float = 0.0
    matched_words: int = 0
    relations: int = 0
    family: int = 0
    joins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalsReport:
    """What came in since the last full tracing. Provisional: nothing is recorded, and the results of tracing stay out of date."""

    accounts: int
    seconds: float
    arrivals: tuple[Arrival, ...]
    reuse: tuple[Reuse, ...]

    WORDS: ClassVar[dict[str, str]] = {
        "reprint": "a reprint",
        "excerpt": "an excerpt",
        "quotation": "a quotation",
        "shared_origin": "of shared origin",
    }

    def lines(self) -> list[str]:
        """The report in words."""
        count = len(self.arrivals)
        said = [f"{count} account{'s' if count > 1 else ''} came in since the last full tracing; compared with {self.accounts:,}."]
        for one in self.arrivals:
            name = one.title or one.account
            if one.kind is None:
                said.append(f"  {name}: shares no passage with any other account; a story of its own.")
                continue
            way = {"a_to_b": "taken from", "b_to_a": "taken by", "common": "as also in", "undecided": "with"}[one.direction or "undecided"]
            family = (f"; would join its family of {one.family}" if one.family > 1 else "; would be one story with it") if one.joins else ""
            said.append(
                f"  {name}: {self.WORDS[one.kind]}, {way} {one.other_title or one.other} "
                f"({one.matched_words} words, {one.containment:.0%} of the shorter){family}."
            )
            if one.relations > 1:
                said.append(f"    shares passages with {one.relations} accounts in all")
        return [
            *said,
            "Provisional: nothing is recorded until the next full tracing (`testimonia trace DIR --full`, or `testimonia run DIR`).",
        ]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "provisional": True,
            "accounts": self.accounts,
            "seconds": round(self.seconds, 3),
            "arrivals": [{name: getattr(one, name) for name in Arrival.__slots__} for one in self.arrivals],
        }


def arrivals(study: Study, params: TraceParams, made_with: str, progress: Progress) -> ArrivalsReport | None:
    """What the few accounts that came in share with the others; None where a full tracing is called for.

    That is: the library is small, nothing came in or too much, something else changed, or there is no index.
    """
    begun = time.monotonic()
    found = kept(study.folder / "cache")
    if found is None or found.made_with != made_with or len(found.standing.accounts) < LARGE:
        return None
    standing = found.standing
    with study.read_as_machine() as view:
        present = main_editions(view.connection)
        before = dict(zip(standing.accounts, standing.editions, strict=True))
        new = sorted(present.keys() - before.keys())
        if not 0 < len(new) <= FEW or any(present.get(account) != edition for account, edition in before.items()):
            return None
        progress(0, len(new), "comparing accounts")
        sources = {name: source for name in new if (source := _source(view, name)) is not None}
        near = {standing.accounts[n] for source in list(sources.values()) for n in neighbours(standing, source.text, params)}
        sources |= {name: source for name in sorted(near) if (source := _source(view, name)) is not None}
        reuse = provisional_reuse(standing, list(sources.values()), new, params)
        progress(len(new), len(new), "comparing accounts")
        rules = study.protocol.acceptance
        threshold = rules.join_family_containment if rules.join_families else 2.0
        told = tuple(_arrival(view, name, sources, reuse, threshold) for name in new)
    return ArrivalsReport(accounts=len(before), seconds=time.monotonic() - begun, arrivals=told, reuse=reuse)


def _source(view: View, name: str) -> Source | None:
    account = view.account(name)
    edition = view.edition(account.main) if account and account.main else None
    return Source(item_of(account), edition.text) if account and edition else None


def item_of(account: Account) -> Item:
    """An account as tracing knows it."""
    return Item(
        account=account.id,
        edition=account.main or "",
        published=account.published,
        words=account.words,
        bytes_digest=account.sha256,
        outlet=account.outlet or "",
        origin=account.address or account.origin,
        title=account.title,
        author=account.author or "",
        published_origin=account.published_origin or "",
    )


def _arrival(view: View, name: str, sources: dict[str, Source], reuse: Sequence[Reuse], threshold: float) -> Arrival:
    own = [pair for pair in reuse if name in {pair.a, pair.b}]
    title = sources[name].item.title if name in sources else ""
    if not own:
        return Arrival(account=name, title=title)
    best = max(own, key=lambda pair: (pair.kind is not RelationKind.QUOTATION, pair.containment, pair.matched_words, pair.a, pair.b))
    other = best.b if best.a == name else best.a
    family = last_family(view.connection, other)
    direction = best.direction
    if direction in {Direction.A_TO_B, Direction.B_TO_A}:
        # Told from the new account's side: "taken from" where the other is the source.
        direction = Direction.A_TO_B if (direction is Direction.A_TO_B) == (best.b == name) else Direction.B_TO_A
    return Arrival(
        account=name,
        title=title,
        kind=best.kind.value,
        direction=direction.value,
        other=other,
        other_title=sources[other].item.title,
        containment=best.containment,
        matched_words=best.matched_words,
        relations=len(own),
        family=len(family.accounts) if family else 1,
        joins=best.kind is not RelationKind.QUOTATION and best.containment >= threshold,
    )
