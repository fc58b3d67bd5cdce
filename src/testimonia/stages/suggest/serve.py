"""Reads accounts for suggestions in a process of its own: a line of JSON for each, answered by a line of suggestions."""

from __future__ import annotations

import json
import sys
from typing import Any

from testimonia.domain.evidence import Account
from testimonia.domain.results import Suggestion
from testimonia.protocol import parse_protocol
from testimonia.stages.suggest.method import SUGGESTERS, Wanted, suggestions
from testimonia.store.codec import from_plain, to_plain


def request(one: Wanted, text: str, language: str | None) -> dict[str, Any]:
    """An account to be read, as it goes to a process."""
    return {
        "account": to_plain(one.account),
        "published": one.published,
        "shelf": one.shelf,
        "suggesters": [suggester.name for suggester in one.suggesters],
        "text": text,
        "language": language,
    }


def answer(line: bytes) -> list[Suggestion]:
    """The suggestions of an answer."""
    return [from_plain(Suggestion, item) for item in json.loads(line)]


def main() -> None:
    """Answer until nobody asks any more; the first line is the study's protocol (study.yaml, and the codebooks by file name)."""
    study, books = json.loads(sys.stdin.buffer.readline())
    protocol = parse_protocol(study, books)
    by_name = {suggester.name: suggester for suggester, _ in SUGGESTERS}
    for line in sys.stdin.buffer:
        told = json.loads(line)
        one = Wanted(
            account=from_plain(Account, told["account"]),
            published=told["published"],
            shelf=told["shelf"],
            suggesters=tuple(by_name[name] for name in told["suggesters"]),
            digest="",
        )
        found = suggestions(one, told["text"], told["language"], protocol)
        sys.stdout.buffer.write(json.dumps([to_plain(item) for item in found]).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
