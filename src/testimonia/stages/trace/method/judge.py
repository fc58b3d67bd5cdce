"""What kind of reuse it is and who took it from whom: from a few plain signs, each shown with its weight."""

from __future__ import annotations

from dataclasses import dataclass

from testimonia.domain.vocabulary import Direction, RelationKind
from testimonia.stages.trace.params import TraceParams
from testimonia.text import Interval, format_edtf, surely_before

# Natural log-odds that the first account is the source, by judgement until a labelled set exists; each alone but the containment
# passes the bar of 3 to 1 with room, and no two contradicting ones do.
_DATE = 2.0  # a sure order of publication: about 7 to 1; not more, since dates on pages are often those of an update
_VAGUE_DATE = 1.0  # the same from a date marked approximate or uncertain
_CONTAINED = 1.0  # the shorter is usually cut out of the longer; but a longer one may have been written around the shorter
_MARKS = 1.5  # running text here, in quotation marks there: whoever quotes came second


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Two accounts: the shares of their words that both have, the shares of *those* in quotation marks, and when each was published."""

    a_share: float
    b_share: float
    a_quoted: float
    b_quoted: float
    a_when: Interval
    b_when: Interval


def judge(sides: Sides, params: TraceParams) -> tuple[RelationKind, Direction, tuple[str, ...]]:
    """Kind, direction and the evidence for the direction (log-odds; positive means that a is the source).

    - *reprint*: the passages make up ``params.whole`` of both;
    - *excerpt*: of one of them; but where the longer sets all of it in quotation marks and the shorter does not, it is a *quotation*:
      somebody quotes a whole short text;
    - *quotation*: less of both, in quotation marks on at least one side; in marks on both, both may quote the same speaker: *common*;
    - *shared_origin*: less of both, without marks: one may have used the other, or both an agency; the text alone cannot say.
    """
    kind = _kind(sides, params)
    weighed = [*_dates(sides), *_containment(sides, params), *_marks(sides, params)]
    evidence = tuple(f"{weight:+.1f} {what}" for weight, what in weighed)
    return kind, _direction(kind, sides, sum(weight for weight, _ in weighed), params), evidence


def _kind(sides: Sides, params: TraceParams) -> RelationKind:
    whole_a, whole_b = sides.a_share >= params.whole, sides.b_share >= params.whole
    marks_a, marks_b = sides.a_quoted >= params.quoted, sides.b_quoted >= params.quoted
    if whole_a and whole_b:
        return RelationKind.REPRINT
    if whole_a or whole_b:
        quoted_whole = (marks_b and not marks_a) if whole_a else (marks_a and not marks_b)
        return RelationKind.QUOTATION if quoted_whole else RelationKind.EXCERPT
    return RelationKind.QUOTATION if marks_a or marks_b else RelationKind.SHARED_ORIGIN


def _direction(kind: RelationKind, sides: Sides, odds: float, params: TraceParams) -> Direction:
    both_quote = min(sides.a_quoted, sides.b_quoted) >= params.quoted
    if kind is RelationKind.SHARED_ORIGIN or (kind is RelationKind.QUOTATION and both_quote):
        return Direction.COMMON
    if abs(odds) < params.decided:
        return Direction.UNDECIDED
    return Direction.A_TO_B if odds > 0 else Direction.B_TO_A


def _dates(sides: Sides) -> list[tuple[float, str]]:
    first, second = sides.a_when, sides.b_when
    vague = any(when.approximate or when.uncertain for when in (first, second))
    weight = _VAGUE_DATE if vague else _DATE
    said = f"published {format_edtf(first)} (a), {format_edtf(second)} (b)"
    if surely_before(first, second):
        return [(weight, said)]
    if surely_before(second, first):
        return [(-weight, said)]
    return []


def _containment(sides: Sides, params: TraceParams) -> list[tuple[float, str]]:
    whole_a, whole_b = sides.a_share >= params.whole, sides.b_share >= params.whole
    if whole_a == whole_b:
        return []
    return [(_CONTAINED, "a holds nearly all of b")] if whole_b else [(-_CONTAINED, "b holds nearly all of a")]


def _marks(sides: Sides, params: TraceParams) -> list[tuple[float, str]]:
    marks_a, marks_b = sides.a_quoted >= params.quoted, sides.b_quoted >= params.quoted
    if marks_a and marks_b:
        return [(0.0, "in quotation marks in both: perhaps a common speaker")]
    if marks_a == marks_b:
        return []
    return [(_MARKS, "in quotation marks in b alone")] if marks_b else [(-_MARKS, "in quotation marks in a alone")]
