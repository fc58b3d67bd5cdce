"""Pages of the web become accounts: politely, once, with a custody record, and with a reason where they do not."""

from __future__ import annotations

import gzip
import io
import time

import pytest
from warcio.archiveiterator import ArchiveIterator

from support.website import Site, moved, network, reply
from testimonia.domain.evidence import FoundBy, Search
from testimonia.domain.vocabulary import AccountState, Grade, Shelf
from testimonia.errors import UsageError
from testimonia.stages.collect import CollectParams, Proxy, collect
from testimonia.stages.collect.visits import agent_of, listed_addresses
from testimonia.stages.collect.web.limits import Pace, WebLimits
from testimonia.store.verify import verify
from testimonia.store.withdraw import withdraw
from testimonia.workflow import status
from unit.stages.collect.web.conftest import PARAGRAPH, story

RIVER = "https://post.example/river"
PLAIN = "http://post.example/river"


@pytest.fixture
def post(collecting):
    """A newspaper's site."""
    with Site({"/river": reply(story())}) as site:
        collecting.sites["post.example"] = site
        yield site


def test_a_page_becomes_an_account_with_its_evidence(collecting, post):
    """The account has the page's text; its capture is witnessed, with moment, tool, address and reason; its bytes are a WARC of request and answer."""
    report = collecting(PLAIN + "#comments", reason="Returnees of 2014", shelf=Shelf.TESTIMONY)
    assert report.states == {"ok": 1}
    account = collecting.accounts()[PLAIN]
    assert account.title == "The walk to the river"
    assert PARAGRAPH in collecting.text(PLAIN)
    (capture,) = collecting.captures(PLAIN)
    assert capture.grade is Grade.WITNESSED
    assert capture.media_type == "application/warc"
    assert capture.tool.endswith("; asked for http://post.example/river; answer 200 from 127.0.0.1; reason: Returnees of 2014")
    records = list(ArchiveIterator(io.BytesIO(collecting.study.store.archive.get(capture.sha256)), check_digests="raise"))
    data = collecting.study.store.archive.get(capture.sha256)
    assert post.asked[-1].raw in data
    assert reply(story()) in data
    assert b"collector: owner" in data
    assert b"reason: Returnees of 2014" in data
    assert records is not None
    assert verify(collecting.study.store).sound


def test_the_state_of_a_study_counts_captures_by_grade(collecting, post):
    """`status` says how the bytes came, in words where something was fetched, and always in its JSON."""
    collecting(PLAIN, "http://gone.example/")
    report = status(collecting.study)
    assert report.as_json()["grades"] == {"witnessed": 2}
    assert "Captures: 2 witnessed." in report.lines()


def test_an_entry_of_a_list_becomes_the_page_that_it_names(collecting, post, tmp_path):
    """What a list only recorded gets its text once its address is fetched; it stays one account."""
    (tmp_path / "refs.ris").write_text(f"TY  - NEWS\nTI  - The walk to the river, as listed\nUR  - {PLAIN}\nER  - \n", encoding="utf-8")
    collecting(tmp_path / "refs.ris")
    assert collecting.accounts()[PLAIN].state is AccountState.PARTIAL
    collecting(PLAIN)
    (account,) = collecting.accounts().values()
    assert account.state is AccountState.OK
    assert PARAGRAPH in collecting.text(PLAIN)
    assert [capture.grade for capture in collecting.captures(PLAIN)] == [Grade.UNKNOWN, Grade.WITNESSED]


def test_collecting_a_page_again_asks_nobody_and_adds_nothing(collecting, post):
    """A page that is there is not fetched a second time, also under another spelling of its address."""
    collecting(PLAIN)
    asked = len(post.asked)
    report = collecting("HTTP://POST.example:80/river")
    assert report.already == 1
    assert report.new == ()
    assert len(post.asked) == asked


def test_servers_are_told_who_asks(collecting, post, study):
    """The user agent names the program and the contact of study.yaml, and leaves the contact out on request."""
    collecting(PLAIN)
    assert post.asked[-1].headers["user-agent"].startswith("testimonia/")
    assert agent_of("Anna <anna@uni.example>").endswith("; contact: Anna <anna@uni.example>)")
    assert "\n" not in agent_of("a\r\nX-Forged: 1")
    assert "contact" not in agent_of(None)


