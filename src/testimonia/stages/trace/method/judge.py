"""What kind of reuse it is and who took it from whom: from plain signs, each shown with its weight.

Weights are natural log-odds that the first account is the source. They are by judgement, checked on the open part of the teaching
study; the documentation says how they did there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from testimonia.domain.vocabulary import Direction, RelationKind
from testimonia.stages.trace.method.cues import Voice, cues, mentions, name_of
from testimonia.stages.trace.method.texts import Item
from testimonia.stages.trace.params import TraceParams
from testimonia.text import fold, format_edtf, lag_days, surely_before

Signs = list[tuple[float, str]]

# A sure order of publication, by the days between: dates on pages are often those of an update, which seldom comes months later.
_DATES = ((60, 3.0), (2, 2.0), (0, 1.5))
_VAGUE = 0.5  # of that, where a date is approximate or uncertain
_WEAK_ORIGINS = {"text": 0.75, "pdf-created": 0.5}  # of that, where the date was read off the text, or is that of a file
_CONTAINED = 1.0  # the shorter is usually cut out of the longer; but a longer one may have been written around the shorter
_MARKS = 1.5  # running text here, in quotation marks there: whoever quotes came second
_CREDIT, _NAMED = 2.5, 1.0  # the other's name with a word of credit; the bare name
_FAR = 0.5  # of that, where it stands in another part of the text than what is shared
_REPUBLISHED = 1.5  # "first appeared in ..."
_WIRES = 1.0  # "from our wires"
_OWN = 0.5  # "told our correspondent": kept by careless copies as well
_TITLE = 1.5  # the other's title within the text
_SPEECH = 1.5  # first person here, third person there: direct speech was retold
_CUT = 0.5  # times the log ratio of words left out to words put in; cutting is what desks do
_CUT_MOST = 0.7
_ELLIPSIS = 1.0  # three dots or a bracket where the other has words
_SOON = 2  # days within which two reporters write of the same event
_NEAR = 400  # characters around what is shared in which a credit speaks of it
_LONG_TITLE = 4  # words; shorter titles are phrases
_TAG = 6  # words without marks that go over with a quotation: "said the nurse to this paper"
_PARAGRAPH = 30  # words and
_SENTENCES = 2  # ends of sentences from which on it is more than a sentence that was quoted
_TESTIMONY = 0.5  # of what is said in an account: from here on it tells what the other's speaker said, and has little of its own
_ALL_TESTIMONY = 0.8  # of it, where nothing but what was said went over
_SENTENCE_END = re.compile(r"[.!?…؟。！？](?=[\W]*(?:\s|$))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One account as the judge sees it.

    ``share`` is how much of its words both have; ``spans`` where they stand (code points, ascending); of their words ``spoken`` stand in
    quotation marks and ``told`` do not; ``speech`` is how many words of the whole account stand in marks; ``voice`` what it says of itself.
    """

    item: Item
    text: str
    voice: Voice
    share: float
    spoken: int
    told: int
    speech: int
    spans: Sequence[tuple[int, int]]

    @property
    def quoted(self) -> float:
        """How much of what both have stands in quotation marks."""
        return self.spoken / max(1, self.spoken + self.told)

    @property
    def testimony(self) -> float:
        """How much of all that stands in quotation marks both have; all of it where nothing does, and layout alone tells who speaks."""
        return self.spoken / self.speech if self.speech else 1.0

    @property
    def sentences(self) -> int:
        """How many sentences end within what both have."""
        return sum(len(_SENTENCE_END.findall(self.text[start : end + 2])) for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class Change:
    """What stands between two runs of the same words, in either text."""

    a: str
    b: str


def judge(a: Side, b: Side, changes: Iterable[Change], params: TraceParams) -> tuple[RelationKind, Direction, tuple[str, ...]]:
    """Kind, direction and the evidence for the direction (log-odds; positive means that a is the source).

    - *reprint*: the passages make up ``params.whole`` of both;
    - *excerpt*: of one of them; but where the longer sets all of it in quotation marks and the shorter does not, it is a *quotation*:
      somebody quotes a whole short text;
    - less of both: a *quotation* if who took it sets it in quotation marks, else an *excerpt*; where nothing says who took it, a
      *quotation* if it stands in marks on at least one side, else of *shared origin*;
    - less than ``params.part`` of both: a *quotation*, whatever became of its marks, unless a credited account was retold in part;
    - what the taker sets in marks is an *excerpt* all the same where it is more than a sentence and all that is said in the taker.
    """
    named_a, named_b = _named(a, b, "b"), _named(b, a, "a")
    credits_a, credits_b = [*named_a, *_hints(a, b, "b")], [*named_b, *_hints(b, a, "a")]
    credited = [*credits_a, *[(-weight, said) for weight, said in credits_b]]
    kind = _kind(a, b, params)
    signs = [*_dates(a, b), *credited, *_containment(a, b, params), *_marks(a, b, params), *_edits(list(changes))]
    shared = _hidden_origin(a, b)
    if shared and not credited:
        signs.append((0.0, f"both name the agency {', '.join(shared)}: perhaps a common origin"))
    evidence = tuple(f"{weight:+.1f} {what}" for weight, what in signs)
    odds = sum(weight for weight, _ in signs)
    direction = _direction(kind, (a, b), odds, params, sure=bool(credited), hidden=bool(shared) and not credited)
    if direction in {Direction.A_TO_B, Direction.B_TO_A} and kind is not RelationKind.REPRINT and max(a.share, b.share) < params.whole:
        taker, named = (b, named_a) if direction is Direction.A_TO_B else (a, named_b)
        kind = RelationKind.EXCERPT if _retold(a, b, taker, params, credited=bool(named)) else RelationKind.QUOTATION
    return kind, direction, evidence


def _retold(a: Side, b: Side, taker: Side, params: TraceParams, *, credited: bool) -> bool:
    """Whether the taker tells a part of the other's story, and does not merely quote a sentence of it.

    A quotation takes over what somebody said. Whoever takes over the reporter's own words together with what was said, or several
    sentences that nobody sets in marks, copies the account. Where that is a small part of both texts, words alone do not tell it from a
    paragraph of background or a round-up: there the taker must name the other, and have no more to tell than what was said there.
    """
    if not _is_slight(a, b, params):
        whole_speech = taker.testimony >= _ALL_TESTIMONY and taker.spoken + taker.told >= _PARAGRAPH and taker.sentences >= _SENTENCES
        return taker.quoted < params.quoted or whole_speech
    if not credited or taker.testimony < _TESTIMONY:
        return False
    with_its_frame = min(a.told, b.told) > _TAG and min(a.spoken, b.spoken) >= _TAG
    unmarked = taker.quoted < params.quoted and taker.spoken + taker.told >= _PARAGRAPH and taker.sentences >= _SENTENCES
    return with_its_frame or unmarked


def odds_of(evidence: Iterable[str]) -> float:
    """The sum of the weights of a list of evidence, as it is written."""
    total = 0.0
    for said in evidence:
        weight = said.split(" ", 1)[0]
        if weight[:1] in {"+", "-"}:
            total += float(weight)
    return total


def _kind(a: Side, b: Side, params: TraceParams) -> RelationKind:
    whole_a, whole_b = a.share >= params.whole, b.share >= params.whole
    marks_a, marks_b = a.quoted >= params.quoted, b.quoted >= params.quoted
    if whole_a and whole_b:
        return RelationKind.REPRINT
    if whole_a or whole_b:
        quoted_whole = (marks_b and not marks_a) if whole_a else (marks_a and not marks_b)
        return RelationKind.QUOTATION if quoted_whole else RelationKind.EXCERPT
    return RelationKind.QUOTATION if marks_a or marks_b or _is_slight(a, b, params) else RelationKind.SHARED_ORIGIN


def _is_slight(a: Side, b: Side, params: TraceParams) -> bool:
    """Whether what both have is a sentence or two of either."""
    return max(a.share, b.share) < params.part


def _direction(kind: RelationKind, sides: tuple[Side, Side], odds: float, params: TraceParams, *, sure: bool, hidden: bool) -> Direction:
    """Who took it from whom.

    Words spoken before several reporters, and what an agency sent to several desks, reach the readers on the same days: there an order
    of a day or two says nothing, and the origin is a common one unless one text credits the other.
    """
    a, b = sides
    fewest = _days_apart(a, b)
    both_quote = kind is RelationKind.QUOTATION and min(a.quoted, b.quoted) >= params.quoted
    open_to_both = kind is RelationKind.SHARED_ORIGIN or both_quote or hidden
    if open_to_both and not sure and (fewest is None or fewest <= _SOON):
        return Direction.COMMON
    if abs(odds) < params.decided:
        return Direction.COMMON if open_to_both and not sure else Direction.UNDECIDED
    return Direction.A_TO_B if odds > 0 else Direction.B_TO_A


def _days_apart(a: Side, b: Side) -> int | None:
    """The fewest days between the two dates; None where they are not surely apart."""
    one, other = a.item.when, b.item.when
    if surely_before(one, other):
        return lag_days(one, other)[0]
    if surely_before(other, one):
        return lag_days(other, one)[0]
    return None


def _dates(a: Side, b: Side) -> Signs:
    days = _days_apart(a, b)
    if days is None:
        return []
    first, second = a.item.when, b.item.when
    weight = next(weight for least, weight in _DATES if days >= least)
    if any(when.approximate or when.uncertain for when in (first, second)):
        weight *= _VAGUE
    weight *= min(_WEAK_ORIGINS.get(side.item.published_origin, 1.0) for side in (a, b))
    said = f"published {format_edtf(first)} (a), {format_edtf(second)} (b)"
    return [(weight if surely_before(first, second) else -weight, said)]


def _named(source: Side, taker: Side, name: str) -> Signs:
    """Where the taker's text names the source, by its outlet or its title. ``name`` is the taker's letter."""
    found: Signs = []
    if source.item.outlet != taker.item.outlet:
        named = mentions(name_of(source.item.outlet, source.item.origin), taker.text, taker.voice.folded)
        if named:
            best = max((_credit(mention.credited, mention.at, taker.spans), mention.words) for mention in named)
            found.append((best[0], f"{name} names “{best[1]}”, the source of the other"))
    theirs, own = source.voice, taker.voice
    if len(theirs.title.split()) >= _LONG_TITLE and theirs.title in own.folded and theirs.title not in own.title:
        found.append((_TITLE, f"{name} holds the other's title"))
    return found


def _hints(source: Side, taker: Side, name: str) -> Signs:
    """What in the taker's text says that it has this from somebody, or in the source's that it is its own."""
    found: Signs = []
    theirs, own = source.voice, taker.voice
    if own.republished and not theirs.republished:
        found.append((_REPUBLISHED, f"{name} says “{own.republished}”"))
    if own.wires and not theirs.wires:
        found.append((_WIRES, f"{name} was put together from others (“{own.wires}”)"))
    if theirs.own and not own.own:
        found.append((_OWN, f"{'ab'.replace(name, '')} speaks of its own reporting (“{theirs.own}”)"))
    return found


def _credit(credited: bool, at: int, spans: Sequence[tuple[int, int]]) -> float:
    near = any(start - _NEAR <= at <= end + _NEAR for start, end in spans)
    return (_CREDIT if credited else _NAMED) * (1.0 if near else _FAR)


def _hidden_origin(a: Side, b: Side) -> list[str]:
    """Agencies whose slug both texts carry and that published neither of them."""
    return sorted(a.voice.slugs & b.voice.slugs - {fold(a.item.outlet), fold(b.item.outlet)})


def _containment(a: Side, b: Side, params: TraceParams) -> Signs:
    whole_a, whole_b = a.share >= params.whole, b.share >= params.whole
    if whole_a == whole_b:
        return []
    return [(_CONTAINED, "a holds nearly all of b")] if whole_b else [(-_CONTAINED, "b holds nearly all of a")]


def _marks(a: Side, b: Side, params: TraceParams) -> Signs:
    marks_a, marks_b = a.quoted >= params.quoted, b.quoted >= params.quoted
    if marks_a and marks_b:
        return [(0.0, "in quotation marks in both: perhaps a common speaker")]
    if marks_a == marks_b:
        return []
    return [(_MARKS, "in quotation marks in b alone")] if marks_b else [(-_MARKS, "in quotation marks in a alone")]


def _edits(changes: Sequence[Change]) -> Signs:
    """What the differences say: words cut out, dots put for them, direct speech retold."""
    found: Signs = []
    table = cues()
    cut = put = retold = dots = 0
    for change in changes:
        one, other = fold(change.a).split(), fold(change.b).split()
        cut, put = cut + max(0, len(one) - len(other)), put + max(0, len(other) - len(one))
        one_words = {word.strip(".,;:!?…“”\"'’‘«»()[]") for word in one}
        other_words = {word.strip(".,;:!?…“”\"'’‘«»()[]") for word in other}
        retold += bool(one_words & table.first and other_words & table.third) - bool(one_words & table.third and other_words & table.first)
        dots += _dotted(change.b, one) - _dotted(change.a, other)
    if cut + put > 2:  # noqa: PLR2004 - a word or two is anybody's slip
        weight = max(-_CUT_MOST, min(_CUT_MOST, _CUT * math.log((cut + 1) / (put + 1))))
        if abs(weight) >= 0.1:  # noqa: PLR2004 - shown with one decimal
            found.append((weight, f"words of a alone: {cut}, of b alone: {put}"))
    if retold:
        found.append((math.copysign(_SPEECH, retold), f"first person in {'a' if retold > 0 else 'b'}, third person in the other"))
    if dots:
        found.append((math.copysign(_ELLIPSIS, dots), f"marks of omission in {'b' if dots > 0 else 'a'}"))
    return found


def _dotted(here: str, there: Sequence[str]) -> bool:
    return bool(there) and any(mark in here for mark in ("…", "...", "[")) and len(there) > len(here.split())
