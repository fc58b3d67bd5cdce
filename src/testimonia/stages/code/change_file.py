"""A change of a codebook as a small YAML file: what a lead wants changed and why, to be tried, kept in git, and made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator

from testimonia.domain.vocabulary import DefinitionChange
from testimonia.errors import InputError, ProtocolError
from testimonia.protocol.base import CodeName, Section, Slug, Words
from testimonia.protocol.faults import note
from testimonia.protocol.loader import load
from testimonia.stages.code.changing import Change

_WORDS = ("label", "definition", "use_when", "not_when", "example", "citation")


class _Part(Section):
    """One part of a code that is split; the id of the code itself keeps it."""

    id: Slug
    label: str = ""
    definition: str = ""
    use_when: str = ""
    not_when: str = ""
    example: str = ""
    citation: str = ""


class _File(Section):
    """A change as it is written down."""

    kind: Literal["add", "rename", "merge", "split", "redefine", "retire", "example"]
    codes: Annotated[tuple[CodeName, ...], Field(min_length=1)]
    into: CodeName | None = None
    parts: tuple[_Part, ...] = ()
    label: str = ""
    definition: str = ""
    use_when: str = ""
    not_when: str = ""
    example: str = ""
    citation: str = ""
    reason: Words
    ruling: str | None = None

    @field_validator("codes", mode="before")
    @classmethod
    def _one_is_a_list_of_one(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


def read_change(path: Path) -> Change:
    """The change that a file describes.

    Raises:
        InputError: there is no such file, or it is not UTF-8.
        ProtocolError: it says something that no change has; every problem with its line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"There is no file {path.name}.", "Look at its name and folder.") from None
    except UnicodeDecodeError:
        raise InputError(f"{path.name} is not UTF-8.", "Save it as UTF-8.") from None
    document = load(path.name, text)
    found: _File | None = None
    if document.readable:
        try:
            found = _File.model_validate(document.data)
        except ValidationError as wrong:
            note(document, _File, wrong, ())
    if found is None or document.problems:
        raise ProtocolError(f"{path.name} is no change of a codebook.", [str(problem) for problem in document.problems])
    return Change(
        kind=DefinitionChange(found.kind),
        codes=found.codes,
        into=(found.into,) if found.into else (),
        words=_said(found),
        parts=tuple({"id": part.id, **_said(part)} for part in found.parts),
        reason=found.reason,
        ruling=found.ruling,
    )


def _said(section: _File | _Part) -> dict[str, str]:
    """The words that were written; one left empty on purpose (`use_when: ""`) is taken out of the code."""
    return {name: getattr(section, name) for name in _WORDS if name in section.model_fields_set}
