"""What accounts that came in share with the others, as far as the index of the last full tracing says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from testimonia.domain.results import Reuse
from testimonia.stages.trace.method.arrivals import Standing, joined_library
from testimonia.stages.trace.method.describe import Describer
from testimonia.stages.trace.method.meetings import Meetings, meetings
from testimonia.stages.trace.method.passages import Known
from testimonia.stages.trace.method.reuse import asked, compared, placed_groups
from testimonia.stages.trace.method.texts import Source
from testimonia.stages.trace.params import TraceParams


def provisional_reuse(standing: Standing, sources: Sequence[Source], arrived: Iterable[str], params: TraceParams) -> tuple[Reuse, ...]:
    """The pairs of ``sources`` (the accounts that came in, and their neighbours) in which one of the ``arrived`` stands."""
    new = frozenset(arrived)
    library, spread = joined_library(standing, sources, new, params)
    found, _ = meetings(spread, len(library.items) + 1, params.common)
    fresh = np.array([item.account in new for item in library.items], np.bool_)
    kept = fresh[library.owner[found.one]] | fresh[library.owner[found.other]]
    met = Meetings(found.one[kept], found.other[kept], found.group[kept])
    known = Known(*placed_groups(spread, library.numbers.size), spread.minima(asked(spread, params)))
    describer = Describer(library, params)
    reuse = [describer.reuse(pair, matches) for pair, matches in compared(library, known, met, params).items()]
    return tuple(sorted(reuse, key=lambda pair: (pair.a, pair.b)))
