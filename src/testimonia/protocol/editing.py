"""Changing a codebook file without losing what its author wrote around it: comments, order, the way of quoting.

A change is made on the codebook as a value first. Then only the words that differ are replaced in the text, and the text is read
again: if it does not say exactly the new codebook, the file is written anew from the value, and the caller is told that comments went.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from testimonia.errors import InputError, ProtocolError
from testimonia.protocol.codebook import Code, Codebook
from testimonia.protocol.parse import parse_codebook

_PARTS = (
    "label",
    "definition",
    "use_when",
    "not_when",
    "example",
    "citation",
    "parent",
    "group",
    "phase",
    "tags",
    "retired",
    "was",
    "split_from",
)


# --- changes of a codebook as a value


def renamed(book: Codebook, code: str, name: str) -> Codebook:
    """A code under another id; its codings go with it.

    Raises:
        UnknownReference, InputError: no such code; the id is taken.
    """
    old = book.code(code)
    _free(book, name)
    codes = [item.model_copy(update={"parent": name}) if item.parent == code else item for item in book.codes]
    return _next(book, [old.model_copy(update={"id": name, "was": (code,)}) if item.id == code else item for item in codes])


def merged(book: Codebook, codes: Sequence[str], into: Code | str) -> Codebook:
    """Several codes as one: a new one, or one of them (then named by its id), which carries the codings of all.

    Raises:
        UnknownReference, InputError: no such code; fewer than two.
    """
    name = into if isinstance(into, str) else into.id
    gone = [code for code in dict.fromkeys(codes) if code != name]
    for code in gone:
        book.code(code)
    if len({*gone, name}) < 2 or (not isinstance(into, str) and len(gone) < 2):  # noqa: PLR2004 - one alone is a renaming
        raise InputError("A merger takes two codes or more.", "To give one code another id, rename it.")
    if isinstance(into, str):
        heir = book.code(name).model_copy(update={"was": tuple(gone)})
        kept = [heir if item.id == name else item for item in book.codes if item.id not in gone]
    else:
        _free(book, name, gone)
        heir = into.model_copy(update={"was": tuple(gone)})
        first = min(place for place, item in enumerate(book.codes) if item.id in gone)
        kept = [item for item in book.codes if item.id not in gone]
        kept.insert(sum(item.id not in gone for item in book.codes[:first]), heir)
    return _next(book, [item.model_copy(update={"parent": name}) if item.parent in gone else item for item in kept])


def split(book: Codebook, code: str, parts: Sequence[Code]) -> Codebook:
    """A code cut into others, which stand after it; the code itself is retired unless it is among the parts.

    Raises:
        UnknownReference, InputError: no such code; fewer than two parts; an id is taken.
    """
    old = book.code(code)
    if len({part.id for part in parts}) < 2:  # noqa: PLR2004 - into one it would be the same code
        raise InputError("A code is split into two parts or more.", "Name each part and define it.")
    stays = next((part for part in parts if part.id == code), None)
    fresh = [part.model_copy(update={"split_from": code}) for part in parts if part.id != code]
    for part in fresh:
        _free(book, part.id)
    kept = stays or old.model_copy(update={"retired": True})
    codes: list[Code] = []
    for item in book.codes:
        codes += [kept, *fresh] if item.id == code else [item]
    return _next(book, codes)


def retired(book: Codebook, code: str) -> Codebook:
    """A code that is kept for old codings and no longer offered.

    Raises:
        UnknownReference, InputError: no such code; it is retired already.
    """
    if book.code(code).retired:
        raise InputError(f"`{code}` is retired already.", "Nothing is left to do.")
    return _with(book, code, retired=True)


def defined(book: Codebook, code: str, **words: str) -> Codebook:
    """A code with another definition, ``use_when``, ``not_when``, label, example or citation; a new id adds a code.

    Raises:
        InputError: nothing would change, or a new code lacks its label or definition.
    """
    if not any(item.id == code for item in book.codes):
        if not words.get("definition"):
            raise InputError(f"There is no code `{code}`, and a new one needs a definition.", "Add `--definition`, or correct the name.")
        return _next(book, [*book.codes, Code.model_validate({"label": code, **words, "id": code})])
    fresh = _with(book, code, **words)
    if fresh.codes == book.codes:
        raise InputError(f"`{code}` says that already.", "Change a word, or leave it.")
    return fresh


def _with(book: Codebook, code: str, **words: Any) -> Codebook:
    book.code(code)
    return _next(book, [item.model_copy(update=words) if item.id == code else item for item in book.codes])


def _free(book: Codebook, name: str, leaving: Sequence[str] = ()) -> None:
    if any(item.id == name for item in book.codes) and name not in leaving:
        raise InputError(f"The codebook `{book.id}` has a code `{name}` already.", "Choose another id, or merge the two.")


def _next(book: Codebook, codes: Sequence[Code]) -> Codebook:
    # What happened before the version that is left is said in that version's file; a new version says what is new.
    same = {(item.id, item.was) for item in book.codes}
    kept = tuple(item.model_copy(update={"was": ()}) if item.was and (item.id, item.was) in same else item for item in codes)
    fresh = book.model_copy(update={"version": book.version + 1, "codes": kept})
    return Codebook.model_validate(fresh.model_dump())


# --- the same change in the text


@dataclass(frozen=True, slots=True)
class Edited:
    """A codebook file after a change; ``kept`` says whether everything else in it stayed as it was written."""

    text: str
    kept: bool


def edited(text: str, before: Codebook, after: Codebook) -> Edited:
    """The text of a codebook file that says ``after`` where it said ``before``.

    Raises:
        ProtocolError: ``after`` is no codebook that could be read.
    """
    file = f"{before.id}.yaml"
    try:
        fresh = _replaced(text, before, after)
        if parse_codebook(file, fresh) == after:
            return Edited(fresh, kept=True)
    except (ProtocolError, yaml.YAMLError, _NotFound):
        pass  # written in a way that cannot be edited in place
    anew = dumped(after)
    if parse_codebook(file, anew) != after:
        raise ProtocolError(f"{file} cannot be written.", ["The change cannot be put into words of YAML."], "Edit the file by hand.")
    return Edited(anew, kept=False)


def dumped(book: Codebook) -> str:
    """A codebook as the text of a new file."""
    said = book.model_dump(mode="json", exclude_defaults=True)
    whole = {"id": book.id, "version": book.version, **said}
    return yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=120)


class _NotFound(Exception):
    """The text has not the shape that can be edited in place."""


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    end: int
    text: str


def _replaced(text: str, before: Codebook, after: Codebook) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, MappingNode):
        raise _NotFound
    cuts = [*_key(text, root, "version", _scalar(after.version), first="id")]
    items = next((held for key, held in root.value if key.value == "codes"), None)
    if not isinstance(items, SequenceNode) or len(items.value) != len(before.codes):
        raise _NotFound
    nodes = dict(zip((code.id for code in before.codes), items.value, strict=True))
    heirs = {code.was[0]: code for code in after.codes if len(code.was) == 1 and code.id not in nodes}
    place: Node | None = None
    new: dict[Node, list[Code]] = {}
    said = {code.id: code for code in after.codes}
    for code in before.codes:
        node = nodes[code.id]
        now = said.get(code.id) or heirs.get(code.id)
        if now is None:
            cuts.append(_Cut(*_whole_item(text, node), ""))
        else:
            cuts += _code(text, node, code, now)
    for code in after.codes:
        if code.id in nodes:
            place = nodes[code.id]
        elif code.id in {heir.id for heir in heirs.values()}:
            place = nodes[code.was[0]]
        else:
            # Stands after the code before it; at the very beginning after the first, where the order of codes allows no better.
            new.setdefault(place or items.value[0], []).append(code)
    for node, codes in new.items():
        end = _line_end(text, node)
        indent = " " * (text.rfind("\n", 0, node.start_mark.index) + 1 and _column(text, node))
        cuts.append(_Cut(end, end, "".join(_item(indent, code) for code in codes)))
    for cut in sorted(cuts, key=lambda cut: (cut.start, cut.end), reverse=True):
        text = text[: cut.start] + cut.text + text[cut.end :]
    return text


def _column(text: str, node: Node) -> int:
    """The column of the dash before an item."""
    start = text.rfind("\n", 0, node.start_mark.index) + 1
    dash = text.find("-", start, node.start_mark.index)
    if dash < 0:
        raise _NotFound
    return dash - start


def _whole_item(text: str, node: Node) -> tuple[int, int]:
    start = text.rfind("\n", 0, node.start_mark.index) + 1
    if text[start : node.start_mark.index].strip() != "-":
        raise _NotFound
    return start, _line_end(text, node)


def _line_end(text: str, node: Node) -> int:
    """Where the line after a node begins; a block's end lies before the next item, with comments that belong to that one."""
    end = _last(node).end_mark.index
    while end > 0 and text[end - 1] in " \n":
        end -= 1
    if isinstance(node, MappingNode) and node.flow_style:
        end = node.end_mark.index
    found = text.find("\n", end)
    return len(text) if found < 0 else found + 1


