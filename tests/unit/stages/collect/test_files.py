"""Which files are found, under which origin."""

from __future__ import annotations

import os
import sys

import pytest

from testimonia.errors import UsageError
from testimonia.stages.collect.files import find, is_address, origin_of


def put(path, data=b"x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def origins(found):
    return [entry.origin for entry in found.files]


def test_origins_are_paths_below_the_folder_sorted(tmp_path):
    """Order and origins are the same on every machine: below the folder, forward slashes, sorted, NFC."""
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", "Cafe\u0301.txt"):
        put(tmp_path / "in" / name)
    assert origins(find([tmp_path / "in"], tmp_path / "s")) == ["Café.txt", "a/b/c.txt", "a/z.txt", "b.txt"]
    assert origins(find([tmp_path / "in" / "a" / "z.txt"], tmp_path / "s")) == ["z.txt"]


def test_hidden_and_system_files_are_left_out_and_told(tmp_path):
    """Nothing is left out silently."""
    for name in (".git/config", ".DS_Store", "Thumbs.db", "~$a.docx", "__MACOSX/x", "real.txt"):
        put(tmp_path / name)
    found = find([tmp_path], tmp_path / "s")
    assert origins(found) == ["real.txt"]
    assert found.hidden == [".DS_Store", ".git/", "Thumbs.db", "__MACOSX/", "~$a.docx"]


@pytest.mark.parametrize("ending", ["_files", "-Dateien", "_fichiers"])
def test_parts_of_a_saved_page_are_not_accounts(tmp_path, ending):
    """The folder that a browser saves beside a page belongs to the page; one beside no page is a folder."""
    for name in ("River.html", f"River{ending}/style.css", f"River{ending}/ad/frame.html", f"Other{ending}/note.txt"):
        put(tmp_path / name)
    found = find([tmp_path], tmp_path / "s")
    assert origins(found) == [f"Other{ending}/note.txt", "River.html"]
    assert found.parts == [f"River{ending}/ad/frame.html", f"River{ending}/style.css"]


def test_a_study_never_collects_itself(tmp_path):
    """The study inside a collected folder is left out; material inside the study is taken; the study itself is refused."""
    for name in ("s/study.yaml", "s/archive/ab/cd", "s/material/a.txt", "b.txt"):
        put(tmp_path / name)
    found = find([tmp_path], tmp_path / "s")
    assert origins(found) == ["b.txt"]
    assert [entry.path for entry in found.skipped] == ["s"]
    assert origins(find([tmp_path / "s" / "material"], tmp_path / "s")) == ["a.txt"]
    with pytest.raises(UsageError, match="the study itself"):
        find([tmp_path / "s"], tmp_path / "s")


@pytest.mark.parametrize("source", ["https://post.example/river", "http://x.example", "FTP://x.example/a"])
def test_a_web_address_is_no_path(source):
    """What is fetched and what is opened are told apart by the source alone; a drive's letter is no scheme."""
    assert is_address(source)
    assert not is_address("C:/pages")
    assert not is_address("a/b.html")


def test_missing_sources_are_refused(tmp_path):
    """A misspelt path is the caller's error, as is no path at all."""
    with pytest.raises(UsageError, match="no file or folder"):
        find([tmp_path / "nowhere"], tmp_path)
    with pytest.raises(UsageError, match="no source"):
        find([], tmp_path)


def test_a_file_named_twice_is_found_once(tmp_path):
    """Overlapping sources do not double an account."""
    put(tmp_path / "in" / "a.txt")
    assert origins(find([tmp_path / "in", tmp_path / "in" / "a.txt"], tmp_path / "s")) == ["a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_and_broken_links_are_told_and_never_opened(tmp_path):
    """Something that would block or cannot be opened is skipped with its reason; a link to a folder is not followed."""
    put(tmp_path / "out" / "b.txt")
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "in" / "pipe")
    (tmp_path / "in" / "broken.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    found = find([tmp_path / "in"], tmp_path / "s")
    assert origins(found) == []
    assert sorted(entry.path for entry in found.skipped) == ["broken.txt", "loop", "pipe"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes for a name")
def test_names_that_are_no_utf_8_have_an_origin(tmp_path):
    """A name in another encoding does not stop the run and can be written down."""
    put(tmp_path / os.fsdecode(b"caf\xe9.txt"))
    found = find([tmp_path], tmp_path / "s")
    assert origins(found) == ["caf�.txt"]
    assert found.files[0].path.read_bytes() == b"x"


def test_an_origin_holds_no_nul_or_surrogate():
    """An origin can be kept in any database."""
    assert origin_of("a\0b\udce9") == "ab�"
