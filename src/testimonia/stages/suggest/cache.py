"""What a suggesting under way has found so far, in the study's cache: a killed one goes on from there.

The run itself is kept in the database, and then this file goes. It speaks of accounts, so it goes with the cache when one is withdrawn.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from testimonia.domain.results import Suggested, Suggestion
from testimonia.store.codec import from_plain, to_plain
from testimonia.store.engine import translated

_FILE = "suggested.jsonl"

Found = tuple[Suggested, Sequence[Suggestion]]


class Cache:
    """A line an account, each whole or not there."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is the study's."""
        self.path = folder / "cache" / _FILE

    def read(self) -> dict[str, Found]:
        """What was found so far, by account; a line that a kill cut short is left out, and so is one that something else wrote."""
        found: dict[str, Found] = {}
        try:
            lines = self.path.read_bytes().split(b"\n")
        except OSError:
            return {}
        for line in lines:
            with suppress(ValueError, KeyError, TypeError):
                told = json.loads(line)
                read = from_plain(Suggested, told["read"])
                found[read.account] = read, [from_plain(Suggestion, item) for item in told["found"]]
        return found

    def add(self, found: Iterable[Found]) -> None:
        """Keep what was found in some more accounts.

        Raises:
            DiskFull, StudyReadOnly: the folder does not take it.
        """
        # Each line begins a new one: the last one may have been cut short.
        lines = [
            "\n" + json.dumps({"read": to_plain(read), "found": [to_plain(item) for item in items]}, ensure_ascii=False)
            for read, items in found
        ]
        with translated(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write("".join(lines).encode())
                file.flush()
                os.fsync(file.fileno())

    def forget(self) -> None:
        """Delete it."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
