"""A codebook that changes: its effect before and after, the record of why, and the queue that it leaves to every coder."""

from __future__ import annotations

import json

import pytest

from support.filling import set_line
from testimonia.domain.decisions import Adjudication, Coding
from testimonia.domain.teamwork import CodebookChange
from testimonia.domain.vocabulary import DefinitionChange as Kind
from testimonia.errors import InputError, NotPermitted, ProtocolError, UnknownReference
from testimonia.stages.code import Change, change_codebook, look_at_change, open_round, put, read_change, work

NEW = {"label": "Harsh life", "definition": "Hunger, cold, and promises that were not kept."}


@pytest.fixture
def coded(filling):
    """Anna and Bea have coded the first account outside rounds, Bea once more in the blind round; Anna has finished it."""
    for coder, words, code, round_id in (
        ("anna", "Then I left.", "brutality", None),
        ("anna", "They promised us houses.", "quality-of-life", None),
        ("bea", "Then I left.", "brutality", None),
        ("bea", "we slept in sheds", "brutality", "blind"),
    ):
        filling.take([filling.row(filling.plain, words, code=f"leaving:{code}", mention="m0", round=round_id)], coder=coder)
    filling.take([{"unit": "m0", "codebook": "leaving"}], coder="anna", name="completions.jsonl")
    return filling


def change(place, kind, codes, into=(), coder="lea", look=False, **more):
    wanted = Change(kind=kind, codes=tuple(f"leaving:{code}" for code in codes), into=tuple(f"leaving:{code}" for code in into),
                    **{"reason": "The pilot showed it.", **more})  # fmt: skip
    with place.open(coder) as study:
        return (look_at_change if look else change_codebook)(study, wanted)


def queue(place, coder):
    with place.open(coder) as study:
        return work(study)


def book(place):
    with place.open() as study:
        return study.protocol.codebook("leaving")


def test_the_effect_is_shown_before_and_after(coded):
    """Before a change and after it the report says how many codings of whom stand under the old definition; blind ones are left out."""
    length, text = coded.log_length(), (coded.folder / "codebooks" / "leaving.yaml").read_text(encoding="utf-8")
    before = change(coded, Kind.REDEFINE, ["brutality"], words={"definition": "Violence that the person saw."}, look=True)
    assert coded.log_length() == length
    assert (coded.folder / "codebooks" / "leaving.yaml").read_text(encoding="utf-8") == text
    (effect,) = before.effects
    assert (before.made, before.version, effect.codings, effect.by, before.hidden) == (False, 3, 2, {"anna": 1, "bea": 1}, 1)
    assert before.finished == {"anna": 1}
    after = change(coded, Kind.REDEFINE, ["brutality"], words={"definition": "Violence that the person saw."})
    assert (after.made, after.effects, after.finished) == (True, before.effects, before.finished)
    assert book(coded).version == 3
    (record,) = coded.all(CodebookChange)
    assert (record.kind, record.codes, record.version, record.reason, record.affected) == (
        Kind.REDEFINE,
        ("brutality",),
        3,
        "The pilot showed it.",
        2,
    )


def test_what_was_defined_anew_waits_in_its_coders_queue(coded):
    """Each coder finds their own codings of the code, also of the blind round, and the cases they finished before; coding again empties it."""
    change(coded, Kind.REDEFINE, ["brutality"], words={"definition": "Violence that the person saw."})
    assert [(item.what, item.version, item.quote) for item in queue(coded, "anna").again] == [("leaving:brutality", 2, "Then I left.")]
    assert sorted(item.quote for item in queue(coded, "bea").again) == ["Then I left.", "we slept in sheds"]
    assert queue(coded, "anna").again[0].why == "brutality is defined anew"
    coded.take([coded.row(coded.plain, "Then I left.", mention="m0")], coder="anna")
    assert queue(coded, "anna").again == ()
    assert {(row.coder, row.codebook_version) for row in coded.all(Coding) if row.code == "brutality" and row.round is None} == {
        ("anna", 3),
        ("bea", 2),
    }


def test_a_renaming_and_a_merger_leave_nothing_to_do(coded):
    """Codings follow a renaming and a merger; the queue stays empty and the rows as they were."""
    rows = coded.all(Coding)
    change(coded, Kind.RENAME, ["brutality"], ["violence"])
    report = change(coded, Kind.MERGE, ["violence", "quality-of-life"], ["hardship"], words=NEW)
    assert [(effect.change.kind, effect.codings) for effect in report.effects] == [(Kind.MERGE, 3)]
    assert queue(coded, "anna").again == queue(coded, "bea").again == ()
    assert coded.all(Coding) == rows
    assert [code.id for code in book(coded).in_use()] == ["hardship"]


def test_a_split_is_gone_through_again(coded):
    """Codings of a split code wait for their coder, who says which part it is."""
    parts = [{"id": "killing", "definition": "Somebody is killed."}, {"id": "beating", "definition": "Somebody is hurt."}]
    change(coded, Kind.SPLIT, ["brutality"], parts=parts)
    assert book(coded).code("brutality").retired
    assert [item.why for item in queue(coded, "anna").again] == ["brutality was split into killing, beating"]


