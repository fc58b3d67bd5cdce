"""How much of an account is somebody's, and whom they share it with."""

from hypothesis import given
from hypothesis import strategies as st

from testimonia.assist.passages import AFTER, CLAIMED, JOINING, LEAVING, NAMED, SAID, SUBJECT, Passages
from testimonia.assist.territory import grounds_of


def _of(named=(), subject=(), said=()):
    return {NAMED: list(named), SUBJECT: list(subject), SAID: list(said), AFTER: []}


def _scores(sentences: int, **told: dict[int, float]) -> dict[str, list[float]]:
    found = {name: [-9.0] * sentences for name in (JOINING, LEAVING, CLAIMED)}
    for name, places in told.items():
        for at, score in places.items():
            found[{"joining": JOINING, "leaving": LEAVING, "claimed": CLAIMED}[name]][at] = score
    return found


def test_the_sentences_from_a_name_to_the_next_are_whose_name_it_is():
    """Ten sentences: one person has the second to the fifth, the other the rest; what nobody is named before is nobody's."""
    passages = Passages([{}] * 10, [_of([1, 3]), _of([5])], [True, True])
    first, second = grounds_of(passages, [0.0, 0.0], _scores(10, leaving={4: 2.0, 0: 9.0}, claimed={6: 9.0, 7: 9.0}))
    assert (first["ground share"], second["ground share"]) == (0.4, 0.5)
    assert (first["ground run"], second["ground run"]) == (4.0, 5.0)
    assert (first["ground leaving"], second["ground leaving"]) == (2.0, -9.0)
    assert (round(first["ground claimed"]), round(second["ground claimed"])) == (0, 2)


def test_an_unlikely_name_takes_no_ground_from_likely_ones():
    """Among all names the officer has the end of the account; among the likely ones it is the other's."""
    passages = Passages([{}] * 6, [_of([0]), _of([3])], [True, True])
    first, second = grounds_of(passages, [1.0, -6.0], _scores(6))
    assert (first["ground share"], first["ground among likely share"]) == (0.5, 1.0)
    assert (second["ground share"], second["ground among likely share"]) == (0.5, 0.0)
    assert first["likely names"] == 1.0


def test_where_all_are_unlikely_nobody_is_likely():
    """The best of bad names has no ground among the likely."""
    (row, _) = grounds_of(Passages([{}] * 2, [_of([0]), _of([1])], [True, True]), [-4.0, -5.0], _scores(2))
    assert (row["likely names"], row["ground share"], row["ground among likely share"]) == (0.0, 0.5, 0.0)


def test_a_shared_sentence_is_whose_name_is_attested_least():
    """“Corin Vance met Ostrin Falk”: what follows tells of the one who is new."""
    first, second = grounds_of(Passages([{}] * 4, [_of([0, 1]), _of([1])], [True, True]), [0.0, 0.0], _scores(4))
    assert (first["ground share"], second["ground share"]) == (0.25, 0.75)


def test_somebody_without_a_name_takes_no_ground_but_may_be_the_likeliest_other():
    """“The man” in a sentence does not end another's part."""
    name, nameless = grounds_of(Passages([{}] * 4, [_of([0]), _of([2])], [True, False]), [0.0, 2.0], _scores(4))
    assert (name["ground share"], nameless["ground share"]) == (1.0, 0.0)
    assert (name["rival person"], name["rival is name"], nameless["rival is name"]) == (2.0, 0.0, 1.0)
    assert (name["named alone"], nameless["named alone"]) == (1.0, 1.0)


def test_whether_somebody_is_named_apart_from_the_likeliest_other_or_beside_them():
    """A brother named in his sentences and by him is not like a second leaver with a part of their own."""
    leaver, brother, second = _of([0, 1], [1, 2], [2]), _of([1, 2]), _of([4, 5])
    rows = grounds_of(Passages([{}] * 6, [leaver, brother, second], [True] * 3), [3.0, 1.0, 2.0], _scores(6))
    assert (rows[1]["beside rival"], rows[1]["in rival's"], rows[1]["said by rival"], rows[1]["named alone"]) == (0.5, 1.0, 0.5, 0.5)
    assert (rows[2]["beside rival"], rows[2]["in rival's"], rows[2]["said by rival"], rows[2]["named alone"]) == (0.0, 0.0, 0.0, 1.0)
    assert (rows[0]["rival person"], rows[1]["rival person"]) == (2.0, 3.0)
    assert (rows[1]["after rival"], rows[2]["after rival"], rows[0]["after rival"]) == (1 / 6, 4 / 6, -4 / 6)
    assert (rows[2]["times of rival"], rows[2]["named beside most"]) == (1.0, 1.0)


def test_who_is_not_named_among_the_first_sentences_comes_after_who_is():
    """Beyond the sentences that are weighed, somebody is nowhere: last, and not first."""
    early, late = grounds_of(Passages([{}] * 4, [_of([1]), _of()], [True, True]), [0.0, 0.0], _scores(4))
    assert (early["after rival"], late["after rival"]) == (-0.75, 0.75)
    assert (late["sentences named"], late["named alone"], late["beside rival"]) == (0.0, 1.0, 0.0)


def test_somebody_alone_has_no_rival_and_nobody_nothing():
    """One candidate has an unlikely rival; without candidates there are no rows, and without sentences nothing is divided by none."""
    (row,) = grounds_of(Passages([{}], [_of([0])], [True]), [0.0], _scores(1))
    assert (row["ground share"], row["rival person"], row["named alone"]) == (1.0, -8.0, 1.0)
    assert "beside rival" not in row
    assert grounds_of(Passages([], [], []), [], _scores(0)) == []
    assert all(row["ground share"] == 0.0 for row in grounds_of(Passages([], [_of(), _of()], [True, False]), [0.0, 0.0], _scores(0)))


@given(st.lists(st.lists(st.integers(0, 19), max_size=6), min_size=1, max_size=5))
def test_ground_is_as_if_every_sentence_looked_back_for_a_name(named):
    """The share of each is that of the sentences before which they, of all, are named last."""
    passages = Passages([{}] * 20, [_of(sorted(set(one))) for one in named], [True] * len(named))
    rows = grounds_of(passages, [0.0] * len(named), _scores(20))
    owner = [
        max(((at, number) for number, one in enumerate(named) for at in one if at <= sentence), default=(-1, -1))[1]
        for sentence in range(20)
    ]
    assert [row["ground share"] for row in rows] == [owner.count(number) / 20 for number in range(len(named))]
