"""The evidence of a relation in sentences: every sign that tracing writes is understood, and none of them can carry markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.workbench import client
from testimonia.stages.trace import method
from testimonia.study import new_study

SIGNS = (
    ("+2.0 published 2015-01-02 (a), 2015-02-03 (b)", "AB"),
    ("-1.0 a names “harbour review”, the source of the other", "AB"),
    ("+1.5 b holds the other's title", "AB"),
    ("-1.5 a says “first appeared in”", "A"),
    ("-1.0 b was put together from others (“compiled by”)", "B"),
    ("+0.5 a speaks of its own reporting (“told us”)", "A"),
    ("+1.0 a holds nearly all of b", "AB"),
    ("+0.0 in quotation marks in both: perhaps a common speaker", ""),
    ("+0.8 in quotation marks in b alone", "B"),
    ("-0.7 words of a alone: 0, of b alone: 6", "AB"),
    ("+0.5 first person in a, third person in the other", "AB"),
    ("+0.4 marks of omission in b", "B"),
    ("+0.0 both name the agency afp, dpa: perhaps a common origin", ""),
    ("translation +10.7 names in both: Stell, Garrick", ""),
    ("translation +2.3 numbers in both: 28, 33, 4", ""),
    ("translation +3.1 dates in both: month 8, 2020", ""),
    ("translation +0.0 12 of these 17 in the same order", ""),
    ("translation -1.2 names, numbers and dates of the poorer text that the other lacks: 2", ""),
    ("translation -5.0 before comparing: few pairs are translations", ""),
    ("translation +2.0 7 paragraphs each, of like lengths in the same order", ""),
    ("translation +1.0 the same name in both bylines", ""),
    ("translation +2.5 a says that it is a translation (“traduit”)", "A"),
    ("translation +1.0 b names the outlet of a", "AB"),
    ("-0.6 names and numbers missing in a: 5, in b: 8", "AB"),
)
"""Each sign with the accounts that its sentence names."""
AS_IT_STANDS = re.compile("<bdi>.*</bdi>")  # what is not understood is shown so
WHYS = (
    "the account that holds the other also holds one that shares nothing with it (perhaps a round-up)",
    "3 unrelated stories hold it",
    "two copies of the study decided differently",
)


@pytest.fixture(scope="module", autouse=True)
def _django(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("evidence") / "study"
    new_study(folder).close()
    client(folder, None)


@pytest.mark.parametrize(("line", "named"), SIGNS)
def test_every_sign_is_told_as_a_sentence(line: str, named: str) -> None:
    """Each sign becomes a sentence of the interface, with the accounts' names in it and the side that it speaks for."""
    from testimonia.web.evidence import signs

    (sign,) = signs([line], {"a": "Alpha", "b": "Beta"})
    assert not AS_IT_STANDS.fullmatch(sign.said)
    weight = float(re.search(r"[+-][0-9.]+", line)[0])
    assert sign.source == (None if line.startswith("translation") or not weight else "a" if weight > 0 else "b")
    assert "".join(letter for letter, name in (("A", "Alpha"), ("B", "Beta")) if name in sign.said) == named


@pytest.mark.parametrize("reason", WHYS)
def test_every_reason_for_waiting_is_told(reason: str) -> None:
    """Why no rule accepted a relation is said in the reader's language."""
    from testimonia.web.evidence import why

    assert not AS_IT_STANDS.fullmatch(str(why(reason)))


def test_reasons_are_those_that_tracing_writes() -> None:
    """The reasons above stand in the method, word for word, so that a change there is noticed here."""
    written = "".join(path.read_text(encoding="utf-8") for path in Path(method.__file__).parent.rglob("*.py"))
    assert WHYS[0] in written
    assert "unrelated stories hold it" in written
    assert WHYS[2] in written


def test_what_a_text_says_is_inert_in_its_evidence() -> None:
    """A name quoted in evidence, or a line that a later version writes, becomes no markup."""
    from testimonia.web.evidence import signs, why

    lines = ["+1.0 a names “<script>alert(1)</script>”, the source of the other", "+1.0 something new: <img src=x>", "waits: <b>"]
    said = "".join(str(sign.said) for sign in signs(lines, {"a": "<i>", "b": "B"})) + str(why("<b>\u202e"))
    assert "<script" not in said
    assert "<img" not in said
    assert "<b>" not in said
    assert "<i>" not in said
    assert "\u202e" not in said
