"""Blind means blind: what coders and leads see before and after a round is opened, and what an export holds."""

from __future__ import annotations

import pytest

from testimonia.domain.decisions import Coding, Completion, RoundOpening
from testimonia.errors import NotPermitted, UnknownReference, UsageError
from testimonia.stages.code import export_codings, import_file, look_at_round, open_round
from testimonia.stages.code.tables import TABLES
from testimonia.store.log import in_order
from testimonia.store.tabular import read_table


@pytest.fixture
def coded(place):
    """Anna and Bea have coded blind; Anna has finished two units, Bea one."""
    for coder, units in (("anna", ("plain.txt", "m0")), ("bea", ("plain.txt",))):
        place.take([place.row(place.plain, "Then I left.", round="blind", memo=f"{coder}'s memo")], coder=coder)
        place.take([{"unit": unit, "codebook": "leaving", "round": "blind"} for unit in units], coder=coder, name="completions.jsonl")
    return place


def _exported(place, coder, file_format="jsonl"):
    out = place.folder.parent / f"out-{coder}-{file_format}"
    with place.open(coder) as study:
        report = export_codings(study, out, file_format)
    tables = {name: [line.values for line in read_table(out / f"{name}.{file_format}")] for name, count in report.rows.items() if count}
    return report, tables


def test_before_opening_a_coder_sees_her_own_rows_and_the_lead_completions_only(coded):
    """Through the export nobody sees another's row of a blind round; the owner sees who has finished what, and nothing else."""
    report, tables = _exported(coded, "anna")
    assert [row["memo"] for row in tables["codings"]] == ["anna's memo"]
    assert {row["coder"] for row in tables["completions"]} == {"anna"}
    assert report.hidden == {"codings": 1, "completions": 1}
    report, tables = _exported(coded, "owner")
    assert "codings" not in tables
    assert sorted(row["coder"] for row in tables["completions"]) == ["anna", "anna", "bea"]
    assert report.hidden == {"codings": 2}
    assert "has not been opened" in " ".join(report.lines())


def test_after_opening_everybody_sees_everything(coded):
    """Once the lead has opened the round, the export of each coder holds the rows of all."""
    with coded.open("lea") as study:
        report = open_round(study, "blind")
    assert report.opened
    assert report.finished == {"anna": 2, "bea": 1}
    assert [(item.coder, item.unit) for item in report.unfinished] == [("bea", "m0")]
    for coder in ("anna", "bea", "owner"):
        report, tables = _exported(coded, coder, "csv")
        assert sorted(row["coder"] for row in tables["codings"]) == ["anna", "bea"]
        assert report.hidden == {}


def test_looking_writes_nothing_and_opening_twice_is_once(coded):
    """The state of a round can be looked at before it is opened; a second opening adds no row."""
    length = coded.log_length()
    with coded.open("lea") as study:
        assert not look_at_round(study, "blind").open
        assert coded.log_length() == length
        open_round(study, "blind")
    with coded.open("owner") as study:
        again = open_round(study, "blind")
    assert (again.open, again.opened) == (True, False)
    assert len(coded.all(RoundOpening)) == 1


def test_only_owner_and_lead_open(place):
    """A coder neither opens a round nor looks at its state; a round must exist."""
    with place.open("anna") as study:
        for verb in (open_round, look_at_round):
            with pytest.raises(NotPermitted):
                verb(study, "blind")
    with place.open() as study, pytest.raises(UnknownReference, match="Did you mean `blind`"):
        open_round(study, "blnd")


def test_anna_cannot_import_beas_rows(place):
    """Rows in somebody else's name are refused, exported ones included."""
    place.take([place.row(place.plain, "Then I left.", round="blind")], coder="bea")
    _, tables = _exported(place, "bea")
    faults = place.faults(tables["codings"], coder="anna")
    assert "`coder` is `bea`, but you act as `anna`" in faults[0]


@pytest.mark.parametrize("file_format", ["jsonl", "csv"])
def test_what_is_exported_is_taken_back_as_the_same(coded, tmp_path, file_format):
    """Importing one's own export adds no row, whatever the format; in a study that lost the rows it brings them back."""
    coded.take([{"mention": "m0", "variable": "how", "value": "paid;disguised", "passages": [{"quote": "I joined"}]}], name="values.jsonl")
    coded.take([{"account": "plain.txt", "source_grade": "B", "conditions": ["custody"]}], name="judgements.jsonl")
    _, tables = _exported(coded, "anna", file_format)
    assert set(tables) == {"codings", "completions", "values", "judgements"}
    length = coded.log_length()
    with coded.open("anna") as study:
        for name in tables:
            report = import_file(study, coded.folder.parent / f"out-anna-{file_format}" / f"{name}.{file_format}")
            assert (report.new, report.changed) == ({}, {})
    assert coded.log_length() == length


def test_every_table_is_written_and_what_left_is_noted(coded):
    """An export writes a file for every table and is kept as a release with the accounts it holds."""
    report, _ = _exported(coded, "anna")
    assert set(report.rows) == set(TABLES)
    with coded.open() as study, study.store.read() as connection:
        held = connection.exec_driver_sql("SELECT account FROM holdings").scalars().all()
    assert held == [coded.plain]


def test_an_unknown_format_is_refused(place):
    """Only the formats that import takes back are written."""
    with place.open() as study, pytest.raises(UsageError):
        export_codings(study, place.folder.parent / "x", "parquet")


def test_a_killed_import_goes_on(place, monkeypatch):
    """A failure between two transactions leaves whole batches; importing again completes the file without a row twice."""
    from testimonia.store import importing

    monkeypatch.setattr(importing, "BATCH", 3)
    text = place.texts[place.plain]
    rows = [{"account": "plain.txt", "start": n, "end": n + 1, "code": "leaving:brutality"} for n in range(10)]
    assert text
    calls = iter(range(100))
    write = importing._write

    def failing(*args):
        if next(calls) == 2:
            raise KeyboardInterrupt
        write(*args)

    monkeypatch.setattr(importing, "_write", failing)
    with place.open("anna") as study, pytest.raises(KeyboardInterrupt):
        import_file(study, place.write("codings.jsonl", rows))
    assert len(place.all(Coding)) == 6
    report = place.take(rows)
    assert (report.new, report.already) == ({"codings": 4}, {"codings": 6})
    with place.open() as study, study.store.read() as connection:
        assert sum(row.kind == "coding" for row, _ in in_order(connection)) == 10


def test_completions_of_screening_rounds_are_the_decisions(place):
    """Of a screening round the report before opening says who has decided on how many accounts, not what."""
    from testimonia.domain.decisions import Screening

    with place.open("sam") as study:
        study.decide([Screening(account=place.plain, screener="sam", round="screening-1", decision="exclude", reason="hidden words")])
    with place.open("lea") as study:
        report = look_at_round(study, "screening-1")
    assert (report.due, report.finished) == (1, {"sam": 1})
    assert "exclude" not in str(report.as_json())
    assert "hidden words" not in str(report.as_json())


def test_completion_rows_of_consensus_do_not_count_as_a_coders(coded):
    """A consensus put down later is nobody's own finishing."""
    with coded.open("lea") as study:
        open_round(study, "blind")
        study.decide([Completion(account=coded.arabic, codebook="leaving", coder="lea", layer="consensus", round="blind")])
        assert look_at_round(study, "blind").due == 2
