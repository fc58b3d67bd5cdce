"""Who of the people in an account speaks of their own leaving: decided from what is said of each, or left open."""

from __future__ import annotations

import re
from dataclasses import dataclass

from testimonia.assist.cues import TOKEN, UPPER, flat
from testimonia.assist.followed import Followed, follow
from testimonia.assist.near_misses import is_none, told_of_nobody
from testimonia.assist.people import Named
from testimonia.assist.plain import simplified
from testimonia.assist.story import OTHER, Story

_PSEUDONYMS = ("stated_pseudonym", "conventional_pseudonym", "kunya", "initial")
_ENOUGH = 2.9  # points for a name to be proposed at all
_BESIDE = 0.45  # share of the best name's points that a second one needs
_FIRST_PERSON = 0.25  # share of sentences with "I" in which the narrator tells of themselves
_SURELY = 4  # weight of a name that the account itself calls another than the real one
_MOST = 40  # entries of a round-up that are read
_LINE = 120  # code points from the beginning of an entry of a list in which its name stands
_ANSWERS = 3  # turns of the only guest of an interview
_GUEST = 2.0  # points of that guest
_SHARE = 0.3  # of the sentences that are about somebody without a name whom an account is about
_FIRST_SIGN = 4  # what the first word that gives somebody's sex counts more than the others
_CLEARLY = 1.5  # times as many signs of one sex as of the other
_WITHOUT_NAME = 3  # cues of joining and leaving that an account without a leaver's name needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """A person proposed as a mention: label, identity, where they are introduced (plain offsets), sex as the words say it, points."""

    label: str
    identity: str
    start: int
    end: int
    sex: str
    points: float
    name: int | None = None  # number among the story's names
    narrator: bool = False


_SIGNED = 3  # lines at the end among which a signature stands
_SIGNATURE = re.compile(rf"(?P<own>(?:[{UPPER}]\. ?){{2,3}}|{TOKEN} {TOKEN}|{TOKEN} [{UPPER}]\.)(?=\s*(?:\(|,|$|\n))")

Found = tuple[list[Leaver], Followed]


def leavers(story: Story) -> Found:
    """The leavers of an account with the reading that follows them; none where the account is none of a leaver's."""
    if is_none(story):
        return [], follow(story, [], [], anonymous=False)
    if _called(story) is not None and (teller := _narrator(story)) is not None:
        return [teller], follow(story, [], [teller.sex], anonymous=True)
    candidates = [number for number, person in enumerate(story.names) if _eligible(person)]
    followed = follow(story, candidates, [""] * len(candidates), anonymous=False)
    followed = follow(story, candidates, [_sex(story, followed, at, alone=False) for at in range(len(candidates))], anonymous=False)
    told = {number: events(story, followed, at) for at, number in enumerate(candidates)}
    for number, alone in _alone(story, candidates).items():
        told[number] = max(told[number], alone, key=sum)
    if not _has_teller(story, told) and told_of_nobody(story, followed, list(told.values())):
        return [], follow(story, [], [], anonymous=False)
    points = {number: _points(story, followed, number, at, told[number]) for at, number in enumerate(candidates)}
    chosen = [] if _asks_for_no_name(story, told) else _chosen(story, points, told)
    if not chosen or (not story.turns and not any(any(told[number]) for number in chosen)):
        nameless_found = _without_name(story)
        if nameless_found[0] or not chosen:
            return nameless_found
    chosen, nameless = _with_entries(story, chosen)
    sexes = [_sex(story, followed, candidates.index(number), alone=len(chosen) == 1) if number in candidates else "" for number in chosen]
    found = [_leaver(story, number, sex, points.get(number, _ENOUGH)) for number, sex in zip(chosen, sexes, strict=True)]
    return [*found, *nameless], follow(story, chosen, sexes, anonymous=False)


def _has_teller(story: Story, told: dict[int, tuple[int, int, int]]) -> bool:
    """Whether the account is told by an "I", and of no name anything is told: then what others do says nothing against it."""
    return not any(join + leave for join, leave, _ in told.values()) and _narrator(story) is not None


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
    return person.other < 1 + person.weight // 4 or (person.identity in _PSEUDONYMS and person.other <= 1)


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
    entries = [one for one in _in_a_list(story) if one.name not in chosen]
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


def _leaver(story: Story, number: int, sex: str, points: float) -> Leaver:
    person = story.names[number]
    identity = person.identity or "unknown"
    plural = story.cues.listed("plural_pseudonym")
    if plural and identity == "unknown" and story.cues.compile(str(plural)).search(story.plain.text):
        identity = "stated_pseudonym"
    return Leaver(label=person.label, identity=identity, start=person.start, end=person.end, sex=sex, points=points, name=number)


