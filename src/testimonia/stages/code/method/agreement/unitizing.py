"""Agreement on passages: the alpha family of Krippendorff, Mathet, Bouvry & Widlöcher (2016), over lengths of text.

Coincidences are lengths of intersections: of two coders' segments (units and the gaps between them) the length that they share counts
for their pair of values, divided by the number of coders less one. What is expected is what random pieces of all segments would give,
except that no unit is paired with itself (its squared length is taken out; a gap has no identity, and gives its length).

Several texts are one continuum, text by text; each text's contributions are sums, so the bootstrap draws texts. Where one coder's
codes overlap, the value of a stretch is the set of its codes, and two values differ by their Jaccard distance: for single codes that
is the nominal difference of the paper. Source: Quality & Quantity 50:2347-2364, equations 1 to 13.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from testimonia.stages.code.method.agreement.answers import Floats, Whole
from testimonia.stages.code.method.agreement.coefficients import EPSILON, Statistic, chance_corrected
from testimonia.stages.code.method.agreement.distances import jaccard
from testimonia.stages.code.method.agreement.spans import Segment, segments, units_by_code

PAIR = 2
ABSENT = -1
GAP: frozenset[str] = frozenset()
Marks = Sequence[tuple[str, int, int]]
"""Code, start and end of what somebody marked."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of ``length`` code points as marked by each coder who completed it."""

    length: int
    coders: Sequence[Marks]


@dataclass(frozen=True, eq=False)
class Continuum:
    """All texts that at least two coders completed, cut at every end of every coder's segments.

    Pieces are columns: ``lengths``, the ``text`` they lie in, and for each coder of that text the number of their set of codes
    (``values``, 0 the gap, -1 no such coder) and of their segment (``own``, -1 outside).
    """

    texts: int
    lengths: Floats
    text: Whole
    values: Whole
    own: Whole
    units: Whole  # the set of codes of each segment
    units_text: Whole
    units_length: Floats
    sets: tuple[frozenset[str], ...]
    by_code: dict[str, list[tuple[int, int]]]  # each unit of a code by itself: its text and its length

    @classmethod
    def of(cls, texts: Sequence[Text]) -> Continuum:
        """Lay them out; texts that fewer than two coders completed are left away."""
        used = [text for text in texts if len(text.coders) >= PAIR and text.length > 0]
        cut = [[segments(marks) for marks in text.coders] for text in used]
        found = {GAP} | {segment[2] for coders in cut for coder in coders for segment in coder}
        order = (GAP, *sorted(found - {GAP}, key=sorted))
        number = {codes: n for n, codes in enumerate(order)}
        slots = max((len(coders) for coders in cut), default=PAIR)
        columns: list[tuple[Floats, Whole, Whole, Whole]] = []
        units: list[tuple[int, int, int]] = []
        for n, (text, coders) in enumerate(zip(used, cut, strict=True)):
            cuts = np.unique([0, text.length, *(end for coder in coders for segment in coder for end in segment[:2])])
            values = np.full((slots, len(cuts) - 1), ABSENT)
            own = np.full((slots, len(cuts) - 1), ABSENT)
            for slot, coder in enumerate(coders):
                values[slot], own[slot] = _placed(coder, cuts[:-1], number, len(units))
                units += [(number[segment[2]], n, segment[1] - segment[0]) for segment in coder]
            columns.append((np.diff(cuts).astype(float), np.full(len(cuts) - 1, n), values, own))
        flat = np.array(units, dtype=np.int64).reshape(-1, 3)
        empty = np.zeros((slots, 0), dtype=np.int64)
        return cls(
            texts=len(used),
            lengths=np.concatenate([np.empty(0), *(column[0] for column in columns)]),
            text=np.concatenate([np.empty(0, dtype=np.int64), *(column[1] for column in columns)]),
            values=np.hstack([empty, *(column[2] for column in columns)]),
            own=np.hstack([empty, *(column[3] for column in columns)]),
            units=flat[:, 0],
            units_text=flat[:, 1],
            units_length=flat[:, 2].astype(float),
            sets=order,
            by_code=_units_of_codes(used),
        )

    @cached_property
    def others(self) -> Floats:
        """For each piece the number of its text's coders less one."""
        number: Floats = (self.values != ABSENT).sum(axis=0) - 1.0
        return number

    def pairs(self) -> Iterator[tuple[int, Whole, Whole, Floats, Whole]]:
        """Every ordered pair of coders: the first one, both coders' values of the pieces they share, weighted lengths, the pieces."""
        for i in range(len(self.values)):
            for j in range(len(self.values)):
                both = np.flatnonzero((self.values[i] != ABSENT) & (self.values[j] != ABSENT))
                if i != j and len(both):
                    yield i, self.values[i][both], self.values[j][both], self.lengths[both] / self.others[both], both

    def by_text(self, pieces: Whole, weights: Floats) -> Floats:
        """Sums over the pieces of each text."""
        return summed(self.text[pieces], weights, self.texts)

    @cached_property
    def shared_squares(self) -> Floats:
        """For each unit its squared length shared with units of each other coder, divided by the number of those."""
        found = np.zeros(len(self.units))
        for i, a, b, _, pieces in self.pairs():
            marked = (a > 0) & (b > 0)
            mine = pieces[marked]
            shared = summed(self.own[i][mine], self.lengths[mine], len(found))
            others = np.zeros(len(found))
            others[self.own[i][mine]] = self.others[mine]
            found += np.divide(shared**2, others, out=np.zeros_like(found), where=others > 0)
        return found

    @cached_property
    def meetings(self) -> list[tuple[Whole, Whole, Floats, Whole]]:
        """Every ordered pair of coders where both marked something: their values, weighted lengths, and the pieces."""
        found = []
        for _, a, b, weights, pieces in self.pairs():
            marked = (a > 0) & (b > 0)
            found.append((a[marked], b[marked], weights[marked], pieces[marked]))
        return found

    def has(self, code: str) -> Whole:
        """For each set of codes whether it holds one."""
        return np.array([int(code in found) for found in self.sets])


