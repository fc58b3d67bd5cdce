"""Entries of the plan that tell more than shares, as tables in which every count opens its cases, in the language of the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy

from testimonia.domain.results import Measure
from testimonia.protocol import Protocol
from testimonia.stages.publish import MeasureLook, Retold
from testimonia.stages.publish.figures.drawn import flow_cases
from testimonia.stages.publish.method.labels import label
from testimonia.stages.publish.method.measured import PERIODS, Measured
from testimonia.stages.publish.method.wording import chance_of, estimate_of, interval_of, number_of
from testimonia.stages.publish.tongue import ours, speaking
from testimonia.web import names
from testimonia.web.drawing import Drawn

_SURE = re.compile(r"^(\d+) surely; (\d+) possibly")
_FAMILIES = re.compile(r"between (\d+) families")
PANEL: Mapping[str, Promise] = {
    "sources": pgettext_lazy("what sets groups apart", "Sources"),
    "languages": pgettext_lazy("what sets groups apart", "Languages"),
    "years": pgettext_lazy("what sets groups apart", "Years of publication"),
    "custody": pgettext_lazy("what sets groups apart", "Spoke in custody"),
}


def _(text: str) -> str:
    """A text in the reader's language."""
    return str(gettext(text))


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; ``href`` opens its cases, ``more`` (words) and ``interval`` (figures) stand small beside it.

    A ``note`` is sentences.
    """

    text: str
    href: str = ""
    more: str = ""
    interval: str = ""
    strong: bool = False
    note: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: what it is called, its columns (the first is that of the names), its rows, and whether it is folded away at first."""

    caption: str
    head: tuple[str, ...]
    rows: list[tuple[str, list[Cell]]] = field(default_factory=list)
    folded: bool = False


def name_of(protocol: Protocol, row: Measure) -> str:
    """What a measure counts, among whom and against whom."""
    words = Drawn()
    if row.measure in _WHOLE:
        return _WHOLE[row.measure](protocol, row)
    item = str(PANEL[row.item]) if row.measure == "panel" and row.item in PANEL else words.name(protocol, row.item)
    sides = [words.name(protocol, part) for part in (row.group, row.other) if part]
    if row.measure in ("flow", "association"):
        return onward(item, sides[0])
    if row.measure in ("jaccard", "lift"):
        return f"{item} + {sides[0]}"
    if row.measure == "change":
        return onward(f"{item}: {row.other}", row.group)
    if row.measure in BESIDE:  # exits beside the people who left, what is told twice beside what is borne out
        item = f"{item}{_(', ')}{names.MEASURES[row.measure]}"
    return f"{item}: {' – '.join(sides)}" if sides else item


def onward(one: str, two: str) -> str:
    """From one thing to another, with an arrow in the direction in which the whole is read: that of its first letter, as a browser has it."""
    kinds = (unicodedata.bidirectional(letter) for letter in one + two)
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return f"{one} {'→' if first == 'L' else '←'} {two}"


def question_of(protocol: Protocol, item: str) -> str:
    """What a contradiction is about: a question of the form, or a fact that accounts claim."""
    listed = {variable.id: variable.label for variable in protocol.variables}
    parts = [str(listed.get(part) or names.CLAIMS.get(part, part)) for part in item.split(", ")]
    return _(", ").join(parts)


def answer_of(protocol: Protocol, item: str, value: str) -> str:
    """What was answered, or claimed."""
    return {"true": _("Yes"), "false": _("No")}.get(value) or label(protocol, f"{item}={value}")


BESIDE = ("entries", "exits", "corroboration", "told-twice")
"""Measures that need their own name beside another of the same thing."""


def _from_to(protocol: Protocol, row: Measure) -> str:
    words = Drawn()
    one, two = (words.name(protocol, part) for part in row.item.split(" to "))
    return onward(one, two)


_WHOLE: Mapping[str, Callable[[Protocol, Measure], str]] = {
    "lag": _from_to,
    "out-of-order": _from_to,
    "contradiction": lambda protocol, row: question_of(protocol, row.item),
    "changed": lambda protocol, row: question_of(protocol, row.item),
    "contradictions": lambda _protocol, _row: _("Cases with contradictions"),
}


