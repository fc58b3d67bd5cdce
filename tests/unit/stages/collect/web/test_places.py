"""Where the fetcher may go: the public internet, the web's own ports, no social network."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.stages.collect.web.faults import NotAllowed
from testimonia.stages.collect.web.places import check, is_social, literal, public

INNER = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::10.0.0.1", "fe80::1", "fc00::1",
    "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:a00:1::1", "64:ff9b::a00:1",
    "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "3fff::1", "5f00::1",
]  # fmt: skip
OUTER = ["8.8.8.8", "93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", INNER)
def test_addresses_that_are_not_of_the_public_internet_are_told(address):
    """Loopback, private, link-local, shared, reserved, documentation and multicast addresses are inner ones, whatever wraps them."""
    assert not public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OUTER)
def test_addresses_of_the_public_internet_are_let_through(address):
    """Ordinary addresses stay reachable, also as IPv6-only networks write them."""
    assert public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_never_makes_it_public(address):
    """An IPv4 address within an IPv6 one (mapped, NAT64) is as public as it is alone; 6to4 and Teredo never are."""
    number = int(address)
    for wrapped in ((0xFFFF << 32) | number, (0x0064FF9B << 96) | number):
        assert public(ipaddress.IPv6Address(wrapped)) == public(address)
    assert not public(ipaddress.IPv6Address((0x2002 << 112) | (number << 80)))


@pytest.mark.parametrize(
    ("host", "means"),
    [
        ("127.0.0.1", "127.0.0.1"), ("2130706433", "127.0.0.1"), ("0x7f000001", "127.0.0.1"), ("0x7F.1", "127.0.0.1"), ("0177.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"), ("2852039166", "169.254.169.254"), ("0xa9fea9fe", "169.254.169.254"), ("10.1", "10.0.0.1"),
        ("017700000001", "127.0.0.1"), ("[::1]", "::1"), ("[::ffff:10.0.0.1]", "::ffff:10.0.0.1"), ("fe80::1%eth0", "fe80::1"),
        ("8.8.8.8", "8.8.8.8"), ("127.0.0.1.", "127.0.0.1"),
    ],
)  # fmt: skip
def test_a_number_for_a_host_is_read_as_the_c_library_reads_it(host, means):
    """Decimal, hexadecimal, octal and shortened addresses are known for what they are."""
    assert literal(host) == ipaddress.ip_address(means)


@pytest.mark.parametrize("host", ["post.example", "1.2.3.4.example", "256.1.1.1.1", "0xzz", "a.b", "1.2.3.4.5", "99999999999"])
def test_a_name_is_no_address(host):
    """A host's name that only looks a little like a number is looked up as a name."""
    assert literal(host) is None


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://127.0.0.1/", "public internet"), ("http://2130706433/", "public internet"), ("http://0x7f000001/x", "public internet"),
        ("http://[::ffff:10.0.0.1]/", "public internet"), ("http://169.254.169.254/latest/meta-data/", "public internet"),
        ("http://localhost/", "within a network"), ("http://printer/", "within a network"), ("http://nas.local/", "within a network"),
        ("http://db.internal./", "within a network"), ("http://post.example:22/", "port 22"), ("http://post.example:6379/", "port 6379"),
        ("ftp://post.example/", "only http"), ("file:///etc/passwd", "only http"), ("gopher://post.example/", "only http"),
        ("http://anna:geheim@post.example/", "never logs in"), ("http:///path", "only http"), ("http://[bad/", "no web address"),
        ("http://post.example/\r\nHost: x", "characters"), ("http://post.example/a b", "characters"), ("http://" + "a" * 9000 + ".example/", "no page's"),
        ("https://www.facebook.com/someone", "social"), ("https://x.com/a/status/1", "social"), ("https://m.vk.com/id1", "social"),
        ("https://web.archive.org/web/2015/https://twitter.com/someone", "social"),
        ("https://web.archive.org/web/2015/https%3A%2F%2Ftwitter.com%2Fsomeone", "social"), ("https://old.reddit.com/r/x", "social"),
    ],
)  # fmt: skip
def test_what_must_not_be_fetched_is_refused_before_anything_is_looked_up(address, why):
    """Inner addresses, other schemes and ports, log-ins and social networks are refused by the address alone, with the reason."""
    with pytest.raises(NotAllowed, match=why):
        check(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://post.example/",
        "https://www.post.example:8443/a?b=c#d",
        "https://8.8.8.8/",
        "https://xn--exmple-cua.example/",
        "https://fox.com/x.com",
    ],
)
def test_ordinary_addresses_are_fetched(address):
    """A page of a newspaper is refused for none of these reasons."""
    check(address)


def test_a_name_that_only_ends_like_a_social_network_is_none():
    """``fox.com`` ends in ``x.com`` and is a broadcaster."""
    assert not is_social("fox.com")
    assert not is_social("notfacebook.com")
    assert is_social("WWW.X.COM.")
