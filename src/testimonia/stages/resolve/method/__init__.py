"""From mentions, decisions and families to cases, as pure functions."""

from __future__ import annotations

from testimonia.stages.resolve.method.cases import VERSION, Contradiction, Material, Resolved, Undecided, Verdict, resolve_cases
from testimonia.stages.resolve.method.copies import copies_to_root, editions_of
from testimonia.stages.resolve.method.people import People, people
from testimonia.stages.resolve.method.standing import Standing

__all__ = [
    "VERSION",
    "Contradiction",
    "Material",
    "People",
    "Resolved",
    "Standing",
    "Undecided",
    "Verdict",
    "copies_to_root",
    "editions_of",
    "people",
    "resolve_cases",
]
