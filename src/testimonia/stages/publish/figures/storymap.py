"""The story map: when stories were told for the first time and when again; and each of the largest on its lane of one scale of time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from testimonia.domain.storymap import Publication, Spread, StoryMap
from testimonia.stages.publish.figures import svg
from testimonia.stages.publish.figures.canvas import Canvas
from testimonia.stages.publish.markup import Markup, element, join

# Columns of the overview, in units of its drawing.
WIDE, TALL, LEFT, TOP, FOOT = 720, 150, 34, 12, 36
_NARROW, _BROAD = 3.0, 46.0  # a column's width: with sixty still visible, with two still a column
# A lane: its scale of time, and room at its end for accounts without a date.
LANE, HEIGHT, EDGE, AFTER = 350, 40, 12, 66
_BUCKET = 9.0  # units of a lane that are drawn as one mark: two marks nearer than that would lie on each other
_SIDE, _LEAST, _MOST = 9.0, 3.4, 10.5  # the first telling's square, and radii of the circles
_ROW = 26.0  # where the line of a lane runs: the first telling stands above it, so that no circle hides it
_NAMED = 10  # accounts in one mark from which it carries its number
_TICKS = 8  # years named on a lane's scale
_MONTH_DAYS = 31
_LABELS = 14  # years named under the columns
_LABEL, _YEAR_LABEL = 18, 34  # units that two letters and a gap take, and four digits


class ColumnWords:
    """What the columns say, in English; whoever shows them in another language gives another such object."""

    def column(self, period: str, first: int, again: int) -> str:
        """One column."""
        return f"{period}: {first} told first, {again} again"

    def whole(self, map_: StoryMap, told: int, again: int) -> str:
        """All of them, for those who do not see them."""
        first, last = map_.periods[0][0], map_.periods[-1][0]
        return f"By {map_.unit}, {first} to {last}: {told} stories told for the first time, {again} accounts that repeat one"


def overview(map_: StoryMap, name: str, wording: ColumnWords | None = None, *, rtl: bool = False) -> Markup:
    """Columns by period: stories told for the first time, and above them the accounts that repeat one. Empty without dated accounts.

    ``wording`` says it in another language than English; with ``rtl`` time runs from the right.
    """
    said = wording or ColumnWords()
    if not map_.periods:
        return Markup()
    most = max(first + again for _, first, again in map_.periods)
    step = min(_BROAD, (WIDE - LEFT) / len(map_.periods))
    if step < _NARROW:
        return Markup()
    base = TOP + TALL
    end = LEFT + step * len(map_.periods)
    canvas = Canvas(end + 2, rtl=rtl)
    for value in _rounds(most):
        y = base - TALL * value / most
        canvas.line(LEFT, y, end, y, "gauge")
        canvas.text(LEFT - 6, y + 3.5, str(value), "tick", "end")
    thick = max(1.5, step - max(1.0, step * 0.22))
    for n, (period, first, again) in enumerate(map_.periods):
        x = LEFT + n * step + (step - thick) / 2
        low, high = TALL * first / most, TALL * again / most
        column = Canvas(end + 2, rtl=rtl)
        column.rect(x, base - low, thick, low, "first")
        column.rect(x, base - low - high, thick, high, "again")
        if first or again:
            canvas.shapes.append(element("g", element("title", said.column(period, first, again)), column.shapes))
    canvas.line(LEFT, base, end, base, "axis")
    _labels(canvas, map_, step, base)
    told, again = sum(first for _, first, _ in map_.periods), sum(again for *_, again in map_.periods)
    return svg.figure(end + 2, base + FOOT, name, said.whole(map_, told, again), *canvas.shapes, class_="overview")


def _rounds(most: int) -> list[int]:
    """Two to four round numbers up to the highest column."""
    for size in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 20_000, 50_000, 100_000):
        if most / size <= 4:  # noqa: PLR2004 - lines that still leave the columns to be seen
            return list(range(size, most + 1, size))
    return [most]


def _labels(canvas: Canvas, map_: StoryMap, step: float, base: float) -> None:
    """Under the columns: months, quarters or years where there is room, and the year where one begins."""
    count = len(map_.periods)
    every = max(1, -(-count // _LABELS))
    # Months every second, third or sixth, counted from January, so that the same ones are named in every year; quarters all or none.
    months = next((n for n in (1, 2, 3, 6) if step * n >= _LABEL), 0)
    last = -math.inf
    january = next((n for n, (period, *_) in enumerate(map_.periods) if n and period.endswith(("-01", "-Q1"))), count)
    for n, (period, *_) in enumerate(map_.periods):
        middle = LEFT + n * step + step / 2
        year, _, part = period.partition("-")
        if not part:
            if n % every == 0:
                canvas.text(middle, base + 15, year, "tick", "middle")
            continue
        named = step >= _LABEL if part.startswith("Q") else bool(months) and (int(part) - 1) % months == 0
        if named:
            canvas.text(middle, base + 14, part, "tick", "middle")
        begins = part in ("01", "Q1") or (n == 0 and january * step > _YEAR_LABEL)
        if begins and middle - last > _YEAR_LABEL:
            canvas.text(middle, base + 28, year, "year", "middle")
            canvas.line(LEFT + n * step, base, LEFT + n * step, base + 6, "axis")
            last = middle


@dataclass(frozen=True, slots=True)
class Scale:
    """Days on a lane, from its first to its last."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Where a day lies."""
        days = max(1, (self.last - self.first).days)
        return EDGE + (LANE - 2 * EDGE) * (day - self.first).days / days


