"""Definitions as they were: codebooks and forms of every protocol that took effect, out of the record of adoptions."""

from __future__ import annotations

import json

from testimonia.domain.decisions import Adoption
from testimonia.errors import ProtocolError
from testimonia.protocol import Codebook, Variable, parse_codebook, parse_form
from testimonia.study import STUDY_FILE, View


def former_codebooks(view: View) -> dict[tuple[str, int], Codebook]:
    """Every codebook that was ever adopted, by id and version; of two texts with one number the later counts."""
    found: dict[tuple[str, int], Codebook] = {}
    seen: set[tuple[str, str]] = set()
    for row in view.history(Adoption):
        for name, text in view.protocol_texts(json.loads(row.open).get("digest", "")).items():
            if name != STUDY_FILE and (name, text) not in seen:
                seen.add((name, text))  # most adoptions change one file, and parsing a dozen takes longer than all the rest
                try:
                    book = parse_codebook(name, text)
                except ProtocolError:
                    continue  # a later testimonia may have become stricter; the codes in force do not depend on it
                found[book.id, book.version] = book
    return found


def form_versions(view: View) -> dict[int, dict[str, Variable]]:
    """The questions of every version that the form ever had, by id; of two texts with one number the later counts."""
    found: dict[int, dict[str, Variable]] = {}
    seen: set[str] = set()
    for row in view.history(Adoption):
        text = view.protocol_texts(json.loads(row.open).get("digest", "")).get(STUDY_FILE, "")
        if text not in seen:
            seen.add(text)
            form, variables = parse_form(text)
            found[form.version] = {variable.id: variable for variable in variables}
    present = view.study.protocol
    found[present.form.version] = {variable.id: variable for variable in present.variables}
    return found
