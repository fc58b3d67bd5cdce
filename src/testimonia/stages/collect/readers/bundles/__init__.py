"""Bundles: one document in which a news database delivers many articles, split where its own marks leave no doubt.

One module a database, each with ``split(paragraphs) -> Found | None``: None where the document is not from there. A split is
sure when every article has the marks that this database gives it and, where the document says how many articles it holds, when so many were found.
What is unsure is not split: the document stays one account that says so, and a person looks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers.bundles import factiva, lexis, nexis, proquest
from testimonia.stages.collect.readers.bundles.member import Found, Member
from testimonia.stages.collect.readers.paragraphs import Paragraph, lines_of
from testimonia.stages.collect.readers.reading import Reading

__all__ = ["divide"]

FORMS = (nexis.split, lexis.split, factiva.split, proquest.split)
SHOWN = 3  # titles named where a split is unsure


# One of these stands in every bundle: a look at the whole text costs less than one at each line.
_MARKS = re.compile(
    r"End of Document|Ende des Dokuments|Fin du document|Fin del documento|Einde van document|ProQuest document ID|Accession number"
    r"| DOCUMENTS?\b| DOKUMENT|Do[ck]ument[oe]? [A-Z0-9]{4,12}(?:19|20)\d{6}",
    re.IGNORECASE,
)


# What every mark holds, in small letters: looking for a fixed word takes a tenth of the time of the pattern.
_WORDS = ("document", "dokument", "accession number")


def divide(reading: Reading, paragraphs: Sequence[Paragraph] | None = None) -> Reading:
    """The reading of a document with its parts, where it is a bundle; else as it was. Without ``paragraphs`` the lines of its full text are looked at."""
    if reading.state is AccountState.FAILED or not _may_be_bundle(reading.full):
        return reading
    if paragraphs is None:
        paragraphs = lines_of(reading.full)
    for split in FORMS:
        found = split(paragraphs)
        if found is None:
            continue
        if found.doubt:
            return reading.worse(AccountState.PARTIAL, _doubt(found))
        return replace(reading, full="", main="", parts=tuple(_part(member, found, reading) for member in found.members))
    return reading


def _may_be_bundle(text: str) -> bool:
    small = text.lower()
    return any(word in small for word in _WORDS) and _MARKS.search(text) is not None


def _part(member: Member, found: Found, reading: Reading) -> Reading:
    by = f"{reading.full_by} {found.rule}"
    return Reading(
        media_type=reading.media_type,
        full=member.full,
        main=member.main,
        full_by=by,
        main_by=by,
        title=member.title,
        author=member.author,
        outlet=member.outlet,
        published=member.published,
        published_origin="bundle" if member.published else None,
        language=member.language,
        address=member.address,
        accession=member.accession,
        state=AccountState.OK if member.main.strip() else AccountState.PARTIAL,
        reason=None if member.main.strip() else "the bundle holds no text of this item, only what stands around it",
    )


def _doubt(found: Found) -> str:
    titles = [member.title for member in found.members if member.title]
    begins = "; ".join(f"“{title[:60]}”" for title in titles[:SHOWN])
    return f"it looks like a download of {found.database}, but {found.doubt}: not split" + (f" (it begins {begins})" if begins else "")
