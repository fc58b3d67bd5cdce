"""How well suggested shelves, criteria, responses, figures, recommendations and codes agree with the gold: totals, never words.

Matching rules, the same for both parts:

- Shelf, decision and criterion of an account are right if they are those of the lead, else of the first screener. An account of which
  nothing is suggested counts among those there are and not among those found.
- A response is right if its account has one in the gold whose name has all words of the shorter in common with it.
- A figure is right if the gold has its count (or its share, or its count of this whole) in that account; one to one.
- A recommendation is right if its passage shares half of the words of the shorter with one of the gold's; one to one.
- A code is right if the gold has it in that account (affirmed, by either coder or the lead's ruling, and not ruled absent), once an account;
  a passage is right if it overlaps one that either coder marked with the code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from testimonia.assist import Codes, Learned, Others, Reading, Rules, Shelves
from testimonia.assist.learned import Example, examples
from testimonia.domain.results import Suggestion
from testimonia.protocol import Protocol
from testimonia.text import fold
from workshop.part import Part
from workshop.people_scores import Counts

SUGGESTERS = (Rules(), Shelves(), Codes(), Others())
_HALF = 0.5


def suggested(part: Part, protocol: Protocol) -> dict[str, list[Suggestion]]:
    """What all suggesters propose for every text of a part, one after another, whatever its shelf: nobody has decided on it yet."""
    found = {}
    for name, text in part.texts.items():
        reading = Reading(
            account=name, edition=name, text=text.body, title=text.title, published=text.published or None, language=text.language
        )
        for suggester in SUGGESTERS:
            more = suggester.suggest(reading, protocol)
            reading = Reading(**{**{key: getattr(reading, key) for key in Reading.__slots__}, "found": (*reading.found, *more)})
        found[name] = list(reading.found)
    return found


def measure(part: Part, found: Mapping[str, Sequence[Suggestion]], language: str | None = None) -> dict[str, Counts]:
    """Every measure over the texts of one language, or of all."""
    names = [name for name, text in part.texts.items() if language in (None, text.language)]
    counts = {
        name: Counts()
        for name in ("shelf", "decision", "criterion", "responses", "figures", "recommendations", "codes", "components", "passages")
    }
    final = {row["account"]: row for row in [*part.gold("screening_a"), *part.gold("screening_lead")]}
    codes = gold_codes(part)
    for name in names:
        items = found[name]
        _screening(name, items, final[name], counts)
        _responses(
            name, items, [row["label"] for row in part.gold("mentions") if row["account"] == name and row["kind"] == "response"], counts
        )
        figures = [(row["numerator"], row["denominator"]) for row in part.gold("figures") if row["account"] == name]
        _one_to_one(name, counts["figures"], figures, [_figure(item) for item in items if item.kind == "figure"], _same_figure)
        advice = [row["quote"] for row in part.gold("recommendations") if row["account"] == name]
        told = [json.loads(item.value)["text"] for item in items if item.kind == "recommendation"]
        _one_to_one(name, counts["recommendations"], advice, told, _same_words)
        _codes(name, items, codes.get(name, {}), part.texts[name].body, counts)
    return counts


def learned(part: Part, found: Mapping[str, Sequence[Suggestion]], protocol: Protocol, language: str | None = None) -> dict[str, Counts]:
    """Codes as a model proposes them that learned from both coders on every account outside the account's own family."""
    family = {name: tuple(row["accounts"]) for row in part.gold("families") for name in row["accounts"]}
    told = {name: _lesson(part, name) for name in part.texts}
    counts = {"codes learned": Counts(), "components learned": Counts(), "passages learned": Counts()}
    gold = gold_codes(part)
    for name, text in part.texts.items():
        if language not in (None, text.language):
            continue
        model = Learned([one for other, ones in told.items() if other not in family.get(name, (name,)) for one in ones])
        reading = Reading(account=name, edition=name, text=text.body, language=text.language, found=tuple(found[name]))
        measured = {"codes": counts["codes learned"], "components": counts["components learned"], "passages": counts["passages learned"]}
        _codes(name, model.suggest(reading, protocol), gold.get(name, {}), text.body, measured)
    return counts


