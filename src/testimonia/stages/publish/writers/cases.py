"""Cases, passages and accounts: what each number of an internal report leads back to."""

from __future__ import annotations

from testimonia.domain.decisions import Coding, Judgement, Value
from testimonia.domain.evidence import Account, Capture
from testimonia.stages.publish.markup import Markup, element, foreign, join, literal, words
from testimonia.stages.publish.method.evidence import Dossier, Quoted
from testimonia.stages.publish.spoken import label, name_of, shown
from testimonia.stages.publish.tongue import ours
from testimonia.stages.publish.writers.content import Content, section, some, table, unfold


def cases(content: Content) -> Markup:
    """Every case once; numbers elsewhere link here."""
    if not content.dossiers:
        return Markup()
    captures: dict[str, list[Capture]] = {}
    for capture in content.facts.captures:
        captures.setdefault(capture.account, []).append(capture)
    note = "Each case with its passages; each passage with its words, its codes and the account it stands in."
    return section("cases", "Cases", element("p", note), [_case(content, item, captures) for item in content.dossiers])


def _case(content: Content, dossier: Dossier, captures: dict[str, list[Capture]]) -> Markup:
    case = dossier.case
    number = content.facts.number[case.id]
    summary = join(
        element("span", str(number), class_="number"), " ", foreign(case.label or "no label"), " ",
        element("small", f"{some(len(case.accounts), 'account')}, {some(len(dossier.passages), 'passage')}"),
    )  # fmt: skip
    coded = [item for item in dossier.passages if item.codings]
    others = [_passage(content, item, captures) for item in dossier.passages if not item.codings]
    # The words come first: what was coded; then what the form asks, and the passages that only its answers rest on.
    inside = element(
        "div",
        element("p", "Case ", element("code", case.id), f", {case.kind}, {some(len(case.mentions), 'mention')}.", class_="meta"),
        [_passage(content, item, captures) for item in coded] or element("p", "No passage has been coded."),
        _episodes(dossier),
        _judgements(content, dossier),
        _answers(content, dossier),
        unfold(f"{some(len(others), 'passage')} on which answers of the form rest", others) if others else None,
        id=f"c{number}",
    )
    return unfold(summary, inside, class_="case")


def _answers(content: Content, dossier: Dossier) -> Markup:
    if not dossier.values:
        return Markup()
    names = {variable.id: variable.label for variable in content.facts.protocol.variables}
    said: dict[tuple[str, Markup | str], list[str]] = {}
    for value in sorted(dossier.values, key=lambda item: list(names).index(item.variable) if item.variable in names else len(names)):
        said.setdefault((value.variable, _answer(content, value)), []).append(_whose(value))
    rows = [[foreign(names.get(variable, variable)), answer, _names(whose)] for (variable, answer), whose in said.items()]
    return table("Answers of the case form", ["Question", "Answer", "By"], rows)


def _answer(content: Content, value: Value) -> Markup | str:
    if value.value is None:
        return f"({(value.missing or '').replace('_', ' ')})"
    return foreign(label(content.facts.protocol, f"{value.variable}={value.value}"))


def _episodes(dossier: Dossier) -> Markup:
    if not dossier.episodes:
        return Markup()
    rows = [
        [
            str(item.order),
            foreign(item.group or "–"),
            foreign(item.role or "–"),
            item.joined or "–",
            item.left or "–",
            element("bdi", item.coder),
        ]
        for item in dossier.episodes
    ]
    return table("Times in and out", ["No.", "Group", "Role", "Joined", "Left", "By"], rows)


def _judgements(content: Content, dossier: Dossier) -> Markup:
    if not dossier.judgements:
        return Markup()
    rows = [
        [
            item.source_grade or "–",
            item.information_grade or "–",
            shown(", ".join(name_of(content.facts.protocol, f"condition={name}") for name in item.conditions) or "–"),
            _names([_whose(item)]),
        ]
        for item in dossier.judgements
    ]
    return table("How far to believe it (source A–F, information 1–6)", ["Source", "Information", "Conditions of speaking", "By"], rows)


