"""study.yaml and codebooks as people mistype them."""

from __future__ import annotations

import pytest

from testimonia.errors import ProtocolError
from testimonia.protocol import Protocol, parse_codebook, parse_protocol

HEAD = "study:\n  title: T\n  question: Q\n"
BOOK = """\
id: themes
version: 2
title: Themes
citation: Own list.
groups: [a, b]
codes:
  - {id: in-1, label: In, definition: D., phase: joining, group: a}
  - {id: out-1, label: Out, definition: D., phase: leaving, parent: in-1, citation: Somebody 2020.}
"""


def problems(study: str, books: dict[str, str] | None = None) -> list[str]:
    """The problems a study.yaml is told; fails when it is accepted."""
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(study, books or {})
    return list(caught.value.problems)


def only_problem(study: str, books: dict[str, str] | None = None) -> str:
    """The one problem a study.yaml is told."""
    found = problems(study, books)
    assert len(found) == 1, found
    return found[0]


def test_title_and_question_are_enough():
    """A study.yaml with nothing but title and question is valid, and everything else has its documented default."""
    protocol = parse_protocol(HEAD, {})
    assert isinstance(protocol, Protocol)
    assert [(coder.id, coder.role) for coder in protocol.coders] == [("owner", "owner")]
    assert protocol.release.k == 5
    assert protocol.acceptance.join_family_containment == 0.80
    assert protocol.acceptance.link_copies_mentions
    assert (protocol.rounds, protocol.analysis, protocol.variables, protocol.codebooks, protocol.database) == ((), (), (), (), None)
    assert protocol.units.cases == ("person", "response")
    assert protocol.study.language == "en"


