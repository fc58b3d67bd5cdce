"""Archives of the web: every page an account with its own record as evidence, and what is broken told."""

from __future__ import annotations

import gzip
import io
import json
import zlib

import brotli
import pytest

from support.documents import answer, gzipped, packed, record, zstandard
from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.addresses import normalised
from testimonia.stages.collect.readers.choose import read as choose
from testimonia.stages.collect.readers.containers import Left, opener

RIVER = "https://post.example/river"


def items(data, name="crawl.warc", largest=50_000_000):
    file, left = io.BytesIO(data), Left()
    split = opener(file, name)
    return (list(split(file, largest, left)) if split else None), left


def read(item):
    return choose(item.data, item.name, 5_000_000)


@pytest.fixture
def crawl(page, pdf, story):
    """The records of a small crawl."""
    return [
        record("warcinfo", "", b"software: example/1.0\r\n"),
        record("request", RIVER, b"GET /river HTTP/1.1\r\n\r\n"),
        record("response", RIVER, answer(page(), kind="text/html; charset=utf-8")),
        record("response", "https://post.example/style.css", answer(b"p{color:red}", kind="text/css")),
        record("response", "https://post.example/old", answer(b"", status="301 Moved", head="Location: /river\r\n")),
        record("revisit", "https://post.example/again", b"HTTP/1.1 200 OK\r\n\r\n"),
        record("response", "https://post.example/paper", answer(pdf((story,)), kind="application/octet-stream")),
        record("response", "https://post.example/robots.txt", answer(b"User-agent: *", kind="text/plain")),
        record("response", "dns:post.example", b"20150603 192.0.2.1", length=None),
    ]


@pytest.mark.parametrize("form", ["plain", "gz", "one gz", "zst"])
def test_every_page_of_an_archive_is_an_item(crawl, page, story, form):
    """Pages come out with their record byte for byte, whatever the compression; parts of pages, redirects and copies are counted."""
    data = {"plain": b"".join, "gz": gzipped, "one gz": lambda all_: gzip.compress(b"".join(all_)), "zst": zstandard}[form](crawl)
    found, left = items(data, "crawl.warc" + {"plain": "", "zst": ".zst"}.get(form, ".gz"))
    assert [item.origin for item in found] == [RIVER, "https://post.example/paper"]
    assert found[0].data == crawl[2]
    assert left.fault == ""
    assert dict(left.reasons) == {
        "parts of pages (pictures, style sheets, scripts, data)": 2,
        "no page: the server answered 301": 1,
        "an unchanged copy of an earlier record (revisit)": 1,
    }
    reading = read(found[0])
    assert reading.state is AccountState.OK
    assert story in reading.main
    assert (reading.saved_from, reading.saved_at) == (RIVER, "2015-06-03T08:00:05Z")
    assert "He left the group" in read(found[1]).full


def test_an_archive_cut_in_the_middle_gives_what_is_whole(crawl, page, story):
    """Records before the cut are whole; the one that is cut is partial and says so."""
    more = record("response", "https://post.example/cut", answer(page(story, story, story)))
    data = b"".join([*crawl, more])[:-300]
    found, _ = items(data)
    assert [item.origin for item in found][-1] == "https://post.example/cut"
    reading = read(found[-1])
    assert reading.state is AccountState.PARTIAL
    assert "cut off" in reading.reason
    assert [item.data for item in found[:2]] == [crawl[2], crawl[6]]


def test_a_compressed_archive_cut_in_the_middle_says_so(crawl, page):
    """A gzip or Zstandard file that ends early keeps its whole records and names the cut."""
    more = record("response", "https://post.example/cut", answer(page()))
    for name, data in (("a.warc.gz", gzipped([*crawl, more])), ("a.warc.zst", zstandard([*crawl, more]))):
        found, left = items(data[:-200], name)
        assert [item.origin for item in found][:2] == [RIVER, "https://post.example/paper"]
        assert "cut off" in left.fault


def test_a_damaged_member_costs_only_its_record(crawl, page):
    """A gzip member with flipped bytes is passed over; the records after it are read, and the damage is told."""
    bad = bytearray(gzip.compress(record("response", "https://post.example/bad", answer(page()))))
    bad[40:60] = bytes(20)
    data = gzipped(crawl[:3]) + bytes(bad) + gzipped(crawl[3:])
    found, left = items(data, "a.warc.gz")
    assert found[0].data == crawl[2]
    assert found[-1].data == crawl[6]
    assert "damaged" in left.fault


@pytest.mark.parametrize("length", [0, 10, 10_000_000, None])
def test_a_wrong_length_is_found_out(crawl, page, story, length):
    """A record whose length is not its own is read up to where the next one begins, and is partial; the next one is whole."""
    wrong = record("response", "https://post.example/wrong", answer(page()), length=length)
    if length is None:
        wrong = wrong.replace(b"Content-Length: ", b"Content-Length: x", 1)
    found, _ = items(wrong + b"".join(crawl))
    assert found[0].origin == "https://post.example/wrong"
    assert found[1].data == crawl[2]
    reading = read(found[0])
    assert reading.state is AccountState.PARTIAL
    assert story in reading.main


