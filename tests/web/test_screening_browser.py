"""A screener's hour in a real browser: by keys alone; by the mouse; two who sit apart; files dropped on an empty study."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.screening import EVIL, TEAM, screening_study
from support.studies import surroundings
from support.workbench import come_in, ready, served, violations
from testimonia.domain.decisions import Mention, Screening
from testimonia.study import new_study, open_study

pytestmark = pytest.mark.browser
REFUSED = "status of 4"  # Chromium reports every refused request on its console


def decisions(folder: Path) -> list[tuple[str, str, str | None, str | None]]:
    """Who decided what: screener, decision, criterion, mention or nothing."""
    with open_study(folder) as study, study.store.read() as connection:
        rows = study.store.records(connection, Screening)
    return [(row.screener, row.decision.value, row.criterion, "person" if row.mention else None) for row in rows]


def test_a_screener_works_by_keys_alone(tmp_path: Path, new_page: Callable[..., Any]) -> None:
    """From the overview through a round without the mouse: include with a criterion, take back, exclude, enter a person from the text."""
    folder = tmp_path / "study"
    accounts = screening_study(folder)
    page = new_page(color_scheme="light")
    with served(folder) as workbench:
        come_in(page, workbench, "ada")
        assert violations(page) == []
        page.get_by_role("link", name="accounts to screen in round s1").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/screen/{accounts['a.txt'].id}*")
        ready(page)
        assert page.locator(".progress strong").inner_text() == "0 of 3"
        assert violations(page) == []

        decide_and_take_back(page, accounts)
        enter_a_person(page)
        decide_the_rest(page, accounts)
        assert page.get_by_text("no account waits for you").is_visible()
        assert violations(page) == []
        page.keyboard.press("?")
        assert page.locator("#help").is_visible()
    assert sorted(decisions(folder), key=str) == sorted(
        [
            ("ada", "include", "own-voice", None),
            ("ada", "include", None, "person"),
            ("ada", "exclude", "fiction", None),
            ("ada", "unsure", None, None),
        ],
        key=str,
    )
    with open_study(folder) as study, study.read() as view:
        (mention,) = view.records(Mention)
        assert view.edition(mention.edition).text[mention.start : mention.end] == "Samir"


def decide_and_take_back(page: Any, accounts: dict[str, Any]) -> None:
    """No exclusion without a reason; an include that is taken back and given again."""
    # No reason, no exclusion; then the keys of the criteria.
    page.keyboard.press("e")
    assert page.locator(".decide .fault").is_visible()
    page.keyboard.press("1")
    page.keyboard.press("i")
    page.wait_for_url(f"**/screen/{accounts['c.txt'].id}*")
    ready(page)
    assert page.locator(".progress strong").inner_text() == "1 of 3"

    # A slip of the finger is taken back, and the account comes again.
    page.keyboard.press("z")
    page.wait_for_url(f"**/screen/{accounts['a.txt'].id}*")
    ready(page)
    page.keyboard.press("1")
    page.keyboard.press("Shift+I")
    page.wait_for_url("**#who")
    page.locator(".decide .tag.good").wait_for()
    ready(page)


def enter_a_person(page: Any) -> None:
    """From a passage that keys have chosen."""
    # The passage by keys: the first paragraph, two words of it, then who it is.
    page.keyboard.press("j")
    page.keyboard.press("]")
    page.keyboard.press("m")
    page.locator("[data-quote]:not([hidden])").wait_for()
    assert page.locator("[data-quote] q").inner_text() == "Samir"
    page.keyboard.type("Samir i e u")  # single keys do nothing while somebody types
    page.keyboard.press("Enter")
    page.locator("form.person").wait_for()
    ready(page)
    assert "Samir" in page.locator("form.person strong").inner_text()


def decide_the_rest(page: Any, accounts: dict[str, Any]) -> None:
    """Skip, exclude with a reason of one's own, be unsure."""
    page.keyboard.press("n")
    page.wait_for_url(f"**/screen/{accounts['c.txt'].id}*")
    ready(page)
    page.keyboard.press("2")
    page.keyboard.press("r")
    page.keyboard.type("It is a novel.")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.wait_for_url(f"**/screen/{accounts['d.html'].id}*")
    ready(page)
    page.keyboard.press("u")
    page.wait_for_url("**/screen")
    ready(page)


