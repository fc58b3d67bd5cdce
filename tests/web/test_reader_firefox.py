"""The Reader in Firefox, where one is installed: what differs from browser to browser is how a selection becomes places in the text."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.coding import ARABIC, Coded, coding_study
from support.firefox import Firefox, find_firefox, launched
from support.workbench import Served, served
from testimonia.domain.decisions import Coding
from testimonia.study import open_study
from web.test_reader_browser import BOX, PICK, SHOWN, trimmed, units

pytestmark = pytest.mark.firefox
CHOSEN = "() => ['start', 'end'].map((name) => Number(document.getElementById('ask').elements[name].value))"
SELECTED = """() => {
  const selection = getSelection();
  return [[selection.anchorNode, selection.anchorOffset], [selection.focusNode, selection.focusOffset]].map((end) => {
    const before = document.createRange();
    before.setStart(document.getElementById("text"), 0);
    before.setEnd(...end);
    return before.toString().length;
  });
}"""
READY = "() => document.getElementById('text')?.dataset.ready === 'true'"
COUNT = "() => Number(document.getElementById('count').innerText)"


@pytest.fixture(scope="module")
def firefox() -> Iterator[Firefox]:
    """A running Firefox."""
    executable = find_firefox()
    if executable is None:
        pytest.skip("Firefox is not installed (apt-get install firefox-esr): selection was tried in Chromium alone")
    with launched(executable) as running:
        yield running


def come_in(firefox: Firefox, workbench: Served, coder: str) -> None:
    """Open the link and say who one is."""
    firefox.goto(workbench.link)
    firefox.evaluate("(coder) => document.querySelector(`button[name=coder][value=${coder}]`).click()", coder)
    firefox.wait("() => location.pathname === '/' && document.documentElement?.dataset.ready === 'true'")


def opened(firefox: Firefox, address: str) -> None:
    """Open an account in the Reader and wait until its text is checked."""
    firefox.goto(address)
    firefox.wait(READY)


def save(firefox: Firefox, key: str) -> None:
    """Choose the code of a key, save, and wait until it is said to be coded."""
    before = firefox.evaluate(COUNT)
    firefox.evaluate("() => document.getElementById('text').focus({preventScroll: true})")
    firefox.press(key)
    firefox.press("Enter")
    firefox.wait(f"(before) => ({COUNT})() === before + 1", before)


def points(text: str, unit: int) -> int:
    """The code point at a place counted in UTF-16 units."""
    return len(text.encode("utf-16-le")[: unit * 2].decode("utf-16-le"))


def kept(coded: Coded, name: str) -> set[tuple[int, int, str]]:
    with open_study(coded.folder) as study, study.store.read() as connection:
        account = coded.accounts[name].id
        return {(item.start, item.end, item.quote) for item in study.store.records(connection, Coding) if item.account == account}


def test_a_selection_becomes_the_same_places_as_in_chromium(tmp_path: Path, firefox: Firefox) -> None:
    """Any two places of English, Arabic and mixed text, with emoji and combining marks: code points, whole characters, the words shown are those kept."""
    coded, dice = coding_study(tmp_path / "study"), random.Random(11)
    expected: dict[str, set[tuple[int, int, str]]] = {}
    with served(coded.folder) as workbench:
        come_in(firefox, workbench, "ada")
        for name, text in coded.texts.items():
            opened(firefox, f"{workbench.address}/read/{coded.accounts[name].id}?round=c1")
            assert firefox.evaluate("() => document.getElementById('text').textContent") == text
            found = expected.setdefault(name, set())
            for turn in range(12):
                start, end = sorted(dice.sample(range(len(text) + 1), 2))
                end = min(end, start + 60)
                span = trimmed(text, start, end)
                if span is None:
                    continue
                # Backwards too: whoever drags from right to left means the same passage.
                ends = [units(text, start), units(text, end)]
                firefox.evaluate(PICK, ends if turn % 2 else ends[::-1])
                firefox.wait(f"(words) => ({SHOWN})() === words", text[span.start : span.end])
                assert firefox.evaluate(CHOSEN) == [span.start, span.end]
                if turn < 3 and (span.start, span.end, text[span.start : span.end]) not in found:
                    save(firefox, "2")
                    found.add((span.start, span.end, text[span.start : span.end]))
        complaints = firefox.complaints(workbench.address)
    assert {name: kept(coded, name) for name in expected} == expected
    assert sum(map(len, expected.values())) >= 7
    assert complaints == []


def test_a_drag_marks_whole_characters_and_what_it_shows_is_kept(tmp_path: Path, firefox: Firefox) -> None:
    """From letter to letter with the mouse, in either direction of writing: the passage is what Firefox selected, in whole characters."""
    coded, dice = coding_study(tmp_path / "study"), random.Random(17)
    with served(coded.folder) as workbench:
        come_in(firefox, workbench, "ada")
        for name, text in coded.texts.items():
            opened(firefox, f"{workbench.address}/read/{coded.accounts[name].id}?round=c1")
            saved: set[tuple[int, int, str]] = set()
            lines = [n for n, letter in enumerate(text) if letter.isalpha()]
            for _ in range(4):
                start = dice.choice(lines[:-14])
                end = next(n for n in lines if n > start + 4)
                firefox.evaluate(BOX, [units(text, start)])
                places = [firefox.evaluate(BOX, [units(text, point)]) for point in (start, end, start, end)][2:]
                (left, right, y), (to_left, to_right, to_y) = places
                firefox.drag(((left + right) / 2, y), ((to_left + to_right) / 2, to_y))
                # The browser's own selection, measured by the words before its ends, with whole characters and no space around it.
                span = trimmed(text, *sorted(points(text, at) for at in firefox.evaluate(SELECTED)))
                assert span is not None
                first, last = span.start, span.end
                firefox.wait(f"(words) => ({SHOWN})() === words", text[first:last])
                assert firefox.evaluate(CHOSEN) == [first, last]
                if (first, last, text[first:last]) not in saved:
                    save(firefox, "1")
                    saved.add((first, last, text[first:last]))
            assert kept(coded, name) == saved
        complaints = firefox.complaints(workbench.address)
    assert complaints == []


def test_an_arabic_account_is_coded_by_keyboard_alone(tmp_path: Path, firefox: Firefox) -> None:
    """Sentences, letters longer and shorter against the direction of writing, a code, taken back: without the mouse."""
    coded = coding_study(tmp_path / "study")
    with served(coded.folder) as workbench:
        come_in(firefox, workbench, "ada")
        opened(firefox, f"{workbench.address}/read/{coded.accounts['arabic'].id}?round=c1")
        firefox.evaluate("() => document.getElementById('text').focus()")

        def shown(before: str) -> str:
            firefox.wait(f"(before) => ({SHOWN})() !== before", before)
            return str(firefox.evaluate(SHOWN))

        firefox.press("j")
        first = shown("")
        assert ARABIC.startswith(first)
        firefox.press("Shift", "ArrowRight")  # in Arabic to the right is back
        shorter = shown(first)
        assert first.startswith(shorter)
        assert len(shorter) < len(first)
        firefox.press("Shift", "ArrowLeft")
        assert shown(shorter) == first
        save(firefox, "1")
        firefox.press("j")
        firefox.wait(f"(words) => ({SHOWN})() !== words && ({SHOWN})() !== ''", first)
        second = str(firefox.evaluate(SHOWN))
        save(firefox, "2")
        firefox.press("u")
        firefox.wait(f"() => ({COUNT})() === 1")
    assert ARABIC.index(second) > 0
    assert kept(coded, "arabic") == {(0, len(first), first)}
