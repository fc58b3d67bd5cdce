"""The bundled study is what the open part makes, can be read whole, and is replayed in an order that a real team could have followed."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import datetime
from functools import cache
from importlib.resources import as_file
from pathlib import Path
from typing import Any

import pytest

from testimonia.domain.evidence import Account
from testimonia.protocol import shipped_codebooks
from testimonia.stages.collect import collect
from testimonia.store.store import Store
from testimonia.study import open_study
from testimonia.workflow.example import bundled
from workshop import decisions, files
from workshop.files.words import WORDS
from workshop.part import Part, Text, from_folder
from workshop.protocol import bundled_protocol

OPEN = Path(__file__).parents[2] / "examples" / "teaching" / "open"
LEAD, CODERS = "mira", {"ada", "ben"}


@cache
def part() -> Part:
    return from_folder(OPEN)


@cache
def order() -> list[dict[str, Any]]:
    return json.loads((bundled() / "decisions" / "order.json").read_text(encoding="utf-8"))


@cache
def table(name: str) -> list[dict[str, Any]]:
    """Every row of one table, from all its files; empty cells are left out."""
    rows: list[dict[str, Any]] = []
    for step in order():
        if step.get("table") == name:
            text = (bundled() / "decisions" / step["file"]).read_text(encoding="utf-8")
            rows += [{key: value for key, value in row.items() if value != ""} for row in csv.DictReader(text.splitlines())]
    return rows


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """The open part written anew, and the origins of its accounts."""
    folder = tmp_path_factory.mktemp("made")
    origins = files.write(part(), folder / "accounts")
    decisions.write(part(), origins, bundled_protocol(), folder / "decisions")
    return folder, origins


@pytest.fixture(scope="module")
def collected(tmp_path_factory, made) -> dict[str, tuple[Text, Account, str, str]]:
    """Each account by the id of its text, with its main and full edition, as the real collect stage takes them out."""
    folder = tmp_path_factory.mktemp("demo") / "s"
    with as_file(bundled() / "study") as study_files:
        for file in sorted(study_files.rglob("*.yaml")):
            (folder / file.relative_to(study_files)).parent.mkdir(parents=True, exist_ok=True)
            (folder / file.relative_to(study_files)).write_bytes(file.read_bytes())
    Store.create(folder).close()
    texts = {origin: part().texts[name] for name, origin in made[1].items()}
    with as_file(bundled() / "accounts") as accounts, open_study(folder) as study:
        study.adopt()
        collect(study, [accounts])
        with study.read() as view:
            found = {}
            for account in view.records(Account):
                main, full = (view.edition(name) if name else None for name in (account.main, account.full))
                text = texts[account.origin]
                found[text.id] = (text, account, main.text if main else "", full.text if full else "")
            return found


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", ["accounts", "decisions"])
def test_the_bundled_files_are_what_the_texts_make(made, name):
    """What is committed is what make.py writes, byte for byte: nobody has to trust that the two belong together."""
    with as_file(bundled() / name) as folder:
        there, new = contents(folder), contents(made[0] / name)
    assert sorted(there) == sorted(new), "run: python examples/teaching/make.py"
    assert [file for file in there if there[file] != new[file]] == [], "run: python examples/teaching/make.py"


def test_the_study_says_that_it_is_fictional():
    """Nobody can take it for a real one, and both rounds are blind."""
    assert "fictional" in bundled_protocol().study.title
    assert {entry.id for entry in bundled_protocol().rounds if entry.blind} == {"s1", "c1"}


def test_the_codebooks_are_those_that_ship():
    """A definition mended in a shipped codebook is mended here too."""
    for item in (bundled() / "study" / "codebooks").iterdir():
        assert item.read_text(encoding="utf-8") == shipped_codebooks()[item.name]


# --- the accounts


def test_every_text_becomes_an_account_of_its_own(collected):
    """Files, members of the bundle and records of the archive are read whole; the list adds no account."""
    assert set(collected) == set(part().texts)
    assert {name: account.reason for name, (_, account, _, _) in collected.items() if account.state != "ok"} == {}


def test_the_accounts_vary(collected):
    """The study shows every format of a team's pile, and six languages."""
    assert {text.format for text, _, _, _ in collected.values()} == {"html-a", "html-b", "html-c", "pdf", "docx", "txt", "warc", "bundle"}
    assert {account.language for _, account, _, _ in collected.values()} == {"en", "ar", "de", "fr", "es", "id"}


@pytest.mark.parametrize("field", ["title", "outlet", "published", "language"])
def test_what_is_known_of_an_account_is_what_its_page_or_the_list_says(collected, field):
    """Title, outlet, date and language come out of pages, properties and the list as they were put in."""
    differing = {
        name: (getattr(account, field), getattr(text, field))
        for name, (text, account, _, _) in collected.items()
        if (getattr(account, field) or "") != getattr(text, field)
    }
    assert differing == {}


