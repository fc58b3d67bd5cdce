"""One request: pinned to the address that was checked, kept byte for byte, ended whatever the server does."""

from __future__ import annotations

import contextlib
import gzip
import ipaddress
import socket
import threading
import time
import zlib

import pytest

from support.website import Site, hang_up, moved, network, reply, trust
from testimonia.errors import UsageError
from testimonia.stages.collect.web.faults import Gone, NotAllowed, NotFetched
from testimonia.stages.collect.web.fetcher import Fetcher
from testimonia.stages.collect.web.limits import WebLimits
from testimonia.stages.collect.web.places import public
from testimonia.stages.collect.web.proxy import Proxy
from testimonia.stages.collect.web.wire import Endpoint, Network

NOW = "2026-11-26T12:00:00.000Z"


def fetch(address, around, *, proxy=None, **limits):
    """What comes of an address."""
    fetcher = Fetcher(agent="tester", limits=WebLimits(**limits), network=around, proxy=proxy, now=lambda: NOW)
    return fetcher.fetch(address)


def trickle(begin, part, pause):
    """An answer that comes a little at a time, for ever."""

    def answer(_, line):
        with contextlib.suppress(OSError):
            line.sendall(begin)
            while True:
                line.sendall(part)
                time.sleep(pause)

    return answer


def test_the_answer_is_kept_byte_for_byte():
    """Status line, header and body stand in the record exactly as the server sent them."""
    answer = reply(b"<p>He left.</p>", head="X-Odd:   spaces  \r\nServer: x\r\n")
    with Site({"/story?a=1": answer}) as site:
        got = fetch("http://post.example/story?a=1#part", network({"post.example": site}))
    assert got.fault is None
    assert got.hops[0].raw == answer
    assert got.body(100) == b"<p>He left.</p>"
    assert got.hops[0].peer == "127.0.0.1"
    asked = site.asked[0]
    assert asked.raw == got.hops[0].request
    assert asked.headers == {
        "host": "post.example", "user-agent": "tester", "accept": asked.headers["accept"], "accept-encoding": "gzip", "connection": "close",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHe le\r\n3;x=1\r\nft.\r\n0\r\nTrailer: 1\r\n\r\n", b"He left."),
        (b"HTTP/1.0 200 OK\n\nHe left.", b"He left."),
        (
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nHe left.",
            b"He left.",
        ),
        (b"HTTP/1.1 200\r\nContent-Length: 8\r\n\r\nHe left.and what is no part of it", b"He left."),
        (b"HTTP/1.1 200 OK\r\nContent-Length: nonsense\r\nbroken line\r\n\r\nHe left.", b"He left."),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 8\r\n\r\nHe left.", b""),
    ],
)
def test_answers_are_understood_as_servers_write_them(raw, body):
    """Chunks, answers that end with the connection, interim answers, bare line feeds and broken lines are all read."""
    with Site({"/": lambda _, line: line.sendall(raw)}) as site:
        got = fetch("http://post.example/", network({"post.example": site}))
    assert got.fault is None
    assert got.body(100) == body
    assert got.hops[0].cut == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nHe left",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nHe left",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nHe left",
    ],
)
def test_an_answer_that_breaks_off_is_kept_and_told(raw):
    """What came of a page that was cut off stays, and the record says that it is not whole."""
    with Site({"/": lambda _, line: line.sendall(raw)}) as site:
        got = fetch("http://post.example/", network({"post.example": site}))
    assert got.body(100) == b"He left"
    assert "cut off" in got.hops[0].cut


def test_a_server_that_sends_one_byte_a_second_is_left_at_the_deadline():
    """However slowly the body comes, the page costs its seconds and no more."""
    slow = trickle(b"HTTP/1.1 200 OK\r\n\r\n", b"x", 0.05)
    with Site({"/": slow}) as site:
        begun = time.monotonic()
        got = fetch("http://post.example/", network({"post.example": site}), seconds=0.5)
    assert time.monotonic() - begun < 5
    assert got.fault.reason == "it took longer than 0.5 seconds"


def test_a_header_that_comes_a_byte_at_a_time_is_left_at_the_deadline():
    """The header has no time of its own."""
    with Site({"/": trickle(b"HTTP/1.1 200 OK\r\nX-", b"a", 0.05)}) as site:
        got = fetch("http://post.example/", network({"post.example": site}), seconds=0.5)
    assert got.fault.reason == "it took longer than 0.5 seconds"


def test_a_silent_server_is_left():
    """A server that takes the request and never answers costs the time for silence."""
    with Site({"/": lambda _, __: time.sleep(3)}) as site:
        got = fetch("http://post.example/", network({"post.example": site}), silence=0.3)
    assert got.fault.reason == "the server said nothing for 0.3 seconds"


