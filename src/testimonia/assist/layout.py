"""Who speaks where no quotation mark says so: speaker labels, questions and answers with labels or with none, "She said: I was ..."."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from testimonia.assist.cues import Cues, flat
from testimonia.assist.plain import Plain, simplified

_TIME = r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s+)?"  # a recording's clock before the label
_MARKED = r"(?:\*\*|__)?"  # a label in bold
_LABEL = re.compile(
    _TIME
    + _MARKED
    + r"(?:(?P<label>(?:\w\. ?){2}|[^\W\d_]\.|[^\W\d_][^:\n.!?\"“«„]{0,40}?(?:\. [^:\n.!?\"“«„]{1,30}|(?<= \w)\.)?)(?P<aside>\s?\([^)\n]{0,60}\))?"
    + _MARKED
    + r"\s?:"
    + _MARKED
    + r"\s+(?=\S)"
    r"|(?P<short>[^\W\d_]{1,10})\.\s+(?=\S)|(?P<dashed>[^\W\d_a-z][^:\n.!?\"“«„—–]{0,30}?)\s[—–]\s(?=\S))"
)
_CLOCK = re.compile(r"[\[(]\d{1,2}:\d{2}(?::\d{2})?[\])]\s+(?:\[[^\]\n]{0,40}\]\s+)?(?=\S)")
_BOLD = re.compile(r"(?:\*\*|__)[^\n]{1,400}?(?:\*\*|__)$")
_DASHES = "—–"
_DASH = re.compile(r"[—–]\s*")
_ASKED = 15  # words of a question that stands alone in its paragraph
_LONG = 45  # words of a question once the layout is believed
_ASKS = 0.4  # share of questions among the turns of whoever asks
_ALTERNATE = 3  # questions of that kind before the layout is believed
_PARTICLE = 3  # letters of a small word within a name
_SURE = 3  # turns of repeated labels after which a label that stands once is believed too


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker says without marks (plain offsets), after the label; ``role`` is question, answer, name, or once: a name that speaks once."""

    start: int
    end: int
    label: str
    label_start: int
    role: str


def turns(plain: Plain, cues: Cues) -> list[Turn]:
    """The turns of a transcript or interview, in order; none where the account is no such thing."""
    return _labelled(plain, cues) or _dashed(plain) or _bold(plain) or _bare(plain) or _timed(plain)


def _labelled(plain: Plain, cues: Cues) -> list[Turn]:
    asks = {simplified(word).lower() for word in flat(cues.listed("officials"))} | {
        simplified(word).lower() for word in flat(cues.listed("labels").get("question", []))
    }
    asks -= {simplified(word).lower() for word in flat(cues.listed("labels").get("guest", []))}
    answers = {simplified(word).lower() for word in flat(cues.listed("labels").get("answer", []))}
    matches = [(end, match) for start, end in plain.paragraphs if (match := _LABEL.match(plain.text, start, end))]
    names = Counter(_name(match) for _, match in matches)
    both = bool(asks & names.keys()) and bool(answers & names.keys())
    sure = sum(times for name, times in names.items() if times > 1) >= _SURE
    found: list[Turn] = []
    for end, match in matches:
        name, label = _name(match), _label(match)
        if both and name in asks | answers:
            role = "question" if name in asks else "answer"
        elif match["short"] or _is_no_label(match, names, both=both, sure=sure) or (name not in asks and not _cased(label, cues)):
            continue
        else:
            role = "question" if name in asks else "once" if names[name] == 1 and not both else "name"
        found.append(Turn(start=match.end(), end=end, label=label, label_start=match.start(), role=role))
    return _with_host(plain, found) if len(found) > 1 and (both or any(names[turn.label.strip().lower()] > 1 for turn in found)) else []


def _is_no_label(match: re.Match[str], names: Counter[str], *, both: bool, sure: bool) -> bool:
    """A label that stands once, in no transcript; one before a dash that is not in capitals."""
    once = names[_name(match)] < 2  # noqa: PLR2004
    if match["dashed"]:
        return once or not match["dashed"].isupper()
    return once and not (both or sure)


def _with_host(plain: Plain, found: list[Turn]) -> list[Turn]:
    """In a conversation of names without a host, the one who asks is the host: most of their turns end in a question, others' do not."""
    if any(turn.role not in ("name", "once") for turn in found):
        return found
    often = [turn for turn in found if turn.role == "name"]
    asked = Counter(turn.label for turn in often if plain.text[turn.start : turn.end].rstrip("*_ \n").endswith(("?", "؟")))
    total = Counter(turn.label for turn in often)
    hosts = {label for label, times in total.items() if asked[label] / times >= _ASKS}
    if len(hosts) == len(total):
        return found
    return [replace(turn, role="question") if turn.label in hosts else turn for turn in found]


def _name(match: re.Match[str]) -> str:
    return _label(match).strip().lower()


