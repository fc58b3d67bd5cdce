"""Findings: a table an entry of the plan, each row with its share, interval, both denominators and what is not known."""

from __future__ import annotations

from testimonia.domain.results import Finding
from testimonia.stages.publish.figures.drawn import crosstab_map
from testimonia.stages.publish.figures.shares import bar, percent, span
from testimonia.stages.publish.figures.timeline import columns
from testimonia.stages.publish.markup import Markup, element, foreign, join
from testimonia.stages.publish.method.labels import is_date, value_of, variable_of
from testimonia.stages.publish.method.tables import DETAILS, SILENT, STATED, UNCLEAR, Line, Table, named
from testimonia.stages.publish.spoken import came_about, finding_name, heading, label
from testimonia.stages.publish.tongue import from_right
from testimonia.stages.publish.writers.content import HIDDEN, Content, grouped, section, some, table, unfold
from testimonia.stages.publish.writers.doubt import doubts
from testimonia.stages.publish.writers.leading import to_cases, to_finding
from testimonia.stages.publish.writers.measures import measures


def findings(content: Content) -> Markup:
    """Every answered entry of the plan."""
    if not content.tables and not content.measured:
        return Markup()
    key = element(
        "p",
        "Bar: share of all completed cases. Line with ends: interval. Thin stripe below: the bounds if everybody silent or unclear had said no, or yes. "
        "Silence is not a no, so each share stands beside its share of those who said anything. Coders who disagree leave a case unclear. Registered: in the plan adopted before the first completion that is counted; all else is exploratory.",
        class_="key",
    )
    return section(
        "findings", "Findings", _kept_back(content), key, [_entry(content, found) for found in content.tables], measures(content)
    )


def _kept_back(content: Content) -> Markup | None:
    """How many rows are hidden and why, in a sentence; nothing inside the team."""
    if content.internal:
        return None
    lines = [line for found in content.tables for line in found.lines]
    listed = [line for line in lines if line.id in content.shown or named(content.facts.protocol, line)]
    hidden = sum(line.id not in content.shown for line in listed)
    partly = sum(line.id in content.shown and not _all_of(content, line) for line in listed)
    unlisted = len(listed) < len(lines)
    if not (hidden or partly or unlisted):
        return element("p", "Nothing had to be hidden to protect the people in this study.")
    said = []
    if hidden:
        said.append(f"{hidden} of {some(len(listed), 'row')} {'is' if hidden == 1 else 'are'} hidden")
    if partly:
        more = f"{partly} more" if hidden else some(partly, "row")
        said.append(f"{more} {'keeps' if partly == 1 else 'keep'} some numbers back")
    what = " and ".join(said) or "some rows are left out"
    reason = f"they would tell of fewer than {content.k} people, or let somebody work out so small a group by subtraction."
    rest = " Hidden periods, and hidden answers that study.yaml does not list, are not even named." if unlisted else ""
    return element("p", f"To protect the people in this study, {what}: {reason}{rest}", class_="kept")


def _all_of(content: Content, line: Line) -> bool:
    return all(line.cell(name) in content.shown for name in DETAILS)


def _entry(content: Content, found: Table) -> Markup:
    tag = "registered" if found.registered else "exploratory"
    why = "in the adopted plan before the first completion it counts" if found.registered else "asked after coding had begun"
    timeline = found.plan.kind == "period" and found.plan.subject is None
    body: object
    if timeline:
        body = _timeline(content, found)
    elif found.plan.kind == "crosstab":
        shown = any(_visible(content, line) for line in found.lines)
        body = [_crosstab(content, found), unfold("Shares, intervals and bounds of each row", _groups(content, found)) if shown else None]
    else:
        body = _groups(content, found)
    named_of = content.facts.protocol
    subjects = [
        (
            finding.id,
            finding_name(named_of, line.item, line.condition, finding.denominator),
        )
        for line in found.lines
        if _visible(content, line)
        for finding in (line.completed, line.stated)
        if finding.denominator == "completed" or line.cell(STATED) in content.shown
    ]
    beside = [row for row in content.facts.measures if row.plan == found.plan.id]
    counted = [finding for line in found.lines for finding in (line.completed, line.stated)]
    return element(
        "article",
        element("h3", foreign(found.title), " ", element("span", tag, class_=f"tag {tag}", title=why), id=f"plan-{found.plan.id}"),
        body,
        doubts(content, subjects, beside, {line.completed.id for line in found.lines if not line.condition}),
        element("p", came_about(counted, interval=True), class_="method"),
    )


def _groups(content: Content, found: Table) -> list[Markup]:
    """One table with a part for each group that is compared; groups that are empty or wholly hidden shrink to a sentence."""
    protocol = content.facts.protocol
    groups: list[tuple[object, list[list[object]]]] = []
    dark: list[str] = []
    empty: list[str] = []
    for condition in found.conditions:
        lines = [line for line in found.lines if line.condition == condition and (_visible(content, line) or named(protocol, line))]
        if not any(_visible(content, line) for line in lines):
            dark += [condition] if lines else []
        elif condition and all(_visible(content, line) and not line.completed.n for line in lines):
            empty.append(condition)
        else:
            name = _group_name(content, condition) if found.conditions != ("",) else None
            groups.append((name, [_row(content, line) for line in lines]))
    made = [_table(found, groups)] if groups else []
    if dark:
        made.append(element("p", "Every row is ", HIDDEN, _listed(content, " for: ", dark), ".", class_="key"))
    if empty:
        made.append(element("p", "No case", _listed(content, " in: ", empty), ".", class_="key"))
    return made


