"""The part of the trace report that tells what happened to stories on their way: the story map, variants, anchored dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from testimonia.domain.evidence import Account
from testimonia.domain.results import Anchor, Family, Variant
from testimonia.domain.storymap import Publication, Spread, StoryMap, story_map
from testimonia.domain.vocabulary import AccountState, AnchorReason, VariantKind
from testimonia.text import known_date, title_line

_WHY = {
    AnchorReason.COPIED: "whose words these are",
    AnchorReason.REPEATED: "which says the same earlier",
    AnchorReason.FIRST_PUBLICATION: "the first publication of the story",
    AnchorReason.STATED: "which has a plain date in its place",
}
_EMPTY = StoryMap(accounts=0, stories=(), unit="month", periods=(), undated=0)


def publications(accounts: Iterable[Account]) -> dict[str, Publication]:
    """What the story map needs of every account that could be read."""
    found = {}
    for account in accounts:
        if account.state is AccountState.FAILED:
            continue
        when = known_date(account.published)
        found[account.id] = Publication.of(account, when.earliest, when.latest)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Retelling:
    """The story map, the variants and the anchored dates of a study, with the titles by which accounts are named."""

    map: StoryMap = _EMPTY
    variants: tuple[Variant, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)

    SHOWN: ClassVar[int] = 8
    LONGEST: ClassVar[int] = 60  # characters of a version in one line
    DETAILED: ClassVar[int] = 50  # stories whose accounts are listed one by one for scripts; all of them stand in the export

    @classmethod
    def of(
        cls, accounts: Mapping[str, Account], families: Iterable[Family], variants: Sequence[Variant], anchors: Sequence[Anchor]
    ) -> Retelling:
        """Put together what the runs left."""
        named = {name for variant in variants for name in (variant.a, variant.b)}
        named |= {name for anchor in anchors for name in (anchor.account, anchor.told_by)}
        return cls(
            map=story_map(families, publications(accounts.values())),
            variants=tuple(variants),
            anchors=tuple(anchors),
            titles={name: accounts[name].outlet or accounts[name].title or accounts[name].origin for name in named if name in accounts},
        )

    def days(self, family: str) -> int | None:
        """Days from the first to the last dated account of a family of several."""
        return next((story.days for story in self.map.repeated if story.family == family), None)

    def lines(self) -> list[str]:
        """The variants that change what is said, and the dates that do not count from the account they stand in."""
        return [*self._differences(), *self._dates()]

    def _differences(self) -> list[str]:
        if not self.variants:
            return []
        counts = Counter(variant.kind for variant in self.variants)
        told = ", ".join(f"{counts[kind]} {kind.told}" for kind in VariantKind if counts[kind])
        said = [f"Versions of one passage differ in {len(self.variants):,} places: {told}."]
        order = list(VariantKind)
        worst = sorted(
            (variant for variant in self.variants if variant.kind is not VariantKind.WORDS),
            key=lambda variant: (order.index(variant.kind), variant.introduced_by is None),
        )
        said += [f"  {self._variant(variant)}" for variant in worst[: self.SHOWN]]
        if len(worst) > self.SHOWN:
            said.append(f"  and {len(worst) - self.SHOWN} more; all of them in `testimonia export` (variants)")
        return said

    def _variant(self, variant: Variant) -> str:
        where = (
            f"{self._name(variant.b)} (from {self._name(variant.a)})"
            if variant.introduced_by
            else f"{self._name(variant.a)}, {self._name(variant.b)}"
        )
        changed = f"{self._quote(variant.before)} → {self._quote(variant.after)}"
        if variant.kind in (VariantKind.MARKS_LOST, VariantKind.MARKS_ADDED):
            return f"{variant.kind.told}: {self._quote(variant.after)} in {where}"
        around = f"…{title_line(variant.lead)} [{changed}] {title_line(variant.trail)}…" if variant.lead or variant.trail else changed
        return f"{variant.kind.told}: {around} in {where}"

    def _dates(self) -> list[str]:
        if not self.anchors:
            return []
        elsewhere = [anchor for anchor in self.anchors if anchor.reason in _WHY and anchor.value]
        undated = sum(anchor.value is None for anchor in self.anchors)
        lost = f", {undated:,} cannot be told for want of a date" if undated else ""
        elsewhere_said = f"{len(elsewhere):,} count from another account than the one they stand in{lost}"
        said = [f"Relative dates in stories told more than once: {len(self.anchors):,}; {elsewhere_said}."]
        said += [
            f"  {self._quote(anchor.said)} in {self._name(anchor.account)} is {anchor.value}, by {self._name(anchor.told_by)} "
            f"({anchor.published or 'undated'}), {_WHY[anchor.reason]}"
            for anchor in elsewhere[: self.SHOWN]
        ]  # fmt: skip
        return said

    def _name(self, account: str) -> str:
        return title_line(self.titles.get(account, account))

    def _quote(self, text: str) -> str:
        line = title_line(text)
        return f"“{line if len(line) <= self.LONGEST else line[: self.LONGEST - 1] + '…'}”" if line else "nothing"

    def as_json(self) -> dict[str, Any]:
        """For scripts: ``story_map``, ``variants`` (counted by kind, and each) and ``anchors``."""
        counts = Counter(variant.kind.value for variant in self.variants)
        return {
            "story_map": self._map(),
            "variants": {
                "counts": dict(sorted(counts.items())),
                "rows": [
                    {
                        "kind": v.kind.value, "a": v.a, "b": v.b, "introduced_by": v.introduced_by, "before": v.before, "after": v.after,
                        "lead": v.lead, "trail": v.trail,
                        "a_edition": v.a_edition, "a_start": v.a_start, "a_end": v.a_end,
                        "b_edition": v.b_edition, "b_start": v.b_start, "b_end": v.b_end,
                    }
                    for v in self.variants
                ],
            },
            "anchors": [
                {
                    "account": a.account, "edition": a.edition, "start": a.start, "end": a.end, "said": a.said, "value": a.value,
                    "precision": a.precision, "told_by": a.told_by, "published": a.published, "reason": a.reason.value,
                }
                for a in self.anchors
            ],
        }  # fmt: skip

    def _map(self) -> dict[str, Any]:
        return {
            "accounts": self.map.accounts,
            "stories": len(self.map.stories),
            "repeated": len(self.map.repeated),
            "undated": self.map.undated,
            "unit": self.map.unit,
            "periods": [{"period": name, "first": first, "again": again} for name, first, again in self.map.periods],
            "largest": [_spread(story) for story in self.map.repeated[: self.DETAILED]],
        }


def _spread(story: Spread) -> dict[str, Any]:
    dated = story.dated
    return {
        "family": story.family,
        "root": story.root,
        "accounts": story.accounts,
        "first": dated[0].on if dated else None,
        "last": dated[-1].on if dated else None,
        "days": story.days,
        "undated": story.undated,
        "outlets": dict(story.outlets),
        "languages": dict(story.languages),
        "tellings": [
            {
                "account": told.account,
                "outlet": told.outlet,
                "language": told.language,
                "on": told.on or None,
            }
            for told in story.tellings
        ],
    }
