"""Web pages of three styles, as browsers save them: a newspaper with machine-readable data, a plain page of tables and boxes, a blog."""

from __future__ import annotations

import json
from html import escape

from workshop.files.words import of, paragraphs, printed_date
from workshop.part import Text


def newspaper(text: Text) -> bytes:
    """A large site: article element, JSON-LD, banner, letter box, related items, comments."""
    words = of(text)
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": text.title,
        "inLanguage": text.language,
        "publisher": {"@type": "Organization", "name": text.outlet},
    }
    data |= {"datePublished": text.published} if text.published else {}
    data |= {"author": {"@type": "Person", "name": text.byline}} if text.byline else {}
    described = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")  # a title may not end the script
    menu = "".join(f'<li><a href="/{n}">{section}</a></li>' for n, section in enumerate(words.sections))
    others = "".join(f'<li><a href="/read/{n}">{title}</a></li>' for n, title in enumerate(words.others))
    byline = f'<p class="byline">{words.by} {escape(text.byline)}</p>' if text.byline else ""
    return _bytes(f"""<!DOCTYPE html>
<html {_language(text)}>
<head>
<meta charset="utf-8">
<title>{escape(text.title)} | {escape(text.outlet)}</title>
<meta property="og:title" content="{escape(text.title)}">
<meta property="og:site_name" content="{escape(text.outlet)}">
{_meta("article:published_time", text.published)}<link rel="canonical" href="{escape(text.url)}">
<script type="application/ld+json">{described}</script>
<style>body{{font-family:Georgia,serif;max-width:44rem;margin:auto}}nav li{{display:inline;margin:0 .6em}}</style>
</head>
<body>
<div class="cookie-banner" role="dialog"><p>{words.cookies}</p><button>OK</button></div>
<header><a class="logo" href="/">{escape(text.outlet)}</a><nav><ul>{menu}</ul></nav></header>
<main>
<article>
<h1>{escape(text.title, quote=False)}</h1>
{byline}
{_time(text)}
<div class="article-body">
{paragraphs(text)}
</div>
</article>
<aside class="newsletter"><p>{words.letter}</p></aside>
<aside class="related"><h2>{words.read_on}</h2><ul>{others}</ul></aside>
{_comments(text)}
</main>
<footer><p>© {escape(text.outlet)}. {words.rights}.</p><p>{words.fictional}</p></footer>
</body>
</html>
""")


def plain_page(text: Text) -> bytes:
    """An older site: boxes, no article element, a date in a meta tag; saved by a browser that noted the address."""
    words = of(text)
    menu = " | ".join(f'<a href="/{n}.html">{section}</a>' for n, section in enumerate(words.sections))
    others = "<br>".join(f'<a href="/{n}">{title}</a>' for n, title in enumerate(words.others))
    line = " | ".join(filter(None, (escape(text.byline), printed_date(text))))
    return _bytes(f"""<!DOCTYPE html>
<!-- saved from url=({len(text.url):04}){text.url} -->
<html {_language(text)}>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{escape(text.outlet)}: {escape(text.title)}</title>
{_meta("author", text.byline)}{_meta("date", text.published)}</head>
<body>
<div id="top"><b>{escape(text.outlet)}</b><br>{menu}</div>
<div id="wrap">
<div id="content">
<h1>{escape(text.title, quote=False)}</h1>
<p class="info">{line}</p>
{paragraphs(text)}
<p class="tools"><a href="#">{words.share}</a></p>
</div>
<div id="side"><h3>{words.read_on}</h3>{others}<p>{words.letter}</p></div>
{_comments(text)}
</div>
<div id="bottom">{words.rights}, {escape(text.outlet)}<br>{words.fictional}</div>
</body>
</html>
""")


def blog(text: Text) -> bytes:
    """A blog: post, entry, sidebar with an archive, a thread of comments."""
    words = of(text)
    archive = "".join(f"<li><a href='/archive/{year}'>{year}</a></li>" for year in range(2017, 2024))
    return _bytes(f"""<!DOCTYPE html>
<html {_language(text)}>
<head>
<meta charset="utf-8">
<title>{escape(text.title)} – {escape(text.outlet)}</title>
<meta name="generator" content="Tidepress 3">
<link rel="canonical" href="{escape(text.url)}">
</head>
<body class="single">
<div id="masthead"><a href="/">{escape(text.outlet)}</a> <span class="tagline">{words.letter}</span></div>
<div class="post hentry">
<h2 class="entry-title">{escape(text.title, quote=False)}</h2>
<div class="entry-meta">{_time(text)} {escape(text.byline)}</div>
<div class="entry-content">
{paragraphs(text)}
</div>
</div>
{_comments(text)}
<div id="sidebar"><ul>{archive}</ul><p>{words.cookies}</p></div>
<div id="colophon">{words.fictional}</div>
</body>
</html>
""")


def _language(text: Text) -> str:
    return f'lang="{text.language}" dir="rtl"' if text.language == "ar" else f'lang="{text.language}"'


def _meta(name: str, content: str) -> str:
    key = "property" if ":" in name else "name"
    return f'<meta {key}="{name}" content="{escape(content)}">\n' if content else ""


def _time(text: Text) -> str:
    return f'<time datetime="{text.published}">{printed_date(text)}</time>' if text.published else ""


def _comments(text: Text) -> str:
    if not text.comments:
        return ""
    items = "\n".join(
        f'<li class="comment" id="comment-{n}"><p>{escape(comment, quote=False)}</p></li>' for n, comment in enumerate(text.comments, 1)
    )
    return f'<section id="comments" class="comments"><h3>{of(text).comments}</h3>\n<ol class="comment-list">\n{items}\n</ol></section>'


def _bytes(page: str) -> bytes:
    return page.encode("utf-8")
