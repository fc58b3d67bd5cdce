"""A changed study.yaml takes effect by a logged adoption, and two different ones are a conflict; on both databases."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.studies import fork, make_study, reopen, surroundings
from testimonia.domain.decisions import Adoption
from testimonia.errors import NotPermitted, ProtocolError
from testimonia.store.conflicts import conflicts
from testimonia.store.merge import merge
from testimonia.store.verify import verify
from testimonia.study import STUDY_FILE, Study, open_study
from testimonia.study import merge as take

PLAN = """study:
  title: {title}
  question: Why do they leave?
coders:
  - {{id: owner, role: owner}}
  - {{id: anna, role: coder}}
"""


def write(study: Study, title: str, url: str | None = None) -> None:
    """Change study.yaml as a person with an editor would."""
    line = f"database: {url}\n" if url else ""
    (study.folder / STUDY_FILE).write_text(line + PLAN.format(title=title), encoding="utf-8")


def test_a_change_waits_for_the_lead(tmp_path: Path, database_url: str | None) -> None:
    """An edited study.yaml changes nothing until the owner acts, a coder cannot adopt it, and the log says who did and when."""
    with make_study(tmp_path / "s", database_url) as study:
        write(study, "First", database_url)
        assert study.adopt()
        assert not study.adopt()
        write(study, "Second", database_url)
        anna = reopen(study, "anna")
        assert anna.protocol.study.title == "First"
        with pytest.raises(NotPermitted, match="changed"):
            anna.adopt()
        owner = reopen(anna, "owner", "later")
        assert owner.adopt()
        assert owner.protocol.study.title == "Second"
        with owner.read() as view:
            rows = view.history(Adoption)
            assert [row.by for row in rows] == ["owner", "owner", "owner"]  # the template's, the first, the second
            first = view.protocol_texts(view.study.store.records(view.connection, Adoption)[0].digest)
            assert "Second" in first[STUDY_FILE]
            assert "database:" not in first[STUDY_FILE]
        assert verify(owner.store).problems == ()
        owner.close()


def test_comments_are_no_change(tmp_path: Path, database_url: str | None) -> None:
    """A comment, another order of keys or the server's address adopt nothing."""
    with make_study(tmp_path / "s", database_url) as study:
        path = study.folder / STUDY_FILE
        path.write_text(path.read_text(encoding="utf-8") + "\n# a note to ourselves\n", encoding="utf-8")
        assert not study.adopt()


def test_an_unusable_change_leaves_the_adopted_one(tmp_path: Path, database_url: str | None) -> None:
    """A study.yaml with typos cannot be adopted, and the study can still be read under the old one."""
    with make_study(tmp_path / "s", database_url) as study:
        write(study, "First", database_url)
        study.adopt()
        path = study.folder / STUDY_FILE
        path.write_text(path.read_text(encoding="utf-8").replace("coders:", "codrs:"), encoding="utf-8")
        with pytest.raises(ProtocolError, match="codrs"):
            study.adopt()
        again = reopen(study)
        assert again.protocol.study.title == "First"
        again.close()


def test_two_adoptions_are_a_conflict(tmp_path: Path) -> None:
    """Two copies that adopted different plans list a conflict after the merge; the owner's next adoption settles it for both."""
    with make_study(tmp_path / "ours") as ours:
        ours.store.engines.dispose()
        shutil.copytree(ours.folder, tmp_path / "theirs")
        with open_study(tmp_path / "theirs", surroundings=surroundings("theirs")) as theirs:
            write(ours, "Ours")
            write(theirs, "Theirs")
            ours.adopt()
            theirs.adopt()
            merge(ours.store, theirs.store)
            ours.refresh()
            assert ours.adopted is None
            with ours.read() as view:
                assert [item.kind for item in conflicts(view.connection, view.sight)[0]] == ["adoption"]
            assert ours.adopt()
            merge(theirs.store, ours.store)
            theirs.refresh()
            assert theirs.protocol.study.title == "Ours"
            with theirs.read() as view:
                assert conflicts(view.connection, view.sight) == ([], 0)
            assert verify(theirs.store).problems == ()


def test_files_follow_a_plan_adopted_elsewhere(tmp_path: Path, database_url: str | None) -> None:
    """After a merge study.yaml is the one that the other copy adopted, and the owner's next verb does not bring the old one back."""
    with make_study(tmp_path / "ours", database_url) as ours:
        with fork(ours, tmp_path / "theirs", "theirs") as theirs:
            write(theirs, "Theirs")
            theirs.adopt()
            take(ours, theirs.folder)
        assert ours.protocol.study.title == "Theirs"
        ours.follow_files()
        assert ours.protocol.study.title == "Theirs"
        assert any("follow it" in notice for notice in ours.notices)
        if database_url:
            assert f"database: {database_url}" in (ours.folder / STUDY_FILE).read_text(encoding="utf-8")


def test_files_changed_on_both_sides_are_left_alone(tmp_path: Path) -> None:
    """Where somebody was editing study.yaml here, a merge says so and overwrites nothing."""
    with make_study(tmp_path / "ours") as ours:
        with fork(ours, tmp_path / "theirs", "theirs") as theirs:
            write(theirs, "Theirs")
            theirs.adopt()
            write(ours, "Mine, not finished")
            take(ours, theirs.folder)
        assert "Mine, not finished" in (ours.folder / STUDY_FILE).read_text(encoding="utf-8")
        assert any("Compare them" in notice for notice in ours.notices)
