"""Rows of the log as sentences a researcher understands. Each sentence is one text to translate; what it names is put in as links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonia.domain.vocabulary import AssignmentStatus, LinkDecision, MentionStatus, ProposalStatus, ScreeningDecision
from testimonia.errors import UnknownReference
from testimonia.protocol import Protocol
from testimonia.stages.analyse import choices
from testimonia.store.history import AccountName, Deed, LogPage
from testimonia.web import names
from testimonia.web.templatetags.words import foreign, words

LONGEST = 240  # characters of somebody's words in one line of the log; the object itself shows all of them


@dataclass(frozen=True)
class Told:
    """One row as the page shows it: ``what`` happened, the words that belong to it, and the deed itself."""

    deed: Deed
    page: LogPage
    protocol: Protocol

    @property
    def what(self) -> SafeString:
        """What was decided, with links to what it was decided about."""
        if self.deed.record is None:
            return format_html("{}", _("Something about an account that was withdrawn: its words are gone, that it was decided stays."))
        text, parts = _SENTENCES[self.deed.row.kind](self)
        return format_html(str(text), **parts) if parts else format_html("{}", text)

    @property
    def kind(self) -> str:
        """The kind of decision in words."""
        return str(names.KINDS[self.deed.row.kind])

    @property
    def quote(self) -> SafeString | None:
        """The passage or the message that it is, shortened."""
        return self._shortened("quote", "text")

    @property
    def reason(self) -> SafeString | None:
        """The reason, memo or note that goes with it, shortened."""
        return self._shortened("reason", "memo", "note")

    def _shortened(self, *fields: str) -> SafeString | None:
        said = next((text for field in fields if (text := getattr(self.deed.record, field, None))), None)
        if not isinstance(said, str):
            return None
        return words(said if len(said) <= LONGEST else f"{said[:LONGEST]}…")

    # --- what sentences name

    @property
    def record(self) -> Any:
        """What was decided."""
        return self.deed.record

    def account(self, name: str | None = None) -> SafeString:
        """A link to an account, in its own direction; the id alone where it is gone."""
        wanted = name or getattr(self.record, "account", "") or ""
        return account_link(self.page.names.get(wanted) or AccountName(id=wanted))

    def person(self, name: str | None = None) -> SafeString:
        """What a person (or response) is called in their account, with a link to it."""
        wanted = name or getattr(self.record, "mention", None)
        label = self.page.labels.get(wanted or "")
        home = self.page.mentions.get(wanted or "")
        if label is None or home is None:
            return self.account() if getattr(self.record, "account", None) else format_html("<code>{}</code>", wanted)
        return format_html('<a href="/read/{}">{}</a>', home, foreign(label or _("no label")))

    @cached_property
    def _variables(self) -> dict[str, str]:
        return {variable.id: variable.label for variable in self.protocol.variables}

    def variable(self, name: str) -> SafeString:
        """What a question of the form asks."""
        return foreign(self._variables.get(name) or name)

    def code(self, book: str, code: str) -> SafeString:
        """What a code is called."""
        try:
            return foreign(self.protocol.code(f"{book}:{code}").label)
        except UnknownReference:
            return foreign(code)


def account_link(account: AccountName) -> SafeString:
    """A link to an account by its title, in its own direction; of one that was withdrawn its id."""
    if account.withdrawn or not (account.title or account.origin):
        return format_html("<code>{}</code>", account.id)
    return format_html('<a href="/read/{}">{}</a>', account.id, foreign(account.title or account.origin))


Sentence = tuple[str | Promise, dict[str, Any]]


def _of_account(text: Promise) -> Callable[[Told], Sentence]:
    return lambda told: (text, {"account": told.account()})


def _screening(told: Told) -> Sentence:
    record = told.record
    about_person = record.mention is not None
    texts = {
        (ScreeningDecision.INCLUDE, False): _("Included {account}."),
        (ScreeningDecision.EXCLUDE, False): _("Excluded {account}: {criterion}."),
        (ScreeningDecision.UNSURE, False): _("Was unsure about {account}."),
        (ScreeningDecision.INCLUDE, True): _("Held {person} in {account} to be eligible."),
        (ScreeningDecision.EXCLUDE, True): _("Held {person} in {account} not to be eligible: {criterion}."),
        (ScreeningDecision.UNSURE, True): _("Was unsure whether {person} in {account} is eligible."),
    }
    criterion = foreign(record.criterion or _("no criterion given"))
    parts = {"account": told.account(), "person": told.person() if about_person else "", "criterion": criterion}
    return texts[record.decision, about_person], parts


def _relation(told: Told) -> Sentence:
    record = told.record
    text = (
        _("Confirmed a relation between {a} and {b}: {kind}; {direction}. {compare}")
        if record.status is ProposalStatus.ACCEPTED
        else _("Rejected a relation between {a} and {b}. {compare}")
    )
    compare = format_html('<a href="/lineage/pair/{}/{}">{}</a>', record.a, record.b, _("Side by side"))
    parts = {"a": told.account(record.a), "b": told.account(record.b), "compare": compare}
    return text, parts | {"kind": names.RELATIONS[record.kind], "direction": names.DIRECTIONS[record.direction]}


def _boilerplate(told: Told) -> Sentence:
    accepted = told.record.status is ProposalStatus.ACCEPTED
    text = _("Held a passage of {account} to be boilerplate.") if accepted else _("Let a passage of {account} count as shared words.")
    return text, {"account": told.account()}


def _mention(told: Told) -> Sentence:
    record = told.record
    texts = {
        MentionStatus.ELIGIBLE: _("Entered {label} in {account} as eligible."),
        MentionStatus.EXCLUDED: _("Excluded {label} in {account}."),
        MentionStatus.PROPOSED: _("Entered {label} in {account}; not decided yet."),
    }
    return texts[record.status], {"label": foreign(record.label or _("no label")), "account": told.account()}


def _link(told: Told) -> Sentence:
    record = told.record
    texts = {
        LinkDecision.SAME: _("Held {a} and {b} to be the same person."),
        LinkDecision.DIFFERENT: _("Held {a} and {b} to be two people."),
        LinkDecision.UNCLEAR: _("Could not tell whether {a} and {b} are the same person."),
        LinkDecision.PROPOSED: _("Left open whether {a} and {b} are the same person."),
    }
    return texts[record.decision], {"a": told.person(record.a), "b": told.person(record.b)}


def _value(told: Told) -> Sentence:
    record = told.record
    answer = names.MISSING[record.missing] if record.missing is not None else foreign(record.value)
    return _("Answered for {person}: {question} {answer}."), {
        "person": told.person(), "question": told.variable(record.variable), "answer": format_html("<strong>{}</strong>", answer),
    }  # fmt: skip


def _claim(told: Told) -> Sentence:
    record = told.record
    return _("Noted what is said of {person}: {question} {answer}."), {
        "person": told.person(), "question": told.variable(record.variable), "answer": foreign(record.value),
    }  # fmt: skip


def _coding(told: Told) -> Sentence:
    record = told.record
    address = format_html('<a href="/read/{}#c={}-{}">{}</a>', record.account, record.start, record.end, _("Show the passage"))
    return _("Coded a passage of {account}: {stance} {code}. {passage}"), {
        "account": told.account(), "stance": names.STANCES[record.stance], "passage": address,
        "code": format_html("<strong>{}</strong>", told.code(record.codebook, record.code)),
    }  # fmt: skip


def _completion(told: Told) -> Sentence:
    record = told.record
    what = _("the case form") if record.codebook == "form" else record.codebook
    if record.mention is not None:
        return _("Finished {what} for {person}."), {"what": foreign(what), "person": told.person()}
    return _("Finished {what} on {account}."), {"what": foreign(what), "account": told.account()}


def _judgement(told: Told) -> Sentence:
    record = told.record
    grade = f"{record.source_grade or '–'}{record.information_grade or '–'}"
    return _("Judged how far to believe {account}: {grade}."), {"account": told.account(), "grade": grade}


def _adjudication(told: Told) -> Sentence:
    return _("Ruled where coders differed about {account}: {decision}."), {
        "account": told.person() if told.record.mention else told.account(), "decision": foreign(told.record.decision),
    }  # fmt: skip


def _suggestion(told: Told) -> Sentence:
    accepted = told.record.status is ProposalStatus.ACCEPTED
    text = _("Took over what a machine suggested of {account}.") if accepted else _("Rejected what a machine suggested of {account}.")
    return text, {"account": told.account()}


def _aid(told: Told) -> Sentence:
    return (_("Had suggestions of machines shown.") if told.record.shown else _("Had suggestions of machines hidden again.")), {}


def _exploration(told: Told) -> Sentence:
    text = (
        _("Kept the table {rows} × {columns}, as exploratory.") if told.record.kept else _("Keeps the table {rows} × {columns} no longer.")
    )
    labels = dict(choices(told.protocol))
    return text, {side: foreign(labels.get(name, name)) for side, name in (("rows", told.record.rows), ("columns", told.record.columns))}


def _assignment(told: Told) -> Sentence:
    record = told.record
    asked = record.status is AssignmentStatus.ASSIGNED
    text = _("Asked {coder} to work on {account}.") if asked else _("Took {account} from {coder} again.")
    return text, {"coder": foreign(record.coder), "account": told.person() if record.mention else told.account()}


def _message(told: Told) -> Sentence:
    first = told.record.thread == told.record.id
    return (_("Asked about {account}:") if first else _("Wrote about {account}:")), {"account": told.account()}


def _mark(told: Told) -> Sentence:
    return _("Warned readers of {account}: {flag}."), {"account": told.account(), "flag": names.FLAGS[told.record.flag]}


def _change(told: Told) -> Sentence:
    record = told.record
    return _("Changed the definitions of {book} (version {version}): {codes}."), {
        "book": foreign(record.codebook), "version": record.version, "codes": foreign(", ".join(record.codes)),
    }  # fmt: skip


def _named(text: Promise, field: str) -> Callable[[Told], Sentence]:
    return lambda told: (text, {"name": foreign(getattr(told.record, field) or "–")})


_SENTENCES: Mapping[str, Callable[[Told], Sentence]] = {
    "account": _of_account(gettext_lazy("Collected {account}.")),
    "capture": _of_account(gettext_lazy("Archived the bytes of {account}.")),
    "revision": _of_account(gettext_lazy("Took the text of {account} out anew.")),
    "shelf": lambda told: (
        _("Meant {account} for the shelf {shelf}."),
        {"account": told.account(), "shelf": names.SHELVES[told.record.shelf]},
    ),
    "source": _named(gettext_lazy("Described the source {name}."), "name"),
    "search": _named(gettext_lazy("Recorded a search in {name}."), "database"),
    "found": _of_account(gettext_lazy("Noted by which search {account} was found.")),
    "screening": _screening,
    "relation": _relation,
    "boilerplate": _boilerplate,
    "mention": _mention,
    "claim": _claim,
    "link": _link,
    "episode": lambda told: (_("Entered when {person} was in a group."), {"person": told.person()}),
    "value": _value,
    "coding": _coding,
    "suggestion": _suggestion,
    "aid": _aid,
    "completion": _completion,
    "judgement": _judgement,
    "adjudication": _adjudication,
    "assignment": _assignment,
    "message": _message,
    "mark": _mark,
    "change": _change,
    "exploration": _exploration,
    "recommendation": lambda _told: (_("Entered a recommendation:"), {}),
    "adoption": lambda _told: (_("Adopted study.yaml and its codebooks."), {}),
    "round": _named(gettext_lazy("Opened the round {name}: from here on everybody sees everybody's work in it."), "round"),
    "withdrawal": lambda told: (_("Withdrew the account {account} for good."), {"account": told.account()}),
}
