"""How many people, out of how many, say what, and how sure is that?

Procedure: the analysis plan of study.yaml is carried out on cases (people, or responses), never on articles. Each case has one
state for each code: affirmed, denied, silent (its unit was completed and nothing was said), unclear (coders disagree, or the form
says so). Adjudication speaks before consensus, consensus before coders. A share is given with the Wilson interval, with two
denominators (every completed case; the cases that say anything), and with the bounds it would have if all who are silent or
unclear had said no, or yes.

Sources: Wilson (1927), JASA 22:209-212; Newcombe (1998), Statistics in Medicine 17:857-872; Brown, Cai & DasGupta (2001),
Statistical Science 16:101-133; Manski (1989), Journal of Human Resources 24:343-360, for the bounds.
"""

from __future__ import annotations

from testimonia.stages.analyse.behind import cases_behind, gathered, kept_of
from testimonia.stages.analyse.exploring import ExploredReport, choices, explore, forget, save, saved
from testimonia.stages.analyse.layers import LayersReport, by_layer
from testimonia.stages.analyse.params import AnalyseParams
from testimonia.stages.analyse.past import ChangesReport, PastReport, changes_since, findings_as_of
from testimonia.stages.analyse.planning import NeedParams, NeedReport, need
from testimonia.stages.analyse.printed import PrintedReport, check_printed
from testimonia.stages.analyse.report import AnalyseReport
from testimonia.stages.analyse.steps import analyse

__all__ = [
    "AnalyseParams",
    "AnalyseReport",
    "ChangesReport",
    "ExploredReport",
    "LayersReport",
    "NeedParams",
    "NeedReport",
    "PastReport",
    "PrintedReport",
    "analyse",
    "by_layer",
    "cases_behind",
    "changes_since",
    "check_printed",
    "choices",
    "explore",
    "findings_as_of",
    "forget",
    "gathered",
    "kept_of",
    "need",
    "save",
    "saved",
]
