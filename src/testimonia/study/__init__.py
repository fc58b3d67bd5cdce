"""A study: one folder, opened by one member of its team, with the verbs that keep it.

with open_study("s", coder="anna") as study:      # StudyNotFound, UnknownReference ... say what to do
    with study.read() as view:                    # a consistent look, as anna may see it
        view.records(Coding)
    study.decide([record])                        # appended to the log, by anna
"""

from __future__ import annotations

from testimonia.study.files import CODEBOOKS, STUDY_FILE, read_protocol_files
from testimonia.study.holdings import Holdings, Narrowed, chosen, holdings
from testimonia.study.keeping import backup, exhibit, export, find_account, merge, snapshot, verify, withdraw
from testimonia.study.opened import OWNER, Study, View
from testimonia.study.opening import new_study, open_study
from testimonia.study.past import PastView, as_of
from testimonia.study.report import NewReport
from testimonia.study.suggesting import aided, find_suggestion, mention_of, show_suggestions, suggestions_for
from testimonia.study.undoing import settle_conflict, undo
from testimonia.study.withholding import LEADING, shown_mentions

__all__ = [
    "CODEBOOKS",
    "LEADING",
    "OWNER",
    "STUDY_FILE",
    "Holdings",
    "Narrowed",
    "NewReport",
    "PastView",
    "Study",
    "View",
    "aided",
    "as_of",
    "backup",
    "chosen",
    "exhibit",
    "export",
    "find_account",
    "find_suggestion",
    "holdings",
    "mention_of",
    "merge",
    "new_study",
    "open_study",
    "read_protocol_files",
    "settle_conflict",
    "show_suggestions",
    "shown_mentions",
    "snapshot",
    "suggestions_for",
    "undo",
    "verify",
    "withdraw",
]
