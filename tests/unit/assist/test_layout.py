"""Layouts: where somebody speaks without a quotation mark, each turn is cut out with its role."""

from __future__ import annotations

import pytest

from testimonia.assist.cues import cues
from testimonia.assist.layout import turns
from testimonia.assist.plain import Plain
from testimonia.protocol.sections import Gazetteer

Q, A, N, ONCE = "question", "answer", "name", "once"
LAYOUTS = {
    "labels": ("ANN: Where?\n\nTOM: In Vey.\n\nANN: When?\n\nTOM: In May.", "en", [(Q, "Where?"), (N, "In Vey."), (Q, "When?"), (N, "In May.")]),
    "a label that stands once": (
        "ANN: Where?\n\nTOM: In Vey.\n\nANN: When?\n\nTOM: In May.\n\nDR HALE: That is common.",
        "en",
        [(Q, "Where?"), (N, "In Vey."), (Q, "When?"), (N, "In May."), (ONCE, "That is common.")],
    ),
    "initials": ("WOCHE: Where?\n\nM.: In Vey.\n\nWOCHE: When?\n\nM.: In May.", "en", [(Q, "Where?"), (N, "In Vey."), (Q, "When?"), (N, "In May.")]),
    "a name with an initial and a paper's": (
        "Le Trait d'union : Où ?\n\nAda M. : À Vey.\n\nLe Trait d'union : Quand ?\n\nAda M. : En mai.",
        "fr",
        [(Q, "Où ?"), (N, "À Vey."), (Q, "Quand ?"), (N, "En mai.")],
    ),
    "a clock before the label": (
        "02:10 ANN: Where?\n\n02:15 TOM: In Vey.\n\n06:35 ANN: When?\n\n06:38 TOM: In May.",
        "en",
        [(Q, "Where?"), (N, "In Vey."), (Q, "When?"), (N, "In May.")],
    ),
    "a dash after the label": (
        "ANA — ¿Dónde?\n\nTOMÁS — En Vey.\n\nANA — ¿Cuándo?\n\nTOMÁS — En mayo.",
        "es",
        [(Q, "¿Dónde?"), (N, "En Vey."), (Q, "¿Cuándo?"), (N, "En mayo.")],
    ),
    "Q. and A.": ("Q. Where?\n\nA. In Vey.\n\nQ. When?\n\nA. In May.", "en", [(Q, "Where?"), (A, "In Vey."), (Q, "When?"), (A, "In May.")]),
    "extracts with a clock": (
        "[00:04:10] I was sixteen.\n\n[00:12:20] And then?\n\n[00:12:41] [Long pause.] I opened a lock.",
        "en",
        [(A, "I was sixteen."), (Q, "And then?"), (A, "I opened a lock.")],
    ),
    "questions in bold": (
        "**Where do you live?**\n\nIn Vey.\n\n**Your name is another.**\n\nIt is.\n\n**When?**\n\nIn May.",
        "en",
        [(Q, "Where do you live?"), (A, "In Vey."), (Q, "Your name is another."), (A, "It is."), (Q, "When?"), (A, "In May.")],
    ),
    "questions alone": (
        "Where?\n\nIn Vey.\n\nWhen?\n\nIn May.\n\nAnd why?\n\nThe bread.",
        "en",
        [(Q, "Where?"), (A, "In Vey."), (Q, "When?"), (A, "In May."), (Q, "And why?"), (A, "The bread.")],
    ),
    "blocks of two lines, one with a statement": (
        "Where?\nIn Vey.\n\nWhen?\nIn May.\n\nThey say you laughed.\nLet them.\n\nAnd why?\nThe bread.",
        "en",
        [
            (Q, "Where?"), (A, "In Vey."), (Q, "When?"), (A, "In May."), (Q, "They say you laughed."), (A, "Let them."), (Q, "And why?"), (A, "The bread."),
        ],
    ),
    "dashes": ("— Où ?\n\n— À Vey.\n\n— Quand ?\n\n— En mai.", "fr", [(Q, "Où ?"), (A, "À Vey."), (Q, "Quand ?"), (A, "En mai.")]),
}  # fmt: skip
NONE = {
    "notes with a colon": "Note: this was cut.\n\nSource: the court.\n\nHe left in May.",
    "a list of things": "– bread\n\n– salt\n\n– three coats",
    "one clock": "[00:04:10] I was sixteen.\n\nHe left in May.",
    "headings in bold": "**Childhood**\n\nHe was born in Vey.\n\n**Youth**\n\nHe left.\n\n**Return**\n\nHe came back.",
    "two rhetorical questions": "Who knows?\n\nNobody does.\n\nWhy ask?\n\nHe left.",
    "an empty text": "",
    "labels without words": "ANN:\n\nTOM:\n\nANN:\n\nTOM:",
}


def read(text, language="en"):
    plain = Plain(text)
    return [(turn.role, plain.text[turn.start : turn.end]) for turn in turns(plain, cues(language, Gazetteer()))]


@pytest.mark.parametrize(("text", "language", "wanted"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_each_turn_of_a_layout_is_cut_out_with_its_role(text, language, wanted):
    """Label, clock and marks stay outside; who asks and who answers is told apart."""
    assert read(text, language) == wanted


@pytest.mark.parametrize("text", NONE.values(), ids=NONE.keys())
def test_what_only_looks_like_turns_is_none(text):
    """Notes, lists, headings and lone questions give nobody a word."""
    assert read(text) == []


def test_a_dialogue_of_dashes_leaves_its_tags_to_the_narration():
    """What stands between a dash after a space and the next dash is not said."""
    plain = Plain("Comía pan.\n\n—Yo repartía cartas —dice mientras ahúma un panal—. No sabía leer.\n\n—¿Y ahora? —le preguntó ella.")
    assert [plain.text[one.inner : one.inner_end] for one in plain.raya] == ["Yo repartía cartas", "No sabía leer.", "¿Y ahora?"]
    assert "dice mientras ahúma un panal" in plain.narration
    assert "repartía" not in plain.narration


@pytest.mark.parametrize("text", ["—", "—a —b", "——\n\n— —", "—a —", "—no tag\n\n—at all", "– a list – with more\n\n– and more"])
def test_dashes_that_are_no_dialogue_cost_nothing(text):
    """Lost and doubled dashes are read without a fault, and every piece stands in the text."""
    for one in Plain(text).raya:
        assert 0 <= one.start <= one.inner < one.inner_end <= one.end <= len(text)
