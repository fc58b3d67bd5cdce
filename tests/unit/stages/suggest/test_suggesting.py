"""Suggestions are made of every account that may be read, again only where something changed, and are decisions only when accepted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from support.studies import make_study, put_account, surroundings
from testimonia.domain.decisions import Claim, Coding, LinkReview, Mention, Recommendation, Screening, SuggestionReview
from testimonia.domain.evidence import Edition, ShelfDeclaration
from testimonia.domain.outcome import UNSCREENED
from testimonia.domain.results import Suggestion
from testimonia.domain.vocabulary import EditionKind, Layer, LinkDecision, MentionStatus, ProposalStatus, ScreeningDecision, Shelf
from testimonia.errors import ImportRejected, InputError, StaleDecision, StaleResults, UnknownReference
from testimonia.stages.resolve import resolve
from testimonia.stages.suggest import SuggestParams, list_suggestions, steps, suggest
from testimonia.stages.suggest.cache import Cache
from testimonia.stages.suggest.method import Wanted, readers_of
from testimonia.stages.suggest.workers import Workers
from testimonia.stages.trace import trace
from testimonia.store.runs import suggested_accounts
from testimonia.store.texts import edition_id
from testimonia.store.verify import verify
from testimonia.store.withdraw import withdraw
from testimonia.study import export, new_study, open_study, suggestions_for, undo
from testimonia.text import text_digest
from testimonia.workflow import accept, reject, status

TEXT = (
    "Samir Haddad, 31, joined the group in March 2015 and fled in June 2017.\n\n"
    '"I could not bear what they did to the villagers," Haddad said. "So I left at night."\n\n'
    "He was born in Jordan and now lives in Amman, he said."
)
OTHER = TEXT.replace("Samir Haddad", "Nadia Karam").replace("Haddad", "Karam").replace("He was", "She was").replace(", he", ", she")
OWN_STORY = (
    "I joined the Grey Oars in 2011, when I was nineteen. I rowed for the Grey Oars for two years. I carried letters and I carried worse. "
    "In the spring of 2013 I left the Grey Oars and I walked home. I work in a bakery now."
)


@pytest.fixture
def study(tmp_path):
    with make_study(tmp_path / "s") as made:
        yield made


def put(study, *texts):
    """Collect and trace some texts."""
    accounts = [put_account(study, f"{n}.txt", text, published=f"2018-0{n + 1}") for n, text in enumerate(texts)]
    trace(study)
    return accounts


def suggested(study, account):
    """All that stands suggested of an account."""
    with study.read() as view:
        return view.suggestions(account.id)


def of_kind(study, account, kind):
    return [item for item in suggested(study, account) if item.kind == kind]


def all_of(study, record):
    with study.read() as view:
        return view.records(record)


def screen(study, account, decision, shelf=None):
    study.decide([Screening(account=account.id, screener="owner", decision=decision, shelf=shelf)])


# --- what is read, and when


def test_people_claims_and_quotations_are_suggested_with_their_passages(study):
    """A story told by one person gives that person, what is said of them and their words, each where it stands."""
    (account,) = put(study, TEXT)
    report = suggest(study)
    assert {"mention", "claim", "quotation"} <= report.suggestions.keys()
    (person,) = of_kind(study, account, "mention")
    assert TEXT[person.start : person.end] == "Samir Haddad"
    assert {item.target for item in suggested(study, account) if item.kind in ("claim", "quotation")} == {person.id}
    assert suggest(study).fresh is False


def test_accounts_that_have_not_been_traced_are_refused(study):
    """The first publication is lineage's to say, so suggesting waits for it."""
    put_account(study, "a.txt", TEXT)
    with pytest.raises(StaleResults):
        suggest(study)


def test_a_decision_makes_only_its_account_be_looked_at_again(study):
    """Screening one account out takes its suggestions away, and no other is read for it."""
    one, other = put(study, TEXT, OTHER)
    assert suggest(study).read == 2
    before = suggested(study, other)
    screen(study, one, ScreeningDecision.EXCLUDE)
    report = suggest(study)
    assert (report.read, report.left_out, report.fresh) == (0, 1, True)
    assert (suggested(study, one), suggested(study, other)) == ([], before)


def test_what_stands_on_another_shelf_is_not_read_for_people(study):
    """Decided by a person or declared at collection, an account of another shelf than testimony has no leavers to suggest."""
    one, other = put(study, TEXT, OTHER)
    screen(study, one, ScreeningDecision.INCLUDE, Shelf.PROGRAMME)
    study.decide([ShelfDeclaration(account=other.id, shelf=Shelf.POLICY)])
    suggest(study)
    assert of_kind(study, one, "mention") == of_kind(study, other, "mention") == []


