"""The command line: each verb parses its words, calls the function of the same name, and prints the report it returns.

Nothing heavy is imported before a verb runs, so that `testimonia --help` answers at once.
"""

from __future__ import annotations

from testimonia.cli.app import app, main

__all__ = ["app", "main"]
