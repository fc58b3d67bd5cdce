"""Weighing pairs after Fellegi and Sunter (1969): a weight of evidence for each, and where it comes from.

The weight of a pair is the sum over fields of log2(m / u) at its level; silence weighs nothing. m begins with the priors and moves with
reviewed pairs and with the study itself (expectation-maximisation with a Dirichlet prior, after Winkler 1988 and Enamorado, Fifield and
Imai 2019); u is counted over all pairs, nearly all of which are of two people. Rare names and origins weigh more than common ones
(term frequency). Fields that repeat one another are capped together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.resolve.method.levels import SILENT, Levels
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.names import read_label
from testimonia.stages.resolve.priors import FIELDS, LEVELS, RARE, Priors

_SAME, _DIFFERENT = 1, 2
ROUNDS = 30
"""Of expectation-maximisation: shares move by less than a thousandth after a dozen."""
MOST_ALIKE = 0.1
"""Share of pairs of one person at most: in a handful of mentions the average says nothing."""
RARE_MOST = 3.0
"""How much (log2) rarity may add or commonness take: the frequencies of a small study are themselves uncertain."""
STRENGTH_OF_U = 100
"""Pairs of two people that the start of u counts for: few, since nearly all pairs of a study are of two people."""
SMOOTH = 2.0
"""Pseudo-counts of a name that nobody else bears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Weights (log2) of all pairs, upper triangle: ``by_field`` before caps, ``total`` with them; ``rarity`` adds to two fields.

    ``prior`` are the log2 odds of a pair drawn at random.
    """

    by_field: dict[str, NDArray[np.float64]]
    rarity: dict[str, NDArray[np.float64]]
    total: NDArray[np.float64]
    prior: float
    m: dict[str, tuple[float, ...]]
    u: dict[str, tuple[float, ...]]

    def weights(self, name: str) -> NDArray[np.float64]:
        """Of one field, with rarity."""
        return self.by_field[name] + self.rarity[name] if name in self.rarity else self.by_field[name]


def prior_odds(mentions: int, per_person: float) -> float:
    """log2 odds that two mentions drawn at random are of one person, where each person has so many on average.

    With sizes as spread as a geometric distribution a mention has 2(r - 1) others of its person.
    """
    share = min(MOST_ALIKE, 2 * (per_person - 1) / max(mentions - 1, 1))
    return float(np.log2(share / (1 - share))) if share > 0 else -30.0


def weigh(profiles: Sequence[Profile], levels: Mapping[str, Levels], priors: Priors, reviewed: Mapping[int, bool]) -> Weighed:
    """Weights of all pairs. ``reviewed`` says of pairs (by their place in the upper triangle) whether people hold them to be the same."""
    prior = prior_odds(len(profiles), priors.mentions_per_person)
    m = {name: np.array(priors.fields[name].m) for name in FIELDS}
    u = {name: _shares(levels[name], priors.fields[name].u) for name in FIELDS}
    rarity = _rarity(profiles, levels)
    patterns, of, counts = _patterns(levels, reviewed)
    for _ in range(ROUNDS if len(of) else 0):
        weights = _pattern_weights(patterns, m, u, priors) + prior
        posterior = 1 / (1 + np.exp2(-np.clip(weights, -60, 60)))
        verdict = patterns[:, -1]
        posterior = np.where(verdict == _SAME, 1.0, np.where(verdict == _DIFFERENT, 0.0, posterior))
        expected = posterior * counts
        for at, name in enumerate(FIELDS):
            met = np.array([expected[patterns[:, at] == level].sum() for level in range(len(LEVELS[name]))])
            told = met + np.array(priors.fields[name].m) * priors.strength
            m[name] = told / told.sum()
            others = np.array([(counts - expected)[patterns[:, at] == level].sum() for level in range(len(LEVELS[name]))])
            told = others + np.array(priors.fields[name].u) * STRENGTH_OF_U
            u[name] = told / told.sum()
    by_field = {name: _weight_of(levels[name], m[name], u[name]) for name in FIELDS}
    total = _capped(by_field, priors) + np.sum(list(rarity.values()), axis=0)
    shares_m = {name: tuple(float(share) for share in m[name]) for name in FIELDS}
    return Weighed(
        by_field=by_field, rarity=rarity, total=total, prior=prior, m=shares_m, u={name: tuple(map(float, u[name])) for name in FIELDS}
    )


def _shares(level: Levels, start: Sequence[float]) -> NDArray[np.float64]:
    """How often each level occurs among all pairs that say anything, with the start."""
    met = np.bincount(level[level != SILENT].astype(np.intp), minlength=len(start)).astype(float)
    told: NDArray[np.float64] = met + STRENGTH_OF_U * np.array(start)
    return np.asarray(told / told.sum(), dtype=np.float64)


def _patterns(levels: Mapping[str, Levels], reviewed: Mapping[int, bool]) -> tuple[NDArray[np.int8], NDArray[np.intp], NDArray[np.float64]]:
    """The different patterns of levels (a column a field, the last for verdicts), each pair's pattern, and how many pairs have it."""
    size = len(levels[FIELDS[0]])
    verdict = np.zeros(size, dtype=np.int8)
    for pair, same in reviewed.items():
        verdict[pair] = _SAME if same else _DIFFERENT
    code = np.zeros(size, dtype=np.int64)
    for column in (*(levels[name] for name in FIELDS), verdict):
        code = code * 8 + (column.astype(np.int64) + 1)
    found, at, of, counts = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
    del found
    columns = [*(levels[name][at] for name in FIELDS), verdict[at]]
    return np.stack(columns, axis=1), of, counts.astype(float)


