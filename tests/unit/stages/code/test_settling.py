"""From two coders to one result: differences by kind and effect, consensus of the pair, rulings of the lead, and the sample audited."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from support.filling import resolve, set_line
from testimonia.domain.decisions import Adjudication, Coding, Completion, Episode, Mention, Passage, Value
from testimonia.domain.vocabulary import Difference, Layer, MentionStatus, Stance
from testimonia.errors import BlindRound, ImportRejected, InputError, NotPermitted
from testimonia.stages.code import audit, differences, export_differences, import_file, open_round, put, settle
from testimonia.stages.code.method.differences import answered, coded
from testimonia.stages.code.method.rulings import Ruling, Seat, rows_of
from testimonia.store import schema
from testimonia.store.tabular import read_table, write_csv

PAIR = ("anna", "bea")


def coding(coder, code, start, end, **more):
    name = f"{coder}-{code}-{start}-{end}-{more.get('stance', '')}"
    about = {"account": "a", "edition": "e", "codebook": "b", "codebook_version": 1, "quote": "x" * (end - start)}
    return Coding(id=name, code=code, coder=coder, start=start, end=end, **{**about, **more})


def kinds(codings, coders=PAIR):
    return [(place.kind, place.subject) for place in coded("c", "b", codings, coders, lambda coding: coding.code)]


# --- differences as values


@pytest.mark.parametrize(
    ("codings", "kind"),
    [
        ([("anna", "x", 0, 5), ("bea", "x", 0, 5)], None),
        ([("anna", "x", 0, 5), ("bea", "x", 3, 9)], Difference.SPAN),
        ([("anna", "x", 0, 5), ("bea", "y", 3, 9)], Difference.CODE),
        ([("anna", "x", 0, 5)], Difference.MISSED),
        ([("anna", "x", 0, 20), ("bea", "x", 2, 5), ("bea", "x", 10, 15)], Difference.SPAN),
    ],
)
def test_how_two_coders_differ(codings, kind):
    """Same code and place agree; other bounds are a span, other codes on overlapping words a code, one alone is missed."""
    ((found, _),) = kinds([coding(*item) for item in codings])
    assert found == kind


def test_touching_is_not_overlapping():
    """Passages that end where the other begins have no word in common: both are missed by the other."""
    assert [kind for kind, _ in kinds([coding("anna", "x", 0, 5), coding("bea", "x", 5, 9)])] == [Difference.MISSED, Difference.MISSED]


def test_a_denial_is_no_matter_of_bounds():
    """Whoever denies what the other affirms differs in value, also where the bounds differ; so do voice and modality."""
    assert kinds([coding("anna", "x", 0, 5), coding("bea", "x", 1, 5, stance=Stance.DENIES)]) == [(Difference.VALUE, ("b:x",))]
    assert kinds([coding("anna", "x", 0, 5), coding("bea", "x", 0, 5, voice="relative")]) == [(Difference.VALUE, ("b:x",))]


def test_codes_are_paired_by_overlap():
    """A passage that overlaps two others of another code is paired with the one it shares most with; the rest is missed."""
    found = kinds([coding("anna", "x", 0, 10), coding("bea", "y", 8, 14), coding("bea", "z", 0, 6)])
    assert sorted(found, key=str) == sorted([(Difference.CODE, ("b:x", "b:z")), (Difference.MISSED, ("b:y",))], key=str)


def test_nested_and_double_codes_agree_each_for_itself():
    """Overlapping codes that both coders gave are agreed, however they lie in one another."""
    both = [coding(who, code, start, end) for who in PAIR for code, start, end in (("x", 0, 20), ("y", 5, 10), ("z", 5, 10))]
    assert [kind for kind, _ in kinds(both)] == [None, None, None]


def test_three_coders():
    """A place is agreed when all of them marked it, and missed when one did not."""
    team = ("anna", "bea", "cem")
    assert kinds([coding(who, "x", 0, 5) for who in team], team) == [(None, ("b:x",))]
    assert kinds([coding(who, "x", 0, 5) for who in team[:2]], team) == [(Difference.MISSED, ("b:x",))]


@given(st.lists(st.tuples(st.sampled_from(PAIR), st.sampled_from("xyz"), st.integers(0, 30), st.integers(1, 9)), max_size=14, unique=True))
def test_every_coding_has_one_place(items):
    """Each coding stands in exactly one place; nobody differs from themselves; the order of rows makes no difference."""
    codings = [coding(who, code, start, start + length) for who, code, start, length in items]
    places = coded("c", "b", codings, PAIR, lambda item: item.code)
    assert sorted(row.id for place in places for side in place.sides for row in side.codings) == sorted(item.id for item in codings)
    assert coded("c", "b", codings[::-1], PAIR, lambda item: item.code) == places
    twins = [replace(item, id=f"{who}{item.id}", coder=who) for item in codings for who in PAIR]
    assert all(place.kind is None for place in coded("c", "b", twins, PAIR, lambda item: item.code))


def test_answers_and_episodes_are_compared_by_their_number():
    """Episodes meet by number whatever their ids; an answer to a question that the other left open is missed, another one a value."""
    from testimonia.protocol import Variable

    def of(coder, joined, *values):
        episode = Episode(id=f"{coder}1", account="a", mention="m", coder=coder, joined=joined)
        rows = [
            Value(id=f"{coder}{name}", account="a", mention="m", variable=name, value=value, coder=coder, episode=ep)
            for name, value, ep in values
        ]
        return rows, [episode]

    variables = [Variable(id="age", label="Age"), Variable(id="task", label="Task", per="episode"), Variable(id="how", label="How")]
    places = answered(
        "c",
        variables,
        {
            "anna": of("anna", "2014", ("age", "24", None), ("task", "cook", "anna1"), ("how", "paid", None)),
            "bea": of("bea", "2014", ("age", "31", None), ("task", "cook", "bea1")),
        },
    )
    assert [(place.kind, place.subject, place.order) for place in places] == [
        (None, ("episode",), 1),
        (Difference.VALUE, ("age",), None),
        (None, ("task",), 1),
        (Difference.MISSED, ("how",), None),
    ]


def test_a_stretch_made_of_both():
    """On bounds a ruling may take all of both passages, or what they have in common; words and bounds agree."""
    (place,) = coded("c", "b", [coding("anna", "x", 0, 5), coding("bea", "x", 3, 9)], PAIR, lambda item: item.code)
    for take, span in (("union", (0, 9)), ("overlap", (3, 5)), ("bea", (3, 9))):
        (row,) = rows_of(place, Ruling(place=place.id, take=take), Seat("mara", Layer.ADJUDICATED), {"e": "abcdefghij"})
        assert (row.start, row.end, row.layer, row.coder) == (*span, Layer.ADJUDICATED, "mara")
        assert take == "bea" or row.quote == "abcdefghij"[slice(*span)]
    with pytest.raises(InputError, match="Did you mean `bea`"):
        rows_of(place, Ruling(place=place.id, take="bae"), Seat("mara", Layer.ADJUDICATED), {})


# --- in a study


@pytest.fixture
def compared(filling):
    """Both coders have finished codebook and form of the first case, and differ in every way; the round is open."""
    plan = "codebooks: [leaving]\nanalysis:\n  - {id: why, kind: prevalence, codebook: leaving}\n  - {id: ages, kind: prevalence, variable: legal}\n"
    set_line(filling, "codebooks: [leaving]\n", plan)
    shared = {"mention": "m0", "round": "blind"}
    rows = {
        "anna": [
            ("They promised us houses.", "quality-of-life", 0),
            ("Then I left.", "brutality", 0),
            ("we slept in sheds", "quality-of-life", 0),
        ],
        "bea": [
            ("promised us houses. They", "quality-of-life", 0),
            ("I left.", "quality-of-life", 0),
            ("we slept in sheds", "quality-of-life", 0),
        ],
    }
    text = filling.texts[filling.plain]
    for coder, items in rows.items():
        found = []
        for words, code, _ in items:
            start = text.index(words)
            found.append({"account": filling.plain, "start": start, "end": start + len(words), "code": f"leaving:{code}", **shared})
        with filling.open(coder) as study:
            put(study, "codings", found)
            values = {"anna": [("age", 24), ("legal", "none"), ("trigger", "event")], "bea": [("age", 31), ("legal", "none")]}[coder]
            put(study, "form", [{"case": "c1", "round": "blind", "variable": name, "value": value} for name, value in values])
            put(study, "form", [{"case": "c1", "round": "blind", "variable": "episode:joined", "value": "2014", "episode": 1}])
            put(study, "form", [{"case": "c1", "round": "blind", "variable": "task", "value": "cook", "episode": 1}])
            put(study, "completions", [{"case": "c1", "codebook": book, "round": "blind"} for book in ("leaving", "form")])
    with filling.open("lea") as study:
        open_round(study, "blind")
    return filling


def queue(place, coder="lea", **more):
    with place.open(coder) as study:
        return differences(study, "blind", **more)


def find(place, subject, kind=None):
    return next(
        item.place
        for item in queue(place, settled=True).items
        if subject in item.place.subject and (kind is None or item.place.kind == kind)
    )


def rule(place, coder, *rulings, layer=None):
    with place.open(coder) as study:
        return settle(study, "blind", [Ruling(place=name, take=take, **more) for name, take, more in rulings], layer=layer)


def test_nothing_is_compared_while_the_round_is_blind(filling):
    """Differences of a blind round are shown to nobody, the lead included."""
    for coder in ("anna", "lea", "owner"):
        with filling.open(coder) as study, pytest.raises(BlindRound, match="open blind"):
            differences(study, "blind")


def test_the_queue_begins_with_what_moves_findings(compared):
    """Differences on which a planned finding hangs come first; a difference of bounds, which changes no count, comes last."""
    report = queue(compared)
    assert (report.units, report.agreed, report.open) == (2, 4, 4)
    shown = [(item.place.kind, item.place.subject[0], item.effect) for item in report.items]
    assert [item[2] for item in shown] == sorted((item[2] for item in shown), reverse=True)
    assert {kind: weight for kind, name, weight in shown if kind in (Difference.CODE, Difference.SPAN)} == {
        Difference.CODE: 1.0,
        Difference.SPAN: 0.0,
    }
    assert {name: weight for _, name, weight in shown}["age"] == 0.0
    assert "anna: leaving:brutality “Then I left.”" in " ".join(report.lines())


def test_the_pair_settles_and_originals_stay(compared):
    """A coder of the case puts down what the pair agreed on as consensus rows beside the originals."""
    span = find(compared, "leaving:quality-of-life", Difference.SPAN)
    before = {row.id for row in compared.all(Coding)}
    report = rule(compared, "anna", (span.id, "union", {"reason": "The whole sentence."}))
    assert (report.rulings, report.open, report.closed) == (1, 3, 0)
    new = [row for row in compared.all(Coding) if row.id not in before]
    assert before <= {row.id for row in compared.all(Coding)}
    assert [(row.layer, row.code, row.quote) for row in new] == [(Layer.CONSENSUS, "quality-of-life", "They promised us houses. They")]
    (mark,) = compared.all(Adjudication)
    assert (mark.layer, mark.decision, mark.coder, mark.reason) == (Layer.CONSENSUS, "union", "anna", "The whole sentence.")


def test_the_lead_rules_above_the_pair(compared):
    """The lead's ruling stands on a layer of its own; after it the pair may not rule on the same difference any more."""
    place = find(compared, "age")
    rule(compared, "bea", (place.id, "bea", {}))
    rule(compared, "lea", (place.id, "answer", {"value": "27", "reason": "The first publication says so."}))
    ages = {(row.layer, row.value) for row in compared.all(Value) if row.variable == "age" and row.layer is not Layer.CODER}
    assert ages == {(Layer.CONSENSUS, "31"), (Layer.ADJUDICATED, "27")}
    with pytest.raises(ImportRejected) as caught:
        rule(compared, "anna", (place.id, "anna", {}))
    assert "The lead has ruled" in caught.value.problems[0]


