"""One request to one server over one socket, every byte kept as it came.

The only module of testimonia that opens a connection to the outside. Written on sockets and not on an HTTP library because the raw answer is the
evidence, because the address that was checked must be the one that is spoken to, and because the time for the whole page must have an end
whatever a server does between two bytes. HTTP/1.1 (RFC 9110, 9112), SOCKS5 (RFC 1928, 1929).
"""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import socket
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from testimonia.stages.collect.web.faults import Gone, NotAllowed, NotFetched
from testimonia.stages.collect.web.incoming import Answered, Deadline, Incoming
from testimonia.stages.collect.web.limits import WebLimits
from testimonia.stages.collect.web.places import IPAddress, public
from testimonia.stages.collect.web.proxy import Proxy

BLOCK = 1 << 16


class Endpoint(NamedTuple):
    """Where a socket connects to: a numeric address and a port."""

    address: str
    port: int


def system_resolve(host: str, port: int) -> list[Endpoint]:
    """The addresses of a name, as this machine's resolver gives them, each once, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(Endpoint(str(entry[4][0]), port) for entry in found))


def system_trust() -> ssl.SSLContext:
    """TLS with certificates checked: against those the system trusts, or certifi's where it has none."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        import certifi

        context.load_verify_locations(certifi.where())
    return context


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The world as the fetcher sees it. Tests bring one of their own; no command and no file leads to it."""

    resolve: Callable[[str, int], Sequence[Endpoint]] = system_resolve
    permitted: Callable[[IPAddress], bool] = public
    trust: Callable[[], ssl.SSLContext] = system_trust
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request: the parts of the address that matter for it, and its bytes."""

    secure: bool
    host: str
    port: int
    request: bytes
    # The address as an HTTP proxy wants it in the first line, for http pages.
    absolute: bytes = b""


def exchange(asked: Asked, network: Network, proxy: Proxy | None, limits: WebLimits, deadline: Deadline) -> Answered:
    """Ask a server once, and take in its whole answer.

    Raises:
        NotAllowed: the name leads to an address that is not public.
        Gone: nobody answers there.
        NotFetched: the answer breaks off, lasts too long, is too large or is no HTTP.
    """
    plain = _through(asked, proxy, limits, deadline) if proxy else _direct(asked, network, limits, deadline)
    with contextlib.ExitStack() as held:
        held.callback(plain.close)
        peer = None if proxy else _peer(plain)
        try:
            line: socket.socket = plain
            tls = ""
            if asked.secure:
                plain.settimeout(deadline.left(limits.silence))
                secured = network.trust().wrap_socket(plain, server_hostname=asked.host)
                held.callback(secured.close)
                line, tls = secured, _told(secured)
            line.settimeout(deadline.left(limits.silence))
            line.sendall(_as_sent(asked, proxy))
            answer = Incoming(_receiver(line), limits, deadline).answer()
        except ssl.SSLCertVerificationError as fault:
            raise NotFetched(f"its certificate cannot be trusted ({fault.verify_message})") from None
        except TimeoutError:
            deadline.left()
            raise NotFetched(f"the server said nothing for {limits.silence:g} seconds") from None
        except ssl.SSLError as fault:
            raise NotFetched(f"no encrypted connection came about ({fault.reason or fault})") from None
        except OSError as fault:
            raise NotFetched(f"the connection broke ({fault.strerror or fault})") from None
    return replace(answer, peer=peer, tls=tls)


def _receiver(line: socket.socket) -> Callable[[float], bytes]:
    """The next bytes of a connection within so many seconds, none at its end."""

    def receive(seconds: float) -> bytes:
        line.settimeout(seconds)
        try:
            return line.recv(BLOCK)
        except ssl.SSLEOFError:  # many servers hang up without saying goodbye
            return b""

    return receive


# --- getting there


def _direct(asked: Asked, network: Network, limits: WebLimits, deadline: Deadline) -> socket.socket:
    """A connection to the server itself: its name is looked up once, and what was checked is what is connected to."""
    endpoints = _looked_up(asked, network, deadline)
    for endpoint in endpoints:
        if not network.permitted(ipaddress.ip_address(endpoint.address.partition("%")[0])):
            raise NotAllowed(f"{asked.host} leads to {endpoint.address}, which is not an address of the public internet")
    fault: OSError | None = None
    for endpoint in endpoints:
        try:
            made = socket.create_connection(endpoint, timeout=deadline.left(limits.connect))
        except OSError as problem:
            fault = problem
            continue
        if _peer(made) != str(ipaddress.ip_address(endpoint.address)):
            made.close()
            raise NotAllowed(f"{asked.host}: the connection went elsewhere than to {endpoint.address}")
        return made
    raise Gone(f"no server answers ({_words(fault)})")


