"""How well the suggested people, claims and quotations agree with the gold: totals, never words.

Matching rules, the same for both parts:

- A suggested person is a true one if it matches an eligible person of the same account, one to one: the labels have all words of the
  shorter in common (titles, dots and quotation marks aside, Abu and Umm with the name after them), or one of the two has no name and the suggestion's passage lies in the paragraph of the gold's locator,
  or the account has one nameless person in each.
- A claim is counted if its variable is one of those asked for. It is right if the person it is given to is a true one and the gold has
  that variable with that value for them (rows marked as traps are what must not be found). Ages must be equal, origins too, or, where
  the study does not list the place, its name must stand in the gold's passage: whoever confirms it gives the country. Age bands must
  overlap; dates must overlap, and the suggestion may not be vaguer than the gold by more than a season. What the gold has of the same person
  from another account alone (copies do not repeat every row) is neither right nor wrong.
- Dates are told from the day of the first account of a family, as the gold has it: lineage is measured elsewhere.
- A quotation counts if it covers at least half of a direct quotation of the gold whose speaker the gold knows. It is right if its person
  is the gold's speaker. Quotations of people who are not eligible count against whoever gives them to an eligible one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from testimonia.assist.rules import Rules
from testimonia.assist.suggesting import Reading
from testimonia.domain.results import Suggestion
from testimonia.protocol import Protocol
from testimonia.text import fold, parse_edtf
from workshop.part import Part, Text
from workshop.scores import Agreement

AGES = ("age", "age_at_event", "age_band", "birth_year")
MEASURES: dict[str, tuple[str, ...]] = {
    "age": AGES, "origin": ("origin",), "joined and left": ("joined", "left"), "sex": ("sex",), "group": ("group",), "role": ("role",),
    "condition": ("condition",), "residence": ("residence",),
}  # fmt: skip
_SEASON = 92  # days
_CODE = 2  # letters of a country's code
_MARKS = "\"'“”„‘’«»‹›()[].,:;*!?¿¡—–"
_TEKNONYM = re.compile(r"(?<!\S)(abu|abou|umm|ummu|um|oum|ابو|ابا|ابي|ام) (\S)")
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "witness", "dr", "the", "herr", "frau"])


@dataclass
class Counts:
    """Found, true and both, added up over texts; ``misses`` says where, for those who may read the part."""

    found: int = 0
    true: int = 0
    both: int = 0
    misses: list[str] = field(default_factory=list)

    def agreement(self) -> Agreement:
        """As the other scores."""
        return Agreement(found=self.found, true=self.true, both=self.both)


def suggested(part: Part, protocol: Protocol) -> dict[str, list[Suggestion]]:
    """What the rules suggest for every text of a part, whatever its shelf: nobody has decided on it yet."""
    first = {name: part.texts[row["root"]].published for row in part.gold("families") for name in row["accounts"]}
    return {
        name: Rules().suggest(
            Reading(
                account=name,
                edition=name,
                text=text.body,
                title=text.title,
                author=text.byline,
                outlet=text.outlet,
                published=first.get(name) or text.published or None,
                language=text.language,
            ),
            protocol,
        )
        for name, text in part.texts.items()
    }


def measure(part: Part, suggestions: Mapping[str, Sequence[Suggestion]], language: str | None = None) -> dict[str, Counts]:
    """Every measure over the texts of one language, or of all."""
    gold_mentions = _by(part.gold("mentions"), lambda row: row["account"])
    claims = _by(part.gold("claims"), lambda row: row["mention"])
    person_of = part.persons_of
    of_person = _by(
        (row for row in part.gold("claims") if row["mention"] in person_of and not row.get("trap")), lambda row: person_of[row["mention"]]
    )
    quotations = _by(part.gold("quotations"), lambda row: row["account"])
    counts = {name: Counts() for name in ("persons", "quotations", *MEASURES)}
    for name, text in part.texts.items():
        if language is not None and text.language != language:
            continue
        true = [row for row in gold_mentions.get(name, []) if row["eligible"] and row["kind"] == "person"]
        mentions = [item for item in suggestions[name] if item.kind == "mention"]
        pairs = matched(text, true, mentions)
        persons = counts["persons"]
        persons.found, persons.true, persons.both = persons.found + len(mentions), persons.true + len(true), persons.both + len(pairs)
        persons.misses += [f"{name} missed {row['label']}" for row in true if row["id"] not in pairs.values()]
        persons.misses += [f"{name} too many {item.value}" for item in mentions if item.id not in pairs]
        _count_claims(name, counts, true, (claims, of_person), pairs, suggestions[name])
        _count_quotations(name, text, counts["quotations"], quotations.get(name, []), true, pairs, suggestions[name])
    return counts


def _by(rows: Iterable[dict[str, Any]], key: Callable[[dict[str, Any]], str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def matched(text: Text, true: Sequence[dict[str, Any]], mentions: Sequence[Suggestion]) -> dict[str, str]:
    """The id of the gold's mention for each suggestion that matches one."""
    pairs: dict[str, str] = {}
    for rule in (same_label, nameless_here, nameless_both):
        for item in mentions:
            for row in true:
                if item.id not in pairs and row["id"] not in pairs.values() and rule(text, row, item):
                    pairs[item.id] = row["id"]
    return pairs


