"""Serving a study to the browsers of this machine."""

from __future__ import annotations

import errno
import gc
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from testimonia.errors import UsageError
from testimonia.study import OWNER
from testimonia.web.desk import Desk, serve_from

LOOPBACK = "127.0.0.1"
PORT = 8750
"""Tried first, so that an address in a browser's history goes on to work; any free one if it is taken."""
THREADS = 8
"""Requests at once: a team of eight saving at the same moment; the study's database takes one writer at a time anyway."""


def application(desk: Desk) -> Any:
    """The workbench as a WSGI application, answering from this desk."""
    from testimonia.web.settings import HERE, configure

    configure()
    serve_from(desk)
    from django.core.handlers.wsgi import WSGIHandler
    from whitenoise import WhiteNoise

    def headers(answered: Any, path: str, url: str) -> None:  # noqa: ARG001 - the signature is WhiteNoise's
        answered["X-Content-Type-Options"] = "nosniff"
        answered["Cross-Origin-Resource-Policy"] = "same-origin"

    # Asked again each time (304 where nothing changed): after an update no page meets yesterday's script.
    return WhiteNoise(WSGIHandler(), root=str(HERE / "static"), prefix="static/", max_age=0, add_headers_function=headers)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way in: ``link`` works once, at ``address``, to the study called ``title``."""

    title: str
    address: str
    link: str

    def __str__(self) -> str:
        """In words."""
        return f"{self.title} is open at {self.address}. This link works once:\n{self.link}"


def serve(folder: Path, *, port: int | None = None, invite: Callable[[Invitation], None] = print, browse: bool = False) -> None:
    """Serve the study in ``folder`` to the browsers of this machine until somebody stops it.

    ``invite`` is called with the way in, and again with a new one whenever a link was refused; ``browse`` opens the browser there.
    Without ``port`` 8750 is taken, or any free one.

    Raises:
        StudyNotFound, SchemaTooNew, StudyDamaged, ProtocolError: as the folder is.
        UsageError: the port is taken.
    """
    from waitress.server import create_server

    from testimonia.web.settings import UPLOAD_MOST

    desk = Desk(folder)
    try:
        app = application(desk)
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # "task queue depth" is no news to a researcher
        server = _bound(lambda at: create_server(app, host=LOOPBACK, port=at, threads=THREADS, max_request_body_size=UPLOAD_MOST), port)
        address = f"http://{LOOPBACK}:{server.effective_port}"

        def anew() -> Invitation:
            invitation = Invitation(desk.title, address, f"{address}/enter?token={desk.link()}")
            invite(invitation)
            return invitation

        desk.invite = anew
        first = anew()
        if browse:
            _open_browser(first.link)
        Thread(target=_look_ahead, args=(desk,), daemon=True, name="testimonia ahead").start()
        with suppress(KeyboardInterrupt):
            server.run()
        server.close()
    finally:
        desk.close()


def _look_ahead(desk: Desk) -> None:
    """Work out, while somebody still chooses their name, what the first look at a large study would wait for."""
    from testimonia.web.views.overview import prepare

    # Whatever goes wrong here goes wrong again when it is asked for, and is told there.
    with suppress(Exception):
        prepare(desk.study(OWNER))
        # What is known of a large study now stays for good. Unfrozen, Python would walk through all of it again and again in search of
        # what may go, for a tenth of a second in the midst of somebody's page.
        gc.collect()
        gc.freeze()


def _bound(create: Callable[[int], Any], port: int | None) -> Any:
    for at in (PORT, 0) if port is None else (port,):
        try:
            return create(at)
        except OSError as fault:
            if fault.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise UsageError(f"Port {port} is taken by another program, or not yours to use.", "Choose another with `--port`, or none.")


def _open_browser(link: str) -> None:
    import webbrowser

    with suppress(webbrowser.Error):
        if sys.stderr.isatty():
            webbrowser.open(link)
