"""The fingerprint of a protocol, and its summary."""

from __future__ import annotations

import re

import pytest

from testimonia.protocol import explain, parse_protocol, protocol_digest, template

STUDY = """\
study:
  title: T   # a comment
  question: Q
variables:
  - {id: a, label: A, type: choice, values: [x, y]}
  - {id: b, label: B, per: episode, of_interest: true}
coders: [{id: anna, role: lead}, ben]
rounds: [{id: one}, {id: two, kind: screening, blind: false}]
analysis: [{id: p, kind: prevalence, variable: a}]
"""
BOOK = "id: themes\ntitle: Themes\ncodes:\n  - {id: one, label: One, definition: D.}\n"


def digest(study: str, book: str = BOOK) -> str:
    """The digest of a study with one codebook."""
    return protocol_digest(parse_protocol(study, {"themes.yaml": book}))


def test_the_digest_is_a_sha256():
    """A digest is 64 hexadecimal digits, and the same for the same text."""
    assert re.fullmatch("[0-9a-f]{64}", digest(STUDY))
    assert digest(STUDY) == digest(STUDY)


def test_the_digest_is_pinned():
    """The digest of a given protocol stays what it was: snapshots of earlier versions name it."""
    assert protocol_digest(parse_protocol("study: {title: T, question: Q}", {})) == (
        "cda1d3405ba12e5c91948d84494b056a398a14124fe71fb416b272d70c1be59e"
    )


@pytest.mark.parametrize(
    "same",
    [
        STUDY.replace("# a comment", "# another"),
        "# heading\n\n" + STUDY,
        STUDY.replace("  title: T   # a comment\n  question: Q\n", "  question: 'Q'\n  title: >-\n    T\n"),
        STUDY.replace("{id: a, label: A, type: choice,", "{type: choice, label: A, id: a,"),
        STUDY + "database: postgresql://me@here/x\n",
        STUDY + "release: {k: 5}\n",
        STUDY + "codebooks: [{id: themes, file: themes.yaml}]\n",
        STUDY.replace("coders: [", "coders: [owner, "),
        STUDY.replace("{id: one}", "one"),
    ],
)
def test_layout_and_place_make_no_difference(same):
    """Comments, quotes, the order of keys, written-out defaults and the database leave the digest alone."""
    assert same != STUDY
    assert digest(same) == digest(STUDY)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: T", "title: U"),
        ("values: [x, y]", "values: [y, x]"),
        ("role: lead", "role: coder"),
        ("blind: false", "blind: true"),
        ("{id: p, kind: prevalence, variable: a}", "{id: p, kind: prevalence, variable: a, interval: jeffreys}"),
    ],
)
def test_what_the_protocol_says_makes_a_difference(old, new):
    """Any change of content changes the digest."""
    assert old in STUDY
    assert digest(STUDY.replace(old, new)) != digest(STUDY)


def test_a_codebook_is_part_of_the_digest():
    """A changed definition, or a codebook more, changes the digest; a codebook's comment does not."""
    assert digest(STUDY, BOOK.replace("definition: D.", "definition: E.")) != digest(STUDY)
    assert digest(STUDY, "# note\n" + BOOK) == digest(STUDY)
    files = {"themes.yaml": BOOK, "more.yaml": BOOK.replace("id: themes", "id: more")}
    assert protocol_digest(parse_protocol(STUDY, files)) != digest(STUDY)


def test_explain_counts_what_there_is():
    """The summary holds the numbers of variables, codes, people, rounds and analyses."""
    lines = explain(parse_protocol(STUDY, {"themes.yaml": BOOK}))
    assert lines[0] == "T: Q"
    assert "2 variables, 1 asked for each episode and 1 that keep a case pending." in lines
    assert "1 codebook with 1 code: themes (version 1)." in lines
    assert "1 owner, 1 lead and 1 coder; 1 blind coding round and 1 open screening round." in lines
    assert "1 planned analysis: 1 prevalence." in lines


def test_explain_of_the_least_protocol_says_what_is_missing():
    """A study with only a title is told what it does not have yet."""
    text = "\n".join(explain(parse_protocol("study: {title: T, question: Q}", {})))
    for words in ("No shelf has criteria", "No variables", "No codebook", "no rounds", "exploratory"):
        assert words in text


def test_explain_names_what_is_accepted_unseen():
    """The acceptance rules are named with their threshold, and their absence too."""
    least = "study: {title: T, question: Q}\n"
    assert any(
        "90% of another's words" in line for line in explain(parse_protocol(least + "acceptance: {join_family_containment: 0.9}", {}))
    )
    none = parse_protocol(least + "acceptance: {join_families: false, link_copies_mentions: false}", {})
    assert "Nothing is accepted without a look." in explain(none)


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        ("postgresql://me@here/x", False),
        ("postgresql://me:hunter2@here/x", True),
        ("postgresql://here/x?password=hunter2", True),
    ],
)
def test_explain_warns_of_a_password_and_never_shows_it(address, warned):
    """A password in the database's address is warned of; the address itself is never printed."""
    text = "\n".join(explain(parse_protocol(f"study: {{title: T, question: Q}}\ndatabase: {address}\n", {})))
    assert ("holds a password" in text) is warned
    assert "hunter2" not in text
    assert "PostgreSQL" in text


def test_explain_fits_on_a_screen():
    """The founding example is summed up in fewer than twenty lines."""
    files = template("defectors")
    assert 5 < len(explain(parse_protocol(files["study.yaml"], files))) < 20
