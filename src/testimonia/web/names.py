"""The closed lists of the vocabulary as the interface names them; each page takes its words from here, so that they are the same on all."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from testimonia.domain.outcome import Standing
from testimonia.domain.vocabulary import (
    AccountState,
    ContentFlag,
    Direction,
    EditionKind,
    Grade,
    Identity,
    Layer,
    Missing,
    ProposalStatus,
    RelationKind,
    ScreeningDecision,
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
STATES: Named = {
    AccountState.OK: pgettext_lazy("state", "read"),
    AccountState.PARTIAL: pgettext_lazy("state", "read in part"),
    AccountState.FAILED: pgettext_lazy("state", "could not be read"),
}
STANDINGS: Named = {
    Standing.UNSCREENED: pgettext_lazy("standing", "not screened"),
    Standing.INCLUDE: pgettext_lazy("standing", "included"),
    Standing.EXCLUDE: pgettext_lazy("standing", "excluded"),
    Standing.UNSURE: pgettext_lazy("standing", "unsure"),
    Standing.CONFLICT: pgettext_lazy("standing", "screeners disagree"),
}
DECISIONS: Named = {
    ScreeningDecision.INCLUDE: pgettext_lazy("decision", "include"),
    ScreeningDecision.EXCLUDE: pgettext_lazy("decision", "exclude"),
    ScreeningDecision.UNSURE: pgettext_lazy("decision", "unsure"),
}
PEOPLE: Named = {
    Standing.UNSCREENED: pgettext_lazy("standing of a person", "not decided"),
    Standing.INCLUDE: pgettext_lazy("standing of a person", "counts"),
    Standing.EXCLUDE: pgettext_lazy("standing of a person", "does not count"),
    Standing.UNSURE: pgettext_lazy("standing of a person", "unsure"),
    Standing.CONFLICT: pgettext_lazy("standing of a person", "screeners disagree"),
}
PLACES: Named = {
    "alone": pgettext_lazy("place in a family", "tells a story that no other account tells"),
    "root": pgettext_lazy("place in a family", "the first of its story"),
    "copy": pgettext_lazy("place in a family", "goes with the account it copies"),
    "adding": pgettext_lazy("place in a family", "copies another and adds to it"),
}
GRADES: Named = {
    Grade.WITNESSED: pgettext_lazy("grade of a capture", "witnessed: fetched by testimonia"),
    Grade.RECORDED: pgettext_lazy("grade of a capture", "recorded: the time stands in the file"),
    Grade.DECLARED: pgettext_lazy("grade of a capture", "declared by a person"),
    Grade.UNKNOWN: pgettext_lazy("grade of a capture", "unknown"),
}
EDITIONS: Named = {
    EditionKind.FULL: pgettext_lazy("edition", "all visible text"),
    EditionKind.MAIN: pgettext_lazy("edition", "the text that is read and coded"),
    EditionKind.TRANSLATION: pgettext_lazy("edition", "translation"),
}
IDENTITIES: Named = {
    Identity.FULL_NAME: pgettext_lazy("identity", "full name"),
    Identity.INITIAL: pgettext_lazy("identity", "initial"),
    Identity.KUNYA: pgettext_lazy("identity", "kunya"),
    Identity.STATED_PSEUDONYM: pgettext_lazy("identity", "pseudonym, and the text says so"),
    Identity.CONVENTIONAL_PSEUDONYM: pgettext_lazy("identity", "pseudonym by convention"),
    Identity.ANONYMOUS: pgettext_lazy("identity", "anonymous"),
    Identity.UNKNOWN: pgettext_lazy("identity", "the text does not say"),
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
DENOMINATORS: Named = {
    "completed": pgettext_lazy("denominator", "all cases coded to the end"),
    "stated": pgettext_lazy("denominator", "cases that say anything"),
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
    "suggestion": pgettext_lazy("kind of decision", "suggestion looked at"),
    "completion": pgettext_lazy("kind of decision", "finished work"),
    "judgement": pgettext_lazy("kind of decision", "how far to believe it"),
    "adjudication": pgettext_lazy("kind of decision", "ruling on a difference"),
    "assignment": pgettext_lazy("kind of decision", "assignment"),
    "message": pgettext_lazy("kind of decision", "question or answer"),
    "mark": pgettext_lazy("kind of decision", "warning to readers"),
    "aid": pgettext_lazy("kind of decision", "suggestions shown"),
    "change": pgettext_lazy("kind of decision", "change of a definition"),
    "exploration": pgettext_lazy("kind of decision", "table kept"),
    "recommendation": pgettext_lazy("kind of decision", "recommendation"),
    "adoption": pgettext_lazy("kind of decision", "adopted protocol"),
    "round": pgettext_lazy("kind of decision", "opened round"),
    "withdrawal": pgettext_lazy("kind of decision", "withdrawal"),
}
VOICES: Named = {
    "self": pgettext_lazy("voice", "the person"),
    "relative": pgettext_lazy("voice", "a relative"),
    "official": pgettext_lazy("voice", "an official"),
    "reporter": pgettext_lazy("voice", "the reporter"),
}
MODALITIES: Named = {
    "stated": pgettext_lazy("modality", "stated"),
    "alleged": pgettext_lazy("modality", "alleged"),
    "denied": pgettext_lazy("modality", "denied"),
    "admitted": pgettext_lazy("modality", "admitted"),
    "found": pgettext_lazy("modality", "found by a court"),
}
DIFFERENCES: Named = {
    "value": pgettext_lazy("difference", "another answer"),
    "code": pgettext_lazy("difference", "another code"),
    "missed": pgettext_lazy("difference", "only one saw it"),
    "span": pgettext_lazy("difference", "other bounds"),
}
ROUND_KINDS: Named = {
    "screening": pgettext_lazy("round", "screening"),
    "coding": pgettext_lazy("round", "coding"),
}
PHASES: Named = {
    "joining": pgettext_lazy("phase", "joining"),
    "leaving": pgettext_lazy("phase", "leaving"),
    "other": pgettext_lazy("phase", "other"),
}
CHANGES: Named = {
    "add": pgettext_lazy("change of a codebook", "new"),
    "rename": pgettext_lazy("change of a codebook", "renamed"),
    "merge": pgettext_lazy("change of a codebook", "merged"),
    "split": pgettext_lazy("change of a codebook", "split"),
    "redefine": pgettext_lazy("change of a codebook", "defined anew"),
    "retire": pgettext_lazy("change of a codebook", "no longer used"),
    "revive": pgettext_lazy("change of a codebook", "used again"),
    "example": pgettext_lazy("change of a codebook", "worded or illustrated better"),
    "remove": pgettext_lazy("change of a codebook", "gone"),
}
CROSSWALK: Named = {
    "exact": pgettext_lazy("relation of codes", "is the same as"),
    "broader": pgettext_lazy("relation of codes", "is a part of"),
    "narrower": pgettext_lazy("relation of codes", "holds as a part"),
    "none": pgettext_lazy("relation of codes", "has no counterpart"),
}
ANSWER_TYPES: Named = {
    "text": pgettext_lazy("type of a question", "text"),
    "integer": pgettext_lazy("type of a question", "whole number"),
    "number": pgettext_lazy("type of a question", "number"),
    "boolean": pgettext_lazy("type of a question", "yes or no"),
    "date": pgettext_lazy("type of a question", "date"),
    "choice": pgettext_lazy("type of a question", "one answer of a list"),
    "choices": pgettext_lazy("type of a question", "several answers of a list"),
    "country": pgettext_lazy("type of a question", "country"),
}
CLAIMS: Named = {
    "age": pgettext_lazy("claim", "age"),
    "age_at_event": pgettext_lazy("claim", "age at an event"),
    "age_band": pgettext_lazy("claim", "age band"),
    "birth_year": pgettext_lazy("claim", "year of birth"),
    "sex": pgettext_lazy("claim", "sex"),
    "origin": pgettext_lazy("claim", "origin"),
    "residence": pgettext_lazy("claim", "residence"),
    "nationality": pgettext_lazy("claim", "nationality"),
    "group": pgettext_lazy("claim", "group"),
    "role": pgettext_lazy("claim", "role"),
    "joined": pgettext_lazy("claim", "joined"),
    "left": pgettext_lazy("claim", "left"),
    "place": pgettext_lazy("claim", "place"),
    "condition": pgettext_lazy("claim", "condition of speaking"),
}
CASES: Named = {
    "person": pgettext_lazy("kind of a case", "person"),
    "response": pgettext_lazy("kind of a case", "response"),
}
TERMS: Mapping[str, Named] = {
    "missing": MISSING,
    "stance": STANCES,
    "layer": LAYERS,
    "voice": VOICES,
    "modality": MODALITIES,
    "difference": DIFFERENCES,
    "round": ROUND_KINDS,
    "phase": PHASES,
    "change": CHANGES,
    "relation": CROSSWALK,
    "variable": ANSWER_TYPES,
    "case": CASES,
    "shelf": SHELVES,
    "state": STATES,
    "standing": STANDINGS,
    "decision": DECISIONS,
    "person": PEOPLE,
    "place": PLACES,
    "grade": GRADES,
    "edition": EDITIONS,
    "identity": IDENTITIES,
    "flag": FLAGS,
    "lineage": RELATIONS,
    "claim": CLAIMS,
    "status": STATUSES,
}
"""By kind of word, for ``{{ value|called:"missing" }}``."""


def called(word: object, kind: str) -> str:
    """A word of the vocabulary as a page says it; one that is not known stands for itself."""
    said = str(word or "")
    return str(TERMS[kind].get(said, said))


MEASURES: Named = {
    "difference": pgettext_lazy("measure", "difference"),
    "test": pgettext_lazy("measure", "test"),
    "pooled": pgettext_lazy("measure", "pooled share"),
    "flow": pgettext_lazy("measure", "share of those with the first"),
    "association": pgettext_lazy("measure", "difference from those without it"),
    "jaccard": pgettext_lazy("measure", "both of either (Jaccard)"),
    "lift": pgettext_lazy("measure", "times as often as by chance (lift)"),
    "people": pgettext_lazy("measure", "people"),
    "entries": pgettext_lazy("measure", "entries"),
    "exits": pgettext_lazy("measure", "exits"),
    "lag": pgettext_lazy("measure", "months between (median)"),
    "out-of-order": pgettext_lazy("measure", "dates out of order"),
    "change": pgettext_lazy("measure", "ratio of rates"),
    "corroboration": pgettext_lazy("measure", "independent cases"),
    "told-twice": pgettext_lazy("measure", "told by two families"),
    "contradictions": pgettext_lazy("measure", "cases with contradictions"),
    "contradiction": pgettext_lazy("measure", "versions that contradict one another"),
    "changed": pgettext_lazy("measure", "versions that may all be true, each of its time"),
    "panel": pgettext_lazy("measure", "how many"),
    "simultaneous": pgettext_lazy("measure", "intervals for all at once"),
    "flip": pgettext_lazy("measure", "selective publication that would undo it"),
    "e-value": pgettext_lazy("measure", "E-value"),
}
"""What a measure of the analysis is called."""

CONDITIONS: Named = {
    "anonymous": pgettext_lazy("condition of speaking", "anonymous"),
    "by-message": pgettext_lazy("condition of speaking", "by message"),
    "custody": pgettext_lazy("condition of speaking", "in custody"),
    "disguised": pgettext_lazy("condition of speaking", "disguised"),
    "handler-present": pgettext_lazy("condition of speaking", "a handler present"),
    "interpreter": pgettext_lazy("condition of speaking", "through an interpreter"),
    "official-present": pgettext_lazy("condition of speaking", "an official present"),
    "trial-pending": pgettext_lazy("condition of speaking", "trial pending"),
}
"""Conditions under which somebody spoke; studies may note others."""
