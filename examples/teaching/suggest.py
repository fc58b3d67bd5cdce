"""How the suggesters of `assist` do on the open part, where they are made: `python examples/teaching/suggest.py [LANGUAGE] [MEASURE]`.

With a measure, also where they fail: for the open part alone, whose words anybody may read.
"""

from __future__ import annotations

import sys
from pathlib import Path

from workshop import document_scores
from workshop.part import from_folder
from workshop.people_scores import measure, suggested
from workshop.protocol import bundled_protocol


def main(arguments: list[str]) -> None:
    """Print each measure, for one language or for each and all."""
    part = from_folder(Path(__file__).parent / "open")
    protocol = bundled_protocol()
    found, all_found = suggested(part, protocol), document_scores.suggested(part, protocol)
    languages = [arguments[0]] if arguments and arguments[0] != "all" else [None, *sorted({text.language for text in part.texts.values()})]
    for language in languages:
        documents = document_scores.measure(part, all_found, language) | document_scores.learned(part, all_found, protocol, language)
        for name, counts in {**measure(part, found, language), **documents}.items():
            print(f"{language or 'all':4} {name:16} {counts.agreement()}")
            if len(arguments) > 1 and name.startswith(arguments[1]):
                print("\n".join(f"       {line}" for line in counts.misses))


if __name__ == "__main__":
    main(sys.argv[1:])
