"""Shelves, inclusion, documents of other shelves and codes as they are suggested in the teaching study, against the gold: totals alone.

Nobody who writes those suggesters reads the sealed part. Their cues and thresholds were chosen on the open part, so that only the sealed
figures say what to expect of another study; both floors lie a little under what was measured when they were pinned. The matching rules
stand in `examples/teaching/workshop/document_scores.py`. Codes are learned on the same part, from every account outside an account's family.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from workshop.document_scores import learned, measure, suggested
from workshop.part import from_folder, from_zip
from workshop.protocol import bundled_protocol

HERE = Path(__file__).parent
OPEN = HERE.parents[1] / "examples" / "teaching" / "open"
# Precision and recall of all languages together.
FLOORS: dict[str, dict[str, tuple[float, float]]] = {
    "open": {
        "shelf": (0.95, 0.90),
        "decision": (0.95, 0.90),
        "criterion": (0.90, 0.88),
        "responses": (0.95, 0.80),
        "figures": (0.95, 0.80),
        "recommendations": (0.75, 0.80),
        "codes": (0.30, 0.05),
        "components": (0.75, 0.12),
        "codes learned": (0.40, 0.12),
    },
    "sealed": {
        "shelf": (0.93, 0.72),
        "decision": (0.86, 0.67),
        "criterion": (0.82, 0.65),
        "responses": (0.90, 0.25),
        "figures": (0.90, 0.15),
        "codes": (0.10, 0.02),
        "components": (0.60, 0.08),
        "codes learned": (0.30, 0.07),
    },
}


@pytest.mark.parametrize("name", ["open", "sealed"])
def test_suggestions_of_documents_reach_their_floors(name):
    """What was suggested rightly when the floors were pinned is suggested rightly still."""
    part = from_folder(OPEN) if name == "open" else from_zip(HERE / "teaching-sealed.zip")
    protocol = bundled_protocol()
    found = suggested(part, protocol)
    short = []
    for language in (None, "en"):
        for what, counts in (measure(part, found, language) | learned(part, found, protocol, language)).items():
            agreement = counts.agreement()
            print(f"{name} {language or 'all'} {what}: {agreement}")
            precision, recall = FLOORS[name].get(what, (0.0, 0.0)) if language is None else (0.0, 0.0)
            if agreement.precision < precision or agreement.recall < recall:
                short.append(f"{name} {what}: {agreement}; the floor is {precision} and {recall}")
    assert not short, "\n".join(short)
