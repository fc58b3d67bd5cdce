"""A real PostgreSQL of the tests' own: made in a temporary folder, reached through a socket in it, gone afterwards.

One server serves all workers of a run. The first test that asks for it starts it (under a lock); the process that runs the
tests, or directs the workers, stops it at the end. A small supervisor, this file run as a script, sits between: should the
tests be killed, it stops the server and removes the folder.

The databases sort as a language does (ICU, en-US), not by code point as SQLite does: code that leaves an order to the
database shows it here.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER_VARIABLE = "TESTIMONIA_TEST_POSTGRES"  # set by the directing process, inherited by its workers
SUPERUSER = "testimonia"
START_SECONDS = 60  # initdb and first start take 2 s on two idle cores
SETTINGS = {
    "listen_addresses": "",  # no port: nothing to collide with, nobody else to reach it
    "fsync": "off",  # the data need not survive the machine
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # databases live for one test
    "shared_buffers": "64MB",
    "max_connections": "100",
}


class PostgresUnavailable(Exception):
    """Raised when no server can be had here; the message says why."""


@dataclass(frozen=True)
class PostgresServer:
    """A running server, known by the folder its socket lies in."""

    socket_folder: Path

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of one database."""
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.socket_folder}"

    def create_database(self) -> str:
        """Make an empty database and return its SQLAlchemy URL."""
        name = f"t_{uuid.uuid4().hex}"
        self._execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Remove a database made by ``create_database``, whoever is still connected."""
        name = url.rpartition("@/")[2].partition("?")[0]
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(host=str(self.socket_folder), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)


# ── the directing process ───────────────────────────────────────────────────────────────────────────────────────────
def prepare() -> Path:
    """Name the folder that all workers of this run share; nothing is started yet."""
    folder = Path(tempfile.mkdtemp(prefix="tst-pg-"))  # short: a socket's path may have about 100 characters
    os.environ[FOLDER_VARIABLE] = str(folder)
    (folder / "owner").write_text(str(os.getpid()), encoding="ascii")
    return folder


def tear_down(folder: Path) -> None:
    """Stop the server, if one was started, and remove the folder."""
    with contextlib.suppress(FileNotFoundError):
        (folder / "owner").unlink()  # the supervisor sees it and ends
    supervisor = folder / "supervisor"
    if supervisor.exists():
        pid = int(supervisor.read_text(encoding="ascii"))
        deadline = time.monotonic() + 20
        while _alive(pid) and supervisor.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(FOLDER_VARIABLE, None)


# ── a worker ────────────────────────────────────────────────────────────────────────────────────────────────────────
def server() -> PostgresServer:
    """The server of this run, started if this is the first time anybody asks."""
    folder = Path(os.environ[FOLDER_VARIABLE])
    with _lock(folder / "lock"):
        ready, failed = folder / "ready", folder / "failed"
        if not ready.exists() and not failed.exists():
            _start(folder)
        if failed.exists():
            raise PostgresUnavailable(failed.read_text(encoding="utf-8"))
        return PostgresServer(Path(ready.read_text(encoding="utf-8")))


def _start(folder: Path) -> None:
    if find_programs() is None:
        _note(folder / "failed", "PostgreSQL's server programs (initdb, postgres) are not installed: apt-get install postgresql")
        return
    with (folder / "supervisor.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, __file__, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the tests; the supervisor ends when they do
        )
    _note(folder / "supervisor", str(process.pid))
    process.returncode = 0  # not ours to wait for: Popen would warn when it is collected
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if (folder / "ready").exists() or (folder / "failed").exists():
            return
        time.sleep(0.05)
    _note(folder / "failed", f"PostgreSQL did not start within {START_SECONDS} s")


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError as error:
        raise PostgresUnavailable("starting PostgreSQL for tests needs a POSIX system") from error
    with path.open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def find_programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``, the newest version first."""
    versions = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    versions.sort(key=lambda folder: float(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        versions.append(Path(on_path).resolve().parent)
    return versions[0] if versions else None


# ── the supervisor ──────────────────────────────────────────────────────────────────────────────────────────────────
def supervise(folder: Path) -> None:
    """Run the server until the tests end, are killed, or the folder goes."""
    owner = folder / "owner"
    watched = int(owner.read_text(encoding="ascii"))
    account = _account()
    # A folder beside `folder`, for the server's account only, since nobody but its owner may enter `folder`.
    home = Path(tempfile.mkdtemp(prefix="tst-pgd-"))
    try:
        if account:
            os.chown(home, account["user"], account["group"])
        programs = find_programs()
        if programs is None:
            return
        _initialise(programs, home / "data", account)
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        options += ["-c", f"unix_socket_directories={home}"]
        with subprocess.Popen([programs / "postgres", "-D", home / "data", *options], cwd=home, **account) as process:
            try:
                while process.poll() is None and not _answers(programs, home):
                    time.sleep(0.05)
                if process.poll() is not None:
                    _note(folder / "failed", "PostgreSQL ended at once:\n" + _log(folder))
                    return
                _note(folder / "ready", str(home))
                while process.poll() is None and owner.exists() and _alive(watched):
                    time.sleep(0.2)
            finally:
                process.send_signal(signal.SIGQUIT)  # at once, nothing to save
    except (OSError, subprocess.SubprocessError) as error:
        with contextlib.suppress(OSError):
            _note(folder / "failed", f"PostgreSQL could not be started: {error}\n{_log(folder)}")
    finally:
        shutil.rmtree(home, ignore_errors=True)
        with contextlib.suppress(OSError):
            (folder / "supervisor").unlink()
        if not _alive(watched):
            shutil.rmtree(folder, ignore_errors=True)


def _account() -> dict[str, object]:
    """Whom to run as: PostgreSQL refuses root, so then its own account, else ``nobody``."""
    if os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    message = "run as root, and there is no account 'postgres' or 'nobody' to run PostgreSQL"
    raise OSError(message)


def _initialise(programs: Path, data: Path, account: dict[str, object]) -> None:
    basic = [programs / "initdb", "-D", data, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync", "--locale=C"]
    by_language = ["--locale-provider=icu", "--icu-locale=en-US"]
    first = subprocess.run([*basic, *by_language], cwd=data.parent, check=False, **account)
    if first.returncode:  # PostgreSQL before 15, or built without ICU
        shutil.rmtree(data, ignore_errors=True)
        subprocess.run(basic, cwd=data.parent, check=True, **account)


def _answers(programs: Path, home: Path) -> bool:
    asked = subprocess.run(
        [programs / "pg_isready", "-q", "-h", home, "-U", SUPERUSER, "-d", "postgres"], check=False, cwd=home, stdout=subprocess.DEVNULL
    )
    return asked.returncode == 0


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _note(path: Path, text: str) -> None:
    """Write a file that is either absent or whole."""
    draft = path.with_name(path.name + ".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _log(folder: Path) -> str:
    try:
        return (folder / "supervisor.log").read_text(encoding="utf-8", errors="replace")[-2000:]
    except OSError:
        return ""


if __name__ == "__main__":
    supervise(Path(sys.argv[1]))