# A typo in every section: what is added to HEAD (which has three lines), the line of the fault, and words the message must hold.
TYPOS = {
    "top": ("shelfs: {}\n", 4, ["`shelfs` is not a key of study.yaml", "Did you mean `shelves`?"]),
    "far-off": ("xyzzy: 1\n", 4, ["`xyzzy` is not a key of study.yaml", "Allowed: `study`, `database`, `shelves`"]),
    "shelf": ("shelves:\n  testimonie: {}\n", 5, ["`shelves.testimonie`", "Did you mean `testimony`?"]),
    "criteria": ("shelves:\n  policy:\n    criterea: []\n", 6, ["Did you mean `criteria`?"]),
    "criterion": (
        "shelves:\n  policy:\n    criteria:\n      - id: a\n        txet: b\n        text: c\n",
        8,
        ["`shelves.policy.criteria[a].txet`", "Did you mean `text`?"],
    ),
    "criterion-twice": (
        "shelves:\n  study:\n    criteria: [{id: a, text: x}]\n    eligibility: [{id: a, text: y}]\n",
        5,
        ["`shelves.study`", "the criterion id `a` twice"],
    ),
    "units": ("units:\n  cases:\n    - persons\n", 6, ["cannot be `persons`", "Did you mean `person`?", "Allowed: `person`, `response`"]),
    "variable": ("variables:\n  - id: a\n    lable: A\n    label: A\n", 6, ["`variables[a].lable`", "Did you mean `label`?"]),
    "type": ("variables:\n  - id: a\n    label: A\n    type: interger\n", 7, ["cannot be `interger`", "Did you mean `integer`?"]),
    "missing-kind": (
        "variables:\n  - id: a\n    label: A\n    missing: [not-stated]\n",
        7,
        ["Did you mean `not_stated`?", "`withheld`"],
    ),
    "no-answers": ("variables:\n  - id: a\n    label: A\n    type: choice\n", 5, ["`variables[a]`", "without answers"]),
    "answers-unused": ("variables:\n  - {id: a, label: A, values: [x]}\n", 5, ["only `choice` and `choices` use"]),
    "answer-twice": ("variables:\n  - {id: a, label: A, type: choice, values: [x, x]}\n", 5, ["same answer twice"]),
    "answer-name": ("variables:\n  - id: a\n    label: A\n    type: choice\n    values:\n      - two words\n", 9, ["`two words`"]),
    "bounds": ("variables:\n  - {id: a, label: A, type: date, minimum: 1}\n", 5, ["only `integer` and `number` use"]),
    "bounds-turned": ("variables:\n  - {id: a, label: A, type: integer, minimum: 2, maximum: 1}\n", 5, ["`minimum` above"]),
    "per": ("variables:\n  - {id: a, label: A, per: episodes}\n", 5, ["Did you mean `episode`?"]),
    "id": ("variables:\n  - id: Age Now\n    label: A\n", 5, ["is not an id: `Age Now`", "small letters"]),
    "id-twice": ("variables:\n  - {id: a, label: A}\n  - {id: a, label: B}\n", 6, ["`variables[a].id`", "number 1"]),
    "reserved": ("variables:\n  - {id: left, label: A}\n", 5, ["every episode has `left` as a date"]),
    "only-if": (
        "variables:\n  - {id: alpha, label: A}\n  - id: b\n    label: B\n    only_if:\n      variable: alhpa\n      equals: x\n",
        9,
        ["is not a variable: `alhpa`", "Did you mean `alpha`?"],
    ),
    "only-if-value": (
        (
            "variables:\n  - {id: a, label: A, type: choice, values: [first, second]}\n"
            "  - id: b\n    label: B\n    only_if:\n      variable: a\n      equals: frist\n"
        ),
        10,
        ["which `a` cannot have", "Did you mean `first`?"],
    ),
    "only-if-boolean": (
        "variables:\n  - {id: a, label: A, type: boolean}\n  - {id: b, label: B, only_if: {variable: a, equals: 'yes'}}\n",
        6,
        ["which `a` cannot have", "`true`, `false`"],
    ),
    "only-if-episode": (
        "variables:\n  - {id: a, label: A, per: episode}\n  - {id: b, label: B, only_if: {variable: a, equals: x}}\n",
        6,
        ["asked for each episode", "`per: episode`"],
    ),
    "only-if-about": (
        "variables:\n  - {id: a, label: A, about: response}\n  - {id: b, label: B, only_if: {variable: a, equals: x}}\n",
        6,
        ["asked about a response"],
    ),
    "coder": ("coders:\n  - id: anna\n    rolle: lead\n", 6, ["`coders[anna].rolle`", "Did you mean `role`?"]),
    "role": ("coders:\n  - id: anna\n    role: code\n", 6, ["cannot be `code`", "Did you mean `coder`?"]),
    "owner-demoted": ("coders:\n  - {id: owner, role: lead}\n", 5, ["must keep the role `owner`"]),
    "coder-layer": ("coders:\n  - consensus\n", 5, ["the name of a layer"]),
    "coder-twice": ("coders:\n  - anna\n  - anna\n", 6, ["`coders[anna].id`"]),
    "language": ("coders:\n  - {id: anna, languages: [english]}\n", 5, ["is not a language tag: `english`", "BCP 47"]),
    "round": ("rounds:\n  - id: one\n    kind: codign\n", 6, ["Did you mean `coding`?"]),
    "round-coder": (
        "coders: [anna]\nrounds:\n  - id: one\n    coders:\n      - ana\n",
        8,
        ["is not a coder: `ana`", "Did you mean `anna`?"],
    ),
    "round-screener": (
        "coders: [{id: sam, role: screener}]\nrounds:\n  - {id: one, coders: [sam]}\n",
        6,
        ["role `screener`", "`one` is a coding round"],
    ),
    "blind": ("rounds:\n  - id: one\n    blind: perhaps\n", 6, ["must be `true` or `false`, not `perhaps`"]),
    "analysis": ("analysis:\n  - {id: x, kind: period, perod: month}\n", 5, ["Did you mean `period`?"]),
    "analysis-kind": ("analysis:\n  - {id: x, kind: prevalance, code: 'a:b'}\n", 5, ["Did you mean `prevalence`?"]),
    "analysis-none": ("analysis:\n  - {id: x, kind: prevalence}\n", 5, ["exactly one of `code`, `codebook` and `variable`"]),
    "analysis-by": (
        "variables: [{id: a, label: A, type: boolean}]\nanalysis:\n  - {id: x, kind: crosstab, variable: a}\n",
        6,
        ["add `by`"],
    ),
    "analysis-period": (
        "variables: [{id: a, label: A, type: boolean}]\nanalysis:\n  - {id: x, kind: prevalence, variable: a, date: left}\n",
        6,
        ["only the kind `period` uses"],
    ),
    "analysis-variable": (
        "variables: [{id: sex, label: A, type: boolean}]\nanalysis:\n  - {id: x, kind: prevalence, variable: sexx}\n",
        6,
        ["`analysis[x].variable`", "Did you mean `sex`?"],
    ),
    "analysis-text": (
        "variables: [{id: sex, label: A}]\nanalysis:\n  - {id: x, kind: prevalence, variable: sex}\n",
        6,
        ["has the type `text`, which cannot be counted"],
    ),
    "analysis-date": ("analysis:\n  - {id: x, kind: period, date: lft}\n", 5, ["Did you mean `left`?"]),
    "analysis-no-date": (
        "variables: [{id: sex, label: A}]\nanalysis:\n  - {id: x, kind: period, date: sex}\n",
        6,
        ["`analysis[x].date`", "is no date: `sex`"],
    ),
    "analysis-layer": ("analysis:\n  - {id: x, kind: period, layer: concensus}\n", 5, ["Did you mean `consensus`?"]),
    "analysis-about": (
        "variables: [{id: a, label: A, type: boolean, about: response}]\nanalysis:\n  - {id: x, kind: prevalence, variable: a}\n",
        6,
        ["`about: response`"],
    ),
    "day": ("analysis:\n  - {id: x, kind: period, period: day}\n", 5, ["Allowed: `month`, `quarter`, `year`"]),
    "acceptance": ("acceptance:\n  join_family_containmnet: 0.9\n", 5, ["Did you mean `join_family_containment`?"]),
    "acceptance-range": ("acceptance:\n  join_family_containment: 80\n", 5, ["must be at most 1", "not `80`"]),
    "acceptance-nan": ("acceptance:\n  join_family_containment: nan\n", 5, ["must be a number"]),
    "release": ("release:\n  k: 3\n", 5, ["must be at least 5, not `3`"]),
    "release-word": ("release:\n  k: five\n", 5, ["must be a whole number, not `five`"]),
    "profile": ("release:\n  profiles: [publik]\n", 5, ["Did you mean `public`?"]),
    "codebook-missing": ("codebooks: [themes]\n", 4, ["has no file codebooks/themes.yaml"]),
    "twice": ("units:\n  levels: [case, account, case]\n", 5, ["`units.levels`", "`case` more than once"]),
    "none-left": ("release:\n  profiles: []\n", 5, ["`release.profiles` is empty"]),
    "list": ("coders: anna\n", 4, ["`coders` must be a list", "begins with `- `"]),
    "group": ("release: 5\n", 4, ["`release` must be a group of `key: value` lines"]),
    "text": ("variables:\n  - {id: a, label: [b]}\n", 5, ["must be text, not a list"]),
    "empty-item": ("variables:\n  -\n", 5, ["must be a group of `key: value` lines, not empty"]),
    "below-study": ("language: fr\n", 4, ["belongs under `study:`"]),
}


