"""What must hold of the teaching study: shape, locators, links, size, and a clean cut between its two parts.

A fault names table, row and rule and never a word of the texts, so that the sealed part can be checked by people who may not read it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from pathlib import Path

import jsonschema

from testimonia.errors import TestimoniaError
from testimonia.protocol import Protocol
from testimonia.text import parse_edtf, surely_before
from workshop.part import TABLES, Part

SCHEMA = json.loads((Path(__file__).parents[1] / "gold.schema.json").read_text(encoding="utf-8"))
WORDS = (150, 700)  # of a testimony account
# What the issue asks of the study as a whole and of its parts.
WHOLE = {"persons": 42, "testimony": 105, "near-miss": 15, "other shelves": 12, "ar": 10, "de": 6, "fr": 6, "es": 4, "id": 4}
PARTS = {
    "open": {"persons": 24, "accounts": 60},
    "sealed": {"persons": 18, "accounts": 45, "ar": 3, "de": 3, "fr": 3, "es": 3, "id": 3, "en": 3, "translations": 3, "edges": 30},
}
_TELLING = 10  # words: two invented paragraphs of this length are the same by copying only
_DESCRIPTIONS = ("a ", "an ", "the ", "ein ", "eine ", "der ", "die ", "un ", "une ", "l'", "le ", "la ", "el ", "seorang ")
_UNNAMED = {"i", "je", "ich", "yo", "saya", "aku", "أنا"}  # labels that name nobody


def faults_of(part: Part, protocol: Protocol) -> list[str]:
    """Everything that is wrong inside one part. While a table has not its shape, nothing else is looked at: it could not be read."""
    shape = list(_schema(part))
    return shape or [fault for check in _CHECKS for fault in check(part, protocol)]


def faults_between(parts: Iterable[Part]) -> list[str]:
    """What crosses from one part to the other: ids, persons' names and labels, whole paragraphs; and what both together lack."""
    parts = list(parts)
    found = []
    for one, other in combinations(parts, 2):
        for what, of in (
            ("account id", lambda p: p.texts),
            ("person", lambda p: {r["person"] for r in p.gold("persons")}),
            ("label", _labels),
            ("paragraph", _paragraphs),
            ("address", lambda p: {t.url for t in p.texts.values()}),
        ):
            common = set(of(one)) & set(of(other))
            if common:
                found.append(
                    f"{len(common)} {what}(s) stand in both {one.name} and {other.name}: {_ids(common) if what in ('account id', 'person') else 'not shown'}"
                )
    total: Counter[str] = Counter()
    for part in parts:
        total.update(sizes(part))
    found += [f"all parts: {total[what]} {what}, at least {least} asked" for what, least in WHOLE.items() if total[what] < least]
    return found


def sizes(part: Part) -> dict[str, int]:
    """What a part holds, in numbers."""
    texts = list(part.texts.values())
    relations = part.gold("relations")
    shelves, languages = Counter(text.shelf for text in texts), Counter(text.language for text in texts if text.shelf == "testimony")
    return {
        "accounts": len(texts), "testimony": shelves["testimony"], "near-miss": shelves["near-miss"],
        "other shelves": shelves["programme"] + shelves["study"] + shelves["policy"],
        **{language: languages[language] for language in ("en", "ar", "de", "fr", "es", "id")},
        "persons": len({row["person"] for row in part.gold("mentions") if row["eligible"] and row["person"]}),
        "translations": sum(row["kind"] == "translation" for row in relations), "edges": len(relations), "families": len(part.gold("families")),
        "mentions": len(part.gold("mentions")), "claims": len(part.gold("claims")), "quotations": len(part.gold("quotations")),
        "codings": len(part.gold("codes_a")) + len(part.gold("codes_b")), "values": len(part.gold("values_a")) + len(part.gold("values_b")),
        "phenomena": len(part.gold("phenomena")),
    }  # fmt: skip


def _ids(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)[:5])


def _labels(part: Part) -> set[str]:
    """Names that people of the study go by; descriptions ("a welder from the islands") and words that name nobody are no names."""
    names = {name.casefold() for row in part.gold("persons") for name in row["names_used"]}
    return {name for name in names if name not in _UNNAMED and not name.startswith(_DESCRIPTIONS)}


def _paragraphs(part: Part) -> set[str]:
    return {
        " ".join(paragraph.split()) for text in part.texts.values() for paragraph in text.paragraphs if len(paragraph.split()) >= _TELLING
    }


# --- inside one part


def _schema(part: Part) -> Iterator[str]:
    """Every table is there and has the shape that the schema gives it."""
    for table in TABLES:
        if f"gold/{table}.json" not in part.files:
            yield f"{table}: the table is missing"
            continue
        checker = jsonschema.Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{table}"})
        for error in checker.iter_errors(part.gold(table)):
            yield f"{table} {list(error.absolute_path)}: {error.validator} ({error.schema_path[-1] if error.schema_path else ''})"


