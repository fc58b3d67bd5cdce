"""The settings of tracing, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceParams:
    """How text reuse is looked for. Counts are words unless they say otherwise."""

    # Four words find a few more edited quotations than five, at three times as many chance hits of stock phrases; both find all
    # reprints and excerpts. Passages are short of nothing else, so the quieter one.
    shingle: int = 5
    # Up to here every pair of accounts that share a shingle is compared; above, each with the earliest and the one before it, so that
    # the work grows with the number of accounts and not with its square.
    pairs_up_to: int = 10
    # Ten words in a row do not meet by chance in news text, except in set phrases; shorter quotations are out of reach.
    min_words: int = 10
    # In scripts without spaces every character counts as a word, and ten characters may be the name of one organisation.
    min_characters: int = 24
    # An edit in the middle of a copied passage leaves a gap; beyond a sentence it is two passages.
    max_gap: int = 15
    # Words put in or left out within a gap.
    max_drift: int = 8
    # Four fifths of the words: a reprint with a new lead passes, a report that quotes at length does not.
    whole: float = 0.80
    # A passage counts as quoted when so much of it stands in quotation marks; the rest is "he said".
    quoted: float = 0.80
    # Log-odds beyond which a direction is stated: about 3 to 1. Below, it is left undecided.
    decided: float = 1.0
