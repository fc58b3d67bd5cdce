"""Measures: what entries of the plan tell beyond shares, each as a figure with its table beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from testimonia.domain.results import Measure
from testimonia.protocol.naming import readable
from testimonia.stages.publish.figures.drawn import drawing, flow_cases
from testimonia.stages.publish.markup import Markup, element, foreign, join
from testimonia.stages.publish.method.measured import ABOUT_DIFFERENCES, PERIODS, Measured
from testimonia.stages.publish.method.wording import estimate_of, interval_of, number_of, p_of
from testimonia.stages.publish.spoken import came_about, label, measure_name, name_of
from testimonia.stages.publish.tongue import from_right
from testimonia.stages.publish.writers.content import HIDDEN, Content, some, table, unfold
from testimonia.stages.publish.writers.doubt import doubts
from testimonia.stages.publish.writers.leading import to_cases

CARDS_DRAWN = 8
"""Of one entry; each is half a page."""
CLAIMED = (
    "difference", "association", "lift", "change", "lag", "people", "entries", "exits", "corroboration", "told-twice", "contradictions",
)  # fmt: skip
"""Measures that claim something, so that they have a card."""


def measures(content: Content) -> list[Markup]:
    """An article for each entry that has any measure."""
    return [_entry(content, entry) for entry in content.measured]


def _entry(content: Content, entry: Measured) -> Markup:
    tag = "registered" if entry.registered else "exploratory"
    why = "in the adopted plan before the first completion it counts" if entry.registered else "asked after coding had begun"
    shown = [row for row in entry.rows if content.tells(entry, row)]
    figures = [
        element("figure", element("figcaption", caption), element("div", figure, class_="scroll"))
        for caption, figure in drawing(content.facts.protocol, entry, shown, rtl=from_right())
    ]
    body = _BODIES[entry.plan.kind](content, entry, shown)
    claimed = [row for row in shown if row.measure in CLAIMED]
    names = [(row.id, measure_name(content.facts.protocol, row)) for row in claimed]
    cards = doubts(content, names, _about(shown, claimed), _drawn(claimed))
    hidden = sum(row.measure != "test" for row in entry.rows) - sum(row.measure != "test" for row in shown)
    kept = element("p", f"{some(hidden, 'number')} ", HIDDEN, ", or for the team alone.", class_="key") if hidden else None
    return element(
        "article",
        element("h3", foreign(entry.title), " ", element("span", tag, class_=f"tag {tag}", title=why), id=f"plan-{entry.plan.id}"),
        figures,
        body,
        cards,
        kept,
        element("p", came_about(shown or entry.rows[:1]), class_="method"),
    )


def _drawn(differences: Sequence[Measure]) -> set[str]:
    """The claims whose cards are drawn: differences of groups, changes and what is borne out, which were asked for, and no more than a reader looks at."""
    asked = [row for row in differences if row.measure in ("difference", "change", "corroboration", "contradictions")]
    return {row.id for row in asked[:CARDS_DRAWN]}


def _about(shown: Sequence[Measure], differences: Sequence[Measure]) -> list[Measure]:
    """What is said about each difference, with the difference as what it is about."""
    ids = {(row.item, row.group, row.other): row.id for row in differences if row.measure == "difference"}
    found = [(row, ids.get((row.item, row.group, row.other))) for row in shown if row.measure in ABOUT_DIFFERENCES]
    return [replace(row, finding=subject) for row, subject in found if subject is not None]


def _name(content: Content, name: str) -> Markup:
    return foreign(name_of(content.facts.protocol, name))


def _of(content: Content, k: float | None, n: int | None, cases: Sequence[str]) -> object:
    """``k of n``, which unfolds to the cases."""
    if k is None or n is None:
        return "–"
    return to_cases(content, f"{number_of(k, 'count')} of {n}", cases)


def _estimate(row: Measure) -> Markup:
    return join(element("strong", estimate_of(row)), " ", element("span", interval_of(row), class_="interval"))


def _comparison(content: Content, entry: Measured, shown: Sequence[Measure]) -> list[Markup]:
    tests = {(row.item, row.group): row for row in shown if row.measure == "test"}
    rows: list[list[object]] = []
    for row in [row for row in shown if row.measure == "difference"]:
        test = tests.get((row.item, row.group)) or tests.get((row.item, ""))
        rows.append(
            [
                _name(content, row.item), join(_name(content, row.group), " – ", _name(content, row.other)), _of(content, row.k, row.n, row.evidence),
                _of(content, row.other_k, row.other_n, row.against), _estimate(row), p_of(test) if test else "–",
            ]
        )  # fmt: skip
    head = ["", "Groups", "First group", "Second group", "Difference (points)", "Test"]
    made = [table(f"{entry.title}: differences", head, rows)] if rows else []
    notes = dict.fromkeys(row.note for row in shown if row.measure == "difference" and row.note) if content.internal else {}
    made += [element("ul", [element("li", note) for note in notes], class_="key told")] if notes else []
    pooled = [
        [join(_name(content, row.item)), _name(content, row.group), _of(content, row.k, row.n, row.evidence), _estimate(row)]
        for row in shown
        if row.measure == "pooled"
    ]
    if pooled:
        made.append(
            unfold(
                "Shares of the groups, drawn together as far as they are alike",
                table("Pooled shares", ["", "Group", "Counted", "Pooled share"], pooled),
            )
        )
    panel = [
        [{"sources": "Sources", "languages": "Languages", "years": "Years of publication", "custody": "Spoke in custody"}.get(row.item, row.item), _name(content, row.group), estimate_of(row), str(row.n), foreign(row.note) if row.note else "–"]
        for row in shown
        if row.measure == "panel"
    ]  # fmt: skip
    if panel:
        made.append(
            unfold("Can the groups be compared? Who told their stories", table("Comparability", ["", "Group", "", "Cases", "Which"], panel))
        )
    return made


def _flow(content: Content, entry: Measured, shown: Sequence[Measure]) -> list[Markup]:
    beside = {(row.item, row.group): row for row in shown if row.measure == "association"}
    rows: list[list[object]] = []
    for row in [row for row in shown if row.measure == "flow"]:
        other = beside.get((row.item, row.group))
        rows.append(
            [
                join(_name(content, row.item), " → ", _name(content, row.group)), _of(content, row.k, row.n, row.evidence), _estimate(row),
                _of(content, other.other_k, other.other_n, other.against) if other else "–", _estimate(other) if other else "–", p_of(other) if other else "–",
            ]
        )  # fmt: skip
    head = ["From → to", "Of those with the first", "Share", "Of those without it", "Difference (points)", "Test"]
    if not rows:
        return []
    once = [[_name(content, name), known] for side in flow_cases(shown) for name, known in side.items()]
    return [
        unfold(
            "The same as a table",
            table(f"{entry.title}: ways", head, rows),
            table(f"{entry.title}: cases", ["", "Cases, each counted once"], once, numeric=(1,), class_="tally"),
        )
    ]


def _cooccurrence(content: Content, entry: Measured, shown: Sequence[Measure]) -> list[Markup]:
    lifts = {(row.item, row.group): row for row in shown if row.measure == "lift"}
    rows: list[list[object]] = []
    for row in [row for row in shown if row.measure == "jaccard"]:
        lift = lifts.get((row.item, row.group))
        rows.append(
            [
                join(_name(content, row.item), " + ", _name(content, row.group)), _of(content, row.k, row.n, row.evidence), _estimate(row),
                _estimate(lift) if lift else "–", p_of(lift) if lift else "–",
            ]
        )  # fmt: skip
    head = ["", "Both", "Of either (Jaccard)", "Times as often as by chance (lift)", "Test"]
    return [unfold("The same as a table", table(f"{entry.title}: pairs", head, rows))] if rows else []


def _timeline(content: Content, entry: Measured, shown: Sequence[Measure]) -> list[Markup]:
    made = []
    counted = [row for row in shown if row.measure in PERIODS]
    words = {"people": "people", "entries": "entries", "exits": "exits"}
    rows: list[list[object]] = [
        [f"{_date(content, row.item)}, {words[row.measure]}: {row.group}", to_cases(content, estimate_of(row), row.evidence), interval_of(row), row.note or "–"]
        for row in counted
    ]  # fmt: skip
    if rows:
        made.append(unfold("The same as a table", table(f"{entry.title}: counts", ["", "Count", "Interval", "How sure"], rows)))
    for row in shown:
        if row.measure == "lag":
            one, two = (_date(content, name) for name in entry.plan.lag)
            told = to_cases(content, f"{row.k:g} people", row.evidence)
            made.append(element("p", f"From “{one}” to “{two}”: half within ", _estimate(row), " months."))
            made.append(element("ul", element("li", told), element("li", row.note), class_="key told"))
        elif row.measure == "out-of-order":
            order = to_cases(content, f"{row.k:g} with dates out of order", row.evidence)
            made.append(element("ul", element("li", order), element("li", row.note), class_="key told"))
    changes = [
        [f"{_date(content, row.item)}: {row.other} → {row.group}", *_change(content, row)] for row in shown if row.measure == "change"
    ]
    if changes:
        made.append(table(f"{entry.title}: change", ["", "Before", "After", "Ratio of the rates", "Test"], changes))
        noted = [row for row in shown if row.measure == "change" and row.k is not None and row.note] if content.internal else []
        made += (
            [element("ul", [element("li", _name(content, row.item), ": ", row.note) for row in noted], class_="key told")] if noted else []
        )
    return made


def _change(content: Content, row: Measure) -> list[object]:
    """Before, after, the ratio and its test; or why nothing is compared."""
    if row.k is None or row.other_k is None:
        return ["–", "–", row.note, "–"]
    before, after = number_of(row.other_k, "count"), number_of(row.k, "count")
    return [to_cases(content, before, row.against), to_cases(content, after, row.evidence), _estimate(row), p_of(row)]


def _date(content: Content, name: str) -> str:
    return name_of(content.facts.protocol, name)


def _credibility(content: Content, entry: Measured, shown: Sequence[Measure]) -> list[Markup]:
    twice = {row.item: row for row in shown if row.measure == "told-twice"}
    rows: list[list[object]] = []
    for row in [row for row in shown if row.measure == "corroboration"]:
        again = twice.get(row.item)
        rows.append(
            [
                _name(content, row.item),
                to_cases(content, str(row.n), row.evidence),
                f"{row.k:g}",
                _estimate(again) if again else "–",
                row.note or "–",
            ]
        )
    head = ["", "Cases that say so", "Independent of one another", "Told by two accounts that share no family", ""]
    made = [table(f"{entry.title}: corroboration", head, rows)] if rows else []
    whole = next((row for row in shown if row.measure == "contradictions"), None)
    summary = f"Contradictions: {whole.k:g} of {whole.n} cases" if whole is not None and whole.k is not None else "Contradictions"
    for told, unfolds, name in (("contradiction", summary, "Contradictions"), ("changed", CHANGED, CHANGED)):
        found = [
            [_asked(content, row.item), to_cases(content, "case", row.evidence), element("ul", _said(content, row), class_="told"), row.note]
            for row in shown
            if row.measure == told
        ]  # fmt: skip
        if found:
            made.append(unfold(unfolds, table(name, ["What", "Who", "What accounts say", ""], found)))
    return made


CHANGED = "What changed between accounts"


def _asked(content: Content, item: str) -> Markup:
    """What accounts differ on: a question of the form in its own words, or a fact that they claim in ours."""
    labels = {variable.id: variable.label for variable in content.facts.protocol.variables}
    parts = [foreign(labels[part]) if part in labels else element("span", readable(part)) for part in item.split(", ")]
    return join(*(piece for n, part in enumerate(parts) for piece in ((", ", part) if n else (part,))))


def _said(content: Content, row: Measure) -> list[Markup]:
    """What each account says, with the time of which it speaks."""
    protocol = content.facts.protocol
    return [
        element(
            "li", foreign(label(protocol, f"{row.item}={one.value}")), element("bdi", f" [{one.time}] ") if one.time else " ",
            _account(content, one.account),
        )
        for one in row.tellings
    ]  # fmt: skip


def _account(content: Content, account: str) -> Markup:
    facts = content.facts
    if account not in facts.place:
        return Markup()
    known = facts.account[account]
    return element("a", foreign(known.title or known.origin), href=f"#a{facts.place[account]}")


_BODIES: dict[str, Callable[[Content, Measured, Sequence[Measure]], list[Markup]]] = {
    "comparison": _comparison,
    "flow": _flow,
    "cooccurrence": _cooccurrence,
    "timeline": _timeline,
    "credibility": _credibility,
}
