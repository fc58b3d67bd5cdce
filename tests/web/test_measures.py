"""Comparisons, timelines, flows, pairs and credibility: every count opens its cases, and each case its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from support.measuring import filled
from support.workbench import client, come_in, ready, served, violations
from testimonia.domain.results import Measure
from testimonia.study import open_study
from testimonia.web.measured import name_of, onward

ENTRIES = ("by-origin", "by-condition", "by-movement", "by-source", "in-time", "from-to", "pairs", "believed")
SLOW = 0.2
"""Seconds that a page may take."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study with an entry of every kind, computed; nobody changes it."""
    made = filled(tmp_path_factory.mktemp("measures") / "s")
    made.study.close()
    return Path(made.study.folder)


@pytest.fixture
def visitor(folder: Path) -> Iterator[Any]:
    """Somebody of the team."""
    return client(folder, "anna")


def row(folder: Path, plan: str, measure: str, item: str = "") -> Measure:
    with open_study(folder, coder="anna") as study, study.read_as_machine() as view:
        return next(
            one for one in view.outputs("analyse", Measure) if (one.plan, one.measure) == (plan, measure) and item in ("", one.item)
        )


def body(visitor: Any, address: str, **more: Any) -> str:
    answer = visitor.get(address, **more)
    assert answer.status_code == 200, address
    said: str = answer.content.decode()
    return said


def test_every_count_of_every_entry_opens_cases(visitor: Any) -> None:
    """Whatever number of an entry is followed, it lists people, with a link to each or the words that nobody is counted."""
    for name in ENTRIES:
        page = body(visitor, f"/findings/{name}")
        links = set(re.findall(r'href="(/findings/[^"]+/measure/[^"]+)"', page))
        assert links, name
        assert f"/findings/{name}" in body(visitor, "/findings")
        for link in links:
            cases = body(visitor, link)
            assert 'href="/cases/' in cases or "Nobody is counted here" in cases, link


def test_a_side_of_a_difference_leads_to_the_archived_words(folder: Path, visitor: Any) -> None:
    """Who has the reason stands with the marked passage, the answer that puts them in the group, and a link into the text."""
    found = row(folder, "by-origin", "difference", "icsr-2015:leaving-brutality")
    page = body(visitor, f"/findings/by-origin/measure/{found.id}?of=have")
    assert page.count('<article class="witness') == found.k == 6
    assert re.search(r'href="/read/[0-9a-f]+#c=\d+-\d+"', page)
    assert "The coast" in page
    other = body(visitor, f"/findings/by-origin/measure/{found.id}?of=other-lack")
    assert other.count('<article class="witness') == found.other_n - found.other_k == 5


def test_groups_have_readable_names(visitor: Any) -> None:
    """A group is named by its label; one without a label in words, never by a value of the file."""
    page = re.sub("<[^>]*>", " ", body(visitor, "/findings/by-condition"))
    assert "by message" in page
    assert "in custody" in page
    assert "by-message" not in page
    assert "condition=" not in page
    assert "The coast – The hills" in re.sub("<[^>]*>", "", body(visitor, "/findings/by-origin"))


@pytest.mark.parametrize(
    ("plan", "measure", "told"),
    [
        ("by-condition", "difference", "Conditions of speaking"),
        ("by-movement", "difference", "Dawn Guard"),
        ("by-source", "difference", "Post"),
        ("in-time", "people", "Left"),
        ("in-time", "lag", "2016-11"),
    ],
)
def test_what_puts_a_case_in_its_group_is_shown(folder: Path, visitor: Any, plan: str, measure: str, told: str) -> None:
    """Beside the words stands what the group is formed by: condition, movement, source, date."""
    found = row(folder, plan, measure)
    parts = re.findall(r'href="\?of=([a-z-]+)"', body(visitor, f"/findings/{plan}/measure/{found.id}"))
    assert any(told in body(visitor, f"/findings/{plan}/measure/{found.id}?of={part}").partition('<ul class="tabs">')[2] for part in parts)


def test_contradictions_stand_with_their_passages(folder: Path, visitor: Any) -> None:
    """Both birth years, each with its words and a link to their place, on the page of the entry and on that of the contradiction."""
    found = row(folder, "believed", "contradiction")
    for address in ("/findings/believed", f"/findings/believed/measure/{found.id}"):
        page = body(visitor, address)
        assert "<strong><bdi>1990</bdi></strong>" in page
        assert "<strong><bdi>1992</bdi></strong>" in page
        assert "<mark>guard</mark>" in page
        assert "#c=4-9" in page


