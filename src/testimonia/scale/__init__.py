"""Spark versions of the work that grows with the library, behind the protocol of the ordinary engines and with the same results.

Every partition runs the very functions of the ordinary engine on its part of the arrays; Spark only brings together what belongs
together. Needs the extra ``spark`` and a Java runtime.
"""

from __future__ import annotations

from testimonia.scale.resolve import LocalSparkPeople, SparkPeople
from testimonia.scale.session import local_session
from testimonia.scale.trace import LocalSpark, SparkTrace

__all__ = ["LocalSpark", "LocalSparkPeople", "SparkPeople", "SparkTrace", "local_session"]
