"""Tables as files: what comes in as spreadsheets and scripts write it, and goes out so that nothing is lost or run."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from testimonia.errors import ImportRejected, InputError
from testimonia.store import tabular
from testimonia.store.tabular import Faults, iter_table, layout_of, read_table, write_csv, write_jsonl

HAMZA = "قال: «تركتُهم» في آب"


def _file(folder, data, name="codings.csv"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def _values(path):
    return [line.values for line in read_table(path)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_every_spreadsheet_dialect_gives_the_same_rows(tmp_path, delimiter, encoding):
    """Encoding and delimiter are the spreadsheet's business: the rows read are the same."""
    text = f'Account ;QUOTE;note\r\na1;"{HAMZA}: ""ja"" ,;\t\r\nweiter";\r\n'.replace(";", delimiter)
    (row,) = read_table(_file(tmp_path, text.encode(encoding)))
    quote = f'{HAMZA}: "ja" ,;\t\r\nweiter'.replace(";", delimiter)
    assert (row.number, row.values) == (2, {"account": "a1", "quote": quote, "note": None})


def test_legacy_arabic_is_read_and_said_to_be_guessed(tmp_path):
    """A windows-1256 file is read as Arabic, and the layout says that the encoding was a guess."""
    sentence = "قال الرجل إنه ترك الجماعة بعد أن رأى ما فعلوه بالناس في القرية ولم يعد يصدق كلامهم"
    path = _file(tmp_path, f"account,quote\r\na1,{sentence}\r\n".encode("windows-1256"))
    assert _values(path) == [{"account": "a1", "quote": sentence}]
    layout = layout_of(path)
    assert (layout.encoding, layout.certain) == ("cp1256", False) or (layout.encoding, layout.certain) == ("windows-1256", False)


def test_line_numbers_are_those_of_the_file(tmp_path):
    """A row is named by the line it begins on, whatever quoted line ends, empty rows and a sep= line stand before it."""
    path = _file(tmp_path, 'sep=;\r\na;b\r\n"1\r\n1";2\r\n\r\n;\r\n3;4\r\n')
    assert [line.number for line in read_table(path)] == [3, 7]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        ("a,b,A\r\n1,2,3\r\n", "`a` twice"),
        ("1,2\r\n3,4\r\n", "name the columns"),
        ("a,,b\r\n1,2,3\r\n", "one of them is empty"),
        (b"PK\x03\x04" + bytes(range(256)) * 4, "not text"),
        (b"a,b\r\n1,ok \xe2\x80\x94 " + "ü".encode() * 50 + b"\r\n2,\xff\xfe\r\n", "line 3"),
    ],
)
def test_what_is_no_table_is_refused_with_a_remedy(tmp_path, data, says):
    """A file that cannot be read as a table is refused in words, with what to do."""
    with pytest.raises(InputError) as caught:
        read_table(_file(tmp_path, data))
    assert says in caught.value.message
    assert caught.value.remedy


def test_missing_folder_and_huge_files_are_refused(tmp_path, monkeypatch):
    """A missing file, a folder and a file above the limit are refused in words."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(InputError):
            read_table(path)
    monkeypatch.setattr(tabular, "LIMIT", 10)
    with pytest.raises(InputError, match="taken at once"):
        read_table(_file(tmp_path, "a,b\r\n1,2\r\n3,4\r\n"))


def test_ragged_rows_are_all_named(tmp_path):
    """Every row with too few or too many cells is named by its line; empty surplus cells are a spreadsheet's habit and pass."""
    path = _file(tmp_path, "a,b,\r\n1,2,\r\n3\r\n4,5,6\r\n7,8,,,\r\n")
    with pytest.raises(ImportRejected) as caught:
        read_table(path)
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["line 3", "line 4"]
    faults = Faults()
    assert [line.values["a"] for line in iter_table(path, faults)] == ["1", "7"]
    assert faults.count == 2


