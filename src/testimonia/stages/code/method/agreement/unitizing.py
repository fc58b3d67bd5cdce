"""Agreement on passages: the alpha family of Krippendorff, Mathet, Bouvry & Widlöcher (2016), over lengths of text.

Coincidences are lengths of intersections: of two coders' segments (units and the gaps between them) the length that they share counts
for their pair of values, divided by the number of coders less one. What is expected is what random pieces of all segments would give,
except that no unit is paired with itself (its squared length is taken out; a gap has no identity, and gives its length).

Several texts are one continuum, text by text; each text's contributions are sums, so the bootstrap draws texts. Where one coder's
codes overlap, the value of a stretch is the set of its codes, and two values differ by their Jaccard distance: for single codes that
is the nominal difference of the paper. Source: Quality & Quantity 50:2347-2364, equations 1 to 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from testimonia.stages.code.method.agreement.answers import Floats, Whole
from testimonia.stages.code.method.agreement.coefficients import EPSILON, Statistic, chance_corrected
from testimonia.stages.code.method.agreement.distances import jaccard
from testimonia.stages.code.method.agreement.spans import Segment

PAIR = 2
GAP: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Text:
    """One text of ``length`` code points as cut into segments by each coder who completed it."""

    length: int
    coders: Sequence[Sequence[Segment]]


@dataclass(frozen=True, eq=False)
class _Laid:
    """A text cut at every end of every coder's segments: pieces x coders."""

    lengths: Floats
    values: Whole  # coders x pieces, the number of a set of codes, 0 the gap
    own: list[Whole]  # for each coder the segment that each piece lies in, -1 in a gap
    cut: list[Whole]  # for each coder the value of each segment
    whole: list[Floats]  # for each coder the length of each segment


@dataclass(frozen=True, eq=False)
class Continuum:
    """All texts that at least two coders completed, laid out once for every coefficient."""

    texts: tuple[_Laid, ...]
    sets: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, texts: Sequence[Text]) -> Continuum:
        """Lay them out; texts that fewer than two coders completed are left away."""
        used = [text for text in texts if len(text.coders) >= PAIR and text.length > 0]
        sets = {GAP} | {segment[2] for text in used for coder in text.coders for segment in coder}
        order = (GAP, *sorted(sets - {GAP}, key=sorted))
        number = {found: n for n, found in enumerate(order)}
        return cls(tuple(_laid(text, number) for text in used), order)

    @property
    def codes(self) -> list[str]:
        """Every code that somebody used."""
        return sorted({code for found in self.sets for code in found})


def _laid(text: Text, number: dict[frozenset[str], int]) -> _Laid:
    cuts = np.unique([0, text.length, *(end for coder in text.coders for segment in coder for end in segment[:2])])
    middle = cuts[:-1]
    values, own, cut, whole = [], [], [], []
    for coder in text.coders:
        starts = np.array([segment[0] for segment in coder], dtype=np.int64)
        ends = np.array([segment[1] for segment in coder], dtype=np.int64)
        kinds = np.array([number[segment[2]] for segment in coder], dtype=np.int64)
        at = np.searchsorted(starts, middle, side="right") - 1
        inside = (at >= 0) & (middle < ends[at]) if len(coder) else np.zeros(len(middle), dtype=bool)
        own.append(np.where(inside, at, -1))
        values.append(np.where(inside, kinds[at], 0) if len(coder) else np.zeros(len(middle), dtype=np.int64))
        cut.append(kinds)
        whole.append((ends - starts).astype(float))
    return _Laid(np.diff(cuts).astype(float), np.array(values), own, cut, whole)


def _pairs(laid: _Laid) -> list[tuple[int, int]]:
    coders = range(len(laid.values))
    return [(i, j) for i in coders for j in coders if i != j]


def _self_pairs(laid: _Laid) -> float:
    """Squared lengths of units, and lengths of gaps, over all coders of a text."""
    units = sum(float((lengths**2).sum()) for lengths in laid.whole)
    gaps = sum(float(laid.lengths[own < 0].sum()) for own in laid.own)
    return units + gaps


def u_alpha(continuum: Continuum, distance: Floats | None = None, name: str = "u_alpha") -> Statistic:
    """Units, codes and gaps together (2016, eq. 5); ``distance`` between the continuum's sets, Jaccard unless given."""
    apart = jaccard(continuum.sets) if distance is None else distance
    q = len(continuum.sets)
    rows = []
    for laid in continuum.texts:
        m = len(laid.values)
        differ = sum(float((apart[laid.values[i], laid.values[j]] * laid.lengths).sum()) for i, j in _pairs(laid)) / (m - 1)
        totals = sum(np.bincount(row, weights=laid.lengths, minlength=q) for row in laid.values)
        rows.append(np.concatenate([[differ, _self_pairs(laid)], totals]))

    return _statistic(name, rows, apart)


