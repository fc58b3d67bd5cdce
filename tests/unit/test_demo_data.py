"""The bundled study fits together: what its team decided points at accounts, words, codes and people that are there."""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime
from functools import cache
from importlib.resources import as_file
from typing import Any

import pytest

from testimonia.domain.evidence import Account
from testimonia.protocol import Protocol, parse_protocol, shipped_codebooks
from testimonia.stages.collect import collect
from testimonia.store.store import Store
from testimonia.study import open_study
from testimonia.text import parse_edtf
from testimonia.workflow.example import bundled

LEAD, CODERS = "mira", {"ada", "ben"}
K = 5  # what the public profile asks of a count and of its complement


@cache
def protocol() -> Protocol:
    study = bundled() / "study"
    books = {item.name: item.read_text(encoding="utf-8") for item in (study / "codebooks").iterdir()}
    return parse_protocol((study / "study.yaml").read_text(encoding="utf-8"), books)


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
            read = map(json.loads, text.splitlines()) if step["file"].endswith(".jsonl") else csv.DictReader(text.splitlines())
            rows += [{key: value for key, value in row.items() if value != ""} for row in read]
    return rows


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> dict[str, tuple[Account, str, str]]:
    """Each account by its origin, with its main and its full text, as the real collect stage takes them out."""
    folder = tmp_path_factory.mktemp("demo") / "s"
    (folder / "codebooks").mkdir(parents=True)
    for item in (bundled() / "study", bundled() / "study" / "codebooks"):
        for file in item.iterdir():
            if file.is_file():
                (folder / file.relative_to(bundled() / "study")).write_bytes(file.read_bytes())
    Store.create(folder).close()
    with as_file(bundled() / "accounts") as accounts, open_study(folder) as study:
        study.adopt()
        collect(study, [accounts])
        with study.read() as view:
            found = {}
            for account in view.records(Account):
                main, full = (view.edition(name) if name else None for name in (account.main, account.full))
                found[account.origin] = (account, main.text if main else "", full.text if full else "")
            return found


def test_the_protocol_is_sound_and_says_that_it_is_fictional():
    """study.yaml and its codebook pass the checks of every study, and nobody can take the study for a real one."""
    assert "fictional" in protocol().study.title
    assert {entry.id for entry in protocol().rounds if entry.blind} == {"s1", "c1"}


def test_the_codebooks_are_those_that_ship():
    """A definition mended in a shipped codebook is mended here too."""
    for item in (bundled() / "study" / "codebooks").iterdir():
        assert item.read_text(encoding="utf-8") == shipped_codebooks()[item.name]


def test_the_order_names_every_file_once():
    """No decision is left behind, and none is taken twice."""
    files = [step["file"] for step in order() if "file" in step]
    present = [item.name for item in (bundled() / "decisions").iterdir() if item.name != "order.json"]
    assert sorted(files) == sorted(present)


def test_the_order_runs_forward():
    """The clock that replays the decisions never goes back."""
    times = [datetime.fromisoformat(step["at"]) for step in order()]
    assert times == sorted(set(times))


def test_every_step_is_a_verb_by_somebody_of_the_team():
    """Each step can be carried out at the command line by a person whom study.yaml names."""
    assert {step["verb"] for step in order()} == {"screen import", "resolve import", "trace import", "code import", "code open"}
    assert {step["as"] for step in order()} == {LEAD, *CODERS} <= {coder.id for coder in protocol().coders}


def test_blind_rounds_are_opened_after_their_work_and_before_the_ruling():
    """The lead rules on what she sees, and sees it once everybody has finished."""
    for entry in protocol().rounds:
        opened = next(place for place, step in enumerate(order()) if step.get("round") == entry.id)
        for place, step in enumerate(order()):
            if "file" in step:
                text = (bundled() / "decisions" / step["file"]).read_text(encoding="utf-8")
                if re.search(rf"\b{entry.id}\b", text):
                    assert (place > opened) == (step["as"] == LEAD), step["file"]


