"""Bytes into text: honest about what was certain, what was guessed and what was lost.

Order: byte order mark, UTF-16/32 by the place of its zeros, strict UTF-8, mostly-UTF-8, the declared charset, and only
then a guess (``legacy``). The bytes speak before the label, because the label is often a server's default.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from testimonia.text.han import guess_east_asian
from testimonia.text.legacy import guess, trust

_BOMS = (  # UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What no text holds: C0 without BS, TAB, LF, VT, FF, CR, ESC (terminal recordings and ISO 2022 use them), and DEL.
_CONTROLS = bytes(set(range(32)) - {8, 9, 10, 11, 12, 13, 27}) + b"\x7f"
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = bytes(range(0x80, 0x100))
# Share of the bytes above ASCII that must sit in well-formed UTF-8 sequences. Chance gives about 0.25 in GBK, the worst
# of the legacy encodings, and under 0.1 in windows-1251/1252/1256; a damaged UTF-8 page lies above 0.9.
_MOSTLY = 0.6
_UNPLAUSIBLE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text from bytes.

    ``text`` is without byte order mark, otherwise as decoded (take it through ``canonical``); ``encoding`` is Python's
    name; ``certain`` is false when the encoding was guessed or bytes were lost; ``replaced`` counts the U+FFFD put in
    for bytes that could not be read (not those the bytes themselves spelled).
    """

    text: str
    encoding: str
    certain: bool
    replaced: int = 0


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Read bytes as text. ``declared`` is the charset a header or the page itself names, if any. Never raises."""
    for mark, encoding in _BOMS:
        if data.startswith(mark) and not (encoding == "utf-32-le" and len(data) % 4):
            return _read(data[len(mark) :], encoding)
    told = _wide(data) or _seven_bit(data) or _utf8(data) or (trust(data, declared) if declared else None)
    return _read(data, told) if told else _read(data, guess(data), certain=False)


def looks_binary(data: bytes) -> bool:
    """Whether bytes are no text in any encoding: more than 1 % control bytes, and not UTF-16 or UTF-32.

    Compressed or machine data hold about 10 % (26 of 256 values are controls); texts hold none, save a stray form of
    damage. Empty bytes are an empty text. Never raises.
    """
    for mark, encoding in _BOMS[1:]:
        if data.startswith(mark):
            return _read(data[len(mark) :], encoding).replaced * 50 > len(data)
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls * 100 > len(data) and not _wide(data) and not (guess_east_asian(data) or "").startswith("utf-16")


def _utf8(data: bytes) -> str | None:
    """UTF-8, whole or damaged: cut off in the middle, or with some bytes of another encoding pasted in."""
    if _fits(data, "utf-8"):
        return "utf-8"
    high = len(data) - len(data.translate(None, _HIGH))
    return "utf-8" if sum(map(len, _MULTIBYTE.findall(data))) >= _MOSTLY * high else None


def _seven_bit(data: bytes) -> str | None:
    """ISO 2022 (Japanese and Korean mail), which is 7-bit and so would pass for UTF-8."""
    found = (encoding for encoding in ("iso2022_jp_2", "iso2022_kr") if b"\x1b$" in data and _fits(data, encoding))
    return next(found, None)


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, told by where its zeros stand.

    Spaces, digits and line ends have a zero high byte in every script, so one parity of positions holds most of the
    zeros. The decoded text must then be plausible, which a binary file with such zeros is not.
    """
    zeros = data.count(0)
    if not zeros:
        return None
    if len(data) % 4 == 0 and zeros * 5 >= len(data) * 2:
        for encoding, quiet in (("utf-32-le", data[3::4]), ("utf-32-be", data[0::4])):
            if not any(quiet) and _plausible(data, encoding):
                return encoding
    odd = data[1::2].count(0)
    encoding = "utf-16-le" if odd * 2 > zeros else "utf-16-be"
    if max(odd, zeros - odd) < 0.7 * zeros:  # some of a text's low bytes are zero too: U+4E00 (一), half of an emoji
        return None
    # A few zeros in a narrow text are damage: wide text has many, or many control bytes (Arabic's high byte is 06), or
    # bytes that are no UTF-8 (Chinese).
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls * 20 <= len(data) and _fits(data, "utf-8"):
        return None
    whole = data[: len(data) // 2 * 2]
    return encoding if _plausible(whole, encoding) else None


def _plausible(data: bytes, encoding: str) -> bool:
    """Whether bytes decode strictly into text with hardly any control or private-use characters."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return len(_UNPLAUSIBLE.findall(text)) * 50 <= len(text)


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _read(data: bytes, encoding: str, *, certain: bool = True) -> Decoded:
    """Decode, putting U+FFFD for what cannot be read; the same without them tells how many were put in."""
    try:
        return Decoded(data.decode(encoding), encoding, certain)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return Decoded(text, encoding, certain=False, replaced=len(text) - len(data.decode(encoding, "ignore")))
