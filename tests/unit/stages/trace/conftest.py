"""A new study to put texts into."""

from __future__ import annotations

import pytest

from support.stories import Shelf


@pytest.fixture
def shelf(tmp_path):
    made = Shelf(tmp_path / "study")
    yield made
    made.study.close()
