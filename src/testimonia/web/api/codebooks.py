"""Codebooks: what they define, how often it is used, and changes of them, looked at before they are made."""

from __future__ import annotations

from threading import Lock
from typing import Annotated, Any, Literal

from ninja import Field, Router, Schema

from testimonia.domain.vocabulary import DefinitionChange
from testimonia.stages.code import Change, change_codebook, look_at_change, look_at_codebook, look_at_crosswalk, shipped_crosswalk
from testimonia.web.api.answers import answers
from testimonia.web.desk import current
from testimonia.web.guard import Asked

router = Router(tags=["codebooks"])

WORDS_MOST = 10_000
ID_MOST = 80
SLUG = r"^[a-z0-9][a-z0-9._-]*$"
_changing = Lock()
"""Two leads who change a codebook at the same moment: a change is a file read, written and adopted, one after the other."""
_WORDS = ("label", "definition", "use_when", "not_when", "example", "citation")


class CodeOut(Schema):
    """A code and its use."""

    id: str
    label: str
    definition: str
    use_when: str
    not_when: str
    example: str
    citation: str
    parent: str | None
    group: str | None
    phase: str
    retired: bool
    codings: int = Field(description="Codings that the asker may see; former codes count under what they are called now.")
    accounts: int


class BookOut(Schema):
    """A codebook in force."""

    id: str
    version: int
    title: str
    about: str
    codes: list[CodeOut]
    again: int = Field(description="Codings under a definition that means something else now.")
    hidden: int = Field(description="Codings of rounds still blind, not counted.")


class Words(Schema):
    """The texts of a code; one that is left out stays, an empty one is taken away."""

    label: str | None = Field(None, max_length=WORDS_MOST)
    definition: str | None = Field(None, max_length=WORDS_MOST)
    use_when: str | None = Field(None, max_length=WORDS_MOST)
    not_when: str | None = Field(None, max_length=WORDS_MOST)
    example: str | None = Field(None, max_length=WORDS_MOST, description="Invented, never a quotation from an account.")
    citation: str | None = Field(None, max_length=WORDS_MOST)


class Part(Words):
    """One part of a code that is split; the id of the code itself keeps it."""

    id: str = Field(min_length=1, max_length=ID_MOST, pattern=SLUG)


class ChangeIn(Words):
    """A change of a codebook."""

    kind: Literal["add", "rename", "merge", "split", "redefine", "retire", "example"]
    codes: list[Annotated[str, Field(max_length=ID_MOST)]] = Field(
        min_length=1, max_length=50, description="Ids as they are now; for `add` the new one."
    )
    into: str | None = Field(None, max_length=ID_MOST, description="What they become: for `rename` and `merge`.")
    parts: list[Part] = Field(default_factory=list, max_length=20, description="For `split`.")
    reason: str | None = Field(None, max_length=WORDS_MOST, description="Coders will read it; needed to make the change.")
    ruling: str | None = Field(None, max_length=200, description="The difference whose ruling an example explains.")
    version: int | None = Field(None, ge=1, lt=2**31, description="The version that was looked at; another one in force is refused.")


class EffectOut(Schema):
    """What one change does."""

    kind: str
    codes: list[str]
    into: list[str]
    again: bool = Field(description="Whether these codings have to be gone through again.")
    codings: int
    by: dict[str, int] = Field(description="Codings by coder or layer.")


class Touched(Schema):
    """What a change does, or would do."""

    codebook: str
    version: int = Field(description="The version that carries the change.")
    made: bool
    kept: bool = Field(description="Whether the file keeps its comments.")
    effects: list[EffectOut]
    finished: dict[str, int] = Field(description="Units that each coder finished and has to look at for what is new.")
    hidden: int = Field(description="Codings of blind rounds, not counted.")


class EntryOut(Schema):
    """What one code is in the other codebook."""

    code: str
    to: str | None
    relation: Literal["exact", "broader", "narrower", "none"]
    reason: str


class CrosswalkOut(Schema):
    """A crosswalk held against the study."""

    id: str
    author: str
    title: str
    entries: list[EntryOut]
    unmapped: list[str]
    warnings: list[str]
    codings: dict[str, int]
    hidden: int


@router.get("/crosswalks/{name}", response=answers(CrosswalkOut), summary="A crosswalk between two codebooks")
def crosswalk(request: Asked, name: str) -> dict[str, Any]:
    """One that comes with testimonia, held against the codebooks of the study."""
    return look_at_crosswalk(request.study, shipped_crosswalk(name)).as_json()


@router.get("/{book}", response=answers(BookOut), summary="A codebook and how often its codes are used")
def codebook(request: Asked, book: str) -> dict[str, Any]:
    """As the asker may see it."""
    shown = look_at_codebook(request.study, book)
    codes = [
        {**entry.code.model_dump(mode="json"), "codings": entry.use.codings, "accounts": entry.use.accounts}
        for heading in shown.headings
        for entry in heading.entries
    ]
    about = {"id": shown.book.id, "version": shown.book.version, "title": shown.book.title, "about": shown.book.about}
    return {**about, "codes": codes, "again": shown.again, "hidden": shown.hidden}


@router.post("/{book}/look", response=answers(Touched), summary="What a change would touch")
def look(request: Asked, book: str, change: ChangeIn) -> dict[str, Any]:
    """Writes nothing."""
    return look_at_change(request.study, _change(book, change)).as_json()


@router.post("/{book}/changes", response=answers(Touched), summary="Change a codebook")
def make(request: Asked, book: str, change: ChangeIn) -> dict[str, Any]:
    """The file gets the next version, takes effect at once, and the record says why."""
    with _changing:
        study = current().study(request.study.coder)  # as it is once whoever was before us is done
        return change_codebook(study, _change(book, change), version=change.version).as_json()


def _change(book: str, said: ChangeIn) -> Change:
    return Change(
        kind=DefinitionChange(said.kind),
        codes=tuple(f"{book}:{code}" for code in said.codes),
        into=(f"{book}:{said.into}",) if said.into else (),
        words=_words(said),
        parts=tuple({"id": part.id, **_words(part)} for part in said.parts),
        reason=said.reason or "",
        ruling=said.ruling,
    )


def _words(said: Words) -> dict[str, str]:
    given = said.dict(exclude_unset=True)
    return {name: (given[name] or "").strip() for name in _WORDS if given.get(name) is not None}
