"""Reviewing pairs of mentions: which one next, both texts, and the verdict.

A reviewer judges by the texts. How the program weighed the pair (:mod:`testimonia.stages.resolve.waterfall`) is shown when they
have decided, so that it cannot decide for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from testimonia.domain.decisions import Claim, LinkReview, Mention
from testimonia.domain.evidence import Account
from testimonia.domain.outcome import deciding
from testimonia.domain.results import Link
from testimonia.domain.vocabulary import Layer, LinkDecision
from testimonia.errors import InputError, UnknownReference
from testimonia.stages.resolve.method.proposing import MACHINE
from testimonia.store import overview
from testimonia.store.append import Decision
from testimonia.store.conflicts import parts
from testimonia.store.kinds import KIND_OF
from testimonia.store.lineage import reuse_between
from testimonia.store.log import leaves_of
from testimonia.store.overview import last_links
from testimonia.store.people import claims_of, mentions_by_id
from testimonia.study import Study, View
from testimonia.study.withholding import LEADING
from testimonia.text import canonical

PROPOSED = LinkDecision.PROPOSED.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two mentions: its account, and the text in stretches, each with whether it names the person or is a shared passage."""

    mention: Mention
    account: Account
    claims: tuple[Claim, ...]
    stretches: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLook:
    """A pair as a reviewer sees it; ``own`` is their verdict, ``others`` those of others that they may see.

    ``row`` and ``ruling`` are the rows of the log by which their verdict, and their ruling as one who leads, stand.

    ``disputed``: these differ, and nobody who leads has spoken. ``double``: two people are to judge the pair. ``revealed``: the reader
    has given a verdict, or leads and is to settle the pair, and so may know what others said.
    """

    one: Side
    other: Side
    own: LinkReview | None
    row: tuple[str, ...]
    ruling: tuple[str, ...]
    others: tuple[LinkReview, ...]
    disputed: bool
    double: bool
    revealed: bool


def waiting(view: View) -> list[Link]:
    """Pairs that resolving proposed last and about which nobody has said anything that this reader may know, the least foreseeable first.

    That is also true of pairs whose first verdict is kept back until a second one is given; such a pair waits even if it is proposed no
    more. Goes on while results are out of date: pairs that were judged meanwhile are left out, and the next resolving proposes anew.
    """
    said = {(review.a, review.b) for review in view.records(LinkReview)}
    proposed = last_links(view.connection, PROPOSED)
    known = {mention.id for mention in overview.mentions(view.connection)}
    second = {(row["a"], row["b"]) for subject in view.sight.kept_back for row in [parts(LinkReview, subject)]}
    more = sorted(second - {(link.a, link.b) for link in proposed})
    asked = [*proposed, *(Link(a=a, b=b, decision=PROPOSED, by=MACHINE) for a, b in more)]
    return [link for link in asked if {link.a, link.b} <= known and (link.a, link.b) not in said]


def pair(view: View, a: str, b: str) -> PairLook:
    """Both sides of a pair.

    Raises:
        UnknownReference: a mention is not there.
        InputError: the same mention twice, or a person and a response.
    """
    known = mentions_by_id(view.connection, (a, b))
    for name in (a, b):
        if name not in known:
            raise UnknownReference(f"There is no mention `{name}`.", "It may have been withdrawn with its account.")
    one, other = known[min(a, b)], known[max(a, b)]
    if one.id == other.id or one.kind is not other.kind:
        raise InputError("These two are not a pair: one mention, or a person and a response.", "Choose two mentions of one kind.")
    passages = _passages(view, one, other)
    reviews = [review for review in view.records(LinkReview) if (review.a, review.b) == (one.id, other.id)]
    own = next((review for review in reviews if review.by == view.study.coder and review.layer is Layer.CODER), None)
    differ = disputed(reviews)
    leads = view.study.protocol.role(view.study.coder) in LEADING
    return PairLook(
        one=_side(view, one, passages[0]),
        other=_side(view, other, passages[1]),
        own=own,
        row=_row_of(view, one, other, Layer.CODER),
        ruling=_row_of(view, one, other, Layer.ADJUDICATED),
        others=tuple(review for review in reviews if review is not own),
        disputed=differ,
        revealed=any(review.by == view.study.coder for review in reviews) or (differ and leads),
        double=view.study.protocol.judged_by_two(one.id, other.id),
    )


