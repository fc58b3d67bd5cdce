"""Which copies must be read themselves, because they say something that the account they copy does not."""

from __future__ import annotations

import json
from importlib.resources import as_file

import pytest

from support.stories import Corpus, sentence
from testimonia.domain.additions import adding
from testimonia.domain.decisions import Mention
from testimonia.domain.evidence import Account
from testimonia.domain.results import Family, Relation
from testimonia.domain.vocabulary import MentionStatus, ProposalStatus, RelationKind
from testimonia.stages.collect import collect
from testimonia.stages.resolve import import_decisions as import_mentions
from testimonia.stages.screen import screen
from testimonia.stages.trace import import_reviews, trace
from testimonia.study import new_study
from testimonia.workflow.example import bundled

STORY = sentence("story", 200)
DATES = {"a": "2020-01-01", "b": "2020-01-02", "c": "2020-01-03", "d": "2020-01-04"}


def added(texts, mentions=(), relations=(), root="a", family=None, **more):
    corpus = Corpus(texts, dates=DATES)
    members = Family(id="f", accounts=tuple(family or texts), root=root)
    words = {item.account: item.words for item in corpus.items}
    return adding([members], corpus.found.reuse, relations, mentions, words, **more)


def somebody(account, start, **more):
    return Mention(id="m", account=account, label="X", edition=f"edition of {account}", start=start, end=start + 5, **more)


def accepted(kind):
    return Relation(
        id="r", a="a", b="b", kind=kind, direction="a_to_b", score=0, matched_words=0, containment=0, status=ProposalStatus.ACCEPTED, by="x"
    )


def test_a_reprint_and_an_excerpt_add_nothing():
    """Copies with a new lead, and parts of the root, go with it."""
    assert added({"a": STORY, "b": sentence("lead", 20) + " " + STORY, "c": STORY[:400]}) == frozenset()


def test_a_copy_with_as_much_again_is_read():
    """Text of its own beyond a fifth must be read; how much that is, is a setting."""
    texts = {"a": STORY, "b": STORY + " " + sentence("own", 80)}
    assert added(texts) == {"b"}
    assert added(texts, most=0.4) == frozenset()


def test_an_addition_is_read_once():
    """Of two copies with the same addition the longer is read for both, and the order of things does not matter."""
    longer = STORY + " " + sentence("own", 150)
    texts = {"a": STORY, "b": longer, "c": longer + " " + sentence("tail", 12), "d": STORY}
    assert added(texts) == {"c"}
    assert added(dict(reversed(texts.items()))) == {"c"}


def test_the_root_is_read_anyway():
    """The longest account is the root's excerpted source or the root itself: whatever is not the root is measured against it."""
    assert added({"a": STORY[:600], "b": STORY}, root="a") == {"b"}
    assert added({"a": STORY[:600], "b": STORY}, root="b") == frozenset()


def test_whoever_is_only_in_the_copy_makes_it_be_read():
    """A mention in the few words that the copy does not share is enough, unless it was excluded; one in shared words is not."""
    text = sentence("lead", 20)
    texts = {"a": STORY, "b": text + " " + STORY}
    assert added(texts, [somebody("b", 0)]) == {"b"}
    assert added(texts, [somebody("b", 0, status=MentionStatus.EXCLUDED)]) == frozenset()
    assert added(texts, [somebody("b", len(text) + 30)]) == frozenset()


@pytest.mark.parametrize(
    ("kind", "expected"), [(RelationKind.TRANSLATION, set()), (RelationKind.REPRINT, set()), (RelationKind.EXCERPT, {"b"})]
)
def test_a_person_vouches_for_what_cannot_be_measured(kind, expected):
    """A translation shares no word: whoever accepted it said that it is the same. Accepted as an excerpt, the rest is its own."""
    assert added({"a": STORY, "b": sentence("other", 200)}, relations=[accepted(kind)]) == expected


def test_what_was_measured_goes_before_what_was_said():
    """A reprint that a person accepted and that has half of its words to itself is read."""
    texts = {"a": STORY, "b": STORY + " " + sentence("own", 200)}
    assert added(texts, relations=[accepted(RelationKind.REPRINT)]) == {"b"}


def test_the_teaching_study_has_copies_that_add_and_copies_that_do_not(tmp_path):
    """A blog that put its own story around a part of another is read; an agency's text under another headline has nothing of its own."""
    folder = tmp_path / "s"
    with as_file(bundled()) as demo:
        order = json.loads((demo / "decisions" / "order.json").read_text(encoding="utf-8"))
        files = {step["table"]: demo / "decisions" / step["file"] for step in order if step.get("table") in ("relations", "mentions")}
        study_files = {
            path.relative_to(demo / "study").as_posix(): path.read_text(encoding="utf-8") for path in (demo / "study").rglob("*.yaml")
        }
        with new_study(folder, files=study_files) as study:
            collect(study, [demo / "accounts"])
            import_reviews(study, files["relations"])
            import_mentions(study, files["mentions"])
            trace(study)
            report = screen(study)
            with study.read() as view:
                accounts = view.records(Account)
            assert report.accounts + report.copies + report.failed == len(accounts)
            assert report.copies > report.adding > 0
            assert f"{report.adding} of them copy another account in part and add to it" in "\n".join(report.lines())