def test_all_accounts_can_be_read(collected):
    """Collect takes every file in, whole, under the path that the decisions name."""
    with as_file(bundled() / "accounts") as folder:
        files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(collected) == files
    assert {origin: account.reason for origin, (account, _, _) in collected.items() if account.state != "ok"} == {}


def test_the_accounts_vary(collected):
    """The example shows every format that is read and more than one language."""
    assert {origin.rpartition(".")[2] for origin in collected} == {"html", "txt", "md", "pdf"}
    assert {account.language for account, _, _ in collected.values()} == {"en", "de", "ar"}


def test_accounts_have_the_length_of_accounts(collected):
    """Each is long enough to be read and short enough to be read through."""
    assert {origin: account.words for origin, (account, _, _) in collected.items() if not 150 <= account.words <= 620} == {}


def test_dates_of_publication_are_those_of_the_invented_years(collected):
    """A date that collect finds lies between 2021 and 2024; most accounts have one."""
    dates = [parse_edtf(account.published) for account, _, _ in collected.values() if account.published]
    assert {date.earliest.year for date in dates} <= {2021, 2022, 2023, 2024}
    assert len(dates) >= 12


def test_every_account_says_that_it_is_invented(collected):
    """Whoever opens one file alone is told."""
    said = re.compile(r"fictional|fiction|invented|made-up|متخيَّلة", re.IGNORECASE)
    with as_file(bundled() / "accounts") as folder:
        silent = [
            origin
            for origin, (_, _, full) in collected.items()
            if not said.search(full) and not (not origin.endswith(".pdf") and said.search((folder / origin).read_text(encoding="utf-8")))
        ]
    assert silent == []


def test_pdfs_are_small():
    """The wheel stays small: below 60 kB each."""
    with as_file(bundled() / "accounts") as folder:
        sizes = {path.name: path.stat().st_size for path in folder.rglob("*.pdf")}
    assert len(sizes) == 2
    assert max(sizes.values()) < 60_000


def test_what_stands_around_an_account_is_not_read_as_testimony(collected):
    """What is coded is the account: navigation, notices and banners stay outside the main text."""
    main = " ".join(text for _, text, _ in collected.values())
    full = " ".join(text for _, _, text in collected.values())
    for words in ("We use cookies", "The Sunday letter", "Fish prices", "Orders of the day"):
        assert words in full
        assert words not in main


@pytest.mark.parametrize("name", ["codings", "values"])
def test_every_quotation_stands_once_in_its_account(collected, name):
    """A quotation finds its place in the main text without offsets, so it must be there, and only once."""
    faults = {
        (row["account"], row["quote"]): collected[row["account"]][1].count(row["quote"])
        for row in table(name)
        if row.get("quote") and collected[row["account"]][1].count(row["quote"]) != 1
    }
    assert faults == {}
    assert any(row.get("quote") for row in table(name))


def test_every_coding_has_its_words():
    """A coding without a passage would be an opinion."""
    assert [row for row in table("codings") if not row.get("quote")] == []


def test_what_is_said_of_an_account_names_one_that_is_there(collected):
    """No row hangs in the air."""
    tables = ("screening", "mentions", "codings", "values", "completions", "judgements", "adjudications")
    named = {row["account"] for name in tables for row in table(name)} | {row[side] for row in table("relations") for side in "ab"}
    assert named <= set(collected)
    assert {row["account"] for row in table("screening")} == set(collected)


def test_mentions_and_episodes_that_rows_name_exist_and_belong_together():
    """A row about a mention stands at the account of that mention, and its episode is the mention's own."""
    mentions = {row["id"]: row["account"] for row in table("mentions")}
    episodes = {row["id"]: row["mention"] for row in table("episodes")}
    for name in ("screening", "codings", "values", "completions", "adjudications"):
        for row in table(name):
            if "mention" in row:
                assert mentions[row["mention"]] == row["account"], row
            if "episode" in row:
                assert episodes[row["episode"]] == row["mention"], row
    assert {row[side] for row in table("links") for side in "ab"} <= set(mentions)
    assert set(episodes.values()) <= set(mentions)


