"""Trace: which accounts tell the same story in the same words, and who took it from whom?

One story is reprinted, cut and quoted by many outlets; counted by articles, it would be counted many times. Tracing compares the main
texts of all accounts by what they share word for word, says for each pair what kind of reuse it is and which way it went (with the
evidence, undecided where there is none), and puts reprints and whole excerpts of one origin into one *family*. What joins a family
without a look is a rule of study.yaml; everything else waits for a person, whose decision always holds.

Procedure: four-word shingles in an inverted index, counted in families of versions; chains, word-by-word alignment and a rule of rarity
give passages of ten words or more with their edits; boilerplate is learned for each source and left out; signs of date, credit, marks,
containment and edits are weighed for the direction. Found are copies, excerpts and quotations with small edits; a paraphrase or a
translation shares no words and is not. Sources: Smith, Cordell and Mullen 2015 (passim); Broder 1997, "On the resemblance and containment
of documents" (shingles, containment, MinHash); docs/method/trace.md has the rest.
"""

from __future__ import annotations

from testimonia.stages.trace.arriving import ArrivalsReport
from testimonia.stages.trace.imports import import_reviews
from testimonia.stages.trace.params import TraceParams
from testimonia.stages.trace.report import TraceReport
from testimonia.stages.trace.steps import trace

__all__ = ["ArrivalsReport", "TraceParams", "TraceReport", "import_reviews", "trace"]
