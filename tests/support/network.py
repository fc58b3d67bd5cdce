"""No test reaches the internet: a connection to anything but this machine is an error that names the address."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

_LOCAL_NAMES = {"", "localhost", "ip6-localhost", "localhost.localdomain"}


class InternetForbidden(BaseException):
    """Raised past every ``except Exception``, so that a collector which records failures cannot hide it."""


def forbid() -> None:
    """Watch every connection and name look-up of this process from now on (an audit hook cannot be taken out again)."""
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""  # a string is a local socket's path
    elif event == "socket.getaddrinfo":
        host = arguments[0] or ""
    else:
        return
    host = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if host in _LOCAL_NAMES or _is_loopback(host):
        return
    message = f"a test tried to reach {host!r}; serve what it needs on 127.0.0.1"
    raise InternetForbidden(message)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
