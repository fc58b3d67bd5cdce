"""A small team's study with four accounts, one of which could not be read, and two mentions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from testimonia import study as studies
from testimonia.domain.decisions import Mention, Screening
from testimonia.domain.evidence import Account, ShelfDeclaration
from testimonia.domain.identity import object_id
from testimonia.domain.vocabulary import AccountState
from testimonia.errors import ImportRejected
from testimonia.stages.screen import import_decisions

TEAM = """
study: {title: Those who left, question: Why did they leave?}
shelves:
  testimony:
    criteria:
      - {id: own-voice, text: A person speaks.}
      - {id: fiction, text: It is fiction., excludes: true}
    eligibility:
      - {id: left, text: The person is out.}
      - {id: other-role, text: The person was no member., excludes: true}
  programme:
    criteria:
      - {id: names-response, text: It describes a programme.}
coders:
  - {id: owner, role: owner}
  - {id: lea, role: lead}
  - {id: anna, role: screener}
  - {id: bea, role: coder}
rounds:
  - {id: first, kind: screening, coders: [anna, bea]}
  - {id: practice, kind: screening, blind: false}
  - {id: coding, kind: coding}
"""


@dataclass(frozen=True)
class Place:
    """A study folder, the ids of its accounts, and the few things every test does with it."""

    folder: Path
    accounts: tuple[str, ...]

    def open(self, coder="owner"):
        return studies.open_study(self.folder, coder=coder)

    def take(self, rows, coder="anna"):
        """The report of importing rows (or a file)."""
        path = rows
        if not isinstance(rows, Path):
            path = self.folder.parent / "screening.jsonl"
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        with self.open(coder) as study:
            return import_decisions(study, path)

    def faults(self, rows, coder="anna"):
        """What is wrong with rows; and that nothing of them was taken."""
        before = self.all()
        with pytest.raises(ImportRejected) as caught:
            self.take(rows, coder)
        assert self.all() == before
        return caught.value.problems

    def all(self):
        """Every decision, whoever may see it."""
        with self.open() as study, study.store.read() as connection:
            return study.store.records(connection, Screening)


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "s"
    study = studies.new_study(folder, kind="blank")
    for old in (folder / "codebooks").glob("*.yaml"):
        old.unlink()
    (folder / "study.yaml").write_text(TEAM, encoding="utf-8")
    study.adopt()
    names = []
    for origin in ("news/one.html", "two.txt", "three.txt", "broken.pdf"):
        name = object_id("account", origin)
        state = AccountState.FAILED if origin == "broken.pdf" else AccountState.OK
        study.store.keep_account("owner", [Account(id=name, origin=origin, state=state, sha256=name * 2)], [])
        names.append(name)
    study.decide(
        [
            ShelfDeclaration(account=names[1], shelf="programme"),
            Mention(id="m1", account=names[0], label="A man"),
            Mention(id="m2", account=names[0], label="His brother"),
        ]
    )
    study.close()
    return Place(folder, tuple(names))
