"""Settings of a report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishParams:
    """How a report is written; what may be in it is the study's release policy."""

    context: int = 90  # characters on either side of a quotation: about a line, enough to see who "they" are
    largest_stories: int = 12  # families shown one by one: a page; all of them stand in the internal list of accounts
    variants_listed: int = 100  # differences between versions shown one by one (internal), those that change what is said first
    relations_listed: int = 50  # relations between accounts shown one by one (internal), those with most words first
    failures_listed: int = 50  # failed accounts named with their reason (internal); beyond that they are counted by reason
