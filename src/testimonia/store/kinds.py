"""The kinds of log row: which record each carries, what names its object, and what stays readable after a withdrawal.

A row's *open* part holds references only (ids, coder, round). Everything else is *sealed*: it lies beside the log with a salt,
the row holds its salted digest, and a withdrawal deletes it without touching the chain.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from testimonia.domain import decisions as d
from testimonia.domain import evidence as e
from testimonia.domain import teamwork as t
from testimonia.store.codec import fields_of

# Names of fields that hold references, not content: they stay in the row when the content goes.
REFERENCES = frozenset(
    {
        "id",
        "account",
        "mention",
        "account_a",
        "account_b",
        "a",
        "b",
        "edition",
        "episode",
        "coder",
        "screener",
        "by",
        "layer",
        "round",
        "sha256",
    }
)


@dataclass(frozen=True)
class Kind:
    """One kind of decision.

    ``key`` names the object a row decides on; ``about`` the fields that hold account ids; ``author`` the field that says whose
    row it is in a blind round; ``sealed`` whether content goes beside the log; ``latest`` that of two rows which replace the
    same one the later simply holds (what a machine read off a file is no quarrel between people); ``told`` that the owner and leads
    see these rows of a blind round as well: who has finished what, who is asked to do what, and what somebody asks them.
    """

    name: str
    table: str
    record: type
    key: tuple[str, ...]
    about: tuple[str, ...] = ("account",)
    author: str = "by"
    sealed: bool = True
    latest: bool = False
    told: bool = False

    def subject(self, record: Any) -> str:
        """The name of the object that a record decides on."""
        return "|".join("" if (value := getattr(record, field)) is None else str(value) for field in self.key)

    def accounts(self, record: Any) -> list[str]:
        """The accounts whose withdrawal takes this record with it, sorted."""
        found = {getattr(record, field) for field in self.about}
        if passages := getattr(record, "passages", ()):
            found.update(passage.account for passage in passages)
        return sorted(found)

    def split(self, plain: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Open and sealed part of a record's values; nulls are left out, so that fields added later change no old row."""
        present = {name: value for name, value in plain.items() if value is not None}
        if not self.sealed:
            return present, {}
        return (
            {name: value for name, value in present.items() if name in REFERENCES},
            {name: value for name, value in present.items() if name not in REFERENCES},
        )

    @cached_property
    def has_round(self) -> bool:
        """Whether rows of this kind belong to rounds and may be blind."""
        return any(field.name == "round" for field in fields_of(self.record)) and self.name != "round"


_MARK = ("mention", "coder", "layer", "round")

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("account", "accounts", e.Account, ("id",), about=("id",), latest=True),
        Kind("capture", "captures", e.Capture, ("id",), author="who", latest=True),
        Kind("revision", "revisions", e.Revision, ("id",), latest=True),
        Kind("shelf", "shelves", e.ShelfDeclaration, ("account",)),
        Kind("source", "sources", e.Source, ("id",), about=(), sealed=False),
        Kind("search", "searches", e.Search, ("id",), about=(), sealed=False),
        Kind("found", "found_by", e.FoundBy, ("account", "search")),
        Kind("screening", "screening", d.Screening, ("account", "mention", "screener", "round", "layer"), author="screener"),
        Kind("relation", "relation_reviews", d.RelationReview, ("a", "b"), about=("a", "b")),
        Kind("boilerplate", "boilerplate_reviews", d.BoilerplateReview, ("edition", "start", "end")),
        Kind("mention", "mentions", d.Mention, ("id",)),
        Kind("claim", "claims", d.Claim, ("id",)),
        Kind("link", "link_reviews", d.LinkReview, ("a", "b", "by", "layer", "round"), about=("account_a", "account_b")),
        Kind("episode", "episodes", d.Episode, ("id",), author="coder"),
        Kind("value", "values", d.Value, ("id",), author="coder"),
        Kind("coding", "codings", d.Coding, ("id",), author="coder"),
        Kind("suggestion", "suggestion_reviews", d.SuggestionReview, ("suggestion", "coder", "round"), author="coder"),
        Kind("completion", "completions", d.Completion, ("account", *_MARK, "codebook", "version"), author="coder", told=True),
        Kind("judgement", "judgements", d.Judgement, ("id",), author="coder"),
        Kind("adjudication", "adjudications", d.Adjudication, ("id",), author="coder"),
        Kind("assignment", "assignments", t.Assignment, ("round", "account", "mention", "coder"), author="coder", told=True),
        Kind("message", "messages", t.Message, ("id",), author="coder", told=True),
        Kind("mark", "content_marks", t.ContentMark, ("account", "flag", "by")),
        Kind("aid", "aids", t.Aid, ("page", "coder", "round"), about=(), author="coder", sealed=False, told=True),
        Kind("change", "codebook_changes", t.CodebookChange, ("id",), about=(), sealed=False),
        # Whether a table of looking around is kept is no quarrel: of two copies that differ the later simply holds.
        Kind("exploration", "explorations", t.Exploration, ("id",), about=(), sealed=False, latest=True),
        Kind("recommendation", "recommendations", d.Recommendation, ("id",), about=(), sealed=False),
        Kind("adoption", "adoptions", d.Adoption, ("subject",), about=(), sealed=False),
        Kind("round", "round_openings", d.RoundOpening, ("round",), about=(), sealed=False),
        Kind("withdrawal", "withdrawals", d.Withdrawal, ("account",), about=(), sealed=False, latest=True),
    )
}
TOLD = tuple(name for name, kind in KINDS.items() if kind.told)
KIND_OF = {kind.record: kind for kind in KINDS.values()}
