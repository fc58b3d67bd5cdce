"""The lineage pages: what waits first, a reviewer's decisions, two texts side by side, families and boilerplate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support.stories import sentence
from support.studies import fork, mention, put_account, surroundings
from support.workbench import ask, client, come_in, ready, served, violations
from testimonia.domain.decisions import BoilerplateReview, RelationReview
from testimonia.domain.teamwork import ContentMark
from testimonia.domain.vocabulary import ContentFlag, Direction, ProposalStatus, RelationKind
from testimonia.errors import InputError, StaleDecision, UnknownReference
from testimonia.stages.trace import trace
from testimonia.stages.trace.comparing import pair
from testimonia.stages.trace.looking import family, stories, traced, waiting
from testimonia.stages.trace.reviewing import PairReview, review_boilerplate, review_relation, turn_relation
from testimonia.study import Study, merge, new_study, withdraw

NASTY = '<script>alert(1)</script> "><img src=x onerror=alert(1)> \u202egpj.exe'
TEAM = """study: {title: Those who left (invented), question: Why did they leave?}
coders:
  - {id: mira, role: lead}
  - {id: ada, role: coder}
"""
STORY, CUT = sentence(1, 120), sentence(4, 90)


class Library:
    """A story and its reprint (joined by rule), a half of it in another account (waits), half of another with nobody in it (waits)."""

    def __init__(self, folder: Path) -> None:
        self.study = new_study(folder, files={"study.yaml": TEAM}, surroundings=surroundings())
        words = STORY.split()
        changed = " ".join([*words[:40], "altered", *words[41:]])
        put = self._put
        self.first = put("first.txt", STORY, NASTY, "2015-01-02")
        self.reprint = put("reprint.txt", changed, "The reprint", "2015-02-03")
        self.half = put("half.txt", " ".join(words[:60]) + " " + sentence(2, 80), "Half of it", "2015-03-04")
        self.other = put("other.txt", CUT, "Another story", "2016-01-01")
        self.piece = put("piece.txt", " ".join(CUT.split()[:45]) + " " + sentence(3, 80), "A piece of another", "2016-02-01")
        self.lone = put("lone.txt", sentence(9, 100), "On its own", None)
        self.study.decide([mention(self.first, "m1"), mention(self.half, "m2")])
        trace(self.study)

    def _put(self, origin: str, body: str, title: str, published: str | None) -> Any:
        return put_account(self.study, origin, body, title=title, published=published)

    def queue(self) -> list[tuple[str, str]]:
        with self.study.read() as view:
            return [one.pair for one in waiting(view, traced(view))]

    def address(self, one: Any, other: Any) -> str:
        return f"/lineage/pair/{one.id}/{other.id}"


@pytest.fixture
def library(tmp_path: Path) -> Any:
    made = Library(tmp_path / "study")
    yield made
    made.study.close()


def pair_of(one: Any, other: Any) -> tuple[str, str]:
    return (one.id, other.id) if one.id < other.id else (other.id, one.id)


def reviews(study: Study) -> list[RelationReview]:
    with study.read() as view:
        return view.records(RelationReview)


# --- what waits


def test_what_changes_most_comes_first(library: Library) -> None:
    """A relation between people who may be counted twice goes before one between accounts that name nobody."""
    queue = library.queue()
    assert len(queue) == 2
    assert queue[0] in {pair_of(library.half, library.first), pair_of(library.half, library.reprint)}
    assert queue[1] == pair_of(library.other, library.piece)


def test_what_was_decided_waits_no_more_and_the_page_says_that_lineage_is_behind(library: Library) -> None:
    """A decision leaves the queue at once, before anything was run again; the stories follow after the next tracing."""
    first = library.queue()[0]
    visitor = client(library.study.folder, "ada")
    assert "out of date" not in visitor.get("/lineage").content.decode()
    body = {"a": first[0], "b": first[1], "act": "confirm", "kind": "excerpt", "direction": "undecided", "replaces": []}
    assert ask(visitor, "POST", "/api/lineage/relations", body).status_code == 200
    assert library.queue() == [pair_of(library.other, library.piece)]
    page = visitor.get("/lineage?show=queue").content.decode()
    assert "out of date" in page
    assert 'data-api="/api/run"' in page
    assert "Waiting for review (1)" in page
    trace(library.study)
    with library.study.read() as view:
        assert len(family(view, traced(view), library.half.id).family.accounts) == 3


# --- deciding


def test_decisions_read_the_same_whichever_way_round_they_are_given(library: Library) -> None:
    """Confirming with the accounts exchanged says the same; the log holds the smaller id first and the direction with it."""
    a, b = pair_of(library.first, library.half)
    ada = library.study.acting("ada")
    review_relation(ada, PairReview(a=b, b=a, kind=RelationKind.EXCERPT, status=ProposalStatus.ACCEPTED, direction=Direction.A_TO_B))
    assert [(one.a, one.b, one.direction) for one in reviews(library.study)] == [(a, b, Direction.B_TO_A)]
    again = review_relation(
        ada, PairReview(a=a, b=b, kind=RelationKind.EXCERPT, status=ProposalStatus.ACCEPTED, direction=Direction.B_TO_A)
    )
    assert again is None


def test_turning_needs_a_reason_and_something_to_turn(library: Library) -> None:
    """An edge is turned with a reason; without one, or where no direction is known, the refusal says what to do."""
    said = PairReview(
        a=library.first.id, b=library.half.id, kind=RelationKind.EXCERPT, status=ProposalStatus.ACCEPTED, direction=Direction.A_TO_B
    )
    with pytest.raises(InputError) as refused:
        turn_relation(library.study, said)
    assert refused.value.remedy
    with pytest.raises(InputError):
        turn_relation(library.study, replace(said, direction=Direction.COMMON, reason="why not"))
    turn_relation(library.study, replace(said, reason="  The half was first: it dates itself.  "))
    one = reviews(library.study)[0]
    assert one.direction is (Direction.B_TO_A if library.first.id < library.half.id else Direction.A_TO_B)
    assert one.reason == "The half was first: it dates itself."
    with library.study.read() as view:
        look = pair(view, traced(view), set(), library.first.id, library.half.id)
    assert look.left.account.id == library.half.id


def test_two_reviewers_at_one_pair(library: Library) -> None:
    """Whoever decides on what they did not see is refused with 409, and what the first said stands."""
    a, b = library.queue()[0]
    one, two = client(library.study.folder, "ada"), client(library.study.folder, "mira")
    body = {"a": a, "b": b, "act": "confirm", "kind": "excerpt", "replaces": []}
    assert ask(one, "POST", "/api/lineage/relations", body).status_code == 200
    refused = ask(two, "POST", "/api/lineage/relations", body | {"act": "reject"})
    assert refused.status_code == 409
    assert refused.json()["remedy"]
    assert [item.status for item in reviews(library.study)] == [ProposalStatus.ACCEPTED]
    with pytest.raises(StaleDecision):
        review_relation(
            library.study, PairReview(a=a, b=b, kind=RelationKind.EXCERPT, status=ProposalStatus.REJECTED), replaces=("0" * 64,)
        )


def test_taking_a_review_back_lets_the_pair_wait_again(library: Library) -> None:
    """The page offers one's own decision for taking back; then the relation waits as before."""
    before = library.queue()
    a, b = before[0]
    visitor = client(library.study.folder, "ada")
    row = ask(visitor, "POST", "/api/lineage/relations", {"a": a, "b": b, "act": "reject", "kind": "excerpt"}).json()["rows"][0]
    assert "Take my decision back" in visitor.get(f"/lineage/pair/{a}/{b}").content.decode()
    assert "Take my decision back" not in client(library.study.folder, "mira").get(f"/lineage/pair/{a}/{b}").content.decode()
    assert ask(client(library.study.folder, "ada"), "POST", f"/api/log/{row}/undo").status_code == 200
    assert library.queue() == before


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "cousin"},
        {"act": "maybe"},
        {"direction": "sideways"},
        {"b": None},
        {"a": ""},
        {"reason": "x" * 2001},
        {"replaces": "all"},
    ],
)
def test_a_misformed_review_is_refused(library: Library, change: dict[str, Any]) -> None:
    """What is not of the form asked for is refused with 422, and nothing is decided."""
    body = {"a": library.first.id, "b": library.half.id, "act": "confirm", "kind": "excerpt"} | change
    assert ask(client(library.study.folder, "ada"), "POST", "/api/lineage/relations", body).status_code == 422
    assert reviews(library.study) == []


