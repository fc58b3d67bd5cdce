"""Check the teaching study: `python examples/teaching/check.py` (or `make check-study`).

Prints what each part holds and every fault: table, row and rule, never a word of the texts, since nobody who writes rules of trace
or mentions may read the sealed part. Exit 1 if there is a fault.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
SEALED = HERE.parents[1] / "tests" / "gates" / "teaching-sealed.zip"
sys.path.insert(0, str(HERE))

from workshop import checks  # noqa: E402 - after the path is set
from workshop.part import Part, from_folder, from_zip  # noqa: E402
from workshop.protocol import bundled_protocol  # noqa: E402


def main(places: list[Path]) -> int:
    """Check the parts at ``places`` (folders or ZIPs), by themselves and against each other; the number of faults."""
    parts = [_part(place) for place in places]
    protocol = bundled_protocol()
    faults = [f"{part.name}: {fault}" for part in parts for fault in checks.faults_of(part, protocol)]
    faults += checks.faults_between(parts) if len(parts) > 1 else []
    for part in parts:
        print(part.name + ": " + ", ".join(f"{count} {what}" for what, count in checks.sizes(part).items()))
    print("\n".join(faults) or "No fault.")
    return len(faults)


def _part(place: Path) -> Part:
    if place.is_dir():
        return Part("open" if place.name == "open" else "sealed", from_folder(place).files)
    return from_zip(place)


if __name__ == "__main__":
    sys.exit(min(1, main([Path(arg) for arg in sys.argv[1:]] or [HERE / "open", SEALED])))
