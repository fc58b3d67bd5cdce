"""study.yaml and its codebooks, from text to one ``Protocol``, or to the list of everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import TypeVar

from pydantic import ValidationError

from testimonia.errors import ProtocolError
from testimonia.protocol.analysis import Plan
from testimonia.protocol.base import Section
from testimonia.protocol.check import Draft, check_codes, check_ids, check_study
from testimonia.protocol.codebook import Code, Codebook
from testimonia.protocol.faults import note, unknown_key
from testimonia.protocol.loader import Document, Problem, load
from testimonia.protocol.model import Protocol
from testimonia.protocol.nearest import advice
from testimonia.protocol.sections import OWNER, CodebookRef, Coder, Form, Round, Study, Variable

STUDY_FILE = "study.yaml"
CODEBOOK_FOLDER = "codebooks"

_Part = TypeVar("_Part", bound=Section)
_LISTS = ("variables", "coders", "rounds", "analysis", "codebooks")


def parse_protocol(study_yaml: str, codebooks: Mapping[str, str]) -> Protocol:
    """Read a protocol from the text of study.yaml and of the files in codebooks/ (file name to text).

    Without a `codebooks` list in study.yaml every file given is used, in the order of their names; with one, only the files
    it names are read.

    Raises ProtocolError, which lists every problem of every file with its line, what is allowed and the nearest valid name.
    (An entry with a fault of its own is compared with the others once it can be read.)
    """
    files = {PurePosixPath(name.replace("\\", "/")).name: text for name, text in codebooks.items()}
    document = load(STUDY_FILE, study_yaml)
    problems = document.problems
    books: dict[str, Codebook | None] = {}
    if document.readable:
        books = _codebooks(document, files)
        protocol = _study(document, books)
    else:
        # Nothing is known about which codebooks are meant; those that are there can still be looked through.
        protocol = None
        for name in sorted(files):
            parse_into(name, files[name], problems)
    if protocol is None or problems:
        raise protocol_error(problems)
    return protocol


def parse_form(study_yaml: str) -> tuple[Form, tuple[Variable, ...]]:
    """The case form of a study.yaml alone, faults left out: what earlier plans asked, which need not hold together any more."""
    document = load(STUDY_FILE, study_yaml)
    if not document.readable:
        return Form(), ()
    try:
        form = Form.model_validate(document.data.get("form") or {})
    except ValidationError:
        form = Form()
    return form, tuple(variable for _, variable in _items(document, "variables", Variable))


def parse_codebook(file: str, text: str) -> Codebook:
    """Read one codebook; ``file`` is its name in codebooks/, which its id must match.

    Raises ProtocolError, which lists every problem with its line.
    """
    problems: list[Problem] = []
    codebook = parse_into(PurePosixPath(file.replace("\\", "/")).name, text, problems)
    if codebook is None or problems:
        raise protocol_error(problems)
    return codebook


def protocol_error(problems: Iterable[Problem]) -> ProtocolError:
    """The error that lists problems, file by file and in the order of their lines."""
    ordered = sorted(set(problems), key=lambda problem: (problem.file != STUDY_FILE, problem))
    files = sorted({problem.file for problem in ordered}, key=lambda name: (name != STUDY_FILE, name))
    what = files[0] if len(files) == 1 else "the protocol"
    count = "There is a problem" if len(ordered) == 1 else f"There are {len(ordered)} problems"
    return ProtocolError(f"{count} in {what}.", [str(problem) for problem in ordered])


def parse_into(name: str, text: str, problems: list[Problem]) -> Codebook | None:
    """Read the codebook file ``name``, adding what is wrong to ``problems``; None when too little could be read."""
    document = load(f"{CODEBOOK_FOLDER}/{name}", text)
    if document.readable:
        codebook = _codebook(document)
        stem = PurePosixPath(name).stem
        if codebook is not None and codebook.id != stem:
            document.report(("id",), f"is `{codebook.id}`, and the file is called `{name}`.", f"Call the file `{codebook.id}.yaml`.")
    else:
        codebook = None
    problems.extend(document.problems)
    return codebook


def _codebook(document: Document) -> Codebook | None:
    codes = _items(document, "codes", Code)
    header = _whole(document, Codebook, without=("codes",))
    names = _names(document, "codes")
    if not names and not document.problems:
        document.report(("codes",), "has no codes.", "Add at least one: an `id`, a `label` and a `definition`.")
    check_ids("codes", names, document.report)
    groups = _names(document, "groups")
    check_ids("groups", groups, document.report)
    check_codes(codes, _set(names), _set(groups), document.report)
    return None if header is None else header.model_copy(update={"codes": tuple(code for _, code in codes)})


def _codebooks(document: Document, files: Mapping[str, str]) -> dict[str, Codebook | None]:
    """The codebooks study.yaml means, by id; None for one that could not be read."""
    references: list[tuple[int, CodebookRef]] = _items(document, "codebooks", CodebookRef)
    if document.data.get("codebooks") is None:
        references = [(0, CodebookRef(id=PurePosixPath(name).stem, file=name)) for name in sorted(files) if _is_codebook(name)]
    found: dict[str, Codebook | None] = {name: None for _, name in _names(document, "codebooks")}
    for place, reference in references:
        names = (reference.file,) if reference.file else (f"{reference.id}.yaml", f"{reference.id}.yml")
        name = next((name for name in names if name in files), names[0])
        if name in files:
            found[reference.id] = parse_into(name, files[name], document.problems)
        else:
            have = [PurePosixPath(file).stem for file in sorted(files)]
            document.report(("codebooks", place), f"has no file {CODEBOOK_FOLDER}/{name}.", advice(PurePosixPath(name).stem, have))
    return found


def _is_codebook(name: str) -> bool:
    """Whether a file is read when no list names it: an id, and YAML's ending. Editors leave other files in the folder."""
    path = PurePosixPath(name)
    try:
        return path.suffix in (".yaml", ".yml") and bool(CodebookRef(id=path.stem))
    except ValidationError:
        return False


