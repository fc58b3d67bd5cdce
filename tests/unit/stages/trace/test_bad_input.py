"""What libraries really hold: texts of one word and of a million, thousands of copies, footers, wrong dates, kills."""

from __future__ import annotations

import random
import shutil
import time

import pytest

from support.stories import Corpus, StudyFolder, prose, sentence
from testimonia.domain.decisions import BoilerplateReview
from testimonia.domain.results import Boilerplate, Reuse
from testimonia.domain.vocabulary import Direction, ProposalStatus, RelationKind
from testimonia.errors import StudyBusy
from testimonia.stages.trace import import_reviews, trace
from testimonia.stages.trace.method import Rulings, find_reuse
from testimonia.stages.trace.standing import keep, kept
from testimonia.store.withdraw import withdraw
from testimonia.study import open_study

STORY = sentence("story", 200)
FOOTER = sentence("footer", 20)


def test_accounts_of_one_word_and_of_a_million():
    """One word among others is no trouble, and a passage is found in a text of a million words in seconds."""
    dice = random.Random(5)
    vocabulary = prose("vocabulary", 20_000)
    long = dice.choices(vocabulary, k=1_000_000)
    quote = prose("quote", 30)
    texts = {
        "long": " ".join([*long[:700_000], *quote, *long[700_000:]]),
        "one": "Word",
        "two": "Word",
        "quoting": sentence("own", 100) + " " + " ".join(quote),
    }
    begun = time.monotonic()
    corpus = Corpus(texts)
    assert time.monotonic() - begun < 60
    assert corpus.pairs["long", "quoting"].matched_words == 30
    assert set(corpus.pairs) == {("long", "quoting")}


def test_five_thousand_near_copies():
    """5,000 copies of one story, each with a headline and an edit of its own, are one family with about as many relations."""
    words = prose("story", 60)
    dice = random.Random(1)

    def copy(n):
        own = list(words)
        own[dice.randrange(60)] = f"edit{n}"
        return f"headline{n} " + " ".join(own)

    corpus = Corpus({f"a{n:04}": copy(n) for n in range(5000)})
    assert len(corpus.found.reuse) <= 4 * 5000
    lineage = corpus.lineage()
    assert len(lineage.families) == 1
    assert len(lineage.relations) == 4999


def test_all_identical():
    """Accounts that are all the same are one story with a star of relations."""
    corpus = Corpus(dict.fromkeys((f"a{n:03}" for n in range(300)), STORY))
    assert len(corpus.found.reuse) == 299
    assert len(corpus.families()) == 1


def test_a_footer_on_ten_thousand_accounts():
    """A line under 10,000 accounts of many outlets joins nothing, is listed once, and hides no quotation."""
    texts = {f"a{n:05}": f"{sentence(n, 25)} {FOOTER}" for n in range(10_000)}
    quote = sentence("quote", 14)
    texts["a00007"] = f"{sentence(7, 25)} {quote} {FOOTER}"
    texts["a00300"] = f"{sentence(300, 25)} {quote} {FOOTER}"
    corpus = Corpus(texts, outlets={name: f"Outlet {n % 700}" for n, name in enumerate(texts)})
    assert set(corpus.pairs) == {("a00007", "a00300")}
    (line,) = corpus.found.boilerplate
    assert (line.words, line.accounts, line.outlet) == (20, 10_000, "")


def footed():
    """Ten accounts of one outlet with its footer, ten of others without."""
    texts = {f"a{n}": f"{sentence(n, 60)} {FOOTER}" for n in range(10)} | {f"b{n}": sentence(f"b{n}", 60) for n in range(10)}
    return texts, {name: "The Harbour Post" if name[0] == "a" else f"Outlet {name}" for name in texts}


def test_a_source_s_own_line_is_learned_and_not_counted():
    """What one outlet writes under its accounts is its boilerplate: shown with its place, and no shared passage."""
    texts, outlets = footed()
    corpus = Corpus(texts, outlets=outlets)
    assert corpus.pairs == {}
    (line,) = corpus.found.boilerplate
    assert (line.outlet, line.accounts, line.words) == ("The Harbour Post", 10, 20)
    assert texts[line.account][line.start : line.end] == FOOTER


