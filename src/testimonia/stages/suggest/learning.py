"""Learning from what was coded, and suggesting codes for what was not: a run of its own, since every coding is news to it.

Only codings that everybody may see are learned from: rounds that are still blind tell a machine nothing. The accounts that were learned
from, and their families, get no suggestion: they would be told what their coders said. That a coding more does not make twenty thousand accounts be read anew,
the first so many codings of the log are learned from, and how many grows by a quarter at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from testimonia.assist import Learned, Reading
from testimonia.assist.learned import ENOUGH, Example, examples
from testimonia.domain.decisions import Coding
from testimonia.domain.identity import digest
from testimonia.domain.report import Progress
from testimonia.domain.results import Suggested, Suggestion
from testimonia.domain.vocabulary import Stance
from testimonia.stages.suggest.method import Wanted, salted
from testimonia.store import moments, overview
from testimonia.store.runs import Run, Work
from testimonia.study import Study, View

STAGE = "learned"
GROWS = 1.25  # a model is learned anew when there is a quarter more to learn from
_DOING = "suggesting codes as people gave them"

Found = tuple[Suggested, Sequence[Suggestion]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What was learned: from how many codings, for which codebooks and languages, and how many suggestions came of it."""

    codings: int
    knows: tuple[tuple[str, str], ...]
    suggestions: int


def step(count: int) -> int:
    """How many of so many codings are learned from: the largest of 20, 25, 31 ... that there are; none below twenty."""
    reached, nearest = 0, float(ENOUGH)
    while int(nearest) <= count:
        reached, nearest = int(nearest), nearest * GROWS
    return reached


def learn(study: Study, todo: Sequence[Wanted], suggested: Callable[[], Mapping[str, Found]], progress: Progress) -> Lesson | None:
    """Learn from the codings that are open to all and suggest codes for the accounts ``todo``.

    ``suggested`` gives what is suggested of them so far; it is asked only if there is something new to learn. None if something was decided meanwhile.
    """
    with study.read_as_machine() as view:
        wanted = view.input_digest(STAGE)
        if wanted is None:
            return None
        run = view.run(STAGE)
        if run is not None and run.version.startswith(f"{Learned.method}."):
            return _remembered(view, run)
        chosen = _chosen(view)
        told = _examples(view, chosen)
        before = _before(view)
        lineage = view.run("lineage")
        families = overview.families(view.connection, lineage)[1] if lineage else []
    model = Learned(told)
    found = suggested() if model.knows else {}
    taught = {coding.account for coding in chosen}
    # A copy of an account that was learned from would be told the same.
    taught |= {name for family in families if not taught.isdisjoint(family.accounts) for name in family.accounts}
    left = [one for one in todo if one.account.id not in taught and one.account.id in found]
    outputs: list[tuple[Suggested | Suggestion, Sequence[str]]] = []
    count = 0
    for number, one in enumerate(left):
        if number % 100 == 0:
            progress(number, len(left), _DOING)
        name = one.account.id
        mark = Suggested(
            account=name, digest=digest(STAGE, model.version, model.basis(study.protocol, one.account.language or ""), one.digest)
        )
        same = before.get(name)
        items = same[1] if same is not None and same[0] == mark else _suggested(study, model, one, found[name][1])
        outputs += [(mark, (name,)), *((item, (name,)) for item in items)]
        count += len(items)
    params = {"codings": len(chosen), "knows": [list(pair) for pair in model.knows]}
    if study.record_run(Work(stage=STAGE, params=params, version=model.version, input_digest=wanted), outputs) is None:
        return None
    return Lesson(codings=len(chosen), knows=model.knows, suggestions=count)


def _remembered(view: View, run: Run) -> Lesson:
    """What a run that holds learned."""
    params = json.loads(run.params)
    knows = tuple((book, language) for book, language in params["knows"])
    return Lesson(codings=params["codings"], knows=knows, suggestions=overview.suggestions(view.connection, run))


def _chosen(view: View) -> list[Coding]:
    """The codings that are learned from: those that affirm, of codebooks in use and of texts in force, the first of the log."""
    books = {book.id for book in view.study.protocol.codebooks}
    main = overview.main_editions(view.connection)
    listed = [
        item
        for item in view.records(Coding)
        if item.stance is Stance.AFFIRMS and item.codebook in books and main.get(item.account) == item.edition
    ]
    order = moments.orders(view.connection, Coding, listed, view.sight)
    listed.sort(key=lambda item: (item not in order, order.get(item, (0, 0, "", 0, "")), item.id))
    return listed[: step(len(listed))]


def _examples(view: View, chosen: Sequence[Coding]) -> list[Example]:
    marked: dict[str, dict[str, list[tuple[int, int, str]]]] = {}
    for item in chosen:
        marked.setdefault(item.account, {}).setdefault(item.codebook, []).append((item.start, item.end, f"{item.codebook}:{item.code}"))
    found: list[Example] = []
    for name, books in sorted(marked.items()):
        account = view.account(name)
        edition = view.edition(account.main) if account is not None and account.main else None
        if account is not None and edition is not None:
            found += examples(edition.text, edition.language or account.language or "", books)
    return found


def _before(view: View) -> dict[str, Found]:
    run = view.latest(STAGE)
    if run is None:
        return {}
    listed: dict[str, list[Suggestion]] = {}
    for item in view.left_by(run, Suggestion):
        listed.setdefault(item.account, []).append(item)
    return {mark.account: (mark, listed.get(mark.account, [])) for mark in view.left_by(run, Suggested)}


def _suggested(study: Study, model: Learned, one: Wanted, found: Sequence[Suggestion]) -> list[Suggestion]:
    with study.read_as_machine() as view:
        edition = view.edition(one.account.main or "")
    if edition is None:
        return []
    bare = one.reading(edition.text, edition.language)
    reading = Reading(**{**{name: getattr(bare, name) for name in Reading.__slots__}, "found": tuple(found)})
    return salted(model.suggest(reading, study.protocol), one.account)