def _words(label: str) -> set[str]:
    """The words of a label, folded, without titles and the marks around them; a teknonym is one word: Umm Jad is nobody called Jad."""
    words = [word for said in fold(label).split() if (word := said.strip(_MARKS)) and word not in _TITLES]
    return set(_TEKNONYM.sub(r"\1\2", " ".join(words)).split())


def same_words(one: str, other: str) -> bool:
    """Whether two labels have all words of the shorter in common, titles aside."""
    a, b = _words(one), _words(other)
    return bool(a and b) and (a <= b or b <= a)


def same_label(_text: Text, row: dict[str, Any], item: Suggestion) -> bool:
    """Whether the labels have all words of the shorter in common."""
    return same_words(row["label"], json.loads(item.value)["label"])


def nameless_here(text: Text, row: dict[str, Any], item: Suggestion) -> bool:
    """Whether one of the two has no name and the suggestion lies in the paragraph of the gold's locator."""
    nameless = "anonymous" in (row["identity"], json.loads(item.value)["identity"])
    at = text.body.find(row["quote"])
    start, end = text.body.rfind("\n", 0, max(at, 0)) + 1, text.body.find("\n", at)
    return nameless and item.start is not None and start <= item.start < (end if end >= 0 else len(text.body))


def nameless_both(_text: Text, row: dict[str, Any], item: Suggestion) -> bool:
    """Whether neither has a name."""
    return row["identity"] == json.loads(item.value)["identity"] == "anonymous"


def _count_claims(
    name: str, counts: Mapping[str, Counts], true: Sequence[dict[str, Any]], gold: tuple[Mapping[str, list[dict[str, Any]]], Mapping[str, list[dict[str, Any]]]],
    pairs: Mapping[str, str], items: Sequence[Suggestion],
) -> None:  # fmt: skip
    claims, of_person = gold
    person = {row["id"]: row["person"] for row in true}
    told = [(pairs.get(item.target, ""), json.loads(item.value)) for item in items if item.kind == "claim"]
    for measure_name, variables in MEASURES.items():
        rows = [row for mention in true for row in claims.get(mention["id"], []) if row["variable"] in variables and not row.get("trap")]
        found = [(mention, said) for mention, said in told if said["variable"] in variables]
        counted = counts[measure_name]
        found = [
            pair
            for pair in found
            if any(agrees(row, *pair) for row in rows) or not _elsewhere(of_person.get(person.get(pair[0], ""), []), *pair)
        ]
        right = [pair for pair in found if any(agrees(row, *pair) for row in rows)]
        counted.found += len(found)
        counted.true += len(rows)
        counted.both += len(right)
        counted.misses += [f"{name} wrong {said['variable']}={said['value']}" for pair in found if pair not in right for said in [pair[1]]]
        missed = [row for row in rows if not any(agrees(row, *pair) for pair in found)]
        counted.misses += [f"{name} missed {row['variable']}={row['value']} <{row['quote']}>" for row in missed]
        # Two rows of the gold may be one suggestion and the other way round: what is right counts once on each side.
        counted.both -= max(0, len(right) - (len(rows) - len(missed)))
        counted.found -= max(0, len(right) - (len(rows) - len(missed)))


