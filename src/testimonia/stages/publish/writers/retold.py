"""How stories changed on their way: where versions of one passage differ, and what "last year" means in a copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from testimonia.domain.results import Anchor, Variant
from testimonia.domain.vocabulary import AnchorReason, VariantKind
from testimonia.stages.publish.markup import Markup, element, foreign, join, words
from testimonia.stages.publish.writers.content import Content, section, some, table, thousands, unfold

_REASONS = {
    AnchorReason.COPIED: "the words come from there",
    AnchorReason.REPEATED: "which says the same earlier",
    AnchorReason.OWN: "its own words",
    AnchorReason.FIRST_PUBLICATION: "the first publication of the story",
    AnchorReason.STATED: "which has a plain date in its place",
    AnchorReason.UNDATED: "which has no date",
}


def retold(content: Content) -> Markup:
    """Counted by kind; inside the team also one by one. Empty where nothing was told twice in different words."""
    variants, anchors = content.facts.variants, content.facts.anchors
    if not variants and not anchors:
        return Markup()
    return section("retold", "How stories changed on their way", _variants(content, variants), _anchors(content, anchors))


def _variants(content: Content, variants: Sequence[Variant]) -> Markup:
    if not variants:
        return Markup()
    counts = Counter(variant.kind for variant in variants)
    passages = len({(variant.a, variant.b) for variant in variants})
    said = (
        f"Where one account has a passage of another, their versions differ in {some(len(variants), 'place')} "
        f"(between {some(passages, 'pair')} of accounts). Punctuation alone is not counted."
    )
    tally = table(
        "Differences between versions of one passage",
        ["Difference", "Places"],
        [[kind.told, thousands(counts[kind])] for kind in VariantKind if counts[kind]],
        numeric=(1,),
        class_="tally",
    )
    return join(element("p", said), tally, _listed(content, variants) if content.internal else None)


def _listed(content: Content, variants: Sequence[Variant]) -> Markup:
    """One by one, those that change what is said first."""
    order = list(VariantKind)
    ordered = sorted(variants, key=lambda variant: (order.index(variant.kind), variant.introduced_by is None))
    shown = ordered[: content.params.variants_listed]
    rows = [[variant.kind.told, _changed(variant), _account(content, variant.a), _taker(content, variant)] for variant in shown]
    head = ["Difference", "What changed", "First account", "Changed by"]
    left = len(ordered) - len(shown)
    more = element("p", f"… and {thousands(left)} more in the export (variants).") if left else None
    return unfold("The differences one by one", table("Versions side by side", head, rows, class_="versions"), more)


def _changed(variant: Variant) -> Markup:
    """The later version with what it replaced struck out; both signs are told by the elements too, not by colour alone."""
    before = element("del", words(variant.before)) if variant.before else None
    after = element("ins", words(variant.after)) if variant.after else None
    if variant.kind in (VariantKind.MARKS_LOST, VariantKind.MARKS_ADDED):
        lost = variant.kind is VariantKind.MARKS_LOST
        shown = words(variant.after or variant.before)
        marks = [element("del" if lost else "ins", sign) for sign in "“”"]
        return element("span", marks[0], shown, marks[1], dir="auto", class_="version")
    if variant.kind is VariantKind.SPEAKER:
        return element("span", "“", words(variant.lead), "…” ", before, " ", after, dir="auto", class_="version")
    return element("span", words(variant.lead), " ", before, " ", after, " ", words(variant.trail), dir="auto", class_="version")


def _version(text: str) -> Markup:
    return element("span", words(text), dir="auto", class_="version") if text else element("span", "nothing", class_="none")


def _taker(content: Content, variant: Variant) -> Markup:
    name = _account(content, variant.b)
    return name if variant.introduced_by else join(name, element("small", "or the other: nobody can tell who took it from whom"))


def _account(content: Content, name: str) -> Markup:
    account = content.facts.account.get(name)
    if account is None:
        return element("code", name)
    outlet = element("small", foreign(account.outlet)) if account.outlet else None
    place = content.facts.place.get(name)
    title = foreign(account.title or account.origin)
    return join(element("a", title, href=f"#a{place}") if place else title, outlet)


def _anchors(content: Content, anchors: Sequence[Anchor]) -> Markup:
    if not anchors:
        return Markup()
    elsewhere = [anchor for anchor in anchors if anchor.account != anchor.told_by]
    said = (
        f"{some(len(anchors), 'relative date')} (“last year”) in stories told more than once; {thousands(len(elsewhere))} "
        f"{'counts' if len(elsewhere) == 1 else 'count'} from another account than the one they stand in."
    )
    if not content.internal:
        return element("p", said)
    rows = [
        [
            _version(anchor.said), _account(content, anchor.account), anchor.value or "cannot be told", _account(content, anchor.told_by),
            anchor.published or "undated", _REASONS[anchor.reason],
        ]
        for anchor in [*elsewhere, *(anchor for anchor in anchors if anchor.account == anchor.told_by)][: content.params.variants_listed]
    ]  # fmt: skip
    head = ["It says", "In", "That is", "Counted from", "Published", "Why"]
    return join(element("p", said), unfold("The dates one by one", table("Relative dates anchored", head, rows)))
