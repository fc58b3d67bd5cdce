"""The settings of resolving, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveParams:
    """How a copy's mention is recognised as the root's. Counts are words."""

    # Words put in or left out before the mention shift its place within the passage; tracing bridges gaps of this size.
    shift: int = 15
    # Of the five words on either side so many must be the same, or a name that occurs twice nearby could be taken for the other.
    context: int = 5
    same_context: int = 3
    # Mentions of persons that are weighed all against all: their square, at some 140 bytes, must fit in memory (2.2 GB measured).
    most_weighed: int = 4000
    # Beyond that only pairs with something in common are weighed, up to so many mentions: their pairs must fit in memory.
    most_grouped: int = 50_000
    # The priors' version: other numbers give other proposals.
    priors: int = 4
