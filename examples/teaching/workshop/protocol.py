"""The protocol of the teaching study, as it lies in the package."""

from __future__ import annotations

from testimonia.protocol import Protocol, parse_protocol
from testimonia.workflow.example import bundled


def bundled_protocol() -> Protocol:
    """study.yaml and its codebooks, checked."""
    study = bundled() / "study"
    books = {item.name: item.read_text(encoding="utf-8") for item in (study / "codebooks").iterdir()}
    return parse_protocol((study / "study.yaml").read_text(encoding="utf-8"), books)
