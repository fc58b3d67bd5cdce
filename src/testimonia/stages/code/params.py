"""Settings of importing codings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportParams:
    """How much is kept in memory while a file is checked."""

    # Characters of editions kept at hand. 20 million hold 2,000 long reports in 20 to 80 MB; files are mostly sorted by account,
    # so that a text is fetched once however small this is.
    edition_characters: int = 20_000_000
    # Notes of one sort that a report spells out: whoever has more has one cause for all of them.
    notes: int = 20