def test_cards_of_pairs_and_time_say_how_far_they_hold(folder: Path, visitor: Any) -> None:
    """A pair and a change have a card with its figures, what does not apply, a way to the cases; a story that was left out goes by its title."""
    for plan, measure, told in (
        ("pairs", "lift", "by chance"),
        ("in-time", "change", "second period had"),
        ("in-time", "people", "period had more"),
    ):
        found = row(folder, plan, measure)
        page = body(visitor, f"/findings/{plan}/card/{found.id}")
        assert told in page
        assert "Does not apply" in page
        assert f"/findings/{plan}/measure/{found.id}" in page
        assert re.findall('<svg[^>]* class="([a-z]+)', page)[0] == "forest"
    difference = row(folder, "by-origin", "difference", "icsr-2015:leaving-brutality")
    moved = re.search("leaving out a story</th>(.*?)</tr>", body(visitor, f"/findings/by-origin/card/{difference.id}"), re.DOTALL)
    assert moved is not None
    assert re.search(r"Guard \d+ \((Post|Radio), 201[67]-11\)", moved[1])


def test_strange_addresses_are_not_found(folder: Path, visitor: Any) -> None:
    """A measure of another entry, a part that it has not and a page that is none."""
    found = row(folder, "pairs", "jaccard")
    assert visitor.get(f"/findings/by-origin/measure/{found.id}").status_code == 404
    assert visitor.get("/findings/pairs/measure/nothing").status_code == 404
    assert visitor.get(f"/findings/pairs/measure/{found.id}?of=evil").status_code == 404
    assert visitor.get(f"/findings/pairs/measure/{found.id}?page=99999999").status_code == 200


def test_out_of_date_is_said_and_lists_what_was_counted(tmp_path: Path) -> None:
    """After a decision the number still opens the cases that it was made of, and says that it does not fit any more."""
    from testimonia.domain.decisions import Judgement

    made = filled(tmp_path / "s")
    case = made.cases[5]
    made.study.decide([Judgement(id="later", account=case.accounts[0], mention=case.mentions[0], coder="anna", conditions=("custody",))])
    made.study.close()
    found = Path(made.study.folder)
    with open_study(found, coder="anna") as study, study.read_as_machine() as view:
        run = view.latest("analyse")
        assert run is not None
        difference = next(one for one in view.left_by(run, Measure) if (one.plan, one.measure) == ("by-condition", "difference"))
    page = body(client(found, "anna"), f"/findings/by-condition/measure/{difference.id}")
    assert "out of date" in page
    assert "testimonia analyse" in page
    assert "of=lack" not in page
    from support.workbench import ask

    told = ask(client(found, "anna"), "GET", f"/api/findings/{difference.id}").json()
    assert told["stale"] is True
    assert set(told["counts"]) == {"have", "other"}


def test_programs_get_measures_like_findings(folder: Path, visitor: Any) -> None:
    """The list holds every measure of the run with where its cases and its card are; these are those of the page."""
    from support.workbench import ask

    with open_study(folder, coder="anna") as study, study.read_as_machine() as view:
        made = {one.id for one in view.outputs("analyse", Measure)}
    told = ask(visitor, "GET", "/api/findings").json()
    assert {one["id"] for one in told["measures"]} == made
    assert not {one["id"] for one in told["findings"]} & made
    difference = next(one for one in told["measures"] if (one["plan"], one["measure"]) == ("by-origin", "difference"))
    cases = ask(visitor, "GET", f"{difference['cases']}?of=lack").json()
    assert (cases["part"], cases["counts"]["have"], len(cases["cases"])) == ("lack", difference["k"], difference["n"] - difference["k"])
    others = ask(visitor, "GET", f"{difference['cases']}?of=other").json()
    assert {one["case"] for one in others["cases"]} == set(difference["against"])
    card = ask(visitor, "GET", difference["card"]).json()
    assert card["sentence"].startswith("That the ")
    assert {one["axis"] for one in card["axes"]}.isdisjoint(card["absent"])


def test_programs_get_what_contradicts_itself_with_its_words(folder: Path, visitor: Any) -> None:
    """Each telling with its account, its place and its quotation; a part that a number has not, and a card of none, are not found."""
    from support.workbench import ask

    found = row(folder, "believed", "contradiction")
    told = ask(visitor, "GET", f"/api/findings/{found.id}").json()
    assert {one["value"] for one in told["tellings"]} == {one.value for one in found.tellings}
    assert all(one["quote"] for one in told["tellings"])
    assert ask(visitor, "GET", f"/api/findings/{found.id}?of=silent").status_code == 404
    assert ask(visitor, "GET", f"/api/findings/{found.id}/card").status_code == 404


@pytest.mark.parametrize(
    ("one", "two", "whole"),
    [("faith", "غادر", "faith → غادر"), ("غادر", "faith", "غادر ← faith"), ("غادر: 2015", "2016", "غادر: 2015 ← 2016"), ("2015", "2016", "2015 → 2016")],
)  # fmt: skip
def test_an_arrow_points_from_the_first_to_the_second_however_it_is_read(one: str, two: str, whole: str) -> None:
    """What begins with a letter that is written from the right is read from there, and so is its arrow."""
    assert onward(one, two) == whole


@pytest.mark.usefixtures("visitor")  # names are said in the language of a door that is open
def test_no_two_numbers_of_an_entry_have_one_name(folder: Path) -> None:
    """The exits of a period are not called as the people who left in it are, nor anything else of a timeline as another."""
    with open_study(folder, coder="anna") as study, study.read_as_machine() as view:
        rows = [one for one in view.outputs("analyse", Measure) if one.plan == "in-time"]
        called = [name_of(study.protocol, one) for one in rows]
    assert {one.measure for one in rows} >= {"people", "exits", "change"}
    assert len(set(called)) == len(called)