def test_the_mouse_and_hostile_words(tmp_path: Path, new_page: Callable[..., Any]) -> None:
    """A passage dragged across emoji and Arabic is the passage that is kept; markup in titles, texts and labels stays text; dark, right to left."""
    folder = tmp_path / "study"
    accounts = screening_study(folder)
    page = new_page(color_scheme="dark")
    with served(folder) as workbench:
        come_in(page, workbench, "ada")
        page.goto(f"{workbench.address}/screen/{accounts['c.txt'].id}?round=s1")
        ready(page)
        page.locator("[data-enter] summary").click()
        drag(page, "She left in autumn 🙂.")
        assert page.locator("[data-quote] q").inner_text() == "She left in autumn 🙂."
        page.locator("#label").fill(EVIL)
        page.get_by_role("button", name="Enter, decide later").click()
        page.locator("form.person").wait_for()
        ready(page)
        page.goto(f"{workbench.address}/screen/{accounts['d.html'].id}?round=s1")
        ready(page)
        assert violations(page) == []
        page.locator("[data-enter] summary").click()
        drag(page, "ترك الجماعة")
        assert page.locator("[data-quote] q").inner_text() == "ترك الجماعة"
        page.locator("#label").fill("رجل")
        page.get_by_role("button", name="Enter: counts").click()
        page.locator("form.person .tag.good").wait_for()
        ready(page)
        # A warning folds the text, on this page too.
        page.get_by_role("button", name="graphic violence").click()
        page.locator("[data-warned]:not([open])").wait_for()
        ready(page)
        assert not page.locator("article.reading").is_visible()
        page.keyboard.press("o")
        assert page.locator("article.reading").is_visible()
        for path in ("/", "/accounts", f"/accounts/{accounts['d.html'].id}", "/screen"):
            page.goto(f"{workbench.address}{path}")
            ready(page)
            assert violations(page) == [], path
        page.get_by_role("button", name="العربية").click()
        ready(page)
        page.goto(f"{workbench.address}/screen/{accounts['d.html'].id}?round=s1")
        ready(page)
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert violations(page) == []
    with open_study(folder) as study, study.read() as view:
        found = {mention.label: view.edition(mention.edition).text[mention.start : mention.end] for mention in view.records(Mention)}
    assert found == {EVIL: "She left in autumn 🙂.", "رجل": "ترك الجماعة"}


def drag(page: Any, words: str) -> None:
    """Select words of the text with the mouse, from the left edge of the first to the right edge of the last character."""
    box = page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.querySelector("article.reading"), NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            node.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
            const { left, right, top, bottom } = range.getBoundingClientRect();
            return { left, right, middle: (top + bottom) / 2 };
          }
        }""",
        words,
    )
    page.mouse.move(box["left"] + 1, box["middle"])
    page.mouse.down()
    page.mouse.move((box["left"] + box["right"]) / 2, box["middle"], steps=5)
    page.mouse.move(box["right"] + 1, box["middle"], steps=5)
    page.mouse.up()


def test_a_study_begins_with_dropped_files(tmp_path: Path, new_page: Callable[..., Any]) -> None:
    """Files chosen on the overview of an empty study become accounts, and the button brings the stories up to date; a refused address says why."""
    folder = tmp_path / "study"
    new_study(folder, files={"study.yaml": TEAM}, surroundings=surroundings()).close()
    story = "He left the group in the spring, he told us, because nothing had been as promised. " * 8
    page = new_page(tolerate=REFUSED)
    with served(folder) as workbench:
        come_in(page, workbench, "mira")
        assert violations(page) == []
        page.locator("#take-files").set_input_files(
            [
                {"name": "one.txt", "mimeType": "text/plain", "buffer": story.encode()},
                {"name": "<img src=x onerror=alert(1)>.txt", "mimeType": "text/plain", "buffer": (story + "More of it.").encode()},
            ]
        )
        page.locator(".collected").wait_for(timeout=60_000)
        ready(page)
        assert page.locator(".path").is_visible()
        page.get_by_role("button", name="Bring it up to date").click()
        page.locator(".path .stale").first.wait_for(state="detached", timeout=60_000)
        page.get_by_text("1 story").first.wait_for(timeout=60_000)
        ready(page)
        assert violations(page) == []
        page.goto(f"{workbench.address}/accounts")
        ready(page)
        page.keyboard.press("/")
        page.keyboard.type("onerror")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=onerror**")
        ready(page)
        assert page.locator(".accounts tbody tr").count() == 1
        page.get_by_text("Bring in more").click()
        page.get_by_text("Or fetch pages of the web").click()
        page.locator("#take-urls").fill("file:///etc/passwd")
        page.get_by_role("button", name="Fetch").click()
        assert "http" in page.locator(".addresses .fault").inner_text()
        # A dropped file is taken in, and not opened in the workbench's place.
        transfer = page.evaluate_handle(
            """(text) => { const data = new DataTransfer(); data.items.add(new File([text], "dropped.txt", { type: "text/plain" })); return data; }""",
            story[::-1],
        )
        page.dispatch_event("main", "drop", {"dataTransfer": transfer})
        page.locator(".collected").wait_for(timeout=60_000)
        ready(page)
        assert "3 accounts" in page.locator("h1").inner_text()
