"""Pages: both texts, decoding, metadata."""

from __future__ import annotations

import pytest

from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers.choose import read as choose

ARABIC = "قال إنه ترك الجماعة في ربيع العام لأن شيئا لم يكن كما وعدوه وإن القادة عاشوا في رخاء بينما جاع الرجال على الجبهة ثم مشى إلى النهر ليلا مع جاره ولم ينظر خلفه حتى طلع الصباح"


def read(data, name="page.html"):
    return choose(data, name, 5_000_000)


def test_full_holds_everything_visible_and_main_the_article(page, story):
    """Screening sees menu, alternative texts and comments; coding sees the article without the menu."""
    reading = read(page(story, story.replace("He", "She") + " <img alt='a river at night' src='r.jpg'>", story.replace("group", "band")))
    assert reading.state is AccountState.OK
    assert all(part in reading.full for part in ("Weather today", story, "a baker in our town", "Copyright 2019", "a river at night"))
    assert story in reading.main
    assert "Weather today" not in reading.main
    assert reading.main_by.startswith("trafilatura ")
    assert reading.full_by.startswith("resiliparse ")
    assert reading.language == "en"
    assert reading.words > 100


def test_readers_comments_are_kept(page):
    """What readers wrote below an article is in both texts: a witness may speak there."""
    reading = read(page())
    assert "a baker in our town" in reading.main
    assert "a baker in our town" in reading.full


def test_scripts_and_styles_are_not_text(page, story):
    """Nothing that a browser does not show enters a text."""
    reading = read(page(story, head="<style>p{color:red}</style><script>var hidden = 1;</script>"))
    assert "hidden" not in reading.full + reading.main
    assert "color" not in reading.full + reading.main


@pytest.mark.parametrize("label", ["iso-8859-1", "utf-8", "windows-1256", "nonsense"])
def test_arabic_in_windows_1256_is_read_whatever_the_page_says(page, label):
    """The bytes speak before the label: a wrong charset in the page does not garble it."""
    reading = read(page(ARABIC, ARABIC, head=f'<meta charset="{label}">', encoding="cp1256", title="الطريق إلى النهر"))
    assert ARABIC in reading.full
    assert ARABIC in reading.main
    assert reading.title == "الطريق إلى النهر"
    assert reading.language == "ar"


def test_utf_16_pages_are_read(page, story):
    """A page in UTF-16 with a byte order mark is read as such, though its meta says UTF-8."""
    assert story in read(page(story, head='<meta charset="utf-8">', encoding="utf-16")).full


def test_lost_bytes_make_a_page_partial(page, story):
    """Bytes that are no UTF-8 in a UTF-8 page show as U+FFFD and the state says so."""
    reading = read(page(story + " déjà vu après-midi été").replace("é".encode(), "é".encode() + b"\xff", 1))
    assert reading.state is AccountState.PARTIAL
    assert "1 place could not be read" in reading.reason
    assert "�" in reading.full


def test_xhtml_with_a_closed_script_keeps_its_text(page, story):
    """An element closed as XML does it does not swallow the rest of the page."""
    top = '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><!-- http://www.w3.org/1999/xhtml -->'
    reading = read(page(story, head='<script src="x.js"/>', top=top), "page.xhtml")
    assert reading.media_type == "application/xhtml+xml"
    assert story in reading.main


def test_controls_do_not_reach_texts_and_titles(page, story):
    """NUL and lone surrogates never reach a text; overrides of direction never reach a title."""
    reading = read(page(story + " a\0b &#xD800; &#0; c", title="Safe &#x202E;elttil\u2066 story\0 of &#xDFFF; home"))
    for text in (reading.full, reading.main, reading.title):
        text.encode()
        assert "\0" not in text
    assert not set(reading.title) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\n")
    assert reading.title.startswith("Safe elttil story")


@pytest.mark.parametrize(
    ("head", "date", "origin"),
    [
        ('<meta property="article:published_time" content="2015-06-03T10:00:00Z">', "2015-06-03", "meta"),
        ('<meta name="date" content="2015">', "2015", "meta"),
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2015-06"}]}</script>',
            "2015-06",
            "json-ld",
        ),
        ('<script type="application/ld+json">{broken</script>', None, None),
        ('<link rel="canonical" href="https://post.example/2015/06/03/river">', "2015-06-03", "url"),
        ('<link rel="canonical" href="https://post.example/2015/6/river">', "2015-06", "url"),
        ("", None, None),
    ],
)
def test_the_date_is_kept_with_where_it_stood(page, head, date, origin):
    """Explicit dates are read at their precision with their origin, and the footer's copyright year is no date of publication."""
    reading = read(page(head=head))
    assert (reading.published, reading.published_origin) == (date, origin)


