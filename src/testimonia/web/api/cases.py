"""The case form: one answer at a time, times in and out, judgements, and whether the form is finished."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Field, Router, Schema

from testimonia.domain.decisions import Episode, Judgement, Value
from testimonia.domain.vocabulary import Missing
from testimonia.errors import StaleDecision
from testimonia.protocol.changes import FORM
from testimonia.stages.code import put
from testimonia.stages.code.saving import Saved, save, take_back
from testimonia.stages.code.sheets.columns import FINISHED
from testimonia.study import Study, View
from testimonia.web.api.answers import Done, answers
from testimonia.web.api.reading import ID_MOST, MEMO_MOST, ROW, PassageIn, same_passage
from testimonia.web.guard import Asked

router = Router(tags=["cases"])
TEXT_MOST = 5_000
Text = Annotated[str, Field(max_length=TEXT_MOST)]


class AnswerIn(Schema):
    """An answer to a question of the form, or why there is none; never both."""

    mention: str = Field(max_length=ID_MOST, description="The mention of the case that the answer rests on.")
    variable: str = Field(max_length=ID_MOST)
    episode: str | None = Field(None, max_length=ID_MOST)
    round: str | None = Field(None, max_length=ID_MOST, description="Empty: outside rounds, where everybody sees it.")
    form_version: int = Field(ge=1, le=1_000_000, description="The version of the form that the page shows.")
    value: Text | Annotated[list[Text], Field(max_length=200)] | None = Field(
        None, description="As the question takes it; a list for several choices."
    )
    missing: Missing | None = None
    unsure: bool = Field(False, description="Somebody should look at it again.")
    memo: str | None = Field(None, max_length=MEMO_MOST)
    passages: list[PassageIn] = Field(default_factory=list, max_length=100, description="The words that it rests on.")


class AnswerChange(AnswerIn):
    """An answer said anew."""

    replaces: str = Field(max_length=ID_MOST, description=ROW)


class AnswerOut(Schema):
    """An answer in force."""

    id: str
    row: str
    variable: str
    value: str | None = None
    missing: str | None = None


class EpisodeIn(Schema):
    """One time in and out of a group; dates are EDTF."""

    mention: str = Field(max_length=ID_MOST)
    round: str | None = Field(None, max_length=ID_MOST)
    order: int = Field(ge=1, le=1_000)
    group: str | None = Field(None, max_length=TEXT_MOST)
    role: str | None = Field(None, max_length=TEXT_MOST)
    joined: str | None = Field(None, max_length=100)
    left: str | None = Field(None, max_length=100)


class EpisodeChange(EpisodeIn):
    """An episode said anew."""

    replaces: str = Field(max_length=ID_MOST, description=ROW)


class JudgementIn(Schema):
    """How far to believe a case or an account, and under what conditions it was said."""

    account: str | None = Field(None, max_length=ID_MOST)
    mention: str | None = Field(None, max_length=ID_MOST)
    round: str | None = Field(None, max_length=ID_MOST)
    source_grade: str | None = Field(None, pattern="^[A-F]$", description="Admiralty: A (reliable) to F (cannot be judged).")
    information_grade: str | None = Field(None, pattern="^[1-6]$", description="Admiralty: 1 (confirmed) to 6 (cannot be judged).")
    conditions: list[Text] = Field(default_factory=list, max_length=50)
    note: str | None = Field(None, max_length=MEMO_MOST)


class JudgementChange(JudgementIn):
    """A judgement said anew."""

    replaces: str = Field(max_length=ID_MOST, description=ROW)


class FinishedIn(Schema):
    """A form that its coder has finished."""

    case: str = Field(max_length=ID_MOST)
    round: str | None = Field(None, max_length=ID_MOST)
    version: int = Field(ge=1, le=1_000_000, description="The version of the form that the page shows.")


@router.post("/answers", response=answers(AnswerOut), summary="Answer a question")
def answer(request: Asked, body: AnswerIn) -> dict[str, Any]:
    """A second answer with other passages stands beside the first: contradictions are kept until somebody rules."""
    return _shown(_save(request.study, body))


@router.put("/answers/{name}", response=answers(AnswerOut), summary="Change an answer")
def change(request: Asked, name: str, body: AnswerChange) -> dict[str, Any]:
    """What it says, or what it rests on."""
    return _shown(_save(request.study, body, name, body.replaces))


@router.delete("/answers/{name}", response=answers(Done), summary="Take an answer back")
def unanswer(request: Asked, name: str, replaces: str) -> dict[str, Any]:
    """The question is open again."""
    return {"rows": [take_back(request.study, Value, name, replaces)]}


@router.post("/episodes", response=answers(Done), summary="Enter a time in and out")
def enter(request: Asked, body: EpisodeIn) -> dict[str, Any]:
    """The order is known even where no date is."""
    return {"rows": [save(request.study, "episodes", body.dict(exclude_none=True)).row]}


@router.put("/episodes/{name}", response=answers(Done), summary="Change a time in and out")
def rewrite(request: Asked, name: str, body: EpisodeChange) -> dict[str, Any]:
    """Its group, role or dates."""
    row = {"id": name, **body.dict(exclude={"replaces"}, exclude_none=True)}
    return {"rows": [save(request.study, "episodes", row, body.replaces).row]}


@router.delete("/episodes/{name}", response=answers(Done), summary="Take a time in and out back")
def remove(request: Asked, name: str, replaces: str) -> dict[str, Any]:
    """Answers about it stay, and stand without it."""
    return {"rows": [take_back(request.study, Episode, name, replaces)]}


@router.post("/judgements", response=answers(Done), summary="Judge a case or an account")
def judge(request: Asked, body: JudgementIn) -> dict[str, Any]:
    """One judgement a coder, unit and round."""
    return {"rows": [save(request.study, "judgements", body.dict(exclude_none=True)).row]}


@router.put("/judgements/{name}", response=answers(Done), summary="Change a judgement")
def rejudge(request: Asked, name: str, body: JudgementChange) -> dict[str, Any]:
    """Its grades, conditions or note."""
    row = {"id": name, **body.dict(exclude={"replaces"}, exclude_none=True)}
    return {"rows": [save(request.study, "judgements", row, body.replaces).row]}


@router.delete("/judgements/{name}", response=answers(Done), summary="Take a judgement back")
def unjudge(request: Asked, name: str, replaces: str) -> dict[str, Any]:
    """Nothing is said of it any more."""
    return {"rows": [take_back(request.study, Judgement, name, replaces)]}


@router.post("/finished", response=answers(Done), summary="Say that the form is finished")
def finish(request: Asked, body: FinishedIn) -> dict[str, Any]:
    """Refused while a question that is asked has no answer and no reason why there is none."""
    _same_form(request.study, body.version)
    row = {"case": body.case, "round": body.round, "variable": FINISHED, "value": "yes"}
    put(request.study, FORM, [{key: value for key, value in row.items() if value is not None}])
    return {"rows": []}


def _save(study: Study, body: AnswerIn, name: str | None = None, replaces: str | None = None) -> Saved:
    """Save the row that a page sends, after making sure that it shows the form and the texts that are in force."""

    def check(view: View) -> None:
        for passage in body.passages:
            same_passage(view, passage)

    _same_form(study, body.form_version)
    row = body.dict(exclude={"passages", "replaces"}, exclude_none=True)
    row["passages"] = [passage.dict(include={"account", "edition", "start", "end", "quote"}) for passage in body.passages]
    return save(study, "values", row if name is None else {"id": name, **row}, replaces, check)


def _same_form(study: Study, version: int) -> None:
    present = study.protocol.form.version
    if present != version:
        raise StaleDecision(f"The form has changed since: version {present} is in force.", "Load the page again, and look at what changed.")


def _shown(saved: Saved) -> dict[str, Any]:
    value: Value = saved.record
    return {
        "id": value.id,
        "row": saved.row,
        "variable": value.variable,
        "value": value.value,
        "missing": value.missing.value if value.missing else None,
    }
