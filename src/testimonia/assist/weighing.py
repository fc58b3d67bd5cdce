"""Learned weights of named features: how sure a suggestion is, from the signs that speak for and against it.

A suggester names the features of a candidate ("leave near", "language=de", "word=drove"); every name is hashed into one of a fixed
number of buckets, whose weights were learned on invented accounts (`examples/teaching/train_claims.py`, `train_people.py`, `train_speakers.py`). What comes out is how surely the
words say what is claimed, never anything about a person. Each file of weights carries its model card: the
version, the parts it was learned on with their digests, and what was measured on accounts held out while it was learned.

Source: Weinberger et al. (2009), "Feature Hashing for Large Scale Multitask Learning".
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

Features = Mapping[str, float]
BUCKETS = 1 << 14
DIGITS = 3  # kept of each weight: a file that is learned anew on another machine is then the same
_STEEP = 30.0  # beyond it the logistic curve is flat


def bucket(name: str, buckets: int = BUCKETS) -> int:
    """The bucket of a feature: the same in every process and on every machine."""
    return zlib.crc32(name.encode("utf-8")) % buckets


def crossed(features: Features, *contexts: str) -> dict[str, float]:
    """The features, and each once more within every context (a language, a layout), where it may weigh otherwise."""
    return {**features, **{f"{context}&{name}": value for context in contexts for name, value in features.items()}}


def logistic(score: float) -> float:
    """The probability of a score in logits."""
    return 1.0 / (1.0 + math.exp(-max(-_STEEP, min(_STEEP, score))))


@dataclass(frozen=True, eq=False)
class Weights:
    """Learned weights: ``values`` a bucket, ``bias``, the model card, and what probability was ``enough`` for the aim of the card, people being known."""

    bias: float
    values: npt.NDArray[np.float64]
    enough: float = 0.5
    card: Mapping[str, Any] = field(default_factory=dict)

    def score(self, features: Features) -> float:
        """The weights of the features added up, in logits."""
        size = len(self.values)
        return self.bias + sum(float(self.values[bucket(name, size)]) * value for name, value in features.items())

    def probability(self, features: Features) -> float:
        """How sure a suggestion with these features is, from 0 to 1."""
        return logistic(self.score(features))

    def strongest(self, features: Features, among: Iterable[str] | None = None) -> str:
        """The feature that speaks most for the suggestion, of all or ``among`` some; empty where none does."""
        size, names = len(self.values), sorted(features if among is None else (name for name in among if name in features))
        best = max(names, key=lambda name: float(self.values[bucket(name, size)]) * features[name], default="")
        return best if best and self.values[bucket(best, size)] * features[best] > 0 else ""

    @property
    def version(self) -> str:
        """Of the card: raised whenever the weights are learned anew."""
        return str(self.card.get("version", ""))

    def to_json(self) -> str:
        """The file: the card, then one line a bucket that has a weight."""
        lines = [f'"{at}": {value:.{DIGITS}f}' for at, value in enumerate(self.values) if round(value, DIGITS)]
        head = {"card": self.card, "bias": round(self.bias, DIGITS), "enough": self.enough, "buckets": len(self.values)}
        body = json.dumps(head, ensure_ascii=False, indent=1, sort_keys=True)
        return body.removesuffix("\n}") + ',\n "weights": {\n' + ",\n".join(lines) + "\n }\n}\n"

    @classmethod
    def from_json(cls, text: str) -> Weights:
        """Read what :meth:`to_json` wrote."""
        read = json.loads(text)
        values = np.zeros(read["buckets"])
        for at, value in read["weights"].items():
            values[int(at)] = value
        return cls(bias=read["bias"], values=values, enough=read["enough"], card=read["card"])


def together(weights: Sequence[Weights], features: Features) -> list[float]:
    """What several weights with as many buckets say of the same features, in logits: every name is hashed once."""
    sizes = {len(one.values) for one in weights}
    if len(sizes) != 1:
        raise ValueError(f"weights of {sorted(sizes)} buckets: one number of them is needed")
    size = sizes.pop()
    places, values = [bucket(name, size) for name in features], np.array(list(features.values()), float)
    return [one.bias + float(one.values[places] @ values) for one in weights]


@cache
def learned(name: str) -> Weights:
    """The weights that come with testimonia under a name (``data/NAME.weights.json``)."""
    return Weights.from_json(files("testimonia.assist").joinpath("data", f"{name}.weights.json").read_text(encoding="utf-8"))
