"""Bad input, kills and a full disk in collect: one file fails alone, and what was kept stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.studies import dump, surroundings
from testimonia.domain.evidence import Account
from testimonia.errors import DiskFull
from testimonia.stages.collect import CollectParams, Limits, collect
from testimonia.study import new_study, open_study

STORY = "He left the group in the spring of 2014, he told us, because nothing had been as promised. "
ARABIC = "قال إنه ترك الجماعة في ربيع العام لأن شيئا لم يكن كما وعدوه ثم مشى إلى النهر ليلا مع جاره"

HOSTILE = {
    "arabic.html": f'<html><head><meta charset="iso-8859-1"></head><body><p>{ARABIC}</p></body></html>'.encode("cp1256"),
    "binary.html": bytes(range(256)) * 40,
    "bidi.html": f"<html><head><title>a\u202eb &#xD800; \0 c</title></head><body><p>{STORY * 3}&#xDFFF;\0</p></body></html>".encode(),
    "broken.pdf": b"%PDF-1.7\n1 0 obj << /Type /Catalog",
    "deep.html": b"<html><body><p>" + STORY.encode() + b"</p>" + b"<div>" * 1_000_000 + b"deep down</body></html>",
    "empty.html": b"",
    "formatting.html": b"<html><body>" + b"<b><i><a>" * 3000 + STORY.encode(),
    "invalid.txt": STORY.encode() + "é".encode() * 20 + b"\xff\xfe\xfd",
    "nulls.txt": (STORY + "\0" + STORY).encode(),
    "script.html": b"<html><body><p>" + STORY.encode() + b"</p><script>" + b"x='<p>';" * 1_500_000 + b"</script></body></html>",
    "surrogates.txt": STORY.encode("utf-16") + b"\x00\xd8" + STORY.encode("utf-16-le"),
    "tables.html": b"<html><body>" + b"<table><tr><td>" * 30_000 + STORY.encode(),
    "truncated.html": b"<html><body><p>" + STORY.encode() + b"<!-- never closed " + b"x" * 100_000,
    "utf16.txt": STORY.encode("utf-16"),
    "wrong.pdf": STORY.encode(),
    "yaml.md": b"---\ntitle: &a [*a, *a]\n---\n" + STORY.encode(),
}


def by_origin(study):
    with study.read() as view:
        return {account.origin: account for account in view.records(Account)}


def test_no_file_harms_the_run_or_another_file(tmp_path):
    """Whatever a file holds, it becomes an account with a state; texts and titles hold no NUL and no lone surrogate; nothing takes long."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in HOSTILE.items():
        (folder / name).write_bytes(data)
    begun = time.monotonic()
    with new_study(tmp_path / "s", surroundings=surroundings()) as study:
        report = collect(study, [folder])
        found = by_origin(study)
        assert set(found) == set(HOSTILE)
        states = {origin: account.state.value for origin, account in found.items()}
        with study.read() as view:
            texts = {name: view.edition(account.full).text if account.full else "" for name, account in found.items()}
        for name, text in texts.items():
            (text + found[name].title).encode()
            assert "\0" not in text + found[name].title
        assert {name for name, state in states.items() if state == "failed"} == {"binary.html", "broken.pdf", "empty.html"}
        assert states["deep.html"] == states["script.html"] == states["invalid.txt"] == states["surrogates.txt"] == "partial"
        assert states["nulls.txt"] == states["arabic.html"] == states["wrong.pdf"] == states["utf16.txt"] == "ok"
        assert ARABIC in texts["arabic.html"]
        assert "deep down" in texts["deep.html"]
        assert STORY.strip() in texts["script.html"]
        assert "\u202e" not in found["bidi.html"].title
        assert all(account.reason for account in found.values() if account.state.value != "ok")
        assert len(report.problems) == sum(state != "ok" for state in states.values())
    assert time.monotonic() - begun < 60


def test_a_trap_costs_its_time_limit_and_no_more(tmp_path):
    """A page that no parser finishes fails for time; the files after it are read."""
    folder = tmp_path / "in"
    folder.mkdir()
    trap = b"<!DOCTYPE html><html><body><p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">hello there</p></body></html>"
    (folder / "a.html").write_bytes(trap)
    (folder / "b.txt").write_bytes(STORY.encode())
    with new_study(tmp_path / "s", surroundings=surroundings()) as study:
        collect(study, [folder], CollectParams(limits=Limits(seconds=1.0)))
        found = by_origin(study)
    assert (found["a.html"].state.value, found["a.html"].reason) == ("failed", "reading it took longer than 1 seconds")
    assert found["b.txt"].state.value == "ok"


COLLECT = """
import sys
from testimonia.stages.collect import collect
from testimonia.study import open_study
with open_study(sys.argv[1]) as study:
    collect(study, [sys.argv[2]], progress=lambda done, total, what: print(done, flush=True))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_a_killed_run_is_finished_by_the_next(tmp_path):
    """kill -9 in the middle loses no committed account, and the second run ends where an unbroken one would."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:02}.txt").write_text(f"{STORY}Number {number}.", encoding="utf-8")
    with new_study(tmp_path / "whole", surroundings=surroundings("a")) as whole:
        collect(whole, [folder])
        expected = dump(whole, ["accounts", "editions"])
    new_study(tmp_path / "s").close()
    for stop in (2, 15):
        run = subprocess.Popen(
            [sys.executable, "-c", COLLECT, str(tmp_path / "s"), str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        seen = -1
        while seen < stop:
            seen = int(run.stdout.readline())
        run.send_signal(signal.SIGKILL)
        run.wait()
        run.stdout.close()
        with open_study(tmp_path / "s") as study:
            assert len(by_origin(study)) >= stop
    with open_study(tmp_path / "s") as study:
        collect(study, [folder])
        ended = dump(study, ["accounts", "editions"])

    def comparable(rows):
        # The row of the log that an account stands in, and when, differ from run to run.
        return [{key: value for key, value in row.items() if key not in ("row", "at", "decided_by")} for row in rows]

    for table in ("accounts", "editions"):
        assert comparable(ended[table]) == comparable(expected[table])


DISK_FULL = """
import resource, signal, sys
from testimonia.errors import DiskFull
from testimonia.stages.collect import collect
from testimonia.study import open_study
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open_study(sys.argv[1]) as study:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
    try:
        collect(study, [sys.argv[2]])
    except DiskFull as fault:
        print(fault.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE is POSIX")
def test_a_full_disk_stops_the_run_cleanly(tmp_path):
    """No room in the archive is an error with a remedy; what was kept before stays, and the run goes on when there is room."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY, encoding="utf-8")
    (folder / "b.txt").write_text(STORY * 200_000, encoding="utf-8")
    new_study(tmp_path / "s").close()
    size = max(path.stat().st_size for path in (tmp_path / "s").rglob("*") if path.is_file())
    ended = subprocess.run(
        [sys.executable, "-c", DISK_FULL, str(tmp_path / "s"), str(folder), str(size + 2_000_000)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert ended.stdout.strip() == DiskFull.code
    with open_study(tmp_path / "s") as study:
        assert set(by_origin(study)) == {"a.txt"}
        assert not list(Path(study.store.archive.folder).glob(".part-*"))
        collect(study, [folder])
        assert set(by_origin(study)) == {"a.txt", "b.txt"}
