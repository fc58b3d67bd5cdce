"""The fixtures that other tests rely on do what they say."""

from __future__ import annotations

import socket
import sys

import pytest

from support import ci
from support.network import InternetForbidden


def test_a_body_runs_on_both_databases_and_each_starts_empty(database_url):
    """The same test body meets a fresh database of either kind."""
    from sqlalchemy import create_engine, inspect, text

    engine = create_engine(database_url or "sqlite://")
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
        connection.execute(text("CREATE TABLE thing (id INTEGER PRIMARY KEY)"))
    engine.dispose()


def test_postgresql_databases_of_one_test_are_apart(postgres_database):
    """Asking twice gives two databases."""
    assert postgres_database() != postgres_database()


def test_postgresql_sorts_as_a_language_does(postgres_database):
    """An order left to the database differs from SQLite's here, so that a test can see it."""
    import psycopg

    with psycopg.connect(postgres_database().replace("postgresql+psycopg", "postgresql")) as connection:
        provider = connection.execute("SELECT datlocprovider FROM pg_database WHERE datname = current_database()").fetchone()
        if provider != ("i",):
            pytest.skip("this PostgreSQL is built without ICU")
        rows = connection.execute("SELECT word FROM (VALUES ('b'), ('A'), ('a'), ('B')) AS v(word) ORDER BY word").fetchall()
    assert [word for (word,) in rows] == ["a", "A", "b", "B"]


@pytest.mark.browser
def test_a_page_opens_in_the_systems_chromium(new_page):
    """The browser renders a page and reads from it."""
    page = new_page(color_scheme="dark")
    page.set_content("<main><p dir=rtl>شهادة</p></main>")
    assert page.locator("p").inner_text() == "شهادة"
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


@pytest.mark.skipif(sys.platform == "win32", reason="the look-up is refused elsewhere on Windows")
@pytest.mark.parametrize("address", ["198.51.100.7", "example.org"])
def test_no_test_reaches_the_internet(address):
    """A connection to anything but this machine is stopped before a packet leaves."""
    with socket.socket() as client, pytest.raises(InternetForbidden, match=address):
        client.connect((address, 80)) if address[0].isdigit() else socket.getaddrinfo(address, 80)


def test_this_machine_itself_can_be_reached():
    """Servers of ours on 127.0.0.1 are open to tests."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2], timeout=5):
        pass


def test_a_missing_program_is_a_visible_skip_at_home(monkeypatch):
    """Away from CI the test is skipped with its reason."""
    monkeypatch.setattr(ci, "IN_CI", False)
    with pytest.raises(pytest.skip.Exception, match="no such program"):
        ci.missing("no such program")


def test_a_missing_program_fails_in_ci(monkeypatch):
    """With CI=true no browser or database test can go missing."""
    monkeypatch.setattr(ci, "IN_CI", True)
    with pytest.raises(pytest.fail.Exception, match="no such program"):
        ci.missing("no such program")
