"""What the reader of a text says about the way in which its bytes were decoded."""

from __future__ import annotations

from dataclasses import replace

from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers.reading import Reading
from testimonia.text import Decoded


def note_decoding(reading: Reading, decoded: Decoded) -> Reading:
    """Say how much was lost; where nothing was lost but the encoding was guessed, say that."""
    if decoded.replaced:
        places = "1 place" if decoded.replaced == 1 else f"{decoded.replaced:,} places"
        return reading.worse(AccountState.PARTIAL, f"bytes at {places} could not be read (shown as �; encoding {decoded.encoding})")
    if not decoded.certain and reading.reason is None:
        return replace(reading, reason=f"nothing names the encoding; read as {decoded.encoding}")
    return reading