def test_an_unclosed_quotation_mark_is_named(tmp_path):
    """A quotation mark that never closes is a fault, not a row that swallows the rest of the file."""
    with pytest.raises(ImportRejected) as caught:
        read_table(_file(tmp_path, 'a,b\r\n1,2\r\n3,"4\r\n5,6\r\n'))
    assert "quotation marks" in caught.value.problems[0]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "is not JSON"),
        ("[1]", "not a JSON object"),
        ('{"a":1,"a":2}', "`a` twice"),
        ('{"a":NaN}', "NaN"),
        ('{"a":1e999}', "1e999"),
        ('{"a":"\\ud83d"}', "half a character"),
        ('{"a":"\\u0000"}', "NUL"),
        ('{"a":' + "[" * 100_000, "is not JSON"),
    ],
)
def test_bad_json_lines_are_named(tmp_path, line, says):
    """A line that is no JSON object is named with its number and what is wrong."""
    path = _file(tmp_path, '{"a": 1}\n\n' + line + "\n", "x.jsonl")
    with pytest.raises(ImportRejected) as caught:
        read_table(path)
    assert caught.value.problems[0].startswith("line 3: ")
    assert says in caught.value.problems[0]


def test_one_json_list_is_told_apart_from_jsonl(tmp_path):
    """A JSON list gets a message of its own, because every program but ours would write one."""
    with pytest.raises(InputError, match="one JSON list"):
        read_table(_file(tmp_path, '[{"a": 1}]', "x.json"))


def test_a_hundred_faults_are_spelled_out_and_the_rest_counted(tmp_path):
    """A wholly wrong file gives a message that one can still read, with the true number of faults."""
    with pytest.raises(ImportRejected) as caught:
        read_table(_file(tmp_path, "a,b\r\n" + "1\r\n" * 500))
    assert "500 faults" in caught.value.message
    assert len(caught.value.problems) == 101


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
CELLS = st.one_of(TEXTS, st.sampled_from(["=1+1", "'=1", "''", "-5", "@x", "\tx", "\u2028", "\x85", "\rx", "+", "a\r\nb", '"', "\ufeff"]))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.fixed_dictionaries({"a": CELLS, "b": st.none() | CELLS})))
def test_csv_round_trip(tmp_path, rows):
    """What is written as CSV is read back as the same texts, formulas, apostrophes, line ends and all."""
    path = tmp_path / "t.csv"
    assert write_csv(path, ("a", "b"), rows) == len(rows)
    assert _values(path) == rows


def test_no_text_cell_can_be_run_and_numbers_stay(tmp_path):
    """A text that a spreadsheet would run gets an apostrophe; a negative number stays a number."""
    path = tmp_path / "t.csv"
    write_csv(path, ("a", "b", "c", "d"), [{"a": "=HYPERLINK(1)", "b": -5, "c": [{"x": 1}], "d": True}])
    assert path.read_bytes() == b'\xef\xbb\xbfa,b,c,d\r\n\'=HYPERLINK(1),-5,"[{""x"":1}]",true\r\n'


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.dictionaries(st.sampled_from("abc"), CELLS | st.none() | st.integers() | st.lists(CELLS), min_size=1)))
def test_jsonl_round_trip(tmp_path, rows):
    """What is written as JSONL is read back as the same values, keys in the same order."""
    path = tmp_path / "t.jsonl"
    assert write_jsonl(path, rows) == len(rows)
    back = _values(path) if rows else []
    assert json.dumps(back) == json.dumps(rows)


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    """A writer that fails half way leaves the old file and no remains."""
    path = tmp_path / "t.csv"
    write_csv(path, ("a",), [{"a": "old"}])

    def rows():
        yield {"a": "new"}
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_csv(path, ("a",), rows())
    assert _values(path) == [{"a": "old"}]
    assert [file.name for file in tmp_path.iterdir()] == ["t.csv"]


def test_a_long_text_fits_in_a_cell(tmp_path):
    """A report of a million characters in one cell is read (the csv module alone stops at 131,072)."""
    path = tmp_path / "t.csv"
    write_csv(path, ("a",), [{"a": "x" * 1_000_000}])
    assert len(_values(path)[0]["a"]) == 1_000_000
