"""Which sentences of an account tell of a joining and a leaving, and how near each of its people stands to them.

Cues know the verbs that tables list. Learned weights know more: they say of every sentence how like it is to those that the gold gives as
somebody's joining or leaving, and how unlike to those that tell of a brother's, a captive's, a soldier's. The surest sentences that name
somebody, that they are the subject of, that they say, or that follow their name, are signs of whose leaving is told. Two weights more say
how like a sentence is to those in which anything is told of a leaver, and how like what is said to what leavers say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from testimonia.assist.weighing import logistic

JOINING, LEAVING = "words-joining", "words-left"
"""Weights of sentences: that a joining is told in one, that a leaving is."""
CLAIMED, VOICE = "words-claimed", "words-voice"
"""Weights of sentences: that anything is told of a leaver, that a leaver is the one who says it."""
NAMED, SUBJECT, SAID, AFTER = "named", "subject", "said", "after"
"""How a sentence may be somebody's: it names them, they are its subject, it is theirs, or it follows their name."""
_NEVER = -8.0  # logits of a sentence that is not there
_FAR = 10  # sentences: beyond that, one is as far as another
_KINDS = (("joining", JOINING), ("leaving", LEAVING))


@dataclass(frozen=True, slots=True)
class Passages:
    """The words of each sentence, for each candidate the numbers of the sentences that may be theirs, by how, and whether it is a name."""

    words: Sequence[Mapping[str, float]]
    of: Sequence[Mapping[str, Sequence[int]]]
    names: Sequence[bool]


def told_of(passages: Passages, scores: Mapping[str, Sequence[float]]) -> list[dict[str, float]]:
    """What the sentences say of each candidate; ``scores`` are those of each sentence in logits, by kind of weights."""
    found: list[dict[str, float]] = [{} for _ in passages.of]
    for kind, weights in _KINDS:
        said = scores[weights]
        best = max(range(len(said)), key=lambda at: said[at], default=0)
        nearest = _last_named(passages, best)
        highest: list[float] = []
        for number, of in enumerate(passages.of):
            row = found[number]
            row[f"account {kind}"] = max(said, default=_NEVER)
            for how in (NAMED, SUBJECT, SAID, AFTER):
                row[f"{how} {kind}"] = max((said[at] for at in of[how]), default=_NEVER)
            highest.append(max(row[f"{how} {kind}"] for how in (NAMED, SUBJECT, SAID, AFTER)))
            row[f"{kind} away"] = min(_FAR, min((abs(at - best) for at in of[NAMED]), default=_FAR)) / _FAR
            row[f"{kind} last named"] = float(number == nearest)
        ranked = sorted(highest, reverse=True)
        for number, score in enumerate(highest):
            rival = ranked[1] if len(ranked) > 1 and score == ranked[0] else ranked[0]
            found[number] |= {f"own {kind}": score, f"{kind} above rival": score - rival}
    spoken = [scores[VOICE][at] for at in sorted({at for of in passages.of for at in of[SAID]})]
    account = {"account voice": _mean(spoken), "account voice best": max(spoken, default=_NEVER)}
    return [row | _claimed(of, scores) | _voice(of, scores[VOICE]) | account for row, of in zip(found, passages.of, strict=True)]


def _claimed(of: Mapping[str, Sequence[int]], scores: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """How much is told of somebody, and how often joining and leaving are: the surest sentence and how many there are, by how they may be theirs."""
    found: dict[str, float] = {}
    for how in (NAMED, SUBJECT, AFTER, SAID):
        told = [scores[CLAIMED][at] for at in of[how]]
        found |= {f"{how} claimed": max(told, default=_NEVER), f"{how} claimed times": sum(map(logistic, told))}
    own = sorted({*of[NAMED], *of[SUBJECT], *of[SAID]})
    return found | {f"{kind} times": sum(logistic(scores[weights][at]) for at in own) for kind, weights in _KINDS}


def _voice(of: Mapping[str, Sequence[int]], scores: Sequence[float]) -> dict[str, float]:
    """How like a leaver somebody speaks."""
    said = [scores[at] for at in of[SAID]]
    return {"voice best": max(said, default=_NEVER), "voice mean": _mean(said), "voice least": min(said, default=_NEVER)}


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores) if scores else _NEVER


def _last_named(passages: Passages, best: int) -> int:
    """The name that was told last before or in a sentence; -1 where none was."""
    before = [
        (max((at for at in of[NAMED] if at <= best), default=-1), -number)
        for number, (of, name) in enumerate(zip(passages.of, passages.names, strict=True))
        if name
    ]
    at, number = max(before, default=(-1, 1))
    return -number if at >= 0 else -1
