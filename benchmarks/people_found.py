"""Whom the rules suggest, beside spaCy's PERSON entities as Aleph and Datashare list them: an entity for each name in an account.

Peer: spaCy's ``en_core_web_sm`` on the accounts in English, the open part of the teaching study and the sealed one (totals only). Run:
``pip install 'testimonia[nlp]'``, ``python -m spacy download en_core_web_sm``, ``python -m benchmarks.people_found``; ``TESTIMONIA_SPACY``
names another model or the folder of one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.table import Row, show
from testimonia.domain.identity import canonical_json
from testimonia.domain.results import Suggestion
from testimonia.text import fold

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE / "examples" / "teaching"))

from workshop.part import Part, from_folder, from_zip  # noqa: E402 - after the path is set
from workshop.people_scores import measure as scored  # noqa: E402
from workshop.people_scores import suggested  # noqa: E402
from workshop.protocol import protocol_of  # noqa: E402

MODEL = "en_core_web_sm"
PARTS: Mapping[str, Callable[[], Part]] = {
    "open": lambda: from_folder(HERE / "examples" / "teaching" / "open"),
    "sealed": lambda: from_zip(HERE / "tests" / "gates" / "teaching-sealed.zip"),
}


def measure() -> list[Row]:
    """Precision and recall of persons who speak of their own leaving, in English."""
    model, missing = _model()
    rows = []
    for name, read in PARTS.items():
        part = read()
        rules = scored(part, suggested(part, protocol_of(part)), "en")["persons"].agreement()
        rows.append(Row("suggest", f"{name}, English: persons by our rules", str(rules), "P .85, R .80", ""))
        case = f"{name}, English: every PERSON of spaCy"
        if model is None:
            rows.append(Row("suggest", case, f"not measured: {missing}", "", ""))
            continue
        peer = scored(part, {text: _entities(model, text, part.texts[text].body) for text in part.texts}, "en")["persons"].agreement()
        rows.append(Row("suggest", case, str(peer), "", f"rules: {rules.precision / max(peer.precision, 0.001):.1f} times the precision"))
    return rows


def _model() -> tuple[Any, str]:
    """The model, or None and what to install."""
    try:
        import spacy
    except ImportError:
        return None, "spaCy is not installed: pip install 'testimonia[nlp]'"
    name = os.environ.get("TESTIMONIA_SPACY", MODEL)
    try:
        return spacy.load(name), ""
    except OSError:
        return None, f"spaCy has no model {name}: python -m spacy download {MODEL}, or name its folder in TESTIMONIA_SPACY"


def _entities(model: Any, account: str, text: str) -> Sequence[Suggestion]:
    return [
        Suggestion(
            id=f"{account} {number}", account=account, kind="mention", target=account, edition=account, start=start, end=end, score=1.0,
            value=canonical_json({"label": label, "identity": "unknown"}), method="spacy", version=model.meta["version"],
        )
        for number, (label, start, end) in enumerate(_names(model, text))
    ]  # fmt: skip


def _names(model: Any, text: str) -> Iterator[tuple[str, int, int]]:
    """Each name once, where it stands first."""
    seen = set()
    for entity in model(text).ents:
        name = fold(entity.text)
        if entity.label_ == "PERSON" and name not in seen:
            seen.add(name)
            yield entity.text, entity.start_char, entity.end_char


if __name__ == "__main__":
    show(measure())
