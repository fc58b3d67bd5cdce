"""A small team's study with three accounts: Arabic with vowel signs, emoji, and a plain one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.filling import adopt, resolve
from testimonia import study as studies
from testimonia.domain.decisions import Mention
from testimonia.domain.evidence import Account, Edition
from testimonia.domain.identity import account_secret, object_id
from testimonia.domain.vocabulary import AccountState, CaseKind, EditionKind, MentionStatus
from testimonia.errors import ImportRejected
from testimonia.stages.code import import_file
from testimonia.store.log import in_order
from testimonia.store.texts import edition_id
from testimonia.text import text_digest

PLAIN = "I joined the Dawn Guard in spring. They promised us houses. They promised us houses, and we slept in sheds.\nThen I left."
ARABIC = "قَالَ: «تَرَكْتُهُم بَعْدَ مَا رَأَيْتُ». ثم عاد إلى بيته."
EMOJI = "Day one 😀👨‍👩‍👧 was fine. Day two 😀 they took our phones. I left at night."

TEAM = """
study: {title: Those who left, question: Why did they leave?}
coders:
  - {id: owner, role: owner}
  - {id: lea, role: lead}
  - {id: anna, role: coder}
  - {id: bea, role: coder}
  - {id: sam, role: screener}
rounds:
  - {id: screening-1, kind: screening}
  - {id: blind, kind: coding, coders: [anna, bea]}
  - {id: practice, kind: coding, blind: false}
variables:
  - {id: age, label: Age, type: integer, minimum: 5, maximum: 110}
  - {id: weight, label: Weight, type: number}
  - {id: held, label: Was the person held?, type: boolean, missing: [not_stated]}
  - {id: spoke, label: When, type: date}
  - {id: sex, label: Sex, type: choice, values: [female, male]}
  - {id: how, label: How, type: choices, values: [paid, by-message, disguised]}
  - {id: origin, label: Origin, type: country}
  - {id: trigger, label: Trigger, type: choice, values: [event, gradual]}
  - {id: trigger-kind, label: Kind, type: text, only_if: {variable: trigger, equals: event}}
  - {id: provider, label: Provider, type: text, about: response}
codebooks: [leaving]
"""
BOOK = """
id: leaving
version: {version}
title: Leaving
codes:
  - {{id: quality-of-life, label: Quality of life, definition: Harsh life and promises unkept.}}
  - {{id: brutality, label: Brutality, definition: Violence against others.}}
  - {{id: old, label: Old, definition: No longer used., retired: true}}
"""


@dataclass(frozen=True)
class Place:
    """A study folder, what lies in it, and the few things every test does with it."""

    folder: Path
    plain: str
    arabic: str
    emoji: str
    texts: dict[str, str]
    editions: dict[str, str]

    def open(self, coder="owner"):
        return studies.open_study(self.folder, coder=coder)

    def write(self, name, rows):
        path = self.folder.parent / name
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return path

    def take(self, rows, coder="anna", name="codings.jsonl"):
        """The report of importing rows (or a file)."""
        with self.open(coder) as study:
            return import_file(study, rows if isinstance(rows, Path) else self.write(name, rows))

    def faults(self, rows, coder="anna", name="codings.jsonl"):
        """What is wrong with rows; and that nothing of them was taken."""
        before = self.log_length()
        with pytest.raises(ImportRejected) as caught:
            self.take(rows, coder, name)
        assert self.log_length() == before
        return caught.value.problems

    def log_length(self):
        with self.open() as study, study.store.read() as connection:
            return len(list(in_order(connection)))

    def all(self, record):
        """Every record of a class, whoever may see it."""
        with self.open() as study, study.store.read() as connection:
            return study.store.records(connection, record)

    def row(self, account, words, **more):
        """A row that codes these words by their offsets."""
        start = self.texts[account].index(words)
        return {"account": account, "start": start, "end": start + len(words), "code": "leaving:brutality", **more}


def keep(study, origin, text):
    data = text.encode()
    sha256 = text_digest(text)
    name = object_id("account", origin, sha256)
    values = {"account": name, "kind": EditionKind.MAIN, "sha256": sha256, "extractor": "test 1", "text": text}
    edition = Edition(id="", **values)
    edition = Edition(id=edition_id(edition), **values)
    account = Account(
        id=name,
        origin=origin,
        title=origin,
        state=AccountState.OK,
        sha256=sha256,
        main=edition.id,
        full=edition.id,
        secret=account_secret(data),
    )
    study.store.keep_account("owner", [account], [edition])
    return account


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "s"
    study = studies.new_study(folder, kind="blank")
    for old in (folder / "codebooks").glob("*.yaml"):
        old.unlink()
    (folder / "study.yaml").write_text(TEAM, encoding="utf-8")
    (folder / "codebooks").mkdir(exist_ok=True)
    (folder / "codebooks" / "leaving.yaml").write_text(BOOK.format(version=1), encoding="utf-8")
    study.adopt()
    (folder / "codebooks" / "leaving.yaml").write_text(BOOK.format(version=2), encoding="utf-8")
    study.adopt()
    accounts = [keep(study, origin, text) for origin, text in (("news/plain.txt", PLAIN), ("ar.html", ARABIC), ("emoji.md", EMOJI))]
    mentions = [
        Mention(id=f"m{n}", account=account.id, label=f"Person {n}", status=MentionStatus.ELIGIBLE) for n, account in enumerate(accounts)
    ]
    response = Mention(id="r0", account=accounts[0].id, label="A house project", kind=CaseKind.RESPONSE)
    study.decide([*mentions, response])
    study.close()
    texts = dict(zip([account.id for account in accounts], (PLAIN, ARABIC, EMOJI), strict=True))
    return Place(folder, *texts, texts=texts, editions={account.id: account.main for account in accounts})


@pytest.fixture
def filling(place):
    """A study with a form in sections, and its cases."""
    adopt(place)
    resolve(place)
    return place
