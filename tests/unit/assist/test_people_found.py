"""The comparison with spaCy's PERSON entities says plainly what is missing, and counts each name of an account once."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace

from benchmarks import people_found


def test_what_is_missing_is_named_with_the_line_that_installs_it(monkeypatch):
    """Without spaCy, and without its model, the table says so instead of a figure."""
    monkeypatch.setitem(sys.modules, "spacy", None)
    assert people_found._model() == (None, "spaCy is not installed: pip install 'testimonia[nlp]'")

    def load(name):
        raise OSError(name)

    monkeypatch.setitem(sys.modules, "spacy", SimpleNamespace(load=load))
    model, missing = people_found._model()
    assert model is None
    assert "python -m spacy download en_core_web_sm" in missing


def test_a_name_is_one_person_of_an_account_however_often_it_stands_there():
    """Entities of other kinds are left out; spellings that fold alike are one, where the name stands first."""
    told = [("Sam Ford", "PERSON", 0), ("Harrow", "GPE", 20), ("SAM FORD", "PERSON", 40), ("Ivo", "PERSON", 60)]
    entities = [SimpleNamespace(text=text, label_=label, start_char=at, end_char=at + len(text)) for text, label, at in told]

    class Model:
        meta = {"version": "1"}  # noqa: RUF012 - as spaCy's

        def __call__(self, _text):
            return SimpleNamespace(ents=entities)

    found = people_found._entities(Model(), "a1", "...")
    assert [(json.loads(item.value)["label"], item.start) for item in found] == [("Sam Ford", 0), ("Ivo", 60)]
