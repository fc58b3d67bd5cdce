"""The Reader's interface and pages: what may be marked, by whom, and who sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.coding import MIXED, Coded, coding_study, suggest
from support.workbench import ask, client
from testimonia.domain.decisions import Coding, Completion, SuggestionReview
from testimonia.domain.results import Suggestion
from testimonia.store.kinds import KIND_OF
from testimonia.store.log import in_order
from testimonia.study import open_study

NASTY = '<script>alert(1)</script>"><img src=x onerror=alert(1)> \u202eevil'


@pytest.fixture
def coded(tmp_path: Path) -> Coded:
    """The study of a small team."""
    return coding_study(tmp_path / "study")


def log_length(coded: Coded) -> int:
    with open_study(coded.folder) as study, study.store.read() as connection:
        return len(list(in_order(connection)))


def all_of(coded: Coded, record: type) -> list[Any]:
    with open_study(coded.folder) as study, study.store.read() as connection:
        return study.store.records(connection, record)


def test_a_passage_is_marked_changed_and_taken_back(coded: Coded) -> None:
    """What a coder saves is one coding with its quotation; twice is once; it can be changed, taken back and said again."""
    ada = client(coded.folder, "ada")
    row = coded.row("english", "We slept in sheds", "leaving:quality-of-life", mention="m-english", memo="Housing.", unsure=True)
    first = ask(ada, "POST", "/api/reading/codings", row)
    assert first.status_code == 200, first.content
    made = first.json()
    assert ask(ada, "POST", "/api/reading/codings", row).json() == made
    (kept,) = all_of(coded, Coding)
    assert (kept.quote, kept.coder, kept.round, kept.memo, kept.unsure) == ("We slept in sheds", "ada", "c1", "Housing.", True)
    change = {**row, "code": "leaving:privilege", "stance": "denies", "replaces": made["row"]}
    second = ask(ada, "PUT", f"/api/reading/codings/{made['id']}", change)
    assert (second.status_code, second.json()["code"], second.json()["stance"]) == (200, "leaving:privilege", "denies")
    assert ask(ada, "DELETE", f"/api/reading/codings/{made['id']}?replaces={second.json()['row']}").status_code == 200
    assert all_of(coded, Coding) == []
    assert ask(ada, "POST", "/api/reading/codings", row).status_code == 200


def test_two_windows_do_not_overwrite_each_other(coded: Coded) -> None:
    """A change that rests on an older state than the one in force is refused with 409, and what is in force stays."""
    ada = client(coded.folder, "ada")
    row = coded.row("english", "We slept in sheds")
    made = ask(ada, "POST", "/api/reading/codings", row).json()
    now = ask(ada, "PUT", f"/api/reading/codings/{made['id']}", {**row, "memo": "one", "replaces": made["row"]}).json()
    before = log_length(coded)
    for method, path, body in (
        ("PUT", f"/api/reading/codings/{made['id']}", {**row, "memo": "two", "replaces": made["row"]}),
        ("DELETE", f"/api/reading/codings/{made['id']}?replaces={made['row']}", None),
        ("POST", "/api/reading/codings", {**row, "memo": "three"}),
    ):
        answer = ask(ada, method, path, body)
        assert (answer.status_code, answer.json()["error"]) == (409, "stale-decision")
        assert answer.json()["remedy"]
    assert log_length(coded) == before
    assert all_of(coded, Coding)[0].memo == now["memo"]


def tampered(coded: Coded) -> list[tuple[str, dict[str, Any], set[int]]]:
    good = coded.passage("mixed", 0, 7)
    family = MIXED.index("\U0001f468")
    flags = MIXED.index("\U0001f1e9")
    accent = MIXED.index("\u0301")
    cuts = [(family, family + 1), (family + 2, family + 5), (flags, flags + 1), (flags + 1, flags + 3), (accent - 3, accent)]
    return [
        ("negative", {**good, "start": -1}, {422}),
        ("empty", {**good, "start": 3, "end": 3, "quote": "x"}, {422}),
        ("turned round", {**good, "start": 5, "end": 2}, {422}),
        ("beyond the end", {**good, "end": len(MIXED) + 1}, {422}),
        ("very large", {**good, "end": 10**30}, {422}),
        ("not a number", {**good, "start": "first"}, {422}),
        *((f"cuts {start}-{end}", coded.passage("mixed", start, end), {422}) for start, end in cuts),
        ("other words", {**good, "quote": "Day two"}, {409}),
        ("other place", {**good, "start": 1, "end": 8}, {409}),
        ("half a character", {**good, "quote": "\ud83d"}, {409, 422}),
        ("other text", {**good, "text_sha256": "0" * 64}, {409}),
        ("no digest", {**good, "text_sha256": "nonsense"}, {422}),
        ("other edition", {**good, "edition": coded.accounts["english"].main}, {409}),
        ("other account", {**good, "account": coded.accounts["english"].id}, {409}),
        ("no account", {**good, "account": "nothing"}, {404}),
    ]


def test_tampered_passages_are_refused_and_nothing_is_written(coded: Coded) -> None:
    """Offsets that are no place, cut a character or hold other words than the quotation: 4xx, and the log stays as it was."""
    ada = client(coded.folder, "ada")
    before = log_length(coded)
    for what, passage, wanted in tampered(coded):
        row = {**passage, "code": "leaving:brutality", "codebook_version": 1, "round": "c1"}
        answer = ask(ada, "POST", "/api/reading/codings", row)
        assert answer.status_code in wanted, (what, answer.status_code, answer.content)
        assert answer.json()["message"], what
    assert log_length(coded) == before


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"code": "leaving:none"}, 422),
        ({"code": "nowhere:brutality"}, 404),
        ({"codebook_version": 7}, 409),
        ({"round": "c9"}, 422),
        ({"stance": "perhaps"}, 422),
        ({"mention": "m-mixed"}, 422),
        ({"episode": "e1"}, 422),
        ({"memo": "x" * 20_001}, 422),
    ],
)
def test_what_a_coding_names_must_exist(coded: Coded, change: dict[str, Any], status: int) -> None:
    """Codes, versions, rounds, people and episodes that the study does not hold are refused with words."""
    ada = client(coded.folder, "ada")
    before = log_length(coded)
    answer = ask(ada, "POST", "/api/reading/codings", coded.row("english", "I left", **change))
    assert (answer.status_code, bool(answer.json()["message"])) == (status, True), answer.content
    assert log_length(coded) == before


def test_who_may_code_what(coded: Coded) -> None:
    """A screener codes nothing, a coder only for a round of theirs, and nobody takes back another's coding."""
    ada, ben, sam = (client(coded.folder, name) for name in ("ada", "ben", "sam"))
    row = coded.row("english", "I left")
    made = ask(ada, "POST", "/api/reading/codings", row).json()
    assert ask(sam, "POST", "/api/reading/codings", {**row, "round": None}).status_code == 422
    assert ask(ben, "DELETE", f"/api/reading/codings/{made['id']}?replaces={made['row']}").status_code == 404
    assert ask(ben, "PUT", f"/api/reading/codings/{made['id']}", {**row, "replaces": made["row"]}).status_code == 422
    assert ask(client(coded.folder, "mira"), "POST", "/api/reading/codings", row).status_code == 422