def test_no_contact_means_none(tmp_path):
    """With `--no-contact` the contact stands neither in the request nor in the record of custody."""
    from support.studies import surroundings
    from testimonia.protocol import template
    from testimonia.stages.collect import WebParams
    from testimonia.study import new_study

    files = dict(template("blank"))
    files["study.yaml"] = files["study.yaml"].replace("study:\n", "study:\n  contact: anna@uni.example\n", 1)
    with (
        Site({"/river": reply(story()), "/two": reply(story(title="Two"))}) as site,
        new_study(tmp_path / "t", files=files, surroundings=surroundings()) as study,
    ):
        for path, contact in (("river", True), ("two", False)):
            params = CollectParams(web=WebParams(contact=contact, pace=Pace(between=0.0)))
            collect(study, [f"http://post.example/{path}"], params, network=network({"post.example": site}))
            told = site.asked[-1].headers["user-agent"]
            assert ("anna@uni.example" in told) is contact
        kept = [b"anna@uni.example" in study.store.archive.get(sha256) for sha256 in study.store.archive]
    assert sorted(kept) == [False, True]


# --- manners


def test_robots_txt_is_asked_for_once_and_kept_to(collecting, post):
    """What a site's robots.txt closes to programs is not fetched; the account says what to do instead."""
    post.pages["/robots.txt"] = reply(b"User-agent: *\nDisallow: /private/*.html$\nAllow: /\n", kind="text/plain")
    post.pages["/private/x.html"] = reply(story())
    report = collecting(PLAIN, "http://post.example/private/x.html", "http://post.example/private/y")
    assert post.targets.count("/robots.txt") == 1
    assert "/private/x.html" not in post.targets
    assert "/private/y" in post.targets
    account = collecting.accounts()["http://post.example/private/x.html"]
    assert account.state is AccountState.FAILED
    assert "robots.txt" in account.reason
    assert "web.archive.org" not in account.reason
    assert report.states == {"ok": 1, "failed": 2}


def test_rules_for_us_by_name_go_before_those_for_all(collecting, post):
    """A site may close itself to testimonia alone."""
    post.pages["/robots.txt"] = reply(b"User-agent: testimonia\nDisallow: /\n\nUser-agent: *\nDisallow:\n", kind="text/plain")
    collecting(PLAIN)
    assert post.targets == ["/robots.txt"]


def test_a_site_with_trouble_is_left_alone(collecting, post):
    """If robots.txt cannot be had because the server fails, nothing is fetched (RFC 9309, 2.3.1.4)."""
    post.pages["/robots.txt"] = reply(b"", status="503 Unavailable")
    collecting(PLAIN)
    assert post.targets == ["/robots.txt"]
    assert "robots.txt" in collecting.accounts()[PLAIN].reason


def test_pages_of_one_host_are_fetched_at_its_pace(collecting, post):
    """Between two requests to a host lie the seconds of our pace, or of its Crawl-delay if that is longer; another host need not wait."""
    post.pages["/robots.txt"] = reply(b"User-agent: *\nCrawl-delay: 7\n", kind="text/plain")
    with Site({"/a": reply(story())}) as other:
        collecting.sites["other.example"] = other
        collecting(PLAIN, "http://post.example/two", "http://other.example/a", pace=Pace(between=3.0))
    # Each site's first page three seconds after its robots.txt; the second page of the first seven after the first, three of which were the other's.
    assert collecting.slept == [3, 3, 4]


def test_a_robots_txt_that_asks_for_ages_is_kept_to_within_reason(collecting, post):
    """A Crawl-delay of a week is no reason to wait a week."""
    post.pages["/robots.txt"] = reply(b"User-agent: *\nCrawl-delay: 604800\n", kind="text/plain")
    collecting(PLAIN, "http://post.example/two", pace=Pace(between=0.0, longest_delay=5.0))
    assert collecting.slept == [5]


def test_come_back_later_is_heard(collecting, post):
    """After "too many requests" the host is left alone for as long as it says, then asked once more."""
    answers = [reply(b"", status="429 Too Many", head="Retry-After: 17\r\n"), reply(story())]
    post.pages["/river"] = lambda _, line: line.sendall(answers.pop(0))
    report = collecting(PLAIN)
    assert report.states == {"ok": 1}
    assert collecting.slept == [17]


def test_a_server_that_puts_off_for_too_long_is_left_for_another_day(collecting, post):
    """A Retry-After of hours, and one in every answer, end as failed with what the server said."""
    post.pages["/river"] = reply(b"", status="503 Unavailable", head="Retry-After: 7200\r\n")
    post.pages["/two"] = reply(b"", status="429 Too Many", head="Retry-After: 1\r\n")
    collecting(PLAIN, "http://post.example/two")
    assert "come back in 7,200 seconds" in collecting.accounts()[PLAIN].reason
    assert post.targets.count("/two") == 3


