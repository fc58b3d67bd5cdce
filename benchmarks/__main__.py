"""Every measurement at full size: ``python -m benchmarks``. Each table is printed as soon as it is measured."""

from __future__ import annotations

from benchmarks import (
    agreement,
    analyse,
    collect,
    febrl,
    library,
    log,
    many_people,
    people_found,
    resolving,
    retelling,
    start,
    trace,
    translations,
    workbench,
)
from benchmarks.table import show

show(log.measure(100_000))
show(library.measure(20_000))
show(agreement.measure())
show(analyse.measure())
show(start.measure())
show(collect.measure())
show(trace.measure())
show(translations.measure(20_000))
show(retelling.measure())
show(resolving.measure())
show(many_people.measure())
show(people_found.measure())
show(febrl.measure())
show(workbench.measure())