@pytest.mark.parametrize("told", [{"title": "Nobody is named here"}, {"author": "Marta Quillan"}, {"outlet": "The Harbour Lantern"}])
def test_a_changed_account_is_read_again_and_the_others_are_not(study, told):
    """What an account is read anew for is its own: its title, its author, its outlet."""
    one, _ = put(study, TEXT, OTHER)
    suggest(study)
    study.decide([replace(one, **told)])
    trace(study)
    assert suggest(study).read == 1


def test_who_tells_as_i_has_the_name_of_the_accounts_author(tmp_path):
    """What the page says of its author reaches the suggesters."""
    plan = "study: {title: T, question: Q?}\ngazetteer: {groups: [{name: Grey Oars}]}\n"
    with new_study(tmp_path / "s", files={"study.yaml": plan}, surroundings=surroundings()) as study:
        (one,) = put(study, OWN_STORY)
        study.decide([replace(one, author="Marta Quillan")])
        trace(study)
        suggest(study)
        assert [json.loads(item.value)["label"] for item in of_kind(study, one, "mention")] == ["Marta Quillan"]


def test_ids_cannot_be_guessed_from_the_words(study):
    """Two accounts with the same words and different bytes share no id: reviews of suggestions stay in the log after a withdrawal."""
    one, other = put(study, TEXT, TEXT + "\n")
    suggest(study)
    assert not {item.id for item in suggested(study, one)} & {item.id for item in suggested(study, other)}


def test_a_withdrawn_account_takes_its_suggestions_along(study):
    """They go from the study, from what is kept of a run under way, and the run still adds up."""
    one, other = put(study, TEXT, OTHER)
    suggest(study)
    Cache(study.folder).add([])
    withdraw(study.store, other.id, by="owner", reason="asked to")
    assert suggested(study, other) == []
    assert suggested(study, one)
    assert not Cache(study.folder).path.exists()
    assert verify(study.store).problems == ()
    trace(study)
    assert suggest(study).read == 0


# --- what texts may be


@pytest.mark.parametrize(
    "text",
    [
        "He said he left when he told him that he had seen him. " * 40,
        '"' * 5000,
        "(" * 3000 + "Abu " * 3000,
        "\u202e\u0301\u200b" * 500 + "<script>alert(1)</script> said Sam.",
        "a",
    ],
    ids=["everyone is he", "quotation marks", "brackets and names", "signs", "a letter"],
)
def test_no_text_breaks_it(study, text):
    """Accounts in which everybody is "he", hostile ones and next to empty ones are read like others, and every passage lies in its text."""
    account, other = put(study, text, OTHER)
    suggest(study)
    assert all(0 <= item.start < item.end <= len(text) for item in suggested(study, account))
    assert of_kind(study, other, "mention")


def test_an_account_without_words_is_left_out(study):
    """It is counted as not read, and nothing fails."""
    put(study, "")
    assert (suggest(study).accounts, suggest(study).left_out) == (0, 1)


def test_what_is_in_force_is_counted_and_not_read(study, monkeypatch):
    """Where nothing changed the report is the same, though no suggestion is read from the database."""
    put(study, TEXT, OTHER)
    first = suggest(study)
    monkeypatch.setattr(steps, "_before", None)
    again = suggest(study)
    assert (again.suggestions, again.accounts, again.read, again.fresh) == (first.suggestions, 2, 0, False)
    assert again.suggestions["mention"] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX's")
