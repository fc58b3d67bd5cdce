"""The verb on a study: runs, staleness, reports, and decisions brought in as files."""

from __future__ import annotations

import pytest

from support.stories import sentence
from testimonia.domain.decisions import RelationReview
from testimonia.domain.results import Family, Relation
from testimonia.domain.vocabulary import AccountState
from testimonia.errors import ImportRejected, StudyBusy
from testimonia.stages.trace import TraceParams, import_reviews, trace
from testimonia.store.withdraw import withdraw
from testimonia.study import open_study

STORY, OTHER = sentence("story", 120), sentence("other", 120)
HALF = " ".join(STORY.split()[:60])


def families(study):
    with study.read_as_machine() as view:
        return {family.accounts for family in view.outputs("lineage", Family)}


def relations(study):
    with study.read_as_machine() as view:
        return view.outputs("lineage", Relation)


def runs(study):
    with study.read_as_machine() as view:
        return view.run("trace"), view.run("lineage")


def test_tracing_counts_stories_and_names_the_largest(shelf):
    """The report tells how many stories stand behind how many accounts, with the first publication and the outlets of the largest."""
    shelf.add("one.html", STORY, published="2015-03-02", outlet="The Harbour Post", title="Why he left")
    shelf.add("two.html", STORY, published="2015-03-05", outlet="Valley Radio")
    shelf.add("three.html", OTHER)
    report = trace(shelf.study)
    assert (report.accounts, report.families, report.relations) == (3, 2, {("reprint", "accepted"): 1})
    assert report.stories[0].first == "2015-03-02"
    said = "\n".join(report.lines())
    assert "3 accounts, 2 stories." in said
    assert "Why he left [The Harbour Post, Valley Radio]" in said
    assert report.as_json()["families"] == 2


def test_a_second_tracing_does_nothing(shelf):
    """What still holds is not done again, and the report says so."""
    shelf.add("one.html", STORY)
    assert trace(shelf.study).fresh == ("trace", "translations", "lineage", "retelling")
    before = runs(shelf.study)
    again = trace(shelf.study)
    assert again.fresh == ()
    assert "Nothing has changed" in "\n".join(again.lines())
    assert runs(shelf.study) == before


def test_progress_tells_what_is_done(shelf):
    """Whoever watches hears of every piece of work, never of more done than there is."""
    shelf.add("one.html", STORY)
    shelf.add("two.html", STORY + " More.")
    heard = []
    trace(shelf.study, progress=lambda done, total, what: heard.append((done, total, what)))
    assert {what for _, _, what in heard} == {
        "reading accounts", "comparing accounts", "working out lineage", "comparing versions", "anchoring dates",
    }  # fmt: skip
    assert all(0 <= done <= total for done, total, _ in heard)


def test_other_settings_are_other_work(shelf):
    """With another setting the texts are traced anew, and lineage after them."""
    shelf.add("one.html", STORY)
    trace(shelf.study)
    assert trace(shelf.study, TraceParams(min_words=20)).fresh == ("trace", "lineage", "retelling")


def test_a_decision_renews_lineage_alone(shelf):
    """A reviewer's decision leaves the shared passages in force and renews what follows from them."""
    a, b = shelf.add("one.html", STORY), shelf.add("two.html", STORY)
    trace(shelf.study)
    import_reviews(shelf.study, shelf.write("relations.jsonl", [{"a": a, "b": b, "kind": "reprint", "status": "rejected"}]))
    assert trace(shelf.study).fresh == ("lineage", "retelling")
    assert families(shelf.study) == {(a,), (b,)}


def test_accounts_without_text_are_told_and_belong_to_no_family(shelf):
    """A failed or empty account is counted, named as left out, and in no family."""
    shelf.add("one.html", STORY)
    shelf.add("empty.html", "")
    shelf.add("broken.pdf", "", state=AccountState.FAILED, main=None, full=None)
    report = trace(shelf.study)
    assert (report.accounts, report.families, report.unread) == (3, 1, 2)


def test_an_empty_study_is_traced(shelf):
    """No accounts are no stories and no error."""
    assert trace(shelf.study).lines()[0] == "0 accounts, 0 stories."


