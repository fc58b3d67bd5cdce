"""What is compared of two mentions: names, and what their accounts claim about the person."""

from __future__ import annotations

from dataclasses import dataclass, field

Span = tuple[float, float]
"""The earliest and the latest a date (days) or a year of birth can be, both included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One mention as it is compared. Whatever an account is silent about stays empty, and says nothing.

    ``account`` is the account it stands in; ``labels`` are names, none where the outlet
    invented the name or gives none; ``named`` says that the account gives a first and a family name; ``passages`` are the shared
    passages attributed to the person, ``stories`` what the account tells: the story of its family, and each that it shares with another.
    """

    mention: str
    account: str
    labels: tuple[str, ...] = ()
    sex: str | None = None
    born: Span | None = None
    origins: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    joined: Span | None = None
    left: Span | None = None
    places: frozenset[str] = frozenset()
    passages: frozenset[str] = field(default_factory=frozenset)
    named: bool = False
    stories: frozenset[str] = field(default_factory=frozenset)
