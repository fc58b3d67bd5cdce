"""Translations proposed by what survives them: names folded across scripts, numbers, dates, and the order in which they come.

A translation shares no words with its original, so that shared passages cannot find it. Names, numbers and dates go over into the other
language nearly whole, and in the same order. For review only: a proposal joins nothing until a person accepts it.
"""

from __future__ import annotations

from testimonia.stages.trace.method.translations.params import TranslationParams
from testimonia.stages.trace.method.translations.propose import TRANSLATION, VERSION, Proposals, propose_translations
from testimonia.stages.trace.method.translations.signature import Marks, Told
from testimonia.stages.trace.method.translations.tree import needed

__all__ = ["TRANSLATION", "VERSION", "Marks", "Proposals", "Told", "TranslationParams", "needed", "propose_translations"]
