"""The settings of ``collect``, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from testimonia.domain.vocabulary import Shelf
from testimonia.stages.collect.web.params import WebParams

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading one file may cost: a hostile or broken file must fail alone, never take the run with it."""

    # The largest saved pages (pictures embedded by SingleFile) are about 20 MB; above 50 MB a "page" is a dump or a trap.
    bytes: int = 50 * MEGABYTE
    # A book has about a million characters, an account is one item: five million is a database in one file.
    characters: int = 5_000_000
    # A megabyte of HTML takes about a second; a file that needs a minute is caught in a loop. Not a measure of quality: what
    # failed for time is read again at the next collect.
    seconds: float = 60.0
    # Parsed HTML takes up to 40 times its bytes, so 50 MB fit. Enforced where the system can (not on Windows).
    memory: int = 4_000 * MEGABYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectParams:
    """How ``collect`` takes files in."""

    # The shelf that the person who collects means these accounts for; None leaves it to screening.
    shelf: Shelf | None = None
    # Who says, and for when, that the bytes were captured: the grade becomes "declared" where the file itself says nothing.
    declared_by: str | None = None
    # EDTF date, or a moment in ISO 8601.
    declared_at: str | None = None
    # The date in a PDF's properties is when the file was made, often long after the text was published; off unless the team
    # knows that its PDFs came straight from their publishers.
    trust_pdf_dates: bool = False
    # Which column of a table (CSV, XLSX) is which field of an item: (field, column) pairs; columns with such names need none.
    columns: tuple[tuple[str, str], ...] = ()
    # The search (its id) that found everything collected now.
    search: str | None = None
    limits: Limits = Limits()
    # Reading processes; None: as many as there are cores, at most four, because keeping what they read is one process's work.
    workers: int | None = None
    # Files are held whole while they are hashed and archived; above this they are left alone and the report says so.
    max_kept: int = 500 * MEGABYTE
    # How pages are fetched, if addresses are given.
    web: WebParams = WebParams()  # noqa: RUF009 - frozen, so one for all does no harm
