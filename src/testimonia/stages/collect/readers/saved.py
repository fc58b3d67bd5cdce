"""What a browser writes into a page when it saves it: from where, and sometimes when."""

from __future__ import annotations

import re
from typing import TypedDict

from testimonia.stages.collect.readers.stated import javascript_moment

TOP = 20_000  # characters: the comment stands before or right after <html>, whose own attributes can be long
_MARK_OF_THE_WEB = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+?)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(r"<!--\s*Page saved with SingleFile\s+url:\s*(https?://\S+)(?:\s+saved date:\s*([^\n]+))?", re.IGNORECASE)


class Saved(TypedDict):
    """The two fields of a reading that say how a page was saved."""

    saved_from: str | None
    saved_at: str | None


def saved(source: str) -> Saved:
    """The address that a saved page names, with the moment if it names one.

    Read: the "mark of the web" (Internet Explorer, Edge, Chrome: address only) and the header of SingleFile.
    """
    top = source[:TOP]
    if found := _SINGLE_FILE.search(top):
        return {"saved_from": found[1], "saved_at": javascript_moment(found[2] or "")}
    if found := _MARK_OF_THE_WEB.search(top):
        return {"saved_from": found[1], "saved_at": None}
    return {"saved_from": None, "saved_at": None}
