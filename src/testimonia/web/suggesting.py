"""What machines suggest, as a page says it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from testimonia.assist.gazetteer import PLACED, place_name
from testimonia.domain.results import Suggestion
from testimonia.protocol.sections import Gazetteer
from testimonia.web import names


def shown(item: Suggestion, people: dict[str, str], gazetteer: Gazetteer) -> dict[str, Any]:
    """A suggestion for the scripts of a page: its place, what it says, and whom it is about; ``people`` are the labels of suggested mentions."""
    return {
        "id": item.id,
        "kind": item.kind,
        "start": item.start,
        "end": item.end,
        "code": item.value if item.kind == "code" else None,
        "label": said(item, gazetteer),
        "name": people.get(item.id, ""),
        "target": item.target,
        "about": people.get(item.target, ""),
        "reason": item.reason or "",
        "method": item.method,
    }


def said(item: Suggestion, gazetteer: Gazetteer) -> str:
    """What a suggestion says, in a few words; countries by the names that the study has for them."""
    if item.kind == "claim":
        return _claim(item, gazetteer)
    return str(_SAYS[item.kind](item)) if item.kind in _SAYS else item.value


def _mention(item: Suggestion) -> Any:
    told = json.loads(item.value)
    identity = names.IDENTITIES.get(told["identity"], told["identity"])
    if told.get("kind") == "response":
        return _("Response: {label}").format(label=told["label"])
    return _("Person: {label} ({identity})").format(label=told["label"], identity=identity)


def _claim(item: Suggestion, gazetteer: Gazetteer) -> str:
    told = json.loads(item.value)
    value = place_name(told["value"], gazetteer, get_language() or "en") if told["variable"] in PLACED else told["value"]
    return f"{names.CLAIMS.get(told['variable'], told['variable'])}: {value}"


def _quotation(item: Suggestion) -> Any:
    return _("their words") if json.loads(item.value)["speech"] == "direct" else _("their words as the account tells them")


def _figure(item: Suggestion) -> str:
    told = json.loads(item.value)
    return f"{told['count']:g} / {told['whole']}" if told["whole"] is not None else f"{told['count']:g} %"


_SAYS: dict[str, Callable[[Suggestion], Any]] = {
    "mention": _mention,
    "quotation": _quotation,
    "figure": _figure,
    "recommendation": lambda _item: _("Recommendation"),
    "shelf": lambda item: _("Shelf: {shelf}").format(shelf=names.SHELVES.get(item.value, item.value)),
    "screen": lambda item: names.DECISIONS.get(item.value, item.value),
}
