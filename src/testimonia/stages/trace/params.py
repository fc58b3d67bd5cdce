"""The settings of tracing, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceParams:
    """How text reuse is looked for. Counts are words unless they say otherwise; "stands in n families" counts a story and its copies once."""

    # Four words find more edited quotations than five; what they meet by chance the rule of rarity takes out again.
    shingle: int = 4
    # Up to here every two accounts that share a shingle are looked at; above, each with the earliest and the one before it, so that the
    # work grows with the number of accounts and not with its square.
    pairs_up_to: int = 20
    # Ten words in a row do not meet by chance in news text, except in set phrases; shorter quotations are out of reach.
    min_words: int = 10
    # In scripts without spaces every character counts as a word, and ten characters may be the name of one organisation.
    min_characters: int = 24
    # An edit in the middle of a copied passage leaves a gap; beyond a sentence it is two passages.
    max_gap: int = 15
    # Words put in or left out within a gap.
    max_drift: int = 8
    # Of the words of a passage so many must be the same; below, it is two passages or a paraphrase.
    identity: float = 0.70
    # Two pieces of one copied text with an exchanged sentence between them are shown as one passage.
    merge_gap: int = 40
    # A shingle in up to three families is rare: it says that words were copied.
    rare: int = 3
    # So many of a passage's words must be rare and outside set phrases, else set phrase and chance have met.
    rare_words: int = 4
    # Words that stand in more families than this are nobody's quotation.
    common: int = 500
    # What belongs to one source: three fifths of its uses are that source's, in at least five of its stories and a fifth of them.
    boilerplate_share: float = 0.60
    boilerplate_families: int = 5
    boilerplate_spread: float = 0.20
    # A footer has a line's length; shorter runs are a turn of phrase.
    boilerplate_words: int = 6
    # Two accounts are versions of one text, and count once where it is asked how common words are, if they share half of their shingles.
    same_text: float = 0.50
    # Four fifths of the words: a reprint with a new lead passes, a report that quotes at length does not.
    whole: float = 0.80
    # Below a fifth of either account words alone do not tell a story retold in part from round-ups and agencies' stock paragraphs: there
    # the taker must also name the other and have no more to tell than what was said there.
    part: float = 0.20
    # A passage counts as quoted when so much of it stands in quotation marks; the rest is "he said".
    quoted: float = 0.80
    # Log-odds beyond which a direction is stated: about 3 to 1. Below, it is left undecided.
    decided: float = 1.0
