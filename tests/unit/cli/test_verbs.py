"""Each verb does what its name says, in words and as JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from testimonia.study import open_study

LOOKS = [("status",), ("screen",), ("verify",)]


def decide(path: Path, *rows: dict[str, str]) -> Path:
    """A file of decisions."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_study_from_files_to_report(call, as_json, tmp_path):
    """new, collect, run, publish: a folder of texts that nobody has screened becomes a work plan."""
    pages = tmp_path / "pages"
    pages.mkdir()
    story = " ".join(f"word{n}" for n in range(80))
    (pages / "a.txt").write_text(f"He left the movement in spring.\n\n{story}\n", encoding="utf-8")
    (pages / "b.txt").write_text(f"He left the movement in spring.\n\n{story}\n\nMore words follow here.\n", encoding="utf-8")
    (pages / "empty.txt").touch()
    folder = tmp_path / "s"
    assert as_json("new", folder, "--template", "blank")["template"] == "blank"
    collected = as_json("collect", folder, pages, "--shelf", "testimony")
    assert len(collected["new"]) == 3
    assert collected["states"]["failed"] == 1
    assert as_json("collect", folder, pages)["new"] == []
    ran = as_json("run", folder)
    assert ran["trace"]["families"] == 1
    assert ran["analyse"]["findings"] == 0
    said = call("publish", folder, tmp_path / "out")
    assert said.exit_code == 0
    assert "work plan" in said.stdout
    assert (tmp_path / "out" / "report.html").is_file()
    status = as_json("status", folder)
    assert status["accounts"] == {"ok": 2, "failed": 1}
    assert [failure["origin"] for failure in status["failed"]] == ["empty.txt"]
    assert status["declared"] == {"testimony": 3}
    assert status["stale"] == []
    assert status["waiting"][0]["count"] == 1  # a copy goes with what it copies


