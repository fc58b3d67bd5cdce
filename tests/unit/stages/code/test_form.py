"""The case form: what is asked, what is answered, what contradicts, what is missing; and the form filled in a spreadsheet."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from support.filling import adopt, resolve
from testimonia.domain.decisions import Completion, Episode, Value
from testimonia.domain.vocabulary import Missing
from testimonia.errors import ImportRejected, InputError, StaleResults, UnknownReference, UsageError
from testimonia.stages.code import case_form, export_form, import_file, open_round, put
from testimonia.store.tabular import read_table, write_csv


def form_of(place, case="c1", coder="anna"):
    with place.open(coder) as study:
        return case_form(study, case, "blind").form


def answer(place, coder="anna", **rows):
    """Answers to case c1 in the blind round, by variable; a missing kind stands after a question mark."""
    filled = [
        {"case": "c1", "round": "blind", "variable": name, **({"missing": word[1:]} if str(word).startswith("?") else {"value": word})}
        for name, word in rows.items()
    ]
    with place.open(coder) as study:
        return put(study, "form", filled)


def names(questions):
    return [question.variable.id for question in questions]


def sheet_of(place, tmp_path, coder="anna", name="form.csv", **more):
    out = tmp_path / name
    with place.open(coder) as study:
        report = export_form(study, out, "blind", **more)
    return out, report


def fill(path, answers):
    """Fill cells of an exported CSV: answers by case and variable (and episode); writes it again under the same columns."""
    rows = [line.values for line in read_table(path)]
    for row in rows:
        found = answers.get((row["case"], row["variable"]), answers.get((row["case"], row["variable"], str(row["episode"]))))
        row.update(found or {})
    write_csv(path, list(rows[0]), rows)
    return rows


ANSWERS = {
    ("c1", "age"): {"value": "24"},
    ("c1", "legal"): {"missing": "not_stated"},
    ("c1", "trigger"): {"value": "gradual", "quote": "They promised us houses, and we slept in sheds."},
    ("c1", "how"): {"value": "disguised;paid"},
    ("c1", "episode:group"): {"value": "Dawn Guard"},
    ("c1", "episode:joined"): {"value": "2014-06"},
    ("c1", "task"): {"value": "guard"},
    ("c1", "form:finished"): {"value": "yes"},
}


# --- the form as a pure value


def test_questions_stand_in_their_sections_and_follow_their_kind(filling):
    """Each question stands once in its part of the form, in the plan's order; a response is asked its own."""
    form = form_of(filling)
    assert [(block.id, names(block.questions)) for block in form.blocks] == [
        ("", ["age", "legal"]),
        ("", ["task", "hurt"]),
        ("leaving", ["trigger", "which", "how"]),
        ("court", ["charge"]),
    ]
    assert names(form_of(filling, "c3").questions()) == ["provider"]
    assert [source.account for source in form.sources] == [filling.arabic, filling.plain]
    assert form.whose.round == "blind"


def test_what_is_asked_follows_the_answers(filling):
    """A question waits for the one it depends on, is asked once that holds, and is not asked where it does not; a section likewise."""
    asked = {question.variable.id: question.asked.value for question in form_of(filling).questions()}
    assert (asked["age"], asked["which"], asked["charge"], asked["task"]) == ("yes", "waits", "waits", "waits")
    assert "task" not in names(form_of(filling).missing)
    answer(filling, trigger="event", legal="none")
    asked = {question.variable.id: question for question in form_of(filling).questions()}
    assert (asked["which"].asked.value, asked["charge"].asked.value) == ("yes", "no")
    assert asked["charge"].reason == "asked if `legal` is charged or convicted"
    answer(filling, trigger="gradual", legal="charged")
    asked = {question.variable.id: question.asked.value for question in form_of(filling).questions()}
    assert (asked["which"], asked["charge"]) == ("no", "yes")


def test_each_episode_has_its_own_questions(filling):
    """Every time in and out of a group is asked for itself, and a condition looks at the same episode."""
    rows = [{"case": "c1", "round": "blind", "variable": "episode:group", "episode": n, "value": f"Group {n}"} for n in (1, 2)]
    rows += [{"case": "c1", "round": "blind", "variable": "task", "episode": n, "value": task} for n, task in ((1, "fighter"), (2, "cook"))]
    with filling.open("anna") as study:
        put(study, "form", rows)
    blocks = [block for block in form_of(filling).blocks if block.episode]
    assert [(block.order, block.episode.group) for block in blocks] == [(1, "Group 1"), (2, "Group 2")]
    assert [[question.asked.value for question in block.questions] for block in blocks] == [["yes", "yes"], ["yes", "no"]]
    assert [question.own[0].value for block in blocks for question in block.questions if question.own] == ["fighter", "cook"]