def _label(match: re.Match[str]) -> str:
    return str(match["label"] or match["short"] or match["dashed"])


def _cased(label: str, cues: Cues) -> bool:
    """Whether a label may be a name: capital first letters, small particles apart, few words."""
    words = label.split()
    small = [word for word in words if word[0].islower()]
    return len(words) <= 4 and (not cues.latin or (words[0][0].isupper() and all("'" in word or len(word) <= _PARTICLE for word in small)))  # noqa: PLR2004


def _bold(plain: Plain) -> list[Turn]:
    """Questions in bold, each with the answer below it."""
    lines = plain.paragraphs
    bold = [_BOLD.match(plain.text[start:end]) is not None for start, end in lines]
    asked = sum(
        plain.text[start:end].rstrip("*_ ").endswith(("?", "؟")) for (start, end), is_bold in zip(lines, bold, strict=True) if is_bold
    )
    if sum(bold) < _ALTERNATE or asked < sum(bold) / 2:
        return []
    return [
        turn
        for at in range(len(lines) - 1)
        if bold[at] and not bold[at + 1]
        for turn in (_turn(lines[at][0] + 2, lines[at][1] - 2, "question"), _turn(*lines[at + 1], "answer"))
    ]


def _bare(plain: Plain) -> list[Turn]:
    """Questions that stand alone, each followed by its answer; where both stand in one block of lines, statements may be questions too."""
    lines = plain.paragraphs
    asks = [_is_question(plain, start, end, _LONG) for start, end in lines]
    asked = [at for at in range(len(lines) - 1) if asks[at] and not asks[at + 1]]
    if sum(_is_question(plain, *lines[at], _ASKED) for at in asked) < _ALTERNATE:
        return []
    pairs = set(asked)
    paired = [at for at in asked if _joined(plain, at) and not _joined(plain, at - 1) and not _joined(plain, at + 1)]
    if len(paired) == len(asked):  # question and answer make a block of two lines
        pairs |= {
            at for at in range(asked[0], len(lines) - 1) if _joined(plain, at) and not _joined(plain, at - 1) and not _joined(plain, at + 1)
        }
    return [turn for at in sorted(pairs) for turn in (_turn(*lines[at], "question"), _turn(*lines[at + 1], "answer"))]


def _joined(plain: Plain, at: int) -> bool:
    """Whether no empty line stands between a line and the next."""
    lines = plain.paragraphs
    return 0 <= at < len(lines) - 1 and plain.text[lines[at][1] : lines[at + 1][0]].count("\n") == 1


def _turn(start: int, end: int, role: str) -> Turn:
    return Turn(start=start, end=end, label="", label_start=start, role=role)


def _timed(plain: Plain) -> list[Turn]:
    """Extracts of a recording, each with its time before it and nobody's name."""
    found = []
    for start, end in plain.paragraphs:
        match = _CLOCK.match(plain.text, start, end)
        if match is not None:
            asks = _is_question(plain, match.end(), end, _ASKED)
            found.append(Turn(start=match.end(), end=end, label="", label_start=start, role="question" if asks else "answer"))
    return found if len(found) >= _ALTERNATE else []


def _dashed(plain: Plain) -> list[Turn]:
    """A dialogue in dashes: who asks, asks; the other answers. "— Three, he says." goes to the comma before the verb of speaking."""
    lines = [(start, end) for start, end in plain.paragraphs if plain.text[start] in _DASHES]
    asked = [plain.text[start:end].rstrip().endswith("?") for start, end in lines]
    if len(lines) < _ALTERNATE or not any(asked) or all(asked) or plain.raya:
        return []
    found = []
    for (start, end), asks in zip(lines, asked, strict=True):
        first = start + len(_DASH.match(plain.text[start:end])[0])  # type: ignore[index]
        found.append(Turn(start=first, end=end, label="", label_start=start, role="question" if asks else "answer"))
    return found


def _is_question(plain: Plain, start: int, end: int, most: int) -> bool:
    said = plain.text[start:end]
    return said.endswith(("?", "؟")) and len(said.split(None, most + 1)) <= most and plain.narration[start:end] == said


def retold(plain: Plain, cues: Cues) -> list[tuple[int, int, int]]:
    """Speech in the first person after "She said:", without marks: sentence, start and end (plain offsets) of each."""
    opener = cues.compile(r"(?i:{speech})\s?:\s(?=[^\"“«„'‘`\s\x00])")
    speaks, others = first_person(cues), _third_person(cues)
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


def first_person(cues: Cues) -> re.Pattern[str]:
    """Words by which whoever tells speaks of themselves."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(simplified(word)) for word in flat(cues.listed('narrator')))})(?!\w)", re.IGNORECASE)


def _third_person(cues: Cues) -> re.Pattern[str]:
    words = [*flat(cues.listed("pronouns")), *(f"here {word}" for word in flat(cues.listed("pronouns")))]
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