def test_a_second_ruling_replaces_the_first(compared):
    """Ruling again takes back the rows of the ruling before, and only those."""
    place = find(compared, "leaving:brutality", Difference.CODE)
    rule(compared, "lea", (place.id, "both", {}))
    assert len([row for row in compared.all(Coding) if row.layer is Layer.ADJUDICATED]) == 2
    rule(compared, "lea", (place.id, "anna", {}))
    assert [row.code for row in compared.all(Coding) if row.layer is Layer.ADJUDICATED] == ["brutality"]
    rule(compared, "lea", (place.id, "none", {}))
    assert [row for row in compared.all(Coding) if row.layer is Layer.ADJUDICATED] == []


def settle_all(place, coder, take="anna"):
    rulings = [
        (item.place.id, take if item.place.side(take).rows else "none" if "none" in item.may_take else "bea", {})
        for item in queue(place).items
    ]
    return rule(place, coder, *rulings)


def test_a_case_closes_when_nothing_is_left(compared):
    """Once all is settled the pair's layer holds what was agreed and what was ruled, and a completion: silence counts there too."""
    report = settle_all(compared, "anna")
    assert (report.closed, report.open) == (2, 0)
    done = {(row.layer, row.codebook, row.mention) for row in compared.all(Completion) if row.layer is not Layer.CODER}
    assert done == {(Layer.CONSENSUS, "leaving", "m0"), (Layer.CONSENSUS, "form", "m0")}
    codings = sorted((row.code, row.quote) for row in compared.all(Coding) if row.layer is Layer.CONSENSUS)
    assert codings == [
        ("brutality", "Then I left."),
        ("quality-of-life", "They promised us houses."),
        ("quality-of-life", "we slept in sheds"),
    ]
    values = {row.variable: row for row in compared.all(Value) if row.layer is Layer.CONSENSUS}
    assert {name: row.value for name, row in values.items()} == {"age": "24", "legal": "none", "trigger": "event", "task": "cook"}
    (episode,) = [row for row in compared.all(Episode) if row.layer is Layer.CONSENSUS]
    assert values["task"].episode == episode.id
    length = compared.log_length()
    rule(compared, "lea")
    assert compared.log_length() == length


