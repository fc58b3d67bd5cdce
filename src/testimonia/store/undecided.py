"""Which screening is undecided because two copies of the study decided differently, by what it decides on."""

from __future__ import annotations

from collections.abc import Iterable

from testimonia.domain.decisions import Screening
from testimonia.domain.outcome import Unit
from testimonia.domain.vocabulary import Layer
from testimonia.store.conflicts import parts


def screening_layers(subjects: Iterable[str]) -> dict[Unit, list[Layer]]:
    """The layers of undecided rows of screening, given their subjects, by account or account and mention."""
    found: dict[Unit, list[Layer]] = {}
    for subject in subjects:
        row = parts(Screening, subject)
        found.setdefault((row["account"], row["mention"] or None), []).append(Layer(row["layer"]))
    return found
