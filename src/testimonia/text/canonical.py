"""The one form in which testimonia keeps text, and what it does to text that is shown as a single line.

An edition is immutable and codings point into it by code point, so everything that could shift an offset or that a
database, a browser or a hash would treat differently is settled once, here, before the first offset is taken.
"""

from __future__ import annotations

import hashlib
import re

from testimonia.errors import InputError

_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# All of Unicode's property Bidi_Control: what can make a reader see another order than the stored one.
_BIDI_STRONG = "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides, isolates: reorder whole runs
_BIDI_MARKS = "\u061c\u200e\u200f"  # ALM, LRM, RLM: place one punctuation mark, and Arabic titles need them
# Controls, deprecated format characters (U+206A-F), a byte order mark inside, interlinear annotation.
_TITLE_DROP = re.compile(f"[\x00-\x08\x0e-\x1b\x7f-\x9f{_BIDI_STRONG}\u206a-\u206f\ufeff\ufff9-\ufffb]")
_SHOWN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI_MARKS}{_BIDI_STRONG}\u2028\u2029\ud800-\udfff]")


def canonical(text: str) -> str:
    r"""Bring text into the form every edition, title and metadata field is stored in.

    - ``\r\n`` and ``\r`` become ``\n``; so do NEL (U+0085) and LS/PS (U+2028/9). Unicode calls all of them mandatory
      breaks (UAX 14: CR, LF, NL, BK), but Python, JavaScript, SQLite and browsers disagree on them, and two doors that
      split one text into different lines would show different passages. VT and FF stay: they are not line ends in any
      of our doors (never use ``str.splitlines``, which splits at them; use ``split("\n")``).
    - NUL is dropped: PostgreSQL refuses it and SQLite's C interface ends a text at it.
    - A surrogate pair kept as two code points becomes the character it means; a lone surrogate, which has no UTF-8
      form, becomes U+FFFD.
    - Byte order marks at the start are dropped.
    - Nothing else is touched: no NFC, no trimming. The text is evidence.

    Idempotent. Raises nothing.
    """
    if not text.isascii() and _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    # NUL goes first: a NUL between CR and LF must not make two line ends of one, nor hide a byte order mark.
    text = text.replace("\x00", "")
    if any(
        mark in text for mark in "\r\x85\u2028\u2029"
    ):  # looked for one by one: a tenth of the time of the pattern, and most texts have none
        text = _BREAKS.sub("\n", text)
    return text.lstrip("\ufeff")


def title_line(text: str) -> str:
    """Text as one line that is safe to show in a page, a table or a terminal.

    Canonical; white space (any of Unicode's) collapsed to single spaces and trimmed; C0 and C1 controls, bidi
    embeddings, overrides and isolates (U+202A-E, U+2066-9), deprecated format characters and inner byte order marks
    removed, because they can reorder or recolour what stands *around* the title. The bidi marks LRM, RLM and ALM stay:
    they act on neighbouring punctuation only, and honest Arabic and Hebrew titles use them; so do ZWJ and ZWNJ, which
    Persian and emoji need. Idempotent. Raises nothing.
    """
    return " ".join(_TITLE_DROP.sub("", canonical(text)).split())


def show_controls(text: str) -> str:
    r"""Text for a terminal: every invisible control made visible as an escape such as ``\u202e`` or ``\u001b``.

    Escaped: C0 and C1 controls but LF and TAB, all of Unicode's bidi controls (marks included: here the reader looks
    for tricks), U+2028/9 and lone surrogates (which no terminal encoding can print). Display only: a text that already
    holds such an escape in letters looks the same, so nothing may be read back from it. Raises nothing.
    """
    return _SHOWN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def text_digest(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, 64 lower-case hex digits: what names an edition.

    The text is hashed as given (canonicalise first). Raises ``InputError`` on a lone surrogate, which has no UTF-8 form.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            f"The text holds a lone surrogate at offset {error.start} and cannot be hashed.",
            "Take it through testimonia.text.canonical first.",
        ) from error
    return hashlib.sha256(data).hexdigest()
