"""The reader for a list of publications: by its name where that tells, else by how it begins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from testimonia.stages.collect.readers import bibtex, csl, rdf, ris, table
from testimonia.stages.collect.readers.lists import Listing

RIS, BIBTEX, JSON, TABLE, RDF = (".ris",), (".bib", ".bibtex"), (".json",), (".csv", ".tsv", ".xlsx"), (".rdf",)
ENDINGS = (*RIS, *BIBTEX, *JSON, *TABLE, *RDF)


def read(data: bytes, name: str, columns: Sequence[tuple[str, str]] = ()) -> Listing:
    """The entries of a list; ``columns`` says which column of a table is which field."""
    ending = PurePosixPath(name).suffix.lower()
    if ending in BIBTEX:
        return bibtex.read(data)
    if ending in JSON:
        return csl.read(data)
    if ending in RDF:
        return rdf.read(data)
    if ending in TABLE:
        return table.read(data, columns)
    return ris.read(data)
