"""How it was done: codebooks, rules that accept without a look, limits, and the digests that the report belongs to."""

from __future__ import annotations

from testimonia.stages.publish.markup import Markup, element, foreign, join
from testimonia.stages.publish.writers.content import Content, section, some, table, unfold
from testimonia.stages.publish.writers.paragraph import paragraph


def method(content: Content) -> Markup:
    """Codebooks and rules."""
    protocol = content.facts.protocol
    rules = protocol.acceptance
    said = []
    if rules.join_families:
        said.append(
            f"An account that holds at least {rules.join_family_containment:.0%} of another's words, or is held by it so, joins its family (join_families)."
        )
    if rules.link_copies_mentions:
        said.append("Inside a family, the same person in a copy is the same person (link_copies_mentions).")
    if rules.outlets_by_host:
        said.append("An account that names no outlet is of the outlet that alone appears under its host (outlets_by_host).")
    said = said or ["Nothing was accepted without somebody looking at it."]
    people = [
        ("Coders", len([coder for coder in protocol.coders if coder.role != "screener"])),
        ("Rounds", len(protocol.rounds)),
    ]
    books = [_codebook(book_id, content) for book_id in (book.id for book in protocol.codebooks)]
    return section(
        "method",
        "Codebooks and rules",
        element("p", "Accepted without a look, by rules written in study.yaml:"),
        element("ul", [element("li", rule) for rule in said]),
        element("p", "; ".join(f"{name.lower()}: {count}" for name, count in people).capitalize() + "."),
        books or element("p", "The study uses no codebook."),
        unfold("For the methods section of a publication", element("p", [[sentence, " "] for sentence in paragraph(content)])),
    )


def _codebook(name: str, content: Content) -> Markup:
    book = content.facts.protocol.codebook(name)
    rows = [[foreign(code.label), foreign(code.definition), code.phase] for code in book.in_use()]
    title = join(foreign(book.title), element("small", f" {book.id}, version {book.version}, {some(len(rows), 'code')}"))
    citation = element("p", foreign(book.citation), class_="meta") if book.citation else None
    return unfold(title, citation, table(f"Codes of {book.id}", ["Code", "Definition", "Phase"], rows))


def limits(content: Content) -> Markup:
    """What this report cannot say."""
    facts = content.facts
    said: list[object] = [
        "The people counted here are those who spoke and were published; most people who left never speak. Nothing here is a share of all who left.",
        "Intervals speak of chance alone. They know nothing of who is missing, of doubtful testimony or of copies that nobody recognised.",
    ]
    if facts.closed and facts.hidden:
        rows = ", ".join(f"{count} {kind}" for kind, count in sorted(facts.hidden.items())) if content.internal else "some rows"
        said.append(f"Left out, because their blind round is not open yet: {rows} ({', '.join(facts.closed)}).")
    if facts.withdrawn:
        said.append(f"{some(facts.withdrawn, 'account')} withdrawn by duty: gone from every number here.")
    if content.collection.failed:
        said.append(f"{some(len(content.collection.failed), 'account')} could not be read: nothing they may say is counted here.")
    if facts.conflicts:
        said.append(f"{some(facts.conflicts, 'decision')} taken differently in two copies of the study count as undecided.")
    if not content.internal:
        said.append(
            f"Counts of people are shown only if they, their complements and all differences between them are 0 or at least {content.k}. "
            "No quotation, name, title or case is in this report."
        )
    return section("limits", "Limits", element("ul", [element("li", item) for item in said]))


def provenance(content: Content) -> Markup:
    """The digests with which anybody can check what this report was made of."""
    stamp = content.facts.stamp
    pairs = [
        ("Snapshot", stamp.snapshot),
        ("Protocol", stamp.protocol),
        *((f"Run of {stage}", run) for stage, run in stamp.runs.items()),
        ("Made", stamp.at),
        ("With", stamp.program),
    ]
    if content.internal:
        pairs.append(("By", stamp.by))
    return section(
        "provenance",
        "What this report belongs to",
        element("dl", [[element("dt", name), element("dd", element("code", said))] for name, said in pairs], class_="digests"),
        element("p", "manifest.json beside this file holds the hashes of the files of this release."),
    )
