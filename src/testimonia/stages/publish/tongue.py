"""The report's own words in the language of the study: sentences looked up in a table, the rest left as it stands.

What a writer says is its own key, as in gettext; a ``{hole}`` of the table stands for whatever a writer put there
(figures, where its name is one letter). What is somebody else's
(a label, a title, a quotation) never comes here. ``ويلسون [Wilson]`` gives a name of the field with its standard name: the brackets are
said where it stands for the first time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
_LIST = ("; ", "؛ ")
_ENDS = ((". ", " "), (", ", "، "), (" and ", " و"))
"""How a text of several parts is taken apart, each of which has to be known, and put together again; a list first of all."""
_STANDARD = re.compile(r" ?\[([^\[\]؀-ۿ]+)\]")
_speaking: ContextVar[str] = ContextVar("speaking", default="")
_introduced: ContextVar[set[str]] = ContextVar("introduced")


def language_of(study: str) -> str:
    """The language of a report: that of the study (BCP 47) if there is a table for it, else English."""
    primary = study.partition("-")[0].lower()
    return primary if primary in TABLES else "en"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within it, what writers say comes out in a language."""
    token, told = _speaking.set(language if language in TABLES else ""), _introduced.set(set())
    try:
        yield
    finally:
        _speaking.reset(token)
        _introduced.reset(told)


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
    return f"{before}{_STANDARD.sub(_standard, found)}{after}"


def ours_of(kind: str, word: str) -> str:
    """A word that means something else elsewhere (``column n``, ``denominator completed``); else as :func:`ours` says it."""
    key = f"{kind} {word}"
    said = ours(key)
    return ours(word) if said == key else said


def listed(parts: Iterable[str]) -> str:
    """Texts one after the other, each of ours said, parted as the language does it."""
    return _LIST[1 if _speaking.get() else 0].join(ours(part) for part in parts)


def _standard(name: re.Match[str]) -> str:
    """The standard name of the field in brackets, from the left, where the report has not given it yet."""
    known = _introduced.get()
    if name[1] in known:
        return ""
    known.add(name[1])
    return f" (\u2066{name[1]}\u2069)"


@lru_cache(maxsize=20_000)
def _said(language: str, text: str) -> str | None:
    whole, holes = _table(language)
    if text in whole:
        return whole[text]
    if _LIST[0] in text:  # a list before one hole that would take in all of it
        found = _filled(language, text, [entry for entry in holes if _LIST[1] in entry[2]]) or _parted(language, text, *_LIST)
        if found is not None:
            return found
    if (found := _filled(language, text, holes)) is not None:
        return found
    for end, joint in _ENDS:
        if (found := _parted(language, text, end, joint)) is not None:
            return found
    if text.endswith(".") and (found := _said(language, text[:-1])) is not None:
        return f"{found}."
    return None


def _filled(language: str, text: str, holes: Iterable[tuple[str, re.Pattern[str], str]]) -> str | None:
    """The first text with holes that this one is, with what stands in them said."""
    for known, pattern, answer in holes:
        if known in text and (match := pattern.fullmatch(text)):
            held = match.groupdict()
            return _HOLE.sub(lambda hole: _hole(language, held[hole[1]]), answer)  # noqa: B023 - used before the next turn
    return None


def _parted(language: str, text: str, end: str, joint: str) -> str | None:
    """A text taken apart at ``end``, from its start the shortest parts that are known ("Westfall and Young" is one); None if any is not."""
    pieces = text.split(end)
    told: list[str] = []
    at = 0
    while at < len(pieces):
        for upto in range(at + 1, len(pieces) + (at > 0)):
            part = end.join(pieces[at:upto])
            found = _said(language, f"{part}." if end == ". " and upto < len(pieces) else part)
            if found is not None:
                told.append(found)
                at = upto
                break
        else:
            return None
    return joint.join(told)


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
    found: list[tuple[int, str, re.Pattern[str], str]] = []
    for key, value in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        text, said = " ".join(str(key).split()), " ".join(str(value).split())
        names = _HOLE.findall(text)
        if not names:
            whole[text] = said
            continue
        pieces = _HOLE.split(text)[::2]
        pattern = "".join(re.escape(piece) + _gap(name) for piece, name in zip(pieces, [*names, ""], strict=True))
        found.append((len("".join(pieces)), max(pieces, key=len), re.compile(pattern, re.DOTALL), said))
    found.sort(key=lambda entry: (-len(entry[1]), -entry[0]))  # what says more is tried first
    return whole, [entry[1:] for entry in found]


def _gap(name: str) -> str:
    """What a hole may hold: figures if its name is one letter, so that "{n} of {m}" is no "Quality of life"; else any text."""
    return f"(?P<{name}>{_COUNT if len(name) == 1 else '.+?'})" if name else ""
