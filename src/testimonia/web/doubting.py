"""The robustness card of a finding in the language of the page: its sentence, its ranges, its specification curve, and both as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext, pgettext_lazy

from testimonia.domain.results import Finding, Measure, Robustness
from testimonia.protocol import Plan
from testimonia.stages.analyse.method.claims import claims_of, rival_of
from testimonia.stages.analyse.method.publishers import NO_COUNTRY, NO_OUTLET, UNNAMED
from testimonia.stages.analyse.method.said import CardWords, sentence
from testimonia.stages.publish import FindingsLook
from testimonia.stages.publish.writers.doubt import (
    ALL,
    PART,
    QUESTIONS,
    SPECIFICATION,
    CurveWords,
    card_figures,
    choices_of,
    missing_axes,
    titled,
    told_in,
    unit_of,
)

Named = Mapping[str, Promise]
CLAIMS: Named = {
    "first": pgettext_lazy("claim of a finding", "That nothing in its entry is more frequent"),
    "most": pgettext_lazy("claim of a finding", "That it is more than half"),
    "fewer": pgettext_lazy("claim of a finding", "That it is fewer than half"),
    "half": pgettext_lazy("claim of a finding", "That it is exactly half"),
    "more": pgettext_lazy("claim of a finding", "That the first group has more"),
    "less": pgettext_lazy("claim of a finding", "That the first group has fewer"),
    "equal": pgettext_lazy("claim of a finding", "That the groups do not differ"),
    "together": pgettext_lazy("claim of a finding", "That the two stand together more often than by chance"),
    "apart": pgettext_lazy("claim of a finding", "That the two stand together less often than by chance"),
    "unrelated": pgettext_lazy("claim of a finding", "That the two stand together as often as by chance"),
    "rose": pgettext_lazy("claim of a finding", "That the second period had more"),
    "fell": pgettext_lazy("claim of a finding", "That the second period had fewer"),
    "steady": pgettext_lazy("claim of a finding", "That neither period had more"),
    "peak": pgettext_lazy("claim of a finding", "That no period had more"),
    "below": pgettext_lazy("claim of a finding", "That another period had more"),
    "within": pgettext_lazy("claim of a finding", "That the middle lies within its interval"),
    "borne": pgettext_lazy("claim of a finding", "That stories independent of one another bear it out"),
    "alone": pgettext_lazy("claim of a finding", "That no two independent stories bear it out"),
}
FAILS: Named = {
    "layer": pgettext_lazy("where a claim fails", "on %(failing)s of %(many)s layers of coding"),
    "coder": pgettext_lazy("where a claim fails", "when a coder is left out (%(failing)s of %(many)s)"),
    "partition": pgettext_lazy("where a claim fails", "in %(failing)s of %(many)s samples of who is one person"),
    "credibility": pgettext_lazy("where a claim fails", "at %(failing)s of %(many)s thresholds of credibility"),
    "duplicates": pgettext_lazy("where a claim fails", "where every account is counted"),
    "silence": pgettext_lazy("where a claim fails", "under %(failing)s of %(many)s rules of silence"),
    "custody": pgettext_lazy("where a claim fails", "without those in custody"),
    "translated": pgettext_lazy("where a claim fails", "without translations"),
    "source": pgettext_lazy("where a claim fails", "when a source is left out (%(failing)s of %(many)s)"),
    "family": pgettext_lazy("where a claim fails", "when a family of accounts is left out (%(failing)s of %(many)s)"),
    "country": pgettext_lazy("where a claim fails", "when a country of publication is left out (%(failing)s of %(many)s)"),
    "specification": pgettext_lazy("where a claim fails", "in %(failing)s of %(many)s specifications"),
}
AXES: Named = {
    "layer": pgettext_lazy("way of doubting", "whose coding counts"),
    "coder": pgettext_lazy("way of doubting", "leaving out a coder"),
    "partition": pgettext_lazy("way of doubting", "who is one person (samples)"),
    "credibility": pgettext_lazy("way of doubting", "how credible it must be"),
    "duplicates": pgettext_lazy("way of doubting", "counting every account"),
    "silence": pgettext_lazy("way of doubting", "what silence means"),
    "custody": pgettext_lazy("way of doubting", "without those in custody"),
    "translated": pgettext_lazy("way of doubting", "without translations"),
    "source": pgettext_lazy("way of doubting", "leaving out a source"),
    "family": pgettext_lazy("way of doubting", "leaving out a story"),
    "country": pgettext_lazy("way of doubting", "leaving out a country"),
    "specification": pgettext_lazy("way of doubting", "all choices together"),
}
WITHOUT: Named = {
    "layer": pgettext_lazy("why a way of doubting does not apply", "nobody else's word was recorded apart"),
    "coder": pgettext_lazy("why a way of doubting does not apply", "without a second coder, or on one layer alone, nobody can be left out"),
    "partition": pgettext_lazy("why a way of doubting does not apply", "nobody may be one person with another"),
    "credibility": pgettext_lazy("why a way of doubting does not apply", "no account was judged"),
    "duplicates": pgettext_lazy("why a way of doubting does not apply", "no account repeats another"),
    "silence": pgettext_lazy("why a way of doubting does not apply", "who gives no date is in no period, whatever silence means"),
    "custody": pgettext_lazy("why a way of doubting does not apply", "nobody is known to have spoken in custody"),
    "translated": pgettext_lazy("why a way of doubting does not apply", "no account is a translation of another"),
    "source": pgettext_lazy("why a way of doubting does not apply", "all accounts have one source"),
    "family": pgettext_lazy("why a way of doubting does not apply", "all accounts tell one story"),
    "country": pgettext_lazy("why a way of doubting does not apply", "all were published in one country, as far as is known"),
    "specification": pgettext_lazy("why a way of doubting does not apply", "there is one way only"),
}
_SILENT = pgettext_lazy("why a way of doubting does not apply", "who is silent bears nothing out, whatever silence means")
WITHOUT_FOR: Mapping[str, Named] = {
    "corroboration": {"silence": _SILENT},
    "told-twice": {"silence": _SILENT},
    "contradictions": {
        "layer": pgettext_lazy("why a way of doubting does not apply", "what accounts say was entered once, for every layer"),
        "coder": pgettext_lazy("why a way of doubting does not apply", "none of it was entered by somebody who coded"),
        "duplicates": pgettext_lazy("why a way of doubting does not apply", "copies are compared with the rest in any case"),
        "silence": pgettext_lazy("why a way of doubting does not apply", "silence contradicts nothing"),
    },
}
"""The same of measures that have reasons of their own."""
ASKED: Named = {
    "credibility": pgettext_lazy("question of a specification", "credibility"),
    "custody": pgettext_lazy("question of a specification", "custody"),
    "counting": pgettext_lazy("question of a specification", "counting"),
    "coders": pgettext_lazy("question of a specification", "coders"),
    "silence": pgettext_lazy("question of a specification", "silence"),
}
CHOICES: Named = {
    "no outlet given": pgettext_lazy("choice of a specification", "no outlet given"),
    "no country given": pgettext_lazy("choice of a specification", "no country given"),
    "every account": pgettext_lazy("choice of a specification", "every account"),
    "without E and 5": pgettext_lazy("choice of a specification", "without E and 5"),
    "judged, without E and 5": pgettext_lazy("choice of a specification", "judged, without E and 5"),
    "C3 or better": pgettext_lazy("choice of a specification", "C3 or better"),
    "B2 or better": pgettext_lazy("choice of a specification", "B2 or better"),
    "custody in": pgettext_lazy("choice of a specification", "custody in"),
    "custody out": pgettext_lazy("choice of a specification", "custody out"),
    "in": pgettext_lazy("choice of a specification", "in"),
    "out": pgettext_lazy("choice of a specification", "out"),
    "people": pgettext_lazy("choice of a specification", "people"),
    "as ruled": pgettext_lazy("choice of a specification", "as ruled"),
    "before rulings": pgettext_lazy("choice of a specification", "before rulings"),
    "one coder is enough": pgettext_lazy("choice of a specification", "one coder is enough"),
    "completed": pgettext_lazy("choice of a specification", "silence is a no"),
    "stated": pgettext_lazy("choice of a specification", "silence left out"),
    "worst": pgettext_lazy("choice of a specification", "silence is a yes"),
    "auto": pgettext_lazy("choice of a specification", "as ruled"),
    "adjudicated": pgettext_lazy("choice of a specification", "adjudicated"),
    "consensus": pgettext_lazy("choice of a specification", "consensus"),
}
OURS = frozenset({"layer", "credibility", "duplicates", "silence", "custody", "translated", SPECIFICATION})
"""Axes whose alternatives this program names; those of the others are sources, people's handles, countries."""


