"""What every test may ask for.

``database_url``       one test body, both databases: None (the study's own SQLite file) or the URL of an empty PostgreSQL one
``postgres_database``  a function that makes an empty PostgreSQL database and returns its URL
``chromium``           a running browser; ``new_page`` opens a page in it and fails the test on errors in its console
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from support import browser, network, postgres
from support.ci import IN_CI, missing

# No deadline: on two shared cores a time limit for one example fails by chance; pytest's own timeout stops what hangs.
# In CI the examples are the same every time, so that a red run means a change and not luck; at home they differ, to find more.
settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile(
    "ci", deadline=None, max_examples=200, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if IN_CI else "default")

network.forbid()

_shared_folder = pytest.StashKey[Path]()


def _directs(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")  # pytest-xdist gives this to its workers


def pytest_configure(config: pytest.Config) -> None:
    """Prepare what all workers share."""
    if _directs(config):
        config.stash[_shared_folder] = postgres.prepare()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what the run started, whichever worker started it."""
    if _directs(config) and _shared_folder in config.stash:
        postgres.tear_down(config.stash[_shared_folder])


@pytest.fixture(scope="session")
def postgres_server() -> postgres.PostgresServer:
    """The PostgreSQL server of this run."""
    try:
        import psycopg  # noqa: F401 - only to say what is missing
    except ImportError:
        missing("psycopg is not installed: pip install 'testimonia[postgres]'")
    try:
        return postgres.server()
    except postgres.PostgresUnavailable as error:
        missing(str(error))


@pytest.fixture
def postgres_database(postgres_server: postgres.PostgresServer) -> Iterator[Callable[[], str]]:
    """Make empty databases: each call returns the SQLAlchemy URL of a new one; all are dropped after the test."""
    made: list[str] = []

    def make() -> str:
        made.append(postgres_server.create_database())
        return made[-1]

    yield make
    for url in made:
        postgres_server.drop_database(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """Run the test on both databases: None stands for the SQLite file in the study folder, a string is a PostgreSQL URL."""
    if request.param == "sqlite":
        return None
    return request.getfixturevalue("postgres_database")()


@pytest.fixture(scope="module")  # not the session: while it runs, Playwright keeps an event loop that other tests must not meet
def chromium() -> Iterator[Any]:
    """A running Chromium (playwright's ``Browser``)."""
    executable = browser.find_chromium()
    if executable is None:
        missing("Chromium is not installed: apt-get install chromium")
    try:
        import playwright  # noqa: F401 - only to say what is missing
    except ImportError:
        missing("playwright is not installed: pip install 'testimonia[test]'")
    with browser.launched(executable) as running:
        yield running


@pytest.fixture
def new_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open pages, each in a context of its own; keywords are playwright's (``color_scheme="dark"``, ``locale="ar"``)."""
    contexts: list[Any] = []
    faults: list[str] = []

    def open_page(*, tolerate: str | None = None, **options: Any) -> Any:
        """``tolerate`` names in a pattern what the console may say: Chromium reports every answer of 400 and above there."""
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()

        def heard(message: Any) -> None:
            if message.type == "error" and not (tolerate and re.search(tolerate, message.text)):
                faults.append(f"console: {message.text} ({message.location.get('url')})")

        page.on("pageerror", lambda error: faults.append(f"uncaught: {error}"))
        page.on("console", heard)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "the page complained:\n" + "\n".join(faults)
