"""What the gold teaches of everybody in an account: the part they play, which sentences tell of leavers, and who says what."""

import json

import numpy as np
import pytest

from testimonia.assist.supposed import Supposed
from workshop.part import from_folder
from workshop.people_rows import ANYTHING, NO_PART, _theirs, accounts

TEXT = (
    "Corin Vance, 24, joined the Lantern Host in May 2014 and left it a year later.\n\n"
    "“I walked out at night,” Vance said. “He was a quiet boy,” said his mother, Perla Vance.\n\n"
    "“We opened an inquiry,” said Inspector Ostrin Falk. Dario Moll, once of the Host, was named there, too, with Senna Ruk. Nobody asked there. Harwick was quiet, and a bus from Harwick came late.\n\n"
    "“Nobody knows,” somebody shouted.\n\n"
    "“I ran” and “we wept”, Vance and his mother say. The man who left in May did not."
)
MENTIONS = [
    ("m1", "Corin Vance", True, "leaver", "Corin Vance, 24"), ("m2", "Perla Vance", False, "relative", "his mother, Perla Vance"),
    ("m3", "Ostrin Falk", False, "official", "Inspector Ostrin Falk"), ("m4", "Dario Moll", False, "leaver", "Dario Moll, once of the Host"),
]  # fmt: skip


@pytest.fixture
def account(tmp_path):
    """The only account of a part that says this of everybody."""
    for folder in ("texts", "gold"):
        (tmp_path / folder).mkdir()
    head = {
        "id": "x1",
        "title": "",
        "byline": "",
        "outlet": "",
        "url": "",
        "outlet_country": "",
        "published": "2016-01-01",
        "language": "en",
        "shelf": "testimony",
        "format": "",
        "fictional": False,
    }
    front = "\n".join(f"{name}: {json.dumps(value)}" for name, value in head.items())
    (tmp_path / "texts" / "x1.md").write_text(f"---\n{front}\n---\n{TEXT}\n", encoding="utf-8")
    mentions = [
        {"id": name, "account": "x1", "label": label, "identity": "full_name", "kind": "person", "eligible": eligible, "role_in_text": role, "person": None, "quote": quote, "undecidable_with": []}
        for name, label, eligible, role, quote in MENTIONS
    ]  # fmt: skip
    claims = [
        {"mention": "m1", "variable": "age", "value": "24", "quote": "Corin Vance, 24", "holder": "reporter", "time": ""},
        {"mention": "m1", "variable": "left", "value": "2015", "quote": "left it a year later", "holder": "reporter", "time": ""},
        {"mention": "m1", "variable": "joined", "value": "2012", "quote": "Nobody asked there", "holder": "reporter", "time": "", "trap": True},
    ]  # fmt: skip
    quotations = [
        {"account": "x1", "quote": quote, "speaker_mention": who, "direct": True, "layout": ""}
        for quote, who in [
            ("I walked out at night,", "m1"),
            ("He was a quiet boy,", "m2"),
            ("Nobody knows,", None),
            ("we wept", "m2"),
            ("I ran", "m1"),
        ]
    ]
    for name, rows in (("mentions", mentions), ("claims", claims), ("quotations", quotations), ("families", [])):
        (tmp_path / "gold" / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
    (tmp_path / "gazetteer.yaml").write_text("groups: [{name: Lantern Host, of_interest: true}]\n", encoding="utf-8")
    (found,) = accounts(from_folder(tmp_path))
    return found


def _sentence(account, words: str) -> int:
    return next(at for at, (start, end) in enumerate(account.every.spans) if words in TEXT[start:end])


def test_everybody_plays_the_part_that_the_gold_gives_them(account):
    """A leaver who does not count plays none, and a name that is nobody's is no person."""
    roles = {json.loads(item.value)["label"]: role for item, role in zip(account.items, account.roles, strict=True)}
    assert (roles["Corin Vance"], roles["Perla Vance"], roles["Inspector Ostrin Falk"]) == ("leaver", "relative", "official")
    assert roles["Dario Moll"] == NO_PART
    assert roles["Harwick"] == "nobody"
    nameless = [role for role, kind in zip(account.roles, account.kinds, strict=True) if kind != "name"]
    assert nameless
    assert set(nameless) <= {NO_PART, "leaver"}


def test_sentences_tell_what_the_gold_finds_in_them_and_no_traps(account):
    """The first tells of a leaving and of anything at all; what is marked as a trap is told of nobody."""
    first, trap = _sentence(account, "joined"), _sentence(account, "Nobody asked")
    assert account.tells["left"][first]
    assert account.tells[ANYTHING][first]
    assert not account.tells[ANYTHING][trap]
    assert not any(account.tells["joined"])


def test_a_sentence_is_said_by_a_leaver_by_somebody_else_or_by_nobody_known(account):
    """Where the gold does not know who speaks, nothing is taught."""
    voices = account.voices
    assert voices[_sentence(account, "I walked out")] is True
    assert voices[_sentence(account, "quiet boy")] is False
    assert voices[_sentence(account, "we wept")] is True, "of two in one sentence the leaver's counts"
    assert voices[_sentence(account, "Nobody knows")] is None
    assert voices[_sentence(account, "Dario Moll")] is None


def test_what_is_told_of_a_leaver_is_theirs_and_what_is_a_trap_or_of_another_is_not(account):
    """Vance's age and the year he left; the same year is nobody else's."""
    told = {
        (json.loads(account.items[one.who].value)["label"], one.variable, one.value): theirs
        for one, theirs in zip(account.every.supposed, account.theirs, strict=True)
    }
    assert told["Corin Vance", "age", "24"]
    assert not told["Perla Vance", "age", "24"]
    assert {(label, variable) for (label, variable, _), theirs in told.items() if theirs} == {
        ("Corin Vance", "age"),
        ("Corin Vance", "left"),
    }
    assert ("Corin Vance", "joined", "2015-05") in told


def test_the_features_of_what_is_told_are_kept_as_one_matrix(account):
    """A row for each, so that two thousand accounts fit into memory."""
    assert account.around_supposed.shape[0] == len(account.every.supposed) == len(account.theirs)
    assert account.around_supposed.dtype == "float32"
    assert min(np.diff(account.around_supposed.indptr)) > 0
    assert not any(one.features for one in account.every.supposed)


@pytest.mark.parametrize(
    ("part", "variable", "value", "ids", "told"),
    [
        ("p", "left", "2015", ["m1"], True),
        ("p", "left", "2014", ["m1"], False),
        ("p", "left", "2015", [], False),
        ("p", "left", "2018", ["m1"], None),
        ("p", "group", "Lantern Host", ["m1"], False),
        ("open", "group", "Lantern Host", ["m1"], None),
        ("open", "group", "Lantern Host", [], False),
    ],
)
def test_what_the_gold_leaves_open_is_neither_theirs_nor_not(part, variable, value, ids, told):
    """What another account alone tells of the same person; groups where the gold names few."""
    claims = {"m1": [{"mention": "m1", "variable": "left", "value": "2015", "quote": ""}]}
    elsewhere = [{"mention": "m2", "variable": "left", "value": "2018", "quote": ""}] if ids else []
    assert _theirs(Supposed(who=0, variable=variable, value=value, features={}), ids, claims, elsewhere, part) is told
