"""Lineage as a reviewer looks at it: the stories, what waits for a decision, one family, two texts side by side.

All of it shows the lineage that was worked out last, in force or not (``stale`` says which), with what people decided since taken out
of what waits: whoever reviews need not run anything between two decisions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Any

from testimonia.domain.decisions import RelationReview
from testimonia.domain.evidence import Account
from testimonia.domain.partition import Pair
from testimonia.domain.results import Boilerplate, Family, Relation, Variant
from testimonia.domain.storymap import Publication, Spread, spread_of
from testimonia.domain.vocabulary import Direction, ProposalStatus, RelationKind, VariantKind
from testimonia.errors import AccountWithdrawn, UnknownReference
from testimonia.stages.trace.method import DIVIDED, WAITS
from testimonia.stages.trace.retelling_report import publications
from testimonia.store import lineage as rows
from testimonia.store.conflicts import parts
from testimonia.store.runs import Run
from testimonia.study import View

PAGE = 25  # stories, or relations that wait: a screen and a half


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """The runs that are shown: each None where it never was, ``stale`` where one does not fit any more; the stories told more than once."""

    trace: Run | None
    lineage: Run | None
    retelling: Run | None
    stale: bool
    families: tuple[rows.Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A relation that waits for a person: what was found (None: only that two copies of the study differ), and what hangs on it.

    ``joins``: confirming it makes one story of two, of ``sizes`` accounts; ``people``: somebody is mentioned on both sides, who may be
    counted twice until then. ``why`` says why no rule accepted it (empty: no rule would).
    """

    a: str
    b: str
    relation: Relation | None
    joins: bool
    sizes: tuple[int, int]
    people: bool
    why: str

    @property
    def pair(self) -> Pair:
        """The two accounts, a < b."""
        return self.a, self.b


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """A page of stories told more than once, the largest first."""

    spreads: tuple[Spread, ...]
    count: int
    page: int
    pages: int
    waiting: Mapping[str, int]
    accounts: Mapping[str, Account]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One account of a family in the order of its tree: under ``parent`` (None: the root, or nothing leads to it) at ``depth`` by ``edge``."""

    account: Account
    parent: str | None
    edge: Relation | None
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyLook:
    """One story: its tree, relations to accounts outside, and how its versions differ."""

    family: Family
    spread: Spread | None
    nodes: tuple[Node, ...]
    outside: tuple[Relation, ...]
    accounts: Mapping[str, Account]
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of boilerplate with its words and, where somebody decided, what and by which row."""

    line: Boilerplate
    words: str
    account: Account | None
    status: ProposalStatus
    by: str
    row: str | None = None
    fresh: bool = field(default=False)


def traced(view: View) -> Traced:
    """The runs that lineage is shown from."""
    fits = {stage: view.run(stage) for stage in ("trace", "lineage", "retelling")}
    found = {stage: run or view.latest(stage) for stage, run in fits.items()}
    return Traced(
        trace=found["trace"],
        lineage=found["lineage"],
        retelling=found["retelling"],
        stale=fits["trace"] is None or fits["lineage"] is None,
        families=rows.several(view.connection, found["lineage"]) if found["lineage"] else (),
    )


# --- what waits


def waiting(view: View, runs: Traced) -> tuple[Waiting, ...]:
    """Every relation that waits for a person, the most consequential first.

    First what would join two stories (it changes what is counted), of these first where somebody is mentioned on both sides (who may be
    counted twice until then), then where more accounts hang on it, then where the accounts are more alike; last what joins nothing.
    """
    if runs.lineage is None:
        return ()
    connection = view.connection
    decided = rows.reviewed_pairs(connection)
    sizes = {name: len(accounts) for _, accounts, _ in runs.families for name in accounts}
    people = rows.people_in(connection)
    divided = {ordered(named["a"], named["b"]) for named in (parts(RelationReview, one) for one in view.undecided(RelationReview))}
    proposed = {(edge.a, edge.b): edge for edge in rows.edges(connection, runs.lineage, status=ProposalStatus.PROPOSED)}
    found = []
    for a, b in (proposed.keys() | divided) - decided:
        edge = proposed.get((a, b))
        joins = edge is None or edge.kind is not RelationKind.QUOTATION
        # Lineage keeps one proposal between two stories, but any two accounts of them may be it: the accounts at hand stand for theirs.
        found.append(
            Waiting(
                a=a,
                b=b,
                relation=edge,
                joins=joins,
                sizes=(sizes.get(a, 1), sizes.get(b, 1)),
                people=a in people and b in people,
                why=_why(edge) if (a, b) not in divided else DIVIDED,
            )
        )
    return tuple(sorted(found, key=_consequence))