def test_a_lead_who_rules_on_one_thing_closes_the_case_above(compared):
    """Where the lead ruled on any of it, the whole case stands on the lead's layer, the pair's rulings included."""
    place = find(compared, "age")
    rule(compared, "lea", (place.id, "bea", {}))
    settle_all(compared, "anna")
    layers = {row.codebook: row.layer for row in compared.all(Completion) if row.layer is not Layer.CODER}
    assert layers == {"leaving": Layer.CONSENSUS, "form": Layer.ADJUDICATED}
    values = {row.variable: row.value for row in compared.all(Value) if row.layer is Layer.ADJUDICATED}
    assert values == {"age": "31", "legal": "none", "trigger": "event", "task": "cook"}


def test_rulings_come_as_a_file(compared, tmp_path):
    """The exported queue, with `take` filled in, is taken back; a second time changes nothing; a wrong word names what is possible."""
    out = tmp_path / "differences.csv"
    with compared.open("lea") as study:
        export_differences(study, "blind", out)
    rows = [line.values for line in read_table(out)]
    assert len(rows) == 4
    for row in rows:
        row["take"] = "anna" if "anna" in row["may_take"] else "none"
    write_csv(out, list(rows[0]), rows)
    with compared.open("lea") as study:
        assert import_file(study, out).closed == 2
        length = compared.log_length()
        import_file(study, out)
    assert compared.log_length() == length
    write_csv(out, list(rows[0]), [{**rows[0], "take": "ana"}])
    with compared.open("lea") as study, pytest.raises(ImportRejected) as caught:
        import_file(study, out)
    assert "Did you mean `anna`?" in caught.value.problems[0]


