"""The gold of the teaching study: sound in both parts, cut cleanly between them, and checked by checks that can fail.

Of the sealed part these tests print places and rules, never words.
"""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path

import pytest

from workshop import checks
from workshop.part import TABLES, Part, from_folder, from_zip, pack
from workshop.protocol import bundled_protocol

ROOT = Path(__file__).parents[2]
SEALED = ROOT / "tests" / "gates" / "teaching-sealed.zip"


@cache
def part(name: str) -> Part:
    return from_folder(ROOT / "examples" / "teaching" / "open") if name == "open" else from_zip(SEALED)


@pytest.mark.parametrize("name", ["open", "sealed"])
def test_a_part_has_no_fault(name):
    """Shape, locators, links, criteria, lineage, codes, answers and size are as they must be."""
    assert checks.faults_of(part(name), bundled_protocol()) == []


def test_nothing_crosses_between_the_parts():
    """No person, label, text or long paragraph of the open part stands in the sealed one; together they are large enough."""
    assert checks.faults_between([part("open"), part("sealed")]) == []


def test_every_table_has_its_schema():
    """A table nobody described would not be checked."""
    assert set(checks.SCHEMA["$defs"]) == set(TABLES)
    for name in ("open", "sealed"):
        assert {file for file in part(name).files if file.startswith("gold/")} == {f"gold/{table}.json" for table in TABLES}


def changed(table: str, change, of: Part | None = None) -> Part:
    """The open part with one table changed."""
    of = of or part("open")
    rows = copy.deepcopy(of.gold(table))
    change(rows)
    return Part(of.name, {**of.files, f"gold/{table}.json": json.dumps(rows).encode()})


def rewritten(name: str, old: str, new: str) -> Part:
    """The open part with one text changed."""
    data = part("open").files[f"texts/{name}.md"].decode()
    assert old in data
    return Part("open", {**part("open").files, f"texts/{name}.md": data.replace(old, new, 1).encode()})


def without_answer(rows) -> None:
    """A kind of missing that the variable does not know."""
    row = next(row for row in rows if row["variable"] == "sex")
    row.pop("value", None)
    row["missing"] = "not_applicable"


def times(word: str) -> int:
    return part("open").texts["o001"].body.count(word)


