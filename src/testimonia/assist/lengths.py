"""Dates that follow from how long somebody stayed: the other end of a stay, counted from the dates that the account tells near it.

"He belonged for nineteen months" dates nothing; beside "he left in August 2015" it dates the joining. From which date a stay is counted,
and whether it is one among the group, learned weights decide.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from testimonia.assist.durations import shifted, stays
from testimonia.assist.moments import Moment
from testimonia.assist.surroundings import Surroundings
from testimonia.assist.told import Statement
from testimonia.text import Interval, known_date

_BEFORE, _AFTER = 2, 1  # dates that a stay may be counted from
_FIRM = ("anchor said", "anchor published")
_ENDS = ("joined", "left")
Reckoned = tuple[Moment, str]
"""A date at the place of the stay, and the variable that it can be."""


def lengths(around: Surroundings, found: Sequence[Moment], told: Sequence[Statement], published: Interval) -> Iterator[Reckoned]:
    """The ends of every stay of an account, none after its publication."""
    firm = [moment for moment in found if any(sign in moment.features for sign in _FIRM)]
    starts, ends = [moment.start for moment in firm], [moment.end for moment in firm]
    cued = {(one.variable, one.value) for one in told}
    for first, last in around.pieces:
        for start, end, months in stays(around.cues, around.text, first, last):
            earlier, later = bisect_right(ends, start), bisect_left(starts, end)
            before, after = firm[max(0, earlier - _BEFORE) : earlier], firm[later : later + _AFTER]
            for place, base in [*(("before", moment) for moment in before), *(("after", moment) for moment in after)]:
                for variable, count in (("left", months), ("joined", -months)):
                    value = shifted(known_date(base.value), count)
                    date = known_date(value) if value else None
                    if value and date and not (date.earliest and published.latest and date.earliest > published.latest):
                        other = _ENDS[variable == "joined"]
                        known = "known" if (other, base.value) in cued else "told"
                        features = (
                            "stay",
                            f"stay {place}",
                            f"stay from {known}",
                            f"stay {variable} from {known} {place}",
                            f"form {_form(months)}",
                        )
                        yield Moment(start=start, end=end, value=value, features=features), variable


def _form(months: int) -> str:
    return "of years" if months % 12 == 0 else "of months"
