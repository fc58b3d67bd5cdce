"""The report's figures in the language of the page: their shapes are `publish`'s, their words are said here."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from testimonia.domain.flow import UNSHELVED, People, Stream
from testimonia.domain.storymap import StoryMap
from testimonia.errors import UnknownReference
from testimonia.protocol import Protocol
from testimonia.protocol.naming import name_of
from testimonia.stages.publish.figures.drawn import DrawnWords
from testimonia.stages.publish.figures.flow import Box, chart
from testimonia.stages.publish.figures.storymap import ColumnWords
from testimonia.stages.publish.markup import Markup
from testimonia.web.names import CONDITIONS


def _(text: str) -> str:
    """A text in the reader's language."""
    return str(gettext(text))


UNITS: Mapping[str, Promise] = {"month": gettext_lazy("month"), "quarter": gettext_lazy("quarter"), "year": gettext_lazy("year")}


class Columns(ColumnWords):
    """What the columns of the story map say."""

    def column(self, period: str, first: int, again: int) -> str:
        """One column."""
        return _("%(period)s: %(first)d told first, %(again)d again") % {"period": period, "first": first, "again": again}

    def whole(self, map_: StoryMap, told: int, again: int) -> str:
        """All of them in a sentence."""
        return _("From %(first)s to %(last)s, by %(unit)s: stories told for the first time: %(told)d, accounts that repeat one: %(again)d") % {
            "first": map_.periods[0][0], "last": map_.periods[-1][0], "unit": UNITS[map_.unit], "told": told, "again": again,
        }  # fmt: skip


class Drawn(DrawnWords):
    """What the figures of the analysis say."""

    def __init__(self) -> None:
        """In the language of the page."""
        self.less_often, self.more_often = _("less often"), _("more often")
        self.bands = _(
            "A number counts the cases that have a thing, each once; a band counts those that have both, so whoever has two reasons is in two bands."
        )
        self.either = _("Cases with both, of cases with either")

    def name(self, protocol: Protocol, name: str) -> str:
        """The label of a thing counted, of a group or of a date."""
        ours = {
            "left": _("left"),
            "joined": _("joined"),
            "published": _("first published"),
            "the others": _("the others"),
            "without it": _("without it"),
        }
        variable, _equals, value = name.partition("=")
        if variable == "condition" and value in CONDITIONS:
            return str(CONDITIONS[value])
        if value in ("true", "false"):
            return _("Yes") if value == "true" else _("No")
        return ours.get(name) or name_of(protocol, name)

    def more(self, group: str) -> str:
        """Beside the end of the axis where a group has more."""
        return _("more: %(group)s") % {"group": group}

    def difference(self, one: str, two: str) -> str:
        """Above the differences of two groups."""
        return _("%(one)s – %(two)s, difference in points") % {"one": one, "two": two}

    def without(self, first: str) -> str:
        """Above the differences from those without the first."""
        return _("With “%(first)s”: difference in points from those without it") % {"first": first}

    def people(self, unit: str, date: str) -> str:
        """Above the columns of a date."""
        return _("People, by %(unit)s: %(date)s") % {"unit": UNITS[unit], "date": date}


def reports(stream: Stream, protocol: Protocol) -> Markup:
    """The flow of one shelf's accounts."""
    before = [(_("copies of another account"), stream.copies), (_("could not be read"), stream.unreadable)]
    waiting = [(_("wait to be screened"), stream.waiting), (_("unsure"), stream.unsure), (_("screeners disagree"), stream.disagreed)]
    excluded = [(_("excluded: %(why)s") % {"why": _criterion(protocol, stream.shelf, name)}, count) for name, count in stream.excluded]
    boxes: list[Box] = [
        (stream.identified, _("identified"), [(why, n) for why, n in before if n]),
        (stream.identified - stream.copies - stream.unreadable, _("to be screened"), [(why, n) for why, n in waiting if n]),
        (stream.screened, _("screened"), excluded),
        (stream.included, _("included"), []),
    ]
    return chart(boxes)


def people(counted: People, protocol: Protocol) -> Markup:
    """The flow of mentions to people."""
    waiting = [(_("wait for a decision"), counted.waiting), (_("unsure, or screeners disagree"), counted.unclear)]
    excluded = [(_("excluded: %(why)s") % {"why": _criterion(protocol, "testimony", name)}, count) for name, count in counted.excluded]
    boxes: list[Box] = [
        (counted.mentions, _("mentions of persons"), [(why, n) for why, n in waiting if n]),
        (counted.assessed, _("assessed"), excluded),
        (counted.eligible, _("eligible mentions"), []),
        (counted.cases, _("people (mentions held to be the same are one)"), []),
    ]
    return chart(boxes)


def _criterion(protocol: Protocol, shelf: str, name: str) -> str:
    if not name:
        return _("by two people, each with another criterion, or without one")
    for place in dict.fromkeys((shelf, "testimony", "programme", "study", "policy")):
        if place == UNSHELVED:
            continue
        try:
            return protocol.criterion(place, name).text.rstrip(".")
        except UnknownReference:
            continue
    return name
