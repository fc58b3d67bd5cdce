"""Grouping what is held to be the same, without ever putting together what was held to be different."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Pair = tuple[str, str]


class Partition:
    """Sets of items that grow together, some pairs of which must stay apart (union-find with cannot-links).

    What is joined depends on the order of :meth:`join`: where "a is b", "b is c" and "a is not c" are all said, the one that
    comes last is refused. Callers join the better founded first and list what was refused for a person.
    """

    def __init__(self, items: Iterable[str], apart: Iterable[Pair] = ()) -> None:
        """Start with every item alone; pairs with an item not among them are ignored."""
        self._parent = {item: item for item in items}
        self._size = dict.fromkeys(self._parent, 1)
        self._enemies: dict[str, set[str]] = {}
        for a, b in apart:
            if a in self._parent and b in self._parent and a != b:
                self._enemies.setdefault(a, set()).add(b)
                self._enemies.setdefault(b, set()).add(a)

    def find(self, item: str) -> str:
        """The item that stands for the set of this one."""
        root = item
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[item] != root:
            self._parent[item], item = root, self._parent[item]
        return root

    def together(self, a: str, b: str) -> bool:
        """Whether both are in one set."""
        return self.find(a) == self.find(b)

    def join(self, a: str, b: str) -> bool:
        """Put the sets of both together; False where that would join a pair that must stay apart."""
        one, other = self.find(a), self.find(b)
        if one == other:
            return True
        if other in self._enemies.get(one, ()):
            return False
        if self._size[one] < self._size[other]:
            one, other = other, one
        self._parent[other] = one
        self._size[one] += self._size.pop(other)
        for enemy in self._enemies.pop(other, set()):
            self._enemies[enemy].discard(other)
            self._enemies[enemy].add(one)
            self._enemies.setdefault(one, set()).add(enemy)
        return True

    def groups(self) -> Sequence[tuple[str, ...]]:
        """The sets, each sorted, in the order of their first items."""
        found: dict[str, list[str]] = {}
        for item in sorted(self._parent):
            found.setdefault(self.find(item), []).append(item)
        return [tuple(members) for members in found.values()]
