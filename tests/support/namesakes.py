"""A study of accounts that may all be of one person: a name in each, as differently spelt as one likes, and everything resolved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from support.studies import put_account, surroundings
from testimonia import run
from testimonia.domain.decisions import Mention, Screening
from testimonia.domain.vocabulary import MentionStatus, ScreeningDecision, Shelf
from testimonia.study import new_study


def namesakes(path: Path, team: str, names: Sequence[str]) -> Path:
    """The folder of a study with an account and an eligible mention (m0, m1, ...) for each name; ``team`` is its study.yaml."""
    with new_study(path, files={"study.yaml": team}, surroundings=surroundings()) as study:
        for number, name in enumerate(names):
            text = f"We met {name} on day {number} of the fair."
            account = put_account(study, f"{number}.html", text)
            start = text.index(name)
            study.decide([
                Screening(account=account.id, screener="owner", decision=ScreeningDecision.INCLUDE, shelf=Shelf.TESTIMONY),
                Mention(id=f"m{number}", account=account.id, label=name, status=MentionStatus.ELIGIBLE, edition=account.main, start=start, end=start + len(name)),
            ])  # fmt: skip
        run(study)
    return path
