"""What coders ask the lead about an account, a person in it or a passage, and the answers."""

from __future__ import annotations

from typing import Any

from ninja import Field, Router, Schema

from testimonia.stages.code import threads
from testimonia.stages.code.saving import save
from testimonia.web.api.answers import Done, answers
from testimonia.web.guard import Asked

router = Router(tags=["questions"])

WORDS_MOST = 10_000
"""Characters of a message or a quotation: pages of it, and no book."""
ID_MOST = 200


class QuestionIn(Schema):
    """A question to the lead, about an account, a person in it or a passage of it."""

    account: str = Field(max_length=ID_MOST)
    mention: str | None = Field(None, max_length=ID_MOST)
    round: str | None = Field(None, max_length=ID_MOST, description="The blind round it belongs to; found by itself where there is one.")
    start: int | None = Field(None, ge=0, lt=2**31, description="First character of the passage (code points of the main text).")
    end: int | None = Field(None, ge=1, lt=2**31, description="First character after it.")
    quote: str | None = Field(None, max_length=WORDS_MOST, description="The words of the passage.")
    text: str = Field(min_length=1, max_length=WORDS_MOST)


class ReplyIn(Schema):
    """An answer in a thread."""

    text: str = Field(min_length=1, max_length=WORDS_MOST)
    closed: bool = Field(False, description="Nothing is left to answer.")


class Message(Schema):
    """One message."""

    by: str
    at: str
    text: str


class ThreadOut(Schema):
    """A question and its answers."""

    id: str
    coder: str
    account: str
    mention: str | None
    round: str | None
    quote: str
    closed: bool
    waits_for_me: bool
    messages: list[Message]


@router.get("", response=answers(list[ThreadOut]), summary="Questions that one may see, with their answers")
def look(request: Asked) -> list[dict[str, Any]]:
    """First what waits for the asker."""
    return [
        {
            "id": thread.id,
            "coder": thread.coder,
            "account": thread.account,
            "mention": thread.mention,
            "round": thread.round,
            "quote": thread.quote,
            "closed": thread.closed,
            "waits_for_me": thread.waits_for_me,
            "messages": [{"by": said.by, "at": said.at, "text": said.text} for said in thread.messages],
        }
        for thread in threads(request.study)
    ]


@router.post("", response=answers(Done), summary="Ask the lead")
def ask(request: Asked, body: QuestionIn) -> dict[str, Any]:
    """In a blind round the asker and those who lead see it, nobody else."""
    return {"rows": [save(request.study, "messages", body.dict(exclude_none=True)).row]}


@router.post("/{thread}/replies", response=answers(Done), summary="Answer in a thread")
def reply(request: Asked, thread: str, body: ReplyIn) -> dict[str, Any]:
    """Whoever asked, the owner and leads write in it."""
    return {"rows": [save(request.study, "messages", {"thread": thread, **body.dict()}).row]}
