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
from testimonia.stages.code.asking import Thread, ask, reply, threads, warn
from testimonia.stages.code.assigning import assign, look_at_work, release
from testimonia.stages.code.change_file import read_change
from testimonia.stages.code.changing import Change, change_codebook, look_at_change
from testimonia.stages.code.changing_report import ChangeReport
from testimonia.stages.code.comparing import Queue, differences, export_differences, look_at_queue
from testimonia.stages.code.crosswalks import CrosswalkReport, look_at_crosswalk, shipped_crosswalk
from testimonia.stages.code.form_report import FormReport, SheetReport
from testimonia.stages.code.forms import case_form, export_form
from testimonia.stages.code.method.rulings import Ruling
from testimonia.stages.code.report import CodeReport, CodingsExport, RoundReport
from testimonia.stages.code.rounds import RoundProgress, look_at_round, open_round, progress_of
from testimonia.stages.code.settling import as_ruling, audit, settle, take_rulings
from testimonia.stages.code.settling_report import AuditReport, DifferencesReport, SettleReport
from testimonia.stages.code.showing import DifferenceShown, look_at_difference
from testimonia.stages.code.steps import export_codings, import_file, put
from testimonia.stages.code.team_report import AssignReport
from testimonia.stages.code.using import BookShown, look_at_codebook, look_at_versions
from testimonia.stages.code.working import work
from testimonia.stages.code.working_report import WorkReport

__all__ = [
    "AgreementReport",
    "Asked",
    "AssignReport",
    "AuditReport",
    "BookShown",
    "Change",
    "ChangeReport",
    "CodeReport",
    "CodingsExport",
    "CrosswalkReport",
    "DifferenceShown",
    "DifferencesReport",
    "FormReport",
    "Queue",
    "RoundProgress",
    "RoundReport",
    "Ruling",
    "SettleReport",
    "SheetReport",
    "Thread",
    "WorkReport",
    "as_ruling",
    "ask",
    "assign",
    "audit",
    "case_form",
    "change_codebook",
    "differences",
    "export_codings",
    "export_differences",
    "export_form",
    "import_file",
    "look_at_change",
    "look_at_codebook",
    "look_at_crosswalk",
    "look_at_difference",
    "look_at_queue",
    "look_at_round",
    "look_at_versions",
    "look_at_work",
    "measure_agreement",
    "open_round",
    "progress_of",
    "put",
    "read_change",
    "release",
    "reply",
    "scales",
    "settle",
    "shipped_crosswalk",
    "take_rulings",
    "threads",
    "warn",
    "work",
]
