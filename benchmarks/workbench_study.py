"""The studies that the workbench is measured on: one of a library's size, and one with a very long account."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from benchmarks import library
from testimonia.domain.decisions import Coding, Completion, Mention, Screening
from testimonia.domain.evidence import Account, Edition
from testimonia.domain.identity import object_id
from testimonia.domain.results import Case, Family
from testimonia.domain.vocabulary import AccountState, CaseKind, EditionKind, MentionStatus, ScreeningDecision, Shelf
from testimonia.store.runs import Work
from testimonia.store.texts import edition_id
from testimonia.study import Study, new_study
from testimonia.text import text_digest

CODERS = ("ada", "ben", "cleo", "dan", "eva", "finn", "gil", "hana")
"""A team of eight."""
CODES = 20
TEAM = (
    "study: {title: A large study (invented), question: Why did they leave?}\ncoders:\n  - {id: mira, role: lead}\n"
    + "".join(f"  - {{id: {name}, role: coder}}\n" for name in CODERS)
    + "rounds:\n  - {id: c1, kind: coding}\n"
    + "variables:\n"
    + "".join(f"  - {{id: v{n}, label: Question {n}, type: choice, values: [first, second, third]}}\n" for n in range(20))
    + "codebooks: [reasons]\n"
    + "analysis:\n  - {id: why, title: Why they left, kind: prevalence, codebook: reasons}\n"
)
BOOK = "id: reasons\nversion: 1\ntitle: Reasons\ncodes:\n" + "".join(
    f"  - {{id: reason-{n}, label: Reason number {n}, definition: What reason {n} means in so many words.}}\n" for n in range(CODES)
)


def begin(folder: Path) -> Study:
    """A study with its team and codebook, and nothing in it."""
    return new_study(folder, files={"study.yaml": TEAM, "codebooks/reasons.yaml": BOOK})


def coding(account: Account, edition: Edition, number: int, start: int, end: int, coder: str) -> Coding:
    """One coding of a passage."""
    return Coding(
        id=object_id("coding", account.id, number), account=account.id, edition=edition.id, codebook="reasons", code=f"reason-{number % CODES}",
        codebook_version=1, coder=coder, round="c1", start=start, end=end, quote=edition.text[start:end],
    )  # fmt: skip


def put_account(study: Study, name: str, body: str) -> tuple[Account, Edition]:
    """Collect one text."""
    sha256 = text_digest(body)
    own = object_id("account", name, sha256)
    edition = Edition(id="", account=own, kind=EditionKind.MAIN, language="en", sha256=sha256, extractor="benchmark 1", text=body)
    edition = replace(edition, id=edition_id(edition))
    account = Account(
        id=own, origin=name, title=name, state=AccountState.OK, sha256=sha256, words=len(body.split()), main=edition.id, full=edition.id
    )
    study.store.keep_account("owner", [account], [edition])
    return account, edition


def long_text(characters: int) -> str:
    """Paragraphs of English and Arabic words with some emoji, as long as that in code points."""
    dice = random.Random(3)
    english = ["".join(dice.choices("abcdefghilmnoprstu", k=dice.randint(2, 9))) for _ in range(3000)]
    arabic = ["".join(dice.choices("ابتجحدرسشصطعفقكلمنهوي", k=dice.randint(2, 7))) for _ in range(1000)]
    lines: list[str] = []
    length = 0
    while length < characters:
        words = dice.choices(arabic if len(lines) % 5 == 4 else english, k=dice.randint(5, 25))
        line = " ".join(words) + (" \U0001f468\u200d\U0001f469\u200d\U0001f467" if len(lines) % 7 == 0 else "") + ".\n"
        lines.append(line)
        length += len(line)
    return "".join(lines)[: characters - 1] + "\n"


def long_study(folder: Path, characters: int, codings: int) -> str:
    """A study whose one account has that many characters and codings of ada's; the account's id."""
    dice = random.Random(5)
    with begin(folder) as study:
        account, edition = put_account(study, "long.txt", long_text(characters))
        body, found = edition.text, []
        # Whole words, so that no character is cut.
        starts = [0, *(at + 1 for at, sign in enumerate(body[:-400]) if sign in " \n")]
        for number in range(codings):
            start = dice.choice(starts)
            end = body.find(" ", start + dice.randint(20, 200))
            found.append(coding(account, edition, number, start, end if end > 0 else len(body) - 1, "ada"))
        study.decide(found)
    return account.id


def large_study(folder: Path, accounts: int, cases: int) -> list[str]:
    """A study of that many accounts and cases, screened, with codings and completions, its runs in force; ids of the cases' accounts."""
    with begin(folder) as study:
        library.fill(study, accounts)
        with study.read() as view:
            every = view.records(Account)
        chosen = every[:cases]
        mentions = [
            Mention(id=f"m{n}", account=item.id, label=f"Person {n}", status=MentionStatus.ELIGIBLE) for n, item in enumerate(chosen)
        ]
        include = ScreeningDecision.INCLUDE
        for start in range(0, len(every), 1000):
            study.decide(
                [
                    Screening(account=item.id, screener="mira", decision=include, shelf=Shelf.TESTIMONY)
                    for item in every[start : start + 1000]
                ]
            )
        for start in range(0, cases, 1000):
            study.decide(mentions[start : start + 1000])
        bring_up_to_date(study)
        with study.read() as view:
            texts = [(item, view.edition(item.main or "")) for item in chosen]
        decided: list[Coding | Completion] = []
        for n, (item, edition) in enumerate(texts):
            coder = CODERS[n % len(CODERS)]
            decided += [coding(item, edition, k, k * 40, k * 40 + 30, coder) for k in range(6) if edition]
            decided.append(Completion(account=item.id, codebook="reasons", coder=coder, round="c1"))
        for start in range(0, len(decided), 1000):
            study.decide(decided[start : start + 1000])
        study.remember_runs()
    return [item.id for item in chosen]


def bring_up_to_date(study: Study) -> None:
    """Put runs in force: every account a story of its own, every mention a case of its own."""
    with study.read() as view:
        if view.run("resolve") is not None:
            return
        every, mentions = view.records(Account), view.records(Mention)
    outputs: dict[str, list[tuple[object, list[str]]]] = {"trace": []}
    outputs["lineage"] = [(Family(id=f"f{n}", accounts=(item.id,), root=item.id), [item.id]) for n, item in enumerate(every)]
    outputs["resolve"] = [
        (Case(id=f"c{item.id[1:]}", kind=CaseKind.PERSON, label=item.label, mentions=(item.id,), accounts=(item.account,)), [item.account])
        for item in mentions
    ]
    for stage, left in outputs.items():
        with study.read_as_machine() as view:
            digest, stands = view.input_digest(stage), view.run(stage) is not None
        if not stands:
            study.record_run(Work(stage=stage, params={}, version="benchmark", input_digest=digest or ""), left)
    study.remember_runs()
