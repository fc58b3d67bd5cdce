"""Invented texts for tracing and resolving: without a store, and in a study folder."""

from __future__ import annotations

import json
import random

from testimonia.domain.evidence import Account, Edition
from testimonia.domain.identity import account_secret, digest, object_id
from testimonia.domain.vocabulary import AccountState, EditionKind
from testimonia.stages.trace.method import Item, Rulings, Source, find_reuse, read_library, trace_lineage
from testimonia.stages.trace.params import TraceParams
from testimonia.store.texts import edition_id
from testimonia.study import new_study
from testimonia.text import text_digest, words


def prose(seed, count):
    """Words that no two seeds share by chance in a row."""
    chance = random.Random(seed)
    return [f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{chance.randrange(5000)}" for _ in range(count)]


def sentence(seed, count):
    return " ".join(prose(seed, count))


class Corpus:
    """Texts by account, without a store."""

    def __init__(self, texts, dates=None, params=None, same_file=(), outlets=None, reviews=(), **details):
        dates, outlets = dates or {}, outlets or {}
        self.params = params or TraceParams()
        self.sources = [
            Source(
                Item(
                    account=name,
                    edition=f"edition of {name}",
                    published=dates.get(name),
                    bytes_digest="same" if name in same_file else name,
                    outlet=outlets.get(name, ""),
                    **{key: values.get(name, "") for key, values in details.items()},
                ),
                text,
            )
            for name, text in texts.items()
        ]
        self.items = list(read_library(self.sources).items)
        self.found = find_reuse(self.sources, self.params, Rulings.of(reviews))

    @property
    def pairs(self):
        return {(pair.a, pair.b): pair for pair in self.found.reuse}

    def lineage(self, reviews=(), *, join=True, threshold=0.8, undecided=()):
        items = [item for item in self.items if item.words]
        return trace_lineage(items, self.found.reuse, reviews, join=join, threshold=threshold, undecided=undecided)

    def families(self, reviews=(), **rules):
        return {family.accounts for family in self.lineage(reviews, **rules).families}


class StudyFolder:
    """A study folder that texts are put into."""

    def __init__(self, folder):
        self.folder = folder
        self.study = new_study(folder)

    def add(self, origin, text, **details):
        data = details.pop("data", text.encode())
        account = object_id("account", origin, digest(data.hex()))
        edition = Edition(
            id="", account=account, kind=EditionKind.MAIN, sha256=text_digest(text), extractor="test", text=text
        )  # fmt: skip
        edition = Edition(**{name: getattr(edition, name) for name in Edition.__slots__} | {"id": edition_id(edition)})
        record = Account(
            **{
                "id": account, "origin": origin, "state": AccountState.OK, "sha256": digest(data.hex()), "words": len(words(text)),
                "main": edition.id, "full": edition.id, "secret": account_secret(data), **details,
            }
        )  # fmt: skip
        self.study.store.keep_account("owner", [record], [edition])
        return account

    def write(self, name, rows):
        path = self.folder.parent / name
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return path
