"""Codings in: every passage is where and what it says it is, or the file is refused with all its faults."""

from __future__ import annotations

import json
import unicodedata

import pytest

from testimonia.domain.decisions import Coding, Episode, Withdrawal
from testimonia.domain.evidence import Account
from testimonia.domain.vocabulary import Layer, Stance
from testimonia.errors import ImportRejected, InputError
from testimonia.stages.code import import_file

from .conftest import ARABIC, EMOJI, PLAIN


def faults_of(place, rows, coder="anna", name="codings.jsonl"):
    study = place.open(coder)
    with pytest.raises(ImportRejected) as caught:
        import_file(study, place.write(name, rows))
    assert "nothing of it was taken" in caught.value.message
    with study.store.read() as connection:
        assert study.store.records(connection, Coding) == []
    study.close()
    return caught.value.problems


def taken(place, rows, coder="anna", name="codings.jsonl"):
    study = place.open(coder)
    report = import_file(study, place.write(name, rows))
    with study.read() as view:
        found = view.records(Coding)
    study.close()
    return report, found


def row(place, text, words, **more):
    account = {PLAIN: place.plain, ARABIC: place.arabic, EMOJI: place.emoji}[text]
    start = text.index(words)
    return {"account": account, "start": start, "end": start + len(words), "code": "leaving:brutality", **more}