def test_a_review_of_what_is_not_there_is_refused(library: Library) -> None:
    """No such account is 404, one that was withdrawn 410, an account with itself 422."""
    visitor = client(library.study.folder, "ada")
    body = {"a": library.first.id, "act": "confirm", "kind": "excerpt"}
    assert ask(visitor, "POST", "/api/lineage/relations", body | {"b": "f" * 24}).status_code == 404
    assert ask(visitor, "POST", "/api/lineage/relations", body | {"b": library.first.id}).status_code == 422
    withdraw(library.study, library.half.id, reason="asked to")
    assert ask(visitor, "POST", "/api/lineage/relations", body | {"b": library.half.id}).status_code == 410
    assert visitor.get(library.address(library.first, library.half)).status_code == 410
    assert visitor.get(f"/lineage/{'f' * 24}").status_code == 404


def test_a_pair_that_two_copies_decided_differently_waits_first(tmp_path: Path, library: Library) -> None:
    """After a merge the pair heads the queue, its page says so, and a new decision settles it."""
    other = fork(library.study, tmp_path / "other", "two")
    a, b = pair_of(library.other, library.piece)
    for copy, status in ((library.study, ProposalStatus.ACCEPTED), (other, ProposalStatus.REJECTED)):
        review_relation(copy.acting("ada"), PairReview(a=a, b=b, kind=RelationKind.EXCERPT, status=status))
    other.close()
    merge(library.study, tmp_path / "other")
    assert library.queue()[0] == (a, b)
    visitor = client(library.study.folder, "ada")
    assert "decided differently" in visitor.get(f"/lineage/pair/{a}/{b}").content.decode()
    rows = ask(visitor, "GET", f"/api/lineage/pairs/{a}/{b}").json()["rows"]
    assert len(rows) == 2
    body = {"a": a, "b": b, "act": "reject", "kind": "excerpt", "replaces": rows}
    assert ask(visitor, "POST", "/api/lineage/relations", body).status_code == 200
    assert (a, b) not in library.queue()


