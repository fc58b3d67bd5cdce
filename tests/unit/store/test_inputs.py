"""Whether a machine's result still holds is known from a few rows of the log, not from all."""

from __future__ import annotations

from pathlib import Path

from support.studies import coding, fork, make_study, mention, put_account
from testimonia.store.inputs import Fits
from testimonia.store.log import ends_of
from testimonia.study import Study, merge

BODY = "They killed people I knew, and so I left at night with my brother."


def key(study: Study, stage: str = "resolve") -> str:
    with study.store.read() as connection:
        return Fits(connection, study.protocol_digest, study.machine_sight(connection)).state_key(stage)


def test_only_what_a_stage_reads_changes_its_state(tmp_path: Path) -> None:
    """Codings leave the state of the cases as it was; a mention, and taking it back, make another; that of the analysis follows codings."""
    with make_study(tmp_path / "s") as study:
        account = put_account(study, "a.txt", BODY)
        study.decide([mention(account, "m1")])
        before, analysed = key(study), key(study, "analyse")
        study.decide([coding(account, 5, 11, BODY)])
        assert key(study) == before
        assert key(study, "analyse") != analysed
        study.decide([mention(account, "m2")])
        assert key(study) != before


def test_copies_that_hold_the_same_have_the_same_state(tmp_path: Path) -> None:
    """Two copies differ while one knows a mention that the other does not, and agree once both know all; a forked chain is named by its heads."""
    with make_study(tmp_path / "s") as study:
        account = put_account(study, "a.txt", BODY)
        with fork(study, tmp_path / "t", "two") as other:
            study.decide([mention(account, "m1", label="One")])
            other.decide([mention(account, "m2", label="Two")])
            assert key(study) != key(other)
            merge(study, tmp_path / "t")
            merge(other, tmp_path / "s")
            assert key(study) == key(other)
            with study.store.read() as connection:
                assert any(" heads " in end for end in ends_of(connection, ("mention",)))
