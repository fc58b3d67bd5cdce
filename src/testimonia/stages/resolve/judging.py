"""The verbs of reviewing pairs: which wait, one of them, a verdict."""

from __future__ import annotations

from testimonia.domain.decisions import Mention
from testimonia.domain.evidence import Account
from testimonia.domain.vocabulary import LinkDecision
from testimonia.errors import UsageError
from testimonia.stages.resolve import reviewing, waterfall
from testimonia.stages.resolve.contradicting import contradictions
from testimonia.stages.resolve.progress import progress
from testimonia.stages.resolve.reviewing_report import PairReport, PairsReport
from testimonia.study import Study

VERDICTS = tuple(decision.value for decision in LinkDecision if decision is not LinkDecision.PROPOSED)


def waiting_pairs(study: Study) -> PairsReport:
    """Pairs of mentions that wait for the acting coder, the least foreseeable first, and whether reviewing may stop; writes nothing."""
    with study.read() as view:
        mentions = {mention.id: mention for mention in view.records(Mention)}
        accounts = {account.id: account for account in view.records(Account)}
        links, found = reviewing.waiting(view), progress(view, contradictions(view))

    def told(name: str) -> tuple[str, str, str]:
        return name, mentions[name].label, accounts[mentions[name].account].origin

    labels = {name: mention.label for name, mention in mentions.items()}
    return PairsReport([(told(link.a), told(link.b)) for link in links], found, labels)


def read_pair(study: Study, a: str, b: str) -> PairReport:
    """Two mentions as a reviewer sees them; writes nothing.

    Raises:
        UnknownReference, InputError: they are no pair.
    """
    with study.read() as view:
        look = reviewing.pair(view, a, b)
        found = waterfall.waterfall(waterfall.scales(view), look.one.mention.id, look.other.mention.id) if look.revealed else None
    return PairReport(look, found)


def judge_pair(study: Study, a: str, b: str, verdict: str, reason: str | None = None, *, settle: bool = False) -> PairReport:
    """Say whether two mentions are one person, as the acting coder; with ``settle`` as the one who leads, where reviewers differ.

    Raises:
        UsageError: the verdict is none.
        UnknownReference, InputError: they are no pair, or not to be judged so.
        NotPermitted: only the owner or a lead may settle.
    """
    if verdict not in VERDICTS:
        raise UsageError(f"`{verdict}` is no verdict on two mentions.", f"Say {', '.join(VERDICTS[:-1])} or {VERDICTS[-1]}.")
    row = reviewing.review_pair(study, a, b, LinkDecision(verdict), reason, settle=settle)
    report = read_pair(study, a, b)
    return PairReport(report.look, report.weighed, row)
