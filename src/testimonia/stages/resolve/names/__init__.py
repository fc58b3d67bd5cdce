"""Names as the press spells them: when two spellings may be one name.

Published pseudonyms only, compared with one another inside one study. No list of real people is looked up, nothing guesses who somebody
is, and sex is never read off a name.
"""

from __future__ import annotations

from testimonia.stages.resolve.names.compare import Likeness, likeness, parts_agreed
from testimonia.stages.resolve.names.label import Name, read_label

__all__ = ["Likeness", "Name", "likeness", "parts_agreed", "read_label"]
