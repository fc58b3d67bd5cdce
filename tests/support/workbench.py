"""The workbench in tests: its pages through Django's client, and the whole of it, as a program, for a browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"  # port 80, which is what Django's client says
LINK = re.compile(r"http://127\.0\.0\.1:\d+/enter\?token=\S+")


def client(folder: Path, coder: str | None = "owner", surroundings: Any = None) -> Any:
    """A client of the workbench on a study, signed in as one of the team (None: not signed in).

    ``client.desk`` is the desk; ``ask(client, "POST", path, body)`` calls the interface as a page does.
    """
    from testimonia.web.desk import Desk
    from testimonia.web.serving import application

    desk = Desk(folder, surroundings)
    application(desk)
    from django.test import Client

    found = Client(SERVER_NAME="127.0.0.1", HTTP_HOST=HOST, HTTP_ORIGIN=f"http://{HOST}", raise_request_exception=False)
    found.desk = desk
    if coder is not None:
        sign_in(found, coder)
    return found


def sign_in(client: Any, coder: str) -> None:
    """Come in by a new link, as one of the team."""
    assert client.get("/enter", {"token": client.desk.link()}).status_code == 302
    assert client.post("/who", {"coder": coder}).status_code == 302


def ask(client: Any, method: str, path: str, body: Any = None) -> Any:
    """Call the interface as a page does; the answer has ``.status_code`` and ``.json()``."""
    data = None if body is None else json.dumps(body)
    return client.generic(method, path, data or "", content_type="application/json")


@dataclass
class Served:
    """A running workbench: its address, and a fresh link to come in by."""

    process: subprocess.Popen[str]
    link: str
    used: bool = False
    contexts: list[Any] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.link.partition("/enter")[0]


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Served]:
    """The workbench as its own program, on a free port, until the end of the block."""
    command = [sys.executable, "-m", "testimonia", "serve", str(folder), "--no-browser", "--port", str(_free_port()), *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, encoding="utf-8")
    try:
        assert process.stderr is not None
        for line in process.stderr:
            found = LINK.search(line)
            if found:
                workbench = Served(process, found[0])
                yield workbench
                # A page still asks for its icon after it is ready. Left there, it complains of the reset connection, as would anybody.
                for context in workbench.contexts:
                    for page in context.pages:
                        page.goto("about:blank")
                break
        else:
            raise AssertionError("the workbench did not start")
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def follow(page: Any, served: Served) -> None:
    """Open the link in a browser's page, which is led away again before the workbench ends."""
    served.contexts.append(page.context)
    page.goto(served.link)


def come_in(page: Any, served: Served, coder: str) -> None:
    """Open the link in a browser's page and say who one is; ends on the overview. A link works once: one page a server."""
    follow(page, served)
    page.locator(f'button[name=coder][value="{coder}"]').click()
    ready(page)


def ready(page: Any) -> None:
    """Wait until the page's scripts have run."""
    page.locator("html[data-ready=true]").wait_for(state="attached")


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong with the page as it stands, in words."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    return [
        f"{entry['id']}: {entry['help']}: " + "; ".join(" ".join(node["target"]) for node in entry["nodes"][:3])
        for entry in found.response["violations"]
    ]
