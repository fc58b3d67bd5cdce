"""How far each finding holds: its robustness card, what selective publication would have to be, intervals that hold at once."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from testimonia.domain.results import Measure, Robustness
from testimonia.stages.publish.figures.curve import Way, curve, told
from testimonia.stages.publish.figures.forest import Estimate, forest
from testimonia.stages.publish.markup import Markup, element, foreign
from testimonia.stages.publish.method.wording import interval_of, number_of
from testimonia.stages.publish.tongue import from_right
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
DIFFERENCES = ("more", "less", "equal")
"""Claims about a difference of two shares, whose reference is none and not one half."""


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
        return f"{low} to {high}, {many} ways"

    def moves(self, name: str) -> str:
        """The title of the ranges."""
        return f"{name}: how far it moves"

    def curve(self, name: str) -> str:
        """The title of the specification curve."""
        return f"{name}: every specification"

    def told(self, many: int, low: str, high: str, middle: str) -> str:
        """What the curve shows."""
        return told(many, low, high, middle)


ENGLISH = CurveWords()


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that doubts one finding."""

    rows: tuple[Robustness, ...]
    beside: tuple[Measure, ...]

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
    found = []
    for subject, name in subjects:
        card = Card(tuple(by_subject.get(subject, ())), tuple(row for row in beside if row.finding == subject))
        if card.rows or card.beside:
            found.append((name, card))
    if not found:
        return Markup()
    if not content.internal:
        rows = [[foreign(name), card.tally or "–", *_beside(card)] for name, card in found]
        return unfold(
            "How far each finding holds",
            table("Robustness", ["", "Alternatives", "Interval for all at once", "Selective publication"], rows),
        )
    return unfold(
        "How far each finding holds", [_card(name, card, draw=any(row.subject in drawn for row in card.rows)) for name, card in found]
    )


def _beside(card: Card) -> list[str]:
    joint = next((f"{interval_of(row)} {row.method}" for row in card.beside if row.measure == "simultaneous"), "–")
    flip = " ".join(row.note for row in card.beside if row.measure in ("flip", "e-value")) or "–"
    return [joint, flip]


def _card(name: str, card: Card, *, draw: bool) -> Markup:
    joint, flip = _beside(card)
    said = [card.sentence, "" if joint == "–" else f"Interval for all at once: {joint}.", "" if flip == "–" else flip]
    figures = (
        [element("div", figure, class_="scroll") for figure in card_figures(name, card.rows, rtl=from_right()) if figure] if draw else []
    )
    if not figures:
        return element("p", element("strong", foreign(name)), ": ", " ".join(text for text in said if text) or "–", class_="key")
    return unfold(foreign(name), element("p", " ".join(text for text in said if text)), figures)


def card_figures(name: str, rows: Sequence[Robustness], *, rtl: bool = False, words: CurveWords = ENGLISH) -> list[Markup]:
    """The range of the finding along each way of doubting it, and the curve of all choices together."""
    drawn = [row for row in rows if row.axis != ALL]
    if not drawn:
        return []
    difference = is_difference(drawn[0])
    estimates = [
        Estimate(
            label=words.axis(row.axis), estimate=row.median, low=row.low, high=row.high, strong=row.holds >= 1,
            said=words.span(
                number_of(row.low, "share", signed=difference), number_of(row.high, "share", signed=difference), row.alternatives
            ),
        )
        for row in drawn
    ]  # fmt: skip
    claim = 0.0 if difference else 0.5
    figures = [forest(estimates, words.moves(name), scale="points" if difference else "share", reference=drawn[0].base, rtl=rtl)]
    whole = next((row for row in drawn if row.axis == SPECIFICATION), None)
    if whole is not None and whole.labels:
        ways = [
            Way(value, tuple((words.question(question), words.choice(choice)) for question, choice in choices_of(label)))
            for label, value in zip(whole.labels, whole.estimates, strict=True)
        ]
        wanted = None if whole.claim == "first" else claim
        figures.append(curve(ways, words.curve(name), base=whole.base, claim=wanted, base_name=words.base, rtl=rtl, words=words.told))
    return figures


def is_difference(row: Robustness) -> bool:
    """Whether what is doubted is a difference of two shares."""
    return row.claim in DIFFERENCES


def choices_of(label: str) -> tuple[tuple[str, str], ...]:
    """A specification's name as questions and what was chosen for each."""
    parts = label.split(PART)
    return tuple(zip(QUESTIONS, parts, strict=True)) if len(parts) == len(QUESTIONS) else (("analysis", label),)
