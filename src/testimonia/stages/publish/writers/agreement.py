"""Agreement: how far the coders found the same, before anything was settled."""

from __future__ import annotations

import json

from testimonia.domain.agreement import COEFFICIENTS, Agreement, Estimate
from testimonia.stages.publish.figures.alphas import interval
from testimonia.stages.publish.markup import Markup, element, foreign, join
from testimonia.stages.publish.method.agreed import Block, band, band_public, blocks, numbers_public
from testimonia.stages.publish.writers.content import HIDDEN, Content, grouped, section, some, table, unfold

LEVEL = {"case": "by case", "account": "by account", "passage": "by passage"}
HEAD = ("", "Alpha", "Alpha and 95 % interval", "P < .667", "P < .800", "n", "Used", "Agree", "AC1")
PAIR = 2
PLURAL = {"person": "people", "response": "responses"}
NUMERIC = (3, 4, 5, 6, 7, 8)


def agreement(content: Content) -> Markup:
    """The whole section; nothing while nobody has completed anything that could be compared."""
    found = blocks(content.facts.agreement)
    if not found:
        return Markup()
    coders = tuple(dict.fromkeys(reader for block in found for reader in block.readers))
    if len(coders) < PAIR:
        return section(
            "agreement", "Agreement", element("p", "Only one coder has completed anything in an open round, so nothing could be compared.")
        )
    who = (
        join(some(len(coders), "coder"))
        if not content.internal
        else join([[", " if n else "", foreign(name)] for n, name in enumerate(coders)])
    )
    opening = element(
        "p",
        "How far ", who, " found the same, each alone, before anything was settled. Only units that at least two of them completed are compared. "
        "The shaded bands begin at .667, below which Krippendorff advises to draw no conclusions, and at .800, below which they are tentative.",
        class_="key",
    )  # fmt: skip
    first = [block for block in found if block.level == "case"] or list(found)
    rest = [block for block in found if block not in first]
    return section(
        "agreement",
        "Agreement",
        opening,
        [_block(content, block) for block in first],
        unfold("By account and by passage", [_block(content, block) for block in rest]) if rest else None,
        unfold("Every coefficient, with its formula", [_every(content, block) for block in found], _formulas(content))
        if content.internal
        else None,
        element("ul", [element("li", note) for note in _notes(content, found)], class_="key told"),
    )


def _block(content: Content, block: Block) -> Markup:
    name = _heading(content, block)
    heading = element("h3", name)
    if not content.internal:
        return element("article", heading, _public(content, block))
    rows = [
        ("Everything together", [_row(content, row) for row in block.whole]),
        ("One by one", [_row(content, row) for row in block.single]),
    ]
    parts: list[object] = [grouped(element("span", name, class_="aside"), _head(block), rows, numeric=NUMERIC, class_="agreement")]
    if block.pairs:
        caption = (
            "Everything together, in pairs. Consensus and adjudication hold only what was settled, which is what the coders differed on."
        )
        parts.append(
            unfold(
                "In pairs",
                table(caption, _head(block), [_row(content, row, pair=True) for row in block.pairs], numeric=NUMERIC, class_="agreement"),
            )
        )
    if block.stretches:
        caption = "All codes together, in the order in which the units were completed"
        parts.append(
            unfold(
                "Over time",
                table(caption, _head(block), [_row(content, row) for row in block.stretches], numeric=NUMERIC, class_="agreement"),
            )
        )
    return element("article", heading, parts)


def _heading(content: Content, block: Block) -> Markup:
    whole = join("Case form") if block.group == "form" else foreign(_title(content, block.group))
    return join(whole, f", {LEVEL[block.level]}" if block.group != "form" else "")


def _head(block: Block) -> tuple[str, ...]:
    return HEAD if block.level != "passage" else (HEAD[0], "u-alpha", "u-alpha and 95 % interval", *HEAD[3:8], "QualCoder")


def _public(content: Content, block: Block) -> Markup:
    """Numbers over everything together, and of each code whether it reaches the bounds."""
    rows: list[list[object]] = []
    for row in block.whole:
        main = row.main
        shown = numbers_public(block, row, content.k) and main is not None
        rows.append([_name(content, row), interval(main, "alpha") if shown and main else "", _value(main) if shown and main else HIDDEN])
    told = [row for row in block.single if band_public(row, content.k)]
    rows += [[_name(content, row), "", band(row)] for row in told]
    hidden = len(block.single) - len(told)
    return join(
        table("Alpha: a number over everything together, one by one the bound that it reaches", ["", "", "Alpha"], rows),
        element("p", f"{some(hidden, 'more is', 'more are')} ", HIDDEN, ".", class_="key") if hidden else None,
    )


