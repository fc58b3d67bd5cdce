"""From all proposals to those that a reviewer needs: a story translated n times is n - 1 questions, not n squared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from testimonia.domain.partition import Pair
from testimonia.domain.results import Reuse


def needed(proposals: Iterable[Reuse], rejected: Iterable[Pair] = (), tied: Iterable[Pair] = ()) -> tuple[Reuse, ...]:
    """The likeliest proposals by which everything hangs together that all of them tie together (a maximum spanning forest, Kruskal 1956).

    Accounts that are ``tied`` by the words of one language (a reprint, an excerpt) need no second question about the same translation.
    A pair that a reviewer ``rejected`` (a < b) ties nothing, so that another way to the same account is asked about next; it is
    left in the result, since lineage shows it as rejected. Ties by the accounts' ids; the order of the arguments does not matter.
    """
    apart = set(rejected)
    ordered: Sequence[Reuse] = sorted(proposals, key=lambda pair: (-pair.score, pair.a, pair.b))
    parent: dict[str, str] = {}

    def find(name: str) -> str:
        root = name
        while (above := parent.setdefault(root, root)) != root:
            root = above
        while parent[name] != root:
            parent[name], name = root, parent[name]
        return root

    for a, b in tied:
        if (a, b) not in apart:
            one, other = find(a), find(b)
            parent[max(one, other)] = min(one, other)
    kept: list[Reuse] = []
    for pair in ordered:
        if (pair.a, pair.b) in apart:
            kept.append(pair)
            continue
        one, other = find(pair.a), find(pair.b)
        if one != other:
            parent[max(one, other)] = min(one, other)
            kept.append(pair)
    return tuple(sorted(kept, key=lambda pair: (pair.a, pair.b)))
