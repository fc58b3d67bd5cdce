"""What holds on every page, found by its address: legible to everybody, nothing from elsewhere, and nothing of a blind round."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from support.pages import OPEN_ONLY, address, answers_of, names_in, routes
from support.workbench import client, come_in, ready, served, violations

Pair = Callable[[str], Path]
LOOKS = {"light": {"color_scheme": "light"}, "dark": {"color_scheme": "dark"}, "arabic": {"color_scheme": "light", "locale": "ar"}}


class Outline(HTMLParser):
    """What a page is made of, as far as every page has it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.title = ""
        self.wrong: list[str] = []
        self.links: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self._inside = tag
        self.ids += [said["id"] or ""] if "id" in said else []
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.wrong += [f"{tag} {name}" for name in said if name == "style" or name.startswith("on")]
        if tag in ("script", "style") and "src" not in said and said.get("type") != "application/json":
            self.wrong.append(f"inline {tag}")
        for name in ("src", "href", "action", "data-api"):
            value = said.get(name)
            if value is not None and not re.match(r"^(/(?!/)|#|\?|$)", value):
                self.wrong.append(f"{tag} {name}={value}")
        if tag == "a" and (said.get("href") or "").startswith("/"):
            self.links.append(said["href"] or "")

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the signature is HTMLParser's
        self._inside = ""


NUMBERS = frozenset(
    {"x", "y", "cx", "cy", "r", "x1", "x2", "y1", "y2", "width", "height", "value", "min", "max", "step", "data-start", "data-end"}
)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_numbers_that_programs_read_are_not_written_for_people(pair: Pair, language: str) -> None:
    """Places in figures and values of fields keep the full stop, whatever sign the reader's language puts before decimals."""
    folder = pair("opened")
    visitor, names = client(folder, "mira"), names_in(folder)
    visitor.cookies["language"] = language
    wrong = []
    for route in routes():
        page = visitor.get(address(route, names)).content.decode()
        assert f'lang="{language}"' in page
        wrong += [(route, found[0]) for found in re.finditer(r'([\w-]+)="-?\d+[,٫]\d+"', page) if found[1] in NUMBERS]
    assert wrong == []


def test_every_page_has_its_own_title_and_is_well_made(pair: Pair) -> None:
    """Each page answers, has a title that no other has, one h1, no identifier twice, nothing inline and no address of elsewhere."""
    folder = pair("opened")
    visitor, names = client(folder, "mira"), names_in(folder)
    titles: Counter[str] = Counter()
    for route in routes():
        answer = visitor.get(address(route, names))
        assert answer.status_code == 200, (route, answer.status_code)
        page = Outline(answer.content.decode())
        titles[page.title] += 1
        assert page.headings.count(1) == 1, route
        assert page.wrong == [], route
        assert [name for name, count in Counter(page.ids).items() if count > 1] == [], route
    assert [title for title, count in titles.items() if count > 1] == []


def test_no_link_of_a_page_leads_nowhere(pair: Pair) -> None:
    """Whatever a page links to is there."""
    folder = pair("opened")
    visitor, names = client(folder, "mira"), names_in(folder)
    found = {link.partition("#")[0] for route in routes() for link in Outline(visitor.get(address(route, names)).content.decode()).links}
    broken = {link: visitor.get(link).status_code for link in sorted(found) if visitor.get(link).status_code not in (200, 302)}
    assert broken == {}


@pytest.mark.parametrize("coder", ["ada", "mira", "owner"])
def test_a_blind_round_shows_in_no_page_and_no_answer(pair: Pair, coder: str) -> None:
    """What Ben wrote in a blind round stands in nothing that anybody else can ask for; Ben himself finds it."""
    folder = pair("blind")
    names = names_in(folder)

    def shown(who: str) -> list[str]:
        visitor = client(folder, who)
        pages = [address(route, names) for route in routes()]
        asked = answers_of(visitor.get("/api/openapi.json").json(), names)
        return [place for place in (*pages, *asked) if b"BEN-CANARY" in visitor.get(place).content]

    assert shown(coder) == []
    if coder == "ada":
        assert shown("ben")


@pytest.mark.parametrize("coder", ["ada", "mira"])
def test_a_blind_round_has_no_differences(pair: Pair, coder: str) -> None:
    """The pages that compare refuse while the round is blind."""
    folder = pair("blind")
    visitor, names = client(folder, coder), names_in(folder)
    assert {visitor.get(address(route, names)).status_code for route in routes() if OPEN_ONLY.match(route)} == {403}


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_can_be_used_by_everybody(pair: Pair, new_page: Callable[..., Any], look: str) -> None:
    """In both themes and from right to left axe-core finds nothing, the console is silent, and all that is loaded is our own."""
    folder = pair("opened")
    names = names_in(folder)
    page = new_page(**LOOKS[look])
    elsewhere: list[str] = []
    with served(folder) as workbench:
        page.on("request", lambda request: request.url.startswith(workbench.address) or elsewhere.append(request.url))
        come_in(page, workbench, "mira")
        wrong = {}
        for route in routes():
            page.goto(workbench.address + address(route, names))
            ready(page)
            assert page.locator("html").get_attribute("dir") == ("rtl" if look == "arabic" else "ltr")
            page.evaluate("document.querySelectorAll('main details').forEach((part) => { part.open = true; })")
            if found := violations(page):
                wrong[route] = found
        assert wrong == {}
    assert elsewhere == []
