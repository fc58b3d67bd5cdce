"""What machines suggest, as a page says it."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from testimonia.domain.results import Suggestion
from testimonia.web import names


def shown(item: Suggestion, people: dict[str, str]) -> dict[str, Any]:
    """A suggestion for the scripts of a page: its place, what it says, and whom it is about; ``people`` are the labels of suggested mentions."""
    return {
        "id": item.id,
        "kind": item.kind,
        "start": item.start,
        "end": item.end,
        "code": item.value if item.kind == "code" else None,
        "label": said(item),
        "name": people.get(item.id, ""),
        "target": item.target,
        "about": people.get(item.target, ""),
        "reason": item.reason or "",
        "method": item.method,
    }


def said(item: Suggestion) -> str:
    """What a suggestion says, in a few words."""
    if item.kind == "mention":
        told = json.loads(item.value)
        identity = names.IDENTITIES.get(told["identity"], told["identity"])
        return str(_("Person: {label} ({identity})")).format(label=told["label"], identity=identity)
    if item.kind == "claim":
        told = json.loads(item.value)
        return f"{names.CLAIMS.get(told['variable'], told['variable'])}: {told['value']}"
    if item.kind == "quotation":
        direct = json.loads(item.value)["speech"] == "direct"
        return str(_("their words") if direct else _("their words as the account tells them"))
    if item.kind == "shelf":
        return str(_("Shelf: {shelf}")).format(shelf=names.SHELVES.get(item.value, item.value))
    if item.kind == "screen":
        return str(names.DECISIONS.get(item.value, item.value))
    return item.value
