"""Who of the people in an account speaks of their own leaving, by rules: what is said of each. One sign among others (`choosing`)."""

from __future__ import annotations

import re

from testimonia.assist.evidence import Leaver, events, leaver, sex_of
from testimonia.assist.followed import Followed, follow
from testimonia.assist.named import Named
from testimonia.assist.near_misses import is_none, told_of_nobody
from testimonia.assist.plain import simplified
from testimonia.assist.story import OTHER, Story
from testimonia.assist.unnamed import in_a_list, narrator, without_name

_PSEUDONYMS = ("stated_pseudonym", "conventional_pseudonym", "kunya", "initial")
_ENOUGH = 2.9  # points for a name to be proposed at all
_BESIDE = 0.45  # share of the best name's points that a second one needs
_SURELY = 4  # weight of a name that the account itself calls another than the real one
_LINE = 120  # code points from the beginning of an entry of a list in which its name stands
_ANSWERS = 3  # turns of the only guest of an interview
_GUEST = 2.0  # points of that guest


Found = tuple[list[Leaver], Followed]


def leavers(story: Story) -> Found:
    """The leavers of an account with the reading that follows them; none where the account is none of a leaver's."""
    if is_none(story):
        return [], follow(story, [], [], anonymous=False)
    if story.teller is not None and (teller := narrator(story)) is not None:
        return [teller], follow(story, [], [teller.sex], anonymous=True)
    candidates = [number for number, person in enumerate(story.names) if _eligible(person)]
    followed = follow(story, candidates, [""] * len(candidates), anonymous=False)
    followed = follow(story, candidates, [sex_of(story, followed, at, alone=False) for at in range(len(candidates))], anonymous=False)
    told = {number: events(followed, at) for at, number in enumerate(candidates)}
    for number, alone in _alone(story, candidates).items():
        told[number] = max(told[number], alone, key=sum)
    if not _has_teller(story, told) and told_of_nobody(story, followed, list(told.values())):
        return [], follow(story, [], [], anonymous=False)
    points = {number: _points(story, followed, number, at, told[number]) for at, number in enumerate(candidates)}
    chosen = [] if _asks_for_no_name(story, told) else _chosen(story, points, told)
    if not chosen or (not story.turns and not any(any(told[number]) for number in chosen)):
        nameless_found = without_name(story)
        if nameless_found[0] or not chosen:
            return nameless_found
    chosen, nameless = _with_entries(story, chosen)
    sexes = [sex_of(story, followed, candidates.index(number), alone=len(chosen) == 1) if number in candidates else "" for number in chosen]
    found = [leaver(story, number, sex, points=points.get(number, _ENOUGH)) for number, sex in zip(chosen, sexes, strict=True)]
    return [*found, *nameless], follow(story, chosen, sexes, anonymous=False)


def _has_teller(story: Story, told: dict[int, tuple[int, int, int]]) -> bool:
    """Whether the account is told by an "I", and of no name anything is told: then what others do says nothing against it."""
    return not any(join + leave for join, leave, _ in told.values()) and narrator(story) is not None


def _guest(story: Story) -> Named | None:
    """The only one who answers in an interview with names about a group of interest, unless an official or a relative."""
    spoken = [turn for turn in story.turns if turn.role == "name"]
    speakers = {turn.label for turn in spoken}
    group = re.search(rf"{story.cues.places.group}", story.plain.text)
    if len(speakers) != 1 or len(spoken) < _ANSWERS or group is None:
        return None
    person = story.speaker(spoken[0].label)
    return person if person is not None and not person.other else None


