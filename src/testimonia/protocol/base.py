"""What every part of the protocol is made of: frozen, closed sections, and the small types they share.

Why scalars arrive as text: ``loader`` hands every YAML scalar over as the words that were written, and the field that
receives it decides what it is. So Norway's ``NO`` in a text field stays ``NO``, and ``blind: no`` means no.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator

_Item = TypeVar("_Item", bound=Hashable)

SLUG = r"^[a-z0-9][a-z0-9._-]*$"
"""The pattern of an id: it is typed in commands, used in file names and printed in tables, so it stays plain."""

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=80)]
CodeName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*:[a-z0-9][a-z0-9._-]*$", max_length=161)]
Words = Annotated[str, StringConstraints(min_length=1)]
# The shape of a BCP 47 tag; whether the language exists is not checked, since the registry changes.
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]

CaseKind = Literal["person", "response"]
Phase = Literal["joining", "leaving", "other"]


class Section(BaseModel):
    """One mapping of study.yaml or of a codebook: frozen, and closed to keys nobody defined."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        allow_inf_nan=False,
        # The database URL may hold a password; no error of ours repeats what was typed there.
        hide_input_in_errors=True,
    )

    short_form: ClassVar[str] = ""
    """The key meant when somebody writes plain text where a mapping stands (``- anna`` for ``- id: anna``)."""

    @model_validator(mode="before")
    @classmethod
    def _take_short_form(cls, data: Any) -> Any:
        """Expand the short form; a known key left empty (its lines commented out, say) counts as not written."""
        if isinstance(data, str) and cls.short_form:
            return {cls.short_form: data}
        if isinstance(data, dict):
            return {key: value for key, value in data.items() if value is not None or key not in cls.model_fields}
        return data


def _each_once(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
    twice = sorted({str(item) for item in items if items.count(item) > 1})
    if twice:
        raise ValueError(f"names {', '.join(f'`{item}`' for item in twice)} more than once; name each once")
    return items


Once = AfterValidator(_each_once)
"""Annotation of a tuple in which nothing may stand twice."""
