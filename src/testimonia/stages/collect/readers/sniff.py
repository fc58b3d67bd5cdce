"""What kind of file it is: by its content first, by its name only where the content leaves it open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from testimonia.text import decode, looks_binary

HEAD = 4096  # bytes looked at; a byte order mark, an XML declaration, comments and a doctype fit in
Format = Literal[
    "html", "pdf", "text", "markdown", "docx", "odt", "epub", "rtf", "mail", "mhtml", "captions", "warc", "unreadable"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A format that a reader takes, or ``unreadable`` with the reason."""

    format: Format
    media_type: str
    reason: str = ""


_UNKNOWN = "application/octet-stream"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # how Office wraps a document that has a password
_UNPACK = "unpack it and collect the files"
# Beginnings of files that are not read (yet), and what a reader of the report calls them. A ZIP archive that can be opened is taken as a folder;
# this is one that cannot, or that stands within another file.
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "application/zip", "ZIP archives"),
    (_OLE, "application/x-ole-storage", "old Office files"),
    (b"\x1f\x8b", "application/gzip", "compressed files"),
    (b"\x89PNG", "image/png", "pictures"),
    (b"\xff\xd8\xff", "image/jpeg", "pictures"),
    (b"GIF8", "image/gif", "pictures"),
    (b"SQLite format 3\0", "application/vnd.sqlite3", "databases"),
)
# Names by which a file in one of those formats (or a text that is no prose) is better known than by its first bytes.
_EXTENSIONS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".epub": "application/epub+zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".rtf": "application/rtf",
    ".mht": "multipart/related",
    ".mhtml": "multipart/related",
    ".eml": "message/rfc822",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".ris": "application/x-research-info-systems",
    ".bib": "application/x-bibtex",
    ".nbib": "application/nbib",
    ".css": "text/css",
    ".js": "text/javascript",
    ".warc": "application/warc",
    ".webarchive": "application/x-webarchive",
}
# What to do about them.
_REMEDIES = {
    ".doc": "open it in a word processor, save it as .docx and collect that",
    ".xls": "save it as .xlsx",
    ".ppt": "save it as PDF",
    ".pptx": "save it as PDF",
    ".msg": "save the mail as .eml",
    "old Office files": "open it in the program that made it, save it as .docx or PDF and collect that",
    "ZIP archives": _UNPACK,
    "compressed files": _UNPACK,
    "pictures": "have its text recognised, or describe it in a text file, and collect that",
}
_HTML_NAMES = frozenset({".html", ".htm", ".xhtml", ".shtml", ".xht", ".php", ".asp", ".aspx", ".jsp"})
_MARKDOWN_NAMES = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_PREAMBLE = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta)[\s>/]", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9]*[\s>/]", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml\s", re.IGNORECASE)
_CAPTIONS = re.compile(r"\ufeff?WEBVTT\b|\s*\d+\s*\n\d{1,2}:\d{2}:\d{2}[.,]\d{1,3} --> ")
# Lines with which mails and pages saved as mails begin: headers, one of which is telling.
_HEADERS = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_MHTML = re.compile(r"^Content-Type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_MAIL = re.compile(r"^(?:Message-ID|Received|MIME-Version|Return-Path|X-Mailer):", re.IGNORECASE | re.MULTILINE)
_ADDRESSED = re.compile(r"^From:[^\n]*@[^\n]*$", re.IGNORECASE | re.MULTILINE)
# Endings of documents: a file that bears one and is plain text all the same is read as that text.
_DOCUMENTS = frozenset({".docx", ".doc", ".odt", ".epub", ".rtf", ".mht", ".mhtml", ".eml", ".warc", ".srt", ".vtt"})


def sniff(data: bytes, name: str) -> Kind:
    """The format of a file."""
    ending = PurePosixPath(name).suffix.lower()
    if not data.strip(b"\0 \t\r\n\x0c\xef\xbb\xbf\xfe\xff"):
        return Kind("unreadable", _UNKNOWN, "empty file")
    if b"%PDF-" in data[:1024]:  # readers of PDF allow a kilobyte of anything before it
        return Kind("pdf", "application/pdf")
    if known := _by_magic(data, ending):
        return known
    if looks_binary(data):
        return Kind("unreadable", _UNKNOWN, "not a text")
    return _text_kind(decode(data[:HEAD]).text, ending)


def _by_magic(data: bytes, ending: str) -> Kind | None:
    """The format of a file whose first bytes tell it."""
    if data.startswith(b"PK\x03\x04") and (packed := _packed(data, ending)):
        return packed
    if data.startswith(b"WARC/"):
        return Kind("warc", "application/warc")
    if data.startswith((b"{\\rtf", b"\xef\xbb\xbf{\\rtf")):
        return Kind("rtf", "application/rtf")
    if data.startswith(_OLE) and _ENCRYPTED in data[:65_536]:
        return Kind("unreadable", _EXTENSIONS.get(ending, "application/x-ole-storage"), "encrypted: it opens with a password only")
    for magic, media_type, what in _MAGIC:
        if data.startswith(magic):
            return _not_yet(_EXTENSIONS.get(ending, media_type), ending if ending in _EXTENSIONS else what)
    return None


def _packed(data: bytes, ending: str) -> Kind | None:
    """The kind of document that a ZIP archive is: its first member or its directory, at the end, tell. One that lost its end goes by its name."""
    head = data[:HEAD]
    if b"mimetypeapplication/epub+zip" in head or ending == ".epub":
        return Kind("epub", "application/epub+zip")
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in head or ending == ".odt":
        return Kind("odt", _EXTENSIONS[".odt"])
    if b"word/document.xml" in data or ending == ".docx":
        return Kind("docx", _EXTENSIONS[".docx"])
    return None


def _not_yet(media_type: str, what: str) -> Kind:
    remedy = _REMEDIES.get(what)
    return Kind("unreadable", media_type, f"cannot read {what} yet" + (f": {remedy}" if remedy else ""))


def _by_words(head: str, ending: str) -> Kind | None:
    """Captions, mails and saved pages by how they begin; a name alone does not make a note a mail."""
    if _CAPTIONS.match(head) or (ending in (".srt", ".vtt") and "-->" in head):
        return Kind("captions", "text/vtt" if head.lstrip("\ufeff").startswith("WEBVTT") else "application/x-subrip")
    found = _HEADERS.match(head.lstrip("\r\n"))
    if found is None:
        return None
    headers = found[0]
    if _MHTML.search(headers) and (ending in (".mht", ".mhtml") or "Snapshot-Content-Location" in headers or "Saved by" in headers):
        return Kind("mhtml", "multipart/related")
    if ending in (".eml", ".mail") or (_MAIL.search(headers) and _ADDRESSED.search(headers)):
        return Kind("mail", "message/rfc822")
    return None


def _text_kind(head: str, ending: str) -> Kind:
    preamble = _PREAMBLE.match(head)
    start = head[preamble.end() :] if preamble else head
    if _HTML_START.match(start):
        xhtml = bool(_XML.match(head)) and "http://www.w3.org/1999/xhtml" in head
        return Kind("html", "application/xhtml+xml" if xhtml else "text/html")
    if known := _by_words(head, ending):
        return known
    if ending in _HTML_NAMES and (_TAG.search(head) or start.startswith("<")):
        return Kind("html", "text/html")
    if ending in _EXTENSIONS and ending not in _DOCUMENTS:
        return _not_yet(_EXTENSIONS[ending], ending)
    if _XML.match(head):
        return _not_yet("application/xml", "XML")
    return Kind("markdown", "text/markdown") if ending in _MARKDOWN_NAMES else Kind("text", "text/plain")
