"""Chinese, Japanese and Korean encodings, told by what every text in them is full of.

A page of Chinese is a quarter made of the same few dozen characters, one of Japanese a third of kana, one of Korean
almost wholly of hangul; the same bytes read in the wrong one of these encodings show none of it.
"""

from __future__ import annotations

import codecs
import re

_PREFIX = 65_536  # bytes looked at
_SIMPLIFIED = "[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过说产面而方后多定行学法所民]"
_TRADITIONAL = "[的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過說產面而方後多定行學法所民]"
# codec, what its language is full of, the least share of characters above ASCII (chance stays below a third of it)
_SIGNS_OF = (
    ("cp932", "[\u3041-\u3093\u30a1-\u30f6]", 0.3),
    ("euc_jp", "[\u3041-\u3093\u30a1-\u30f6]", 0.3),
    ("cp949", "[\uac00-\ud7a3]", 0.85),
    ("gb18030", _SIMPLIFIED, 0.12),
    ("big5hkscs", _TRADITIONAL, 0.12),
    # Without a single space, digit or line end UTF-16 has no zeros to be known by.
    ("utf-16-le", _SIMPLIFIED, 0.12),
    ("utf-16-be", _SIMPLIFIED, 0.12),
    ("utf-16-le", _TRADITIONAL, 0.12),
    ("utf-16-be", _TRADITIONAL, 0.12),
)
_FEWEST = 8  # characters above ASCII under which a share says nothing


def guess_east_asian(data: bytes) -> str | None:
    """The East Asian codec whose language the bytes plainly are, else ``None``. Never raises."""
    best: tuple[float, str] | None = None
    for codec, pattern, least in _SIGNS_OF:
        try:  # not final: the prefix may end inside a character
            text = codecs.getincrementaldecoder(codec)().decode(data[:_PREFIX], final=len(data) <= _PREFIX)
        except UnicodeDecodeError:
            continue
        wide = len(re.findall("[^\x00-\x7f\u3000-\u303f\uff00-\uff0f]", text))
        share = len(re.findall(pattern, text)) / wide if wide >= _FEWEST else 0.0
        if share >= least and (best is None or share / least > best[0]):
            best = (share / least, codec)
    return best[1] if best else None
