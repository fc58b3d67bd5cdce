"""The reader for a list of publications."""

from __future__ import annotations

from testimonia.stages.collect.readers import ris
from testimonia.stages.collect.readers.lists import Listing


def read(data: bytes, name: str) -> Listing:  # noqa: ARG001 - the name will tell kinds of list apart
    """The entries of a list."""
    return ris.read(data)
