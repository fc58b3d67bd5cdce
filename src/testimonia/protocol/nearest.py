"""The nearest valid name to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_SHOWN = 12  # names listed in one message; more than a dozen is no longer read


def nearest(name: str, valid: Iterable[str]) -> str:
    """The valid name most like ``name``, or ``""`` when none is close (difflib's ratio, at least 0.6)."""
    # difflib is quadratic in the length of what it compares; nobody mistypes a name this long.
    by_folded = {option.casefold(): option for option in valid}
    found = get_close_matches(name[:100].casefold(), list(by_folded), n=1)
    return by_folded[found[0]] if found else ""


def listed(valid: Iterable[str]) -> str:
    """Names in back ticks, in the order given, cut after a dozen."""
    names = list(valid)
    shown = ", ".join(f"`{name}`" for name in names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown


def advice(name: str, valid: Iterable[str]) -> str:
    """What to do about an unknown ``name``: the nearest valid one if any, and what there is to choose from."""
    names = list(valid)
    if not names:
        return "None is defined yet."
    close = nearest(name, names)
    return (f"Did you mean `{close}`? " if close else "") + f"Known: {listed(names)}."
