"""What an address asks for, in numbers; what makes no sense is as good as not said."""

from __future__ import annotations

DIGITS = 7  # more pages, or years, than that nobody has


def whole(text: str | None, most: int = 10**DIGITS) -> int | None:
    """A whole number from 1 to ``most``; None for anything else."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > DIGITS:
        return None
    return number if 1 <= (number := int(text)) <= most else None
