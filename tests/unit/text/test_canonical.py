"""The form in which text is kept, and titles that cannot spoof."""

from __future__ import annotations

import hashlib

import pytest

from testimonia.errors import InputError
from testimonia.text import canonical, show_controls, text_digest, title_line


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\r\r\nb", "a\n\nb"),
        ("a\x85b\u2028c\u2029d", "a\nb\nc\nd"),
        ("a\x0bb\x0cc", "a\x0bb\x0cc"),
        ("a\x00b", "ab"),
        ("\ufeff\ufeffa\ufeffb", "a\ufeffb"),
        ("\x00\ufeffa", "a"),
        ("\r\x00\n", "\n"),
        ("x\ud800y\udfff", "x\ufffdy\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("e\u0301 \u00e9", "e\u0301 \u00e9"),
        ("  كِتَاب\u200f  ", "  كِتَاب\u200f  "),
        ("", ""),
    ],
)
def test_canonical_settles_only_what_would_shift_offsets_or_break_stores(raw, kept):
    """Line ends, NUL, surrogates and leading marks are settled; every other code point stays."""
    assert canonical(raw) == kept


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("  A \r\n title\t\u00a0here\u3000 ", "A title here"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("a\u2066b\u2067c\u2068d\u2069e\u202a\u202b\u202c\u202d", "abcde"),
        ("\x1b[31mred\x07\x9b0m", "[31mred0m"),
        ("السلام\u200f!", "السلام\u200f!"),
        ("می\u200cخواهم 👨\u200d👩\u200d👧", "می\u200cخواهم 👨\u200d👩\u200d👧"),
        ("a\ufeffb\ufff9c", "abc"),
        ("a\x0bb\x0cc", "a b c"),
        ("\x00", ""),
    ],
)
def test_a_title_is_one_line_that_cannot_spoof(raw, line):
    """A title keeps its letters and joiners and loses what could reorder, recolour or break a line."""
    assert title_line(raw) == line


def test_controls_are_shown_to_a_terminal():
    """A terminal gets escapes in place of controls, and text, tabs and line ends as they are."""
    assert show_controls("a\u202eb\x1b[0m\x9b\u200f\ud800\t\nc é") == "a\\u202eb\\u001b[0m\\u009b\\u200f\\ud800\t\nc é"


def test_a_digest_is_that_of_the_utf8_bytes():
    """The digest of a text is the SHA-256 of its UTF-8 bytes, in hex."""
    assert text_digest("كتاب 😀") == hashlib.sha256("كتاب 😀".encode()).hexdigest()
    assert text_digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_text_without_utf8_form_is_not_hashed():
    """A lone surrogate is refused with a remedy instead of a UnicodeError."""
    with pytest.raises(InputError) as refused:
        text_digest("a\ud800")
    assert "canonical" in refused.value.remedy