def test_people_spare_and_declare_boilerplate():
    """A line that a person spares counts again; one that a person declares counts nowhere."""
    texts, outlets = footed()
    line = Corpus(texts, outlets=outlets).found.boilerplate[0]
    place = {"account": line.account, "edition": line.edition, "start": line.start, "end": line.end, "by": "anna"}
    spared = Corpus(texts, outlets=outlets, reviews=[BoilerplateReview(status=ProposalStatus.REJECTED, **place)])
    assert len(spared.pairs) == 45
    assert [(one.status, one.by) for one in spared.found.boilerplate] == [(ProposalStatus.REJECTED, "anna")]
    quote = sentence("quote", 14)
    two = {"a": f"{sentence('x', 40)} {quote}", "b": f"{quote} {sentence('y', 40)}"}
    start = two["a"].index(quote)
    said = BoilerplateReview(
        account="a", edition="edition of a", start=start, end=start + len(quote), status=ProposalStatus.ACCEPTED, by="ben"
    )
    declared = Corpus(two, reviews=[said])
    assert Corpus(two).pairs
    assert declared.pairs == {}
    assert [one.by for one in declared.found.boilerplate] == ["ben"]


def test_copies_within_one_outlet_are_no_boilerplate():
    """A story that an outlet printed six times is a story, not a footer."""
    texts = {f"a{n}": f"{sentence(n, 10)} {STORY}" for n in range(6)}
    corpus = Corpus(texts, outlets=dict.fromkeys(texts, "The Harbour Post"))
    assert corpus.found.boilerplate == ()
    assert len(corpus.families()) == 1


def test_no_dates():
    """Without any date relations and families are the same, and a reprint's direction is left open."""
    texts = {"a": STORY, "b": f"{STORY} More."}
    assert Corpus(texts).families() == Corpus(texts, {"a": "2015", "b": "2016"}).families()
    assert Corpus(texts).pairs["a", "b"].direction is Direction.UNDECIDED


def test_a_copy_dated_before_its_origin():
    """A copy that names its source is a copy, though its page bears an earlier date; both signs are shown."""
    texts = {"copy": f"According to the Harbour Post: {STORY}", "source": f"{STORY}"}
    corpus = Corpus(
        texts, {"copy": "2015-01-02", "source": "2015-01-03"}, outlets={"copy": "Valley Mail", "source": "Harbour Post"}
    )  # fmt: skip
    pair = corpus.pairs["copy", "source"]
    assert pair.kind is RelationKind.REPRINT
    assert pair.direction is Direction.B_TO_A
    assert any(said.startswith("+") for said in pair.evidence)
    assert any(said.startswith("-") for said in pair.evidence)
    assert corpus.lineage().families[0].root == "source"


def test_one_letter_words():
    """Texts of single letters, which repeat every few words, are compared in time and never share more than they have."""
    dice = random.Random(3)
    texts = {f"a{n}": " ".join(dice.choices("abcdef", k=2000)) for n in range(20)} | {"b": "a b " * 1000, "c": "b a " * 900}
    begun = time.monotonic()
    corpus = Corpus(texts)
    assert time.monotonic() - begun < 30
    sizes = {item.account: item.words for item in corpus.items}
    assert all(pair.matched_words <= min(sizes[pair.a], sizes[pair.b]) for pair in corpus.found.reuse)


@pytest.mark.parametrize("script", ["漢字仮名交文字列例示本日天気", "กขคงจฉชซญดตถทนบปผฝ", "កខគឃងចឆជឈញដឋឌ"])
def test_scripts_without_spaces(script):
    """Passages of scripts without spaces are found, with exact spans, though no word can be cut out."""
    dice = random.Random(9)

    def text(count):
        return "".join(dice.choices(script, k=count))

    passage = text(60)
    a, b = text(100) + passage + text(40), text(20) + passage + text(90)
    (shared,) = Corpus({"a": a, "b": b}).pairs["a", "b"].passages
    assert passage in a[shared.a_start : shared.a_end]
    assert a[shared.a_start : shared.a_end].startswith(passage[:4]) or shared.a_start >= 96
    assert shared.matched >= 60


def test_quotation_marks_and_punctuation_hide_nothing():
    """The same words with other marks, dashes, dots and capitals are one passage without an edit."""
    words = prose("words", 30)
    a = "He said: “" + " ".join(words) + "”. " + sentence("x", 40)
    b = sentence("y", 40) + " «" + ", ".join(words).upper() + "…» – he said"
    (passage,) = Corpus({"a": a, "b": b}).pairs["a", "b"].passages
    assert (passage.matched, passage.edits) == (30, ())
    assert passage.a_quoted == passage.b_quoted == 1.0


def test_the_edit_view_shows_what_differs():
    """Words exchanged, put in and left out are edits with their places in both texts; what lies between them is the same."""
    words = prose("words", 40)
    other = [*words[:10], "changed", *words[11:20], "put", "in", *words[20:30], *words[32:]]
    a, b = " ".join(words + prose("x", 50)), " ".join(prose("y", 50) + other)
    (passage,) = Corpus({"a": a, "b": b}).pairs["a", "b"].passages
    seen = [(a[edit.a_start : edit.a_end], b[edit.b_start : edit.b_end]) for edit in passage.edits]
    assert seen == [(words[10], "changed"), ("", "put in"), (" ".join(words[30:32]), "")]
    assert passage.matched == 37


