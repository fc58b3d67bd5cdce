"""EPUB 2 and 3: the chapters in the order of the book's own spine, one account a book."""

from __future__ import annotations

import posixpath
from typing import Any
from urllib.parse import unquote

from resiliparse.extract.html2text import extract_plain_text

from testimonia.domain.vocabulary import AccountState
from testimonia.errors import InputError
from testimonia.stages.collect.readers.reading import Reading, extractor, failed
from testimonia.stages.collect.readers.stated import edtf
from testimonia.stages.collect.readers.zipped import Package, Unusable, parse
from testimonia.text import decode, parse_edtf

MEDIA_TYPE = "application/epub+zip"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "META-INF/container.xml"
_CHAPTERS = ("application/xhtml+xml", "text/html", "application/x-dtbncx+xml")
# Fonts alone may be scrambled in a book that anybody may read; these two methods do that.
_FONTS = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")


def read(data: bytes, name: str) -> Reading:  # noqa: ARG001 - every reader has the same shape
    """Read a book. The notes of its file say title, author, publisher, date and language."""
    try:
        with Package(data) as package:
            return _read(package)
    except Unusable as fault:
        return failed(MEDIA_TYPE, str(fault))


def _read(package: Package) -> Reading:
    locked = package.get("META-INF/encryption.xml") or b""
    if locked.count(b"EncryptionMethod") // (2 if b"</EncryptionMethod" in locked or b":EncryptionMethod>" in locked else 1) > sum(
        locked.count(method) for method in _FONTS
    ):
        return failed(MEDIA_TYPE, "encrypted: it is locked by its seller (DRM)")
    place, book = _book(package)
    chapters, missing = _chapters(package, place, book)
    text = "\n\n".join(chapter for chapter in chapters if chapter)
    if not text.strip():
        return failed(MEDIA_TYPE, "it holds no text (pictures only?)")
    published = next((date for stated in _all(book, "date") if (date := _date(stated))), None)
    reading = Reading(
        media_type=MEDIA_TYPE,
        full=text,
        main=text,
        full_by=extractor("resiliparse", "epub 1"),
        main_by=extractor("resiliparse", "epub 1"),
        title=next(iter(_all(book, "title")), ""),
        author="; ".join(_all(book, "creator")) or None,
        outlet=next(iter(_all(book, "publisher")), None),
        published=published,
        published_origin="meta" if published else None,
    )
    return reading.worse(AccountState.PARTIAL, f"{missing} of its chapters are missing or damaged") if missing else reading


def _book(package: Package) -> tuple[str, Any]:
    """The file that describes the book, and where it lies."""
    container = package.get(_CONTAINER)
    place = ""
    if container is not None:
        tree = parse(container, _CONTAINER)
        place = next(
            (str(entry.get("full-path")) for entry in tree.iter() if str(entry.tag).endswith("}rootfile") and entry.get("full-path")), ""
        )
    place = place or next((name for name in package.names if name.endswith(".opf")), "")
    data = package.get(place)
    if data is None:
        raise Unusable("damaged: it does not say what it consists of")
    return place, parse(data, place)


def _chapters(package: Package, place: str, book: Any) -> tuple[list[str], int]:
    """The text of each chapter, and how many could not be read."""
    folder = posixpath.dirname(place)
    items = {entry.get("id"): entry for entry in book.iter() if str(entry.tag).endswith("}item")}
    chapters: list[str] = []
    missing = 0
    for step in (entry for entry in book.iter() if str(entry.tag).endswith("}itemref")):
        item = items.get(step.get("idref"))
        if item is None or (item.get("media-type") or _CHAPTERS[0]) not in _CHAPTERS:
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        try:
            data = package.get(name)
        except Unusable as fault:
            if "bomb" in str(fault):
                raise
            data = None
        if data is None:
            missing += 1
            continue
        chapters.append(
            extract_plain_text(decode(data).text, preserve_formatting=True, main_content=False, list_bullets=False, alt_texts=True).strip()
        )
    return chapters, missing


def _all(book: Any, name: str) -> list[str]:
    return [" ".join((entry.text or "").split()) for entry in book.iter(f"{_DC}{name}") if (entry.text or "").strip()]


def _date(stated: str) -> str | None:
    try:
        parse_edtf(stated)
    except InputError:
        return edtf(stated)
    return edtf(stated) or None
