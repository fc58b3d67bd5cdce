"""The case form as rows: one for each question (and each answer given before), to be filled in and read back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from testimonia.domain.decisions import Episode, Value
from testimonia.protocol import Variable
from testimonia.stages.code.method.form import Asked, Block, CaseForm, Question

# What a coder fills in, in the order in which they look for it; the columns before say what is asked, those after are for the program.
ASKED = ("case", "person", "episode", "section", "question", "answers", "asked_if")
FILLED = ("value", "missing", "account", "quote", "memo", "unsure")
KEPT = ("help", "variable", "mention", "id", "round", "form_version")
COLUMNS = (*ASKED, *FILLED, *KEPT)
SIGNS = frozenset({"variable", "question", "value", "missing"})
"""The columns that show a table to be a filled form."""

# Names of rows that are no variables. A colon stands in no variable's id.
FINISHED = "form:finished"
EPISODE = {"episode:group": "group", "episode:role": "role", "episode:joined": "joined", "episode:left": "left"}
_EPISODE_QUESTIONS = {
    "episode:group": ("Which group?", "text"),
    "episode:role": ("In which role?", "text"),
    "episode:joined": ("When did the person join?", "date: 2014, 2014-06, 2014~ (about), 2014/2015 (some time in between)"),
    "episode:left": ("When did the person leave?", "date, as above"),
}


def rows_of(form: CaseForm) -> Iterator[dict[str, Any]]:
    """The rows of one form, in the order in which it is asked; the last asks whether the case is finished."""
    seen: set[str | None] = set()
    for block in form.blocks:
        if _is_episodes(block):
            name = block.episode.id if block.episode else None
            if name not in seen:
                seen.add(name)
                # What somebody else entered for the team stands beside the form; here only one's own can be changed.
                if block.episode is None or form.whose.owns(block.episode):
                    yield from _episode_rows(form, block)
        for question in block.questions:
            yield from _question_rows(form, block, question)
    if form.case.kind.value == "person" and not any(_is_episodes(block) for block in form.blocks):
        yield from _episode_rows(form, Block(id=""))
    yield _row(
        form,
        question="Have you finished this case?",
        answers="yes, or leave it empty",
        variable=FINISHED,
        value="yes" if form.finished else None,
        help="Only once every question that is asked has an answer, or says why there is none.",
    )


def _is_episodes(block: Block) -> bool:
    return any(question.variable.per == "episode" for question in block.questions)


def _row(form: CaseForm, **more: Any) -> dict[str, Any]:
    own = {"case": form.case.id, "person": form.case.label, "round": form.whose.round, "form_version": form.version}
    return {**dict.fromkeys(COLUMNS), **own, **more}


def _episode_rows(form: CaseForm, block: Block) -> Iterator[dict[str, Any]]:
    episode = block.episode
    for name, field in EPISODE.items():
        question, answers = _EPISODE_QUESTIONS[name]
        yield _row(
            form,
            episode=_order(episode),
            section=block.title,
            question=question,
            answers=answers,
            variable=name,
            value=getattr(episode, field) if episode else None,
            mention=episode.mention if episode else None,
            id=episode.id if episode else None,
            help="Copy these rows, with the next number in `episode`, for another time in and out of a group." if not episode else None,
        )


def _order(episode: Episode | None) -> int:
    return episode.order if episode else 1


def _question_rows(form: CaseForm, block: Block, question: Question) -> Iterator[dict[str, Any]]:
    variable = question.variable
    about: dict[str, Any] = {
        "section": block.title,
        "question": variable.label,
        "answers": answers_of(variable),
        "asked_if": _condition(question),
        "variable": variable.id,
        "help": variable.help or None,
    }
    if variable.per == "episode":
        about["episode"] = _order(block.episode)
    for value in question.own or (None,):
        if value is not None and value.episode is None:
            about["episode"] = None  # answered without naming an episode: that is what it says, and what it goes on saying
        yield _row(form, **about, **(_given(value) if value else {}))


def answer_cells(value: Value) -> tuple[str | None, str | None]:
    """Account and quote as they stand in the row of an answer; neither where it has several passages, which stay as they are."""
    if len(value.passages) != 1:
        return None, None
    return value.passages[0].account, value.passages[0].quote


def _given(value: Value) -> dict[str, Any]:
    account, quote = answer_cells(value)
    return {
        "value": value.value,
        "missing": value.missing.value if value.missing else None,
        "account": account,
        "quote": quote,
        "memo": value.memo,
        "unsure": "yes" if value.unsure else None,
        "mention": value.mention,
        "id": value.id,
        "form_version": value.form_version,
    }


def _condition(question: Question) -> str | None:
    if question.asked is Asked.YES:
        return None
    return f"not asked: {question.reason}" if question.asked is Asked.NO else question.reason


def answers_of(variable: Variable) -> str:
    """What may be answered, in words."""
    if variable.values:
        listed = "; ".join(f"{value.value} ({value.label})" if value.label else value.value for value in variable.values)
        return f"one of: {listed}" if variable.type == "choice" else f"any of, with ; between them: {listed}"
    low, high = variable.minimum, variable.maximum
    bounds = f" from {low:g}" * (low is not None) + f" up to {high:g}" * (high is not None) if low is not None or high is not None else ""
    return _TYPES[variable.type] + bounds


_TYPES = {
    "text": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "date: 2014, 2014-06, 2014~ (about), 2014/2015 (some time in between)",
    "country": "a country in two letters (SY, DE, GB)",
}


def sources_of(form: CaseForm) -> Iterator[dict[str, Any]]:
    """What lies beside a form: the accounts of the case."""
    for source in form.sources:
        yield {
            "case": form.case.id,
            "person": form.case.label,
            "account": source.account,
            "origin": source.origin,
            "title": source.title,
            "published": source.published,
            "language": source.language,
            "words": source.words,
            "copy_of": source.copy_of,
            "beware": ", ".join(source.flags) or None,
        }
