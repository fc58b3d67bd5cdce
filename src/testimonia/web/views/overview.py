"""The overview: where the study stands, what waits for whoever looks, how its accounts and stories lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from testimonia.domain.storymap import Spread, StoryMap
from testimonia.stages.code import WorkReport
from testimonia.stages.code.working import work_in
from testimonia.stages.publish.figures.storymap import axis, lane, overview, scale_of
from testimonia.store.overview import Named
from testimonia.study import LEADING, Holdings, Study, View, holdings
from testimonia.web import drawing
from testimonia.web.desk import current
from testimonia.web.guard import Asked
from testimonia.web.views.lineage import Lane
from testimonia.workflow import StatusReport, flow, stories
from testimonia.workflow.standing import standing as standing_of
from testimonia.workflow.standing_report import Waiting

LARGEST = 8  # stories drawn on lanes: what one screen holds
FAILURES = 5  # failed accounts named here; the list of accounts names all
FORM = "form"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage on the path: its place, what is there, and its ``state`` (done, open, stale, none) with the word for it."""

    name: str
    path: str
    lines: Sequence[str]
    state: str

    @property
    def word(self) -> str:
        """The state in a word, beside its sign."""
        words = {
            "done": pgettext("state of a stage", "done"),
            "open": pgettext("state of a stage", "in work"),
            "stale": pgettext("state of a stage", "out of date"),
            "none": pgettext("state of a stage", "not begun"),
        }
        return str(words[self.state])


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: how many, what, where, and for whom."""

    count: int
    what: str
    path: str
    who: Sequence[str] = ()


@require_GET
def page(request: Asked) -> HttpResponse:
    """The stages as a path, what waits, the story map and the flow."""
    study = request.study
    leads = study.protocol.role(study.coder) in LEADING
    with study.read() as view:
        standing = current().recall(view, "status", lambda: standing_of(view))
        notices = study.look_at_files()  # what lies in the folder may change without a row of the log, so it is looked at each time
        if not standing.accounts:
            return render(request, "overview/start.html", {"work": current().works.last, "notices_here": notices})
        mine = current().recall(view, "work", lambda: work_in(view)) if standing.cases else None
        counted = current().recall(view, "flow", lambda: flow(view))
        map_, held = _map(view), holdings(view)
        titles = _titles(view, map_.repeated[:LARGEST] if map_ else ())
    tasks = list(_tasks(standing, mine))
    context = {
        "standing": standing,
        "steps": list(_steps(standing, held)),
        "stale": bool(standing.stale),
        "mine": [task for task in tasks if not task.who or study.coder in task.who],
        "others": [task for task in tasks if task.who and study.coder not in task.who] if leads else [],
        "work": current().works.last,
        "failed": standing.failed[:FAILURES],
        "more_failed": max(0, standing.accounts.get("failed", 0) - FAILURES),
        "total": sum(standing.accounts.values()),
        "readable": sum(standing.accounts.values()) - standing.accounts.get("failed", 0),
        "map": map_,
        "unit": drawing.UNITS[map_.unit] if map_ else "",
        "columns": overview(
            map_, _("Stories told for the first time, and accounts that repeat one"), drawing.Columns(), rtl=get_language_bidi()
        )
        if map_
        else "",
        "lanes": _lanes(map_, titles) if map_ else {},
        "streams": [(stream, drawing.reports(stream, study.protocol)) for stream in counted.streams if stream.screened],
        "people": drawing.people(counted.people, study.protocol) if counted.people.mentions else "",
        "leads": leads,
        "hidden_rounds": [entry.id for entry in standing.rounds if not entry.open],
        "notices_here": notices,
    }
    return render(request, "overview/page.html", context)


def _map(view: View) -> StoryMap | None:
    # The map rests on texts and dates alone: decisions leave it as it is.
    return current().recall_run(view, "lineage", "stories", lambda: stories(view))


def _titles(view: View, shown: Sequence[Spread]) -> dict[str, Any]:
    return {account.id: account for account in view.accounts([story.root for story in shown])}


def _lanes(map_: StoryMap, titles: dict[str, Any]) -> dict[str, Any]:
    """The largest stories, each on its lane of one scale of time."""
    shown = map_.repeated[:LARGEST]
    scale = scale_of(shown)
    said = Lane()
    rows = [
        {
            "story": story,
            "root": titles.get(story.root),
            "lane": lane(story, scale, _("Story %(n)d") % {"n": n}, said, rtl=get_language_bidi()) if scale else "",
        }
        for n, story in enumerate(shown, start=1)
    ]
    return {
        "rows": rows,
        "axis": axis(scale, _("Scale of time"), rtl=get_language_bidi()) if scale else "",
        "more": len(map_.repeated) - len(shown),
    }


def prepare(study: Study) -> None:
    """Work out ahead what the first look at a large study would wait for."""
    with study.read() as view:
        standing_of(view)
        flow(view)
        _map(view)
        work_in(view)


# --- the path


def _steps(standing: StatusReport, held: Holdings) -> Iterator[Step]:
    stale = set(standing.stale)
    accounts = sum(standing.accounts.values())
    failed = standing.accounts.get("failed", 0)
    lines = [ngettext("%(n)d account", "%(n)d accounts", accounts) % {"n": accounts}]
    lines += [ngettext("%(n)d could not be read", "%(n)d could not be read", failed) % {"n": failed}] if failed else []
    yield Step(pgettext("stage", "Collect"), "/accounts", lines, "done")
    counts: dict[str, int] = {}
    for shelf in standing.shelves.values():
        for word, number in shelf.items():
            counts[word] = counts.get(word, 0) + number
    decided = counts.get("include", 0) + counts.get("exclude", 0)
    unsettled = counts.get("conflict", 0) + counts.get("unsure", 0)
    total = sum(counts.values())
    lines = [_("%(decided)d of %(total)d decided") % {"decided": decided, "total": total}]
    lines += [ngettext("%(n)d included", "%(n)d included", counts["include"]) % {"n": counts["include"]}] if counts.get("include") else []
    yield Step(pgettext("stage", "Screen"), "/screen", lines, "done" if decided == total else "open" if decided or unsettled else "none")
    if stale & {"trace", "lineage"}:
        yield Step(pgettext("stage", "Trace"), "/lineage", [], "stale")
    else:
        repeated = len(held.home)
        lines = [ngettext("%(n)d story", "%(n)d stories", standing.families or 0) % {"n": standing.families or 0}]
        lines += [ngettext("%(n)d account shares one", "%(n)d accounts share one", repeated) % {"n": repeated}] if repeated else []
        reviews = any(item.kind == "relations" for item in standing.waiting)
        yield Step(pgettext("stage", "Trace"), "/lineage", lines, "open" if reviews or stale & {"retelling", "translations"} else "done")
    if "resolve" in stale:
        yield Step(pgettext("stage", "Resolve"), "/cases", [], "stale")
    else:
        people, cases = standing.mentions, sum((standing.cases or {}).values())
        lines = [
            ngettext("%(n)d mention", "%(n)d mentions", people) % {"n": people},
            ngettext("%(n)d case", "%(n)d cases", cases) % {"n": cases},
        ]
        waits = any(item.kind in ("people", "mentions", "links") for item in standing.waiting)
        yield Step(pgettext("stage", "Resolve"), "/cases", lines, "none" if not people else "open" if waits else "done")
    yield from _later(standing, stale)


def _later(standing: StatusReport, stale: set[str]) -> Iterator[Step]:
    """Coding, analysis and publication."""
    rounds = [entry for entry in standing.rounds if entry.kind == "coding"]
    finished = sum(sum(entry.finished.values()) for entry in rounds)
    lines = [ngettext("%(n)d unit finished", "%(n)d units finished", finished) % {"n": finished}]
    blind = [entry for entry in rounds if not entry.open]
    lines += [ngettext("%(n)d round is blind", "%(n)d rounds are blind", len(blind)) % {"n": len(blind)}] if blind else []
    waits = any(item.kind == "code" for item in standing.waiting)
    yield Step(pgettext("stage", "Code"), "/read", lines, "none" if not finished else "open" if waits or blind else "done")
    if stale & {"analyse", "agreement"}:
        yield Step(pgettext("stage", "Analyse"), "/findings", [], "stale")
    else:
        found = standing.findings or 0
        lines = [ngettext("%(n)d row of findings", "%(n)d rows of findings", found) % {"n": found} if found else _("no findings yet")]
        yield Step(pgettext("stage", "Analyse"), "/findings", lines, "done" if found else "none")
    release = standing.release
    lines = [_released(release)] if release else []
    yield Step(pgettext("stage", "Publish"), "/findings", lines, "done" if release else "none")


def _released(release: Named) -> SafeString:
    """When the last report left: a date is one word, which no line breaks and no direction of writing turns round."""
    day = format_html('<bdi class="date" dir="ltr">{}</bdi>', release.at[:10])
    return format_html(escape(_("last release %(day)s (%(profile)s)")) % {"day": "{}", "profile": "{}"}, day, release.profile)


# --- what waits


def _tasks(standing: StatusReport, mine: WorkReport | None) -> Iterator[Task]:
    """Everything that waits, each with the page where it is done; what the coder's own report says more exactly is taken from there."""
    # Of coding, `work` says what is left of what was dealt; where it is out of date, only status can say anything.
    exact = mine is not None and not mine.stale
    for item in standing.waiting:
        if not (exact and item.kind == "code" and item.who == (standing.coder,)):
            yield _task(item)
    if mine is None:
        return
    for left in mine.to_finish:
        what = _("the case form") if left.book == FORM else left.book
        if left.left:
            said = ngettext(
                "case to finish with %(what)s in round %(round)s", "cases to finish with %(what)s in round %(round)s", len(left.left)
            )
            yield Task(len(left.left), said % {"what": what, "round": left.round}, _where(left.book), (mine.coder,))
        if left.lacking:
            said = ngettext(
                "case finished with %(what)s before it asked for more: look again",
                "cases finished with %(what)s before it asked for more: look again",
                len(left.lacking),
            )
            yield Task(len(left.lacking), said % {"what": what}, _where(left.book), (mine.coder,))
    yield from _more(mine)


