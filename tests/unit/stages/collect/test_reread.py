"""Reading archived originals again: mended accounts, new texts, codings that move exactly or are listed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.documents import nexis_docx
from support.studies import surroundings
from testimonia.domain.decisions import Coding, Mention, Value
from testimonia.domain.evidence import Account, FoundBy, Revision, Search
from testimonia.domain.passage import Passage
from testimonia.errors import UsageError
from testimonia.stages.collect import CollectParams, Limits, collect, reread
from testimonia.stages.collect.readers.reading import Reading
from testimonia.store.verify import verify
from testimonia.study import new_study
from testimonia.text import Span, moved, same_blocks
from testimonia.workflow import status


@pytest.fixture
def study(tmp_path):
    with new_study(tmp_path / "s", surroundings=surroundings()) as made:
        yield made


def records(study, kind):
    with study.read() as view:
        return view.records(kind)


def text(study, name):
    with study.read() as view:
        return view.edition(name).text


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_what_moves_is_the_same_in_both_texts(old, new):
    """Every span that a map moves holds the same characters before and after, and blocks keep their order."""
    blocks = same_blocks(old, new)
    for block in blocks:
        assert old[block.old : block.old + block.length] == new[block.new : block.new + block.length]
    assert all(a.old + a.length <= b.old and a.new + a.length <= b.new for a, b in pairwise(blocks))
    for start in range(len(old)):
        span = moved(Span(start, start + 1), blocks)
        assert span is None or new[span.start : span.end] == old[start]
    assert same_blocks(old, old) == ([(0, 0, len(old))] if old else [])


def test_what_had_failed_for_time_is_read_when_there_is_time(study, tmp_path, story):
    """`--retry` reads failed and partial originals from the archive, without their source, and leaves the others alone."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "big.txt").write_text(story * 40, encoding="utf-8")
    (folder / "good.txt").write_text(story, encoding="utf-8")
    (folder / "bad.bin").write_bytes(bytes(range(256)))
    collect(study, [folder], CollectParams(limits=Limits(characters=1000)))
    (folder / "big.txt").unlink()
    report = reread(study)
    assert (report.read, report.mended, report.changed) == (2, ("big.txt",), ("big.txt",))
    assert [problem.origin for problem in report.problems] == ["bad.bin"]
    assert {account.origin: account.state.value for account in records(study, Account)} == {
        "bad.bin": "failed",
        "big.txt": "ok",
        "good.txt": "ok",
    }
    assert study.store.search("river") == sorted(account.id for account in records(study, Account) if account.state.value == "ok")
    again = reread(study)
    assert (again.read, again.changed, again.editions) == (1, (), 0)
    assert reread(study, everything=True).changed == ()
    assert verify(study.store).problems == ()


@pytest.fixture
def other(monkeypatch):
    """Let the readers give another text, as a newer extractor would."""

    def use(change):
        from testimonia.stages.collect import worker

        plain = worker.Readers.read

        def read(self, data, name):
            reading = plain(self, data, name)
            return Reading.from_json({**reading.as_json(), "main": change(reading.main), "main_by": "newer 2"})

        monkeypatch.setattr(worker.Readers, "read", read)

    return use


