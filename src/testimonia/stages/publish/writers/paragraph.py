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
    if not content.tables:
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
    said += _counting(content.tables)
    said += content.measured
    registered = sum(table.registered for table in content.tables)
    said.append(
        f"{registered} of {some(len(content.tables), 'entry', 'entries')} of the analysis plan {'was' if registered == 1 else 'were'} registered, that is, adopted before the first"
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
    return [
        f"A share is given of all cases coded to the end and of those that say anything, with {' and '.join(levels)} "
        f"{' and '.join(_INTERVALS.get(name, name) for name in intervals)}, and with the bounds it would have if everybody silent or unclear had said no, or yes (Manski, 1989).",
        f"What counts is {counted}.",
    ]