def test_every_account_says_that_it_is_invented(collected):
    """Whoever opens one file alone is told, in its own language."""
    notices = {words.fictional for words in WORDS.values()}
    silent = [
        name
        for name, (text, _, _, full) in collected.items()
        if text.format not in ("bundle", "docx") and not any(n in full for n in notices)
    ]
    assert silent == []


def test_the_body_is_read_whole_and_what_stands_around_it_is_not(collected):
    """The main text holds every word of the body in order; menus, banners, letters and sidebars stay outside it."""
    for name, (text, _, main, full) in collected.items():
        assert " ".join(text.body.split()) in " ".join(main.split()), name
        if text.format.startswith("html"):
            words = WORDS[text.language]
            for around in (words.letter, words.cookies, *words.others):
                assert around not in main, (name, around)
            assert words.letter in full, name
            assert all(comment in full for comment in text.comments), name


def test_every_locator_of_the_gold_finds_its_place(collected):
    """A quotation of any table stands exactly once in the main text that the program reads."""
    account_of = {row["id"]: row["account"] for row in part().gold("mentions")}
    faults: Counter[str] = Counter()
    tables = (
        "claims",
        "quotations",
        "mentions",
        "codes_a",
        "codes_b",
        "values_a",
        "values_b",
        "values_lead",
        "adjudication",
        "recommendations",
    )
    for name in tables:
        for row in part().gold(name):
            account = row.get("account") or account_of[row["mention"]]
            if row.get("quote"):
                faults[f"{name} {account}"] += collected[account][2].count(row["quote"]) != 1
    assert +faults == Counter()


def test_the_package_stays_small():
    """Pages, papers and decisions together take less than a megabyte and a half."""
    with as_file(bundled()) as folder:
        assert sum(len(data) for data in contents(folder).values()) < 1_500_000


# --- the decisions


def test_the_order_names_every_file_once():
    """No decision is left behind, and none is taken twice."""
    named = [step["file"] for step in order() if "file" in step]
    present = [item.name for item in (bundled() / "decisions").iterdir() if item.name != "order.json"]
    assert sorted(named) == sorted(present)


def test_the_order_runs_forward():
    """The clock that replays the decisions never goes back."""
    times = [datetime.fromisoformat(step["at"]) for step in order()]
    assert times == sorted(set(times))


def test_every_step_is_a_verb_by_somebody_of_the_team():
    """Each step can be carried out at the command line by a person whom study.yaml names."""
    assert {step["verb"] for step in order()} == {"screen import", "resolve import", "trace import", "code import", "code open"}
    assert {step["as"] for step in order()} == {LEAD, *CODERS} <= {coder.id for coder in bundled_protocol().coders}


def test_blind_rounds_are_opened_after_their_work_and_before_the_ruling():
    """The lead rules on what she sees, and sees it once everybody has finished."""
    for entry in bundled_protocol().rounds:
        opened = next(place for place, step in enumerate(order()) if step.get("round") == entry.id)
        for place, step in enumerate(order()):
            if "file" in step:
                text = (bundled() / "decisions" / step["file"]).read_text(encoding="utf-8")
                if re.search(rf"\b{entry.id}\b", text):
                    assert (place > opened) == (step["as"] == LEAD), step["file"]


def test_ids_of_mentions_hold_no_names():
    """An id stays in the log when everything else about a person has been erased."""
    assert [row["id"] for row in table("mentions") if not re.fullmatch(r"o\d{3}-m\d+", row["id"])] == []


def test_no_row_says_who_is_eligible_before_anybody_screened():
    """Mentions come in as proposed: that somebody counts is decided by two screeners, blind, and by the lead where they differ."""
    assert {row["status"] for row in table("mentions")} == {"proposed"}
    said: dict[tuple[str, str | None], dict[str, tuple[str, str]]] = {}
    for row in table("screening"):
        said.setdefault((row["account"], row.get("mention")), {})[row["screener"]] = (row["decision"], row["shelf"])
    assert {mention for _, mention in said if mention} == {row["id"] for row in table("mentions")}
    conflicts = {unit for unit, who in said.items() if who["ada"] != who["ben"]}
    assert conflicts == {unit for unit, who in said.items() if LEAD in who}
    assert conflicts  # two who never differ would teach nothing


def test_missing_answers_are_of_every_kind():
    """Having no answer has four names, and the forms use them all."""
    assert {row["missing"] for row in table("values") if "missing" in row} == {"not_stated", "not_applicable", "unclear", "withheld"}


def test_coders_differ_and_some_differences_stay_open():
    """Two coders who worked apart differ on a share of the codes; the lead settles most of it and leaves something unclear."""
    said = [
        {(row["mention"], row["codebook"], row["code"], row["stance"]) for row in table("codings") if row["coder"] == coder}
        for coder in sorted(CODERS)
    ]
    differ = {unit[:3] for unit in said[0] ^ said[1]}
    assert 0.05 < len(differ) / len({unit[:3] for unit in said[0] | said[1]}) < 0.4
    rulings = Counter(row["decision"] for row in table("adjudications") if row["subject"].startswith("codings"))
    assert set(rulings) == {"present", "absent", "unclear"}
