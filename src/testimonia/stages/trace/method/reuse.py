"""Text reuse: which accounts share passages, found through an inverted index of word shingles.

Seeding by shingles, chaining and aligning finds quotations that sketches of whole documents (MinHash) miss; the same family of methods
as passim (Smith, Cordell and Mullen 2015, "Computational Methods for Uncovering Reprinted Texts in Antebellum Newspapers").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.results import Boilerplate, Reuse
from testimonia.stages.trace.method.align import align_all
from testimonia.stages.trace.method.arrivals import Standing
from testimonia.stages.trace.method.boilerplate import Marked, lines, marked, masked, suspected
from testimonia.stages.trace.method.chains import chains
from testimonia.stages.trace.method.describe import Describer, listed
from testimonia.stages.trace.method.index import Spread, grouped, sampled_sizes, shingles, spread_over, version_votes, versions
from testimonia.stages.trace.method.meetings import Meetings, meetings
from testimonia.stages.trace.method.passages import Known, Match, passages
from testimonia.stages.trace.method.rulings import NONE, Rulings
from testimonia.stages.trace.method.texts import Flags, Index, Item, Library, Source, read_library
from testimonia.stages.trace.params import TraceParams
from testimonia.text.bulk import GOLDEN, Numbers, mixed

VERSION = "3"
"""Changes when the same texts would give other shared passages."""

Matches: TypeAlias = dict[tuple[int, int], list[Match]]
Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Shared passages and boilerplate.

    ``capped`` counts the shingles that stood in so many accounts that not all were compared; ``standing`` is the index, for accounts that
    come in later, where the engine keeps one.
    """

    reuse: tuple[Reuse, ...]
    boilerplate: tuple[Boilerplate, ...]
    capped: int
    standing: Standing | None = field(default=None, compare=False, repr=False)


def find_reuse(sources: Sequence[Source], params: TraceParams, rulings: Rulings = NONE, progress: Progress | None = None) -> Found:
    """Every pair of accounts that share a passage, ``a`` < ``b``, ordered; work grows nearly with the number of words.

    Accounts with the same words are compared with the earliest of them alone and stand in the index once. What many accounts share is
    compared along a star and a chain (:func:`meetings`), so that a story in *n* accounts gives about *n* pairs.
    """
    tell = progress or (lambda _done, _total: None)
    library = read_library(sources)
    tell(1, 5)
    index = index_library(library, params, rulings)
    tell(2, 5)
    found, cut = meetings(index.spread, params.pairs_up_to, params.common)
    tell(3, 5)
    known = Known(*placed_groups(index.spread, index.library.numbers.size), index.spread.minima(asked(index.spread, params)))
    matches = compared(index.library, known, found, params)
    tell(4, 5)
    describer = Describer(index.library, params)
    reuse = [describer.reuse(pair, several) for pair, several in matches.items()]
    reuse += [describer.copy(leader, copy) for leader, copy in index.copies]
    shown = listed(index.library, lines(index.marks, params), index.outlets, rulings)
    tell(5, 5)
    return Found(
        reuse=tuple(sorted(reuse, key=lambda pair: (pair.a, pair.b))), boilerplate=shown, capped=int(cut.size), standing=index.standing
    )


@dataclass(frozen=True, slots=True)
class Indexed:
    """A library and what its index says.

    ``masked`` are the words of boilerplate (``numbers`` differ there from every other word), ``marks`` where they stand; ``copies`` are
    accounts with the words of another, which comes first.
    """

    library: Library
    spread: Spread
    marks: Marked
    masked: Flags
    outlets: tuple[str, ...]
    copies: tuple[tuple[int, int], ...]
    standing: Standing


def index_library(library: Library, params: TraceParams, rulings: Rulings) -> Indexed:
    """Index every shingle, see which accounts are versions of one text, and take boilerplate out."""
    leaders, copies = identical(library, params)
    keys, place = placed(library, leaders, params.shingle)
    account = library.owner[place]
    order = np.argsort(keys, kind="stable")
    keys, account, place = keys[order], account[order], place[order]
    postings = grouped(keys, account, place)
    count = len(library.items)
    family = versions(*version_votes(postings, count), sampled_sizes(keys, account, count), params.same_text)
    marking = spread_over(postings, family)
    names, outlets, published = publishers(library.items)
    told = rulings.declared(library, params.shingle), rulings.spared(library, params.shingle)
    marks = marked(suspected(marking, outlets, published, params, told), params)
    hidden = masked(marks, library.numbers.size, params.shingle)
    spread = marking
    if marks.place.size:
        library = without(library, hidden)
        spread = clean(marking, hidden, params.shingle)
    standing = Standing(
        tuple(item.account for item in library.items),
        tuple(item.edition for item in library.items),
        keys,
        account,
        family,
        np.unique(marks.key),
    )
    return Indexed(library, spread, marks, hidden, names, tuple(copies), standing)


