"""Every page of the workbench and every answer of its interface, found by its address, with names of a study in place of parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from testimonia.domain.decisions import Coding, Mention
from testimonia.domain.evidence import Account
from testimonia.domain.identity import object_id
from testimonia.domain.results import Case, Family, Finding, Measure, Robustness
from testimonia.stages.code import differences
from testimonia.study import open_study

NO_PAGES = frozenset(
    {
        "enter",
        "language",
        "findings.csv",
        "read/codes.css",
        "read/next",
        "screen/next",
        "explore/save",
        "explore/forget",
        "accounts/<str:name>/original/<str:sha256>",
    }
)
"""Addresses that show no page: the way in, the choice of a language, files, and what leads on to a page."""
_CELL = object_id(
    "finding", f"exploration-{object_id('exploration', 'leaving', 'leaving')[:12]}", "leaving:brutality | leaving:brutality", "completed"
)
QUERIES = {
    "codebook/<str:book_id>/change": "kind=redefine&code=brutality",
    "agreement/<str:round_id>/audit": "share=1",
    "need": "width=20&minutes=30",
    "explore": "rows=leaving&columns=leaving",
    "explore/cell": f"rows=leaving&columns=leaving&cell={_CELL}",
}
"""What some pages must be asked with."""
ELSEWHERE = {
    "codebook/<str:book_id>/crosswalks/": {"book_id": "shipped", "name": "crosswalk"},
    "findings/": {"name": "plan"},
    "cases/": {"name": "case"},
}
"""Parameters that mean something else in some addresses, by how these begin."""
OPEN_ONLY = re.compile(r"^agreement/<str:round_id>/(differences|audit)")
"""Pages of which a blind round has none."""


def names_in(folder: Path) -> dict[str, str]:
    """Names that the study holds, by what addresses and the interface call such a parameter."""
    with open_study(folder, coder="mira") as study, study.read() as view:
        accounts, case = view.records(Account), view.outputs("resolve", Case)[0]
        account = accounts[0]
        findings, families = view.outputs("analyse", Finding), view.outputs("lineage", Family)
        doubted = next((card.subject for card in view.outputs("analyse", Robustness) if card.plan == "why"), "")
        measured = next((row.id for row in view.outputs("analyse", Measure) if row.plan == "why"), "")
        rows = [row.id for kind in (Mention, Coding) for row in view.history(kind)]
        opened = "c1" in view.sight.rounds
        place = differences(study, "c1").items[0].place.id if opened else "none"
        found = {
            "round_id": "c1", "round": "c1", "book_id": "leaving", "book": "leaving", "place": place, "account": account.id, "name": account.id,
            "edition": account.main or "", "mention": case.mentions[0], "case": case.id, "finding": findings[0].id if findings else "", "subject": doubted, "measure": measured,
            "row": rows[0], "thread": "none", "family": families[0].id if families else "", "coder": "ada", "one": account.id, "other": accounts[1].id, "plan": "why", "shipped": "icsr-2015",
            "crosswalk": "icsr-2015-to-push-pull", "a": "m-samir", "b": "m-lotte",
        }  # fmt: skip
    return found | {f"{key}_id": value for key, value in found.items() if not key.endswith("_id")}


def routes() -> list[str]:
    """The addresses of all pages, as the address list writes them."""
    from testimonia.web.settings import configure

    configure()
    from testimonia.web.urls import urlpatterns

    patterns = [str(entry.pattern) for entry in urlpatterns]
    return sorted(route for route in patterns if route not in NO_PAGES and not route.startswith("api/"))


def address(route: str, names: Mapping[str, str]) -> str:
    """The address of one page of a study; a parameter that nobody named yet is a fault of the test."""
    other = next((other for start, other in ELSEWHERE.items() if route.startswith(start)), {})
    here = {**names, **{name: names[key] for name, key in other.items()}}

    def named(match: re.Match[str]) -> str:
        assert match[1] in here, f"tests/support/pages.py has no example for <{match[1]}> of {route}"
        return quote(here[match[1]], safe="")

    query = QUERIES.get(route)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", named, route) + (f"?{query}" if query else "")


def answers_of(said: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """The addresses of everything that the interface answers to GET."""
    found = []
    for path, item in said["paths"].items():
        if "get" in item:
            needed = [entry["name"] for entry in item["get"].get("parameters", ()) if entry["in"] == "query" and entry.get("required")]
            filled = re.sub(r"\{(\w+)\}", lambda match: quote(names.get(match[1], "x"), safe=""), path)
            found.append(filled + ("?" + "&".join(f"{name}={names.get(name, 'x')}" for name in needed) if needed else ""))
    return found
