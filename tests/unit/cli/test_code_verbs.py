"""The verbs of a round in the terminal: each does what its page says, with --json too, and refuses what makes no sense."""

from __future__ import annotations

import pytest

ROUND = "c1"


def test_a_round_in_the_terminal(study, as_json, tmp_path):
    """Dealt, shown, compared, ruled on and closed: each step is one JSON object with the counts of the demo."""
    assert as_json("code", study, "assign", ROUND, "--as", "mira")["new"] == 80
    form = as_json("code", study, "form", "o014-m1", "--round", ROUND, "--as", "ada")
    assert (form["version"], form["finished"]) == (1, True)
    told = as_json("code", study, "differences", ROUND)
    assert (told["units"], told["open"]) == (79, len(told["items"]))
    out = tmp_path / "differences.csv"
    assert as_json("code", study, "export", "differences", ROUND, out, "--as", "mira")["file"] == str(out)
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    header = lines[0].split(",")
    assert header.index("take") == 9
    assert as_json("code", study, "settle", ROUND, "--as", "mira")["open"] == told["open"]
    assert as_json("code", study, "audit", ROUND, "--as", "mira")["settled"] == 0
    assert as_json("code", study, "queue", "--as", "ada")["differences"] == {ROUND: told["open"]}
    assert as_json("code", study, "release", "ben", "--as", "mira")["released"] == 0


def test_forms_go_out_and_come_back(study, as_json, tmp_path):
    """The form of every case leaves as a workbook and comes back without changing a row."""
    out = tmp_path / "form.xlsx"
    told = as_json("code", study, "export", "form", out, "--round", ROUND, "--as", "ada")
    assert told["cases"] == 40
    back = as_json("code", study, "import", out, "--as", "ada")
    assert (back["new"], back["changed"]) == ({}, {})


def test_a_codebook_changes_in_the_terminal(study, as_json, tmp_path):
    """A dry run shows the effect and changes nothing; the change itself raises the version; a crosswalk then says it is of another one."""
    path = tmp_path / "change.yaml"
    path.write_text("kind: retire\ncodes: icsr-2015:joining-needs\nreason: Too wide.\n", encoding="utf-8")
    look = as_json("code", study, "change", path, "--dry-run", "--as", "mira")
    assert (look["made"], look["version"]) == (False, 2)
    made = as_json("code", study, "change", path, "--as", "mira", "--yes")
    assert (made["made"], made["version"], made["effects"]) == (True, 2, look["effects"])
    assert "version 1" in as_json("code", study, "crosswalk", "icsr-2015-to-push-pull")["warnings"][0]


def test_layers_in_the_terminal(study, as_json):
    """Each count stands beside what every coder alone would have found."""
    told = as_json("analyse", study, "--layers")
    assert told["layers"] == ["auto", "adjudicated", "ada", "ben"]
    assert told["rows"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["differences"], "`differences` is written `differences ROUND`"),
        (["export", "forms", "x.csv"], "`export OUT` or `export form FILE` or `export differences ROUND FILE`"),
        (["queue", "ada"], "`queue` is written `queue`"),
        (["agree", "c1"], "not `agree`"),
    ],
)
def test_wrong_words_are_usage_errors(study, call, words, says):
    """A sub-verb without its operand, or one that there is not, says how it is written and exits with 2."""
    result = call("code", study, *words)
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split()).replace("│ ", "").replace(" │", "")


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (["assign", "c1", "--as", "ada"], 1, "not-permitted"),
        (["assign", "s1"], 1, "input"),
        (["form", "nobody"], 1, "unknown-reference"),
        (["differences", "c9"], 1, "unknown-reference"),
        (["change", "none.yaml"], 1, "input"),
        (["export", "form", "x.pdf"], 2, "usage"),
    ],
)
def test_what_is_refused(study, as_json, words, code, error):
    """What cannot be done ends with its code and a remedy, as JSON where asked."""
    told = as_json("code", study, *words, code=code)
    assert told["error"] == error
    assert told["remedy"]