def _last(node: Node) -> Node:
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return _last(node.value[-1][1])
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _last(node.value[-1])
    return node


def _code(text: str, node: Node, before: Code, after: Code) -> Iterator[_Cut]:
    if before == after:
        return
    if not isinstance(node, MappingNode):
        raise _NotFound
    if before.id != after.id:
        yield from _key(text, node, "id", _scalar(after.id), first="id")
    default = Code(id="x", label="x", definition="x")
    for name in _PARTS:
        value = getattr(after, name)
        if value != getattr(before, name):
            empty = value == getattr(default, name) and name not in ("label", "definition")
            yield from _key(text, node, name, None if empty else _scalar(value), first="id")


def _key(text: str, node: MappingNode, name: str, value: str | None, *, first: str) -> Iterator[_Cut]:
    """Set a key of a mapping, add it, or (``value`` None) take it out."""
    for key, held in node.value:
        if key.value == name:
            if value is None:
                yield _without(text, node, key, held)
            else:
                end = _scalar_end(text, held)
                yield _Cut(held.start_mark.index, end, value)
            return
    if value is None:
        return
    anchor = next((held for key, held in node.value if key.value == first), None)
    if anchor is None:
        raise _NotFound
    if node.flow_style:
        yield _Cut(anchor.end_mark.index, anchor.end_mark.index, f", {name}: {value}")
    else:
        key = next(key for key, _ in node.value if key.value == first)
        indent = " " * key.start_mark.column
        end = text.find("\n", _scalar_end(text, anchor))
        at = len(text) if end < 0 else end
        yield _Cut(at, at, f"\n{indent}{name}: {value}")


