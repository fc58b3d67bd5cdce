"""Web addresses in the one spelling under which the study knows an account."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

from testimonia.text import canonical

_PORTS = {"http": 80, "https": 443, "ftp": 21}
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_SPACE = re.compile(r"[\t\r\n]")


def normalised(address: str) -> str:
    """An address in its normal form: scheme and host in lower case, no default port, no fragment, a path, escapes in capitals (RFC 3986, 6.2).

    Nothing is guessed: ``www.``, a slash at the end and the order of a query stay, because a server may mean something by them. What is no address
    comes back as it was.
    """
    text = canonical(_SPACE.sub("", address.strip())).replace(" ", "%20")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return text
    if not parts.scheme or not parts.hostname:
        return text
    scheme, host = parts.scheme.lower(), parts.hostname
    if not host.isascii():
        with suppress(UnicodeError):
            host = host.encode("idna").decode()
    if ":" in host:
        host = f"[{host}]"
    user = parts.netloc.rpartition("@")[0]
    place = (user + "@" if user else "") + host + (f":{port}" if port and port != _PORTS.get(scheme) else "")
    path = _ESCAPE.sub(lambda found: found[0].upper(), parts.path) or "/"
    return urlunsplit((scheme, place, path, parts.query, ""))
