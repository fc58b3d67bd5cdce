"""How much of an account is somebody's: the sentences from where they are named to where the next one is, and whom they share them with.

A round-up gives every leaver a stretch of their own; in an account of one, others are named beside them, in their sentences or by them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from testimonia.assist.passages import CLAIMED, JOINING, LEAVING, NAMED, SAID, SUBJECT, Passages
from testimonia.assist.weighing import logistic

_NEVER = -8.0  # logits of a sentence, or of somebody, that is not there
_LIKELY = 3.0  # logits below the likeliest name within which another one takes ground from it
_LEAST = -3.0  # logits: where all are less likely than that, nobody is a likely leaver
_NONE = -1


def grounds_of(passages: Passages, person: Sequence[float], scores: Mapping[str, Sequence[float]]) -> list[dict[str, float]]:
    """The features of each candidate; ``person`` is how likely the words make each, ``scores`` what each sentence is, in logits."""
    named = [at for at, name in enumerate(passages.names) if name]
    best = max((person[at] for at in named), default=0.0)
    likely = [at for at in named if person[at] >= max(best - _LIKELY, _LEAST)]
    owners = {"ground": _owners(passages, named), "ground among likely": _owners(passages, likely)}
    times = Counter(at for number in named for at in passages.of[number][NAMED])
    most = max((len(of[NAMED]) for of in passages.of), default=0)
    ranked = sorted(range(len(person)), key=lambda at: (-person[at], at))
    found = []
    for number, of in enumerate(passages.of):
        row = {
            "likely names": float(len(likely)),
            "sentences named": float(len(of[NAMED])),
            "named beside most": len(of[NAMED]) / max(1, most),
        }
        for name, owner in owners.items():
            mine = [at for at, who in enumerate(owner) if who == number]
            row |= {f"{name} {key}": value for key, value in _ground(mine, len(owner), scores).items()}
        own = of[NAMED]
        others = [at for at in own if times[at] > passages.names[number]]
        row["named alone"] = 1.0 - len(others) / max(1, len(own))
        rival = next((at for at in ranked if at != number), None)
        row["rival person"] = _NEVER if rival is None else person[rival]
        if rival is not None:
            row |= _shared(passages, own, rival)
        found.append(row)
    return found


def _owners(passages: Passages, candidates: Sequence[int]) -> list[int]:
    """Of each sentence the candidate who was named last, in it or before; of several in one sentence the one attested least, who is mostly new."""
    named: dict[int, int] = {}
    for number in candidates:
        named |= dict.fromkeys(passages.of[number][NAMED], number)
    owners, owner = [], _NONE
    for at in range(len(passages.words)):
        owner = named.get(at, owner)
        owners.append(owner)
    return owners


def _ground(mine: Sequence[int], sentences: int, scores: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """How many sentences are somebody's together and in a row, and what the surest of them tell."""
    run, longest, before = 0, 0, _NONE
    for at in mine:
        run = run + 1 if at == before + 1 else 1
        longest, before = max(longest, run), at
    return {
        "share": len(mine) / max(1, sentences), "run": float(longest),
        "leaving": max((scores[LEAVING][at] for at in mine), default=_NEVER), "joining": max((scores[JOINING][at] for at in mine), default=_NEVER),
        "claimed": sum(logistic(scores[CLAIMED][at]) for at in mine),
    }  # fmt: skip


def _shared(passages: Passages, own: Sequence[int], rival: int) -> dict[str, float]:
    """Whether somebody is named beside the likeliest other one, in their sentences, or by them, and how much later and oftener."""
    other, sentences, times = passages.of[rival], set(own), max(1, len(own))
    first, rivals = min(own, default=len(passages.words)), min(other[NAMED], default=len(passages.words))
    return {
        "beside rival": len(sentences.intersection(other[NAMED])) / times, "said by rival": len(sentences.intersection(other[SAID])) / times,
        "in rival's": len(sentences.intersection(other[SUBJECT])) / times, "times of rival": len(own) / max(1, len(other[NAMED])),
        "rival is name": float(passages.names[rival]), "after rival": (first - rivals) / max(1, len(passages.words)),
    }  # fmt: skip
