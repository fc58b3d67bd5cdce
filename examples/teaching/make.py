"""Write the open part as the bundled study of `testimonia demo`: `python examples/teaching/make.py` (or `make study`).

Everything in it is fictional. The same texts and gold give the same files.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from workshop import decisions, files  # noqa: E402 - after the path is set
from workshop.part import from_folder  # noqa: E402
from workshop.protocol import bundled_protocol  # noqa: E402

DEMO = HERE.parents[1] / "src" / "testimonia" / "demo"


def main(demo: Path = DEMO) -> None:
    """Replace ``accounts/`` and ``decisions/`` of the bundled study; study.yaml and the codebooks stay as they are."""
    part = from_folder(HERE / "open")
    for name in ("accounts", "decisions"):
        shutil.rmtree(demo / name, ignore_errors=True)
    origins = files.write(part, demo / "accounts")
    decisions.write(part, origins, bundled_protocol(), demo / "decisions")
    print(f"Wrote {len(origins)} accounts and their decisions to {demo}.")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
