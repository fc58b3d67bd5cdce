"""A row of ``values``: an answer of the case form, with the words it rests on, or why there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from testimonia.domain.decisions import Mention, Value
from testimonia.domain.identity import object_id
from testimonia.domain.passage import Passage
from testimonia.domain.vocabulary import Missing
from testimonia.errors import InputError
from testimonia.protocol import Variable
from testimonia.protocol.nearest import listed
from testimonia.stages.code.desk import Desk
from testimonia.stages.code.method.answers import answer, holds
from testimonia.store.references import Hand
from testimonia.store.rows import Cells
from testimonia.store.sight import EVERYTHING, records, records_at
from testimonia.text import canonical, place

_PASSAGE = frozenset({"account", "edition", "start", "end", "quote"})
Asked = tuple[str, str, str | None, str, str]  # mention, coder, round, layer, variable


class Conditions:
    """Which answers stand for the variables that others depend on (``only_if``), so that a report can name answers nobody asked for.

    A note, not a fault: the condition's own answer may come with the next file.
    """

    def __init__(self, desk: Desk) -> None:
        """Answers are read from the study when the first dependent variable is met."""
        self.desk = desk
        self.needed = {variable.only_if.variable for variable in desk.protocol.variables if variable.only_if}
        self._given: dict[Asked, str | None] = {}
        self._read: set[str | None] = set()
        self._told: set[Asked] = set()

    def given(self, account: str) -> dict[Asked, str | None]:
        """The answers that conditions rest on: all, or those about one account where rows are few."""
        which = account if self.desk.near else None
        if self.needed and which not in self._read:
            self._read.add(which)
            connection = self.desk.view.connection
            known = records(connection, Value, EVERYTHING) if which is None else records_at(connection, Value, EVERYTHING, which)
            self._given |= {_asked(row): row.value for row in known if row.variable in self.needed}
        return self._given

    def again(self) -> None:
        """Forget what was told, not what was answered."""
        self._told.clear()

    def meet(self, row: Value, variable: Variable) -> None:
        """Take note of an answer."""
        key = _asked(row)
        if row.variable in self.needed:
            self.given(row.account)[key] = row.value
        if variable.only_if is None or key in self._told:
            return
        condition = self.given(row.account).get((*key[:-1], variable.only_if.variable))
        if row.value is not None and not holds(variable.only_if.equals, condition):
            self._told.add(key)
            wanted = " or ".join(variable.only_if.equals)
            self.desk.note(f"`{variable.id}` is answered where `{variable.only_if.variable}` is not (or not yet) {wanted}.")


def _asked(row: Value) -> Asked:
    return row.mention, row.coder, row.round, row.layer.value, row.variable


def value(desk: Desk, cells: Cells, conditions: Conditions) -> Value | None:
    """The answer that a row is, or None after noting its faults.

    ``passages`` is a list of places (in CSV: as JSON text); a row with ``start``, ``end`` or ``quote`` of its own has one more.
    """
    hand = desk.team.hand(cells, "coding")
    name = cells.name("id")
    version = _form_version(desk, cells)
    variable = cells.lookup("variable", lambda name: desk.variable(name, version), required=True)
    given = _given(cells, variable) if variable else None
    passages = _passages(desk, cells)
    mention = None if cells.wrong else _mention(desk, cells, passages)
    if mention is not None:
        for account in {passage.account for passage in passages}:
            desk.belongs(cells, mention, account)
        if variable is not None and variable.about != mention.kind.value:
            cells.fault(f"`{variable.id}` is asked of a {variable.about}, but mention `{mention.id}` is a {mention.kind}.")
    episode = desk.episode(cells, mention, hand.coder) if hand else None
    memo, unsure = cells.text("memo"), cells.truth("unsure")
    if cells.wrong or hand is None or variable is None or mention is None or given is None:
        return None
    if variable.per == "episode" and episode is None:
        desk.note(f"`{variable.id}` is asked of each episode, but rows name none.")
    row = Value(
        id=name or _id(desk, hand, (mention, episode, variable.id), passages),
        account=mention.account,
        mention=mention.id,
        episode=episode,
        variable=variable.id,
        value=given[0],
        missing=given[1],
        coder=hand.coder,
        layer=hand.layer,
        round=hand.round,
        passages=tuple(passages),
        memo=canonical(memo) if memo else None,
        form_version=version,
        unsure=unsure,
    )
    conditions.meet(row, variable)
    return row


def _form_version(desk: Desk, cells: Cells) -> int:
    """The version of the form that asked: the one in force, unless the row says that it was filled in before the form changed."""
    version = cells.whole("form_version")
    if version is not None and version not in desk.form_versions:
        cells.fault(f"`form_version` is {version}; the form of this study had {listed(map(str, sorted(desk.form_versions)))}.")
    return version or desk.protocol.form.version


def _id(desk: Desk, hand: Hand, about: tuple[Mention, str | None, str], passages: Sequence[Passage]) -> str:
    mention, episode, variable = about
    first = (passages[0].edition, passages[0].start) if passages else None
    # The account's secret: an id must not let anybody try answers against it once the account is withdrawn.
    secret = desk.names.by_id[mention.account].secret
    return object_id("value", secret, mention.id, episode, variable, hand.coder, hand.layer, hand.round, first)


def _given(cells: Cells, variable: Variable) -> tuple[str | None, Missing | None] | None:
    said = cells.raw("value")
    missing = cells.choice("missing", Missing) if cells.raw("missing") is not None else None
    if cells.wrong:
        return None
    if (said is None) == (missing is None):
        cells.fault("has both a `value` and a `missing`." if missing else "has neither a `value` nor a `missing` that says why not.")
        return None
    if missing is not None:
        if missing.value not in variable.missing:
            allowed = ", ".join(variable.missing) or "none"
            cells.fault(f"`{variable.id}` may not be `{missing}`; study.yaml allows: {allowed}.")
        return None, missing
    try:
        found = answer(variable, said)
    except InputError as wrong:
        cells.fault(str(wrong))
        return None
    if not found:
        cells.fault(f"`{variable.id}` has an empty answer.")
    return found, None


def _mention(desk: Desk, cells: Cells, passages: Sequence[Passage]) -> Mention | None:
    account = desk.account(cells)
    found = desk.mention(cells, passages[0].account if passages else account.id if account else None)
    if found is None and not cells.wrong:
        cells.fault("names neither a `mention` nor a `case`.")
    elif found is not None and account is not None and not passages:
        desk.belongs(cells, found, account.id)
    return found


def _passages(desk: Desk, cells: Cells) -> list[Passage]:
    given = cells.raw("passages")
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            cells.fault('`passages` is not JSON; write [{"start": 10, "end": 20}], or use the columns start, end and quote.')
            return []
    if given is not None and not (isinstance(given, list) and all(isinstance(item, dict) for item in given)):
        cells.fault("`passages` must be a list of places, each with start and end, or a quote.")
        return []
    places: list[Mapping[str, Any]] = list(given or [])
    if any(cells.raw(key) is not None for key in ("start", "end", "quote")):
        places.append({key: cells.raw(key) for key in _PASSAGE})
    fallback = cells.raw("account") or _account_of_mention(desk, cells)
    return [passage for item in places if (passage := _passage(desk, cells, item, fallback)) is not None]


def _account_of_mention(desk: Desk, cells: Cells) -> str | None:
    mention = desk.mentions.by_id.get(cells.text("mention") or "")
    return mention.account if mention else None


def _passage(desk: Desk, cells: Cells, item: Mapping[str, Any], fallback: Any) -> Passage | None:
    if unknown := set(item) - _PASSAGE:
        cells.fault(f"`passages` has a key `{min(unknown)[:40]}` that is not known (account, edition, start, end, quote).")
        return None
    edition = item.get("edition")
    inner = Cells(
        type(cells.line)(cells.line.number, {**item, "account": item.get("account") or (None if edition else fallback)}), cells.faults
    )
    found = desk.text_of(inner, inner.text("edition"), desk.account(inner)) if not inner.wrong else None
    start, end, quote = inner.whole("start"), inner.whole("end"), inner.raw("quote")
    if found is not None and not inner.wrong:
        try:
            span = place(found.text, start, end, None if quote is None else str(quote))
        except InputError as wrong:
            inner.fault(str(wrong))
        else:
            return Passage(account=found.account, edition=found.id, start=span.start, end=span.end, quote=found.text[span.start : span.end])
    cells.wrong = True
    return None
