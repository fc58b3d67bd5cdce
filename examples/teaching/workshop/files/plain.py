"""Plain text, as copied by hand out of a page or a transcript."""

from __future__ import annotations

from workshop.files.words import of, printed_date
from workshop.part import Text


def text(text: Text) -> bytes:
    """Title, a line of outlet and date, the body, and the notice that it is invented."""
    line = ", ".join(filter(None, (text.outlet, printed_date(text))))
    return f"{text.title}\n\n{line}\n\n{text.body}\n\n[{of(text).fictional}]\n".encode()
