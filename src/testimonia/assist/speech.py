"""Who says what: quotations, turns and unmarked speech given to their speaker, or to nobody.

A quotation goes to whoever stands beside a verb of speaking next to it (Pouliquen, Steinberger and Best 2007); a pronoun there is the
last subject of that sex. Without such a tag it goes on with the speaker before it in the paragraph; a paragraph that is nothing but a
quotation goes to the only leaver, if nobody else speaks in the account.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from testimonia.assist.evidence import Leaver
from testimonia.assist.followed import Followed
from testimonia.assist.plain import Quoted
from testimonia.assist.story import NOBODY, OTHER, Story

_TAG = 70  # code points from a quotation to the verb of its tag
_BESIDE = 45  # code points between that verb and the speaker
_SHORT = 3  # words: fewer without a tag are a name, a title or a word held at arm's length
_HIDDEN = "\x00"
_CLAUSE = 4  # words that report something
_TAG_WORDS = 3  # words between a quotation and the verb of its tag
_THAT = re.compile(r"(?:\W{0,2}\w+){0,2}?\W{0,2}(?<!\w)(?:qu'|(?:that|dass|que|bahwa|ان|انه|انها)(?!\w))", re.IGNORECASE)
_SENTENCE_ENDS = frozenset(".!?…؟,،")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words of a leaver (their number) in plain offsets: marks excluded. ``direct`` is false for speech that is reported."""

    start: int
    end: int
    who: int
    direct: bool
    score: float


