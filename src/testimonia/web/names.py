"""The closed lists of the vocabulary as the interface names them; each page takes its words from here, so that they are the same on all."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from testimonia.domain.vocabulary import (
    ContentFlag,
    Direction,
    Layer,
    Missing,
    ProposalStatus,
    RelationKind,
    Shelf,
    Stance,
    VariantKind,
)

Named = dict[str, Promise]

RELATIONS: Named = {
    RelationKind.REPRINT: pgettext_lazy("relation", "reprint"),
    RelationKind.EXCERPT: pgettext_lazy("relation", "excerpt"),
    RelationKind.QUOTATION: pgettext_lazy("relation", "quotation"),
    RelationKind.SHARED_ORIGIN: pgettext_lazy("relation", "shared origin"),
    RelationKind.TRANSLATION: pgettext_lazy("relation", "translation"),
}
STATUSES: Named = {
    ProposalStatus.PROPOSED: pgettext_lazy("status", "proposed"),
    ProposalStatus.ACCEPTED: pgettext_lazy("status", "confirmed"),
    ProposalStatus.REJECTED: pgettext_lazy("status", "rejected"),
}
DIRECTIONS: Named = {
    Direction.A_TO_B: pgettext_lazy("direction", "the second took it from the first"),
    Direction.B_TO_A: pgettext_lazy("direction", "the first took it from the second"),
    Direction.COMMON: pgettext_lazy("direction", "both have it from somewhere else"),
    Direction.UNDECIDED: pgettext_lazy("direction", "nobody can tell who took it from whom"),
}
VARIANTS: Named = {
    VariantKind.NUMBER: pgettext_lazy("variant", "another number, age or date"),
    VariantKind.SPEAKER: pgettext_lazy("variant", "another speaker"),
    VariantKind.MARKS_LOST: pgettext_lazy("variant", "quotation marks lost"),
    VariantKind.MARKS_ADDED: pgettext_lazy("variant", "quotation marks added"),
    VariantKind.ADDED: pgettext_lazy("variant", "a detail added"),
    VariantKind.DROPPED: pgettext_lazy("variant", "a detail dropped"),
    VariantKind.WORDS: pgettext_lazy("variant", "other words"),
}
SHELVES: Named = {
    Shelf.TESTIMONY: pgettext_lazy("shelf", "testimony"),
    Shelf.PROGRAMME: pgettext_lazy("shelf", "programme"),
    Shelf.STUDY: pgettext_lazy("shelf", "study"),
    Shelf.POLICY: pgettext_lazy("shelf", "policy"),
}
FLAGS: Named = {
    ContentFlag.GRAPHIC: pgettext_lazy("warning", "graphic violence"),
    ContentFlag.SEXUAL_VIOLENCE: pgettext_lazy("warning", "sexual violence"),
    ContentFlag.CHILDREN: pgettext_lazy("warning", "harm to children"),
    ContentFlag.SELF_HARM: pgettext_lazy("warning", "self-harm"),
    ContentFlag.IDENTIFYING: pgettext_lazy("warning", "may identify somebody"),
}
MISSING: Named = {
    Missing.NOT_STATED: pgettext_lazy("missing", "not stated"),
    Missing.NOT_APPLICABLE: pgettext_lazy("missing", "not applicable"),
    Missing.UNCLEAR: pgettext_lazy("missing", "unclear"),
    Missing.WITHHELD: pgettext_lazy("missing", "withheld"),
}
STANCES: Named = {
    Stance.AFFIRMS: pgettext_lazy("stance", "affirms"),
    Stance.DENIES: pgettext_lazy("stance", "denies"),
}
LAYERS: Named = {
    "auto": pgettext_lazy("layer", "adjudicated, else consensus, else the coders where they agree"),
    Layer.CODER: pgettext_lazy("layer", "single coder"),
    Layer.CONSENSUS: pgettext_lazy("layer", "consensus"),
    Layer.ADJUDICATED: pgettext_lazy("layer", "adjudicated"),
}
KINDS: Named = {
    "account": pgettext_lazy("kind of decision", "account collected"),
    "capture": pgettext_lazy("kind of decision", "capture"),
    "revision": pgettext_lazy("kind of decision", "text taken out anew"),
    "shelf": pgettext_lazy("kind of decision", "shelf"),
    "source": pgettext_lazy("kind of decision", "source"),
    "search": pgettext_lazy("kind of decision", "search"),
    "found": pgettext_lazy("kind of decision", "found by a search"),
    "screening": pgettext_lazy("kind of decision", "screening"),
    "relation": pgettext_lazy("kind of decision", "relation between accounts"),
    "boilerplate": pgettext_lazy("kind of decision", "boilerplate"),
    "mention": pgettext_lazy("kind of decision", "person of an account"),
    "claim": pgettext_lazy("kind of decision", "claim"),
    "link": pgettext_lazy("kind of decision", "same person or not"),
    "episode": pgettext_lazy("kind of decision", "episode"),
    "value": pgettext_lazy("kind of decision", "answer of the case form"),
    "coding": pgettext_lazy("kind of decision", "coding"),
    "completion": pgettext_lazy("kind of decision", "finished work"),
    "judgement": pgettext_lazy("kind of decision", "how far to believe it"),
    "adjudication": pgettext_lazy("kind of decision", "ruling on a difference"),
    "assignment": pgettext_lazy("kind of decision", "assignment"),
    "message": pgettext_lazy("kind of decision", "question or answer"),
    "mark": pgettext_lazy("kind of decision", "warning to readers"),
    "change": pgettext_lazy("kind of decision", "change of a definition"),
    "recommendation": pgettext_lazy("kind of decision", "recommendation"),
    "adoption": pgettext_lazy("kind of decision", "adopted protocol"),
    "round": pgettext_lazy("kind of decision", "opened round"),
    "withdrawal": pgettext_lazy("kind of decision", "withdrawal"),
}
