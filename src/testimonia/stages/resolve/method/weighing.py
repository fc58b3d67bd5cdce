"""Weighing pairs after Fellegi and Sunter (1969): a weight of evidence for each, and where it comes from.

The weight of a pair is the sum over fields of log2(m / u) at its level; silence weighs nothing. m begins with the priors and moves with
reviewed pairs and with the study itself (expectation-maximisation with a Dirichlet prior, after Winkler 1988 and Enamorado, Fifield and
Imai 2019); u is counted over all pairs, nearly all of which are of two people. Rare names and origins weigh more than common ones
(term frequency). Of fields that tell of one fact only the heaviest counts; fields that repeat one another are capped together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.partition import Partition
from testimonia.stages.resolve.method.levels import Levels
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.tying import tied
from testimonia.stages.resolve.names import read_label
from testimonia.stages.resolve.priors import LEVELS, RARE, Priors

Floats = NDArray[np.float64]
Number = TypeVar("Number", np.float32, np.float64)
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
class Scale:
    """What levels weigh: the shares m (of pairs of one person) and u (of two people) by field, and the log2 odds of a pair drawn at random."""

    m: Mapping[str, Floats]
    u: Mapping[str, Floats]
    prior: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Weights (log2) of pairs: ``by_field`` before caps, ``total`` with them; ``rarity`` adds to some fields.

    ``prior`` are the log2 odds of a pair drawn at random; ``tied`` says of each pair whether anything particular ties it.
    """

    by_field: dict[str, Floats]
    rarity: dict[str, Floats]
    total: Floats
    tied: NDArray[np.bool_]
    prior: float
    m: dict[str, tuple[float, ...]]
    u: dict[str, tuple[float, ...]]

    def weights(self, name: str) -> Floats:
        """Of one field, with rarity."""
        return self.by_field[name] + self.rarity[name] if name in self.rarity else self.by_field[name]


@dataclass(frozen=True, slots=True)
class Patterns:
    """The different patterns of levels that pairs have: a row a pattern, a column a field, the last for verdicts; and how many have it."""

    fields: tuple[str, ...]
    rows: NDArray[np.int8]
    counts: Floats


def prior_odds(mentions: int, per_person: float) -> float:
    """log2 odds that two mentions drawn at random are of one person, where each person has so many on average.

    With sizes as spread as a geometric distribution a mention has 2(r - 1) others of its person.
    """
    share = min(MOST_ALIKE, 2 * (per_person - 1) / max(mentions - 1, 1))
    return float(np.log2(share / (1 - share))) if share > 0 else -30.0


def prior_left(prior: float, mentions: int, decided: Mapping[tuple[int, int], bool], doubt: float) -> float:
    """log2 odds of a pair drawn from those that ``decided`` has not put together, when a pair drawn from all of them has those of ``prior``.

    Of the pairs of one person that are to be expected those that stand together already are no more to be found. There may be ``doubt``
    times as many as expected, so the chance of a pair never sinks below that part of what it was.
    """
    together = [pair for pair, same in decided.items() if same]
    groups = Partition(f"{at:09}" for pair in together for at in pair)
    for a, b in together:
        groups.join(f"{a:09}", f"{b:09}")
    held, pairs = sum(comb(len(members), 2) for members in groups.groups()), comb(mentions, 2)
    if not held or held >= pairs:
        return prior
    share = 1 / (1 + 2**-prior)
    left = max((share * pairs - held) / (pairs - held), share / doubt)
    return float(np.log2(left / (1 - left)))


def weigh(
    profiles: Sequence[Profile],
    levels: Mapping[str, Levels],
    priors: Priors,
    reviewed: Mapping[int, bool],
    decided: Mapping[tuple[int, int], bool] | None = None,
) -> Weighed:
    """Weights of all pairs.

    ``reviewed`` says of pairs (by their place in the upper triangle) whether people hold them to be the same, ``decided`` of pairs of
    numbers (the smaller first) whether they stand together, by verdicts or what follows from them.
    """
    prior = prior_odds(len(profiles), priors.mentions_per_person)
    scale = learn(patterns(levels, reviewed), priors, prior)
    scale = replace(scale, prior=prior_left(prior, len(profiles), decided or {}, priors.doubt))
    return apply(scale, levels, Rarities(profiles).of_pairs(profiles, levels, *np.triu_indices(len(profiles), 1)), tied(levels), priors)


def learn(found: Patterns, priors: Priors, prior: float) -> Scale:
    """The scale of a study, from the patterns of all pairs of its mentions or of some drawn at random, and of those that people judged."""
    m = {name: np.array(priors.fields[name].m) for name in found.fields}
    u = {name: _told(found, at, found.counts, priors.fields[name].u, STRENGTH_OF_U) for at, name in enumerate(found.fields)}
    verdict = found.rows[:, -1]
    for _ in range(ROUNDS if len(found.rows) else 0):
        weights = capped({name: weight_of(found.rows[:, at], m[name], u[name]) for at, name in enumerate(found.fields)}, priors) + prior
        posterior = 1 / (1 + np.exp2(-np.clip(weights, -60, 60)))
        posterior = np.where(verdict == _SAME, 1.0, np.where(verdict == _DIFFERENT, 0.0, posterior))
        for at, name in enumerate(found.fields):
            m[name] = _told(found, at, posterior * found.counts, priors.fields[name].m, priors.strength)
            u[name] = _told(found, at, (1 - posterior) * found.counts, priors.fields[name].u, STRENGTH_OF_U)
    return Scale(m=m, u=u, prior=prior)