def _lesson(part: Part, name: str) -> list[Example]:
    """The sentences of an account with the codes of both coders."""
    body = part.texts[name].body
    marked: dict[str, list[tuple[int, int, str]]] = {}
    for row in [*part.gold("codes_a"), *part.gold("codes_b")]:
        at = body.find(row.get("quote") or "\0") if row["account"] == name and row.get("stance") == "affirms" else -1
        if at >= 0:
            marked.setdefault(row["codebook"], []).append((at, at + len(row["quote"]), f"{row['codebook']}:{row['code']}"))
    return examples(body, part.texts[name].language, marked) if marked else []


def gold_codes(part: Part) -> dict[str, dict[str, list[str]]]:
    """The codes of each account with the quotes of either coder; what the lead ruled absent is left out."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in [*part.gold("codes_a"), *part.gold("codes_b"), *(row for row in part.gold("adjudication") if row["decision"] == "present")]:
        if row.get("stance", "affirms") == "affirms" and row.get("code"):
            found.setdefault(row["account"], {}).setdefault(f"{row['codebook']}:{row['code']}", []).append(row.get("quote") or "")
    for row in part.gold("adjudication"):
        if row["decision"] != "present" and row.get("code"):
            found.get(row["account"], {}).pop(f"{row['codebook']}:{row['code']}", None)
    return found


def _screening(name: str, items: Iterable[Suggestion], gold: dict[str, Any], counts: Mapping[str, Counts]) -> None:
    shelf = next((item for item in items if item.kind == "shelf"), None)
    screen = next((item for item in items if item.kind == "screen"), None)
    for measured, said, true in (
        ("shelf", shelf and shelf.value, gold["shelf"]),
        ("decision", screen and screen.value, gold["decision"]),
        ("criterion", screen and screen.target, gold["criterion"]),
    ):
        counted = counts[measured]
        counted.true += 1
        counted.found += said is not None
        counted.both += said == true
        if said != true:
            counted.misses.append(f"{name} {said} for {true}")


def _responses(name: str, items: Iterable[Suggestion], gold: Sequence[str], counts: Mapping[str, Counts]) -> None:
    told = [json.loads(item.value) for item in items if item.kind == "mention"]
    labels = [one["label"] for one in told if one.get("kind") == "response"]
    _one_to_one(name, counts["responses"], gold, labels, lambda a, b: _words(a) <= _words(b) or _words(b) <= _words(a))


def _words(text: str) -> set[str]:
    return {"".join(sign for sign in word if sign.isalnum()) for word in fold(text).split()} - {""}


def _figure(item: Suggestion) -> tuple[float, int | None]:
    told = json.loads(item.value)
    return told["count"], told["whole"]


def _same_figure(gold: tuple[int | None, int | None], told: tuple[float, int | None]) -> bool:
    return gold[0] == told[0] and told[1] in (None, gold[1])


def _same_words(gold: str, told: str) -> bool:
    a, b = _words(gold), _words(told)
    return len(a & b) > _HALF * min(len(a), len(b))


def _one_to_one(name: str, counted: Counts, gold: Sequence[Any], told: Sequence[Any], same: Any) -> None:
    left = list(gold)
    for one in told:
        match = next((row for row in left if same(row, one)), None)
        if match is None:
            counted.misses.append(f"{name} too many {one}")
        else:
            left.remove(match)
            counted.both += 1
    counted.misses += [f"{name} missed {row}" for row in left]
    counted.found, counted.true = counted.found + len(told), counted.true + len(gold)


def _codes(name: str, items: Iterable[Suggestion], gold: Mapping[str, Sequence[str]], body: str, counts: Mapping[str, Counts]) -> None:
    told = [item for item in items if item.kind == "code"]
    for measured, response in (("codes", False), ("components", True)):
        mine = {code for code in gold if code.startswith("response") is response}
        said = {item.value for item in told if item.value.startswith("response") is response}
        counted = counts[measured]
        counted.found, counted.true, counted.both = counted.found + len(said), counted.true + len(mine), counted.both + len(mine & said)
        counted.misses += [f"{name} missed {code}" for code in sorted(mine - said)] + [
            f"{name} too many {code}" for code in sorted(said - mine)
        ]
    passages = counts["passages"]
    passages.true += sum(len(quotes) for quotes in gold.values())
    for item in told:
        passages.found += 1
        at = [body.find(quote) for quote in gold.get(item.value, ()) if quote]
        quoted = zip(at, (quote for quote in gold.get(item.value, ()) if quote), strict=True)
        passages.both += any(start >= 0 and start < (item.end or 0) and start + len(quote) > (item.start or 0) for start, quote in quoted)
