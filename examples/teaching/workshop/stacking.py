"""What claims are learned with: weights for each variable, and trees that ask them how each candidate stands beside the others.

Trees must not learn from weights that saw the same rows: those for a part were learned on the other parts, and where a part is held out,
on neither. So for each pair of folds weights are learned without both. Source: Wolpert (1992), "Stacked Generalization".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression

from testimonia.assist.claims import FAINT, GROWN, sureness
from testimonia.assist.compared import NUMBERS, compared
from testimonia.assist.surroundings import WIDE
from testimonia.assist.trees import Trees
from testimonia.assist.weighing import DIGITS, Weights, logistic
from workshop.claim_rows import Row
from workshop.fitting import Floats, matrix
from workshop.growing import WORDS, grown_on

_OFTEN = 40  # rows that have a feature that trees may ask
_STEPS = 300  # of the weights' learning; about fifty are taken
_WORDS = (
    "en ",
    "de ",
    "fr ",
    "es ",
    "id ",
    "ar ",
    "gap ",
    WIDE,
)  # features that are words of one language: weights know them, trees do not


class Stack:
    """All rows of all variables; ``together`` says which weights judge a variable, ``untold`` in which parts its gold is silent."""

    def __init__(
        self, rows: Sequence[Row], folds: Mapping[str, int], together: Mapping[str, str], untold: Mapping[str, Sequence[str]], penalty: float,
        times: int,
    ) -> None:  # fmt: skip
        """Make the features of each variable a matrix; one that fewer than ``times`` rows have is left out."""
        self.rows, self.penalty = rows, penalty
        self.folds = np.array([folds[row.part] for row in rows])
        self.right = np.array([row.right for row in rows])
        self.teaches = np.array([row.teaches for row in rows])
        self.accounts: dict[tuple[str, str], list[int]] = {}
        for at, row in enumerate(rows):
            self.accounts.setdefault((row.part, row.account), []).append(at)
        names = [together[row.candidate.variable] for row in rows]
        self.of = {variable: np.flatnonzero([name == variable for name in names]) for variable in sorted(set(names))}
        self.learns = {
            variable: np.array([self.teaches[at] and rows[at].part not in untold.get(variable, ()) for at in places])
            for variable, places in self.of.items()
        }
        self._matrices = {variable: self._matrix(places, times) for variable, places in self.of.items()}
        self._scores: dict[tuple[int, ...], Floats] = {}

    def _matrix(self, places: Any, times: int) -> csr_array:
        features = [self.rows[at].candidate.features for at in places]
        count = Counter(name for row in features for name in row)
        return matrix([{name: value for name, value in row.items() if count[name] >= times} for row in features], WORDS)

    def _model(self, variable: str, without: tuple[int, ...]) -> LogisticRegression:
        places = self.of[variable]
        inside = self.learns[variable] & ~np.isin(self.folds[places], without)
        model = LogisticRegression(C=1 / self.penalty, max_iter=_STEPS)
        return model.fit(self._matrices[variable][np.flatnonzero(inside)], self.right[places][inside])

    def weights(self, variable: str, without: tuple[int, ...] = (), **more: Any) -> Weights:
        """Those learned on all folds but some; ``more`` is what else the file holds (``enough``, ``card``)."""
        model = self._model(variable, without)
        return Weights(bias=round(float(model.intercept_[0]), DIGITS), values=np.round(model.coef_[0], DIGITS), **more)

    def scores(self, without: tuple[int, ...]) -> Floats:
        """What weights say of all rows that were learned without some folds."""
        key = tuple(sorted(set(without)))
        if key not in self._scores:
            found = np.zeros(len(self.rows))
            for variable, places in self.of.items():
                found[places] = self._model(variable, key).decision_function(self._matrices[variable])
            self._scores[key] = found
        return self._scores[key]

    def _all_scores(self) -> None:
        """Learn without each fold and without each two, several at a time."""
        folds = range(int(self.folds.max()) + 1)
        with ThreadPoolExecutor() as pool:
            list(pool.map(self.scores, [*((fold,) for fold in folds), *combinations(folds, 2)]))

    def asked(self, without: int | None) -> list[dict[str, float]]:
        """What trees are asked of every row; with a fold, nothing of it was learned from for any other."""
        scores = np.zeros(len(self.rows))
        for fold in range(int(self.folds.max()) + 1):
            inside = self.folds == fold
            scores[inside] = self.scores((fold,) if without is None else (fold, without))[inside]
        found: list[dict[str, float]] = [{}] * len(self.rows)
        for places in self.accounts.values():
            numbers = compared([self.rows[at].candidate for at in places], [float(scores[at]) for at in places])
            for at, more in zip(places, numbers, strict=True):
                found[at] = {**self.rows[at].candidate.features, **more}
        return found

    def trees(self, variable: str, asked: Sequence[Mapping[str, float]], without: int | None, **more: Any) -> Trees:
        """Trees of one variable over the rows that are not faint."""
        places = [
            at for at, learns in zip(self.of[variable], self.learns[variable], strict=True)
            if learns and self.folds[at] != without and asked[at][NUMBERS[0]] > FAINT
        ]  # fmt: skip
        count = Counter(name for at in places for name in asked[at])
        names = sorted(name for name, number in count.items() if number >= _OFTEN and not name.startswith(_WORDS))
        return grown_on([asked[at] for at in places], [bool(self.right[at]) for at in places], names, **more)

    def held_out(self) -> Floats:
        """How sure each row is by what was learned without its fold."""
        self._all_scores()
        found = np.zeros(len(self.rows))
        for fold in range(int(self.folds.max()) + 1):
            asked = self.asked(fold)
            grown = [variable for variable in GROWN if variable in self.of]
            with ThreadPoolExecutor() as pool:
                every = dict(zip(grown, pool.map(partial(self.trees, asked=asked, without=fold), grown), strict=True))
            for variable, places in self.of.items():
                for at in places[self.folds[places] == fold]:
                    score = asked[at][NUMBERS[0]]
                    found[at] = sureness(score, asked[at], every[variable]) if variable in every else logistic(score)
        return found
