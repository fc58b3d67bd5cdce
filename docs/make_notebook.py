"""Carries out the notebook of the documentation and writes what its cells gave: `python docs/make_notebook.py`.

Without Jupyter: cells of code run one after the other in one name space, in an empty folder; what the last expression of a cell shows
of itself (as HTML, else as text) and what it prints are kept in the notebook's own format (nbformat 4.5). A test carries it out again.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
import tempfile
from pathlib import Path

NOTEBOOK = Path(__file__).parent / "howto" / "results.ipynb"


def carried_out(notebook: dict) -> dict:
    """The same notebook with the outputs of its cells as they are now."""
    names: dict = {"__name__": "__main__"}
    cells = []
    number = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            cells.append(cell)
            continue
        number += 1
        cells.append({**cell, "execution_count": number, "outputs": _outputs("".join(cell["source"]), names, number)})
    return {**notebook, "cells": cells}


def _outputs(source: str, names: dict, number: int) -> list[dict]:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102 - our own notebook
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307 - as above
    outputs: list[dict] = []
    if printed.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout", "text": printed.getvalue().splitlines(keepends=True)})
    if value is not None:
        data = {"text/plain": [repr(value)]}
        if hasattr(value, "_repr_html_"):
            data["text/html"] = [value._repr_html_()]
        outputs.append({"output_type": "execute_result", "execution_count": number, "metadata": {}, "data": data})
    return outputs


def in_an_empty_folder(notebook: dict) -> dict:
    """Carry it out where nothing is."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            return carried_out(notebook)
        finally:
            os.chdir(before)


def main() -> None:
    """Carry out the notebook and write it."""
    made = in_an_empty_folder(json.loads(NOTEBOOK.read_text("utf-8")))
    NOTEBOOK.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    sys.stdout.write(f"wrote {NOTEBOOK}\n")


if __name__ == "__main__":
    main()
