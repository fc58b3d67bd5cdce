"""What a page is made of: the facts, everything counted from them, and what may be shown of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from testimonia.domain.flow import Flow
from testimonia.domain.results import Measure
from testimonia.domain.storymap import StoryMap
from testimonia.domain.vocabulary import Profile
from testimonia.stages.publish.markup import Markup, element
from testimonia.stages.publish.method.collection import Collection
from testimonia.stages.publish.method.counts import Shown
from testimonia.stages.publish.method.evidence import Dossier
from testimonia.stages.publish.method.facts import Facts
from testimonia.stages.publish.method.measured import Measured, shown_measure
from testimonia.stages.publish.method.tables import Table
from testimonia.stages.publish.method.waiting import Progress, Task
from testimonia.stages.publish.params import PublishParams


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that the writers write down; they count nothing themselves."""

    facts: Facts
    profile: Profile
    params: PublishParams
    shown: Shown
    collection: Collection
    map: StoryMap
    flow: Flow
    tasks: Sequence[Task]
    progress: Sequence[Progress]
    tables: Sequence[Table]
    dossiers: Sequence[Dossier] = ()
    measured: Sequence[Measured] = ()

    @property
    def internal(self) -> bool:
        """Whether this stays inside the team."""
        return self.profile is Profile.INTERNAL

    @property
    def k(self) -> int:
        """The smallest count of people that may be shown."""
        return self.facts.protocol.release.k

    @property
    def answered(self) -> frozenset[str]:
        """The entries of study.yaml's plan of which there is any number: shares, and what else was measured."""
        found = {table.plan.id for table in self.tables} | {entry.plan.id for entry in self.measured}
        return frozenset(entry.id for entry in self.facts.protocol.analysis) & found

    def tells(self, entry: Measured, measure: Measure) -> bool:
        """Whether a measure may be shown."""
        return shown_measure(entry, measure, self.shown, everything=self.internal)

    def people(self, name: str, count: int) -> Markup | str:
        """A count of people, or the sign that it is hidden."""
        return thousands(count) if name in self.shown else HIDDEN


WIDE = 4  # columns: a wider table may have to be scrolled, and then the keyboard must reach it
HIDDEN_WHY = "fewer than allowed, or deducible from other counts"
HIDDEN = element("span", "hidden", class_="hidden", title=HIDDEN_WHY)


def thousands(count: int) -> str:
    """A whole number with thin spaces."""
    return f"{count:,}".replace(",", "\u202f")


def some(count: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{thousands(count)} {one if count == 1 else many or one + 's'}"


def section(name: str, title: str, *children: object) -> Markup:
    """A section of the page, named by its heading."""
    return element("section", element("h2", title, id=name), *children, aria_labelledby=name)


def table(
    caption: object, head: Sequence[object], rows: Sequence[Sequence[object]], *, numeric: Sequence[int] = (), class_: str = ""
) -> Markup:
    """A table whose first column heads its rows; ``numeric`` columns are set flush right."""
    return grouped(caption, head, [(None, rows)], numeric=numeric, class_=class_)


def grouped(
    caption: object,
    head: Sequence[object],
    groups: Sequence[tuple[object, Sequence[Sequence[object]]]],
    *,
    numeric: Sequence[int] = (),
    class_: str = "",
) -> Markup:
    """A table in parts, each under its name (None: no name)."""

    def cell(n: int, content: object) -> Markup:
        if n == 0:
            return element("th", content, scope="row")
        return element("td", content, class_="number" if n in numeric else None)

    def part(name: object, rows: Sequence[Sequence[object]]) -> Markup:
        top = element("tr", element("th", name, scope="rowgroup", colspan=len(head)), class_="group") if name else None
        return element("tbody", top, [element("tr", [cell(n, content) for n, content in enumerate(row)]) for row in rows])

    wide = len(head) > WIDE
    names = [element("th", name, scope="col", class_="number" if n in numeric else None) for n, name in enumerate(head)]
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", names)),
            [part(name, rows) for name, rows in groups],
            class_=class_ or None,
        ),
        class_="scroll",
        tabindex="0" if wide else None,
        role="region" if wide else None,
        aria_label=(caption if type(caption) is str else "Table") if wide else None,
    )


def unfold(summary: object, *children: object, class_: str = "", name: str | None = None) -> Markup:
    """Something that opens when it is asked for (or followed to by its ``name``), and is open in print."""
    return element("details", element("summary", summary), element("div", *children, class_="inside", id=name), class_=class_ or None)