def test_withdrawn_accounts_disappear(shelf):
    """After a withdrawal the outputs hold nothing of the account, and the next tracing does without it."""
    a, b = shelf.add("one.html", STORY), shelf.add("two.html", STORY + " More.")
    trace(shelf.study)
    withdraw(shelf.study.store, a, by="owner", reason="asked for")
    assert runs(shelf.study) == (None, None)
    report = trace(shelf.study)
    assert (report.accounts, families(shelf.study), relations(shelf.study)) == (1, {(b,)}, [])


def test_what_comes_in_meanwhile_is_traced_too(shelf):
    """An account collected while the texts were compared makes the work begin again, so that the run kept holds it."""
    shelf.add("one.html", STORY)
    late = []

    def progress(done, total, what):
        if what == "reading accounts" and not late:
            late.append(shelf.add("late.html", STORY))

    trace(shelf.study, progress=progress)
    assert late[0] in {name for members in families(shelf.study) for name in members}


def test_whoever_is_never_left_in_peace_says_so(shelf):
    """If accounts keep coming in, tracing ends with a message and keeps nothing that does not hold."""
    shelf.add("one.html", STORY)
    count = iter(range(1000))

    def progress(done, total, what):
        if what == "reading accounts":
            shelf.add(f"{next(count)}.html", OTHER)

    with pytest.raises(StudyBusy):
        trace(shelf.study, progress=progress)
    assert runs(shelf.study) == (None, None)


def test_import_takes_all_or_nothing_and_names_every_fault(shelf):
    """Every wrong row is named with its line and the nearest name, and no row of such a file is taken."""
    a, b = shelf.add("harbour.html", STORY), shelf.add("valley.html", OTHER)
    rows = [
        {"a": a, "b": b, "kind": "reprint", "status": "accepted"},
        {"a": "harbor.html", "b": b, "kind": "reprint", "status": "accepted"},
        {"a": a, "b": b, "kind": "copy", "status": "yes"},
        {"a": a, "b": a, "kind": "reprint", "status": "accepted", "at": "yesterday"},
        {"a": a, "b": b, "kind": "reprint", "status": "accepted", "by": "nobody", "statu": "x"},
    ]
    with pytest.raises(ImportRejected) as told:
        import_reviews(shelf.study, shelf.write("relations.jsonl", rows))
    said = "\n".join(told.value.problems)
    for expected in (
        "line 2: `a`: There is no account `harbor.html`. Did you mean `harbour.html`?",
        "line 3: `status` is `yes`; it must be one of `proposed`, `accepted`, `rejected`",
        "line 3: `kind` is `copy`",
        "line 4: `a` and `b` are the same account",
        "line 4: `at`",
        "line 5: `by`: There is no coder `nobody`",
        "line 5: has a column `statu` that is not known. Did you mean `status`?",
    ):
        assert expected in said
    trace(shelf.study)
    assert relations(shelf.study) == []


def test_rows_that_contradict_one_another_are_refused(shelf):
    """Two rows of one file that decide otherwise about the same pair, either way round, are a fault; the same twice is once."""
    a, b = shelf.add("one.html", STORY), shelf.add("two.html", OTHER)
    yes = {"a": a, "b": b, "kind": "reprint", "status": "accepted"}
    turned = {"a": b, "b": a, "kind": "reprint", "status": "rejected"}
    with pytest.raises(ImportRejected, match="line 2: says something else than line 1 about the same relation"):
        import_reviews(shelf.study, shelf.write("x.jsonl", [yes, turned]))
    assert import_reviews(shelf.study, shelf.write("x.jsonl", [yes, yes])).new == {"relation_reviews": 1}


def test_importing_twice_is_importing_once(shelf):
    """The same file again adds no decision and leaves lineage in force."""
    a, b = shelf.add("one.html", STORY), shelf.add("two.html", OTHER)
    path = shelf.write("relations.jsonl", [{"a": a, "b": b, "kind": "translation", "status": "accepted", "at": "2024-05-01"}])
    assert import_reviews(shelf.study, path).new == {"relation_reviews": 1}
    trace(shelf.study)
    again = import_reviews(shelf.study, path)
    assert (again.new, again.already) == ({}, {"relation_reviews": 1})
    assert trace(shelf.study).fresh == ()