@pytest.mark.parametrize("name", TYPOS)
def test_a_typo_is_told_with_its_line_and_the_nearest_name(name):
    """Each mistake gives exactly one problem, with file, the right line, and what is allowed."""
    added, line, words = TYPOS[name]
    told = only_problem(HEAD + added)
    assert told.startswith(f"study.yaml line {line}: "), told
    for word in words:
        assert word in told


def test_what_is_missing_is_named():
    """A missing title is told at the section that lacks it, with the line to add."""
    assert only_problem("study:\n  question: Q\n") == "study.yaml line 1: `study` lacks `title`. Add `title: ...` to study."


def test_every_problem_is_told_at_once():
    """Faults in several sections and files are all listed, study.yaml first and in the order of lines."""
    study = HEAD + "shelfs: {}\ncoders:\n  - {id: anna, role: boss}\nrelease:\n  k: 1\ncodebooks: [themes, other]\n"
    found = problems(study, {"themes.yaml": BOOK.replace("version: 2", "version: two"), "other.yaml": "id: other\ntitle: [\n"})
    starts = ["study.yaml line 4", "study.yaml line 6", "study.yaml line 8", "codebooks/other.yaml line 3", "codebooks/themes.yaml line 2"]
    assert [problem.split(":")[0] for problem in found] == starts


def test_an_empty_list_is_told_beside_a_wrong_item_of_another():
    """A list that is empty is told as such, and one whose only item is wrong is told by the item alone."""
    found = problems(HEAD + "release: {profiles: []}\nunits: {cases: [persons]}\n")
    assert [problem.split("` ")[0] for problem in found] == [
        "study.yaml line 4: `release.profiles",
        "study.yaml line 5: `units.cases[persons]",
    ]


def test_one_fault_is_not_told_twice():
    """A variable with a fault of its own is still known, so that what refers to it is not called wrong as well."""
    study = HEAD + (
        "variables:\n  - {id: a, label: A, type: chioce}\n  - {id: b, label: B, only_if: {variable: a, equals: x}}\n"
        "analysis:\n  - {id: x, kind: prevalence, variable: a}\n  - {id: y, kind: period, date: a}\n"
    )
    assert "chioce" in only_problem(study)