def test_contradictions_are_kept_and_shown(filling):
    """Two answers of one coder to one question stay, each with its words, and are listed; several choices are no contradiction."""
    rows = [
        {"mention": "m0", "variable": "age", "value": age, "round": "blind", "quote": quote}
        for age, quote in ((24, "I joined"), (31, "Then I left."))
    ]
    rows += [
        {"mention": "m0", "variable": "how", "value": how, "round": "blind", "quote": quote}
        for how, quote in (("paid", "I joined"), ("disguised", "sheds"))
    ]
    filling.take(rows, name="values.jsonl")
    form = form_of(filling)
    assert names(form.conflicts) == ["age"]
    assert sorted(value.value for question in form.conflicts for value in question.own) == ["24", "31"]


def test_the_form_is_blind(filling):
    """What a colleague answered is not in the form until the lead opens the round; then it stands beside, and differences show."""
    answer(filling, "bea", age=31, trigger="event")
    answer(filling, "anna", age=24)
    form = form_of(filling)
    assert all(question.others == () for question in form.questions())
    assert next(question for question in form.questions() if question.variable.id == "which").asked.value == "waits"
    with filling.open("owner") as study:
        assert all(not question.others for question in case_form(study, "c1").form.questions())
    with filling.open("lea") as study:
        open_round(study, "blind")
    question = next(question for question in form_of(filling).questions() if question.variable.id == "age")
    assert [value.value for value in question.others] == ["31"]
    assert question.disputed
    assert [value.value for value in question.own] == ["24"]


def test_a_changed_question_is_asked_again(filling):
    """An answer names the version that asked; where the question means something else now, it is asked again, elsewhere it stands."""
    answer(filling, age=24, trigger="event")
    adopt(filling, version=2, trigger="What was the last straw?")
    resolve(filling)
    form = form_of(filling)
    assert names(form.again) == ["trigger"]
    assert "trigger" in names(form.missing)
    assert "age" not in names(form.missing)
    answer(filling, trigger="gradual")
    assert form_of(filling).again == ()
    assert {(row.variable, row.form_version) for row in filling.all(Value)} == {("age", 1), ("trigger", 2)}


def test_unknown_cases_and_stale_ones(place, filling):
    """A case that is not there, or cases that are out of date, are said so."""
    with filling.open("anna") as study, pytest.raises(UnknownReference, match="no case `c9`"):
        case_form(study, "c9", "blind")
    with filling.open("anna") as study, pytest.raises(InputError, match="There is no round"):
        case_form(study, "c1", "screening-1")
    with filling.open("lea") as study, pytest.raises(InputError, match="does not take part"):
        case_form(study, "c1", "blind")
    adopt(place, version=2)
    with filling.open("anna") as study, pytest.raises(StaleResults, match="not up to date"):
        case_form(study, "c1", "blind")


# --- a form filled elsewhere


@pytest.mark.parametrize("name", ["form.csv", "form.xlsx"])
def test_a_filled_form_comes_back(filling, tmp_path, name):
    """Filled in a spreadsheet and imported, a form gives its episode, answers with their words, and the completion; twice is once."""
    out, report = sheet_of(filling, tmp_path, name="form.csv", cases=["c1"])
    assert (report.cases, report.round) == (1, "blind")
    fill(out, ANSWERS)
    if name.endswith("xlsx"):
        out = into_workbook(filling, tmp_path, out)
    with filling.open("anna") as study:
        taken = import_file(study, out)
        assert taken.new == {"episodes": 1, "values": 5, "completions": 1}
        assert taken.file == name
        again = import_file(study, out)
    assert (again.new, again.changed) == ({}, {})
    (episode,) = filling.all(Episode)
    assert (episode.group, episode.joined, episode.mention, episode.coder, episode.round) == (
        "Dawn Guard",
        "2014-06",
        "m0",
        "anna",
        "blind",
    )
    values = {row.variable: row for row in filling.all(Value)}
    assert values["task"].episode == episode.id
    assert values["how"].value == "paid;disguised"
    assert values["legal"].missing is Missing.NOT_STATED
    assert [passage.account for passage in values["trigger"].passages] == [filling.plain]
    assert [(row.codebook, row.mention, row.version) for row in filling.all(Completion)] == [("form", "m0", 1)]
    assert form_of(filling).finished


