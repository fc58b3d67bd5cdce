"""Small studies for tests: accounts with texts, put in without the reading stage."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from testimonia.domain.decisions import Coding, Mention
from testimonia.domain.evidence import Account, Capture, Edition
from testimonia.domain.identity import account_secret, object_id
from testimonia.domain.vocabulary import AccountState, EditionKind, Grade, MentionStatus
from testimonia.store.backup import backup, unpacked
from testimonia.store.store import Surroundings
from testimonia.store.texts import edition_id
from testimonia.study import Study, new_study, open_study
from testimonia.text import text_digest


class Ticking:
    """A clock that starts at a given moment and moves one second with each look."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


class Salts:
    """Salts that a test can foresee."""

    def __init__(self, prefix: str = "salt") -> None:
        self.prefix, self.count = prefix, 0

    def __call__(self) -> str:
        self.count += 1
        return f"{self.prefix}{self.count}"


def surroundings(name: str = "one", start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> Surroundings:
    """A foreseeable clock, salts and copy name."""
    return Surroundings(clock=Ticking(start), entropy=Salts(name), replica=name)


def make_study(folder: Path, url: str | None = None, name: str = "one") -> Study:
    """A new study from the founding template."""
    return new_study(folder, database=url, surroundings=surroundings(name))


def put_account(study: Study, origin: str, body: str, *, title: str = "A title", published: str | None = None) -> Account:
    """Collect a text as if a reader had read it, original included."""
    data = body.encode()
    sha256 = study.store.archive.put(data)
    name = object_id("account", origin, sha256)
    edition = Edition(id="", account=name, kind=EditionKind.MAIN, language="en", sha256=text_digest(body), extractor="test 1", text=body)
    edition = replace(edition, id=edition_id(edition))
    account = Account(
        id=name,
        origin=origin,
        title=title,
        published=published,
        language="en",
        state=AccountState.OK,
        sha256=sha256,
        words=len(body.split()),
        main=edition.id,
        full=edition.id,
        secret=account_secret(data),
    )
    capture = Capture(
        id=object_id("capture", name),
        account=name,
        grade=Grade.UNKNOWN,
        tool="test",
        who="owner",
        sha256=sha256,
        size=len(data),
        media_type="text/plain",
    )
    study.store.keep_account(study.coder, [account, capture], [edition])
    return account


def mention(account: Account, name: str, label: str = "Samir") -> Mention:
    """A person of an account, held eligible."""
    return Mention(id=name, account=account.id, label=label, status=MentionStatus.ELIGIBLE)


def coding(account: Account, start: int, end: int, body: str, **more: Any) -> Coding:
    """A coding of a span, by anna unless told otherwise."""
    values: dict[str, Any] = {
        "id": object_id("coding", account.id, start, end, more.get("coder", "anna"), more.get("code", "leaving-brutality")),
        "account": account.id,
        "edition": account.main,
        "codebook": "icsr-2015",
        "code": "leaving-brutality",
        "codebook_version": 1,
        "coder": "anna",
        "start": start,
        "end": end,
        "quote": body[start:end],
    }
    return Coding(**{**values, **more})


def dump(study: Study, tables: Sequence[str] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Everything a study holds, table by table, in a fixed order: two studies are equal if their dumps are."""
    from sqlalchemy import select

    from testimonia.store import schema

    wanted = tables or [
        *(kind.name for kind in schema.projections.values()),
        "log",
        "sealed",
        "heads",
        "leaves",
        "conflicts",
        "tombstones",
        "editions",
    ]
    found = {}
    with study.store.read() as connection:
        for name in wanted:
            rows = [dict(row) for row in connection.execute(select(schema.metadata.tables[name])).mappings()]
            found[name] = sorted(rows, key=lambda row: str(sorted(row.items(), key=lambda item: item[0])))
    return found


def reopen(study: Study, coder: str = "owner", name: str = "again") -> Study:
    """Close a study and open it anew, perhaps as somebody else."""
    study.close()
    return open_study(study.folder, coder=coder, surroundings=surroundings(name, datetime(2026, 2, 1, tzinfo=UTC)))


def fork(study: Study, folder: Path, name: str) -> Study:
    """A copy of a study as people make them: the folder copied (a PostgreSQL study as its backup), the copy's clock its own."""
    if study.store.engines.sqlite:
        study.store.engines.dispose()
        shutil.copytree(study.folder, folder)
    else:
        packed = folder.with_suffix(".zip")
        backup(study.store, packed, by="owner")
        with unpacked(packed) as source:
            shutil.copytree(source, folder)
    start = datetime(2026, 3, len(name), tzinfo=UTC)
    return open_study(folder, surroundings=surroundings(name, start))
