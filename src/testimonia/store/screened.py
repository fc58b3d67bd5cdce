"""What screening has come to, gathered by the database: thousands of units share a few patterns of who said what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, Text, and_, func, literal_column, select

from testimonia.domain.decisions import Screening
from testimonia.domain.outcome import Outcome, Standing, screening_outcome
from testimonia.domain.vocabulary import Layer, ScreeningDecision, Shelf
from testimonia.store import conflicts, schema
from testimonia.store.sight import EVERYTHING, Sight
from testimonia.store.undecided import screening_layers

_CELL, _ROW, _NAME = "|", "\x1e", "\x1f"


def outcomes(
    connection: Connection, sight: Sight, rounds: tuple[str, ...], *, mentions: bool, only: Collection[str] | None = None
) -> dict[str, Outcome]:
    """What screening has come to for each account (or mention) that somebody decided on (``only`` of these), as a reader may see it.

    The rule is :func:`testimonia.domain.outcome.screening_outcome` with the ``rounds`` of study.yaml in their order. The database
    only gathers who said what: thousands of accounts share a few patterns, and the rule is asked once for each.
    """
    table = schema.projections["screening"]
    unit = table.c.mention if mentions else table.c.account
    waiting: dict[str, list[Layer]] = {}
    for (account, mention), layers in screening_layers(conflicts.undecided(connection, Screening, sight)).items():
        name = mention if mentions else account
        if name is not None and (mention is not None) is mentions and (only is None or name in only):
            waiting.setdefault(name, []).extend(layers)
    found: dict[str, Outcome] = {}
    told_of = dict.fromkeys(waiting, "")
    seen = sight.condition(table, "screener")
    for told, names in connection.execute(_patterns(table, unit, seen if only is None else and_(seen, unit.in_(sorted(only))))):
        units = names.split(_NAME)
        found.update(dict.fromkeys(units, _by_rule(told, rounds, ())))
        if waiting:
            told_of.update(dict.fromkeys(waiting.keys() & units, told))
    return found | {name: _by_rule(told_of[name], rounds, tuple(layers)) for name, layers in waiting.items()}


def _patterns(table: Table, unit: Column[Any], wanted: ColumnElement[bool]) -> Select[Any]:
    """Who said what about a unit in one text, with the units of which just this was said; no id holds the signs between them."""
    none, sign = literal_column("''", Text), literal_column(f"'{_CELL}'", Text)
    row = table.c.layer + sign + table.c.screener + sign + func.coalesce(table.c.round, none)
    row = row + sign + table.c.decision + sign + func.coalesce(table.c.shelf, none) + sign + func.coalesce(table.c.criterion, none)
    each = (
        select(unit.label("unit"), func.aggregate_strings(row, _ROW).label("told"))
        .where(wanted, table.c.mention.is_(None) if unit is table.c.account else table.c.mention.is_not(None))
        .group_by(unit)
        .subquery()
    )
    return select(each.c.told, func.aggregate_strings(each.c.unit, _NAME)).group_by(each.c.told)


@lru_cache(maxsize=10_000)
def _by_rule(told: str, rounds: tuple[str, ...], undecided: tuple[Layer, ...]) -> Outcome:
    """What the rows of one text of :func:`_patterns` come to."""
    rows = [
        Screening(
            account="",
            layer=Layer(layer),
            screener=screener,
            round=entry or None,
            decision=ScreeningDecision(decision),
            shelf=Shelf(shelf) if shelf else None,
            criterion=criterion or None,
        )
        for layer, screener, entry, decision, shelf, criterion in (row.split(_CELL, 5) for row in told.split(_ROW) if row)
    ]
    return screening_outcome(rows, rounds, undecided)


def sees_more(connection: Connection, sight: Sight) -> bool:
    """Whether a reader sees screening decisions that open rounds do not show to everybody: their own in a blind one."""
    table = schema.projections["screening"]
    own = select(table.c.subject).where(
        table.c.screener == sight.viewer, table.c.round.is_not(None), table.c.round.not_in(sorted(sight.rounds))
    )
    return connection.execute(own.limit(1)).first() is not None


def decided(connection: Connection, sight: Sight, round_id: str, *, mentions: bool = False) -> dict[str, set[str]]:
    """Which accounts (and ``mentions``) each screener has decided on in a round: who and whether, never what.

    The owner and leads may know that of a round still blind, as of completions.
    """
    table = schema.projections["screening"]
    seen = (EVERYTHING if sight.leads else sight).condition(table, "screener")
    # One text a screener: forty thousand rows would take longer than all the rest of `status`.
    names = func.aggregate_strings(func.coalesce(table.c.mention, table.c.account) if mentions else table.c.account, _NAME)
    query = select(table.c.screener, names).where(seen, table.c.round == round_id, table.c.layer == Layer.CODER.value)
    if not mentions:
        query = query.where(table.c.mention.is_(None))
    return {screener: set(units.split(_NAME)) for screener, units in connection.execute(query.group_by(table.c.screener)).all()}


def tally(names: Collection[str], found: Mapping[str, Outcome], declared: Mapping[str, str]) -> Counter[tuple[Outcome | None, str | None]]:
    """How many of these accounts have come to which outcome (None: nobody decided) and were declared for which shelf."""
    # By identity: twenty thousand accounts share a few outcomes, and comparing these by their fields takes longer than all the rest.
    known: dict[int, Outcome | None] = {id(outcome): outcome for outcome in found.values()} | {id(None): None}
    counts: Counter[tuple[Outcome | None, str | None]] = Counter()
    pairs = Counter(zip(map(id, map(found.get, names)), map(declared.get, names), strict=True))
    for (name, shelf), number in pairs.items():
        counts[known[name], shelf] += number
    return counts


def shelf_counts(counted: Mapping[tuple[Outcome | None, str | None], int]) -> dict[str, dict[str, int]]:
    """How many accounts of a :func:`tally` have come to what, by the shelf they were screened for, else declared for, else ``testimony``."""
    counts: dict[str, Counter[str]] = {}
    for (outcome, declared), number in counted.items():
        shelf = (outcome.shelf if outcome else None) or declared or Shelf.TESTIMONY
        counts.setdefault(str(shelf), Counter())[(outcome.standing if outcome else Standing.UNSCREENED).value] += number
    return {shelf: dict(sorted(counts[shelf].items())) for shelf in sorted(counts)}
