"""From matched words to what is kept: passages with exact spans and the edits between the two versions, shares, kind and direction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from testimonia.domain.identity import object_id
from testimonia.domain.passage import Edit, SharedPassage
from testimonia.domain.results import Boilerplate, Reuse
from testimonia.domain.vocabulary import ProposalStatus
from testimonia.stages.trace.method.boilerplate import Line
from testimonia.stages.trace.method.cues import Voice, voice
from testimonia.stages.trace.method.judge import Change, Side, judge
from testimonia.stages.trace.method.passages import Match
from testimonia.stages.trace.method.rulings import Rulings
from testimonia.stages.trace.method.texts import Flags, Library
from testimonia.stages.trace.params import TraceParams
from testimonia.text import quotations

MACHINE = "machine:trace"


class Describer:
    """Puts matches into words that point into editions."""

    def __init__(self, library: Library, params: TraceParams) -> None:
        self.library, self.params = library, params
        self._inside: dict[int, Flags] = {}
        self._voices: dict[int, Voice] = {}

    def reuse(self, pair: tuple[int, int], matches: Sequence[Match]) -> Reuse:
        """What two accounts (numbers in the library) share."""
        one, other = pair
        turned = self.library.items[one].account > self.library.items[other].account
        a, b = (other, one) if turned else (one, other)
        passages = tuple(sorted((self._passage(a, b, match, turned) for match in matches), key=lambda p: (p.a_start, p.b_start)))
        matched = sum(match.matched for match in matches)
        side_a = self._side(a, matched, [match.other if turned else match.one for match in matches])
        side_b = self._side(b, matched, [match.one if turned else match.other for match in matches])
        changes = [
            Change(side_a.text[edit.a_start : edit.a_end], side_b.text[edit.b_start : edit.b_end])
            for passage in passages
            for edit in passage.edits
        ]
        kind, direction, evidence = judge(side_a, side_b, changes, self.params)
        return Reuse(
            a=side_a.item.account,
            b=side_b.item.account,
            kind=kind,
            direction=direction,
            score=2 * matched / (matched / side_a.share + matched / side_b.share),
            matched_words=matched,
            containment=max(side_a.share, side_b.share),
            a_share=side_a.share,
            b_share=side_b.share,
            passages=passages,
            evidence=evidence,
        )

    def copy(self, leader: int, copy: int) -> Reuse:
        """Two accounts of the same words."""
        first, second = int(self.library.bounds[leader]), int(self.library.bounds[copy])
        words = int(self.library.bounds[leader + 1]) - first
        return self.reuse((leader, copy), [Match(((first, second, words),), words, 1)])

    def _side(self, number: int, matched: int, spans: Sequence[tuple[int, int]]) -> Side:
        item, text = self.library.items[number], self.library.texts[number]
        said = self._voices.get(number)
        if said is None:
            said = self._voices[number] = voice(text, item.title, item.author)
        starts, ends = self.library.starts, self.library.ends
        spoken, all_words = self._spoken(number, spans), sum(last - first for first, last in spans)
        return Side(
            item=item,
            text=text,
            voice=said,
            # Of the words of an identical copy those of boilerplate count like the others: its text is the same.
            share=matched / max(item.words, matched),
            spoken=spoken,
            told=all_words - spoken,
            speech=int(self._marked(number).sum()),
            spans=sorted((int(starts[first]), int(ends[last - 1])) for first, last in spans),
        )

    def _passage(self, a: int, b: int, match: Match, turned: bool) -> SharedPassage:
        side_a, side_b = (match.other, match.one) if turned else (match.one, match.other)
        starts, ends = self.library.starts, self.library.ends
        return SharedPassage(
            a_edition=self.library.items[a].edition,
            a_start=int(starts[side_a[0]]),
            a_end=int(ends[side_a[1] - 1]),
            b_edition=self.library.items[b].edition,
            b_start=int(starts[side_b[0]]),
            b_end=int(ends[side_b[1] - 1]),
            matched=match.matched,
            a_quoted=self._quoted(a, [side_a]),
            b_quoted=self._quoted(b, [side_b]),
            families=match.families,
            edits=self._edits(match, turned),
        )

    def _edits(self, match: Match, turned: bool) -> tuple[Edit, ...]:
        starts, ends = self.library.starts, self.library.ends
        found = []
        for before, after in zip(match.runs, match.runs[1:], strict=False):
            spans = []
            for side in (1, 0) if turned else (0, 1):
                first, last = before[side] + before[2], after[side]
                begin = int(starts[first])
                spans += [begin, int(ends[last - 1]) if last > first else begin]
            found.append(Edit(a_start=spans[0], a_end=spans[1], b_start=spans[2], b_end=spans[3]))
        return tuple(found)

    def _quoted(self, number: int, spans: Sequence[tuple[int, int]]) -> float:
        """The share of the words of these stretches that stand in quotation marks."""
        return self._spoken(number, spans) / sum(last - first for first, last in spans)

    def _spoken(self, number: int, spans: Sequence[tuple[int, int]]) -> int:
        """How many words of these stretches stand in quotation marks."""
        begin, inside = int(self.library.bounds[number]), self._marked(number)
        return sum(int(inside[first - begin : last - begin].sum()) for first, last in spans)

    def _marked(self, number: int) -> Flags:
        """Which words of an account stand in quotation marks."""
        inside = self._inside.get(number)
        if inside is None:
            begin, end = int(self.library.bounds[number]), int(self.library.bounds[number + 1])
            inside = np.zeros(end - begin, np.bool_)
            starts = self.library.starts[begin:end]
            for quotation in quotations(self.library.texts[number]):
                first, last = np.searchsorted(starts, (quotation.inside.start, quotation.inside.end))
                inside[first:last] = True
            self._inside[number] = inside
        return inside


def listed(library: Library, lines: Sequence[Line], outlets: Sequence[str], rulings: Rulings) -> tuple[Boilerplate, ...]:
    """Boilerplate as it is shown: what was found, then what people spared."""
    shown = []
    for line in lines:
        item = library.items[line.account]
        start, end = int(library.starts[line.first]), int(library.ends[line.last - 1])
        by = next((review.by for review in rulings.reviews if _meets(review, item.account, item.edition, start, end)), MACHINE)
        shown.append(
            Boilerplate(
                id=object_id("boilerplate", item.account, item.edition, start, end),
                outlet=outlets[line.outlet] if line.outlet >= 0 else "",
                account=item.account,
                edition=item.edition,
                start=start,
                end=end,
                words=line.last - line.first,
                accounts=line.accounts,
                families=line.families,
                status=ProposalStatus.ACCEPTED,
                by=by,
            )
        )
    known = {item.account: n for n, item in enumerate(library.items)}
    for review in rulings.reviews:
        n = known.get(review.account)
        if review.status is not ProposalStatus.REJECTED or n is None or library.items[n].edition != review.edition:
            continue
        own = slice(int(library.bounds[n]), int(library.bounds[n + 1]))
        words = int(((library.ends[own] > review.start) & (library.starts[own] < review.end)).sum())
        shown.append(
            Boilerplate(
                id=object_id("boilerplate", review.account, review.edition, review.start, review.end),
                outlet=library.items[n].outlet,
                account=review.account,
                edition=review.edition,
                start=review.start,
                end=review.end,
                words=words,
                accounts=0,
                families=0,
                status=ProposalStatus.REJECTED,
                by=review.by,
            )
        )
    return tuple(sorted(shown, key=lambda line: (line.account, line.start, line.end, line.status)))


def _meets(review: object, account: str, edition: str, start: int, end: int) -> bool:
    return (
        getattr(review, "status", None) is ProposalStatus.ACCEPTED
        and (getattr(review, "account", ""), getattr(review, "edition", "")) == (account, edition)
        and getattr(review, "start", 0) < end
        and start < getattr(review, "end", 0)
    )