@pytest.mark.timeout(120)
def test_the_verb_killed_in_the_middle_goes_on_where_it_was(study):
    """`testimonia suggest` that gets a kill -9 keeps the accounts of whole batches, and the verb called again reads the others alone."""
    count, batch = 80, SuggestParams().batch
    put(study, *[TEXT.replace("Haddad", f"Haddad{n}") for n in range(count)])
    kept = Cache(study.folder)
    verb = subprocess.Popen(
        [sys.executable, "-m", "testimonia", "suggest", str(study.folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while verb.poll() is None and not kept.read():
        time.sleep(0.005)
    os.killpg(verb.pid, signal.SIGKILL)
    assert verb.wait() == -signal.SIGKILL
    known = len(kept.read())
    assert 0 < known < count
    assert (known % batch, all_suggested(study)) == (0, 0)
    again = subprocess.run([sys.executable, "-m", "testimonia", "suggest", str(study.folder), "--json"], capture_output=True, check=True)
    report = json.loads(again.stdout)
    assert (report["read"], report["suggestions"]["mention"]) == (count - known, count)
    assert not kept.path.exists()


def all_suggested(study):
    """How many accounts something stands suggested of."""
    with study.read() as view:
        return len(suggested_accounts(view.connection))


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX's")
def test_a_killed_run_goes_on_where_it_was(study):
    """What was read before a kill -9 is not read again, and the result is that of an undisturbed run."""
    put(study, *[TEXT.replace("Haddad", f"Haddad{n}") for n in range(6)])
    child = os.fork()
    if child == 0:

        def die(done, _total, _what):
            if done >= 4:
                os.kill(os.getpid(), signal.SIGKILL)

        suggest(study, SuggestParams(batch=2), die)
        os._exit(0)
    os.waitpid(child, 0)
    with Cache(study.folder).path.open("ab") as file:
        file.write(b'\n{"read": {"account": "cut sho')  # as a kill in the midst of writing leaves it
    report = suggest(study, SuggestParams(batch=2))
    assert (report.read, report.suggestions["mention"]) == (2, 6)
    assert not Cache(study.folder).path.exists()


# --- what people make of them


def waiting(study, account, round_id=None):
    with study.read() as view:
        return suggestions_for(view, account.id, round_id)


def test_an_accepted_mention_and_its_claim_are_decisions_of_whoever_accepts(study):
    """The mention and the claim stand as if they had been entered by hand, with their passages, and are offered no more."""
    (account,) = put(study, TEXT)
    suggest(study)
    (person,) = of_kind(study, account, "mention")
    age = next(item for item in of_kind(study, account, "claim") if json.loads(item.value)["variable"] == "age")
    with pytest.raises(InputError, match="no mention yet"):
        accept(study, age.id)
    assert accept(study, person.id).made == "mention"
    accept(study, age.id)
    (made,) = all_of(study, Mention)
    assert (made.label, made.start, made.end, made.by) == ("Samir Haddad", person.start, person.end, "owner")
    (claim,) = all_of(study, Claim)
    assert (claim.mention, claim.variable, claim.value, claim.start) == (made.id, "age", "31", age.start)
    assert {item.status for item in all_of(study, SuggestionReview)} == {ProposalStatus.ACCEPTED}
    assert not {person.id, age.id} & {item.id for item in waiting(study, account)}


def test_accepting_twice_is_accepting_once(study):
    """The second time nothing is added."""
    (account,) = put(study, TEXT)
    suggest(study)
    (person,) = of_kind(study, account, "mention")
    accept(study, person.id)
    accept(study, person.id[:10])
    assert len(all_of(study, Mention)) == len(all_of(study, SuggestionReview)) == 1


def test_a_later_look_replaces_an_earlier_one(study):
    """Whoever rejected a person may take them over after all; the other way round only once the mention is excluded, so that look and decision agree."""
    (account,) = put(study, TEXT)
    suggest(study)
    (person,) = of_kind(study, account, "mention")
    reject(study, person.id, reason="a driver")
    accept(study, person.id)
    assert [(item.status, item.reason) for item in all_of(study, SuggestionReview)] == [(ProposalStatus.ACCEPTED, None)]
    (made,) = all_of(study, Mention)
    with pytest.raises(InputError, match="the mention that you made of it stands"):
        reject(study, person.id)
    assert [item.status for item in all_of(study, SuggestionReview)] == [ProposalStatus.ACCEPTED]
    study.decide([replace(made, status=MentionStatus.EXCLUDED)])
    reject(study, person.id)
    assert [item.status for item in all_of(study, SuggestionReview)] == [ProposalStatus.REJECTED]


def test_what_was_accepted_is_rejected_only_once_it_is_taken_back(study):
    """A claim, a shelf and a screening decision stand against rejecting what they came of, until their author decides otherwise."""
    (account,) = put(study, TEXT)
    suggest(study)
    (person,) = of_kind(study, account, "mention")
    accept(study, person.id)
    for kind in ("claim", "shelf", "screen"):
        item = of_kind(study, account, kind)[0]
        accept(study, item.id)
        with pytest.raises(InputError, match="stands") as told:
            reject(study, item.id)
        assert "take that back" in told.value.remedy
    with study.read() as view:
        claimed = view.history(Claim)[-1].id
    undo(study, claimed)
    reject(study, of_kind(study, account, "claim")[0].id)


def test_a_round_that_is_none_is_refused_by_the_list(study):
    """The list of a mistyped round is not an empty list but an error that names the rounds."""
    put(study, TEXT)
    suggest(study)
    with pytest.raises(UnknownReference, match="nonsense"):
        list_suggestions(study, None, "nonsense")


def test_what_cannot_be_accepted_leaves_nothing_behind(study):
    """An unknown round is refused before anything is made, and so is a passage of a text that was read anew since."""
    (account,) = put(study, TEXT)
    suggest(study)
    (person,) = of_kind(study, account, "mention")
    with pytest.raises(ImportRejected):
        accept(study, person.id, round_id="nonsense")
    again = Edition(
        id="", account=account.id, kind=EditionKind.MAIN, language="en", sha256=text_digest(OTHER), extractor="test 2", text=OTHER
    )
    again = replace(again, id=edition_id(again))
    study.store.keep_account(study.coder, [replace(account, main=again.id, full=again.id)], [again])
    with pytest.raises(StaleDecision, match="read anew"):
        accept(study, person.id)
    assert all_of(study, Mention) == all_of(study, SuggestionReview) == []


def test_a_rejected_person_is_offered_no_more_nor_what_is_said_of_them(study):
    """The look is kept with its reason; nothing else is decided, and colleagues are still asked."""
    (account,) = put(study, TEXT)
    suggest(study)
    (person,) = of_kind(study, account, "mention")
    reject(study, person.id, reason="a driver")
    assert {item.kind for item in waiting(study, account)} <= {"shelf", "screen"}
    (review,) = all_of(study, SuggestionReview)
    assert (review.status, review.reason) == (ProposalStatus.REJECTED, "a driver")
    assert all_of(study, Mention) == all_of(study, Claim) == all_of(study, Coding) == []


def test_somebody_entered_by_hand_is_not_suggested_again(study):
    """A mention of the same name waits for nobody, and a claim suggested of that person can be accepted at once."""
    (account,) = put(study, TEXT)
    suggest(study)
    study.decide([Mention(id="m1", account=account.id, label="Samir  Haddad".replace("  ", " "))])
    assert all(item.kind != "mention" for item in waiting(study, account))
    age = next(item for item in of_kind(study, account, "claim") if json.loads(item.value)["variable"] == "age")
    accept(study, age.id)
    assert all_of(study, Claim)[0].mention == "m1"


def test_nothing_else_reads_suggestions(study):
    """A study full of suggestions has no mentions, no cases and no findings."""
    put(study, TEXT, OTHER)
    suggest(study)
    found = status(study)
    assert found.suggestions
    assert (found.mentions, all_of(study, Mention)) == (0, [])


def test_what_no_machine_suggests_cannot_be_accepted(study):
    """An unknown id, or too short a beginning of one, is refused."""
    (account,) = put(study, TEXT)
    suggest(study)
    for name in ("nothing-like-it", of_kind(study, account, "mention")[0].id[:4]):
        with pytest.raises(UnknownReference):
            accept(study, name)


def test_the_list_shows_words_and_ids(study):
    """Each line names a suggestion, what it says and the words it stands on."""
    put(study, TEXT)
    suggest(study)
    said = "\n".join(list_suggestions(study).lines())
    assert "mention: Samir Haddad (full name) “Samir Haddad”" in said
    assert "claim: origin Jordan “" in said  # and no code of a country
    assert isinstance(list_suggestions(study).accounts[0][2][0].suggestion, Suggestion)


PAPER = (
    "We propose three things to whoever governs. The government should stop showing captives to the press. This paper asks for little. "
    "Recommendations follow, and none of them should be dear."
)


def test_what_documents_hold_becomes_the_decision_it_is(study):
    """A shelf becomes a declaration. Of a recommendation only the look is kept: its words must not outlive the account."""
    (account,) = put(study, PAPER)
    suggest(study)
    assert accept(study, of_kind(study, account, "shelf")[0].id).made == "shelf"
    assert accept(study, of_kind(study, account, "recommendation")[0].id).made is None
    assert all_of(study, Recommendation) == []
    assert [(item.account, item.shelf) for item in all_of(study, ShelfDeclaration)] == [(account.id, Shelf.POLICY)]


def test_what_was_included_is_not_suggested_to_be(study):
    """Once screening has decided, no shelf and no decision is suggested."""
    (account,) = put(study, TEXT)
    suggest(study)
    assert of_kind(study, account, "shelf")
    screen(study, account, ScreeningDecision.INCLUDE, Shelf.TESTIMONY)
    assert all(item.kind not in ("shelf", "screen") for item in waiting(study, account))
    suggest(study)
    assert of_kind(study, account, "shelf") == []


# --- several processes


def test_processes_find_what_one_finds(tmp_path):
    """However many processes read, the suggestions are the same, ids and all; also where one of them is ended at work."""
    texts = [TEXT.replace("Haddad", f"Haddad{n}") for n in range(5)] + [PAPER]
    found = []
    for name, params in (("one", SuggestParams()), ("two", SuggestParams(workers=2, worth_it=1, batch=3))):
        with make_study(tmp_path / name) as made:
            accounts = put(made, *texts)
            suggest(made, params)
            found.append([suggested(made, account) for account in accounts])
    assert found[0] == found[1]
    assert all(found[0])


def test_a_process_that_is_ended_loses_nothing(study):
    """What it was asked is read by whoever asked."""
    (account,) = put(study, TEXT)
    suggest(study)
    with study.read() as view:
        edition = view.edition(account.main)
    one = Wanted(account=account, published="2018-01", shelf="", suggesters=readers_of(UNSCREENED, ""), digest="")
    texts = study.protocol_texts
    with Workers(2, study.protocol, (texts["study.yaml"], {name: text for name, text in texts.items() if name != "study.yaml"})) as workers:
        for process in workers._all:
            process.kill()
            process.wait()
        assert workers.read([(one, TEXT, edition.language)] * 3) == [suggested(study, account)] * 3


APART = (
    "study: {title: T, question: Q?}\ncoders: [{id: ada, role: screener}, {id: ben, role: screener}]\n"
    "rounds: [{id: s1, kind: screening, coders: [ada, ben]}]\n"
)


def test_cases_and_partitions_are_exported_without_the_mention_that_is_withheld(tmp_path):
    """Of a person of two accounts a screener of a blind round is shown the mention that may be shown, under its own label, and no other's place."""
    plan = APART.replace("coders: [", "coders: [{id: mira, role: lead}, ", 1)
    with new_study(tmp_path / "s", files={"study.yaml": plan}, surroundings=surroundings()) as study:
        one, other = put(study, TEXT, OTHER)
        for name, account, by in (("m1", one, "ada"), ("m2", other, "mira")):
            study.acting(by).decide([Mention(id=name, account=account.id, label=f"label of {name}", status=MentionStatus.ELIGIBLE, by=by)])
        rows = [
            Screening(
                account=account.id, screener="mira", decision=ScreeningDecision.INCLUDE, shelf=Shelf.TESTIMONY, layer=Layer.ADJUDICATED
            )
            for account in (one, other)
        ]
        link = LinkReview(a="m1", b="m2", account_a=one.id, account_b=other.id, decision=LinkDecision.SAME, by="mira")
        study.acting("mira").decide([*rows, link])
        resolve(study)
    exported = {}
    for reader in ("mira", "ben"):
        with open_study(tmp_path / "s", coder=reader) as study:
            export(study, tmp_path / reader, "jsonl")
        exported[reader] = {
            table: [json.loads(line) for line in (tmp_path / reader / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]
            for table in ("cases", "partitions")
        }
    (whole,), (shown,) = exported["mira"]["cases"], exported["ben"]["cases"]
    assert (whole["mentions"], whole["label"]) == (["m1", "m2"], "label of m1")
    assert (shown["id"], shown["mentions"], shown["label"], shown["accounts"]) == (whole["id"], ["m2"], "label of m2", [other.id])


def test_an_export_does_not_tell_whom_a_colleague_took_over_in_a_blind_round(tmp_path):
    """Whoever enters a person has included the account: neither mention nor look is exported for a screener who has not decided."""
    with new_study(tmp_path / "s", files={"study.yaml": APART}, surroundings=surroundings()) as study:
        (account,) = put(study, TEXT)
        suggest(study)
        (person,) = of_kind(study, account, "mention")
    with open_study(tmp_path / "s", coder="ada") as study:
        accept(study, person.id, reason="the canary")
        export(study, tmp_path / "own", "jsonl")
    with open_study(tmp_path / "s", coder="ben") as study:
        export(study, tmp_path / "before", "jsonl")
        study.decide([Screening(account=account.id, screener="ben", decision=ScreeningDecision.EXCLUDE, round="s1", reason="none")])
        export(study, tmp_path / "after", "jsonl")
    tables = ("mentions", "suggestion_reviews")
    held = {
        name: [bool((tmp_path / name / f"{table}.jsonl").read_text(encoding="utf-8")) for table in tables]
        for name in ("own", "before", "after")
    }
    assert held == {"own": [True, True], "before": [False, False], "after": [True, True]}
