"""The head of the report: what it is about, what it can say already, and what waits for whom."""

from __future__ import annotations

from testimonia.stages.publish.markup import Markup, element, foreign, join
from testimonia.stages.publish.writers.content import Content, section, some, table, thousands, unfold


def masthead(content: Content) -> Markup:
    """Title, question, profile and where the report belongs."""
    facts, stamp = content.facts, content.facts.stamp
    study = facts.protocol.study
    kind = "Internal report" if content.internal else "Public report"
    state = "findings" if content.tables or content.measured else "work plan"
    return element(
        "header",
        element("p", kind, " · ", state, class_="kicker"),
        element("h1", foreign(study.title)),
        element("p", foreign(study.question), class_="question"),
        element(
            "p",
            element("time", _day(stamp.at), datetime=stamp.at),
            " · snapshot ",
            element("code", stamp.snapshot),
            f" · {stamp.program}",
            class_="meta",
        ),
    )


def glance(content: Content) -> Markup:
    """The few numbers that say how far the study is."""
    read = content.collection.accounts - len(content.collection.failed)
    included = sum(stream.included for stream in content.flow.streams if stream.shelf == "testimony")
    found, people, responses = content.collection.accounts, content.flow.people.cases, content.flow.responses
    figures: list[tuple[object, str, str]] = [
        (thousands(found), _noun(found, "account collected", "accounts collected"), "accounts" if content.facts.accounts else ""),
        (thousands(len(content.map.stories)), "stories behind them" if read != 1 else "story behind it", "stories"),
        (thousands(included), "accounts on the shelf testimony", "shelves"),
        (content.people("people cases", people), "people", "cases" if people else ""),
        (
            thousands(len(content.answered)),
            _noun(len(content.answered), "question of the plan answered", "questions of the plan answered"),
            "findings" if content.answered else "plan",
        ),
    ]
    if responses:
        figures.insert(4, (thousands(responses), _noun(responses, "response", "responses"), "cases"))
    tiles = [
        join(
            element("strong", element("a", figure, href=f"#{place}") if content.internal and place else figure), " ", element("span", said)
        )
        for figure, said, place in figures
    ]
    return element("ul", [element("li", tile) for tile in tiles], class_=f"glance of{len(tiles)}")


def work(content: Content) -> Markup:
    """What waits for whom; the first section while there are no findings."""
    lead: object
    if content.tables or content.measured:
        lead = "What is still to do."
    elif any(stream.screened for stream in content.flow.streams):
        lead = "No findings yet: nothing that the plan counts has been completed. This is the work plan."
    elif content.facts.hidden.get("screening"):
        lead = "No findings yet: screening is under way in a blind round that is not open. This is the work plan."
    else:
        lead = join(
            "No findings yet: ",
            element("strong", "nothing screened yet"),
            ". This is the work plan. Read what was collected, decide what belongs on which shelf, and give the decisions back with ",
            element("code", "testimonia screen STUDY import FILE"),
            ".",
        )
    items = [
        element(
            "li",
            element("span", content.people(f"task {task.id}", task.count) if task.people else thousands(task.count), class_="many"),
            element("p", task.what, class_="what"),
            element("p", element("span", _who(content, task.who, task.role)), " ", element("code", task.command), class_="how"),
        )
        for task in content.tasks
    ]
    nothing = element(
        "p", "Nothing is waiting." if content.collection.accounts else "Nothing has been collected yet: testimonia collect STUDY FOLDER."
    )
    return section(
        "work", "What waits for whom", element("p", lead), element("ol", items, class_="tasks") if items else nothing, _progress(content)
    )


def _progress(content: Content) -> Markup:
    if not content.internal or not content.progress:
        return Markup()
    rows = [
        [
            element("bdi", item.coder),
            item.round or "outside rounds",
            "case form" if item.codebook == "form" else item.codebook,
            item.finished,
            item.cases,
        ]
        for item in content.progress
    ]
    head = ["Coder", "Round", "Codebook", "Finished", "of cases"]
    return unfold("Who has finished how many cases", table("Cases finished, by coder", head, rows, numeric=(3, 4)))


def plan(content: Content) -> Markup:
    """The analysis plan, with what has been answered."""
    answered = content.answered
    entries = content.facts.protocol.analysis
    if not entries:
        return section(
            "plan", "What will be asked", element("p", "study.yaml has no analysis plan: every finding would be called exploratory.")
        )
    rows = [
        [foreign(entry.title or str(entry.subject or entry.date)), entry.kind, "answered" if entry.id in answered else "waits for coding"]
        for entry in entries
    ]
    note = element("p", f"The plan has {some(len(entries), 'entry', 'entries')}; {len(answered)} can be answered now.")
    return section("plan", "What will be asked", note, table("The analysis plan", ["Question", "Kind", "State"], rows))


def _who(content: Content, who: tuple[str, ...], role: str) -> Markup | str:
    return join([[", " if n else "", element("bdi", name)] for n, name in enumerate(who)]) if content.internal and who else role


def _noun(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def _day(at: str) -> str:
    return at[:10]