def _elsewhere(rows: Sequence[Mapping[str, Any]], mention: str, said: Mapping[str, Any]) -> bool:
    return any(agrees({**row, "mention": mention}, mention, said) for row in rows)


def agrees(row: Mapping[str, Any], mention: str, said: Mapping[str, Any]) -> bool:
    """Whether a claim is the gold's, by the rules above."""
    if row["mention"] != mention or row["variable"] != said["variable"]:
        return False
    if row["variable"] in ("joined", "left"):
        return _dates_agree(row["value"], said["value"])
    if row["variable"] == "age_band":
        return _bands_overlap(row["value"], said["value"])
    if row["variable"] in ("role", "condition", "residence", "group"):
        return bool(_words(row["value"]) & _words(said["value"]))
    if row["variable"] == "origin":
        return bool(row["value"] == said["value"]) or _names_the_place(row["quote"], said["value"])
    return bool(row["value"] == said["value"])


def _names_the_place(quote: str, said: str) -> bool:
    """Whether an origin that is given by the name of a place stands in the gold's passage: a reader gives it its country."""
    words = fold(said).split()
    return (
        len(said) > _CODE
        and bool(words)
        and f" {' '.join(words)} " in f" {' '.join(fold(quote).replace(',', ' ').replace('.', ' ').split())} "
    )


def _dates_agree(true: str, said: str) -> bool:
    try:
        a, b = parse_edtf(true), parse_edtf(said)
    except Exception:  # noqa: BLE001 - the gold also holds what is no date ("autumn after the flood")
        return false_date(true, said)
    if a.earliest is None or a.latest is None or b.earliest is None or b.latest is None:
        return False
    widths = (a.latest - a.earliest).days, (b.latest - b.earliest).days
    return a.earliest <= b.latest and b.earliest <= a.latest and widths[1] <= max(widths[0], _SEASON)


def false_date(true: str, said: str) -> bool:
    """What is no date agrees with itself alone."""
    return true == said


def _bands_overlap(true: str, said: str) -> bool:
    try:
        (a, b), (c, d) = (map(int, value.split("-")) for value in (true, said))
    except ValueError:
        return true == said
    return a <= d and c <= b


def _count_quotations(
    name: str, text: Text, counted: Counts, rows: Sequence[dict[str, Any]], true: Sequence[dict[str, Any]], pairs: Mapping[str, str],
    items: Sequence[Suggestion],
) -> None:  # fmt: skip
    eligible = {row["id"] for row in true}
    direct = [item for item in items if item.kind == "quotation" and json.loads(item.value)["speech"] == "direct"]
    for row in rows:
        if not row["direct"] or row["speaker_mention"] is None:
            continue
        at = text.body.find(row["quote"])
        end = at + len(row["quote"])
        over = [item for item in direct if min(end, item.end or 0) - max(at, item.start or 0) >= len(row["quote"]) / 2]
        right = any(pairs.get(item.target) == row["speaker_mention"] for item in over)
        counted.found += bool(over)
        counted.true += row["speaker_mention"] in eligible
        counted.both += right
        if over and not right:
            counted.misses.append(f"{name} wrong <{row['quote'][:60]}>")
        elif not over and row["speaker_mention"] in eligible:
            counted.misses.append(f"{name} missed [{row['layout']}] <{row['quote'][:60]}>")
