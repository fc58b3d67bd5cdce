"""What suggesting tells its reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from testimonia.stages.suggest.learning import Lesson

_NOUNS = {"shelf": ("shelf", "shelves"), "screen": ("screening decision", "screening decisions")}


def counted(count: int, what: str) -> str:
    """A count with its noun."""
    one, many = _NOUNS.get(what, (what, f"{what}s"))
    return f"{count:,} {one if count == 1 else many}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestReport:
    """What machines propose.

    ``accounts`` are those that suggesters may read, ``left_out`` those that they may not (unreadable, excluded, or on a shelf that no
    suggester is for), ``read`` those that were read now; ``suggestions`` counts by kind, ``mute`` accounts in languages that no suggester
    knows, by language; ``lesson`` is what was learned from codings; ``fresh`` whether anything was done.
    """

    accounts: int
    left_out: int
    read: int
    suggestions: Mapping[str, int]
    mute: Mapping[str, int]
    lesson: Lesson
    fresh: bool

    def lines(self) -> list[str]:
        """The report in words."""
        many = ", ".join(counted(count, kind) for kind, count in self.suggestions.items()) or "Nothing"
        said = [f"{many} suggested in {counted(self.accounts, 'account')}, for people to look at; none of it counts."]
        if self.left_out:
            said.append(f"{counted(self.left_out, 'account')} not read: unreadable, excluded, or on a shelf that no suggester is for.")
        if self.mute:
            languages = ", ".join(f"{count:,} {language}" for language, count in self.mute.items())
            said.append(f"In languages that no suggester knows: {languages}.")
        if self.lesson.knows:
            books = ", ".join(f"{book} ({language})" for book, language in self.lesson.knows)
            said.append(f"{counted(self.lesson.suggestions, 'code')} more, as learned from {self.lesson.codings:,} codings: {books}.")
        if not self.fresh:
            said.append("Nothing has changed since accounts were last read for suggestions.")
        elif self.read < self.accounts:
            said.append(f"{counted(self.read, 'account') if self.read else 'None'} had to be read anew; the others are as they were.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return asdict(self)
