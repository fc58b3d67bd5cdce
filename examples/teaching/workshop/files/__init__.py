"""The texts as files in the formats that teams really have: pages of three styles, PDF, DOCX, plain text, a WARC, a news-database bundle, a list.

``write(part, folder)`` writes them below a folder and returns the origin by which the study knows each account.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from workshop.files import bundle, document, pages, plain, printed, records, references
from workshop.part import Part, Text

_WRITERS = {
    "html-a": pages.newspaper,
    "html-b": pages.plain_page,
    "html-c": pages.blog,
    "pdf": printed.pdf,
    "docx": document.docx,
    "txt": plain.text,
}
_FILES = ("pdf", "docx", "txt")  # named in the list by file; pages by their address
# What says too little about itself: papers and transcripts, older pages without an outlet, blogs.
_LISTED = (*_FILES, "html-b", "html-c")
_SUFFIX = {"html-a": "html", "html-b": "html", "html-c": "html", "pdf": "pdf", "docx": "docx", "txt": "txt"}


def write(part: Part, folder: Path) -> dict[str, str]:
    """Write every text of a part as a file below ``folder``; the origin of each account by the id of its text.

    The same texts give the same bytes. Members of the bundle and records of the WARC have no file of their own: their origin is
    the bundle with their number, and the address of the record.
    """
    origins: dict[str, str] = {}
    for name, text in part.texts.items():
        if text.format in _WRITERS:
            place = folder / path_of(text)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(_WRITERS[text.format](text))
            origins[name] = path_of(text)
    bundled = [text for text in part.texts.values() if text.format == "bundle"]
    if bundled:
        (folder / bundle.NAME).parent.mkdir(parents=True, exist_ok=True)
        (folder / bundle.NAME).write_bytes(bundle.nexis(bundled))
        origins |= {text.id: bundle.origin(number) for number, text in enumerate(bundled, 1)}
    captured = [text for text in part.texts.values() if text.format == "warc"]
    if captured:
        (folder / records.NAME).parent.mkdir(parents=True, exist_ok=True)
        (folder / records.NAME).write_bytes(records.warc(captured))
        origins |= {text.id: text.url for text in captured}
    listed = [(text, path_of(text) if text.format in _FILES else "") for text in part.texts.values() if text.format in _LISTED]
    (folder / references.NAME).parent.mkdir(parents=True, exist_ok=True)
    (folder / references.NAME).write_bytes(references.ris(listed))
    return origins


def path_of(text: Text) -> str:
    """Where a text's file lies: the outlet's host, then the last part of the address."""
    address = urlsplit(text.url)
    last = [piece for piece in address.path.split("/") if piece][-1]
    stem = re.sub(r"[^A-Za-z0-9-]+", "-", last.rpartition(".")[0] or last).strip("-")
    host = (address.hostname or "").removesuffix(".example").replace(".", "-")
    return f"{host}/{stem}.{_SUFFIX[text.format]}"
