"""The written plan of a study: study.yaml and its codebooks, parsed, checked and explained. Pure: texts in, values out.

protocol = parse_protocol(study_yaml, {"icsr-2015.yaml": text})   # ProtocolError lists every problem with its line
protocol.code("icsr-2015", "leaving-brutality").definition
protocol_digest(protocol)                                         # what a snapshot names
"""

from __future__ import annotations

from testimonia.protocol.analysis import COUNTED, PUBLISHED, Plan, Subject
from testimonia.protocol.check import check
from testimonia.protocol.codebook import Code, Codebook, Group
from testimonia.protocol.digest import protocol_digest
from testimonia.protocol.explain import explain
from testimonia.protocol.model import Protocol
from testimonia.protocol.parse import parse_codebook, parse_form, parse_protocol
from testimonia.protocol.periods import period_days, period_name
from testimonia.protocol.sections import (
    OWNER,
    Acceptance,
    Coder,
    Criterion,
    Form,
    FormSection,
    Gazetteer,
    OnlyIf,
    Release,
    Round,
    Shelf,
    Shelves,
    Study,
    Units,
    Value,
    Variable,
)
from testimonia.protocol.templates import TEMPLATES, shipped_codebooks, template

__all__ = [
    "COUNTED",
    "OWNER",
    "PUBLISHED",
    "TEMPLATES",
    "Acceptance",
    "Code",
    "Codebook",
    "Coder",
    "Criterion",
    "Form",
    "FormSection",
    "Gazetteer",
    "Group",
    "OnlyIf",
    "Plan",
    "Protocol",
    "Release",
    "Round",
    "Shelf",
    "Shelves",
    "Study",
    "Subject",
    "Units",
    "Value",
    "Variable",
    "check",
    "explain",
    "parse_codebook",
    "parse_form",
    "parse_protocol",
    "period_days",
    "period_name",
    "protocol_digest",
    "shipped_codebooks",
    "template",
]
