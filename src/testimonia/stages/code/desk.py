"""What rows of coding are checked against: the protocol, the team, accounts, their texts, mentions, episodes and cases."""

from __future__ import annotations

from collections import Counter, OrderedDict
from functools import cached_property

from testimonia.domain.decisions import Episode, Mention
from testimonia.domain.evidence import Account, Edition, Search
from testimonia.domain.results import Case
from testimonia.domain.teamwork import Message
from testimonia.errors import UnknownReference
from testimonia.protocol import Codebook, Variable
from testimonia.protocol.nearest import advice
from testimonia.stages.code.params import ImportParams
from testimonia.store.references import AccountNames, MentionNames, Nearby, Team
from testimonia.store.rows import Cells
from testimonia.store.sight import EVERYTHING
from testimonia.study import View
from testimonia.study.definitions import form_versions, former_codebooks


class Desk:
    """Everything that one import looks things up in; texts are fetched when a row needs them and forgotten again."""

    def __init__(self, view: View, params: ImportParams, *, near: bool = False) -> None:
        """Read what a file as a whole needs; memory grows with the number of accounts and mentions, not with their texts.

        ``near``: fetch each account, mention and episode when a row names it, which is quicker for the few rows of a page.
        """
        study = view.study
        self.view, self.params, self.protocol, self.near = view, params, study.protocol, near
        self.names: AccountNames | Nearby[Account] = Nearby(self._account, self._any_account) if near else self._accounts()
        self.mentions: MentionNames | Nearby[Mention] = Nearby(self._mention, self._any_mention) if near else self._mentions()
        self.team = Team(study.protocol, study.coder, view.sight.rounds)
        self.notes: Counter[str] = Counter()
        self._texts: OrderedDict[str, Edition] = OrderedDict()
        self._held = 0
        self._retired: set[tuple[str, str, int]] = set()
        self._codes: dict[tuple[str, str | None, int | None], tuple[str, str, int] | str] = {}

    # --- accounts and mentions, all at once or one by one

    def _accounts(self) -> AccountNames:
        return AccountNames(self.view.records(Account), self.view.withdrawn())

    def _mentions(self) -> MentionNames:
        return MentionNames(self.view.records(Mention), self.view.undecided(Mention))

    def _account(self, name: str) -> Account | None:
        return self.view.account(name)

    def _mention(self, name: str) -> Mention | None:
        return self.view.one(Mention, name)

    def _any_account(self, name: str) -> Account:
        return self._accounts().find(name)

    def _any_mention(self, name: str) -> Mention:
        return self._mentions().find(name)

    # --- things that only some tables need

    @cached_property
    def episodes(self) -> dict[str, tuple[str, str, str | None]]:
        """Mention, coder and round of every episode (of those met so far, if ``near``); :meth:`episode` says who may point at one."""
        if self.near:
            return {}
        records = self.view.study.store.records(self.view.connection, Episode, EVERYTHING)
        return {record.id: (record.mention, record.coder, record.round) for record in records}

    def _episode(self, name: str) -> tuple[str, str, str | None] | None:
        if self.near and name not in self.episodes:
            record = self.view.study.store.one(self.view.connection, Episode, name)
            if record is not None:
                self.episodes[name] = (record.mention, record.coder, record.round)
        return self.episodes.get(name)

    @cached_property
    def threads(self) -> dict[str, Message]:
        """The first message of every thread that the acting coder may see."""
        return {message.id: message for message in self.view.records(Message) if message.id == message.thread}

    @cached_property
    def searches(self) -> set[str]:
        """Every search of the study."""
        return {search.id for search in self.view.records(Search)}

    @cached_property
    def cases(self) -> dict[str, Case]:
        """The cases in force; nothing while resolve is out of date."""
        return {case.id: case for case in self.view.outputs("resolve", Case)}

    @cached_property
    def case_accounts(self) -> dict[str, frozenset[str]]:
        """The accounts of the case that each mention belongs to."""
        return {mention: frozenset(case.accounts) for case in self.cases.values() for mention in case.mentions}

    # --- texts

    def edition(self, name: str) -> Edition | None:
        """One text, kept at hand while there is room."""
        found = self._texts.get(name)
        if found is not None:
            self._texts.move_to_end(name)
            return found
        found = self.view.edition(name)
        if found is not None:
            self._texts[name] = found
            self._held += len(found.text)
            while self._held > self.params.edition_characters and len(self._texts) > 1:
                self._held -= len(self._texts.popitem(last=False)[1].text)
        return found

    def text_of(self, cells: Cells, edition: str | None, account: Account | None) -> Edition | None:
        """The edition that a row names, else the main text of its account; None after noting the fault."""
        if edition is None and account is None:
            cells.fault("names neither an `account` nor an `edition`.")
            return None
        name = edition or (account.main if account else None)
        if name is None:
            cells.fault("its account has no text (it could not be read), so nothing in it can be pointed at.")
            return None
        found = self.edition(name)
        if found is None:
            cells.fault(f"there is no edition `{name[:40]}`. Leave `edition` empty for the account's main text.")
        elif account is not None and found.account != account.id:
            cells.fault(f"edition `{name}` belongs to account {found.account}, not to {account.id}.")
            return None
        return found

    # --- whom and what a row is about

    def account(self, cells: Cells, key: str = "account") -> Account | None:
        """The account that a cell names; None where it is empty or after noting the fault."""
        return cells.lookup(key, self.names.find)

    def mention(self, cells: Cells, account: str | None) -> Mention | None:
        """The mention that a row is about: named, else that of its ``case`` which lies in ``account``, else the case's first."""
        if cells.text("mention") is not None:
            return cells.lookup("mention", self.mentions.find)
        name = cells.text("case")
        return None if name is None else self.of_case(cells, name, account)

    def of_case(self, cells: Cells, name: str, account: str | None) -> Mention | None:
        """The mention of a case that lies in ``account``, else its first; None after noting the fault."""
        case = self.cases.get(name)
        if case is None:
            why = "" if self.cases else " Cases are out of date: `testimonia run DIR` brings them up to date, or name the `mention`."
            cells.fault(f"there is no case `{name[:40]}`.{why}")
            return None
        mentions = [found for mention in case.mentions if (found := self.mentions.by_id.get(mention)) is not None]
        if not mentions:
            cells.fault(f"no mention of case `{name[:40]}` was entered by a person yet; accept one first.")
            return None
        return next((mention for mention in mentions if mention.account == account), mentions[0])

    def belongs(self, cells: Cells, mention: Mention, account: str) -> None:
        """Note a fault unless the mention, or another one of its case, lies in the account."""
        if mention.account != account and account not in self.case_accounts.get(mention.id, frozenset()):
            cells.fault(f"mention `{mention.id}` belongs to account {mention.account}, and its case has nothing in account {account}.")

    def episode(self, cells: Cells, mention: Mention | None, coder: str) -> str | None:
        """The episode that a row names: of its own coder, or of a round open to all, and of the same person."""
        name = cells.text("episode")
        if name is None:
            return None
        found = self._episode(name)
        if found is None or not (found[1] == coder or found[2] is None or found[2] in self.team.open):
            cells.fault(f"there is no episode `{name[:40]}` that `{coder}` may refer to; import the episodes first.")
            return None
        if mention is None:
            cells.fault("names an episode but no `mention`.")
        elif found[0] != mention.id and not self._same_case(found[0], mention.id):
            cells.fault(f"episode `{name[:40]}` belongs to mention {found[0]}, not to {mention.id}.")
        return name

    def _same_case(self, a: str, b: str) -> bool:
        return any(a in case.mentions and b in case.mentions for case in self.cases.values())

    # --- codes

    def code(self, code: str, codebook: str | None, version: int | None) -> tuple[str, str, int]:
        """Codebook, code and version that a row means by ``codebook:code``, by both columns, or by a code that one codebook has.

        Raises:
            UnknownReference: no such code, or several; names the nearest.
        """
        asked = (code, codebook, version)
        if asked not in self._codes:
            try:
                self._codes[asked] = self._find_code(code, codebook, version)
            except UnknownReference as wrong:
                self._codes[asked] = str(wrong)
        found = self._codes[asked]
        if isinstance(found, str):
            raise UnknownReference(found)
        if found in self._retired:
            self.note(f"{found[0]}:{found[1]} is retired; it is kept for old codings.")
        return found

    def _find_code(self, code: str, codebook: str | None, version: int | None) -> tuple[str, str, int]:
        before, colon, name = code.partition(":")
        if not colon:
            name = code
        elif codebook is not None and codebook != before:
            raise UnknownReference(f"`code` is `{code[:80]}`, but `codebook` is `{codebook[:40]}`.")
        book = before if colon else codebook
        if book is None:
            having = [found.id for found in self.protocol.codebooks if any(item.id == name for item in found.codes)]
            if len(having) != 1:
                known = [f"{found.id}:{item.id}" for found in self.protocol.codebooks for item in found.codes]
                what = f"Several codebooks have a code `{name[:40]}`" if having else f"There is no code `{name[:40]}` in this study"
                raise UnknownReference(f"{what}. Write it as `codebook:code`. {advice(name, known)}")
            book = having[0]
        found = self.book(book, version)
        if found.code(name).retired:
            self._retired.add((found.id, name, found.version))
        return found.id, name, found.version

    def book(self, name: str, version: int | None) -> Codebook:
        """A codebook in a version that was ever adopted (default: the one in force).

        Raises:
            UnknownReference: no such codebook, or no such version.
        """
        present = self.protocol.codebook(name)
        if version is None or version == present.version:
            return present
        older = self._older.get((name, version))
        if older is None:
            known = sorted({present.version, *(number for book, number in self._older if book == name)})
            raise UnknownReference(f"Codebook `{name}` has no version {version}.", f"Known: {', '.join(map(str, known))}.")
        return older

    @cached_property
    def _older(self) -> dict[tuple[str, int], Codebook]:
        """Codebooks as they were adopted before, by id and version."""
        return former_codebooks(self.view)

    # --- the form

    @cached_property
    def _forms(self) -> dict[int, dict[str, Variable]]:
        return form_versions(self.view)

    @property
    def former_questions(self) -> dict[int, dict[str, Variable]]:
        """The questions of every version of the form, by id."""
        return self._forms

    @property
    def form_versions(self) -> frozenset[int]:
        """Every version that the form ever had."""
        return frozenset(self._forms)

    def variable(self, name: str, version: int) -> Variable:
        """A question as that version of the form asked it.

        Raises:
            UnknownReference: no such question.
        """
        if version == self.protocol.form.version:
            return self.protocol.variable(name)
        asked = self._forms.get(version, {})
        return asked[name] if name in asked else self.protocol.variable(name)

    # --- what is right and yet worth saying

    def note(self, text: str) -> None:
        """Keep a note for the report, once for every row it holds for."""
        self.notes[text] += 1
