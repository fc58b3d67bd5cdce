"""Coding in the Reader: passages marked, changed and taken back, units finished, questions asked, suggestions looked at."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Router, Schema

from testimonia.domain.decisions import Coding, Completion
from testimonia.domain.vocabulary import ContentFlag, Modality, ProposalStatus, Stance, Voice
from testimonia.errors import StaleDecision, UnknownReference
from testimonia.stages.code.reading import main_text, same_text
from testimonia.stages.code.saving import Saved, save, take_back
from testimonia.study import Study, show_suggestions
from testimonia.web.api.answers import Done, answers
from testimonia.web.guard import Asked
from testimonia.workflow import accept, may_reject

router = Router(tags=["reading"])
ID_MOST, MEMO_MOST, QUOTE_MOST = 200, 20_000, 400_000
SHA256 = r"^[0-9a-f]{64}$"
ROW = "The row of the log that the page shows; refused (409) if another one is in force by now."


class PassageIn(Schema):
    """A passage as the page shows it: place and words must agree with the text that is kept."""

    account: str = Field(max_length=ID_MOST)
    edition: str = Field(max_length=ID_MOST, description="The text that the page shows.")
    text_sha256: str = Field(pattern=SHA256, description="Its digest, as the page computed it.")
    start: int = Field(ge=0, description="Code points from the beginning of the text.")
    end: int = Field(ge=1, description="Code points, end-exclusive.")
    quote: str = Field(min_length=1, max_length=QUOTE_MOST, description="The words that stand there.")


class CodingIn(PassageIn):
    """A passage and the code it carries."""

    code: str = Field(max_length=ID_MOST, description="As `codebook:code`.")
    codebook_version: int = Field(ge=1, le=1_000_000, description="The version that the page shows.")
    mention: str | None = Field(None, max_length=ID_MOST, description="Whom it is about.")
    episode: str | None = Field(None, max_length=ID_MOST)
    round: str | None = Field(None, max_length=ID_MOST, description="Empty: outside rounds, where everybody sees it.")
    stance: Stance = Stance.AFFIRMS
    voice: Voice = Voice.SELF
    modality: Modality = Modality.STATED
    unsure: bool = Field(False, description="Somebody should look at it again.")
    memo: str | None = Field(None, max_length=MEMO_MOST)


class CodingChange(CodingIn):
    """A coding said anew."""

    replaces: str = Field(max_length=ID_MOST, description=ROW)


class CodingOut(Schema):
    """A coding in force."""

    id: str
    row: str
    account: str
    start: int
    end: int
    code: str
    version: int
    coder: str
    layer: str
    mention: str | None = None
    episode: str | None = None
    round: str | None = None
    stance: str
    voice: str
    modality: str
    unsure: bool
    memo: str | None = None


class TextOut(Schema):
    """The text of an account that is read and coded."""

    account: str
    edition: str
    sha256: str
    length: int = Field(description="In code points.")
    language: str | None = None
    text: str


class UnitIn(Schema):
    """A unit that a coder has finished: an account, or a mention standing for its case."""

    account: str | None = Field(None, max_length=ID_MOST)
    mention: str | None = Field(None, max_length=ID_MOST)
    codebook: str = Field(max_length=ID_MOST, description="A codebook's id.")
    version: int = Field(ge=1, le=1_000_000, description="The version that the page shows.")
    round: str | None = Field(None, max_length=ID_MOST)


class UnitBack(Schema):
    """A completion to be taken back."""

    subject: str = Field(max_length=2_000)
    replaces: str = Field(max_length=ID_MOST, description=ROW)


class WarningIn(Schema):
    """What readers of an account are to be warned of."""

    account: str = Field(max_length=ID_MOST)
    flag: ContentFlag
    note: str | None = Field(None, max_length=MEMO_MOST)


class LookIn(Schema):
    """What a coder makes of a machine's suggestion."""

    account: str = Field(max_length=ID_MOST)
    status: ProposalStatus = Field(description="`accepted` or `rejected`.")
    round: str | None = Field(None, max_length=ID_MOST)


class LookOut(Done):
    """What came of it."""

    mention: str | None = Field(None, description="The mention that was made, or that is spoken of.")


class AidIn(Schema):
    """Whether a page shows what machines suggest."""

    page: Literal["screen", "read"]
    round: str | None = Field(None, max_length=ID_MOST)
    shown: bool


def as_shown(coding: Coding, row: str) -> dict[str, Any]:
    """A coding as pages and the interface show it."""
    return {
        "id": coding.id,
        "row": row,
        "account": coding.account,
        "start": coding.start,
        "end": coding.end,
        "code": f"{coding.codebook}:{coding.code}",
        "version": coding.codebook_version,
        "coder": coding.coder,
        "layer": coding.layer.value,
        "mention": coding.mention,
        "episode": coding.episode,
        "round": coding.round,
        "stance": coding.stance.value,
        "voice": coding.voice.value,
        "modality": coding.modality.value,
        "unsure": coding.unsure,
        "memo": coding.memo,
    }