def test_a_name_server_that_never_answers_is_left():
    """Looking up a name ends at the deadline, though the system's own call would not."""
    around = Network(resolve=lambda *_: time.sleep(5) or [], permitted=public)
    begun = time.monotonic()
    got = fetch("http://post.example/", around, seconds=0.3)
    assert time.monotonic() - begun < 3
    assert isinstance(got.fault, Gone)


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(20_000)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000,
    ],
)
def test_huge_headers_are_refused(raw):
    """A header line, or a number of them, beyond what servers send ends the request."""
    with Site({"/": lambda _, line: line.sendall(raw)}) as site:
        got = fetch("http://post.example/", network({"post.example": site}))
    assert got.fault.reason == "its header is longer than 64 kB"


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n",
    ],
)
def test_a_page_without_end_is_left(head):
    """A body beyond the limit is not taken in, whether its length is stated, hidden or in chunks."""
    with Site({"/": trickle(head, b"x" * 65536, 0)}) as site:
        got = fetch("http://post.example/", network({"post.example": site}), bytes=1_000_000)
    assert "larger than 1 MB" in got.fault.reason


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_page_that_unpacks_to_too_much_is_refused(packing, chunked):
    """A gzip bomb over HTTP costs neither memory nor disk: it is unpacked in steps and given up at the limit."""
    zeros = b"\0" * 30_000_000
    bomb = gzip.compress(zeros) if packing == "gzip" else zlib.compress(zeros)
    assert len(bomb) < 100_000
    if chunked:
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(bomb), bomb)
        answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: %s\r\n\r\n" % packing.encode() + body
    else:
        answer = reply(bomb, head=f"Content-Encoding: {packing}\r\n")
    with Site({"/": answer}) as site:
        got = fetch("http://post.example/", network({"post.example": site}), unpacked=10_000_000)
    assert got.fault.reason == "it unpacks to more than 10 MB"


@pytest.mark.parametrize("raw", [b"SSH-2.0-OpenSSH_9\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\0\1\2\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: 1\r\n"])
def test_what_does_not_speak_http_is_told(raw):
    """A server of another kind, or one that hangs up within the header, gives no page."""
    with Site({"/": lambda _, line: line.sendall(raw)}) as site:
        got = fetch("http://post.example/", network({"post.example": site}))
    assert "HTTP" in got.fault.reason


def test_a_server_that_hangs_up_is_told():
    """No answer at all is a reason of its own."""
    with Site({"/": lambda *_: None}) as site:
        got = fetch("http://post.example/", network({"post.example": site}))
    assert got.fault.reason == "the server hung up without an answer"


def test_nobody_at_home_is_a_dead_link():
    """A name that is unknown, and a server that refuses, are told as gone."""
    with Site() as site:
        site.close()
        got = fetch("http://post.example/", network({"post.example": site}))
    assert isinstance(got.fault, Gone)
    assert isinstance(fetch("http://gone.example/", network({})).fault, Gone)


# --- where it may go


@pytest.mark.parametrize("answer", ["127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "10.0.0.1", "::1", "0.0.0.0", "fd00::1"])  # noqa: S104 - what DNS may say
def test_a_name_that_leads_to_an_inner_address_is_not_connected_to(answer):
    """DNS that answers with an address within the network, wrapped or not, is refused before a connection is made."""
    got = fetch("http://post.example/", network({"post.example": answer}, permitted=public))
    assert isinstance(got.fault, NotAllowed)
    assert answer in got.fault.reason


def test_one_inner_address_among_public_ones_is_enough_to_refuse():
    """A name that leads to the public internet and inside at once is a trap."""
    around = Network(resolve=lambda _, port: [Endpoint("93.184.216.34", port), Endpoint("127.0.0.1", port)])
    assert isinstance(fetch("http://post.example/", around).fault, NotAllowed)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "017700000001", "127.1", "[::ffff:7f00:1]", "[::1]", "2852039166"])
def test_numbers_for_inner_addresses_are_refused_without_a_look_up(host):
    """Decimal, hexadecimal, octal, shortened and wrapped numbers never reach the resolver."""
    asked = []
    around = Network(resolve=lambda *place: asked.append(place) or [])
    assert isinstance(fetch(f"http://{host}/", around).fault, NotAllowed)
    assert asked == []


