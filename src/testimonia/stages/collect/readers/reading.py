"""What a reader makes of one file."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from typing import Any

from testimonia.domain.vocabulary import AccountState


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with an item and is an item of its own: its name there, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The texts of a file and what it says about itself.

    ``full`` is all visible text, ``main`` the item itself; ``full_by`` and ``main_by`` name the extractor and its version.
    ``published`` is EDTF and ``published_origin`` says where it stood: ``front-matter``, ``meta``, ``json-ld``, ``time-element``,
    ``url``, ``text``, ``bundle``, ``list`` or ``header``; ``created`` is the EDTF date at which a PDF was made. ``saved_from`` and ``saved_at`` (ISO 8601) are what a
    browser wrote into a page that it saved; ``address`` is where a person who wrote front matter says that the text comes from. ``accession`` is the number under which a database
    keeps the item. ``reason`` says why a state is not ok, or what was guessed. ``parts`` are the items of a document that holds
    several (a bundle): then the reading itself has no text. ``attached`` are the files that a mail brought,
    ``within`` the SHA-256 hashes of what is attached to mails among those, at any depth.
    """

    media_type: str
    state: AccountState = AccountState.OK
    reason: str | None = None
    full: str = ""
    main: str = ""
    full_by: str = ""
    main_by: str = ""
    title: str = ""
    author: str | None = None
    outlet: str | None = None
    published: str | None = None
    published_origin: str | None = None
    created: str | None = None
    language: str | None = None
    words: int = 0
    saved_from: str | None = None
    saved_at: str | None = None
    address: str | None = None
    accession: str | None = None
    parts: tuple[Reading, ...] = ()
    attached: tuple[Attached, ...] = ()
    within: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The reading as plain values."""
        return {**asdict(self), "attached": [[one.name, base64.b64encode(one.data).decode("ascii")] for one in self.attached]}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Reading:
        """The reading that ``as_json`` wrote."""
        parts = tuple(cls.from_json({**part, "attached": ()}) for part in plain["parts"])
        attached = tuple(Attached(name, base64.b64decode(data)) for name, data in plain["attached"])
        return cls(
            **{**plain, "state": AccountState(plain["state"]), "parts": parts, "attached": attached, "within": tuple(plain["within"])}
        )

    def worse(self, state: AccountState, reason: str) -> Reading:
        """The same with a reason added, and a state that is at least this bad."""
        order = list(AccountState)
        said = f"{self.reason}; {reason}" if self.reason else reason
        return replace(self, state=max(self.state, state, key=order.index), reason=said)


def failed(media_type: str, reason: str) -> Reading:
    """The reading of a file out of which no text can be had."""
    return Reading(media_type=media_type, state=AccountState.FAILED, reason=reason)


def extractor(package: str, how: str = "") -> str:
    """The name of an extractor with its version, as an edition keeps it."""
    return " ".join(part for part in (package, how, _version(package)) if part)


@cache
def _version(package: str) -> str:
    return version(package)  # reads a file, which takes longer than reading a short page
