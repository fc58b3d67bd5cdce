"""Why a page was not fetched."""

from __future__ import annotations


class NotFetched(Exception):
    """The page did not come: ``reason`` in words; the account is kept as failed and may be tried again."""

    def __init__(self, reason: str) -> None:
        """``reason`` ends up in the account's state."""
        super().__init__(reason)
        self.reason = reason


class NotAllowed(NotFetched):
    """It must not be fetched at all: the place is not on the public internet, or is one that testimonia stays away from."""


class Gone(NotFetched):
    """Nothing answers there any more; an archive may still have it."""
