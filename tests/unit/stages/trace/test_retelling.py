"""Translations, variants and anchored dates in a study: kept as runs, shown, exported, decided by people."""

from __future__ import annotations

import json

import pytest

from testimonia.domain.results import Anchor, Family, Relation, Reuse, Variant
from testimonia.domain.vocabulary import AnchorReason, ProposalStatus, RelationKind, VariantKind
from testimonia.stages.trace import import_reviews, retelling, trace
from testimonia.stages.trace.params import TraceParams
from testimonia.study import export, withdraw
from unit.stages.trace.test_translations import ARABIC, ENGLISH, GERMAN, SPANISH

WIRE = (
    "Corin Vance, 24, a carpenter from the harbour quarter of the town, walked out of its ranks last April because the movement had turned "
    "its guns on the river. “I went there to stop the guns falling on villages,” Vance said. He gave himself up to consular staff."
)


@pytest.fixture
def told(shelf):
    """A story in two languages, and another with a copy that changes an age and repeats a relative date."""
    names = {
        "ar": shelf.add("ar.html", ARABIC, language="ar", published="2020-02-09", title="أبو طارق", outlet="النهار"),
        "en": shelf.add("en.html", ENGLISH, language="en", published="2020-03-02", title="The key", outlet="Monitor"),
        "de": shelf.add("de.html", GERMAN, language="de"),
        "es": shelf.add("es.html", SPANISH, language="es"),
        "wire": shelf.add("wire.html", WIRE, language="en", published="2019-06-03", outlet="Agency"),
        "copy": shelf.add("copy.html", WIRE.replace("24", "34"), language="en", published="2020-08-19", outlet="Review"),
    }
    return shelf, names


def outputs(study, stage, record):
    with study.read_as_machine() as view:
        return view.outputs(stage, record)


def test_a_translation_is_proposed_and_joins_only_when_a_person_says_so(told):
    """The proposal waits with its reason; accepted by a reviewer the two count as one story, rejected they never do."""
    shelf, names = told
    report = trace(shelf.study)
    (edge,) = [edge for edge in outputs(shelf.study, "lineage", Relation) if edge.kind is RelationKind.TRANSLATION]
    assert ({edge.a, edge.b}, edge.status, edge.by) == ({names["ar"], names["en"]}, ProposalStatus.PROPOSED, "machine:trace")
    assert report.families == 5
    assert any("perhaps a translation" in line for line in report.lines())
    row = {"a": names["ar"], "b": names["en"], "kind": "translation", "status": "accepted", "direction": "a_to_b"}
    import_reviews(shelf.study, shelf.write("yes.jsonl", [row]))
    assert trace(shelf.study).families == 4
    assert tuple(sorted((names["ar"], names["en"]))) in {family.accounts for family in outputs(shelf.study, "lineage", Family)}
    import_reviews(shelf.study, shelf.write("no.jsonl", [{**row, "status": "rejected"}]))
    assert trace(shelf.study).families == 5


def test_variants_and_dates_are_shown_and_given_to_scripts(told):
    """The report names the changed age with the account that introduced it, and counts the copy's "last April" from the wire."""
    shelf, names = told
    report = trace(shelf.study)
    (variant,) = [item for item in outputs(shelf.study, "retelling", Variant) if item.kind is VariantKind.NUMBER]
    assert (variant.before, variant.after, variant.introduced_by) == ("24", "34", names["copy"])
    (anchor,) = [item for item in outputs(shelf.study, "retelling", Anchor) if item.account == names["copy"]]
    assert (anchor.value, anchor.told_by, anchor.reason) == ("2019-04", names["wire"], AnchorReason.COPIED)
    said = "\n".join(report.lines())
    assert "“24” → “34”" in said
    assert "Review (from Agency)" in said
    assert "“last April” in Review is 2019-04, by Agency (2019-06-03)" in said
    plain = json.loads(json.dumps(report.as_json()))
    assert plain["variants"]["counts"] == {"number": 1}
    assert [row["value"] for row in plain["anchors"]] == ["2019-04", "2019-04"]


