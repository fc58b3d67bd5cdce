"""What was collected: accounts, how their bytes came to us, their texts, and how they were found."""

from __future__ import annotations

from dataclasses import dataclass

from testimonia.domain.vocabulary import AccountState, EditionKind, Grade, Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One published item as archived.

    ``origin`` is a file name or URL (of one item of several in a file: the file's name, ``#`` and its number), ``bundle`` the file that held it
    among others; ``accession`` is a database's number for it, ``address`` where it was published if the origin is a file; ``published`` is EDTF with ``published_origin`` saying where the date was read;
    ``sha256`` is that of the first capture, ``read_from`` that of the capture whose bytes its texts were taken from if it is another; ``main`` and ``full`` name the editions in force; ``words`` counts the main text;
    ``secret`` is derived from the bytes and salts the ids of what is said about the account, so that those ids tell nothing
    once the account is withdrawn. Carries no machine time.
    """

    id: str
    origin: str
    bundle: str | None = None
    title: str = ""
    author: str | None = None
    outlet: str | None = None
    published: str | None = None
    published_origin: str | None = None
    language: str | None = None
    state: AccountState
    reason: str | None = None
    sha256: str
    words: int = 0
    main: str | None = None
    full: str | None = None
    secret: str = ""
    accession: str | None = None
    address: str | None = None
    read_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One time the bytes came to us: the custody event."""

    id: str
    account: str
    grade: Grade
    at: str | None = None
    tool: str
    who: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An immutable text of an account; offsets are code points, end-exclusive; ``of`` names the edition it translates."""

    id: str
    account: str
    kind: EditionKind
    of: str | None = None
    language: str | None = None
    sha256: str
    extractor: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A text taken out anew, of the same bytes or of the same page captured again: ``new`` took the place of ``old``.

    ``blocks`` are the stretches that stand in both, each "old-start new-start length" in code points; what lies wholly in one moves with it, and
    what does not is an orphan until a person places it.
    """

    id: str
    account: str
    kind: EditionKind
    old: str
    new: str
    blocks: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfDeclaration:
    """A person says which shelf an account is meant for; screening decides whether it stands there."""

    account: str
    shelf: Shelf
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publisher or outlet."""

    id: str
    name: str
    country: str | None = None
    language: str | None = None
    grade: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One query as it was run (PRISMA-S)."""

    id: str
    database: str
    query: str
    language: str | None = None
    limits: str | None = None
    date: str | None = None
    hits: int | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBy:
    """An account was found by a search (many to many)."""

    account: str
    search: str