def test_a_set_phrase_and_chance_are_no_passage():
    """Nine common words with a tenth that happens to agree share nothing; the same ten words in two accounts alone do."""
    phrase = prose("phrase", 9)
    texts = {f"n{n}": " ".join([*prose(n, 40), *phrase, *prose(f"after {n}", 40)]) for n in range(40)}
    texts["a"] = " ".join([*prose("a", 40), *phrase, "tenth", *prose("aa", 40)])
    texts["b"] = " ".join([*prose("b", 40), *phrase, "tenth", *prose("bb", 40)])
    assert Corpus(texts).pairs == {}
    rare = {name: texts[name] for name in ("a", "b")}
    assert ("a", "b") in Corpus(rare).pairs


def test_a_short_quotation_in_many_accounts_is_found():
    """Twelve words quoted in sixty unrelated accounts hang together in about sixty relations, however common that makes them."""
    quote = sentence("quote", 12)
    corpus = Corpus({f"a{n:02}": f"{sentence(n, 60)} “{quote}” {sentence(f'more {n}', 20)}" for n in range(60)})
    assert 59 <= len(corpus.found.reuse) <= 3 * 60
    reached, edge = set(), ["a00"]
    while edge:
        name = edge.pop()
        if name not in reached:
            reached.add(name)
            edge += [two for pair in corpus.pairs if name in pair for two in pair]
    assert len(reached) == 60


# --- on a study


@pytest.fixture
def shelf(tmp_path):
    made = StudyFolder(tmp_path / "study")
    yield made
    made.study.close()


def outputs(study, record=Reuse):
    with study.read_as_machine() as view:
        return view.outputs("trace", record)


def test_a_killed_run_leaves_nothing_and_the_next_gives_the_same(shelf, tmp_path):
    """A tracing that dies before it is written leaves the study as it was; done again it gives what an undisturbed one gives."""
    for n in range(4):
        shelf.add(f"{n}.html", f"{sentence(n, 20)} {STORY}")

    def dying(*args):
        find_reuse(*args)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trace(shelf.study, engine=dying)
    assert outputs(shelf.study) == []
    trace(shelf.study)
    first = outputs(shelf.study)
    other = StudyFolder(tmp_path / "other")
    for n in range(4):
        other.add(f"{n}.html", f"{sentence(n, 20)} {STORY}")
    trace(other.study)
    assert first == outputs(other.study)
    assert first
    other.study.close()


def test_a_withdrawn_account_leaves_no_passage_and_no_boilerplate(shelf):
    """After a withdrawal neither a passage nor a line of boilerplate points into the account, before and after the next tracing."""
    names = [shelf.add(f"{n}.html", f"{sentence(n, 60)} {FOOTER}", outlet="The Harbour Post") for n in range(8)]
    names.append(shelf.add("copy.html", f"{sentence(0, 60)} {FOOTER} More.", outlet="Valley Mail"))
    trace(shelf.study)
    (line,) = outputs(shelf.study, Boilerplate)
    withdraw(shelf.study.store, line.account, by="owner", reason="asked for")
    trace(shelf.study)
    assert all(line.account not in {pair.a, pair.b} for pair in outputs(shelf.study))
    (again,) = outputs(shelf.study, Boilerplate)
    assert again.account in set(names) - {line.account}


def test_boilerplate_is_decided_in_a_file(shelf):
    """A line of the exported table, turned to rejected, counts from the next tracing on; the same file twice is once."""
    for n in range(8):
        shelf.add(f"{n}.html", f"{sentence(n, 60)} {FOOTER}", outlet="The Harbour Post")
    trace(shelf.study)
    (line,) = outputs(shelf.study, Boilerplate)
    row = {"account": line.account, "start": line.start, "end": line.end, "status": "rejected", "reason": "his words"}
    path = shelf.write("boilerplate.jsonl", [row])
    assert import_reviews(shelf.study, path).new == {"boilerplate_reviews": 1}
    assert import_reviews(shelf.study, path).already == {"boilerplate_reviews": 1}
    assert trace(shelf.study).fresh == ("trace", "lineage", "retelling")
    assert len(outputs(shelf.study)) == 28


# --- accounts that come in


