"""What a number leads to in the internal report: the cases, mentions or accounts that it counts. In public it stays a number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from testimonia.domain.results import Finding
from testimonia.stages.publish.markup import Markup, element, foreign, join
from testimonia.stages.publish.writers.content import Content, unfold

NAMED = 40  # things of a number that are named; more of them are given by number alone, so that a large study stays readable


def to_cases(content: Content, said: object, cases: Sequence[str], name: str | None = None) -> Markup:
    """A number that unfolds to cases."""
    return _lists(content, said, [("", cases)], name)


def to_finding(content: Content, said: object, finding: Finding, name: str | None = None) -> Markup:
    """``k of n``, which unfolds to the cases of both, by what they say."""
    parts = [("say so", finding.evidence), ("deny it", finding.denying)]
    if finding.denominator == "completed":
        parts += [("not stated", finding.silent), ("unclear", finding.unresolved)]
    if finding.group.partition("=")[1]:
        # An answer is one of several: who gave another has not denied this one.
        parts[0], parts[1] = ("answer so", finding.evidence), ("answer otherwise", finding.denying)
    return _lists(content, said, parts, name)


def to_accounts(content: Content, said: object, accounts: Sequence[str]) -> Markup:
    """A number that unfolds to accounts."""
    facts = content.facts
    found = [(facts.place[name], facts.account[name].title or facts.account[name].origin) for name in accounts if name in facts.place]
    return _fold(content, said, [("", _links("a", found))], bool(found), None)


def to_mentions(content: Content, said: object, mentions: Sequence[str]) -> Markup:
    """A number that unfolds to mentions: to the case of each, or where it is in none to the account that it stands in."""
    facts = content.facts
    wanted = set(mentions)
    listed = [mention for mention in facts.mentions if mention.id in wanted]
    in_cases = [mention for mention in listed if mention.id in facts.case_of_mention]
    others = [mention for mention in listed if mention.id not in facts.case_of_mention and mention.account in facts.place]
    known = sorted((facts.number[facts.case_of_mention[mention.id]], mention.label) for mention in in_cases)
    alone = sorted((facts.place[mention.account], mention.label) for mention in others)
    parts = [("in case" if alone else "", _links("c", known)), ("in account" if known else "", _links("a", alone))]
    return _fold(content, said, parts, bool(listed), None)


def _lists(content: Content, said: object, parts: Iterable[tuple[str, Sequence[str]]], name: str | None) -> Markup:
    number, label_of = content.facts.number, content.facts.label
    made = []
    for what, cases in parts:
        known = sorted((number[case], label_of[case]) for case in cases if case in number)
        made.append((f"{len(known)} {what}" if what else "", _links("c", known)))
    return _fold(content, said, made, any(links for _, links in made), name)


def _links(kind: str, found: Sequence[tuple[int, str]]) -> list[Markup]:
    named = len(found) <= NAMED
    return [
        element("li", element("a", f"{n} " if named else str(n), foreign(label) if named else None, href=f"#{kind}{n}"))
        for n, label in found
    ]


def _fold(content: Content, said: object, parts: Iterable[tuple[str, list[Markup]]], something: bool, name: str | None) -> Markup:
    if not content.internal or not something:
        return join(said)
    inside = [(element("p", what, class_="what") if what else None, element("ul", links)) for what, links in parts if links]
    return unfold(said, inside, class_="cases", name=name)
