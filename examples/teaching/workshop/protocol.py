"""The protocol of the teaching study, as it lies in the package, and with the places and groups of another part."""

from __future__ import annotations

from typing import Any

import yaml

from testimonia.protocol import Protocol, parse_protocol
from testimonia.protocol.sections import Gazetteer
from testimonia.workflow.example import bundled
from workshop.part import Part

GAZETTEER = "gazetteer.yaml"


def bundled_protocol() -> Protocol:
    """study.yaml and its codebooks, checked."""
    study = bundled() / "study"
    books = {item.name: item.read_text(encoding="utf-8") for item in (study / "codebooks").iterdir()}
    return parse_protocol((study / "study.yaml").read_text(encoding="utf-8"), books)


def protocol_of(part: Part) -> Protocol:
    """The protocol of the teaching study, with the gazetteer of the part if it brings its own."""
    own = part.files.get(GAZETTEER)
    protocol = bundled_protocol()
    return protocol if own is None else protocol.model_copy(update={"gazetteer": Gazetteer(**_table(own))})


def _table(own: bytes) -> dict[str, Any]:
    """A gazetteer that stands by itself, or under its key as in study.yaml."""
    read: dict[str, Any] = yaml.safe_load(own)
    return read.get("gazetteer", read)
