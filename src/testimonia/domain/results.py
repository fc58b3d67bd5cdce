"""What machines compute: outputs of runs, always rebuildable, never decisions."""

from __future__ import annotations

from dataclasses import dataclass, field

from testimonia.domain.passage import SharedPassage
from testimonia.domain.vocabulary import AnchorReason, CaseKind, Direction, ProposalStatus, RelationKind, VariantKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """What tracing found between two accounts, before any rule or reviewer spoke.

    ``containment`` is the share of the smaller account's words that lie in shared passages; ``a_share`` and ``b_share``
    are the shares of each account's own words.
    """

    a: str
    b: str
    kind: RelationKind
    direction: Direction
    score: float
    matched_words: int
    containment: float
    a_share: float
    b_share: float
    passages: tuple[SharedPassage, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """Words that a source puts under everything it publishes, or that stand everywhere: found, shown, and not counted as reuse.

    ``outlet`` is the source they belong to (empty: no one source); ``accounts`` and ``families`` say in how many they stand;
    ``account``, ``edition``, ``start`` and ``end`` show them where they stand first; ``by`` is ``machine:trace`` or the coder who
    declared them. Lines that a coder spared (``status`` rejected) are listed too; their words count again.
    """

    id: str
    outlet: str
    account: str
    edition: str
    start: int
    end: int
    words: int
    accounts: int
    families: int
    status: ProposalStatus
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A lineage edge in force: what was found, with the rule or the reviewer that accepted, rejected or left it open."""

    id: str
    a: str
    b: str
    kind: RelationKind
    direction: Direction
    score: float
    matched_words: int
    containment: float
    passages: tuple[SharedPassage, ...] = ()
    evidence: tuple[str, ...] = ()
    status: ProposalStatus
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Accounts of one origin, counted once; every account not related to another is a family of one."""

    id: str
    accounts: tuple[str, ...]
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One difference between two versions of a passage.

    ``a`` has ``before``, ``b`` has ``after`` in its place (spans of their editions, code points; empty where nothing stands there).
    ``lead`` and ``trail`` are the words of b around it, for the reader; where the speaker is another, ``lead`` is what is quoted.
    ``introduced_by`` is b where b took the passage from a, None where nobody can tell who took it from whom.
    """

    id: str
    kind: VariantKind
    a: str
    b: str
    introduced_by: str | None = None
    a_edition: str
    a_start: int
    a_end: int
    b_edition: str
    b_start: int
    b_end: int
    before: str
    after: str
    lead: str = ""
    trail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A relative date ("last year") in an account, and when it was.

    ``value`` is that date (EDTF, None if it cannot be told) in the unit of ``precision``, counted from the publication (``published``, EDTF)
    of the account ``told_by``, for the stated ``reason``.
    """

    id: str
    account: str
    edition: str
    start: int
    end: int
    said: str
    value: str | None = None
    precision: str
    told_by: str
    published: str | None = None
    reason: AnchorReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two mentions held to be the same or not: a reviewer's outcome, a written rule's, or a machine's proposal."""

    a: str
    b: str
    probability: float | None = None
    decision: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The unit of analysis: mentions held to be the same."""

    id: str
    kind: CaseKind
    label: str
    mentions: tuple[str, ...]
    accounts: tuple[str, ...]
    probability: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Partitioning:
    """Mentions that at least one sampled way of telling people apart joins, directly or in a chain, and how each sample groups them.

    A sample is one way that fits what is known, so that a count of people has an interval; the rows of a run are one joint set of
    ``samples`` of them. ``mentions`` are ids, sorted. Each of ``ways`` groups them: for each mention the place (from 0, among
    ``mentions``) of the first mention of its group, separated by spaces. ``drawn`` is the number of the way of each sample, separated
    by spaces; empty where there is one way only. Read with :func:`testimonia.domain.samples.samples_of`.
    """

    mentions: tuple[str, ...]
    ways: tuple[str, ...]
    drawn: str
    samples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What a machine proposes; never counted as anything until a person or a written rule confirms it.

    ``value`` is a word, a code as ``codebook:code``, or canonical JSON, as its ``kind`` has it; ``target`` the account, the suggestion of a
    mention that it speaks of, or a criterion. ``reason`` says in words why, where the passage alone does not.
    """

    id: str
    account: str
    kind: str
    target: str
    value: str
    edition: str | None = None
    start: int | None = None
    end: int | None = None
    score: float | None = None
    method: str
    version: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """An account that suggesters have read, and the digest of all that they read of it: while it is the same, so are their suggestions."""

    account: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An estimate with its uncertainty and its evidence: the ids of the cases behind each of its counts.

    ``evidence`` are the ``k`` cases that have it, ``denying`` those that say no, ``silent`` the ``not_stated`` ones, ``unresolved`` the
    ``unclear`` ones. ``n`` counts all four where the denominator is "completed", the first two where it is "stated".
    """

    id: str
    plan: str
    kind: str
    title: str
    group: str = ""
    registered: bool
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    k: int
    n: int
    not_stated: int
    unclear: int = 0
    bound_low: float | None = None
    bound_high: float | None = None
    method: str
    seed: int | None = None
    replicates: int | None = None
    denominator: str
    threshold: str | None = None
    layer: str
    snapshot: str
    evidence: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One place where an account says something that a measure lists; no edition where nobody marked the passage.

    ``time`` (EDTF) is that of which it speaks: where the account does not say, that of the story's first publication.
    """

    case: str
    account: str
    value: str
    edition: str | None = None
    start: int | None = None
    end: int | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Any other estimate of the analysis, with its uncertainty and its evidence: what a share alone does not say.

    ``measure`` names what was estimated (a difference, a count, a lag; see docs/method/analyse.md), ``item`` of what, ``group`` among whom
    and ``other`` against whom (empty: nobody). ``k`` of ``n`` is the count behind it in the group, ``other_k`` of ``other_n`` that of the
    others; a date that is known roughly counts in parts, hence no whole numbers. ``p`` is that of the one test of a finding and
    ``p_adjusted`` the same after ``adjustment`` for the family it belongs to; both are None where nothing was tested, and ``note`` says why.
    ``finding`` is the share (a Finding's id) that the measure says more about. ``evidence`` and ``against`` are the ids of the cases behind
    ``k`` and ``other_k``; ``tellings`` the passages that contradict one another.
    """

    id: str
    plan: str
    kind: str
    measure: str
    title: str
    item: str = ""
    group: str = ""
    other: str = ""
    finding: str | None = None
    unit: str
    registered: bool
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    adjustment: str | None = None
    k: float | None = None
    n: int
    other_k: float | None = None
    other_n: int | None = None
    not_stated: int
    unclear: int = 0
    method: str
    seed: int | None = None
    replicates: int | None = None
    denominator: str
    threshold: str | None = None
    layer: str
    snapshot: str
    note: str = ""
    evidence: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    tellings: tuple[Telling, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """How far one finding moves along one way of doubting it; together these rows are its robustness card.

    ``subject`` is the id of a Finding or Measure. ``axis`` is what was varied (see docs/method/analyse.md); ``labels`` name the
    alternatives (of many samples: none) and ``estimates`` are what each gives, in the same order. ``low``, ``median`` and ``high``
    describe them (of samples the middle 95 %), ``base`` is the finding's own estimate, ``holds`` the share of the alternatives in which the
    claim still holds, ``furthest`` the alternative that moves it most. ``said`` is the card's sentence, on the axis ``all`` alone.
    """

    id: str
    plan: str
    subject: str
    axis: str
    claim: str
    base: float
    low: float
    median: float
    high: float
    holds: float = field(metadata={"column": "holds_share"})  # in a table `holds` names the accounts that a row rests on
    alternatives: int
    empty: int = 0
    furthest: str = ""
    seed: int | None = None
    labels: tuple[str, ...] = ()
    estimates: tuple[float, ...] = ()
    said: str = ""
    snapshot: str
