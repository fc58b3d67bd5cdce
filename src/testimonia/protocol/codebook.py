"""A codebook: a versioned list of codes, each with the texts a coder needs to decide."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from testimonia.errors import UnknownReference
from testimonia.protocol.base import CaseKind, Language, Once, Phase, Section, Slug, Words
from testimonia.protocol.nearest import advice


class Group(Section):
    """A heading under which codes are shown together."""

    short_form = "id"

    id: Slug
    label: str = ""
    description: str = ""


class Code(Section):
    """One code. ``example`` is invented: a real quotation would put a real person into every study that uses the codebook."""

    id: Slug
    label: Words
    definition: Words
    use_when: str = ""
    not_when: str = ""
    example: str = ""
    citation: str = ""
    parent: Slug | None = None
    group: Slug | None = None
    phase: Phase = "other"
    tags: tuple[Slug, ...] = ()
    retired: bool = False  # kept for old codings, no longer offered
    # Codes of earlier versions whose codings mean this one now: one after a renaming, several after a merger.
    was: Annotated[tuple[Slug, ...], Once] = ()
    split_from: Slug | None = None  # the code of an earlier version whose codings have to be gone through again for this one


class Codebook(Section):
    """A set of codes that is versioned as one."""

    id: Slug
    version: int = Field(1, ge=1)
    title: Words
    citation: str = ""
    description: str = ""
    language: Language = "en"
    about: CaseKind = "person"
    groups: tuple[Group, ...] = ()
    codes: tuple[Code, ...] = ()

    def code(self, code_id: str) -> Code:
        """The code of that id.

        Raises UnknownReference, naming the nearest, when there is none.
        """
        for code in self.codes:
            if code.id == code_id:
                return code
        raise UnknownReference(
            f"There is no code `{code_id}` in the codebook `{self.id}`.", advice(code_id, (code.id for code in self.codes))
        )

    def citation_of(self, code_id: str) -> str:
        """Where a code comes from: its own citation, else the codebook's.

        Raises UnknownReference when there is no such code.
        """
        return self.code(code_id).citation or self.citation

    def of_phase(self, phase: Phase) -> tuple[Code, ...]:
        """The codes in use of one phase, in the order of the file."""
        return tuple(code for code in self.codes if code.phase == phase and not code.retired)

    def in_use(self) -> tuple[Code, ...]:
        """The codes that are offered: all but the retired."""
        return tuple(code for code in self.codes if not code.retired)

    def above(self, code_id: str) -> tuple[Code, ...]:
        """The parents of a code, nearest first.

        Raises UnknownReference when the code or a parent does not exist.
        """
        chain: list[Code] = []
        code = self.code(code_id)
        while code.parent is not None and code.parent not in {code_id, *(parent.id for parent in chain)}:
            code = self.code(code.parent)
            chain.append(code)
        return tuple(chain)