def test_a_name_is_looked_up_once_and_the_checked_address_is_the_one_connected_to():
    """DNS rebinding: a second answer, had anybody asked for it, would lead inside; nobody asks."""
    with Site({"/": reply(b"outside")}) as outside, Site({"/": reply(b"inside")}) as inside:
        answers = [[Endpoint("127.0.0.1", outside.port)], [Endpoint("127.0.0.1", inside.port)], [Endpoint("127.0.0.1", inside.port)]]
        checked = []

        def permitted(address):
            checked.append(address)
            return True

        got = fetch("http://post.example/", Network(resolve=lambda *_: answers.pop(0), permitted=permitted))
    assert got.body(100) == b"outside"
    assert inside.asked == []
    assert len(answers) == 2
    assert checked == [ipaddress.ip_address("127.0.0.1")]


def test_a_connection_that_ends_up_elsewhere_is_dropped(monkeypatch):
    """Should the socket be connected to another address than the one checked, nothing is sent."""
    with Site({"/": reply(b"inside")}) as inside:
        real = socket.create_connection
        monkeypatch.setattr(socket, "create_connection", lambda _, timeout: real(("127.0.0.1", inside.port), timeout=timeout))
        got = fetch("http://post.example/", network({"post.example": "93.184.216.34"}))
    assert isinstance(got.fault, NotAllowed)
    assert inside.asked == []


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1/admin", "http://inner.example/", "http://[::ffff:169.254.169.254]/", "//2130706433/", "file:///etc/passwd", "https://www.facebook.com/x",
     "http://post.example:25/"],
)  # fmt: skip
def test_every_redirect_is_checked_anew(target):
    """A public page that leads inside, to another scheme or port or to a social network is not followed."""
    with Site({"/": moved(target)}) as site:
        around = network({"post.example": site, "inner.example": "10.0.0.1"})
        got = fetch("http://post.example/", around)
    assert isinstance(got.fault, NotAllowed)
    assert len(site.asked) == 1


def test_redirects_are_followed_and_kept():
    """Each hop stands in the result with its answer; relative targets are understood, also with letters outside ASCII."""
    with Site(
        {
            "/a": moved("/b?x=1"),
            "/b?x=1": moved("http://www.post.example/caf\u00e9".encode().decode("latin-1")),
            "/caf%C3%A9": reply(b"there"),
        }
    ) as site:
        got = fetch("http://post.example/a", network({"post.example": site, "www.post.example": site}))
    assert [hop.address for hop in got.hops] == ["http://post.example/a", "http://post.example/b?x=1", "http://www.post.example/caf%C3%A9"]
    assert got.body(100) == b"there"


def test_redirects_that_go_round_in_a_circle_end():
    """A loop is told as what it is, at its first return."""
    with Site({"/a": moved("/b"), "/b": moved("/a")}) as site:
        got = fetch("http://post.example/a", network({"post.example": site}))
    assert got.fault.reason == "its redirects go round in a circle"
    assert len(site.asked) == 2


def test_redirects_without_end_end():
    """A chain that never returns ends at the limit."""
    with Site({f"/{n}": moved(f"/{n + 1}") for n in range(100)}) as site:
        got = fetch("http://post.example/0", network({"post.example": site}))
    assert got.fault.reason == "it redirects more than 10 times"
    assert len(site.asked) == 11


# --- TLS


def test_tls_is_spoken_with_the_name_and_to_the_checked_address():
    """The connection goes to the pinned address while certificate and SNI are those of the site's name; the certificate is noted."""
    with Site({"/": reply(b"secret")}, secure=True) as site:
        heard = []
        site.context.sni_callback = lambda _, name, __: heard.append(name)
        got = fetch("https://www.post.example/", network({"www.post.example": site}))
    assert got.fault is None
    assert got.body(100) == b"secret"
    assert heard == ["www.post.example"]
    assert "certificate SHA-256 " in got.hops[0].tls


def test_a_certificate_of_another_name_is_not_taken():
    """Whoever answers without the right certificate is not asked for the page."""
    with Site({"/": reply(b"secret")}, secure=True) as site:
        got = fetch("https://other.example/", network({"other.example": site}))
        untrusted = Network(resolve=lambda *_: [Endpoint("127.0.0.1", site.port)], permitted=lambda _: True)
        unknown = fetch("https://post.example/", untrusted)
    assert "certificate" in got.fault.reason
    assert "certificate" in unknown.fault.reason
    assert site.asked == []


def test_a_server_without_encryption_is_told():
    """https spoken to a server of http ends with a reason."""
    with Site({"/": reply(b"x")}) as site:
        got = fetch("https://post.example/", network({"post.example": site}), silence=0.3)
    assert got.fault is not None


# --- proxies


