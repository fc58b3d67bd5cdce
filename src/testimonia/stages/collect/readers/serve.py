"""The process that reads files: takes one after another on its input and answers each with a reading.

It is a process of its own because parsers of hostile files crash, eat memory and never end. A frame is a length (8 bytes,
big-endian) and that many bytes; a request is a frame of JSON (name, characters, seconds) and a frame with the file; an answer is a
frame of JSON. A request to take a container apart has its ``path`` instead of a frame with the file; the answers are, for each item,
a frame of JSON and a frame with its bytes, and last a frame that says what was left out. Answers are data only: whatever a file does to this process, it cannot make the other run code.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import signal
import struct
import sys
from typing import IO, Any

_WARMING = b"<!DOCTYPE html><html><head><title>t</title></head><body><p>" + b"one two three four " * 20 + b"</p></body></html>"
LENGTH = struct.Struct(">Q")


def send(pipe: IO[bytes], data: bytes) -> None:
    """Write one frame."""
    pipe.write(LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """Read one frame; None where the other side is gone."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size = LENGTH.unpack(head)[0]
    data = pipe.read(size)
    return data if len(data) == size else None


def serve(requests: IO[bytes], answers: IO[bytes], *, reads: bool) -> None:
    """Answer until the input ends. What reads documents is loaded before anything is asked: it must not count as a file's time."""
    read = _reader() if reads else None

    send(answers, json.dumps({"ready": True}).encode())
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - not a path of anybody's
        watch = _Watch(nowhere)
        while (head := receive(requests)) is not None:
            request = json.loads(head)
            if "path" in request:
                _take_apart(request, answers, watch)
                continue
            data = receive(requests)
            if data is None:
                return
            watch.begin(request["seconds"])
            answer = _answer(read, data, request)
            watch.end()
            send(answers, json.dumps(answer).encode())


def _reader() -> Any:
    from testimonia.stages.collect.readers import choose

    # Libraries load their models when first used; a page of a few words makes them do so now.
    choose.read(_WARMING, "page.html", 1000)
    return choose.read


class _Watch:
    """The watchdog is a thread in C: it ends the process even where a parser holds the interpreter, and even where the process that
    asked was killed meanwhile.
    """  # noqa: D205 - one sentence

    def __init__(self, nowhere: IO[str]) -> None:
        self._nowhere = nowhere

    def begin(self, seconds: float) -> None:
        faulthandler.dump_traceback_later(seconds, exit=True, file=self._nowhere)

    def end(self) -> None:
        faulthandler.cancel_dump_traceback_later()


def _take_apart(request: dict[str, Any], answers: IO[bytes], watch: _Watch) -> None:
    """Send the items of a container one after another; each may take its time, and waiting for the other side does not count."""
    from testimonia.stages.collect.readers.containers import Left, opener

    left = Left()
    try:
        with open(request["path"], "rb") as file:  # noqa: PTH123 - a path as the system gave it
            watch.begin(request["seconds"])
            items = opener(file, request["name"])
            watch.end()
            send(answers, json.dumps({"container": items is not None}).encode())
            if items is None:
                return
            watch.begin(request["seconds"])
            for item in items(file, request["largest"], left):
                watch.end()
                send(answers, json.dumps({"number": item.number, "origin": item.origin, "name": item.name, "fault": item.fault}).encode())
                send(answers, item.data)
                watch.begin(request["seconds"])
    except MemoryError:
        left.fault = "it takes too much memory"
    except OSError as fault:
        left.fault = f"it cannot be read ({type(fault).__name__})"
    except Exception as fault:  # noqa: BLE001 - one file's fault, told in the report
        left.fault = f"the reader could not make sense of it ({type(fault).__name__})"
    watch.end()
    send(answers, json.dumps({"left": dict(left.reasons), "fault": left.fault}).encode())


def _answer(read: Any, data: bytes, request: dict[str, Any]) -> dict[str, Any]:
    try:
        if request["wanted"] == "list":
            from testimonia.stages.collect.readers import choose_list

            return {"list": choose_list.read(data, request["name"], [(field, column) for field, column in request["columns"]]).as_json()}
        if request["wanted"] == "rows":
            from testimonia.stages.collect.readers import table

            return {"rows": table.rows(data)}
        return {"reading": read(data, request["name"], request["characters"]).as_json()}
    except MemoryError:
        return {"fault": "memory"}
    except Exception as fault:  # noqa: BLE001 - one file's fault, named in its account's state
        return {"fault": type(fault).__name__}


def limit_memory(size: int) -> None:
    """Let the system refuse memory beyond ``size`` bytes, where it can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass  # Windows has no such limit and macOS may refuse it: there the time limit has to do


def main() -> None:
    """Run the process: its arguments are the memory it may take, in bytes, and whether it ``reads`` documents or ``opens`` containers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked; this one ends when its input does
    limit_memory(int(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come between frames
    with contextlib.suppress(BrokenPipeError):  # the other side is gone
        serve(sys.stdin.buffer, answers, reads=sys.argv[2] == "reads")


if __name__ == "__main__":
    main()
