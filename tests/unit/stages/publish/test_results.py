"""Findings as Python objects: what they hold, and what they show of themselves."""

from __future__ import annotations

import re
from base64 import b64decode
from xml.etree import ElementTree as ET

import pytest

import testimonia
from testimonia.errors import UnknownReference
from testimonia.stages.analyse import analyse
from unit.stages.publish.example import STUDY, coded
from unit.stages.publish.test_measured import PLAN


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Those of twelve people with every kind of entry."""
    folder = tmp_path_factory.mktemp("results") / "s"
    example = coded(folder, people=12)
    (folder / "study.yaml").write_text(STUDY.rstrip("\n") + "\n" + PLAN, encoding="utf-8")
    example.study.follow_files()
    example.settle()
    analyse(example.study)
    yield testimonia.findings(example.study)
    example.study.close()


def test_entries_come_in_the_order_of_the_plan(results):
    """Each entry with anything found is there once, by its id too; an unknown id names those there are."""
    assert [entry.plan.id for entry in results][:2] == ["why-left", "origins"]
    assert len(results) == 10
    assert results["pairs"].measures
    assert not results.stale
    with pytest.raises(UnknownReference, match="nothing for `nothing`"):
        results["nothing"]


def test_an_entry_shows_its_figures_and_its_numbers(results):
    """As HTML: each figure an image with its numbers in words, and a row for each number; no text of a study is markup."""
    for entry in results:
        shown = entry._repr_html_()
        images = re.findall(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)"', shown)
        assert len(images) == len(entry.figures())
        assert images or entry.plan.kind == "credibility"
        for data, alt in images:
            assert ET.fromstring(b64decode(data)).tag.endswith("svg")  # noqa: S314 - made by us
            assert re.search(r"\d", alt)
        assert shown.count("<tr>") >= 2
        first = (entry.findings or entry.measures)[0]
        assert "Denominators: " in shown
        assert f"<code>{first.snapshot}</code>" in shown
    said = results["why-left"]._repr_html_()
    finding, stated = results["why-left"].findings[:2]
    assert f"{finding.k} of {finding.n}</td>" in said
    assert f"{stated.k} of {stated.n}</td>" in said
    assert "=Reasons &amp; origins_1" in results["by-origin"]._repr_html_()
    assert results._repr_html_().count("<tr>") == len(results)


def test_rows_are_ready_for_a_data_frame(results):
    """Mappings with the same keys: findings, or measures where an entry has no shares."""
    rows = results["why-left"].rows()
    assert {"group", "estimate", "low", "high", "k", "n", "evidence"} <= rows[0].keys()
    assert all(row.keys() == rows[0].keys() for row in rows)
    assert {row["measure"] for row in results["pairs"].rows()} == {"jaccard", "lift"}


def test_every_share_has_its_card(results):
    """The robustness card of a finding ends with the row of all alternatives, which has its sentence."""
    entry = results["why-left"]
    card = entry.card(entry.findings[0])
    assert card[-1].axis == "all"
    assert card[-1].said == card.sentence


def test_a_card_says_what_does_not_apply_and_names_stories(results):
    """In a notebook: sentence, ranges, why other ways of doubting do not apply, and stories by title and not by id."""
    entry = results["why-left"]
    card = entry.card(entry.findings[0])
    shown = card._repr_html_()
    assert card.sentence in shown
    assert card.absent["translated"] == "no account is a translation of another"
    assert "leaving out a translation" not in shown
    assert "Does not apply:" in shown
    assert "no account is a translation of another" in shown
    stories = card.alternatives("family")
    assert stories
    assert not any(row.furthest and row.furthest in shown for row in card if row.axis == "family"), "an id says nothing to a reader"
    assert all("a guard remembers" in name or "هربت" in name for name in stories), list(stories)


def test_measures_of_credibility_have_cards(results):
    """What is borne out and what contradicts itself has its own reasons for what does not apply."""
    entry = results["cred"]
    rows = {row.measure: row for row in entry.measures if row.measure in ("corroboration", "contradictions") and row.n}
    assert entry.card(rows["corroboration"]).absent["silence"] == "who is silent bears nothing out, whatever silence means"
    assert entry.card(rows["contradictions"]).absent["silence"] == "silence contradicts nothing"
    assert entry.card(rows["corroboration"]).unit == "count"
