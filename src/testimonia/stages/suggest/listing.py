"""What is suggested and waits for the acting coder to look at."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from testimonia.assist.gazetteer import PLACED, place_name
from testimonia.domain.results import Suggestion
from testimonia.protocol.sections import Gazetteer
from testimonia.store.runs import suggested_accounts
from testimonia.study import Study, View, find_account, suggestions_for

SHOWN = 12  # accounts listed at a time; `list ACCOUNT` shows any, the export all
_QUOTED = 70  # characters of a passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A suggestion with the words it stands on."""

    suggestion: Suggestion
    quote: str
    said: str

    def line(self) -> str:
        """In words."""
        item = self.suggestion
        words = " ".join(self.quote.split())
        words = f"{words[: _QUOTED - 1]}…" if len(words) > _QUOTED else words
        why = f" ({item.reason})" if item.reason else ""
        return f"  {item.id}  {item.kind}: {self.said}{f' “{words}”' if words else ''}{why}"

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {**asdict(self.suggestion), "quote": self.quote, "said": self.said}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingReport:
    """Suggestions that the acting coder has not looked at, of the first accounts that have some (id and origin).

    ``total`` is the number of accounts that machines suggest anything of.
    """

    accounts: tuple[tuple[str, str, tuple[Shown, ...]], ...]
    total: int

    def lines(self) -> list[str]:
        """The report in words."""
        if not self.accounts:
            return ["Nothing that machines suggest waits for you. (`testimonia run` makes suggestions.)"]
        said = [f"Machines suggest something of {self.total:,} accounts. None of it counts until somebody accepts it."]
        for name, origin, shown in self.accounts:
            said += ["", f"{origin} ({name})", *(item.line() for item in shown)]
        if len(self.accounts) == SHOWN:
            said += ["", f"These are the first {SHOWN} that wait for you; `list ACCOUNT` shows any."]
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "total": self.total,
            "accounts": [
                {"account": name, "origin": origin, "suggestions": [item.as_json() for item in shown]}
                for name, origin, shown in self.accounts
            ],
        }


def in_words(item: Suggestion, gazetteer: Gazetteer) -> str:
    """What a suggestion says, in a few words; countries by the names that the study has for them."""
    if item.kind in ("code", "shelf", "screen"):
        return f"{item.value} by {item.target}" if item.kind == "screen" else item.value
    told = json.loads(item.value)
    if item.kind == "figure":
        return f"{told['count']:g}" + (f" of {told['whole']}" if told["whole"] is not None else " %")
    if item.kind == "recommendation":
        return ""
    if item.kind == "mention":
        return f"{told['label']} ({told['identity'].replace('_', ' ')})"
    if item.kind == "quotation":
        return f"{told['speech']} speech"
    value = place_name(told["value"], gazetteer) if told["variable"] in PLACED else told["value"]
    return f"{told['variable'].replace('_', ' ')} {value}" + (f", {told['time']}" if told.get("time") not in (None, "", value) else "")


def list_suggestions(study: Study, account: str | None = None, round_id: str | None = None) -> ListingReport:
    """What machines suggest and the acting coder has not looked at, of one account or of the first dozen that wait; writes nothing.

    Raises:
        UnknownReference: there is no such account, or study.yaml has no such round.
    """
    study.require()
    if round_id is not None:
        study.protocol.round(round_id)
    chosen = find_account(study, account) if account is not None else None
    with study.read() as view:
        names = suggested_accounts(view.connection)
        found = (
            (name, _origin(view, name), _shown(view, name, round_id, study.protocol.gazetteer)) for name in ([chosen] if chosen else names)
        )
        waiting = islice((entry for entry in found if entry[2]), SHOWN)
        return ListingReport(accounts=tuple(waiting), total=len(names))


def _origin(view: View, name: str) -> str:
    account = view.account(name)
    return account.origin if account else ""


def _shown(view: View, name: str, round_id: str | None, gazetteer: Gazetteer) -> tuple[Shown, ...]:
    found = []
    for item in suggestions_for(view, name, round_id):
        edition = view.edition(item.edition) if item.edition and item.start is not None else None
        quote = edition.text[item.start : item.end] if edition else ""
        found.append(Shown(suggestion=item, quote=quote, said=in_words(item, gazetteer)))
    return tuple(found)