# --- looking


def test_two_texts_are_shown_whole_with_their_edits(library: Library) -> None:
    """Both texts are on the page word for word, the shared passage marked on both, what one has alone marked as such; earlier on the left."""
    with library.study.read() as view:
        look = pair(view, traced(view), set(), library.reprint.id, library.first.id)
        texts = {one.id: view.edition(one.main or "") for one in (library.first, library.reprint)}
    assert look.left.account.id == library.first.id
    for side in (look.left, look.right):
        whole = "".join(text for stretch in side.stretches for text, _ in stretch.pieces)
        edition = texts[side.account.id]
        assert edition is not None
        assert whole == edition.text
    changed = [[text for stretch in side.stretches for text, other in stretch.pieces if other] for side in (look.left, look.right)]
    assert changed == [[STORY.split()[40]], ["altered"]]
    page = client(library.study.folder, "ada").get(library.address(library.first, library.reprint)).content.decode()
    assert f"<del>{STORY.split()[40]}</del>" in page
    assert "<ins>altered</ins>" in page


def test_a_text_of_violence_is_folded_with_a_warning(library: Library) -> None:
    """Whoever compares two texts is warned before they read what another reader marked; the words stay folded until asked for."""
    library.study.decide([ContentMark(account=library.first.id, flag=ContentFlag.GRAPHIC)])
    page = client(library.study.folder, "ada").get(library.address(library.first, library.reprint)).content.decode()
    assert page.count('<details class="graphic">') == 2
    assert "graphic violence" in page


