"""The tables of a release for LaTeX; what the page hides is hidden here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from testimonia.domain.results import Finding
from testimonia.stages.publish.figures.shares import percent, span
from testimonia.stages.publish.method.measured import UNDATED, Measured
from testimonia.stages.publish.method.tables import DETAILS, Table
from testimonia.stages.publish.method.wording import estimate_of, interval_of, number_of, p_of
from testimonia.stages.publish.spoken import label, measure_name
from testimonia.stages.publish.tongue import from_right, ours, ours_of
from testimonia.stages.publish.writers.content import Content
from testimonia.store.engine import translated
from testimonia.text import title_line

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}", "−": "$-$", "–": "--", "…": r"\ldots{}",
}  # fmt: skip
NOTE = (
    "% Needs the package booktabs. Words in Arabic letters stand in \\foreignlanguage{arabic}{...}, and what is read from the left inside\n"
    "% of them in \\foreignlanguage{english}{...}: compile with LuaLaTeX or XeLaTeX, with babel (\\usepackage[bidi=basic,english]{babel},\n"
    "% \\babelprovide[import]{arabic}, \\babelfont{rm} with a font that has Arabic) or polyglossia (\\setdefaultlanguage{english},\n"
    "% \\setotherlanguage{arabic}, \\newfontfamily\\arabicfont). A document in Arabic loads both languages the other way round."
)


def latex(text: str) -> str:
    """One line of anybody's words, safe inside a LaTeX document: special characters escaped, runs of Arabic marked.

    What is read from the left among Arabic words, or in a report that is read from the right, is marked as well.
    """
    line = _CONTROLS.sub("", title_line(text))
    parts: list[str] = []
    for arabic, run in _runs(line):
        if arabic:
            parts.append(rf"\foreignlanguage{{arabic}}{{{''.join(_inside(piece) for piece in _pieces(run))}}}")
        else:
            parts.append(_left(run) if from_right() else _escaped(run))
    return "".join(parts)


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in text)


def _left(text: str) -> str:
    """A stretch without Arabic letters, marked as read from the left where it has anything whose order could turn."""
    bare = text.strip()
    if not re.search(r"[^\W_]", bare):
        return _escaped(text)
    start = text.index(bare)
    return rf"{_escaped(text[:start])}\foreignlanguage{{english}}{{{_escaped(bare)}}}{_escaped(text[start + len(bare) :])}"


def _inside(piece: tuple[bool, str]) -> str:
    arabic, text = piece
    return _escaped(text) if arabic else _left(text)


def _is_arabic(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) == "AL" for letter in text)


def _runs(line: str) -> list[tuple[bool, str]]:
    """A line before, from its first Arabic word to its last, and after; a line between words of another language keeps theirs apart."""
    words = re.split(r"(\s+)", line)
    arabic = [n for n, word in enumerate(words) if _is_arabic(word)]
    if not arabic:
        return [(False, line)] if line else []
    first, last = arabic[0], arabic[-1]
    if from_right():  # the whole line is ours: it is one run, however it begins
        first, last = 0, len(words) - 1
    parts = ((False, words[:first]), (True, words[first : last + 1]), (False, words[last + 1 :]))
    return [(kind, "".join(held)) for kind, held in parts if "".join(held)]


def _pieces(run: str) -> list[tuple[bool, str]]:
    """A run in stretches that are Arabic or not; spaces and signs between Arabic words belong to them."""
    found: list[tuple[bool, str]] = []
    for piece in re.split(r"(\s+)", run):
        plain = not re.search(r"[^\W_]", piece)
        arabic = _is_arabic(piece) or (plain and bool(found) and found[-1][0])
        if found and found[-1][0] == arabic:
            found[-1] = (arabic, found[-1][1] + piece)
        else:
            found.append((arabic, piece))
    return found


def latex_table(caption: str, note: str, head: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> str:
    """A table with rules and a caption; the first column is set left, the others right. ``name`` is what it is referred to by."""
    columns = "l" + "r" * (len(head) - 1)
    lines = [r"\begin{table}", rf"\caption{{{latex(caption)}}}", rf"\label{{tab:{name}}}", rf"\begin{{tabular}}{{{columns}}}", r"\toprule"]
    lines += [" & ".join(latex(ours(cell)) for cell in head) + r" \\", r"\midrule"]
    lines += [" & ".join(latex(cell) for cell in row) + r" \\" for row in rows]
    lines += [r"\bottomrule", r"\end{tabular}"]
    if note:
        lines.append(rf"\par\smallskip\footnotesize {latex(ours(note))}")
    return "\n".join([*lines, r"\end{table}"])


def write_latex(path: Path, tables: Sequence[str]) -> None:
    """Write the tables to one file, for a document to take in.

    Raises:
        StudyReadOnly, DiskFull: as the disk is.
    """
    with translated(path):
        path.write_text("\n\n".join([NOTE, *tables]) + "\n", encoding="utf-8", newline="\n")


def latex_tables(content: Content) -> list[str]:
    """A table for every entry of the plan that has anything to show."""
    made = [_shares(content, found) for found in content.tables] + [_measures(content, entry) for entry in content.measured]
    return [text for text in made if text]


def _shares(content: Content, found: Table) -> str:
    protocol = content.facts.protocol
    rows = []
    for line in found.lines:
        if line.id not in content.shown:
            continue
        name = label(protocol, line.item) + (f" ({label(protocol, line.condition)})" if line.condition else "")
        texts = (f"{line.stated.k}/{line.stated.n}", str(line.completed.not_stated), str(line.completed.unclear))
        told = [text if line.cell(part) in content.shown else ours("hidden") for part, text in zip(DETAILS, texts, strict=True)]
        rows.append([name, f"{line.completed.k}/{line.completed.n}", _share(line.completed), *told])
    if not rows:
        return ""
    note = f"{_standing(found.registered)} {found.lines[0].completed.method.capitalize()} interval."
    return latex_table(found.title, note, ["", "Completed", "Share", "Of those who said", "Not stated", "Unclear"], rows, found.plan.id)


def _measures(content: Content, entry: Measured) -> str:
    protocol = content.facts.protocol
    shown = [row for row in entry.rows if row.estimate is not None and content.tells(entry, row) and row.measure not in _LISTS]
    rows = []
    for row in shown:
        name = measure_name(protocol, row)
        k = number_of(row.k, "count")
        counted = f"{k}/{row.n}" if row.k is not None else str(row.n)
        if row.measure in UNDATED and not content.internal:
            counted = k
        test = p_of(row) if row.p is not None else ""
        rows.append([name, ours_of("measure", row.measure), counted, estimate_of(row), interval_of(row).strip("()"), ours(test)])
    if not rows:
        return ""
    note = f"{_standing(entry.registered)} {', '.join(dict.fromkeys(row.method for row in shown))}."
    return latex_table(entry.title, note, ["", "Measure", "Counted", "Estimate", "Interval", "Test"], rows, entry.plan.id)


_LISTS = ("panel", "contradiction", "changed")
"""Measures that list rather than estimate."""


def _standing(registered: bool) -> str:
    return "Registered." if registered else "Exploratory."


def _share(finding: Finding) -> str:
    if finding.estimate is None or finding.low is None or finding.high is None:
        return "–"
    return f"{percent(finding.estimate)} ({span(finding.low, finding.high)})"
