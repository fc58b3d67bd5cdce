"""Mentions, claims and links that people entered, brought in as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from testimonia.domain.decisions import Claim, LinkReview, Mention
from testimonia.domain.evidence import Account
from testimonia.domain.identity import object_id
from testimonia.domain.report import Progress, silent
from testimonia.domain.results import Link
from testimonia.domain.vocabulary import CLAIMED, CaseKind, Identity, Layer, LinkDecision, MentionStatus
from testimonia.errors import InputError
from testimonia.store.append import Decision
from testimonia.store.importing import Builder, ImportReport, take, take_rows
from testimonia.store.references import AccountNames, Fetched, MentionNames, Nearby, Team
from testimonia.store.rows import Cells, Columns, as_it_stands, columns_of, is_computed
from testimonia.store.tabular import Faults, Line
from testimonia.study import Study, View
from testimonia.study.withholding import judged_apart
from testimonia.text import place

Entry = Mention | Claim | LinkReview
_KEYS = {"mentions": columns_of(Mention) | {"quote"}, "claims": columns_of(Claim) | {"quote"}, "links": columns_of(Link, LinkReview)}
_OTHER_NAMES = {"mention_entries": "mentions", "claim_entries": "claims", "link_reviews": "links"}


def import_decisions(study: Study, path: Path, progress: Progress = silent) -> ImportReport:
    """Take mentions, claims or links from a CSV or JSONL file with the keys of the export.

    The table is known by the file's name (mentions, claims, links), by a column ``table``, else row by row: ``variable`` makes a
    claim, ``a`` and ``b`` a link, ``label`` a mention. Accounts are named by id, eight or more characters of its beginning, origin or
    file name. Mentions and claims need no id: one is derived; where one is given it must not be a person's name, since ids stay in
    the log when the account is withdrawn. A passage is given by ``quote`` (its words, which stand in the text once), by ``start`` and
    ``end`` (code points), or by both, in the account's main edition unless ``edition`` names another.
    The same file twice is the file once.

    Raises:
        ImportRejected: every fault of the file with its line; nothing was taken.
        InputError: the file is no table.
        NotPermitted, UnknownReference: the acting coder may not.
    """
    study.require()
    with study.read() as view:
        desk = _Desk(view, path.stem.lower())
    return take(study.store, study.coder, path, study.read, desk, progress)


def enter(study: Study, rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Take mentions, claims or links as they come from a page, with the keys of :func:`import_decisions`: all of them or none.

    The ids of the mentions.

    Raises:
        ImportRejected: rows are wrong; every fault is named and nothing was written.
    """
    study.require()
    with study.read() as view:
        desk = _Desk(view, "", near=True)
    take_rows(study.store, study.coder, rows, study.read, desk)
    return tuple(desk.entered)


def _table_of(line: Line, stem: str) -> str:
    for name in (line.values.get("table"), stem):
        if (found := _OTHER_NAMES.get(str(name), str(name))) in _KEYS:
            return found
    values = line.values
    if "variable" in values:
        return "claims"
    if "a" in values and "b" in values:
        return "links"
    return "mentions" if "label" in values else ""


