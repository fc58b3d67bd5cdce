"""The process that reads files: takes one after another on its input and answers each with a reading.

It is a process of its own because parsers of hostile files crash, eat memory and never end. A frame is a length (8 bytes,
big-endian) and that many bytes; a request is a frame of JSON (name, characters, seconds) and a frame with the file; an answer is a
frame of JSON. Answers are data only: whatever a file does to this process, it cannot make the other run code.
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


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until the input ends."""
    from testimonia.stages.collect.readers import choose

    send(answers, json.dumps({"ready": True}).encode())
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - not a path of anybody's
        while (head := receive(requests)) is not None and (data := receive(requests)) is not None:
            request = json.loads(head)
            # The watchdog is a thread in C: it ends the process even where a parser holds the interpreter, and even where
            # the process that asked was killed meanwhile.
            faulthandler.dump_traceback_later(request["seconds"], exit=True, file=nowhere)
            answer = _answer(choose.read, data, request)
            faulthandler.cancel_dump_traceback_later()
            send(answers, json.dumps(answer).encode())


def _answer(read: Any, data: bytes, request: dict[str, Any]) -> dict[str, Any]:
    try:
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
    """Run the process: its first argument is the memory it may take, in bytes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked; this one ends when its input does
    limit_memory(int(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come between frames
    with contextlib.suppress(BrokenPipeError):  # the other side is gone
        serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
