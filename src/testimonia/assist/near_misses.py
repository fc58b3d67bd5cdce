"""Accounts that look like a leaver's and are none: fiction, studies, programmes, captives, soldiers of a state, members who stay, relatives.

Each kind is told by its own words, of which one account has several; a testimony may well have one of them.
"""

from __future__ import annotations

import re

from testimonia.assist.followed import Followed
from testimonia.assist.plain import simplified
from testimonia.assist.story import OTHER, Story

_ENOUGH = {"fiction": 3, "study": 3, "programme": 5, "captive": 3, "state": 5, "serving": 2}  # different words of a kind that decide
_SOLDIER = 3  # words of a state's forces that decide where nobody joins the groups
_PROGRAMME = 3  # the same of programmes where nobody's leaving is told
Told = list[tuple[int, int, int]]  # by candidate: sentences of joining, of leaving, of a group


def is_none(story: Story) -> bool:
    """Fiction, write-ups, programmes, captives: by the words that give them away."""
    return any(hits(story, kind) >= least for kind, least in _ENOUGH.items())


def told_of_nobody(story: Story, followed: Followed, told: Told) -> bool:
    """Members who stay, soldiers of a state, programmes, people whom their relatives tell of."""
    joined, left = any(join for join, _, _ in told), any(leave for _, leave, _ in told)
    count = len(told)
    stays = _stays(story, followed, count)
    soldier = hits(story, "state") >= _SOLDIER and not _joins_a_group(story, followed, count)
    programme = hits(story, "programme") >= _PROGRAMME and not (joined or left)
    return (
        stays or soldier or programme or _of_others(story, followed, told) or (not story.turns and _relative_first(story, followed, told))
    )


def _joins_a_group(story: Story, followed: Followed, count: int) -> bool:
    """Whether a sentence that names a group tells that one of the candidates joins it."""
    join, group = story.cues.any_of("join"), re.compile(story.cues.places.group)
    for number, (start, end) in enumerate(story.plain.sentences):
        match = story.told(join, start, end)
        if match is not None and group.search(story.narration, start, end) and 0 <= followed.doer(number, match.start() + 1) < count:
            return True
    return False


def _stays(story: Story, followed: Followed, count: int) -> bool:
    """Whether it is said of a candidate that they are a member still, or have no mind to leave."""
    cue = story.cues.any_of("serving_patterns")
    for number, (start, end) in enumerate(story.plain.sentences):
        match = cue.search(story.narration, start, end)
        if match is not None and 0 <= followed.doer(number, match.start() + 1) < count:
            return True
    return False


def _relative_first(story: Story, followed: Followed, told: Told) -> bool:
    """Whether the first joining or leaving that is told is a son's or a brother's, and hardly any a candidate's."""
    if any(join + leave > 1 for join, leave, _ in told):
        return False
    cue = story.cues.any_of("join", "leave")
    for start, end in story.plain.sentences:
        match = story.told(cue, start, end)
        if match is None:
            continue
        before = [reference for reference, _ in followed.at(start, match.start() + 1) if reference.kind != "plural"]
        return bool(before) and story.is_relative(before[-1]) and followed.holder(start, match.start() + 1) == OTHER
    return False


def _of_others(story: Story, followed: Followed, told: Told) -> bool:
    """Whether an account is of somebody whom others tell of: joining and leaving belong to a son or a brother, never to who is named."""
    if any(join + leave for join, leave, _ in told) or story.turns or story.cues.any_of("first_leave").search(story.plain.text):
        return False
    cue = story.cues.any_of("join", "leave", "ambiguous")
    matches = ((start, cue.search(story.narration, start, end)) for start, end in story.plain.sentences)
    held = [followed.holder(start, match.start() + 1) for start, match in matches if match is not None]
    return held.count(OTHER) > 1


def hits(story: Story, kind: str) -> int:
    """How many of the words of a kind stand in the title and the narration."""
    text = f"{simplified(story.reading.title)}\n{story.narration}".lower()
    return sum(word in text and expression.search(text) is not None for word, expression in story.cues.each_word("near_misses", kind))
