"""What a case says about one thing, once everybody's word on it is weighed.

Layers: what the lead adjudicated, else what the pair agreed, else the coders; coders who disagree leave the case unclear. Silence
exists only in what somebody completed: without a completion a case is not counted at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from testimonia.domain.decisions import Episode, Value
from testimonia.domain.vocabulary import Layer, Missing, Stance
from testimonia.errors import InputError
from testimonia.protocol import Variable, period_name
from testimonia.protocol.analysis import EPISODE_DATES
from testimonia.stages.analyse.method.material import FORM, Desk, Reader
from testimonia.text import Interval, parse_edtf

AUTO = "auto"
"""What counts unless the plan says otherwise: adjudicated, else consensus, else the coders where they agree."""
WITHOUT = "-"
"""Before a coder's id: everybody but that coder."""
AGAIN = "\t"
"""After a date that another episode of the same person has too, once for each before it."""
CODERS, ANY = "+coders", "+any"
"""What coders said before anybody ruled, where they agree; and what at least one of those who decide said."""


class State(StrEnum):
    """What a case says about one thing."""

    AFFIRMS = "affirms"
    DENIES = "denies"
    SILENT = "silent"
    UNCLEAR = "unclear"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody's answer to a question with several possible ones: the values, or why there is none.

    ``others`` is what it says of values that are not among them: where one of two dates is not known closely, the other denies nothing.
    """

    values: frozenset[str] = frozenset()
    without: State = State.SILENT
    others: State = State.DENIES

    def state(self, value: str) -> State:
        """What the answer says about one of the values."""
        if self.values:
            return State.AFFIRMS if value in self.values else self.others
        return self.without


UNCLEAR = Answer(without=State.UNCLEAR)
_MISSING = {
    Missing.NOT_STATED: State.SILENT,
    Missing.WITHHELD: State.SILENT,  # we know that there is something to know, and do not know it
    Missing.UNCLEAR: State.UNCLEAR,
    Missing.NOT_APPLICABLE: State.NOT_APPLICABLE,
}


def weigh(layer: str, readers: Iterable[Reader], word: Callable[[Reader], Answer | None]) -> Answer | None:
    """The answer that counts, from what each reader says (None: not finished).

    ``layer`` is ``auto``, a layer or a coder; or one of the rules of a robustness card, whose names no coder can have: ``-`` and a coder
    (``auto`` without that coder), ``+coders``, ``+any``.
    """
    if layer.startswith(WITHOUT):
        readers, layer = [reader for reader in readers if reader.coder != layer.removeprefix(WITHOUT)], AUTO
    if layer in (AUTO, ANY):
        for strong in (Layer.ADJUDICATED, Layer.CONSENSUS):
            found = word(Reader(strong))
            if found is not None:
                return found
    elif layer in (Layer.ADJUDICATED, Layer.CONSENSUS):
        return word(Reader(Layer(layer)))
    coders = [reader for reader in readers if reader.layer is Layer.CODER and layer in (AUTO, ANY, CODERS, reader.coder)]
    said = {answer for answer in map(word, coders) if answer is not None}
    if not said:
        return None
    if layer == ANY and len(said) > 1:
        open_ = next((answer.others for answer in said if answer.values and answer.others is not State.DENIES), State.DENIES)
        return Answer(frozenset().union(*(answer.values for answer in said)), State.UNCLEAR, open_)
    if len({(answer.values, answer.without) for answer in said}) == 1:
        # Who agrees on what is known may differ on whether there is more.
        return said.pop() if len(said) == 1 else replace(said.pop(), others=State.UNCLEAR)
    return UNCLEAR


def heard(layer: str, reader: Reader, by: str) -> bool:
    """Whether a single record of a reader, entered by somebody, counts on a layer (see :func:`weigh`); ``auto`` hears everybody."""
    if layer.startswith(WITHOUT):
        return by != layer.removeprefix(WITHOUT)
    if layer == CODERS:
        return reader.layer is Layer.CODER
    return layer in (AUTO, ANY, reader.layer.value, reader.coder)


def code_answer(desk: Desk, case: str, codebook: str, code: str, layer: str, *, found: bool = True) -> Answer | None:
    """Whether a case carries a code: ``yes``, ``no`` (it was denied) or silence; None where nobody finished.

    Without ``found`` as if nobody had found it: silence, or None.
    """
    codings = desk.codings.get((case, codebook, code), {}) if found else {}

    def word(reader: Reader) -> Answer | None:
        given = [coding for coding in codings.get(reader, ()) if desk.same_code(coding)]
        # A lead rules on single codes; a coder's "nothing found" means something only in a finished unit.
        spoken = given and reader.layer is not Layer.CODER
        if not spoken and not desk.completed(case, codebook, reader, code):
            return None
        if not given:
            return Answer()
        return Answer(frozenset({"yes" if any(coding.stance is Stance.AFFIRMS for coding in given) else "no"}))

    return weigh(layer, desk.readers(case, codebook), word)


def form_answer(desk: Desk, case: str, variable: Variable, layer: str) -> Answer | None:
    """What the case form of a case says about a variable; None where nobody finished it."""
    answers = desk.values.get((case, variable.id), {})

    def word(reader: Reader) -> Answer | None:
        given = [value for value in answers.get(reader, ()) if desk.covers(FORM, value.form_version, variable.id)]
        spoken = given and reader.layer is not Layer.CODER
        if not spoken and not desk.completed(case, FORM, reader, variable.id):
            return None
        return _one_answer(given, variable)

    return weigh(layer, desk.readers(case, FORM), word)


def _one_answer(given: Sequence[Value], variable: Variable) -> Answer:
    values = [(item.episode, item.value) for item in given if item.value is not None]
    if values:
        if variable.type != "choices" and any(a[0] == b[0] and a[1] != b[1] for a in values for b in values):
            return UNCLEAR  # two answers to one question, and no ruling which
        return Answer(frozenset(value for _, value in values))
    reasons = {_MISSING[item.missing] for item in given if item.missing is not None}
    if State.UNCLEAR in reasons or len(reasons) > 1:
        return UNCLEAR
    return Answer(without=reasons.pop()) if reasons else Answer()


# --- dates


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which date is asked of a case, and in which unit: ``joined``, ``left`` or a variable; month, quarter or year."""

    date: str
    period: str

    def of(self, interval: Interval) -> str | None:
        """The one period in which an interval lies; None where it is not dated that closely."""
        first, last = interval.earliest, interval.latest
        if first is None or last is None or interval.approximate or interval.uncertain:
            return None
        names = {period_name(day, self.period) for day in (first, last)}
        return names.pop() if len(names) == 1 else None