def into_workbook(place, tmp_path, filled):
    """The answers of a filled CSV, typed into the workbook that the program writes."""
    out, _ = sheet_of(place, tmp_path, name="form.xlsx", cases=["c1"])
    book = load_workbook(out)
    sheet = book["Form"]
    columns = [cell.value for cell in sheet[1]]
    for number, line in enumerate(read_table(filled), start=2):
        for name in ("value", "missing", "quote"):
            said = line.values[name]
            sheet.cell(row=number, column=columns.index(name) + 1).value = int(said) if said and said.isdecimal() else said
    book.save(out)
    return out


def test_a_workbook_offers_choices_and_shows_the_accounts(filling, tmp_path):
    """The workbook has lists for choices and for reasons, text cells for dates, and a sheet with the accounts of each case."""
    out, _ = sheet_of(filling, tmp_path, name="form.xlsx")
    book = load_workbook(out)
    assert book.sheetnames == ["Form", "Accounts", "How to"]
    lists = {rule.formula1 for rule in book["Form"].data_validations.dataValidation}
    assert {'"none,charged,convicted"', '"not_stated"', '"event,gradual"', '"true,false"'} <= lists
    columns = [cell.value for cell in book["Form"][1]]
    assert book["Form"].cell(row=2, column=columns.index("value") + 1).number_format == "@"
    assert {row[3].value for row in book["Accounts"].iter_rows(min_row=2)} == {"news/plain.txt", "ar.html", "emoji.md"}


def test_an_answer_replaces_the_one_before_and_an_emptied_cell_takes_it_back(filling, tmp_path):
    """A form says one thing for each question: filled anew it changes the answer, emptied it takes it back, untouched it stays."""
    answer(filling, age=24, trigger="event", which="The raid")
    out, _ = sheet_of(filling, tmp_path, cases=["c1"])
    fill(out, {("c1", "age"): {"value": "25"}, ("c1", "which"): {"value": ""}})
    with filling.open("anna") as study:
        report = import_file(study, out)
    assert report.changed == {"values": 2}
    assert {(row.variable, row.value) for row in filling.all(Value)} == {("age", "25"), ("trigger", "event")}


def test_the_words_of_an_answer_stay_where_they_stood(filling, tmp_path):
    """A passage whose words stand twice in the text is not lost when the exported form comes back unchanged."""
    second = filling.texts[filling.plain].rindex("They promised us houses")
    passage = {"start": second, "end": second + 23}
    filling.take([{"mention": "m0", "variable": "trigger", "value": "event", "round": "blind", **passage}], name="values.jsonl")
    out, _ = sheet_of(filling, tmp_path, cases=["c1"])
    with filling.open("anna") as study:
        assert (import_file(study, out).new, import_file(study, out).changed) == ({}, {})
    (row,) = filling.all(Value)
    assert row.passages[0].start == second


def test_a_second_answer_to_one_question_is_kept(filling, tmp_path):
    """A copied row without its id is another answer to the same question, and stays so when the form comes in again."""
    answer(filling, age=24)
    out, _ = sheet_of(filling, tmp_path, cases=["c1"])
    rows = [line.values for line in read_table(out)]
    age = next(row for row in rows if row["variable"] == "age")
    write_csv(out, list(age), [*rows, {**age, "id": None, "value": "31"}])
    with filling.open("anna") as study:
        import_file(study, out)
        assert import_file(study, out).new == {}
    assert sorted(row.value for row in filling.all(Value)) == ["24", "31"]


def test_words_are_found_in_the_account_that_holds_them(filling, tmp_path):
    """A quotation without an account belongs to the account of the case in which it stands, and so does the answer."""
    with filling.open("anna") as study:
        put(study, "form", [{"case": "c1", "round": "blind", "variable": "trigger", "value": "event", "quote": "ثم عاد"}])
    (row,) = filling.all(Value)
    assert (row.mention, row.passages[0].account) == ("m1", filling.arabic)
    answer(filling, trigger="gradual")
    assert [(row.mention, row.value) for row in filling.all(Value)] == [("m1", "gradual")]


# --- bad input


