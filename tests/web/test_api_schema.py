"""The interface as a whole: what its description allows is answered as the description says, and never with a fault of the server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from support.workbench import HOST, client
from testimonia.domain.decisions import Coding, Mention
from testimonia.domain.evidence import Account
from testimonia.domain.results import Case, Finding
from testimonia.stages.code import differences
from testimonia.study import open_study

EXAMPLES = 5
"""Requests of each operation and mode: with some sixty operations a minute in all on a laptop that does nothing else."""
TOLD = frozenset({"study-busy", "study-read-only", "disk-full"})
"""What a server may say with a status of its own: not that it failed, but that it cannot now, and what to do."""


def no_fault_of_the_server(ctx: Any, response: Any, case: Any) -> bool | None:
    """A server error, unless it is one that the description names and that says what to do."""
    if response.status_code in (503, 507) and response.json()["error"] in TOLD:
        assert response.json()["remedy"]
        return None
    return not_a_server_error(ctx, response, case)


CHECKS = (no_fault_of_the_server, status_code_conformance, content_type_conformance, response_schema_conformance)
METHODS = ("get", "post", "put", "patch", "delete")


def signed_in(folder: Path, coder: str) -> tuple[Callable[..., Any], Any]:
    """The workbench as a WSGI application that takes every request for one of this coder's own pages; and its client."""
    from testimonia.web.serving import application

    visitor = client(folder, coder)
    secret = re.search(rb'name="csrf-token" content="(\w+)"', visitor.get("/agreement").content)
    assert secret is not None
    app = application(visitor.desk)
    own = {
        "HTTP_HOST": HOST,
        "SERVER_PORT": "80",
        "HTTP_ORIGIN": f"http://{HOST}",
        "HTTP_COOKIE": "; ".join(f"{name}={one.value}" for name, one in visitor.cookies.items()),
        "HTTP_X_CSRFTOKEN": secret[1].decode(),
    }
    return lambda environ, start: app({**environ, **own}, start), visitor


def real_names(folder: Path) -> dict[str, Any]:
    """Names that the study holds, by what the interface calls such a parameter or field."""
    with open_study(folder, coder="mira") as study, study.read() as view:
        account, case = view.records(Account)[0], view.outputs("resolve", Case)[0]
        finding = view.outputs("analyse", Finding)[0]
        place = differences(study, "c1").items[0].place
    row = log_rows(folder)[-1]
    return {
        "round_id": "c1", "round": "c1", "book": "leaving", "codebook": "leaving", "code": "leaving:brutality", "codes": ["brutality"],
        "account": account.id, "edition": account.main, "mention": case.mentions[0], "case": case.id, "place": place.id, "coder": "ada",
        "finding": finding.id, "finding_id": finding.id, "row": row, "start": 0, "end": 4, "shelf": "testimony", "variable": "age",
        "name": "icsr-2015-to-push-pull",
    }  # fmt: skip


def log_rows(folder: Path) -> list[str]:
    """The ids of the log, oldest first."""
    with open_study(folder) as study, study.read() as view:
        return [row.id for kind in (Coding, Mention) for row in view.history(kind)]


@pytest.fixture(scope="module")
def api_schema(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The interface of a copy of a small study, as its lead calls it."""
    import shutil

    folder = Path(shutil.copytree(made / "opened", tmp_path_factory.mktemp("api") / "study"))
    app, _ = signed_in(folder, "mira")
    found = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    found.real_names = real_names(folder)
    return found


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_what_is_sent_is_answered_as_the_description_says(api_schema: Any, mode: GenerationMode) -> None:
    """No request, allowed by the description or not, meets a server error, an undocumented status or an answer of another form."""
    asked, faults = 0, []
    for found in api_schema.get_all_operations():
        operation = found.ok()
        asked += 1
        try:
            _ask(operation, mode, api_schema.real_names)
        except (Exception, FailureGroup) as fault:  # noqa: BLE001 - gathered, so that one run names them all
            faults.append(f"{operation.label}: {fault}")
    assert asked == sum(1 for _ in operations(api_schema.raw_schema)) > 10
    assert not faults, "\n\n".join(faults)


def _ask(operation: Any, mode: GenerationMode, names: dict[str, Any]) -> None:
    @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
    @settings(max_examples=EXAMPLES, deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck), database=None)
    def examples(case: Any, real: bool) -> None:
        if real:  # invented names get no further than 404: half of the requests are about what the study holds
            for held in (case.path_parameters, case.query, case.body):
                if isinstance(held, dict):
                    held.update({key: names[key] for key in held.keys() & names.keys()})
        case.call_and_validate(checks=CHECKS)

    with suppress(Unsatisfiable):  # an operation that takes nothing cannot be asked wrongly
        examples()


def described(folder: Path) -> dict[str, Any]:
    visitor = client(folder, "mira")
    found: dict[str, Any] = visitor.get("/api/openapi.json").json()
    return found


def operations(said: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in said["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


def test_every_route_says_what_it_does_and_answers(pair: Callable[[str], Path]) -> None:
    """Each operation has a summary, a description, an answer of its own form and the faults; each field a limit or a closed list."""
    said = described(pair("opened"))
    found = dict(operations(said))
    assert len(found) > 10
    bare = {name for name, route in found.items() if not route.get("summary") or not route.get("description")}
    untold = {name for name, route in found.items() if "200" not in route["responses"] or "422" not in route["responses"]}
    assert (bare, untold) == (set(), set())


def test_nobody_calls_the_interface_without_coming_in(pair: Callable[[str], Path]) -> None:
    """Every operation, and the description itself, is refused with 401 to a visitor without a session."""
    folder = pair("opened")
    visitor = client(folder, None)
    for name, _ in operations(described(folder)):
        method, path = name.split(" ", 1)
        answer = visitor.generic(method, re.sub(r"\{\w+\}", "x", path), "{}", content_type="application/json")
        assert answer.status_code == 401, name
        assert answer.json()["message"]
