"""The shipped protocols and codebooks."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from testimonia.errors import UsageError
from testimonia.protocol import TEMPLATES, parse_codebook, parse_protocol, shipped_codebooks, template

# METHOD, section 4: the codebooks to ship, and what each must at least hold.
CODEBOOKS = {
    "icsr-2015": {
        *("joining-conflict", "joining-faith", "joining-needs"),
        *("leaving-infighting", "leaving-brutality", "leaving-corruption", "leaving-quality-of-life"),
    },
    "mechanisms": {"personal-grievance", "group-grievance", "slippery-slope", "love", "risk-and-status", "unfreezing"},
    "seekers": {"status", "identity", "revenge", "redemption", "responsibility", "thrill", "ideology", "justice", "death"},
    "recruitment": {
        "online-friendship",
        "local-recruiter",
        "study-group",
        "propaganda-violence",
        "propaganda-state",
        "quest-for-significance",
    },
    "push-pull": {"push-strategy", "push-leaders", "push-members", "push-tasks", "push-burnout", "push-ideology", "pull-family"},
    "exit": {"disengaged", "ideology-retained", "ideology-doubted", "ideology-renounced", "frame-sectarian", "frame-universal"},
    "needs": set(),
    "obstacles": {"monitoring", "seizure", "execution-threat", "prosecution", "mitigation", "return-ban", "citizenship", "no-outlet"},
    "paths": {"in-online-friend", "in-recruiter", "in-study-group", "in-companions", "out-helper", "out-smuggler"},
    "bystanders": set(),
    "response-components": {"theological-dialogue", "psychological-counselling", "mandatory", "voluntary", "denominator-given"},
}
# Real groups, places, peoples, leaders: an invented sentence names none of them.
REAL = [
    "islamic state",
    "isis",
    "isil",
    "daesh",
    "qaeda",
    "nusra",
    "taliban",
    "boko haram",
    "shabaab",
    "hamas",
    "hezbollah",
    "hizbollah",
    "pkk",
    "eta",
    "ira",
    "farc",
    "kkk",
    "nazi",
    "assad",
    "baghdadi",
    "bin laden",
    "syria",
    "syrian",
    "iraq",
    "iraqi",
    "turkey",
    "raqqa",
    "aleppo",
    "mosul",
    "libya",
    "yemen",
    "afghanistan",
    "pakistan",
    "saudi",
    "denmark",
    "britain",
    "british",
    "france",
    "germany",
    "canada",
    "america",
    "american",
    "europe",
    "london",
    "paris",
    "toronto",
    "caliphate",
    "sunni",
    "shia",
    "yazidi",
    "kurd",
    "kurdish",
    "christian",
    "jewish",
    "muslim",
    "jihad",
    "jihadist",
    "allah",
    "islam",
    "islamic",
    "prevent",
]


def books():
    """Every shipped codebook, parsed."""
    return [parse_codebook(name, text) for name, text in shipped_codebooks().items()]


def codes():
    """Every shipped code with its codebook."""
    return [(book, code) for book in books() for code in book.codes]


def test_every_codebook_of_the_method_is_shipped():
    """The eleven codebooks of METHOD exist, each with the codes that METHOD names."""
    shipped = {book.id: {code.id for code in book.codes} for book in books()}
    assert set(shipped) == set(CODEBOOKS)
    for name, wanted in CODEBOOKS.items():
        assert wanted <= shipped[name], name


def test_the_report_has_three_motives_and_four_narratives():
    """icsr-2015 holds three codes of joining and four of leaving (Neumann 2015), and seekers nine (Quantum 2015)."""
    phases = {book.id: Counter(code.phase for code in book.codes) for book in books()}
    assert phases["icsr-2015"] == {"joining": 3, "leaving": 4}
    assert phases["seekers"] == {"joining": 9}
    assert phases["mechanisms"] == {"joining": 6}


def test_every_code_has_its_five_texts():
    """Definition, when to use, when not, example and source are there for every code, as whole sentences."""
    for book, code in codes():
        texts = (code.definition, code.use_when, code.not_when, code.example, book.citation_of(code.id))
        for text in texts:
            assert len(text) > 15, (book.id, code.id)
            assert text[-1] in ".?!", (book.id, code.id, text)


def test_no_two_codes_share_a_definition_or_an_example():
    """Definitions and examples are unique, so that none was copied and forgotten."""
    for field in ("definition", "example"):
        twice = [text for text, number in Counter(getattr(code, field) for _, code in codes()).items() if number > 1]
        assert twice == []


def test_examples_name_nobody_real():
    """No invented example mentions a real group, country, people or leader."""
    real = re.compile(rf"\b({'|'.join(map(re.escape, REAL))})s?\b", re.IGNORECASE)
    assert [(book.id, code.id, real.findall(code.example)) for book, code in codes() if real.search(code.example)] == []
    assert real.search("He left ISIS in Raqqa.")  # the check itself can fail


def test_examples_carry_no_year_and_no_link():
    """No example holds a date or an address by which it could be taken for a report."""
    assert [code.id for _, code in codes() if re.search(r"\d{4}|https?:|www\.", code.example)] == []


def test_sources_are_publications_or_say_that_they_are_ours():
    """Every citation has a year, or says that the list was compiled for this project."""
    for book in books():
        for citation in {book.citation, *(code.citation for code in book.codes if code.citation)}:
            assert re.search(r"\(\d{4}\)|^Own list, compiled for this project", citation), (book.id, citation)


def test_the_sources_the_method_names_are_cited():
    """The codebooks that METHOD takes from named authors cite them."""
    cited = {book.id: book.citation for book in books()}
    for name, words in {
        "icsr-2015": ["Neumann", "2015"],
        "mechanisms": ["McCauley", "Moskalenko", "2011", "Friction"],
        "seekers": ["Quantum Communications", "2015"],
        "push-pull": ["Altier", "26(2), 305-332", "Bjørgo"],
        "needs": ["Meredith", "Horgan", "2024"],
    }.items():
        for word in words:
            assert word in cited[name]


def test_no_code_is_an_indicator_of_anything():
    """No text a coder reads offers a code as a warning sign or a means to predict; bystanders says so outright."""
    offered = re.compile(r"indicator|warning sign|red flag|predict|profile|at risk of|risk factor", re.IGNORECASE)
    for book, code in codes():
        assert not offered.search(f"{code.label} {code.definition} {code.use_when} {code.example}"), (book.id, code.id)
    described = {book.id: book.description for book in books()}
    assert "no code here is an indicator" in described["bystanders"]
    assert "never says how often those who told someone acted" in described["bystanders"]


def test_paths_are_roles_and_nothing_else():
    """The codebook of paths tells its coder to enter no name, place or route, and to report in aggregate."""
    (paths,) = [book for book in books() if book.id == "paths"]
    for words in ("Roles only", "a place", "a crossing", "aggregate only"):
        assert words in paths.description


def test_no_evidence_is_not_no_effect():
    """The response codebook keeps an unevaluated response apart from one that was found to have no effect."""
    (responses,) = [book for book in books() if book.id == "response-components"]
    assert responses.about == "response"
    assert '"No evidence" is not "no effect"' in responses.description
    assert responses.code("design-none") != responses.code("outcome-none-found")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_a_valid_study(name):
    """Each template parses as it is, and every file in it is used."""
    files = template(name)
    protocol = parse_protocol(files["study.yaml"], {path: text for path, text in files.items() if path != "study.yaml"})
    assert {f"codebooks/{book.id}.yaml" for book in protocol.codebooks} == set(files) - {"study.yaml"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_a_template_offers_in_comments_is_valid_too(name):
    """Uncommenting an offered setting gives a protocol that still parses."""
    text = template(name)["study.yaml"]
    offered = [line for line in text.splitlines() if re.match(r"\s*# (-|\w+:) ?", line) and not line.startswith("# Types:")]
    assert offered
    setting = re.compile(r"^(\s*)# ((?:contact|language|database|coders|rounds|analysis|shelves|variables|- \{)[^\n]*)$", re.MULTILINE)
    if name == "defectors":
        fuller = setting.sub(r"\1\2", text)
        assert fuller != text
        files = template(name)
        protocol = parse_protocol(fuller, {path: book for path, book in files.items() if path != "study.yaml"})
        assert protocol.role("anna") == "lead"
        assert protocol.round("coding-1").coders == ("anna", "ben")
    else:
        block = re.compile(r"^# ((?: |shelves:|variables:|coders:|rounds:|analysis:).*)$", re.MULTILINE)
        fuller = block.sub(r"\1", text).replace("  # language", "  language").replace("  # contact", "  contact")
        protocol = parse_protocol(fuller, {"themes.yaml": template(name)["codebooks/themes.yaml"]})
        assert protocol.role("anna") == "coder"
        assert len(protocol.analysis) == len(protocol.variables) == len(protocol.rounds) == 1
        assert len(protocol.shelves.testimony.criteria) == 2


def test_the_founding_example_is_complete():
    """`defectors` asks what METHOD says the study needs, counts what it plans, and shows its order of lines."""
    files = template("defectors")
    protocol = parse_protocol(files["study.yaml"], files | {})
    for variable in ("age-at-joining", "sex", "origin-country", "group", "role", "legal-status", "speaking-conditions", "exit-trigger"):
        assert protocol.variable(variable)
    assert protocol.variable("disengaged") != protocol.variable("ideology")  # two questions, METHOD section 1
    assert 20 <= len(protocol.variables) <= 35
    assert protocol.variable("age-at-joining").per == "episode"
    assert {plan.kind for plan in protocol.analysis} == {"prevalence", "period", "crosstab"}
    assert {round_.kind for round_ in protocol.rounds} == {"screening", "coding"}
    assert all(round_.blind for round_ in protocol.rounds)
    assert protocol.shelf("testimony").eligibility
    assert all(protocol.shelf(name).criteria for name in ("testimony", "programme", "study", "policy"))
    crosstab = protocol.plan("expectation-and-reality")
    assert (str(crosstab.subject), str(crosstab.by)) == ("icsr-2015 (joining)", "icsr-2015 (leaving)")


def test_an_unknown_template_is_answered_with_the_nearest():
    """A mistyped template is refused with the one that was probably meant."""
    with pytest.raises(UsageError, match="Did you mean `defectors`"):
        template("defector")
