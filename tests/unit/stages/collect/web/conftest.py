"""A study, and sites for it to collect from."""

from __future__ import annotations

import pytest

from support.studies import surroundings
from support.website import network
from testimonia.domain.evidence import Account
from testimonia.stages.collect import CollectParams, WebParams, collect, retry
from testimonia.stages.collect.web.limits import Pace
from testimonia.study import new_study

PARAGRAPH = (
    "He left the group in the spring of 2014, he told us, because nothing had been as promised. The commanders lived well while the "
    "men at the front went hungry. One night he walked to the river with a neighbour and did not look back until morning came."
)


@pytest.fixture
def study(tmp_path):
    with new_study(tmp_path / "s", surroundings=surroundings()) as made:
        yield made


def story(*paragraphs, title="The walk to the river"):
    """A page with an invented article."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or (PARAGRAPH, PARAGRAPH.replace("He", "She")))
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body><nav>Menu</nav><article><h1>{title}</h1>{text}</article></body></html>".encode()


AT_ONCE = Pace(between=0.0)


class Collecting:
    """Collects from sites of this test into its study."""

    def __init__(self, study):
        self.study, self.sites, self.slept = study, {}, []

    def __call__(self, *sources, pace=AT_ONCE, shelf=None, **web):
        params = CollectParams(web=WebParams(pace=pace, **web), shelf=shelf, workers=1)
        return collect(self.study, list(sources), params, network=network(self.sites, slept=self.slept))

    def retry(self, pace=AT_ONCE, **web):
        params = CollectParams(web=WebParams(pace=pace, **web))
        return retry(self.study, params, network=network(self.sites, slept=self.slept))

    def accounts(self):
        with self.study.read() as view:
            return {account.origin: account for account in view.records(Account)}

    def captures(self, origin):
        with self.study.store.read() as connection:
            return self.study.store.captures(connection, self.accounts()[origin].id)

    def records(self, record):
        with self.study.read() as view:
            return view.records(record)

    def text(self, origin):
        with self.study.read() as view:
            return view.edition(self.accounts()[origin].main).text


@pytest.fixture
def collecting(study):
    return Collecting(study)
