"""What the searches found, counted for the flow."""

from __future__ import annotations

from types import SimpleNamespace

from testimonia.domain.evidence import FoundBy
from testimonia.stages.publish.method.collection import searched


def test_duplicates_across_searches_are_counted():
    """An account found by three searches is one account and two duplicates; one that was withdrawn counts nowhere."""
    found = [
        FoundBy(account=account, search=search) for account, search in (("a", "s1"), ("a", "s2"), ("a", "s3"), ("b", "s1"), ("gone", "s1"))
    ]
    facts = SimpleNamespace(accounts=[SimpleNamespace(id="a"), SimpleNamespace(id="b"), SimpleNamespace(id="c")], found_by=found)
    told = searched(facts)
    assert (told.accounts, told.several, told.duplicates) == (2, 1, 2)
    assert (dict(told.found), dict(told.alone)) == ({"s1": 2, "s2": 1, "s3": 1}, {"s1": 1})
