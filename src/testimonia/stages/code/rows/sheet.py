"""Rows of a filled case form: episodes first, then answers, then whether the case is finished, each checked like any other row.

A form says one thing for each question: an answer replaces the one that stood there, and a cell that was emptied takes it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from testimonia.domain.decisions import Completion, Episode, Mention, Value
from testimonia.domain.identity import object_id
from testimonia.domain.results import Case
from testimonia.domain.vocabulary import Layer
from testimonia.protocol.changes import FORM
from testimonia.protocol.nearest import listed, nearest
from testimonia.stages.code.desk import Desk
from testimonia.stages.code.method.form import Beside, Question, Whose, build, episodes_of
from testimonia.stages.code.rows import Rows
from testimonia.stages.code.sheets.columns import COLUMNS, EPISODE, FINISHED, answer_cells
from testimonia.store.append import Decision
from testimonia.store.importing import Builder
from testimonia.store.rows import Cells
from testimonia.store.sight import EVERYTHING, records_of
from testimonia.store.tabular import Faults, Line
from testimonia.study import View

_MORE = ("coder", "layer", "table", "at", "stated")
_SAID = ("value", "missing", "quote", "memo", "unsure")
_YES = frozenset({"yes", "true", "1", "x"})


@dataclass(slots=True)
class _Group:
    """All rows of one case in one hand."""

    case: Case | None
    whose: Whose
    about: dict[str, Any]
    values: dict[str, Value]
    episodes: dict[str, Episode]
    rows: list[Line] = field(default_factory=list)

    def numbered(self, order: int) -> Episode | None:
        """The episode of that number."""
        return next((episode for episode in self.episodes.values() if episode.order == order), None)


class SheetRows(Builder[View]):
    """Makes decisions of the rows of a filled form."""

    def __init__(self, desk: Desk) -> None:
        """Which mentions are whose case is read once for a whole file."""
        self.desk, self.rows = desk, Rows(desk, None)
        self._case_of = {mention: case for case in desk.cases.values() for mention in case.mentions}
        self._of_line: dict[int, _Group] = {}
        self._former: dict[int, dict[str, Any]] = desk.former_questions

    def look(self, view: View) -> None:
        """Fetch texts through this view from now on."""
        self.rows.look(view)

    def again(self) -> None:
        """Start counting notes anew."""
        super().again()
        self.rows.again()

    # --- the order in which rows are taken

    def order(self, lines: Iterable[Line]) -> Iterator[Line]:
        """For each case its episodes, its answers, and whether it is finished; rows in which nothing was filled in are left out."""
        groups: dict[tuple[Any, ...], _Group] = {}
        self._of_line = {}
        for line in lines:
            values = line.values
            key = tuple(values.get(name) for name in ("case", "coder", "round", "layer")) if values.get("case") else (
                tuple(values.get(name) for name in ("mention", "coder", "round", "layer")))  # fmt: skip
            group = groups.get(key)
            if group is None:
                group = groups[key] = self._group(values)
            group.rows.append(line)
            self._of_line[line.number] = group
        for group in groups.values():
            yield from self._episode_lines(group)
            yield from self._answer_lines(group)
            yield from (
                Line(line.number, {"table": "completions", "codebook": FORM, **group.about, **_unknown(line)})
                for line in group.rows
                if line.values.get("variable") == FINISHED and _word(line.values.get("value")) in _YES
            )

    def _group(self, values: Mapping[str, Any]) -> _Group:
        about = {name: values.get(name) for name in ("case", "coder", "round", "layer") if values.get(name) is not None}
        case = self.desk.cases.get(str(values.get("case"))) or self._case_of.get(str(values.get("mention")))
        if "case" not in about and values.get("mention") is not None:
            about["mention"] = values["mention"]
        layer = Layer(_word(values.get("layer"))) if _word(values.get("layer")) in set(Layer) else Layer.CODER
        whose = Whose(str(values.get("coder") or self.desk.team.coder), values.get("round"), layer)
        # Read before the first row of a pass is written: both passes over a file find the same. Own rows alone are used.
        connection = self.desk.view.connection
        own = [item for item in records_of(connection, Value, EVERYTHING, case) if whose.owns(item)] if case else []
        episodes = episodes_of(whose, records_of(connection, Episode, EVERYTHING, case), own) if case else []
        return _Group(case, whose, about, {item.id: item for item in own}, {item.id: item for item in episodes})

    def _episode_lines(self, group: _Group) -> Iterator[Line]:
        """One row for each episode of which anything was filled in; its lines of the sheet are gathered."""
        found: dict[str, dict[str, Any]] = {}
        first: dict[str, Line] = {}
        for line in group.rows:
            values, name = line.values, _word(line.values.get("variable"))
            order = _word(values.get("episode")) or "1"
            filled = values.get("value") if name in EPISODE else any(values.get(key) for key in _SAID) and values.get("episode")
            if filled or (name in EPISODE and values.get("id")):
                first.setdefault(order, line)
                cells = found.setdefault(order, {})
                if name in EPISODE:
                    cells[EPISODE[name]] = values.get("value")
                    cells.update({key: values[key] for key in ("id", "mention") if values.get(key) is not None})
        for order, cells in sorted(found.items()):
            if not order.isdecimal():
                continue  # an episode's own id: it stands already, and the answer's row is checked against it
            before = group.numbered(int(order))
            told = any(name in cells for name in EPISODE.values())
            if before is not None and (not told or not group.whose.owns(before)):
                continue  # an answer about an episode that stands already, or one of the team's, which is not for a form to change
            same = {"id": before.id, "mention": before.mention} if before is not None else {}
            line = first[order]
            yield Line(line.number, {"table": "episodes", **group.about, "order": order, **same, **cells, **_unknown(line)})

    def _answer_lines(self, group: _Group) -> Iterator[Line]:
        named = {str(line.values.get("id")) for line in group.rows}
        spare: dict[tuple[str, str | None], list[Value]] = {}
        for value in sorted(group.values.values(), key=lambda item: item.id):
            if value.id not in named:
                spare.setdefault((value.variable, value.episode), []).append(value)
        for line in group.rows:
            values, name = line.values, _word(line.values.get("variable"))
            if name == FINISHED or name in EPISODE:
                continue
            before = group.values.get(str(values.get("id")))
            if not any(values.get(key) not in (None, "") for key in _SAID):
                if before is not None:
                    yield Line(line.number, {"table": "values", "id": before.id, "taken_back": True})
                continue
            episode = self._episode(group, values)
            if before is None and not values.get("id"):
                waiting = spare.get((name, episode.id if isinstance(episode, Episode) else episode))
                before = waiting.pop(0) if waiting else None
            yield Line(line.number, {**self._answer(group, line, before), **_unknown(line)})

    def _episode(self, group: _Group, values: Mapping[str, Any]) -> Episode | str | None:
        word = _word(values.get("episode"))
        return (group.numbered(int(word)) or word) if word.isdecimal() else word or None

    def _answer(self, group: _Group, line: Line, before: Value | None) -> dict[str, Any]:
        values = line.values
        cells = {
            key: values.get(key) for key in ("variable", "value", "missing", "memo", "unsure", "episode", "form_version", "at", "stated")
        }
        cells |= {"table": "values", **group.about, "account": values.get("account")}
        if values.get("mention") is not None:
            cells["mention"] = values["mention"]
        if before is not None:
            cells |= {"id": before.id, "mention": before.mention}
        if before is not None and answer_cells(before) == (values.get("account"), values.get("quote")):
            kept = [{"edition": place.edition, "start": place.start, "end": place.end} for place in before.passages]
            return {**cells, "account": None, "passages": json.dumps(kept) if kept else None}
        if values.get("id") is not None and before is None:
            cells["id"] = values["id"]
        if values.get("quote") is not None:
            found = [values["account"]] if values.get("account") else self._holding(group, str(values["quote"]))
            cells |= {"quote": values["quote"], "account": found[0] if found else None}
            if len(found) > 1:
                cells["several"] = found
        return cells

    def _holding(self, group: _Group, quote: str) -> list[str]:
        """The accounts of the case in which these words stand, for whoever did not say which; where in none, the case's first."""
        words = quote.replace("\r\n", "\n")
        found = []
        for name in group.case.accounts if group.case else ():
            account = self.desk.names.by_id.get(name)
            edition = self.desk.edition(account.main) if account and account.main else None
            if edition is not None and words in edition.text:
                found.append(name)
        first = self._first(group)
        return found or ([first.account] if first else [])

    # --- the rows

    def row(self, line: Line, faults: Faults) -> Decision | None:
        """The decision that a row is, or None after noting its faults."""
        group = self._of_line[line.number]
        cells = Cells(line, faults)
        if unknown := line.values.pop("unknown", None):
            close = nearest(unknown[0], COLUMNS)
            hint = f" Did you mean `{close}`?" if close else ""
            cells.fault(f"the form has no column {listed(unknown)}.{hint} Take it out, or write what it holds into `memo`.")
            return None
        if several := line.values.pop("several", None):
            origins = listed(self.desk.names.by_id[name].origin for name in several)
            cells.fault(f"`quote` stands in {len(several)} accounts of this case: {origins}. Say in `account` which is meant.")
            return None
        if line.values.get("taken_back"):
            value = group.values.pop(line.values["id"])
            return Decision(record=value, retract=True)
        if line.values["table"] == "values":
            self._place(group, cells)
        decision = self.rows.row(line, faults) if not cells.wrong else None
        if decision is None:
            return None
        record = decision.record
        if isinstance(record, Episode):
            group.episodes[record.id] = record
        elif isinstance(record, Value):
            group.values[record.id] = record
        elif isinstance(record, Completion):
            before = self._finished(group)
            if before is not None:
                # Said through another mention of the case, it stays there; and what was called finished is not asked again.
                return replace(decision, record=before)
            self._check_finished(group, cells)
        return None if cells.wrong else decision

    def _place(self, group: _Group, cells: Cells) -> None:
        """Give the answer its episode and, where it is new, its id."""
        values = cells.line.values
        word = _word(values.get("episode"))
        name = _word(values.get("variable"))
        variable = next((item for item in self.desk.protocol.variables if item.id == name), None)
        if variable is not None and variable.per == "case":
            values["episode"] = word = ""
        if word.isdecimal():
            episode = group.numbered(int(word))
            if episode is None:
                cells.fault(f"there is no episode {word} in this form; fill in its group, role or dates first.")
                return
            values["episode"] = episode.id
            values.setdefault("mention", episode.mention)
        if values.get("id") is None:
            mention = self._first(group)
            if mention is not None:
                about = (values["variable"], values.get("episode") or None)
                same = sum((value.variable, value.episode) == about for value in group.values.values())
                secret = self.desk.names.by_id[mention.account].secret
                hand = group.whose
                values["id"] = object_id("answer", secret, mention.id, *about, hand.coder, hand.layer, hand.round, same)

    def _first(self, group: _Group) -> Mention | None:
        names = group.case.mentions if group.case else (str(group.about.get("mention")),)
        return next((self.desk.mentions.by_id[name] for name in names if name in self.desk.mentions.by_id), None)

    def _finished(self, group: _Group) -> Completion | None:
        """With which completion the hand has called the case finished already, in the present version of the form."""
        connection, case = self.desk.view.connection, group.case
        version, whose = self.desk.protocol.form.version, group.whose
        done = records_of(connection, Completion, EVERYTHING, case) if case else []
        mine = [item for item in done if item.codebook == FORM and item.version == version]
        hand = (whose.coder, whose.round, whose.layer)
        return next((item for item in mine if (item.coder, item.round, item.layer) == hand), None)

    def _check_finished(self, group: _Group, cells: Cells) -> None:
        """Note a fault where questions that are asked have no answer: a form is finished when it says something to each."""
        if group.case is None:
            return
        beside = Beside(values=tuple(group.values.values()), episodes=tuple(group.episodes.values()), former=self._former)
        form = build(self.desk.protocol, group.case, group.whose, beside)
        changed = [question for question in form.missing if question.outdated]
        empty = [question for question in form.missing if not question.outdated]
        if empty:
            cells.fault(
                f"is not finished: {_names(empty)} {'has' if len(empty) == 1 else 'have'} no answer. Say at least why there is none (`missing`)."
            )
        if changed:
            cells.fault(f"is not finished: the form has changed (version {form.version} now) and asks something else in {_names(changed)}.")


def _names(questions: list[Question]) -> str:
    return listed(question.variable.id for question in questions)


def _word(value: Any) -> str:
    return "" if value is None else str(value).strip().lower()


def _unknown(line: Line) -> dict[str, Any]:
    """Columns of a sheet that a form does not have: a mistyped one would be lost without a word."""
    found = sorted(set(line.values) - {*COLUMNS, *_MORE})
    return {"unknown": found} if found else {}
