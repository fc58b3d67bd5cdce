"""Settings of the analysis."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnalyseParams:
    """None: what is computed, of whom and with which interval stands in the plan of study.yaml.

    The plan can be adopted before the coding that it counts; a setting here would be a way around that.
    """
