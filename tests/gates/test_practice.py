"""The practice corpus is sound: what a model learns from, and what validates it, can be found in its texts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from train_speakers import learned_on, training_parts

import testimonia.assist
from testimonia.assist.weighing import Weights
from testimonia.text import parse_edtf
from workshop.fitting import digest
from workshop.part import from_folder

PRACTICE = Path(__file__).parent / "practice"
OPEN = Path(__file__).parents[2] / "examples" / "teaching" / "open"
PARTS = sorted(path.name for path in PRACTICE.iterdir() if path.is_dir())
UNSEEN = {"sealed", "en-c", "other-c"}
DATA = Path(testimonia.assist.__file__).parent / "data"
ROUNDED = 0.01  # of a weight: the solver stops a little earlier or later on another machine
WEIGHTS = sorted([*DATA.glob("*.weights.json"), *DATA.glob("*.trees.json")])


@pytest.fixture(scope="module", params=PARTS)
def part(request):
    return from_folder(PRACTICE / request.param)


@pytest.mark.parametrize("table", ["mentions", "claims", "quotations"])
def test_every_passage_of_the_gold_stands_once_in_its_text(part, table):
    """A locator that stands twice, or nowhere, would teach the wrong place."""
    rows = part.gold(table)
    account = {row["id"]: row["account"] for row in part.gold("mentions")}
    assert rows
    wrong = [row for row in rows if part.texts[row.get("account") or account[row["mention"]]].body.count(row["quote"]) != 1]
    assert not wrong


def test_every_row_of_the_gold_leads_to_a_mention(part):
    """Claims have their holder, quotations a speaker or nobody, families accounts that are there."""
    mentions = {row["id"] for row in part.gold("mentions")}
    assert {row["mention"] for row in part.gold("claims")} <= mentions
    assert {row["speaker_mention"] for row in part.gold("quotations")} - {None} <= mentions
    assert {name for row in part.gold("families") for name in row["accounts"]} <= set(part.texts)


def test_every_date_of_the_gold_can_be_read(part):
    """Joined and left are EDTF, and a copy's family has a first day to count from."""
    for row in part.gold("claims"):
        if row["variable"] in ("joined", "left"):
            assert parse_edtf(row["value"]).earliest or parse_edtf(row["value"]).latest


@pytest.fixture(scope="module")
def digests():
    """Of every part that lies open, as a model card cuts them."""
    return {name: digest(from_folder(OPEN if name == "open" else PRACTICE / name))[:16] for name in ("open", *PARTS)}


@pytest.mark.parametrize("file", WEIGHTS, ids=lambda file: file.name.removesuffix(".json"))
def test_weights_were_learned_on_the_parts_as_they_are_and_on_none_that_validates(file, digests):
    """The card of every file of weights names its parts with the digests that they have, and none that nobody may learn from."""
    parts = json.loads(file.read_text(encoding="utf-8"))["card"]["parts"]
    assert len(parts) > 1
    assert not set(parts) & UNSEEN
    assert parts == {name: digests[name] for name in parts}
    assert not set(parts.values()) & {digests[name] for name in UNSEEN & set(PARTS)}  # nor under another name


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_weights_of_speakers_come_out_again():
    """Learned anew from what lies in the repository, they are those that are shipped: to the last digit but for another machine's rounding."""
    for name, again in learned_on(training_parts()).items():
        shipped = Weights.from_json((DATA / f"{name}.weights.json").read_text(encoding="utf-8"))
        assert again.card == shipped.card, name
        assert again.enough == pytest.approx(shipped.enough, abs=ROUNDED), name
        assert again.bias == pytest.approx(shipped.bias, abs=ROUNDED), name
        assert np.abs(again.values - shipped.values).max() <= ROUNDED, name
