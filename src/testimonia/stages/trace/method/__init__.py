"""Text reuse and lineage as pure functions: texts to shared passages, shared passages and decisions to families."""

from __future__ import annotations

from testimonia.stages.trace.method.lineage import DIVIDED, WAITS, Lineage, trace_lineage, turned, unheeded
from testimonia.stages.trace.method.lineage import VERSION as LINEAGE_VERSION
from testimonia.stages.trace.method.reuse import VERSION as REUSE_VERSION
from testimonia.stages.trace.method.reuse import Found, find_reuse
from testimonia.stages.trace.method.rulings import Rulings
from testimonia.stages.trace.method.texts import Item, Library, Source, read_library

__all__ = [
    "DIVIDED",
    "LINEAGE_VERSION",
    "REUSE_VERSION",
    "WAITS",
    "Found",
    "Item",
    "Library",
    "Lineage",
    "Rulings",
    "Source",
    "find_reuse",
    "read_library",
    "trace_lineage",
    "turned",
    "unheeded",
]
