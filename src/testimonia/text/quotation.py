"""Quotations: what a text puts in quotation marks, in the conventions of the languages accounts come in.

English “…” ‘…’ "…" '…', typewriter ``…'' and `…', German „…“ ‚…‘ »…«, French and Russian «…», Swedish ”…”, Swiss ‹…›,
East Asian 「…」『…』. Marks are matched within a paragraph, in one pass, so that one lost mark spoils one paragraph and
hostile text costs no more than other text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from testimonia.text.apostrophes import SINGLE, may_open, pairs
from testimonia.text.spans import Span

_MARK = re.compile("``|''|‘‘|’’|[\"“”„‟«»‹›「」『』'‘’‚`]")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n\s*")
_CLOSED_BY = {
    '"': '"”', "“": '”“"', "‟": "”", "”": "”“", "„": '“”"', "«": "»", "»": "«»", "‹": "›", "›": "‹›", "「": "」", "『": "』",
}  # fmt: skip
_CLOSED_BY_PAIR = {"``": ("''",), "''": ("''",), "‘‘": ("’’",)}
_BEFORE_OPENING = frozenset("([{<«‹“„‘‚\"'「『—–-/:=")
_ENDS_SENTENCE = frozenset(".,;:!?…)]}»›”’」』。，、！？؟،؛")
_SHOWN = 2  # a quotation and one within it; deeper ones are only followed, so that their marks close nothing else
_FOLLOWED = 4  # levels followed: a bound on the work per mark


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation. Spans are code points of the text.

    ``inside`` is what is quoted, without the marks and the white space next to them (French sets it); ``whole`` runs
    from the first mark to the last. ``closed`` is false when the closing mark is missing: ``whole`` then ends with the
    paragraph, or with the quotation around it. ``continued`` is true when the next paragraph opens with the same mark
    (the newspaper convention: every paragraph of a long quotation opens, only the last closes).
    """

    inside: Span
    whole: Span
    open_mark: str
    closed: bool
    continued: bool = False


@dataclass(frozen=True, slots=True)
class _Open:
    """A mark that waits for its closing one; ``closer`` is the place, already known for single marks."""

    start: int
    mark: str
    closer: int = -1

    def closed_by(self, at: int, mark: str) -> bool:
        if self.mark in SINGLE:
            return at == self.closer
        return mark in _CLOSED_BY_PAIR.get(self.mark, _CLOSED_BY.get(self.mark, ""))


def quotations(text: str) -> list[Quotation]:
    """The quotations of a text by where they begin; nested one level, otherwise disjoint. Linear time. Raises nothing.

    A paragraph ends at a blank line; in a text without blank lines, at every line end that no small letter follows.
    Apostrophes, possessives, elisions ('90s), inches and Hebrew gershayim are not quotation marks; a single mark without
    its partner is none either, unless it opens a paragraph and the next one opens with it too. Empty ones are left out.
    """
    marks = [(match.start(), match.group()) for match in _MARK.finditer(text)]
    starts = [start for start, _ in marks]
    paragraphs = _paragraphs(text)
    found: list[Quotation] = []
    carried = ""
    for index, (start, end) in enumerate(paragraphs):
        here = marks[bisect_left(starts, start) : bisect_left(starts, end)]
        following = paragraphs[index + 1][0] if index + 1 < len(paragraphs) else len(text)
        paragraph = _Paragraph(text, Span(start, end), following, carried)
        found.extend(paragraph.read(here))
        carried = paragraph.carries
    return found


