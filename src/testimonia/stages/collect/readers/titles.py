"""Which of the titles that a document's properties state is one."""

from __future__ import annotations

import re

from testimonia.text import title_line

# A title that a program filled in: the name of a file.
_NO_TITLE = re.compile(
    r"^(microsoft (word|powerpoint)\b.*|(untitled|unbenannt|sans titre|documento? sin título)\b.*|word document|.*\.(docx?|indd|pptx?|odt|rtf|tex|qxd|pdf))$",
    re.IGNORECASE,
)


def stated_title(stated: str) -> str:
    """The title in a file's properties; empty where a program put its own there."""
    line = title_line(stated)
    return "" if _NO_TITLE.match(line) else line