# --- what does not come


@pytest.mark.parametrize(
    ("status", "why"), [("404 Not Found", "not there"), ("410 Gone", "taken away"), ("403 Forbidden", "refuses"), ("401 No", "log-in")]
)
def test_a_dead_link_is_an_account_with_its_reason_and_where_else_to_look(collecting, post, status, why):
    """A page that is gone is kept as failed, with the server's answer as evidence and the archive's address; the archive itself is not asked."""
    post.pages["/river"] = reply(b"<p>Sorry</p>", status=status)
    report = collecting(PLAIN)
    account = collecting.accounts()[PLAIN]
    assert account.state is AccountState.FAILED
    assert why in account.reason
    assert account.reason.endswith(f"an archive may have it: https://web.archive.org/web/*/{PLAIN}")
    (capture,) = collecting.captures(PLAIN)
    assert b"<p>Sorry</p>" in collecting.study.store.archive.get(capture.sha256)
    assert account.main is None
    assert report.problems[0].reason == account.reason


def test_what_failed_is_tried_again_on_request_only(collecting, post):
    """A second run does not ask for a dead link; `--retry` does, and the account becomes what it should be."""
    collecting("http://post.example/late", "http://gone.example/")
    asked = len(post.asked)
    report = collecting("http://post.example/late")
    assert report.untried == ("http://post.example/late",)
    assert len(post.asked) == asked
    before = collecting.accounts()["http://post.example/late"]
    post.pages["/late"] = reply(story())
    report = collecting.retry().fetched
    account = collecting.accounts()["http://post.example/late"]
    assert account.id == before.id
    assert account.state is AccountState.OK
    assert len(collecting.captures("http://post.example/late")) == 2
    assert collecting.accounts()["http://gone.example/"].state is AccountState.FAILED
    assert report.states == {"ok": 1, "failed": 1}
    assert verify(collecting.study.store).sound


def test_nobody_at_home_adds_no_capture_each_time(collecting):
    """Trying a name that is gone for the tenth time leaves one record of it, not ten."""
    collecting("http://gone.example/")
    collecting.retry()
    assert len(collecting.captures("http://gone.example/")) == 1


def test_the_archive_is_asked_only_on_request(collecting, post):
    """With `--archived` a dead page comes from the archive: recorded, at the time that the archive states."""
    with Site(secure=True) as archive:
        collecting.sites["web.archive.org"] = archive
        collecting(PLAIN.replace("river", "dead"))
        assert archive.asked == []
        when = collecting.study.store.now()[:10].replace("-", "")
        place = f"/web/{when}id_/http://post.example/dead"
        archive.pages[place] = moved("/web/20150603100005id_/http://post.example/dead")
        answer = reply(story(), head="Memento-Datetime: Wed, 03 Jun 2015 10:00:05 GMT\r\n")
        archive.pages["/web/20150603100005id_/http://post.example/dead"] = answer
        collecting.retry(archived=True)
    account = collecting.accounts()["http://post.example/dead"]
    assert account.state is AccountState.OK
    capture = next(one for one in collecting.captures("http://post.example/dead") if one.grade is Grade.RECORDED)
    assert capture.at == "2015-06-03T10:00:05Z"
    assert "web.archive.org" in capture.tool


def test_a_page_that_came_cut_off_is_partial(collecting, post):
    """What came of it is read, and the reason says that it is not whole."""
    post.pages["/river"] = reply(story())[:-60]
    collecting(PLAIN)
    account = collecting.accounts()[PLAIN]
    assert account.state is AccountState.PARTIAL
    assert "cut off" in account.reason
    assert PARAGRAPH in collecting.text(PLAIN)


def test_a_packed_page_is_read(collecting, post):
    """gzip and chunks are undone for the text and kept in the evidence."""
    packed = gzip.compress(story())
    post.pages["/river"] = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    )
    collecting(PLAIN)
    assert PARAGRAPH in collecting.text(PLAIN)


