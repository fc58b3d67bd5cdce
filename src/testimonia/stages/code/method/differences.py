"""How people who coded one unit apart differ: on bounds, on codes, on answers, on what one saw and the other did not.

Codings of one code whose passages overlap, through any number of steps, are one place (so that a long passage of one coder meets two
short ones of the other). A place that every coder marked in the same way is agreed. Sorted out by kind as annotation tools and their
users do it (INCEpTION's curation; the four kinds of Krippendorff 2019, ch. 12.4: unitizing before coding before values).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from testimonia.domain.decisions import Coding, Episode, Value
from testimonia.domain.identity import object_id
from testimonia.domain.vocabulary import Difference
from testimonia.protocol import Variable

Row = Coding | Value | Episode
Naming = Callable[[Coding], str | None]
"""The code in force that a coding means; None where it was made under another meaning and has to be gone through first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one coder said: codings, answers or an episode; none of them where they said nothing. ``words`` put it shortly."""

    coder: str
    codings: tuple[Coding, ...] = ()
    values: tuple[Value, ...] = ()
    episodes: tuple[Episode, ...] = ()
    words: str = ""

    @property
    def unsure(self) -> bool:
        """Whether the coder flagged it."""
        return any(coding.unsure for coding in self.codings) or any(value.unsure for value in self.values)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Everything the coder said."""
        return (*self.codings, *self.values, *self.episodes)

    @property
    def empty(self) -> bool:
        """Whether the coder said nothing."""
        return not (self.codings or self.values or self.episodes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One thing on which coders of a case agree or differ (``kind`` None: they agree).

    ``subject`` names it: ``codebook:code`` (two for a difference of codes), a variable, or ``episode``. ``start`` and ``end`` are the
    stretch of ``edition`` that all passages lie in. ``code_matters`` says whether the coders differ on the case as a whole, not on the
    passage alone: only then does a finding hang on it.
    """

    id: str
    kind: Difference | None
    case: str
    book: str
    subject: tuple[str, ...]
    sides: tuple[Side, ...]
    account: str
    edition: str | None = None
    start: int | None = None
    end: int | None = None
    order: int | None = None
    code_matters: bool = False

    @property
    def unsure(self) -> bool:
        """Whether somebody flagged it."""
        return any(side.unsure for side in self.sides)

    def side(self, coder: str) -> Side | None:
        """What one coder said."""
        return next((side for side in self.sides if side.coder == coder), None)


@dataclass(slots=True)
class _Cluster:
    """Codings of one code whose passages overlap."""

    edition: str
    code: str
    start: int
    end: int
    codings: list[Coding] = field(default_factory=list)

    @property
    def coders(self) -> frozenset[str]:
        return frozenset(coding.coder for coding in self.codings)

    def overlap(self, other: _Cluster) -> int:
        return min(self.end, other.end) - max(self.start, other.start) if self.edition == other.edition else 0


def coded(case: str, book: str, codings: Sequence[Coding], coders: Sequence[str], naming: Naming) -> list[Place]:
    """Where coders who finished a codebook on a case agree and differ, in the order of the texts.

    ``codings`` are those of these coders on this case and codebook; those that ``naming`` does not name are left out.
    """
    clusters = _clusters(codings, naming)
    pairs = _pairs(clusters, coders)
    places: list[Place] = []
    paired: set[int] = set()
    for a, b in pairs:
        paired |= {a, b}
        places.append(_place(case, book, [clusters[a], clusters[b]], coders))
    places += [_place(case, book, [cluster], coders) for number, cluster in enumerate(clusters) if number not in paired]
    whole = _presence(codings, coders, naming)
    found = []
    for place in places:
        matters = any(len(set(whole.get(code, {}).values())) > 1 for code in (subject.partition(":")[2] for subject in place.subject))
        found.append(replace(place, code_matters=matters) if place.kind is not None else place)
    return sorted(found, key=lambda place: (place.account, place.edition or "", place.start or 0, place.end or 0, place.subject))


def _clusters(codings: Sequence[Coding], naming: Naming) -> list[_Cluster]:
    named = sorted(
        ((coding.edition, code, coding.start, coding.end, coding.id, coding) for coding in codings if (code := naming(coding)) is not None),
        key=lambda item: item[:5],
    )
    found: list[_Cluster] = []
    for edition, code, start, end, _, coding in named:
        last = found[-1] if found else None
        if last is not None and (last.edition, last.code) == (edition, code) and start < last.end:
            last.end = max(last.end, end)
        else:
            last = _Cluster(edition, code, start, end)
            found.append(last)
        last.codings.append(coding)
    return found


def _pairs(clusters: Sequence[_Cluster], coders: Sequence[str]) -> list[tuple[int, int]]:
    """Places of different codes, each marked by people who did not mark the other, that overlap most."""
    lacking = [number for number, cluster in enumerate(clusters) if len(cluster.coders) < len(coders)]
    by_edition: dict[str, list[int]] = {}
    for number in lacking:
        by_edition.setdefault(clusters[number].edition, []).append(number)
    candidates: list[tuple[int, int, int]] = []
    for numbers in by_edition.values():
        numbers.sort(key=lambda number: clusters[number].start)
        for place, a in enumerate(numbers):
            for b in numbers[place + 1 :]:
                if clusters[b].start >= clusters[a].end:
                    break
                if clusters[a].code != clusters[b].code and not clusters[a].coders & clusters[b].coders:
                    candidates.append((-clusters[a].overlap(clusters[b]), a, b))
    taken: set[int] = set()
    found: list[tuple[int, int]] = []
    for _, a, b in sorted(candidates):
        if not {a, b} & taken:
            taken |= {a, b}
            found.append((a, b))
    return found


def _place(case: str, book: str, clusters: Sequence[_Cluster], coders: Sequence[str]) -> Place:
    codings = [coding for cluster in clusters for coding in cluster.codings]
    sides = tuple(_side(coder, [coding for coding in codings if coding.coder == coder], book) for coder in coders)
    first = clusters[0]
    codes = tuple(sorted({cluster.code for cluster in clusters}))
    return Place(
        id=object_id("place", _round_of(codings), book, codes, sorted(coding.id for coding in codings)),
        kind=_kind(clusters, sides),
        case=case,
        book=book,
        subject=tuple(f"{book}:{code}" for code in codes),
        sides=sides,
        account=codings[0].account,
        edition=first.edition,
        start=min(cluster.start for cluster in clusters),
        end=max(cluster.end for cluster in clusters),
    )


def _round_of(records: Iterable[Row]) -> str | None:
    """The round of some rows: what names a place must not name its case, which may become another one."""
    return next((record.round for record in records), None)


def _side(coder: str, codings: Sequence[Coding], book: str) -> Side:
    words = "; ".join(
        f"{book}:{coding.code}" + (f" ({coding.stance})" if coding.stance == "denies" else "") + f" “{_short(coding.quote)}”"
        for coding in codings
    )
    return Side(coder=coder, codings=tuple(codings), words=words)


def _short(words: str, most: int = 60) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def _kind(clusters: Sequence[_Cluster], sides: Sequence[Side]) -> Difference | None:
    if len(clusters) > 1:
        return Difference.CODE
    if any(side.empty for side in sides):
        return Difference.MISSED
    if len({frozenset(coding.stance for coding in side.codings) for side in sides}) > 1:
        return Difference.VALUE
    if len({frozenset((coding.start, coding.end) for coding in side.codings) for side in sides}) > 1:
        return Difference.SPAN
    said = {frozenset((coding.voice, coding.modality, coding.mention) for coding in side.codings) for side in sides}
    return Difference.VALUE if len(said) > 1 else None


def _presence(codings: Sequence[Coding], coders: Sequence[str], naming: Naming) -> dict[str, dict[str, str]]:
    """For each code what every coder says of the case as a whole: affirmed, denied, or nothing."""
    found: dict[str, dict[str, str]] = {}
    for coding in codings:
        code = naming(coding)
        if code is not None:
            said = found.setdefault(code, dict.fromkeys(coders, ""))
            said[coding.coder] = "affirms" if "affirms" in (said.get(coding.coder), coding.stance) else "denies"
    return found


# --- the form


def answered(
    case: str,
    variables: Sequence[Variable],
    answers: Mapping[str, tuple[Sequence[Value], Sequence[Episode]]],
) -> list[Place]:
    """Where coders who finished the form of a case agree and differ: its episodes, matched by their number, then its questions.

    ``answers`` holds each coder's answers and the episodes they answer for. What the team shares (entered outside rounds) is no matter of
    agreement.
    """
    places: list[Place] = []
    orders = sorted({episode.order for _, episodes in answers.values() for episode in episodes})
    for order in orders:
        sides = []
        for coder, (_, episodes) in answers.items():
            mine = tuple(episode for episode in episodes if episode.order == order)
            sides.append(Side(coder=coder, episodes=mine, words="; ".join(map(_episode_words, mine))))
        if all(episode.coder not in answers for side in sides for episode in side.episodes):
            continue
        places.append(_form_place(case, "episode", order, sides))
    for variable in variables:
        for number in orders if variable.per == "episode" else [None]:
            sides = []
            for coder, (values, episodes) in answers.items():
                wanted = {episode.id for episode in episodes if episode.order == number}
                said = [value for value in values if value.variable == variable.id and (number is None or value.episode in wanted)]
                sides.append(Side(coder=coder, values=tuple(said), words="; ".join(map(_answer_words, said))))
            if any(not side.empty for side in sides):
                places.append(_form_place(case, variable.id, number, sides))
    return places


def _form_place(case: str, subject: str, order: int | None, sides: Sequence[Side]) -> Place:
    records = [record for side in sides for record in side.rows]
    passage = next((place for side in sides for value in side.values for place in value.passages), None)
    said = {frozenset(map(_said, side.rows)) for side in sides}
    kind = None if len(said) == 1 else Difference.MISSED if any(side.empty for side in sides) else Difference.VALUE
    return Place(
        id=object_id("place", _round_of(records), "form", subject, order, sorted(record.id for record in records)),
        kind=kind,
        case=case,
        book="form",
        subject=(subject,),
        sides=tuple(sides),
        account=passage.account if passage else records[0].account,
        edition=passage.edition if passage else None,
        start=passage.start if passage else None,
        end=passage.end if passage else None,
        order=order,
        code_matters=kind is not None,
    )


def _said(record: Row) -> tuple[str | None, ...]:
    if isinstance(record, Episode):
        return record.group, record.role, record.joined, record.left
    return (record.value, record.missing) if isinstance(record, Value) else ()


def _answer_words(value: Value) -> str:
    return value.value if value.value is not None else f"({value.missing})"


def _episode_words(episode: Episode) -> str:
    when = "/".join(date or "?" for date in (episode.joined, episode.left)) if episode.joined or episode.left else ""
    return ", ".join(part for part in (episode.group, episode.role, when) if part) or "an episode"