def _where(book: str | None) -> str:
    """Where a codebook or the form is filled in."""
    return "/cases" if book == FORM else "/read"


def _more(mine: WorkReport) -> Iterator[Task]:
    """What only the coder's own report knows."""
    me = (mine.coder,)
    if mine.again:
        number = len(mine.again)
        said = ngettext(
            "coding or answer whose definition means something else now",
            "codings or answers whose definitions mean something else now",
            number,
        )
        yield Task(number, said, "/codebook", me)
    if threads := [thread for thread in mine.threads if thread.waits_for_me]:
        number = len(threads)
        yield Task(number, ngettext("question waits for your answer", "questions wait for your answer", number), "/agreement", me)
    for round_id, number in mine.differences.items():
        if number:
            said = ngettext("difference to settle in round %(round)s", "differences to settle in round %(round)s", number)
            yield Task(number, said % {"round": round_id}, f"/agreement/{quote(round_id)}/differences", me)
    if raised := [item for item in mine.pending if item.raised]:
        number = len(raised)
        yield Task(
            number,
            ngettext("missing value that a new account may state", "missing values that new accounts may state", number),
            "/cases",
            me,
        )


def _task(item: Waiting) -> Task:
    n, where = item.count, {"round": item.round, "book": _("the case form") if item.book == FORM else item.book}
    query = f"?round={quote(item.round)}" if item.round else ""
    if item.kind == "screen" and item.round:
        said, path_ = ngettext("account to screen in round %(round)s", "accounts to screen in round %(round)s", n), f"/screen/next{query}"
    elif item.kind == "screen":
        said, path_ = ngettext("account to screen", "accounts to screen", n), "/screen/next"
    elif item.kind == "settle":
        said, path_ = (
            ngettext("account on which screeners disagree or are unsure", "accounts on which screeners disagree or are unsure", n),
            "/screen#disputes",
        )
    elif item.kind == "relations":
        said, path_ = ngettext("relation between accounts to review", "relations between accounts to review", n), "/lineage"
    elif item.kind == "people":
        said, path_ = (
            ngettext("included account whose people are to be entered", "included accounts whose people are to be entered", n),
            "/screen",
        )
    elif item.kind == "mentions":
        said, path_ = ngettext("person of whom to say whether they count", "people of whom to say whether they count", n), "/screen"
    elif item.kind == "links":
        said, path_ = ngettext("pair of mentions that may be one person", "pairs of mentions that may be one person", n), "/people"
    elif item.kind == "contradictions":
        said, path_ = ngettext("verdict that contradicts others", "verdicts that contradict others", n), "/people"
    elif item.kind == "code":
        said, path_ = (
            ngettext("case to code with %(book)s in round %(round)s", "cases to code with %(book)s in round %(round)s", n),
            "/cases",
        )
    else:
        said, path_ = _("round to open when everybody has finished: %(round)s"), "/screen"
    return Task(n, said % where, path_, item.who)


urlpatterns = [path("", page)]