def test_a_family_is_a_tree_with_its_relations_outside(library: Library) -> None:
    """The root comes first, the reprint hangs on it with its evidence in words, and what is proposed is listed beside."""
    with library.study.read() as view:
        look = family(view, traced(view), library.reprint.id)
    assert [(node.account.id, node.depth) for node in look.nodes] == [(library.first.id, 0), (library.reprint.id, 1)]
    assert len(look.outside) == 1
    assert len(look.variants) == 1
    page = client(library.study.folder, "ada").get(f"/lineage/{library.reprint.id}").content.decode()
    assert "joined by the rule of study.yaml" in page
    assert "was published <bdi>2015-01-02</bdi>" in page
    assert "altered" in page


@pytest.mark.parametrize(
    ("query", "count"), [("", 1), ("?q=reprint", 1), ("?q=on+its+own", 0), ("?show=waiting", 1), ("?show=undecided", 0), ("?page=99", 1)]
)
def test_stories_are_found_and_filtered(library: Library, query: str, count: int) -> None:
    """Words of any account's title find its story; filters narrow; a page beyond the last is the last."""
    page = client(library.study.folder, "ada").get("/lineage" + query)
    assert page.status_code == 200
    assert (f"/lineage/{library.first.id}" in page.content.decode()) is bool(count)


def test_every_page_is_inert_and_answers(library: Library) -> None:
    """Titles of others become no markup and turn no text around them, on any page of lineage."""
    visitor = client(library.study.folder, "ada")
    pages = [
        "/lineage",
        "/lineage?show=queue",
        "/lineage/boilerplate",
        f"/lineage/{library.first.id}",
        library.address(library.first, library.half),
    ]
    review_relation(
        library.study,
        PairReview(a=library.first.id, b=library.half.id, kind=RelationKind.EXCERPT, status=ProposalStatus.REJECTED, reason=NASTY),
    )
    for address in pages:
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        said = answer.content.decode()
        assert "<script>alert" not in said
        assert "<img src=x" not in said
        assert "\u202e" not in said
    assert "&lt;script&gt;" in visitor.get(pages[3]).content.decode()


def test_an_empty_study_is_a_friendly_start(tmp_path: Path) -> None:
    """Before anything is traced every page of lineage says what to do."""
    with new_study(tmp_path / "study", surroundings=surroundings()) as study:
        visitor = client(study.folder)
        assert "No stories yet" in visitor.get("/lineage").content.decode()
        assert "Nothing waits" in visitor.get("/lineage?show=queue").content.decode()
        assert "No boilerplate" in visitor.get("/lineage/boilerplate").content.decode()
        account = put_account(study, "a.txt", STORY)
        assert visitor.get(f"/lineage/{account.id}").status_code == 404
        other = put_account(study, "b.txt", STORY)
        assert visitor.get(f"/lineage/pair/{account.id}/{other.id}").status_code == 200
        assert visitor.get(f"/lineage/pair/{account.id}/{account.id}").status_code == 404


# --- boilerplate


@pytest.fixture
def imprint(tmp_path: Path) -> Any:
    """An outlet that puts the same lines under each of its accounts."""
    study = new_study(tmp_path / "study", files={"study.yaml": TEAM}, surroundings=surroundings())
    foot = sentence(77, 40)
    for n in range(8):
        account = put_account(study, f"{n}.txt", f"{sentence(100 + n, 90)}\n{foot}", title=f"Account {n} {NASTY}")
        study.store.keep_account("owner", [replace(account, outlet="The Imprint")], [])
    trace(study)
    yield study
    study.close()


