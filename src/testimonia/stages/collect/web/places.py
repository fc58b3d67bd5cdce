"""Where the fetcher may go: pure.

Only addresses of the public internet (a page must not make the researcher's machine call on its own network: server-side request forgery,
CWE-918), only the web's own ports, and never a social network: testimonia is for published items, not for watching accounts.
"""

from __future__ import annotations

import ipaddress
import re
import struct
from urllib.parse import unquote, urlsplit

from testimonia.stages.collect.web.faults import NotAllowed

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# What web servers listen on. Anything else on a public host is another service, or a trick to speak to one.
PORTS = frozenset({80, 443, 8080, 8443})
LONGEST = 8000  # characters of an address; RFC 9110 asks servers for no more
# The IPv6 space given out to the world (RFC 4291, IANA); everything else is local, reserved or a way to wrap an IPv4 address.
_WORLD = ipaddress.IPv6Network("2000::/3")
_WRAPPED_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: how networks without IPv4 reach IPv4 servers
# What older Pythons take for public. 6to4 and Teredo carry an IPv4 address in disguise; 2001::/23 is for protocols, 3fff::/20 for documentation.
_SPECIAL = tuple(ipaddress.IPv6Network(net) for net in ("2002::/16", "2001::/23", "2001:db8::/32", "3fff::/20"))
# 192.0.0.0/24 is for protocols, 192.88.99.0/24 was for 6to4 relays (RFC 7526 took it back).
_SPECIAL_4 = tuple(ipaddress.IPv4Network(net) for net in ("192.0.0.0/24", "192.88.99.0/24"))
_INNER_NAMES = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa", ".localdomain", ".in-addr.arpa")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")

# Networks of personal accounts, with the names under which they also answer. METHOD: no scraping of social-media accounts.
SOCIAL = frozenset(
    {
        "facebook.com", "fb.com", "fb.me", "fb.watch", "fbcdn.net", "messenger.com", "instagram.com", "instagr.am", "threads.net", "threads.com",
        "twitter.com", "x.com", "t.co", "twimg.com", "nitter.net", "xcancel.com", "tiktok.com", "snapchat.com", "linkedin.com", "lnkd.in",
        "vk.com", "vkontakte.ru", "vk.ru", "ok.ru", "odnoklassniki.ru", "reddit.com", "redd.it", "t.me", "telegram.me", "telegram.org",
        "whatsapp.com", "wa.me", "discord.com", "discord.gg", "weibo.com", "weibo.cn", "weixin.qq.com", "wechat.com", "pinterest.com",
        "tumblr.com", "bsky.app", "bsky.social", "mastodon.social", "truthsocial.com", "gab.com", "gettr.com", "parler.com", "ask.fm",
        "viber.com", "line.me", "kik.com", "clubhouse.com", "minds.com",
    }
)  # fmt: skip
# Within an archived address stands the address that was archived.
_EMBEDDED = re.compile(r"https?:/{1,2}([^/?#\s]+)", re.IGNORECASE)


def public(address: IPAddress) -> bool:
    """Whether an address belongs to the public internet, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return public(address.ipv4_mapped)
        if address in _WRAPPED_NAT64:
            return public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        return address in _WORLD and address.is_global and not any(address in net for net in _SPECIAL)
    return address.is_global and not (address.is_multicast or address.is_reserved or any(address in net for net in _SPECIAL_4))


def literal(host: str) -> IPAddress | None:
    """The address that a host's name is, None where it is a name.

    As the C library reads them: ``2130706433``, ``0x7f000001``, ``0177.0.0.1`` and ``127.1`` are all 127.0.0.1.
    """
    bare = host.strip("[]").partition("%")[0]
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    parts = bare.rstrip(".").split(".")
    if not 1 <= len(parts) <= 4 or not all(_NUMBER.fullmatch(part) for part in parts):  # noqa: PLR2004 - the bytes of an address
        return None
    try:
        numbers = [
            int(part, 16) if part[:2].lower() == "0x" else int(part, 8 if part[0] == "0" else 10) for part in (p or "0" for p in parts)
        ]
    except ValueError:
        return None
    *high, low = numbers
    if any(number > 255 for number in high) or low >= 256 ** (4 - len(high)):  # noqa: PLR2004 - a byte
        return None
    packed = bytes(high) + struct.pack(">I", low)[len(high) :]
    return ipaddress.IPv4Address(packed)


def host_of(address: str) -> str:
    """The host of an address in lower case; empty where it has none or is no address."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def is_social(host: str) -> bool:
    """Whether a host belongs to a big social network."""
    name = host.lower().rstrip(".")
    return any(name == known or name.endswith("." + known) for known in SOCIAL)


def check(address: str) -> None:
    """Make sure that a web address may be asked for at all, before anything is looked up.

    Raises:
        NotAllowed: with the reason.
    """
    if len(address) > LONGEST:
        raise NotAllowed(f"an address of {len(address):,} characters is no page's")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise NotAllowed("this is no web address") from None
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise NotAllowed("only http and https addresses are fetched")
    if not address.isascii() or any(ord(char) <= 0x20 or ord(char) == 0x7F for char in address):  # noqa: PLR2004 - control characters
        raise NotAllowed("it holds characters that no web address has")
    if parts.username is not None or parts.password is not None:
        raise NotAllowed("it holds a user name or password: testimonia never logs in anywhere")
    _check_host(host, port, address)


def _check_host(host: str, port: int | None, address: str) -> None:
    if port is not None and port not in PORTS:
        raise NotAllowed(f"port {port} is not one that web pages are served on")
    number = literal(host)
    if number is not None:
        if not public(number):
            raise NotAllowed(f"{host} is not an address of the public internet")
    elif "." not in host.rstrip(".") or host.lower().rstrip(".").endswith(_INNER_NAMES):
        raise NotAllowed(f"{host} is a name within a network, not on the public internet")
    embedded = [found.rpartition("@")[2].partition(":")[0] for found in _EMBEDDED.findall(unquote(address))]
    if any(is_social(name) for name in (host, *embedded)):
        raise NotAllowed("it lies on a social network: testimonia works on published items and never collects social-media accounts")
