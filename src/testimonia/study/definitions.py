"""Definitions as they were: codebooks and forms of every protocol that took effect, out of the record of adoptions.

A coding names the version of the definition it was made under. That means something only while one number stands for one meaning: a
codebook (or form) that is in use may not change its meaning without a new version.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from testimonia.domain.completeness import Order
from testimonia.domain.decisions import Adoption
from testimonia.domain.vocabulary import DefinitionChange
from testimonia.errors import ProtocolError
from testimonia.protocol import Codebook, Form, Protocol, Variable, parse_codebook, parse_form
from testimonia.protocol.changes import FORM, Changed, codebook_changes, form_changes
from testimonia.store.codework import definitions_in_use
from testimonia.study.files import STUDY_FILE

if TYPE_CHECKING:
    from testimonia.study.opened import View

Definitions = dict[str, Codebook | tuple[Form, tuple[Variable, ...]]]
"""Codebooks by id, and the form under ``form``."""


def adopted(view: View) -> Iterator[tuple[Order, Definitions]]:
    """What each protocol that took effect defined, with its place in the log, oldest first; what cannot be read any more is left out."""
    for row in view.history(Adoption):
        found: Definitions = {}
        for name, text in view.protocol_texts(json.loads(row.open).get("digest", "")).items():
            if name == STUDY_FILE:
                found[FORM] = _form(text)
                continue
            book = _codebook(name, text)
            if book is not None:
                found[book.id] = book
        yield row.order, found


@lru_cache(maxsize=100)  # most adoptions change one file, and parsing a dozen takes longer than all the rest of a page
def _form(text: str) -> tuple[Form, tuple[Variable, ...]]:
    return parse_form(text)


@lru_cache(maxsize=400)
def _codebook(name: str, text: str) -> Codebook | None:
    try:
        return parse_codebook(name, text)
    except ProtocolError:
        return None  # a later testimonia may have become stricter; the codes in force do not depend on it


def former_codebooks(view: View) -> dict[tuple[str, int], Codebook]:
    """Every codebook that was ever adopted, by id and version; of two texts with one number the later counts."""
    return {(book.id, book.version): book for _, found in adopted(view) for book in found.values() if isinstance(book, Codebook)}


def form_versions(view: View) -> dict[int, dict[str, Variable]]:
    """The questions of every version that the form ever had, by id; of two texts with one number the later counts."""
    found: dict[int, dict[str, Variable]] = {}
    for _, definitions in adopted(view):
        entry = definitions.get(FORM)
        if isinstance(entry, tuple):
            found[entry[0].version] = {variable.id: variable for variable in entry[1]}
    present = view.study.protocol
    found[present.form.version] = {variable.id: variable for variable in present.variables}
    return found


def unversioned(view: View, fresh: Protocol) -> list[str]:
    """What changed its meaning under a version that codings, answers or completions name already, in words; nothing where all is well."""
    used = definitions_in_use(view.connection)
    before = list(adopted(view))
    problems: dict[str, None] = {}
    for book in fresh.codebooks:
        count, first = used.get((book.id, book.version), (0, 0))
        for old in _meant(before, book.id, first) if count else ():
            if isinstance(old, Codebook) and old.version == book.version and (said := _said(codebook_changes(old, book))):
                problems[_problem(f"codebooks/{book.id}.yaml", "version", book.version, (said, count))] = None
    version = fresh.form.version
    count, first = used.get((FORM, version), (0, 0))
    for entry in _meant(before, FORM, first) if count else ():
        if isinstance(entry, tuple) and entry[0].version == version:
            said = _said(form_changes({item.id: item for item in entry[1]}, {item.id: item for item in fresh.variables}))
            if said:
                problems[_problem(STUDY_FILE, "form: {version: …}", version, (said, count))] = None
    return list(problems)


def _meant(before: Sequence[tuple[Order, Definitions]], name: str, first: int) -> list[Codebook | tuple[Form, tuple[Variable, ...]]]:
    """What rows may have meant by a definition: what was in force when the first was made, and whatever took effect since."""
    earlier = [found[name] for order, found in before if name in found and order[0] <= first]
    return [*earlier[-1:], *(found[name] for order, found in before if name in found and order[0] > first)]


def _said(changes: tuple[Changed, ...]) -> str:
    return "; ".join(change.words() for change in changes if change.kind is not DefinitionChange.EXAMPLE)


def _problem(file: str, key: str, version: int, said: tuple[str, int]) -> str:
    return f"{file}: version {version} is in use ({said[1]:,} rows), and its meaning changed: {said[0]}. Raise `{key}` to {version + 1}."
