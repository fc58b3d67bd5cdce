"""The settings of the search for translations, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationParams:
    """How translations are looked for. Weights are natural log-odds; the marks are names, numbers and dates (see signature)."""

    # Of the names and numbers of a text, about so many stand in a translation of it in a form that folds to the same mark: measured on
    # the open part of the teaching study, .5 to .8; the lower end, so that free and shortened translations are not ruled out.
    kept: float = 0.5
    # A mark that stands out of order counts half: in the same order only a translation has many, a report on the same event has some.
    out_of_order: float = 0.5
    # For every mark of the poorer text that the other should have and has not; log((1 - kept) / (1 - p)) for a mark of p = .1.
    missing: float = -0.6
    # One account in three of a study of several languages has a translation in it; beyond that a guess, and only its logarithm counts.
    prior: float = 0.33
    # Naive Bayes is too sure of itself, since names come in groups: in random parts (6 to 50 accounts) of the open teaching study true
    # pairs had log-odds of 2.2 and more, and most false ones less.
    proposed: float = 0.90
    # A pair with less than these log-odds is left out where one of the two has a partner that is better by so much: what they share
    # comes from there (a report on the same event beside the true original).
    sure: float = 3.0
    better: float = 5.0
    # A mark leads to candidates only if it stands in at most so many accounts; more, and the pairs would grow with the square.
    rare: int = 40
    # The rarest marks of an account that lead to candidates: a translation keeps half of them, and two suffice.
    leading: int = 24
    # Candidates of an account that are looked at closely, the best first.
    candidates: int = 8
    # Marks of an account that are laid side by side; a book has thousands, and its rarest 200 tell whose translation it is.
    compared: int = 200
    # Log-odds beyond which a direction is stated: about 3 to 1, as everywhere in tracing.
    decided: float = 1.0
