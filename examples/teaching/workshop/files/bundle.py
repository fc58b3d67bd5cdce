"""A download from a news database: several articles in one Word document, each with its block of data, as Nexis Uni delivers them."""

from __future__ import annotations

from testimonia.text import parse_edtf
from workshop.files.document import add, new, saved
from workshop.files.words import WORDS
from workshop.part import Text

NAME = "downloads/agency-wires.docx"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def origin(number: int) -> str:
    """The origin of the account with this number (from 1)."""
    return f"{NAME}#{number}"


def nexis(texts: list[Text]) -> bytes:
    """All articles, one after another, each ended by "End of Document"."""
    made = new("Agency wires (fictional)", "")
    for number, text in enumerate(texts, 1):
        day = parse_edtf(text.published).earliest
        assert day is not None  # noqa: S101 - every wire has its day
        printed = f"{WORDS['en'].months[day.month - 1]} {day.day}, {day.year} {_DAYS[day.weekday()]}"
        right = text.language == "ar"
        made.add_heading(text.title, level=1)
        head = [text.outlet, printed, f"Copyright {day.year} {text.outlet} All Rights Reserved (fictional)", f"Length: {text.words} words"]
        head += [f"Byline: {text.byline}"] if text.byline else []
        for line in (*head, "Body"):
            add(made, line)
        for paragraph in text.paragraphs:
            add(made, paragraph, right_to_left=right)
        add(made, f"Load-Date: {WORDS['en'].months[day.month - 1]} {day.day}, {day.year}")
        add(made, "End of Document")
        if number < len(texts):
            made.add_page_break()
    return saved(made)