class Go:
    """A proxy for tests: SOCKS5 or HTTP, which sends everything to one site and notes what it was asked for."""

    def __init__(self, site, kind, fault=0):
        self.site, self.kind, self.fault = site, kind, fault
        self.heard = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.proxy = Proxy.parse(f"{kind}://127.0.0.1:{self.listening.getsockname()[1]}")
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                line, _ = self.listening.accept()
                threading.Thread(target=self.one, args=(line,), daemon=True).start()

    def one(self, line):
        with contextlib.suppress(OSError), line:
            first = b""
            if self.kind == "socks5":
                line.recv(3)
                line.sendall(b"\x05\x00")
                head = line.recv(5)
                host = line.recv(head[4])
                self.heard.append((head[3], host, int.from_bytes(line.recv(2), "big")))
                line.sendall(bytes([5, self.fault, 0, 1, 0, 0, 0, 0, 0, 0]))
                if self.fault:
                    return
            else:
                while b"\r\n\r\n" not in first:
                    first += line.recv(4096)
                self.heard.append(first.split(b"\r\n")[0])
                if first.startswith(b"CONNECT"):
                    line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    first = b""
                else:
                    first = first.replace(b"http://post.example", b"", 1)
            with socket.create_connection(("127.0.0.1", self.site.port)) as onward:
                onward.sendall(first)
                up = threading.Thread(target=self.pump, args=(line, onward), daemon=True)
                up.start()
                self.pump(onward, line)
                up.join()

    def pump(self, a, b):
        with contextlib.suppress(OSError):
            while part := a.recv(65536):
                b.sendall(part)
            b.shutdown(socket.SHUT_WR)


def nobody(*_):
    raise AssertionError("a name was looked up beside the proxy")


@pytest.mark.parametrize("kind", ["socks5", "http"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_gets_the_name_and_no_look_up_leaks(kind, scheme):
    """Through a proxy nothing is looked up here, the server's name goes to the proxy, and TLS is still that of the site."""
    with Site({"/x": reply(b"there")}, secure=scheme == "https") as site:
        go = Go(site, kind)
        got = fetch(f"{scheme}://post.example/x", Network(resolve=nobody, trust=trust), proxy=go.proxy)
        hang_up(go.listening)
    assert got.fault is None
    assert got.body(100) == b"there"
    assert got.hops[0].peer is None
    port = 443 if scheme == "https" else 80
    if kind == "socks5":
        assert go.heard == [(3, b"post.example", port)]
    else:
        assert go.heard == [b"CONNECT post.example:443 HTTP/1.1" if scheme == "https" else b"GET http://post.example/x HTTP/1.1"]
    assert site.asked[0].raw.startswith(b"GET /x HTTP/1.1\r\nHost: post.example\r\n")


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "[::ffff:10.0.0.1]", "localhost", "169.254.169.254"])
def test_inner_addresses_are_refused_through_a_proxy_too(host):
    """A proxy is no way to the inside: literal inner addresses never reach it."""
    with Site() as site:
        go = Go(site, "socks5")
        got = fetch(f"http://{host}/", Network(resolve=nobody), proxy=go.proxy)
        hang_up(go.listening)
    assert isinstance(got.fault, NotAllowed)
    assert go.heard == []


def test_a_proxy_that_is_down_is_never_gone_around():
    """Without its proxy nothing is fetched: going straight would show who asks."""
    with Site({"/": reply(b"x")}) as site:
        go = Go(site, "socks5")
        hang_up(go.listening)
        got = fetch("http://post.example/", network({"post.example": site}), proxy=go.proxy)
    assert "nothing was asked without it" in got.fault.reason
    assert site.asked == []


def test_what_the_proxy_cannot_reach_is_told():
    """The proxy's own answer becomes the reason."""
    with Site() as site:
        go = Go(site, "socks5", fault=5)
        got = fetch("http://post.example/", Network(resolve=nobody), proxy=go.proxy)
        hang_up(go.listening)
    assert isinstance(got.fault, NotFetched)
    assert "refuses connections" in got.fault.reason


@pytest.mark.parametrize(
    "stated", ["", "tor", "ftp://x:1", "socks5://", "socks4://127.0.0.1:1", "http://h:99999", "http://u:geheim@h:1/path"]
)
def test_a_proxy_that_is_none_is_refused_without_repeating_it(stated):
    """A mistyped proxy is refused before anything is fetched, and its password never shows."""
    with pytest.raises(UsageError) as caught:
        Proxy.parse(stated)
    assert "geheim" not in str(caught.value)


def test_a_proxy_never_shows_its_password():
    """What is printed of a proxy holds no credentials."""
    assert "geheim" not in repr(Proxy.parse("socks5://anna:geheim@127.0.0.1:9050"))
