"""How a team works together: who looks at what, what they ask one another, what readers are warned of, how a codebook changed, what is kept of looking around."""

from __future__ import annotations

from dataclasses import dataclass

from testimonia.domain.vocabulary import AssignmentStatus, ContentFlag, DefinitionChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The lead asks a coder to work on a unit in a round: an account, or a mention standing for its case.

    ``double`` says that the unit belongs to the sample that two people code. One that is ``released`` was taken from its coder again
    (who left, or fell ill); what they finished stays theirs.
    """

    round: str
    account: str
    mention: str | None = None
    coder: str
    status: AssignmentStatus = AssignmentStatus.ASSIGNED
    double: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a thread between a coder and the lead, on a passage or on a unit as a whole.

    ``coder`` is whose thread it is: in a blind round they and the lead see it, nobody else. ``thread`` is the id of its first message
    (which names itself). ``closed`` says that nothing is left to answer.
    """

    id: str
    thread: str
    account: str
    mention: str | None = None
    edition: str | None = None
    start: int | None = None
    end: int | None = None
    coder: str
    round: str | None = None
    text: str
    closed: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentMark:
    """A person warns readers of what an account shows; each person's mark stands for itself, and one is enough to warn."""

    account: str
    flag: ContentFlag
    note: str | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aid:
    """A person lets a page show them what machines suggest while they decide (``shown``), or no longer; ``page`` is ``screen`` or ``read``.

    Whoever saw a suggestion did not decide unaided: a row says so, from this one to the next of the same page and round.
    """

    page: str
    coder: str
    round: str | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookChange:
    """The lead's decision to change definitions: which codes, into which, why, and how many codings stood under the old ones.

    ``version`` is the version of the codebook (or of the form, whose ``codebook`` is ``form``) that carries the change. ``reason`` and
    codes are about definitions, never about a person: they stay when accounts are withdrawn.
    """

    id: str
    codebook: str
    version: int
    kind: DefinitionChange
    codes: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    reason: str = ""
    affected: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """A table beside the plan is ``kept``, as exploratory, or no longer: its rows and columns as Explore names them, by whom and when.

    ``id`` follows from rows and columns, so that a table kept in two copies of a study is one.
    """

    id: str
    rows: str
    columns: str
    kept: bool = True
    by: str = ""
    at: str = ""
