"""The settings of screening, with their reasons."""

from __future__ import annotations

from dataclasses import dataclass

from testimonia.domain.additions import MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenParams:
    """What is screened besides the roots of families."""

    # Share of a copy's words that may be its own before somebody must read it: a new lead, a caption and a house style pass, a
    # paragraph about somebody else does not. The rule by which accounts join a family asks for the other four fifths.
    most_added: float = MOST
