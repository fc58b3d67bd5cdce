"""How the suggesters of `assist` do on a part that lies open: `python examples/teaching/suggest.py [-p FOLDER] [LANGUAGE] [MEASURE]`.

Without a folder: the open part of the teaching study. A folder holds `texts` and `gold` and, if its places are its own, a
`gazetteer.yaml`. With a measure, also where the rules fail: for parts alone whose words anybody may read.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from workshop import document_scores
from workshop.part import Part, from_folder
from workshop.people_scores import measure, suggested
from workshop.protocol import protocol_of

OPEN = Path(__file__).parent / "open"


def main(arguments: list[str] | None = None) -> None:
    """Print each measure, for one language or for each and all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("language", nargs="?", default="")
    parser.add_argument("measure", nargs="?", default="")
    parser.add_argument("-p", "--part", type=Path, action="append", help="a folder with texts and gold; several are counted one by one")
    asked = parser.parse_args(arguments)
    for folder in asked.part or [OPEN]:
        show(from_folder(folder), asked.language, asked.measure)


def show(part: Part, only: str, wanted: str) -> None:
    """Print the measures of one part; documents of other shelves are measured where the part has them coded."""
    protocol = protocol_of(part)
    found = suggested(part, protocol)
    coded = bool(part.gold("codes_a"))
    all_found = document_scores.suggested(part, protocol) if coded else {}
    for language in [only if only != "all" else None] if only else [None, *part.languages]:
        counted = measure(part, found, language)
        if coded:
            counted |= document_scores.measure(part, all_found, language)
            counted |= document_scores.learned(part, all_found, protocol, language)
        for name, counts in counted.items():
            if name.startswith(wanted):
                print(f"{part.name:8} {language or 'all':4} {name:16} {counts.agreement()}")
                if wanted:
                    print("\n".join(f"       {line}" for line in counts.misses))


if __name__ == "__main__":
    main()
