"""The reader for a file, and the form in which the study keeps what it gives."""

from __future__ import annotations

from dataclasses import replace

from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers import captions, docx, epub, html, mail, odt, pdf, plain, rtf, warc
from testimonia.stages.collect.readers.language import language_of
from testimonia.stages.collect.readers.reading import Reading, failed
from testimonia.stages.collect.readers.sniff import sniff
from testimonia.text import canonical, count_words, title_line

READERS = {
    "pdf": pdf.read,
    "docx": docx.read,
    "odt": odt.read,
    "epub": epub.read,
    "rtf": rtf.read,
    "mail": mail.read,
    "mhtml": mail.read_page,
}
WITH_CHARSET = {"html": html.read, "text": plain.read, "markdown": plain.read, "captions": captions.read}
LONGEST_BODY = 50_000_000  # bytes of a page in an archive, unpacked: as for a file of its own
LONGEST_FIELD = 500  # characters of title, author or outlet; longer ones are a page's mistake


def read(data: bytes, name: str, characters: int, charset: str | None = None) -> Reading:
    """Read a file by its content.

    ``characters`` is the longest text that counts as one account; ``charset`` what a server's header said of the encoding.
    """
    kind = sniff(data, name)
    if kind.format == "unreadable":
        return failed(kind.media_type, kind.reason)
    if kind.format == "warc":
        return warc.read(data, name, characters)
    reading = WITH_CHARSET[kind.format](data, name, charset) if kind.format in WITH_CHARSET else READERS[kind.format](data, name)
    if reading.state is AccountState.FAILED:
        return reading
    if reading.parts:
        return replace(reading, parts=tuple(_kept(part, characters) for part in reading.parts))
    return _kept(reading, characters)


def _kept(reading: Reading, characters: int) -> Reading:
    """A reading in the form in which the study keeps it."""
    full, main = canonical(reading.full), canonical(reading.main)
    if len(full) > characters:
        return failed(reading.media_type, f"{len(full):,} characters are no single account (the limit is {characters:,}): split the file")
    return replace(
        reading,
        full=full,
        main=main,
        title=_line(reading.title) or "",
        author=_line(reading.author),
        outlet=_line(reading.outlet),
        saved_from=_line(reading.saved_from),
        address=_line(reading.address),
        accession=_line(reading.accession),
        language=reading.language or language_of(main),
        words=count_words(main),
    )


def _line(stated: str | None) -> str | None:
    return title_line(stated)[:LONGEST_FIELD].rstrip() or None if stated else None
