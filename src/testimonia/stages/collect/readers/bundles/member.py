"""What the splitting of a bundle gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One article of a bundle: ``full`` is everything that belongs to it, ``main`` the article alone; ``published`` is EDTF."""

    full: str
    main: str
    title: str = ""
    author: str | None = None
    outlet: str | None = None
    published: str | None = None
    language: str | None = None
    accession: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The articles of a bundle in order; ``rule`` names the way of splitting with its number; ``doubt`` says why it is unsure."""

    database: str
    rule: str
    members: tuple[Member, ...]
    doubt: str = ""