def _headers(part: Part, _protocol: Protocol) -> Iterator[str]:
    """A header says what a page would say, and that it is invented."""
    urls = Counter(text.url for text in part.texts.values())
    for name, text in part.texts.items():
        if text.id != name:
            yield f"texts/{name}: its header has another id"
        if not text.fictional:
            yield f"texts/{name}: does not say that it is fictional"
        if not re.fullmatch(r"https://[a-z0-9.-]+\.example/\S+", text.url) or urls[text.url] > 1:
            yield f"texts/{name}: its address is not its own, or not of the reserved domain .example"
        if text.shelf == "testimony" and not WORDS[0] <= text.words <= WORDS[1]:
            yield f"texts/{name}: {text.words} words, asked are {WORDS[0]} to {WORDS[1]}"
        if text.published:
            try:
                parse_edtf(text.published)
            except TestimoniaError:
                yield f"texts/{name}: the date of publication is no EDTF"


def _locators(part: Part, _protocol: Protocol) -> Iterator[str]:
    """A quotation stands exactly once in the body of its text."""
    account_of = {row["id"]: row["account"] for row in part.gold("mentions")}
    for table in TABLES:
        for number, row in enumerate(part.gold(table)):
            account = row.get("account") or account_of.get(row.get("mention", ""), "")
            pieces = [row.get("quote"), *(piece.get("quote") for piece in row.get("components", []))]
            for quote in filter(None, pieces):
                text = part.texts.get(account)
                if text is None or text.body.count(quote) != 1:
                    yield f"{table} row {number} ({account}): its quotation stands {text.body.count(quote) if text else 0} times in the text"


def _links(part: Part, _protocol: Protocol) -> Iterator[str]:
    """Whatever a row names is there."""
    mentions = {row["id"]: row for row in part.gold("mentions")}
    known: dict[str, set[str]] = {
        "account": set(part.texts), "a": set(part.texts), "b": set(part.texts), "root": set(part.texts), "mention": set(mentions),
        "speaker_mention": set(mentions), "person": {row["person"] for row in part.gold("persons")},
    }  # fmt: skip
    for table in TABLES:
        rows = part.gold(table)
        if rows and "id" in rows[0] and len({row["id"] for row in rows}) < len(rows):
            yield f"{table}: an id stands twice"
        for number, row in enumerate(rows):
            yield from (
                f"{table} row {number}: {key} {row[key]} is not there"
                for key, names in known.items()
                if row.get(key) and row[key] not in names
            )
            if set(row.get("undecidable_with", ())) - set(mentions):
                yield f"{table} row {number}: undecidable_with names mentions that are not there"
            for key in ("accounts", "found"):
                if set(row.get(key, ())) - set(part.texts):
                    yield f"{table} row {number}: {key} names texts that are not there"
            mention = mentions.get(row.get("mention", ""))
            if mention and "account" in row and mention["account"] != row["account"]:
                yield f"{table} row {number}: the mention {row['mention']} stands in another account"


def _criteria(part: Part, protocol: Protocol) -> Iterator[str]:
    """Screeners name a criterion of the shelf that speaks for their decision."""
    criteria = {
        (shelf, criterion.id): criterion
        for shelf in ("testimony", "programme", "study", "policy")
        for criterion in (*protocol.shelf(shelf).criteria, *protocol.shelf(shelf).eligibility)
    }
    for table in TABLES:
        for number, row in enumerate(part.gold(table) if table.startswith("screening") else ()):
            criterion = criteria.get((row["shelf"], row["criterion"]))
            if criterion is None or criterion.excludes != (row["decision"] == "exclude"):
                yield f"{table} row {number}: the criterion {row['criterion']} is none of the shelf's, or speaks for the other decision"


def _lineage(part: Part, _protocol: Protocol) -> Iterator[str]:
    """Families are what the joining relations connect; each edge is there once; a date does not contradict its direction."""
    parent = {name: name for name in part.texts}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    pairs: Counter[frozenset[str]] = Counter()
    for number, row in enumerate(part.gold("relations")):
        pairs[frozenset((row["a"], row["b"]))] += 1
        if row["kind"] == "quotation" and row["joins_family"]:
            yield f"relations row {number}: a quotation joins no family"
        source, taker = (row["a"], row["b"]) if row["direction"] == "a_to_b" else (row["b"], row["a"])
        if row["direction"] in ("a_to_b", "b_to_a") and _after(part, source, taker):
            yield f"relations row {number}: {source} was surely published after {taker}, which is said to have taken from it"
        if row["joins_family"]:
            parent[root(row["a"])] = root(row["b"])
    yield from (f"relations: the pair {sorted(pair)} stands {count} times" for pair, count in pairs.items() if count > 1)
    joined: dict[str, set[str]] = {}
    for name in part.texts:
        joined.setdefault(root(name), set()).add(name)
    by_relations = {frozenset(names) for names in joined.values() if len(names) > 1}
    by_table = {frozenset(row["accounts"]) for row in part.gold("families")}
    yield from (f"families: {sorted(names)} is not what the relations join" for names in by_relations ^ by_table)
    for row in part.gold("families"):
        if row["root"] not in row["accounts"]:
            yield f"families: the root {row['root']} is not of its family"
    for mention in part.gold("mentions"):
        if mention["eligible"] and mention["kind"] == "person" and not mention["person"]:
            yield f"mentions: {mention['id']} is eligible and nobody's"


