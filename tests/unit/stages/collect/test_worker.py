"""Reading in a process that may die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from testimonia.domain.vocabulary import AccountState
from testimonia.errors import TestimoniaError
from testimonia.stages.collect.params import Limits
from testimonia.stages.collect.readers import choose
from testimonia.stages.collect.readers.serve import send
from testimonia.stages.collect.worker import Readers


def test_the_process_reads_as_the_reader_does(page, story):
    """What comes back through the pipe is the reading itself, odd characters included."""
    data = page(story + " &#xD800; 👋🏽 \u202e", head='<meta name="author" content="Ada Example">')
    with Readers(Limits()) as readers:
        assert readers.read(data, "a.html") == choose.read(data, "a.html", 5_000_000)


def test_one_process_serves_many_files_and_none_is_started_in_vain():
    """Starting takes half a second, so it is done once and only when a file needs it."""
    with Readers(Limits()) as readers:
        assert readers._child is None
        readers.read(b"He left.", "a.txt")
        first = readers._child.process.pid
        readers.read(b"She stayed.", "b.txt")
        assert readers._child.process.pid == first
        child = readers._child.process
    assert child.poll() is not None


def test_a_killed_reader_is_replaced():
    """A reader that dies is replaced, and the file that it was asked for is read all the same."""
    with Readers(Limits()) as readers:
        readers.read(b"He left.", "a.txt")
        readers._child.process.kill()
        assert readers.read(b"She left.", "b.txt").full == "She left."


def test_a_file_that_breaks_the_reader_fails_alone(monkeypatch):
    """Where a fresh reader dies too it is the file's fault: it fails with that reason, and the next one is read."""
    with Readers(Limits()) as readers:

        def deadly(pipe, data):
            readers._child.process.kill()
            readers._child.process.wait()
            send(pipe, data)

        with monkeypatch.context() as patched:
            patched.setattr("testimonia.stages.collect.worker.send", deadly)
            broken = readers.read(b"She left.", "b.txt")
        assert (broken.state, broken.reason) == (AccountState.FAILED, "reading it broke the reader: the file is damaged or made to do that")
        assert readers.read(b"They left.", "c.txt").full == "They left."


def test_a_file_that_takes_too_long_fails_alone():
    """The time limit ends a reader that is caught in a file, and the next file is read."""
    trap = b"<!DOCTYPE html><html><body><p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">hello there</p></body></html>"
    with Readers(Limits(seconds=1.0)) as readers:
        slow = readers.read(trap, "a.html")
        assert (slow.state, slow.reason) == (AccountState.FAILED, "reading it took longer than 1 seconds")
        assert readers.read(b"He left.", "b.txt").full == "He left."


def test_a_reader_is_got_ready_while_a_file_takes_long():
    """A file that hangs costs its limit: the process that reads the next one is there by then, and closing leaves none behind."""
    trap = b"<!DOCTYPE html><html><body><p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">hello there</p></body></html>"
    with Readers(Limits(seconds=4.0)) as readers:
        assert readers.read(b"He left.", "a.txt").full == "He left."
        assert readers._spare is None
        readers.read(trap, "b.html")
        spare = readers._spare.process
        assert readers.read(b"She left.", "c.txt").full == "She left."
        assert readers._child.process is spare
        readers._prepare()
        waiting = readers._spare.process
    assert (spare.poll() is None, waiting.poll() is None) == (False, False)
    readers._prepare()
    assert readers._spare is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_a_file_that_wants_too_much_memory_fails_alone(story):
    """The memory limit turns into a reason, and the next file is read."""
    with Readers(Limits(memory=400_000_000)) as readers:
        greedy = readers.read(f"<html><body>{f'<p>{story}</p>' * 80_000}".encode(), "a.html")
        assert greedy.state is AccountState.FAILED
        assert "memory" in greedy.reason or "broke the reader" in greedy.reason
        assert readers.read(b"He left.", "b.txt").full == "He left."


def test_a_file_above_the_limit_is_not_even_sent():
    """The size limit names both sizes."""
    with Readers(Limits(bytes=1_000_000)) as readers:
        reading = readers.read(b"x" * 2_000_000, "a.txt")
        assert reading.state is AccountState.FAILED
        assert reading.reason == "2 MB is too large for one item (the limit is 1 MB)"
        assert readers._child is None


def test_a_reader_that_cannot_start_is_no_file_s_fault(monkeypatch):
    """A broken installation stops the run with a remedy instead of failing every account."""
    monkeypatch.setattr("testimonia.stages.collect.worker._MODULE", "testimonia.nowhere")
    with Readers(Limits()) as readers, pytest.raises(TestimoniaError) as raised:
        readers.read(b"He left.", "a.txt")
    assert "pip install" in raised.value.remedy


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_the_reader_ends_with_the_one_who_asked():
    """When the input ends, so does the process: a killed run leaves nobody behind."""
    readers = Readers(Limits())
    readers.read(b"He left.", "a.txt")
    child = readers._child.process
    readers._child.requests.close()
    assert child.wait(timeout=10) == 0
    readers.__exit__()
    assert not os.path.exists(f"/proc/{child.pid}/fd")  # noqa: PTH110 - on Linux; elsewhere there is no such path at all


def test_the_reader_loads_nothing_of_the_store():
    """The process that reads files is there in a second: it lives beside the stage, and must not wait for a database that it never opens."""
    code = (
        "import sys; from testimonia.stages.collect.readers import serve; serve._reader(); "
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'sqlalchemy', 'alembic', 'pydantic', 'django', 'sklearn', 'scipy'}))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
