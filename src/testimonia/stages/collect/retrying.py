"""Once more for what had failed: read again what is in the archive, fetch again what never came."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from testimonia.domain.evidence import Account
from testimonia.domain.report import Progress, silent
from testimonia.stages.collect.params import CollectParams
from testimonia.stages.collect.report import CollectReport, RereadReport
from testimonia.stages.collect.rereading import never_came, reread
from testimonia.stages.collect.steps import collect
from testimonia.stages.collect.web.wire import Network

if TYPE_CHECKING:
    from testimonia.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryReport:
    """What was read again, and what was fetched again (None where nothing had failed to come)."""

    read: RereadReport
    fetched: CollectReport | None = None

    def lines(self) -> list[str]:
        """The report in words."""
        if self.fetched is None:
            return self.read.lines()
        return [*(self.read.lines() if self.read.read else []), *self.fetched.lines()]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts: that of reading, and that of fetching under a key of its own."""
        return {**self.read.as_json(), "fetched": self.fetched.as_json() if self.fetched else None}


def retry(
    study: Study,
    params: CollectParams = CollectParams(),  # noqa: B008 - frozen, so one for all calls does no harm
    progress: Progress = silent,
    *,
    network: Network = Network(),  # noqa: B008 - as above
) -> RetryReport:
    """Read again the originals of accounts that failed or are partial, and fetch again the pages that could not be fetched.

    Raises:
        UnknownReference, NotPermitted: the acting coder is not of the team.
        DiskFull, StudyReadOnly, StudyBusy: the study cannot be written to.
    """
    read = reread(study, params, progress)
    with study.read() as view:
        waiting = any(never_came(account) for account in view.records(Account))
    if not waiting:
        return RetryReport(read=read)
    fetched = collect(study, [], replace(params, web=replace(params.web, retry=True)), progress, network=network)
    return RetryReport(read=read, fetched=fetched)
