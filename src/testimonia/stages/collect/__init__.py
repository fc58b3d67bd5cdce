"""collect: from published items on a disk to archived accounts with immutable texts.

Question: what exactly did the item say, in which bytes, and how did those bytes come to us?

Procedure: every file below a source is hashed; its bytes go into the archive untouched; a reader chosen by content (then by
name) takes out two texts, *full* (all visible text: for screening and search) and *main* (the item without navigation and
advertisements: for reading and coding), and what the file says about its title, author, outlet and date. Each account is written
in a transaction of its own with a state (ok, partial, failed) and a reason. Files are read in a process of its own, which a
hostile file may crash or hang without harm.

Sources: the preservation criteria of the Berkeley Protocol on Digital Open Source Investigations (OHCHR and UC Berkeley, HR/PUB/20/2,
2020): an evidentiary copy apart from the working copy, with hash, time, tool and collector. Visible text: Resiliparse
(Bevendorff et al., ECIR 2018). Main text: Trafilatura (Barbaresi, ACL 2021 demo, doi:10.18653/v1/2021.acl-demo.15). Dates:
htmldate (Barbaresi, JOSS 5(51), 2020, doi:10.21105/joss.02439). Language: py3langid after Lui and Baldwin (ACL 2012 demo).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from testimonia.stages.collect.columns import columns_of
    from testimonia.stages.collect.params import CollectParams, Limits
    from testimonia.stages.collect.report import CollectReport, RereadReport
    from testimonia.stages.collect.rereading import reread
    from testimonia.stages.collect.retrying import RetryReport, retry
    from testimonia.stages.collect.steps import collect
    from testimonia.stages.collect.web.params import WebParams
    from testimonia.stages.collect.web.proxy import Proxy
    from testimonia.stages.collect.web.wire import Network

# Loaded when asked for: the process that reads files lives in this folder too, and would wait half a second for a database that it never opens.
_WHERE = {
    "CollectParams": "params",
    "CollectReport": "report",
    "Limits": "params",
    "Network": "web.wire",
    "Proxy": "web.proxy",
    "RereadReport": "report",
    "RetryReport": "retrying",
    "WebParams": "web.params",
    "collect": "steps",
    "columns_of": "columns",
    "reread": "rereading",
    "retry": "retrying",
}

__all__ = [
    "CollectParams",
    "CollectReport",
    "Limits",
    "Network",
    "Proxy",
    "RereadReport",
    "RetryReport",
    "WebParams",
    "collect",
    "columns_of",
    "reread",
    "retry",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = found
    return found