def publishers(items: Sequence[Item]) -> tuple[tuple[str, ...], Index, Index]:
    """The outlets by name, the number of each account's outlet (-1: not known), and how many accounts each has."""
    names = tuple(sorted({item.outlet for item in items if item.outlet}))
    number = {name: n for n, name in enumerate(names)}
    outlets = np.fromiter((number.get(item.outlet, -1) for item in items), np.int64, len(items))
    return names, outlets, np.bincount(outlets[outlets >= 0], minlength=len(names))


def identical(library: Library, params: TraceParams) -> tuple[Flags, list[tuple[int, int]]]:
    """Which accounts are the earliest of their text, and each other account of the same text with that one.

    Texts too short to tell anything (a paywall's one sentence) count as the same only if the files are the same, byte for byte.
    """
    first: dict[tuple[bytes, str], int] = {}
    leads = np.ones(len(library.items), np.bool_)
    copies: list[tuple[int, int]] = []
    for n, item in enumerate(library.items):
        begin, end = int(library.bounds[n]), int(library.bounds[n + 1])
        if begin == end:
            continue
        long = item.words >= params.min_words and int(library.ends[end - 1] - library.starts[begin]) >= params.min_characters
        key = library.digest(n), "" if long else item.bytes_digest or item.account
        leader = first.setdefault(key, n)
        if leader != n:
            leads[n] = False
            copies.append((leader, n))
    return leads, copies


def placed(library: Library, leaders: Flags, size: int) -> tuple[Numbers, Index]:
    """The shingles of the leading accounts with their places."""
    keys = shingles(library.numbers, size)
    owner = library.owner
    whole = owner[: keys.size] == owner[size - 1 : size - 1 + keys.size]
    place = np.flatnonzero(whole & leaders[owner[: keys.size]])
    return keys[place], place


def without(library: Library, hidden: Flags) -> Library:
    """The library with boilerplate words that are like no other word, and not counted."""
    numbers = library.numbers.copy()
    at = np.flatnonzero(hidden)
    numbers[at] = mixed((at.astype(np.uint64) + np.uint64(1)) * GOLDEN)
    counts = np.bincount(library.owner[at], minlength=len(library.items)).tolist()
    items = tuple(replace(item, words=item.words - count) if count else item for item, count in zip(library.items, counts, strict=True))
    return replace(library, numbers=numbers, items=items)


def clean(spread: Spread, hidden: Flags, size: int) -> Spread:
    """The spread without shingles that touch boilerplate; how common the others are stays as it was."""
    before = np.concatenate([[0], np.cumsum(hidden)])
    place = spread.postings.place
    kept = before[place + size] == before[place]
    postings, family = spread.postings.only(kept), spread.family[kept]
    first = np.ones(postings.size, np.bool_)
    first[1:] = (postings.group[1:] != postings.group[:-1]) | (family[1:] != family[:-1])
    return Spread(postings, family, first, spread.families)


def compared(library: Library, known: Known, found: Meetings, params: TraceParams) -> Matches:
    """The passages of every two accounts that meet."""
    limits = library.bounds[:-1][library.owner], library.bounds[1:][library.owner]
    candidates = chains(found, known.families <= params.rare, library.numbers, limits, params)
    blocks = align_all(candidates, library.numbers, library.owner, limits, params.shingle)
    return passages(blocks, library, known, params)


def placed_groups(spread: Spread, words: int) -> tuple[NDArray[np.int32], Index]:
    """The group of the shingle that begins at each word (-1: it stands there alone), and in how many families each group stands."""
    group = np.full(words, -1, np.int32)
    group[spread.postings.place] = spread.postings.group
    return group, spread.families


def asked(spread: Spread, params: TraceParams) -> Flags:
    """The groups of which it may matter in which families they stand."""
    return (spread.families > params.rare) & (spread.families <= params.common)
