"""From an item's bytes and its reading to the records of its account: pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from testimonia.domain.evidence import Account, Capture, Edition
from testimonia.domain.identity import account_secret, object_id
from testimonia.domain.vocabulary import EditionKind, Grade
from testimonia.stages.collect.params import CollectParams
from testimonia.stages.collect.readers.reading import Reading
from testimonia.text import text_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Who took a file in, when (ISO 8601, UTC) and with which tool."""

    who: str
    at: str
    tool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """How bytes came that were fetched: the grade, the moment (ISO 8601), and what else custody should know, in words."""

    grade: Grade
    at: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One item with the bytes that are its evidence.

    ``origin`` is a path, an address, or a file's name with ``#`` and a number; ``name`` a hint about the format. ``bundle`` is the file in which the
    item came among others, ``held_in`` the same with its hash, for the custody record (None where the bytes are the file's
    own). ``secret`` is derived from the bytes (see ``Account``). ``media_type`` is that of the bytes where it is not that of the text in them; ``fault`` what was wrong with them where they came from. ``witness`` is there if we fetched them.
    """

    origin: str
    name: str
    data: bytes
    sha256: str
    bundle: str | None = None
    held_in: str | None = None
    media_type: str | None = None
    secret: str = ""
    fault: str = ""
    witness: Witness | None = None

    @property
    def is_address(self) -> bool:
        """Whether the item is known by where it was published: then other bytes from there are another capture of it."""
        return "://" in self.origin

    @property
    def id(self) -> str:
        """The id of the account whose first capture this is."""
        return account_id(self.origin, self.sha256)


def part_of(piece: Piece, number: int) -> Piece:
    """One article of a bundle: it shares the bundle's bytes, and has a secret of its own."""
    return replace(
        piece,
        origin=f"{piece.origin}#{number}",
        bundle=piece.origin,
        held_in=f"article {number} of {piece.origin}" + (f", which is {piece.held_in}" if piece.held_in else ""),
        secret=account_secret(f"{piece.secret}#{number}".encode()),
    )


def account_id(origin: str, sha256: str) -> str:
    """The id of the account that these bytes from this origin are: identical bytes from two origins are two accounts."""
    return object_id("account", origin, sha256)


def editions_of(account: str, reading: Reading) -> list[Edition]:
    """The texts of an account, full and main, still without ids (the store derives those); none where there is no text."""
    texts = ((EditionKind.FULL, reading.full, reading.full_by), (EditionKind.MAIN, reading.main, reading.main_by))
    return [
        Edition(id="", account=account, kind=kind, language=reading.language, sha256=text_digest(text), extractor=extractor, text=text)
        for kind, text, extractor in texts
        if text.strip()
    ]


def account_of(piece: Piece, reading: Reading, editions: dict[EditionKind, str], params: CollectParams) -> Account:
    """The account that an item is. ``editions`` gives the ids of its texts by kind."""
    published, published_origin = reading.published, reading.published_origin
    if published is None and params.trust_pdf_dates and reading.created:
        published, published_origin = reading.created, "pdf-created"
    address = reading.saved_from or reading.address
    return Account(
        id=piece.id,
        origin=piece.origin,
        bundle=piece.bundle,
        title=reading.title,
        author=reading.author,
        outlet=reading.outlet,
        published=published,
        published_origin=published_origin,
        language=reading.language,
        state=reading.state,
        reason=reading.reason,
        sha256=piece.sha256,
        words=reading.words,
        main=editions.get(EditionKind.MAIN),
        full=editions.get(EditionKind.FULL),
        secret=piece.secret,
        accession=reading.accession,
        address=None if piece.is_address else address,
    )


def _declared(params: CollectParams) -> str:
    told = (("saved", True), (f"on {params.declared_at}", params.declared_at), (f"by {params.declared_by}", params.declared_by))
    return " ".join(words for words, said in told if said)


def capture_of(account: str, piece: Piece, reading: Reading, taken: Taken, params: CollectParams) -> Capture:
    """How the bytes came to us.

    *witnessed* where we fetched them, at the moment of asking; *recorded* where the file itself says from where (a page that a browser saved, a record of a web archive), at the time it gives;
    else *declared* where a person says so; else *unknown*. Where nobody gives a time, ``at`` is when the file was taken in.
    """
    grade, at, who, tool = Grade.UNKNOWN, taken.at, taken.who, taken.tool
    if piece.held_in:
        tool = f"{tool}; {piece.held_in}"
    if piece.witness:
        tool, grade, at = f"{tool}; {piece.witness.told}", piece.witness.grade, piece.witness.at
    else:
        if address := reading.saved_from or reading.address:
            tool = f"{tool}; the file says: from {address}"
        if reading.saved_from:
            grade, at = Grade.RECORDED, reading.saved_at or taken.at
        elif params.declared_by or params.declared_at:
            grade, at, who = Grade.DECLARED, params.declared_at or taken.at, params.declared_by or taken.who
            tool = f"{tool}; declared by {taken.who}: {_declared(params)}"
    return Capture(
        id=object_id("capture", account, piece.sha256, at, who),
        account=account,
        grade=grade,
        at=at,
        tool=tool,
        who=who,
        sha256=piece.sha256,
        size=len(piece.data),
        media_type=piece.media_type or reading.media_type,
    )
