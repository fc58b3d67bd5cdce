"""The verbs that keep a study, as functions: who may, what is checked before anything happens."""

from __future__ import annotations

import pytest

from support.studies import make_study, put_account
from testimonia.errors import NotPermitted, ProtocolError, StudyExists, UnknownReference, UsageError
from testimonia.study import export, find_account, merge, new_study, open_study, snapshot, withdraw


@pytest.fixture
def study(tmp_path):
    with make_study(tmp_path / "s") as made:
        put_account(made, "a.txt", "He spoke of leaving.")
        put_account(made, "b.txt", "She spoke of leaving.")
        yield made


def test_an_account_is_found_by_id_beginning_and_origin(study):
    """Exactly one account is meant, or none: five digits of an id are too few, and an origin must be whole."""
    name = find_account(study, "a.txt")
    assert find_account(study, name) == find_account(study, name[:6]) == name
    for slip in (name[:5], "a.tx", "", "A.TXT"):
        with pytest.raises(UnknownReference):
            find_account(study, slip)


def test_a_name_of_two_accounts_is_refused(study):
    """Two captures of one origin are two accounts, and both ids are named."""
    other = put_account(study, "a.txt", "He spoke of leaving again.")
    with pytest.raises(UnknownReference, match=other.id):
        find_account(study, "a.txt")


def test_whoever_asks_may_stop_a_withdrawal(study):
    """The question comes after all checks and before anything is erased."""

    class Stop(Exception):
        pass

    def ask(what):
        assert "a.txt" in what
        raise Stop

    with pytest.raises(Stop):
        withdraw(study, "a.txt", "takedown", ask)
    with pytest.raises(UsageError):
        withdraw(study, "a.txt", "  ", ask)
    with study.read() as view:
        assert view.withdrawn() == frozenset()


def test_a_merge_that_brings_another_protocol_is_followed(study, tmp_path):
    """After a merge the study goes by what the log says was adopted last."""
    import shutil

    study.close()
    shutil.copytree(study.folder, tmp_path / "copy")
    with open_study(tmp_path / "copy") as copy:
        path = copy.folder / "study.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "\n# a remark only\n", encoding="utf-8")
        assert copy.adopt() is False  # a remark changes nothing
        path.write_text(path.read_text(encoding="utf-8").replace("Those who left", "People who left"), encoding="utf-8")
        assert copy.adopt() is True
    with open_study(study.folder) as ours:
        before = ours.protocol_digest
        report = merge(ours, tmp_path / "copy")
        assert report.taken.rows == 1
        assert ours.protocol_digest != before
        assert ours.look_at_files() == []  # nobody had changed them here, so they follow too


def test_export_shows_what_the_acting_coder_may_see(study, tmp_path):
    """The report says under whose eyes it was made: a blind round's rows of others are counted and left out."""
    from testimonia.domain.decisions import Screening
    from testimonia.domain.vocabulary import ScreeningDecision

    row = Screening(account=find_account(study, "a.txt"), screener="anna", round="screening-1", decision=ScreeningDecision.INCLUDE)
    study.store.decide("anna", [row])
    report = export(study, tmp_path / "out")
    assert report.rows["screening"] == 0
    assert report.hidden["screening"] == 1


def test_names_of_snapshots_are_visible_words(study):
    """Nothing empty, endless or with controls."""
    for name in ("", " ", "x" * 81, "a\nb", "a\u202eb"):
        with pytest.raises(UsageError):
            snapshot(study, name)
    assert snapshot(study, " first ").name == "first"


def test_nobody_but_owner_and_lead_adopts(tmp_path):
    """Also after a merge left two adoptions, a coder settles nothing by acting."""
    with new_study(tmp_path / "s", files={"study.yaml": "study: {title: t, question: q}\ncoders: [owner, anna]\n"}) as study:
        (study.folder / "study.yaml").write_text("study: {title: other, question: q}\ncoders: [owner, anna]\n", encoding="utf-8")
    with open_study(tmp_path / "s", coder="anna") as anna:
        with pytest.raises(NotPermitted):
            anna.adopt()
        anna.follow_files()
        assert anna.protocol.study.title == "t"
        assert "has changed" in anna.notices[0]


def test_a_new_study_is_whole_or_not_there(tmp_path, monkeypatch):
    """A kill while it is made leaves nothing under its name, and the next try succeeds."""

    def killed(*_):
        raise SystemExit(9)

    with monkeypatch.context() as patched:
        patched.setattr("testimonia.study.opening.Store.create", killed)
        with pytest.raises(SystemExit):
            new_study(tmp_path / "s", kind="blank")
    assert not (tmp_path / "s").exists()
    new_study(tmp_path / "s", kind="blank").close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s"]


def test_a_wrong_template_or_file_makes_nothing(tmp_path):
    """What cannot be a study is refused before anything is written."""
    with pytest.raises(UsageError):
        new_study(tmp_path / "s", kind="defecters")
    with pytest.raises(ProtocolError):
        new_study(tmp_path / "s", files={"study.yaml": "studdy: {}"})
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "empty").mkdir()
    new_study(tmp_path / "empty", kind="blank").close()
    with pytest.raises(StudyExists):
        new_study(tmp_path / "empty")