def test_conditions_may_not_go_round_in_a_circle():
    """Two variables that wait for one another are refused, both by name."""
    study = HEAD + (
        "variables:\n  - {id: a, label: A, only_if: {variable: b, equals: x}}\n  - {id: b, label: B, only_if: {variable: a, equals: x}}\n"
    )
    found = problems(study)
    assert len(found) == 2
    assert "`a` > `b` > `a`" in found[0]


def test_the_databases_password_is_never_repeated():
    """A malformed database address, which may hold a password, does not appear in the message; nor does a good one in repr."""
    told = only_problem(HEAD + "database: postgres://me:hunter2@host/x\n")
    assert "study.yaml line 4: `database` is not a PostgreSQL address" in told
    assert "hunter2" not in told
    protocol = parse_protocol(HEAD + "database: postgresql+psycopg://me:hunter2@host/x\n", {})
    assert protocol.database == "postgresql+psycopg://me:hunter2@host/x"
    assert "hunter2" not in repr(protocol)


def test_owner_is_added_to_any_team():
    """`owner` exists whoever else is named, and is the owner when it is named without a role."""
    team = parse_protocol(HEAD + "coders: [{id: anna, role: owner}, ben]\n", {})
    assert [(coder.id, coder.role) for coder in team.coders] == [("owner", "owner"), ("anna", "owner"), ("ben", "coder")]
    assert parse_protocol(HEAD + "coders: [owner, anna]\n", {}).role("owner") == "owner"


def test_a_key_left_empty_counts_as_not_written():
    """A section whose lines are commented out takes its default; an unknown key left empty is still unknown."""
    assert parse_protocol(HEAD + "coders:\n  # - anna\nrelease:\n", {}).release.k == 5
    assert "`codres`" in only_problem(HEAD + "codres:\n")


def test_codebooks_come_from_the_list_or_from_the_folder():
    """Without a list every codebook file is used; with one, only the files it names, in its order."""
    other = BOOK.replace("id: themes", "id: other")
    files = {"codebooks/themes.yaml": BOOK, "codebooks/other.yaml": other, "codebooks/notes.txt": "x", "codebooks/.#themes.yaml": "["}
    assert [book.id for book in parse_protocol(HEAD, files).codebooks] == ["other", "themes"]
    assert [book.id for book in parse_protocol(HEAD + "codebooks: [themes]\n", files).codebooks] == ["themes"]
    assert [book.id for book in parse_protocol(HEAD + "codebooks: [themes]\n", {"themes.yml": BOOK}).codebooks] == ["themes"]
    windows = {"codebooks\\themes.yaml": BOOK}
    assert [book.id for book in parse_protocol(HEAD + "codebooks: [themes]\n", windows).codebooks] == ["themes"]


def test_a_codebook_can_stand_in_a_file_of_another_name_only_if_the_ids_agree():
    """The id inside a codebook must be its file's name, so that nobody edits the wrong file."""
    told = only_problem(HEAD, {"topics.yaml": BOOK})
    assert told == "codebooks/topics.yaml line 1: `id` is `themes`, and the file is called `topics.yaml`. Call the file `themes.yaml`."


BOOK_TYPOS = {
    "key": ("citation: Own list.", "citatoin: Own list.", 4, ["is not a key of codebooks/themes.yaml", "Did you mean `citation`?"]),
    "version": ("version: 2", "version: 0", 2, ["must be at least 1"]),
    "code-key": ("definition: D., phase: joining", "defintion: D., definition: D.", 7, ["Did you mean `definition`?"]),
    "no-definition": ("definition: D., phase: joining", "phase: joining", 7, ["`codes[in-1]` lacks `definition`"]),
    "phase": ("phase: leaving", "phase: leavin", 8, ["Did you mean `leaving`?"]),
    "parent": ("parent: in-1", "parent: in-2", 8, ["`codes[out-1].parent`", "Did you mean `in-1`?"]),
    "own-parent": ("parent: in-1", "parent: out-1", 8, ["`out-1` > `out-1`"]),
    "group": ("group: a", "group: c", 7, ["is not a group of this codebook: `c`"]),
    "group-twice": ("groups: [a, b]", "groups: [a, b, a]", 5, ["is the id of number 1 in `groups` too"]),
    "code-twice": ("id: out-1", "id: in-1", 8, ["is the id of number 1 in `codes` too"]),
}