class Speech:
    """The speech of an account's leavers."""

    def __init__(self, story: Story, followed: Followed, people: list[Leaver]) -> None:
        """Give each quotation and turn to its speaker."""
        self.story, self.followed, self.people = story, followed, people
        self.plain, self.cues = story.plain, story.cues
        self.verb = story.cues.compile(r"(?i:{speech})")
        self.others_speak = self._others_speak()
        self.verdicts: dict[tuple[int, int], tuple[int, float]] = {}  # of each quotation: a leaver, OTHER or NOBODY, and how sure
        self.said = sorted(
            [*self._turns(), *self._retold(), *self._quotes(), *self._listed(), *self._narrated()], key=lambda said: (said.start, said.end)
        )

    # ---------------------------------------------------------------------------------------------------------- turns
    def _turns(self) -> list[Said]:
        found = []
        sole = 0 if len(self.people) == 1 else NOBODY
        for turn in self.story.turns:
            speaker = self.story.speaker(turn.label) if turn.role in ("name", "once") else None
            who = (
                next(
                    (at for at, person in enumerate(self.people) if person.name is not None and self.story.names[person.name] is speaker),
                    NOBODY,
                )
                if turn.role in ("name", "once")
                else sole
                if turn.role == "answer"
                else NOBODY
            )
            if who >= 0 and turn.end > turn.start:
                found.append(Said(start=turn.start, end=turn.end, who=who, direct=True, score=0.95 if turn.label else 0.85))
        return found

    def _retold(self) -> list[Said]:
        found = []
        for number, start, end in self.story.retold:
            first, _ = self.plain.sentences[number]
            who = self._subject(first, start, number)
            if who >= 0:
                found.append(Said(start=start, end=end, who=who, direct=True, score=0.8))
        return found

    def _subject(self, start: int, end: int, number: int) -> int:
        here = [who for reference, who in self.followed.at(start, end) if reference.kind != "plural"]
        return here[0] if here else self.followed.subjects[number]

    # ----------------------------------------------------------------------------------------------------- quotations
    def _quotes(self) -> list[Said]:
        found: list[Said] = []
        before: tuple[int, int] = (NOBODY, -1)  # the last speaker, and the paragraph
        for quoted in self.plain.quotes:
            if self.story.unmarked(quoted.start):
                continue
            paragraph = self.plain.paragraph_at(quoted.start)
            who, score = self._tagged(quoted)
            if who == NOBODY and not self._is_name(quoted):
                who, score = self._untagged(quoted, paragraph, before)
            self.verdicts[quoted.inner, quoted.inner_end] = (who, score)
            if who != NOBODY:
                before = (who, paragraph)
            if who >= 0:
                found.append(Said(start=quoted.inner, end=quoted.inner_end, who=who, direct=True, score=score))
        return found

    def _is_name(self, quoted: Quoted) -> bool:
        """Scare quotes, names and titles: few words that are no sentence."""
        words = self.plain.text[quoted.inner : quoted.inner_end].split(None, 8)
        whole = bool(words) and words[-1][-1] in _SENTENCE_ENDS
        after = self.story.narration[quoted.end : quoted.end + 1]
        if len(words) <= _SHORT and not (whole and len(words) > 1):
            return not (whole and after in ("", "\n", " ") and self._alone(quoted))
        return len(words) <= 8 and not whole and after not in ("", "\n", ".", ",", "،")  # noqa: PLR2004

    def _alone(self, quoted: Quoted) -> bool:
        """Whether a quotation is a sentence by itself."""
        before = self.story.narration[max(0, quoted.start - 3) : quoted.start].rstrip(" ")
        return not before or before[-1] in ".!?:…؟\n"

    def _tagged(self, quoted: Quoted) -> tuple[int, float]:
        """The speaker beside a verb of speaking after or before the quotation."""
        text = self.story.narration
        line_end = self.plain.paragraphs[self.plain.paragraph_at(quoted.start)][1]
        stop = self._stop(quoted.end, min(line_end, quoted.end + _TAG))
        after = self.verb.search(text, quoted.end, stop)
        if after is not None:
            who = self._beside(after.start(), after.end(), quoted.end, min(line_end, stop + _BESIDE))
            if who is not None:
                return who, 0.95
            if after.start() - quoted.end < 4:  # noqa: PLR2004 - "…", adds: nobody beside the verb, hence the subject before
                return self.followed.subjects[self.plain.sentence_at(quoted.start)], 0.85
        number = self.plain.sentence_at(quoted.start)
        start, _ = self.plain.sentences[number]
        lead = text[start : quoted.start]
        verbs = list(self.verb.finditer(text, start, quoted.start))
        if verbs and (lead.rstrip(' \x00"“”«»„').endswith((":", ",", "،", "that")) or len(text[verbs[-1].end() : quoted.start]) < _TAG):
            last = verbs[-1]
            who = self._beside(last.start(), last.end(), start, quoted.start)
            return (self._subject(start, quoted.start, number) if who is None else who), 0.9
        if lead.rstrip().endswith(":"):
            return self._subject(start, quoted.start, number), 0.85
        return NOBODY, 0.0

    def _stop(self, start: int, end: int) -> int:
        """Where the sentence after a quotation ends: the tag must stand before."""
        for at in range(start, end):
            char = self.story.narration[at]
            if char in "\n;" or (char in ".!?؟" and at > start + 1 and not self.story.narration[at - 2 : at - 1].isspace()):
                return at
            if char == "\x00":
                return at
        return end

    def _beside(self, verb_start: int, verb_end: int, start: int, end: int) -> int | None:
        """The person nearest to a verb of speaking: right after it, else right before it; None where nobody stands there."""
        references = self.followed.at(max(start, verb_start - _BESIDE), min(end, verb_end + _BESIDE))
        best: tuple[int, int] | None = None
        for reference, who in references:
            if reference.kind == "plural":
                continue
            gap = reference.start - verb_end if reference.start >= verb_end else verb_start - reference.end + 1
            if gap < 0 or (reference.start >= verb_end and not self._only_small(verb_end, reference.start)):
                continue
            if best is None or gap < best[0]:
                best = (gap, who if who != NOBODY else OTHER)
        if best is None:
            # A name that the story does not know stands beside the verb: somebody else speaks.
            unknown = self.cues.latin and re.match(rf" (?:{'Mr|Dr'}|[A-Z])", self.story.narration[verb_end : verb_end + 4])
            return OTHER if unknown and self.cues.language != "de" else None
        return best[1]

    def _only_small(self, start: int, end: int) -> bool:
        """Whether at most a short word or two stand between a verb and the person (sagt er; says the)."""
        between = self.story.narration[start:end]
        return len(between) <= 14 and not any(char in between for char in ".,;:\n\x00")  # noqa: PLR2004

    def _untagged(self, quoted: Quoted, paragraph: int, before: tuple[int, int]) -> tuple[int, float]:
        """The speaker before it in the paragraph, the only one who speaks at all, or whom the words around it are about."""
        if before[1] == paragraph and before[0] != NOBODY:
            return before[0], 0.8
        if not self.others_speak and len(self.people) == 1:
            return 0, 0.75
        line = self.plain.paragraphs[paragraph]
        here = [who for reference, who in self.followed.at(line[0], quoted.start) if reference.kind != "plural"]
        if here:
            return self._about(quoted, set(here))
        follows = [who for reference, who in self.followed.at(quoted.end, line[1]) if reference.kind != "plural"]
        if follows and follows[0] >= 0:
            return follows[0], 0.65
        goes_on = not follows and before[0] >= 0 and before[1] == paragraph - 1
        return (before[0], 0.6) if goes_on else (NOBODY, 0.0)

    def _about(self, quoted: Quoted, here: set[int]) -> tuple[int, float]:
        """Whom the paragraph before a quotation is about."""
        leavers = {who for who in here if who >= 0}
        if len(leavers) == 1 and OTHER not in here:
            return leavers.pop(), 0.75
        number = self.plain.sentence_at(quoted.start)
        own = bool(self.followed.at(self.plain.sentences[number][0], quoted.start))
        return self.followed.subjects[number if own or not number else number - 1], 0.65

    def _others_speak(self) -> bool:
        """Whether anybody but the leavers stands beside a verb of speaking at a quotation."""
        return any(self._tagged(quoted)[0] == OTHER for quoted in self.plain.quotes)

    def _listed(self) -> list[Said]:
        """The quotation after each entry of a round-up ("A welder: ...")."""
        found = []
        for at, person in enumerate(self.people):
            if person.name is None and not person.narrator and person.identity in ("anonymous", "initial", "full_name"):
                quoted = next((quoted for quoted in self.plain.quotes if 0 <= quoted.start - person.end <= 45), None)  # noqa: PLR2004
                if quoted is not None and self.story.narration[person.end : quoted.start].rstrip().endswith(":"):
                    found.append(Said(start=quoted.inner, end=quoted.inner_end, who=at, direct=True, score=0.85))
        return found

    def _narrated(self) -> list[Said]:
        """All that somebody writes who tells their own story as "I"."""
        who = next((at for at, person in enumerate(self.people) if person.narrator), NOBODY)
        return [Said(start=start, end=end, who=who, direct=True, score=0.7) for start, end in self.plain.paragraphs] if who >= 0 else []

    # -------------------------------------------------------------------------------------------------- indirect speech
    def indirect(self) -> list[Said]:
        """Sentences in which a leaver's words are reported without marks; of one that also quotes, the words outside its quotation."""
        cue = self.cues.any_of("indirect_patterns")
        found = []
        for number, (start, end) in enumerate(self.plain.sentences):
            who = self.followed.subjects[number]
            pieces = self._unquoted(start, end) if who >= 0 else []
            quotes = pieces != [(start, end)]
            told = next((piece for piece in pieces if self._reports(cue, piece, quotes=quotes, follows=piece[0] > start)), None)
            if told is not None:
                found.append(Said(start=told[0], end=told[1], who=who, direct=False, score=0.7))
        return found

    def _unquoted(self, start: int, end: int) -> list[tuple[int, int]]:
        """A sentence without what it quotes; words at arm's length stay a part of it."""
        pieces, at = [], start
        for quoted in self.plain.quotes[bisect_left(self._quote_ends, start + 1) :]:
            if quoted.start >= end:
                break
            if self.story.narration[quoted.inner : quoted.inner + 1] == _HIDDEN:
                pieces.append((at, max(at, quoted.start)))
                at = min(end, quoted.end)
        if not pieces:
            return [(start, end)]
        return [trimmed for first, last in [*pieces, (at, end)] if (trimmed := self._trimmed(first, last))[0] < trimmed[1]]

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """A piece of a sentence without the marks and spaces that a quotation leaves at its ends."""
        text = self.story.narration
        while start < end and not (text[start].isalnum() or text[start] == "(" or text[start - 1 : start].isspace()):
            start += 1
        while start < end and (text[end - 1].isspace() or text[end - 1] in "(:,،;—–"):
            end -= 1
        return start, end

    @cached_property
    def _quote_ends(self) -> list[int]:
        return [quoted.end for quoted in self.plain.quotes]

    def _reports(self, cue: re.Pattern[str], piece: tuple[int, int], *, quotes: bool, follows: bool) -> bool:
        """Whether words tell what somebody said.

        In a sentence that quotes, only if something of their own follows the verb: "that" and a clause, or a clause where the verb is
        neither the tag of a quotation that it ``follows`` nor leads up to one.
        """
        text, (start, end) = self.story.narration, piece
        for match in cue.finditer(text, start, end):
            if not quotes:
                return True
            rest = text[match.end() : end]
            that = _THAT.match(rest) or _THAT.search(match.group())
            tag = follows and len(text[start : match.start()].split()) <= _TAG_WORDS
            leads = text[end : end + 2].lstrip()[:1] in (":", ",", "،")
            if len(rest.split()) >= _CLAUSE + bool(that and that.string is rest) and (that or not (tag or leads)):
                return True
        return False
