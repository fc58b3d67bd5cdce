"""Title, author and outlet are those of the library whose steps are taken one by one."""

from __future__ import annotations

import copy
import random

import lxml.html
import pytest
from benchmarks.collect import page as long_page
from trafilatura import extract_metadata

from support.layouts import samples
from testimonia.stages.collect.readers.titling import titling

HEADS = [
    "",
    '<meta name="author" content="Solo"><meta property="og:site_name" content="the post">',
    '<meta property="og:title" content="A title &amp; more"><meta name="author" content="Ada Example; Bela Sample">',
    '<meta name="twitter:site" content="@post"><link rel="canonical" href="https://www.post.example/a/b">',
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "H", "author": {"name": "Ada Example"}, "publisher": {"name": "Post"}}</script>',
    '<script type="application/ld+json">{"broken": </script><meta property="og:url" content="https://post.example/x">',
    "<title>A walk | post.example</title>",
]
BODY = "<body><h1>The walk</h1><h1>Again</h1><p class='author'>By Ada Example</p><p>He left.</p></body>"


@pytest.mark.parametrize(
    "source",
    [
        *(f"<html><head>{head}</head>{BODY}</html>" for head in HEADS),
        *(sample.html for sample in samples()),
        long_page(random.Random(1), 7),
    ],
)
def test_it_finds_what_the_library_finds(source):
    """The three fields are the library's own, and the page is left as it was."""
    tree = lxml.html.document_fromstring(source)
    before = lxml.html.tostring(tree)
    found = titling(tree)
    whole = extract_metadata(copy.deepcopy(tree), date_config={"extensive_search": False, "original_date": True, "max_date": "2099-12-31"})
    assert (found.title, found.author, found.outlet) == (whole.title, whole.author, whole.sitename)
    assert lxml.html.tostring(tree) == before


def test_an_author_that_is_known_is_not_looked_for():
    """What the page writes for machines stands, whatever its byline says."""
    tree = lxml.html.document_fromstring(f"<html><head></head>{BODY}</html>")
    assert titling(tree, "Bela Sample").author == "Bela Sample"