def test_a_blind_round_stays_blind(coded: Coded) -> None:
    """Until the round is opened no page and no answer shows a coder, or the lead, what another has marked."""
    ada = client(coded.folder, "ada")
    row = coded.row("english", "We slept in sheds", memo="secret words of ada")
    made = ask(ada, "POST", "/api/reading/codings", row).json()
    page = f"/read/{coded.accounts['english'].id}"
    assert b"secret words of ada" in ada.get(page).content
    for other in ("ben", "mira", "owner"):
        content = client(coded.folder, other).get(page).content
        assert b"secret words of ada" not in content
        assert made["id"].encode() not in content
    from testimonia.stages.code import open_round

    with open_study(coded.folder, coder="mira") as study:
        open_round(study, "c1")
    assert b"secret words of ada" in client(coded.folder, "ben").get(page).content


def test_finishing_and_opening_again(coded: Coded) -> None:
    """A finished unit says for which version of the codebook; another version is refused; it can be opened again."""
    ada = client(coded.folder, "ada")
    unit = {"account": coded.accounts["english"].id, "codebook": "leaving", "version": 1, "round": "c1"}
    assert ask(ada, "POST", "/api/reading/completions", {**unit, "version": 2}).status_code == 409
    done = ask(ada, "POST", "/api/reading/completions", unit)
    assert done.status_code == 200
    (kept,) = all_of(coded, Completion)
    assert (kept.version, kept.coder, kept.round) == (1, "ada", "c1")
    assert "1 of 3 accounts finished" in ada.get("/read").content.decode()
    back = {"subject": KIND_OF[Completion].subject(kept), "replaces": done.json()["rows"][0]}
    assert ask(ada, "POST", "/api/reading/completions/taken-back", back).status_code == 200
    assert all_of(coded, Completion) == []


