"""What QualCoder's report "Coder comparison" prints as Kappa, under its own name: teams who come from it will look for the number.

Only characters that at least one of two coders marked are looked at, and chance agreement is the *product* of both shares of "yes" and
both shares of "no", where Cohen has their sum. It is not Cohen's kappa and must not be quoted as such.
"""

from __future__ import annotations

import numpy as np

from testimonia.stages.code.method.agreement.answers import Floats
from testimonia.stages.code.method.agreement.coefficients import Statistic, chance_corrected
from testimonia.stages.code.method.agreement.unitizing import PAIR, Continuum


def qualcoder_kappa(continuum: Continuum, code: str) -> Statistic | None:
    """QualCoder's figure for one code on the texts of two coders; None with more coders."""
    if len(continuum.values) != PAIR:
        return None
    a, b = continuum.has(code)[continuum.values].astype(bool)
    every = np.arange(len(continuum.lengths))
    columns = [continuum.by_text(every, continuum.lengths * marked) for marked in (a, b, a & b)]

    def compute(sums: Floats) -> Floats:
        first, second, both = sums.T
        either = first + second - both
        known = np.maximum(either, 1e-9)
        chance = (first / known) * (second / known) * ((either - first) / known) * ((either - second) / known)
        return np.where(either > 0, chance_corrected(1 - both / known, 1 - chance), np.nan)

    return Statistic("qualcoder", np.column_stack(columns), compute)
