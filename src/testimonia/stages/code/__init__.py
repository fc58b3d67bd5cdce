"""Coding: what the accounts say, marked passage by passage and answered on the case form, by people who work apart.

The question is what each account says, in whose voice, and how sure two people are that it says so. A codebook in versions defines
the codes; each coder marks passages and fills forms alone in a blind round; completions say which units are finished, since silence
means something only there; the lead opens the round, and what differs is settled as consensus or adjudication beside the originals,
never instead of them. Every row points to the words it rests on by code points and by quotation, and the two must agree.

Sources: Krippendorff (2019), Content Analysis, ch. 7 and 12 (unitizing, independence of coders); Saldaña (2021), The Coding Manual
for Qualitative Researchers; W3C Web Annotation Data Model 4.2.4-4.2.5 (a passage is a position and a quotation).
"""

from __future__ import annotations

from testimonia.stages.code.agreement import Asked, measure_agreement, scales
from testimonia.stages.code.agreement_report import AgreementReport
from testimonia.stages.code.report import CodeReport, CodingsExport, RoundReport
from testimonia.stages.code.rounds import look_at_round, open_round
from testimonia.stages.code.steps import export_codings, import_file

__all__ = [
    "AgreementReport",
    "Asked",
    "CodeReport",
    "CodingsExport",
    "RoundReport",
    "export_codings",
    "import_file",
    "look_at_round",
    "measure_agreement",
    "open_round",
    "scales",
]
