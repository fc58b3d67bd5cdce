"""How far each finding holds: its robustness card, what selective publication would have to be, intervals that hold at once."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from testimonia.domain.results import Measure, Robustness
from testimonia.stages.publish.figures.curve import Reading, Way, curve, told
from testimonia.stages.publish.figures.forest import Estimate, Scale, forest
from testimonia.stages.publish.markup import Markup, element
from testimonia.stages.publish.method.wording import interval_of, number_of
from testimonia.stages.publish.spoken import shown
from testimonia.stages.publish.tongue import from_right, listed, ours
from testimonia.stages.publish.writers.content import Content, table, unfold

ALL, SPECIFICATION = "all", "specification"
AXES = {
    "layer": "whose coding counts",
    "coder": "leaving out a coder",
    "partition": "who is one person (samples)",
    "credibility": "how credible it must be",
    "duplicates": "counting every account",
    "silence": "what silence means",
    "custody": "without those in custody",
    "translated": "without translations",
    "source": "leaving out a source",
    "family": "leaving out a story",
    "country": "leaving out a country",
    SPECIFICATION: "all choices together",
}
QUESTIONS = ("credibility", "custody", "counting", "coders", "silence")
"""What the parts of a specification's name answer, in their order."""
PART = " · "
UNITS = {
    **dict.fromkeys(("more", "less", "equal"), "points"),
    **dict.fromkeys(("together", "apart", "unrelated", "rose", "fell", "steady"), "ratio"),
    **dict.fromkeys(("peak", "below", "borne", "alone"), "count"),
    "within": "months",
}
"""In what the estimates of a claim are told; those of the others are shares."""
LINES = {"points": 0.0, "share": 0.5, "ratio": 1.0}
"""Where a claim turns over."""
ABSENT = {
    "layer": "nobody else's word was recorded apart",
    "coder": "without a second coder, or on one layer alone, nobody can be left out",
    "partition": "nobody may be one person with another",
    "credibility": "no account was judged",
    "duplicates": "no account repeats another",
    "silence": "who gives no date is in no period, whatever silence means",
    "custody": "nobody is known to have spoken in custody",
    "translated": "no account is a translation of another",
    "source": "all accounts have one source",
    "family": "all accounts tell one story",
    "country": "all were published in one country, as far as is known",
    SPECIFICATION: "there is one way only",
}
"""Why a way of doubting does not apply, where a card has it not."""


ABSENT_FOR: Mapping[str, Mapping[str, str]] = {
    "corroboration": {"silence": "who is silent bears nothing out, whatever silence means"},
    "told-twice": {"silence": "who is silent bears nothing out, whatever silence means"},
    "contradictions": {
        "layer": "what accounts say was entered once, for every layer",
        "coder": "none of it was entered by somebody who coded",
        "duplicates": "copies are compared with the rest in any case",
        "silence": "silence contradicts nothing",
    },
}
"""The same of measures that have reasons of their own."""
COPIES = "A story that another source copied is still told without the source it comes from; leaving out a story leaves out its copies too."
"""Beside a card that leaves out sources."""


class CurveWords:
    """What the figures of a card say; another language says it otherwise."""

    base = "the finding"

    def axis(self, name: str) -> str:
        """What was varied."""
        return AXES.get(name, name)

    def question(self, name: str) -> str:
        """What a part of a specification answers."""
        return name

    def choice(self, name: str) -> str:
        """What was chosen."""
        return name

    def span(self, low: str, high: str, many: int) -> str:
        """A range and of how many estimates it is."""
        return f"{low}, one way" if many == 1 else f"{low} to {high}, {many} ways"

    def absent(self, axes: Sequence[str], kind: str = "") -> str:
        """Which ways of doubting do not apply (to a measure of that kind), and why not."""
        return f"{ours('Does not apply:')} {listed(f'{ours(AXES[axis])} ({ours(reason(axis, kind))})' for axis in axes)}." if axes else ""

    def moves(self, name: str) -> str:
        """The title of the ranges."""
        return f"{name}: how far it moves"

    def curve(self, name: str) -> str:
        """The title of the specification curve."""
        return f"{name}: every specification"

    def told(self, many: int, low: str, high: str, middle: str) -> str:
        """What the curve shows."""
        return told(many, low, high, middle)


def reason(axis: str, kind: str = "") -> str:
    """Why a way of doubting does not apply to a finding, or to a measure of that kind."""
    return ABSENT_FOR.get(kind, {}).get(axis, ABSENT[axis])


