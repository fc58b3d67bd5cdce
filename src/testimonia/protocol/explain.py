"""A protocol in a few plain lines, for the person who has just written it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from testimonia.protocol.model import Protocol


def explain(protocol: Protocol) -> list[str]:
    """What a protocol says, one short line a subject. Never shows the database's address, which may hold a password."""
    lines = [f"{protocol.study.title}: {protocol.study.question}"]
    lines.extend(_shelves(protocol))
    lines.append(_variables(protocol))
    lines.append(_codebooks(protocol))
    lines.append(_people(protocol))
    lines.append(_analysis(protocol))
    lines.append(_rules(protocol))
    lines.append(f"A public release shows a count of people only if it is 0 or at least {protocol.release.k}.")
    if protocol.database is not None:
        lines.append("Rows live in a PostgreSQL database.")
        if _password(protocol.database):
            lines.append("Its address holds a password, and study.yaml is made for git: move it to ~/.pgpass or PGPASSWORD.")
    return lines


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _and(parts: Iterable[str]) -> str:
    words = [part for part in parts if part]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _shelves(protocol: Protocol) -> list[str]:
    lines = []
    for name in type(protocol.shelves).model_fields:
        shelf = protocol.shelf(name)
        if shelf.criteria or shelf.eligibility:
            eligible = f", {_count(len(shelf.eligibility), 'criterion', 'criteria')} for who counts" if shelf.eligibility else ""
            lines.append(f"Shelf {name}: {_count(len(shelf.criteria), 'criterion', 'criteria')} of inclusion{eligible}.")
    return lines or ["No shelf has criteria yet: what is included is each screener's own judgement."]


def _variables(protocol: Protocol) -> str:
    if not protocol.variables:
        return "No variables: the case form is empty."
    episodes = sum(variable.per == "episode" for variable in protocol.variables)
    waiting = sum(variable.of_interest for variable in protocol.variables)
    more = _and((f"{episodes} asked for each episode" if episodes else "", f"{waiting} that keep a case pending" if waiting else ""))
    return _count(len(protocol.variables), "variable") + (f", {more}" if more else "") + "."


def _codebooks(protocol: Protocol) -> str:
    if not protocol.codebooks:
        return "No codebook: nothing can be coded yet."
    codes = sum(len(codebook.in_use()) for codebook in protocol.codebooks)
    names = ", ".join(f"{codebook.id} (version {codebook.version})" for codebook in protocol.codebooks)
    return f"{_count(len(protocol.codebooks), 'codebook')} with {_count(codes, 'code')}: {names}."


def _people(protocol: Protocol) -> str:
    roles = Counter(coder.role for coder in protocol.coders)
    people = _and(_count(roles[role], role) for role in ("owner", "lead", "coder", "screener") if roles[role])
    if not protocol.rounds:
        return f"{people}; no rounds, so nothing is blind."
    kinds = Counter((item.blind, item.kind) for item in protocol.rounds)
    return (
        f"{people}; "
        + _and(
            _count(number, f"{'blind' if blind else 'open'} {kind} round") for (blind, kind), number in sorted(kinds.items(), reverse=True)
        )
        + "."
    )


def _analysis(protocol: Protocol) -> str:
    if not protocol.analysis:
        return "No analysis plan: every finding will be called exploratory."
    kinds = Counter(plan.kind for plan in protocol.analysis)
    listed = _and(f"{number} {kind}" for kind, number in kinds.items())
    return f"{_count(len(protocol.analysis), 'planned analysis', 'planned analyses')}: {listed}."


def _rules(protocol: Protocol) -> str:
    rules = protocol.acceptance
    family = f"an account that holds {rules.join_family_containment:.0%} of another's words joins its family" if rules.join_families else ""
    copies = "a copy's mentions are linked to the root's" if rules.link_copies_mentions else ""
    hosts = "an account that names no outlet is of the one that alone appears under its host" if rules.outlets_by_host else ""
    accepted = _and((family, copies, hosts))
    return f"Accepted without a look: {accepted}." if accepted else "Nothing is accepted without a look."


def _password(address: str) -> bool:
    try:
        return urlsplit(address).password is not None or "password=" in address
    except ValueError:
        return False
