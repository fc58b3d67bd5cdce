"""The closed lists of METHOD's vocabulary: every word that a column may hold and nothing else may."""

from __future__ import annotations

from enum import StrEnum


class Shelf(StrEnum):
    """What an account is evidence for; each shelf has its own criteria, PRISMA stream and form."""

    TESTIMONY = "testimony"
    PROGRAMME = "programme"
    STUDY = "study"
    POLICY = "policy"


class AccountState(StrEnum):
    """What became of an account when it was read."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"


class Grade(StrEnum):
    """How the bytes of a capture came to us."""

    WITNESSED = "witnessed"  # we fetched it
    RECORDED = "recorded"  # the date stands inside the file
    DECLARED = "declared"  # a person says so
    UNKNOWN = "unknown"


class EditionKind(StrEnum):
    """Which text of an account: all visible text, the text that is read and coded, or a translation."""

    FULL = "full"
    MAIN = "main"
    TRANSLATION = "translation"


class ScreeningDecision(StrEnum):
    """What a screener says of an account or of a mention."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    UNSURE = "unsure"


class RelationKind(StrEnum):
    """How two accounts are related; a quotation is lineage but joins no family."""

    REPRINT = "reprint"
    EXCERPT = "excerpt"
    QUOTATION = "quotation"
    SHARED_ORIGIN = "shared_origin"
    TRANSLATION = "translation"


class Direction(StrEnum):
    """Who took it from whom."""

    A_TO_B = "a_to_b"
    B_TO_A = "b_to_a"
    COMMON = "common"
    UNDECIDED = "undecided"


class VariantKind(StrEnum):
    """How two versions of one passage differ; punctuation alone is no difference."""

    NUMBER = "number"  # another number, age or date
    SPEAKER = "speaker"  # the same quotation put into another's mouth
    MARKS_LOST = "marks_lost"  # somebody's words have become the account's own
    MARKS_ADDED = "marks_added"  # the account's words have become somebody's
    ADDED = "added"  # a detail that only the later version has
    DROPPED = "dropped"  # a detail that only the earlier version has
    WORDS = "words"  # other words

    @property
    def told(self) -> str:
        """The kind as a report names it."""
        return _VARIANTS[self]


_VARIANTS = {
    VariantKind.NUMBER: "another number, age or date",
    VariantKind.SPEAKER: "another speaker",
    VariantKind.MARKS_LOST: "quotation marks lost",
    VariantKind.MARKS_ADDED: "quotation marks added",
    VariantKind.ADDED: "a detail added",
    VariantKind.DROPPED: "a detail dropped",
    VariantKind.WORDS: "other words",
}


class AnchorReason(StrEnum):
    """Why a relative date is counted from the account that it is counted from."""

    COPIED = "copied"  # the words come from that account
    REPEATED = "repeated"  # that account says the same elsewhere in its text
    OWN = "own"  # this account said so first
    FIRST_PUBLICATION = "first_publication"  # it cannot be followed word by word (a translation), hence the family's first
    STATED = "stated"  # that account has a plain date in its place
    UNDATED = "undated"  # the account it would count from has no date


class ProposalStatus(StrEnum):
    """What a machine proposed and people (or a written rule) made of it."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class MentionStatus(StrEnum):
    """Whether a mention is an eligible person (or response) of the study."""

    PROPOSED = "proposed"
    ELIGIBLE = "eligible"
    EXCLUDED = "excluded"


class CaseKind(StrEnum):
    """The two kinds of case."""

    PERSON = "person"
    RESPONSE = "response"


class Identity(StrEnum):
    """How an account names a person; ``unknown`` where the text does not say."""

    FULL_NAME = "full_name"
    INITIAL = "initial"
    KUNYA = "kunya"
    STATED_PSEUDONYM = "stated_pseudonym"
    CONVENTIONAL_PSEUDONYM = "conventional_pseudonym"
    ANONYMOUS = "anonymous"
    UNKNOWN = "unknown"


CLAIMED = (
    "age", "age_at_event", "age_band", "birth_year", "sex", "origin", "residence", "nationality", "group", "role", "joined", "left",
    "place", "condition",
)  # fmt: skip
"""What an account may claim of a person, whatever a study's form asks."""


class LinkDecision(StrEnum):
    """Whether two mentions are the same person."""

    PROPOSED = "proposed"
    SAME = "same"
    DIFFERENT = "different"
    UNCLEAR = "unclear"


class Stance(StrEnum):
    """Whether the passage affirms or denies the code."""

    AFFIRMS = "affirms"
    DENIES = "denies"


class Voice(StrEnum):
    """Who speaks in the passage."""

    SELF = "self"
    RELATIVE = "relative"
    OFFICIAL = "official"
    REPORTER = "reporter"


class Modality(StrEnum):
    """How the passage puts it."""

    STATED = "stated"
    ALLEGED = "alleged"
    DENIED = "denied"
    ADMITTED = "admitted"
    FOUND = "found"


class Missing(StrEnum):
    """Why a variable has no value; none of them is the same as not yet coded."""

    NOT_STATED = "not_stated"
    NOT_APPLICABLE = "not_applicable"
    UNCLEAR = "unclear"
    WITHHELD = "withheld"


class Layer(StrEnum):
    """Whose result a row is: one coder's, what a pair agreed, or what the lead decided."""

    CODER = "coder"
    CONSENSUS = "consensus"
    ADJUDICATED = "adjudicated"


class Role(StrEnum):
    """What a member of the team may do."""

    OWNER = "owner"
    LEAD = "lead"
    CODER = "coder"
    SCREENER = "screener"


class Profile(StrEnum):
    """What may leave the study: counts of people with disclosure control, or everything, stamped."""

    PUBLIC = "public"
    INTERNAL = "internal"


class AssignmentStatus(StrEnum):
    """Whether a coder is asked to work on a unit, or was and is no longer."""

    ASSIGNED = "assigned"
    RELEASED = "released"


class ContentFlag(StrEnum):
    """What readers of an account are warned of before they open it."""

    GRAPHIC = "graphic"  # killing, torture or wounds described or shown in detail
    SEXUAL_VIOLENCE = "sexual_violence"
    CHILDREN = "children"  # harm to children
    SELF_HARM = "self_harm"
    IDENTIFYING = "identifying"  # a name, face or place that may endanger somebody


class DefinitionChange(StrEnum):
    """How a definition changed from one version of a codebook (or of the form) to the next."""

    ADD = "add"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    REDEFINE = "redefine"
    RETIRE = "retire"
    REVIVE = "revive"
    EXAMPLE = "example"  # label, example, citation or place alone: what was coded means what it meant
    REMOVE = "remove"


class Difference(StrEnum):
    """How two coders of one unit differ."""

    SPAN = "span"  # the same code, on passages that overlap and are not the same
    CODE = "code"  # different codes on passages that overlap
    VALUE = "value"  # different answers to a question, or different stances on one code
    MISSED = "missed"  # one marked or answered what the other did not
