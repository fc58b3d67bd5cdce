"""Plain text and Markdown, with what a heading or front matter says about them."""

from __future__ import annotations

import re
from collections import Counter

from testimonia.errors import InputError
from testimonia.stages.collect.readers.bundles import divide
from testimonia.stages.collect.readers.decoded import note_decoding
from testimonia.stages.collect.readers.paragraphs import lines_of
from testimonia.stages.collect.readers.reading import Reading
from testimonia.stages.collect.readers.sniff import sniff
from testimonia.stages.collect.readers.stated import edtf
from testimonia.text import canonical, decode, parse_edtf, title_line

# The rule by which we take text out of these files; it has a number of its own, because the ids of editions hold it and must not
# change with every release.
EXTRACTOR = "plain 1"
_HEAD_LINES = 100  # front matter longer than this is text between rules
_LONGEST_TITLE = 200  # characters
_INCIPIT = 80  # characters of a text that has no title, as libraries cite it
_LINE = re.compile(r"([A-Za-z][\w -]{0,40}):\s*(.*)")
_REST = re.compile(r"\s*(#.*|- .*|\s+\S.*)?")  # comments, list items and continued lines
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.+?)[ \t#]*")
_UNDERLINE = re.compile(r"=+|-+")
_PARAGRAPHS = re.compile(r"\n[ \t\n]*\n")
_TOP = 2000  # characters in which a title is looked for
_CANDIDATES = 4  # paragraphs: a section name, a date and a line of authors may stand above the title
_DATE_LINE = re.compile(r"(?:[^\W\d]+[,.]?\s){0,2}\d{1,4}\b.{0,20}\d{1,4}")
_TURN = re.compile(r"^[ \t]*(?:\[?[\d:.,]{4,12}\]?[ \t]*)?([^\W\d_][\w .'’-]{0,30}):[ \t]", re.MULTILINE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read(data: bytes, name: str, charset: str | None = None) -> Reading:
    """Read a text. ``full`` is all of it; ``main`` is without front matter; the marks of Markdown stay, they are part of the words."""
    decoded = decode(data, charset)
    full = canonical(decoded.text)
    stated, main = front_matter(full)
    published = _date(stated.get("date", ""))
    reading = Reading(
        media_type=sniff(data, name).media_type,
        full=full,
        main=main,
        full_by=EXTRACTOR,
        main_by=EXTRACTOR,
        title=stated.get("title") or title_of(main),
        author=stated.get("author"),
        outlet=stated.get("outlet") or stated.get("publication") or stated.get("source"),
        published=published,
        published_origin="front-matter" if published else None,
        language=language if _LANGUAGE.fullmatch(language := stated.get("language") or stated.get("lang") or "") else None,
        address=stated.get("url"),
    )
    return note_decoding(divide(reading, lines_of(main)), decoded)


def _date(stated: str) -> str | None:
    """A date that a person wrote: any EDTF, such as 2015-03/2015-08 or 2015?, or another form that machines write."""
    try:
        parse_edtf(stated)
    except InputError:
        return edtf(stated)
    return stated.strip()


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The ``key: value`` lines between two rules at the very top (keys in lower case), and the text below; without such lines: ({}, text).

    Read line by line rather than as YAML: people write ``title: Home: at last`` there, which YAML refuses.
    """
    if not text.startswith("---\n"):
        return {}, text
    lines = text.split("\n", _HEAD_LINES + 1)
    stated: dict[str, str] = {}
    for number, line in enumerate(lines[1 : _HEAD_LINES + 1], 1):
        if line.rstrip() in ("---", "..."):
            return (stated, "\n".join(lines[number + 1 :]).lstrip("\n")) if stated else ({}, text)
        if found := _LINE.fullmatch(line.rstrip()):
            value = found[2].strip()
            if value[:1] == value[-1:] and value[:1] in ("'", '"') and len(value) > 1:
                value = value[1:-1]
            if value:
                stated[found[1].strip().lower()] = value
        elif not _REST.fullmatch(line):
            return {}, text
    return {}, text


def title_of(text: str) -> str:
    """A heading, or the first short line that stands alone (and is neither one word nor a date); else the first words, which the ellipsis marks as no title."""
    turns = Counter(found[1] for found in _TURN.finditer(text, 0, _TOP))
    for paragraph in _PARAGRAPHS.split(text.lstrip()[:_TOP])[:_CANDIDATES]:
        first, _, rest = paragraph.partition("\n")
        if heading := _HEADING.fullmatch(first.rstrip()):
            return title_line(heading[1])
        if (turn := _TURN.match(first)) and turns[turn[1]] > 1:
            break  # a transcript: who speaks more than once is no part of a title
        line = title_line(first)
        if len(line) > _LONGEST_TITLE or (rest and not _UNDERLINE.fullmatch(rest.strip())):
            break  # the text itself has begun
        if " " in line and not _DATE_LINE.fullmatch(line):
            return line
    words = title_line(text[: 4 * _INCIPIT])
    if len(words) <= _INCIPIT:
        return words
    return words[: _INCIPIT + 1].rpartition(" ")[0].rstrip(" ,;:") + "…" if " " in words[: _INCIPIT + 1] else words[:_INCIPIT] + "…"
