"""Which pairs of accounts of different languages are worth a close look: those that share rare marks.

An inverted index from each account's rarest marks, alone and two by two in their order; a mark leads to pairs only while few accounts
have it, so that the work grows with the number of accounts and not with its square.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.trace.method.translations.params import TranslationParams
from testimonia.stages.trace.method.translations.rarity import Rarity
from testimonia.stages.trace.method.translations.signature import Signature

_COMMON = 0.02  # of the accounts may have a mark that leads on; what a country's accounts all name leads nowhere
_WINDOW = 3  # marks that follow one another: a translation leaves out every second or third
_LEAST = 2  # rare marks in common; one is chance, or a place
# Their weights must make up for the many pairs there are: log(n) is what it takes to single out one account of n, half as much again
# what it takes among pairs that were picked for being the best.
_ENOUGH = 1.5


def candidates(signatures: Sequence[Signature], rarity: Rarity, params: TranslationParams) -> list[tuple[int, int]]:
    """Pairs of places in ``signatures``, first < second, ascending; each account with at most its best ``params.candidates``."""
    keys, holders = _leading(signatures, rarity, params)
    names = sorted(rarity.languages)
    language = np.array([names.index(signature.language) for signature in signatures], np.int64)
    order = np.lexsort((holders, keys))
    keys, holders = keys[order], holders[order]
    first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if keys.size else np.empty(0, np.intp)
    sizes = np.diff(np.r_[first, keys.size])
    few = np.repeat((sizes > 1) & (sizes <= params.rare), sizes)
    place = (np.arange(keys.size) - np.repeat(first, sizes))[few]
    sizes, holders = np.repeat(sizes, sizes)[few], holders[few]
    weight = np.log(len(signatures) / sizes)
    codes, weights = [np.empty(0, np.int64)], [np.empty(0, np.float64)]
    for step in range(1, int(sizes.max(initial=1))):
        later = np.flatnonzero(place >= step)
        one, other = holders[later - step], holders[later]
        apart = language[one] != language[other]
        codes.append(one[apart] * len(signatures) + other[apart])
        weights.append(weight[later][apart])
    return _best(np.concatenate(codes), np.concatenate(weights), len(signatures), params)


def _leading(signatures: Sequence[Signature], rarity: Rarity, params: TranslationParams) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What leads from an account to others (its rarest marks, and pairs of them one after the other), and which account it is.

    In a large study few names are rare by themselves, but two that follow one another are, and a translation keeps them so.
    """
    keys, holders = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    most = max(params.rare, int(len(signatures) * _COMMON))
    whole = rarity.accounts.size + 1
    for place, signature in enumerate(signatures):
        own, at = np.unique(signature.keys, return_index=True)
        count = rarity.accounts[own]
        fit = (count > 1) & (count <= most)
        own, at, count = own[fit], at[fit], count[fit]
        rarest = np.argsort(count, kind="stable")[: params.leading]
        inorder = own[rarest][np.argsort(at[rarest], kind="stable")].astype(np.int64)
        found = [inorder, *((inorder[:-step] + 1) * whole + inorder[step:] for step in range(1, _WINDOW + 1) if inorder.size > step)]
        keys += found
        holders.append(np.full(sum(part.size for part in found), place, np.int64))
    return np.concatenate(keys), np.concatenate(holders)


def _best(codes: NDArray[np.int64], weights: NDArray[np.float64], count: int, params: TranslationParams) -> list[tuple[int, int]]:
    """The pairs with at least two rare marks in common that are among the best of one of the two."""
    pairs, inverse, shared = np.unique(codes, return_inverse=True, return_counts=True)
    total = np.bincount(inverse, weights, minlength=pairs.size)
    enough = (shared >= _LEAST) & (total >= _ENOUGH * math.log(count))
    pairs, total = pairs[enough], total[enough]
    kept = np.zeros(pairs.size, np.bool_)
    for side in (pairs // count, pairs % count):
        order = np.lexsort((pairs, -total, side))
        ranked = side[order]
        fresh = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]]) if ranked.size else np.empty(0, np.intp)
        rank = np.arange(ranked.size) - np.repeat(fresh, np.diff(np.r_[fresh, ranked.size]))
        kept[order[rank < params.candidates]] = True
    return [(int(code) // count, int(code) % count) for code in pairs[kept]]
