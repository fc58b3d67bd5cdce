"""testimonia: the workbench for studies of published testimony.

Every verb of the command line is a function here, under the same name:

    import testimonia

    with testimonia.open_study("s", coder="anna") as study:
        testimonia.collect(study, ["pages/"])
        testimonia.run(study)
        for line in testimonia.status(study).lines():
            print(line)

Each returns a report with ``lines()`` and ``as_json()``. Nothing is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from testimonia.domain.vocabulary import Profile, Shelf
    from testimonia.errors import TestimoniaError
    from testimonia.stages import code
    from testimonia.stages.analyse import analyse
    from testimonia.stages.collect import collect
    from testimonia.stages.publish import findings, publish
    from testimonia.stages.resolve import resolve
    from testimonia.stages.screen import screen
    from testimonia.stages.suggest import suggest
    from testimonia.stages.trace import trace
    from testimonia.study import Study, backup, exhibit, export, merge, new_study, open_study, snapshot, verify, withdraw
    from testimonia.web.serving import serve
    from testimonia.workflow import demo, run, status

_WHERE = {
    "Profile": "testimonia.domain.vocabulary",
    "Shelf": "testimonia.domain.vocabulary",
    "Study": "testimonia.study",
    "TestimoniaError": "testimonia.errors",
    "analyse": "testimonia.stages.analyse",
    "backup": "testimonia.study",
    "code": "testimonia.stages",
    "collect": "testimonia.stages.collect",
    "demo": "testimonia.workflow",
    "exhibit": "testimonia.study",
    "export": "testimonia.study",
    "findings": "testimonia.stages.publish",
    "merge": "testimonia.study",
    "new_study": "testimonia.study",
    "open_study": "testimonia.study",
    "publish": "testimonia.stages.publish",
    "resolve": "testimonia.stages.resolve",
    "run": "testimonia.workflow",
    "screen": "testimonia.stages.screen",
    "serve": "testimonia.web.serving",
    "snapshot": "testimonia.study",
    "status": "testimonia.workflow",
    "suggest": "testimonia.stages.suggest",
    "trace": "testimonia.stages.trace",
    "verify": "testimonia.study",
    "withdraw": "testimonia.study",
}

__all__ = [
    "Profile",
    "Shelf",
    "Study",
    "TestimoniaError",
    "__version__",
    "analyse",
    "backup",
    "code",
    "collect",
    "demo",
    "exhibit",
    "export",
    "findings",
    "merge",
    "new_study",
    "open_study",
    "publish",
    "resolve",
    "run",
    "screen",
    "serve",
    "snapshot",
    "status",
    "suggest",
    "trace",
    "verify",
    "withdraw",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        try:
            return version("testimonia")
        except PackageNotFoundError:
            return "0+unknown"  # run from its source
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(_WHERE[name])
    # `code` is a room with several verbs; the others are functions.
    return import_module("testimonia.stages.code") if name == "code" else getattr(home, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