def test_the_queue_lists_every_account_that_it_quotes(compared, tmp_path):
    """A withdrawal names the exported queue whichever side or passage the account stands behind, and for the label of its case."""
    (age,) = (row for row in compared.all(Value) if row.variable == "age" and row.coder == "bea")
    passages = tuple(
        Passage(account=account, edition=compared.editions[account], start=0, end=3, quote=compared.texts[account][:3])
        for account in (compared.plain, compared.arabic)
    )

    def held(name):
        with compared.open("lea") as study:
            export_differences(study, "blind", tmp_path / name)
            with study.store.read() as connection:
                table = schema.holdings.join(schema.releases, schema.releases.c.id == schema.holdings.c.release)
                query = select(schema.holdings.c.account).select_from(table).where(schema.releases.c.path.endswith(name))
                return set(connection.execute(query).scalars())

    assert held("no-such-label.csv") == {compared.plain, compared.arabic}
    with compared.open() as study:
        study.decide([Mention(id="m0", account=compared.plain, label="One man", status=MentionStatus.ELIGIBLE)])
    resolve(compared)
    assert held("labelled-by-plain.csv") == {compared.plain}
    with compared.open("bea") as study:
        study.decide([replace(age, passages=passages)])
    assert held("passage.csv") == {compared.plain, compared.arabic}
    with compared.open("bea") as study:
        study.decide([replace(age, account=compared.arabic)])
    assert held("side.csv") == {compared.plain, compared.arabic}
    with compared.open() as study:
        study.decide(
            [
                replace(age, account=compared.plain),
                Mention(id="m0", account=compared.plain, label="Person 0", status=MentionStatus.ELIGIBLE),
            ]
        )
        study.decide([Mention(id="m1", account=compared.arabic, label="One man", status=MentionStatus.ELIGIBLE)])
    resolve(compared)
    assert held("labelled-by-arabic.csv") == {compared.plain, compared.arabic}


