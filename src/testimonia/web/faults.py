"""Which status of HTTP says what an error of testimonia says."""

from __future__ import annotations

from testimonia.errors import (
    AccountWithdrawn,
    AtWork,
    BlindRound,
    DiskFull,
    NotPermitted,
    StaleDecision,
    StaleResults,
    StudyBusy,
    StudyReadOnly,
    TestimoniaError,
    UnknownReference,
)

STATUS: tuple[tuple[type[TestimoniaError], int], ...] = (
    (AccountWithdrawn, 410),
    (UnknownReference, 404),
    (NotPermitted, 403),
    (BlindRound, 403),
    (StaleDecision, 409),
    (StaleResults, 409),
    (AtWork, 409),
    (StudyBusy, 503),
    (StudyReadOnly, 503),
    (DiskFull, 507),
)
OTHERWISE = 422
"""Anything else that testimonia refuses: what was sent cannot be taken as it is."""


def status_of(fault: TestimoniaError) -> int:
    """The status that says it."""
    return next((status for kind, status in STATUS if isinstance(fault, kind)), OTHERWISE)
