"""A page captured again: what changed, and what that does to the marks in its text."""

from __future__ import annotations

from dataclasses import replace

from testimonia.domain.evidence import Account
from testimonia.domain.vocabulary import AccountState, EditionKind
from testimonia.stages.collect.keeping import Keeper
from testimonia.stages.collect.method import Piece, account_of, capture_of, editions_of
from testimonia.stages.collect.report import Renewed
from testimonia.stages.collect.rereading import by_edition, revised
from testimonia.store.texts import edition_id
from testimonia.text import changed_lines


def renew(keeper: Keeper, piece: Piece, known: Account) -> None:
    """Keep another capture of an account. A main text that changed becomes the text in force; the earlier one stays as an edition.

    What points into the earlier text moves along where its words stand unchanged, and stays where they do not (an orphan, told in the report).
    A capture that gives no text changes nothing but the record of custody.
    """
    store = keeper.study.store
    reading = keeper.pool.read(piece.data, piece.name).result()
    if piece.fault and reading.state is not AccountState.FAILED and piece.fault not in (reading.reason or ""):
        reading = reading.worse(AccountState.PARTIAL, piece.fault)
    capture = capture_of(known.id, piece, reading, keeper.taken(), keeper.params)
    with store.read() as connection:
        before = {kind: store.edition(connection, name) for kind, name in _texts(known).items()}
    after = {edition.kind: replace(edition, id=edition_id(edition)) for edition in editions_of(known.id, reading)}
    old, new = before.get(EditionKind.MAIN), after.get(EditionKind.MAIN)
    if reading.state is AccountState.FAILED or new is None:
        note = f"captured again, but no text can be read from it: {reading.reason or 'it has none'}"
        if keeper.write(piece, [capture], []):
            keeper.tally.renewed.append(Renewed(account=known.id, origin=known.origin, note=note))
        return
    if old is not None and old.text == new.text:
        if keeper.write(piece, [capture], []):
            keeper.tally.renewed.append(Renewed(account=known.id, origin=known.origin, note="captured again; its text is the same"))
        return
    fresh = account_of(piece, reading, {kind: edition.id for kind, edition in after.items()}, keeper.params)
    first = replace(fresh, id=known.id, sha256=known.sha256, secret=known.secret, bundle=known.bundle, address=known.address)
    fresh = replace(first, read_from=piece.sha256)
    with store.read() as connection:
        anchored = by_edition(keeper.study, connection)
    changes_of = [
        revised(text, after[kind], anchored.get(text.id, ()))
        for kind, text in before.items()
        if text is not None and kind in after and text.id != after[kind].id
    ]
    records = [record for change in changes_of for record in (change.revision, *change.moved)]
    if not keeper.write(piece, [capture, fresh, *records], list(after.values())):
        return
    changes = changed_lines(old.text if old else "", new.text)
    keeper.tally.renewed.append(
        Renewed(
            account=known.id,
            origin=known.origin,
            note=f"captured again; its text has changed ({sum(line[0] == '-' for line in changes)} lines gone, {sum(line[0] == '+' for line in changes)} come)",
            edition=new.id,
            changes=changes,
            moved=sum(len(change.moved) for change in changes_of),
            orphans=tuple((orphan.kind, orphan.id) for change in changes_of for orphan in change.orphans),
        )
    )


def _texts(known: Account) -> dict[EditionKind, str]:
    return {kind: name for kind, name in ((EditionKind.MAIN, known.main), (EditionKind.FULL, known.full)) if name}
