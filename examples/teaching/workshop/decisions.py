"""What the invented team decided, as the files that the program's verbs take in, with the calendar in which they are replayed."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from testimonia.protocol import Protocol
from workshop.part import Part

Row = Mapping[str, Any]
LEAD, ADA, BEN = "mira", "ada", "ben"
_SHELF = {"near-miss": "testimony"}
_GROUP = ("reprint", "excerpt", "translation", "shared_origin")


@dataclass(slots=True)
class Calendar:
    """The files, and the steps that replay them one after another."""

    folder: Path
    steps: list[dict[str, str]] = field(default_factory=list)

    def table(self, verb: str, table: str, who: str, at: str, rows: Sequence[Row]) -> None:
        """One file of decisions by one person, and its step; nothing for no rows."""
        if not rows:
            return
        number = sum("file" in step for step in self.steps) + 1
        name = f"{number:02}-{table.replace('_', '-')}-{who}.csv"
        (self.folder / name).write_text(_csv(rows), encoding="utf-8")
        self.steps.append({"verb": verb, "file": name, "table": table, "as": who, "at": at})

    def open(self, name: str, at: str) -> None:
        """The lead opens a round."""
        self.steps.append({"verb": "code open", "round": name, "as": LEAD, "at": at})

    def close(self) -> None:
        """Write the order of the steps."""
        lines = ",\n".join(f"  {json.dumps(step, ensure_ascii=False)}" for step in self.steps)
        (self.folder / "order.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def write(part: Part, origins: Mapping[str, str], protocol: Protocol, folder: Path) -> None:
    """Write the decisions of a part below ``folder``; accounts are named by their origins."""
    folder.mkdir(parents=True, exist_ok=True)
    desk = _Desk(part, origins, protocol)
    calendar = Calendar(folder)
    calendar.table("code import", "searches", LEAD, "2023-03-01T09:00:00Z", desk.searches())
    calendar.table("code import", "found_by", LEAD, "2023-03-01T09:30:00Z", desk.found_by())
    calendar.table("screen import", "screening", ADA, "2023-03-06T09:00:00Z", desk.screening("screening_a", ADA))
    calendar.table("screen import", "screening", BEN, "2023-03-08T13:00:00Z", desk.screening("screening_b", BEN))
    calendar.table("resolve import", "mentions", LEAD, "2023-03-13T09:00:00Z", desk.mentions())
    calendar.table("screen import", "screening", ADA, "2023-03-15T09:00:00Z", desk.screening("screening_mentions_a", ADA))
    calendar.table("screen import", "screening", BEN, "2023-03-16T13:00:00Z", desk.screening("screening_mentions_b", BEN))
    calendar.open("s1", "2023-03-20T08:00:00Z")
    calendar.table("screen import", "screening", LEAD, "2023-03-20T08:30:00Z", desk.screening("screening_lead", LEAD))
    calendar.table("screen import", "screening", LEAD, "2023-03-20T10:00:00Z", desk.screening("screening_mentions_lead", LEAD))
    calendar.table("trace import", "relations", LEAD, "2023-03-22T09:00:00Z", desk.relations())
    calendar.table("resolve import", "claims", ADA, "2023-03-23T09:00:00Z", desk.claims())
    calendar.table("resolve import", "links", LEAD, "2023-03-24T09:00:00Z", desk.links())
    calendar.table("code import", "episodes", LEAD, "2023-03-27T09:00:00Z", desk.episodes())
    for who, letter, week in ((ADA, "a", "03"), (BEN, "b", "10")):
        calendar.table("code import", "codings", who, f"2023-04-{week}T09:00:00Z", desk.codings(f"codes_{letter}", who))
        calendar.table("code import", "values", who, f"2023-04-{week}T11:00:00Z", desk.values(f"values_{letter}", who))
        calendar.table("code import", "judgements", who, f"2023-04-{week}T14:00:00Z", desk.judgements(who))
        calendar.table("code import", "completions", who, f"2023-04-{week}T16:00:00Z", desk.completions(who))
    calendar.open("c1", "2023-04-17T09:00:00Z")
    calendar.table("code import", "adjudications", LEAD, "2023-04-18T09:00:00Z", desk.adjudications())
    calendar.table("code import", "codings", LEAD, "2023-04-18T10:00:00Z", desk.ruled_codings())
    calendar.table("code import", "values", LEAD, "2023-04-18T11:00:00Z", desk.ruled_values())
    calendar.table("code import", "completions", LEAD, "2023-04-18T12:00:00Z", desk.ruled_completions())
    calendar.table("code import", "recommendations", LEAD, "2023-04-20T09:00:00Z", desk.recommendations())
    calendar.table("code import", "sources", LEAD, "2023-04-20T10:00:00Z", desk.sources())
    calendar.close()


class _Desk:
    """The gold of a part, turned into rows of the program's tables."""

    def __init__(self, part: Part, origins: Mapping[str, str], protocol: Protocol) -> None:
        self.part, self.origins, self.protocol = part, origins, protocol
        self.mention = {row["id"]: row for row in part.gold("mentions")}
        self.root = {name: row["root"] for row in part.gold("families") for name in row["accounts"]}
        self.episode = {(row["mention"], row["order"]): row["id"] for row in part.gold("episodes")}
        self.case = part.persons_of

    def _at(self, row: Row) -> str:
        return self.origins[row.get("account") or self.mention[row["mention"]]["account"]]

    # --- searching and screening

    def searches(self) -> list[Row]:
        return [
            {key: row[key] for key in ("id", "database", "query", "language", "limits", "date", "hits")}
            for row in self.part.gold("searches")
        ]

    def found_by(self) -> list[Row]:
        return [{"account": self.origins[name], "search": row["id"]} for row in self.part.gold("searches") for name in row["found"]]

    def sources(self) -> list[Row]:
        """Each outlet with the country it appears in and the language it writes most."""
        languages: dict[tuple[str, str], Counter[str]] = {}
        for text in self.part.texts.values():
            languages.setdefault((text.outlet, text.outlet_country), Counter())[text.language] += 1
        return [
            {"name": name, "country": country, "language": max(sorted(found), key=found.__getitem__)}
            for (name, country), found in sorted(languages.items())
        ]

    def screening(self, table: str, who: str) -> list[Row]:
        layer = "adjudicated" if who == LEAD else "coder"
        return [
            {
                "account": self._at(row), "mention": row.get("mention", ""), "screener": who, "round": "s1", "layer": layer, "decision": row["decision"],
                "shelf": row["shelf"], "criterion": row["criterion"], "reason": row["reason"],
            }
            for row in self.part.gold(table)
        ]  # fmt: skip

    # --- lineage and people

    def relations(self) -> list[Row]:
        """The lead confirms every edge of lineage that the team found, with its reason.

        An excerpt that joins no family (in a round-up of several stories) is accepted as a quotation, which is what joins none.
        """
        return [
            {
                "a": self.origins[row["a"]], "b": self.origins[row["b"]], "direction": row["direction"], "status": "accepted", "reason": row["note"],
                "kind": "quotation" if row["kind"] == "excerpt" and not row["joins_family"] else row["kind"],
            }
            for row in self.part.gold("relations")
        ]  # fmt: skip

    def mentions(self) -> list[Row]:
        return [
            {"id": row["id"], "account": self.origins[row["account"]], "label": row["label"], "identity": row["identity"], "kind": row["kind"], "status": "proposed", "quote": row["quote"]}
            for row in self.part.gold("mentions")
        ]  # fmt: skip

    def claims(self) -> list[Row]:
        """What the accounts say of the people who count, as Ada entered it; values that belong to somebody else (traps) are none of theirs."""
        return [
            {key: row[key] for key in ("mention", "variable", "value", "holder", "time", "quote")}
            for row in self.part.gold("claims") if self.mention[row["mention"]]["eligible"] and not row.get("trap")
        ]  # fmt: skip

    def links(self) -> list[Row]:
        """One link ties each later mention of a person to the first; pairs that no text decides are said to be unclear."""
        rows: list[Row] = []
        first: dict[str, str] = {}
        for row in self.part.gold("mentions"):
            person = row["person"]
            if person is None or not row["eligible"]:
                continue
            if person in first:
                copy = self.root.get(row["account"], row["account"]) == self.root.get(self.mention[first[person]]["account"], "")
                reason = "The same text, as lineage shows." if copy else "Same facts about one life in two independent texts."
                rows.append({"a": first[person], "b": row["id"], "decision": "same", "reason": reason})
            else:
                first[person] = row["id"]
        pairs = {tuple(sorted((row["id"], other))) for row in self.part.gold("mentions") for other in row["undecidable_with"]}
        rows += [
            {"a": a, "b": b, "decision": "unclear", "reason": "The texts do not decide whether these are one person or two."}
            for a, b in sorted(pairs)
        ]
        return rows

    # --- coding

    def episodes(self) -> list[Row]:
        keys = ("id", "mention", "group", "role", "joined", "left", "order")
        return [{**{key: row[key] for key in keys}, "coder": LEAD, "layer": "adjudicated"} for row in self.part.gold("episodes")]

    def codings(self, table: str, who: str) -> list[Row]:
        return [self._coding(row, who, "coder") for row in self.part.gold(table)]

    def _coding(self, row: Row, who: str, layer: str) -> Row:
        return {
            "account": self._at(row), "mention": row["mention"], "episode": self._episode(row), "codebook": row["codebook"], "code": row["code"],
            "codebook_version": self.protocol.codebook(row["codebook"]).version, "coder": who, "layer": layer, "round": "c1", "stance": row["stance"],
            "voice": row["voice"], "modality": row["modality"], "quote": row["quote"], "memo": row.get("memo", ""),
        }  # fmt: skip

    def _episode(self, row: Row) -> str:
        return self.episode.get((row["mention"], row["episode"]), "") if "episode" in row else ""

    def values(self, table: str, who: str) -> list[Row]:
        return [self._value(row, who, "coder") for row in self.part.gold(table)]

    def _value(self, row: Row, who: str, layer: str) -> Row:
        return {
            "account": self._at(row), "mention": row["mention"], "episode": self._episode(row), "variable": row["variable"], "value": row.get("value", ""),
            "missing": row.get("missing", ""), "coder": who, "layer": layer, "round": "c1", "quote": row.get("quote", ""),
        }  # fmt: skip

    def judgements(self, who: str) -> list[Row]:
        return [
            {
                "account": self._at(row), "coder": who, "layer": "coder", "round": "c1", "source_grade": row["source_grade"],
                "information_grade": row["information_grade"], "conditions": "; ".join(row["conditions"]), "note": row["note"],
            }
            for row in self.part.gold("judgements") if row["coder"] == who
        ]  # fmt: skip

    def completions(self, who: str) -> list[Row]:
        """What a coder finished: each codebook on each account, and the form of each person once."""
        units = {(row["account"], row["codebook"]) for row in self.part.gold("completions") if row["coder"] == who}
        mentions = [row["mention"] for row in self.part.gold("completions") if row["coder"] == who]
        return self._completions(sorted(units), sorted(set(mentions)), who, "coder")

    def _completions(self, units: Iterable[tuple[str, str]], forms: Iterable[str], who: str, layer: str) -> list[Row]:
        rows = [
            {"account": self.origins[account], "mention": "", "codebook": book, "version": self.protocol.codebook(book).version, "coder": who, "layer": layer, "round": "c1"}
            for account, book in units
        ]  # fmt: skip
        rows += [
            {
                "account": self._at({"mention": mention}),
                "mention": mention,
                "codebook": "form",
                "version": 1,
                "coder": who,
                "layer": layer,
                "round": "c1",
            }
            for mention in forms
        ]
        return rows

    # --- what the lead ruled

    def adjudications(self) -> list[Row]:
        rows = [
            {"account": self._at(row), "mention": row["mention"], "subject": f"codings {row['codebook']}:{row['code']}", "decision": row["decision"], "reason": row["reason"]}
            for row in self.part.gold("adjudication")
        ]  # fmt: skip
        rows += [
            {
                "account": self._at(row), "mention": row["mention"], "subject": f"values {row['variable']}", "decision": row.get("value") or row["missing"],
                "reason": row["reason"],
            }
            for row in self.part.gold("values_lead") if row["reason"]
        ]  # fmt: skip
        return rows

    def _settled(self) -> set[tuple[str, str]]:
        """Accounts and codebooks that the lead brought to an end: none of their disagreements was left open."""
        open_units = {(row["account"], row["codebook"]) for row in self.part.gold("adjudication") if row["decision"] == "unclear"}
        return {(row["account"], row["codebook"]) for row in self.part.gold("adjudication")} - open_units

    def ruled_codings(self) -> list[Row]:
        """In an account that the lead settled: what both coders found, and what she ruled to be present."""
        settled = self._settled()
        ruled = {(row["mention"], row["codebook"], row["code"]) for row in self.part.gold("adjudication")}
        by_ben = {(row["mention"], row["codebook"], row["code"], row["stance"]) for row in self.part.gold("codes_b")}
        agreed = [
            row for row in self.part.gold("codes_a")
            if (row["account"], row["codebook"]) in settled
            and (row["mention"], row["codebook"], row["code"]) not in ruled
            and (row["mention"], row["codebook"], row["code"], row["stance"]) in by_ben
        ]  # fmt: skip
        present = [row for row in self.part.gold("adjudication") if row["decision"] == "present"]
        return [self._coding(row, LEAD, "adjudicated") for row in (*agreed, *present)]

    def ruled_values(self) -> list[Row]:
        return [self._value(row, LEAD, "adjudicated") for row in self.part.gold("values_lead")]

    def ruled_completions(self) -> list[Row]:
        responses = sorted(row["mention"] for row in self.part.gold("responses"))
        return self._completions(sorted(self._settled()), responses, LEAD, "adjudicated")

    def recommendations(self) -> list[Row]:
        return [
            {key: row[key] for key in ("id", "text", "proposer", "addressee")} | {"status": "open"}
            for row in self.part.gold("recommendations")
        ]


def _csv(rows: Sequence[Row]) -> str:
    """A table whose empty columns are left out."""
    columns = [key for key in rows[0] if any(row.get(key) not in ("", None) for row in rows)]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