@pytest.mark.parametrize(
    ("extra", "date", "origin"),
    [
        ('<time datetime="2015-06-03">x</time>', "2015-06-03", "time-element"),
        ('<time datetime="2015-06-03">x</time><time datetime="2017-01-01">y</time>', None, None),
        ('<time datetime="2017-01-01">x</time><time class="entry-date" datetime="2015-06-03">y</time>', "2015-06-03", "time-element"),
        ('<div class="entry-date">3 juin 2015</div>', "2015-06-03", "text"),
        ("The battle of 12 May 2011 was long.", None, None),
    ],
)
def test_dates_in_the_page_are_taken_only_where_they_are_its_own(page, story, extra, date, origin):
    """A date in the story, or several that may be anybody's, is not the date of publication."""
    reading = read(page(story, extra, story, story))
    assert (reading.published, reading.published_origin) == (date, origin)


def test_title_author_and_outlet(page):
    """A page says who wrote it and where."""
    head = '<meta name="author" content="Ada Example"><meta property="og:site_name" content="The River Post">'
    reading = read(page(head=head))
    assert (reading.title, reading.author, reading.outlet) == ("The walk to the river", "Ada Example", "The River Post")


@pytest.mark.parametrize(
    ("top", "address", "moment"),
    [
        ("<!DOCTYPE html>\n<!-- saved from url=(0027)https://post.example/river -->\n", "https://post.example/river", None),
        (
            (
                "<!DOCTYPE html><!--\n Page saved with SingleFile \n url: https://post.example/river \n"
                " saved date: Wed Jun 03 2015 10:00:05 GMT+0200 (CEST)\n-->"
            ),
            "https://post.example/river",
            "2015-06-03T08:00:05Z",
        ),
        ("<!DOCTYPE html><!-- saved from url=(0014)about:internet -->", None, None),
    ],
)
def test_what_a_browser_wrote_when_it_saved(page, top, address, moment):
    """The address and the moment that a saved page names are read; the placeholder without an address is not."""
    reading = read(page(top=top))
    assert (reading.saved_from, reading.saved_at) == (address, moment)


def test_a_page_without_an_article_is_partial():
    """Where no article is found, what stands for it is named in the reason."""
    reading = read(b"<!DOCTYPE html><html><body><nav><a href='/a'>One</a> <a href='/b'>Two</a></nav></body></html>")
    assert reading.main.strip()
    if reading.main_by.startswith("resiliparse"):
        assert reading.state is AccountState.PARTIAL
        assert "main text" in reading.reason


def test_a_page_that_a_script_would_build_fails_with_its_reason():
    """A page without visible text is no account that anybody could read, and says why."""
    reading = read(b"<!DOCTYPE html><html><body><div id=app></div><script>build()</script></body></html>")
    assert reading.state is AccountState.FAILED
    assert "no visible text" in reading.reason


def test_a_page_cut_short_by_the_parser_keeps_all_its_visible_text(story):
    """Where the tree ends early the main text is not silently shorter: all visible text stands for it, and the state says so."""
    data = f"<!DOCTYPE html><html><body><p>{story}</p>{'<div>' * 400}<p>The very end of it.</p></body></html>".encode()
    reading = read(data)
    assert reading.state is AccountState.PARTIAL
    assert "The very end of it." in reading.main
    assert "too deep" in reading.reason


def test_a_large_embedded_picture_costs_no_text(page, story):
    """A picture saved inside the page, beyond the parser's limit, does not hide what follows it."""
    picture = f'<img src="data:image/png;base64,{"A" * 11_000_000}">'
    reading = read(page(picture + story, story, story + " The very end."))
    assert reading.state is AccountState.OK
    assert "The very end." in reading.main


@pytest.mark.parametrize(
    ("head", "author"),
    [
        (
            '<script type="application/ld+json">{"author": {"@type": "Person", "name": "as told to A. Reeve"}}</script>',
            "as told to A. Reeve",
        ),
        ('<script type="application/ld+json">{"@graph": [{"author": [{"name": "Ada"}, "Bela"]}]}</script>', "Ada; Bela"),
        ('<meta name="author" content="ed."><meta name="author" content="kb">', "ed.; kb"),
        ('<meta name="author" content="https://social.example/ada">', None),
    ],
)
def test_an_author_is_kept_as_the_page_writes_it(page, head, author):
    """Names that a page states for machines are not rewritten; an address is no name."""
    assert read(page(head=head)).author == author


def test_the_address_that_a_page_gives_for_itself(page):
    """A canonical link or og:url is where the page says it was published; a relative one says nothing."""
    assert read(page(head='<link rel="canonical" href="https://post.example/river">')).address == "https://post.example/river"
    assert read(page(head='<link rel="canonical" href="/river">')).address is None


def test_the_language_that_a_page_claims_counts_only_where_its_text_does_not_tell(page, story):
    """A template's language does not overrule the text; a short text has nothing else."""
    assert read(page(story).replace(b"<html>", b'<html lang="de">')).language == "en"
    short = b'<html lang="ar-SY"><head><title>x</title></head><body><p>one two</p></body></html>'
    assert read(short).language == "ar-SY"