def _pattern_weights(
    patterns: NDArray[np.int8], m: Mapping[str, NDArray[np.float64]], u: Mapping[str, NDArray[np.float64]], priors: Priors
) -> NDArray[np.float64]:
    return _capped({name: _weight_of(patterns[:, at], m[name], u[name]) for at, name in enumerate(FIELDS)}, priors)


def _weight_of(level: Levels, m: NDArray[np.float64], u: NDArray[np.float64]) -> NDArray[np.float64]:
    table: NDArray[np.float64] = np.append(np.log2(m / u), 0.0)  # silence, -1, is the last
    return np.asarray(table[level], dtype=np.float64)


def _capped(by_field: Mapping[str, NDArray[np.float64]], priors: Priors) -> NDArray[np.float64]:
    total: NDArray[np.float64] = np.sum([by_field[name] for name in FIELDS], axis=0)
    for cap in priors.caps:
        together = np.sum([by_field[name] for name in cap.fields], axis=0)
        total -= np.maximum(0.0, together - cap.most)
    return total


class Rarities:
    """How rare names and countries are among the mentions of a study: rare ones weigh more where they are the same."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        """Count them."""
        self._counted = {name: Counter(key for key in map(of, profiles) if key) for name, of in _KEYS.items()}

    def of(self, name: str, *sides: Profile) -> float:
        """What rarity adds (log2) in this field to two mentions that are alike in it: that of an average pair over their own."""
        return float(self.columns(name, sides)[0]) if name in self._counted else 0.0

    def columns(self, name: str, profiles: Sequence[Profile]) -> NDArray[np.float64]:
        """The same for all pairs of these, upper triangle."""
        counted = self._counted[name]
        first, second = np.triu_indices(len(profiles), 1)
        total = sum(counted.values())
        if not total:
            return np.zeros(len(first))
        chance = sum((count / total) ** 2 for count in counted.values())
        keys = list(map(_KEYS[name], profiles))
        own = np.array([(counted[key] + SMOOTH) / (total + SMOOTH * len(counted)) if key else chance for key in keys])
        return np.asarray(np.clip(np.log2(chance / np.sqrt(own[first] * own[second])), -RARE_MOST, RARE_MOST), dtype=np.float64)


def _rarity(profiles: Sequence[Profile], levels: Mapping[str, Levels]) -> dict[str, NDArray[np.float64]]:
    found = Rarities(profiles)
    return {name: np.where(is_rare(name, levels[name]), found.columns(name, profiles), 0.0) for name in _KEYS}


def is_rare(name: str, level: Levels) -> NDArray[np.bool_]:
    """Where rarity counts."""
    return np.asarray(level == LEVELS[name].index(RARE[name])) if name in RARE else np.zeros(len(level), dtype=bool)


def level_weight(m: Sequence[float], u: Sequence[float], level: int) -> float:
    """The weight (log2) of a level."""
    return float(np.log2(m[level] / u[level]))


def _frames(label: str) -> tuple[str, ...]:
    """What a name is counted under: its frames, since spellings of one name differ in the rest."""
    name = read_label(label)
    return ((name.kunya[0],) if name.kunya else ()) + tuple(word.frame for word in name.words)


_KEYS: dict[str, Callable[[Profile], object]] = {
    "names": lambda profile: _frames(profile.labels[0]) if profile.labels else None,
    "origin": lambda profile: min(profile.origins) if profile.origins else None,
}