def _looked_up(asked: Asked, network: Network, deadline: Deadline) -> Sequence[Endpoint]:
    """The addresses of a server. In a thread, because the system's look-up knows no time limit."""
    found: list[Sequence[Endpoint] | OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            found.append(network.resolve(asked.host, asked.port))
        except (OSError, UnicodeError) as fault:
            found.append(fault)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(deadline.left())
    answer = found[0] if found else OSError("no answer")
    if isinstance(answer, (OSError, UnicodeError)) or not answer:
        raise Gone(f"the name {asked.host} is not known on the internet (any more)")
    return answer


def _peer(made: socket.socket) -> str:
    return str(ipaddress.ip_address(str(made.getpeername()[0]).partition("%")[0]))


def _through(asked: Asked, proxy: Proxy, limits: WebLimits, deadline: Deadline) -> socket.socket:
    """A connection through a proxy, which looks the name up: no look-up leaves this machine."""
    try:
        made = socket.create_connection((proxy.host, proxy.port), timeout=deadline.left(limits.connect))
    except OSError as fault:
        raise NotFetched(f"the proxy does not answer ({_words(fault)}): nothing was asked without it") from None
    try:
        made.settimeout(deadline.left(limits.silence))
        if proxy.kind == "socks5":
            _socks(made, asked, proxy)
        elif asked.secure:
            _tunnel(made, asked, proxy)
    except OSError as fault:
        made.close()
        raise NotFetched(f"the proxy broke off ({_words(fault)})") from None
    except NotFetched:
        made.close()
        raise
    return made


def _exactly(made: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        part = made.recv(count - len(got))
        if not part:
            raise NotFetched("the proxy broke off")
        got += part
    return got


_SOCKS_FAULTS = {
    1: "it failed", 2: "its rules forbid it", 3: "it cannot reach that network", 4: "it cannot reach that server", 5: "the server refuses connections",
    6: "the time ran out",
}  # fmt: skip


def _socks(made: socket.socket, asked: Asked, proxy: Proxy) -> None:
    made.sendall(b"\x05\x02\x00\x02" if proxy.user else b"\x05\x01\x00")
    version, method = _exactly(made, 2)
    if version != 5 or method not in (0, 2):  # noqa: PLR2004 - the numbers of RFC 1928
        raise NotFetched("the proxy is no SOCKS5 proxy, or wants a name and password")
    if method == 2:  # noqa: PLR2004 - name and password (RFC 1929)
        user, password = proxy.user.encode()[:255], proxy.password.encode()[:255]
        made.sendall(b"\x01" + bytes([len(user)]) + user + bytes([len(password)]) + password)
        if _exactly(made, 2)[1]:
            raise NotFetched("the proxy does not take that name and password")
    host = asked.host.encode("ascii")
    made.sendall(b"\x05\x01\x00\x03" + bytes([len(host)]) + host + asked.port.to_bytes(2, "big"))
    _, fault, _, kind = _exactly(made, 4)
    if fault:
        raise NotFetched(f"the proxy did not get there: {_SOCKS_FAULTS.get(fault, f'fault {fault}')}")
    size = {1: 4, 4: 16}.get(kind) or _exactly(made, 1)[0]
    _exactly(made, size + 2)


def _authorisation(proxy: Proxy) -> bytes:
    if not proxy.user:
        return b""
    return b"Proxy-Authorization: Basic " + b64encode(f"{proxy.user}:{proxy.password}".encode()) + b"\r\n"


def _tunnel(made: socket.socket, asked: Asked, proxy: Proxy) -> None:
    host = f"[{asked.host}]" if ":" in asked.host else asked.host
    place = f"{host}:{asked.port}".encode("ascii")
    made.sendall(b"CONNECT " + place + b" HTTP/1.1\r\nHost: " + place + b"\r\n" + _authorisation(proxy) + b"\r\n")
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if len(head) > BLOCK:
            raise NotFetched("the proxy is no HTTP proxy")
        head += _exactly(made, 1)
    status = head.split(b" ", 2)[1:2]
    if not head.startswith(b"HTTP/") or status != [b"200"]:
        raise NotFetched(f"the proxy did not get there: it answered {b''.join(status).decode('ascii', 'replace') or 'nothing'}")


def _as_sent(asked: Asked, proxy: Proxy | None) -> bytes:
    """The request as it goes out: a proxy for http wants the whole address in the first line."""
    if proxy is None or proxy.kind != "http" or asked.secure:
        return asked.request
    line, _, rest = asked.request.partition(b"\r\n")
    method, _, version = line.split(b" ")
    return b" ".join((method, asked.absolute, version)) + b"\r\n" + _authorisation(proxy) + rest


def _told(secured: ssl.SSLSocket) -> str:
    certificate = secured.getpeercert(binary_form=True) or b""
    cipher = secured.cipher()
    return f"{secured.version()} {cipher[0] if cipher else ''}; certificate SHA-256 {hashlib.sha256(certificate).hexdigest()}"


def _words(fault: OSError | None) -> str:
    if isinstance(fault, TimeoutError):
        return "the time ran out"
    return (fault.strerror or str(fault)) if fault else "no address"