def _told(found: Patterns, at: int, counts: Floats, start: Sequence[float], strength: float) -> Floats:
    met = np.array([counts[found.rows[:, at] == level].sum() for level in range(len(start))])
    told = met + np.array(start) * strength
    return np.asarray(told / told.sum(), dtype=np.float64)


def patterns(levels: Mapping[str, Levels], reviewed: Mapping[int, bool]) -> Patterns:
    """The different patterns of levels; ``reviewed`` says of pairs, by their place, whether people hold them to be the same."""
    fields = tuple(levels)
    size = len(levels[fields[0]])
    verdict = np.zeros(size, dtype=np.int8)
    for pair, same in reviewed.items():
        verdict[pair] = _SAME if same else _DIFFERENT
    columns = (*(levels[name] for name in fields), verdict)
    _, at, counts = np.unique(pattern_codes(columns), return_index=True, return_counts=True)
    return Patterns(fields, np.stack([column[at] for column in columns], axis=1), counts.astype(float))


def pattern_codes(columns: Sequence[Levels]) -> NDArray[np.int64]:
    """A number for each pattern; three bits a column hold up to seven levels with silence."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        code = code * 8 + (column.astype(np.int64) + 1)
    return code


def apply(scale: Scale, levels: Mapping[str, Levels], rarity: dict[str, Floats], ties: NDArray[np.bool_], priors: Priors) -> Weighed:
    """What pairs weigh on a scale."""
    by_field = {name: weight_of(level, scale.m[name], scale.u[name]) for name, level in levels.items()}
    total = capped(by_field, priors)
    for more in rarity.values():
        total = total + more
    m, u = ({name: tuple(map(float, share)) for name, share in told.items()} for told in (scale.m, scale.u))
    return Weighed(by_field=by_field, rarity=rarity, total=total, tied=ties, prior=scale.prior, m=m, u=u)


def weight_of(level: Levels, m: Floats, u: Floats) -> Floats:
    """The weights (log2) of levels in one field."""
    table: Floats = np.append(np.log2(m / u), 0.0)  # silence, -1, is the last
    return np.asarray(table[level], dtype=np.float64)


def capped(by_field: Mapping[str, NDArray[Number]], priors: Priors) -> NDArray[Number]:
    """The sum over fields: of those that tell of one fact the heaviest, those that repeat one another capped together."""
    told = told_once(by_field, priors)
    total: NDArray[Number] = np.sum(list(told.values()), axis=0)
    for cap in priors.caps:
        together = np.sum([told[name] for name in cap.fields], axis=0)
        total = total - np.maximum(0, together - cap.most)
    return total


def told_once(by_field: Mapping[str, NDArray[Number]], priors: Priors) -> dict[str, NDArray[Number]]:
    """Weights by field, with nothing for a field that speaks for one person as a heavier one does that tells of the same fact."""
    told = dict(by_field)
    for names in priors.once:
        for at, name in enumerate(names):
            heaviest = np.max([told[other] for other in names if other != name], axis=0)
            # Of two that weigh the same the first counts.
            repeats = (heaviest > told[name]) | ((heaviest == told[name]) & (at > 0))
            told[name] = np.where((told[name] > 0) & repeats, told[name].dtype.type(0), told[name])
    return told


class Rarities:
    """How rare names and countries are among the mentions of a study: rare ones weigh more where they are the same."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        """Count them."""
        self._counted = {name: Counter(key for key in map(of, profiles) if key) for name, of in _KEYS.items()}

    def of(self, name: str, *sides: Profile) -> float:
        """What rarity adds (log2) in this field to two mentions that are alike in it: that of an average pair over their own."""
        return float(self._columns(name, sides, np.array([0]), np.array([1]))[0]) if name in self._counted else 0.0

    def of_pairs(
        self, profiles: Sequence[Profile], levels: Mapping[str, Levels], first: NDArray[np.intp], second: NDArray[np.intp]
    ) -> dict[str, Floats]:
        """What it adds to pairs of these, by field."""
        return {name: np.where(is_rare(name, levels[name]), self._columns(name, profiles, first, second), 0.0) for name in _KEYS}

    def _columns(self, name: str, profiles: Sequence[Profile], first: NDArray[np.intp], second: NDArray[np.intp]) -> Floats:
        counted = self._counted[name]
        total = sum(counted.values())
        if not total:
            return np.zeros(len(first))
        chance = sum((count / total) ** 2 for count in counted.values())
        keys = list(map(_KEYS[name], profiles))
        own = np.array([(counted[key] + SMOOTH) / (total + SMOOTH * len(counted)) if key else chance for key in keys])
        return np.asarray(np.clip(np.log2(chance / np.sqrt(own[first] * own[second])), -RARE_MOST, RARE_MOST), dtype=np.float64)


def is_rare(name: str, level: Levels) -> NDArray[np.bool_]:
    """Where rarity counts."""
    return np.asarray(level == LEVELS[name].index(RARE[name])) if name in RARE else np.zeros(len(level), dtype=bool)


def _frames(label: str) -> tuple[str, ...]:
    """What a name is counted under: its frames, since spellings of one name differ in the rest."""
    name = read_label(label)
    return ((name.kunya[0],) if name.kunya else ()) + tuple(word.frame for word in name.words)


_KEYS: dict[str, Callable[[Profile], object]] = {
    "names": lambda profile: _frames(profile.labels[0]) if profile.labels else None,
    "origin": lambda profile: min(profile.origins) if profile.origins else None,
}
