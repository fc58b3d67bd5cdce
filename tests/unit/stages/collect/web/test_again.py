"""A page captured again: a new capture of the same account, what changed, and where the marks in its text went."""

from __future__ import annotations

import pytest

from support.studies import coding, mention
from support.website import Site, reply
from testimonia.domain.decisions import Claim, Coding, Mention, Value
from testimonia.domain.passage import Passage
from testimonia.domain.vocabulary import AccountState, Grade
from testimonia.stages.collect import Proxy, reread
from testimonia.store.verify import verify
from unit.stages.collect.web.conftest import story

PLAIN = "http://post.example/river"
FIRST = "He left the group in the spring of 2014, he told us, because nothing had been as promised to him and to the others of his town."
SECOND = "The commanders lived well while the men at the front went hungry, and whoever complained of it was sent to the worst places."
THIRD = "One night he walked to the river with a neighbour, and he did not look back until morning came and they were on the other side."


@pytest.fixture
def post(collecting):
    with Site({"/river": reply(story(FIRST, SECOND, THIRD))}) as site:
        collecting.sites["post.example"] = site
        collecting(PLAIN)
        yield site


def test_the_same_text_adds_a_capture_and_nothing_else(collecting, post):
    """A page that did not change has two captures and the editions that it had."""
    before = collecting.accounts()[PLAIN]
    report = collecting(PLAIN, again=True)
    assert collecting.accounts()[PLAIN] == before
    assert [capture.grade for capture in collecting.captures(PLAIN)] == [Grade.WITNESSED] * 2
    assert report.renewed[0].note == "captured again; its text is the same"
    assert report.renewed[0].edition is None
    assert verify(collecting.study.store).sound


def test_a_changed_text_is_a_new_edition_and_shows_what_changed(collecting, post):
    """The account stays the same account; its text in force is the new one; the earlier one is kept; the lines that changed are told."""
    before = collecting.accounts()[PLAIN]
    post.pages["/river"] = reply(story(FIRST, SECOND.replace("worst", "coldest"), THIRD))
    report = collecting(PLAIN, again=True)
    after = collecting.accounts()[PLAIN]
    assert after.id == before.id
    assert after.sha256 == before.sha256
    assert after.main != before.main
    assert "coldest" in collecting.text(PLAIN)
    with collecting.study.read() as view:
        assert "worst" in view.edition(before.main).text
    (renewed,) = report.renewed
    assert renewed.edition == after.main
    assert [line[:1] for line in renewed.changes] == ["-", "+"]
    assert "worst places" in renewed.changes[0]
    assert "coldest places" in renewed.changes[1]
    said = "\n".join(report.lines())
    assert "its text has changed (1 lines gone, 1 come)" in said
    assert collecting.study.store.search("coldest") == [after.id]
    assert verify(collecting.study.store).sound


def test_marks_move_with_their_words_or_stay_behind_and_are_told(collecting, post):
    """Codings, mentions, claims and values point to the same words in the new text; those whose words changed keep the earlier text and are listed."""
    account = collecting.accounts()[PLAIN]
    text = collecting.text(PLAIN)

    def place(words):
        start = text.index(words)
        return start, start + len(words)

    here = {"edition": account.main}
    night, hungry, worst = place("walked to the river"), place("the men at the front went hungry"), place("sent to the worst places")
    someone = mention(account, "m1")
    marks = [
        Mention(**{**{name: getattr(someone, name) for name in someone.__slots__}, **here, "start": night[0], "end": night[1]}),
        coding(account, *night, text),
        coding(account, *worst, text, coder="ben", round="c1"),
        Claim(id="cl1", account=account.id, mention="m1", variable="motive", value="hunger", **here, start=hungry[0], end=hungry[1]),
        Value(
            id="v1", account=account.id, mention="m1", variable="motive", value="x", coder="anna",
            passages=tuple(Passage(account=account.id, **here, start=a, end=b, quote=text[a:b]) for a, b in (night, worst)),
        ),
    ]  # fmt: skip
    collecting.study.decide(marks)
    post.pages["/river"] = reply(
        story("Corrected on 3 May 2015 by the editors of the Post.", FIRST, SECOND.replace("worst", "coldest"), THIRD)
    )
    report = collecting(PLAIN, again=True)
    after = collecting.accounts()[PLAIN]
    new = collecting.text(PLAIN)
    (renewed,) = report.renewed
    assert renewed.moved == 3
    assert set(renewed.orphans) == {("coding", marks[2].id), ("value", "v1")}
    with collecting.study.store.read() as connection:  # past the blind round of one of them
        codings = {entry.id: entry for entry in collecting.study.store.records(connection, Coding)}
    moved, orphan = codings[marks[1].id], codings[marks[2].id]
    assert moved.edition == after.main
    assert new[moved.start : moved.end] == moved.quote == "walked to the river"
    assert moved.coder == "anna"
    assert orphan == marks[2]
    for record in (Mention, Claim):
        (entry,) = collecting.records(record)
        assert entry.edition == after.main
        assert new[entry.start : entry.end] in ("walked to the river", "the men at the front went hungry")
    (value,) = collecting.records(Value)
    assert {passage.edition for passage in value.passages} == {account.main}  # all of them or none: one answer rests on one text
    said = "\n".join(report.lines())
    assert "3 marks moved" in said
    assert "2 marks left in the earlier text" in said
    assert verify(collecting.study.store).sound


def test_a_page_that_is_gone_by_now_keeps_its_text(collecting, post):
    """That it is gone is captured and told; the account is as good as before."""
    before = collecting.accounts()[PLAIN]
    del post.pages["/river"]
    report = collecting(PLAIN, again=True)
    assert collecting.accounts()[PLAIN] == before
    assert before.state is AccountState.OK
    assert len(collecting.captures(PLAIN)) == 2
    assert report.lost[0][0] == PLAIN
    assert "did not come this time; its text stays as it was collected" in "\n".join(report.lines())


def test_a_page_that_turned_into_something_unreadable_keeps_its_text(collecting, post):
    """A picture where an article was is captured, and changes no text."""
    before = collecting.accounts()[PLAIN]
    post.pages["/river"] = reply(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, kind="image/png")
    report = collecting(PLAIN, again=True)
    assert collecting.accounts()[PLAIN] == before
    assert report.renewed[0].note.startswith("captured again, but no text can be read from it")


def test_a_line_that_is_down_leaves_no_trace_in_the_account(collecting, post):
    """That our proxy does not answer says nothing about the page: it is told, and no capture is kept."""
    report = collecting(PLAIN, again=True, proxy=Proxy.parse("socks5://127.0.0.1:9"))
    assert "the proxy does not answer" in report.lost[0][1]
    assert len(collecting.captures(PLAIN)) == 1


def test_reading_the_archive_again_reads_the_capture_that_is_in_force(collecting, post):
    """After a page was captured again, `--reread` gives its newer text and not the first one; a page that never came is left to `--retry`."""
    collecting("http://post.example/dead")
    post.pages["/river"] = reply(story(FIRST, SECOND.replace("worst", "coldest"), THIRD))
    collecting(PLAIN, again=True)
    before = collecting.accounts()
    report = reread(collecting.study, everything=True)
    assert report.changed == ()
    assert collecting.accounts() == before
    assert "coldest" in collecting.text(PLAIN)
    assert "not fetched: the server answered 404" in before["http://post.example/dead"].reason
