"""A new study to put texts and decisions into."""

from __future__ import annotations

import pytest

from support.stories import StudyFolder


@pytest.fixture
def shelf(tmp_path):
    made = StudyFolder(tmp_path / "study")
    yield made
    made.study.close()
