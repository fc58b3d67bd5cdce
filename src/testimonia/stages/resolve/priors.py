"""Where weighing begins before anybody has reviewed a pair: numbers with their reasons, kept as a versioned file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from testimonia.errors import ProtocolError

FIELDS = ("names", "origin", "born", "sex", "group", "role", "joined", "left", "places", "passages", "stories")
LEVELS = {
    "names": ("full", "same", "within", "shares", "different", "another"),
    "origin": ("same", "different"),
    "born": ("overlap", "near", "apart"),
    "sex": ("same", "different"),
    "group": ("same", "different"),
    "role": ("same", "different"),
    "joined": ("close", "overlap", "apart"),
    "left": ("close", "overlap", "apart"),
    "places": ("several", "one", "none"),
    "passages": ("several", "one", "none"),
    "stories": ("one", "apart"),
}
"""The levels of each field, the most alike first; the order is that of :mod:`testimonia.stages.resolve.method.levels`."""
RARE = {"names": "same", "origin": "same"}
"""Fields in which what is rare in the study weighs more, and the level at which it does: names in two parts are rare anyway."""
_SUM = 0.01


@dataclass(frozen=True, slots=True)
class Start:
    """Of one field: the share of each level among pairs of one person (m) and among pairs of two people (u)."""

    m: tuple[float, ...]
    u: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """Fields that repeat one another, and how much (log2) their weights together may count."""

    fields: tuple[str, ...]
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Priors:
    """What is held before reviewing. ``strength`` is in reviewed pairs; ``doubt`` the factor by which ``mentions_per_person`` may be off.

    ``best_candidate`` (log2) is what is added to the odds of two groups that are each other's best candidate; ``any_candidate`` what is added
    to the summed odds of a group with all candidates; ``untied`` the most that the odds of two groups can be that nothing particular ties. ``once`` are the fields that tell of one fact, of which only the heaviest
    counts for one person.
    """

    version: int
    strength: float
    mentions_per_person: float
    doubt: float
    best_candidate: float
    any_candidate: float
    untied: float
    fields: dict[str, Start]
    once: tuple[tuple[str, ...], ...] = ()
    caps: tuple[Cap, ...]


@lru_cache(maxsize=1)
def shipped() -> Priors:
    """The priors that come with testimonia."""
    return read_priors(files("testimonia.stages.resolve").joinpath("priors.yaml").read_text(encoding="utf-8"))


def read_priors(text: str) -> Priors:
    """Priors from their file.

    Raises:
        ProtocolError: a field or level is missing or unknown, a reason is not given, or shares do not sum to one.
    """
    told = yaml.safe_load(text)
    problems = []
    found: dict[str, Start] = {}
    for name in FIELDS:
        entry = told["fields"].get(name, {})
        levels = entry.get("levels", {})
        if tuple(levels) != LEVELS[name]:
            problems.append(f"{name}: the levels are {', '.join(LEVELS[name])}, in this order.")
            continue
        if not str(entry.get("why", "")).strip():
            problems.append(f"{name}: the reason (`why`) is missing.")
        start = Start(tuple(float(pair[0]) for pair in levels.values()), tuple(float(pair[1]) for pair in levels.values()))
        for letter, shares in (("m", start.m), ("u", start.u)):
            if abs(sum(shares) - 1) > _SUM or min(shares) <= 0:
                problems.append(f"{name}: the shares {letter} must be above 0 and sum to 1.")
        found[name] = start
    problems += [f"{name} is not a field." for name in sorted(set(told["fields"]) - set(FIELDS))]
    for group in told.get("once", ()):
        if not str(group.get("why", "")).strip():
            problems.append(f"once: the reason (`why`) for {', '.join(group['fields'])} is missing.")
    if problems:
        raise ProtocolError("The priors cannot be used.", problems, "See priors.yaml of testimonia for the form.")
    return Priors(
        version=int(told["version"]),
        strength=float(told["strength"]),
        mentions_per_person=float(told["mentions_per_person"]),
        doubt=float(told["doubt"]),
        best_candidate=float(told["best_candidate"]),
        any_candidate=float(told["any_candidate"]),
        untied=float(told["untied"]),
        fields=found,
        once=tuple(tuple(group["fields"]) for group in told.get("once", ())),
        caps=tuple(Cap(tuple(cap["fields"]), float(cap["most"])) for cap in told.get("caps", ())),
    )
