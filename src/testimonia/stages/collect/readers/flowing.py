"""Printed lines made into paragraphs again: a page breaks lines where the paper ends, and nobody quotes it that way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

# A line is full when the next word would not have fitted. Widths are counted in characters, which in a proportional font are only
# nearly equal: a line one eighth short of the page's longest may be full.
_FULL = 0.875
_SHORTEST = 20  # characters: where the longest line is shorter, the page is a table or a poem
_NEW = re.compile(r"([-•–—*]|\(?\d{1,3}[.)]|[A-Z][.)])\s|[^\W\d_][\w .'’-]{0,30}:\s|\d{1,4}$")  # item, speaker's turn, page number
_ENDED = re.compile(r"[.!?:;…؟۔。][\"'”’»)\]]*$")  # the sentence is over


def across(pages: Sequence[str]) -> str:
    """The pages of a document as paragraphs; pages are parted by an empty line.

    A paragraph that a page's end cuts in the middle of a sentence goes on on the next page. Where a running title or a page number
    stands in between, it stays cut: what is printed in the margin is not known here.
    """
    pages = [page for page in pages if page]
    text = flowing(pages[0]) if pages else ""
    for page, following in pairwise(pages):
        lines, first = page.split("\n"), following.split("\n", 1)[0]
        goes_on = _is_forced(lines[-1], first, max(map(len, lines))) and not _ENDED.search(lines[-1])
        text += (" " if goes_on else "\n\n") + flowing(following)
    return text


def flowing(page: str) -> str:
    """The text of a page with the lines of each paragraph joined by a space, and paragraphs on lines of their own.

    A line goes on in the next one if the next one's first word would not have fitted behind it, and the next is no item of a list and
    no speaker's turn. Pages without a line of twenty characters are left as they are. Words are never changed: only line ends become
    spaces. (A paragraph whose last line happens to be full is joined to the next one; that costs a break, never a word.)
    """
    lines = page.split("\n")
    width = max(map(len, lines), default=0)
    if width < _SHORTEST:
        return page
    joined = [lines[0]]
    last = lines[0]
    for line in lines[1:]:
        if _is_forced(last, line, width):
            joined[-1] += line if joined[-1].endswith("\u00ad") else f" {line}"
        else:
            joined.append(line)
        last = line
    return "\n".join(joined)


def _is_forced(line: str, following: str, width: int) -> bool:
    """Whether a line ends because the next word would not have fitted, and what follows is no new item or turn."""
    first = following.split(" ", 1)[0]
    return bool(line and following) and width >= _SHORTEST and len(line) + 1 + len(first) > _FULL * width and not _NEW.match(following)
