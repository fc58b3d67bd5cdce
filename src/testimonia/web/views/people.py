"""People: pairs of mentions that may be one person, one at a time, judged by the texts before anything else is shown."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from testimonia.domain.agreement import TARGETS
from testimonia.domain.vocabulary import Layer
from testimonia.stages.resolve import reviewing
from testimonia.stages.resolve.progress import progress
from testimonia.stages.resolve.reviewing import Weight
from testimonia.store.lineage import accounts_by_id
from testimonia.store.people import mentions_by_id
from testimonia.study.withholding import LEADING
from testimonia.web.desk import current
from testimonia.web.guard import Asked

SHOWN = 100  # pairs of the list; the first is the one to take
WIDEST = 12.0  # log2 at which a bar is full
HALF = 100  # units of drawing on either side of the middle

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
        told = progress(view)
        sides = mentions_by_id(view.connection, [name for pair in told.disputed for name in pair])
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
        "leads": request.study.protocol.role(request.study.coder) in LEADING,
        "unsure": told.agreement.alpha.value is not None and told.agreement.alpha.value < TARGETS[0],
        "target": TARGETS[0],
    }
    return render(request, "people/queue.html", context)


@require_GET
def pair(request: Asked, a: str, b: str) -> HttpResponse:
    """Both texts; after a verdict how the program weighed them."""
    with request.study.read() as view:
        look = reviewing.pair(view, a, b)
        found = reviewing.waiting(view)
        rest = [link for link in found if (link.a, link.b) != (look.one.mention.id, look.other.mention.id)]
        told: list[Weight] = []
        if look.revealed:
            scales = current().recall_run(view, "trace", reviewing.basis(view), lambda: reviewing.scales(view))
            told = reviewing.weights(scales, look.one.mention.id, look.other.mention.id)
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
        "bars": [_bar(one) for one in told],
        "total": reviewing.total(told),
    }
    return render(request, "people/pair.html", context)


def _bar(one: Weight) -> dict[str, object]:
    width = round(min(abs(one.weight), WIDEST) / WIDEST * HALF, 1)
    x = HALF if one.weight >= 0 else round(HALF - width, 1)
    return {
        "field": FIELDS[one.field],
        "level": LEVELS[one.level],
        "weight": one.weight,
        "x": str(x),
        "width": str(width),
        "for": one.weight >= 0,
    }


urlpatterns = [path("people", queue), path("people/<str:a>/<str:b>", pair)]
