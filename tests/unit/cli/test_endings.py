"""How the program ends: exit codes, errors in words and as JSON, slips in study.yaml, Ctrl-C, readers that go away."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from testimonia import cli
from testimonia.cli import answer as answering
from testimonia.study import open_study

SOURCE = Path(cli.__file__).parents[2]


def test_an_error_names_what_is_wrong_and_what_to_do(call, as_json, tmp_path):
    """Exit 1; message and remedy on stderr in words, nothing on stdout, no traceback."""
    result = call("status", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: There is no folder")
    assert "testimonia new DIR" in result.stderr
    assert "Traceback" not in result.stderr
    assert as_json("status", tmp_path / "nowhere", code=1)["error"] == "study-not-found"


def test_nobody_acts_under_an_unknown_name(shared, as_json):
    """`--as` takes ids of study.yaml alone, and the nearest is named."""
    wrong = as_json("status", shared, "--as", "ana", code=1)
    assert wrong["error"] == "unknown-reference"
    assert "`ada`" in wrong["remedy"]


def test_owner_acts_unless_another_is_named(shared, as_json, monkeypatch):
    """The login name never decides who acts."""
    monkeypatch.setenv("USER", "ada")
    monkeypatch.setenv("LOGNAME", "ada")
    assert as_json("status", shared)["coder"] == "owner"
    assert as_json("status", shared, "--as", "ada")["coder"] == "ada"


@pytest.mark.parametrize(
    "words",
    [("screen", "S", "improt", "x"), ("screen", "S", "import"), ("trace", "S", "import", "a", "b"), ("code", "S"), ("code", "S", "opne", "c1"),
     ("publish", "S", "out", "--profile", "pubic"), ("new",), ("collect", "S"), ("status", "S", "--jsn")],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_exits_2(shared, call, words):
    """What cannot be parsed changes nothing and exits 2, with the usage on stderr."""
    result = call(*(shared if word == "S" else word for word in words))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage:" in result.stderr


def test_wrong_use_as_json(program):
    """With --json even a usage error is one JSON object on stdout."""
    done = program("trac", "s", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"] == "usage"
    assert done.stderr == ""


def test_slips_in_study_yaml_stop_verbs_but_not_status(study, call, as_json):
    """Verbs that act name every slip with its line; status, verify and export go on with the protocol adopted before."""
    text = (study / "study.yaml").read_text(encoding="utf-8")
    (study / "study.yaml").write_text(text.replace("variables:", "varables:"), encoding="utf-8")
    wrong = as_json("run", study, code=1)
    assert wrong["error"] == "protocol"
    assert any("varables" in problem and "variables" in problem for problem in wrong["problems"])
    for verb in (("screen", study), ("trace", study), ("publish", study, study / "out")):
        assert call(*verb).exit_code == 1
    status = as_json("status", study)
    assert "cannot be used" in status["notices"][0]
    assert any("varables" in notice for notice in status["notices"])
    assert status["cases"]["person"] == 35
    assert call("verify", study).exit_code == 0


def test_a_changed_study_yaml_is_adopted_by_who_leads(study, call, as_json):
    """A coder goes on with the protocol in force and is told; the owner's next verb adopts the change and says so."""
    text = (study / "study.yaml").read_text(encoding="utf-8")
    (study / "study.yaml").write_text(text.replace("Why they joined", "Why people joined"), encoding="utf-8")
    assert "has changed" in as_json("status", study)["notices"][0]
    told = call("run", study, "--as", "ada")
    assert told.exit_code == 0
    assert "has changed" in told.stderr
    adopted = as_json("run", study)
    assert adopted["notices"] == ["study.yaml or a codebook changed: adopted by owner."]
    assert as_json("status", study)["notices"] == []


def test_a_bug_is_said_to_be_one(shared, call, as_json, monkeypatch):
    """What nobody foresaw gives words and exit 1; the traceback is there for who asks."""

    def broken(*_args, **_more):
        raise ZeroDivisionError("by no one")

    monkeypatch.setattr("testimonia.study.verify", broken)
    result = call("verify", shared)
    assert result.exit_code == 1
    assert "bug" in result.stderr
    assert "Traceback" not in result.stderr
    assert as_json("verify", shared, code=1)["error"] == "bug"
    assert "Traceback" in call("verify", shared, env={"TESTIMONIA_DEBUG": "1"}).stderr


