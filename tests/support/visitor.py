"""A visitor of the workbench without a browser: one connection, cookies, the page's secret."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from support.workbench import LINK, Served


class Visitor:
    """One member of the team at the workbench's address."""

    def __init__(self, address: str, link: str, coder: str) -> None:
        """Come in by a link, as one of the team."""
        self.host = address.removeprefix("http://")
        self.http = HTTPConnection(self.host, timeout=60)
        self.cookies: dict[str, str] = {}
        self.secret = ""
        self.ask("GET", link.removeprefix(address))
        secret = self.ask("GET", "/who")[1].partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        self.ask("POST", "/who", urlencode({"coder": coder, "csrfmiddlewaretoken": secret}), "application/x-www-form-urlencoded")
        self.secret = self.ask("GET", "/")[1].partition('name="csrf-token" content="')[2].partition('"')[0]

    @classmethod
    def of(cls, served: Served, coder: str) -> Visitor:
        """A visitor of a served study, with a link of their own: the terminal shows a new one whenever a used one is tried."""
        if not served.used:
            served.used = True
            return cls(served.address, served.link, coder)
        http = HTTPConnection(served.address.removeprefix("http://"), timeout=60)
        http.request("GET", "/enter?token=used")
        http.getresponse().read()
        assert served.process.stderr is not None
        for line in served.process.stderr:
            if found := LINK.search(line):
                return cls(served.address, found[0], coder)
        raise AssertionError("no new link was shown")

    def ask(self, method: str, path: str, body: str | None = None, kind: str = "application/json") -> tuple[int, str]:
        """One request: status and body."""
        headers: dict[str, Any] = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers["Origin"] = f"http://{self.host}"
        if body is not None:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.secret}
        self.http.request(method, path, body, headers)
        answer = self.http.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        return answer.status, answer.read().decode()