PLANTED = {
    "shape": (lambda: changed("relations", lambda rows: rows[0].pop("note")), "relations [0]: required"),
    "table missing": (lambda: Part("open", {k: v for k, v in part("open").files.items() if k != "gold/claims.json"}), "claims: the table is missing"),
    "not fictional": (lambda: rewritten("o001", "fictional: true", "fictional: false"), "texts/o001: does not say that it is fictional"),
    "address": (lambda: rewritten("o001", ".example/", ".com/"), "texts/o001: its address"),
    "length": (lambda: rewritten("o001", "\n---\n", "\n---\n" + "word " * 600), " words, asked are"),
    "date": (lambda: rewritten("o001", "'2019-06-03'", "'June 2019'"), "texts/o001: the date"),
    "locator gone": (lambda: changed("claims", lambda rows: rows[0].update(quote="no such words")), "claims row 0 (o001): its quotation stands 0 times"),
    "locator twice": (lambda: changed("claims", lambda rows: rows[0].update(quote="the")), f"claims row 0 (o001): its quotation stands {times('the')} times"),
    "link": (lambda: changed("mentions", lambda rows: rows[0].update(person="p99")), "mentions row 0: person p99 is not there"),
    "mention elsewhere": (lambda: changed("codes_a", lambda rows: rows[0].update(mention="o004-m1")), "codes_a row 0: the mention o004-m1 stands in another account"),
    "found": (lambda: changed("searches", lambda rows: rows[0]["found"].append("o999")), "searches row 0: found names texts"),
    "undecidable": (lambda: changed("mentions", lambda rows: rows[0].update(undecidable_with=["o001-m99"])), "mentions row 0: undecidable_with names"),
    "direction": (lambda: changed("relations", lambda rows: rows[0].update(direction="b_to_a")), "relations row 0: o002 was surely published after o001"),
    "one coder": (lambda: changed("completions", lambda rows: rows.__setitem__(slice(None), [row for row in rows if row["coder"] == "ada"])), "the coders did not finish the same units"),
    "nobody's": (lambda: changed("mentions", lambda rows: next(row for row in rows if row["eligible"] and row["kind"] == "person").update(person=None)), "is eligible and nobody's"),
    "header id": (lambda: rewritten("o001", "id: o001", "id: o099"), "texts/o001: its header has another id"),
    "no unit": (lambda: changed("codes_a", lambda rows: rows[0].update(mention="o001-m2")), "codes_a row 0: o001-m2 is no finished unit"),
    "neither": (lambda: changed("values_a", lambda rows: rows[0].pop("value", rows[0].pop("missing", None))), "values_a row 0: has both or neither"),
    "missing kind": (lambda: changed("values_a", without_answer), "sex does not allow not_applicable"),
    "id twice": (lambda: changed("episodes", lambda rows: rows[1].update(id=rows[0]["id"])), "episodes: an id stands twice"),
    "criterion": (lambda: changed("screening_a", lambda rows: rows[0].update(criterion="fiction")), "screening_a row 0: the criterion fiction"),
    "edge twice": (lambda: changed("relations", lambda rows: rows.append(rows[0])), "relations: the pair"),
    "family": (lambda: changed("families", lambda rows: rows.pop()), "is not what the relations join"),
    "quotation joins": (
        lambda: changed("relations", lambda rows: next(row for row in rows if row["kind"] == "quotation").update(joins_family=True)),
        "a quotation joins no family",
    ),
    "root": (lambda: changed("families", lambda rows: rows[0].update(root="o084")), "families: the root o084"),
    "unfinished": (lambda: changed("completions", lambda rows: rows.pop(0)), "completions: the coders did not finish the same units"),
    "code": (lambda: changed("codes_a", lambda rows: rows[0].update(code="joining-fun")), "codes_a row 0: the code joining-fun"),
    "no ruling": (lambda: changed("adjudication", lambda rows: rows.pop()), "adjudication: no ruling on"),
    "needless ruling": (
        lambda: changed("adjudication", lambda rows: rows.append({**rows[0], "code": "leaving-nothing"})),
        "adjudication: a ruling on",
    ),
    "variable": (lambda: changed("values_a", lambda rows: rows[0].update(variable="height")), "values_a row 0: there is no variable height"),
    "answer": (
        lambda: changed("values_a", lambda rows: next(row for row in rows if row["variable"] == "sex").update(value="unknown")),
        "sex does not allow this answer",
    ),
    "episode": (lambda: changed("episodes", lambda rows: rows[0].update(joined="2030")), "episodes row 0: left before joining"),
    "size": (lambda: Part("sealed", part("open").files), "sealed: "),
}  # fmt: skip


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault):
    """Every check can fail: one fault of its kind is named with its place."""
    planted, said = PLANTED[fault]
    found = checks.faults_of(planted(), bundled_protocol())
    if fault == "size":
        assert found == []  # the open part is large enough for either
        small = Part("sealed", {k: v for k, v in part("open").files.items() if not k.startswith("texts/o0")})
        assert any("asked" in line for line in checks._size(small, bundled_protocol()))
    else:
        assert any(said in line for line in found), found[:5]


def test_what_crosses_is_found():
    """A text, a person or a label that stands in both parts is named as such, without its words."""
    twin = Part("sealed", part("open").files)
    found = checks.faults_between([part("open"), twin])
    for what in ("account id", "person", "label", "paragraph", "address"):
        assert any(f"{what}(s) stand in both" in line for line in found), what
    assert not any("Corin" in line for line in found)


def test_packing_is_the_same_each_time(tmp_path):
    """The sealed ZIP depends on what is in it and on nothing else."""
    for name in ("a.zip", "b.zip"):
        pack(part("open"), tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert from_zip(tmp_path / "a.zip").files == part("open").files
