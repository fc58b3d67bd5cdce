"""What the case form tells its reader, in words and for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from testimonia.domain.decisions import Value
from testimonia.stages.code.method.form import Asked, Block, CaseForm, Question
from testimonia.store.codec import to_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReport:
    """The form of one case, as the acting coder may see it."""

    form: CaseForm
    hidden: Mapping[str, int]

    def lines(self) -> list[str]:
        """The form in words."""
        form = self.form
        whose = f"{form.whose.coder}, round {form.whose.round}" if form.whose.round else f"{form.whose.coder}, outside rounds"
        said = [f"{form.case.label} ({form.case.kind}, case {form.case.id}): form version {form.version} of {whose}."]
        for source in form.sources:
            beware = f" [beware: {', '.join(source.flags)}]" if source.flags else ""
            copy = " (a copy)" if source.copy_of else ""
            said.append(f"  {source.published or 'undated'}  {source.title or source.origin} [{source.origin}]{copy}{beware}")
        for block in form.blocks:
            said += _block_lines(block)
        count = len(form.missing)
        said.append("Finished." if form.finished and not count else f"{count} questions are still open." if count else "Nothing is open.")
        if form.conflicts:
            said.append("Answers that contradict one another: " + ", ".join(item.variable.id for item in form.conflicts) + ".")
        if form.again:
            said.append("Answered before the question changed: " + ", ".join(item.variable.id for item in form.again) + ".")
        return said

    def as_json(self) -> dict[str, Any]:
        """The form for scripts."""
        form = self.form
        return {
            "case": to_plain(form.case),
            "coder": form.whose.coder,
            "round": form.whose.round,
            "layer": form.whose.layer.value,
            "version": form.version,
            "sources": [asdict(source) for source in form.sources],
            "blocks": [_block_json(block) for block in form.blocks],
            "finished": form.finished,
            "missing": [_name(question) for question in form.missing],
            "conflicts": [_name(question) for question in form.conflicts],
            "again": [_name(question) for question in form.again],
            "hidden": dict(self.hidden),
        }


def _name(question: Question) -> dict[str, str | None]:
    return {"variable": question.variable.id, "episode": question.episode}


def _block_lines(block: Block) -> Iterator[str]:
    episodes = any(question.variable.per == "episode" for question in block.questions)
    parts = [block.title, f"episode {block.order}" if block.order else "first episode, not entered yet" if episodes else ""]
    title = ", ".join(part for part in parts if part)
    if title:
        yield f"{title}:"
    for question in block.questions:
        said = [_spoken(value) for value in question.own]
        state = "; ".join(said) if said else "?" if question.asked is Asked.YES else f"({question.reason})"
        marks = [word for word, holds in (("contradiction", question.conflict), ("changed since", bool(question.outdated)),
                 ("not asked", question.unasked), ("others differ", question.disputed)) if holds]  # fmt: skip
        yield f"  {question.variable.label} [{question.variable.id}]: {state}" + (f"  <{', '.join(marks)}>" if marks else "")


def _spoken(value: Value) -> str:
    words = value.value if value.value is not None else f"({value.missing})"
    return f"{words} (unsure)" if value.unsure else words


def _block_json(block: Block) -> dict[str, Any]:
    return {
        "id": block.id,
        "title": block.title,
        "help": block.help,
        "episode": to_plain(block.episode) if block.episode else None,
        "questions": [_question_json(question) for question in block.questions],
    }


def _question_json(question: Question) -> dict[str, Any]:
    return {
        "variable": question.variable.model_dump(mode="json"),
        "episode": question.episode,
        "asked": question.asked.value,
        "reason": question.reason,
        "own": [to_plain(value) for value in question.own],
        "others": [to_plain(value) for value in question.others],
        "outdated": list(question.outdated),
        "missing": question.missing,
        "conflict": question.conflict,
        "disputed": question.disputed,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetReport:
    """Which forms were written to a spreadsheet."""

    file: str
    cases: int
    questions: int
    open: int
    round: str | None
    coder: str

    def lines(self) -> list[str]:
        """The report in words."""
        if not self.cases:
            return [f"Wrote {self.file}, without a case: there is none to fill in."]
        where = f"round {self.round}" if self.round else "outside rounds"
        return [
            f"Wrote the form of {self.cases:,} cases for {self.coder} ({where}) to {self.file}: {self.open:,} of {self.questions:,} questions are open."
        ]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return asdict(self)