@pytest.mark.parametrize(
    ("pack", "head"),
    [
        (gzip.compress, "Content-Encoding: gzip\r\nContent-Length: 17\r\n"),
        (zlib.compress, "Content-Encoding: deflate\r\n"),
        (brotli.compress, "Content-Encoding: br\r\n"),
        (bytes, "Content-Encoding: gzip\r\n"),
        (bytes, "Transfer-Encoding: chunked\r\n"),
        (lambda body: b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), "Transfer-Encoding: chunked\r\n"),
        (
            lambda body: b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed_ := gzip.compress(body)), packed_),
            "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
        ),
    ],
)
def test_bodies_are_unpacked_whatever_the_header_claims(page, story, pack, head):
    """A packed body with a wrong length is read; a body that the archive stored unpacked under the same header is read too."""
    found, _ = items(record("response", RIVER, answer(pack(page()), head=head)))
    reading = read(found[0])
    assert reading.state is AccountState.OK
    assert story in reading.main


def test_a_body_that_is_cut_or_explodes_is_partial_or_fails(page, story):
    """Half of a compressed page is half a page; a bomb stops at the limit."""
    half = gzip.compress(page(*[story + str(n) for n in range(400)]))
    found, _ = items(record("response", RIVER, answer(half[:-20], head="Content-Encoding: gzip\r\n")))
    assert (read(found[0]).state, "cut off" in read(found[0]).reason) == (AccountState.PARTIAL, True)
    bomb = gzip.compress(b"<html><body><p>" + b"a " * 15_000_000)
    found, _ = items(record("response", RIVER, answer(bomb, head="Content-Encoding: gzip\r\n")), largest=1_000_000)
    assert len(found) == 1
    assert read(found[0]).state is not AccountState.OK


def test_the_servers_charset_is_believed_where_the_bytes_leave_it_open(page):
    """Windows-1251 without a label in the page is read as the server said."""
    words = "Он ушёл из группы весной, сказал он нам, потому что ничего не было так, как обещали"
    body = f"<html><body><p>{words}</p></body></html>".encode("cp1251")
    found, _ = items(record("response", RIVER, answer(body, kind="text/html; charset=windows-1251")))
    assert words in read(found[0]).full


def test_too_large_a_record_is_left_out_and_told(crawl, page):
    """A film does not become an item and does not fill the memory; what follows is read."""
    film = record("response", "https://post.example/film", answer(bytes(3_000_000), kind="video/mp4"))
    found, left = items(film + b"".join(crawl), largest=1_000_000)
    assert next(item.origin for item in found) == RIVER
    assert any("too large" in reason for reason in left.reasons)


def test_junk_between_records_is_passed_over(crawl):
    """Bytes that belong to no record do not hide those that follow."""
    found, _ = items(crawl[0] + b"\0" * 1000 + b"junk\r\n" * 100 + b"\r\n\r\n" + crawl[2])
    assert [item.origin for item in found] == [RIVER]


def test_a_wacz_gives_the_pages_that_it_lists(crawl, page):
    """Of the pages in a WACZ those on its own list are accounts; frames are counted."""
    frame = record("response", "https://ads.example/frame", answer(page()))
    pages = "\n".join(json.dumps(line) for line in ({"format": "json-pages-1.0"}, {"url": RIVER + "#top", "ts": "2015"}))
    members = {"archive/data.warc.gz": gzipped([*crawl, frame]), "pages/pages.jsonl": pages, "datapackage.json": "{}"}
    found, left = items(packed(members, stored=["archive/data.warc.gz"]), "a.wacz")
    assert [item.origin for item in found] == [RIVER]
    assert left.reasons["frames and other parts: not in the archive's list of pages"] == 2
    all_, _ = items(packed({"archive/data.warc.gz": gzipped(crawl)}), "a.wacz")
    assert [item.origin for item in all_] == [RIVER, "https://post.example/paper"]


def test_a_hostile_wacz_ends_with_a_reason(crawl):
    """A bomb, a cut file and members that climb out do no harm and are told."""
    found, left = items(packed({"archive/a.warc": b"\0" * 100_000_000, "../../evil": b"x"}), "bomb.wacz")
    assert found == []
    whole = packed({"archive/data.warc.gz": gzipped(crawl)})
    found, left = items(whole[:-30], "cut.wacz")
    assert (found, "directory" in left.fault) == ([], True)


@pytest.mark.parametrize(
    "data", [b"", b"WARC/1.0\r\n", b"WARC/1.0\r\nContent-Length: 5", b"WARC/1.0\r\n\r\n", b"WARC/9.9\r\nx: y\r\n\r\n" * 50]
)
def test_what_is_no_archive_gives_nothing_and_ends(data):
    """Beginnings of records without content give no item and raise nothing."""
    found, _ = items(data)
    assert not found


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        ("HTTPS://Post.Example:443/a/%7eb?q=1&p=2#top", "https://post.example/a/%7Eb?q=1&p=2"),
        ("http://post.example", "http://post.example/"),
        ("http://post.example:8080/", "http://post.example:8080/"),
        ("http://müller.example/ä", "http://xn--mller-kva.example/ä"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("http://post.example:99999/", "http://post.example:99999/"),
        ("no address", "no%20address"),
    ],
)
def test_addresses_have_one_spelling(address, normal):
    """What a server cannot tell apart is one address; what it can stays."""
    assert normalised(address) == normal
    assert normalised(normal) == normal