def test_questions_reach_the_lead_and_nobody_else(coded: Coded) -> None:
    """A question about a passage of a blind round is seen by its coder and the lead, who answers and closes it."""
    ada, mira, ben = (client(coded.folder, name) for name in ("ada", "mira", "ben"))
    account = coded.accounts["english"].id
    words = {
        "account": account,
        "round": "c1",
        "text": "Is a shed a house?",
        "start": 84,
        "end": 89,
        "quote": coded.texts["english"][84:89],
    }
    assert ask(ada, "POST", "/api/questions", words).status_code == 200
    assert b"Is a shed a house?" not in ben.get(f"/read/{account}").content
    page = mira.get(f"/read/{account}").content.decode()
    assert "Is a shed a house?" in page
    thread = page.partition("/api/questions/")[2].partition("/replies")[0]
    assert ask(ben, "POST", f"/api/questions/{thread}/replies", {"text": "I think so"}).status_code == 422
    assert ask(mira, "POST", f"/api/questions/{thread}/replies", {"text": "It is not.", "closed": True}).status_code == 200
    assert b"It is not." in ada.get(f"/read/{account}").content


def test_a_warning_folds_the_text(coded: Coded) -> None:
    """A marked account opens folded, with what it is marked for; the text itself is all there, and no picture is."""
    ada = client(coded.folder, "ada")
    account = coded.accounts["english"].id
    body = {"account": account, "flag": "graphic", "note": NASTY}
    assert ask(ada, "POST", "/api/reading/warnings", body).status_code == 200
    page = client(coded.folder, "ben").get(f"/read/{account}").content.decode()
    assert "graphic violence" in page
    assert '<div id="text"' in page
    assert "hidden>" in page.partition('<div id="text"')[2][:400]
    assert "<img" not in page


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    """Scripts, markup and direction overrides in a title, a text, a label or a memo are shown, never carried out."""
    coded = coding_study(tmp_path / "study", {"nasty": f"{NASTY}\nand </p></div><script>alert(2)</script> more"}, title=NASTY)
    ada = client(coded.folder, "ada")
    start = coded.texts["nasty"].index("and")
    body = {
        **coded.passage("nasty", start, start + 3),
        "code": "leaving:brutality",
        "codebook_version": 1,
        "round": "c1",
        "memo": NASTY + "</script>",
    }
    assert ask(ada, "POST", "/api/reading/codings", body).status_code == 200
    for path in ("/read", f"/read/{coded.accounts['nasty'].id}"):
        page = ada.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert ada.get(f"/read/{coded.accounts['nasty'].id}").content.decode().count("\u202e") == 1, "only in the text itself"


def test_suggestions_are_no_codings(coded: Coded) -> None:
    """What a machine proposes is offered until a coder has looked at it, and counts as nothing."""
    start = coded.texts["english"].index("the commander")
    with open_study(coded.folder) as study:
        suggest(
            study,
            coded.accounts,
            Suggestion(
                id="s1",
                account=coded.accounts["english"].id,
                kind="code",
                target="leaving",
                value="leaving:privilege",
                edition=coded.accounts["english"].main,
                start=start,
                end=start + 13,
                score=0.7,
                method="rules",
                version="1",
            ),
        )
    ada, ben = client(coded.folder, "ada"), client(coded.folder, "ben")
    page = f"/read/{coded.accounts['english'].id}"
    assert '"id": "s1"' in ada.get(page).content.decode()
    body = {"account": coded.accounts["english"].id, "status": "rejected", "round": "c1"}
    assert ask(ada, "POST", "/api/reading/suggestions/s2", body).status_code == 404
    assert ask(ada, "POST", "/api/reading/suggestions/s1", body).status_code == 200
    assert '"id": "s1"' not in ada.get(page).content.decode()
    assert '"id": "s1"' in ben.get(page).content.decode()
    assert (all_of(coded, Coding), len(all_of(coded, SuggestionReview))) == ([], 1)


def test_pages_of_what_is_not_there(coded: Coded) -> None:
    """An unknown account or codebook is a page of its own, with a remedy."""
    ada = client(coded.folder, "ada")
    assert ada.get("/read/nothing").status_code == 404
    assert ada.get("/read/codes.css", {"book": "nothing"}).status_code == 404
    assert ada.get("/read/codes.css", {"book": "leaving"})["Content-Type"].startswith("text/css")
    assert ada.get("/read", {"round": "nonsense", "page": "x", "show": "y"}).status_code == 200
    assert ada.get("/read/next", {"after": coded.accounts["english"].id}).status_code == 302


def test_the_id_of_a_colleagues_coding_tells_nothing(coded: Coded) -> None:
    """Ids derive from content and can be guessed: whoever tries one of a blind round hears what they hear of one that is not there."""
    ada, ben = client(coded.folder, "ada"), client(coded.folder, "ben")
    passage = {**coded.passage("english", 0, 8), "code": "leaving:privilege", "codebook_version": 1, "round": "c1"}
    made = ask(ada, "POST", "/api/reading/codings", passage)
    assert made.status_code == 200, made.content
    body = {**passage, "replaces": "0" * 64}
    there, nowhere = (ask(ben, "PUT", f"/api/reading/codings/{name}", body) for name in (made.json()["id"], "f" * 24))
    assert (there.status_code, there.json()) == (nowhere.status_code, nowhere.json()) == (409, nowhere.json())
