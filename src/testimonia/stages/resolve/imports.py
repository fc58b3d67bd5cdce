"""Mentions, claims and links that people entered, brought in as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from testimonia.domain.decisions import Claim, LinkReview, Mention
from testimonia.domain.evidence import Account
from testimonia.domain.identity import object_id
from testimonia.domain.vocabulary import CaseKind, Identity, Layer, LinkDecision, MentionStatus
from testimonia.errors import UnknownReference
from testimonia.stages.resolve.report import DecisionImport
from testimonia.store.append import Decision
from testimonia.store.codec import fields_of
from testimonia.store.kinds import KIND_OF
from testimonia.store.rows import Cells, account_names, is_computed
from testimonia.store.tabular import Faults, Line, iter_table
from testimonia.study import LEADING, Study, View

Entry = Mention | Claim | LinkReview
TABLES: dict[str, type] = {"mentions": Mention, "claims": Claim, "links": LinkReview}
_OTHER_NAMES = {"mention_entries": "mentions", "claim_entries": "claims", "link_reviews": "links"}


def import_decisions(study: Study, path: Path) -> DecisionImport:
    """Take mentions, claims or links from a CSV or JSONL file with the keys of the export.

    The table is known by the file's name (mentions, claims, links), else row by row: ``variable`` makes a claim, ``a`` and ``b`` a link,
    ``label`` a mention. Accounts are named by id or origin. Mentions and claims need no id: one is derived; where one is given it must
    not be a person's name, since ids stay in the log when the account is withdrawn. A span counts code points of the account's main
    edition unless ``edition`` names another. The same file twice is the file once.

    Raises:
        ImportRejected: every fault of the file with its line; nothing was taken.
        InputError: the file is no table.
        NotPermitted, UnknownReference: the acting coder may not.
    """
    study.require()
    faults = Faults()
    lines = list(iter_table(path, faults))
    with study.read() as view:
        desk = _Desk(study, view, lines, path.stem.lower())
        for line in desk.in_order():
            desk.take(Cells(line, faults))
    faults.reject(path)
    rows = study.decide(desk.decisions)
    taken = dict.fromkeys(TABLES, 0)
    for decision, row in zip(desk.decisions, rows, strict=True):
        if row is not None:
            taken[_TABLE_OF[type(decision.record)]] += 1
    return DecisionImport(taken=taken, known=sum(row is None for row in rows), left=desk.left)


_TABLE_OF: dict[type, str] = {record: name for name, record in TABLES.items()}


def _table_of(line: Line, stem: str) -> str:
    stem = _OTHER_NAMES.get(stem, stem)
    if stem in TABLES:
        return stem
    values = line.values
    if "variable" in values:
        return "claims"
    if "a" in values and "b" in values:
        return "links"
    return "mentions" if "label" in values else ""


@dataclass
class _Desk:
    """Where rows are checked: what the study holds, and what the file has said so far."""

    study: Study
    view: View
    lines: list[Line]
    stem: str
    decisions: list[Decision] = field(default_factory=list)
    left: int = 0

    def __post_init__(self) -> None:
        self.accounts = {account.id: account for account in self.view.records(Account)}
        self.names = {name: self.accounts[found] for name, found in account_names(self.accounts.values()).items()}
        self.mentions = {mention.id: mention for mention in self.view.records(Mention)}
        self.claims = {claim.id: claim for claim in self.view.records(Claim)}
        self.leads = self.study.protocol.role(self.study.coder) in LEADING
        self._lengths: dict[str, tuple[str, int] | None] = {}
        self._said: dict[tuple[str, str], tuple[int, Entry]] = {}
        self._columns: set[tuple[str, frozenset[str]]] = set()

    def in_order(self) -> list[Line]:
        """Mentions first, so that claims and links may speak of mentions of the same file."""
        return sorted(self.lines, key=lambda line: _table_of(line, self.stem) != "mentions")

    def take(self, cells: Cells) -> None:
        """Check one row and note what it decides."""
        table = _table_of(cells.line, self.stem)
        if not table:
            cells.fault(
                "is neither a mention (`account`, `label`), a claim (`mention`, `variable`, `value`) nor a link (`a`, `b`, `decision`)."
            )
            return
        columns = table, frozenset(cells.line.values)
        if columns not in self._columns:
            self._columns.add(columns)
            cells.keys({*(known.name for known in fields_of(TABLES[table])), "probability"})
        if is_computed(cells.text("by")):
            self.left += 1
            return
        readers: dict[str, Callable[[Cells], Entry | None]] = {"mentions": self._mention, "claims": self._claim, "links": self._link}
        record = readers[table](cells)
        if record is None:
            return
        subject = KIND_OF[type(record)].subject(record)
        line, earlier = self._said.setdefault((table, subject), (cells.line.number, record))
        if earlier != record:
            cells.fault(f"says otherwise about the same {table[:-1]} than line {line}.")
        elif line == cells.line.number:
            self.decisions.append(Decision(record=record, stated=cells.stated()))

    # --- the three tables

    def _mention(self, cells: Cells) -> Mention | None:
        account = cells.reference("account", self.names, "account")
        name, label = cells.name("id"), cells.text("label", required=True)
        identity = cells.choice("identity", Identity, Identity.UNKNOWN)
        kind = cells.choice("kind", CaseKind, CaseKind.PERSON)
        status = cells.choice("status", MentionStatus, MentionStatus.PROPOSED)
        edition, start, end = self._span(cells, account)
        reason, by = cells.text("reason"), self._common(cells)
        if cells.wrong or account is None or label is None or identity is None or kind is None or status is None:
            return None
        name = name or object_id("mention", account.secret, label, start)
        before = self.mentions.get(name)
        if before is not None and before.account != account.id:
            cells.fault(f"the mention `{name}` stands in another account; give this one an id of its own.")
            return None
        mention = Mention(
            id=name, account=account.id, label=label, identity=identity, kind=kind, status=status, edition=edition, start=start, end=end,
            reason=reason, by=by,
        )  # fmt: skip
        self.mentions[name] = mention
        return mention

    def _claim(self, cells: Cells) -> Claim | None:
        mention = cells.reference("mention", self.mentions, "mention")
        name, value = cells.name("id"), cells.text("value", required=True)
        variable = cells.text("variable", required=True)
        self._exists(cells, "variable", self.study.protocol.variable)
        holder, time = cells.text("holder"), cells.date("time")
        account = self.accounts.get(mention.account) if mention else None
        edition, start, end = self._span(cells, account)
        by = self._common(cells)
        if cells.wrong or mention is None or account is None or variable is None or value is None:
            return None
        name = name or object_id("claim", account.secret, mention.id, variable, value, holder, time, start)
        before = self.claims.get(name)
        if before is not None and before.mention != mention.id:
            cells.fault(f"the claim `{name}` is about another mention; give this one an id of its own.")
            return None
        return Claim(
            id=name, account=account.id, mention=mention.id, variable=variable, value=value, holder=holder, time=time, edition=edition,
            start=start, end=end, by=by,
        )  # fmt: skip

    def _link(self, cells: Cells) -> LinkReview | None:
        one, other = cells.reference("a", self.mentions, "mention"), cells.reference("b", self.mentions, "mention")
        decision = cells.choice("decision", LinkDecision)
        if decision is LinkDecision.PROPOSED:
            self.left += 1
            return None
        layer, entered = cells.choice("layer", Layer, Layer.CODER), cells.text("round")
        reason, by = cells.text("reason"), self._common(cells)
        if layer is Layer.ADJUDICATED and not self.leads:
            cells.fault("only the owner or a lead decides on the layer `adjudicated`.")
        self._exists(cells, "round", self.study.protocol.round)
        if one and other and one.id == other.id:
            cells.fault("`a` and `b` are the same mention.")
        if one and other and one.kind is not other.kind:
            cells.fault("links a person with a response.")
        if cells.wrong or one is None or other is None or decision is None or layer is None:
            return None
        if one.id > other.id:
            one, other = other, one
        return LinkReview(
            a=one.id, b=other.id, account_a=one.account, account_b=other.account, decision=decision, layer=layer, round=entered,
            reason=reason, by=by,
        )  # fmt: skip

    # --- what rows refer to

    def _common(self, cells: Cells) -> str:
        cells.stated()
        return cells.author(self.study.coder, self.study.protocol, leads=self.leads)

    def _exists(self, cells: Cells, key: str, find: Callable[[str], object]) -> None:
        """Note a fault where the protocol does not know what a cell names; an empty one names nothing."""
        name = cells.text(key)
        try:
            if name is not None:
                find(name)
        except UnknownReference as fault:
            cells.fault(f"`{key}`: {fault}")

    def _span(self, cells: Cells, account: Account | None) -> tuple[str | None, int | None, int | None]:
        """The edition and span of a row; all None where it gives none."""
        start, end, named = cells.whole("start"), cells.whole("end"), cells.text("edition")
        if cells.wrong or account is None:
            return None, None, None
        if start is None and end is None:
            return None, None, None
        if start is None or end is None or start >= end:
            cells.fault("`start` and `end` must both be given, and `start` be the smaller.")
            return None, None, None
        edition = named or account.main
        found = self._edition(edition) if edition else None
        if edition is None or found is None or found[0] != account.id:
            cells.fault(
                f"the account has no edition `{edition}`." if edition else "the account has no readable text, so no passage either."
            )
            return None, None, None
        if end > found[1]:
            cells.fault(f"`end` is {end}, but the text ends at {found[1]}.")
        return edition, start, end

    def _edition(self, name: str) -> tuple[str, int] | None:
        """Account and length of an edition; read once."""
        if name not in self._lengths:
            edition = self.view.edition(name)
            self._lengths[name] = (edition.account, len(edition.text)) if edition else None
        return self._lengths[name]
