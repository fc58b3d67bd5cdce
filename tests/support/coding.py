"""A small team's study to be coded: two blind coders, a lead, a screener; accounts in English, Arabic and what else there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.studies import mention, put_account, surroundings
from testimonia.domain.evidence import Account
from testimonia.domain.results import Case, Family, Suggestion
from testimonia.domain.vocabulary import CaseKind
from testimonia.store.runs import Work
from testimonia.study import Study, new_study

ENGLISH = (
    "I joined the Dawn Guard in spring, because my brother had.\n"
    "They promised us houses. We slept in sheds, and the commander ate for three.\n\n"
    "Then I left, at night, by the river.\n"
)
ARABIC = (
    "قَالَ سَمِيرٌ: «تَرَكْتُهُم بَعْدَ مَا رَأَيْتُ». ثم عاد إلى بيته في القرية.\n"
    "وعدونا بالبيوت، ولم نجد إلا الحظائر. كان القائد يأكل وحده.\n"
    "في عام 2015 هرب Samir ليلًا عبر النهر. لم يسأل عنه أحد.\n"
)
MIXED = (
    "Day one \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 was fine \U0001f44d\U0001f3fd; he said «سلام» and cafe\u0301 was shut \U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7.\n"
    "Za\u0327l\u0335g\u0337o\u0338 & <b>not bold</b> \u2067מה\u2069 said \u202eevil\u202c words.\n"
    "\tA tab, a no-break\u00a0space, and the end without a line end"
)
TEAM = """study: {title: Those who left (invented), question: Why did they leave?}
coders:
  - {id: mira, role: lead, name: Mira}
  - {id: ada, role: coder, name: Ada}
  - {id: ben, role: coder, name: Ben}
  - {id: sam, role: screener, name: Sam}
rounds:
  - {id: c1, kind: coding, coders: [ada, ben], title: First coding}
form:
  version: 1
  sections:
    - {id: leaving, title: Leaving}
variables:
  - {id: age, label: Age when the person spoke, type: integer, minimum: 5, maximum: 110, help: Only if stated.}
  - {id: sex, label: Sex, type: choice, values: [female, male], missing: [not_stated, unclear]}
  - {id: held, label: Was the person held?, type: boolean}
  - {id: spoke, label: When the person spoke, type: date}
  - {id: origin, label: Country of origin, type: country, of_interest: true}
  - {id: trigger, label: What set it off?, type: choice, values: [event, gradual], section: leaving}
  - {id: which, label: Which event?, type: text, section: leaving, only_if: {variable: trigger, equals: event}}
  - {id: how, label: How did the person get out?, type: choices, values: [paid, by-message, disguised], section: leaving}
  - {id: task, label: Main task, type: text, per: episode}
codebooks: [leaving]
"""
BOOK = """id: leaving
version: 1
title: Why they left
groups: [{id: push, label: What drove them out}]
codes:
  - {id: quality-of-life, label: Quality of life, definition: Harsh life and promises unkept., use_when: Housing or food or boredom., not_when: Danger alone., example: We slept in a barn., group: push}
  - {id: brutality, label: Brutality, definition: Violence against others., group: push}
  - {id: privilege, label: Privilege of leaders, definition: Leaders take more than their share., group: push}
  - {id: old, label: Old, definition: No longer used., retired: true}
"""


@dataclass
class Coded:
    """The study's folder, its accounts by name and their texts."""

    folder: Path
    accounts: dict[str, Account]
    texts: dict[str, str] = field(default_factory=dict)

    def row(self, name: str, words: str, code: str = "leaving:brutality", **more: Any) -> dict[str, Any]:
        """What a page sends to mark these words with a code."""
        account, start = self.accounts[name], self.texts[name].index(words)
        return {
            **self.passage(name, start, start + len(words)),
            "code": code,
            "codebook_version": 1,
            "round": "c1",
            "account": account.id,
            **more,
        }

    def passage(self, name: str, start: int, end: int) -> dict[str, Any]:
        """What a page sends to point at a passage."""
        from testimonia.text import text_digest

        account, text = self.accounts[name], self.texts[name]
        return {
            "account": account.id,
            "edition": account.main,
            "text_sha256": text_digest(text),
            "start": start,
            "end": end,
            "quote": text[start:end],
        }


def coding_study(folder: Path, more: dict[str, str] | None = None, title: str = "") -> Coded:
    """Make the study, with its cases in force: one person in the English and the Arabic account, one in the mixed."""
    texts = {"english": ENGLISH, "arabic": ARABIC, "mixed": MIXED, **(more or {})}
    files = {"study.yaml": TEAM, "codebooks/leaving.yaml": BOOK}
    with new_study(folder, files=files, surroundings=surroundings()) as study:
        accounts = {
            name: put_account(study, f"{name}.txt", text, title=title or name.title(), published="2020") for name, text in texts.items()
        }
        study.decide([mention(account, f"m-{name}", label=f"Samir of {name}") for name, account in accounts.items()])
        resolve(study, accounts)
    return Coded(folder, accounts, texts)


def resolve(study: Study, accounts: dict[str, Account]) -> None:
    """Runs in force: English and Arabic tell of one man, every other account of one of its own."""
    one = tuple(name for name in ("english", "arabic") if name in accounts)
    cases = [_case("c-one", "Samir", one, accounts)]
    cases += [_case(f"c-{name}", f"Samir of {name}", (name,), accounts) for name in accounts if name not in one]
    run(study, "trace", [])
    families = [Family(id=f"f-{name}", accounts=(account.id,), root=account.id) for name, account in accounts.items()]
    run(study, "lineage", [(family, list(family.accounts)) for family in families])
    run(study, "resolve", [(case, list(case.accounts)) for case in cases])


def _case(name: str, label: str, names: tuple[str, ...], accounts: dict[str, Account]) -> Case:
    mentions = tuple(f"m-{one}" for one in names)
    return Case(id=name, kind=CaseKind.PERSON, label=label, mentions=mentions, accounts=tuple(accounts[one].id for one in names))


def run(study: Study, stage: str, outputs: list[Any]) -> None:
    """Record a run of a stage as if it had just been carried out."""
    with study.read_as_machine() as view:
        digest = view.input_digest(stage)
    assert digest is not None
    assert study.record_run(Work(stage=stage, params={}, version="test", input_digest=digest), outputs)


def suggest(study: Study, accounts: dict[str, Account], suggestion: Suggestion) -> None:
    """Let a machine propose something about an account."""
    run(study, "suggest", [(suggestion, [suggestion.account])])
