"""YAML text to plain data, with the line of every key, and without YAML's surprises.

Read from the parser's events rather than from its objects, so that nothing of YAML's own typing happens: every scalar stays
the text that was written (no `NO` turned false, no 2015-08-01 turned into a date, no 1.10 turned into 1.1); the receiving
field decides. Aliases are never followed, so a few lines cannot grow into gigabytes; depth and size are bounded.
Source of the hazards: YAML 1.1, sections 3.2.2 and 10.3 (yaml.org/spec/1.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree] | None"
Path: TypeAlias = tuple[str | int, ...]

MAX_BYTES = 1_000_000
"""Largest file read: the eleven codebooks shipped with testimonia are under a tenth of this together."""
MAX_DEPTH = 20
"""Deepest nesting read: the protocol needs six; the bound keeps a row of brackets from exhausting the stack."""

MAX_LABEL = 80
"""Longest id repeated in a key path; ids themselves may not be longer."""

# libyaml's parser where PyYAML was built with it (every wheel is): the same events, about ten times as fast.
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile("[^\\x09\\x0a\\x0d\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_HINTS = (
    ("mapping values are not allowed", "A text that holds `: ` must stand in quotes."),
    ("expected <block end>", "Lines that belong together must start in the same column."),
    ("did not find expected key", "Lines that belong together must start in the same column."),
    ("did not find expected '-' indicator", "Lines that belong together must start in the same column."),
    ("could not find expected ':'", "A key needs `: ` after it; a text over several lines needs `>-` before it."),
    ("unexpected end of stream", "A quote was opened and not closed."),
    ("while scanning a quoted scalar", "A quote was opened and not closed."),
    ("found character", "A text that begins with a special character must stand in quotes."),
)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong: where (file, line, key path), what, and what to do about it."""

    file: str
    line: int
    path: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        """As the person who must mend it reads it."""
        where = f"{self.file} line {self.line}" if self.line else self.file
        return " ".join(part for part in (f"{where}:", f"`{self.path}`" if self.path else "", self.message, self.remedy) if part)


@dataclass
class Document:
    """A file as read: its data, the line of each key path, and what was wrong with the YAML itself."""

    file: str
    data: dict[str, Tree] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    readable: bool = False  # False: there is no sense in looking at the data

    def line(self, path: Path) -> int:
        """The line of a key path, or of the nearest path above it that stands in the file."""
        return next((self.lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self.lines), 1)

    def name(self, path: Path) -> str:
        """A key path as a person finds it: ``variables[sex].type``; an item without id is counted from one."""
        text = ""
        here: Tree = self.data
        for step in path:
            if isinstance(step, int):
                here = here[step] if isinstance(here, list) and step < len(here) else None
                label = here.get("id") if isinstance(here, dict) else here
                text += f"[{label}]" if isinstance(label, str) and 0 < len(label) <= MAX_LABEL else f"[{step + 1}]"
            else:
                here = here.get(step) if isinstance(here, dict) else None
                text += f".{step}" if text else step
        return text

    def report(self, path: Path, message: str, remedy: str = "") -> None:
        """Note a problem at a key path."""
        self.problems.append(Problem(self.file, self.line(path), self.name(path), message, remedy))


def load(file: str, text: str) -> Document:
    """Read one YAML text; never raises: what is wrong stands in the document's ``problems``."""
    document = Document(file)
    stop = _unreadable(text)
    if stop is not None:
        document.problems.append(Problem(file, stop[0], "", stop[1], stop[2]))
        return document
    try:
        _Builder(document, iter(yaml.parse(text.removeprefix("\ufeff"), Loader=_PARSER))).build()
    except _Stop as wrong:
        document.problems.append(Problem(file, wrong.line, "", wrong.message, wrong.remedy))
    except yaml.YAMLError as wrong:
        document.problems.append(_syntax(file, text, wrong))
    except (ValueError, OverflowError):  # an escape such as "\UFFFFFFFF" that is no character
        document.problems.append(Problem(file, 0, "", "holds a `\\` escape that is no character.", "Use single quotes around it."))
    return document


def _unreadable(text: str) -> tuple[int, str, str] | None:
    """Why a text is not worth parsing: line, message, remedy."""
    size = len(text) if len(text) > MAX_BYTES else len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        return 0, f"is larger than {MAX_BYTES:,} bytes.", "Is it the right file?"
    wrong = _UNPRINTABLE.search(text)
    if wrong is None:
        return None
    line = text.count("\n", 0, wrong.start()) + 1
    return line, f"holds the unprintable character U+{ord(wrong[0]):04X}.", "Remove it, and save the file as UTF-8 text."


