"""Pages in the layouts in which testimony is published, written here: newspapers, old tables, blogs, forums, comments, question and answer.

Every text is invented: sentences are put together from a few word lists by seeded dice. Each layout gives the page, the words that belong to it (its
main text), and sentences planted where extractors like to drop them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

_WHO = [
    "a baker",
    "the driver",
    "my cousin",
    "an old neighbour",
    "the man at the gate",
    "her brother",
    "our teacher",
    "the nurse",
    "a boy from the mill",
]
_DID = [
    "left the group",
    "walked to the river",
    "kept the letters",
    "told nobody",
    "came home in spring",
    "lost his papers",
    "waited for the ferry",
    "hid in the barn",
]
_WHY = ["because nothing had been as promised", "after the harvest failed", "when the road was open again", "since there was no bread", "before the first snow",
        "although his friends stayed", "as the commanders lived well", "while the town slept"]  # fmt: skip
_MENU = ["Home", "Weather", "Courts", "Harbour", "Subscribe", "Sign in", "Jobs", "Archive", "About us", "Contact", "Cookies", "Imprint"]
_LINKS = [
    "Ferry fares go up again",
    "Council measures the pier",
    "Herring: a short season",
    "Ten tips for a dry cellar",
    "Quiz of the week",
]


class Sample(NamedTuple):
    """A page with what belongs to it: ``main`` in order, ``planted`` the sentences that must not be lost."""

    name: str
    html: str
    main: list[str]
    planted: list[str]


def _sentence(dice: random.Random) -> str:
    return f"{dice.choice(_WHO)} {dice.choice(_DID)} {dice.choice(_WHY)}".capitalize() + "."


def _paragraph(dice: random.Random, number: int = 4) -> str:
    return " ".join(_sentence(dice) for _ in range(number))


def _plant(dice: random.Random, number: int) -> str:
    return f"Witness {number} said that {dice.choice(_WHO)} {dice.choice(_DID)} on day {number}."


def _around(body: str, dice: random.Random, title: str) -> str:
    menu = "".join(f"<li><a href='/{n}'>{name}</a></li>" for n, name in enumerate(_MENU))
    links = "".join(f"<li><a href='/r/{n}'>{name}</a></li>" for n, name in enumerate(dice.sample(_LINKS, 4)))
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{title}</title></head><body><header><nav><ul>{menu}</ul></nav></header>{body}"
        f"<aside><h3>Read next</h3><ul>{links}</ul></aside><footer><p>© The River Post. All rights reserved.</p><ul>{menu}</ul></footer></body></html>"
    )


def news(dice: random.Random, number: int) -> Sample:
    """A newspaper: article element, list, quotation, comments below."""
    title, texts, planted = (
        f"The story of number {number}",
        [_paragraph(dice) for _ in range(6)],
        [_plant(dice, number), _plant(dice, number + 1000)],
    )
    body = (
        "".join(f"<p>{text}</p>" for text in texts[:3])
        + f"<blockquote><p>{planted[0]}</p></blockquote>"
        + "".join(f"<p>{text}</p>" for text in texts[3:])
    )
    comments = f"<section id=comments class=comments><h2>2 comments</h2><div class=comment><b>ada</b><p>{planted[1]}</p></div></section>"
    page = _around(f"<main><article><h1>{title}</h1>{body}</article>{comments}</main>", dice, title)
    return Sample("news", page, [title, *texts[:3], planted[0], *texts[3:], planted[1]], planted)


def old_tables(dice: random.Random, number: int) -> Sample:
    """A site of 2003: layout by tables, line breaks instead of paragraphs."""
    title, texts, planted = f"Number {number} remembers", [_paragraph(dice, 5) for _ in range(5)], [_plant(dice, number)]
    text = "<br><br>".join([*texts[:4], planted[0], texts[4]])
    table = f"<table><tr><td width=150>{'<br>'.join(_MENU[:6])}</td><td><font size=4><b>{title}</b></font><br><br>{text}</td></tr></table>"
    return Sample("old tables", _around(table, dice, title), [title, *texts[:4], planted[0], texts[4]], planted)


def blog(dice: random.Random, number: int) -> Sample:
    """A blog: div.post, teaser, a list, comments."""
    title, texts, planted = (
        f"Letter {number}",
        [_paragraph(dice) for _ in range(4)],
        [_plant(dice, number), _plant(dice, number + 1000), _plant(dice, number + 2000)],
    )
    last = _sentence(dice)
    post = f"<div class=post><h2>{title}</h2><p class=teaser>{planted[0]}</p>{''.join(f'<p>{text}</p>' for text in texts)}<ul><li>{planted[1]}</li><li>{last}</li></ul></div>"
    comments = (
        f"<div id=comments><h3>Comments</h3><ol class=commentlist><li class=comment><cite>bela</cite><p>{planted[2]}</p></li></ol></div>"
    )
    return Sample(
        "blog",
        _around(f"<div id=content>{post}{comments}</div>", dice, title),
        [title, planted[0], *texts, planted[1], last, planted[2]],
        planted,
    )


def forum(dice: random.Random, number: int) -> Sample:
    """A thread of a forum: each post is somebody's own words."""
    title = f"Those who left, thread {number}"
    posts = [_paragraph(dice, 3) for _ in range(7)]
    planted = [_plant(dice, number + 1000 * n) for n in range(7)]
    rows = "".join(
        f"<div class=post id=p{n}><div class=author><a href=/u/{n}>user{n}</a> Posts: {n * 7}</div><div class=content><p>{text}</p><p>{said}</p></div>"
        "<div class=signature>Sent from my telephone</div></div>"
        for n, (text, said) in enumerate(zip(posts, planted, strict=True))
    )
    page = _around(f"<div id=page-body><h2 class=topic-title>{title}</h2>{rows}</div>", dice, title)
    return Sample("forum", page, [title, *(piece for pair in zip(posts, planted, strict=True) for piece in pair)], planted)


