"""A difference in its context, a codebook with its use, and the versions of it."""

from __future__ import annotations

import pytest

from support.pairing import fill, paired
from testimonia.domain.decisions import Coding
from testimonia.domain.vocabulary import DefinitionChange as Kind
from testimonia.domain.vocabulary import Layer
from testimonia.errors import BlindRound, StaleDecision, UnknownReference
from testimonia.stages.code import (
    Change,
    Ruling,
    ask,
    change_codebook,
    differences,
    look_at_codebook,
    look_at_difference,
    look_at_queue,
    look_at_versions,
    open_round,
    reply,
    settle,
    threads,
)
from testimonia.store.append import Decision
from testimonia.study import open_study


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = paired(tmp_path_factory.mktemp("pair") / "study")
    for coder in ("ada", "ben"):
        fill(folder, coder)
    return folder


@pytest.fixture
def study_folder(made, tmp_path):
    import shutil

    return shutil.copytree(made, tmp_path / "study")


def opened(folder):
    with open_study(folder, coder="mira") as study:
        open_round(study, "c1")
        return [item.place for item in differences(study, "c1").items]


def test_a_blind_round_shows_no_difference(study_folder):
    """Neither the pair nor the lead looks at one before the round is open."""
    for coder in ("ada", "mira"):
        with open_study(study_folder, coder=coder) as study, pytest.raises(BlindRound):
            look_at_difference(study, "c1", "anything")


def test_both_sides_stand_in_the_same_words(study_folder):
    """The passages of both coders are marked in one stretch of the account; whoever marked nothing has the bare stretch."""
    places = opened(study_folder)
    span = next(place for place in places if place.subject == ("leaving:quality-of-life",))
    missed = next(place for place in places if place.subject == ("leaving:brutality",) and place.side("ada").empty)
    with open_study(study_folder, coder="ada") as study:
        shown = look_at_difference(study, "c1", span.id)
        left, right = (side.passages[0].excerpt for side in shown.sides)
        assert (left.start, left.end) == (right.start, right.end)
        assert [[piece.text for piece in held.pieces if piece.marked] for held in (left, right)] == [
            ["we slept in sheds"],
            ["promised us houses, and we slept in sheds"],
        ]
        bare = look_at_difference(study, "c1", missed.id)
        assert (bare.sides[0].passages, bare.context.account) == ((), missed.account)
        assert [code.id for code in bare.codes] == ["brutality"]


def test_who_may_rule_on_which_layer(study_folder):
    """A coder of the case rules for the pair, a lead above it; what was ruled is shown."""
    place = next(place for place in opened(study_folder) if place.subject == ("age",))
    layers = {}
    for coder in ("ada", "mira"):
        with open_study(study_folder, coder=coder) as study:
            layers[coder] = look_at_difference(study, "c1", place.id).layers
            settle(study, "c1", [Ruling(place=place.id, take="ben", reason="It says so.")])
            shown = look_at_difference(study, "c1", place.id)
    assert layers == {"ada": (Layer.CONSENSUS,), "mira": (Layer.ADJUDICATED,)}
    assert [ruling.decision for ruling in shown.rulings] == ["ben", "ben"]


def test_a_queue_has_neighbours(study_folder):
    """Each difference knows those before and after it in the list that is gone through; of one that left the list, its first."""
    names = [place.id for place in opened(study_folder)]
    with open_study(study_folder, coder="mira") as study:
        shown = look_at_difference(study, "c1", names[1], names)
        assert (shown.number, shown.of, shown.previous, shown.next) == (2, 5, names[0], names[2])
        shown = look_at_difference(study, "c1", names[0], names[1:])
        assert (shown.number, shown.previous, shown.next) == (0, None, names[1])
        with pytest.raises(UnknownReference, match="no difference"):
            look_at_difference(study, "c1", "gone", names)