def _consequence(one: Waiting) -> tuple[bool, bool, bool, int, float, int, Pair]:
    edge = one.relation
    alike, words = (edge.containment, edge.matched_words) if edge is not None else (1.0, 0)
    return one.why != DIVIDED, not one.joins, not one.people, -min(one.sizes), -alike, -words, one.pair


def _why(edge: Relation | None) -> str:
    said = edge.evidence if edge is not None else ()
    return next((line.removeprefix(WAITS) for line in said if line.startswith(WAITS)), "")


def ordered(a: str, b: str) -> Pair:
    """The two, the smaller first."""
    return (a, b) if a < b else (b, a)


# --- stories


def stories(view: View, runs: Traced, queue: Sequence[Waiting], *, words: str = "", show: str = "", page: int = 1) -> Stories:
    """The stories told more than once: those of which an account has these words in its title, outlet, author or origin.

    ``show``: ``waiting`` (with a relation that waits), ``undecided`` (nobody can tell who took it from whom), else all.
    """
    if runs.lineage is None:
        return Stories(spreads=(), count=0, page=1, pages=1, waiting={}, accounts={})
    connection = view.connection
    found: Sequence[rows.Told] = runs.families
    touched: dict[str, int] = {}
    for one in queue:
        for name in one.pair:
            touched[name] = touched.get(name, 0) + 1
    if words:
        named = rows.accounts_named(connection, words)
        found = [one for one in found if not named.isdisjoint(one[1])]
    if show == "waiting":
        found = [one for one in found if not touched.keys().isdisjoint(one[1])]
    elif show == "undecided":
        unclear = rows.edges(connection, runs.lineage, status=ProposalStatus.ACCEPTED, direction=Direction.UNDECIDED)
        open_ones = {name for edge in unclear for name in (edge.a, edge.b)}
        found = [one for one in found if not open_ones.isdisjoint(one[1])]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    accounts = rows.accounts_by_id(connection, [name for _, names, _ in shown for name in names])
    known = publications(accounts.values())
    spreads = tuple(spread for one in shown if (spread := _spread(one, known)) is not None)
    return Stories(
        spreads=spreads,
        count=len(found),
        page=page,
        pages=pages,
        waiting={name: sum(touched.get(account, 0) for account in names) for name, names, _ in shown},
        accounts=accounts,
    )


def _spread(one: rows.Told, known: Mapping[str, Publication]) -> Spread | None:
    name, accounts, root = one
    return spread_of(Family(id=name, accounts=accounts, root=root), known)


# --- one family


def family(view: View, runs: Traced, account: str) -> FamilyLook:
    """The story that an account belongs to.

    Raises:
        UnknownReference: there is no such account, or lineage does not know it yet.
        AccountWithdrawn: it was removed by duty.
    """
    require(view, account)
    found = rows.family_of(view.connection, runs.lineage, account) if runs.lineage else None
    if found is None or runs.lineage is None:
        raise UnknownReference("The lineage of this account has not been worked out yet.", "Run the machine stages first.")
    edges = rows.edges_of(view.connection, runs.lineage, found.accounts)
    inside = set(found.accounts)
    outside = [edge for edge in edges if not (edge.a in inside and edge.b in inside)]
    accounts = rows.accounts_by_id(view.connection, {*inside, *(name for edge in edges for name in (edge.a, edge.b))})
    variants = rows.variants_among(view.connection, runs.retelling, inside) if runs.retelling else []
    order = list(VariantKind)
    status = list(ProposalStatus)
    return FamilyLook(
        family=found,
        spread=spread_of(found, publications(account for name, account in accounts.items() if name in inside)),
        nodes=_tree(found, [edge for edge in edges if edge.a in inside and edge.b in inside], accounts),
        outside=tuple(sorted(outside, key=lambda edge: (status.index(edge.status), -edge.matched_words, edge.id))),
        accounts=accounts,
        variants=tuple(sorted(variants, key=lambda one: (order.index(one.kind), one.introduced_by is None))),
    )


