"""Hostile text against the patterns that read names, roles, dates and ages: it is read, and in a time that grows as its length does."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from functools import partial

import pytest

from support.growth import seconds
from testimonia.domain.decisions import Claim, Mention
from testimonia.domain.evidence import Account
from testimonia.domain.vocabulary import AccountState
from testimonia.stages.resolve.method.telling import profiles
from testimonia.stages.resolve.names import likeness, read_label

SHORT, TIMES = 3_000, 8
SLOWER = 3
"""How much longer than in proportion a text may take: what is quadratic takes eight times as long."""
NOISE = 0.02
"""Seconds that any text may take beside that."""
SEEDS = (
    "a", "abd", "ud", "abdul", "abdul-", "'", "ال", "عبدال", "e", "ttin", " ", "- ", "abu ", "أبو ", "\u0301", "\u202e", "ʿ’", "A.", "19", "19-",
    "2012-", "2012/", "~?", "XX", "driver ", "1990-1991 ", "..", "٠١",
)  # fmt: skip


def fuzzed(count: int, seed: int = 7) -> list[str]:
    """Pieces of random signs, among them those that names and dates are made of."""
    dice = random.Random(seed)
    signs = string.printable + "ءاأبةعيال'’ʿ-/~?X\u202e\u0301\u200f"
    return ["".join(dice.choices(signs, k=dice.randrange(2, 12))) for _ in range(count)]


def read_claims(text: str) -> None:
    """As what an account claims of a person, in every variable whose value is read."""
    account = Account(id="a", origin="a", title="", sha256="0" * 64, state=AccountState.OK, published=text)
    variables = ("age", "age_band", "age_at_event", "birth_year", "role", "joined", "left", "place", "sex", "origin", "group")
    claims = [Claim(id=name, account="a", mention="m", variable=name, value=text, time=text) for name in variables]
    profiles([Mention(id="m", account="a", label=text)], claims, {"a": account})


def read_names(text: str) -> None:
    """As a label, by itself and against another one."""
    read_label(text)
    likeness(text, "Abu Ahmad")
    likeness(text, text + "a")


def least(act: Callable[[str], None], text: str) -> float:
    """Seconds, the best of three; each text is another one, so that nothing is remembered."""
    return min(seconds(partial(act, text + "z" * again)) for again in range(3))


@pytest.mark.parametrize("act", [read_names, read_claims])
@pytest.mark.parametrize("piece", [*SEEDS, *fuzzed(20)], ids=ascii)
def test_hostile_text_is_read_in_linear_time(act: Callable[[str], None], piece: str) -> None:
    """Eight times the text takes some eight times as long, and no text stops the reading."""
    short = (piece * SHORT)[:SHORT]
    few, many = least(act, short), least(act, short * TIMES)
    assert many <= SLOWER * TIMES * few + NOISE


def test_what_is_quadratic_is_seen() -> None:
    """The measure itself can fail: a reading that looks at each sign once for each other one does not pass."""

    def quadratic(text: str) -> None:
        for _ in text:
            text.count("~~")

    short = "a" * SHORT
    assert least(quadratic, short * TIMES) > SLOWER * TIMES * least(quadratic, short) + NOISE


@pytest.mark.parametrize("text", fuzzed(200, seed=11))
def test_any_text_is_read(text: str) -> None:
    """Nothing that stands in a label or a claim makes reading it fail, nor is a text unlike itself."""
    read_names(text)
    read_claims(text)
