"""The methods paragraph: what was done, in the words and with the citations that a publication needs, out of what was really done."""

from __future__ import annotations

from collections.abc import Sequence

from testimonia.domain.vocabulary import Layer
from testimonia.stages.publish.method.tables import Table
from testimonia.stages.publish.writers.content import Content, some

_INTERVALS = {
    "wilson": "Wilson score intervals (Wilson, 1927; Newcombe, 1998)",
    "jeffreys": "Jeffreys intervals (Brown, Cai & DasGupta, 2001)",
}
_LAYERS = {
    "auto": "the adjudicated coding, else what a pair of coders agreed on, else the coders' own where they were of one mind",
    "adjudicated": "the adjudicated coding alone",
    "consensus": "what pairs of coders agreed on alone",
}


def paragraph(content: Content) -> list[str]:
    """The sentences; in a public release a number of people that may not be shown is left out with its clause."""
    if not content.tables and not content.measured:
        return ["Nothing has been coded to the end yet, so there is nothing to report a method of."]
    facts, protocol = content.facts, content.facts.protocol
    collected = content.collection
    said = [
        f"We collected {some(len(facts.accounts), 'published account')}"
        + (f", {some(len(collected.failed), 'of which could not be read', 'of which could not be read')}" if collected.failed else "")
        + f", which tell {some(len(facts.families), 'story', 'stories')}: accounts that reprint or excerpt one another were counted once.",
    ]
    if "people cases" in content.shown:
        said.append(
            f"They present {some(content.flow.people.cases, 'eligible person', 'eligible people')} as the unit of analysis (mentions held to be the same person are one)"
            + (f", of whom {content.flow.people.finished} were coded to the end." if "people finished" in content.shown else ".")
        )
    books = [protocol.codebook(book.id) for book in protocol.codebooks]
    if books:
        cited = "; ".join(f"{book.id}, version {book.version}{f' ({book.citation})' if book.citation else ''}" for book in books)
        coders = len({done.coder for done in facts.completions if done.layer is Layer.CODER})
        said.append(f"Codebooks: {cited}. {some(coders, 'coder')} coded, each blind to the others where study.yaml says so.")
    said += _counting(content.tables) if content.tables else []
    said += _measuring(content)
    standing = [entry.registered for entry in content.tables] + [entry.registered for entry in content.measured]
    registered = sum(standing)
    said.append(
        f"{registered} of {some(len(standing), 'entry', 'entries')} of the analysis plan {'was' if registered == 1 else 'were'} registered, that is, adopted before the first"
        " completion that they count; the others are exploratory."
    )
    if not content.internal:
        said.append(f"Counts of people under {content.k}, and those from which such counts would follow, are not shown.")
    stamp = facts.stamp
    said.append(
        f"Computed with {stamp.program or 'testimonia'} from snapshot {stamp.snapshot} of the study under the protocol {stamp.protocol[:12]}."
    )
    return said


def _counting(found: Sequence[Table]) -> list[str]:
    intervals = dict.fromkeys(table.plan.interval for table in found)
    levels = dict.fromkeys(f"{table.plan.level:.0%}" for table in found)
    layers = dict.fromkeys(table.plan.layer for table in found)
    counted = "; ".join(_LAYERS.get(layer, f"the coding of {layer} alone") for layer in layers)
    shares = (
        f"A share is given of all cases coded to the end and of those that say anything, with {' and '.join(levels)} "
        f"{' and '.join(_INTERVALS.get(name, name) for name in intervals)}, and with the bounds it would have if everybody silent or unclear had said no, or yes (Manski, 1989)."
    )
    return [shares, f"What counts is {counted}."]


_TESTS = {
    "Boschloo": "Boschloo's unconditional exact test (Boschloo, 1970)",
    "Fisher mid-P": "the mid-P of Fisher's exact test (Lancaster, 1961)",
    "Fisher-Freeman-Halton": "the Fisher-Freeman-Halton test from {replicates:,} random tables, seed {seed} (Freeman & Halton, 1951)",
}
_KINDS = {
    "comparison": "Groups were compared by the difference of their shares with Newcombe's hybrid score interval (Newcombe, 1998)",
    "flow": "Associations between what brought people in and what drove them out are differences of shares with percentile intervals"
    " from {replicates:,} draws of cases, seed {seed} (Efron & Tibshirani, 1993), tested by dealing one side anew to the cases as often",
    "cooccurrence": "Codes that stand together are told by Jaccard's coefficient and by lift with percentile intervals from {replicates:,} draws of"
    " cases, seed {seed} (Efron & Tibshirani, 1993)",
    "timeline": "Counts by period have exact Poisson intervals (Garwood, 1936); a date known roughly is spread over the time in which it may lie",
    "credibility": "A thing told by several cases counts as corroborated only where the cases rest on accounts of different families",
}


def _measuring(content: Content) -> list[str]:
    """One sentence for each kind of measure that there is, with its tests, their adjustment and the seed."""
    said = []
    for kind, sentence in _KINDS.items():
        rows = [row for entry in content.measured if entry.plan.kind == kind for row in entry.rows]
        if not rows:
            continue
        drawn = next((row for row in rows if row.replicates is not None), None)
        numbers = {"replicates": drawn.replicates if drawn else 0, "seed": drawn.seed if drawn else 0}
        tests = dict.fromkeys(_TESTS[row.method] for row in rows if row.measure == "test" and row.method in _TESTS)
        tested = f"; tested with {' and '.join(tests)}" if tests else ""
        said.append(f"{sentence}{tested}.".format(**numbers))
        pooled = any(row.measure == "pooled" for row in rows)
        if pooled:
            said.append("Shares of groups are also given after partial pooling by a beta-binomial model summed over a fixed grid.")
    adjusted = dict.fromkeys(row.adjustment.partition(",")[0] for entry in content.measured for row in entry.rows if row.adjustment)
    names = {"Holm": "Holm's procedure for the registered family (Holm, 1979)"}
    names["Benjamini-Hochberg"] = "Benjamini and Hochberg's for each exploratory entry (1995)"
    names["Westfall-Young"] = "Westfall and Young's step-down maximum over the pairs of each flow (1993)"
    if adjusted:
        said.append(
            f"p-values were adjusted by {' and '.join(names.get(name, name) for name in adjusted)}; nothing was tested in groups under five."
        )
    return said