class _Desk(Builder[View]):
    """What rows are checked against: what the study holds, and the mentions of the file."""

    def __init__(self, view: View, stem: str, *, near: bool = False) -> None:
        """``near``: fetch each account, mention and claim when a row names it, which is quicker for the few rows of a page."""
        self.view, self.stem, self.protocol, self.near = view, stem, view.study.protocol, near
        self.names: AccountNames | Nearby[Account] = Nearby(self._account, self._any_account) if near else self._accounts()
        self.mentions: MentionNames | Nearby[Mention] = Nearby(self._one_mention, self._any_mention) if near else self._mentions()
        self.claims: Mapping[str, Claim] = Fetched(self._one_claim) if near else {claim.id: claim for claim in view.records(Claim)}
        self.team = Team(view.study.protocol, view.study.coder, view.sight.rounds)
        self.columns = Columns()
        self.entered: dict[str, Mention] = {}
        self.links: dict[tuple[str, str], list[LinkReview]] = {}
        # A page gives every column of a link: what stands fills no gaps of it.
        for link in () if near else view.records(LinkReview):
            self.links.setdefault((link.a, link.b), []).append(link)
        self._last = ("", "", "")  # an edition: its id, account and text

    def _accounts(self) -> AccountNames:
        return AccountNames(self.view.records(Account), self.view.withdrawn())

    def _mentions(self) -> MentionNames:
        return MentionNames(self.view.records(Mention), self.view.undecided(Mention))

    def _account(self, name: str) -> Account | None:
        return self.view.account(name)

    def _any_account(self, name: str) -> Account:
        return self._accounts().find(name)

    def _one_mention(self, name: str) -> Mention | None:
        return self.view.one(Mention, name)

    def _any_mention(self, name: str) -> Mention:
        return self._mentions().find(name)

    def _one_claim(self, name: str) -> Claim | None:
        return self.view.one(Claim, name)

    def _find_mention(self, name: str) -> Mention:
        """A mention of the file, else of the study."""
        return self.entered[name] if name in self.entered else self.mentions.find(name)

    def look(self, view: View) -> None:
        self.view = view

    def order(self, lines: Iterable[Line]) -> Iterable[Line]:
        """Mentions first, so that claims and links may speak of mentions of the same file."""
        return sorted(lines, key=lambda line: _table_of(line, self.stem) != "mentions")

    def row(self, line: Line, faults: Faults) -> Decision | None:
        cells, table = Cells(line, faults), _table_of(line, self.stem)
        if not table:
            cells.fault(
                "is neither a mention (`account`, `label`), a claim (`mention`, `variable`, `value`) nor a link (`a`, `b`, `decision`)."
            )
            return None
        self.columns.check(cells, table, _KEYS[table])
        if is_computed(cells.text("by")) or (table == "links" and (cells.text("decision") or "").lower() == LinkDecision.PROPOSED.value):
            self.left += 1
            return None
        readers: dict[str, Callable[[Cells], Entry | None]] = {"mentions": self._mention, "claims": self._claim, "links": self._link}
        record, stated = readers[table](cells), cells.stated()
        return None if cells.wrong or record is None else Decision(record=record, stated=stated)

    # --- the three tables

    def _mention(self, cells: Cells) -> Mention | None:
        account = cells.lookup("account", self.names.find, required=True)
        name, label = cells.name("id"), cells.text("label", required=True)
        identity = cells.choice("identity", Identity, Identity.UNKNOWN)
        kind = cells.choice("kind", CaseKind, CaseKind.PERSON)
        status = cells.choice("status", MentionStatus, MentionStatus.PROPOSED)
        edition, start, end = self._span(cells, account)
        reason, by = cells.text("reason"), self.team.author(cells)
        if cells.wrong or account is None or label is None or identity is None or kind is None or status is None:
            return None
        name = name or object_id("mention", account.secret, label, start)
        before = self.entered.get(name) or self.mentions.by_id.get(name)
        if before is not None and before.account != account.id:
            cells.fault(f"the mention `{name}` stands in another account; give this one an id of its own.")
            return None
        mention = Mention(
            id=name, account=account.id, label=label, identity=identity, kind=kind, status=status, edition=edition, start=start, end=end,
            reason=reason, by=by,
        )  # fmt: skip
        self.entered[name] = mention
        if isinstance(self.mentions, MentionNames):
            self.mentions.by_id[name] = mention  # among the names nearest to a mistyped one
        return mention

    def _claim(self, cells: Cells) -> Claim | None:
        mention = cells.lookup("mention", self._find_mention, required=True)
        name, value = cells.name("id"), cells.text("value", required=True)
        variable = cells.lookup("variable", self._claimed, required=True)
        holder, time = cells.text("holder"), cells.date("time")
        account = self.names.by_id.get(mention.account) if mention else None
        edition, start, end = self._span(cells, account)
        by = self.team.author(cells)
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

    def _claimed(self, name: str) -> str:
        """What a claim is about: a word of the method, or a question of the form."""
        return name if name in CLAIMED else self.protocol.variable(name).id

    def _link(self, cells: Cells) -> LinkReview | None:
        one, other = cells.lookup("a", self._find_mention, required=True), cells.lookup("b", self._find_mention, required=True)
        decision = cells.choice("decision", LinkDecision)
        hand, reason = self.team.hand(cells, None, key="by"), cells.text("reason")
        if one and other and one.id == other.id:
            cells.fault("`a` and `b` are the same mention.")
        if one and other and one.kind is not other.kind:
            cells.fault("links a person with a response.")
        if cells.wrong or one is None or other is None or decision is None or hand is None:
            return None
        if one.id > other.id:
            one, other = other, one
        link = LinkReview(
            a=one.id, b=other.id, account_a=one.account, account_b=other.account, decision=decision, layer=hand.layer,
            round=hand.round, reason=reason, by=hand.coder,
        )  # fmt: skip
        said = self.view.records(LinkReview) if self.near else self.links.get((link.a, link.b), ())
        own = {row.decision for row in said if (row.a, row.b, row.by, row.layer) == (link.a, link.b, link.by, Layer.CODER)}
        if own and own != {link.decision} and judged_apart(self.view, link):
            cells.fault("changes a verdict on a pair that two people have judged, each without the other; the owner or a lead settles it.")
            return None
        return as_it_stands(link, self.links.get((link.a, link.b), ()), cells.line.values, ("a", "b", "by"))

    # --- what rows refer to

    def _span(self, cells: Cells, account: Account | None) -> tuple[str | None, int | None, int | None]:
        """The edition and span of a row; all None where it gives none."""
        start, end, quote, named = cells.whole("start"), cells.whole("end"), cells.text("quote"), cells.text("edition")
        if cells.wrong or account is None or (start is None and end is None and quote is None):
            return None, None, None
        edition = named or account.main
        text = self._text(account, edition) if edition else None
        if edition is None or text is None:
            cells.fault(
                f"the account has no edition `{edition}`." if edition else "the account has no readable text, so no passage either."
            )
            return None, None, None
        try:
            span = place(text, start, end, quote)
        except InputError as fault:
            cells.fault(f"{fault.message} {fault.remedy}")
            return None, None, None
        return edition, span.start, span.end

    def _text(self, account: Account, name: str) -> str | None:
        """The text of an edition of this account, or None; the last one read is kept, since rows of an account stand together."""
        if name != self._last[0]:
            edition = self.view.edition(name)
            self._last = (name, edition.account if edition else "", edition.text if edition else "")
        return self._last[2] if self._last[1] == account.id else None
