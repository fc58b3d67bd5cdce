"""One difference as it is settled: what each coder said, in the words around it, under the definitions that were to be applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from testimonia.domain.decisions import Adjudication, Coding, Episode, Value
from testimonia.domain.vocabulary import ContentFlag, Layer
from testimonia.errors import UnknownReference
from testimonia.protocol import Code, Variable
from testimonia.protocol.changes import FORM
from testimonia.stages.code.asking import Thread, threads_of
from testimonia.stages.code.comparing import Differences
from testimonia.stages.code.method.differences import Place, Side
from testimonia.stages.code.settling_report import Item
from testimonia.study import LEADING, Study
from testimonia.text.excerpts import Excerpt, excerpt

AROUND = 280
"""Characters of text before and after: two or three sentences, enough to see who speaks of what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A stretch of an account with one coder's passages marked, and the memos that stand beside them."""

    account: str
    origin: str
    title: str
    language: str | None
    excerpt: Excerpt
    flags: tuple[ContentFlag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SideShown:
    """What one coder said, and the passages it rests on.

    ``codings`` come each with its code as it is defined now; ``answers`` as the form words them and, where the case has several
    accounts, with the title of theirs.
    """

    coder: str
    codings: tuple[tuple[Coding, Code | None], ...] = ()
    answers: tuple[tuple[Value, str, str], ...] = ()
    episodes: tuple[Episode, ...] = ()
    passages: tuple[Shown, ...] = ()
    unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceShown:
    """A difference with everything that helps to settle it. ``codes`` and ``variable`` are what was asked, in force now.

    ``layers`` are those on which the acting coder may rule, the one that is meant without saying first; nothing where they may not.
    ``rulings`` are the pair's and the lead's so far. ``previous`` and ``next`` are open differences beside it in the queue.
    """

    item: Item
    round: str
    sides: tuple[SideShown, ...]
    codes: tuple[Code, ...] = ()
    variable: Variable | None = None
    context: Shown | None = None
    layers: tuple[Layer, ...] = ()
    rulings: tuple[Adjudication, ...] = ()
    threads: tuple[Thread, ...] = ()
    number: int = 0
    of: int = 0
    previous: str | None = None
    next: str | None = None


def look_at_difference(study: Study, round_id: str, place_id: str, queue: Sequence[str] = ()) -> DifferenceShown:
    """One difference of an open round, in context; writes nothing.

    ``queue`` are the ids of the differences that the reader goes through, in their order.

    Raises:
        BlindRound: the round is not open yet.
        UnknownReference, StaleResults: no such round or difference; cases are out of date.
    """
    study.require()
    with study.read() as view:
        found = Differences(view, round_id)
        place = next((place for place in found.all() if place.id == place_id and place.kind is not None), None)
        if place is None:
            raise UnknownReference(
                f"There is no difference `{place_id[:40]}` in the round `{round_id}`.",
                "Somebody may have changed a coding since the list was made; look at the list again.",
            )
        look = _Look(found)
        protocol = study.protocol
        form = place.book == FORM
        names = [name.partition(":")[2] for name in place.subject]
        before, after = _beside(queue, place.id)
        return DifferenceShown(
            item=found.item(place),
            round=round_id,
            sides=tuple(look.side(place, side) for side in place.sides),
            codes=() if form else tuple(code for code in protocol.codebook(place.book).codes if code.id in names),
            variable=next((item for item in protocol.variables if form and item.id == place.subject[0]), None),
            context=look.context(place),
            layers=_layers(study, place),
            rulings=tuple(found.rulings.get(place.id, {}).values()),
            threads=tuple(threads_of(view, accounts={place.account}, mentions=_mentions(place))),
            number=queue.index(place.id) + 1 if place.id in queue else 0,
            of=len(queue),
            previous=before,
            next=after,
        )


def _beside(queue: Sequence[str], name: str) -> tuple[str | None, str | None]:
    """The neighbours in a queue; of one that is not in it, its first."""
    if name not in queue:
        return None, next(iter(queue), None)
    at = queue.index(name)
    return queue[at - 1] if at else None, queue[at + 1] if at + 1 < len(queue) else None


def _layers(study: Study, place: Place) -> tuple[Layer, ...]:
    leads = (Layer.ADJUDICATED,) if study.protocol.role(study.coder) in LEADING else ()
    return ((Layer.CONSENSUS,) if place.side(study.coder) is not None else ()) + leads


def _mentions(place: Place) -> set[str]:
    return {row.mention for side in place.sides for row in side.rows if row.mention is not None}


@dataclass(frozen=True, slots=True)
class _Look:
    found: Differences
    _texts: dict[str, str] = field(default_factory=dict)

    def side(self, place: Place, side: Side) -> SideShown:
        book = None if place.book == FORM else self.found.protocol.codebook(place.book)
        codes = {code.id: code for code in book.codes} if book else {}
        return SideShown(
            coder=side.coder,
            codings=tuple((coding, codes.get(coding.code)) for coding in side.codings),
            answers=tuple((value, self._answer(value), self._where(place, value)) for value in side.values),
            episodes=side.episodes,
            passages=tuple(self._passages(place, side)),
            unsure=side.unsure,
        )

    def _answer(self, value: Value) -> str:
        """An answer as the form words it."""
        variable = next((item for item in self.found.protocol.variables if item.id == value.variable), None)
        labels = {item.value: item.label for item in variable.values if item.label} if variable else {}
        return "; ".join(labels.get(part, part) for part in (value.value or "").split(";")) if value.value else ""

    def _where(self, place: Place, value: Value) -> str:
        """The account that an answer is given for, where the case has several."""
        if len(self.found.forms.cases[place.case].accounts) == 1:
            return ""
        account = self.found.view.account(value.account)
        return (account.title or account.origin) if account else ""

    def _passages(self, place: Place, side: Side) -> Iterable[Shown]:
        """Codings stand in one stretch that all sides share, so that the eye can compare; an answer's passages each for itself."""
        if side.codings and place.edition and place.start is not None and place.end is not None:
            spans = [(coding.start, coding.end) for coding in side.codings]
            yield from self._shown(place.account, place.edition, spans, place.start, place.end)
        passages = sorted((passage for value in side.values for passage in value.passages), key=lambda item: (item.edition, item.start))
        for edition, held in groupby(passages, key=lambda item: item.edition):
            several = list(held)
            for passage in several:
                spans = [(item.start, item.end) for item in several]
                yield from self._shown(passage.account, edition, spans, passage.start, passage.end)

    def context(self, place: Place) -> Shown | None:
        """The stretch in which the passages of all sides lie, for whoever marked nothing there."""
        if place.book == FORM or not place.edition or place.start is None or place.end is None:
            return None
        return next(iter(self._shown(place.account, place.edition, [], place.start, place.end)), None)

    def _shown(self, account: str, edition: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterable[Shown]:
        if edition not in self._texts:
            held = self.found.view.edition(edition)
            self._texts[edition] = held.text if held else ""
        whose, text = self.found.view.account(account), self._texts[edition]
        if whose is not None and text:
            yield Shown(
                account=account,
                origin=whose.origin,
                title=whose.title or "",
                language=whose.language,
                excerpt=excerpt(text, spans, start, end, AROUND),
                flags=self.found.forms.flags.get(account, ()),
            )
