"""Writes the pages of docs/reference from the program itself: `python docs/make_reference.py`. Tests compare them.

cli.md is the program's own --help. study-yaml.md lists every key of the models that read study.yaml and codebooks, with type,
default and allowed values as they are in the code; what a key means stands in ``MEANING`` below.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, get_args

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typer.main import get_command

from testimonia.cli import app
from testimonia.protocol import analysis, base, codebook, model, sections

PAGE = Path(__file__).parent / "reference" / "cli.md"
STUDY_PAGE = Path(__file__).parent / "reference" / "study-yaml.md"
WIDTH = 100
HEAD = """# The command line

Made from `testimonia --help` by `docs/make_reference.py`; change the help, not this page.

Every verb prints its report in words, or with `--json` as exactly one JSON object on stdout. Messages and progress go to stderr.
Exit codes: 0 done (what could not be read is reported, not hidden), 1 failed (what is wrong and what to do about it), 2 wrong use,
130 stopped by Ctrl-C. With `--json` an error is `{"error": code, "message": ..., "remedy": ...}`. `TESTIMONIA_DEBUG=1` adds the
traceback of a bug.
"""


def cli_page() -> str:
    """The page as it should be."""
    program = get_command(app)
    context = program.make_context("testimonia", ["status"], resilient_parsing=True, terminal_width=WIDTH)
    parts = [HEAD, _block(program.get_help(context))]
    for name, verb in program.commands.items():
        inner = verb.make_context(name, [], parent=context, resilient_parsing=True, terminal_width=WIDTH)
        parts += [f"## {name}\n", _block(verb.get_help(inner))]
    return "\n".join(parts)


def _block(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return f"```text\n{lines}\n```\n"


STUDY_HEAD = """# study.yaml and codebooks

Made from the models in `src/testimonia/protocol` by `docs/make_reference.py`; what a key means is written there too.

`study.yaml` is the written plan of a study (its *protocol*), and each file in `codebooks/` is one codebook. Both are plain text in
YAML: `key: value`, indented with spaces. Only `study: title:` and `study: question:` are required. `testimonia status DIR` checks the
files: it lists every problem it can find with its line, what is allowed there, and the nearest valid name, and goes on working with the
plan adopted before. A key that nobody defined is a problem too, so that a slip of the pen is not silently ignored.

- **Ids** (*id* below) are lower case letters, digits and `. _ -`, begin with a letter or digit, and have at most 80 characters. They
  are typed in commands and stand in every row, so they should not change later, and never be a person's name where the table may leave
  the team.
- **Yes and no** may be written `true`, `yes`, `false`, `no`.
- **Texts** that hold `: ` or begin with a special character must stand in quotation marks. Anchors, aliases and tags of YAML are refused.
- **Short forms**: `- anna` means `- id: anna` in `coders`, `rounds`, `codebooks` and the `groups` of a codebook; `- male` means
  `- value: male` in the `values` of a variable.
- An empty key counts as not written.