def test_a_retired_code_keeps_its_codings(coded):
    """A retired code is no longer offered; what was coded stays and nobody has to do anything."""
    report = change(coded, Kind.RETIRE, ["brutality"])
    assert report.effects[0].words() == "  brutality is no longer used: 2 codings (anna 1, bea 1) stay as they are."
    assert queue(coded, "anna").again == ()


def test_a_new_code_opens_what_was_finished(coded):
    """A code that is added is looked for in the cases a coder finished before, and the queue names it."""
    set_line(coded, "coders: [anna, bea]}", "coders: [anna, bea]}\n  - {id: second, kind: coding, coders: [anna]}")
    coded.take([{"unit": name, "codebook": "leaving", "round": "second"} for name in ("m0", "m2")], coder="anna", name="completions.jsonl")
    before = {item.book: item for item in queue(coded, "anna").to_finish if item.round == "second"}
    assert "leaving" not in before
    change(coded, Kind.ADD, [], ["fear"], words={"definition": "Fear for oneself or others."})
    from support.filling import resolve

    resolve(coded)
    after = {item.book: item for item in queue(coded, "anna").to_finish if item.round == "second"}
    assert (after["leaving"].lacking, after["leaving"].codes) == (("c1", "c2"), ("fear",))


def test_since_you_were_here(coded, monkeypatch):
    """What changed since the end of a coder's last visit is listed; a pause of some hours ends a visit, a decision now does not."""
    from datetime import UTC, datetime, timedelta

    from testimonia.store.store import Store

    start = datetime.now(UTC)
    assert queue(coded, "anna").changes == ()
    change(coded, Kind.RENAME, ["brutality"], ["violence"])
    change(coded, Kind.RETIRE, ["quality-of-life"])
    moment = [start + timedelta(hours=9)]
    original = Store.__init__

    def later(self, folder, url, around):
        original(self, folder, url, around)
        self.clock = lambda: moment[0]

    monkeypatch.setattr(Store, "__init__", later)
    (found,) = queue(coded, "anna").changes
    assert (found.book, found.was, found.now) == ("leaving", 2, 4)
    assert found.words == ("brutality is now called violence", "quality-of-life is no longer used")
    coded.take([{"unit": "m2", "codebook": "leaving"}], coder="anna", name="completions.jsonl")
    assert queue(coded, "anna").changes == (found,)
    moment[0] += timedelta(hours=9)
    assert queue(coded, "anna").changes == ()


def test_a_ruling_becomes_an_example_but_never_a_quotation(coded):
    """An example made of a ruling is in the lead's own words; five words in a row of the account are refused."""
    with coded.open("lea") as study:
        open_round(study, "blind")
        study.decide(
            [Adjudication(id="r", account=coded.plain, mention="m0", subject="place:p1", decision="anna", coder="lea", round="blind")]
        )
    with pytest.raises(InputError, match="5 words in a row"):
        change(
            coded, Kind.EXAMPLE, ["quality-of-life"], words={"example": "He wrote: AND WE SLEPT in sheds. Then winter came."}, ruling="p1"
        )
    with pytest.raises(UnknownReference, match="no ruling on `p2`"):
        change(coded, Kind.EXAMPLE, ["quality-of-life"], words={"example": "We lived in barns."}, ruling="p2")
    report = change(coded, Kind.EXAMPLE, ["quality-of-life"], words={"example": "We lived in barns, all of us."}, ruling="p1")
    assert book(coded).code("quality-of-life").example == "We lived in barns, all of us."
    assert report.finished == {}
    assert queue(coded, "anna").again == ()


# --- what cannot be


def test_a_meaning_may_not_change_under_a_version_in_use(coded):
    """A definition changed by hand without a new version is refused while codings name that version; better examples are free."""
    path = coded.folder / "codebooks" / "leaving.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Violence against others.", "Any violence."), encoding="utf-8")
    with coded.open() as study, pytest.raises(ProtocolError) as caught:
        study.adopt()
    assert (
        "version 2 is in use (5 rows), and its meaning changed: brutality is defined anew. Raise `version` to 3."
        in caught.value.problems[0]
    )
    path.write_text(text.replace("Violence against others.", "Any violence.").replace("version: 2", "version: 3"), encoding="utf-8")
    with coded.open() as study:
        assert study.adopt()
    path.write_text(path.read_text(encoding="utf-8").replace("label: Brutality", "label: Cruelty"), encoding="utf-8")
    with coded.open() as study:
        assert study.adopt()


def test_a_question_may_not_change_under_a_version_in_use(coded):
    """A question changed without a new version of the form is refused while answers name that version."""
    set_line(coded, "label: What set it off?", "label: What made the person go?")
    with coded.open("anna") as study:
        put(study, "values", [{"mention": "m0", "variable": "age", "value": 24}])
    with pytest.raises(ProtocolError) as caught:
        set_line(coded, "label: What made the person go?", "label: Why?")
    assert "form: {version: …}` to 2" in caught.value.problems[0]
    assert "trigger is defined anew" in caught.value.problems[0]