def test_new_keeps_what_is_there(call, as_json, tmp_path):
    """`new` refuses a folder that holds something, and leaves nothing behind when it refuses an address."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine", encoding="utf-8")
    assert as_json("new", tmp_path / "full", code=1)["error"] == "study-exists"
    assert as_json("new", tmp_path / "s", "--database", "mysql://somewhere/x", code=1)["error"] == "protocol"
    assert not (tmp_path / "s").exists()
    assert call("new", tmp_path / "s", "--template", "defekt").exit_code == 2


@pytest.mark.parametrize("words", LOOKS, ids=lambda words: words[0])
def test_verbs_that_look_change_nothing(shared, call, words):
    """Looking at a study appends no row."""
    before = rows(shared)
    assert call(words[0], shared, *words[1:]).exit_code == 0
    assert rows(shared) == before


def rows(folder: Path) -> int:
    """How many rows the log holds."""
    with open_study(folder) as study, study.store.read() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM log").scalar()


def test_screening_comes_in_once(study, as_json, tmp_path):
    """A file of decisions is taken by whoever acts, and the same file again changes nothing."""
    origin = "anglepost/vance-workshop.html"
    file = decide(tmp_path / "screening.jsonl", {"account": origin, "decision": "exclude", "shelf": "testimony", "criterion": "write-up"})
    assert as_json("screen", study, "import", file, "--as", "ada")["new"] == {"screening": 1}
    assert as_json("screen", study, "import", file, "--as", "ada")["already"] == {"screening": 1}
    assert as_json("status", study)["stale"] == ["suggest", "learned", "resolve", "analyse", "agreement"]
    assert set(as_json("run", study)) == {"trace", "suggest", "resolve", "analyse", "agreement"}
    assert as_json("status", study)["stale"] == []


def test_relations_mentions_and_codings_come_in(study, as_json, tmp_path):
    """trace, resolve and code each take their own file."""
    relations = decide(
        tmp_path / "relations.jsonl",
        {"a": "theislander/joss-of-dunmarch.html", "b": "alnahar-aljadid/umm-zayna.html", "kind": "quotation", "status": "rejected"},
    )
    assert as_json("trace", study, "import", relations, "--as", "mira")["new"] == {"relation_reviews": 1}
    mentions = decide(tmp_path / "mentions.jsonl", {"id": "m77", "account": "theislander/joss-of-dunmarch.html", "label": "A boatman"})
    assert as_json("resolve", study, "import", mentions, "--as", "mira")["new"] == {"mentions": 1}
    advice = decide(tmp_path / "recommendations.jsonl", {"text": "Let them speak.", "proposer": "the commission"})
    assert as_json("code", study, "import", advice, "--as", "mira")["new"] == {"recommendations": 1}


def test_the_stages_say_where_they_stand(study, call):
    """trace, resolve and analyse without a file do their work again, or say that nothing has changed."""
    for verb in ("trace", "resolve", "analyse", "run"):
        said = call(verb, study)
        assert said.exit_code == 0, said.output
        assert "othing has changed" in said.stdout


def test_codings_go_out_and_come_in(shared, study, as_json, tmp_path):
    """What `code export` writes, `code import` takes back as known already."""
    written = as_json("code", study, "export", tmp_path / "out", "--format", "csv")
    assert written["rows"]["codings"] > 0
    taken = as_json("code", study, "import", tmp_path / "out" / "codings.csv", "--as", "owner")
    assert taken["already"] == {"codings": written["rows"]["codings"]}


def test_a_round_is_opened_by_who_leads(as_json, tmp_path):
    """`code open` is for the owner and leads, says who had finished, and once open a round stays open."""
    folder = tmp_path / "s"
    as_json("new", folder)
    assert as_json("code", folder, "open", "coding-1")["opened"] is True
    assert as_json("code", folder, "open", "coding-1")["opened"] is False
    assert as_json("code", folder, "open", "coding-9", code=1)["error"] == "unknown-reference"


def test_what_only_a_lead_may_do(study, as_json, tmp_path):
    """A coder neither opens rounds nor publishes nor withdraws."""
    for words in (("code", study, "open", "c1"), ("publish", study, tmp_path / "out"), ("withdraw", study, "x", "--reason", "y")):
        assert as_json(*words, "--as", "ada", code=1)["error"] == "not-permitted", words


def test_both_profiles_are_published(study, as_json, tmp_path):
    """`public` is the default, and `internal` shows at least as much."""
    public = as_json("publish", study, tmp_path / "p")
    internal = as_json("publish", study, tmp_path / "i", "--profile", "internal")
    assert (public["profile"], internal["profile"]) == ("public", "internal")
    assert internal["findings"] >= public["findings"]


def test_a_snapshot_is_named_once(study, as_json):
    """A name stands for one state: again is the same, and another state may not take it."""
    first = as_json("snapshot", study, "submission")
    assert as_json("snapshot", study, "submission")["id"] == first["id"]
    as_json("code", study, "import", decide(study / "recommendations.jsonl", {"text": "Listen."}), "--as", "mira")
    assert as_json("snapshot", study, "submission", code=1)["error"] == "input"
    assert as_json("snapshot", study, " ", code=2)["error"] == "usage"
    assert [entry["name"] for entry in as_json("status", study)["snapshots"]] == ["submission"]


def test_a_backup_is_merged_back(study, shared, as_json, tmp_path):
    """What was decided after a backup stays when the backup is merged, and a copy changed elsewhere brings its decisions."""
    as_json("backup", study, tmp_path / "study.zip")
    assert as_json("backup", study, tmp_path / "study.zip", code=1)["error"] == "study-exists"
    merged = as_json("merge", study, tmp_path / "study.zip")
    assert (merged["rows"], merged["accounts"], merged["conflicts"]) == (0, 0, [])
    other = tmp_path / "other"
    shutil.copytree(shared, other)
    as_json("code", other, "import", decide(tmp_path / "recommendations.jsonl", {"text": "Listen."}), "--as", "mira")
    assert as_json("merge", study, other)["rows"] == 1


def test_a_merge_lists_what_was_decided_differently(study, shared, as_json, call, tmp_path):
    """Two minds about one account are a conflict that merge and status name, with both sides."""
    other = tmp_path / "other"
    shutil.copytree(shared, other)
    origin = "theislander/joss-of-dunmarch.html"
    for folder, said in ((study, "exclude"), (other, "unsure")):
        row = {"account": origin, "decision": said, "shelf": "testimony", "criterion": "write-up"}
        as_json("screen", folder, "import", decide(tmp_path / f"{said}.jsonl", row), "--as", "mira")
    merged = as_json("merge", study, other)
    assert len(merged["conflicts"]) == 1
    assert merged["conflicts"][0]["about"] == [origin]
    assert [side.partition(": ")[2] for side in merged["conflicts"][0]["sides"]] == ["decision exclude", "decision unsure"]
    assert [entry["kind"] for entry in as_json("status", study)["conflicts"]] == ["screening"]
    assert "undecided until somebody decides again" in call("status", study).stdout


def test_only_copies_of_one_study_are_merged(study, as_json, tmp_path):
    """Another study, a file that is no backup, nothing at all and the study itself are refused."""
    as_json("new", tmp_path / "stranger", "--template", "blank")
    (tmp_path / "letter.txt").write_text("no backup", encoding="utf-8")
    assert as_json("merge", study, tmp_path / "stranger", code=1)["error"] == "different-study"
    assert as_json("merge", study, tmp_path / "letter.txt", code=1)["error"] == "input"
    assert as_json("merge", study, tmp_path / "nothing", code=1)["error"] == "input"
    assert as_json("merge", study, study, code=2)["error"] == "usage"


@pytest.mark.parametrize("name", ["origin", "id", "prefix"])
def test_an_account_is_withdrawn_by_any_of_its_names(study, as_json, name):
    """Origin, id, or the beginning of an id mean one account; it is gone, and verify finds the chain intact."""
    origin = "theislander/joss-of-dunmarch.html"
    with open_study(study) as opened, opened.store.read() as connection:
        found = connection.exec_driver_sql(f"SELECT id FROM accounts WHERE origin = '{origin}'").scalar()  # noqa: S608 - ours
    asked = {"origin": origin, "id": found, "prefix": found[:8]}[name]
    gone = as_json("withdraw", study, asked, "--reason", "takedown", "--yes")
    assert gone["account"] == found
    assert gone["held_by"] != []  # the two releases of the demo
    assert as_json("withdraw", study, found, "--reason", "takedown")["already"] is True
    assert as_json("verify", study)["sound"] is True
    assert as_json("status", study)["withdrawn"] == 1


def test_a_withdrawal_needs_one_account(study, as_json, call):
    """An empty reason, an unknown name, or a name of two accounts erases nothing; without a reason it says that none was given."""
    assert as_json("withdraw", study, "theislander/joss-of-dunmarch.html", "--reason", " ", code=2)["error"] == "usage"
    wrong = as_json("withdraw", study, "theislander/joss-of-dunmarh.html", "--reason", "takedown", code=1)
    assert "`theislander/joss-of-dunmarch.html`" in wrong["remedy"]
    assert as_json("withdraw", study, "", "--reason", "takedown", code=1)["error"] == "unknown-reference"
    assert as_json("status", study)["withdrawn"] == 0
    assert call("withdraw", study, "theislander/joss-of-dunmarch.html").exit_code == 0
    assert as_json("status", study)["withdrawn"] == 1


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_every_table_is_exported(shared, study, as_json, tmp_path, form):
    """`export` writes one file a table in the form asked for."""
    report = as_json("export", study, tmp_path / "out", "--format", form)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{name}.{form}" for name in report["rows"]}
    assert report["rows"]["accounts"] == 84


def test_verify_fails_where_something_was_changed(study, as_json, call):
    """A byte changed in an original is named, and the exit code is 1."""
    blob = next(path for path in sorted((study / "archive").rglob("*")) if path.is_file())
    blob.write_bytes(b"forged" + blob.read_bytes())
    report = as_json("verify", study, code=1)
    assert report["sound"] is False
    assert call("verify", study).exit_code == 1


def test_a_demo_is_made_again_but_nothing_else_is_overwritten(study, as_json, tmp_path):
    """An earlier demo gives way to a new one; a folder that holds anything else is left alone."""
    (study / "trace-of-the-old.txt").write_text("old", encoding="utf-8")
    assert as_json("demo", study)["fictional"] is True
    assert not (study / "trace-of-the-old.txt").exists()
    as_json("new", tmp_path / "mine", "--template", "blank")
    assert as_json("demo", tmp_path / "mine", code=1)["error"] == "study-exists"
    assert (tmp_path / "mine" / "study.yaml").is_file()
