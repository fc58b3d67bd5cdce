"""Printed tables of other studies, typed in: which of their percentages no count can give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testimonia.errors import InputError
from testimonia.stages.analyse.method import grim
from testimonia.store.tabular import Faults, Line, iter_table, layout_of

NEEDED = ("percent", "n")
KNOWN = ("table", "label", "percent", "k", "n", "whole")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedReport:
    """How many percentages were checked; ``impossible`` names each that cannot be (line of the file, label, why).

    ``sums`` names the sets of categories (column ``whole``) whose percentages or counts cannot belong together.
    """

    file: str
    checked: int
    impossible: tuple[tuple[int, str, str], ...]
    sums: tuple[tuple[str, str], ...]

    def lines(self) -> list[str]:
        """The report in words."""
        said = [f"{self.checked} percentages checked, {len(self.impossible)} that no count can give."]
        said += [f"line {line}: {f'{label}: ' if label else ''}{why}." for line, label, why in self.impossible]
        said += [f"{name}: {why}." for name, why in self.sums]
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "file": self.file,
            "checked": self.checked,
            "impossible": [{"line": line, "label": label, "why": why} for line, label, why in self.impossible],
            "sums": [{"whole": name, "why": why} for name, why in self.sums],
        }


def check_printed(path: Path) -> PrintedReport:
    """Check a CSV or JSONL of printed figures: ``percent`` of ``n``, and if they are printed ``k``, ``table`` and ``label``.

    Rows with the same ``whole`` are categories that exclude one another and leave nobody out. Percentages are text, since ``51.0`` says
    more than ``51``.

    Raises:
        InputError: the file is no table, or has no column ``percent`` or ``n``.
        ImportRejected: a row holds no percentage or no count; each is named.
    """
    columns = layout_of(path).columns
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise InputError(f"{path.name} has no column `{missing[0]}`.", f"Its columns are: {', '.join(KNOWN)} (needed: percent, n).")
    faults = Faults()
    rows: list[tuple[Line, grim.Checked]] = []
    for line in iter_table(path, faults):
        try:
            rows.append((line, _checked(line)))
        except ValueError as fault:
            faults.add(line.number, f"{fault}.")
    faults.reject(path, "Mend these lines and check the file again.")
    impossible = tuple((line.number, _label(line), checked.said()) for line, checked in rows if not checked.possible)
    return PrintedReport(file=path.name, checked=len(rows), impossible=impossible, sums=tuple(_sums(rows)))


def _checked(line: Line) -> grim.Checked:
    percent, n, k = (line.values.get(name) for name in ("percent", "n", "k"))
    if percent is None or n is None:
        raise ValueError(f"has no {'percent' if percent is None else 'n'}")
    many, have = _whole_number(n), None if k is None else _whole_number(k)
    if have is not None and have > many:
        raise ValueError(f"has {have} of {many}")
    return grim.check(str(percent), many, have)


def _whole_number(value: object) -> int:
    """A count as tables print it: 41,490 and 41 490 too."""
    text = str(value).strip()
    plain = text.replace(",", "").replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if not plain.isascii() or not plain.isdigit():
        raise ValueError(f"{text} is no count")
    return int(plain)


def _label(line: Line) -> str:
    return ", ".join(str(value) for name in ("table", "label") if (value := line.values.get(name)) is not None)


def _sums(rows: Sequence[tuple[Line, grim.Checked]]) -> list[tuple[str, str]]:
    found = []
    wholes = dict.fromkeys(str(line.values["whole"]) for line, _ in rows if line.values.get("whole") is not None)
    for name in wholes:
        parts = [checked for line, checked in rows if str(line.values.get("whole")) == name]
        sizes = {part.n for part in parts}
        if len(sizes) > 1:
            found.append((name, f"its categories are shares of different numbers ({', '.join(str(n) for n in sorted(sizes))})"))
            continue
        n = sizes.pop()
        counts = [part.k for part in parts if part.k is not None]
        if len(counts) == len(parts) and not grim.adds_up(counts, n):
            found.append((name, f"its counts add up to {sum(counts)}, not to {n}"))
        elif not grim.sum_possible([part.printed for part in parts], n):
            total = sum(grim.percentage(part.printed) for part in parts)
            found.append((name, f"its percentages add up to {total} %, which no counts out of {n} can"))
    return found