def test_a_newer_text_takes_codings_along_or_lists_them(study, tmp_path, other):
    """The old text stays; what stands in both moves to its exact place; what was said about words that changed is an orphan at the old text."""
    (tmp_path / "a.txt").write_text("He left at nite.\nShe stayed at home.\nThey met again in spring.\n", encoding="utf-8")
    collect(study, [tmp_path / "a.txt"])
    (account,) = records(study, Account)
    body = text(study, account.main)

    def at(words):
        start = body.index(words)
        return {"edition": account.main, "start": start, "end": start + len(words)}

    def coded(name, words):
        return Coding(id=name, account=account.id, codebook="b", code="c", codebook_version=1, coder="owner", quote=words, **at(words))

    mention = Mention(id="m", account=account.id, label="x", by="owner", **at("She"))
    value = Value(id="v", account=account.id, mention="m", variable="age", value="3", coder="owner",
                  passages=(Passage(account=account.id, quote="spring", **at("spring")),))  # fmt: skip
    study.decide([mention, value, coded("same", "stayed at home"), coded("lost", "at nite"), coded("over", "nite.\nShe")])
    other(lambda main: main.replace("nite", "night").replace("They", "Later they"))
    report = reread(study, everything=True)
    (after,) = records(study, Account)
    new = text(study, after.main)
    assert after.main != account.main
    assert text(study, account.main) == body
    assert report.editions == 1
    assert report.moved == {"coding": 1, "mention": 1, "value": 1}
    assert sorted(orphan.id for orphan in report.orphans) == ["lost", "over"]
    codings = {coding.id: coding for coding in records(study, Coding)}
    assert new[codings["same"].start : codings["same"].end] == "stayed at home"
    assert (codings["same"].edition, codings["lost"].edition) == (after.main, account.main)
    (moved_value,) = records(study, Value)
    assert new[moved_value.passages[0].start : moved_value.passages[0].end] == "spring"
    (revision,) = records(study, Revision)
    assert (revision.old, revision.new) == (account.main, after.main)
    assert "2 passages with no certain place" in " ".join(report.lines())
    standing = status(study)
    assert [(one.kind, one.id, one.origin, one.by) for one in standing.orphans] == [
        ("coding", "lost", "a.txt", "owner"),
        ("coding", "over", "a.txt", "owner"),
    ]
    assert "  coding lost by owner in a.txt" in standing.lines()
    study.decide([replace(codings["lost"], edition=after.main)])
    assert [one.id for one in status(study).orphans] == ["over"]
    assert reread(study, everything=True).changed == ()
    assert verify(study.store).problems == ()


def test_articles_of_a_bundle_are_read_again_each_from_its_place(study, tmp_path, other):
    """Members of a download take their own part; a text that is the same is no new one, whatever its reader is called."""
    articles = [
        {"title": f"Story {n} of the river", "outlet": "Post", "date": f"June {n}, 2015", "byline": "A", "body": f"Person {n} left."}
        for n in (1, 2)
    ]
    (tmp_path / "d.docx").write_bytes(nexis_docx(articles))
    collect(study, [tmp_path / "d.docx"])
    before = records(study, Account)
    other(lambda main: main)
    report = reread(study, everything=True)
    assert (report.read, report.changed) == (2, ())
    assert records(study, Account) == before


def test_everything_collected_now_is_found_by_the_search_that_is_named(study, tmp_path, story):
    """New and old accounts are noted for the search; those that were there are counted as duplicates; an unknown search is refused before anything is done."""
    (tmp_path / "a.txt").write_text(story, encoding="utf-8")
    with pytest.raises(UsageError, match="no search `s1`"):
        collect(study, [tmp_path / "a.txt"], CollectParams(search="s1"))
    study.decide(
        [Search(id="s1", database="Nexis", query="left", by="owner"), Search(id="s2", database="Factiva", query="left", by="owner")]
    )
    first = collect(study, [tmp_path / "a.txt"], CollectParams(search="s1"))
    second = collect(study, [tmp_path / "a.txt"], CollectParams(search="s2"))
    assert (first.found_again, second.found_again) == (0, 1)
    assert {found.search for found in records(study, FoundBy)} == {"s1", "s2"}
    assert "  1 account that this search found were there before." in second.lines()


def test_a_value_on_words_that_are_gone_is_an_orphan_in_the_standing(study, tmp_path, other):
    """Values point into texts by their passages: one of them without a place makes the value an orphan."""
    (tmp_path / "a.txt").write_text("He left at nite.\nShe stayed.\n", encoding="utf-8")
    collect(study, [tmp_path / "a.txt"])
    (account,) = records(study, Account)
    where = {"edition": account.main, "start": 0, "end": 15}
    mention = Mention(id="m", account=account.id, label="x", by="owner")
    value = Value(id="v", account=account.id, mention="m", variable="age", value="3", coder="owner",
                  passages=(Passage(account=account.id, quote="He left at nite", **where),))  # fmt: skip
    study.decide([mention, value])
    assert status(study).orphans == ()
    other(lambda main: main.replace("nite", "night"))
    reread(study, everything=True)
    assert [(one.kind, one.id) for one in status(study).orphans] == [("value", "v")]
