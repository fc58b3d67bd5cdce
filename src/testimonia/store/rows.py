"""One row of an imported table, checked cell by cell: what is wrong is noted with its line, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from testimonia.domain.evidence import Account
from testimonia.errors import InputError
from testimonia.protocol import Protocol
from testimonia.protocol.nearest import listed, nearest
from testimonia.store.tabular import Faults, Line
from testimonia.text import parse_edtf

E = TypeVar("E", bound=StrEnum)
R = TypeVar("R")
ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
EXPORTED = frozenset({"decided_by", "at", "stated", "case", "by"})
"""Keys that rows of ``export`` carry besides those of their record."""


@dataclass(slots=True)
class Cells:
    """The cells of one row. Every method returns the value, or None after noting the fault (also where an optional cell is empty)."""

    line: Line
    faults: Faults
    wrong: bool = field(default=False)

    def fault(self, text: str) -> None:
        """Note what is wrong with this row."""
        self.wrong = True
        self.faults.add(self.line.number, text)

    def raw(self, key: str) -> Any:
        """The cell as it was read; None where it is empty or missing."""
        value = self.line.values.get(key)
        return None if value == "" else value

    def text(self, key: str, *, required: bool = False) -> str | None:
        """A cell as text without the white space around it."""
        value = self.raw(key)
        if isinstance(value, bool) or not isinstance(value, (str, int, float, type(None))):
            self.fault(f"`{key}` must be text.")
            return None
        words = None if value is None else str(value).strip()
        if required and not words:
            self.fault(f"`{key}` is empty.")
        return words or None

    def name(self, key: str) -> str | None:
        """An id somebody chose: short and plain, since ids stay in the log when everything else about an account is erased."""
        value = self.text(key)
        if value is not None and not ID.fullmatch(value):
            self.fault(f"`{key}` may hold up to 64 plain letters, digits and . _ : - only (never a person's name).")
            return None
        return value

    def reference(self, key: str, known: Mapping[str, R], what: str) -> R | None:
        """What a cell names, out of what there is; an unknown name is answered with the nearest."""
        value = self.text(key, required=True)
        if value is None or value in known:
            return None if value is None else known[value]
        close = nearest(value, known)
        self.fault(f"`{key}`: there is no {what} `{value[:80]}` in this study." + (f" Did you mean `{close}`?" if close else ""))
        return None

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E | None:
        """One word of a closed list; ``default`` where the cell is empty (None: it must not be)."""
        value = self.text(key, required=default is None)
        if value is None:
            return default
        try:
            return kind(value.lower())
        except ValueError:
            self.fault(f"`{key}` is `{value[:40]}`; it must be one of {listed(member.value for member in kind)}.")
            return None

    def whole(self, key: str) -> int | None:
        """A whole number of zero or more."""
        value = self.raw(key)
        if value is None:
            return None
        try:
            number = int(value) if not isinstance(value, (bool, list, dict)) and float(value) == int(float(value)) else -1
        except (ValueError, OverflowError):
            number = -1
        if number < 0:
            self.fault(f"`{key}` must be a whole number, counted in characters from 0.")
            return None
        return number

    def date(self, key: str) -> str | None:
        """A date or interval in EDTF."""
        value = self.text(key)
        if value is not None:
            try:
                parse_edtf(value)
            except InputError as wrong:
                self.fault(f"`{key}`: {wrong}")
                return None
        return value

    def stated(self) -> str | None:
        """The time that the file says the decision was taken at: ISO 8601 or EDTF."""
        value = self.text("at")
        if value is None:
            return None
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return self.date("at")
        return value

    def author(self, coder: str, protocol: Protocol, *, leads: bool) -> str:
        """Who decided: the acting coder, unless the owner or a lead imports for somebody else of the team."""
        by = self.text("by") or self.text("decided_by") or coder
        if by == coder:
            return by
        if by not in {member.id for member in protocol.coders}:
            close = nearest(by, (member.id for member in protocol.coders))
            self.fault(f"`by` is `{by[:40]}`, who is not among the coders of study.yaml." + (f" Did you mean `{close}`?" if close else ""))
        elif not leads:
            self.fault(f"`by` is `{by}`, but you act as `{coder}`; only the owner or a lead may import for others.")
        return by

    def keys(self, known: Iterable[str]) -> None:
        """Refuse columns that nobody defined: a mistyped one would be lost without a word."""
        allowed = {*known, *EXPORTED}
        for key in self.line.values:
            if key not in allowed:
                close = nearest(key, allowed)
                self.fault(f"has a column `{key[:40]}` that is not known." + (f" Did you mean `{close}`?" if close else ""))


def account_names(accounts: Iterable[Account]) -> dict[str, str]:
    """Account ids by every name that means one account alone: the id itself, and the origin unless several came from there."""
    listed_accounts = list(accounts)
    origins: dict[str, list[str]] = {}
    for account in listed_accounts:
        origins.setdefault(account.origin, []).append(account.id)
    return {origin: ids[0] for origin, ids in origins.items() if len(ids) == 1} | {account.id: account.id for account in listed_accounts}


def is_computed(by: str | None) -> bool:
    """Whether a row of an exported result was decided by a rule or summed up from reviewers: a result, not somebody's decision."""
    return by is not None and ":" in by
