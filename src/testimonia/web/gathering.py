"""The cases behind a measure, worked out when somebody asks: the pages and the API alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from testimonia.domain.results import Measure
from testimonia.protocol import Plan
from testimonia.stages.analyse import cases_behind, gathered, kept_of
from testimonia.stages.publish import FindingsLook
from testimonia.study import Study

_gathered: dict[str, Any] = {}
_lock = Lock()


def measure_of(study: Study, look: FindingsLook, name: str) -> tuple[Plan, Measure] | None:
    """A measure by its id with the entry of the plan that it belongs to; None where either is gone."""
    row = next((row for row in look.measures if row.id == name), None)
    plan = next((entry for entry in study.protocol.analysis if row is not None and entry.id == row.plan), None)
    return None if row is None or plan is None else (plan, row)


def parts_of(study: Study, look: FindingsLook, row: Measure) -> Mapping[str, Sequence[str]]:
    """All cases that a measure counts, by part; of one that is out of date those alone that it was made of."""
    return kept_of(row) if look.stale else cases_behind(_desk(study), row)


def _desk(study: Study) -> Any:
    """What the analysis reads, laid out: kept until something changes, one at a time, because it holds all that was ever coded."""
    with study.read_as_machine() as view:
        key = f"{study.folder} {view.snapshot()}"
    with _lock:
        if key not in _gathered:
            _gathered.clear()
            _gathered[key] = gathered(study)
        return _gathered[key]
