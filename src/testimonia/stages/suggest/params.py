"""The settings of suggesting, with their reasons."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestParams:
    """How the work is cut; nothing here changes what is suggested."""

    # Accounts between two lines of the cache: a few seconds of work, which is what a killed run loses.
    batch: int = 40
    # Processes that read; None: one a core, four at most, since each holds the cue tables (some 150 MB).
    workers: int | None = None
    # Accounts to be read from which other processes are started: one takes about two seconds until it is ready.
    worth_it: int = 200