def _alone(story: Story, candidates: list[int]) -> dict[int, tuple[int, int, int]]:
    """What is told of the foremost name when everybody else counts as a bystander, as they do in most accounts."""
    foremost = _foremost(story)
    number = next((number for number in candidates if story.names[number] is foremost), None)
    if number is None or len(candidates) == 1:
        return {}
    followed = follow(story, [number], [""], anonymous=False)
    followed = follow(story, [number], [_sex(story, followed, 0, alone=False)], anonymous=False)
    return {number: events(story, followed, 0)}


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
    own = [person for person in story.names if not person.other]
    return max(
        own,
        key=lambda person: (person.weight + min(person.count, 5) + 3 * any(alias in title for alias in person.aliases), -person.start),
        default=None,
    )


def _speaks(story: Story, person: Named) -> tuple[int, int]:
    """How many turns of a transcript the person has in which they tell of leaving and of joining."""
    said = [turn for turn in story.turns if turn.role == "name" and story.speaker(turn.label) is person]
    asked = [before for before, turn in zip(story.turns, story.turns[1:], strict=False) if turn in said and before not in said]
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


def events(story: Story, followed: Followed, at: int) -> tuple[int, int, int]:
    """How many sentences with a person as subject tell of joining, of leaving, of a group."""
    cues = story.cues
    join, leave, group = cues.any_of("join"), cues.any_of("leave", "ambiguous"), re.compile(cues.places.group)
    bounded = cues.any_of("bounded")
    counts = [0, 0, 0]
    for number, (start, end) in enumerate(story.plain.sentences):
        for place, expression in enumerate((join, leave, group)):
            match = story.told(expression, start, end)
            if match is not None:
                counts[place] += followed.doer(number, match.start() + 1) == at or followed.both(start, match.start() + 1)
        match = bounded.search(story.narration, start, end)
        if match is not None and group.search(story.narration, start, end) and followed.doer(number, match.start() + 1) == at:
            counts[1] += 1  # for two years among them: no longer, then
    return counts[0], counts[1], counts[2]


def _spoken_for(story: Story, chosen: list[int]) -> list[int]:
    """In a transcript with names, only those who speak in it; in the order in which they are introduced."""
    speakers = [story.speaker(turn.label) for turn in story.turns if turn.role == "name"]
    if speakers:
        chosen = [number for number in chosen if any(speaker is story.names[number] for speaker in speakers)] or chosen
    return sorted(chosen, key=lambda number: story.names[number].start)


def _sex(story: Story, followed: Followed, at: int, *, alone: bool) -> str:
    """The sex that the words give: titles and pronouns of the sentences a person is the subject of, unless they disagree."""
    votes = {"male": 0, "female": 0}
    signs: list[tuple[int, str]] = []
    for start, end in story.plain.sentences:
        for reference, who in followed.at(start, end):
            if who == at and reference.sex:
                votes[reference.sex] += (
                    3 if reference.kind == "name" else 1
                )  # a title says more than a pronoun whose bearer had to be made out
                signs.append((reference.start, reference.sex))
            elif alone and reference.kind == "pronoun" and reference.sex and who != OTHER:
                votes[reference.sex] += 1
    for start, who, sex in followed.owners:
        if who == at:
            votes[sex] += 3
            signs.append((start, sex))
    if signs:
        votes[min(signs)[1]] += _FIRST_SIGN
    return _winner(votes)


def _winner(votes: dict[str, int]) -> str:
    male, female = votes["male"], votes["female"]
    return "male" if male > _CLEARLY * female else "female" if female > _CLEARLY * male else ""


# ------------------------------------------------------------------------------------------------------- without a name
def _without_name(story: Story) -> tuple[list[Leaver], Followed]:
    narrator = _narrator(story)
    if narrator is not None:
        return [narrator], follow(story, [], [narrator.sex], anonymous=True)
    listed = _in_a_list(story)
    if listed:
        known = [one.name for one in listed if one.name is not None]
        listed = [*(one for one in listed if one.name is not None), *(one for one in listed if one.name is None)]
        return listed, follow(story, known, [""] * len(known), anonymous=False)
    person = _nameless(story)
    if person is not None:
        return [person], follow(story, [], [person.sex], anonymous=True)
    return [], follow(story, [], [], anonymous=False)