def _after(part: Part, one: str, other: str) -> bool:
    """Whether a text was surely published after another; False where a date is missing, leaves it open, or is none (said elsewhere)."""
    dates = [part.texts[name].published for name in (one, other)]
    try:
        return all(dates) and surely_before(parse_edtf(dates[1]), parse_edtf(dates[0]))
    except TestimoniaError:
        return False


def _coding(part: Part, protocol: Protocol) -> Iterator[str]:
    """Codes are the codebooks'; two coders finished the same units and coded only those; each of their differences has a ruling."""
    finished: dict[str, set[tuple[str, str]]] = {}
    for row in part.gold("completions"):
        finished.setdefault(row["coder"], set()).add((row["mention"], row["codebook"]))
    if len({frozenset(finished.get(coder, ())) for coder in ("ada", "ben")}) > 1:
        yield "completions: the coders did not finish the same units"
    units = set().union(*finished.values())
    for table in ("codes_a", "codes_b"):
        for number, row in enumerate(part.gold(table)):
            if not any(code.id == row["code"] for code in protocol.codebook(row["codebook"]).codes):
                yield f"{table} row {number}: the code {row['code']} is not in {row['codebook']}"
            if (row["mention"], row["codebook"]) not in units:
                yield f"{table} row {number}: {row['mention']} is no finished unit of {row['codebook']}"
    said = [_said(part.gold(table)) for table in ("codes_a", "codes_b")]
    differ = {key for key in {*said[0], *said[1]} if said[0].get(key) != said[1].get(key)}
    ruled = {(row["mention"], row["codebook"], row["code"]) for row in part.gold("adjudication")}
    yield from (f"adjudication: no ruling on {' '.join(key)}, where the coders differ" for key in sorted(differ - ruled))
    yield from (f"adjudication: a ruling on {' '.join(key)}, where the coders agree" for key in sorted(ruled - differ))


def _said(rows: Iterable[dict[str, str]]) -> dict[tuple[str, str, str], bool]:
    """What a coder says of each person and code: affirmed, or only denied."""
    said: dict[tuple[str, str, str], bool] = {}
    for row in rows:
        key = (row["mention"], row["codebook"], row["code"])
        said[key] = said.get(key, False) or row["stance"] == "affirms"
    return said


def _answers(part: Part, protocol: Protocol) -> Iterator[str]:
    """Answers are those the form allows."""
    for table in ("values_a", "values_b", "values_lead"):
        for number, row in enumerate(part.gold(table)):
            try:
                variable = protocol.variable(row["variable"])
            except TestimoniaError:
                yield f"{table} row {number}: there is no variable {row['variable']}"
                continue
            if ("value" in row) == ("missing" in row):
                yield f"{table} row {number}: has both or neither of value and missing"
            answers = {choice.value for choice in variable.values}
            given = [piece.strip() for piece in row.get("value", "").split(";")] if variable.type == "choices" else [row.get("value", "")]
            if answers and "value" in row and not set(given) <= answers:
                yield f"{table} row {number}: {row['variable']} does not allow this answer"
            if "missing" in row and row["missing"] not in variable.missing:
                yield f"{table} row {number}: {row['variable']} does not allow {row['missing']}"


def _episodes(part: Part, _protocol: Protocol) -> Iterator[str]:
    """Nobody leaves before joining."""
    for number, row in enumerate(part.gold("episodes")):
        joined, left = (parse_edtf(row[key]) if row[key] else None for key in ("joined", "left"))
        if joined and left and joined.earliest and left.latest and joined.earliest > left.latest:
            yield f"episodes row {number}: left before joining"


def _size(part: Part, _protocol: Protocol) -> Iterator[str]:
    """A part is as large as it must be."""
    there = sizes(part)
    yield from (
        f"{part.name}: {there[what]} {what}, at least {least} asked" for what, least in PARTS[part.name].items() if there[what] < least
    )


_CHECKS: tuple[Callable[[Part, Protocol], Iterator[str]], ...] = (
    _headers,
    _locators,
    _links,
    _criteria,
    _lineage,
    _coding,
    _answers,
    _episodes,
    _size,
)