def note_of(row: Measure) -> str:
    """What a measure says of itself: days that were counted, dates known roughly, why nothing was tested."""
    return told_here(row.note)


def told_here(text: str) -> str:
    """A text of the analysis (a note, the name of a method) as a report in the reader's language says it."""
    with speaking(get_language() or "en"):
        return ours(text)


def address(row: Measure, part: str = "") -> str:
    """Where the cases of a measure are listed."""
    return f"/findings/{row.plan}/measure/{row.id}" + (f"?of={part}" if part else "")


def grids(protocol: Protocol, entry: Measured) -> list[Grid]:
    """Every number of an entry; an empty table is left out."""
    return [grid for grid in _KINDS[entry.plan.kind](protocol, entry) if grid.rows]


# --- the cells


def _counted(row: Measure, k: float | None, n: int | None, have: str, lack: str) -> Cell:
    """``k of n``, which opens those who have it, or those who have it not where nobody has."""
    if k is None or n is None:
        return Cell("–")
    said = _("%(k)s of %(n)s") % {"k": _number(k), "n": n}
    return Cell(said, address(row, have if k or not n else lack))


def _estimate(row: Measure | None) -> Cell:
    return Cell("–") if row is None else Cell(estimate_of(row), interval=interval_of(row), strong=True)


def test_of(row: Measure | None) -> Cell:
    """What the test of a measure says, or why there is none."""
    if row is None:
        return Cell("–")
    link = address(row) if row.measure == "test" and row.n else ""
    if row.p is None:
        return Cell(_("not tested"), link, _("fewer than five in a group") if "Not tested" in row.note else "")
    adjusted = "" if row.p_adjusted is None else _("adjusted %(p)s") % {"p": chance_of(row.p_adjusted)}
    return Cell(f"p {chance_of(row.p)}", link, adjusted)


def _number(value: float) -> str:
    return number_of(value, "count")


# --- the kinds


def _comparison(protocol: Protocol, entry: Measured) -> list[Grid]:
    words = Drawn()
    tests = {(row.item, row.group): row for row in entry.of("test")}
    whole = Grid(_("Differences"), (_("Groups"), _("First group"), _("Second group"), _("Difference (points)"), _("Test")))
    beside = Grid(_("What could undo them"), (_("Groups"), _("Selective publication, times"), _("E-value")), folded=True)
    flips, values = ({(row.item, row.group, row.other): row for row in entry.of(name)} for name in ("flip", "e-value"))
    for row in entry.of("difference"):
        name, sides = words.name(protocol, row.item), " – ".join(words.name(protocol, part) for part in (row.group, row.other))
        test = tests.get((row.item, row.group)) or tests.get((row.item, ""))
        first, second = _counted(row, row.k, row.n, "have", "lack"), _counted(row, row.other_k, row.other_n, "other", "other-lack")
        whole.rows.append((name, [Cell(sides), first, second, _estimate(row), test_of(test)]))
        place = (row.item, row.group, row.other)
        if place in flips or place in values:
            beside.rows.append((name, [Cell(sides), _linked(flips.get(place)), _linked(values.get(place))]))
    pooled = Grid(
        _("Shares of the groups, drawn together as far as they are alike"), (_("Group"), _("Counted"), _("Pooled share")), folded=True
    )
    for row in entry.of("pooled"):
        cells = [Cell(words.name(protocol, row.group)), _counted(row, row.k, row.n, "have", "lack"), _estimate(row)]
        pooled.rows.append((words.name(protocol, row.item), cells))
    panel = Grid(_("Can the groups be compared? Who told their stories"), (_("Group"), _("Number"), _("Cases"), _("Which")), folded=True)
    for row in entry.of("panel"):
        cells = [Cell(words.name(protocol, row.group)), Cell(estimate_of(row)), Cell(str(row.n), address(row)), Cell(row.note or "–")]
        panel.rows.append((str(PANEL.get(row.item, row.item)), cells))
    return [whole, panel, pooled, beside]


