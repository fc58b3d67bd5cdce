"""The report's figures in the language of the page: their shapes are `publish`'s, their words are said here."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext

from testimonia.domain.flow import UNSHELVED, People, Stream
from testimonia.domain.storymap import Spread, StoryMap
from testimonia.errors import UnknownReference
from testimonia.protocol import Protocol
from testimonia.stages.publish.figures.flow import Box, chart
from testimonia.stages.publish.figures.storymap import Words
from testimonia.stages.publish.markup import Markup


def _(text: str) -> str:
    """A text in the reader's language."""
    return str(gettext(text))


UNITS: Mapping[str, Promise] = {"month": gettext_lazy("month"), "quarter": gettext_lazy("quarter"), "year": gettext_lazy("year")}


class Said(Words):
    """What the story map says."""

    @property
    def scale(self) -> str:  # type: ignore[override] # a text that follows the reader's language
        """The name of the scale."""
        return _("Scale of time")

    def column(self, period: str, first: int, again: int) -> str:
        """One column of the overview."""
        return _("%(period)s: %(first)d told first, %(again)d again") % {"period": period, "first": first, "again": again}

    def columns(self, map_: StoryMap, told: int, again: int) -> str:
        """All columns in a sentence."""
        return _("From %(first)s to %(last)s, by %(unit)s: stories told for the first time: %(told)d, accounts that repeat one: %(again)d") % {
            "first": map_.periods[0][0], "last": map_.periods[-1][0], "unit": UNITS[map_.unit], "told": told, "again": again,
        }  # fmt: skip

    def span(self, first: str, last: str) -> str:
        """From when to when."""
        return _("from %(first)s to %(last)s") % {"first": first, "last": last}

    def first(self, on: str) -> str:
        """The mark of the first telling."""
        return _("first told %(on)s") % {"on": on}

    def undated(self, number: int, *, everything: bool) -> str:
        """How many accounts of a lane have no date."""
        return (_("all %(n)d undated") if everything else _("%(n)d undated")) % {"n": number}

    def mark(self, first: str, last: str, number: int, foreign: int) -> str:
        """A mark that stands for accounts."""
        when = first if first == last else self.span(first, last)
        said = str(ngettext("%(when)s: %(n)d account", "%(when)s: %(n)d accounts", number) % {"when": when, "n": number})
        return said + (_(", %(n)d of them in another language") % {"n": foreign} if foreign else "")

    def lane(self, story: Spread) -> str:
        """A whole lane in a sentence."""
        dated = story.dated
        if not dated:
            said = ngettext("told by %(n)d account, without a date", "told by %(n)d accounts, none of them dated", story.accounts)
            return str(said % {"n": story.accounts})
        return _("first told %(first)s, last %(last)s; accounts: %(n)d, undated: %(undated)d, languages: %(languages)d") % {
            "first": dated[0].on, "last": dated[-1].on, "n": story.accounts, "undated": story.undated, "languages": len(story.languages),
        }  # fmt: skip


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
