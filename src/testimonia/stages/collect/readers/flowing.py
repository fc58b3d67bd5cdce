"""Printed lines made into paragraphs again: a page breaks lines where the paper ends, and nobody quotes it that way."""

from __future__ import annotations

import re

# A line is full when the next word would not have fitted. Widths are counted in characters, which in a proportional font are only
# nearly equal: a line one eighth short of the page's longest may be full.
_FULL = 0.875
_SHORTEST = 20  # characters: where the longest line is shorter, the page is a table or a poem
_NEW = re.compile(r"([-•–—*]|\(?\d{1,3}[.)]|[A-Z][.)])\s|[^\W\d_][\w .'’-]{0,30}:\s")  # an item of a list, a speaker in a transcript


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
        first = line.split(" ", 1)[0]
        forced = len(last) + 1 + len(first) > _FULL * width
        if last and line and forced and not _NEW.match(line):
            joined[-1] += line if joined[-1].endswith("\u00ad") else f" {line}"
        else:
            joined.append(line)
        last = line
    return "\n".join(joined)
