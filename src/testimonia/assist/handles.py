"""By which words a name is told as somebody's: by whoever bears it, by who writes of them, of the writer of a letter, beside another name.

"Call me Corin", "Corin, we'll say", "whom everybody called Auntie Bee": such a name is a person's, wherever it stands and however short it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from testimonia.assist.cues import UPPER, Cues
from testimonia.assist.plain import Plain

OWN, GIVEN, WRITER, SECOND = "own", "given", "writer", "second"
_TABLES = {
    OWN: ("own_name_patterns",), GIVEN: ("given_name_patterns",), WRITER: ("writer_patterns",), SECOND: ("same_person_patterns", "called_too_patterns"),
}  # fmt: skip
_WHOLE = re.compile(rf"[{UPPER}]\.|[^\W\d_]|[^\W\d_]-?[0-9]{{1,3}}|[^\W\d_]+\.? [{UPPER}]|.* ?[0-9]{{1,3}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A name that is told as somebody's: ``kind`` is who tells it; ``whole`` where it is no name to be taken apart (Mr K, F., Case 9)."""

    kind: str
    name: str
    at: int
    whole: bool


def tellings(plain: Plain, cues: Cues) -> Iterator[Telling]:
    """Every name that is told as somebody's, in whatever is said or written."""
    for kind, keys in _TABLES.items():
        for pattern in (pattern for key in keys for pattern in cues.patterns(key)):
            for start, end in plain.paragraphs:
                for match in pattern.expression.finditer(plain.text, start, end):
                    for group, name in match.groupdict().items():
                        if group in ("name", "second") and name:
                            whole = _WHOLE.fullmatch(name) is not None
                            yield Telling(kind=kind, name=name, at=match.start(group), whole=whole)
