"""Which suggesters read an account, and when what they found last still holds: pure functions on what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from testimonia.assist import Codes, Others, Reading, Rules, Shelves, Suggester
from testimonia.domain.evidence import Account
from testimonia.domain.identity import digest, object_id
from testimonia.domain.outcome import UNSCREENED, Outcome, Standing
from testimonia.domain.results import Suggestion
from testimonia.domain.vocabulary import AccountState, Shelf
from testimonia.protocol import Protocol

SHELVES = Shelves()
SUGGESTERS: tuple[tuple[Suggester, Shelf | None], ...] = ((Rules(), Shelf.TESTIMONY), (SHELVES, None), (Others(), None), (Codes(), None))
"""Every suggester that is built in, with the shelf it is for (None: any). Each is told what those before it found."""


def version() -> str:
    """The versions of all suggesters, as a run names them."""
    return ", ".join(f"{suggester.name} {suggester.version}" for suggester, _ in SUGGESTERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An account to be read: by whom, and the digest of all that they read of it."""

    account: Account
    published: str | None
    shelf: str
    suggesters: tuple[Suggester, ...]
    digest: str

    def reading(self, text: str, language: str | None) -> Reading:
        """What the suggesters are shown."""
        account = self.account
        return Reading(
            account=account.id,
            edition=account.main or "",
            text=text,
            title=account.title,
            author=account.author or "",
            outlet=account.outlet or "",
            published=self.published,
            language=language or account.language or "",
            shelf=self.shelf,
        )


def shelf_of(outcome: Outcome, declared: str | None) -> str:
    """The shelf that an account was included for, else declared for at collection; empty where nobody has said so."""
    return str((outcome.shelf if outcome.standing is Standing.INCLUDE else None) or declared or "")


def readers_of(outcome: Outcome, shelf: str) -> tuple[Suggester, ...]:
    """The suggesters for an account; none where it is excluded. One whose shelf nobody has named may be on any."""
    if outcome.standing is Standing.EXCLUDE:
        return ()
    decided = outcome.standing is Standing.INCLUDE
    fit = (suggester for suggester, on in SUGGESTERS if on is None or not shelf or on.value == shelf)
    return tuple(suggester for suggester in fit if not (decided and suggester is SHELVES))


def wanted(
    accounts: Iterable[Account],
    outcomes: Mapping[str, Outcome],
    declared: Mapping[str, str],
    first: Mapping[str, str | None],
    protocol: Protocol,
) -> list[Wanted]:
    """The accounts that are to be read, in the order given.

    ``first`` is the first publication of the story of each account that shares it with others (EDTF).
    """
    basis: dict[tuple[str, str], object] = {}
    found = []
    for account in accounts:
        if account.state is AccountState.FAILED or not account.main or not account.words:
            continue
        outcome = outcomes.get(account.id, UNSCREENED)
        shelf = shelf_of(outcome, declared.get(account.id))
        readers = readers_of(outcome, shelf)
        if not readers:
            continue
        published, language = first.get(account.id) or account.published, account.language or ""
        rests = []
        for reader in readers:
            key = reader.name, language
            if key not in basis:
                basis[key] = digest(reader.name, reader.version, reader.basis(protocol, language))
            rests.append(basis[key])
        found.append(
            Wanted(
                account=account,
                published=published,
                shelf=shelf,
                suggesters=readers,
                digest=digest("suggested", rests, account.main, account.title, account.author, account.outlet, published, language, shelf),
            )
        )
    return found


def suggestions(one: Wanted, text: str, language: str | None, protocol: Protocol) -> list[Suggestion]:
    """All that the suggesters of an account propose, each once, in a fixed order.

    Ids are salted with what only the account's bytes give, and so tell nothing once it is withdrawn.
    """
    reading = one.reading(text, language)
    for suggester in one.suggesters:
        reading = replace(reading, found=(*reading.found, *suggester.suggest(reading, protocol)))
    return salted(reading.found, one.account)


def salted(found: Sequence[Suggestion], account: Account) -> list[Suggestion]:
    """The same suggestions under ids that nobody can guess without the account's bytes; what they point to follows."""
    names = {item.id: object_id("suggestion", account.secret, item.id) for item in found}
    fresh = [replace(item, id=names[item.id], target=names.get(item.target, item.target)) for item in found]
    return list({item.id: item for item in fresh}.values())