def _title(content: Content, group: str) -> str:
    return next((book.title for book in content.facts.protocol.codebooks if book.id == group), group)


def _name(content: Content, row: Agreement, *, pair: bool = False) -> Markup:
    if row.kind == "sets":
        return join("as sets of codes")
    if row.kind == "all":
        whose = "" if row.group != "form" else f", {PLURAL.get(row.name, row.name)}"
        return join([[" and " if n else "", foreign(reader)] for n, reader in enumerate(row.readers)] if pair else "all together", whose)
    if row.kind in {"block", "change"}:
        return join(row.name)
    asked = " (whether given)" if row.kind == "stated" else "" if row.metric in {"nominal", "marked or not"} else f" ({row.metric})"
    marks = "".join(sign for note, sign in (("rare", " *"), ("perfect", " =")) if note in row.notes and content.internal)
    return join(foreign(_label(content, row)), asked, marks)


def _label(content: Content, row: Agreement) -> str:
    """What the coders were compared on, as study.yaml or the codebook calls it."""
    protocol = content.facts.protocol
    if row.group == "form":
        return next((item.label for item in protocol.variables if item.id == row.name), row.name)
    return next((code.label for book in protocol.codebooks if book.id == row.group for code in book.codes if code.id == row.name), row.name)


def _row(content: Content, row: Agreement, *, pair: bool = False) -> list[object]:
    main, percent = row.main, row.get("percent")
    other = row.get("qualcoder") if row.level == "passage" else row.get("ac1") or row.get("ac2")
    below = [_percent(share) for share in main.below] if main and main.below else ["–", "–"]
    figure = interval(main, _label(content, row) or row.kind) if main and row.kind != "change" else ""
    agree = _percent(percent.value) if percent and percent.value is not None else "–"
    last = f"{other.value:.2f}" if other and other.value is not None else "–"
    used = "–" if row.kind in {"all", "block", "change"} or row.used is None else row.used
    return [_name(content, row, pair=pair), figure, _value(main), *below, row.n, used, agree, last]


def _value(main: Estimate | None) -> Markup:
    if main is None or main.value is None:
        return element("span", f"undefined: {main.undefined if main else ''}", class_="none")
    low = "" if main.low is None or main.high is None else f" ({main.low:.2f} to {main.high:.2f})"
    return join(element("strong", f"{main.value:.2f}"), element("span", low, class_="interval"))


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _every(content: Content, block: Block) -> Markup:
    rows = [_coefficient(content, row, item) for row in (*block.whole, *block.single) for item in row.estimates]
    caption = join(_heading(content, block), ": ", [[", " if n else "", foreign(reader)] for n, reader in enumerate(block.readers)])
    return table(caption, ["", "Coefficient", "Value", "95 % interval", "P < .667, P < .800", "n", "Unit"], rows, numeric=(2, 5))


def _coefficient(content: Content, row: Agreement, item: Estimate) -> list[object]:
    value = f"undefined: {item.undefined}" if item.value is None else f"{item.value:.3f}"
    ends = "–" if item.low is None or item.high is None else f"{item.low:.3f} to {item.high:.3f}"
    below = ", ".join(_percent(share) for share in item.below) or "–"
    return [_name(content, row), COEFFICIENTS[item.coefficient].label, value, ends, below, row.n, row.unit]


def _formulas(content: Content) -> Markup:
    names = dict.fromkeys(item.coefficient for row in content.facts.agreement for item in row.estimates)
    told = [COEFFICIENTS[name] for name in names]
    return element(
        "dl", [[element("dt", item.label), element("dd", item.formula, ". ", element("bdi", item.source), ".")] for item in told]
    )


def _notes(content: Content, found: tuple[Block, ...]) -> list[str]:
    rows = [row for block in found for row in (*block.whole, *block.single)]
    replicates = max((row.replicates for row in rows), default=0)
    said = [f"Intervals and probabilities: {replicates:,} samples of units.".replace(",", "\u202f")]
    if any(item.undefined for row in rows for item in row.estimates):
        said.append("Undefined is neither 1 nor 0: everybody gave the same answer everywhere, or no two coders completed the same unit.")
    remarks = [json.loads(row.notes[0]) for row in content.facts.agreement if row.kind == "remarks"]
    if content.internal and any("rare" in row.notes for row in rows):
        said.append("* Too rare (or too common) to say: fewer than five units depart from the usual answer.")
    if content.internal and any("perfect" in row.notes for row in rows):
        said.append("= No disagreement at all, so that none can be drawn: no interval, which is not certainty.")
    if content.internal and remarks and remarks[0]["outside_blind"]:
        said.append(f"{remarks[0]['outside_blind']} units were completed outside a blind round, where coders could see one another's rows.")
    return said