def _scalar_end(text: str, node: Node) -> int:
    """The end of a value without the line ends that a block scalar takes with it."""
    end = _last(node).end_mark.index
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        while end > node.start_mark.index and text[end - 1] in " \n":
            end -= 1
    return end


def _without(text: str, node: MappingNode, key: Node, held: Node) -> _Cut:
    if node.flow_style:
        end = held.end_mark.index
        start = text.rfind(",", 0, key.start_mark.index)
        return _Cut(start, end, "") if start > node.start_mark.index else _Cut(key.start_mark.index, text.find(",", end) + 1, "")
    start = text.rfind("\n", 0, key.start_mark.index) + 1
    end = text.find("\n", _scalar_end(text, held))
    if text[start : key.start_mark.index].strip():
        raise _NotFound  # the first key stands beside the dash
    return _Cut(start, len(text) if end < 0 else end + 1, "")


def _scalar(value: Any) -> str:
    """A value as YAML that means it and nothing else: JSON is YAML."""
    if isinstance(value, tuple):
        return "[" + ", ".join(value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) or (isinstance(value, str) and value.replace("-", "").replace("_", "").isalpha() and value.isascii()):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _item(indent: str, code: Code) -> str:
    default = Code(id="x", label="x", definition="x")
    parts = [
        ("id", code.id),
        *(
            (name, getattr(code, name))
            for name in _PARTS
            if name in ("label", "definition") or getattr(code, name) != getattr(default, name)
        ),
    ]
    lines = [f"{name}: {_scalar(value)}" for name, value in parts]
    return f"{indent}- " + f"\n{indent}  ".join(lines) + "\n"
