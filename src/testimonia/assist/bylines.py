"""What the line that names an account's author says of the people in it.

Whoever wrote an account is rarely the one it is about. Where somebody tells their own story as "I", they are, and the line has their name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from testimonia.assist.cues import TOKEN, UPPER, Cues
from testimonia.assist.everyday import everyday_share
from testimonia.assist.plain import simplified
from testimonia.text import fold

_SEVERAL = 2  # words of a name of which the last alone stands for it
_LATIN = re.compile(
    rf"{TOKEN}(?: (?:(?:de|da|van|von|al|el|bin|ibn|le|la) )?(?:{TOKEN}|[{UPPER}]\.)){{0,3}}|(?:[{UPPER}]\. ?){{1,3}}(?:{TOKEN})?"
)
_ARABIC = re.compile(r"\w{2,12}(?: \w{2,12}){1,3}")


@dataclass(frozen=True, slots=True)
class Byline:
    """``name`` is the author's where the line says nothing else, ``words`` all its words, folded."""

    name: str
    words: frozenset[str]

    def names(self, label: str) -> bool:
        """Whether a name stands in the line: all its words, of a name of several its last one."""
        words = fold(label).split()
        return bool(words) and (self.words.issuperset(words) or (len(words) >= _SEVERAL and words[-1] in self.words))


def byline(author: str, cues: Cues) -> Byline:
    """Read the author's line of an account. Linear in the line, of which the first two hundred code points count."""
    line = re.sub(r"\s+", " ", author[:200]).strip()
    said = simplified(line)
    leading = sorted((simplified(str(word)) for word in cues.listed("byline_by") or ()), key=len, reverse=True)  # "text by" before "text"
    led = re.match(rf"(?:{'|'.join(map(re.escape, leading)) or '(?!)'})[ :]+", said, re.IGNORECASE)
    alone = said[led.end() :] if led else said
    words = fold(alone).split()
    whole = (_LATIN if cues.latin else _ARABIC).fullmatch(alone)
    no_name = frozenset(fold(str(word)) for word in cues.listed("byline_no_name") or ())
    agency = alone.isupper() and "." not in alone  # NCW
    bare = whole and not (agency or no_name.intersection(words) or everyday_share(alone, cues.language) == 1)
    return Byline(" ".join(line.split()[-len(alone.split()) :]) if bare else "", frozenset(words))