A changed file takes effect when the owner or a lead next runs a verb that acts (not `status`); this *adoption* is a row in the log with
its date, and the text is kept. Comments, layout and `database` make no difference to it. What coders see is always the adopted plan.
"""

# What is said of each model: heading, where it stands, what it is.
PARTS: tuple[tuple[type[base.Section], str, str], ...] = (
    (model.Protocol, "study.yaml: the keys at the top", "Each of these is a section of its own, described below."),
    (sections.Study, "study", "What the study asks."),
    (sections.Shelves, "shelves", "What an account can be evidence for. A shelf without criteria takes what a person puts there."),
    (sections.Shelf, "shelves: testimony (and each other shelf)", "What is let onto the shelf, and who counts there."),
    (sections.Criterion, "criteria and eligibility", "One criterion. Within a shelf each id stands once, in both lists together."),
    (sections.Units, "units", "What the study counts."),
    (sections.Variable, "variables", "One question of the case form each. `joined` and `left` are taken: every episode has these dates."),
    (sections.Value, "variables: values", "One answer of a `choice` or `choices` variable."),
    (sections.Form, "form", "The case form as a whole. The questions stand in `variables`."),
    (sections.FormSection, "form: sections", "One part of the form. Its id alone may stand in the list."),
    (
        sections.OnlyIf,
        "variables: only_if",
        "The condition under which a variable is asked. An answer that should not have been asked for is noted, not refused.",
    ),
    (
        sections.CodebookRef,
        "codebooks",
        "The codebooks in use. Without this list every file in `codebooks/` is read; with it only those it names.",
    ),
    (sections.Coder, "coders", "Everybody who decides. `owner` is always there, whether listed or not, and stays the owner."),
    (sections.Round, "rounds", "One pass of screening or coding."),
    (
        analysis.Plan,
        "analysis",
        "One entry of the analysis plan. Every kind but `period` and `timeline` names exactly one of `code`, `codebook` and `variable`; `period` names one or none (then the cases themselves are counted), `timeline` none.",
    ),
    (
        analysis.Subject,
        "analysis: by",
        "The other side: exactly one of `code`, `codebook`, `variable` and `property`. Short form: `by: sex` is a variable, `by: book:code` a code.",
    ),
    (
        sections.Gazetteer,
        "gazetteer",
        "Names in the texts that suggesters cannot know by themselves: the groups that people joined and left, and places besides the countries of ISO 3166. Optional.",
    ),
    (sections.Place, "gazetteer: places", "A place, its country, and its people."),
    (sections.NamedGroup, "gazetteer: groups", "A group, its other names, and where people went to join it."),
    (sections.Acceptance, "acceptance", "What may be accepted without a look. Reports name these rules."),
    (
        sections.Pairs,
        "pairs",
        "How pairs of mentions that may be one person are judged. Of the sample that two people judge nobody sees the first verdict before they have given the second, and neither counts alone.",
    ),
    (sections.Release, "release", "What may leave the study."),
    (
        codebook.Codebook,
        "A codebook",
        "One file in `codebooks/`, named after its id: `themes.yaml` holds `id: themes`. It needs at least one code.",
    ),
    (codebook.Group, "codebook: groups", "A heading under which codes are shown together."),
    (
        codebook.Code,
        "codebook: codes",
        "One code. The definition, `use_when` and `not_when` are its meaning: when one of them changes in a new version, what was completed in the old one is open again for that code.",
    ),
)

MEANING: dict[str, str] = {
    "Protocol.study": "What the study asks.",
    "Protocol.database": "Keep the tables in PostgreSQL instead of `study.db`. Written by `new --database`. Not part of the plan: changing it adopts nothing, and a password in it is better kept in `~/.pgpass`.",
    "Protocol.shelves": "Criteria of inclusion, by shelf.",
    "Protocol.units": "Kinds of case, levels of coding.",
    "Protocol.variables": "The questions of the case form.",
    "Protocol.form": "The form's version and its parts.",
    "Form.version": "Raised whenever the meaning of a question changes or a question is added: every answer names the version that asked.",
    "Form.sections": "The parts of the form, in the order in which they are asked. Variables without a section come first.",
    "FormSection.id": "What a variable's `section` names.",
    "FormSection.title": "The heading.",
    "FormSection.help": "What coders should know before they go through it.",
    "FormSection.only_if": "The condition under which any of it is asked.",
    "Variable.section": "The part of the form that the question stands in.",
    "Coder.experience": "`novice` or `core`. A unit that two people code is never given to two novices, and a novice never codes alone.",
    "Coder.load": "How much work the person takes on, in relation to the others: 0.5 is half as much as most.",
    "Round.double": "Share of units that two people code, drawn with `seed` when the work is dealt; the others are coded by one.",
    "Round.seed": "Of that sample.",
    "Code.was": "Ids of earlier versions whose codings mean this code now: one after a renaming, several after a merger.",
    "Code.split_from": "The id of an earlier version out of which this code was cut: its codings have to be gone through again.",
    "Protocol.codebooks": "The codebooks in use.",
    "Protocol.coders": "Everybody who decides.",
    "Protocol.rounds": "The passes of screening and coding, in the order in which they follow one another: of one screener's word on an account the latest round holds. Without rounds nothing is blind.",
    "Protocol.analysis": "What will be computed.",
    "Protocol.gazetteer": "Names in the texts: groups, and places besides the countries of ISO 3166.",
    "Protocol.acceptance": "Rules that accept without a look.",
    "Protocol.pairs": "How pairs of mentions that may be one person are judged.",
    "Pairs.double": "Share of pairs that two people judge, each before the other's verdict is shown. No pair is where nobody but the owner is in `coders`.",
    "Pairs.seed": "Of that sample.",
    "Pairs.stop_below": "Reviewing may stop when the pairs that nobody decided are expected to make fewer people fewer than this share of them (and half a person at least).",
    "Protocol.release": "What may leave.",
    "Study.title": "Heads the report.",
    "Study.question": "The research question, in a sentence.",
    "Study.id": "A short name for your own use.",
    "Study.language": "The language in which the team works. The report is in Arabic where it is `ar`, else in English.",
    "Study.contact": "Whom to write to, for your own use.",
    "Shelves.testimony": "Accounts in which the persons of the study speak or are presented. Persons count on this shelf only.",
    "Shelves.programme": "Documents about a response: a programme, a law, an initiative. Responses count on this shelf only.",
    "Shelves.study": "Research with figures of its own.",
    "Shelves.policy": "Positions and recommendations.",
    "Shelf.criteria": "Asked of an account.",
    "Shelf.eligibility": "Asked of a mention: is this somebody who counts?",
    "Criterion.id": "What screening rows name.",
    "Criterion.text": "What it asks, in a sentence.",
    "Criterion.excludes": "A reason to leave out. Such a criterion cannot stand beside the decision `include`.",
    "Units.cases": "For the reader of the plan; the program counts whatever kinds of mention are entered.",
    "Units.levels": "For the reader of the plan; the program does not restrict codings by it.",
    "Variable.id": "What rows of values name.",
    "Variable.label": "The question.",
    "Variable.type": "What an answer must be. `date` is EDTF, `country` two letters of ISO 3166, `choices` several answers between semicolons.",
    "Variable.values": "The possible answers; `choice` and `choices` need them, other types must not have them.",
    "Variable.minimum": "Lowest answer; `integer` and `number` only.",
    "Variable.maximum": "Highest answer; `integer` and `number` only.",
    "Variable.missing": "The reasons that may stand instead of an answer.",
    "Variable.help": "A hint for coders.",
    "Variable.per": "Asked once for the case, or once for each episode (one time in and out of a group).",
    "Variable.about": "The kind of case it is asked of.",
    "Variable.only_if": "Asked only if another variable has one of certain answers.",
    "Variable.of_interest": "Marks a value that the study waits for. Nothing is computed from it yet.",
    "Variable.changes": "Whether the answer may be another at another time (a legal status, what somebody believes): accounts that speak of different times then do "
    "not contradict one another, and `analyse` lists what changed. Without it: yes for the questions of the shipped form about such states (`ideology`, `disengaged`, "
    "`legal-status`, `citizenship-revoked`, `later-involvement`, `in-custody`, `who-published`, `education`, `family-in-movement`, `spoke`), else no.",
    "Value.value": "What stands in rows: letters, digits and `. _ -`, at most 80 characters.",
    "Value.label": "What the report shows instead.",
    "OnlyIf.variable": "The other variable; it must be about the same kind of case.",
    "OnlyIf.equals": "One answer or a list of answers.",
    "CodebookRef.id": "The codebook's id.",
    "CodebookRef.file": "Its file in `codebooks/`, where that is not `ID.yaml` or `ID.yml`. The id in the file must be the file's name all the same.",
    "Coder.id": "What `--as` takes and what stands in every row. Not `coder`, `auto`, `consensus` or `adjudicated`.",
    "Coder.name": "For the reader of the plan.",
    "Coder.role": "What the person may do: see [A team](../howto/team.md).",
    "Coder.languages": "For the reader of the plan, as BCP 47 tags such as `en` or `ar-SY`.",
    "Round.id": "What rows name in `round`.",
    "Round.kind": "Screening rows belong to a screening round, everything else to a coding round.",
    "Round.blind": "Until the lead opens the round, everybody sees only their own rows of it.",
    "Round.coders": "Who takes part; without it, everybody whose role allows it. Screeners cannot take part in a coding round.",
    "Round.title": "For the reader of the plan.",
    "Plan.id": "Its name; a finding's `plan`.",
    "Plan.kind": "`prevalence`: how many cases; `period`: by month, quarter or year; `crosstab`: one thing among those with another; `comparison`: how far groups differ, tested; `timeline`: people and exits in time, the lag, a change; `flow`: from one set of codes to another; `cooccurrence`: which codes stand together; `credibility`: what independent cases bear out, and what contradicts itself.",
    "Plan.title": "Heads the table in the report. Changing it alone makes no new entry.",
    "Plan.code": "Count one code, as `codebook:code`.",
    "Plan.codebook": "Count every code in use of a codebook.",
    "Plan.phase": "Only its codes of this phase; goes with `codebook`.",
    "Plan.variable": "Count the answers of a variable (not one of type `text` or `date`).",
    "Plan.by": "The second side of a `crosstab` or `flow`, the groups of a `comparison` (required for these three); with `prevalence`, the groups to show apart.",
    "Plan.about": "The kind of case that is counted.",
    "Plan.date": "Which date a `period` entry, or `by: {property: period}`, uses: `joined`, `left`, or a variable of type `date`. Not for other kinds.",
    "Plan.period": "In which unit. A day is never shown. For `period`, `timeline` and `by: {property: period}`.",
    "Plan.dates": "The dates of a `timeline`: `joined`, `left`, variables of type `date`, and `published` (the first account that tells of a case).",
    "Plan.lag": "Between which two dates of a `timeline` the months are counted.",
    "Plan.change": "Two periods of a `timeline`; whether the second had more or fewer than the first is tested.",
    "Plan.denominator": "Of a `comparison`, `flow` or `cooccurrence`: every `completed` case (silence is no yes), or those that `stated` anything.",
    "Plan.layer": "Whose word counts: `auto` (adjudicated, else consensus, else coders), `adjudicated`, `consensus`, or a coder's id.",
    "Plan.interval": "The interval of a share: Wilson's score interval, or the Bayesian one with Jeffreys' prior.",
    "Plan.level": "The level of the interval; above 0.5 and below 1.",
    "Plan.replicates": "How many samples a bootstrap, or a test by random tables, draws.",
    "Plan.seed": "Where those random draws begin; the same seed gives the same numbers.",
    "Subject.code": "One code, as `codebook:code`.",
    "Subject.codebook": "Every code in use of a codebook.",
    "Subject.phase": "Only its codes of this phase; goes with `codebook`.",
    "Subject.variable": "The answers of a variable.",
    "Subject.property": "What every case has, for `comparison` only: its `movement` (group of an episode), the `period` of a date, or the `source`, its `country`, the `language` of its accounts, the `condition` of speaking in their judgements.",
    "Gazetteer.places": "Places that texts name, with their countries.",
    "Gazetteer.groups": "Groups that texts name.",
    "Place.name": "As texts write it.",
    "Place.country": "ISO 3166 alpha-2, or a code that ISO leaves to users.",
    "Place.also": "Other spellings, other languages, and places within it.",
    "Place.people": "Words for its people, in every language.",
    "NamedGroup.name": "What claims call it.",
    "NamedGroup.of_interest": "Whether joining and leaving it are what the study asks about.",
    "NamedGroup.also": "Other names and spellings.",
    "NamedGroup.at": "Places to which people went to join it: going there is joining.",
    "Acceptance.join_families": "An account that holds nearly all words of another joins its family.",
    "Acceptance.join_family_containment": "How much is nearly all: a share of the words, 0.5 to 1. Four fifths let a reprint with a new lead pass, and a report that quotes at length not.",
    "Acceptance.link_copies_mentions": "In a family, a copy's mention is the root's where the words are the same.",
    "Acceptance.outlets_by_host": "An account that names no outlet is taken to be of the outlet that alone appears under its host. Without it, and where the list of "
    "sources does not name the host (as `id` or `name`), its source is not stated: it is in no group by source, and is left out with the others of its host.",
    "Release.k": "The smallest count of people that a public release may show, besides 0. At least 5; a team may be stricter.",
    "Release.profiles": "Which profiles `publish` may write.",
    "Codebook.id": "The name of its file, and the part before the colon in `codebook:code`.",
    "Codebook.version": "A whole number from 1. Raise it when a meaning changes.",
    "Codebook.title": "What it is called.",
    "Codebook.citation": "Where it comes from.",
    "Codebook.description": "More about it.",
    "Codebook.language": "The language its texts are in.",
    "Codebook.about": "The kind of case it is about.",
    "Codebook.groups": "Headings for its codes.",
    "Codebook.codes": "Its codes, in the order in which reports show them.",
    "Group.id": "What codes name in `group`.",
    "Group.label": "The heading.",
    "Group.description": "More about it.",
    "Code.id": "What codings name.",
    "Code.label": "What the report shows.",
    "Code.definition": "What a passage with this code says.",
    "Code.use_when": "When to use it.",
    "Code.not_when": "When not to, and which code to use instead.",
    "Code.example": "An invented sentence; never a real person's words.",
    "Code.citation": "Where the code comes from, if elsewhere than the codebook.",
    "Code.parent": "A code of the same codebook that stands above it. Nothing is added up along it yet.",
    "Code.group": "One of the codebook's groups.",
    "Code.phase": "Joining, leaving or neither; analysis entries can ask for one phase.",
    "Code.tags": "Words of your own.",
    "Code.retired": "Kept for codings that exist; left out of analyses that count a codebook.",
}

# How a type in the code is called here.
TYPES = {
    "Words": "text, not empty",
    "str": "text",
    "Slug": "id",
    "CodeName": "`codebook:code`",
    "Language": "BCP 47 tag",
    "bool": "yes or no",
    "int": "whole number",
    "float": "number",
}
_MODELS = {part.__name__ for part, _, _ in PARTS}
_ALIASES = ("CaseKind", "Phase", "Level", "VariableType", "Missing", "Role", "RoundKind", "Profile", "PlanKind", "Property", "Experience")
CHOICES = {name: get_args(getattr(module, name)) for name in _ALIASES for module in (base, sections, analysis) if hasattr(module, name)}


def study_page() -> str:
    """Every key of study.yaml and of a codebook."""
    parts = [STUDY_HEAD]
    for part, heading, words in PARTS:
        rows = [
            f"| `{name}` | {_type(part, name)} | {_default(field)} | {MEANING[f'{part.__name__}.{name}']} |"
            for name, field in part.model_fields.items()
        ]
        parts.append(
            "\n".join([f"## {heading}\n", f"{words}\n", "| key | type | default | meaning |", "| --- | --- | --- | --- |", *rows]) + "\n"
        )
    return "\n".join(parts)


def _type(part: type[base.Section], name: str) -> str:
    """A key's type in words, from the annotation as it is written."""
    written = part.__annotations__[name].removesuffix(" | None")
    if written.startswith("Annotated["):
        written = written.removeprefix("Annotated[").removesuffix("]").partition(", Field(")[0].removesuffix(", Once")
    if written.startswith("tuple["):
        one = _one(written.removeprefix("tuple[").removesuffix("]").partition(", ")[0])
        return f"{'list of' if written.endswith(', ...]') else 'two of'} {'sections' if one == 'section' else one}"
    return _one(written)


def _one(written: str) -> str:
    if written.startswith("Literal["):
        return _choice(word.strip().strip("'\"") for word in written.removeprefix("Literal[").removesuffix("]").split(","))
    if written in CHOICES:
        return _choice(CHOICES[written])
    return "section" if written in _MODELS else TYPES[written]


def _choice(words: Any) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined:
        return "**required**"
    if isinstance(value, base.Section) or value in (None, (), ""):
        return ""
    if isinstance(value, tuple):
        return ", ".join(f"`{getattr(item, 'id', item)}`" for item in value)
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    for path, text in ((PAGE, cli_page()), (STUDY_PAGE, study_page())):
        path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"wrote {path}\n")
