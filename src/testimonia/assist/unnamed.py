"""Leavers without a name: who tells as "I", entries of round-ups, the one person an account is about."""

from __future__ import annotations

import re

from testimonia.assist.cues import TOKEN, UPPER, flat
from testimonia.assist.evidence import Leaver, events, leaver, winner
from testimonia.assist.followed import Followed, follow
from testimonia.assist.plain import simplified
from testimonia.assist.story import Story

_ENOUGH = 2.9  # points for a name to be proposed at all
_FIRST_PERSON = 0.25  # share of sentences with "I" in which the narrator tells of themselves
_MOST = 40  # entries of a round-up that are read
_LINE = 120  # code points from the beginning of an entry of a list in which its name stands
_SHARE = 0.3  # of the sentences that are about somebody without a name whom an account is about
_WITHOUT_NAME = 3  # cues of joining and leaving that an account without a leaver's name needs
_SIGNED = 3  # lines at the end among which a signature stands
_SIGNATURE = re.compile(rf"(?P<own>(?:[{UPPER}]\. ?){{2,3}}|{TOKEN} {TOKEN}|{TOKEN} [{UPPER}]\.)(?=\s*(?:\(|,|$|\n))")


def without_name(story: Story) -> tuple[list[Leaver], Followed]:
    """Who tells as "I", else the entries of a round-up, else the one person without a name; with the reading that follows them."""
    teller = narrator(story)
    if teller is not None:
        return [teller], follow(story, [], [teller.sex], anonymous=True)
    listed = in_a_list(story)
    if listed:
        known = [one.name for one in listed if one.name is not None]
        listed = [*(one for one in listed if one.name is not None), *(one for one in listed if one.name is None)]
        return listed, follow(story, known, [""] * len(known), anonymous=False)
    person = _nameless(story)
    if person is not None:
        return [person], follow(story, [], [person.sex], anonymous=True)
    return [], follow(story, [], [], anonymous=False)


def narrator(story: Story, *, surely: bool = True) -> Leaver | None:
    """Who tells their own story as "I"; ``surely`` asks for as much of it as rules need, without it whoever says "I" often."""
    cues, plain = story.cues, story.plain
    if story.turns or story.retold:
        return None
    first = re.compile(
        rf"(?<!\w)(?:{'|'.join(re.escape(simplified(word)) for word in flat(cues.listed('narrator')))})(?!\w)", re.IGNORECASE
    )
    told = [(start, end) for start, end in plain.sentences if first.search(story.narration, start, end)]
    if len(told) < max(3, (_FIRST_PERSON if surely else _FIRST_PERSON / 2) * len(plain.sentences)):
        return None
    joined = cues.any_of("join", "leave", "first_join", "first_leave")
    hits = sum(joined.search(story.narration, start, end) is not None for start, end in told)
    if surely and (re.search(cues.places.group, story.narration) is None or not hits):
        return None
    match = first.search(story.narration, *told[0])
    assert match is not None  # noqa: S101 - told holds the sentences in which it was found
    name = called(story) or _signed(story)
    words = cues.listed("first_sex")
    votes = (
        {
            sex: sum(len(re.findall(simplified(pattern), story.narration, re.IGNORECASE)) for pattern in listed)
            for sex, listed in words.items()
        }
        if words
        else {}
    )
    sex = winner({"male": votes.get("male", 0), "female": votes.get("female", 0)})
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


def called(story: Story) -> re.Match[str] | None:
    """Where somebody gives their own name: "My name is ..."."""
    return story.cues.compile(str(story.cues.listed("my_name") or "(?!)")).search(story.narration)


def _signed(story: Story) -> re.Match[str] | None:
    """The name or the initials under a letter, in one of its last lines."""
    for start, end in story.plain.paragraphs[-_SIGNED:]:
        match = _SIGNATURE.match(story.plain.text, start, end)
        if match is not None:
            return match
    return None


def in_a_list(story: Story) -> list[Leaver]:
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
                found.append(leaver(story, number, "", points=_ENOUGH))
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
    join, leave, group = events(followed, 0)
    asked = story.cues.any_of("unnamed_patterns").search(story.plain.narration)
    leave += story.cues.any_of("first_leave").search(story.plain.text) is not None
    join += story.cues.any_of("first_join").search(story.plain.text) is not None
    if not leave or join + leave + min(group, 2) + bool(asked) < _WITHOUT_NAME or not (story.plain.quotes or story.turns or story.retold):
        return None
    if followed.subjects.count(0) < _SHARE * len(followed.subjects):
        return None  # one of many
    return of_whom(story, followed)


def of_whom(story: Story, followed: Followed) -> Leaver | None:
    """Somebody without a name whom an account may be about: a person noun in the opening, or the first pronoun."""
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
        sex=winner(votes),
        points=_ENOUGH,
    )