@pytest.fixture
def large(shelf, monkeypatch):
    """A study that counts as large, traced in full: a story in three accounts, and others."""
    monkeypatch.setattr("testimonia.stages.trace.arriving.LARGE", 10)
    monkeypatch.setattr("testimonia.stages.trace.steps.LARGE", 10)
    for n in range(3):
        shelf.add(f"story{n}.html", f"{sentence(n, 10)} {STORY}", title=f"Story {n}", published=f"2015-01-0{n + 1}")
    for n in range(20):
        shelf.add(f"other{n}.html", sentence(f"other {n}", 120))
    trace(shelf.study)
    return shelf


def test_one_more_account_is_looked_up_and_agrees_with_the_full_tracing(large):
    """What is told at once of an account that came in is what the next full tracing finds, and is called provisional until then."""
    new = large.add("new.html", f"{STORY} Something more.", title="New", published="2016-01-01")
    told = trace(large.study, full=False)
    assert told.as_json()["provisional"] is True
    assert "would join its family of 3" in "\n".join(told.lines())
    assert "Provisional" in told.lines()[-1]
    assert outputs(large.study) == []
    trace(large.study)
    assert set(told.reuse) == {pair for pair in outputs(large.study) if new in {pair.a, pair.b}}


def test_an_account_that_shares_nothing_is_a_story_of_its_own(large):
    """An account without any shared passage is said to be one."""
    large.add("new.html", sentence("new", 100))
    assert "shares no passage" in "\n".join(trace(large.study, full=False).lines())


def test_after_a_withdrawal_or_many_arrivals_tracing_is_full(large):
    """Where an account has gone, or many came in, the whole library is traced; the index of withdrawn accounts is gone."""
    with large.study.read_as_machine() as view:
        gone = next(iter(view.outputs("trace", Reuse))).a
    assert (large.folder / "cache" / "trace").is_dir()
    withdraw(large.study.store, gone, by="owner", reason="asked for")
    assert not (large.folder / "cache" / "trace").exists()
    large.add("new.html", sentence("new", 100))
    assert trace(large.study, full=False).as_json().get("provisional") is None
    for n in range(30):
        large.add(f"more{n}.html", sentence(f"more {n}", 50))
    assert trace(large.study, full=False).as_json().get("provisional") is None


def test_an_account_withdrawn_before_the_index_is_written_is_not_in_it(large, monkeypatch):
    """Who is withdrawn between the run and its index leaves nothing in the cache."""
    new = large.add("new.html", sentence("new", 100))

    def keep_late(*index):
        withdraw(large.study.store, new, by="owner", reason="asked for")
        keep(*index)
        assert new in kept(large.folder / "cache").standing.accounts

    monkeypatch.setattr("testimonia.stages.trace.steps.keep", keep_late)
    monkeypatch.setattr("testimonia.stages.trace.steps._ATTEMPTS", 1)  # the next one would write an index without the account
    with pytest.raises(StudyBusy):
        trace(large.study)
    assert not any((large.folder / "cache").rglob("*.npy"))


def test_a_library_that_became_small_keeps_no_index(large, monkeypatch):
    """Below the size that keeps an index, the one of a former tracing goes, and what a killed tracing left."""
    shutil.copytree(large.folder / "cache" / "trace", large.folder / "cache" / "trace.new")
    monkeypatch.setattr("testimonia.stages.trace.steps.LARGE", 1000)
    large.add("new.html", sentence("new", 100))
    trace(large.study)
    assert not any((large.folder / "cache").rglob("*.npy"))


def test_half_an_index_is_not_left(large, monkeypatch):
    """An index that cannot be written whole is not left in part."""

    def full(*_, **__):
        raise OSError("No space left on device")

    monkeypatch.setattr("testimonia.stages.trace.standing.json.dumps", full)
    keep(large.folder / "cache", kept(large.folder / "cache").standing, "")
    assert not any((large.folder / "cache").rglob("*.npy"))


def test_a_broken_index_is_no_harm(large):
    """A damaged or half written index leads to a full tracing."""
    (large.folder / "cache" / "trace" / "keys.npy").write_bytes(b"x")
    large.add("new.html", sentence("new", 100))
    assert trace(large.study, full=False).as_json().get("provisional") is None
    with open_study(large.folder) as again:
        assert trace(again).fresh == ()


def test_the_order_of_sources_is_no_matter():
    """Shuffled sources give the same passages, boilerplate and counts."""
    texts, outlets = footed()
    corpus = Corpus(texts | {"c": texts["a1"] + " " + STORY, "d": STORY}, outlets=outlets)
    shuffled = list(corpus.sources)
    random.Random(4).shuffle(shuffled)
    assert find_reuse(shuffled, corpus.params, Rulings()) == corpus.found
