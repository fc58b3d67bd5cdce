"""Copies where accounts are left out: evidence for a story whose original is gone, in their own group, on every axis alike."""

from __future__ import annotations

import numpy as np

from testimonia.stages.analyse import gathered
from testimonia.stages.analyse.method.board import EVERY_ACCOUNT, Board
from testimonia.stages.analyse.method.claims import AGAINST, claims_of
from testimonia.stages.analyse.method.grid import AFFIRMS
from testimonia.stages.analyse.method.measures import measures
from unit.stages.analyse.planned import BRUTALITY
from unit.stages.publish.example import STUDY, Example, start

PLAN = '  - {id: by-source, kind: comparison, code: "icsr-2015:leaving-brutality", by: {property: source}}\n'


def copied(folder) -> tuple[Example, Board]:
    """One told of by the Post, whose story the Radio reprints, and one told of by the Radio alone; the first speaks of brutality."""
    made = start(folder, STUDY + PLAN)
    first = made.account("a.txt", "The guard left at night. " * 5, title="t", outlet="Post", published="2017-03")
    copy = made.copy(first, "b.txt", "copy", outlet="Radio", published="2017-04")
    made.person("Guard 0", first, copy)
    made.person("Guard 1", made.account("c.txt", "Another one left by day. " * 5, title="t", outlet="Radio"))
    made.code(made.cases[0], BRUTALITY, "anna")
    for case in made.cases:
        made.complete(case, "anna")
    made.settle()
    desk = gathered(made.study)
    plan = next(entry for entry in desk.protocol.analysis if entry.id == "by-source")
    return made, Board(desk, plan, claims_of(plan, [], measures(desk, plan, "")))


def groups(board: Board, gone: str) -> dict[str, int]:
    """Of how many rows each group is made, if the accounts of an outlet are gone."""
    rows = np.flatnonzero([board.desk.account[name].outlet != gone for name in board.rows.account])
    states = board.spoken("auto", rows)[:, len(board.items) :] == AFFIRMS
    sides = {"source=Post": "Post", f"source=Post{AGAINST}": "Radio"}
    return {sides[name]: int(states[:, column].sum()) for column, name in enumerate(board.groups)}


def test_a_copy_is_where_its_original_is_and_where_it_stands_itself_once_that_is_gone(tmp_path):
    """With the Post both accounts of the first story are the Post's; without it the reprint is of the Radio, and still says what it says."""
    made, board = copied(tmp_path / "s")
    assert groups(board, "") == {"Post": 2, "Radio": 1}
    assert groups(board, "Post") == {"Post": 0, "Radio": 2}
    left = np.array([board.desk.account[name].outlet == "Radio" for name in board.rows.account])
    assert (board.spoken("auto", np.flatnonzero(left))[:, 0] == AFFIRMS).sum() == 1, "the story is still told"
    made.study.close()


def test_every_way_of_leaving_out_treats_a_copy_alike(tmp_path):
    """Leaving out the Post as a source gives what keeping the others gives; leaving out the story takes its copy too."""
    made, board = copied(tmp_path / "s")
    outlets = [board.desk.account[name].outlet for name in board.rows.account]
    post = [row for row, outlet in enumerate(outlets) if outlet == "Post"]
    story = [row for row, name in enumerate(board.rows.account) if name in made.cases[0].accounts]
    without = board.without({"Post": post, "story": story})
    for key, gone in (("Post", post), ("story", story)):
        kept = np.array([row not in gone for row in range(len(outlets))])
        assert np.array_equal(without[key], board.of("auto", kept)[0], equal_nan=True)
    assert np.isnan(without["Post"]).all(), "nobody is of the Post any more"
    made.study.close()


def test_where_every_account_counts_a_copy_is_its_own(tmp_path):
    """As if nothing had been traced: the reprint is one of the Radio's two, which makes its share a half."""
    made, board = copied(tmp_path / "s")
    every = np.ones(len(board.rows.mentions), dtype=np.bool_)
    (found,) = board.of("auto", every, EVERY_ACCOUNT)
    assert found.tolist() == [1.0 - 0.5] * len(found)
    made.study.close()
