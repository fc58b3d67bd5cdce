"""What a verb tells its reader, and how long work says how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

# Called with how many units are done, how many there are, and what is being done ("reading accounts").
Progress = Callable[[int, int, str], None]


class Report(Protocol):
    """The result of a verb: every door prints one of its two forms and nothing else."""

    def lines(self) -> list[str]:
        """The report in words, a line each, for a researcher."""
        ...

    def as_json(self) -> dict[str, Any]:
        """The report as one JSON object, for scripts."""
        ...


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun; ``many`` where the plural is more than an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def silent(done: int, total: int, what: str) -> None:
    """Progress that nobody watches."""
