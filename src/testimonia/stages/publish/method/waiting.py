"""What waits for whom: the work plan, computed from what is there and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from testimonia.domain.decisions import Completion
from testimonia.domain.outcome import Standing
from testimonia.domain.vocabulary import AccountState, CaseKind, Layer, LinkDecision, MentionStatus, ProposalStatus, Shelf
from testimonia.stages.publish.method.facts import Facts
from testimonia.stages.publish.method.flow import by_case, flow

FORM = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do: ``who`` are coders' ids, ``role`` what they are to the study; ``people`` says that ``count`` counts people."""

    id: str
    who: tuple[str, ...]
    role: str
    what: str
    count: int
    command: str
    people: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many cases one coder has finished of one codebook (or the form) in one round."""

    coder: str
    round: str
    codebook: str
    finished: int
    cases: int


def tasks(facts: Facts) -> tuple[Task, ...]:
    """What can be done now, in the order in which it is best done; nothing that has nothing waiting."""
    return tuple(task for task in (*_screening(facts), *_lineage(facts), *_people(facts), *_coding(facts)) if task.count)


def _screening(facts: Facts) -> Iterator[Task]:
    counted = flow(facts)
    failed = sum(account.state is AccountState.FAILED for account in facts.accounts)
    leads, screeners = _who(facts, "owner", "lead"), _rounds_people(facts, "screening")
    yield Task(
        id="screen", who=screeners, role="screeners", count=sum(stream.waiting for stream in counted.streams),
        what="Screen the accounts that nobody has decided on; copies follow the first publication", command="testimonia screen STUDY import FILE",
    )  # fmt: skip
    yield Task(
        id="unsure", who=leads, role="owner or lead", count=sum(stream.unsure + stream.disagreed for stream in counted.streams),
        what="Decide on the accounts of which screeners are unsure, or on which they disagree", command="testimonia screen STUDY import FILE",
    )  # fmt: skip
    yield Task(
        id="conflicts", who=leads, role="owner or lead", count=facts.conflicts,
        what="Settle what two copies of the study decided differently", command="testimonia status STUDY",
    )  # fmt: skip
    yield Task(
        id="failed", who=leads, role="owner or lead", count=failed, what="Collect again in another form what could not be read",
        command="testimonia collect STUDY FILE",
    )  # fmt: skip


def _lineage(facts: Facts) -> Iterator[Task]:
    proposed = sum(relation.status is ProposalStatus.PROPOSED for relation in facts.relations)
    yield Task(
        id="relations", who=_who(facts, "owner", "lead"), role="owner or lead", count=proposed,
        what="Review the proposed relations between accounts", command="testimonia trace STUDY import FILE",
    )  # fmt: skip


def _people(facts: Facts) -> Iterator[Task]:
    included = [
        name
        for (name, mention), outcome in facts.outcomes.items()
        if mention is None
        and outcome.standing is Standing.INCLUDE
        and facts.shelf.get(name) == Shelf.TESTIMONY
        and name not in facts.copies
    ]
    named = {mention.account for mention in facts.mentions}
    leads = _who(facts, "owner", "lead")
    yield Task(
        id="mentions", who=leads, role="owner or lead", count=sum(name not in named for name in included),
        what="Enter the people of the accounts that were included", command="testimonia resolve STUDY import FILE",
    )  # fmt: skip
    open_mentions = [
        m
        for m in facts.mentions
        if m.status is MentionStatus.PROPOSED and (m.account, m.id) not in facts.outcomes and m.kind is CaseKind.PERSON
    ]
    yield Task(
        id="eligibility", who=_rounds_people(facts, "screening"), role="screeners", count=len(open_mentions), people=True,
        what="Decide whether the people mentioned are eligible", command="testimonia screen STUDY import FILE",
    )  # fmt: skip
    yield Task(
        id="links", who=leads, role="owner or lead", count=sum(link.decision == LinkDecision.PROPOSED for link in facts.links), people=True,
        what="Decide which mentions are the same person", command="testimonia resolve STUDY import FILE",
    )  # fmt: skip


def _coding(facts: Facts) -> Iterator[Task]:
    wanted = len(_needed(facts))
    for item in progress(facts):
        name = "the case form" if item.codebook == FORM else f"the codebook {item.codebook}"
        where = f" in round {item.round}" if item.round else ""
        yield Task(
            id=f"code {item.coder} {item.round} {item.codebook}", who=(item.coder,), role="coder", people=True,
            count=item.cases - item.finished if wanted else 0, what=f"Code cases: {name}{where}", command="testimonia code STUDY import FILE",
        )  # fmt: skip
    kinds = {item.id: item.kind for item in facts.protocol.rounds}
    for name in facts.closed:
        if facts.hidden or any(record.round == name for record in facts.effort):
            yield Task(
                id=f"open {name}", who=_who(facts, "owner", "lead"), role="owner or lead", count=1,
                what=f"Open the blind {kinds[name]} round {name} once everybody has finished; until then nothing of it counts",
                command=f"testimonia code STUDY open {name}",
            )  # fmt: skip


def progress(facts: Facts) -> tuple[Progress, ...]:
    """Who has finished how many cases of what the plan counts, by round and coder; empty without cases."""
    if not facts.people:
        return ()
    books = _needed(facts)
    rounds = [(item.id, item.coders) for item in facts.protocol.rounds if item.kind == "coding"] or [("", None)]
    found = []
    for name, listed in rounds:
        coders = listed or _who(facts, "coder") or _who(facts, "lead") or _who(facts, "owner")
        # What a lead brought to an end as a ruling is no share of the round's work.
        done = [record for record in facts.effort if (record.round or "") == name and record.layer is Layer.CODER]
        spoke = {record.coder for record in done}
        for coder in sorted({*coders, *spoke}):
            for book in books:
                finished = _finished(facts, [record for record in done if record.coder == coder and record.codebook == book])
                found.append(Progress(coder=coder, round=name, codebook=book, finished=finished, cases=len(facts.people)))
    return tuple(found)


def _finished(facts: Facts, done: list[Completion]) -> int:
    mine = by_case(facts, done)
    return sum(facts.completeness.complete(case, mine.get(case.id, [])) for case in facts.people)


def _needed(facts: Facts) -> tuple[str, ...]:
    """Codebooks (or the form) that the plan counts for people, in the order of the plan."""
    return tuple(dict.fromkeys(book for plan in facts.protocol.analysis if plan.about == "person" for book in plan.needs))


def _who(facts: Facts, *roles: str) -> tuple[str, ...]:
    return tuple(coder.id for coder in facts.protocol.coders if coder.role in roles)


def _rounds_people(facts: Facts, kind: str) -> tuple[str, ...]:
    listed = [name for item in facts.protocol.rounds if item.kind == kind and item.coders for name in item.coders]
    return tuple(dict.fromkeys(listed)) or _who(facts, "screener") or _who(facts, "owner", "lead")
