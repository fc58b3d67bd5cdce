"""The fingerprint of a protocol: what a snapshot and an adoption name."""

from __future__ import annotations

import hashlib
import json

from testimonia.protocol.model import Protocol

FORMAT = 1
"""Raised whenever a default changes its value: what is left at its default is not part of the text that is hashed."""


def protocol_digest(protocol: Protocol) -> str:
    """SHA-256 (64 hex digits) of what the protocol says, codebooks included, as canonical JSON.

    Comments, layout, the order of keys and ``database`` (where the study lives, not what it is) make no difference; the order
    of lists does. Settings left at their default are left out, so that a later testimonia with more keys finds the same digest
    for the same file.
    """
    said = protocol.model_dump(mode="json", exclude={"database"}, exclude_defaults=True)
    text = json.dumps({"format": FORMAT, "protocol": said}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
