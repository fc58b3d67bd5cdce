"""Leavers without a name: who tells as "I", entries of round-ups, the one person an account is about."""

from __future__ import annotations

import re

from testimonia.assist.cues import TOKEN, UPPER
from testimonia.assist.everyday import everyday_share
from testimonia.assist.evidence import Leaver, events, leaver, winner
from testimonia.assist.followed import Followed, follow
from testimonia.assist.handles import GIVEN
from testimonia.assist.layout import first_person
from testimonia.assist.plain import simplified
from testimonia.assist.story import Story

_ENOUGH = 2.9  # points for a name to be proposed at all
_FIRST_PERSON = 0.25  # share of sentences with "I" in which the narrator tells of themselves
_MOST = 40  # entries of a round-up that are read
_LINE = 120  # code points from the beginning of an entry of a list in which its name stands
_SHARE = 0.3  # of the sentences that are about somebody without a name whom an account is about
_WITHOUT_NAME = 3  # cues of joining and leaving that an account without a leaver's name needs
_QUOTED = 0.2  # share of "I" that is quoted from which on the teller may be who asks
_SIGNED = 3  # lines at the end among which a signature stands
_SIGNATURE = re.compile(rf"(?P<own>(?:[{UPPER}]\. ?){{2,3}}|{TOKEN} {TOKEN}|{TOKEN} [{UPPER}]\.)(?=\s*(?:\(|,|$|\n))")

_CLOSING = 40  # code points of "Yours sincerely,"
_UNDERSIGNED = re.compile(rf"(?P<own>{TOKEN}(?: [\w'-]{{1,30}}){{0,3}})")


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
    first = first_person(story.cues)
    told = [(start, end) for start, end in plain.sentences if first.search(story.narration, start, end)]
    if len(told) < max(3, (_FIRST_PERSON if surely else _FIRST_PERSON / 2) * len(plain.sentences)):
        return None
    joined = cues.any_of("join", "leave", "first_join", "first_leave")
    hits = sum(joined.search(story.narration, start, end) is not None for start, end in told)
    if surely and (re.search(cues.places.group, story.narration) is None or not hits):
        return None
    match = first.search(story.narration, *told[0])
    assert match is not None  # noqa: S101 - told holds the sentences in which it was found
    name = story.teller
    signed = _signed(story) if name is None else None
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
        identity = name.identity or "unknown"
        return Leaver(label=name.label, identity=identity, start=name.start, end=name.end, sex=sex, points=6.0, narrator=True)
    if signed is not None:
        label = signed["own"].strip()
        identity = "initial" if "." in label else "full_name" if " " in label else "unknown"
        return Leaver(label=label, identity=identity, start=signed.start("own"), end=signed.end("own"), sex=sex, points=6.0, narrator=True)
    return Leaver(
        label=story.byline.name or plain.text[match.start() : match.end()],
        identity="full_name" if story.byline.name else "anonymous",
        start=match.start(),
        end=match.end(),
        sex=sex,
        points=5.0,
        narrator=True,
    )


def by_the_page(story: Story, person: Leaver) -> tuple[str, str] | None:
    """The label and the identity of a teller whose name only the page gives, as its author's; None of everybody else.

    The name is withheld, and the word "I" stands for the teller, where it may be a reporter's or one that the account keeps to itself, and where
    a line without capitals may say something else (by a young man).
    """
    if not person.narrator or person.label != story.byline.name or story.plain.text[person.start : person.end] == simplified(person.label):
        return None
    nouns = not story.cues.latin and everyday_share(simplified(person.label), story.cues.language) > 0
    if nouns or _hides_names(story) or _others_say_i(story):
        span = story.plain.span(person.start, person.end)
        return story.plain.source[span.start : span.end], "anonymous"
    words = person.label.split()
    initial = "." in person.label or len(words[-1]) == 1
    return person.label, "initial" if initial else "full_name" if len(words) > 1 else "unknown"


def _hides_names(story: Story) -> bool:
    """Whether an account says that it withholds or changes names, or gives somebody a name that is not the author's."""
    text, cues = story.plain.text, story.cues
    if cues.any_of("unnamed_patterns").search(text):
        return True
    if any(cues.listed(key) and cues.compile(str(cues.listed(key))).search(text) for key in ("plural_pseudonym", "footnote")):
        return True
    given = (person for person in story.names if person.identity == "stated_pseudonym" or any(kind == GIVEN for kind, _ in person.told))
    return any(not story.byline.names(person.label) for person in given)


def _others_say_i(story: Story) -> bool:
    """Whether so much of what "I" says is quoted that who tells may be asking: a reporter's "I" is no leaver's."""
    first = first_person(story.cues)
    every, own = len(first.findall(story.plain.text)), len(first.findall(story.narration))
    return every - own >= _QUOTED * every


def _signed(story: Story) -> re.Match[str] | None:
    """The name or the initials under a letter, in one of its last lines; whatever has a capital under "Yours,"."""
    text, lines = story.plain.text, story.plain.paragraphs
    for start, end in lines[-_SIGNED:]:
        match = _SIGNATURE.match(text, start, end)
        if match is not None:
            return match
    if len(lines) > 1 and text[slice(*lines[-2])].endswith((",", "،")) and lines[-2][1] - lines[-2][0] <= _CLOSING:
        return _UNDERSIGNED.fullmatch(text, *lines[-1])
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