def _row_of(view: View, one: Mention, other: Mention, layer: Layer) -> tuple[str, ...]:
    """The row by which the acting coder's verdict on a pair stands on a layer; empty where there is none."""
    kind = KIND_OF[LinkReview]
    verdict = LinkReview(
        a=one.id,
        b=other.id,
        account_a=one.account,
        account_b=other.account,
        decision=LinkDecision.UNCLEAR,
        layer=layer,
        by=view.study.coder,
    )
    subject = kind.subject(verdict)
    return tuple(leaves_of(view.connection, kind.name, [subject]).get(subject, ()))


def disputed(reviews: Iterable[LinkReview]) -> bool:
    """Whether single reviewers of one pair differ, and nobody who leads has spoken."""
    layer, rows, _ = deciding(reviews)
    return layer is Layer.CODER and len({row.decision for row in rows}) > 1


def _passages(view: View, one: Mention, other: Mention) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where the two accounts share words: places in each one's main text."""
    run = view.run("trace")
    found = reuse_between(view.connection, run, *sorted((one.account, other.account))) if run is not None else None
    if found is None:
        return [], []
    here = [(passage.a_start, passage.a_end) for passage in found.passages]
    there = [(passage.b_start, passage.b_end) for passage in found.passages]
    return (here, there) if found.a == one.account else (there, here)


def _side(view: View, mention: Mention, passages: list[tuple[int, int]]) -> Side:
    account = view.account(mention.account)
    if account is None:
        raise UnknownReference(f"The account of the mention `{mention.id}` is not there.", "It may have been withdrawn.")
    edition = view.edition(account.main) if account.main else None
    text = edition.text if edition is not None else ""
    named = (
        [(mention.start, mention.end)] if mention.edition == account.main and mention.start is not None and mention.end is not None else []
    )
    claims = tuple(claims_of(view.connection, mention.id))
    return Side(mention=mention, account=account, claims=claims, stretches=tuple(_stretches(text, named, passages)))


def _stretches(text: str, named: list[tuple[int, int]], shared: list[tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """The text cut where marks begin and end; of each piece what it is: "person", "shared" or ""."""
    cuts = sorted({0, len(text), *(at for span in (*named, *shared) for at in span if 0 <= at <= len(text))})
    for start, end in pairwise(cuts):
        kind = "person" if any(a <= start < b for a, b in named) else "shared" if any(a <= start < b for a, b in shared) else ""
        yield text[start:end], kind


def _final(look: PairLook, decision: LinkDecision) -> bool:
    """Whether this would change a verdict of one's own after another reviewer gave theirs."""
    changes = look.own is not None and look.own.decision is not decision
    return changes and any(review.layer is Layer.CODER for review in look.others)


def review_pair(
    study: Study,
    a: str,
    b: str,
    decision: LinkDecision,
    reason: str | None = None,
    *,
    settle: bool = False,
    replaces: Sequence[str] | None = None,
) -> str | None:
    """Say whether two mentions are one person: the id of the new row, None where the coder has said so already.

    ``settle``: not as one reviewer among others, but as the one who leads, for a pair on which reviewers differ. ``replaces`` names the
    row of the coder's own that they saw (none: empty); left None it is whatever stands.

    Raises:
        UnknownReference: a mention is not there.
        InputError: they are no pair, nothing was decided, nothing is to be settled, or two people have judged it independently.
        NotPermitted: only the owner or a lead may settle.
        StaleDecision: the same person has said something else about the pair meanwhile.
    """
    study.require(*(LEADING if settle else ()))
    if decision is LinkDecision.PROPOSED:
        raise InputError("A proposal is no verdict.", "Say same, different or unclear.")
    with study.read() as view:
        look = pair(view, a, b)
    if settle and not look.disputed:
        raise InputError("Nothing is to be settled about this pair.", "Give a verdict of your own.")
    if not settle and look.double and _final(look, decision):
        raise InputError(
            "Two people have judged this pair, each without the other; a verdict changed now would no longer be independent.",
            "Where they differ the owner or a lead settles it.",
        )
    review = LinkReview(
        a=look.one.mention.id,
        b=look.other.mention.id,
        account_a=look.one.account.id,
        account_b=look.other.account.id,
        decision=decision,
        layer=Layer.ADJUDICATED if settle else Layer.CODER,
        reason=(canonical(reason).strip() or None) if reason else None,
        by=study.coder,
    )
    return study.decide([Decision(record=review, replaces=None if replaces is None else tuple(replaces))])[0]