def _linked(row: Measure | None) -> Cell:
    return Cell("–") if row is None else Cell(estimate_of(row), address(row))


def _flow(protocol: Protocol, entry: Measured) -> list[Grid]:
    words = Drawn()
    beside = {(row.item, row.group): row for row in entry.of("association")}
    head = (_("Of those with the first"), _("Share"), _("Of those without it"), _("Difference (points)"), _("Test"))
    whole = Grid(_("From → to"), head)
    for row in entry.of("flow"):
        other = beside.get((row.item, row.group))
        without = _counted(other, other.other_k, other.other_n, "second", "neither") if other else Cell("–")
        cells = [_counted(row, row.k, row.n, "have", "first"), _estimate(row), without, _estimate(other), test_of(other)]
        whole.rows.append((onward(words.name(protocol, row.item), words.name(protocol, row.group)), cells))
    once = Grid(_("Cases that have each thing"), (_("Cases, each counted once"),), folded=True)
    once.rows.extend([(words.name(protocol, name), [Cell(str(known))]) for side in flow_cases(entry.rows) for name, known in side.items()])
    return [whole, once]


def _cooccurrence(protocol: Protocol, entry: Measured) -> list[Grid]:
    words = Drawn()
    lifts = {(row.item, row.group): row for row in entry.of("lift")}
    whole = Grid(_("Pairs"), (_("Both"), _("Of either (Jaccard)"), _("Times as often as by chance (lift)"), _("Test")))
    for row in entry.of("jaccard"):
        lift = lifts.get((row.item, row.group))
        cells = [_counted(row, row.k, row.n, "have", "neither"), _estimate(row), _estimate(lift), test_of(lift)]
        whole.rows.append((f"{words.name(protocol, row.item)} + {words.name(protocol, row.group)}", cells))
    return [whole]


def _timeline(protocol: Protocol, entry: Measured) -> list[Grid]:
    words = Drawn()
    lags = Grid(_("How long between"), (_("Cases"), _("Months (median)")))
    for row in entry.of("lag", "out-of-order"):
        told = _estimate(row) if row.measure == "lag" else Cell(_("dates out of order: left out"))
        lags.rows.append((_from_to(protocol, row), [_counted(row, row.k, row.n, "have", "lack"), told]))
    change = Grid(_("Change"), (_("Before"), _("After"), _("Ratio of the rates"), _("Test"), _("How it was counted")))
    for row in entry.of("change"):
        counted = Cell(note_of(row), note=True)
        if row.k is None or row.other_k is None:  # nothing was collected after one of them
            change.rows.append((name_of(protocol, row), [Cell("–"), Cell("–"), Cell(_("not compared")), Cell("–"), counted]))
            continue
        before, after = Cell(_number(row.other_k), address(row, "other")), Cell(_number(row.k), address(row, "have"))
        change.rows.append((name_of(protocol, row), [before, after, _estimate(row), test_of(row), counted]))
    counts = Grid(_("By period"), (_("Period"), _("People"), _("Entries or exits"), _("How sure")))
    events = {(row.item, row.group): row for row in entry.of(*PERIODS) if row.measure != "people"}
    for row in entry.of("people"):
        sure = _SURE.match(row.note)
        how = _("%(sure)s surely, %(maybe)s possibly") % {"sure": sure[1], "maybe": sure[2]} if sure else "–"
        event = events.get((row.item, row.group))
        cells = [Cell(row.group), _period(row), _period(event) if event else Cell("–"), Cell(how)]
        counts.rows.append((words.name(protocol, row.item), cells))
    return [counts, lags, change]


def _period(row: Measure) -> Cell:
    return Cell(estimate_of(row), address(row, "have"), interval=interval_of(row))