def summed(place: Whole, weights: Floats, size: int) -> Floats:
    """Sums of the weights by place."""
    return np.bincount(place, weights=weights, minlength=size).astype(float)


def _placed(coder: Sequence[Segment], starts_of_pieces: Whole, number: dict[frozenset[str], int], first: int) -> tuple[Whole, Whole]:
    """For each piece the value of the segment that it lies in, and the segment's number."""
    if not coder:
        return np.zeros(len(starts_of_pieces), dtype=np.int64), np.full(len(starts_of_pieces), ABSENT)
    starts = np.array([segment[0] for segment in coder])
    ends = np.array([segment[1] for segment in coder])
    kinds = np.array([number[segment[2]] for segment in coder])
    at = np.searchsorted(starts, starts_of_pieces, side="right") - 1
    inside = (at >= 0) & (starts_of_pieces < ends[at])
    return np.where(inside, kinds[at], 0), np.where(inside, at + first, ABSENT)


def _units_of_codes(texts: Sequence[Text]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for n, text in enumerate(texts):
        for marks in text.coders:
            for code, spans in units_by_code(marks).items():
                found.setdefault(code, []).extend((n, end - start) for start, end in spans)
    return found


def _alpha(name: str, columns: Sequence[Floats], apart: Floats) -> Statistic:
    """Alpha from columns of what differs, what pairs with itself, and the length of each value."""

    def compute(sums: Floats) -> Floats:
        totals = sums[:, 2:]
        length = totals.sum(axis=1)
        room = length - sums[:, 1] / np.maximum(length, EPSILON)
        expected = np.zeros(len(sums))
        # Nothing but pairs of a unit with itself: then nothing can be expected either.
        np.divide(((totals @ apart) * totals).sum(axis=1), room, out=expected, where=room > EPSILON)
        return chance_corrected(sums[:, 0], expected)

    return Statistic(name, np.column_stack(columns), compute)


def _of_kinds(continuum: Continuum, kinds: Whole, q: int, apart: Floats, squares: Floats, name: str) -> Statistic:
    """Alpha over every segment, with the sets of codes sorted into ``q`` kinds; ``squares`` are the squared units of each text."""
    differ, totals = np.zeros(continuum.texts), np.zeros((continuum.texts, q))
    for _, a, b, weights, pieces in continuum.pairs():
        differ += continuum.by_text(pieces, weights * apart[kinds[a], kinds[b]])
    for row in continuum.values:
        here = np.flatnonzero(row != ABSENT)
        place = continuum.text[here] * q + kinds[row[here]]
        totals += summed(place, continuum.lengths[here], continuum.texts * q).reshape(-1, q)
    return _alpha(name, [differ, squares + totals[:, 0], totals], apart)


def _squares(continuum: Continuum) -> Floats:
    return summed(continuum.units_text, continuum.units_length**2, continuum.texts)


def u_alpha(continuum: Continuum) -> Statistic:
    """Units, codes and gaps together (2016, eq. 5)."""
    q = len(continuum.sets)
    return _of_kinds(continuum, np.arange(q), q, jaccard(continuum.sets), _squares(continuum), "u_alpha")


def bar_u_alpha(continuum: Continuum) -> Statistic:
    """Whether something was marked at all (2016, eq. 6): unit against gap, whatever the code."""
    kinds = np.array([int(bool(found)) for found in continuum.sets])
    return _of_kinds(continuum, kinds, PAIR, 1 - np.eye(PAIR), _squares(continuum), "bar_u_alpha")


def code_alpha(continuum: Continuum, code: str) -> Statistic:
    """One code as if there were no other: its units against all the rest (u-alpha and the alpha of unit against gap are the same there)."""
    units = np.array(continuum.by_code.get(code, []), dtype=np.int64).reshape(-1, 2)
    squares = summed(units[:, 0], units[:, 1].astype(float) ** 2, continuum.texts)
    return _of_kinds(continuum, continuum.has(code), PAIR, 1 - np.eye(PAIR), squares, "u_alpha")


def cu_alpha(continuum: Continuum) -> Statistic:
    """The codes where both coders of a pair marked something (2016, eq. 9 to 11); undefined where all carry the same."""
    apart = jaccard(continuum.sets)
    q = len(continuum.sets)
    differ, totals = np.zeros(continuum.texts), np.zeros((continuum.texts, q))
    for a, b, weights, pieces in continuum.meetings:
        differ += continuum.by_text(pieces, weights * apart[a, b])
        place = continuum.text[pieces] * q + a
        totals += summed(place, weights, continuum.texts * q).reshape(-1, q)
    alone = summed(continuum.units_text, continuum.shared_squares, continuum.texts)
    return _alpha("cu_alpha", [differ, alone, totals], apart)


def k_u_alpha(continuum: Continuum, code: str) -> Statistic:
    """One code against all others where both marked something (2016, eq. 13); undefined where nothing else was marked there."""
    has = continuum.has(code).astype(bool)
    with_code, agreed, marked = np.zeros(continuum.texts), np.zeros(continuum.texts), np.zeros(continuum.texts)
    for a, b, weights, pieces in continuum.meetings:
        with_code += continuum.by_text(pieces, weights * has[a])
        agreed += continuum.by_text(pieces, weights * (has[a] & has[b]))
        marked += continuum.by_text(pieces, weights)
    squares = continuum.shared_squares * has[continuum.units]
    alone = summed(continuum.units_text, squares, continuum.texts)

    def compute(sums: Floats) -> Floats:
        with_code, agreed, marked, alone = sums.T
        expected = with_code * marked - alone  # of the code with anything, up to a factor that cancels
        otherwise = with_code * (marked - with_code)
        scale = np.divide(with_code * otherwise, expected, out=np.zeros_like(expected), where=expected > EPSILON)
        return chance_corrected(with_code - agreed, scale)

    return Statistic("k_u_alpha", np.column_stack([with_code, agreed, marked, alone]), compute)
