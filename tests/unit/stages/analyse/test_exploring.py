"""Looking around beside the plan: any table, exploratory whatever the plan says, kept apart."""

from __future__ import annotations

import shutil

import pytest

from support.studies import surroundings
from testimonia.domain.teamwork import Exploration
from testimonia.errors import InputError, NotPermitted, UnknownReference
from testimonia.stages.analyse import analyse, choices, explore, forget, save, saved
from testimonia.stages.analyse.exploring import FILE
from testimonia.store.merge import merge
from testimonia.study import open_study
from unit.stages.publish.example import coded


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """Twelve people, coded."""
    made = coded(tmp_path_factory.mktemp("explore") / "s", people=12)
    yield made
    made.study.close()


def test_any_variable_by_any_codebook_is_a_table(example):
    """Each cell counts the cases of its row, with their ids; rows and columns are those of study.yaml and the codebook."""
    found = explore(example.study, "origin", "icsr-2015/leaving")
    cells = {finding.group: finding for finding in found.findings if finding.denominator == "completed"}
    assert "icsr-2015:leaving-brutality | origin=coast" in cells
    for finding in cells.values():
        assert len(finding.evidence) == finding.k
        assert finding.n == len({*finding.evidence, *finding.denying, *finding.silent, *finding.unresolved})
    assert found.lines()[0].startswith("Region of origin × ")
    assert "(exploratory" in found.lines()[0]


def test_nothing_found_by_looking_around_is_registered(example):
    """Also where the plan holds a table of the same things, the explored one is exploratory, and no run is left behind."""
    with example.study.read_as_machine() as view:
        before = view.latest("analyse")
    found = explore(example.study, "icsr-2015/joining", "icsr-2015/leaving")
    assert found.findings
    assert not any(finding.registered for finding in found.findings)
    with example.study.read_as_machine() as view:
        assert view.latest("analyse") == before


def test_what_is_kept_stands_beside_the_plan(example):
    """Kept once however often, by whom and when, as rows of the log; study.yaml and the plan's findings stay as they are; forgotten it is gone."""
    plan = (example.study.folder / "study.yaml").read_bytes()
    first = save(example.study, "origin", "icsr-2015")
    save(example.study, "origin", "icsr-2015")
    save(example.study, "icsr-2015/joining", "origin")
    assert [(item.rows, item.columns, item.by) for item in saved(example.study)] == [
        ("origin", "icsr-2015", "owner"),
        ("icsr-2015/joining", "origin", "owner"),
    ]
    assert saved(example.study)[0].id == first.saved
    assert saved(example.study)[0].at.startswith("2026-03-01T")
    assert (example.study.folder / "study.yaml").read_bytes() == plan
    assert not (example.study.folder / FILE).exists()
    with example.study.read() as view:
        assert sum(item.kept for item in view.records(Exploration)) == 2
    analyse(example.study)
    with example.study.read_as_machine() as view:
        from testimonia.domain.results import Finding

        assert not any(finding.plan.startswith("exploration") for finding in view.outputs("analyse", Finding))
    for item in saved(example.study):
        forget(example.study, item.id)
    assert saved(example.study) == ()
    with pytest.raises(UnknownReference):
        forget(example.study, "exploration-nothing")


def test_an_unknown_name_is_answered_with_the_nearest(example):
    """A slip in the name of a variable or codebook names what was probably meant."""
    with pytest.raises(UnknownReference) as fault:
        explore(example.study, "orign", "icsr-2015")
    assert "`origin`" in fault.value.remedy
    with pytest.raises(UnknownReference) as fault:
        explore(example.study, "origin", "x" * 200)
    assert "There are:" in fault.value.remedy


def test_everything_that_can_be_chosen_can_be_shown(example):
    """Each of the choices stands as rows and as columns of some table; dates and free text are none of them."""
    names = [name for name, _ in choices(example.study.protocol)]
    assert "spoke" not in names
    for name in names:
        explore(example.study, name, "origin")
        explore(example.study, "origin", name)


DEEP = "- " + "[" * 5000
BOMB = "- &a [x, x, x, x]\n- &b [*a, *a, *a, *a]\n- {rows: *b, columns: x}"


@pytest.mark.parametrize(
    "text",
    [
        "{", "- 7", "- {rows: origin}", "words", "rows: origin", DEEP, BOMB, '- {rows: "\\ud800", columns: origin}',
        '- {rows: "a\\0b", columns: origin}', '- {rows: "\\u202eorigin", columns: origin}', "- {rows: origin, columns: [1, 2]}",
    ],
)  # fmt: skip
def test_a_spoilt_file_is_refused_and_kept(example, text):
    """What is no list of tables is not overwritten: the message says so, and the file stays."""
    path = example.study.folder / FILE
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        save(example.study, "origin", "icsr-2015")
    assert path.read_text("utf-8") == text
    path.unlink()


def test_what_an_older_version_kept_goes_into_the_log(tmp_path):
    """Tables of an explorations.yaml are shown, and with the next that is kept they stand in the log as they were; the file is gone."""
    study = coded(tmp_path / "s", people=6).study
    path = study.folder / FILE
    path.write_text("- {rows: origin, columns: icsr-2015, by: anna, at: '2025-01-01T00:00:00.000Z'}\n", encoding="utf-8")
    assert [(item.rows, item.by) for item in saved(study)] == [("origin", "anna")]
    save(study, "icsr-2015/joining", "origin")
    assert not path.exists()
    assert [(item.rows, item.by, item.at[:4]) for item in saved(study)] == [
        ("origin", "anna", "2025"),
        ("icsr-2015/joining", "owner", "2026"),
    ]
    path.write_text("- {rows: origin, columns: icsr-2015, by: anna, at: '2025-01-01T00:00:00.000Z'}\n", encoding="utf-8")
    for item in saved(study):
        forget(study, item.id)
    path.write_text("- {rows: origin, columns: icsr-2015, by: anna, at: '2025-01-01T00:00:00.000Z'}\n", encoding="utf-8")
    assert saved(study) == (), "what was forgotten came back with an old file"
    path.unlink()
    study.close()


def test_two_copies_of_a_study_keep_each_others_tables(tmp_path):
    """Each copy keeps another table and both keep a third: merged either way, both hold the three; what one forgets later is forgotten."""
    ours = coded(tmp_path / "ours", people=6).study
    ours.store.engines.dispose()
    shutil.copytree(tmp_path / "ours", tmp_path / "theirs")
    theirs = open_study(tmp_path / "theirs", surroundings=surroundings("theirs"))
    for study, own in ((ours, "icsr-2015/joining"), (theirs, "icsr-2015/leaving")):
        save(study, "origin", own)
        save(study, "origin", "icsr-2015")
    merge(ours.store, theirs.store)
    merge(theirs.store, ours.store)
    held = [{item.columns for item in saved(study)} for study in (ours, theirs)]
    assert held == [{"icsr-2015", "icsr-2015/joining", "icsr-2015/leaving"}] * 2
    with ours.read() as view:
        assert not view.undecided(Exploration)
    both = next(item for item in saved(theirs) if item.columns == "icsr-2015")
    forget(theirs, both.id)
    merge(ours.store, theirs.store)
    assert {item.columns for item in saved(ours)} == {"icsr-2015/joining", "icsr-2015/leaving"}
    ours.close()
    theirs.close()


def test_a_stranger_keeps_nothing(example):
    """Only the team keeps tables."""
    with pytest.raises((NotPermitted, UnknownReference)):
        save(example.study.acting("nobody"), "origin", "icsr-2015")
    assert saved(example.study) == ()