@router.get("/texts/{account}", response=answers(TextOut), summary="The text of an account")
def text(request: Asked, account: str) -> dict[str, Any]:
    """As it is kept: offsets of passages count its code points."""
    with request.study.read() as view:
        found = main_text(view, account)
    shown = {"account": account, "edition": found.id, "sha256": found.sha256, "length": len(found.text), "language": found.language}
    return {**shown, "text": found.text}


@router.post("/codings", response=answers(CodingOut), summary="Mark a passage with a code")
def mark(request: Asked, body: CodingIn) -> dict[str, Any]:
    """The same passage marked twice with the same code is one coding."""
    return _shown(_save(request.study, body))


@router.put("/codings/{name}", response=answers(CodingOut), summary="Change a coding")
def change(request: Asked, name: str, body: CodingChange) -> dict[str, Any]:
    """Its passage, its code or what else it says."""
    return _shown(_save(request.study, body, name, body.replaces))


@router.delete("/codings/{name}", response=answers(Done), summary="Take a coding back")
def unmark(request: Asked, name: str, replaces: str) -> dict[str, Any]:
    """It stays in the log, and can be said again."""
    return {"rows": [take_back(request.study, Coding, name, replaces)]}


@router.post("/completions", response=answers(Done), summary="Say that a unit is finished")
def finish(request: Asked, body: UnitIn) -> dict[str, Any]:
    """Only what stands in finished units counts, silence included."""
    _same_version(request.study, body.codebook, body.version)
    return {"rows": [save(request.study, "completions", body.dict(exclude_none=True)).row]}


@router.post("/completions/taken-back", response=answers(Done), summary="Open a finished unit again")
def reopen(request: Asked, body: UnitBack) -> dict[str, Any]:
    """What was marked in it stays."""
    return {"rows": [take_back(request.study, Completion, body.subject, body.replaces)]}


@router.post("/warnings", response=answers(Done), summary="Warn readers of an account")
def warn(request: Asked, body: WarningIn) -> dict[str, Any]:
    """One person's warning is enough for its text to be folded."""
    return {"rows": [save(request.study, "content_marks", body.dict(exclude_none=True, by_alias=False)).row]}


@router.post("/suggestions/{name}", response=answers(LookOut), summary="Accept or reject a suggestion")
def look(request: Asked, name: str, body: LookIn) -> dict[str, Any]:
    """A person or a claim that is accepted becomes a decision of whoever accepts it. A code does not: the coding is saved on its own."""
    with request.study.read() as view:
        found = next((item for item in view.suggestions(body.account) if item.id == name), None)
        if found is None:
            raise UnknownReference("No machine suggests this any more.", "Load the page again.")
        if body.status is ProposalStatus.REJECTED:
            may_reject(view, found, body.round)
    if body.status is ProposalStatus.ACCEPTED and found.kind != "code":
        return {"mention": accept(request.study, name, round_id=body.round).mention}
    return {"rows": [save(request.study, "suggestion_reviews", {"suggestion": name, **body.dict(exclude_none=True)}).row]}


@router.post("/aids", response=answers(Done), summary="Show suggestions, or no longer")
def aid(request: Asked, body: AidIn) -> dict[str, Any]:
    """Whoever decides with a suggestion before them does not decide unaided, and the log says so."""
    return {"rows": show_suggestions(request.study, body.page, body.round, shown=body.shown)}


def _save(study: Study, body: CodingIn, name: str | None = None, replaces: str | None = None) -> Saved:
    """Save the row that a page sends, after making sure that it shows the text and the codebook that are in force."""
    _same_version(study, body.code.partition(":")[0], body.codebook_version)
    row = body.dict(exclude={"text_sha256", "replaces"}, exclude_none=True)
    return save(study, "codings", row if name is None else {"id": name, **row}, replaces, lambda view: same_passage(view, body))


def same_passage(view: Any, body: PassageIn) -> None:
    """Refuse a passage of another text, or other words than stand there.

    Raises:
        StaleDecision: the page is not up to date, or was tampered with.
    """
    text = same_text(view, body.account, body.edition, body.text_sha256).text
    if body.start < body.end <= len(text) and text[body.start : body.end] != body.quote:
        raise StaleDecision("The words of the passage are not those of the text at this place.", "Load the page again, and mark it anew.")


def _same_version(study: Study, book: str, version: int) -> None:
    present = study.protocol.codebook(book).version
    if present != version:
        raise StaleDecision(
            f"The codebook has changed since: version {present} is in force.", "Load the page again, and look at what changed."
        )


def _shown(saved: Saved) -> dict[str, Any]:
    return as_shown(saved.record, saved.row)
