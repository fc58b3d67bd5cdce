"""The settings of suggesting, with their reasons."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestParams:
    """How the work is cut; nothing here changes what is suggested."""

    # Accounts between two lines of the cache: about a second of work, which is what a killed run loses.
    batch: int = 40
