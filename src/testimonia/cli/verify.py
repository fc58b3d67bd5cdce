"""`testimonia verify`: is everything as it was written?"""

from __future__ import annotations

import typer

from testimonia.cli.answer import FAILED, on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json


def verify(folder: Folder, coder: Coder = OWNER, json: Json = False) -> None:
    """Recompute every hash: is all as it was written?

    Originals, texts, decisions, results. Exit 1 if anything is not as it was written. Changes nothing.
    """
    from testimonia import study as keeping

    if not on_study(folder, coder, keeping.verify, json=json, follow=False).sound:
        raise typer.Exit(FAILED)
