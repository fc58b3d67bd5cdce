"""People: pairs of mentions that may be one person, one at a time, judged by the texts before anything else is shown."""

from __future__ import annotations

from itertools import accumulate, pairwise

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from testimonia.domain.agreement import TARGETS
from testimonia.domain.vocabulary import Layer
from testimonia.stages.resolve import reviewing, waterfall
from testimonia.stages.resolve.contradicting import contradictions
from testimonia.stages.resolve.knowing import Contradictions
from testimonia.stages.resolve.method import Contradiction, Verdict
from testimonia.stages.resolve.progress import progress
from testimonia.stages.resolve.waterfall import Waterfall
from testimonia.store.lineage import accounts_by_id
from testimonia.store.people import mentions_by_id
from testimonia.study import View
from testimonia.study.withholding import LEADING
from testimonia.web.desk import current
from testimonia.web.guard import Asked

SHOWN = 100  # pairs of the list; the first is the one to take
WIDTH = 200  # units of drawing, for all that the sum passes through

FIELDS = {
    "names": pgettext_lazy("what is compared of two people", "Names"),
    "origin": pgettext_lazy("what is compared of two people", "Country of origin"),
    "born": pgettext_lazy("what is compared of two people", "Year of birth"),
    "sex": pgettext_lazy("what is compared of two people", "Sex"),
    "group": pgettext_lazy("what is compared of two people", "Group"),
    "role": pgettext_lazy("what is compared of two people", "Role"),
    "joined": pgettext_lazy("what is compared of two people", "Joined"),
    "left": pgettext_lazy("what is compared of two people", "Left"),
    "places": pgettext_lazy("what is compared of two people", "Places"),
    "passages": pgettext_lazy("what is compared of two people", "Shared passages"),
    "stories": pgettext_lazy("what is compared of two people", "Story"),
}
LEVELS = {
    "full": pgettext_lazy("how alike", "the same, in two parts"),
    "same": pgettext_lazy("how alike", "the same"),
    "within": pgettext_lazy("how alike", "one within the other"),
    "shares": pgettext_lazy("how alike", "a word in common"),
    "different": pgettext_lazy("how alike", "different"),
    "another": pgettext_lazy("how alike", "another first and family name"),
    "overlap": pgettext_lazy("how alike", "they overlap"),
    "near": pgettext_lazy("how alike", "close"),
    "close": pgettext_lazy("how alike", "close"),
    "apart": pgettext_lazy("how alike", "apart"),
    "several": pgettext_lazy("how alike", "several in common"),
    "one": pgettext_lazy("how alike", "one in common"),
    "none": pgettext_lazy("how alike", "none in common"),
}
START = pgettext_lazy("what is compared of two people", "Two mentions drawn at random")
REPEATS = pgettext_lazy("what is compared of two people", "Taken off: fields that repeat one another")
UNTIED = pgettext_lazy("what is compared of two people", "Taken off: nothing particular ties them")
DECISIONS = {
    "same": pgettext_lazy("verdict on two mentions", "one person"),
    "different": pgettext_lazy("verdict on two mentions", "two people"),
    "unclear": pgettext_lazy("verdict on two mentions", "cannot tell"),
}


@require_GET
def queue(request: Asked) -> HttpResponse:
    """The pairs that wait."""
    with request.study.read() as view:
        found = reviewing.waiting(view)
        shown = found[:SHOWN]
        mentions = mentions_by_id(view.connection, [name for link in shown for name in (link.a, link.b)])
        accounts = accounts_by_id(view.connection, [mention.account for mention in mentions.values()])
        against = current().recall(view, f"contradictions {request.study.coder}", lambda: contradictions(view))
        told = progress(view, against)
        sides = mentions_by_id(view.connection, [name for pair in told.disputed for name in pair])
        contradicting = _contradicting(view, against)
    rows = [
        {
            "a": mentions[link.a],
            "b": mentions[link.b],
            "account_a": accounts[mentions[link.a].account],
            "account_b": accounts[mentions[link.b].account],
        }
        for link in shown
    ]
    context = {
        "rows": rows,
        "count": len(found),
        "stale": told.stale,
        "progress": told,
        "disputed": [(sides[a], sides[b]) for a, b in told.disputed if a in sides and b in sides],
        "contradicting": contradicting,
        "contradicting_hidden": against.hidden,
        "unsure": told.agreement.alpha.value is not None and told.agreement.alpha.value < TARGETS[0],
        "target": TARGETS[0],
    }
    return render(request, "people/queue.html", context)