def test_bombs_and_hanging_servers_cost_their_account_only(collecting, post):
    """A gzip bomb, a server of one byte a second, endless redirects and huge headers fail alone; the page after them is collected."""

    def slow(_, line):
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            line.sendall(b"x")
            time.sleep(0.05)

    post.pages["/bomb"] = reply(gzip.compress(b"\0" * 60_000_000), head="Content-Encoding: gzip\r\n")
    post.pages["/slow"] = slow
    post.pages["/loop"] = moved("/loop")
    post.pages["/head"] = b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n"
    names = ["bomb", "slow", "loop", "head", "river"]
    report = collecting(*(f"http://post.example/{name}" for name in names), limits=WebLimits(seconds=1.0))
    assert report.states == {"ok": 1, "failed": 4}
    reasons = " | ".join(problem.reason for problem in report.problems)
    for told in ("unpacks to more than 50 MB", "longer than 1 seconds", "circle", "longer than 64 kB"):
        assert told in reasons


# --- what is refused


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "https://www.facebook.com/x",
        "http://u:geheim@post.example/",
        "ftp://post.example/",
        "http://nas/",
    ],
)
def test_an_address_named_by_a_person_that_must_not_be_fetched_is_an_error(collecting, address):
    """Inner addresses, social networks and log-ins are refused as wrong use before anything is fetched, and no password is repeated."""
    with pytest.raises(UsageError) as caught:
        collecting(PLAIN, address)
    assert "geheim" not in str(caught.value)
    assert collecting.accounts() == {}


def test_addresses_in_a_file_that_must_not_be_fetched_are_skipped_with_the_reason(collecting, post, tmp_path):
    """A list goes on past what it should not hold; lines without an address are told."""
    file = tmp_path / "links.txt"
    file.write_text(f"# our links\n\nhttps://x.com/someone\n1, {PLAIN}, river\nhttp://10.0.0.1/\nno address\n{PLAIN}\n", encoding="utf-16")
    report = collecting(lists=(str(file),))
    assert report.states == {"ok": 1}
    assert [entry.path for entry in report.skipped] == ["https://x.com/someone", "http://10.0.0.1/"]
    assert report.lists[0].faults == ("line 6 holds no web address: no address",)


@pytest.mark.parametrize(
    "address", ["http://[bad/", "http://", "http://post.example:99999/", "http://a..b/", "http://-/", "http://" + "a" * 300 + ".example/"]
)
def test_broken_addresses_in_a_list_stop_nobody(collecting, post, tmp_path, address):
    """What only looks like an address is skipped or fails alone; the next one is fetched."""
    (tmp_path / "links.txt").write_text(f"{address}\n{PLAIN}\n", encoding="utf-8")
    report = collecting(lists=(str(tmp_path / "links.txt"),))
    assert report.states.get("ok") == 1
    assert len(report.skipped) + report.states.get("failed", 0) == 1 or report.lists[0].faults


def test_a_file_of_addresses_that_is_not_there_is_an_error(collecting):
    """A mistyped name is wrong use."""
    with pytest.raises(UsageError, match="There is no file"):
        collecting(lists=("nowhere.txt",))


def test_addresses_are_found_in_lines_as_people_keep_them():
    """Numbers, commas and quotation marks around an address are passed over."""
    assert listed_addresses('"http://a.example/1",x\n2;http://a.example/2;y\n<http://a.example/3>\n') == (
        ["http://a.example/1", "http://a.example/2;y", "http://a.example/3"],
        [],
    )


def test_a_withdrawn_page_does_not_come_back(collecting, post):
    """A fetched page has other bytes each time, and is refused all the same once it was withdrawn: by its address."""
    collecting(PLAIN)
    account = collecting.accounts()[PLAIN]
    withdraw(collecting.study.store, account.id, by="owner", reason="erasure request")
    asked = len(post.asked)
    report = collecting(PLAIN)
    assert report.refused == (PLAIN,)
    assert len(post.asked) == asked
    assert collecting.accounts() == {}


def test_a_detour_to_a_withdrawn_page_does_not_bring_it_back(collecting, post):
    """Another address that redirects to it is refused as well."""
    collecting(PLAIN)
    withdraw(collecting.study.store, collecting.accounts()[PLAIN].id, by="owner", reason="erasure request")
    post.pages["/short"] = moved("/river")
    report = collecting("http://post.example/short")
    assert report.refused == ("http://post.example/short",)
    assert collecting.accounts() == {}


def test_a_proxy_that_is_down_leaves_everything_failed(collecting, post):
    """Without its proxy nothing goes out."""
    collecting(PLAIN, proxy=Proxy.parse("socks5://127.0.0.1:9"))
    assert post.asked == []
    assert "nothing was asked without it" in collecting.accounts()[PLAIN].reason


