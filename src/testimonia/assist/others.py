"""What documents of the other shelves hold: a response by its name, figures of third parties, recommendations.

Only of accounts that stand on such a shelf, by a person's decision, by declaration at collection, or as :class:`Shelves` proposes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from testimonia.assist.cues import LANGUAGES
from testimonia.assist.documents import of, table
from testimonia.assist.figures import figures
from testimonia.assist.plain import Plain, simplified
from testimonia.assist.suggesting import Reading, short_of, suggestion
from testimonia.domain.results import Suggestion
from testimonia.protocol import Protocol

_NAME = 8  # words of a title that may be the name of a programme
_WORD = re.compile(r"[\w'-]+")
_SURE, _UNSURE = 0.8, 0.5


class Others:
    """Proposes responses, figures and recommendations; nothing of testimonies."""

    name = "documents"
    version = "1"

    def reads(self, language: str) -> bool:
        """Whether there are cues for the language."""
        return short_of(language) in LANGUAGES

    def basis(self, protocol: Protocol, language: str) -> object:  # noqa: ARG002 - as the protocol of suggesters has it
        """The version of the cues."""
        return table()["version"] if self.reads(language) else None

    def suggest(self, reading: Reading, protocol: Protocol) -> list[Suggestion]:  # noqa: ARG002 - as above
        """The suggestions for one account. Linear in the text but for a title's few words; raises nothing for any text."""
        shelf = shelf_of(reading)
        if shelf in ("", "testimony") or not self.reads(reading.language) or not reading.text.strip():
            return []
        language, plain = short_of(reading.language), Plain(reading.text)
        found = self._response(reading, plain) if shelf == "programme" else []
        for one in figures(plain, language):
            span = plain.span(one.start, one.end)
            value = {"count": one.count, "whole": one.whole}
            sure = _SURE if one.whole is not None else _UNSURE
            found.append(suggestion(self, reading, "figure", value, (span.start, span.end), sure))
        if shelf == "policy":
            for start, end in plain.sentences:
                cue = next((match for pattern in _recommends(language) if (match := pattern.search(plain.text, start, end))), None)
                if cue is not None:
                    span = plain.span(start, end)
                    said = suggestion(
                        self, reading, "recommendation", {"text": _line(reading, span.start, span.end)}, (span.start, span.end), _SURE
                    )
                    found.append(replace(said, reason=f"“{cue.group()}”"))
        return list({item.id: item for item in found}.values())

    def _response(self, reading: Reading, plain: Plain) -> list[Suggestion]:
        """The longest run of words of the title that the text has too: what a document calls the programme it is about."""
        words = list(_WORD.finditer(simplified(reading.title)))
        title, body = simplified(reading.title), plain.text
        for size in range(min(_NAME, len(words)), 1, -1):  # a single word is no name
            for first in range(len(words) - size + 1):
                run = title[words[first].start() : words[first + size - 1].end()]
                at = _place(run, body)
                if at is not None and not any(sign in run for sign in ":.!?"):
                    span = plain.span(*at)
                    value = {"label": _line(reading, span.start, span.end), "identity": "full_name", "kind": "response"}
                    return [suggestion(self, reading, "mention", value, (span.start, span.end), _UNSURE)]
        return []


def shelf_of(reading: Reading) -> str:
    """The shelf of an account: decided or declared, else as it is suggested; empty where nothing says so."""
    return reading.shelf or next((item.value for item in reading.found if item.kind == "shelf"), "")


def _place(run: str, body: str) -> tuple[int, int] | None:
    match = re.search(rf"(?<!\w){re.escape(run)}(?!\w)", body, re.IGNORECASE)
    return match.span() if match else None


def _line(reading: Reading, start: int, end: int) -> str:
    return " ".join(reading.text[start:end].split())


@cache
def _recommends(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(simplified(entry), re.IGNORECASE) for entry in of(language)["recommends"])
