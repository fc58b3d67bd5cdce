"""What a suggester is: a text and the protocol in, suggestions with their passages out; it sees no store and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from testimonia.domain.identity import canonical_json, object_id
from testimonia.domain.results import Suggestion
from testimonia.protocol import Protocol as StudyProtocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a suggester is shown of an account: the text that is read and coded, and what is known of it.

    ``shelf`` is the one that was decided or declared (empty: nobody has said), ``found`` what suggesters before this one propose of the account.
    ``published`` is EDTF: of the first publication where the account is a copy, so that "last year" means what it first meant.
    ``author`` and ``outlet`` are as the page gives them, ``author`` with whatever else its line says ("as told to ...").
    """

    account: str
    edition: str
    text: str
    title: str = ""
    author: str = ""
    outlet: str = ""
    published: str | None = None
    language: str = "en"
    shelf: str = ""
    found: tuple[Suggestion, ...] = ()


def short_of(language: str) -> str:
    """The first subtag of a language."""
    return language.split("-", maxsplit=1)[0].lower()


class By(Protocol):
    """Who suggests: name and version stand with every suggestion."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def version(self) -> str:
        """Raised whenever it may suggest otherwise."""
        ...


class Suggester(By, Protocol):
    """Anything that proposes."""

    def reads(self, language: str) -> bool:
        """Whether it knows this language (BCP 47; empty where nobody knows which it is)."""
        ...

    def basis(self, protocol: StudyProtocol, language: str) -> object:
        """What its suggestions rest on besides its version and the reading, as JSON: while it is the same, so are they."""
        ...

    def suggest(self, reading: Reading, protocol: StudyProtocol) -> list[Suggestion]:
        """Suggestions for one account, in a fixed order; the same reading and protocol give the same ones. Raises nothing for any text."""
        ...


def suggestion(
    suggester: By,
    reading: Reading,
    kind: str,
    value: dict[str, Any] | str,
    span: tuple[int, int],
    score: float,
    target: str = "",
) -> Suggestion:
    """A suggestion whose id follows from what it says; ``value`` is a word or kept as canonical JSON, ``span`` in code points of the edition.

    The version is no part of the id: what somebody rejected is not asked again because a suggester learned more and says the same.
    ``target`` is the id of the mention suggestion that a claim or quotation belongs to, or what else it is about; empty: the account.
    """
    said = value if isinstance(value, str) else canonical_json(value)
    start, end = span
    return Suggestion(
        id=object_id("suggestion", reading.account, reading.edition, kind, target, said, start, end, suggester.name),
        account=reading.account, kind=kind, target=target or reading.account, value=said, edition=reading.edition,
        start=start, end=end, score=score, method=suggester.name, version=suggester.version
    )  # fmt: skip