def _study(document: Document, books: dict[str, Codebook | None]) -> Protocol | None:
    for key in document.data:
        if key not in Protocol.model_fields:
            if key in Study.model_fields:
                document.report((key,), f"is not a key of {STUDY_FILE} itself.", "It belongs under `study:`, indented.")
            else:
                unknown_key(document, (key,), list(Protocol.model_fields))
    names = {section: _names(document, section) for section in _LISTS}
    for section, ids in names.items():
        check_ids(section, ids, document.report)
    variables = _items(document, "variables", Variable)
    coders = _items(document, "coders", Coder)
    rounds = _items(document, "rounds", Round)
    analysis = _items(document, "analysis", Plan)
    whole = _whole(document, Protocol, without=(*_LISTS, *(key for key in document.data if key not in Protocol.model_fields)))
    form = whole.form if whole is not None else Form()
    draft = Draft(variables, coders, rounds, analysis, books, _set(names["variables"]), _set(names["coders"]) | {OWNER}, form)
    check_study(draft, document.report)
    if whole is None or document.problems:
        return None
    update = {
        "variables": tuple(variable for _, variable in variables),
        "coders": tuple(coder for _, coder in coders),
        "rounds": tuple(item for _, item in rounds),
        "analysis": tuple(plan for _, plan in analysis),
        "codebooks": tuple(book for book in books.values() if book is not None),
    }
    given = {name: getattr(whole, name) for name in whole.model_fields_set}
    return Protocol(**{**given, **{name: value for name, value in update.items() if value}})


def _items(document: Document, section: str, model: type[_Part]) -> list[tuple[int, _Part]]:
    """The items of a list that could be read, each with its place; what is wrong with the others is noted."""
    items = document.data.get(section)
    if items is None:
        return []
    if not isinstance(items, list):
        document.report((section,), "must be a list.", "Put each item on a line of its own that begins with `- `.")
        return []
    found: list[tuple[int, _Part]] = []
    for place, item in enumerate(items):
        try:
            found.append((place, model.model_validate(item)))
        except ValidationError as wrong:
            note(document, model, wrong, (section, place))
    return found


def _whole(document: Document, model: type[_Part], without: Iterable[str]) -> _Part | None:
    """The file as one model, apart from the keys that are read item by item; None when something in it is wrong."""
    left_out = set(without)
    try:
        return model.model_validate({key: value for key, value in document.data.items() if key not in left_out})
    except ValidationError as wrong:
        note(document, model, wrong, ())
        return None


def _names(document: Document, section: str) -> list[tuple[int, str]]:
    """Every id a list means to define, whether or not the rest of the item can be read."""
    items = document.data.get(section)
    found: list[tuple[int, str]] = []
    for place, item in enumerate(items if isinstance(items, list) else ()):
        name = item.get("id") if isinstance(item, dict) else item
        if isinstance(name, str):
            found.append((place, name.strip()))
    return found


def _set(names: Iterable[tuple[int, str]]) -> frozenset[str]:
    return frozenset(name for _, name in names)