@pytest.mark.parametrize(
    ("variable", "said", "fault"),
    [
        ("age", {"value": "about thirty"}, "takes a number"),
        ("age", {"value": "24.5"}, "whole number"),
        ("age", {"value": "4"}, "below its minimum"),
        ("trigger", {"value": "envet"}, "Did you mean `event`?"),
        ("how", {"value": "paid;flying"}, "is no answer of `how`"),
        ("age", {"value": "24", "missing": "unclear"}, "both a `value` and a `missing`"),
        ("legal", {"missing": "withheld"}, "study.yaml allows: not_stated"),
        ("age", {"quote": "I joined"}, "neither a `value` nor a `missing`"),
        ("trigger", {"value": "event", "quote": "words that stand nowhere"}, "does not stand in the text"),
        ("trigger", {"value": "event", "unsure": "perhaps"}, "must be yes or no"),
    ],
)
def test_values_of_the_wrong_type_are_refused_with_their_line(filling, tmp_path, variable, said, fault):
    """An answer that the question does not allow is refused, the whole file with it, and the message names the line of the sheet."""
    out, _ = sheet_of(filling, tmp_path, cases=["c1"])
    rows = fill(out, {("c1", "sex"): {}, ("c1", variable): said})
    line = next(number for number, row in enumerate(rows, start=2) if row["variable"] == variable)
    with filling.open("anna") as study, pytest.raises(ImportRejected) as caught:
        import_file(study, out)
    assert [fault in problem and problem.startswith(f"line {line}:") for problem in caught.value.problems] == [True]
    assert filling.all(Value) == []


def test_a_form_with_open_questions_cannot_be_finished(filling, tmp_path):
    """`Finished` is refused while a question that is asked has neither an answer nor a reason, and the message names it."""
    out, _ = sheet_of(filling, tmp_path, cases=["c1"])
    fill(out, {**ANSWERS, ("c1", "trigger"): {"value": "event"}, ("c1", "age"): {}})
    with filling.open("anna") as study, pytest.raises(ImportRejected) as caught:
        import_file(study, out)
    assert "`age`, `which` have no answer" in caught.value.problems[0]
    assert filling.all(Completion) == []


def test_a_form_that_changed_while_it_was_filled(filling, tmp_path):
    """A form written before a question changed comes in under the version that asked; it is not finished until that is asked again."""
    out, _ = sheet_of(filling, tmp_path, cases=["c1"])
    adopt(filling, version=2, trigger="What was the last straw?")
    resolve(filling)
    fill(out, ANSWERS)
    with filling.open("anna") as study, pytest.raises(ImportRejected, match="1 fault") as caught:
        import_file(study, out)
    assert "the form has changed (version 2 now) and asks something else in `trigger`" in caught.value.problems[0]
    fill(out, {("c1", "form:finished"): {"value": ""}})
    with filling.open("anna") as study:
        import_file(study, out)
    assert {row.form_version for row in filling.all(Value)} == {1}
    assert names(form_of(filling).again) == ["trigger"]
    assert names(form_of(filling).missing) == ["trigger"]


def test_a_version_that_never_was(filling):
    """An answer to a version that the form never had is refused."""
    with filling.open("anna") as study, pytest.raises(ImportRejected) as caught:
        put(study, "form", [{"case": "c1", "round": "blind", "variable": "age", "value": 24, "form_version": 7}])
    assert "the form of this study had `1`" in caught.value.problems[0]


def test_columns_nobody_defined(filling, tmp_path):
    """A column that a form does not have is refused, with the nearest that exists."""
    with filling.open("anna") as study, pytest.raises(ImportRejected, match="1 fault") as caught:
        put(study, "form", [{"case": "c1", "round": "blind", "variable": "age", "value": 24, "quoat": "I joined"}])
    assert "Did you mean `quote`?" in caught.value.problems[0]


def test_nobody_fills_a_form_for_another(filling):
    """A coder's form in another's name is refused; so are a case and a question that do not exist."""
    for row, fault in (
        ({"case": "c1", "coder": "bea", "variable": "age", "value": 24}, "you act as `anna`"),
        ({"case": "c9", "variable": "age", "value": 24}, "there is no case `c9`"),
        ({"case": "c1", "variable": "agee", "value": 24}, "Did you mean `age`?"),
        ({"case": "c1", "variable": "task", "episode": "e7", "value": "cook"}, "there is no episode `e7`"),
    ):
        with filling.open("anna") as study, pytest.raises(ImportRejected) as caught:
            put(study, "form", [{"round": "blind", **row}])
        assert fault in caught.value.problems[0]


