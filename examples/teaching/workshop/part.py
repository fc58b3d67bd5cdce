"""One part of the teaching study (open or sealed): its texts with their headers, and its gold."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

TABLES = (
    "adjudication", "claims", "codes_a", "codes_b", "completions", "episodes", "families", "figures", "judgements", "mentions", "persons",
    "phenomena", "quotations", "recommendations", "relations", "responses", "screening_a", "screening_b", "screening_lead",
    "screening_mentions_a", "screening_mentions_b", "screening_mentions_lead", "searches", "values_a", "values_b", "values_lead",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One invented account as it was written: header and body (paragraphs between empty lines)."""

    id: str
    url: str
    outlet: str
    outlet_country: str
    title: str
    byline: str
    published: str  # EDTF, empty where the page has no date
    language: str
    shelf: str  # testimony, programme, study, policy, or near-miss
    format: str  # html-a, html-b, html-c, pdf, docx, txt, warc, bundle
    fictional: bool
    body: str
    comments: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        """Words between white space."""
        return len(self.body.split())

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs, as written."""
        return [paragraph.strip() for paragraph in self.body.split("\n\n") if paragraph.strip()]


@dataclass(frozen=True)
class Part:
    """Texts and gold by name; ``files`` maps ``texts/ID.md`` and ``gold/TABLE.json`` to their bytes."""

    name: str
    files: Mapping[str, bytes]

    @cached_property
    def texts(self) -> dict[str, Text]:
        """Every text by its id."""
        found = {}
        for name in sorted(self.files):
            path = PurePosixPath(name)
            if path.parts[0] == "texts" and path.suffix == ".md":
                _, head, body = self.files[name].decode("utf-8").split("---", 2)
                header = yaml.safe_load(head)
                found[path.stem] = Text(**{**header, "comments": tuple(header.get("comments") or ()), "body": body.strip("\n")})
        return found

    def gold(self, table: str) -> list[dict[str, Any]]:
        """The rows of one table of the gold; empty where the part has no such table."""
        data = self.files.get(f"gold/{table}.json")
        return json.loads(data) if data is not None else []

    @property
    def languages(self) -> list[str]:
        """The languages of the texts, sorted."""
        return sorted({text.language for text in self.texts.values()})

    @property
    def persons_of(self) -> dict[str, str]:
        """The person of each mention that has one."""
        return {row["id"]: row["person"] for row in self.gold("mentions") if row["person"]}


def from_folder(folder: Path) -> Part:
    """A part that lies open in a folder."""
    return Part(
        folder.name, {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    )


def from_zip(path: Path) -> Part:
    """A part that is packed; nothing of it is unpacked to disk."""
    with zipfile.ZipFile(path) as packed:
        return Part("sealed", {name: packed.read(name) for name in sorted(packed.namelist()) if not name.endswith("/")})


def pack(part: Part, path: Path) -> None:
    """Write a part as a ZIP that comes out the same each time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name in sorted(part.files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, part.files[name])
