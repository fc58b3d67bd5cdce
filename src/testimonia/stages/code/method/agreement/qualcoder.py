"""What QualCoder's report "Coder comparison" prints as Kappa, under its own name: teams who come from it will look for the number.

Only characters that at least one of two coders marked are looked at, and chance agreement is the *product* of both shares of "yes" and
both shares of "no", where Cohen has their sum. It is not Cohen's kappa and must not be quoted as such.
"""

from __future__ import annotations

import numpy as np

from testimonia.stages.code.method.agreement.answers import Floats
from testimonia.stages.code.method.agreement.coefficients import Statistic, chance_corrected
from testimonia.stages.code.method.agreement.unitizing import Continuum

PAIR = 2


def qualcoder_kappa(continuum: Continuum) -> Statistic | None:
    """QualCoder's figure for one code on the texts of two coders; None with more coders."""
    if any(len(laid.values) != PAIR for laid in continuum.texts):
        return None
    rows = []
    for laid in continuum.texts:
        a, b = laid.values > 0
        rows.append([float(laid.lengths[a].sum()), float(laid.lengths[b].sum()), float(laid.lengths[a & b].sum())])

    def compute(sums: Floats) -> Floats:
        first, second, both = sums.T
        either = first + second - both
        known = np.maximum(either, 1e-9)
        chance = (first / known) * (second / known) * ((either - first) / known) * ((either - second) / known)
        return np.where(either > 0, chance_corrected(1 - both / known, 1 - chance), np.nan)

    return Statistic("qualcoder", np.array(rows, dtype=float).reshape(len(rows), 3), compute)