def _eligible(person: Named) -> bool:
    """Not somebody whom the account calls an official, a relative or an author, unless much else is said of them."""
    return not person.weak and (person.other < 1 + person.weight // 4 or (person.identity in _PSEUDONYMS and person.other <= 1))


def _asks_for_no_name(story: Story, told: dict[int, tuple[int, int, int]]) -> bool:
    """Whether somebody asks not to be named, and none of the names has a story of joining or leaving."""
    pseudonyms = any(story.names[number].identity in _PSEUDONYMS for number in told)
    asked = story.cues.any_of("unnamed_patterns").search(story.narration) is not None
    return asked and not pseudonyms and not any(join + leave for join, leave, _ in told.values())


def _chosen(story: Story, points: dict[int, float], told: dict[int, tuple[int, int, int]]) -> list[int]:
    """The best name, and others with nearly as many points who have a story of their own."""
    best = max(points.values(), default=0.0)
    enough = [number for number in points if points[number] >= max(_ENOUGH, _BESIDE * best)]
    foremost = max(enough, key=lambda number: points[number], default=None)
    return _spoken_for(story, [number for number in enough if number == foremost or _own(story, told[number], number)])


def _with_entries(story: Story, chosen: list[int]) -> tuple[list[int], list[Leaver]]:
    """The names with those of a round-up's entries, and its entries without a name."""
    entries = [one for one in in_a_list(story) if one.name not in chosen]
    named = {one.name for one in entries if one.name is not None}
    places = [story.names[number].start for number in chosen]
    nameless = [one for one in entries if one.name is None and not any(one.start <= place < one.start + _LINE for place in places)]
    return sorted({*chosen, *named}, key=lambda number: story.names[number].start), nameless


def _own(story: Story, told: tuple[int, int, int], number: int) -> bool:
    """Whether a second name is more than a bystander's: joining or leaving is told of them, and something else too."""
    join, leave, group = told
    person = story.names[number]
    signs = (join > 0) + (leave > 0) + (group > 0) + (person.identity in _PSEUDONYMS) + any(_speaks(story, person))
    named_so = person.identity == "stated_pseudonym" and person.weight >= _SURELY
    return named_so or (join + leave + any(_speaks(story, person)) > 0 and signs > 1)


def _alone(story: Story, candidates: list[int]) -> dict[int, tuple[int, int, int]]:
    """What is told of the foremost name when everybody else counts as a bystander, as they do in most accounts."""
    foremost = _foremost(story)
    number = next((number for number in candidates if story.names[number] is foremost), None)
    if number is None or len(candidates) == 1:
        return {}
    followed = follow(story, [number], [""], anonymous=False)
    followed = follow(story, [number], [sex_of(story, followed, 0, alone=False)], anonymous=False)
    return {number: events(followed, 0)}


def _points(story: Story, followed: Followed, number: int, at: int, told: tuple[int, int, int]) -> float:
    person = story.names[number]
    join, leave, group = told
    title = simplified(story.reading.title)
    in_title = any(alias in title for alias in person.aliases)
    spoken_leave, spoken_join = _speaks(story, person)
    leave, join = leave + spoken_leave, join + spoken_join
    evidence = 1.5 * min(leave, 2) + 1.5 * min(join, 2) + 0.5 * min(group, 2)
    if not leave and _told(story, followed):
        evidence += 1.5 * (person is _foremost(story))
    spoken = story.cues.compile(r"(?:{speech}) $|^,? (?:{speech})")
    speaks = any(
        spoken.search(story.narration, max(0, reference.start - 16), reference.start) or spoken.match(story.narration, reference.end, reference.end + 24)
        for reference in story.references if reference.kind == "name" and reference.who == number
    )  # fmt: skip
    share = followed.subjects.count(at) / max(1, len(followed.subjects))
    manner = (
        speaks
        + 2 * max(0.0, share - 0.4)
        + 2 * (person.identity in _PSEUDONYMS)
        + 1.5 * in_title
        + 0.4 * min(person.count, 5)
        + 0.3 * min(person.weight, 5)
    )
    evidence += _GUEST * (person is _guest(story))
    return evidence + manner - 2 * person.other if evidence or _introduced_as_former(story, person) else 0.0


def _told(story: Story, followed: Followed) -> bool:
    """Whether leaving is told of anybody who may be a leaver: in the narration, a quotation, an answer."""
    own, cue = story.cues.any_of("first_leave"), story.cues.any_of("leave", "ambiguous")
    if any(own.search(story.plain.text, start, end) for start, end in story.plain.sentences):
        return True
    if any(re.search(rf"(?<!\w){re.escape(simplified(word))}", story.narration, re.IGNORECASE) for word in story.cues.listed("former")):
        return True
    for number, (start, end) in enumerate(story.plain.sentences):
        match = cue.search(story.narration, start, end)
        if match is not None and followed.doer(number, match.start() + 1) != OTHER:
            return True
    return False


def _foremost(story: Story) -> Named | None:
    """The name with most behind it that is not an official's or a relative's."""
    title = simplified(story.reading.title)
    own = [person for person in story.names if not person.other and not person.weak]
    return max(
        own,
        key=lambda person: (person.weight + min(person.count, 5) + 3 * any(alias in title for alias in person.aliases), -person.start),
        default=None,
    )


def _speaks(story: Story, person: Named) -> tuple[int, int]:
    """How many turns of a transcript the person has in which they tell of leaving and of joining."""
    said = [turn for turn in story.turns if turn.role == "name" and story.speaker(turn.label) is person]
    theirs = {turn.label_start for turn in said}
    asked = [
        before
        for before, turn in zip(story.turns, story.turns[1:], strict=False)
        if turn.label_start in theirs and before.label_start not in theirs
    ]
    kinds = (story.cues.any_of("leave", "first_leave", "ambiguous"), story.cues.any_of("join", "first_join"))
    leave, join = (sum(cue.search(story.plain.text, turn.start, turn.end) is not None for turn in (*said, *asked)) for cue in kinds)
    return leave, join


def _introduced_as_former(story: Story, person: Named) -> bool:
    """Whether the sentence that introduces a name calls its bearer a former member, or quotes somebody under a pseudonym."""
    start, end = story.plain.sentences[story.plain.sentence_at(person.start)]
    words = story.cues.listed("former")
    sentence = story.plain.narration[start:end]
    return any(re.search(rf"(?<!\w){re.escape(simplified(word))}", sentence, re.IGNORECASE) for word in words) or (
        person.identity in _PSEUDONYMS and bool(story.plain.quotes or story.turns)
    )


def _spoken_for(story: Story, chosen: list[int]) -> list[int]:
    """In a transcript with names, only those who speak in it; in the order in which they are introduced."""
    speakers = [story.speaker(turn.label) for turn in story.turns if turn.role == "name"]
    if speakers:
        chosen = [number for number in chosen if any(speaker is story.names[number] for speaker in speakers)] or chosen
    return sorted(chosen, key=lambda number: story.names[number].start)
