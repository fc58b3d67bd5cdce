"""What a test does when the machine lacks a program it needs: skip with the reason at home, fail where CI=true."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def missing(reason: str) -> NoReturn:
    """Skip visibly; where CI=true fail, so that no browser or database test is left out unnoticed."""
    if IN_CI:
        pytest.fail(f"{reason} (required where CI=true)", pytrace=False)
    pytest.skip(reason)