@pytest.mark.parametrize("name", BOOK_TYPOS)
def test_a_typo_in_a_codebook_is_told_with_its_file_and_line(name):
    """A codebook's mistakes are told like those of study.yaml, with the codebook's file."""
    good, bad, line, words = BOOK_TYPOS[name]
    assert good in BOOK
    found = problems(HEAD, {"themes.yaml": BOOK.replace(good, bad)})
    told = next(problem for problem in found if all(word in problem for word in words))
    assert told.startswith(f"codebooks/themes.yaml line {line}: ")


def test_parents_may_not_go_round_in_a_circle():
    """Codes that are one another's parent are refused."""
    with pytest.raises(ProtocolError, match="`in-1` > `out-1` > `in-1`"):
        parse_codebook("themes.yaml", BOOK.replace("group: a}", "group: a, parent: out-1}"))


def test_a_codebook_needs_a_code():
    """A codebook without codes is refused: it would look like a complete one in which nothing was found."""
    with pytest.raises(ProtocolError, match="has no codes"):
        parse_codebook("themes.yaml", "id: themes\ntitle: T\n")


ANALYSIS = {
    "code": ("code: 'themes:out-2'", "Did you mean `out-1`?"),
    "code-name": ("code: out-1", "Write `codebook:code`"),
    "codebook": ("codebook: theme", "Did you mean `themes`?"),
    "phase": ("codebook: themes, phase: other", "`joining`, `leaving`"),
    "phase-alone": ("code: 'themes:out-1', phase: leaving", "goes with `codebook` only"),
    "two": ("code: 'themes:out-1', codebook: themes", "exactly one of"),
    "by": ("codebook: themes, by: 'themes:in-3'", "`analysis[x].by.code`"),
    "by-variable": ("codebook: themes, by: region", "`analysis[x].by.variable`"),
    "by-book": ("codebook: themes, by: {codebook: thems}", "Did you mean `themes`?"),
    "by-two": ("codebook: themes, by: {codebook: themes, variable: sex}", "`analysis[x].by` must name exactly one of"),
    "by-phase": ("codebook: themes, by: {variable: sex, phase: leaving}", "`analysis[x].by` has `phase`"),
    "about": ("codebook: themes, about: response", "is asked about a person"),
}


@pytest.mark.parametrize("name", ANALYSIS)
def test_the_plan_counts_only_what_exists(name):
    """An analysis of a code, codebook or phase that is not there is refused with the nearest name."""
    text, words = ANALYSIS[name]
    told = only_problem(HEAD + f"analysis:\n  - {{id: x, kind: prevalence, {text}}}\n", {"themes.yaml": BOOK})
    assert told.startswith("study.yaml line 5: ")
    assert words in told


def test_a_codebook_that_cannot_be_read_does_not_make_the_plan_look_wrong():
    """When a codebook's file is broken or missing, only that is told."""
    plan = HEAD + "codebooks: [themes]\nanalysis:\n  - {id: x, kind: prevalence, code: 'themes:out-1'}\n"
    assert only_problem(plan, {"themes.yaml": "id: [\n"}).startswith("codebooks/themes.yaml line 2: ")
    assert only_problem(plan).startswith("study.yaml line 4: ")


def test_the_plan_understands_its_short_forms():
    """`by` takes a variable or a full code name as plain text; an entry says what it counts."""
    study = HEAD + (
        "variables: [{id: sex, label: Sex, type: choice, values: [f, m]}]\n"
        "analysis:\n  - {id: x, kind: crosstab, codebook: themes, phase: joining, by: 'themes:out-1'}\n"
        "  - {id: y, kind: prevalence, variable: sex, by: sex, layer: owner}\n  - {id: z, kind: period}\n"
    )
    first, second, third = parse_protocol(study, {"themes.yaml": BOOK}).analysis
    assert (str(first.subject), str(first.by)) == ("themes (joining)", "themes:out-1")
    assert (str(second.subject), str(second.by), second.layer, second.interval) == ("sex", "sex", "owner", "wilson")
    assert (third.subject, third.date, third.period) == (None, "left", "quarter")


def test_the_error_says_how_many_and_where():
    """The error's own message counts the problems; its JSON holds them all."""
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(HEAD + "a: 1\nb: 2\n", {})
    assert caught.value.message == "There are 2 problems in study.yaml."
    assert len(caught.value.as_json()["problems"]) == 2
    with pytest.raises(ProtocolError, match=r"There is a problem in codebooks/x\.yaml\."):
        parse_protocol(HEAD, {"x.yaml": "id: x\ntitle: T\n"})
