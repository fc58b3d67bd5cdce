"""The Reader in Chromium: what is marked there, with the mouse or the keys, is what the study holds, letter for letter."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.coding import ARABIC, ENGLISH, MIXED, coding_study
from support.workbench import come_in, ready, served, violations
from testimonia.domain.decisions import Coding, Completion
from testimonia.store.verify import verify
from testimonia.study import open_study
from testimonia.text import Span, snap

pytestmark = pytest.mark.browser


def opened(page: Any, address: str) -> None:
    """Open an account in the Reader and wait until its text is checked."""
    page.goto(address)
    ready(page)
    page.locator('#text[data-ready="true"]').wait_for(state="attached")


def codings(folder: Path, account: str) -> list[Coding]:
    with open_study(folder) as study, study.store.read() as connection:
        return [item for item in study.store.records(connection, Coding) if item.account == account]


# Where a character of the text stands on the screen: [left, right, middle], of the place in UTF-16 units.
BOX = """([unit]) => {
  const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
  let at = unit, node = walker.nextNode();
  while (at >= node.length) { at -= node.length; node = walker.nextNode(); }
  node.parentElement.scrollIntoView({block: "center", behavior: "instant"});
  const range = document.createRange();
  range.setStart(node, at); range.setEnd(node, at + 1);
  const box = range.getBoundingClientRect();
  return [box.left, box.right, box.top + box.height / 2];
}"""
PICK = """([start, end]) => {
  const place = (unit) => {
    const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
    let at = unit, node = walker.nextNode();
    while (at > node.length) { at -= node.length; node = walker.nextNode(); }
    return [node, at];
  };
  getSelection().setBaseAndExtent(...place(start), ...place(end));
}"""
SHOWN = "() => document.getElementById('ask').elements.quote.value"


def save(page: Any, key: str = "2") -> None:
    """Choose the code of a key, save, and wait until it is said to be coded."""
    before = int(page.locator("#count").inner_text())
    page.locator("#text").focus()
    page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.locator("#count", has_text=str(before + 1)).wait_for()


def shown_soon(page: Any, words: str) -> bool:
    """Whether the Reader shows these words as chosen, within a moment."""
    for _ in range(60):
        if page.evaluate(SHOWN) == words:
            return True
        page.wait_for_timeout(50)
    return False


def units(text: str, point: int) -> int:
    return len(text[:point].encode("utf-16-le")) // 2


def trimmed(text: str, start: int, end: int) -> Span | None:
    """What the Reader makes of a selection: no white space around it, no character cut."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    return snap(text, Span(start, end)) if start < end else None


def test_what_is_marked_is_what_is_kept(tmp_path: Path, new_page: Callable[..., Any]) -> None:
    """Selections and mouse drags over English, Arabic, mixed directions, emoji and combining marks are kept with the words that were shown."""
    coded = coding_study(tmp_path / "study")
    page = new_page(viewport={"width": 1400, "height": 900})
    dice = random.Random(7)
    expected: dict[str, set[tuple[int, int]]] = {}
    with served(coded.folder) as workbench:
        come_in(page, workbench, "ada")
        for name, text in coded.texts.items():
            opened(page, f"{workbench.address}/read/{coded.accounts[name].id}?round=c1")
            assert page.locator("#text").evaluate("element => element.textContent") == text
            found = expected.setdefault(name, set())
            # By the browser's own selection, at any two places between UTF-16 units that are no half of a character.
            for _ in range(8):
                start, end = sorted(dice.sample(range(len(text) + 1), 2))
                end = min(end, start + 60)
                span = trimmed(text, start, end)
                page.evaluate(PICK, [units(text, start), units(text, end)])
                if span is None or (span.start, span.end) in found:
                    continue
                assert shown_soon(page, text[span.start : span.end]), (name, start, end)
                save(page)
                found.add((span.start, span.end))
            # By dragging the mouse from one letter to another.
            for _ in range(4):
                spots = [n for n, letter in enumerate(text) if letter.isalpha()]
                start = dice.choice(spots[:-12])
                end = next(n for n in spots if n > start + 4)
                left, right, y = page.evaluate(BOX, [units(text, start)])
                to_left, to_right, to_y = page.evaluate(BOX, [units(text, end)])
                left, right, y = page.evaluate(BOX, [units(text, start)]) if to_y != y else (left, right, y)
                page.mouse.move((left + right) / 2, y)
                page.mouse.down()
                page.mouse.move((to_left + to_right) / 2, to_y, steps=4)
                page.mouse.up()
                page.wait_for_timeout(80)
                shown = page.evaluate(SHOWN)
                if not shown or any(text[a:b] == shown for a, b in found):
                    continue
                assert shown in text
                save(page)
                found.add(
                    tuple(page.evaluate("() => ['start', 'end'].map((n) => Number(document.getElementById('ask').elements[n].value))"))
                )
    for name, text in coded.texts.items():
        kept = codings(coded.folder, coded.accounts[name].id)
        assert {(item.start, item.end) for item in kept} == expected[name]
        assert all(text[item.start : item.end] == item.quote for item in kept)
        assert len(kept) >= 8


