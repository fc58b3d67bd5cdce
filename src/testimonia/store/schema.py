"""The tables. Columns of records come from the dataclasses of ``domain``, so that a field is written down once.

Three families: the log with what lies beside it (append-only), projections (the folded state, written in the same transaction
as the log) and outputs of runs. Rows outside the log that no log row vouches for carry a ``digest`` of their other columns.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, Double, ForeignKey, Index, Integer, MetaData, Table, Text
from sqlalchemy.types import REAL, TypeEngine

from testimonia.domain import results
from testimonia.store.codec import fields_of
from testimonia.store.kinds import KINDS, Kind

metadata = MetaData(
    naming_convention={
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

# PostgreSQL's INTEGER and REAL are too narrow for milliseconds and for 1e-9; SQLite's STRICT tables know only these two names.
# One order on every machine: a PostgreSQL server sorts by its country's rules unless told to sort by code point.
TEXT: TypeEngine[str] = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")
NUMBER: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


def _table(name: str, *parts: Column[object] | Index | CheckConstraint) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


def _key(name: str) -> Column[object]:
    return Column(name, TEXT, primary_key=True)


def _text(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, TEXT, nullable=nullable)


def _whole(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, WHOLE, nullable=nullable)


def _record_columns(record: type) -> list[Column[object]]:
    columns: list[Column[object]] = []
    for field in fields_of(record):
        kind: TypeEngine[object]
        if field.many or issubclass(field.base, (str, StrEnum)):
            kind = TEXT  # type: ignore[assignment] # a TypeEngine[str] is one of object; SQLAlchemy's class is invariant
        elif issubclass(field.base, int):
            kind = WHOLE  # type: ignore[assignment] # as above
        else:
            kind = NUMBER  # type: ignore[assignment] # as above
        columns.append(Column(field.column, kind, nullable=field.optional))
    return columns


# --- the log and what lies beside it

log = _table(
    "log",
    _key("id"),
    _text("replica"),
    _whole("seq"),
    _text("parent", nullable=True),
    _whole("wall"),
    _whole("tick"),
    _text("at"),
    _text("stated", nullable=True),
    _text("by"),
    _text("kind"),
    _text("subject"),
    _text("replaces"),
    _text("accounts"),
    _text("round", nullable=True),
    _text("author", nullable=True),
    _whole("retract"),
    _text("open"),
    _text("sealed", nullable=True),
    CheckConstraint("retract IN (0, 1)", name="retract"),
    Index(None, "wall", "tick"),
    Index(None, "kind", "replica", "seq"),
    Index(None, "by", "wall"),
)
sealed = _table(
    "sealed",
    Column("row", TEXT, ForeignKey("log.id", deferrable=True, initially="DEFERRED"), primary_key=True),
    _text("salt"),
    _text("content"),
)
heads = _table("heads", _key("row"), _text("replica"), _whole("seq"))
# The rows of an object that no other row replaces: one in ordinary life, more after a merge of two minds.
leaves = _table("leaves", _key("row"), _text("kind"), _text("subject"), Index(None, "kind", "subject"))
conflicts = _table("conflicts", _key("kind"), _key("subject"), _text("rows"))
tombstones = _table("tombstones", _key("account"), _text("sha256"), _text("at"), _text("by"), _text("reason"))

# --- texts and their search index

editions = _table(
    "editions",
    _key("id"),
    _text("account"),
    _text("kind"),
    _text("of", nullable=True),
    _text("language", nullable=True),
    _text("sha256"),
    _text("extractor"),
    _text("text"),
    Index(None, "account"),
)
search_pieces = _table("search_pieces", Column("id", WHOLE, primary_key=True), _text("account"), _text("folded"), Index(None, "account"))
protocol_texts = _table("protocol_texts", _key("digest"), _key("name"), _text("content"), _text("text_digest"))

# --- projections: the state of every object, one row each


def _projection(kind: Kind) -> Table:
    own = [_key("subject"), _text("row"), _text("at", nullable=True), _text("stated", nullable=True), _text("decided_by")]
    taken = {column.name for column in own}  # an adoption's subject is its key; a capture's own time stands where the row's would
    parts: list[Column[object] | Index | CheckConstraint] = [
        *own,
        *[column for column in _record_columns(kind.record) if column.name not in taken],
    ]
    if any(field.name == "account" for field in fields_of(kind.record)):
        parts.append(Index(None, "account"))
    if kind.name == "account":
        # `status` asks a library of 20,000 accounts for these alone, and a row of accounts is wide.
        parts += [Index(None, "state", "id"), Index(None, "row")]
    return _table(kind.table, *parts)


projections: dict[str, Table] = {name: _projection(kind) for name, kind in KINDS.items()}

# --- runs and their outputs

runs = _table(
    "runs",
    _key("id"),
    _text("stage"),
    _text("params"),
    _text("version"),
    _text("input_digest"),
    _text("output_digest"),
    _text("at"),
    _text("by"),
    _text("digest"),
    Index(None, "stage"),
)
OUTPUT_RECORDS: dict[str, type] = {
    "reuse": results.Reuse,
    "boilerplate": results.Boilerplate,
    "relations": results.Relation,
    "families": results.Family,
    "variants": results.Variant,
    "anchors": results.Anchor,
    "links": results.Link,
    "cases": results.Case,
    "partitions": results.Partitioning,
    "suggestions": results.Suggestion,
    "suggested": results.Suggested,
    "findings": results.Finding,
    "measures": results.Measure,
    "robustness": results.Robustness,
}


def _output(name: str, record: type) -> Table:
    columns: list[Column[object] | Index | CheckConstraint] = [
        _key("run"),
        Column("position", WHOLE, primary_key=True),
        _text("holds"),
        _text("salt"),
        *_record_columns(record),
    ]
    # A page asks for those of one account among half a million.
    if record is results.Suggestion:
        columns += [Index(None, "run", "account"), Index(None, "account")]
    return _table(name, *columns)


outputs: dict[str, Table] = {name: _output(name, record) for name, record in OUTPUT_RECORDS.items()}
# The runs whose outputs are still here, each with the state of the log in which its input was last seen to fit (see store.inputs).
kept_runs = _table("kept_runs", _key("run"), _text("seen"), _text("digest"))
# Outputs that are the same in run after run are kept once, an account's together: ``run`` of such a row is the part's id (a digest of its
# rows), and a run names its parts.
PARTED = ("suggestions", "suggested")
run_parts = _table("run_parts", _key("run"), _key("part"), Index(None, "part"))
# What a withdrawal took out of the kept outputs of a run: the digests of the rows, so that the run's own digest still adds up.
outputs_withdrawn = _table("outputs_withdrawn", _key("run"), _key("row_digest"))

snapshots = _table(
    "snapshots",
    _key("id"),
    _key("name"),
    _text("heads"),
    _text("runs"),
    _text("protocol"),
    _text("at"),
    _text("by"),
    _text("digest"),
)
# What left the study, and which accounts each copy held: a withdrawal must be able to name them.
releases = _table(
    "releases",
    _key("id"),
    _text("kind"),
    _text("profile", nullable=True),
    _text("path"),
    _text("sha256"),
    _text("snapshot", nullable=True),
    _text("at"),
    _text("by"),
    _text("digest"),
)
holdings = _table("holdings", _key("release"), _key("account"), _text("digest"))
meta = _table("meta", _key("key"), _text("value"), _text("digest"))

APPEND_ONLY = ("log", "runs", "editions", "protocol_texts", "snapshots", "releases")
DELETABLE = frozenset({"editions"})  # by a withdrawal alone; a text is never changed