# --- feeds and sitemaps


def feed(*paths):
    items = "".join(f"<item><link>http://post.example/{path}</link></item>" for path in paths)
    return reply(f"<?xml version='1.0'?><rss><channel>{items}</channel></rss>".encode(), kind="application/rss+xml")


def test_a_feed_is_followed_and_stands_as_a_search(collecting, post):
    """Its entries become accounts, found by a search that says which feed, when, and how many it listed; the feed is no account."""
    post.pages["/feed"] = feed("river", "two", "river")
    post.pages["/two"] = reply(story(title="Two"))
    report = collecting("http://post.example/feed")
    assert set(collecting.accounts()) == {PLAIN, "http://post.example/two"}
    assert report.bundles == {"http://post.example/feed": 2}
    (search,) = collecting.records(Search)
    assert (search.database, search.hits) == ("http://post.example/feed", 2)
    assert {found.account for found in collecting.records(FoundBy)} == {account.id for account in collecting.accounts().values()}
    assert b"via: http://post.example/feed" in collecting.study.store.archive.get(collecting.captures(PLAIN)[0].sha256)


def test_a_sitemap_of_sitemaps_is_followed_within_limits(collecting, post):
    """Only addresses that match, only as many as asked for, and what was left is told."""
    pages = (
        "".join(f"<url><loc>http://post.example/story/{n}</loc></url>" for n in range(5)) + "<url><loc>http://post.example/shop</loc></url>"
    )
    sitemap = f"<urlset>{pages}</urlset>".encode()
    post.pages["/sitemap.xml"] = reply(b"<sitemapindex><sitemap><loc>/s.xml.gz</loc></sitemap></sitemapindex>", kind="application/xml")
    post.pages["/s.xml.gz"] = reply(gzip.compress(sitemap), kind="application/gzip")
    for n in range(5):
        post.pages[f"/story/{n}"] = reply(story(title=f"Story {n}"))
    report = collecting("http://post.example/sitemap.xml", matching="/story/", most=3)
    assert sorted(collecting.accounts()) == [f"http://post.example/story/{n}" for n in range(3)]
    left = {reason: number for _, reason, number in report.left}
    assert left == {"without “/story/” in the address": 1, "beyond the first 3 (`--most` takes more)": 2}


def test_many_sitemaps_together_give_no_more_than_one(collecting, post):
    """`--most` holds for everything that one address leads to, however many sitemaps it is spread over."""
    post.pages["/sitemap.xml"] = reply(
        b"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/b.xml</loc></sitemap></sitemapindex>"
    )
    for name in "ab":
        pages = "".join(f"<url><loc>http://post.example/{name}{n}</loc></url>" for n in range(3))
        post.pages[f"/{name}.xml"] = reply(f"<urlset>{pages}</urlset>".encode())
    report = collecting("http://post.example/sitemap.xml", most=4)
    assert sorted(collecting.accounts()) == [f"http://post.example/{name}" for name in ("a0", "a1", "a2", "b0")]
    assert {number for _, _, number in report.left} == {2}


def test_a_feed_with_an_attack_gives_nothing_and_says_so(collecting, post):
    """Entities declared in a feed are not expanded; no page is fetched; the report names the feed."""
    post.pages["/feed"] = reply(
        b'<!DOCTYPE rss [<!ENTITY a "http://post.example/river">]><rss><channel><item><link>&a;</link></item></channel></rss>'
    )
    report = collecting("http://post.example/feed")
    assert collecting.accounts() == {}
    assert report.cut[0][0] == "http://post.example/feed"
    assert "entities" in report.cut[0][1]


def test_a_feed_that_lists_inner_addresses_leads_nowhere(collecting, post):
    """What a feed names is checked like everything else."""
    post.pages["/feed"] = reply(b"<rss><channel><item><link>http://169.254.169.254/latest</link></item></channel></rss>")
    report = collecting("http://post.example/feed")
    assert [entry.path for entry in report.skipped] == ["http://169.254.169.254/latest"]


def test_sitemaps_that_list_one_another_end(collecting, post):
    """A circle of sitemaps is walked once."""
    post.pages["/a.xml"] = reply(b"<sitemapindex><sitemap><loc>/b.xml</loc></sitemap></sitemapindex>")
    post.pages["/b.xml"] = reply(b"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap></sitemapindex>")
    collecting("http://post.example/a.xml")
    assert post.targets == ["/robots.txt", "/a.xml", "/b.xml"]
