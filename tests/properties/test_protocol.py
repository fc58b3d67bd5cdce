"""Whatever is in the files, a protocol comes out or a ProtocolError does."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st

from testimonia.errors import ProtocolError
from testimonia.protocol import Protocol, check, parse_protocol, protocol_digest, template

HEAD = "study: {title: T, question: Q}\n"
FILES = template("defectors")
KEYS = st.sampled_from(
    [
        "study",
        "title",
        "question",
        "id",
        "language",
        "shelves",
        "testimony",
        "criteria",
        "text",
        "excludes",
        "units",
        "cases",
        "variables",
        "label",
        "type",
        "values",
        "value",
        "missing",
        "per",
        "only_if",
        "variable",
        "equals",
        "codebooks",
        "file",
        "coders",
        "name",
        "role",
        "languages",
        "rounds",
        "kind",
        "blind",
        "analysis",
        "code",
        "codebook",
        "phase",
        "by",
        "date",
        "period",
        "layer",
        "interval",
        "level",
        "acceptance",
        "release",
        "k",
        "profiles",
        "database",
        "version",
        "codes",
        "definition",
        "parent",
        "group",
        "groups",
        "about",
        "minimum",
        "maximum",
    ]
)
WORDS = st.sampled_from(
    [
        "owner",
        "anna",
        "person",
        "response",
        "choice",
        "text",
        "date",
        "left",
        "prevalence",
        "crosstab",
        "period",
        "themes",
        "themes:a",
        "a:b",
        "joining",
        "true",
        "no",
        "5",
        "0.9",
        "nan",
        "-1",
        "1e999",
        "auto",
        "postgresql://x/y",
        "sex",
        "{x}",
        "{0}",
        "%",
        "NO",
        "~",
    ]
) | st.text(max_size=8)
# JSON is YAML, so any tree of these is a file that can be read, and everything after the reading is tried.
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | WORDS, inner, max_size=5),
    max_leaves=25,
)
SECTIONS = st.dictionaries(KEYS, TREES, max_size=6)


def outcome(study: str, books: dict[str, str]) -> Protocol | None:
    """The protocol, or None after a ProtocolError that says something; any other exception fails the test."""
    try:
        protocol = parse_protocol(study, books)
    except ProtocolError as wrong:
        told = wrong.problems
    else:
        assert check(protocol) == ()
        assert len(protocol_digest(protocol)) == 64
        return protocol
    assert told
    assert all(problem.startswith(("study.yaml", "codebooks/")) for problem in told)
    return None


@given(st.text(), st.dictionaries(st.text(max_size=8), st.text(), max_size=2))
@example("a: &a [*a]", {})
@example("? a", {"": ""})
@example("<<: {a: b}", {"..yaml": "x", "/": "y"})
@example('"\\UFFFFFFFF": 1', {})
def test_any_text_is_a_protocol_or_a_protocol_error(study, books):
    """No text whatever in study.yaml or a codebook raises anything but ProtocolError."""
    outcome(study, books)
    outcome(HEAD + study, books)
    outcome(HEAD, {"themes.yaml": study})


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@`,?~ \n\t\\", max_size=60))
def test_any_yaml_is_a_protocol_or_a_protocol_error(text):
    """No arrangement of YAML's own characters raises anything but ProtocolError."""
    outcome(text, {"themes.yaml": text})
    outcome(HEAD + "variables:\n  - " + text, {})


@given(SECTIONS, SECTIONS)
def test_any_tree_is_a_protocol_or_a_protocol_error(study, book):
    """No combination of keys and values, known or unknown, raises anything but ProtocolError."""
    outcome(json.dumps({"study": {"title": "T", "question": "Q"}, **study}), {"themes.yaml": json.dumps({"id": "themes", **book})})


@given(st.data())
def test_a_broken_founding_example_is_told_in_the_file_that_was_broken(data):
    """Cutting out or doubling a piece of a real file never raises anything but ProtocolError, and blames no innocent codebook."""
    name = data.draw(st.sampled_from(sorted(FILES)))
    text = FILES[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 200)))
    put = data.draw(st.sampled_from(["", text[start:end] * 2, "\n", ": ", "\t", "- "]))
    broken = FILES | {name: text[:start] + put + text[end:]}
    told: tuple[str, ...] = ()
    try:
        parse_protocol(broken["study.yaml"], {path: book for path, book in broken.items() if path != "study.yaml"})
    except ProtocolError as wrong:
        told = wrong.problems
    assert {problem.split(":")[0].split(" ")[0] for problem in told} <= {name, "study.yaml"}


@given(st.permutations(["shelves", "units", "coders", "rounds", "acceptance", "release"]))
def test_the_order_of_sections_makes_no_difference(order):
    """The digest does not depend on the order in which the sections stand."""
    sections = {
        "shelves": "shelves: {policy: {criteria: [{id: a, text: b}]}}\n",
        "units": "units: {cases: [person]}\n",
        "coders": "coders: [anna]\n",
        "rounds": "rounds: [{id: one, coders: [anna]}]\n",
        "acceptance": "acceptance: {join_family_containment: 0.9}\n",
        "release": "release: {k: 10}\n",
    }
    digests = {protocol_digest(parse_protocol(HEAD + "".join(sections[name] for name in names), {})) for names in (order, sorted(sections))}
    assert len(digests) == 1


@given(st.text(min_size=1), st.text(min_size=1))
def test_written_text_is_kept(title, question):
    """A title and question quoted as JSON come out as they went in, but for space around them."""
    written = json.dumps({"study": {"title": title, "question": question}}, ensure_ascii=True)
    protocol = outcome(written, {})
    if protocol is not None:
        assert (protocol.study.title, protocol.study.question) == (title.strip(), question.strip())
    else:
        printable = all(c in "\t\n\r\x85" or (" " <= c <= "~") or c >= "\xa0" for c in title + question)
        astral = any(ord(c) > 0xFFFF or c in "\ufffe\uffff" for c in title + question)
        assert not (printable and not astral and title.strip() and question.strip())