def _credibility(protocol: Protocol, entry: Measured) -> list[Grid]:
    words = Drawn()
    twice = {row.item: row for row in entry.of("told-twice")}
    head = (_("Cases that say so"), _("Independent of one another"), _("Told in accounts of two families"))
    whole = Grid(_("What independent stories bear out"), head)
    for row in entry.of("corroboration"):
        again, few = twice.get(row.item), round(row.n - (row.k or 0))
        shared = (
            ngettext("%(n)d rests on a family that another rests on", "%(n)d rest on a family that another rests on", few) % {"n": few}
            if few
            else ""
        )
        alone = Cell(_number(row.k or 0), address(row, "shared") if row.against else address(row), shared)
        told = _counted(again, again.k, again.n, "have", "lack") if again else Cell("–")
        whole.rows.append((words.name(protocol, row.item), [Cell(str(row.n), address(row, "have")), alone, told]))
    return [whole]


_KINDS: Mapping[str, Callable[[Protocol, Measured], list[Grid]]] = {
    "comparison": _comparison,
    "flow": _flow,
    "cooccurrence": _cooccurrence,
    "timeline": _timeline,
    "credibility": _credibility,
}


# --- the cases of one number


def tabs_of(protocol: Protocol, look: MeasureLook) -> list[dict[str, Any]]:
    """The parts of a measure, with how many cases each has."""
    said = _parts(protocol, look.row)
    return [{"key": key, "name": said.get(key, key), "count": count, "here": key == look.part} for key, count in look.counts.items()]


def _parts(protocol: Protocol, row: Measure) -> dict[str, str]:
    """What the parts are called: of two groups by the group, of two things by the thing."""
    words = Drawn()
    have, lack = _("%(group)s: say so"), _("%(group)s: do not say so")
    group, other = {"group": words.name(protocol, row.group)}, {"group": words.name(protocol, row.other)}
    told = {"silent": _("not stated"), "unclear": _("unclear"), "shared": _("rest on a family that another rests on")}
    both = {"have": _("both"), "first": _("the first alone"), "second": _("the second alone"), "neither": _("neither")}
    dated = {"have": _("counted"), "lack": _("not counted: a date is missing, unclear or out of order")}
    by_measure = {
        **dict.fromkeys(("flow", "association", "jaccard", "lift"), both),
        **{name: {"have": row.group, "lack": _("in other periods")} for name in PERIODS},
        **dict.fromkeys(("lag", "out-of-order"), dated),
        "change": {"have": row.group, "other": row.other, "lack": _("in neither")},
        "contradictions": {"have": _("with contradictions"), "lack": _("without")},
        "told-twice": {"have": _("told in accounts of two families"), "lack": _("told once")},
    }
    sides = {"have": have % group, "lack": lack % group, "other": have % other, "other-lack": lack % other}
    plain = {"have": _("say so"), "lack": _("do not say so")}
    return told | by_measure.get(row.measure, sides if row.other else plain)


# --- contradictions, and what changed


def differences(protocol: Protocol, rows: Sequence[Measure], retold: Retold) -> list[dict[str, Any]]:
    """Everything on which accounts of one person differ, with what they say, each case's together."""
    by_case: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        between = _FAMILIES.search(row.note)
        found = {
            "question": question_of(protocol, row.item),
            "href": address(row),
            "where": _("between %(n)s families of accounts") % {"n": between[1]} if between else _WITHIN[row.measure](),
            "told": told_of(protocol, row, retold.told[row.id], retold.titles),
        }  # fmt: skip
        by_case.setdefault(row.group, []).append(found)
    return sorted(
        ({"case": case, "label": retold.labels.get(case, ""), "found": found} for case, found in by_case.items()),
        key=lambda one: (str(one["label"]).casefold(), one["case"]),
    )


_WITHIN: Mapping[str, Callable[[], str]] = {
    "contradiction": lambda: _("within one family of accounts: mostly a slip in copying"),
    "changed": lambda: _("within one family of accounts"),
}


def told_of(protocol: Protocol, row: Measure, told: Sequence[Any], titles: Mapping[str, tuple[str, str, str, str]]) -> list[dict[str, Any]]:
    """What was said, by whom, and in which words."""
    return [
        {
            "told": one,
            "value": answer_of(protocol, row.item, one.telling.value),
            "account": one.telling.account,
            "time": one.telling.time or "",
            "title": (found := titles.get(one.telling.account, (one.telling.account, "", "", "")))[0],
            "outlet": found[1],
            "published": found[2],
            "language": found[3],
        }
        for one in told
    ]