def _tree(found: Family, edges: Sequence[Relation], accounts: Mapping[str, Account]) -> tuple[Node, ...]:
    """Root first, each account under the one it hangs on by the strongest edge; depth first, without recursion.

    An edge that joins goes before a quotation, then the more alike, then more words.
    """
    beside: dict[str, list[tuple[bool, float, int, str, str, Relation]]] = {}
    for edge in edges:
        if edge.status is ProposalStatus.ACCEPTED:
            strength = (edge.kind is RelationKind.QUOTATION, -edge.containment, -edge.matched_words)
            beside.setdefault(edge.a, []).append((*strength, edge.b, edge.a, edge))
            beside.setdefault(edge.b, []).append((*strength, edge.a, edge.b, edge))
    above: dict[str, tuple[str, Relation] | None] = {}
    for start in (found.root, *found.accounts):
        if start in above or start not in accounts:
            continue
        above[start] = None
        heap = list(beside.get(start, ()))
        heapify(heap)
        while heap:
            *_, child, parent, edge = heappop(heap)
            if child not in above and child in accounts:
                above[child] = (parent, edge)
                for further in beside.get(child, ()):
                    heappush(heap, further)
    return _depth_first(above, accounts)


def _depth_first(above: Mapping[str, tuple[str, Relation] | None], accounts: Mapping[str, Account]) -> tuple[Node, ...]:
    below: dict[str | None, list[str]] = {}
    for child, link in above.items():  # in the order of strength
        below.setdefault(link[0] if link else None, []).append(child)
    nodes: list[Node] = []
    waits = [(name, 0) for name in reversed(below.get(None, []))]
    while waits:
        name, depth = waits.pop()
        link = above[name]
        nodes.append(Node(account=accounts[name], parent=link[0] if link else None, edge=link[1] if link else None, depth=depth))
        waits += [(child, depth + 1) for child in reversed(below.get(name, []))]
    return tuple(nodes)


def require(view: View, name: str) -> Account:
    """An account that is there.

    Raises:
        UnknownReference: there is none of this id.
        AccountWithdrawn: it was removed by duty.
    """
    account = view.account(name)
    if account is not None:
        return account
    if name in view.withdrawn():
        raise AccountWithdrawn("This account was withdrawn.", "Nothing of it is left to compare.")
    raise UnknownReference("There is no such account.", "Look for it among the accounts.")


# --- boilerplate


def boilerplate(view: View, runs: Traced, page: int = 1) -> tuple[tuple[Line, ...], int, int]:
    """A page of the lines that are not counted as shared words (or that somebody spared): the lines, the page, how many pages."""
    if runs.trace is None:
        return (), 1, 1
    said = rows.reviewed_lines(view.connection)
    lines = rows.boilerplate_lines(view.connection, runs.trace)
    pages = max(1, -(-len(lines) // PAGE))
    page = min(max(page, 1), pages)
    shown = lines[(page - 1) * PAGE : page * PAGE]
    accounts = rows.accounts_by_id(view.connection, [line.account for line in shown])
    found = []
    for line in shown:
        edition = view.edition(line.edition)
        review = said.get((line.edition, line.start, line.end))
        found.append(
            Line(
                line=line,
                words=edition.text[line.start : line.end] if edition is not None else "",
                account=accounts.get(line.account),
                status=review[0].status if review else line.status,
                by=review[0].by if review else line.by,
                row=review[1] if review else None,
                fresh=review is not None and review[0].status is not line.status,
            )
        )
    return tuple(found), page, pages


def plain(one: Waiting) -> dict[str, Any]:
    """A relation that waits, for scripts."""
    edge = one.relation
    return {
        "a": one.a, "b": one.b, "kind": edge.kind.value if edge else None, "direction": edge.direction.value if edge else None,
        "containment": edge.containment if edge else None, "matched_words": edge.matched_words if edge else None, "joins": one.joins,
        "sizes": list(one.sizes), "people": one.people, "why": one.why, "evidence": list(edge.evidence) if edge else [],
    }  # fmt: skip
