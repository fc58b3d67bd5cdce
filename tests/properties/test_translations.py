"""What holds of proposed translations whatever the texts are."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia.domain.results import Reuse
from testimonia.domain.vocabulary import Direction, RelationKind
from testimonia.stages.trace.method.translations import Marks, Told, TranslationParams, needed, propose_translations

PIECES = [
    "Abu Tariq",
    "أبو طارق",
    "Kelduria",
    "كلدوريا",
    "29",
    "twenty-nine",
    "التاسعة والعشرين",
    "March 2018",
    "آذار 2018",
    "Asper",
    "أسبر.",
    "\n\n",
    "“",
    "»",
    "۲۹",
    "9" * 30,
    "\u202e",
]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=25).map(" ".join)
accounts = st.lists(st.tuples(st.sampled_from(["en", "ar", "de-AT", "fr", "es", "id", "tr", "zh", None, ""]), texts), max_size=7)


@settings(max_examples=60, deadline=None)
@given(accounts)
def test_proposals_pair_two_languages_and_do_not_depend_on_the_order(given_accounts):
    """Every proposal is of two known languages, stated once with a below b, likely enough, and the same whatever comes first."""
    told = {f"n{n}": (language, text) for n, (language, text) in enumerate(given_accounts)}
    params = TranslationParams(proposed=0.3)

    def run(names):
        marks = Marks()
        for name in names:
            marks.add(Told(account=name, language=told[name][0]), told[name][1])
        return propose_translations(marks, params)

    found = run(told)
    assert found == run(reversed(told))
    for pair in found.reuse:
        one, other = (told[name][0].split("-")[0] for name in (pair.a, pair.b))
        assert pair.a < pair.b
        assert one != other
        assert 0.3 <= pair.score <= 1


pairs = st.dictionaries(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]), st.sampled_from([0.9, 0.95, 0.99]), max_size=20
)


@given(pairs, st.data())
def test_thinning_keeps_together_what_hangs_together(scores, data):
    """The kept proposals tie together exactly the accounts that all of them do, rejections apart, and make no circle without one."""
    made = [Reuse(a=str(a), b=str(b), kind=RelationKind.TRANSLATION, direction=Direction.UNDECIDED, score=score, matched_words=0, containment=0.0, a_share=0.0, b_share=0.0) for (a, b), score in scores.items()]  # fmt: skip
    rejected = set(data.draw(st.lists(st.sampled_from([(pair.a, pair.b) for pair in made]), unique=True))) if made else set()
    kept = needed(made, rejected)

    def groups(chosen):
        found = {name: {name} for pair in made for name in (pair.a, pair.b)}
        for pair in chosen:
            if (pair.a, pair.b) not in rejected:
                merged = found[pair.a] | found[pair.b]
                for name in merged:
                    found[name] = merged
        return {frozenset(group) for group in found.values()}

    assert groups(kept) == groups(made)
    free = [pair for pair in kept if (pair.a, pair.b) not in rejected]
    assert len(free) == sum(len(group) - 1 for group in groups(kept))
    assert rejected <= {(pair.a, pair.b) for pair in kept}