def _(text: str) -> str:
    """A text in the reader's language."""
    return str(gettext(text))


class Sentence(CardWords):
    """The parts of the sentence."""

    def holds(self, kind: str, held: int, many: int) -> str:
        """What is claimed, and in how many alternatives it holds."""
        text = (
            _("%(claim)s holds in all %(many)s alternatives") if held == many else _("%(claim)s holds in %(held)s of %(many)s alternatives")
        )
        return text % {"claim": CLAIMS[kind], "held": f"{held:,}", "many": f"{many:,}"}

    def fails(self, failing: Sequence[tuple[str, int, int]]) -> str:
        """Where it does not."""
        parts = [str(FAILS[axis]) % {"failing": few, "many": many} for axis, few, many in failing]
        listed = parts[0] if len(parts) == 1 else _("%(some)s and %(last)s") % {"some": _(", ").join(parts[:-1]), "last": parts[-1]}
        return _("; it fails %(where)s") % {"where": listed}

    def nobody(self, empty: int) -> str:
        """How many alternatives count nobody."""
        return _("; %(empty)s more leave nobody to count") % {"empty": f"{empty:,}"}

    def by_chance(self, against: str) -> str:
        """That the interval does not bear the claim."""
        if against == "another":
            return _("; chance alone could undo it, since its interval meets that of another")
        return _("; chance alone could undo it, since its interval crosses the line")


