"""Scoring chosen pairs of a large study on one scale: the scale, the odds of pairs, and all pairs of a few mentions.

The scale is learned from all pairs of mentions drawn at random, as it is from all pairs of a small study; pairs that have something in
common, which alone are scored, would teach that people of one name are the rule. Scoring can be carried out in pieces, here or on a
cluster, with the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.resolve.method.blocking import blocks, candidates, drawn
from testimonia.stages.resolve.method.components import Decided, grown
from testimonia.stages.resolve.method.grouping import Tree
from testimonia.stages.resolve.method.levels import Levels, all_levels, levels_of
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.tying import tied
from testimonia.stages.resolve.method.weighing import Rarities, Scale, Weighed, apply, learn, patterns, prior_left, prior_odds
from testimonia.stages.resolve.priors import Priors

Places = NDArray[np.intp]
Grower = Callable[[Sequence[Profile], Priors, Decided, Decided, Sequence[tuple[int, int]]], Tree]
"""Groups many mentions; see :func:`grow_large` for what it is given."""
DRAWN = 1500
"""Mentions that the scale is learned from: a million pairs."""
SEED = 20150921


@dataclass(frozen=True)
class Scoring:
    """What pairs of mentions are scored with."""

    told: Sequence[Profile]
    priors: Priors
    rarities: Rarities = field(init=False)

    def __post_init__(self) -> None:
        """Count names and countries once."""
        object.__setattr__(self, "rarities", Rarities(self.told))

    def scale(self, verdicts: Decided, decided: Decided | None = None) -> Scale:
        """The scale, with the verdicts that people gave, and odds of a pair that is not among those ``decided`` put together."""
        some = drawn(len(self.told), DRAWN, SEED)
        one, other = np.triu_indices(len(some), 1)
        judged = np.array(sorted(verdicts), dtype=np.intp).reshape(-1, 2)
        first, second = np.concatenate([some[one], judged[:, 0]]), np.concatenate([some[other], judged[:, 1]])
        said = {len(one) + at: verdicts[int(a), int(b)] for at, (a, b) in enumerate(judged)}
        prior = prior_odds(len(self.told), self.priors.mentions_per_person)
        learned = learn(patterns(levels_of(self.told, first, second), said), self.priors, prior)
        return replace(learned, prior=prior_left(prior, len(self.told), decided or {}, self.priors.doubt))

    def weighed(self, scale: Scale, levels: Mapping[str, Levels], first: Places, second: Places) -> Weighed:
        """The weights of pairs that are alike so."""
        return apply(scale, levels, self.rarities.of_pairs(self.told, levels, first, second), tied(levels), self.priors)

    def odds(self, scale: Scale, first: Places, second: Places) -> NDArray[np.float64]:
        """The log2 odds of pairs, as they are when the two are each other's best candidate."""
        return self.weighed(scale, levels_of(self.told, first, second), first, second).total + scale.prior + self.priors.best_candidate

    def among(self, scale: Scale, members: Places) -> tuple[Mapping[str, Levels], Weighed]:
        """All pairs of a few mentions."""
        few = Scoring([self.told[at] for at in members.tolist()], self.priors)
        object.__setattr__(few, "rarities", self.rarities)
        levels = all_levels(few.told)
        return levels, few.weighed(scale, levels, *np.triu_indices(len(few.told), 1))


def grow_large(told: Sequence[Profile], priors: Priors, verdicts: Decided, decided: Decided, unclear: Sequence[tuple[int, int]]) -> Tree:
    """The tree of more mentions than can be compared all with all; ``verdicts`` are those that people gave, of what was ``decided``."""
    scoring = Scoring(told, priors)
    scale = scoring.scale(verdicts, decided)
    first, second = candidates(blocks(told), len(told), [pair for pair, same in decided.items() if same])
    edges = (first, second, scoring.odds(scale, first, second))
    return grown(len(told), edges, lambda members: scoring.among(scale, members), priors, decided, unclear)
