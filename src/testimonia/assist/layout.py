"""Who speaks where no quotation mark says so: speaker labels, questions and answers with labels or with none, "She said: I was ..."."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from testimonia.assist.cues import Cues, flat
from testimonia.assist.plain import Plain, simplified

_LABEL = re.compile(
    r"(?P<label>(?:\w\. ?){2}|[^\W\d_][^:\n.!?\"“«„]{0,40}?(?:\. [^:\n.!?\"“«„]{1,30})?)(?P<aside>\s?\([^)\n]{0,60}\))?\s?:\s+(?=\S)|(?P<short>[^\W\d_]{1,10})\.\s+(?=\S)"
)
_DASHES = "—–"
_DASH = re.compile(r"[—–]\s*")
_ASKED = 15  # words of a question that stands alone in its paragraph
_ASKS = 0.4  # share of questions among the turns of whoever asks
_ALTERNATE = 3  # questions of that kind before the layout is believed


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker says without marks (plain offsets), after the label; ``role`` is question, answer or name."""

    start: int
    end: int
    label: str
    label_start: int
    role: str


def turns(plain: Plain, cues: Cues) -> list[Turn]:
    """The turns of a transcript or interview, in order; none where the account is no such thing."""
    return _labelled(plain, cues) or _dashed(plain) or _bare(plain)


def _labelled(plain: Plain, cues: Cues) -> list[Turn]:
    asks = {simplified(word).lower() for word in flat(cues.listed("officials"))} | {
        simplified(word).lower() for word in flat(cues.listed("labels").get("question", []))
    }
    answers = {simplified(word).lower() for word in flat(cues.listed("labels").get("answer", []))}
    matches = [(end, match) for start, end in plain.paragraphs if (match := _LABEL.match(plain.text, start, end))]
    names = Counter(_name(match) for _, match in matches)
    both = bool(asks & names.keys()) and bool(answers & names.keys())
    found: list[Turn] = []
    for end, match in matches:
        name = _name(match)
        if both and name in asks | answers:
            role = "question" if name in asks else "answer"
        elif match["short"] or (names[name] < 2 and not both) or (name not in asks and not _cased(match["label"], cues)):  # noqa: PLR2004
            continue
        else:
            role = "question" if name in asks else "name"
        found.append(Turn(start=match.end(), end=end, label=match["label"] or match["short"], label_start=match.start(), role=role))
    return _with_host(plain, found) if len(found) > 1 else []


def _with_host(plain: Plain, found: list[Turn]) -> list[Turn]:
    """In a conversation of names without a host, the one who asks is the host: most of their turns end in a question, others' do not."""
    if any(turn.role != "name" for turn in found):
        return found
    asked = Counter(turn.label for turn in found if plain.text[turn.start : turn.end].rstrip().endswith(("?", "؟")))
    total = Counter(turn.label for turn in found)
    hosts = {label for label, times in total.items() if asked[label] / times >= _ASKS}
    if len(hosts) == len(total):
        return found
    return [replace(turn, role="question") if turn.label in hosts else turn for turn in found]


def _name(match: re.Match[str]) -> str:
    return str(match["label"] or match["short"]).strip().lower()


def _cased(label: str, cues: Cues) -> bool:
    """Whether a label may be a name: capital first letters, few words."""
    words = label.split()
    return len(words) <= 4 and (not cues.latin or all(word[0].isupper() or not word[0].isalpha() for word in words))  # noqa: PLR2004


def _bare(plain: Plain) -> list[Turn]:
    """Questions that stand alone, each followed by its answer."""
    lines = plain.paragraphs
    asked = [
        at for at, (start, end) in enumerate(lines[:-1]) if _is_question(plain, start, end) and not _is_question(plain, *lines[at + 1])
    ]
    if len(asked) < _ALTERNATE:
        return []
    found = []
    for at in asked:
        (start, end), (first, last) = lines[at], lines[at + 1]
        found += [
            Turn(start=start, end=end, label="", label_start=start, role="question"),
            Turn(start=first, end=last, label="", label_start=first, role="answer"),
        ]
    return found


def _dashed(plain: Plain) -> list[Turn]:
    """A dialogue in dashes: who asks, asks; the other answers. "— Three, he says." goes to the comma before the verb of speaking."""
    lines = [(start, end) for start, end in plain.paragraphs if plain.text[start] in _DASHES]
    asked = [plain.text[start:end].rstrip().endswith("?") for start, end in lines]
    if len(lines) < _ALTERNATE or not any(asked) or all(asked):
        return []
    found = []
    for (start, end), asks in zip(lines, asked, strict=True):
        first = start + len(_DASH.match(plain.text[start:end])[0])  # type: ignore[index]
        found.append(Turn(start=first, end=end, label="", label_start=start, role="question" if asks else "answer"))
    return found


def _is_question(plain: Plain, start: int, end: int) -> bool:
    said = plain.text[start:end]
    return said.endswith(("?", "؟")) and len(said.split(None, _ASKED + 1)) <= _ASKED and plain.narration[start:end] == said


def retold(plain: Plain, cues: Cues) -> list[tuple[int, int, int]]:
    """Speech in the first person after "She said:", without marks: sentence, start and end (plain offsets) of each."""
    opener = cues.compile(r"(?i:{speech})\s?:\s(?=[^\"“«„'‘`\s\x00])")
    speaks, others = _first_person(cues), _third_person(cues)
    found, busy = [], -1
    for number, (start, end) in enumerate(plain.sentences):
        match = opener.search(plain.narration, start, end)
        if match is None or start < busy:
            continue
        paragraph = plain.paragraphs[plain.paragraph_at(start)]
        stop = end
        for first, last in plain.sentences[number + 1 :]:
            if first >= paragraph[1] or others.match(plain.narration, first, last):
                break
            stop = last
        busy = stop
        if speaks.search(plain.narration, match.end(), stop):
            found.append((number, match.end(), stop))
    return found


def _first_person(cues: Cues) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, flat(cues.listed('narrator'))))})(?!\w)", re.IGNORECASE)


def _third_person(cues: Cues) -> re.Pattern[str]:
    words = [*flat(cues.listed("pronouns")), *(f"here {word}" for word in flat(cues.listed("pronouns")))]
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
