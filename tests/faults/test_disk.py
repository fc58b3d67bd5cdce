"""A disk that is full or refuses writing: a clear error with a remedy, and what was saved stays."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.studies import coding, make_study, mention, put_account
from testimonia.domain.decisions import Coding, Mention
from testimonia.errors import DiskFull, StudyReadOnly
from testimonia.store.backup import backup
from testimonia.store.verify import verify
from testimonia.study import open_study

BODY = "They killed people I knew, and so I left at night with my brother."
NOBODY = 65534

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and permissions of this kind are POSIX's")


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Path]:
    """A folder that another user may enter too (pytest's own may not be)."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp" if Path("/var/tmp").is_dir() else None))  # noqa: S108 - a fresh private name in it
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def in_child(act: Callable[[], None]) -> None:
    """Run ``act`` in a forked process, because limits and changed users cannot be taken back."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 0
        try:
            act()
        except BaseException:  # noqa: BLE001 - handed to the parent as text
            os.write(writing, traceback.format_exc()[-4000:].encode())
            code = 1
        os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    assert status == 0, said


def limit(folder: Path, room: int) -> None:
    """From now on no file of this process grows beyond the database's size and some room."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    size = max((path.stat().st_size for path in folder.glob("study.db*")), default=0) + room
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_keeps_what_was_saved(tmp_path: Path) -> None:
    """Decisions are saved until the disk is full; then DiskFull says so, and every saved one is still there."""
    with make_study(tmp_path / "s") as study:
        account = put_account(study, "a.txt", BODY)
        folder = study.folder
    saved = folder.parent / "saved"

    def fill() -> None:
        with open_study(folder) as study:
            limit(folder, 200_000)
            count = 0

            def save_until_full() -> None:
                nonlocal count
                for n in range(100_000):
                    study.decide([coding(account, n, n + 5, BODY, memo="x" * 500)])
                    count = n + 1

            with pytest.raises(DiskFull) as told:
                save_until_full()
            assert "Free some space" in told.value.remedy
            saved.write_text(str(count))

    in_child(fill)
    with open_study(folder) as study:
        with study.store.read() as connection:
            kept = len(study.store.records(connection, Coding))
        assert kept == int(saved.read_text()) > 0
        assert verify(study.store).problems == ()
        study.decide([mention(account, "m1")])


def test_a_full_disk_while_archiving(tmp_path: Path) -> None:
    """An original that does not fit is refused whole, and no part of it stays."""
    with make_study(tmp_path / "s") as study:
        archive, folder = study.store.archive, study.folder

        def put() -> None:
            limit(folder, 0)
            with pytest.raises(DiskFull):
                archive.put(b"x" * 5_000_000)

        in_child(put)
        assert list(archive) == []
        assert [path for path in archive.folder.rglob("*") if path.is_file()] == []


def test_a_full_disk_while_backing_up(tmp_path: Path) -> None:
    """A backup that does not fit leaves no half file under its name."""
    with make_study(tmp_path / "s") as study:
        put_account(study, "a.txt", os.urandom(400_000).hex())
        folder = study.folder

    def pack() -> None:
        with open_study(folder) as study:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
            with pytest.raises(DiskFull):
                backup(study.store, folder.parent / "b.zip", by="owner")

    in_child(pack)
    assert [path.name for path in folder.parent.iterdir()] == ["s"]


def test_a_read_only_study_can_be_read(shared: Path) -> None:
    """On a disk that refuses writing, reading works as it is and saving says why not."""
    with make_study(shared / "s") as study:
        account = put_account(study, "a.txt", BODY)
        study.decide([mention(account, "m1")])
        folder = study.folder
    for path in folder.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    folder.chmod(0o555)

    def look() -> None:
        if os.geteuid() == 0:
            os.seteuid(NOBODY)  # permissions do not bind root
        with open_study(folder) as study:
            with study.read() as view:
                assert [record.id for record in view.records(Mention)] == ["m1"]
            assert study.store.search("killed") == [account.id]
            assert verify(study.store).problems == ()
            with pytest.raises(StudyReadOnly, match="read-only") as told:
                study.decide([mention(account, "m2")])
            assert "Copy the study" in told.value.remedy

    in_child(look)
    folder.chmod(0o755)
