"""What an answer of the case form must be: one spelling for each answer, so that equal answers are equal text.

A whole number is written in digits, a number as Python writes it, truth as ``true`` or ``false``, a date in EDTF, a country in two
capitals, several choices joined by ``;`` in the order of study.yaml.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import Any

from testimonia.errors import InputError
from testimonia.protocol import Variable
from testimonia.protocol.nearest import advice
from testimonia.stages.code.method.countries import COUNTRIES, suggestion
from testimonia.text import canonical, format_edtf, parse_edtf

# Spreadsheets of several countries write truth in words of their own; only those that cannot mean anything else are taken.
_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
SEPARATOR = ";"


def answer(variable: Variable, value: Any) -> str:
    """The one spelling of an answer to a variable; ``value`` is text, or what JSON makes of it.

    Raises:
        InputError: it is no answer that study.yaml allows.
    """
    if isinstance(value, dict) or (isinstance(value, list) and variable.type != "choices"):
        raise InputError(f"`{variable.id}` takes a single answer, not a list or an object.")
    return _READERS[variable.type](variable, value)


def items(value: Any) -> list[str]:
    """A list that a cell holds: a JSON list, its text, or words between semicolons.

    Raises:
        InputError: it holds something else than words.
    """
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            raise InputError(f"`{value[:40]}` looks like a JSON list and is none.", "Write words between semicolons.") from None
    if isinstance(value, str):
        value = value.split(SEPARATOR)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError("a list of words is needed.", "Write words between semicolons.")
    return [item.strip() for item in value if item.strip()]


def _text(_: Variable, value: Any) -> str:
    return canonical(_words(value)).strip()


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


def _integer(variable: Variable, value: Any) -> str:
    number = _finite(variable, value)
    if number != int(number):
        raise InputError(f"`{variable.id}` takes a whole number, not {_words(value)[:40]}.")
    word = _words(value)
    return str(int(word) if word.lstrip("+-").isdecimal() else int(number))  # a float would lose digits beyond the sixteenth


def _number(variable: Variable, value: Any) -> str:
    number = _finite(variable, value)
    return str(int(number)) if number == int(number) else repr(number)


def _finite(variable: Variable, value: Any) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError(
            f"`{variable.id}` takes a number, not `{_words(value)[:40]}`.", "Write 24 or 24.5; for `about 24` enter what is stated as text."
        )
    if variable.minimum is not None and number < variable.minimum:
        raise InputError(f"`{variable.id}` is {number:g}, below its minimum of {variable.minimum:g}.")
    if variable.maximum is not None and number > variable.maximum:
        raise InputError(f"`{variable.id}` is {number:g}, above its maximum of {variable.maximum:g}.")
    return number


def _boolean(variable: Variable, value: Any) -> str:
    word = _words(value).lower()
    if word in _TRUE:
        return "true"
    if word in _FALSE:
        return "false"
    raise InputError(f"`{variable.id}` takes true or false, not `{word[:40]}`.")


def _date(variable: Variable, value: Any) -> str:
    try:
        return format_edtf(parse_edtf(_words(value)))
    except InputError as wrong:
        raise InputError(f"`{variable.id}`: {wrong.message}", wrong.remedy) from None


def _choice(variable: Variable, value: Any) -> str:
    word = _words(value)
    allowed = [choice.value for choice in variable.values]
    if word not in allowed:
        raise InputError(f"`{word[:40]}` is no answer of `{variable.id}`.", advice(word, allowed))
    return word


def _choices(variable: Variable, value: Any) -> str:
    chosen = {_choice(variable, item) for item in items(value)}
    return SEPARATOR.join(choice.value for choice in variable.values if choice.value in chosen)


def _country(variable: Variable, value: Any) -> str:
    code = _words(value).upper()
    if code not in COUNTRIES:
        meant = suggestion(code)
        raise InputError(
            f"`{variable.id}` takes a country in two letters (ISO 3166), not `{code[:40]}`.", f"Did you mean `{meant}`?" if meant else ""
        )
    return code


_READERS: dict[str, Callable[[Variable, Any], str]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "country": _country,
}


def holds(condition: Sequence[str], given: str | None) -> bool:
    """Whether an answer (or several, between semicolons) is among those that a condition names."""
    return given is not None and not set(condition).isdisjoint(given.split(SEPARATOR))
