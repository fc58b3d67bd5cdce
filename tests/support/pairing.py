"""A small study that a pair codes apart: three people, each in one account, a blind round, a plan, and everything in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.studies import put_account, surroundings
from testimonia.domain.decisions import Coding, Mention, Screening, Value
from testimonia.domain.evidence import Account
from testimonia.domain.vocabulary import MentionStatus, ScreeningDecision, Shelf
from testimonia.protocol import shipped_codebooks
from testimonia.stages.code import put
from testimonia.study import Study, new_study, open_study
from testimonia.workflow import run

TEAM = """
study: {title: Those who left (invented), question: Why did they leave?}
coders:
  - {id: mira, role: lead, name: Mira}
  - {id: ada, role: coder, name: Ada}
  - {id: ben, role: coder, name: Ben}
rounds:
  - {id: c1, kind: coding, title: Everybody, coders: [ada, ben]}
  - {id: c2, kind: coding, title: A second look, coders: [ada, ben]}
variables:
  - {id: age, label: Age, type: integer, minimum: 5, maximum: 110}
  - {id: legal, label: Legal status, type: choice, values: [none, charged, convicted], of_interest: true}
codebooks: [leaving, icsr-2015]
analysis:
  - {id: why, title: Why they left, kind: prevalence, codebook: leaving}
  - {id: law, title: Before the law, kind: prevalence, variable: legal}
"""
BOOK = """# A comment of the team.
id: leaving
version: 1
title: Leaving
codes:
  - id: quality-of-life
    label: Quality of life
    definition: Harsh life and promises unkept.
    use_when: The person says so.
  - id: brutality
    label: Brutality
    definition: Violence against others.
    example: They beat the baker.
  - id: family
    label: Family
    definition: Somebody at home asked.
"""
FILES = {"study.yaml": TEAM, "codebooks/leaving.yaml": BOOK, "codebooks/icsr-2015.yaml": shipped_codebooks()["icsr-2015.yaml"]}
TEXTS = {
    "Samir": "They promised us houses, and we slept in sheds. I saw them beat a man in the square. Then I left.",
    "Lotte": "My mother wrote every week. I stayed for the pay until there was none. In the end I walked home.",
    "Idris": "We were hungry all winter. Nobody was hurt in our house, they only shouted. I left in spring.",
}
CODINGS = {
    "ada": {"Samir": [("we slept in sheds", "quality-of-life"), ("beat a man", "brutality")], "Lotte": [("wrote every week", "family")], "Idris": [("hungry all winter", "quality-of-life")]},
    "ben": {"Samir": [("promised us houses, and we slept in sheds", "quality-of-life")], "Lotte": [("wrote every week", "family")], "Idris": [("they only shouted", "brutality"), ("hungry all winter", "quality-of-life")]},
}  # fmt: skip
ANSWERS = {
    "ada": {"Samir": [("age", 24), ("legal", "none")], "Lotte": [("age", 31)], "Idris": [("legal", "charged")]},
    "ben": {"Samir": [("age", 42), ("legal", "none")], "Lotte": [("age", 31)], "Idris": [("legal", "convicted")]},
}


def paired(folder: Path) -> Path:
    """The study before anybody has coded: cases are in force."""
    with new_study(folder, files=FILES, surroundings=surroundings()) as study:
        for label, text in TEXTS.items():
            account = put_account(study, f"{label.lower()}.txt", text, title=f"What {label} said", published="2019-05")
            let_in = Screening(account=account.id, screener="owner", decision=ScreeningDecision.INCLUDE, shelf=Shelf.TESTIMONY)
            study.decide([let_in, Mention(id=f"m-{label.lower()}", account=account.id, label=label, status=MentionStatus.ELIGIBLE)])
        run(study)
    return folder


def fill(folder: Path, coder: str, *, memo: str = "", round_id: str = "c1") -> None:
    """What one of the pair finds, entered and called finished."""
    with open_study(folder, coder=coder) as study:
        accounts = _accounts(study)
        rows, answers, done = [], [], []
        for label, text in TEXTS.items():
            where = {"mention": f"m-{label.lower()}", "round": round_id}
            for words, code in CODINGS[coder][label]:
                start = text.index(words)
                rows.append(
                    {
                        "account": accounts[label],
                        "start": start,
                        "end": start + len(words),
                        "code": f"leaving:{code}",
                        "memo": memo or None,
                        **where,
                    }
                )
            answers += [{**where, "variable": name, "value": value, "memo": memo or None} for name, value in ANSWERS[coder][label]]
            done += [{**where, "codebook": book} for book in ("leaving", "form")]
        put(study, "codings", rows)
        put(study, "form", answers)
        put(study, "completions", done)


def _accounts(study: Study) -> dict[str, str]:
    with study.read() as view:
        found = {account.origin: account.id for account in view.records(Account)}
    return {label: found[f"{label.lower()}.txt"] for label in TEXTS}


def settled(folder: Path) -> dict[str, Any]:
    """How far the pair's round is, by kind of row and layer."""
    with open_study(folder) as study, study.read() as view:
        rows = [*view.records(Coding), *view.records(Value)]
        return {"layers": sorted({str(row.layer) for row in rows}), "rows": len(rows)}