def test_boilerplate_is_shown_and_decided_line_by_line(imprint: Study) -> None:
    """A line found by tracing is on the page with its words; letting it count takes effect at the next run, and can be changed again."""
    visitor = client(imprint.folder, "ada")
    page = visitor.get("/lineage/boilerplate").content.decode()
    foot = sentence(77, 40)
    assert " ".join(foot.split()[2:20]) in page
    with imprint.read() as view:
        from testimonia.stages.trace.looking import boilerplate

        line = boilerplate(view, traced(view))[0][0].line
    body = {"account": line.account, "edition": line.edition, "start": line.start, "end": line.end, "status": "rejected", "replaces": []}
    assert ask(visitor, "POST", "/api/lineage/boilerplate", body).status_code == 200
    assert ask(visitor, "POST", "/api/lineage/boilerplate", body | {"status": "accepted"}).status_code == 409
    page = visitor.get("/lineage/boilerplate").content.decode()
    assert "its words count" in page
    assert "said by ada" in page
    trace(imprint)
    with imprint.read() as view:
        assert stories(view, traced(view), ()).count or waiting(view, traced(view))


@pytest.mark.parametrize(
    "change", [{"start": 5, "end": 5}, {"end": 10_000_000}, {"start": -1}, {"status": "proposed"}, {"edition": "none"}]
)
def test_a_passage_that_is_none_is_no_boilerplate(imprint: Study, change: dict[str, Any]) -> None:
    """A span outside its text, an empty one, another text than the account's: refused, and nothing is decided."""
    with imprint.read() as view:
        from testimonia.domain.evidence import Account

        account = view.records(Account)[0]
    body = {"account": account.id, "edition": account.main, "start": 0, "end": 20, "status": "accepted"} | change
    assert ask(client(imprint.folder, "ada"), "POST", "/api/lineage/boilerplate", body).status_code in {404, 422}
    with imprint.read() as view:
        assert view.records(BoilerplateReview) == []


def test_boilerplate_of_nothing_is_refused_in_python_too(imprint: Study) -> None:
    """The function answers as the interface does."""
    with pytest.raises(UnknownReference):
        review_boilerplate(imprint, BoilerplateReview(account="f" * 24, edition="x", start=0, end=1, status=ProposalStatus.ACCEPTED))


# --- in a browser


@pytest.mark.browser
def test_a_reviewer_works_through_the_queue(library: Library, new_page: Callable[..., Any]) -> None:
    """From the stories to what waits: passages by keys, a turn refused without its reason and taken with it, a rejection, taking it back."""
    folder = library.study.folder
    library.study.close()
    page = new_page()
    with served(folder) as workbench:
        come_in(page, workbench, "ada")
        for address in ("/lineage", f"/lineage/{library.first.id}", "/lineage?show=queue", library.address(library.first, library.reprint)):
            page.goto(workbench.address + address)
            ready(page)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                assert violations(page) == [], address
        page.goto(workbench.address + "/lineage?show=queue")
        ready(page)
        page.get_by_role("link", name="Begin with the first").click()
        ready(page)
        page.keyboard.press("n")
        assert page.locator("mark.at").count() == 2
        boxes = [page.locator(f"#{side}1").bounding_box() for side in ("left", "right")]
        assert abs(boxes[0]["y"] - boxes[1]["y"]) < 2
        old = page.context.new_page()  # a fault's status is a complaint of the console: it is provoked where nobody listens
        old.goto(page.url)
        ready(old)
        old.get_by_role("button", name="Turn round").click()
        old.locator("#review .fault").wait_for()
        assert "reason" in old.locator("#review .fault").inner_text()
        old.get_by_label("Reason").fill("It dates itself.")
        old.get_by_role("button", name="Turn round").click()
        following = "/".join(pair_of(library.other, library.piece))
        old.wait_for_url(f"**/lineage/pair/{following}")
        page.goto(workbench.address + f"/lineage/pair/{following}")
        ready(page)
        page.keyboard.press("r")
        page.wait_for_url("**/lineage?show=queue")
        ready(page)
        assert page.get_by_text("Nothing waits").is_visible()
        page.goto(workbench.address + library.address(library.other, library.piece))
        ready(page)
        page.get_by_role("button", name="Take my decision back").click()
        page.locator("#confirm").get_by_role("button", name="Yes").click()
        page.get_by_role("link", name="Waiting for review (1)").wait_for()