def test_an_arabic_account_is_coded_by_keyboard_alone(tmp_path: Path, new_page: Callable[..., Any]) -> None:  # noqa: PLR0915 - one task
    """A student codes a whole vocalised Arabic account without the mouse: sentences, words, letters, undo, a memo, and finishes it."""
    coded = coding_study(tmp_path / "study")
    page = new_page(viewport={"width": 1400, "height": 900})
    account = coded.accounts["arabic"].id
    with served(coded.folder) as workbench:
        come_in(page, workbench, "ada")
        opened(page, f"{workbench.address}/read/{account}?round=c1")
        press = page.keyboard.press
        page.locator("#text").focus()

        def shown() -> str:
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            return str(page.evaluate(SHOWN))

        press("j")
        first = shown()
        assert ARABIC.startswith(first)
        assert first.endswith(".")
        press("Shift+ArrowRight")  # in Arabic to the right is back
        assert len(shown()) < len(first)
        press("Shift+ArrowLeft")
        press("Shift+ArrowLeft")
        longer = shown()
        assert longer.startswith(first.rstrip("."))
        press("o")
        press(".")
        assert shown() in longer
        assert shown() != longer
        press("j")
        second = shown()
        save(page, "1")
        press("j")
        third = shown()
        assert ARABIC.index(third) > ARABIC.index(second)
        press("3")
        press("m")
        page.keyboard.type("مذكرة قصيرة")
        press("Control+Enter")
        page.locator("#count", has_text="2").wait_for()
        press("u")
        page.locator("#count", has_text="1").wait_for()
        press("j")
        press("Shift+J")
        save(page, "2")
        press("n")
        assert page.evaluate("() => document.activeElement.className") == "span"
        page.get_by_role("button", name="Finished for").focus()
        with page.expect_navigation():
            press("Enter")
        ready(page)
    kept = codings(coded.folder, account)
    assert len(kept) == 2
    assert all(ARABIC[item.start : item.end] == item.quote for item in kept)
    with open_study(coded.folder) as study, study.store.read() as connection:
        assert [item.account for item in study.store.records(connection, Completion)] == [account]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_new_student_gets_to_a_coded_account(tmp_path: Path, new_page: Callable[..., Any], scheme: str) -> None:
    """From the first start: the list, an account, its codes explained, a passage coded, changed, asked about; no page has an axe violation."""
    coded = coding_study(tmp_path / "study")
    page = new_page(viewport={"width": 1400, "height": 900}, color_scheme=scheme)
    with served(coded.folder) as workbench:
        come_in(page, workbench, "ada")
        page.get_by_role("link", name="Reader", exact=True).click()
        ready(page)
        assert violations(page) == []
        page.get_by_role("link", name="English", exact=True).click()
        ready(page)
        page.locator('#text[data-ready="true"]').wait_for(state="attached")
        assert violations(page) == []
        page.get_by_role("button", name="What “Quality of life” means").click()
        assert page.get_by_text("Harsh life and promises unkept.").is_visible()
        page.get_by_label("Find a code").fill("leaders")
        assert page.locator("li[data-code]:visible").count() == 1
        page.get_by_label("Find a code").press("Escape")
        page.get_by_text("We slept in sheds").dblclick(position={"x": 60, "y": 10})
        page.locator("#passage").wait_for()
        assert page.locator("#quote").inner_text()
        page.get_by_role("button", name="Quality of life").first.click()
        assert violations(page) == []
        page.get_by_label("unsure").check()
        page.get_by_role("button", name="Save").click()
        page.locator("#count", has_text="1").wait_for()
        page.wait_for_function("() => [...CSS.highlights.keys()].includes('c0')")  # painted after the count is told
        page.locator("#spans button.span").click()
        page.get_by_role("button", name="Change").click()
        page.get_by_label("Memo").fill("Sheds are no houses.")
        page.get_by_role("button", name="Save").click()
        page.locator("#spans .memo").wait_for()
        page.get_by_text("Ask about this account").click()
        page.get_by_label("Your question").fill("Do sheds count?")
        page.get_by_role("button", name="Ask", exact=True).click()
        page.locator(".thread").wait_for()
        assert violations(page) == []
    (kept,) = codings(coded.folder, coded.accounts["english"].id)
    assert (kept.memo, kept.unsure, ENGLISH[kept.start : kept.end]) == ("Sheds are no houses.", True, kept.quote)


def test_a_page_that_is_not_the_text_refuses_to_code(tmp_path: Path, new_page: Callable[..., Any]) -> None:
    """Where anything (an extension, a proxy) changed the text in the page, nothing can be coded; two windows do not overwrite each other."""
    coded = coding_study(tmp_path / "study")
    page = new_page(viewport={"width": 1400, "height": 900}, tolerate="409")
    with served(coded.folder) as workbench:
        come_in(page, workbench, "ada")
        address = f"{workbench.address}/read/{coded.accounts['mixed'].id}?round=c1"

        def change(route: Any) -> None:
            answer = route.fetch()
            route.fulfill(response=answer, body=answer.text().replace("Day one", "Day two"))

        page.route("**/read/*", change)
        page.goto(address)
        page.locator('#text[data-ready="refused"]').wait_for(state="attached")
        assert page.locator("#refused").is_visible()
        assert page.locator("#passage").count() == 0
        page.unroute("**/read/*")
        opened(page, address)
        assert page.locator("#controls").is_visible()
        other = page.context.new_page()
        opened(other, address)
        for window in (page, other):
            window.evaluate(PICK, [0, 7])
            assert shown_soon(window, MIXED[:7])
        save(page)
        other.locator("#text").focus()
        other.keyboard.press("2")
        other.get_by_label("Memo").fill("from the other window")
        other.get_by_role("button", name="Save").click()
        other.locator("#passage .fault").wait_for()
        assert "another window" in other.locator("#passage .fault").inner_text()
    (kept,) = codings(coded.folder, coded.accounts["mixed"].id)
    assert (kept.quote, kept.memo) == (MIXED[:7], None)
    with open_study(coded.folder) as study:
        assert verify(study.store).sound
