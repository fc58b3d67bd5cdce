"""The system's Firefox, driven through Marionette, the remote control that is built into it; nothing is downloaded.

Playwright drives a stock Firefox from version 159 on (it calls WebDriver BiDi commands that Debian's Firefox ESR 153 does not know yet), and
geckodriver is not in Debian 12. Marionette is what geckodriver itself speaks to: JSON over a local socket, each message after its length.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STARTS_WITHIN = 60  # seconds: a first start on a busy machine of two cores
PREFERENCES = {
    "marionette.port": 0,  # any free one; Firefox writes it into the profile
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "app.update.enabled": False,
    "extensions.update.enabled": False,
    "app.normandy.enabled": False,
    "services.settings.server": "data:,",
    # A page of ours must work without the internet: all but this machine goes to a proxy that is not there.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
}
KEYS = {"Enter": "\ue007", "Shift": "\ue008", "ArrowLeft": "\ue012", "ArrowRight": "\ue014", "Escape": "\ue00c"}
# What Firefox reports about a page: uncaught errors, and what the content security policy stopped.
COMPLAINTS = """
return Services.console.getMessageArray()
  .filter((one) => one instanceof Ci.nsIScriptError && one.sourceName.startsWith(arguments[0]) && !(one.flags & Ci.nsIScriptError.warningFlag))
  .map((one) => one.errorMessage);
"""


def find_firefox() -> str | None:
    """The system's browser, or None."""
    return next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)


class Firefox:
    """A running Firefox with one page."""

    def __init__(self, connection: socket.socket) -> None:
        """Greet the browser that listens at the other end."""
        self._connection, self._asked = connection, 0
        self._hear()  # who it is
        self._say("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {}}})
        self._say("WebDriver:SetWindowRect", {"width": 1400, "height": 900})

    def goto(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        self._say("WebDriver:Navigate", {"url": address})

    def evaluate(self, function: str, *arguments: object) -> Any:
        """What a JavaScript function of the page returns."""
        return self._say("WebDriver:ExecuteScript", {"script": f"return ({function})(...arguments)", "args": list(arguments)})["value"]

    def wait(self, function: str, *arguments: object, seconds: float = 20) -> None:
        """Wait until a JavaScript function of the page returns something true."""
        until = time.monotonic() + seconds
        while not self.evaluate(function, *arguments):
            assert time.monotonic() < until, f"never came true in Firefox: {function}"
            time.sleep(0.05)

    def press(self, *keys: str) -> None:
        """Press keys together: ``press("Shift", "ArrowRight")``."""
        said = [KEYS.get(key, key) for key in keys]
        acts = [{"type": "keyDown", "value": key} for key in said] + [{"type": "keyUp", "value": key} for key in reversed(said)]
        self._act({"type": "key", "id": "keyboard", "actions": acts})

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag the mouse from one place of the window to another."""
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y), "duration": 30} for x, y in (start, end)]
        acts = [moves[0], {"type": "pointerDown", "button": 0}, moves[1], {"type": "pointerUp", "button": 0}]
        self._act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": acts})

    def complaints(self, address: str) -> list[str]:
        """What Firefox found wrong with pages of this address since it started."""
        self._say("Marionette:SetContext", {"value": "chrome"})
        try:
            return list(self._say("WebDriver:ExecuteScript", {"script": COMPLAINTS, "args": [address]})["value"])
        finally:
            self._say("Marionette:SetContext", {"value": "content"})

    def _act(self, actions: dict[str, Any]) -> None:
        self._say("WebDriver:PerformActions", {"actions": [actions]})

    def _say(self, command: str, parameters: dict[str, Any]) -> Any:
        self._asked += 1
        said = json.dumps([0, self._asked, command, parameters]).encode()
        self._connection.sendall(str(len(said)).encode() + b":" + said)
        _, _, fault, result = self._hear()
        assert fault is None, f"{command}: {fault}"
        return result

    def _hear(self) -> Any:
        length = b""
        while (sign := self._read(1)) != b":":
            length += sign
        return json.loads(self._read(int(length)))

    def _read(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            more = self._connection.recv(size - len(found))
            assert more, "Firefox hung up"
            found += more
        return found


@contextmanager
def launched(executable: str) -> Iterator[Firefox]:
    """A running Firefox with a profile of its own, ended at the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        profile = Path(name)
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        # The last option lets Marionette read Firefox's own console, where complaints about pages stand.
        command = [executable, "--headless", "--no-remote", "--profile", name, "--marionette", "--remote-allow-system-access"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with socket.create_connection(("127.0.0.1", _port(profile, process)), timeout=STARTS_WITHIN) as connection:
                yield Firefox(connection)
        finally:
            process.kill()
            process.wait()


def _port(profile: Path, process: subprocess.Popen[bytes]) -> int:
    """Where Marionette listens, as soon as Firefox says so."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        assert process.poll() is None, "Firefox ended as it started"
        file = profile / "MarionetteActivePort"
        if file.exists() and (said := file.read_text(encoding="ascii").strip()):
            return int(said)
        time.sleep(0.1)
    raise AssertionError("Firefox did not start")
