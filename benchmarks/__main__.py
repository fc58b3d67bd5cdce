"""Every measurement at full size, as one table: ``python -m benchmarks``."""

from __future__ import annotations

from benchmarks import library, log, start
from benchmarks.table import show

show([*log.measure(100_000), *library.measure(20_000), *start.measure()])