def test_an_exported_file_may_be_edited_in_part(shelf):
    """Rows that are proposals or that a rule accepted are left alone; only what a person changed is taken."""
    a, b, c = shelf.add("one.html", STORY), shelf.add("two.html", STORY), shelf.add("three.html", HALF + " " + OTHER)
    trace(shelf.study)
    rows = [
        {
            "a": edge.a,
            "b": edge.b,
            "kind": edge.kind,
            "status": edge.status,
            "direction": edge.direction,
            "by": edge.by,
            "score": edge.score,
        }
        for edge in relations(shelf.study)
    ]
    assert len(rows) == 2
    report = import_reviews(shelf.study, shelf.write("relations.jsonl", rows))
    assert (report.rows, report.new, report.left) == (2, {}, 2)
    proposed = next(row for row in rows if row["status"] == "proposed")
    proposed |= {"status": "accepted", "by": "owner", "reason": "his words"}
    assert import_reviews(shelf.study, shelf.write("relations.jsonl", rows)).new == {"relation_reviews": 1}
    trace(shelf.study)
    assert families(shelf.study) == {tuple(sorted((a, b, c)))}
    for row in rows:
        row.pop("reason", None)
    assert import_reviews(shelf.study, shelf.write("relations.jsonl", rows)).already == {"relation_reviews": 1}
    with shelf.study.read() as view:
        assert [review.reason for review in view.records(RelationReview)] == ["his words"]


def test_only_the_owner_or_a_lead_imports_for_others(shelf):
    """A coder's file speaks for that coder alone; the owner may bring in what a coder decided, under the coder's name."""
    (shelf.folder / "study.yaml").write_text("study: {title: T, question: Q}\ncoders: [owner, {id: anna}, {id: ben}]\n", encoding="utf-8")
    shelf.study.adopt()
    a, b = shelf.add("one.html", STORY), shelf.add("two.html", OTHER)
    path = shelf.write("relations.jsonl", [{"a": a, "b": b, "kind": "reprint", "status": "accepted", "by": "anna"}])
    with open_study(shelf.folder, coder="ben") as ben, pytest.raises(ImportRejected, match="only the owner or a lead"):
        import_reviews(ben, path)
    import_reviews(shelf.study, path)
    trace(shelf.study)
    assert [edge.by for edge in relations(shelf.study)] == ["anna"]


def test_a_csv_of_a_spreadsheet_is_taken(shelf):
    """Semicolons, empty cells and origins instead of ids are what teams write."""
    shelf.add("one.html", STORY)
    shelf.add("two.html", OTHER)
    path = shelf.folder.parent / "relations.csv"
    path.write_text("a;b;kind;status;direction;reason\none.html;two.html;reprint;accepted;;seen in print\n", encoding="utf-8")
    assert import_reviews(shelf.study, path).new == {"relation_reviews": 1}


def test_accounts_are_named_as_everywhere(shelf):
    """The beginning of an id and a file name alone are enough; a stated time is kept beside the log's own, before `at`."""
    a, b = sorted((shelf.add("post/one.html", STORY), shelf.add("radio/two.html", OTHER)))
    origin = {shelf.add("post/one.html", STORY): "one.html"}.get(b, "two.html")
    row = {"a": a[:8], "b": origin, "kind": "translation", "status": "accepted", "stated": "2019-05", "at": "2024-05-01"}
    import_reviews(shelf.study, shelf.write("relations.jsonl", [row]))
    with shelf.study.read() as view:
        (found,) = view.records(RelationReview)
        assert view.history(RelationReview)[-1].stated == "2019-05"
    assert (found.a, found.b) == (a, b)


def test_a_withdrawn_account_is_refused(shelf):
    """Nothing is said about an account that was erased, and the message says why it is unknown."""
    a, b = shelf.add("one.html", STORY), shelf.add("two.html", OTHER)
    withdraw(shelf.study.store, b, by="owner", reason="asked for")
    with pytest.raises(ImportRejected, match="was withdrawn"):
        import_reviews(shelf.study, shelf.write("relations.jsonl", [{"a": a, "b": b, "kind": "reprint", "status": "accepted"}]))
