"""Web sites on this machine, and a network on which their names lead to them: no test of the fetcher reaches further."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Self

from testimonia.stages.collect.web.places import public
from testimonia.stages.collect.web.wire import Endpoint, Network

# Of sites that exist in tests only: post.example, names below it, and a stand-in for an archive; until 2126. The key protects nothing.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgzhQYYzdG96QsQYQ5
21l9CuxdLb4Awm+8vEy3b5HyMKuhRANCAASkGonG4wP4wVI5BXEArYBf9etoaiic
GNfUrR2G1HOSdsFmAtJhrsPOra4hk4p+iwxplFt3asnpSod19YRuvvLc
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIB0DCCAXegAwIBAgIUdQuUgYNtSvbC4FmSdS5Tcb88jKwwCgYIKoZIzj0EAwIw
HzEdMBsGA1UEAwwUdGVzdGltb25pYSB0ZXN0IHNpdGUwIBcNMjYxMTI2MTUxODU1
WhgPMjEyNjExMDIxNTE4NTVaMB8xHTAbBgNVBAMMFHRlc3RpbW9uaWEgdGVzdCBz
aXRlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEpBqJxuMD+MFSOQVxAK2AX/Xr
aGoonBjX1K0dhtRzknbBZgLSYa7Dzq2uIZOKfosMaZRbd2rJ6UqHdfWEbr7y3KOB
jjCBizAdBgNVHQ4EFgQU488vFSEdndtID8HBAH7nsbUh2lswHwYDVR0jBBgwFoAU
488vFSEdndtID8HBAH7nsbUh2lswOAYDVR0RBDEwL4IMcG9zdC5leGFtcGxlgg4q
LnBvc3QuZXhhbXBsZYIPd2ViLmFyY2hpdmUub3JnMA8GA1UdEwEB/wQFMAMBAf8w
CgYIKoZIzj0EAwIDRwAwRAIgU1WY4VF0AWnKhCmXSkraxvegdnM4Ca2K9aNBIH6a
YyICICkj7lN5uMLGM2SkRFjiXzsiejYBtVi3WQuaSnZ0ze9V
-----END CERTIFICATE-----
"""
Answer = bytes | Callable[["Asked", socket.socket], None]


class Asked:
    """A request as the site got it."""

    def __init__(self, raw: bytes) -> None:
        head = raw.decode("latin-1").split("\r\n")
        self.raw = raw
        self.method, self.target, _ = [*head[0].split(" "), "", ""][:3]
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}


def reply(body: bytes = b"", *, status: str = "200 OK", kind: str = "text/html; charset=utf-8", head: str = "") -> bytes:
    """An answer as servers write it."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{head}\r\n".encode("latin-1") + body


def moved(to: str) -> bytes:
    """An answer that leads elsewhere."""
    return reply(status="302 Found", head=f"Location: {to}\r\n")


class Site:
    """A server on a port of its own. ``pages`` maps targets to bytes to answer with, or to a function that is handed the socket."""

    def __init__(self, pages: Mapping[str, Answer] | None = None, *, secure: bool = False) -> None:
        self.pages: dict[str, Answer] = dict(pages or {})
        self.asked: list[Asked] = []
        self.context: ssl.SSLContext | None = None
        if secure:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
                file.write(CERTIFICATE)
                file.flush()
                self.context.load_cert_chain(file.name)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        self.closing = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def targets(self) -> list[str]:
        """What was asked for, in order."""
        return [asked.target for asked in self.asked]

    def close(self) -> None:
        """Stop listening."""
        self.closing.set()
        hang_up(self.listening)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _serve(self) -> None:
        while not self.closing.is_set():
            try:
                line, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as held:
            held.enter_context(line)
            line.settimeout(20)
            if self.context:
                line = held.enter_context(self.context.wrap_socket(line, server_side=True))
            raw = b""
            while b"\r\n\r\n" not in raw:
                part = line.recv(4096)
                if not part:
                    return
                raw += part
            asked = Asked(raw)
            self.asked.append(asked)
            answer = self.pages.get(asked.target, reply(b"<p>not here</p>", status="404 Not Found"))
            if callable(answer):
                answer(asked, line)
            else:
                line.sendall(answer)
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_WR)


def hang_up(listening: socket.socket) -> None:
    """Close a listening socket for good, also while a thread waits at it."""
    with contextlib.suppress(OSError):
        listening.shutdown(socket.SHUT_RDWR)
    listening.close()


def trust() -> ssl.SSLContext:
    """TLS that trusts the sites of tests."""
    context = ssl.create_default_context()
    context.load_verify_locations(cadata=CERTIFICATE[CERTIFICATE.index("-----BEGIN CERT") :])
    return context


def network(sites: Mapping[str, Site | str], *, permitted: Callable[..., bool] | None = None, slept: list[float] | None = None) -> Network:
    """A network on which these names exist: each leads to a site, or to an address as DNS would give it.

    The sites' own address counts as public, everything else as it does outside.
    """

    def resolve(host: str, port: int) -> list[Endpoint]:
        place = sites.get(f"{host}:{port}") or sites.get(host)
        if place is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [Endpoint("127.0.0.1", place.port)] if isinstance(place, Site) else [Endpoint(place, port)]

    passed = 0.0

    def sleep(seconds: float) -> None:
        nonlocal passed
        passed += seconds
        if slept is not None:
            slept.append(seconds)

    return Network(
        resolve=resolve,
        permitted=permitted or (lambda address: address == ipaddress.ip_address("127.0.0.1") or public(address)),
        trust=trust,
        sleep=sleep,
        monotonic=lambda: passed,
    )


@contextlib.contextmanager
def sites(**pages: Mapping[str, Answer]) -> Iterator[dict[str, Site]]:
    """Several sites by name (an underscore for a dot)."""
    with contextlib.ExitStack() as held:
        yield {name.replace("_", "."): held.enter_context(Site(answers)) for name, answers in pages.items()}
