"""`testimonia serve`: the workbench in the browser, on one's own machine."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Annotated, Any

import typer

from testimonia.cli.answer import answer, print_json, tell
from testimonia.cli.options import Folder, Json

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report

DOORS = "testimonia.doors"


def serve(
    folder: Folder,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Serve at this port (8750, or any free one).", show_default=False)
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser there.")] = True,
    json: Json = False,
) -> None:
    """Open the study in the browser, for all who use this machine.

    Only this machine can reach it, and only by the link that is printed, which works once. Ctrl+C stops it.
    """

    def work(progress: Progress) -> Report:  # noqa: ARG001 - a server has no end to measure against
        (door,) = entry_points(group=DOORS, name="serve")
        said = False

        def invite(way: Any) -> None:
            nonlocal said
            if json and not said:
                print_json({"title": way.title, "address": way.address, "link": way.link})
                sys.stdout.flush()
            else:
                tell(str(way))
            said = True

        door.load()(folder, port=port, invite=invite, browse=browser and not json)
        if json:
            raise typer.Exit  # the one object on stdout was the way in
        return Stopped()

    answer(work, json=json)


class Stopped:
    """What is left to say when a server stops."""

    def lines(self) -> list[str]:
        """In words."""
        return ["Stopped. Everything that was saved is in the study."]

    def as_json(self) -> dict[str, object]:
        """The same for a program."""
        return {"stopped": True}
