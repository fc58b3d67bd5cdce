"""Texts side by side: tellings without a store, and what two of them share, with its edits."""

from __future__ import annotations

from difflib import SequenceMatcher

from testimonia.domain.passage import Edit, SharedPassage
from testimonia.domain.results import Relation
from testimonia.domain.vocabulary import Direction, ProposalStatus, RelationKind
from testimonia.stages.trace.method.alignment import Telling
from testimonia.text import known_date


def telling(name, text, published=None, language="en"):
    return Telling(account=name, edition=f"edition of {name}", text=text, language=language, when=known_date(published))


def _place(one, first, last):
    if last > first:
        return one.words[first].start, one.words[last - 1].end
    at = one.words[first].start if first < len(one.words) else len(one.text)
    return at, at


def shared(a, b):
    """All of two texts as one shared passage; the edits are those of difflib."""
    one, other = [word.folded for word in a.words], [word.folded for word in b.words]
    edits = []
    for what, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what != "equal":
            (a_start, a_end), (b_start, b_end) = _place(a, i, j), _place(b, k, m)
            edits.append(Edit(a_start=a_start, a_end=a_end, b_start=b_start, b_end=b_end))
    return SharedPassage(
        a_edition=a.edition, a_start=0, a_end=len(a.text), b_edition=b.edition, b_start=0, b_end=len(b.text), edits=tuple(edits)
    )


def relation(a, b, direction=Direction.A_TO_B, status=ProposalStatus.ACCEPTED):
    return Relation(
        id=f"{a.account}-{b.account}", a=a.account, b=b.account, kind=RelationKind.REPRINT, direction=direction, score=1.0, matched_words=20,
        containment=1.0, passages=(shared(a, b),), status=status, by="anna",
    )  # fmt: skip
