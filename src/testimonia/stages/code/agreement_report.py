"""What agreement tells its reader: one table that fits a terminal, what its columns mean, and what must not be read into it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from testimonia.domain.agreement import COEFFICIENTS, TARGETS, Agreement, Estimate

LEVELS = ("case", "account", "passage", "all")
WIDTH = 80
NAME = 25
PAIR = 2
PEOPLE = {"person": "people", "response": "responses"}
NOTHING = "nothing was measured"
PERFECT = "= No disagreement, so none can be drawn anew: 1.00 has no interval. What may still differ stands in its place (95 %)."
FEWEST = 5  # below, not even the share that may still differ says anything
PLURAL = {"case": "cases", "account": "accounts", "episode": "episodes", "": "units"}
_LAYERS = {"consensus", "adjudicated"}
_HEAD = ("n", "used", "agree", "alpha", "95 %", "P<.667", "P<.800", "AC1")
_WIDE = (4, 5, 6, 8, 12, 7, 7, 6)


@dataclass(frozen=True, kw_only=True)
class AgreementReport:
    """Every row that was measured; ``level``, ``only``, ``brief``, ``details`` and ``layers`` choose which of them ``lines`` spells out.

    ``closed`` are coding rounds that are still blind, ``hidden`` their rows by kind, ``remarks`` what must be known beside the rows.
    """

    rows: tuple[Agreement, ...]
    level: str = "case"
    brief: bool = False
    only: str | None = None
    details: bool = False
    layers: bool = False
    round: str | None = None
    closed: tuple[str, ...] = ()
    hidden: Mapping[str, int] = field(default_factory=dict)
    remarks: Mapping[str, Any] = field(default_factory=dict)
    rare: int = 5
    confidence: float = 0.95

    @property
    def coders(self) -> tuple[str, ...]:
        """Everybody whose rows were compared."""
        main = [row for row in self.rows if row.kind == "all" and row.readers]
        return tuple(dict.fromkeys(reader for row in main for reader in _people(row)))

    def lines(self) -> list[str]:
        """The report in words."""
        shown = self._shown()
        if not self.rows:
            return [self._nothing(), *self._not_open()]
        if self.brief:
            return self._briefly()
        said = _wrapped(f"Do the coders agree? {', '.join(self.coders)}{f', round {self.round}' if self.round else ''}.")
        if len(self.coders) < PAIR:
            said += _wrapped("Only one coder has completed anything in an open round. Agreement needs two who completed the same units.")
        said += [*self._not_open(), *self._overview()]
        if self.details:
            said += [line for row in shown if not self._paired(row) for line in _detail(row)]
        else:
            said += [line for title, rows in self._tables(shown) for line in ("", *_table(title, rows))]
            said += [line for title, rows in self._pairs() for line in ("", *_table(title, rows))]
        if self.layers:
            said += self._counts(shown)
        said += self._over_time()
        notes = self._notes(shown)
        return [*said, *(["", *notes] if notes else []), "", *self._legend(shown)]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts: every row whatever is spelled out in words, every coefficient with formula and source."""
        return {
            "coders": list(self.coders),
            "round": self.round,
            "closed": list(self.closed),
            "hidden": dict(self.hidden),
            **{
                key: self.remarks.get(key, empty)
                for key, empty in (("outside_blind", 0), ("left", []), ("other_editions", 0), ("uncompleted", {}), ("free_text", []))
            },
            "confidence": self.confidence,
            "targets": list(TARGETS),
            "rare": self.rare,
            "coefficients": {name: asdict(item) for name, item in COEFFICIENTS.items()},
            "rows": [asdict(row) for row in self.rows],
        }

    # --- which rows

    @cached_property
    def _first(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """The readers of the first row of each group: all of its coders; rows of other readers are about pairs."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for row in self.rows:
            found.setdefault((row.level, row.group), row.readers)
        return found

    def _paired(self, row: Agreement) -> bool:
        return row.readers != self._first[row.level, row.group]

    def _spelled(self, shown: Sequence[Agreement]) -> list[Agreement]:
        """The rows that stand in the tables: those over all, and the chosen ones that are about all coders."""
        return [row for row in self._wanted if row.kind in {"all", "sets"}] + [row for row in shown if not self._paired(row)]

    def _shown(self) -> list[Agreement]:
        levels = LEVELS[:-1] if self.level == "all" else (self.level,)
        return [row for row in self._wanted if row.level in levels and row.kind not in {"block", "change"}]

    @cached_property
    def _wanted(self) -> tuple[Agreement, ...]:
        """The rows of what was asked for: all, those of one codebook or the form, or those of one code or variable."""
        return tuple(row for row in self.rows if self.only in {None, row.group, row.name, f"{row.group}:{row.name}"})

    def _tables(self, shown: Sequence[Agreement]) -> list[tuple[str, list[Agreement]]]:
        found: dict[str, list[Agreement]] = {}
        for row in shown:
            if row.kind in {"code", "variable", "stated"} and not self._paired(row):
                what = "Case form" if row.group == "form" else f"{row.group}, by {row.level}"
                found.setdefault(what, []).append(row)
        return list(found.items())

    def _pairs(self) -> list[tuple[str, list[Agreement]]]:
        levels = LEVELS[:-1] if self.level == "all" else (self.level,)
        found: dict[str, list[Agreement]] = {}
        for row in self._wanted:
            if row.kind == "all" and row.n and row.level in levels and self._paired(row):
                what = "case form" if row.group == "form" else f"{row.group}, by {row.level}"
                found.setdefault(f"In pairs, everything together: {what}", []).append(row)
        return list(found.items())

    # --- parts

    def _briefly(self) -> list[str]:
        """What `run` says of it: everything together, by case."""
        if len(self.coders) < PAIR:
            return [f"only {self.coders[0]} has completed anything; agreement needs two." if self.coders else self._nothing()]
        said = []
        for row in self.rows:
            if row.kind == "all" and row.level == "case" and row.n and not self._paired(row) and (main := row.main) is not None:
                what = "the case form" if row.group == "form" else row.group
                value = f"undefined ({main.undefined})" if main.value is None else _decimal(main.value)
                value += f" ({_interval(main, _decimal)})" if main.low is not None else ""
                said.append(f"alpha {value} for {what} on {row.n} {PLURAL.get(row.unit, row.unit) if row.n != 1 else row.unit}")
        if not said:
            return ["no unit was completed by two coders in an open round yet."]
        return [f"{', '.join(self.coders)}: {'; '.join(said)}. `testimonia code DIR agreement` shows each code."]

    def _nothing(self) -> str:
        which = f"in round {self.round}" if self.round else "in an open round"
        return f"Nobody has completed anything {which} yet: there is nothing to compare."

    def _not_open(self) -> list[str]:
        if not self.closed:
            return []
        left = f" ({_listed(self.hidden)} left out)" if self.hidden else ""
        return _wrapped(f"Not open yet, so not compared: {', '.join(self.closed)}{left}.")

    def _overview(self) -> list[str]:
        rows = [row for row in self._wanted if row.kind in {"all", "sets"} and not self._paired(row)]
        return ["", *_table("Over all", rows, names=_whole_name)] if rows else []

    def _over_time(self) -> list[str]:
        rows = [row for row in self._wanted if row.kind in {"block", "change"}]
        return ["", *_table("Over time: all codes together, by case, in the order of completion", rows)] if rows else []

    def _counts(self, shown: Sequence[Agreement]) -> list[str]:
        said: list[str] = []
        for title, rows in self._tables(shown):
            counted = [row for row in rows if row.counts]
            if not counted:
                continue
            readers = list(dict.fromkeys(count.reader for row in counted for count in row.counts))
            said += ["", f"{title}: used in how many of the units that each completed"]
            width = max(9, *(len(reader) + 2 for reader in readers))
            said.append(" " * NAME + "".join(f"{reader:>{width}}" for reader in readers))
            for row in counted:
                by = {count.reader: f"{count.used}/{count.n}" for count in row.counts}
                said += _named(_name(row), "".join(f"{by.get(reader, '-'):>{width}}" for reader in readers))
        return said

    def _notes(self, shown: Sequence[Agreement]) -> list[str]:
        used = {note for row in self._spelled(shown) for note in row.notes}
        said = []
        if "rare" in used:
            said.append(f"* Too rare (or too common) to say: fewer than {self.rare} units depart from the usual answer.")
        if "perfect" in used:
            said.append(PERFECT)
        if "few" in used:
            said.append("n below 10: one unit more or less may turn a number round; below 5 there is no interval.")
        if any(item.undefined for row in self._spelled(shown) for item in row.estimates):
            said.append("undefined: there is no value, neither 1 nor 0. No variation: everybody gave the same answer everywhere.")
        outside = self.remarks.get("outside_blind", 0)
        if outside:
            said.append(f"{outside} units were completed outside a blind round, where coders could see one another's rows.")
        if any(set(row.readers) & _LAYERS for row in self._wanted):
            said.append("Pairs with consensus or adjudicated: only on what was settled there, which is what the coders differed on.")
        if alone := self.remarks.get("uncompleted"):
            said.append(f"Not compared, since whoever entered them has not completed the unit: {_listed(alone)}.")
        if left := self.remarks.get("left"):
            said.append(f"Not in study.yaml any more, what they completed still counts: {', '.join(left)}.")
        if other := self.remarks.get("other_editions"):
            said.append(f"{other} codings in another edition than the main text are not compared by passage.")
        if free := self.remarks.get("free_text"):
            said.append(f"Free text is not compared: {', '.join(free)}.")
        return [line for item in said for line in _wrapped(item)]

    def _legend(self, shown: Sequence[Agreement]) -> list[str]:
        columns = (
            "n: units that at least two of them completed. used: units where one of them used the code or gave an answer. "
            "agree: share of agreeing pairs, not corrected for chance. "
            f"95 %: interval of alpha from {self._replicates()} samples of units; P<.667, P<.800: "
            "how often alpha lay below .667 (draw no conclusions) and .800 (tentative ones) in them."
        )
        said = [columns]
        names = dict.fromkeys(item.coefficient for row in self._spelled(shown) for item in row.estimates)
        if not self.details:
            wanted = {"alpha", "ac1", "u_alpha", *(["qualcoder"] if self.level in {"passage", "all"} else [])}
            names = {name: None for name in names if name in wanted}
        said += [
            f"{COEFFICIENTS[name].label} = {COEFFICIENTS[name].formula} ({COEFFICIENTS[name].source})."
            for name in names
            if name != "percent"
        ]
        if not self.details:
            said.append("Every coefficient with its own interval: --details. Counts by coder and layer: --layers. Other levels: --level.")
        return [line for item in said for line in _wrapped(item)]

    def _replicates(self) -> str:
        return f"{max((row.replicates for row in self.rows), default=0):,}"


def _people(row: Agreement) -> tuple[str, ...]:
    return tuple(reader for reader in row.readers if reader not in _LAYERS and not reader.startswith("machine "))


def _name(row: Agreement) -> str:
    if row.kind == "all" and len(row.readers) == PAIR:
        return " - ".join(row.readers) + (f" ({row.name})" if row.name else "")
    if row.kind == "stated":
        return f"{row.name}: given?"
    scale = "" if row.metric in {"nominal", "marked or not"} else f" ({row.metric})"
    return f"{row.name}{scale}"


def _whole_name(row: Agreement) -> str:
    if row.group == "form":
        return f"case form, {PEOPLE.get(row.name, row.name)}"
    level = {"case": "cases", "account": "accounts", "passage": "passages"}[row.level]
    return f"{row.group}, {level}" if row.kind == "all" else f"  {level}, as sets"


def _table(title: str, rows: Sequence[Agreement], names: Any = _name) -> list[str]:
    passage = bool(rows) and all(row.level == "passage" for row in rows)
    head = (*_HEAD[:3], "u-alpha", *_HEAD[4:7], "QualC") if passage else _HEAD
    top = "".join(f"{word:>{width}}" for word, width in zip(head, _WIDE, strict=True))
    return [title, f"{'':{NAME}}{top}", *(line for row in rows for line in _named(names(row), _cells(row), _mark(row)))]


def _named(name: str, cells: str, mark: str = "") -> list[str]:
    whole = f"  {name}{mark}"
    if len(whole) < NAME:
        return [f"{whole:{NAME}}{cells}".rstrip()]
    return [whole, f"{'':{NAME}}{cells}".rstrip()]


def _mark(row: Agreement) -> str:
    return f"{' *' if 'rare' in row.notes else ''}{' =' if 'perfect' in row.notes else ''}"


def _cells(row: Agreement) -> str:
    main, percent = row.main, row.get("percent")
    agree = _percent(percent.value) if percent else "-"
    used = "" if row.kind in {"all", "block", "change"} or row.used is None else str(row.used)
    first = f"{row.n:>4}{used:>5}{agree:>6}"
    width = _WIDE[3]
    if main is None or main.value is None:
        return f"{first}  undefined: {main.undefined if main else NOTHING}"
    other = row.get("qualcoder") if row.level == "passage" else row.get("ac1") or row.get("ac2")
    last = f"{_decimal(other.value) if other else '-':>6}"
    if row.kind == "change":
        return f"{first}{_signed(main.value):>{width}}{_interval(main, _signed):>14}"
    if "perfect" in row.notes and row.n >= FEWEST:
        return f"{first}{_decimal(main.value):>{width}}  up to {_percent(_unseen(row.n))} may differ  {last}"
    below = [f"{_percent(share):>7}" for share in main.below] or [f"{'-':>7}"] * len(TARGETS)
    return f"{first}{_decimal(main.value):>{width}}{_interval(main, _decimal):>{_WIDE[4]}}{''.join(below)}{last}"


def _unseen(n: int) -> float:
    """The share of units that may differ though none of n did: upper end of the exact one-sided 95 % interval of 0 of n."""
    return float(1 - 0.05 ** (1 / n))


def _interval(item: Estimate, spelled: Any) -> str:
    return "-" if item.low is None or item.high is None else f"{spelled(item.low)}–{spelled(item.high)}"


def _decimal(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}".replace("-0.00", "0.00")


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.2f}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.0f} %"


def _detail(row: Agreement) -> list[str]:
    what = _whole_name(row).strip() if row.kind in {"all", "sets"} else f"{row.group}:{_name(row)}, by {row.level}"
    used = "" if row.kind == "all" else f", used in {row.used}"
    said = ["", f"{what}: {row.n} {PLURAL.get(row.unit, row.unit)}{used}{_mark(row)}"]
    for item in row.estimates:
        label = COEFFICIENTS[item.coefficient].label
        if item.value is None:
            said.append(f"  {label:29}undefined: {item.undefined}")
            continue
        value = _percent(item.value) if item.coefficient == "percent" else _decimal(item.value)
        spelled = _percent if item.coefficient == "percent" else _decimal
        low = _interval(item, spelled)
        below = "".join(f"  P<{f'{target:.3f}'[1:]}{_percent(share):>6}" for share, target in zip(item.below, TARGETS, strict=False))
        said.append(f"  {label:29}{value:>6}{low:>12}{below}".rstrip())
    return said


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