class LaneWords:
    """What a lane says, in English; whoever shows it in another language gives another such object."""

    def whole(self, story: Spread) -> str:
        """The whole lane, for those who do not see it."""
        dated = story.dated
        if not dated:
            return f"told by {story.accounts} accounts, none of them dated"
        again = f", then by {len(dated) - 1} more until {dated[-1].on}" if len(dated) > 1 else ""
        undated = f"; {story.undated} undated" if story.undated else ""
        languages = f"; in {len(story.languages)} languages" if len(story.languages) > 1 else ""
        return f"first told {dated[0].on}{again}{undated}{languages}"

    def first(self, on: str) -> str:
        """The square."""
        return f"first told {on}"

    def again(self, span: str, accounts: int, foreign: int) -> str:
        """A circle or diamond: when, how many accounts, how many of them in another language."""
        return f"{span}: {accounts} {'account' if accounts == 1 else 'accounts'}{f', {foreign} in another language' if foreign else ''}"

    def undated(self, accounts: int, some_dated: bool) -> str:
        """The accounts without a date, beside others or alone."""
        return f"{accounts:,} undated" if some_dated else f"all {accounts:,} undated"


def scale_of(stories: Sequence[Spread]) -> Scale | None:
    """One scale for all of these stories; None without a date."""
    days = [telling.place for story in stories for telling in story.dated]
    return Scale(min(days), max(days)) if days else None


def axis(scale: Scale, name: str = "Scale of time", *, rtl: bool = False) -> Markup:
    """The scale by itself, for the head of the lanes: years, or months where all of it lies within two years."""
    canvas = Canvas(LANE + AFTER, rtl=rtl)
    canvas.line(EDGE, 21, LANE - EDGE, 21, "axis")
    for day, label in _marks(scale):
        canvas.line(scale.x(day), 17, scale.x(day), 21, "axis")
        canvas.text(scale.x(day), 12, label, "tick", "middle")
    said = f"from {scale.first.isoformat()} to {scale.last.isoformat()}"
    return svg.figure(LANE + AFTER, 22, name, said, *canvas.shapes, class_="lane")


def _marks(scale: Scale) -> list[tuple[date, str]]:
    years = [date(year, 1, 1) for year in range(scale.first.year, scale.last.year + 1) if scale.first <= date(year, 1, 1) <= scale.last]
    if len(years) > 1:
        every = -(-len(years) // _TICKS)
        return [(day, str(day.year)) for day in years if (day.year - years[0].year) % every == 0]
    if (scale.last - scale.first).days <= 2 * _MONTH_DAYS:
        ends = [scale.first] if scale.first == scale.last else [scale.first, scale.last]
        return [(day, day.isoformat()) for day in ends]
    numbers = range(scale.first.year * 12 + scale.first.month, scale.last.year * 12 + scale.last.month)  # 0-based month after the first
    every = -(-len(numbers) // (_TICKS - 2))
    return [(day, f"{day.year}-{day.month:02d}") for n in numbers[::every] for day in (date(n // 12, n % 12 + 1, 1),)]


def lane(story: Spread, scale: Scale, name: str, wording: LaneWords | None = None, *, rtl: bool = False) -> Markup:
    """One story: a square where it was told first, circles where it was told again (their area says how often), a line between.

    A diamond stands for tellings in another language than the first one's; accounts without a date are counted at the end. ``wording``
    says it in another language than English; with ``rtl`` time runs from the right.
    """
    said = wording or LaneWords()
    dated = story.dated
    middle = _ROW
    canvas = Canvas(LANE + AFTER, rtl=rtl)
    for day, _ in _marks(scale):
        canvas.line(scale.x(day), 0, scale.x(day), HEIGHT, "gauge")
    canvas.line(EDGE, middle, LANE - EDGE, middle, "base")
    if dated:
        start, end = scale.x(dated[0].place), scale.x(dated[-1].place)
        canvas.line(start, middle, end, middle, "run")
        for told in sorted(_buckets(dated[1:], scale), key=len):
            canvas.shapes.append(_mark(told, scale, canvas, middle, dated[0].language, said))
        flag = Canvas(LANE + AFTER, rtl=rtl)
        flag.line(start, _SIDE, start, middle, "run")
        flag.rect(start - _SIDE / 2, 1, _SIDE, _SIDE, "first")
        canvas.shapes.append(element("g", element("title", said.first(dated[0].on)), flag.shapes))
    if story.undated:
        canvas.text(LANE + AFTER, middle + 4, said.undated(story.undated, bool(dated)), "tick", "end")
    return svg.figure(LANE + AFTER, HEIGHT, name, said.whole(story), *canvas.shapes, class_="lane")


def _buckets(tellings: Sequence[Publication], scale: Scale) -> list[list[Publication]]:
    """Tellings so near to one another that one mark stands for them, in their order."""
    found: list[list[Publication]] = []
    for telling in tellings:
        if found and scale.x(telling.place) - scale.x(found[-1][0].place) < _BUCKET:
            found[-1].append(telling)
        else:
            found.append([telling])
    return found


def _mark(told: Sequence[Publication], scale: Scale, canvas: Canvas, middle: float, language: str, said: LaneWords) -> Markup:
    x = canvas.x((scale.x(told[0].place) + scale.x(told[-1].place)) / 2)
    radius = min(_MOST, _LEAST * math.sqrt(len(told)))
    foreign = sum(bool(telling.language) and bool(language) and telling.language != language for telling in told)
    span = told[0].on + (f" to {told[-1].on}" if told[-1].on != told[0].on else "")
    title = element("title", said.again(span, len(told), foreign))
    shape = svg.diamond(x, middle, radius * 1.25, "copy") if foreign * 2 > len(told) else svg.circle(x, middle, radius, "copy")
    number = svg.words(x, middle + 3.6, str(len(told)), "inside-mark") if len(told) >= _NAMED else None
    return element("g", title, join(shape, number))
