"""A crosswalk held against the study: whether it fits its codebooks, and what its codings would be in the other one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testimonia.domain.decisions import Coding
from testimonia.errors import InputError, ProtocolError, UnknownReference
from testimonia.protocol import shipped_codebooks
from testimonia.protocol.changes import Lineage
from testimonia.protocol.crosswalk import Crosswalk, misfits, parse_crosswalk
from testimonia.protocol.nearest import advice
from testimonia.protocol.parse import parse_codebook
from testimonia.protocol.templates import shipped_crosswalks
from testimonia.study import Study
from testimonia.study.definitions import former_codebooks


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosswalkReport:
    """What a crosswalk says, and how many codings of the study it carries over. ``codings`` by code of the source, as may be seen."""

    crosswalk: Crosswalk
    unmapped: tuple[str, ...]
    warnings: tuple[str, ...]
    codings: dict[str, int]
    hidden: int = 0

    def lines(self) -> list[str]:
        """The report in words."""
        walk = self.crosswalk
        said = [f"{walk.source.codebook} to {walk.target.codebook}, by {walk.author}:"]
        for entry in walk.entries:
            carried = f" ({self.codings.get(entry.code, 0):,} codings)" if entry.relation in ("exact", "broader") else ""
            said.append(f"  {entry.code}: {entry.relation}{f' {entry.to}' if entry.to else ''}{carried}. {entry.reason}")
        if self.unmapped:
            said.append(f"Nothing is said of: {', '.join(self.unmapped)}.")
        said += self.warnings
        if self.hidden:
            said.append(f"Not counted: {self.hidden:,} codings of rounds that are still blind.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            **self.crosswalk.model_dump(mode="json"),
            "unmapped": list(self.unmapped),
            "warnings": list(self.warnings),
            "codings": dict(self.codings),
            "implied": {code: list(self.crosswalk.implied(code)) for code in dict.fromkeys(entry.code for entry in self.crosswalk.entries)},
            "hidden": self.hidden,
        }


def shipped_crosswalk(name: str) -> Crosswalk:
    """A crosswalk that comes with testimonia.

    Raises:
        UnknownReference: there is none of that id.
    """
    shipped = shipped_crosswalks()
    if f"{name}.yaml" not in shipped:
        known = [file.removesuffix(".yaml") for file in shipped]
        raise UnknownReference(f"No crosswalk `{name[:40]}` comes with testimonia.", advice(name, known))
    return parse_crosswalk(f"{name}.yaml", shipped[f"{name}.yaml"])


def look_at_crosswalk(study: Study, name: str | Crosswalk) -> CrosswalkReport:
    """Hold a crosswalk against the study; by name it is a file, or the id of one that comes with testimonia. Writes nothing.

    A codebook that the study does not use is taken from those that come with testimonia. Codings count under the code they mean now.

    Raises:
        InputError: there is no such file, and none of that id.
        ProtocolError: it is no crosswalk, or names codes that are not there; every problem is listed.
    """
    study.require()
    walk = name if isinstance(name, Crosswalk) else _read(name)
    books = {book.id: book for book in (parse_codebook(file, text) for file, text in shipped_codebooks().items())}
    books |= {book.id: book for book in study.protocol.codebooks}
    told = misfits(walk, books.values())
    wrong = [line for line in told if not line.startswith("It was made for")]
    if wrong:
        raise ProtocolError(f"The crosswalk `{walk.id}` does not fit.", wrong, "Correct the codes, or the codebooks it names.")
    source = books[walk.source.codebook]
    counts: Counter[str] = Counter()
    with study.read() as view:
        if any(book.id == source.id for book in study.protocol.codebooks):
            lineage = Lineage((book for (name, _), book in former_codebooks(view).items() if name == source.id), source)
            for coding in view.records(Coding):
                now = lineage.now(coding.codebook_version, coding.code) if coding.codebook == source.id else None
                if now is not None:
                    counts[now] += 1
        hidden = view.hidden().get("coding", 0)
    return CrosswalkReport(
        crosswalk=walk,
        unmapped=walk.unmapped(source),
        warnings=tuple(line for line in told if line not in wrong),
        codings=dict(counts),
        hidden=hidden,
    )


def _read(name: str) -> Crosswalk:
    shipped = shipped_crosswalks()
    path = Path(name)
    if f"{name}.yaml" in shipped and not path.is_file():
        return shipped_crosswalk(name)
    try:
        return parse_crosswalk(path.name, path.read_bytes().decode("utf-8-sig"))
    except (FileNotFoundError, IsADirectoryError):
        known = [file.removesuffix(".yaml") for file in shipped]
        raise InputError(f"There is no file {path.name}, and no crosswalk of that id comes with testimonia.", advice(name, known)) from None
    except UnicodeDecodeError:
        raise InputError(f"{path.name} is not UTF-8.", "Save it as UTF-8.") from None