def test_a_change_says_how_it_was_counted(folder: Path, visitor: Any) -> None:
    """Which days count alike, and whose dates are known roughly, stands beside the change, on its own page, and in the reader's language."""
    found = row(folder, "in-time", "change")
    assert found.note.startswith("A day as likely as another.")
    for address in ("/findings/in-time", f"/findings/in-time/measure/{found.id}"):
        assert found.note in unescape(body(visitor, address))
        assert "كل يوم محتمل كغيره." in body(visitor, address, headers={"accept-language": "ar"})


def test_every_number_says_how_it_came_about(folder: Path, visitor: Any) -> None:
    """Method, out of whom, whose word, threshold, what was drawn with which seed, and the state: on the page of a number as of an entry."""
    for plan, measure in (("pairs", "lift"), ("by-condition", "difference"), ("in-time", "people")):
        found = row(folder, plan, measure)
        page = unescape(re.sub("<[^>]+>", "", body(visitor, f"/findings/{plan}/measure/{found.id}")))
        said = [found.method, found.snapshot, "Out of:", "Layer:", "Threshold of credibility: none"]
        said += [f"seed {found.seed}"] if found.replicates else []
        assert [text for text in said if text.casefold() not in page.casefold()] == []
    assert "Exact conditional" not in body(visitor, "/findings/in-time", headers={"accept-language": "ar"})
    arabic = body(visitor, f"/findings/pairs/measure/{row(folder, 'pairs', 'lift').id}", headers={"accept-language": "ar"})
    assert "إعادة سحب الحالات" in arabic


def test_things_of_a_flow_count_cases_once(folder: Path, visitor: Any) -> None:
    """The drawing's numbers stand in a table of their own, whoever has several reasons being one case of each."""
    found = row(folder, "from-to", "flow")
    table = re.search("Cases that have each thing.*?</table>", body(visitor, "/findings/from-to"), re.DOTALL)
    assert table
    assert f"<bdi>{found.n}</bdi>" in table[0]


def test_in_arabic_a_change_leads_to_the_left(visitor: Any) -> None:
    """The row of a change begins with our own word, so the later period stands to the left of the former, and the arrow shows there."""
    page = body(visitor, "/findings/in-time", headers={"accept-language": "ar"})
    assert re.search(r"<bdi>غادر: \d{4} ← \d{4}</bdi>", page)
    assert not re.search(r"<bdi>غادر: [^<]*→", page)


def test_in_arabic_no_word_of_ours_is_left_in_english(visitor: Any) -> None:
    """Heads, captions and tabs of an entry are in the reader's language; names of codes and people stay as the study has them."""
    for name in ("by-condition", "in-time", "pairs", "believed"):
        page = body(visitor, f"/findings/{name}", headers={"accept-language": "ar"})
        for part in re.findall(r'<th scope="col">(.*?)</th>|<caption[^>]*>(.*?)</caption>|<summary>(.*?)</summary>', page):
            assert not re.search("[A-Za-z]{3,}", re.sub("<[^>]*>|Jaccard", "", "".join(part))), (name, part)


def test_the_pages_are_quick(folder: Path, visitor: Any) -> None:
    """An entry and the cases of a number are there within the limit, asked for a second time (the best of three, on whatever machine)."""
    found = row(folder, "pairs", "lift")
    for address in ("/findings", "/findings/by-condition", "/findings/believed", f"/findings/pairs/measure/{found.id}"):
        body(visitor, address)
        took = []
        for _ in range(3):
            start = perf_counter()
            body(visitor, address)
            took.append(perf_counter() - start)
        assert min(took) < SLOW, address


@pytest.mark.browser
@pytest.mark.parametrize("look", [{"color_scheme": "light"}, {"color_scheme": "dark", "locale": "ar"}], ids=["light", "arabic-dark"])
def test_from_a_difference_to_the_words_with_the_keys(folder: Path, new_page: Callable[..., Any], look: dict[str, Any]) -> None:
    """By the keyboard alone from the overview to an entry, from a count to its cases and to the words; axe finds nothing on the way."""
    page = new_page(**look)
    with served(folder) as workbench:
        come_in(page, workbench, "anna")
        page.goto(f"{workbench.address}/findings")
        ready(page)
        page.locator("#plan-by-origin a").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/findings/by-origin")
        ready(page)
        for folded in page.locator("details summary").all():
            folded.focus()
            page.keyboard.press("Enter")
        assert violations(page) == []
        page.locator("table.grid td a").nth(3).focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/measure/**")
        ready(page)
        assert page.locator("article.witness mark").first.is_visible()
        assert violations(page) == []
        page.locator("article.witness .source a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/read/**")
        page.goto(f"{workbench.address}/findings/believed")
        ready(page)
        assert violations(page) == []
