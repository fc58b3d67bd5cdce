"""What was asked and answered is a WARC that other tools read."""

from __future__ import annotations

import hashlib
import io

from warcio.archiveiterator import ArchiveIterator

from support.website import reply
from testimonia.stages.collect.readers.choose import read
from testimonia.stages.collect.web.records import Collected, Hop, warc_of

AT, LATER = "2026-11-26T12:00:00.000Z", "2026-11-26T12:00:01.000Z"
ASKED = b"GET / HTTP/1.1\r\nHost: post.example\r\n\r\n"
MOVED = reply(b"", status="301 Moved", head="Location: /b\r\n")


def hops(page=b"<p>He left.</p>"):
    answer = reply(page)
    first = Hop(address="http://post.example/a", at=AT, request=ASKED, raw=MOVED, body=len(MOVED), peer="93.184.216.34")
    last = Hop(
        address="http://post.example/b",
        at=LATER,
        request=ASKED,
        raw=answer,
        body=len(answer) - len(page),
        peer="93.184.216.34",
        tls="TLSv1.3 x",
    )
    return [first, last]


WHO = Collected(who="anna", tool="testimonia 9", reason="Returnees\r\nX-Forged: 1", via="http://post.example/feed", contact="a@b.example")


def test_another_tool_reads_every_record_and_finds_its_digests_right():
    """warcio reads the page, its request, the redirect and the custody record, and every digest holds."""
    data = warc_of(hops(), WHO)
    found = []
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        content = record.content_stream().read()
        found.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), content))
    assert [(kind, address) for kind, address, _ in found] == [
        ("warcinfo", None),
        ("response", "http://post.example/b"),
        ("request", "http://post.example/b"),
        ("response", "http://post.example/a"),
        ("request", "http://post.example/a"),
        ("metadata", "http://post.example/b"),
    ]
    assert found[1][2] == b"<p>He left.</p>"


def test_the_custody_record_says_who_when_with_what_and_why():
    """Collector, contact, tool, reason, feed, clock, redirects and encryption are told; a reason cannot forge another line."""
    custody = list(ArchiveIterator(io.BytesIO(warc_of(hops(), WHO))))
    told = warc_of(hops(), WHO).rpartition(b"Content-Length")[2].decode()
    assert len(custody) == 6
    lines = told.split("\r\n\r\n")[1].splitlines()
    assert lines == [
        "collector: anna",
        "operator: a@b.example",
        "tool: testimonia 9",
        "reason: Returnees X-Forged: 1",
        "via: http://post.example/feed",
        "clock: system clock of the collecting machine, UTC",
        "asked: http://post.example/a",
        "hopsFromSeed: R",
        "tls: TLSv1.3 x",
    ]


def test_a_record_is_named_after_what_it_holds():
    """The same bytes at the same moment are the same evidence; other bytes are other evidence."""
    assert hashlib.sha256(warc_of(hops(), WHO)).digest() == hashlib.sha256(warc_of(hops(), WHO)).digest()
    assert warc_of(hops(), WHO) != warc_of(hops(b"<p>She left.</p>"), WHO)


def test_the_page_is_what_is_read_from_it():
    """Not the redirect that came before, though both are answers."""
    page = b"<html><body><article><p>" + b"He left the group in the spring of 2014, he told us. " * 8 + b"</p></article></body></html>"
    reading = read(warc_of(hops(page), WHO), "x", 5_000_000)
    assert "spring of 2014" in reading.main
    assert reading.saved_from == "http://post.example/b"


def test_a_message_of_the_server_is_no_text_of_an_account():
    """A record that holds only "not found" gives no text, however long the message."""
    answer = reply(b"<p>Not found. " + b"Perhaps you look for something else? " * 20 + b"</p>", status="404 Not Found")
    hop = Hop(address="http://post.example/a", at=AT, request=ASKED, raw=answer, body=answer.index(b"\r\n\r\n") + 4)
    reading = read(warc_of([hop], WHO), "x", 5_000_000)
    assert reading.state == "failed"
    assert reading.reason == "it holds no page: the server answered 404"


def test_an_attempt_without_an_answer_is_told_in_the_custody_record():
    """Nothing came, so nothing but the attempt is recorded, with its fault."""
    data = warc_of([Hop(address="http://gone.example/", at=AT, request=b"")], Collected(who="anna", tool="t", fault="nobody answers"))
    records = [(record.rec_type, record.content_stream().read()) for record in ArchiveIterator(io.BytesIO(data), check_digests="raise")]
    assert [kind for kind, _ in records] == ["warcinfo", "metadata"]
    assert b"fault: nobody answers" in records[1][1]