@pytest.mark.parametrize(
    ("kind", "codes", "into", "more", "error", "says"),
    [
        (Kind.RENAME, ["brutalty"], ["x"], {}, UnknownReference, "Did you mean `brutality`"),
        (Kind.RENAME, ["brutality", "old"], ["x"], {}, InputError, "takes one code, not 2"),
        (Kind.MERGE, ["brutality", "old"], ["x"], {}, InputError, "needs a definition"),
        (Kind.SPLIT, ["brutality"], [], {"parts": [{"id": "x", "definition": "X."}]}, InputError, "two parts or more"),
        (Kind.RETIRE, ["brutality"], [], {"reason": " "}, InputError, "needs a reason"),
        (Kind.REMOVE, ["brutality"], [], {}, InputError, "no change that can be asked for"),
        (Kind.EXAMPLE, ["brutality"], [], {}, InputError, "needs words"),
    ],
)
def test_changes_that_make_no_sense_change_nothing(coded, kind, codes, into, more, error, says):
    """What cannot be is refused with what to do, and neither the file nor the record is touched."""
    length, text = coded.log_length(), (coded.folder / "codebooks" / "leaving.yaml").read_text(encoding="utf-8")
    with pytest.raises(error, match=says):
        change(coded, kind, codes, into, **more)
    assert (coded.folder / "codebooks" / "leaving.yaml").read_text(encoding="utf-8") == text
    assert coded.log_length() == length


def test_who_changes_and_when_the_plan_would_break(coded):
    """A coder changes nothing; a renaming that leaves the plan pointing at nothing is refused before anything is written."""
    with pytest.raises(NotPermitted):
        change(coded, Kind.RETIRE, ["brutality"], coder="anna")
    set_line(
        coded, "codebooks: [leaving]\n", "codebooks: [leaving]\nanalysis:\n  - {id: why, kind: prevalence, code: 'leaving:brutality'}\n"
    )
    with pytest.raises(ProtocolError, match="is not a code of `leaving`: `brutality`"):
        change(coded, Kind.RENAME, ["brutality"], ["violence"])
    assert book(coded).version == 2
    path = coded.folder / "codebooks" / "leaving.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("label: Brutality", "label: Cruelty"), encoding="utf-8")
    with pytest.raises(InputError, match="changed by hand"):
        change(coded, Kind.RETIRE, ["brutality"])


def test_a_change_is_written_down_in_a_file(coded, tmp_path):
    """The file of a change is read into the change it describes; what no change has is named with its line."""
    path = tmp_path / "change.yaml"
    path.write_text(
        "kind: merge\ncodes: [leaving:brutality, leaving:old]\ninto: leaving:brutality\nuse_when: ''\nreason: Too close.\n",
        encoding="utf-8",
    )
    found = read_change(path)
    assert (found.kind, found.codes, found.into, found.words) == (
        Kind.MERGE,
        ("leaving:brutality", "leaving:old"),
        ("leaving:brutality",),
        {"use_when": ""},
    )
    for text, says in (
        ("kind: merge\ncodes: leaving:brutality\n", "reason"),
        ("kind: murge\ncodes: leaving:brutality\nreason: R\n", "line 1"),
        ("kind: retire\ncodes: brutality\nreason: R\n", "codes"),
        ("kind: retire\ncodes: leaving:brutality\nreasons: R\n", "Did you mean `reason`?"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ProtocolError) as caught:
            read_change(path)
        assert says in str(caught.value)
    with pytest.raises(InputError, match="no file"):
        read_change(tmp_path / "none.yaml")


def test_reports_are_json(coded):
    """Every report of this page can be read by a script."""
    for report in (change(coded, Kind.RETIRE, ["brutality"]), queue(coded, "anna")):
        assert json.loads(json.dumps(report.as_json()))
        assert report.lines()


def test_codings_made_while_the_codebook_changed(coded):
    """Codings that say under which version they were made come in under it, and wait in the queue where the code changed since."""
    change(coded, Kind.REDEFINE, ["brutality"], words={"definition": "Violence that the person saw."})
    coded.take([coded.row(coded.plain, "we slept in sheds", mention="m0", codebook_version=2)], coder="anna")
    coded.take([coded.row(coded.plain, "They promised us houses, and", mention="m0")], coder="anna")
    versions = {row.quote: row.codebook_version for row in coded.all(Coding) if row.coder == "anna" and row.code == "brutality"}
    assert versions == {"Then I left.": 2, "we slept in sheds": 2, "They promised us houses, and": 3}
    assert sorted(item.quote for item in queue(coded, "anna").again) == ["Then I left.", "we slept in sheds"]
    (fault,) = coded.faults([coded.row(coded.plain, "Then I left.", codebook_version=9)])
    assert "has no version 9" in fault
