"""What people decide: each record is the state of one object after folding the log."""

from __future__ import annotations

from dataclasses import dataclass, field

from testimonia.domain.passage import Passage
from testimonia.domain.vocabulary import (
    CaseKind,
    Direction,
    Identity,
    Layer,
    LinkDecision,
    MentionStatus,
    Missing,
    Modality,
    ProposalStatus,
    RelationKind,
    ScreeningDecision,
    Shelf,
    Stance,
    Voice,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """One screener's decision on an account, or on one of its mentions, in one round."""

    account: str
    mention: str | None = None
    screener: str
    round: str | None = None
    layer: Layer = Layer.CODER
    decision: ScreeningDecision
    shelf: Shelf | None = None
    criterion: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationReview:
    """A reviewer confirms, rejects or turns a relation, or enters one that no machine found."""

    a: str
    b: str
    kind: RelationKind
    status: ProposalStatus
    direction: Direction = Direction.UNDECIDED
    reason: str | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoilerplateReview:
    """A reviewer says that a passage is boilerplate wherever it stands (accepted), or that its words count as reuse (rejected)."""

    account: str
    edition: str
    start: int
    end: int
    status: ProposalStatus
    reason: str | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One person or response as one account presents it."""

    id: str
    account: str
    label: str
    identity: Identity = Identity.UNKNOWN
    kind: CaseKind = CaseKind.PERSON
    status: MentionStatus = MentionStatus.PROPOSED
    edition: str | None = None
    start: int | None = None
    end: int | None = None
    reason: str | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Somebody says that a variable has a value for a mention at a time: never silently a person's attribute."""

    id: str
    account: str
    mention: str
    variable: str
    value: str
    holder: str | None = None
    time: str | None = None
    edition: str | None = None
    start: int | None = None
    end: int | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReview:
    """One reviewer says whether two mentions are the same person; ``a`` < ``b``."""

    a: str
    b: str
    account_a: str
    account_b: str
    decision: LinkDecision
    layer: Layer = Layer.CODER
    round: str | None = None
    reason: str | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One engagement of a person; ``order`` counts from 1 even where no date is known; dates are EDTF."""

    id: str
    account: str
    mention: str
    coder: str
    layer: Layer = Layer.CODER
    round: str | None = None
    group: str | None = None
    role: str | None = None
    joined: str | None = None
    left: str | None = None
    order: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One answer of the case form; ``missing`` says why there is none; conflicting values stand beside one another.

    ``form_version`` is the version of the form that asked; ``unsure`` says that the coder wants it looked at.
    """

    id: str
    account: str
    mention: str
    episode: str | None = None
    variable: str
    value: str | None = None
    missing: Missing | None = None
    coder: str
    layer: Layer = Layer.CODER
    round: str | None = None
    passages: tuple[Passage, ...] = ()
    memo: str | None = None
    form_version: int = 1
    unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """Coder X says: this passage, for this mention and episode, carries this code; ``unsure`` that it should be looked at."""

    id: str
    account: str
    edition: str
    mention: str | None = None
    episode: str | None = None
    codebook: str
    code: str
    codebook_version: int
    coder: str
    layer: Layer = Layer.CODER
    round: str | None = None
    stance: Stance = Stance.AFFIRMS
    voice: Voice = Voice.SELF
    modality: Modality = Modality.STATED
    start: int
    end: int
    quote: str
    memo: str | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionReview:
    """A coder has looked at what a machine suggests: rejected, or accepted (a decision of their own then says what holds).

    ``suggestion`` is the suggestion's id; each coder's word in each round stands for itself.
    """

    suggestion: str
    account: str
    status: ProposalStatus
    coder: str
    round: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """Coder X has finished this code set in this version on this unit in this round; silence exists only here.

    The unit is an account, or a mention standing for its case; ``codebook`` is a codebook's id or ``form``.
    """

    account: str
    mention: str | None = None
    codebook: str
    version: int = 1
    coder: str
    layer: Layer = Layer.CODER
    round: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How far to believe it (Admiralty: source A-F, information 1-6) and under what conditions it was said."""

    id: str
    account: str
    mention: str | None = None
    coder: str
    layer: Layer = Layer.CODER
    round: str | None = None
    source_grade: str | None = None
    information_grade: str | None = None
    conditions: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjudication:
    """A ruling on a disagreement, with its reason; ``subject`` names what was ruled on.

    ``layer`` is that of a pair's consensus; None is the lead's.
    """

    id: str
    account: str
    mention: str | None = None
    decision: str
    reason: str = ""
    coder: str
    round: str | None = None
    layer: Layer | None = None
    subject: str = field(metadata={"column": "ruled_on"})  # a table of state keeps in `subject` what names the row


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What should be done, said to whom, and the findings that support it, contradict it or are missing."""

    id: str
    text: str
    proposer: str | None = None
    addressee: str | None = None
    status: str = "open"
    supports: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """A text of study.yaml and its codebooks takes effect."""

    subject: str = "protocol"
    digest: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpening:
    """The lead opens a round: from here on everybody sees everybody's rows of it."""

    round: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """An account is removed by duty; irrevocable, wins over any other row."""

    account: str
    sha256: str
    reason: str = ""
    by: str = ""