def _visible(content: Content, line: Line) -> bool:
    return line.id in content.shown


def _group_name(content: Content, condition: str) -> Markup:
    question = heading(content.facts.protocol, condition)
    name = element("strong", foreign(label(content.facts.protocol, condition)))
    return join(f"{question}: " if question else "Of those with: ", name)


def _listed(content: Content, before: str, conditions: list[str]) -> Markup:
    names = [foreign(label(content.facts.protocol, name)) for name in conditions if name]
    return join(before if names else None, [[", " if n else "", name] for n, name in enumerate(names)])


def _table(found: Table, groups: list[tuple[object, list[list[object]]]]) -> Markup:
    caption = element("span", foreign(found.title), class_="aside")  # the heading above says it to the eye
    head = ["", "Share of completed cases", "Completed", "Of those who said anything", "Not stated", "Unclear", "Bounds"]
    return grouped(caption, head, groups, numeric=(4, 5), class_="findings")


def _row(content: Content, line: Line, name: str | None = None) -> list[object]:
    label_of = label(content.facts.protocol, line.item)
    whole = line.completed
    if not _visible(content, line):
        return [foreign(label_of), "", HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN]
    bounds = _all_of(content, line)
    return [
        foreign(label_of),
        bar(whole, label_of, bounds=bounds),
        join(_share(whole), element("small", _count(content, whole, name))),
        join(_share(line.stated), element("small", _count(content, line.stated))) if line.cell(STATED) in content.shown else HIDDEN,
        to_cases(content, whole.not_stated, whole.silent) if line.cell(SILENT) in content.shown else HIDDEN,
        to_cases(content, whole.unclear, whole.unresolved) if line.cell(UNCLEAR) in content.shown else HIDDEN,
        HIDDEN if not bounds else "–" if whole.bound_low is None else span(whole.bound_low, whole.bound_high or 0),
    ]


def _share(finding: Finding) -> Markup:
    if finding.estimate is None or finding.low is None or finding.high is None:
        return element("span", "no case", class_="none")
    return join(
        element("strong", percent(finding.estimate)), " ", element("span", f"({span(finding.low, finding.high)})", class_="interval")
    )


def _count(content: Content, finding: Finding, name: str | None = None) -> Markup:
    return to_finding(content, f"{finding.k} of {finding.n}", finding, name)


def _crosstab(content: Content, found: Table) -> Markup:
    protocol = content.facts.protocol
    lines = {(line.condition, line.item): line for line in found.lines}
    rows: list[list[object]] = []
    for condition in found.conditions:
        cells: list[object] = [foreign(label(protocol, condition))]
        for item in found.items:
            line = lines[condition, item]
            cells.append(_cell(content, line) if _visible(content, line) else HIDDEN)
        if any(cell is not HIDDEN for cell in cells[1:]) or all(named(protocol, lines[condition, item]) for item in found.items):
            rows.append(cells)
    if not any(_visible(content, line) for line in found.lines):
        return element("p", "Every cell is ", HIDDEN, ".", class_="key")
    head = ["", *(foreign(label(protocol, item)) for item in found.items)]
    made = table(join("Cases, and their share of the row's completed cases"), head, rows, class_="crosstab")
    return join(
        element("div", crosstab_map(protocol, found, lambda line: _visible(content, line), rtl=from_right()), class_="scroll"), made
    )


def _cell(content: Content, line: Line) -> Markup:
    share = element("small", percent(line.completed.estimate) if line.completed.estimate is not None else "–")
    return join(_count(content, line.completed), share)


def _timeline(content: Content, found: Table) -> Markup:
    protocol = content.facts.protocol
    visible = [line for line in found.lines if _visible(content, line)]
    if not visible:
        return element("p", "Every row is ", HIDDEN, ".", class_="key")
    counts = {value_of(line.item): line.completed.k for line in visible}
    # Inside the team each column leads to its row, which unfolds to its cases.
    places = {value: f"plan-{found.plan.id}-{value}" for value, count in counts.items() if count} if content.internal else {}
    first = visible[0]
    whole = first.completed
    everybody = (*whole.evidence, *whole.denying, *whole.silent, *whole.unresolved)
    said = [to_cases(content, some(whole.n, "completed case"), everybody)]
    for cell, count, cases, what in (
        (UNCLEAR, whole.unclear, whole.unresolved, "not dated that closely"),
        (SILENT, whole.not_stated, whole.silent, "not stated"),
    ):
        shown = first.cell(cell) in content.shown
        said.append(to_cases(content, f"{count} {what}", cases) if shown else join(f"{what}: ", HIDDEN))
    gaps = (
        ""
        if content.internal
        else f"Periods in which fewer than {content.k} people stand, or that could be deduced, look like those with none."
    )
    question = heading(protocol, found.lines[0].item) if is_date(protocol, variable_of(found.lines[0].item)) else found.title
    rows = [_row(content, line, places.get(value_of(line.item))) for line in visible]
    return join(
        element(
            "div",
            columns(counts, f"{found.title}: cases by {found.plan.period}", places, rtl=from_right()),
            class_="scroll",
            tabindex="0",
            role="region",
            aria_label=f"Timeline: {question}",
        ),
        element("ul", [element("li", item) for item in said], class_="key told"),
        element("p", gaps, class_="key") if gaps else None,
        unfold("The same as a table", _table(found, [(None, rows)])),
    )