def test_ids_of_mentions_hold_no_names():
    """An id stays in the log when everything else about a person has been erased."""
    assert [row["id"] for row in table("mentions") if not re.fullmatch(r"m\d\d", row["id"])] == []


def test_codes_variables_and_criteria_are_those_of_the_protocol():
    """Every word of a closed list that a row uses is on the list."""
    for row in table("codings"):
        assert protocol().code(row["codebook"], row["code"])
        assert row["codebook_version"] == protocol().codebook(row["codebook"]).version
    for row in table("screening"):
        criterion = protocol().criterion(row["shelf"], row["criterion"])
        assert criterion.excludes == (row["decision"] == "exclude"), row
    for row in table("values"):
        variable = protocol().variable(row["variable"])
        assert ("value" in row) != ("missing" in row), row
        assert row.get("missing") in (None, *variable.missing), row
        if variable.values and "value" in row:
            assert row["value"] in {choice.value for choice in variable.values}, row


def test_dates_of_episodes_can_be_read_and_run_forward():
    """Nobody leaves before joining."""
    for row in table("episodes"):
        assert parse_edtf(row["joined"]).earliest <= parse_edtf(row["left"]).latest, row


def test_missing_answers_are_of_several_kinds():
    """The example shows that having no answer has four names."""
    assert {row["missing"] for row in table("values") if "missing" in row} == {"not_stated", "not_applicable", "unclear", "withheld"}


def states(coder: str) -> set[tuple[str, str]]:
    """Which codes one coder, or the lead, affirms of which mention."""
    return {(row["mention"], row["code"]) for row in table("codings") if row["coder"] == coder and row["stance"] == "affirms"}


def test_coders_differ_and_the_lead_settles_all_but_one():
    """Four honest disagreements; one is left open, so that the report has something unclear to show."""
    ruled = {row["mention"] for row in table("completions") if row["coder"] == "mara" and "mention" in row} | {
        row["mention"] for row in table("adjudications")
    }
    differ = states("anna") ^ states("bashir")
    assert len(differ) == 4
    assert {pair for pair in differ if pair[0] not in ruled} == {("m02", "joining-faith")}


def test_two_people_screened_everything_and_the_lead_settled_where_they_differ():
    """Both screeners decide on each account and each mention; every conflict has a ruling."""
    said: dict[tuple[str, str | None], dict[str, tuple[str, str]]] = {}
    for row in table("screening"):
        said.setdefault((row["account"], row.get("mention")), {})[row["screener"]] = (row["decision"], row["shelf"])
    assert {mention for _, mention in said if mention} == {row["id"] for row in table("mentions")}
    assert all({"anna", "bashir"} <= set(who) for who in said.values())
    conflicts = {unit for unit, who in said.items() if who["anna"] != who["bashir"]}
    assert conflicts == {unit for unit, who in said.items() if "mara" in who}
    assert len(conflicts) == 1


def test_some_counts_of_people_are_large_enough_for_the_public():
    """Among the reasons to join and to leave there is one that so many people give, and so many do not, that a release may say so."""
    same = {row["b"]: row["a"] for row in table("links") if row["decision"] == "same"}
    people = {
        row["mention"] for row in table("screening") if row.get("mention") and row["decision"] == "include" and row["shelf"] == "testimony"
    }
    cases = {same.get(mention, mention) for mention in people}
    final = (states("anna") & states("bashir")) | states("mara")
    counts: dict[str, set[str]] = {}
    for mention, code in final:
        counts.setdefault(code, set()).add(same.get(mention, mention))
    shown = {code for code, who in counts.items() if len(who) >= K and len(cases) - len(who) >= K}
    assert len(cases) == 11
    assert {"joining-conflict", "leaving-brutality", "leaving-quality-of-life"} <= shown
    assert set(counts) - shown  # and some are hidden: the example shows both