def test_what_was_compared_is_kept_until_a_coders_row_changes(study_folder):
    """A ruling leaves the comparison as it is; a coding taken back, or one more, is seen at once by whoever looks next."""
    opened(study_folder)
    with open_study(study_folder, coder="mira") as study:
        before = look_at_queue(study, "c1")
        settle(study, "c1", [Ruling(place=before.places[0].id, take=before.places[0].sides[0].coder)])
        after = look_at_queue(study, "c1")
        assert after.places is not before.places
        assert [place.id for place in after.places] == [place.id for place in before.places]
        assert all(a is b for a, b in zip(after.places, before.places, strict=True))
        assert (before.settled, after.settled) == (0, 1)
        ada = study.acting("ada")
        with ada.read() as view:
            coding = next(row for row in view.records(Coding) if row.coder == "ada" and row.code == "brutality")
        ada.decide([Decision(record=coding, retract=True)])
        fresh = look_at_queue(study, "c1")
        assert coding.id not in {row.id for place in fresh.places for side in place.sides for row in side.codings}
        assert len(fresh.places) == len(before.places) - 1


def test_questions_stand_at_the_difference(study_folder):
    """A question about an account is shown with its differences, and waits for whoever is to write next."""
    place = next(place for place in opened(study_folder) if place.subject == ("leaving:quality-of-life",))
    with open_study(study_folder, coder="ada") as study:
        ask(study, "All of it?", account=place.account, quote="we slept in sheds")
        assert [thread.waits_for_me for thread in threads(study)] == [False]
    with open_study(study_folder, coder="mira") as study:
        (thread,) = look_at_difference(study, "c1", place.id).threads
        assert (thread.quote, thread.waits_for_me) == ("we slept in sheds", True)
        reply(study, thread.id, "Yes.")
    with open_study(study_folder, coder="ada") as study:
        (thread,) = threads(study)
        assert (thread.waits_for_me, [said.text for said in thread.messages]) == (True, ["All of it?", "Yes."])


def test_former_codes_count_as_what_they_are_now(study_folder):
    """After a merger the codings of both count for the one; after a new definition they count for none until they were gone through."""
    opened(study_folder)
    with open_study(study_folder, coder="mira") as study:
        change_codebook(
            study, Change(kind=Kind.MERGE, codes=("leaving:brutality", "leaving:family"), into=("leaving:brutality",), reason="One.")
        )
        shown = look_at_codebook(study, "leaving")
        uses = {entry.code.id: entry.use.codings for heading in shown.headings for entry in heading.entries}
        assert (uses, shown.again) == ({"quality-of-life": 4, "brutality": 4}, 0)
        words = {"definition": "Something else."}
        change_codebook(study, Change(kind=Kind.REDEFINE, codes=("leaving:brutality",), words=words, reason="Clearer."), version=2)
        shown = look_at_codebook(study, "leaving")
        assert shown.again == 4
        steps = look_at_versions(study, "leaving")
        assert [(step.version, [change.kind for change, _, _ in step.changes]) for step in steps] == [
            (3, [Kind.REDEFINE]),
            (2, [Kind.MERGE]),
            (1, []),
        ]
        assert [step.reasons[0].reason for step in steps[:2]] == ["Clearer.", "One."]
        assert steps[0].at
        with pytest.raises(StaleDecision, match="version 3 is in force"):
            change_codebook(study, Change(kind=Kind.RETIRE, codes=("leaving:brutality",), reason="x"), version=2)


def test_children_stand_below_their_parents(study_folder):
    """Codes with a parent follow it, one step deeper."""
    file = study_folder / "codebooks" / "leaving.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("    label: Family\n", "    label: Family\n    parent: quality-of-life\n"),
        encoding="utf-8",
    )
    with open_study(study_folder, coder="mira") as study:
        study.adopt()
        shown = look_at_codebook(study, "leaving")
    assert [(entry.code.id, entry.depth) for entry in shown.headings[0].entries] == [
        ("quality-of-life", 0),
        ("family", 1),
        ("brutality", 0),
    ]