def _contradicting(view: View, found: Contradictions) -> list[dict[str, object]]:
    """What cannot hold together, each verdict with its two mentions, and what else there is to settle it by."""
    mentions = mentions_by_id(view.connection, [name for one in found.told for said in one.verdicts for name in (said.a, said.b)])
    accounts = accounts_by_id(view.connection, [mention.account for mention in mentions.values()])

    def row(one: Contradiction, said: Verdict) -> dict[str, object]:
        a, b = mentions[said.a], mentions[said.b]
        return {
            "a": a,
            "b": b,
            "account_a": accounts[a.account],
            "account_b": accounts[b.account],
            "decision": DECISIONS[said.decision.value],
            "people": said.people,
            "above": said.layer is Layer.ADJUDICATED,
            "refused": said is one.refused,
            "pair": one.apart is not None,  # a person and a response are no pair that anybody is asked about
        }

    return [
        {
            "rows": [row(one, said) for said in one.verdicts],
            "across": one.apart is None,
            "rule": any(said.layer is None for said in one.verdicts),
            "ruled": any(said.layer is Layer.ADJUDICATED for said in one.verdicts),
        }
        for one in found.told
    ]


@require_GET
def pair(request: Asked, a: str, b: str) -> HttpResponse:
    """Both texts; after a verdict how the program weighed them."""
    with request.study.read() as view:
        look = reviewing.pair(view, a, b)
        found = reviewing.waiting(view)
        rest = [link for link in found if (link.a, link.b) != (look.one.mention.id, look.other.mention.id)]
        weighed: Waterfall | None = None
        if look.revealed:
            scales = current().recall_run(view, "trace", waterfall.basis(view), lambda: waterfall.scales(view))
            weighed = waterfall.waterfall(scales, look.one.mention.id, look.other.mention.id)
    context = {
        "look": look,
        "sides": [("one", look.one), ("other", look.other)],
        "next": rest[0] if rest else None,
        "left": len(rest),
        "own": DECISIONS[look.own.decision.value] if look.own else None,
        "others": [
            {
                "by": review.by,
                "decision": DECISIONS[review.decision.value],
                "reason": review.reason,
                "above": review.layer is not Layer.CODER,
            }
            for review in look.others
        ]
        if look.revealed
        else [],
        "hidden": 0 if look.revealed else len(look.others),
        "settles": look.disputed and request.study.protocol.role(request.study.coder) in LEADING,
        "weighed": weighed,
        "chance": round(100 * weighed.chance) if weighed else None,
        "proposed": round(100 * weighed.proposed) if weighed and weighed.proposed is not None else None,
        **(_drawing(weighed) if weighed else {}),
    }
    return render(request, "people/pair.html", context)


def _drawing(weighed: Waterfall) -> dict[str, object]:
    """The steps as bars, each from where the one before ended; ``even`` is where one person and two are equally likely."""
    steps: list[tuple[str, str, float]] = [(START, "", weighed.start)]
    steps += [(FIELDS[one.field], LEVELS[one.level], one.weight) for one in weighed.weights]
    steps += [(name, "", weight) for name, weight in ((REPEATS, weighed.repeats), (UNTIED, weighed.untied)) if weight]
    reached = list(accumulate((weight for _, _, weight in steps), initial=0.0))
    low = min(reached)
    scale = WIDTH / (max(reached) - low or 1.0)
    bars = [
        {
            "field": field,
            "level": level,
            "weight": weight,
            "x": _plain((min(before, after) - low) * scale),
            "width": _plain(abs(after - before) * scale),
            "for": weight >= 0,
        }
        for (field, level, weight), (before, after) in zip(steps, pairwise(reached), strict=True)
    ]
    end = {"x": _plain((min(0.0, weighed.end) - low) * scale), "width": _plain(abs(weighed.end) * scale), "for": weighed.end >= 0}
    return {"bars": bars, "end": end, "even": _plain(-low * scale)}


def _plain(units: float) -> str:
    """A length for a drawing, which knows no other decimal sign than a point."""
    return f"{units:.1f}"


urlpatterns = [path("people", queue), path("people/<str:a>/<str:b>", pair)]
