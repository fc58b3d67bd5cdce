"""Findings: a table an entry of the plan, each row with its share, interval, both denominators and what is not known."""

from __future__ import annotations

from testimonia.domain.results import Finding
from testimonia.stages.publish.figures.shares import bar, percent, span
from testimonia.stages.publish.figures.timeline import columns
from testimonia.stages.publish.markup import Markup, element, foreign, join
from testimonia.stages.publish.method.labels import heading, is_date, label, value_of, variable_of
from testimonia.stages.publish.method.tables import Line, Table, named
from testimonia.stages.publish.writers.content import HIDDEN, Content, grouped, section, table, unfold

NAMED = 40  # cases of a number that are named; more of them are given by number alone, so that a large study stays readable


def findings(content: Content) -> Markup:
    """Every answered entry of the plan."""
    if not content.tables:
        return Markup()
    key = element(
        "p",
        "Bar: share of all completed cases. Line with ends: interval. Thin stripe below: the bounds if everybody silent or unclear had said no, or yes. "
        "Silence is not a no, so each share stands beside its share of those who said anything. Coders who disagree leave a case unclear. Registered: in the plan adopted before the first completion that is counted; all else is exploratory.",
        class_="key",
    )
    hidden = element(
        "p", f"“{HIDDEN.split('>')[1].split('<')[0]}”: fewer than {content.k} people, or deducible from other counts.", class_="key"
    )
    return section("findings", "Findings", key, None if content.internal else hidden, [_entry(content, found) for found in content.tables])


def _entry(content: Content, found: Table) -> Markup:
    tag = "registered" if found.registered else "exploratory"
    why = "in the adopted plan before the first completion it counts" if found.registered else "asked after coding had begun"
    timeline = found.plan.kind == "period" and found.plan.subject is None
    body: object
    if timeline:
        body = _timeline(content, found)
    elif found.plan.kind == "crosstab":
        shown = any(_visible(content, found, line) for line in found.lines)
        body = [_crosstab(content, found), unfold("Shares, intervals and bounds of each row", _groups(content, found)) if shown else None]
    else:
        body = _groups(content, found)
    first = found.lines[0].completed
    layer = {"auto": "adjudicated, else consensus, else the coders where they agree"}.get(first.layer, first.layer)
    method = f"{first.method.capitalize()} interval; {layer}."
    return element(
        "article",
        element("h3", foreign(found.title), " ", element("span", tag, class_=f"tag {tag}", title=why), id=f"plan-{found.plan.id}"),
        body,
        element("p", method, class_="method"),
    )


def _groups(content: Content, found: Table) -> list[Markup]:
    """One table with a part for each group that is compared; groups that are empty or wholly hidden shrink to a sentence."""
    protocol = content.facts.protocol
    groups: list[tuple[object, list[Line]]] = []
    dark: list[str] = []
    empty: list[str] = []
    for condition in found.conditions:
        lines = [line for line in found.lines if line.condition == condition and (_visible(content, found, line) or named(protocol, line))]
        if not any(_visible(content, found, line) for line in lines):
            dark += [condition] if lines else []
        elif condition and all(_visible(content, found, line) and not line.completed.n for line in lines):
            empty.append(condition)
        else:
            groups.append((_group_name(content, condition), lines))
    made = [_table(content, found, groups)] if groups else []
    if dark:
        made.append(element("p", "Every row is ", HIDDEN, _listed(content, " for: ", dark), ".", class_="key"))
    if empty:
        made.append(element("p", "No case", _listed(content, " in: ", empty), ".", class_="key"))
    return made


def _visible(content: Content, found: Table, line: Line) -> bool:
    return found.plan.about != "person" or line.id in content.shown


def _group_name(content: Content, condition: str) -> Markup:
    question = heading(content.facts.protocol, condition)
    name = element("strong", foreign(label(content.facts.protocol, condition)))
    return join(f"{question}: " if question else "Of those with: ", name)


def _listed(content: Content, before: str, conditions: list[str]) -> Markup:
    names = [foreign(label(content.facts.protocol, name)) for name in conditions if name]
    return join(before if names else None, [[", " if n else "", name] for n, name in enumerate(names)])


