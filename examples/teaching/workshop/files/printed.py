"""PDF with a text layer, byte for byte the same each time."""

from __future__ import annotations

import io
from html import escape

from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from workshop.files.words import of, printed_date
from workshop.part import Text


def pdf(text: Text) -> bytes:
    """A report as its publisher would put it on the web. The built-in fonts hold western European letters only.

    Raises:
        ValueError: a letter of the text is not in the fonts.
    """
    text.body.encode("cp1252")
    styles = getSampleStyleSheet()
    line = ", ".join(filter(None, (text.outlet, text.byline, printed_date(text))))
    flow = [Paragraph(escape(text.title), styles["Title"]), Paragraph(escape(line), styles["Italic"])]
    flow += [Paragraph(escape(paragraph).replace("\n", "<br/>"), styles["BodyText"]) for paragraph in text.paragraphs]
    flow.append(Paragraph(escape(of(text).fictional), styles["Italic"]))
    out = io.BytesIO()
    made = SimpleDocTemplate(out, pagesize=A5, title=text.title, author=text.byline, invariant=1, lang=text.language)
    made.build(flow)
    return out.getvalue()
