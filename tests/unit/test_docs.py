"""The documentation says what is: its commands exist and give what it shows, its links lead somewhere, no key is left out."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer.main import get_command

from testimonia.cli import app
from testimonia.domain import decisions
from testimonia.domain.results import Boilerplate, Link, Relation
from testimonia.protocol.base import Section
from testimonia.protocol.model import Protocol
from testimonia.stages.code.tables import TABLES
from testimonia.store.codec import fields_of

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
VERBS = get_command(app).commands
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def _loaded(name: str) -> ModuleType:
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


console, reference, notebooks = _loaded("console"), _loaded("make_reference"), _loaded("make_notebook")


def test_the_notebook_is_what_its_cells_give():
    """Carried out again, every cell of the notebook about results shows and prints what stands below it."""
    kept = json.loads(notebooks.NOTEBOOK.read_text("utf-8"))
    assert notebooks.in_an_empty_folder(kept)["cells"] == kept["cells"]


def commands(text: str) -> list[str]:
    """Every command of testimonia that a page shows: what follows the program's name in a code block or between backticks."""
    fences = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```[^\n]*\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    found = [line for fence in fences for line in fence.splitlines() if re.match(r"(\$ )?testimonia ", line)]
    found += re.findall(r"`(testimonia [^`]+)`", prose)
    found += [told for fence in fences for told in re.findall(r"`(testimonia [^`]+)`", fence)]
    return [" ".join(command.removeprefix("$ ").partition("  #")[0].split()) for command in found]


def wrong_words(command: str) -> list[str]:
    """The verb or the options of a command that the program does not have."""
    _, first, *words = command.split()
    if first.startswith("-"):
        return [] if first in ("--help", "--version") else [first]
    if first in ("VERB", "DIR"):
        return []
    if first not in VERBS:
        return [first]
    known = {option for param in VERBS[first].params for option in param.opts} | {"--help", "-h"}
    return [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_shown_exists(page):
    """A verb or an option that the program does not have stands on no page."""
    assert {command: wrong for command in commands(page.read_text(encoding="utf-8")) if (wrong := wrong_words(command))} == {}


def test_commands_that_do_not_exist_would_be_noticed():
    """The check before this one finds a wrong verb, a wrong option, and both kinds of place."""
    shown = commands("Say `testimonia sift DIR`.\n\n```console\n$ testimonia analyse s --as-off x\n```\n")
    assert shown == ["testimonia analyse s --as-off x", "testimonia sift DIR"]
    assert [wrong_words(command) for command in shown] == [["--as-off"], ["sift"]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    """A relative link of a page names a file that is there."""
    targets = [link.partition("#")[0] for link in _LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [target for target in targets if target and not (page.parent / target).exists()] == []


def test_every_page_can_be_reached_from_the_index():
    """Whoever begins at docs/index.md finds every other page by links."""
    reached, edge = set(), [DOCS / "index.md"]
    while edge:
        page = edge.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        links = [link.partition("#")[0] for link in _LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
        edge += [(page.parent / link).resolve() for link in links if link]
    assert set(DOCS.rglob("*.md")) - reached == set()


def _models(model: type[Section] = Protocol) -> set[type[Section]]:
    """A model and all that its keys hold."""
    found, edge = set(), [model]
    while edge:
        part = edge.pop()
        if part in found:
            continue
        found.add(part)
        for field in part.model_fields.values():
            inner = [field.annotation, *getattr(field.annotation, "__args__", ())]
            edge += [item for item in inner if isinstance(item, type) and issubclass(item, Section)]
    return found


def test_every_key_of_study_yaml_is_documented():
    """Each key of each model that reads study.yaml or a codebook has a meaning in words, no other has, and the page holds them all."""
    listed = {part for part, _, _ in reference.PARTS}
    assert _models() <= listed
    keys = {f"{part.__name__}.{name}" for part in listed for name in part.model_fields}
    assert set(reference.MEANING) == keys
    page = reference.STUDY_PAGE.read_text(encoding="utf-8")
    for part, heading, _ in reference.PARTS:
        section = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
        assert [name for name in part.model_fields if f"| `{name}` |" not in section] == [], heading


def test_the_reference_of_study_yaml_is_what_the_models_say():
    """docs/reference/study-yaml.md was made from the present models."""
    assert reference.STUDY_PAGE.read_text(encoding="utf-8") == reference.study_page(), "run: python docs/make_reference.py"


_ELSEWHERE = {
    "screening": (decisions.Screening,),
    "relations": (Relation, decisions.RelationReview),
    "boilerplate": (Boilerplate, decisions.BoilerplateReview),
    "mentions": (decisions.Mention,),
    "claims": (decisions.Claim,),
    "links": (Link, decisions.LinkReview),
}


@pytest.mark.parametrize("table", [*_ELSEWHERE, *TABLES])
def test_every_column_of_an_importable_table_is_documented(table):
    """The section of a table on the page about decisions names each column that its record has."""
    records = _ELSEWHERE.get(table) or (TABLES[table].record,)
    page = (DOCS / "howto" / "decisions-as-files.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", page, flags=re.MULTILINE)
    section = next(part for part in sections if table in re.split(r"[,\s]+", part.splitlines()[0]))
    columns = {field.name for record in records for field in fields_of(record)}
    assert [name for name in sorted(columns) if f"`{name}`" not in section] == []


@pytest.mark.timeout(300)  # the pages of the teaching study carry out the whole demo, more than a minute of work
@pytest.mark.parametrize("page", console.pages(), ids=lambda page: page.stem)
def test_commands_say_what_the_page_shows(page, tmp_path):
    """Each command of a page, carried out in its order, ends as the page says and says what it shows (ids, times and sizes apart)."""
    said = console.carry_out(page, tmp_path)
    assert said
    differing = [f"$ {step.command} (exit {step.code})\n{step.output}" for step in said if not step.same]
    assert differing == [], "run: python docs/console.py, and read what it changed\n" + "\n".join(differing)
