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
class Edit:
    """Where two versions of one passage differ: code points of both editions, end-exclusive.

    Words that stand in only one of them have an empty span in the other (at the place where they are missing). What lies between two
    edits of a passage is word for word the same; case, accents, punctuation and quotation marks are no edits.
    """

    a_start: int
    a_end: int
    b_start: int
    b_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPassage:
    """The same words in two editions, with the edits between the two versions in their order.

    ``matched`` counts the words that are the same; ``a_quoted`` and ``b_quoted`` are the shares of the passage's words that stand in
    quotation marks on either side; ``families`` says in how many families its rarest words stand (a passage of two accounts: 2; a copy
    and its original count as one).
    """

    a_edition: str
    a_start: int
    a_end: int
    b_edition: str
    b_start: int
    b_end: int
    matched: int = 0
    a_quoted: float = 0.0
    b_quoted: float = 0.0
    families: int = 0
    edits: tuple[Edit, ...] = ()