class Curve(CurveWords):
    """The words of the figures."""

    def __init__(self) -> None:
        """In the language of the page."""
        self.base = _("the finding")

    def axis(self, name: str) -> str:
        """What was varied."""
        return str(AXES[name])

    def question(self, name: str) -> str:
        """What a part of a specification answers."""
        return str(ASKED.get(name, name))

    def choice(self, name: str) -> str:
        """What was chosen."""
        return str(CHOICES.get(name, name))

    def span(self, low: str, high: str, many: int) -> str:
        """A range and of how many estimates it is."""
        if many == 1:
            return _("%(estimate)s, one way") % {"estimate": low}
        return _("%(low)s to %(high)s, %(many)s ways") % {"low": low, "high": high, "many": many}

    def moves(self, name: str) -> str:
        """The title of the ranges."""
        return _("%(name)s: how far it moves") % {"name": name}

    def curve(self, name: str) -> str:
        """The title of the specification curve."""
        return _("%(name)s: every specification") % {"name": name}

    def told(self, many: int, low: str, high: str, middle: str) -> str:
        """What the curve shows."""
        return _("%(many)s ways, from %(low)s to %(high)s, middle %(middle)s") % {"many": many, "low": low, "high": high, "middle": middle}


def sentences(look: FindingsLook, plan: Plan) -> dict[str, str]:
    """The sentence of every card of an entry, by the id of the finding or measure that it doubts."""
    findings = [line.completed for table in look.tables if table.plan.id == plan.id for line in table.lines]
    found = claims_of(plan, findings, look.measures)
    cards = _cards(look, (one[0].id for one in found))
    words, said = Sentence(), {}
    for one in found:
        if rows := cards.get(one[0].id):
            said[one[0].id] = sentence(rows[0].claim, one[0], rows, rival_of(found, one, rows[0].claim), words)
    return said


def card(
    look: FindingsLook,
    plan: Plan,
    result: Finding | Measure,
    name: str,
    stories: Callable[[Iterable[str]], Mapping[str, tuple[str, str, str]]],
) -> dict[str, Any] | None:
    """The card of one finding or measure with its figures and tables; None where it has none.

    ``stories`` gives title, outlet and date of the earliest account of each of some families, which a card names by an id.
    """
    rows = _cards(look, [result.id]).get(result.id)
    said = sentences(look, plan).get(result.id)
    if rows is None or said is None:
        return None
    words = Curve()
    figures = card_figures(name, rows, rtl=get_language_bidi(), words=words)
    told = partial(told_in, unit_of(rows[0]))
    titles = stories({row.furthest for row in rows if row.axis == "family" and row.furthest})
    why = WITHOUT_FOR.get(result.measure, {}) if isinstance(result, Measure) else {}
    ranges = [
        {
            "axis": words.axis(row.axis), "low": told(row.low), "median": told(row.median), "high": told(row.high),
            "held": f"{round(row.holds * row.alternatives)} / {row.alternatives}", "empty": row.empty, "furthest": _furthest(words, row, titles),
        }
        for row in rows
    ]  # fmt: skip
    whole = next((row for row in rows if row.axis == SPECIFICATION and row.labels), None)
    ways = sorted(zip(whole.estimates, whole.labels, strict=True)) if whole else []
    return {
        "sentence": said,
        "base": told(rows[0].base),
        "absent": [(str(AXES[axis]), str(why.get(axis, WITHOUT[axis]))) for axis in missing_axes(rows)],
        "copies": any(row.axis == "source" for row in rows),
        "moves": {"title": words.moves(name), "figure": figures[0], "rows": ranges},
        "curve": {
            "title": words.curve(name),
            "figure": figures[1] if len(figures) > 1 else "",
            "head": [words.question(question) for question in QUESTIONS],
            "rows": [(told(value), [words.choice(choice) for _, choice in choices_of(label)]) for value, label in ways],
        },
    }


def _cards(look: FindingsLook, subjects: Iterable[str]) -> dict[str, list[Robustness]]:
    """The rows of the cards of these, one a way of doubting, in the order of the ways."""
    wanted, order = frozenset(subjects), list(AXES)
    found: dict[str, list[Robustness]] = {}
    for row in look.robustness:
        if row.subject in wanted and row.axis != ALL:
            found.setdefault(row.subject, []).append(row)
    return {subject: sorted(rows, key=lambda row: order.index(row.axis)) for subject, rows in found.items()}


def _furthest(words: Curve, row: Robustness, titles: Mapping[str, tuple[str, str, str]]) -> str:
    if row.furthest in titles:
        return titled(titles[row.furthest], _(", "))
    host, unnamed, _rest = row.furthest.partition(UNNAMED.format(host=""))
    if row.axis == "source" and unnamed:
        return _("%(host)s (outlet not stated)") % {"host": host}
    ours = row.axis in OURS or row.furthest in (NO_OUTLET, NO_COUNTRY)
    return PART.join(words.choice(part) for part in row.furthest.split(PART)) if ours else row.furthest
