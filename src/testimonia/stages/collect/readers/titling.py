"""Title, author and outlet of a page by Trafilatura's own rules, without what it would also look for.

Its ``extract_metadata`` spends most of its time on categories, tags, the licence and a second search for the date, which nobody asks of it
here. The steps below are that function's, in its order (version 2.3); a test holds the two against each other.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, NamedTuple

from trafilatura import metadata


class Titling(NamedTuple):
    """What a page is called, who wrote it, and where it appeared; None where the page does not tell."""

    title: str | None
    author: str | None
    outlet: str | None


def titling(tree: Any, author: str | None = None) -> Titling:
    """The three of an lxml document, which is left as it was. An ``author`` known already is not looked for."""
    found = metadata.examine_meta(tree)
    if found.author and " " not in found.author:
        found.author = None
    with suppress(Exception):  # as the library does: a strange script keeps the page's other fields
        found = metadata.extract_meta_json(tree, found)
    found.title = found.title or metadata.extract_title(tree)
    found.author = author or found.author or metadata.extract_author(tree)
    found.url = found.url or metadata.extract_url(tree)
    found.sitename = _outlet(found.sitename or metadata.extract_sitename(tree), found.url)
    found.clean_and_trim()
    return Titling(found.title, found.author, found.sitename)


def _outlet(name: str | None, address: str | None) -> str | None:
    """A site's name as the library writes it; that of its address where the page has none."""
    if name:
        plain = name.lstrip("@")
        return plain.title() if plain and "." not in plain and not plain[0].isupper() else plain
    host = metadata.META_URL.match(address) if address else None
    return host[1] if host else None