ENGLISH = CurveWords()


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that doubts one finding."""

    rows: tuple[Robustness, ...]
    beside: tuple[Measure, ...]
    kind: str = ""

    @property
    def sentence(self) -> str:
        """How far the claim holds, in words."""
        return next((row.said for row in self.rows if row.axis == ALL), "")

    @property
    def tally(self) -> str:
        """The same without saying where it fails, or of how many: what may be told outside the team."""
        whole = next((row for row in self.rows if row.axis == ALL), None)
        if whole is None:
            return ""
        held = round(whole.holds * whole.alternatives)
        if held in (0, whole.alternatives):
            return f"Holds in {'every' if held else 'no'} alternative analysis."
        return f"Holds in {min(99, max(1, round(100 * held / whole.alternatives)))} % of alternative analyses."  # never all but for all


def doubts(content: Content, subjects: Iterable[tuple[str, str]], beside: Sequence[Measure], drawn: Container[str] = frozenset()) -> Markup:
    """A part to unfold with the card of each subject (id of a finding or measure, its name); nothing where nothing is doubted.

    The cards of ``drawn`` subjects have their figures, of the others the sentence: a figure a row would make the page too large.
    ``beside`` are measures about those findings: flips, joint intervals, E-values.
    """
    by_subject: dict[str, list[Robustness]] = {}
    for row in content.facts.robustness:
        by_subject.setdefault(row.subject, []).append(row)
    kinds = {row.id: row.measure for entry in content.measured for row in entry.rows}
    found = []
    for subject, name in subjects:
        about = tuple(row for row in beside if row.finding == subject)
        card = Card(tuple(by_subject.get(subject, ())), about, kinds.get(subject, ""))
        if card.rows or card.beside:
            found.append((name, card))
    if not found:
        return Markup()
    if not content.internal:
        whole = _told_whole([row for _, card in found for row in card.beside if row.measure == "simultaneous"])
        rows = [[shown(name), card.tally or "–", *_beside(card, whole)] for name, card in found]
        return unfold(
            "How far each finding holds",
            table("Robustness", ["", "Alternatives", "Interval for all at once", "Selective publication"], rows),
        )
    return unfold(
        "How far each finding holds", [_card(name, card, draw=any(row.subject in drawn for row in card.rows)) for name, card in found]
    )


def _told_whole(joint: Sequence[Measure]) -> frozenset[str]:
    """Those of some joint intervals that stand beside all others which they hold with: the width of one tells how many these are."""
    tables: dict[tuple[str, str], list[Measure]] = {}
    for row in joint:
        item, _, condition = row.item.partition(" | ")
        tables.setdefault((item.partition("=")[0] if "=" in item else "", condition), []).append(row)
    return frozenset(row.id for rows in tables.values() for row in rows if row.method.endswith(f" for all {len(rows)}"))


def _beside(card: Card, whole: Container[str] | None = None) -> list[str]:
    joint = next(
        (f"{interval_of(row)} {row.method}" for row in card.beside if row.measure == "simultaneous" and (whole is None or row.id in whole)),
        "–",
    )
    flip = " ".join(row.note for row in card.beside if row.measure in ("flip", "e-value")) or "–"
    return [joint, flip]


def _card(name: str, card: Card, *, draw: bool) -> Markup:
    joint, flip = _beside(card)
    said = [
        card.sentence,
        ENGLISH.absent(missing_axes(card.rows), card.kind) if draw else "",
        COPIES if draw and any(row.axis == "source" for row in card.rows) else "",
        "" if joint == "–" else f"Interval for all at once: {joint}.",
        "" if flip == "–" else flip,
    ]
    figures = (
        [element("div", figure, class_="scroll") for figure in card_figures(name, card.rows, rtl=from_right()) if figure] if draw else []
    )
    if not figures:
        return element("p", element("strong", shown(name)), ": ", _sentences(said) or "–", class_="key")
    return unfold(shown(name), element("p", _sentences(said)), figures)


def _sentences(said: Sequence[str]) -> list[str]:
    """Sentences one after the other, each said by itself."""
    told = [text for text in said if text]
    return [part for n, text in enumerate(told) for part in ((" ", text) if n else (text,))]


def card_figures(name: str, rows: Sequence[Robustness], *, rtl: bool = False, words: CurveWords = ENGLISH) -> list[Markup]:
    """The range of the finding along each way of doubting it, and the curve of all choices together."""
    drawn = [row for row in rows if row.axis != ALL]
    if not drawn:
        return []
    unit = unit_of(drawn[0])
    estimates = [
        Estimate(
            label=words.axis(row.axis), estimate=row.median, low=row.low, high=row.high, strong=row.holds >= 1,
            said=words.span(told_in(unit, row.low), told_in(unit, row.high), row.alternatives),
        )
        for row in drawn
    ]  # fmt: skip
    figures = [forest(estimates, words.moves(name), scale=_SCALES.get(unit, "number"), reference=drawn[0].base, rtl=rtl)]
    whole = next((row for row in drawn if row.axis == SPECIFICATION), None)
    if whole is not None and whole.labels:
        ways = [
            Way(value, tuple((words.question(question), words.choice(choice)) for question, choice in choices_of(label)))
            for label, value in zip(whole.labels, whole.estimates, strict=True)
        ]
        wanted = None if whole.claim == "first" else LINES.get(unit)
        figures.append(
            curve(
                ways, words.curve(name), base=whole.base, claim=wanted, base_name=words.base, rtl=rtl,
                reading=Reading(words.told, partial(told_in, unit), _STEPS.get(unit)),
            )
        )  # fmt: skip
    return figures


_SCALES: dict[str, Scale] = {"points": "points", "share": "share", "ratio": "ratio"}
_STEPS = {"points": 0.1, "share": 0.1}


def unit_of(row: Robustness) -> str:
    """In what the estimates of a card are told: ``share``, ``points`` (of a difference of shares), ``ratio``, ``count`` or ``months``."""
    return UNITS.get(row.claim, "share")


def told_in(unit: str, value: float) -> str:
    """An estimate of a card in its unit."""
    return number_of(value, "share" if unit == "points" else unit, signed=unit == "points")


def missing_axes(rows: Sequence[Robustness]) -> tuple[str, ...]:
    """The ways of doubting that do not apply to a finding: its card has no row for them."""
    there = {row.axis for row in rows}
    return tuple(axis for axis in AXES if axis not in there)


def choices_of(label: str) -> tuple[tuple[str, str], ...]:
    """A specification's name as questions and what was chosen for each."""
    parts = label.split(PART)
    return tuple(zip(QUESTIONS, parts, strict=True)) if len(parts) == len(QUESTIONS) else (("analysis", label),)


def titled(story: tuple[str, str, str], joint: str = ", ") -> str:
    """A story by its earliest account: title, and outlet and date in brackets."""
    title, *where = story
    beside = joint.join(part for part in where if part)
    return f"{title} ({beside})" if beside else title