def test_the_story_map_tells_how_stories_spread(told):
    """For scripts the map holds the counts, the periods, and the largest stories with outlets, languages and days."""
    shelf, names = told
    found = trace(shelf.study).as_json()["story_map"]
    assert (found["accounts"], found["stories"], found["repeated"], found["undated"]) == (6, 5, 1, 2)
    (story,) = found["largest"]
    assert (story["first"], story["last"], story["days"]) == ("2019-06-03", "2020-08-19", 443)
    assert story["outlets"] == {"Agency": 1, "Review": 1}
    assert [told["account"] for told in story["tellings"]] == [names["wire"], names["copy"]]
    assert sum(period["first"] for period in found["periods"]) == 3


def test_a_setting_of_tracing_leaves_the_proposals_as_they_are(told, monkeypatch):
    """Where only the search for shared passages is done anew, texts are not read again for translations."""
    shelf, _ = told
    trace(shelf.study)
    before = outputs(shelf.study, "translations", Reuse)
    monkeypatch.setattr(retelling, "_proposals", lambda *_: pytest.fail("read again"))
    assert "translations" not in trace(shelf.study, TraceParams(min_words=20)).fresh
    assert outputs(shelf.study, "translations", Reuse) == before


def test_other_proposals_renew_lineage(told, monkeypatch):
    """Where the search for translations finds something else, lineage is worked out anew, and status says so before."""
    shelf, _ = told
    trace(shelf.study)
    monkeypatch.setattr(retelling, "TRANSLATIONS_VERSION", "of tomorrow")
    monkeypatch.setattr(retelling, "_proposals", lambda *_: ())
    assert trace(shelf.study).fresh == ("translations", "lineage", "retelling")
    assert [edge for edge in outputs(shelf.study, "lineage", Relation) if edge.kind is RelationKind.TRANSLATION] == []


def test_a_new_account_is_looked_at(told):
    """An account that comes in later is compared with all the others."""
    shelf, _ = told
    trace(shelf.study)
    shelf.add("fr.html", "À Bir Salwa, Abou Tariq, vingt-neuf ans, parti d’Ameru en mars 2018, parle de Kelduria, d’Asper, du fleuve Morn, de quatorze mois, de 32 autres, de Rahim, seize ans, d’octobre 2019 et de Dunmarch.", language="fr")  # fmt: skip
    assert "translations" in trace(shelf.study).fresh
    assert len(outputs(shelf.study, "translations", Reuse)) > 1


def test_a_killed_run_gives_the_same_result(told):
    """Stopped while it reads, the next run starts over and ends with what an undisturbed one gives."""
    shelf, _ = told

    def stop(done, total, what):
        if what == "comparing versions":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trace(shelf.study, progress=stop)
    assert outputs(shelf.study, "retelling", Variant) == []
    trace(shelf.study)
    after = [outputs(shelf.study, "retelling", record) for record in (Variant, Anchor)]
    assert all(after)


def test_a_withdrawn_account_takes_its_rows_along(told):
    """With the account go its proposals, its variants and the dates that count from it."""
    shelf, names = told
    trace(shelf.study)
    withdraw(shelf.study, names["wire"], "asked for")
    withdraw(shelf.study, names["ar"], "asked for")
    trace(shelf.study)
    assert outputs(shelf.study, "translations", Reuse) == []
    assert outputs(shelf.study, "retelling", Variant) == outputs(shelf.study, "retelling", Anchor) == []


def test_variants_and_anchors_are_exported(told, tmp_path):
    """Both are tables of the export, with the keys of their records."""
    shelf, _ = told
    trace(shelf.study)
    export(shelf.study, tmp_path / "out")
    (variant,) = [json.loads(line) for line in (tmp_path / "out" / "variants.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"kind", "a", "b", "introduced_by", "before", "after", "lead", "trail"} <= set(variant)
    first = json.loads((tmp_path / "out" / "anchors.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert {"account", "said", "value", "told_by", "published", "reason"} <= set(first)


@pytest.mark.parametrize("text", ["", "one", "٣", "“"])
def test_accounts_of_one_word_and_without_dates_break_nothing(shelf, text):
    """A study of the shortest accounts in several languages, undated, is traced to the end."""
    for n, language in enumerate(("en", "ar", None)):
        shelf.add(f"{n}.html", text, language=language, published=None, data=f"{n}".encode())
    report = trace(shelf.study)
    assert report.as_json()["anchors"] == []
    assert report.as_json()["variants"]["rows"] == []
