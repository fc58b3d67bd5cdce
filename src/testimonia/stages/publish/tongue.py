"""The report's own words in the language of the study: sentences looked up in a table, the rest left as it stands.

What a writer says is its own key, as in gettext; a ``{hole}`` of the table stands for whatever a writer put there
(figures, where its name is one letter). What is somebody else's
(a label, a title, a quotation) never comes here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from importlib.resources import files

import yaml

TABLES = ("ar",)
"""Languages that have a table; reports of other studies are in English."""
FROM_RIGHT = frozenset({"ar"})
_HOLE = re.compile(r"\{(\w+)\}")
# Numbers, signs and brackets without a letter: their order is from the left in every language, whatever runs around them.
_FIGURES = re.compile(r"(?=.*\d)[\d\s()+−–%.,;:∞/=<>≤≥\u202f-]+")
_COUNT = r"(?:[\d\s+−–%.,;:∞/=<>Q\u202f-]+|hidden)"
_ENDS = ((". ", " "), ("; ", "؛ "), (", ", "، "), (" and ", " و"))
"""How a text of several parts is taken apart, each of which has to be known, and put together again."""
_speaking: ContextVar[str] = ContextVar("speaking", default="")


def language_of(study: str) -> str:
    """The language of a report: that of the study (BCP 47) if there is a table for it, else English."""
    primary = study.partition("-")[0].lower()
    return primary if primary in TABLES else "en"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within it, what writers say comes out in a language."""
    token = _speaking.set(language if language in TABLES else "")
    try:
        yield
    finally:
        _speaking.reset(token)


def from_right() -> bool:
    """Whether what is said at present is read from the right."""
    return _speaking.get() in FROM_RIGHT


def ours(text: str) -> str:
    """A text of ours in the language that is spoken at present; as it is where the table does not know it."""
    language = _speaking.get()
    if not language or not text.strip():
        return text
    if _FIGURES.fullmatch(text):
        return f"\u2066{text}\u2069"
    bare = text.strip()
    found = _said(language, bare)
    if found is None:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{found}{after}"


@lru_cache(maxsize=20_000)
def _said(language: str, text: str) -> str | None:
    whole, holes = _table(language)
    if text in whole:
        return whole[text]
    for known, pattern, answer in holes:
        if known in text and (match := pattern.fullmatch(text)):
            return _HOLE.sub(lambda hole: _hole(language, match[hole[1]]), answer)
    for end, joint in _ENDS:
        parts = text.split(end)
        if len(parts) > 1:
            closed = [f"{part}." for part in parts[:-1]] + parts[-1:] if end == ". " else parts
            told = [_said(language, part) for part in closed]
            known_parts = [part for part in told if part is not None]
            if len(known_parts) == len(told):
                return joint.join(known_parts)
    return None


def _hole(language: str, text: str) -> str:
    """What stands in a hole: said too where it is known, else apart from the words around it, with a direction of its own."""
    if _FIGURES.fullmatch(text):
        return f"\u2066{text}\u2069"
    bare = text.strip()
    found = _said(language, bare)
    return text.replace(bare, found) if found else f"\u2068{text}\u2069"


@cache
def _table(language: str) -> tuple[dict[str, str], list[tuple[str, re.Pattern[str], str]]]:
    """Texts without holes, and those with: a piece that has to stand in a text, the pattern of the whole, what is said instead."""
    path = files("testimonia.stages.publish").joinpath("data", f"report.{language}.yaml")
    whole: dict[str, str] = {}
    holes: list[tuple[str, re.Pattern[str], str]] = []
    for key, value in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        text, said = " ".join(str(key).split()), " ".join(str(value).split())
        names = _HOLE.findall(text)
        if not names:
            whole[text] = said
            continue
        pieces = _HOLE.split(text)[::2]
        pattern = "".join(re.escape(piece) + _gap(name) for piece, name in zip(pieces, [*names, ""], strict=True))
        holes.append((max(pieces, key=len), re.compile(pattern, re.DOTALL), said))
    holes.sort(key=lambda entry: -len(entry[0]))  # what says more is tried first
    return whole, holes


def _gap(name: str) -> str:
    """What a hole may hold: figures if its name is one letter, so that "{n} of {m}" is no "Quality of life"; else any text."""
    return f"(?P<{name}>{_COUNT if len(name) == 1 else '.+?'})" if name else ""
