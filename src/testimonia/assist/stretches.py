"""The stretches of direct speech in an account: whatever somebody may say, whether marks, a label, a dash or nothing but an "I" says so.

Who says each is weighed elsewhere (`speakers`); here nothing is decided but where the words begin and end. What a speaker or a narrator
quotes of others is cut out of their own words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from testimonia.assist.cues import flat, word_list
from testimonia.assist.evidence import Leaver
from testimonia.assist.story import Story

_TERM = 3  # words: a quotation as short within a narrator's text stays a part of it
_DASH = re.compile(r"[—–]\s+(?=\S)")
_ON = re.compile(r"\s[—–]\s(?=\S)")  # a dash within a line takes the speech up again
_DASHES = 2  # lines that begin with a dash before it is taken for speech
_TAG_WORDS = 3  # words between the comma after what is said and the verb of its tag
_NUMBERED = 3  # answers with a number before they are taken for somebody's words
_NUMBER = re.compile(r"(\d{1,2})[.)]\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Direct speech in plain offsets: ``outer`` and ``outer_end`` with its marks or label; ``whole`` is the turn or paragraph it is a part of.

    ``kind`` is quote, within (a quotation in a turn), retold, told (a narrator's own words), dashed, numbered (answers by number), or a turn's role.
    """

    start: int
    end: int
    outer: int
    outer_end: int
    kind: str
    label: str = ""
    whole: tuple[int, int] = (0, 0)


def stretches(story: Story, people: Sequence[Leaver]) -> list[Stretch]:
    """Everything that somebody may say, by where it begins."""
    plain = story.plain
    quotes = [
        Stretch(start=quoted.inner, end=quoted.inner_end, outer=quoted.start, outer_end=quoted.end, kind="quote")
        for quoted in plain.quotes
        if not story.unmarked(quoted.start) and quoted.inner < quoted.inner_end
    ]
    starts = [quoted.start for quoted in plain.quotes]
    cuts = [(quoted.start, quoted.end) for quoted in plain.quotes if len(plain.text[quoted.inner : quoted.inner_end].split()) > _TERM]
    longer = frozenset(cuts)
    turns = [
        Stretch(start=start, end=end, outer=turn.label_start if start == turn.start else start, outer_end=end, kind=turn.role, label=turn.label, whole=(turn.start, turn.end))
        for turn in story.turns
        if turn.start < turn.end
        for start, end in _without(story, cuts, turn.start, turn.end)
    ]  # fmt: skip
    within = [
        Stretch(start=quoted.inner, end=quoted.inner_end, outer=quoted.start, outer_end=quoted.end, kind="within", label=turn.label, whole=(turn.start, turn.end))
        for turn in story.turns
        for quoted in plain.quotes[bisect_left(starts, turn.start) : bisect_left(starts, turn.end)]
        if (quoted.start, quoted.end) in longer
    ]  # fmt: skip
    retold = [Stretch(start=start, end=end, outer=start, outer_end=end, kind="retold") for _, start, end in story.retold]
    narrated = any(person.narrator for person in people)
    dashed = [] if narrated or story.turns else list(_dashed(story))
    paragraphs = plain.paragraphs if narrated else [] if story.turns or dashed else _numbered(story)
    written = [
        Stretch(start=first, end=last, outer=first, outer_end=last, kind="told" if narrated else "numbered", whole=(start, end))
        for start, end in paragraphs
        for first, last in _without(story, cuts, start, end)
    ]
    return sorted([*quotes, *turns, *within, *retold, *dashed, *written], key=lambda stretch: (stretch.start, stretch.end))


def _without(story: Story, cuts: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The pieces of a turn or a paragraph around each longer quotation."""
    at = start
    inside = cuts[bisect_left(cuts, (start, start)) : bisect_left(cuts, (end, end))]
    for cut in [*inside, (end, end)]:
        if story.plain.text[at : cut[0]].strip(" .,:;–—\"'"):
            yield at, cut[0]
        at = cut[1]


def _dashed(story: Story) -> Iterator[Stretch]:
    """What follows a dash at the beginning of a line, where no layout of turns is found: to the comma before a verb of speaking, and after it."""
    plain = story.plain
    lines = [(start, end) for start, end in plain.paragraphs if _DASH.match(plain.text, start, end)]
    if len(lines) < _DASHES or plain.raya:
        return
    tag = story.cues.compile(rf"[,.?!…]\s(?:[\w.'-]+ ){{0,{_TAG_WORDS}}}?(?i:{{speech}})")
    for start, end in lines:
        dashes = [(start, start + len(_DASH.match(plain.text[start:end])[0]))]  # type: ignore[index]
        dashes += [(match.start() + 1, match.end()) for match in _ON.finditer(plain.text, dashes[0][1], end)]
        stops = [*(dash for dash, _ in dashes[1:]), end]
        for (outer, first), stop in zip(dashes, stops, strict=True):
            said = tag.search(plain.text, first, stop)
            last = said.start() if said else stop
            if first < last:
                yield Stretch(start=first, end=last, outer=outer, outer_end=last, kind="dashed", whole=(start, end))


def _numbered(story: Story) -> list[tuple[int, int]]:
    """Answers by number (1., 2., 3.) of which half speak as "I", where no layout of turns is found: each without its number."""
    first = re.compile(word_list(flat(story.cues.listed("narrator")), latin=story.cues.latin), re.IGNORECASE)
    plain = story.plain
    found: list[tuple[int, int]] = []
    for start, end in plain.paragraphs:
        number = _NUMBER.match(plain.text, start, end)
        if number is not None and int(number[1]) == len(found) + 1 and number.end() < end:
            found.append((number.end(), end))
    told = sum(first.search(story.narration, start, end) is not None for start, end in found)
    return found if len(found) >= _NUMBERED and told >= len(found) / 2 else []