def _passage(content: Content, passage: Quoted, captures: dict[str, list[Capture]]) -> Markup:
    account = content.facts.account.get(passage.account)
    language = account.language if account else None
    quote = element(
        "blockquote",
        element(
            "p",
            element("span", words(passage.before), class_="around"),
            element("mark", words(passage.quote)),
            element("span", words(passage.after), class_="around"),
            dir="auto",
            lang=language,
        ),
    )
    said: dict[tuple[object, ...], list[Coding]] = {}
    for coding in passage.codings:
        said.setdefault((coding.codebook, coding.code, coding.stance, coding.voice, coding.modality, coding.memo), []).append(coding)
    codes = [element("li", _code(content, same)) for same in said.values()]
    codes += _answered(content, passage)
    return element(
        "div", quote, element("ul", codes, class_="codes"), _source(passage, account, captures.get(passage.account, [])), class_="passage"
    )


def _code(content: Content, same: list[Coding]) -> Markup:
    coding = same[0]
    stance = "" if coding.stance == "affirms" else "denies "
    said = join(f"{coding.voice}, {coding.modality} · ", _names([_whose(item) for item in same]))
    memo = join(" · memo: ", element("span", words(coding.memo), dir="auto")) if coding.memo else None
    return join(
        element("strong", stance, foreign(label(content.facts.protocol, f"{coding.codebook}:{coding.code}"))),
        element("small", " ", said, memo),
    )


def _answered(content: Content, passage: Quoted) -> list[Markup]:
    """The answers of the case form that rest on a passage."""
    names = {variable.id: variable.label for variable in content.facts.protocol.variables}
    said: dict[tuple[str, Markup | str], list[str]] = {}
    for value in passage.values:
        said.setdefault((names.get(value.variable, value.variable), _answer(content, value)), []).append(_whose(value))
    return [
        element("li", foreign(name), ": ", element("strong", answer), element("small", " ", _names(whose)))
        for (name, answer), whose in said.items()
    ]


def _names(whose: list[str]) -> Markup:
    return element("bdi", literal(", ".join(sorted(set(whose)))))


def _whose(record: Coding | Value | Judgement) -> str:
    return record.coder if record.layer == "coder" else f"{ours(record.layer)} ({record.coder})"


def _source(passage: Quoted, account: Account | None, captures: list[Capture]) -> Markup:
    """The account of a passage, with how its bytes came to us."""
    if account is None:
        return element("p", "The account is not here any more.")
    head = join(
        foreign(account.title or account.origin), " · ", foreign(account.outlet or "outlet unknown"), " · ", account.published or "undated"
    )
    pairs: list[tuple[str, object]] = [
        ("Origin", foreign(account.origin)),
        *(
            (f"Capture: {item.grade}", join(item.at or "no time", " · ", foreign(item.who), " · ", element("code", item.sha256)))
            for item in captures
        ),
        ("SHA-256", element("code", account.sha256)),
        ("Edition", element("code", passage.edition)),
        ("Code points", f"{passage.start}–{passage.end}"),
        ("Account", element("code", account.id)),
    ]
    return unfold(head, element("dl", [[element("dt", name), element("dd", said)] for name, said in pairs]), class_="source")


def accounts(content: Content) -> Markup:
    """Every account, in the internal report alone."""
    facts = content.facts
    if not content.internal or not facts.accounts:
        return Markup()
    grades = {capture.account: capture.grade for capture in reversed(facts.captures)}
    rows = [
        [
            element("span", f"{n} ", foreign(a.title or a.origin), element("small", foreign(a.origin)), id=f"a{n}"),
            foreign(a.outlet or "–"), a.published or "–", a.language or "–",
            facts.shelf.get(a.id, "–"), "copy" if a.id in facts.copies else "", a.state, str(grades.get(a.id, "unknown")), element("code", a.sha256[:12]),
        ]
        for a, n in ((account, facts.place[account.id]) for account in facts.accounts)
    ]  # fmt: skip
    head = ["Account", "Outlet", "Published", "Language", "Shelf", "", "State", "Capture", "SHA-256"]
    return section("accounts", "Accounts", unfold(some(len(rows), "account"), table("Every account", head, rows)))
