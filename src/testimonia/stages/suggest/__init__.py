"""Suggesting: what a machine would propose of each account, for a person to look at, and nothing that counts.

The question is what a reader should not have to look for: who speaks of their own leaving, what is said of them, which words are
theirs. Every suggester (:mod:`testimonia.assist`) reads an account by itself; the result is a run of its own, which no other stage
reads. An account that screening excludes is not read; nor is it read for the people in it where it was decided, or declared at
collection, to stand on another shelf than testimony. What a person accepts becomes a decision of theirs, like any other.

What was read once is not read again while it is the same: its text, title, language, the first publication of its story, and what the
suggester takes from study.yaml.
"""

from __future__ import annotations

from testimonia.stages.suggest.listing import ListingReport, list_suggestions
from testimonia.stages.suggest.params import SuggestParams
from testimonia.stages.suggest.report import SuggestReport
from testimonia.stages.suggest.steps import suggest

__all__ = ["ListingReport", "SuggestParams", "SuggestReport", "list_suggestions", "suggest"]
