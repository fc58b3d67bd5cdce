"""A document as a list of paragraphs, which is what the splitting of bundles looks at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Paragraph(NamedTuple):
    """One paragraph (or line) with the name of its style and the addresses that it links to."""

    text: str
    style: str = ""
    links: tuple[str, ...] = ()


def joined(paragraphs: Iterable[Paragraph]) -> str:
    """The text of paragraphs, one a line, without the empty ones at both ends; a run of empty ones counts as one."""
    lines: list[str] = []
    for paragraph in paragraphs:
        text = paragraph.text.strip("\n").rstrip()
        if text or (lines and lines[-1]):
            lines.append(text)
    return "\n".join(lines).strip("\n")


def lines_of(text: str) -> list[Paragraph]:
    """The lines of a text as paragraphs."""
    return [Paragraph(line) for line in text.split("\n")]
