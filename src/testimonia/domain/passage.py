"""Pointers into editions: a span of one, and a stretch that two share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A span of an account's edition: code points, end-exclusive, with the words it holds."""

    account: str
    edition: str
    start: int
    end: int
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPassage:
    """The same words in two editions."""

    a_edition: str
    a_start: int
    a_end: int
    b_edition: str
    b_start: int
    b_end: int