@pytest.mark.parametrize(
    ("coder", "ruling", "fault"),
    [
        ("anna", ("nowhere", "anna", {}), "no difference `nowhere`"),
        ("anna", ("age", "answer", {}), "`answer` needs one"),
        ("anna", ("age", "answer", {"value": "many"}), "takes a number"),
        ("anna", ("age", "none", {}), "nothing that this difference offers"),
        ("sam", ("age", "anna", {}), "did not code this case"),
    ],
)
def test_what_no_ruling_may_be(compared, coder, ruling, fault):
    """A ruling on nothing, without an answer, of the wrong type or by a stranger is refused, and nothing of the others is written."""
    good = find(compared, "trigger")
    name = find(compared, "age").id if ruling[0] == "age" else ruling[0]
    length = compared.log_length()
    with pytest.raises(ImportRejected) as caught:
        rule(compared, coder, (good.id, "anna", {}), (name, *ruling[1:]))
    assert fault in " ".join(caught.value.problems)
    assert compared.log_length() == length


def test_twice_on_one_difference(compared):
    """Two rulings on one difference in one file are refused."""
    place = find(compared, "age")
    with pytest.raises(ImportRejected) as caught:
        rule(compared, "anna", (place.id, "anna", {}), (place.id, "bea", {}))
    assert "ruled on twice" in caught.value.problems[0]


def test_the_lead_audits_a_sample(compared):
    """A seeded sample of what pairs settled waits for the lead; a ruling that takes the same confirms, another one counts as changed."""
    settle_all(compared, "anna")
    with compared.open("lea") as study:
        drawn = audit(study, "blind", share=0.4, seed=3)
        assert audit(study, "blind", share=0.4, seed=3) == drawn
        assert (drawn.settled, drawn.sampled, drawn.looked) == (4, 2, 0)
        first, second = (item.place for item in drawn.items)
        settle(study, "blind", [Ruling(place=first.id, take=drawn.items[0].ruling.decision)])
        other = next(take for take in drawn.items[1].may_take if take not in (drawn.items[1].ruling.decision, "answer"))
        settle(study, "blind", [Ruling(place=second.id, take=other)])
        after = audit(study, "blind", share=0.4, seed=3)
    assert (after.looked, after.changed, after.items) == (2, 1, ())
    with compared.open("anna") as study, pytest.raises(NotPermitted):
        audit(study, "blind")
    with compared.open("lea") as study, pytest.raises(InputError, match="between 0 and 1"):
        audit(study, "blind", share=2)
