"""The go-between through which a team may fetch: pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from testimonia.errors import UsageError

_PROXIES = {"socks5": 1080, "socks5h": 1080, "http": 8080}  # with the ports on which they usually listen


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A go-between: ``kind`` is socks5 or http; it looks names up itself."""

    kind: str
    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, stated: str) -> Proxy:
        """A proxy as people write it: ``socks5://127.0.0.1:9050``.

        Raises:
            UsageError: it cannot be read. The message never repeats it: it may hold a password.
        """
        try:
            parts = urlsplit(stated)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme.lower() not in _PROXIES or not parts.hostname or parts.path.strip("/") or parts.query:
            raise UsageError(
                "That is no proxy that can be used.", "Write it as socks5://HOST:PORT (Tor: socks5://127.0.0.1:9050) or http://HOST:PORT."
            )
        scheme = parts.scheme.lower()
        return cls(
            kind="http" if scheme == "http" else "socks5",
            host=parts.hostname,
            port=port or _PROXIES[scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )
