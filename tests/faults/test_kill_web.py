"""kill -9 while pages are fetched: what was kept stays, and the next run asks only for what is missing."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from support.studies import make_study, surroundings
from support.website import Site, network, reply
from testimonia.domain.evidence import Account
from testimonia.stages.collect import CollectParams, WebParams, collect
from testimonia.stages.collect.web.limits import Pace
from testimonia.store.verify import verify
from testimonia.study import open_study

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX's")

PAGES = 8
PARAGRAPH = "He left the group in the spring of 2014, he told us at the river, because nothing had been as promised to him by them. " * 3


def test_a_killed_run_goes_on_where_it_was(tmp_path):
    """After a kill in the middle the accounts kept are whole; the same command fetches each missing page once, and none a second time."""
    items = "".join(f"<item><link>http://post.example/{n}</link></item>" for n in range(PAGES))
    pages = {f"/{n}": reply(f"<html><body><article><p>{n} {PARAGRAPH}</p></article></body></html>".encode()) for n in range(PAGES)}
    pages["/feed"] = reply(f"<rss><channel>{items}</channel></rss>".encode(), kind="application/rss+xml")
    with Site(pages) as site:
        make_study(tmp_path / "s").close()

        def run():
            with open_study(tmp_path / "s", surroundings=surroundings()) as study:
                params = CollectParams(web=WebParams(pace=Pace(between=0.0)), workers=1)
                collect(study, ["http://post.example/feed"], params, network=network({"post.example": site}))

        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            try:
                run()
            finally:
                os._exit(0)
        until = time.monotonic() + 60
        while len(site.asked) < 6 and time.monotonic() < until:
            time.sleep(0.01)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        asked = list(site.targets)
        with open_study(tmp_path / "s") as study, study.read() as view:
            kept = {account.origin for account in view.records(Account)}
        assert 0 < len(kept) < PAGES
        run()
        later = site.targets[len(asked) :]
    with open_study(tmp_path / "s") as study:
        with study.read() as view:
            found = {account.origin: account.state.value for account in view.records(Account)}
        assert found == {f"http://post.example/{n}": "ok" for n in range(PAGES)}
        assert verify(study.store).sound
    assert sorted(later) == sorted(["/robots.txt", "/feed", *(f"/{n}" for n in range(PAGES) if f"http://post.example/{n}" not in kept)])
