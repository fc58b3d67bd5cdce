"""Every error testimonia raises on purpose, as one tree.

    TestimoniaError
    ├── UsageError              the call itself makes no sense (exit 2)
    ├── ProtocolError           study.yaml or a codebook is wrong; carries every problem found
    ├── StudyError
    │   ├── StudyNotFound       no study in that folder
    │   ├── StudyExists         the folder already holds something
    │   ├── StudyReadOnly       the disk or folder refuses writing
    │   ├── StudyBusy           another program held the study for too long
    │   ├── AtWork              another long piece of work at this door has not finished
    │   ├── DiskFull            no room left
    │   ├── SchemaTooNew        written by a newer testimonia
    │   ├── DifferentStudy      merge of two studies that never were one
    │   ├── StaleResults        machine results no longer fit what people decided
    │   └── StudyDamaged        evidence, log or a table is not what it was
    ├── InputError
    │   ├── ImportRejected      rows of an imported file are wrong; carries every row's fault
    │   ├── UnknownReference    a name or id that the study does not hold
    │   └── AccountWithdrawn    the account was erased by duty and stays erased
    ├── DecisionError
    │   ├── NotPermitted        this coder may not do that
    │   ├── BlindRound          the round has not been opened
    │   └── StaleDecision       somebody decided in between
    └── MissingExtra            an optional part is not installed

Each carries ``code`` (stable, for scripts), ``message`` (what is wrong, for a researcher) and ``remedy`` (what to do next).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class TestimoniaError(Exception):
    """The root: something testimonia understands well enough to say what to do about it."""

    __test__ = False  # pytest must not take the class for a test
    code: ClassVar[str] = "error"

    def __init__(self, message: str, remedy: str = "") -> None:
        """Keep what is wrong and what to do next, both in words a researcher understands."""
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """Message and remedy in one text."""
        return f"{self.message} {self.remedy}".strip()

    def as_json(self) -> dict[str, object]:
        """The error as ``--json`` prints it."""
        return {"error": self.code, "message": self.message, "remedy": self.remedy}


class UsageError(TestimoniaError):
    """Raised when a call makes no sense whatever the study holds."""

    code = "usage"


class _Listing(TestimoniaError):
    """An error that names many faults at once, so that nobody mends a file one line at a time."""

    def __init__(self, message: str, problems: Sequence[str], remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  - {problem}" for problem in self.problems), self.remedy]).strip()

    def as_json(self) -> dict[str, object]:
        return {**super().as_json(), "problems": list(self.problems)}


class ProtocolError(_Listing):
    """Raised when study.yaml or a codebook cannot be used; lists every problem with its line."""

    code = "protocol"


class StudyError(TestimoniaError):
    """Raised when the study folder or its database cannot be used as asked."""

    code = "study"


class StudyNotFound(StudyError):
    """Raised when a folder holds no study."""

    code = "study-not-found"


class StudyExists(StudyError):
    """Raised when ``new`` would write into a folder that already holds something."""

    code = "study-exists"


class StudyReadOnly(StudyError):
    """Raised when a verb must write and the disk or folder refuses."""

    code = "study-read-only"


class StudyBusy(StudyError):
    """Raised when another program held the study longer than we are willing to wait."""

    code = "study-busy"


class AtWork(StudyError):
    """Raised when something long is asked for while something else long is still being done for somebody."""

    code = "at-work"


class DiskFull(StudyError):
    """Raised when there is no room left; what was committed before stays."""

    code = "disk-full"


class SchemaTooNew(StudyError):
    """Raised when the study was last written by a newer testimonia."""

    code = "schema-too-new"


class DifferentStudy(StudyError):
    """Raised when two folders are to be merged that are not copies of one study."""

    code = "different-study"


class StaleResults(StudyError):
    """Raised when a verb needs machine results that no longer fit the decisions they rest on."""

    code = "stale-results"


class StudyDamaged(StudyError):
    """Raised when evidence, log or a table is not what it was when it was written."""

    code = "study-damaged"


class InputError(TestimoniaError):
    """Raised when something given to testimonia cannot be taken."""

    code = "input"


class ImportRejected(_Listing, InputError):
    """Raised when rows of an imported file are wrong; nothing of the file was taken."""

    code = "import-rejected"


class UnknownReference(InputError):
    """Raised when a name or id is used that the study does not hold."""

    code = "unknown-reference"


class AccountWithdrawn(InputError):
    """Raised when something would bring back an account that was erased by duty."""

    code = "account-withdrawn"


class DecisionError(TestimoniaError):
    """Raised when a decision cannot be recorded or shown."""

    code = "decision"


class NotPermitted(DecisionError):
    """Raised when this coder's role does not allow the decision."""

    code = "not-permitted"


class BlindRound(DecisionError):
    """Raised when a door would show rows of a round that the lead has not opened."""

    code = "blind-round"


class StaleDecision(DecisionError):
    """Raised when the decision to be replaced has been replaced by somebody else meanwhile."""

    code = "stale-decision"


class MissingExtra(TestimoniaError):
    """Raised when an optional part is needed; the remedy is the ``pip install`` line."""

    code = "missing-extra"

    def __init__(self, what: str, extra: str) -> None:
        """Name what is missing and the extra that brings it."""
        super().__init__(f"{what} needs an optional part that is not installed.", f"pip install 'testimonia[{extra}]'")
