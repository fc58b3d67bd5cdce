"""The flow of reports and of people, as boxes that wrap and can be read aloud in order."""

from __future__ import annotations

from collections.abc import Sequence

from testimonia.domain.flow import Stream
from testimonia.domain.vocabulary import Shelf
from testimonia.errors import UnknownReference
from testimonia.stages.publish.figures.flow import Box, chart
from testimonia.stages.publish.figures.prisma import Step, prisma
from testimonia.stages.publish.markup import Markup, element
from testimonia.stages.publish.tongue import from_right
from testimonia.stages.publish.writers.content import HIDDEN, Content, section, thousands, unfold
from testimonia.stages.publish.writers.leading import to_accounts, to_cases, to_mentions


def flowchart(content: Content) -> Markup:
    """Both streams; nothing before anything was screened."""
    screened = [stream for stream in content.flow.streams if stream.screened]
    if not screened:
        return Markup()
    charts = [
        element(
            "figure",
            element("figcaption", "Accounts meant for the shelf ", element("strong", stream.shelf)),
            chart(_reports(content, stream)),
        )
        for stream in screened
    ]
    if content.flow.people.mentions:
        charts.append(element("figure", element("figcaption", "People"), chart(_people(content))))
    drawings = [
        element("figure", element("figcaption", title), element("div", figure, class_="scroll"))
        for _, title, figure in flow_drawings(content, rtl=from_right())
    ]
    note = "Counted from the decisions themselves, in the form of PRISMA 2020. An account is screened once for all its copies; a person is counted once, however many accounts tell of them."
    return section(
        "flow",
        "How accounts and people came into the study",
        element("p", note),
        element("div", charts, class_="flows"),
        unfold("As a drawing", drawings),
    )


def flow_drawings(content: Content, *, rtl: bool = False) -> list[tuple[str, str, Markup]]:
    """The flow of each shelf that was screened, and that of people, as drawings: the name of its file, its title, the drawing."""
    flows = [
        (f"prisma-{stream.shelf}", f"Flow of accounts, shelf {stream.shelf}", _reports(content, stream, linked=False))
        for stream in content.flow.streams
        if stream.screened
    ]
    if flows and content.flow.people.mentions:
        flows.append(("prisma-people", "Flow of people", _people(content, linked=False)))
    return [(name, title, prisma(_steps(boxes), title, rtl=rtl)) for name, title, boxes in flows]


def _steps(boxes: Sequence[Box]) -> list[Step]:
    return [Step(str(count), what, tuple((str(why), str(number)) for why, number in left)) for count, what, left in boxes]


def _reports(content: Content, stream: Stream, *, linked: bool = True) -> list[Box]:
    def box(count: int, name: str) -> str:
        if not linked:
            return thousands(count)
        return to_accounts(content, thousands(count), stream.members.get(name, ()))

    before = [
        (said, box(n, name))
        for said, name, n in (
            ("copies of another account", "copies", stream.copies),
            ("could not be read", "unreadable", stream.unreadable),
        )
        if n
    ]
    open_ = [
        ("wait to be screened", "waiting", stream.waiting),
        ("unsure", "unsure", stream.unsure),
        ("screeners disagree", "disagreed", stream.disagreed),
    ]
    return [
        (box(stream.identified, "identified"), "identified", before),
        (
            box(stream.identified - stream.copies - stream.unreadable, "to be screened"),
            "to be screened",
            [(said, box(n, name)) for said, name, n in open_ if n],
        ),
        (
            box(stream.screened, "screened"),
            "screened",
            [(f"excluded: {_criterion(content, stream.shelf, name)}", box(n, f"excluded: {name}")) for name, n in stream.excluded],
        ),
        (box(stream.included, "included"), "included", []),
    ]


def _people(content: Content, *, linked: bool = True) -> list[Box]:
    people = content.flow.people

    def box(count: int, name: str, members: str = "") -> str:
        said = content.people(f"people {name}", count)
        if not linked:
            return "hidden" if said == HIDDEN else said
        lead = to_cases if name in ("cases", "finished") else to_mentions
        return lead(content, said, people.members.get(members or name, ()))

    open_ = [("wait for a decision", "waiting", people.waiting), ("unsure, or screeners disagree", "unclear", people.unclear)]
    excluded = [
        (f"excluded: {_criterion(content, 'testimony', name)}", box(n, f"excluded for: {name}", f"excluded: {name}"))
        for name, n in people.excluded
    ]
    return [
        (box(people.mentions, "mentions"), "mentions of persons", [(said, box(n, name)) for said, name, n in open_ if n]),
        (box(people.assessed, "assessed"), "assessed", excluded),
        (box(people.eligible, "eligible"), "eligible mentions", []),
        (box(people.cases, "cases"), "people (mentions held to be the same are one)", []),
        (box(people.finished, "finished"), "people with finished coding", []),
    ]


def _criterion(content: Content, shelf: str, name: str) -> str:
    if not name:
        return "by two people, each with another criterion, or without one"
    protocol = content.facts.protocol
    for place in (shelf, *(other for other in Shelf if other != shelf)):
        try:
            return protocol.criterion(place, name).text.rstrip(".")
        except UnknownReference:
            continue
    # A reason typed by hand may hold anything; what leaves the team names written criteria only.
    return name if content.internal else "another reason"
