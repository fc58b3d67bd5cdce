"""What a protocol's parts owe one another: every name that is used is defined, and fits where it is used.

The parts come as a ``Draft``: those that could be read, with their place, beside every name that was *meant*. So a variable
with a fault of its own does not make every reference to it look wrong as well, and one reading lists every problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from testimonia.protocol.analysis import EPISODE_DATES, LAYERS, PUBLISHED, Plan, Subject
from testimonia.protocol.codebook import Code, Codebook
from testimonia.protocol.loader import Path, Problem
from testimonia.protocol.model import Protocol
from testimonia.protocol.nearest import advice
from testimonia.protocol.periods import period_days
from testimonia.protocol.sections import OWNER, Coder, Form, OnlyIf, Round, Variable

Report = Callable[[Path, str, str], None]
"""Takes a key path, what is wrong there, and the remedy."""

_COUNTABLE = ("integer", "number", "boolean", "choice", "choices", "country")


@dataclass
class Draft:
    """The parts of a study.yaml that could be read (place in the file, part), and all the names it means to define."""

    variables: Sequence[tuple[int, Variable]] = ()
    coders: Sequence[tuple[int, Coder]] = ()
    rounds: Sequence[tuple[int, Round]] = ()
    analysis: Sequence[tuple[int, Plan]] = ()
    codebooks: Mapping[str, Codebook | None] = field(default_factory=dict)  # None: named, but could not be read
    variable_ids: frozenset[str] = frozenset()
    coder_ids: frozenset[str] = frozenset({OWNER})
    form: Form = field(default_factory=Form)


def check(protocol: Protocol) -> tuple[Problem, ...]:
    """Everything that does not fit together in a protocol built by hand; empty for one that ``parse_protocol`` returned."""
    found: list[Problem] = []

    def report(file: str) -> Report:
        def note(path: Path, message: str, remedy: str) -> None:
            name = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
            found.append(Problem(file, 0, name, message, remedy))

        return note

    draft = Draft(
        variables=tuple(enumerate(protocol.variables)),
        coders=tuple(enumerate(protocol.coders)),
        rounds=tuple(enumerate(protocol.rounds)),
        analysis=tuple(enumerate(protocol.analysis)),
        codebooks={codebook.id: codebook for codebook in protocol.codebooks},
        variable_ids=frozenset(variable.id for variable in protocol.variables),
        coder_ids=frozenset(coder.id for coder in protocol.coders),
        form=protocol.form,
    )
    for section, ids in (
        ("variables", [variable.id for variable in protocol.variables]),
        ("coders", [coder.id for coder in protocol.coders]),
        ("rounds", [item.id for item in protocol.rounds]),
        ("analysis", [plan.id for plan in protocol.analysis]),
        ("codebooks", [codebook.id for codebook in protocol.codebooks]),
    ):
        check_ids(section, enumerate(ids), report("study.yaml"))
    check_study(draft, report("study.yaml"))
    for codebook in protocol.codebooks:
        check_ids("codes", enumerate(code.id for code in codebook.codes), report(f"codebooks/{codebook.id}.yaml"))
        check_codes(
            tuple(enumerate(codebook.codes)),
            frozenset(code.id for code in codebook.codes),
            frozenset(group.id for group in codebook.groups),
            report(f"codebooks/{codebook.id}.yaml"),
        )
    return tuple(found)


def check_ids(section: str, ids: Iterable[tuple[int, str]], report: Report) -> None:
    """Report every id that stands a second time in one list."""
    first: dict[str, int] = {}
    for place, name in ids:
        if name in first:
            report((section, place, "id"), f"is the id of number {first[name] + 1} in `{section}` too: `{name}`.", "Give each its own id.")
        first.setdefault(name, place)


def check_study(draft: Draft, report: Report) -> None:
    """Report every name in study.yaml that is not defined or does not fit where it is used."""
    _variables(draft, report)
    _sections(draft, report)
    _people(draft, report)
    for place, plan in draft.analysis:
        _plan(draft, ("analysis", place), plan, report)


def _variables(draft: Draft, report: Report) -> None:
    known = {variable.id: variable for _, variable in draft.variables}
    for place, variable in draft.variables:
        if variable.id in EPISODE_DATES:
            report(("variables", place, "id"), f"is taken: every episode has `{variable.id}` as a date.", "Give the variable another id.")
        if variable.id == PUBLISHED:
            report(("variables", place, "id"), "is taken: every account has `published` as its date.", "Give the variable another id.")
        if variable.only_if is None:
            continue
        at: Path = ("variables", place, "only_if", "variable")
        other = known.get(variable.only_if.variable)
        if variable.only_if.variable not in draft.variable_ids:
            report(at, f"is not a variable: `{variable.only_if.variable}`.", advice(variable.only_if.variable, sorted(draft.variable_ids)))
        elif other is not None:
            _condition(("variables", place, "only_if"), variable, variable.only_if, other, report)
    depends_on = {variable.id: variable.only_if.variable for _, variable in draft.variables if variable.only_if is not None}
    for place, variable in draft.variables:
        loop = _loop(variable.id, depends_on.get)
        if loop:
            report(("variables", place, "only_if"), f"is a circle: {loop}.", "Let the first of them be asked always.")


def _sections(draft: Draft, report: Report) -> None:
    """Report parts of the form that do not exist, stand twice, or wait for an answer of their own."""
    sections = draft.form.sections
    check_ids("sections", enumerate(section.id for section in sections), lambda path, *said: report(("form", *path), *said))
    known = {variable.id: variable for _, variable in draft.variables}
    names = frozenset(section.id for section in sections)
    for place, variable in draft.variables:
        if variable.section is not None and variable.section not in names:
            told = f"is not a section of the form: `{variable.section}`."
            report(("variables", place, "section"), told, advice(variable.section, sorted(names)) or "List it in `form: sections:`.")
    for place, section in enumerate(sections):
        if section.only_if is None:
            continue
        at: Path = ("form", "sections", place, "only_if")
        other = known.get(section.only_if.variable)
        if section.only_if.variable not in draft.variable_ids:
            told = f"is not a variable: `{section.only_if.variable}`."
            report((*at, "variable"), told, advice(section.only_if.variable, sorted(draft.variable_ids)))
        for variable in known.values():
            if other is not None and variable.section == section.id:
                _condition(at, variable, section.only_if, other, report)
        if section.id in _sections_before(section.only_if.variable, draft):
            told = f"is a circle: `{section.only_if.variable}` is asked in this very section, or waits for an answer in it."
            report(at, told, "Let the condition rest on a question outside the section.")


def _sections_before(variable: str, draft: Draft) -> set[str]:
    """The sections that must be asked before a variable can be: its own, and those of all it depends on."""
    variables = {item.id: item for _, item in draft.variables}
    conditions = {section.id: section.only_if for section in draft.form.sections}
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [variable]
    while waiting:
        item = variables.get(waiting.pop())
        if item is None or item.id in seen:
            continue
        seen.add(item.id)
        if item.only_if is not None:
            waiting.append(item.only_if.variable)
        if item.section is not None:
            found.add(item.section)
            condition = conditions.get(item.section)
            if condition is not None:
                waiting.append(condition.variable)
    return found


def _condition(at: Path, variable: Variable, condition: OnlyIf, other: Variable, report: Report) -> None:
    """Whether ``variable`` can depend on ``other`` in this way."""
    if other.about != variable.about:
        report(at, f"depends on `{other.id}`, which is asked about a {other.about}.", f"Depend on a variable about a {variable.about}.")
    if other.per == "episode" and variable.per == "case":
        report(at, f"is asked once a case but depends on `{other.id}`, asked for each episode.", "Make it `per: episode` too.")
    allowed = ["true", "false"] if other.type == "boolean" else [value.value for value in other.values]
    for answer in condition.equals if allowed else ():
        if answer not in allowed:
            report((*at, "equals"), f"names `{answer}`, which `{other.id}` cannot have.", advice(answer, allowed))


def _people(draft: Draft, report: Report) -> None:
    roles = {coder.id: coder.role for _, coder in draft.coders}
    for place, coder in draft.coders:
        if coder.id in (*LAYERS, "coder"):
            report(("coders", place, "id"), f"is taken: `{coder.id}` is the name of a layer.", "Give the coder another id.")
    for place, item in draft.rounds:
        for number, name in enumerate(item.coders or ()):
            at: Path = ("rounds", place, "coders", number)
            if name not in draft.coder_ids:
                report(at, f"is not a coder: `{name}`.", advice(name, sorted(draft.coder_ids)))
            elif roles.get(name) == "screener" and item.kind == "coding":
                remedy = "Give the person the role `coder`, or take them out."
                report(at, f"has the role `screener`, and `{item.id}` is a coding round.", remedy)


def _plan(draft: Draft, at: Path, plan: Plan, report: Report) -> None:
    if plan.subject is not None:
        _subject(draft, at, plan.subject, plan, report)
    if plan.by is not None:
        _subject(draft, (*at, "by"), plan.by, plan, report)
    if plan.layer not in LAYERS and plan.layer not in draft.coder_ids:
        choice = (*LAYERS, *sorted(draft.coder_ids))
        report((*at, "layer"), f"is neither a layer nor a coder: `{plan.layer}`.", advice(plan.layer, choice))
    dates = {variable.id for _, variable in draft.variables if variable.type == "date"}
    wanted: list[tuple[str, str]] = []
    if plan.kind == "period" or (plan.by is not None and plan.by.property == "period"):
        wanted.append(("date", plan.date))
    if plan.kind == "timeline":
        wanted += [("dates", name) for name in plan.dates if name != PUBLISHED]
        wanted += [("lag", name) for name in plan.lag if name != PUBLISHED]
    for key, name in wanted:
        _date(draft, (*at, key), name, dates, report)
    for name in (name for name in plan.change or () if not period_days(name, plan.period)):
        report((*at, "change"), f"is no {plan.period}: `{name}`.", f"Write it as {_PERIODS[plan.period]}.")


_PERIODS = {"month": "2015-07", "quarter": "2015-Q3", "year": "2015"}


def _date(draft: Draft, at: Path, name: str, dates: set[str], report: Report) -> None:
    if name in EPISODE_DATES or name in dates:
        return
    if name in {variable.id for _, variable in draft.variables}:
        report(at, f"is no date: `{name}`.", f"Use `joined`, `left` or a variable with `type: date`. {_dates(dates)}")
    elif name not in draft.variable_ids:
        report(at, f"is not a date of the study: `{name}`.", advice(name, (*EPISODE_DATES, *sorted(dates))))


def _dates(dates: set[str]) -> str:
    return f"There is {', '.join(f'`{name}`' for name in sorted(dates))}." if dates else "There is none yet."


def _subject(draft: Draft, at: Path, subject: Subject, plan: Plan, report: Report) -> None:
    """Whether what an analysis counts exists, can be counted, and belongs to the kind of case it is about."""
    about: str | None = None
    place: Path = at
    if subject.property is not None:
        if plan.kind != "comparison":
            remedy = "Name a code, a codebook or a variable; only a comparison forms groups by a property."
            report((*at, "property"), f"cannot be the second side of the kind `{plan.kind}`.", remedy)
    elif subject.variable is not None:
        place = (*at, "variable")
        variable = next((variable for _, variable in draft.variables if variable.id == subject.variable), None)
        if subject.variable not in draft.variable_ids:
            report(place, f"is not a variable: `{subject.variable}`.", advice(subject.variable, sorted(draft.variable_ids)))
        elif variable is not None:
            about = variable.about
            if variable.type not in _COUNTABLE:
                report(place, f"has the type `{variable.type}`, which cannot be counted.", "Count a choice, or a date with `kind: period`.")
    else:
        name, _, code = (subject.code or subject.codebook or "").partition(":")
        place = (*at, "code" if code else "codebook")
        codebook = draft.codebooks.get(name)
        if name not in draft.codebooks:
            report(place, f"is not a codebook of the study: `{name}`.", advice(name, draft.codebooks))
        elif codebook is not None:
            about = codebook.about
            codes = [known.id for known in codebook.codes]
            if code and code not in codes:
                report(place, f"is not a code of `{name}`: `{code}`.", advice(code, codes))
            if subject.phase is not None and not codebook.of_phase(subject.phase):
                phases = sorted({known.phase for known in codebook.in_use()})
                report((*at, "phase"), f"has no code in `{name}`: `{subject.phase}`.", advice(subject.phase, phases))
    if about is not None and about != plan.about:
        report(place, f"is asked about a {about}, and this entry is about a {plan.about}.", f"Write `about: {about}`, if that is meant.")


def check_codes(codes: Sequence[tuple[int, Code]], names: frozenset[str], groups: frozenset[str], report: Report) -> None:
    """Report parents and groups that do not exist, and parents that go round in a circle."""
    parents = {code.id: code.parent for _, code in codes}
    for place, code in codes:
        at: Path = ("codes", place)
        if code.parent is not None and code.parent not in names:
            report((*at, "parent"), f"is not a code of this codebook: `{code.parent}`.", advice(code.parent, sorted(names)))
        if code.group is not None and code.group not in groups:
            report((*at, "group"), f"is not a group of this codebook: `{code.group}`.", advice(code.group, sorted(groups)))
        loop = _loop(code.id, parents.get)
        if loop:
            report((*at, "parent"), f"is a circle: {loop}.", "Let one of them stand at the top.")
    in_use = {code.id for _, code in codes if not code.retired}
    heirs: dict[str, str] = {}
    for place, code in codes:
        for former in code.was:
            at = ("codes", place, "was")
            if former in in_use:
                report(at, f"names `{former}`, which is still in use.", "Retire that code, or take it out of `was`.")
            elif former in heirs:
                report(at, f"names `{former}`, which `{heirs[former]}` was too.", "If it was split, write `split_from` in each part.")
            heirs.setdefault(former, code.id)


def _loop(start: str, above: Callable[[str], str | None]) -> str:
    """The way from ``start`` back to itself, as words; empty when there is none."""
    way = [start]
    step = above(start)
    while step is not None and step not in way:
        way.append(step)
        step = above(step)
    return " > ".join(f"`{name}`" for name in (*way, start)) if step == start else ""