def test_broken_and_huge_workbooks(filling, tmp_path, monkeypatch):
    """A damaged workbook, an empty one and one too big are refused in words; formulas are text."""
    from testimonia.stages.code.sheets import workbook

    bad = tmp_path / "form.xlsx"
    bad.write_bytes(b"PK\x03\x04 not a workbook")
    with filling.open("anna") as study, pytest.raises(InputError, match="cannot be read as an Excel workbook"):
        import_file(study, bad)
    with filling.open("anna") as study, pytest.raises(InputError, match="no file"):
        import_file(study, tmp_path / "none.xlsx")
    answer(filling, which="=1+1")
    out, _ = sheet_of(filling, tmp_path, name="good.xlsx", cases=["c1"])
    with filling.open("anna") as study:
        assert import_file(study, out).changed == {}
    assert [row.value for row in filling.all(Value)] == ["=1+1"]
    monkeypatch.setattr(workbook, "UNPACKED", 10)
    with filling.open("anna") as study, pytest.raises(InputError, match="too big"):
        import_file(study, out)
    with filling.open("anna") as study, pytest.raises(UsageError, match="no spreadsheet"):
        export_form(study, tmp_path / "form.pdf")


def test_what_left_is_noted(filling, tmp_path):
    """An exported form is kept as a release with the accounts it holds, for a withdrawal to name."""
    sheet_of(filling, tmp_path, cases=["c2"])
    with filling.open() as study, study.store.read() as connection:
        held = connection.exec_driver_sql("SELECT account FROM holdings").scalars().all()
    assert held == [filling.emoji]


def test_words_in_several_accounts_are_not_guessed(filling, tmp_path):
    """Words that stand in two accounts of a case are refused until the coder says which account is meant."""
    resolve_again = [{"case": "c1", "round": "blind", "variable": "trigger", "value": "event", "quote": "."}]
    with filling.open("anna") as study, pytest.raises(ImportRejected) as caught:
        put(study, "form", resolve_again)
    assert "stands in 2 accounts of this case: `ar.html`, `news/plain.txt`" in caught.value.problems[0].replace(
        "`news/plain.txt`, `ar.html`", "`ar.html`, `news/plain.txt`"
    )


def test_an_exported_form_that_comes_back_untouched_changes_nothing(filling, tmp_path):
    """Whatever stood in a form before, with or without episodes of one's own, an untouched copy adds no row."""
    with filling.open("lea") as study:
        study.decide([Episode(id="e1", account=filling.plain, mention="m0", coder="lea", group="Dawn Guard", order=1)])
    rows = [{"mention": "m0", "variable": "task", "value": "cook", "episode": "e1", "round": "blind"}]
    rows += [{"mention": "m2", "variable": "task", "value": "guard", "round": "blind"}]
    rows += [{"mention": "m0", "variable": "age", "value": 24, "round": "blind", "quote": "I joined", "memo": "=1", "unsure": True}]
    filling.take(rows, name="values.jsonl")
    block = next(block for block in form_of(filling).blocks if block.episode)
    assert [question.own[0].value for question in block.questions if question.own] == ["cook"]
    for name in ("form.csv", "form.xlsx"):
        out, _ = sheet_of(filling, tmp_path, name=name)
        length = filling.log_length()
        with filling.open("anna") as study:
            import_file(study, out)
        assert filling.log_length() == length


def test_a_fault_in_a_workbook_names_the_row_of_the_sheet(filling, tmp_path):
    """Cells of several lines above it, and empty rows, do not move the number that a message gives; it names the workbook."""
    out, _ = sheet_of(filling, tmp_path, name="form.xlsx", cases=["c1"])
    book = load_workbook(out)
    sheet = book["Form"]
    columns = [cell.value for cell in sheet[1]]
    rows = {sheet.cell(row=number, column=columns.index("variable") + 1).value: number for number in range(2, sheet.max_row + 1)}
    sheet.cell(row=2, column=columns.index("memo") + 1).value = "one\ntwo\nthree"
    sheet.cell(row=2, column=columns.index("value") + 1).value = 24
    sheet.cell(row=rows["charge"], column=columns.index("unsure") + 1).value = "perhaps"
    book.save(out)
    with filling.open("anna") as study, pytest.raises(ImportRejected, match=r"form\.xlsx has") as caught:
        import_file(study, out)
    assert all(problem.startswith(f"line {rows['charge']}:") for problem in caught.value.problems)


def test_a_case_called_finished_before_is_not_asked_again(filling, tmp_path):
    """A form that was finished with open questions (by a table, or before they were asked) goes out and comes back as it is."""
    filling.take([{"unit": "m0", "codebook": "form", "round": "blind"}], name="completions.jsonl")
    out, report = sheet_of(filling, tmp_path, cases=["c1"])
    assert report.open > 0
    length = filling.log_length()
    with filling.open("anna") as study:
        import_file(study, out)
    assert filling.log_length() == length