def test_a_file_that_cannot_be_written_is_no_bug(shared, as_json, tmp_path):
    """A refusal of the disk is said in words and names the file."""
    (tmp_path / "file").touch()
    wrong = as_json("export", shared, tmp_path / "file", code=1)
    assert wrong["error"] != "bug"
    assert "file" in wrong["message"]


def test_the_terminal_is_safe_from_what_accounts_hold(tmp_path, call, as_json):
    """Escape sequences and bidi controls of a title are shown, never sent; JSON holds them whole."""
    folder, pages = tmp_path / "s", tmp_path / "pages"
    pages.mkdir()
    (pages / "a\u202etxt.exe").touch()
    call("new", folder, "--template", "blank")
    said = call("collect", folder, pages)
    assert said.exit_code == 0
    assert "\u202e" not in said.stdout
    assert "\\u202e" in said.stdout
    assert as_json("status", folder)["failed"][0]["origin"] == "a\u202etxt.exe"
    assert "\u202e" not in call("status", folder, "--json").stdout


def test_a_reader_that_goes_away_is_no_accident(shared):
    """`testimonia ... | head -1` ends without a traceback."""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "testimonia", "status", shared], stdout=write, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(SOURCE)},
        check=False, timeout=60,
    )  # fmt: skip
    os.close(write)
    assert done.returncode == 141
    assert done.stderr == b""


def test_ctrl_c_stops_and_says_that_nothing_is_lost(study, call, monkeypatch):
    """Exit 130; what to do next is said."""

    def interrupted(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("testimonia.study.verify", interrupted)
    result = call("verify", study)
    assert result.exit_code == 130
    assert "Run it again to go on" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console")
def test_ctrl_c_from_outside(tmp_path):
    """A real interrupt in the middle of work ends with 130 and leaves a study that opens."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for n in range(400):
        (pages / f"{n}.txt").write_text(f"Account {n}. " + "He spoke of leaving. " * 50, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    subprocess.run(
        [sys.executable, "-m", "testimonia", "new", "s", "--template", "blank"], cwd=tmp_path, env=environment, check=True, timeout=60
    )
    command = [sys.executable, "-m", "testimonia", "collect", "s", "pages"]
    pipes = {"stderr": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = subprocess.Popen(command, cwd=tmp_path, env=environment, preexec_fn=_heeds_ctrl_c, **pipes)  # noqa: PLW1509 - no threads here
    wait_for(lambda: any((tmp_path / "s" / "archive").rglob("*")))
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert "Traceback" not in said
    with open_study(tmp_path / "s") as study, study.read() as view:
        assert len(view.withdrawn()) == 0


def _heeds_ctrl_c() -> None:
    """Whatever runs these tests in the background lets what it starts ignore an interrupt."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for(condition, seconds: float = 30) -> None:
    """Look again and again until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_words_are_utf8_whatever_the_console_says(tmp_path, program):
    """A pipe opened with a poor encoding gets UTF-8 all the same."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "شهادة.txt").touch()
    program("new", "s", "--template", "blank")
    done = program("collect", "s", "pages", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"})
    assert done.returncode == 0
    assert "شهادة.txt" in done.stdout


def test_questions_are_asked_of_people_only(study, call, monkeypatch):
    """On a terminal a withdrawal is confirmed first; `n` erases nothing."""
    monkeypatch.setattr(answering, "asked_by_a_person", lambda: True)
    result = call("withdraw", study, "theislander/joss-of-dunmarch.html", "--reason", "takedown", input="n\n")
    assert result.exit_code == 1
    assert "joss-of-dunmarch.html" in result.stderr
    with open_study(study) as opened, opened.read() as view:
        assert view.withdrawn() == frozenset()
    assert call("withdraw", study, "theislander/joss-of-dunmarch.html", "--reason", "takedown", input="y\n").exit_code == 0