def _syntax(file: str, text: str, wrong: yaml.YAMLError) -> Problem:
    """What the YAML parser could not read, in words."""
    mark = getattr(wrong, "problem_mark", None) or getattr(wrong, "context_mark", None)
    line = min(mark.line, text.count("\n")) + 1 if mark is not None else 0
    said = " ".join(str(part) for part in (getattr(wrong, "context", None), getattr(wrong, "problem", None)) if part)
    source = text.splitlines()[line - 1] if 0 < line <= len(text.splitlines()) else ""
    if "\t" in source[: len(source) - len(source.lstrip())] or "'\\t'" in said or "found a tab" in said or "contain tabs" in said:
        return Problem(file, line, "", "is indented with a tab, which YAML does not allow.", "Use spaces.")
    hint = next((hint for sign, hint in _HINTS if sign in said), "Compare with the lines above it.")
    return Problem(file, line, "", f"is not readable as YAML ({said or 'unknown fault'}).", hint)


class _Stop(Exception):
    """Reading cannot go on."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.line, self.message, self.remedy = line, message, remedy


class _Builder:
    """Builds the tree of one document from the parser's events."""

    def __init__(self, document: Document, events: Iterator[Event]) -> None:
        self.document = document
        self.events = events

    def build(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Stop(_line(event), "begins a second YAML document (`---`).", "Keep one document in a file.")
                root = next(self.events)
                tree = self._node(root, ())
                self.document.lines[()] = _line(root)
                if tree is not None and not isinstance(tree, dict):
                    raise _Stop(_line(root), "is not a list of `key: value` lines.", "Begin the file with a key, such as `study:`.")
                self.document.data = tree or {}
        if not self.document.data:
            raise _Stop(0, "is empty.", "Write at least a title into it; `testimonia new` shows the form.")
        self.document.readable = True

    def _node(self, event: Event, path: Path) -> Tree:
        if len(path) > MAX_DEPTH:
            raise _Stop(_line(event), f"is nested more than {MAX_DEPTH} deep.", "The protocol needs six levels at most.")
        self._plain(event, path)
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event, path) if isinstance(event, ScalarEvent) else None

    def _plain(self, event: Event, path: Path) -> None:
        """Refuse what makes a YAML file more than what it shows: anchors, aliases, tags."""
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            remedy = "Write the text out, or put it in quotes."
            self._report(event, path, "uses a YAML anchor or alias (`&`, `*`), which is not read.", remedy)
        if getattr(event, "tag", None) not in (None, "!"):
            self._report(event, path, f"carries the YAML tag `{getattr(event, 'tag', '')}`, which is not read.", "Remove the tag.")

    def _scalar(self, event: ScalarEvent, path: Path) -> str | None:
        value = str(event.value)
        wrong = _UNPRINTABLE.search(value)
        if wrong is not None:
            self._report(event, path, f"holds the unprintable character U+{ord(wrong[0]):04X}.", "Remove the escape.")
            return _UNPRINTABLE.sub("", value) or "removed"  # something must stand there, or it would be called empty as well
        return None if not event.style and value in _NULLS else value  # unquoted (libyaml says "", PyYAML None)

    def _sequence(self, path: Path) -> list[Tree]:
        items: list[Tree] = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            place = (*path, len(items))
            self.document.lines[place] = _line(event)
            items.append(self._node(event, place))
        return items

    def _mapping(self, path: Path) -> dict[str, Tree]:
        found: dict[str, Tree] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._node(event, (*path, ""))
            if not isinstance(key, str) or not key.strip():
                self._report(event, path, "has a key that is no name.", "A key is a word, followed by `: `.")
                self._node(next(self.events), (*path, ""))
                continue
            place = (*path, key)
            if key in found:
                first = self.document.lines[place]
                self._report(event, place, f"stands here a second time (first on line {first}).", "Keep one of the two.")
                self._node(next(self.events), (*path, ""))
                continue
            self.document.lines[place] = _line(event)
            found[key] = self._node(next(self.events), place)
        return found

    def _report(self, event: Event, path: Path, message: str, remedy: str) -> None:
        name = self.document.name(path).rstrip(".")
        self.document.problems.append(Problem(self.document.file, _line(event), name, message, remedy))


def _line(event: Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark is not None else 0