def dates_answer(desk: Desk, case: str, date: str, layer: str) -> Answer | None:
    """The dates (EDTF) of something that happened to a case: ``joined``, ``left`` or a variable; people join and leave more than once.

    Two episodes may have one date, as roughly as dates are known: the later ones end in ``AGAIN``.
    """
    if date in EPISODE_DATES:
        episodes = desk.episodes.get(case, {})

        def word(reader: Reader) -> Answer | None:
            given = episodes.get(reader, [])
            if not (given and reader.layer is not Layer.CODER) and not desk.completed(case, FORM, reader):
                return None
            return Answer(told_apart({(item.order, found) for item in given if (found := _episode_date(item, date)) is not None}))

    else:
        values = desk.values.get((case, date), {})

        def word(reader: Reader) -> Answer | None:
            given = [value for value in values.get(reader, ()) if desk.covers(FORM, value.form_version, date)]
            if not (given and reader.layer is not Layer.CODER) and not desk.completed(case, FORM, reader, date):
                return None
            dates = frozenset(item.value for item in given if item.value is not None)
            return Answer(dates) if dates else _one_answer(given, desk.protocol.variable(date))

    return weigh(layer, desk.readers(case, FORM), word)


def group_answer(desk: Desk, case: str, layer: str) -> Answer | None:
    """The movements that a case belonged to, from its episodes; None where nobody finished the form."""
    episodes = desk.episodes.get(case, {})

    def word(reader: Reader) -> Answer | None:
        given = episodes.get(reader, [])
        if not (given and reader.layer is not Layer.CODER) and not desk.completed(case, FORM, reader):
            return None
        return Answer(frozenset(item.group for item in given if item.group))

    return weigh(layer, desk.readers(case, FORM), word)


def date_answer(desk: Desk, case: str, calendar: Calendar, layer: str) -> Answer | None:
    """The periods in which something happened to a case (people join and leave more than once); unclear if not dated closely."""
    if calendar.date in EPISODE_DATES:
        episodes = desk.episodes.get(case, {})

        def word(reader: Reader) -> Answer | None:
            given = episodes.get(reader, [])
            if not (given and reader.layer is not Layer.CODER) and not desk.completed(case, FORM, reader):
                return None
            return _periods([_episode_date(item, calendar.date) for item in given], calendar)

    else:
        values = desk.values.get((case, calendar.date), {})

        def word(reader: Reader) -> Answer | None:
            given = [value for value in values.get(reader, ()) if desk.covers(FORM, value.form_version, calendar.date)]
            if not (given and reader.layer is not Layer.CODER) and not desk.completed(case, FORM, reader, calendar.date):
                return None
            dates = [item.value for item in given if item.value is not None]
            return _periods(dates, calendar) if dates else _one_answer(given, desk.protocol.variable(calendar.date))

    return weigh(layer, desk.readers(case, FORM), word)


def told_apart(dates: Iterable[tuple[int, str]]) -> frozenset[str]:
    """Dates of episodes by their order; a second episode of the same date is one of its own, told apart by a mark (see ``AGAIN``)."""
    listed = sorted(date for _, date in dates)
    return frozenset(f"{date}{AGAIN * listed[:place].count(date)}" for place, date in enumerate(listed))


def _episode_date(episode: Episode, which: str) -> str | None:
    return episode.joined if which == "joined" else episode.left


def _periods(dates: Sequence[str | None], calendar: Calendar) -> Answer:
    """The periods that are known. Beside a date that nobody knows closely the others are unclear, beside one not stated they are silent."""
    stated = [_period(date, calendar) for date in dates if date is not None]
    if not stated:
        return Answer()
    known = frozenset(name for name in stated if name is not None)
    others = State.UNCLEAR if None in stated else State.SILENT if None in dates else State.DENIES
    return Answer(known, State.UNCLEAR, others)


def _period(date: str, calendar: Calendar) -> str | None:
    try:
        return calendar.of(parse_edtf(date))
    except InputError:
        return None  # a date nobody can read is not dated closely