def _narrator(story: Story) -> Leaver | None:
    """Who tells their own story as "I"."""
    cues, plain = story.cues, story.plain
    if story.turns or story.retold:
        return None
    first = re.compile(
        rf"(?<!\w)(?:{'|'.join(re.escape(simplified(word)) for word in flat(cues.listed('narrator')))})(?!\w)", re.IGNORECASE
    )
    told = [(start, end) for start, end in plain.sentences if first.search(story.narration, start, end)]
    if len(told) < max(3, _FIRST_PERSON * len(plain.sentences)):
        return None
    joined = cues.any_of("join", "leave", "first_join", "first_leave")
    hits = sum(joined.search(story.narration, start, end) is not None for start, end in told)
    if re.search(cues.places.group, story.narration) is None or not hits:
        return None
    match = first.search(story.narration, *told[0])
    assert match is not None  # noqa: S101 - told holds the sentences in which it was found
    name = _called(story) or _signed(story)
    words = cues.listed("first_sex")
    votes = (
        {
            sex: sum(len(re.findall(simplified(pattern), story.narration, re.IGNORECASE)) for pattern in listed)
            for sex, listed in words.items()
        }
        if words
        else {}
    )
    sex = _winner({"male": votes.get("male", 0), "female": votes.get("female", 0)})
    if name is not None:
        return Leaver(
            label=name["own"].strip(),
            identity="initial" if "." in name["own"] else "unknown",
            start=name.start("own"),
            end=name.end("own"),
            sex=sex,
            points=6.0,
            narrator=True,
        )
    return Leaver(
        label=plain.text[match.start() : match.end()],
        identity="anonymous",
        start=match.start(),
        end=match.end(),
        sex=sex,
        points=5.0,
        narrator=True,
    )


def _called(story: Story) -> re.Match[str] | None:
    """Where somebody gives their own name: "My name is ..."."""
    return story.cues.compile(str(story.cues.listed("my_name") or "(?!)")).search(story.narration)


def _signed(story: Story) -> re.Match[str] | None:
    """The name or the initials under a letter, in one of its last lines."""
    for start, end in story.plain.paragraphs[-_SIGNED:]:
        match = _SIGNATURE.match(story.plain.text, start, end)
        if match is not None:
            return match
    return None


def _in_a_list(story: Story) -> list[Leaver]:
    """Round-ups: "A welder from the islands: ..."."""
    compiled = story.cues.compile(str(story.cues.listed("listed_pattern") or "(?!)(?P<who>)"))
    called = story.cues.compile(r"[\"“«„]?{name}[\"”»“]?[^:\"“«„\n]{0,110}?: ?[\"“«„]")
    found = []
    for start, end in story.plain.paragraphs:
        match = compiled.match(story.plain.narration, start, end)
        if match and (name := story.cues.compile(r"[^:\n]{0,20}?{name}: ?[\"“«„]").match(story.plain.narration, match.end("who"), end)):
            label = name["name"].removeprefix("Mr ").removeprefix("Ms ")
            at = name.end("name") - len(label)
            identity = "initial" if re.search(r"(?<!\w)\w\.", label) else "full_name"
            found.append(Leaver(label=label, identity=identity, start=at, end=at + len(label), sex="", points=_ENOUGH))
        elif not match and (name := called.match(story.plain.text, start, end)) and (number := _number(story, name["name"])) is not None:
            if not story.names[number].other:
                found.append(_leaver(story, number, "", _ENOUGH))
        elif match:
            found.append(
                Leaver(label=match["who"], identity="anonymous", start=match.start("who"), end=match.end("who"), sex="", points=_ENOUGH)
            )
    return found[:_MOST] if len(found) > 1 else []


def _number(story: Story, name: str) -> int | None:
    """The number of a name among the story's."""
    return next((at for at, person in enumerate(story.names) if name == person.label or name in person.aliases), None)


def _nameless(story: Story) -> Leaver | None:
    """The one person without a name whom an account is about: a person noun in the opening, and cues enough."""
    followed = follow(story, [], [""], anonymous=True)
    join, leave, group = events(story, followed, 0)
    asked = story.cues.any_of("unnamed_patterns").search(story.plain.narration)
    leave += story.cues.any_of("first_leave").search(story.plain.text) is not None
    join += story.cues.any_of("first_join").search(story.plain.text) is not None
    if not leave or join + leave + min(group, 2) + bool(asked) < _WITHOUT_NAME or not (story.plain.quotes or story.turns or story.retold):
        return None
    if followed.subjects.count(0) < _SHARE * len(followed.subjects):
        return None  # one of many
    expression = story.cues.listed("nameless_pattern")
    intro = story.cues.compile(str(expression)).search(story.narration) if expression else None
    word = next((reference for reference in story.references if reference.kind == "pronoun"), None)
    if intro is None and word is None:
        return None
    place = (
        intro.span("who")
        if intro is not None and (word is None or intro.start() < word.start + _LINE)
        else (word.start, word.end)
        if word
        else (0, 0)
    )
    votes = {"male": 0, "female": 0}
    for start, end in story.plain.sentences:
        for reference, who in followed.at(start, end):
            if who == 0 and reference.sex:
                votes[reference.sex] += 1
    return Leaver(
        label=story.plain.text[slice(*place)].strip(),
        identity="anonymous",
        start=place[0],
        end=place[1],
        sex=_winner(votes),
        points=_ENOUGH,
    )