class _Paragraph:
    """The reading of one paragraph: what is open, and what has been found."""

    def __init__(self, text: str, span: Span, following: int, carried: str) -> None:
        self.text, self.start, self.end = text, span.start, span.end
        self.following = following  # where the next paragraph begins
        self.carried = carried  # the mark that the paragraph before left open
        self.carries = ""
        self.open: list[_Open] = []
        self.found: list[Quotation] = []

    def read(self, marks: list[tuple[int, str]]) -> list[Quotation]:
        """All quotations of the paragraph by where they begin."""
        single = list(self._tokens(marks))
        paired = pairs(self.text, [at for at, mark in single if mark in SINGLE])
        for at, mark in single:
            level = next((level for level in range(len(self.open) - 1, -1, -1) if self.open[level].closed_by(at, mark)), -1)
            if mark in SINGLE:
                if level >= 0:
                    self._close(level, at, at + 1)
                elif at in paired or self._reopened(at, mark):
                    self._push(_Open(at, mark, paired.get(at, -1)))
            elif level >= 0 and not self._nests(level, at, mark):
                self._close(level, at, at + len(mark))
            elif self._opens(at, mark):
                self._push(_Open(at, mark))
        if self.open:
            self.carries = self.open[0].mark
            self._end_all(self.end, continued=self._goes_on(self.open[0].mark))
        return sorted(self.found, key=lambda quotation: quotation.whole)

    def _tokens(self, marks: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        """The marks, with '' and ’’ taken apart where they are two single marks (‘He said ‘no’’)."""
        doubled = ""
        for at, mark in marks:
            if mark in ("``", "‘‘"):
                doubled = mark
            elif mark == "''" and doubled != "``" and self._word_begins(at, mark):
                doubled = "``"
            elif mark in ("''", "’’"):
                if doubled != {"''": "``", "’’": "‘‘"}[mark]:
                    yield from ((at, mark[0]), (at + 1, mark[1]))
                    continue
                doubled = ""
            yield at, mark

    def _word_begins(self, at: int, mark: str) -> bool:
        """Whether a mark stands before a word and after a gap."""
        before, after = self._around(at, mark)
        return (not before or before.isspace() or before in _BEFORE_OPENING) and bool(after) and not after.isspace()

    def _around(self, at: int, mark: str) -> tuple[str, str]:
        """The characters next to a mark, empty at the paragraph's ends."""
        ahead = at + len(mark)
        return (self.text[at - 1] if at > self.start else ""), (self.text[ahead] if ahead < self.end else "")

    def _nests(self, level: int, at: int, mark: str) -> bool:
        """Whether a mark that could close an open quotation opens another: marks that look alike on both sides."""
        before, after = self._around(at, mark)
        if mark == '"':
            between = _hebrew(before) and _hebrew(after)  # gershayim, as in an abbreviation
            return between or (self._word_begins(at, mark) and before not in _BEFORE_OPENING - {"("} and after.isalnum())
        if mark == "“" and self.open[level].mark == "“":  # “lost its closing mark “again” or sloppily “closed“
            return not before or before.isspace() or after.isalnum()
        return mark in "“«" and self._word_begins(at, mark)

    def _opens(self, at: int, mark: str) -> bool:
        """Whether a mark that closes nothing opens a quotation, by its kind and neighbours."""
        if mark in "“„‟«‹「『" or mark in ("``", "‘‘"):
            return True
        before, after = self._around(at, mark)
        if mark == "»" and at == self.start and self.carried in ("«", "»"):
            return True  # French: each further paragraph of a long quotation begins with the closing mark
        if mark != '"':
            return mark in ("”", "»", "›", "''") and self._word_begins(at, mark)
        if (_hebrew(before) and _hebrew(after)) or before.isdigit():
            return False  # gershayim; inches
        ends = bool(before) and not before.isspace() and before not in _BEFORE_OPENING
        return not (ends and (not after or after.isspace() or after in _ENDS_SENTENCE))

    def _reopened(self, at: int, mark: str) -> bool:
        """Whether an unpaired single mark begins this paragraph and the next: a long quotation, not an apostrophe."""
        return at == self.start and may_open(self.text, at) and self._goes_on(mark)

    def _goes_on(self, mark: str) -> bool:
        """Whether the next paragraph opens with the same mark (in French also with »)."""
        return self.text.startswith((mark, "»") if mark == "«" else mark, self.following)

    def _push(self, opening: _Open) -> None:
        if self.open and self.open[-1].mark == opening.mark and opening.start and self.text[opening.start - 1] == "\n":
            self._end_all(opening.start, continued=True)  # the newspaper convention without blank lines
        if len(self.open) < _FOLLOWED:
            self.open.append(opening)

    def _close(self, level: int, at: int, end: int) -> None:
        """Close the quotation at a level; what was still open within it lost its mark, or never was one."""
        for inner in range(level + 1, len(self.open)):
            self._lost(inner, at, continued=False)
        if level < _SHOWN:
            self._add(self.open[level], at, end)
        del self.open[level:]

    def _end_all(self, end: int, *, continued: bool) -> None:
        for level in range(len(self.open)):
            self._lost(level, end, continued=continued and level == 0)
        self.open.clear()

    def _lost(self, level: int, end: int, *, continued: bool) -> None:
        """Note a quotation without its closing mark; of single marks only those of the newspaper convention."""
        if level < _SHOWN and (self.open[level].mark not in SINGLE or continued):
            self._add(self.open[level], end, None, continued=continued)

    def _add(self, opening: _Open, inside_end: int, end: int | None, *, continued: bool = False) -> None:
        start = opening.start + len(opening.mark)
        quoted = self.text[start:inside_end]
        inside = Span(start + len(quoted) - len(quoted.lstrip()), start + len(quoted.rstrip())) if quoted.strip() else None
        if inside is not None:
            whole = Span(opening.start, inside.end if end is None else end)
            self.found.append(Quotation(inside, whole, opening.mark, end is not None, continued))


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Where the paragraphs stand, without the white space around them; never empty ones."""
    by_line = _BLANK_LINE.search(text) is None
    found: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for gap in (_LINE if by_line else _BLANK_LINE).finditer(text):
        if by_line and text[gap.end() : gap.end() + 1].islower():
            continue  # a wrapped line: a paragraph does not begin with a small letter
        if start < gap.start():
            found.append((start, gap.start()))
        start = gap.end()
    if start < len(text):
        found.append((start, len(text)))
    return found


def _hebrew(char: str) -> bool:
    return "\u05d0" <= char <= "\u05ea"
