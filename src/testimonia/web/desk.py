"""The study that this server has open, and who may come in."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from testimonia.store.store import Surroundings
from testimonia.study import Study, View, open_study
from testimonia.web.works import Works

R = TypeVar("R")

LINK_LASTS = timedelta(minutes=15)
"""How long the link of a start may lie in a terminal before it is used."""
REMEMBERED = 200
"""Answers kept: a team of eight with two dozen pages open, at a few kilobytes each."""


class Desk:
    """One study, opened once for everybody who works at this machine."""

    def __init__(self, folder: Path, surroundings: Surroundings | None = None) -> None:
        """Open the study of a folder.

        Raises:
            StudyNotFound, SchemaTooNew, StudyDamaged, ProtocolError: as the folder is.
        """
        self._lock = Lock()
        self._study = open_study(folder, surroundings=surroundings)
        self._answers: OrderedDict[tuple[str, ...], Any] = OrderedDict()
        self._links: dict[str, datetime] = {}
        self.works = Works()
        """What takes longer than a request."""
        self.invite: Callable[[], object] = self.link
        """Shows whoever started the server a new link; the server says how."""

    @property
    def title(self) -> str:
        """What the study is called."""
        return self._study.protocol.study.title

    def study(self, coder: str) -> Study:
        """The study as one of the team sees it, under the protocol that is in force now.

        Raises:
            UnknownReference: nobody of that name in study.yaml (any more).
        """
        with self._lock:
            if not self._study.is_current():
                self._study.refresh()
            return self._study.acting(coder)

    def now(self) -> datetime:
        """The study's clock."""
        return self._study.store.clock()

    # --- the link that lets somebody in

    def link(self) -> str:
        """A new launch token. It works once, and not for long."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._links[token] = self.now()
        return token

    def redeem(self, token: str) -> bool:
        """Whether a launch token was good; it is used up by being asked for."""
        with self._lock:
            issued = self._links.pop(token, None)
        return issued is not None and self.now() - issued < LINK_LASTS

    # --- answers that are worth keeping

    def recall(self, view: View, question: str, answer: Callable[[], R]) -> R:
        """The answer to a question about the study as one reader sees it; asked again only when something has changed.

        ``question`` names what is asked with everything it depends on besides the study: a page's name, a filter.
        """
        return self._kept((view.stamp(), question), answer)

    def _kept(self, key: tuple[str, ...], answer: Callable[[], R]) -> R:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]  # type: ignore[no-any-return] # put in below by the same question
        found = answer()
        with self._lock:
            self._answers[key] = found
            while len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)
        return found

    def recall_run(self, view: View, stage: str, question: str, answer: Callable[[], R]) -> R:
        """As :meth:`recall`, for what depends on a stage's run in force alone: decisions that the run does not rest on change nothing."""
        run = view.run(stage)
        return self._kept(("run", run.id if run else "", str(len(view.withdrawn())), question), answer)

    def close(self) -> None:
        """Let go of the study."""
        self._study.close()


_served: list[Desk] = []


def serve_from(desk: Desk) -> None:
    """Make this the desk that every request of this process is answered from."""
    _served[:] = [desk]


def current() -> Desk:
    """The desk that requests are answered from."""
    return _served[0]