def _table(content: Content, found: Table, groups: list[tuple[object, list[Line]]]) -> Markup:
    caption = element("span", found.title, class_="aside")  # the heading above says it to the eye
    head = ["", "Share of completed cases", "Completed", "Of those who said anything", "Not stated", "Unclear", "Bounds"]
    rows = [(name if found.conditions != ("",) else None, [_row(content, found, line) for line in lines]) for name, lines in groups]
    return grouped(caption, head, rows, numeric=(4, 5), class_="findings")


def _row(content: Content, found: Table, line: Line) -> list[object]:
    name = label(content.facts.protocol, line.item)
    whole = line.completed
    if not _visible(content, found, line):
        return [foreign(name), "", HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN]
    return [
        foreign(name),
        bar(whole, name),
        join(_share(whole), element("small", _count(content, whole))),
        join(_share(line.stated), element("small", f"{line.stated.k} of {line.stated.n}")),
        whole.not_stated,
        whole.unclear,
        "–" if whole.bound_low is None else span(whole.bound_low, whole.bound_high or 0),
    ]


def _share(finding: Finding) -> Markup:
    if finding.estimate is None or finding.low is None or finding.high is None:
        return element("span", "no case", class_="none")
    return join(
        element("strong", percent(finding.estimate)), " ", element("span", f"({span(finding.low, finding.high)})", class_="interval")
    )


def _count(content: Content, finding: Finding) -> Markup | str:
    said = f"{finding.k} of {finding.n}"
    return cases(content, finding, said) if content.internal and finding.evidence else said


def cases(content: Content, finding: Finding, said: str) -> Markup:
    """A number that unfolds to the cases it counts."""
    number, label_of = content.facts.number, content.facts.label
    known = sorted((number[case], case) for case in finding.evidence if case in number)
    links = [
        element("li", element("a", f"{n} ", foreign(label_of[case]) if len(known) <= NAMED else None, href=f"#c{n}")) for n, case in known
    ]
    return unfold(said, element("ul", links), class_="cases")


def _crosstab(content: Content, found: Table) -> Markup:
    protocol = content.facts.protocol
    lines = {(line.condition, line.item): line for line in found.lines}
    rows: list[list[object]] = []
    for condition in found.conditions:
        cells: list[object] = [foreign(label(protocol, condition))]
        for item in found.items:
            line = lines[condition, item]
            cells.append(_cell(content, line) if _visible(content, found, line) else HIDDEN)
        if any(cell is not HIDDEN for cell in cells[1:]) or all(named(protocol, lines[condition, item]) for item in found.items):
            rows.append(cells)
    if not any(_visible(content, found, line) for line in found.lines):
        return element("p", "Every cell is ", HIDDEN, ".", class_="key")
    head = ["", *(foreign(label(protocol, item)) for item in found.items)]
    return table(join("Cases, and their share of the row's completed cases"), head, rows, class_="crosstab")


def _cell(content: Content, line: Line) -> Markup:
    share = element("small", percent(line.completed.estimate) if line.completed.estimate is not None else "–")
    return join(_count(content, line.completed), share)


def _timeline(content: Content, found: Table) -> Markup:
    protocol = content.facts.protocol
    visible = [line for line in found.lines if _visible(content, found, line)]
    counts = {value_of(line.item): line.completed.k for line in visible}
    whole = found.lines[0].completed
    if not visible:
        return element("p", "Every row is ", HIDDEN, ".", class_="key")
    said = f"{whole.unclear} not dated that closely, {whole.not_stated} not stated, of {whole.n} completed cases."
    gaps = (
        ""
        if content.internal
        else f" Periods in which fewer than {content.k} people stand, or that could be deduced, look like those with none."
    )
    question = heading(protocol, found.lines[0].item) if is_date(protocol, variable_of(found.lines[0].item)) else found.title
    return join(
        element(
            "div",
            columns(counts, f"{found.title}: cases by {found.plan.period}"),
            class_="scroll",
            tabindex="0",
            role="region",
            aria_label=f"Timeline: {question}",
        ),
        element("p", said + gaps, class_="key"),
        unfold("The same as a table", _table(content, found, [("", visible)])),
    )
