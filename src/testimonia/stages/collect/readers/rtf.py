r"""RTF (Rich Text Format 1.9.1): text by a tokenizer of our own, because bytes in it mean letters only by the font in force.

Read are paragraphs, cells, notes, hyperlinks and the document's own title and author; left out are pictures, objects, styles and whatever a
program marks as of no meaning to others (``\*``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers.bundles import divide
from testimonia.stages.collect.readers.paragraphs import Paragraph, joined
from testimonia.stages.collect.readers.plain import title_of
from testimonia.stages.collect.readers.reading import Reading, failed
from testimonia.stages.collect.readers.titles import stated_title

MEDIA_TYPE = "application/rtf"
EXTRACTOR = "rtf 1"
_TOKEN = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\")
# Windows charsets by their number in a font table, as Python names them; others are read as the document's code page.
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
# Words that begin what is no text of the document.
_SILENT = frozenset(
    {
        "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "pict", "object", "objdata",
        "xmlnstbl", "themedata", "colorschememapping", "datastore", "latentstyles", "filetbl", "template", "private", "xe", "tc", "bkmkstart",
        "bkmkend", "nonshppict", "mmathpr", "datafield", "formfield", "deleted",
    }
)  # fmt: skip
_AROUND = frozenset(
    {"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "annotation", "atnid", "atnauthor"}
)
_BREAKS = frozenset({"par", "sect", "page", "cell", "nestcell", "row", "nestrow"})
_MARKS = {
    "tab": "\t", "line": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "endash": "–",
    "emdash": "—", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"-": "\u00ad", b"_": "\u2011", b"\\": "\\", b"{": "{", b"}": "}", b"\n": None, b"\r": None}
_LINK = re.compile(r'HYPERLINK\s+"([^"]+)"')
_DEEPEST = 10_000  # groups within groups: real documents have a dozen


@dataclass(slots=True)
class _State:
    """What holds in a group: where its text goes (None: nowhere), its font, how many characters stand in for a Unicode one."""

    target: str | None = "body"
    font: int | None = None
    skip: int = 1
    hidden: bool = False


@dataclass(slots=True)
class _Document:
    """What has been read."""

    pieces: dict[str, list[str]] = field(
        default_factory=lambda: {"body": [], "around": [], "title": [], "author": [], "fonts": [], "link": []}
    )
    paragraphs: list[Paragraph] = field(default_factory=list)
    around: list[Paragraph] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    fonts: dict[int, str] = field(default_factory=dict)
    page: str = "cp1252"
    default_font: int | None = None
    damaged: bool = False

    def add(self, target: str, text: str) -> None:
        self.pieces[target].append(text)

    def close(self, target: str) -> None:
        """End the paragraph that is being written."""
        pieces = self.pieces[target]
        if target == "body":
            self.paragraphs.append(Paragraph("".join(pieces), "", tuple(self.links)))
            self.links.clear()
        elif target == "around":
            self.around.append(Paragraph("".join(pieces)))
        pieces.clear()


def read(data: bytes, name: str) -> Reading:  # noqa: ARG001 - every reader has the same shape
    """Read an RTF document: ``main`` is its body with notes; ``full`` also what stands in headers, footers and remarks."""
    document = _Read(data).all()
    main = joined(document.paragraphs)
    if not main.strip():
        return failed(MEDIA_TYPE, "it holds no text (pictures only, or damaged)")
    reading = Reading(
        media_type=MEDIA_TYPE,
        full=joined([*document.paragraphs, *(one for one in document.around if one.text.strip())]),
        main=main,
        full_by=EXTRACTOR,
        main_by=EXTRACTOR,
        title=stated_title("".join(document.pieces["title"])) or title_of("\n\n".join(one.text for one in document.paragraphs[:20])),
        author="".join(document.pieces["author"]).strip() or None,
    )
    if document.damaged:
        reading = reading.worse(AccountState.PARTIAL, "its groups do not close: it is cut off or damaged")
    return divide(reading, document.paragraphs)


class _Read:
    """Goes through the tokens once."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.document = _Document()
        self.state = _State()
        self.stack: list[_State] = []
        self.waiting = 0  # characters still to pass over after a Unicode one
        self.bytes = bytearray()
        self.starred = False

    def all(self) -> _Document:
        place, size = 0, len(self.data)
        while place < size:
            token = _TOKEN.match(self.data, place)
            if token is None:
                break
            place = token.end()
            word, number, code, symbol, brace, text = token.groups()
            if code:
                self._byte(bytes([int(code, 16)]))
                continue
            if text:
                self._byte(text)
                continue
            self._flush()
            if brace:
                if not self._brace(brace):
                    break
            elif word:
                argument = int(number) if number else None
                if word == b"bin" and argument and argument > 0:
                    place += argument
                else:
                    self._word(word.decode(), argument)
            elif symbol:
                self._symbol(symbol)
        self._flush()
        if self.document.pieces["body"]:
            self.document.close("body")
        self.document.damaged = bool(self.stack) or self.document.damaged
        return self.document

    def _brace(self, brace: bytes) -> bool:
        """Enter or leave a group; False where the document ends."""
        self.starred = False
        if brace == b"{":
            if len(self.stack) >= _DEEPEST:
                self.document.damaged = True
                return False
            self.stack.append(self.state)
            self.state = _State(self.state.target, self.state.font, self.state.skip, self.state.hidden)
            return True
        if not self.stack:
            return False
        before = self.state.target
        self.state = self.stack.pop()
        if before == "around" and self.state.target == "body" and self.document.pieces["around"]:
            self.document.close("around")
        if before == "link" and self.state.target != "link":
            found = _LINK.search("".join(self.document.pieces["link"]))
            if found:
                self.document.links.append(found[1])
            self.document.pieces["link"].clear()
        return bool(self.stack)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.starred = True
        elif symbol in (b"\n", b"\r"):
            self._word("par", None)
        elif text := _SYMBOLS.get(symbol):
            self._text(text)

    def _word(self, word: str, number: int | None) -> None:
        starred, self.starred = self.starred, False
        if word == "fldinst":
            self.state.target = "link"
        elif word in ("upr", "ud"):  # the same text twice: for old programs, then in Unicode
            self.state.target = "body" if word == "ud" else None
        elif word in _SILENT or (starred and word not in ("shpinst", "shptxt", "footnote")):
            self.state.target = "fonts" if word == "fonttbl" else None
        elif word in _AROUND:
            self.state.target = "around" if self.state.target is not None else None
        elif word == "info":
            self.state.target = None
        elif word in ("title", "author") and self.stack and self.state.target is None:
            self.state.target = word
        elif word == "v":
            self.state.hidden = number != 0
        elif word == "u" and number is not None:
            self._unicode(number)
        elif word in _BREAKS:
            if self.state.target in ("body", "around") and not self.state.hidden:
                self.document.close(self.state.target)
        elif word in _MARKS:
            self._text(_MARKS[word])
        else:
            self._setting(word, number)

    def _setting(self, word: str, number: int | None) -> None:
        if word == "f" and number is not None:
            self.state.font = number
        elif word == "fcharset" and number is not None and self.state.font is not None and self.state.target == "fonts":
            if number in _CHARSETS:
                self.document.fonts[self.state.font] = _CHARSETS[number]
        elif word == "ansicpg" and number:
            self.document.page = f"cp{number}" if number != 65001 else "utf-8"  # noqa: PLR2004 - Windows' number for UTF-8
        elif word in ("mac", "pc", "pca"):
            self.document.page = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word == "deff" and number is not None:
            self.document.default_font = number
        elif word == "uc" and number is not None:
            self.state.skip = max(0, min(number, 8))
        elif word == "plain":
            self.state.font, self.state.hidden = self.document.default_font, False

    def _unicode(self, number: int) -> None:
        unit = number & 0xFFFF
        self._text(chr(unit))
        self.waiting = self.state.skip

    def _byte(self, data: bytes) -> None:
        passed = min(self.waiting, len(data))
        self.waiting -= passed
        self.bytes += data[passed:]

    def _flush(self) -> None:
        """Turn the bytes that were read into letters of the font in force."""
        if self.bytes:
            font = self.state.font if self.state.font is not None else self.document.default_font
            encoding = self.document.fonts.get(font, self.document.page) if font is not None else self.document.page
            try:
                text = self.bytes.decode(encoding, "replace")
            except LookupError:
                text = self.bytes.decode("cp1252", "replace")
            self.bytes.clear()
            self._text(text)

    def _text(self, text: str) -> None:
        target = self.state.target
        if target is None or target == "fonts" or (self.state.hidden and target == "body"):
            return
        pieces = self.document.pieces[target]
        # A character beyond the first plane comes as two halves.
        if pieces and "\udc00" <= text[:1] <= "\udfff" and "\ud800" <= pieces[-1][-1:] <= "\udbff":
            pieces[-1] = pieces[-1][:-1] + (pieces[-1][-1] + text[0]).encode("utf-16", "surrogatepass").decode("utf-16") + text[1:]
        else:
            pieces.append(text)
