"""A reference manager's list (RIS) of what says little about itself: papers and transcripts by file, older pages by address."""

from __future__ import annotations

from testimonia.text import parse_edtf
from workshop.part import Text

NAME = "library.ris"


def ris(listed: list[tuple[Text, str]]) -> bytes:
    """One entry a file: title, author, outlet, date, address, language, and where there is one the file (L1), relative to the list."""
    return "\r\n".join(line for text, path in listed for line in _entry(text, path)).encode() + b"\r\n"


def _entry(text: Text, path: str) -> list[str]:
    lines = ["TY  - NEWS" if text.shelf == "testimony" else "TY  - RPRT", f"TI  - {text.title}"]
    lines += [f"AU  - {text.byline}"] if text.byline else []
    lines += [f"T2  - {text.outlet}", f"LA  - {text.language}", f"UR  - {text.url}"]
    if text.published:
        day = parse_edtf(text.published).earliest
        assert day is not None  # noqa: S101 - dates of publication are closed
        exact = text.published.count("-") > 1
        lines += [f"PY  - {day.year}", f"DA  - {day.year}/{day.month:02}/{f'{day.day:02}' if exact else ''}/"]
    lines += [f"L1  - {path}"] if path else []
    return [*lines, "N1  - Fictional: teaching study of testimonia.", "ER  - ", ""]
