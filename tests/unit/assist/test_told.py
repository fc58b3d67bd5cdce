"""What cue tables find is told once: of two dates for one thing the more exact."""

from hypothesis import given
from hypothesis import strategies as st

from support.growth import seconds
from testimonia.assist.told import Statement, _once
from testimonia.text import known_date

DATES = ("2014", "2014-05", "2014-05-03", "2014-05/2014-07", "2014-01/2014-12", "2015", "2015-06", "2014/2015", "2014-22", "unknown", "")


def _said(who: int, variable: str, value: str, start: int = 0, score: float = 0.5) -> Statement:
    return Statement(who=who, variable=variable, value=value, holder="reporter", time="", start=start, end=start + 1, score=score)


def _within(value: str, other: str) -> bool:
    one, two = known_date(value), known_date(other)
    return None not in (one.earliest, one.latest, two.earliest, two.latest) and one.earliest <= two.earliest and two.latest <= one.latest


def test_a_date_within_which_a_more_exact_one_lies_is_left_out():
    """The year is left out beside its month, for that person and that end alone; another year stays."""
    found = _once(
        [
            _said(0, "left", "2014"),
            _said(0, "left", "2014-05"),
            _said(0, "left", "2015"),
            _said(0, "joined", "2014"),
            _said(1, "left", "2014"),
        ]
    )
    assert [(one.who, one.variable, one.value) for one in found] == [
        (0, "joined", "2014"), (0, "left", "2014-05"), (0, "left", "2015"), (1, "left", "2014"),
    ]  # fmt: skip


def test_a_value_is_kept_where_it_is_surest():
    """Of the same age told twice the surer, though it stands later."""
    (kept,) = _once([_said(0, "age", "24", 3), _said(0, "age", "24", 90, 0.9)])
    assert kept.start == 90


@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from(DATES)), max_size=14))
def test_what_stays_holds_no_other_and_what_is_gone_held_one(said):
    """Against every pair looked at: nothing that stays has another one within it, and whatever went has one that stays."""
    found = _once([_said(who, "left", value, at) for at, (who, value) in enumerate(said)])
    kept = [(one.who, one.value) for one in found]
    assert set(kept) <= set(said)
    assert not any(one[0] == two[0] and one != two and _within(one[1], two[1]) for one in kept for two in kept)
    for who, value in set(said) - set(kept):
        assert any(who == other and _within(value, exact) for other, exact in kept)


def test_many_dates_cost_in_proportion():
    """Eight times as many different dates of twenty people take no more than sixteen times as long."""

    def took(days: int) -> float:
        found = [_said(at % 20, "left", f"{1950 + at // 336}-{at // 28 % 12 + 1:02}-{at % 28 + 1:02}", at) for at in range(days)]
        return seconds(lambda: _once(found))

    took(100)
    assert min(took(16_000) for _ in range(2)) <= 16 * min(took(2000) for _ in range(2)) + 0.05
