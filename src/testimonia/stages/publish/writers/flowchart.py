"""The flow of reports and of people, as boxes that wrap and can be read aloud in order."""

from __future__ import annotations

from collections.abc import Sequence

from testimonia.domain.vocabulary import Shelf
from testimonia.errors import UnknownReference
from testimonia.stages.publish.markup import Markup, element
from testimonia.stages.publish.method.counts import EXCLUDED
from testimonia.stages.publish.method.flow import Stream
from testimonia.stages.publish.writers.content import Content, section, thousands

Box = tuple[object, str, Sequence[tuple[str, object]]]
"""A number, what it counts, and what left the flow there (reason, number)."""


def flowchart(content: Content) -> Markup:
    """Both streams; nothing before anything was screened."""
    screened = [stream for stream in content.flow.streams if stream.screened]
    if not screened:
        return Markup()
    charts = [
        element(
            "figure",
            element("figcaption", "Accounts meant for the shelf ", element("strong", stream.shelf)),
            _chart(_reports(content, stream)),
        )
        for stream in screened
    ]
    if content.flow.people.mentions:
        charts.append(element("figure", element("figcaption", "People"), _chart(_people(content))))
    note = "Counted from the decisions themselves, in the form of PRISMA 2020. An account is screened once for all its copies; a person is counted once, however many accounts tell of them."
    return section("flow", "How accounts and people came into the study", element("p", note), element("div", charts, class_="flows"))


def _chart(boxes: Sequence[Box]) -> Markup:
    steps = []
    for count, what, left in boxes:
        aside = (
            element("ul", [element("li", element("strong", number), " ", reason) for reason, number in left], class_="left")
            if left
            else None
        )
        steps.append(element("li", element("div", element("strong", count), " ", element("span", what), class_="box"), aside))
    return element("ol", steps, class_="flow")


def _reports(content: Content, stream: Stream) -> list[Box]:
    before: list[tuple[str, object]] = [
        (name, thousands(n)) for name, n in (("copies of another account", stream.copies), ("could not be read", stream.unreadable)) if n
    ]
    open_ = [("wait to be screened", stream.waiting), ("unsure", stream.unsure), ("screeners disagree", stream.disagreed)]
    boxes: list[Box] = [
        (thousands(stream.identified), "identified", before),
        (
            thousands(stream.identified - stream.copies - stream.unreadable),
            "to be screened",
            [(name, thousands(n)) for name, n in open_ if n],
        ),
        (
            thousands(stream.screened),
            "screened",
            [(f"excluded: {_criterion(content, stream.shelf, name)}", thousands(n)) for name, n in stream.excluded],
        ),
        (thousands(stream.included), "included", []),
    ]
    return boxes


def _people(content: Content) -> list[Box]:
    people = content.flow.people
    open_ = [("wait for a decision", "people waiting", people.waiting), ("unsure, or screeners disagree", "people unclear", people.unclear)]
    excluded = [
        (f"excluded: {_criterion(content, 'testimony', name)}", content.people(f"{EXCLUDED}{name}", n)) for name, n in people.excluded
    ]
    return [
        (
            content.people("people mentions", people.mentions),
            "mentions of persons",
            [(name, content.people(key, n)) for name, key, n in open_ if n],
        ),
        (content.people("people assessed", people.assessed), "assessed", excluded),
        (content.people("people eligible", people.eligible), "eligible mentions", []),
        (content.people("people cases", people.cases), "people (mentions held to be the same are one)", []),
        (content.people("people finished", people.finished), "people with finished coding", []),
    ]


def _criterion(content: Content, shelf: str, name: str) -> str:
    if not name:
        return "no criterion named"
    protocol = content.facts.protocol
    for place in (shelf, *(other for other in Shelf if other != shelf)):
        try:
            return protocol.criterion(place, name).text.rstrip(".")
        except UnknownReference:
            continue
    # A reason typed by hand may hold anything; what leaves the team names written criteria only.
    return name if content.internal else "another reason"
