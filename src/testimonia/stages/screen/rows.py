"""One row of an imported table of screening decisions, checked against the study."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from testimonia.domain.decisions import Mention, Screening
from testimonia.domain.evidence import Account, ShelfDeclaration
from testimonia.domain.vocabulary import ScreeningDecision, Shelf
from testimonia.protocol import Criterion
from testimonia.protocol.nearest import advice
from testimonia.store.append import Decision
from testimonia.store.importing import Builder
from testimonia.store.marks import content_mark
from testimonia.store.references import AccountNames, Fetched, MentionNames, Nearby, Team
from testimonia.store.rows import Cells, Columns, columns_of
from testimonia.store.tabular import Faults, Line
from testimonia.study import View

_KEYS = columns_of(Screening)


class Desk(Builder[View]):
    """What a row of decisions is checked against."""

    def __init__(self, view: View, *, near: bool = False) -> None:
        """Read once for a whole file; accounts, mentions and shelves are what grows with the study, texts are not touched.

        ``near``: fetch each of them when a row names it, which is quicker for the one row of a page.
        """
        study = view.study
        self.view, self.protocol = view, study.protocol
        self.names: AccountNames | Nearby[Account] = Nearby(view.account, self._any_account) if near else self._accounts()
        self.mentions: MentionNames | Nearby[Mention] = Nearby(self._mention, self._any_mention) if near else self._all_mentions()
        self.declared: Mapping[str, Shelf] = (
            Fetched(self._shelf) if near else {row.account: row.shelf for row in view.records(ShelfDeclaration)}
        )
        self.team = Team(study.protocol, study.coder, view.sight.rounds)
        self.columns = Columns()

    def _accounts(self) -> AccountNames:
        return AccountNames(self.view.records(Account), self.view.withdrawn())

    def _all_mentions(self) -> MentionNames:
        return MentionNames(self.view.records(Mention), self.view.undecided(Mention))

    def _any_account(self, name: str) -> Account:
        return self._accounts().find(name)

    def _any_mention(self, name: str) -> Mention:
        return self._all_mentions().find(name)

    def _mention(self, name: str) -> Mention | None:
        return self.view.one(Mention, name)

    def _shelf(self, account: str) -> Shelf | None:
        found = self.view.one(ShelfDeclaration, account)
        return found.shelf if found else None

    def order(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The rows as they stand; what one of them warns of (``flags``) becomes a row for each warning."""
        for line in lines:
            flags = line.values.pop("flags", None)
            words = flags if isinstance(flags, list) else str(flags or "").replace(",", ";").split(";")
            found = [str(word).strip() for word in words if str(word).strip()]
            if not found or line.values.get("decision") is not None:
                yield line
            for flag in found:
                yield Line(
                    line.number, {"account": line.values.get("account") or self._account_of(line.values.get("mention")), "flag": flag}
                )

    def _account_of(self, mention: object) -> str | None:
        found = self.mentions.by_id.get(str(mention))
        return found.account if found else None

    def row(self, line: Line, faults: Faults) -> Decision | None:
        """The decision that a row is, or None after noting its faults."""
        cells = Cells(line, faults)
        if "flag" in line.values:
            warning = content_mark(self.names, self.team, cells)
            return None if warning is None else Decision(record=warning)
        self.columns.check(cells, "screening", _KEYS)
        hand = self.team.hand(cells, "screening", key="screener")
        account, mention = self._unit(cells)
        decision = cells.choice("decision", ScreeningDecision)
        declared = self.declared.get(account or "", Shelf.TESTIMONY)
        shelf = cells.choice("shelf", Shelf, declared)
        criterion = self._criterion(cells, shelf, mention, decision)
        reason, stated = cells.text("reason"), cells.stated()
        if cells.wrong or hand is None or account is None or decision is None:
            return None
        record = Screening(
            account=account,
            mention=mention,
            screener=hand.coder,
            round=hand.round,
            layer=hand.layer,
            decision=decision,
            shelf=shelf,
            criterion=criterion,
            reason=reason,
        )
        return Decision(record=record, stated=stated)

    def _unit(self, cells: Cells) -> tuple[str | None, str | None]:
        found = cells.lookup("account", self.names.find)
        mention = cells.lookup("mention", self.mentions.find)
        account = found.id if found else None
        if mention is None:
            if account is None and not cells.wrong:
                cells.fault("names neither an `account` nor a `mention`.")
            return account, None
        if account is not None and mention.account != account:
            cells.fault(f"mention `{mention.id}` belongs to account {mention.account}, not to {account}.")
        return mention.account, mention.id

    def _criterion(self, cells: Cells, shelf: Shelf | None, mention: str | None, decision: ScreeningDecision | None) -> str | None:
        name = cells.text("criterion")
        if shelf is None or name is None:
            return name
        section = self.protocol.shelf(shelf.value)
        asked: tuple[Criterion, ...] = section.criteria if mention is None else section.eligibility
        what = f"criterion of the shelf `{shelf}`" if mention is None else f"criterion of eligibility of the shelf `{shelf}`"
        found = next((criterion for criterion in asked if criterion.id == name), None)
        if found is None:
            cells.fault(f"`{name[:40]}` is no {what}. {advice(name, (criterion.id for criterion in asked))}")
        elif found.excludes and decision is ScreeningDecision.INCLUDE:
            cells.fault(f"`{name}` is a reason to leave out, but the decision is `include`.")
        return name