def _statistic(name: str, rows: Sequence[Floats], apart: Floats) -> Statistic:
    """Alpha from what differs, what pairs with itself, and the length of each value."""

    def compute(sums: Floats) -> Floats:
        totals = sums[:, 2:]
        length = totals.sum(axis=1)
        room = length - sums[:, 1] / np.maximum(length, EPSILON)
        expected = np.zeros(len(sums))
        # Nothing but pairs of a unit with itself: then nothing can be expected either.
        np.divide(np.einsum("rc,rc->r", totals @ apart, totals), room, out=expected, where=room > EPSILON)
        return chance_corrected(sums[:, 0], expected)

    return Statistic(name, np.array(rows).reshape(len(rows), len(apart) + 2), compute)


def bar_u_alpha(continuum: Continuum) -> Statistic:
    """Whether something was marked at all (2016, eq. 6): unit against gap, whatever the code."""
    return u_alpha(continuum, np.asarray(_gaps(continuum)[:, None] != _gaps(continuum)[None, :], dtype=float), "bar_u_alpha")


def _gaps(continuum: Continuum) -> Whole:
    return np.array([int(not found) for found in continuum.sets])


def cu_alpha(continuum: Continuum) -> Statistic:
    """The codes where both coders of a pair marked something (2016, eq. 9 to 11); undefined where all carry the same."""
    apart = jaccard(continuum.sets)[1:, 1:]
    q = len(continuum.sets) - 1
    rows = []
    for laid in continuum.texts:
        m, differ, totals = len(laid.values), 0.0, np.zeros(q)
        for i, j in _pairs(laid):
            both = (laid.values[i] > 0) & (laid.values[j] > 0)
            a, b, lengths = laid.values[i][both] - 1, laid.values[j][both] - 1, laid.lengths[both]
            differ += float((apart[a, b] * lengths).sum()) / (m - 1)
            totals += np.bincount(a, weights=lengths, minlength=q) / (m - 1)
        alone = sum(float(found.sum()) for found in _shared_squares(laid))
        rows.append(np.concatenate([[differ, alone], totals]))

    return _statistic("cu_alpha", rows, apart)


def _shared_squares(laid: _Laid) -> list[Floats]:
    """For each coder's units: their squared length shared with units of each other coder, divided by the other coders."""
    m = len(laid.values)
    found = [np.zeros(len(cut)) for cut in laid.cut]
    for i, j in _pairs(laid):
        both = (laid.values[i] > 0) & (laid.values[j] > 0)
        shared = np.bincount(laid.own[i][both], weights=laid.lengths[both], minlength=len(laid.cut[i]))
        found[i] = found[i] + shared**2 / (m - 1)
    return found


def k_u_alpha(continuum: Continuum, code: str) -> Statistic:
    """One code against all others where both marked something (2016, eq. 13); undefined where nothing else was marked there."""
    has = np.array([code in found for found in continuum.sets])
    rows = []
    for laid in continuum.texts:
        m = len(laid.values)
        with_code, agreed, marked = 0.0, 0.0, 0.0
        for i, j in _pairs(laid):
            both = (laid.values[i] > 0) & (laid.values[j] > 0)
            lengths, a, b = laid.lengths[both], has[laid.values[i][both]], has[laid.values[j][both]]
            with_code += float(lengths[a].sum()) / (m - 1)
            agreed += float(lengths[a & b].sum()) / (m - 1)
            marked += float(lengths.sum()) / (m - 1)
        alone = sum(float(squares[has[cut]].sum()) for squares, cut in zip(_shared_squares(laid), laid.cut, strict=True))
        rows.append([with_code, agreed, marked, alone])

    def compute(sums: Floats) -> Floats:
        with_code, agreed, marked, alone = sums.T
        expected = with_code * marked - alone  # of the code with anything, up to a factor that cancels
        otherwise = with_code * (marked - with_code)
        scale = np.divide(with_code * otherwise, expected, out=np.zeros_like(expected), where=expected > 0)
        return chance_corrected(with_code - agreed, scale)

    return Statistic("k_u_alpha", np.array(rows, dtype=float).reshape(len(rows), 4), compute)
