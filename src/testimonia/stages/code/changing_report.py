"""What a change of a codebook tells its reader: before it is made, and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from testimonia.domain.vocabulary import DefinitionChange as Kind
from testimonia.protocol.changes import Changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one change does: how many codings stand under the old definition, by coder (or layer)."""

    change: Changed
    codings: int
    by: Mapping[str, int]

    def words(self) -> str:
        """The effect in words."""
        said = self.change.words()
        if self.change.kind in (Kind.EXAMPLE, Kind.ADD):
            return f"  {said}."
        people = ", ".join(f"{who} {count:,}" for who, count in self.by.items())
        held = f"{self.codings:,} codings" + (f" ({people})" if people else "")
        if self.change.again:
            return f"  {said}: {held} have to be gone through again."
        follow = "stay as they are" if self.change.kind in (Kind.RETIRE, Kind.REVIVE) else "follow"
        return f"  {said}: {held} {follow}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReport:
    """A change of a codebook. ``finished`` counts units that coders finished and have to look at for what is new.

    ``kept`` says whether the file kept its comments; ``hidden`` how many codings of blind rounds were not counted.
    """

    codebook: str
    version: int
    made: bool
    kept: bool = True
    effects: tuple[Effect, ...] = ()
    finished: Mapping[str, int] = field(default_factory=dict)
    hidden: int = 0

    def lines(self) -> list[str]:
        """The report in words."""
        what = f"is now version {self.version}" if self.made else f"would become version {self.version}; nothing was changed"
        said = [f"Codebook {self.codebook} {what}.", *(effect.words() for effect in self.effects)]
        if self.finished:
            people = ", ".join(f"{coder} {count:,}" for coder, count in self.finished.items())
            said.append(f"Finished before, to be looked at for what is new: {people}.")
        if self.hidden:
            said.append(f"Not counted: {self.hidden:,} codings of rounds that are still blind.")
        if not self.kept:
            said.append(f"codebooks/{self.codebook}.yaml {'was' if self.made else 'would be'} written anew: its comments are lost.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "codebook": self.codebook,
            "version": self.version,
            "made": self.made,
            "kept": self.kept,
            "effects": [
                {
                    "kind": effect.change.kind.value,
                    "codes": list(effect.change.codes),
                    "into": list(effect.change.into),
                    "again": effect.change.again,
                    "codings": effect.codings,
                    "by": dict(effect.by),
                }
                for effect in self.effects
            ],
            "finished": dict(self.finished),
            "hidden": self.hidden,
        }
