"""The stories behind the accounts: how many, how they spread, and what was found between accounts."""

from __future__ import annotations

from collections import Counter

from testimonia.domain.storymap import Spread
from testimonia.stages.publish.figures.storymap import axis, lane, overview, scale_of
from testimonia.stages.publish.markup import Markup, element, foreign, join
from testimonia.stages.publish.method.collection import sizes
from testimonia.stages.publish.tongue import from_right
from testimonia.stages.publish.writers.content import Content, section, some, table, thousands, unfold

_NAMED = 2  # outlets of a story that are named
_YEAR, _MONTH = 365.25, 30.44  # days


def stories(content: Content) -> Markup:
    """How many stories stand behind how many accounts, when they were told, and how the largest spread."""
    told = content.map.stories
    read = content.collection.accounts - len(content.collection.failed)
    if not told:
        return section("stories", "The stories behind the accounts", element("p", "No account could be read yet."))
    repeated = content.map.repeated
    behind = f"{some(read, 'account')} {'tells' if read == 1 else 'tell'} {some(len(told), 'story', 'stories')}"
    more = (
        f"{thousands(read - len(told))} repeat another, whole or nearly so, and are counted with it."
        if repeated
        else "none repeats another."
    )
    said = f"{behind}: {more} A quotation alone joins nothing."
    counts = [[some(size, "account"), thousands(count)] for size, count in sizes(told)]
    rest = unfold("How often stories are told", table("Stories by number of accounts", ["Told by", "Stories"], counts, numeric=(1,)))
    return section(
        "stories", "The stories behind the accounts", element("p", said), _over_time(content), _largest(content), rest, _relations(content)
    )


def _over_time(content: Content) -> Markup:
    """When stories were told for the first time, and when again; the same as a table."""
    found = content.map
    figure = overview(found, "Stories told for the first time, and accounts that repeat one", rtl=from_right())
    if not figure:
        return Markup()
    undated = f" {some(found.undated, 'account')} without a date could not be placed." if found.undated else ""
    key = element(
        "figcaption",
        f"When the accounts were published, by {found.unit}. ",
        element("span", "■", class_="sign first-sign", aria_hidden="true"), " a story told for the first time ",
        element("span", "■", class_="sign again-sign", aria_hidden="true"), f" an account that repeats one.{undated}",
    )  # fmt: skip
    rows = [[name, thousands(first), thousands(again)] for name, first, again in found.periods if first or again]
    same = unfold(
        "The same as a table", table(f"Accounts by {found.unit}", ["Published", "Told first", "Repeat a story"], rows, numeric=(1, 2))
    )
    return element("figure", key, element("div", figure, class_="scroll"), same, class_="told-when")


def _largest(content: Content) -> Markup:
    """The stories told most often, each on its lane of one scale of time.

    Inside the team only: a story is mostly one person's, and with its days anybody could find the articles.
    """
    if not content.internal:
        return Markup()
    shown = content.map.repeated[: content.params.largest_stories]
    if not shown:
        return Markup()
    scale = scale_of(shown)
    rows = []
    for n, story in enumerate(shown, start=1):
        name = _name(content, n, story)
        spread = lane(story, scale, f"Story {n}", rtl=from_right()) if scale else "undated"
        rows.append([name, spread, thousands(story.accounts), _outlets(story), _first(story)])
    head = [
        "Story",
        join("How it spread", axis(scale, rtl=from_right())) if scale else "How it spread",
        "Accounts",
        "Outlets",
        "First told",
    ]
    left = len(content.map.repeated) - len(shown)
    more = f" {some(left, 'more story', 'more stories')} told more than once." if left else ""
    key = element(
        "p",
        "Square: told for the first time. Circle: told again; its area says how often. Diamond: told again in another language than the first. "
        f"Marks on one line belong to one story, and all lines share one scale of time.{more}",
        class_="key",
    )
    return join(table("The stories told most often", head, rows, numeric=(2,), class_="stories"), key)


def _name(content: Content, n: int, story: Spread) -> Markup | str:
    account = content.facts.account.get(story.root)
    if account is None:
        return f"Story {n}"
    outlet = element("small", foreign(account.outlet)) if account.outlet else None
    return join(foreign(account.title or account.origin), outlet)


def _outlets(story: Spread) -> Markup | str:
    """How many outlets, and which, those that told it most often first."""
    if not story.outlets:
        return "–"
    count = thousands(len(story.outlets))
    named = [item for n, (outlet, _) in enumerate(story.outlets[:_NAMED]) for item in ((", " if n else ""), foreign(outlet))]
    left = len(story.outlets) - _NAMED
    return join(count, element("small", named, f" and {left} more" if left > 0 else ""))


def _first(story: Spread) -> Markup | str:
    """When it was first told, as its account states it, and how long it went on being told."""
    dated = story.dated
    if not dated:
        return "undated"
    return join(dated[0].on, element("small", f"over {_over(story)}"))


def _over(story: Spread) -> str:
    """From the first telling to the last, in the unit that says it shortest."""
    days = story.days
    if days is None:
        return "no known time"
    if days < 2 * _MONTH:
        return some(days, "day") if days else "one day"
    return some(round(days / _MONTH), "month") if days < 2 * _YEAR else some(round(days / _YEAR), "year")


def _relations(content: Content) -> Markup:
    """What was found between accounts: counted by kind, and inside the team one by one."""
    facts = content.facts
    if not facts.relations:
        return Markup()
    counts = Counter((relation.kind.value.replace("_", " "), relation.status.value) for relation in facts.relations)
    tally = table(
        "Relations by kind",
        ["Kind", "State", "Relations"],
        [[kind, state, thousands(n)] for (kind, state), n in sorted(counts.items())],
        numeric=(2,),
    )
    listed = sorted(facts.relations, key=lambda relation: (-relation.matched_words, relation.id))[: content.params.relations_listed]
    rows = [
        [
            _account(content, relation.a),
            _account(content, relation.b),
            relation.kind.value.replace("_", " "),
            thousands(relation.matched_words),
            relation.status,
            relation.by,
        ]
        for relation in listed
    ]
    head = ["Account", "Account", "Kind", "Words shared", "State", "By"]
    single = table("Relations, most words first", head, rows, numeric=(3,)) if content.internal else None
    return unfold(f"{some(len(facts.relations), 'relation')} found between accounts", tally, single)


def _account(content: Content, name: str) -> Markup:
    account = content.facts.account.get(name)
    return foreign(account.title or account.origin) if account else element("code", name)
