"""How near a partition comes to the truth: B-cubed (Bagga and Baldwin 1998)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def b_cubed(found: Sequence[int], truth: Sequence[int]) -> tuple[float, float, float]:
    """Precision, recall and F, each mention counting once."""
    both, mine, theirs = Counter(zip(found, truth, strict=True)), Counter(found), Counter(truth)
    size = len(truth)
    precision = sum(count * count / mine[group] for (group, _), count in both.items()) / size
    recall = sum(count * count / theirs[person] for (_, person), count in both.items()) / size
    return precision, recall, 2 * precision * recall / (precision + recall)