def forum_table(dice: random.Random, number: int) -> Sample:
    """An older forum: a table with a row a post."""
    title = f"Ask a former member {number}"
    posts, planted = [_paragraph(dice, 3) for _ in range(5)], [_plant(dice, number + 1000 * n) for n in range(5)]
    rows = "".join(
        f"<tr><td class=row1><b>guest{n}</b></td><td class=row1><span class=postbody>{text}<br>{said}</span></td></tr>"
        for n, (text, said) in enumerate(zip(posts, planted, strict=True))
    )
    page = _around(f"<h1>{title}</h1><table class=forumline>{rows}</table>", dice, title)
    return Sample("forum table", page, [title, *(piece for pair in zip(posts, planted, strict=True) for piece in pair)], planted)


def questions(dice: random.Random, number: int) -> Sample:
    """Question and answer: an interview as a definition list."""
    title = f"Interview {number}"
    pairs = [(f"Why did {dice.choice(_WHO)} leave?", _paragraph(dice, 3)) for _ in range(5)]
    planted, lead = [_plant(dice, number)], _paragraph(dice, 2)
    items = "".join(f"<dt>{ask}</dt><dd>{reply}</dd>" for ask, reply in pairs)
    page = _around(
        f"<article><h1>{title}</h1><p>{lead}</p><dl>{items}<dt>And then?</dt><dd>{planted[0]}</dd></dl></article>",
        dice,
        title,
    )
    return Sample("questions", page, [title, lead, *(piece for pair in pairs for piece in pair), "And then?", planted[0]], planted)


LAYOUTS: tuple[Callable[[random.Random, int], Sample], ...] = (news, old_tables, blog, forum, forum_table, questions)


def samples(each: int = 8, seed: int = 20) -> list[Sample]:
    """So many pages of every layout; the same each time."""
    dice = random.Random(seed)
    return [layout(dice, number) for number in range(each) for layout in LAYOUTS]
